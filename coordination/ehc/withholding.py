"""A parent who is not told where the child lives, and the papers of the EHC process that would tell them.

It was decided that one parent is not told (Children Act 1989, Schedule 2, para. 15), and education law sends every
parent the plan, whose section I names the school (Children and Families Act 2014, sections 38 and 39). Neither law
gives way to the other by itself: nothing that would tell them goes out until a manager has decided, with legal advice,
what this parent is sent. Until then they are sent nothing of the kind, and nothing on their pages says so.

A place that is protected is kept from everybody who does not know it. A letter or a plan whose words name one waits
for those who answer for the child, before it is made: its pages would tell as much as its paper.

What would tell them: the setting of section I, the school of today, the homes and carers of today, addresses in use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Agency, Person
from coordination.children.models import Child, ChildAddress, SchoolPlace
from coordination.db import Base, OfChild, RuleBroken, child_table, db, new_id
from coordination.ehc.holders import LABEL, kept
from coordination.ehc.plan.issue_view import SCHOOL
from coordination.ehc.plan_models import FINALS, FormalPlan, PlanIssue
from coordination.ehc.recipients import Recipient, Weighed
from coordination.protected import papers
from coordination.protected.matching import WITHHELD, Matcher, Value
from coordination.protected.models import HeldState

NOT_SAID = "Withheld."
SENTENCE = "This parent is not told where the child lives. Ask legal advice, and record what a manager decides."


class Answer(StrEnum):
    """What a parent who is not told is sent: a copy with the place left out, or all of it."""

    WITHHELD = "withheld"
    IN_FULL = "in_full"


ANSWERS = {
    Answer.WITHHELD.value: "A copy with the place left out: section I says “withheld”",
    Answer.IN_FULL.value: "Everything, as everybody else is sent it",
}


class PlaceDecision(OfChild, Base):
    """What a manager decided about the EHC papers of one parent who is not told where the child lives.

    ``key`` names the recipient as ``recipients`` does. One decision stands for a recipient; those before it stay.
    """

    __tablename__ = "ehc_place_decision"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    answer: Mapped[str]
    why: Mapped[str]
    manager: Mapped[str]
    advice_from: Mapped[str]
    advice_on: Mapped[date]
    decided_on: Mapped[date]
    ended_on: Mapped[date | None]
    label: Mapped[str] = mapped_column(default=LABEL)

    __table_args__ = child_table(
        "ehc_place_decision",
        CheckConstraint("answer in ('withheld', 'in_full')", name="answer"),
        Index(
            "uq_ehc_place_decision_standing", "child_id", "key", unique=True, postgresql_where=text("ended_on is null")
        ),
    )


@dataclass(frozen=True, slots=True)
class Sorted:
    """To whom papers that tell the place may go, each marked where the place is left out; who waits for a decision; and
    who would read what is protected.
    """

    to: list[Recipient]
    waiting: list[Recipient]
    stopped: list[Recipient] = field(default_factory=list)
    why_stopped: str = papers.WAITS


def sorted_out(child: Child, to: Iterable[Recipient], said: tuple[str, str] | None = None) -> Sorted:
    """Recipients of a paper that tells where the child lives or learns, by what was decided about each.

    ``said``: the words of the paper, and what it is. Who would read what is protected in them waits for those who
    answer for the child, before anything is made.
    """
    known = kept(child.id)
    free, waiting = [], []
    answers = _answers(child.id) if known.keeps_it else {}
    for one in to:
        if not known.concerns(one.key, one.person_id):
            free.append(one)
        elif (made := answers.get(one.key)) is None:
            waiting.append(one)
        else:
            free.append(replace(one, withheld=made.answer == Answer.WITHHELD.value))
    stopped = _stopped(child.id, free, *said) if said is not None else []
    return Sorted([one for one in free if one not in stopped], waiting, stopped)


def _stopped(child_id: UUID, to: Iterable[Recipient], words: str, what: str) -> list[Recipient]:
    look = papers.Look(child_id)
    named = "|".join(look.stretches(words)) if look.places else ""
    found = []
    for one in to:
        # The same words to the same person are one thing to look at, in whichever issue they stand.
        key = uuid5(child_id, f"{what}|{one.key}|{named}")
        held = _protected(look, key, one.person_id, words, what) if not one.withheld else []
        papers.hold_with_the_answer(held)
        if held:
            found.append(one)
    return found


def waits(about: Any, person_id: UUID | None, words: str, what: str) -> list[str]:
    """Why a thing of these words waits for those who answer for the child, who are told; nothing where it may go."""
    held = _protected(papers.Look(about.child_id), about.id, person_id, words, what)
    papers.hold_with_the_answer(held)
    return [papers.WAITS] if held else []


def _protected(look: papers.Look, row_id: UUID, person_id: UUID | None, words: str, what: str) -> list[papers.Waiting]:
    """What is held where words name a protected place that their reader does not know, and that nobody gave out."""
    kinds = look.told_to(words, person_id) if look.places else []
    if not kinds or papers.held([row_id]).get(row_id) == HeldState.RELEASED.value:
        return []
    return [papers.Waiting(look.authority_id, look.child_id, papers.MADE, row_id, what, tuple(kinds))]


def standing(child_id: UUID, person_id: UUID | None, name: str) -> str | None:
    """What was decided about somebody's papers ("" while nothing is); None for whoever is told where the child lives.

    Somebody without an account is known by their name, as they were invited.
    """
    known = kept(child_id)
    if not (person_id in known.people if person_id is not None else name in known.names):
        return None
    rows = _answers(child_id).values()
    held = (row.answer for row in rows if (row.person_id == person_id if person_id is not None else row.name == name))
    return next(held, "")


def concerned(child: Child, weighed: Weighed) -> list[Recipient]:
    """Those of whoever is written to, or may be, who are not told."""
    known = kept(child.id)
    everybody = [*weighed.recipients, *(doubt.recipient for doubt in weighed.doubts)]
    return [to for to in everybody if known.concerns(to.key, to.person_id)]


def _answers(child_id: UUID) -> dict[str, PlaceDecision]:
    return {row.key: row for row in decisions(child_id) if row.ended_on is None}


def decisions(child_id: UUID) -> list[PlaceDecision]:
    """What was decided about a child's papers, the newest first."""
    return list(
        db.session.scalars(
            select(PlaceDecision)
            .where(PlaceDecision.child_id == child_id)
            .order_by(PlaceDecision.decided_on.desc(), PlaceDecision.id.desc())
        )
    )


def decide(
    child: Child,
    *,
    id: UUID,
    to: Recipient,
    answer: str,
    why: str,
    manager: str,
    advice_from: str,
    advice_on: date,
    by: Actor,
) -> PlaceDecision:
    """Record what a manager decided a parent is sent; it takes the place of what was decided before."""
    if (same := db.session.get(PlaceDecision, id)) is not None:
        return same
    if not kept(child.id).concerns(to.key, to.person_id):
        raise RuleBroken("This person is told where the child lives. There is nothing to decide.", "key")
    if answer not in ANSWERS:
        raise RuleBroken("Choose what they are sent", "answer")
    standing = _answers(child.id).get(to.key)
    if standing is not None:
        standing.ended_on = clock.today()
        db.session.flush()
    made = PlaceDecision(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        key=to.key,
        person_id=to.person_id,
        name=to.name,
        answer=answer,
        why=why.strip(),
        manager=manager.strip(),
        advice_from=advice_from.strip(),
        advice_on=advice_on,
        decided_on=clock.today(),
        recorded_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


# -- what would tell ----------------------------------------------------------------------------------------------


def places(child_id: UUID) -> Matcher:
    """What would tell where a child lives or learns, ready to be looked for."""
    return Matcher(_values(child_id))


def _values(child_id: UUID) -> Iterable[Value]:
    today = clock.today()
    for plan in db.session.scalars(select(FormalPlan).where(FormalPlan.child_id == child_id)):
        yield Value("name", str(plan.placement.get("name") or ""))
    asked = select(PlanIssue.content).where(PlanIssue.child_id == child_id, PlanIssue.kind.in_(FINALS))
    for content in db.session.scalars(asked):
        yield Value("name", str((content.get("I") or {}).get("name") or ""))
    now = SchoolPlace.to_on.is_(None) | (SchoolPlace.to_on > today)
    for name in db.session.scalars(select(SchoolPlace.name).where(SchoolPlace.child_id == child_id, now)):
        yield Value("name", name)
    placement: Any = Base.metadata.tables["placement"].c
    running = (placement.child_id == child_id, placement.to_on.is_(None) | (placement.to_on > today))
    for kind, held, key in (("name", Agency, placement.agency_id), ("person", Person, placement.carer_id)):
        for name in db.session.scalars(select(held.name).join(placement.id.table, key == held.id).where(*running)):
            yield Value(kind, name)
    used = ChildAddress.to_on.is_(None) | (ChildAddress.to_on > today)
    for address in db.session.scalars(select(ChildAddress).where(ChildAddress.child_id == child_id, used)):
        yield Value("address", address.lines)
        yield Value("postcode", address.postcode or "")
        yield Value("phone", address.phone or "")


def keeps_from_going(child_id: UUID, key: str, person_id: UUID | None, words: str) -> str:
    """Why something of these words may not go to somebody, in a sentence; nothing where it may."""
    if not kept(child_id).concerns(key, person_id):
        return ""
    made = next(
        (
            row
            for row in _answers(child_id).values()
            if row.key == key or (person_id is not None and row.person_id == person_id)
        ),
        None,
    )
    if made is not None and made.answer == Answer.IN_FULL.value:
        return ""
    if not places(child_id).names(words):
        return ""
    if made is None:
        return f"The words say where the child lives or learns. {SENTENCE}"
    return (
        "The words say where the child lives or learns, and a manager decided that this parent is not told."
        " Take it out."
    )


def left_out(value: Any, found: Matcher) -> Any:
    """Facts of a paper with what would tell the place left out of every text in them."""
    if isinstance(value, str):
        return found.without(value)
    if isinstance(value, Mapping):
        return {name: left_out(held, found) for name, held in value.items()}
    if isinstance(value, Sequence):
        return [left_out(held, found) for held in value]
    return value


def plan_without(facts: dict[str, Any], child_id: UUID) -> dict[str, Any]:
    """The facts of a plan or a notice for somebody who is not told: section I and the school of the front page say
    "withheld", and nothing else in it names the place.
    """
    made: dict[str, Any] = left_out(facts, places(child_id))
    for row in made.get("front", []):
        if row["label"] == SCHOOL:
            row["value"] = WITHHELD
    made["sections"] = [section_without(section) for section in made.get("sections", [])]
    return made if "sections" in facts else {name: held for name, held in made.items() if name != "sections"}


def page_without(held: dict[str, Any], child_id: UUID) -> dict[str, Any]:
    """What the page of an issue shows, for somebody who is not told: as their paper says it."""
    found = places(child_id)
    texts = {name: left_out(held[name], found) for name in ("shown", "changes", "evidence", "why")}
    return texts | {"shown": [section_without(section) for section in texts["shown"]]}


def section_without(section: dict[str, Any]) -> dict[str, Any]:
    """A section as its reader may see it: section I, once it says something, says that it is withheld."""
    return section | {"rows": [], "none": NOT_SAID} if section["letter"] == "I" and section["rows"] else section
