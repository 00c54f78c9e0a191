"""What concerns put on the page somebody's work begins on: each that waits for them, and how many wait for duty."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from coordination.access import guard
from coordination.access.actor import Actor
from coordination.children import reading
from coordination.concerns import queries
from coordination.concerns.models import SECTION, Concern
from coordination.concerns.words import KINDS
from coordination.web.first_page import Found, Wanted

_NEXT = {"concern": "decide about", "worry": "answer", "question": "answer"}
_OPEN, _ON_DUTY = "concern", "concerns_on_duty"


def asked(who: Actor) -> list[Select[Any]]:
    """What :func:`told` needs, as parts of ``reading.together``."""
    found = [
        reading.values_of(
            _OPEN,
            select(Concern.__table__).where(Concern.decided_at.is_(None), Concern.raised_by != who.person_id),
        )
    ]
    for _, authority_id in queries.duty_posts(who):
        rows = func.concerns_on_duty(authority_id).table_valued("id", "read_at")
        found.append(reading.values_of(_ON_DUTY, select(rows.c.id).where(rows.c.read_at.is_(None))))
    return found


def told(found: Found) -> Iterator[Wanted]:
    """Each concern that waits for this reader; and that unread ones wait for whoever is on duty."""
    rows = reading.revived(Concern, found.get(_OPEN, []))
    for row in guard.readable(rows, SECTION):
        if queries.may_act(row):
            yield Wanted(
                f"{KINDS[row.kind]} to {'read now' if row.read_at is None else _NEXT[row.kind]}",
                None,
                url_for("concerns.concern", concern_id=row.id),
            )
    if many := len(found.get(_ON_DUTY, [])):
        yield Wanted(
            "A concern waits on duty" if many == 1 else f"{many} concerns wait on duty",
            None,
            url_for("concerns.to_act_on"),
        )
