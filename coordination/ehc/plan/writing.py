"""Writing a plan in sections: what is said in each, changed without losing a word, placed from the support plan, taken
out, and carried to a plan of another type.

What is written here is a statement like any other and has a place in the plan. One that stands in the support plan too
is the same row, so what is done about it once is known in both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import saying
from coordination.children.models import Child
from coordination.children.statements import Statement
from coordination.db import RuleBroken, db, new_id
from coordination.ehc import words
from coordination.ehc.holders import LABEL
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import threads, types
from coordination.ehc.plan.asked import OfPlan
from coordination.ehc.plan.types import PlanType, Section
from coordination.ehc.plan_models import Aspiration, Budget, FormalPlan, PlanPlace
from coordination.ehc.recording import record
from coordination.plans import crossings
from coordination.plans.adding import TAKEN, take_turn
from coordination.plans.models import Area, Need, Outcome, ProvisionLine

MODELS: dict[str, type[Any]] = {
    "aspiration": Aspiration,
    "need": Need,
    "outcome": Outcome,
    "provision": ProvisionLine,
}
SAID_BY = {
    "child": "The child or young person",
    "parent": "A parent",
    "carer": "A carer",
    "other": "Somebody else who knows them",
}
# Labels of statements of the support plan that may stand in a plan everybody the law calls a parent is sent.
MAY_STAND = frozenset({"S0", "S1", "S2"})


@dataclass(frozen=True, slots=True)
class Spot(OfPlan):
    """A section of a plan, before anything stands there."""

    section: Section
    type: PlanType

    @property
    def letters(self) -> frozenset[str]:
        """Its own."""
        return frozenset({self.section.letter})


def spot(plan_id: UUID, letter: str) -> Spot | None:
    """A section of a plan, if its type has it."""
    plan = plan_queries.plan(plan_id)
    if plan is None:
        return None
    held = types.type_of(plan.type, plan.authority_id)
    section = held.section(letter)
    return Spot(plan, section, held) if section is not None else None


def start_plan(
    child: Child,
    *,
    id: UUID,
    by: Actor,
    type: str = types.LAW,
    layer: str | None = None,
    officer_id: UUID | None = None,
    team_id: UUID | None = None,
    from_plan: FormalPlan | None = None,
) -> FormalPlan:
    """Begin a plan in sections, one of a type. The same key again is the same plan."""
    take_turn(child.id)
    existing = db.session.get(FormalPlan, id)
    if existing is not None:
        if existing.child_id != child.id or existing.recorded_by != by.person_id:
            raise RuleBroken(TAKEN)
        return existing
    held = types.of_authority(child.authority_id).get(type)
    if held is None:
        raise RuleBroken("Choose a type of plan", "type")
    if layer and layer not in held.layers:
        raise RuleBroken("Choose one of the layers of this type of plan", "layer")
    kept = db.session.scalar(
        select(FormalPlan.id).where(
            FormalPlan.child_id == child.id, FormalPlan.type == type, FormalPlan.state != "ceased"
        )
    )
    if kept is not None:
        raise RuleBroken("There is a plan of this type already. Write in that one.", "type")
    plan = FormalPlan(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        type=type,
        layer=layer or None,
        started_on=clock.today(),
        officer_id=officer_id,
        team_id=team_id,
        from_plan_id=from_plan.id if from_plan is not None else None,
        recorded_by=by.person_id,
    )
    db.session.add(plan)
    db.session.flush()
    record(plan, "ehc_plan_started", by.person_id, name=held.name)
    return plan


def carry(plan: FormalPlan, *, id: UUID, type: str, layer: str | None, by: Actor) -> FormalPlan:
    """Begin a plan of another type from this one: the same statements stand in it, each knowing where it came from."""
    new = start_plan(
        plan.child, id=id, type=type, layer=layer, officer_id=plan.officer_id, team_id=plan.team_id, from_plan=plan,
        by=by,
    )  # fmt: skip
    goes_to = types.carried(types.type_of(plan.type, plan.authority_id), types.type_of(type, plan.authority_id))
    there = {(held.section, held.statement_id) for held in plan_queries.places(new.id)}
    for held in plan_queries.places(plan.id):
        letter = goes_to.get(held.section, "")
        if letter and (letter, held.statement_id) not in there:
            _give_place(new, letter, held.statement_id, by, from_place_id=held.id)
    return new


def add(spot: Spot, *, id: UUID, text: str, by: Actor, answers: Iterable[UUID] = (), **facts: Any) -> PlanPlace:
    """Say something new in a section. The same key again is the same entry; it may raise Crossed."""
    must_be_kept(spot.plan)
    model = MODELS.get(spot.section.makes or "")
    if model is None:
        raise RuleBroken("Nothing is written in this section.")
    existing = db.session.get(Statement, id)
    if existing is None:
        take_turn(spot.child_id)
        existing = db.session.get(Statement, id)
    if existing is not None:
        held = next((one for one in plan_queries.places(spot.plan.id, [spot.section.letter])
                     if one.statement_id == id), None)  # fmt: skip
        if held is None or existing.originator_id != by.person_id or existing.section != "ehc_plan":
            raise RuleBroken(TAKEN)
        return change(held, seen=existing.version, by=by, text=text, answers=answers, **facts)
    young = str(facts.pop("young_text", "") or "").strip()
    said = checked(spot, facts)
    statement: Any = model(
        id=id,
        authority_id=spot.authority_id,
        child_id=spot.child_id,
        wording=saying.worded(text.strip(), young_person=young),
        section="ehc_plan",
        label=LABEL,
        originator_agency_id=_post(by),
        **said,
    )
    try:
        with db.session.begin_nested():
            saying.say(statement, by=by)
    except IntegrityError as taken:
        raise RuleBroken(TAKEN) from taken
    place = _give_place(spot.plan, spot.section.letter, statement.id, by)
    threads.answer(spot.plan, statement.id, spot.section, answers, by=by)
    record(spot.plan, "ehc_section_written", by.person_id, section=spot.section.letter, what="added to")
    return place


def _post(by: Actor) -> UUID | None:
    held = by.roles_on(clock.today())
    return held[0].agency_id if held else None


def change(
    place: PlanPlace,
    *,
    seen: int | None,
    by: Actor,
    answers: Iterable[UUID] | None = None,
    why: str | None = None,
    **fields: Any,
) -> PlanPlace:
    """Say an entry anew. Raises Crossed when somebody else changed the same since the version ``seen``: both wait."""
    must_be_kept(place.plan)
    statement: Any = place.statement
    if statement.section != "ehc_plan":
        raise RuleBroken("This stands in the support plan too. Change it there: it then changes here.")
    if statement.ended_on is not None:
        raise RuleBroken("This was taken out. Add it again to change it.")
    if "text" in fields and not str(fields["text"] or "").strip():
        raise RuleBroken("Enter some words.", "text")
    where = spot_of(place)
    words_sent = {name: fields.pop(name) for name in ("text", "young_text") if name in fields}
    if crossings.change(statement, words_sent | checked(where, fields), seen=seen, by=by, why=why):
        record(place.plan, "ehc_section_written", by.person_id, section=place.section, what="changed")
    if answers is not None:
        threads.answer(place.plan, statement.id, where.section, answers, by=by)
    return place


def decide(
    crossing: Any,
    place: PlanPlace,
    *,
    seen: int,
    choices: Mapping[str, str],
    words: Mapping[str, str],
    by: Actor,
) -> None:
    """Decide two changes of an entry that crossed. Nothing set aside is lost."""
    before = place.statement.version
    crossings.decide(crossing, place.statement, seen=seen, choices=choices, words=words, by=by)
    if place.statement.version != before:
        record(place.plan, "ehc_section_written", by.person_id, section=place.section, what="changed")


def put_in(spot: Spot, statements: Iterable[Any], *, by: Actor) -> list[PlanPlace]:
    """Let what stands in the support plan stand in this section too: done once, it is known in both."""
    must_be_kept(spot.plan)
    found = []
    for statement in statements:
        may = statement.kind in spot.section.takes and statement.child_id == spot.child_id
        if not may or statement.ended_on is not None:
            raise RuleBroken("This cannot stand in this section.", "statements")
        if statement.label not in MAY_STAND or statement.caveats:
            raise RuleBroken("This is kept from some who are sent the plan. It cannot stand in it.", "statements")
        found.append(_give_place(spot.plan, spot.section.letter, statement.id, by))
    if not found:
        raise RuleBroken("Choose what to place here", "statements")
    threads.follow(spot.plan, by=by)
    record(spot.plan, "ehc_section_written", by.person_id, section=spot.section.letter, what="added to")
    return found


def take_out(place: PlanPlace, *, why: str, by: Actor) -> None:
    """Take an entry out of the plan, with the reason. It stays in every issue sent, and in the support plan."""
    must_be_kept(place.plan)
    if not why.strip():
        raise RuleBroken("Say why this is being taken out.", "why")
    statement: Any = place.statement
    crossings.lock(statement)
    elsewhere = db.session.scalar(
        select(func.count()).select_from(PlanPlace).where(
            PlanPlace.statement_id == statement.id, PlanPlace.id != place.id
        )
    )  # fmt: skip
    if statement.section == "ehc_plan" and not elsewhere:
        if statement.ended_on is None:
            saying.withdraw(statement, by=by, why=why.strip())
    else:
        db.session.delete(place)
        db.session.flush()
    record(place.plan, "ehc_section_written", by.person_id, section=place.section, what="something taken out")


def keep_budget(plan: FormalPlan, row: Budget | None, *, id: UUID, by: Actor, **facts: Any) -> Budget:
    """Write a line of section J, or change one."""
    must_be_kept(plan)
    if facts.get("arrangement") not in ARRANGEMENTS:
        raise RuleBroken("Choose how it is paid", "arrangement")
    if row is None:
        row = db.session.get(Budget, id)
        if row is not None and (row.plan_id != plan.id or row.recorded_by != by.person_id):
            raise RuleBroken(TAKEN)
    if row is None:
        row = Budget(
            id=id, authority_id=plan.authority_id, child_id=plan.child_id, plan_id=plan.id, recorded_by=by.person_id,
            what=facts["what"], arrangement=facts["arrangement"],
        )  # fmt: skip
        db.session.add(row)
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.flush()
    record(plan, "ehc_section_written", by.person_id, section="J", what="changed")
    return row


ARRANGEMENTS = {
    "direct_payment": "Direct payment to the family or young person",
    "notional": "The council or health holds the money",
    "third_party": "Somebody else holds the money for them",
    "mixed": "Some of each",
}


def spot_of(place: PlanPlace) -> Spot:
    """The section an entry stands in."""
    held = types.type_of(place.plan.type, place.plan.authority_id)
    section = held.section(place.section)
    if section is None:
        # The authority has taken the section out of this type since; what stands in it is still told.
        section = next(one for one in types.elements().values() if one.letter == place.section)
    return Spot(place.plan, section, held)


def must_be_kept(plan: FormalPlan) -> None:
    """Refuse to change a plan that ended."""
    if plan.state == "ceased":
        raise RuleBroken("This plan has ended. What it says stays as it was.")


def checked(spot: Spot, facts: Mapping[str, Any]) -> dict[str, Any]:
    """An entry's facts, each inside the rules of its section."""
    asked = set(spot.section.fields)
    said: dict[str, Any] = {name: None if value == "" else value for name, value in facts.items() if name in asked}
    if "area" in asked and "area" in said and said["area"] not in set(Area):
        raise RuleBroken("Choose one of the four areas of need", "area")
    if said.get("prompt") is not None and said["prompt"] not in words.PROMPTS:
        raise RuleBroken("Choose what it is about", "prompt")
    if said.get("said_by") is not None and said["said_by"] not in SAID_BY:
        raise RuleBroken("Choose who said it", "said_by")
    if said.get("strand") is not None and said["strand"] not in words.ADULTHOOD:
        raise RuleBroken("Choose a part of preparing for adulthood", "strand")
    for name, least, most, sentence in (
        ("group_size", 1, 40, "A group is from 1 (alone) to 40"),
        ("sessions_per_week", 0, 50, "Times a week are between 0 and 50"),
        ("session_minutes", 1, 480, "A time is from 1 minute to 8 hours"),
        ("weeks_per_year", 1, 52, "A year has from 1 to 52 weeks"),
    ):
        value: Any = said.get(name)
        if value is not None and not least <= value <= most:
            raise RuleBroken(sentence, name)
    if said.get("sessions_per_week") is not None:
        said["sessions_per_week"] = float(said["sessions_per_week"])
    return said


def _give_place(
    plan: FormalPlan, letter: str, statement_id: UUID, by: Actor, *, from_place_id: UUID | None = None
) -> PlanPlace:
    here = PlanPlace.plan_id == plan.id, PlanPlace.section == letter
    held = db.session.scalar(select(PlanPlace).where(*here, PlanPlace.statement_id == statement_id))
    if held is not None:
        return held
    last = db.session.scalar(select(func.max(PlanPlace.position)).where(*here))
    held = PlanPlace(
        id=new_id(),
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        plan_id=plan.id,
        section=letter,
        statement_id=statement_id,
        position=0 if last is None else last + 1,
        from_place_id=from_place_id,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    return held
