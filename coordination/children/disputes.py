"""What somebody says is wrong and was not changed, about a fact that is no statement of the plan: a name, an address, a
school, the family, something that happened.

UK GDPR article 16 gives the right to have what is incomplete completed, by a statement of their own too. It stands
beside the fact wherever the fact is shown, for whoever may read all of that part of the record, and in the papers of
workers that show it. Papers for family hold none: what one of them says of the others is not for the others.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

from coordination.access import guard
from coordination.access.policy import Deny, Permit
from coordination.children import reading
from coordination.children.models import Child
from coordination.children.statements import Disagreement
from coordination.db import db
from coordination.documents import facts as shapes


class About(StrEnum):
    """What a dispute is about, as whoever says it chooses."""

    NAME = "name"
    ADDRESS = "address"
    FAMILY = "family"
    SCHOOL = "school"
    HEALTH = "health"
    EVENT = "event"
    PLAN = "plan"
    OTHER = "other"


# Whoever reads requests about the record reads there what is disputed.
REQUESTS = "sharing_decisions"
# The part of the record it stands in: who may read all of it reads what is said of it too.
SECTION_OF = {
    About.NAME: "core_identity",
    About.ADDRESS: "contact_details",
    About.FAMILY: "family_network",
    About.SCHOOL: "education",
    About.HEALTH: "health",
    About.PLAN: "support_plan",
    About.EVENT: REQUESTS,
    About.OTHER: REQUESTS,
}
WORDS = {
    About.NAME: "the name or date of birth",
    About.ADDRESS: "an address or phone number",
    About.FAMILY: "the family",
    About.SCHOOL: "school",
    About.HEALTH: "health",
    About.EVENT: "something that happened",
    About.PLAN: "the plan or a meeting",
    About.OTHER: "something else",
}
# Where each stands on the first page of the record; the rest stands at its end.
LIST_OF = {About.ADDRESS: "addresses", About.FAMILY: "network", About.SCHOOL: "schools", About.HEALTH: "disabilities"}

# What stands on the record of a meeting, and on papers that name the child and their school; so what is said of it too.
ON_A_RECORD = frozenset({About.NAME.value, About.FAMILY.value})
NAME_AND_SCHOOL = frozenset({About.NAME.value, About.SCHOOL.value})
# Where whoever reads what somebody disagrees with reads that they do.
LINES = "reviews"

May = Callable[[Disagreement, str], Permit | Deny]


def asked(child: Child) -> Select[Any]:
    """Every dispute about a child, as a part of ``reading.together``."""
    return reading.rows_of(Disagreement, child, Disagreement.__table__.c.about_what.is_not(None))


class Disputed(NamedTuple):
    """One of them as pages and papers show it. ``what``: what it is about, in words."""

    id: UUID
    about: About
    what: str
    who: str
    words: str
    on: date
    answer: str
    answered_on: date | None


def seen(rows: Iterable[Disagreement], may: May) -> list[Disputed]:
    """The disputes among these rows that ``may`` lets somebody read in full, the oldest first."""
    kept = []
    for row in sorted(rows, key=lambda row: (row.on, row.id)):
        if row.about_what is None:
            continue
        about = About(row.about_what)
        if any(_whole(may(row, section)) for section in (SECTION_OF[about], REQUESTS)):
            kept.append(
                Disputed(row.id, about, WORDS[about], row.who, row.words, row.on, row.answer or "", row.answered_on)
            )
    return kept


def _whole(permit: Permit | Deny) -> bool:
    return isinstance(permit, Permit) and permit.extent in ("full", "own")


def readable(found: dict[str, list[dict[str, Any]]]) -> list[Disputed]:
    """Those the actor may read, from the answers to ``reading.together``."""
    rows = reading.revived(Disagreement, found.get("disagreement", []))
    return seen(rows, lambda row, section: guard.may("read", section, row))


def about(found: dict[str, list[dict[str, Any]]], what: About) -> list[Disputed]:
    """Those of them that are about one part of the record."""
    return [held for held in readable(found) if held.about is what]


def on_the_record(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[Disputed]]:
    """What the actor may read of them, by the list of the first page of the record it stands beside: "identity" for the
    name, "" for what stands beside no list.
    """
    places: dict[str, list[Disputed]] = {}
    for held in readable(found):
        place = "identity" if held.about is About.NAME else LIST_OF.get(held.about, "")
        places.setdefault(place, []).append(held)
    return places


def of_children(child_ids: Iterable[UUID]) -> list[Disagreement]:
    """What somebody says is wrong of these children and of what stands about them, the oldest first. One query."""
    rows = db.session.scalars(
        select(Disagreement).where(Disagreement.child_id.in_(set(child_ids))).order_by(Disagreement.on, Disagreement.id)
    )
    return list(rows)


def on_paper(
    rows: Iterable[Disagreement], *, about: Collection[str], lines: Mapping[UUID, str], readers: Iterable[May]
) -> list[shapes.DisputedFact]:
    """What stands on a paper of workers beside the facts and the entries that are printed on it, the oldest first.

    ``about``: the kinds of fact that are printed; ``lines``: the statements that are, in their words. Each has to be
    readable to every one of ``readers``, and a paper that nobody is known to read holds none.
    """
    held, each = list(rows), list(readers)
    if not each:
        return []
    facts = [{row.id: row for row in seen((one for one in held if one.about_what in about), may)} for may in each]
    found = [(row.on, printed(row)) for row in facts[0].values() if all(row.id in others for others in facts)]
    for row in held:
        if (
            row.statement_id is not None
            and row.statement_id in lines
            and all(isinstance(may(row, LINES), Permit) for may in each)
        ):
            what = f"“{lines[row.statement_id]}”"
            found.append((row.on, _fact("line", what, row.who, row.words, row.on, row.answer or "")))
    return [fact for _, fact in sorted(found, key=lambda pair: pair[0])]


def printed(held: Disputed) -> shapes.DisputedFact:
    """One as a paper holds it: what it is about, their words and the answer."""
    return _fact(held.about.value, held.what, held.who, held.words, held.on, held.answer)


def _fact(about: str, what: str, who: str, words: str, on: date, answer: str) -> shapes.DisputedFact:
    said: shapes.Disagreement = {
        "who": who,
        "words": words,
        "on": on.isoformat(),
        "response": answer,
        "route": "",
        "outcome": "",
    }
    return {"about": about, "what": what, "said": said}
