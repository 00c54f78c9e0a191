"""What one reader may see of one child, each entry asked about by itself: what the three pages are made of.

An entry is shown where the rules let this person read it *and* it names their audience (or it is their
own). Nothing else reaches a template, so that what is kept back cannot leave a gap.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from coordination.access import guard
from coordination.cases import queries as cases
from coordination.cases.models import Membership
from coordination.children import reading
from coordination.children.models import ChildProfile
from coordination.children.statements import Disagreement, Statement
from coordination.concerns.kinds import OWN
from coordination.concerns.models import Concern
from coordination.ehc import queries as ehc_queries
from coordination.ehc.models import Advice
from coordination.ehc.process import my_process
from coordination.ehc.rights import my_rights
from coordination.family import household, living, queries
from coordination.family.household import Household
from coordination.family.living import Living
from coordination.family.queries import Around, Meeting, Paper, Place
from coordination.plans import faces
from coordination.plans.faces import PlanFace
from coordination.reviews.models import Decision
from coordination.stability import moves
from coordination.statutory_plans.models import StatutoryPlan
from coordination.voice.models import View
from coordination.voice.own import OwnPage
from coordination.whereabouts.queries import asked_known

# Words about worries and needs hurt when they were written for a colleague: only words written for family
# are shown.
_ONLY_IN_THEIR_WORDS = frozenset({"worry", "need"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything of one child that one reader may see. ``rows`` are the plan's own rows by key."""

    place: Place
    audience: str
    reader: UUID
    face: PlanFace
    profile: ChildProfile | None = None
    team: list[Membership] = field(default_factory=list)
    said_by_child: list[View] = field(default_factory=list)
    said_by_me: list[View] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    ehc_letters: list[my_rights.MyLetter] = field(default_factory=list)
    # What the EHC process asks of the reader, with the day it is wanted by.
    ehc_asked: list[tuple[Advice, date | None]] = field(default_factory=list)
    # What the way to that process is called on their page; "" where nothing is there for them.
    ehc_way: str = ""
    disagreements: list[Disagreement] = field(default_factory=list)
    about_decisions: list[Disagreement] = field(default_factory=list)
    rows: dict[UUID, Any] = field(default_factory=dict)
    carers: frozenset[UUID] = frozenset()
    own: OwnPage = field(default_factory=OwnPage)
    household: Household | None = None
    lives: Living | None = None
    knows_places: bool = False
    # The young person's plans that the law asks for, what is being written before what counts.
    statutory: list[StatutoryPlan] = field(default_factory=list)
    # The worries they told and the questions they asked.
    told: list[Concern] = field(default_factory=list)
    # Whether there is a move to come that the reader may know of.
    moves: bool = False


def of(place: Place, audience: str, *, reader: UUID, language: str) -> Shown:
    """What ``reader`` may see of a child as one of ``audience``: parent, carer or young_person. Four
    queries."""
    cares = audience == "carer"
    more = household.asked(place.child, reader) if cares else ()
    if audience == "parent":
        more = living.asked(place.child, reader)
    if audience != "parent":
        more = [*more, asked_known(place.child, reader), moves.asked(place.child, cares=cares)]
    if audience == "young_person":
        stands = (StatutoryPlan.state != "superseded", StatutoryPlan.elsewhere.is_(None))
        more = [*more, reading.rows_of(StatutoryPlan, place.child, *stands), _own(place, reader)]
    held = queries.around(
        place.child,
        reader,
        audience,
        [*more, *ehc_queries.asked_for_advice(reader), *my_process.looked_for(place.child, reader)],
    )
    rows: dict[UUID, Any] = {}
    face = _face(place, audience, reader, language, held, rows)
    own = [view for view in held.views if reader in (view.speaker_id, view.originator_id) and view.speaker != "child"]
    decisions = guard.readable([row for row in held.decisions if _published(row, audience)], "reviews")
    differently = guard.readable(held.disagreements, "reviews", owner_person_id=reader)
    beside = {*rows, *(row.id for row in decisions)}
    return Shown(
        place=place,
        audience=audience,
        reader=reader,
        face=face,
        profile=_first(guard.readable([held.profile], "profile")) if held.profile else None,
        team=_team(place, audience),
        said_by_child=guard.readable(
            [view for view in held.views if view.speaker == "child" and _published(view, audience)],
            "own_words",
        ),
        # What a parent says is their part of the next review: the rules know a parent's words as that.
        said_by_me=guard.readable(own, "reviews" if audience == "parent" else "own_words"),
        decisions=decisions,
        meetings=guard.readable(held.meetings, "reviews"),
        papers=[paper for paper in held.papers if guard.readable([paper], paper.section)],
        ehc_letters=my_rights.of(held.found),
        ehc_asked=[
            (row, due_on)
            for row, due_on in ehc_queries.advice_wanted(held.found)
            if row.child_id == place.child.id and row.assessment.state in ehc_queries.OPEN
        ],
        ehc_way=my_process.way_in(held.found, place.child, reader, own=audience == "young_person"),
        # What they said stays theirs to read when what it was about has left their page.
        disagreements=[row for row in differently if row.statement_id not in beside],
        about_decisions=[row for row in differently if row.statement_id in {held.id for held in decisions}],
        rows=rows,
        carers=held.carers,
        own=held.own,
        household=household.of(held.found, place.child, reader) if cares else None,
        lives=living.of(held.found, reader) if audience == "parent" else None,
        knows_places=bool(held.found.get("known_places")),
        statutory=_statutory(held),
        told=_told(held),
        moves=bool(held.found.get(moves.AHEAD)),
    )


def _own(place: Place, reader: UUID) -> Select[Any]:
    return reading.rows_of(Concern, place.child, Concern.raised_by == reader, Concern.kind.in_(OWN))


def _told(held: Around) -> list[Concern]:
    """They are their teller's own: the rules let them give a concern, and their page shows what became of it."""
    rows = reading.revived(Concern, held.found.get("concern", []))
    return sorted(rows, key=lambda row: (row.raised_at, row.id), reverse=True)


def _statutory(held: Around) -> list[StatutoryPlan]:
    rows = reading.revived(StatutoryPlan, held.found.get("statutory_plan", []))
    return sorted(
        guard.readable(rows, lambda row: row.section), key=lambda row: (row.kind, row.state != "draft", row.number)
    )


def statement_in_face(place: Place, audience: str, *, reader: UUID, statement_id: UUID) -> Any | None:
    """The row of one statement or decision that stands on the reader's page, or None when it does not."""
    rows: dict[UUID, Any] = {}
    held = queries.around(place.child, reader, audience)
    _face(place, audience, reader, "en", held, rows)
    for row in guard.readable([row for row in held.decisions if _published(row, audience)], "reviews"):
        rows[row.id] = row
    return rows.get(statement_id)


def _face(place: Place, audience: str, reader: UUID, language: str, held: Around, rows: dict[UUID, Any]) -> PlanFace:
    if place.plan is None:
        return PlanFace(child_id=place.child.id, audience=audience)
    keep = _keeping(audience, reader, language, held.carers, rows)
    return faces.of_plan(place.plan, audience, reader=reader, language=language, keep=keep)


def _keeping(
    audience: str, reader: UUID, language: str, carers: frozenset[UUID], rows: dict[UUID, Any]
) -> Callable[[Statement], bool]:
    """The question each statement of the plan is asked for this reader; what is kept is put in ``rows``."""

    def keep(row: Statement) -> bool:
        if row.kind in _ONLY_IN_THEIR_WORDS and not _in_their_words(row, audience, language):
            return False
        if audience == "parent" and _is_another_parents(row, reader, carers):
            return False
        if not guard.readable([row], row.section):
            return False
        rows[row.id] = row
        return True

    return keep


def _in_their_words(row: Statement, audience: str, language: str) -> bool:
    """Whether a worry or need was worded for this reader. A carer is a colleague in this, and reads the
    team's."""
    wording = row.wording
    if audience == "carer":
        return True
    which = ("young_person",) if audience == "young_person" else ("parent", "family")
    return any((wording.get(key) or {}).get(code) for key in which for code in (language, "en"))


def _is_another_parents(row: Any, reader: UUID, carers: frozenset[UUID]) -> bool:
    """Whether this is what somebody else of the family does or said: theirs, whoever it was published to."""
    if row.originator_id is not None and row.originator_id != reader and row.kind == "view":
        return True
    owner = getattr(row, "owner", None)
    return owner is not None and owner.kind == "family" and owner.id != reader and owner.id not in carers


def _team(place: Place, audience: str) -> list[Membership]:
    # The rules show parents the people who do something, by their actions; not who else is on the team.
    if place.case is None or audience == "parent":
        return []
    return guard.readable(cases.team(place.case.id), "memberships")


def _published(row: Statement, audience: str) -> bool:
    return row.published_at is not None and audience in row.audiences


def _first(rows: Iterable[Any]) -> Any | None:
    return next(iter(rows), None)
