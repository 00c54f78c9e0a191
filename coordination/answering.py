"""What the council owes those the record is about, on the command line: how long records are kept, and what is due.

References, rules, days and counts are printed, and no word of what is in a record.
"""

import sys

import click
from sqlalchemy import select

from coordination import config
from coordination.agencies.models import Authority
from coordination.commanding import application, leave_audit, report
from coordination.db import RuleBroken, db


@click.group()
def retention() -> None:
    """How long records are kept, and destroying those whose time is over."""


@retention.command("due")
@click.option("--authority", help="The authority's DfE code; HOME_AUTHORITY, or every authority, when left out.")
@click.option("--json", "as_json", is_flag=True)
def due(authority: str | None, as_json: bool) -> None:
    """The records whose time is over, by reference, and what holds them."""
    from coordination.rights.presenters import by_rule, due_rows
    from coordination.rights.retention import queries

    with application():
        asked = authority or config.read().home_authority or None
        places = db.session.scalars(
            select(Authority).where(Authority.dfe_code == asked if asked else Authority.id.is_not(None))
        ).all()
        if asked and not places:
            raise RuleBroken(f"No authority has the code {asked}.")
        told, lines = [], []
        for place in places:
            rows = due_rows(queries.time_over(place.id), queries.erasures([place.id]))
            lines += [f"{place.name}: {len(rows)} due."]
            lines += [f"  {rule}: {many}" for rule, many in by_rule(rows)]
            lines += [f"  {row.reference:<12} {row.rule}, since {row.due_on}. {row.state}".rstrip() for row in rows]
            told += [
                {"authority": place.name, "reference": row.reference, "rule": row.rule, "basis": row.basis,
                 "due_on": row.due_on, "held": row.held, "state": row.state}
                for row in rows
            ]  # fmt: skip
        leave_audit("retention due", due=len(told))
        report(told, as_json, "\n".join(lines) or "There is no authority yet.")


@retention.command("schedule")
@click.option("--json", "as_json", is_flag=True)
@click.option("--write", is_flag=True, help="Print docs/privacy/retention-schedule.md anew from the rules.")
def schedule(as_json: bool, write: bool) -> None:
    """How long each kind of record is kept, with its source."""
    from coordination.rights.retention import printing
    from coordination.rights.retention import schedule as kept

    if write:
        click.echo("Written." if printing.write() else "It was already as the rules say.")
        return
    lines = [f"{rule.id}  {rule.title}: {rule.counted}. {rule.basis_words}: {rule.source}." for rule in kept.rules()]
    report([rule._asdict() for rule in kept.rules()], as_json, "\n".join(lines))


@retention.command("again")
@click.option("--json", "as_json", is_flag=True)
def again(as_json: bool) -> None:
    """After a backup was put back: destroy again the records that were destroyed since it was made."""
    from coordination.rights.retention import erasing

    with application():
        try:
            many = erasing.again()
        except ValueError as changed:
            click.echo(f"coordination: {changed}", err=True)
            sys.exit(1)
        leave_audit("retention again", records=many)
        report(
            {"destroyed": many}, as_json, f"{many} destroyed again." if many else "Nothing that was destroyed is back."
        )


@click.group()
def sar() -> None:
    """Requests to see what is held (subject access)."""


@sar.command("build")
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True)
def sar_build(reference: str, as_json: bool) -> None:
    """Gather everything for a request, by its reference. Said again, what is new is gathered and decisions stay."""
    from coordination.rights.asking import gathering, queries

    with application():
        asked = queries.by_reference(reference)
        if asked is None or asked.state != "open":
            raise RuleBroken("There is no open request with this reference.")
        asked.done, asked.gathered_at = 0, None
        while asked.gathered_at is None:
            gathering.gather_some(asked, 4)
            if sys.stderr.isatty():
                click.echo(f"\rGathering: {asked.done} of {asked.of}", err=True, nl=asked.gathered_at is not None)
        items = queries.items(asked.id)
        counts = {what: sum(item.proposed == what for item in items) for what in ("release", "redact", "withhold")}
        undecided = sum(item.decision is None for item in items)
        leave_audit("sar build", items=len(items))
        told = {"items": len(items), "proposed": counts, "undecided": undecided, "due_on": asked.due_on}
        said = ", ".join(f"{what} {many}" for what, many in counts.items())
        report(told, as_json, f"{len(items)} items. Proposed: {said}. {undecided} undecided. Answer by {asked.due_on}.")
