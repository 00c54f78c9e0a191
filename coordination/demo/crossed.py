"""Two who changed the same line at once, and nobody has put them together yet: in a plan, in SEN Support and in an EHC
plan. The first save stands; the second waits on a page of its own.
"""

from datetime import timedelta

from sqlalchemy import select

from coordination import clock
from coordination.children.statements import Statement
from coordination.db import db
from coordination.demo.borough import Borough, days_ago, on_the_day
from coordination.plans import crossings

# Whose record, the section, the kind of line, who saved first and who second.
LINES = (
    ("kai", "support_plan", "strength", "lead", "health"),
    ("kai", "sen_support", "strategy", "senco", "virtualschool"),
    ("ama", "ehc_plan", "need", "sendofficer", "sendofficer"),
)


def of_three(borough: Borough) -> None:
    """One of each kind of page on which two versions are put together."""
    for story, section, kind, first, second in LINES:
        line = db.session.scalars(
            select(Statement)
            .where(Statement.child_id == borough.children[story], Statement.section == section)
            .where(Statement.kind == kind, Statement.ended_on.is_(None))
            .order_by(Statement.id)
            .limit(1)
        ).one()
        seen, stood = line.version, str(line.wording["professional"]["en"])
        sent = borough.mark(f"{stood}. Not seen since the holidays", story, section, ("crossed",))
        at = on_the_day(days_ago(2))
        with clock.frozen(at):
            crossings.change(line, {"text": f"{stood}. Seen again this week"}, seen=seen, by=borough.actor(first))
        with clock.frozen(at + timedelta(minutes=3)):
            try:
                crossings.change(line, {"text": sent}, seen=seen, by=borough.actor(second))
            except crossings.Crossed:
                continue
