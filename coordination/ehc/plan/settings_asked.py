"""Schools and other settings asked about a place, what they answered, and what is decided of section I.

Children and Families Act 2014: what a family asks for under section 38(3) is named unless a ground of section 39(4)
holds; others are asked under sections 39(2) and 40(2). Section I is decided from these rows when a plan is made final,
and stands in no draft (section 38(5)).
"""

from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Person
from coordination.db import RuleBroken, db
from coordination.ehc import words
from coordination.ehc.last_days import last_day
from coordination.ehc.one_thing import OneThing, end_way_in
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import settings_first, writing
from coordination.ehc.plan_models import Consultation, FormalPlan
from coordination.ehc.recording import record
from coordination.links import inviting
from coordination.links.models import OneTimeLink, Purpose
from coordination.plans.adding import TAKEN, take_turn

INDEPENDENT = "independent_special"
# Who of a school, college or provider may be asked by name.
MAY_BE_ASKED = ("SEN", "DSL", "PRV")
SETTING = OneThing(
    purpose=Purpose.CONSULTATION,
    why="Asked whether their setting should be named in an EHC plan",
    # Whoever answers for a setting acts as its SENCO does, on this one question.
    role=settings_first.ROLE,
    page="ehc.answer_setting",
    key="consultation_id",
    event="ehc_setting_consulted",
    fact="setting",
    reminder="consultation_reminder",
    before=(-4,),
)
ANSWERS = {"yes": "Can meet the needs", "conditions": "Can, on conditions", "no": "Cannot"}
# Types that may stand in section I without the name of a setting.
WITHOUT_NAME = frozenset({"home_elective", "elsewhere", "mainstream", "special", "early_years"})


def ask(
    plan: FormalPlan,
    *,
    id: UUID,
    name: str,
    path: str,
    by: Actor,
    sent_on: date,
    setting_type: str | None = None,
    section_41: bool = False,
    agency_id: UUID | None = None,
    asked_for_by: str | None = None,
    person: Person | None = None,
    person_name: str = "",
    email: str = "",
) -> Consultation:
    """Ask a setting whether it should be named: a person of it who signs in, or by name and address, who is sent a
    one-time link; neither where it is asked by letter. The same key again is the same question.
    """
    writing.must_be_kept(plan)
    take_turn(plan.child_id)
    held = db.session.get(Consultation, id)
    if held is not None:
        if held.plan_id != plan.id or held.recorded_by != by.person_id:
            raise RuleBroken(TAKEN)
        return held
    if not name.strip():
        raise RuleBroken("Enter the name of the setting", "name")
    if path not in words.PATHS:
        raise RuleBroken("Choose how it came to be asked", "path")
    if setting_type is not None and setting_type not in words.SETTING_TYPES:
        raise RuleBroken("Choose the type of setting", "setting_type")
    if setting_type == INDEPENDENT and not section_41 and path != "representation":
        raise RuleBroken(
            "Section 38(3) does not cover an independent school that is not approved under section 41. The family may"
            " speak for it: choose that",
            "path",
        )
    if path in {"request", "representation"} and not (asked_for_by or "").strip():
        raise RuleBroken("Enter who asked for it", "asked_for_by")
    if sent_on > clock.today():
        raise RuleBroken("The day it was sent is today or earlier", "sent_on")
    settings_first.must_come_after_the_draft(plan, sent_on)
    by_link = person is None and bool(person_name.strip() or email.strip())
    if by_link:
        if not (person_name.strip() and email.strip()):
            raise RuleBroken("Enter both the name and the work email address", "email")
        person = inviting.somebody(person_name, email, by=by)
    if person is not None:
        settings_first.must_be_agreed(plan.authority_id, agency_id, person, "email" if by_link else "who")
    held = Consultation(
        id=id,
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        plan_id=plan.id,
        agency_id=agency_id,
        name=" ".join(name.split()),
        setting_type=setting_type,
        section_41=section_41,
        path=path,
        asked_for_by=(asked_for_by or "").strip() or None,
        person_id=person.id if person is not None else None,
        sent_on=sent_on,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    # The facts name the question and never the setting: a draft and all that leads to it hold no name. Whose answer is
    # waited for stands beside them, for the timetable of those who work with the plan.
    record(held, "ehc_setting_consulted", by.person_id, occurred_on=sent_on, setting=str(held.id))
    if person is not None:
        SETTING.let_in(held, person, by=by)
        if by_link:
            send_link(held, by=by)
        else:
            SETTING.tell(held, "consultation_asked")
    return held


def due_on(held: Consultation) -> date:
    """By when a setting is asked to answer: 15 days (SEND Code of Practice 2015, 9.83)."""
    return last_day("E7", held.sent_on)


def waits(held: Consultation) -> bool:
    """Whether the setting's answer is waited for."""
    return held.answered_on is None and held.withdrawn_on is None and held.decided is None


def send_link(held: Consultation, *, by: Actor) -> OneTimeLink:
    """Send whoever was asked a link to answer by. A link sent before ends. Raises RuleBroken."""
    if held.person_id is None or not waits(held):
        raise RuleBroken("Nobody's answer is waited for.")
    settings_first.must_be_agreed(held.authority_id, held.agency_id, db.session.get_one(Person, held.person_id))
    return SETTING.send_link(held, due_on=due_on(held), by=by)


def withdraw(held: Consultation, *, by: Actor) -> None:
    """The setting is not asked any more. Its clock no longer runs, and what was sent opens nothing."""
    if not waits(held):
        raise RuleBroken("It answered already, or is not asked any more.")
    held.withdrawn_on = clock.today()
    db.session.flush()
    end_way_in(held, by=by)
    SETTING.never_asked(held, by=by)


def answer(
    held: Consultation,
    *,
    answer: str,
    reasons: str,
    answered_on: date,
    by: Actor,
    places_left: int | None = None,
    says_ground: str | None = None,
    would_provide: str = "",
    by_link: bool = False,
) -> None:
    """What a setting answered, from itself or recorded by the officer. It is answered once, and its way in ends:
    that of a link (``by_link``) as it is spent.
    """
    if held.answered_on is not None:
        raise RuleBroken("This was answered already.")
    if held.withdrawn_on is not None:
        raise RuleBroken("This setting is not asked any more.")
    if says_ground and says_ground not in words.GROUNDS:
        raise RuleBroken("Choose the ground", "says_ground")
    if answer not in ANSWERS:
        raise RuleBroken("Choose what it answered", "answer")
    if answer != "yes" and not reasons.strip():
        raise RuleBroken("Enter the reasons or conditions", "reasons")
    if answered_on < held.sent_on or answered_on > clock.today():
        raise RuleBroken("The day of the answer is between the day it was asked and today", "answered_on")
    held.answer, held.reasons = answer, reasons.strip() or None
    held.answered_on, held.places_left = answered_on, places_left
    held.says_ground, held.would_provide = says_ground or None, would_provide.strip() or None
    db.session.flush()
    record(held, "ehc_setting_answered", by.person_id, occurred_on=answered_on, setting=str(held.id))
    if held.person_id is not None and not by_link:
        end_way_in(held, by=by)


def give_ground(held: Consultation, *, ground: str, evidence: str, by: Actor) -> None:
    """Record why a setting that was asked for is not to be named: a ground of section 39(4), with its evidence."""
    if held.path != "request":
        raise RuleBroken("A ground is needed only for what was asked for under section 38(3).")
    if held.decided is not None:
        raise RuleBroken("This was decided when the plan was made final.")
    if ground not in words.GROUNDS:
        raise RuleBroken("Choose the ground", "ground")
    if not evidence.strip():
        raise RuleBroken("Enter the evidence for the ground", "evidence")
    held.ground, held.evidence = ground, evidence.strip()
    db.session.flush()


def decide(
    plan: FormalPlan, *, named: UUID | None, type: str | None, why: str, by: Actor, keep: bool = False
) -> dict[str, Any]:
    """What section I says, from what was asked and answered: a setting that was asked, or a type of setting alone.

    ``keep``: what the last final plan says stays, where nothing was asked since. Raises RuleBroken where the law says
    that what the family asked for must be named.
    """
    rows = [row for row in plan_queries.consultations(plan.id) if row.decided is None]
    chosen = next((row for row in rows if row.id == named), None)
    if named is not None and chosen is None:
        raise RuleBroken("Choose one of the settings that were asked", "placement")
    for row in rows:
        if row.path == "request" and row is not chosen and not (row.ground and row.evidence):
            raise RuleBroken(
                f"{row.name} was asked for under section 38(3). Name it, or record a ground of section 39(4) with its"
                " evidence first",
                "placement",
            )
    if keep and chosen is None:
        if not plan.placement:
            raise RuleBroken("Decide what section I says", "placement")
        said = dict(plan.placement)
    elif chosen is not None:
        kind = chosen.setting_type or type
        if kind is None:
            raise RuleBroken("Choose the type of setting", "type")
        said = {"name": chosen.name, "type": kind, "type_words": words.SETTING_TYPES[kind]}
        plan.setting_id = chosen.agency_id
    else:
        if type not in WITHOUT_NAME:
            raise RuleBroken("Choose a setting that was asked, or the type of setting alone", "placement")
        said = {"name": "", "type": type, "type_words": words.SETTING_TYPES[type or ""]}
        plan.setting_id = None
    for row in rows:
        row.decided = "named" if row is chosen else "not_named"
        row.decided_why = why.strip() or None
        end_way_in(row, by=by)
    return said


def close(plan: FormalPlan, *, why: str, by: Actor) -> None:
    """Nothing is decided of section I any more: what was asked since the last final plan names nobody."""
    for row in plan_queries.consultations(plan.id):
        if row.decided is None:
            row.decided, row.decided_why = "not_named", why.strip() or None
            end_way_in(row, by=by)
    db.session.flush()
