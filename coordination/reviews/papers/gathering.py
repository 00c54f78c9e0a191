"""Everything the papers of one child are made from, read once: the child, the team, the plan, the last review."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from coordination import clock
from coordination.access.actor import system
from coordination.access.catalogue import FAMILY_ROLES, SECTIONS
from coordination.access.describing import describe
from coordination.access.policy import Permit, decide
from coordination.access.rules import RANK
from coordination.access.thing import Recipient
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority, Person
from coordination.cases import queries as cases
from coordination.cases import words
from coordination.cases.models import Case, Membership
from coordination.children import naming
from coordination.children.models import Child, ChildProfile
from coordination.children.statements import Statement, StatementVersion
from coordination.db import RuleBroken, db
from coordination.documents.facts import Contact, Cover, Quote
from coordination.plans import faces
from coordination.plans import queries as plans
from coordination.plans.models import Plan, PlanVersion, PlanVersionLine
from coordination.reviews import queries
from coordination.reviews.kinds import Meeting, meeting
from coordination.reviews.models import Review, ReviewPerson
from coordination.reviews.papers import wording
from coordination.voice import queries as voice
from coordination.voice.models import View
from coordination.web.filters import day, time_of_day
from coordination.web.languages import gettext as _

# What may be given on paper is decided as if it were about to be handed over.
_GIVING = system("papers", {(section, "disclose") for section in ("support_plan", "actions", "own_words", "reviews")})


_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "rev", "sir", "dame"})


class NameNotRecorded(RuleBroken):
    """The child has no name that paper for family may carry."""

    def __init__(self) -> None:
        super().__init__("No name is recorded for this child. Papers for family wait until one is.")


@dataclass
class Record:
    """One child's record as papers need it. Each part is read when first asked for, and once."""

    child: Child
    today: date = field(default_factory=clock.today)

    @cached_property
    def authority(self) -> Authority:
        """Whose record it is."""
        found = agencies.authority(self.child.authority_id)
        if found is None:
            raise LookupError("a child of no authority")
        return found

    def meeting(self, review: Review) -> Meeting:
        """The template of a review's kind, in the authority's words."""
        return meeting(review.kind, self.authority.settings)

    @cached_property
    def case(self) -> Case | None:
        """The help that is open, or ended last, with its team. One query."""
        return next(iter(cases.cases_with_teams(self.child.id)), None)

    @cached_property
    def team(self) -> list[Membership]:
        """Who is on the team today."""
        if self.case is None:
            return []
        return cases.in_order(held for held in self.case.members if cases.on_team(held, self.today))

    @cached_property
    def plan(self) -> Plan | None:
        """The plan as it stands."""
        return plans.current_plan(self.child.id)

    @cached_property
    def profile(self) -> ChildProfile | None:
        """What matters to the child, and how every day goes."""
        return db.session.scalar(select(ChildProfile).where(ChildProfile.child_id == self.child.id))

    @cached_property
    def last_review(self) -> Review | None:
        """The newest review whose record is signed."""
        return queries.last_signed(self.child.id)

    @cached_property
    def coming_review(self) -> Review | None:
        """The review that is planned next."""
        return queries.next_planned(self.child.id)

    @cached_property
    def views(self) -> list[View]:
        """What the child and those who love them said, newest first. Never what was for one worker only."""
        return [view for view in voice.views_of(self.child.id) if not view.only_my_worker]

    @property
    def lead(self) -> Person | None:
        """Who leads the team."""
        return self.case.lead if self.case is not None else None

    @property
    def name(self) -> str:
        """What the child is called in a sentence."""
        return naming.short_name(self.child)

    def must_have_a_name(self) -> None:
        """Raise NameNotRecorded where there is no name for family paper."""
        if not naming.family_name_ready(self.child):
            raise NameNotRecorded

    def members(self, *roles: str) -> list[Membership]:
        """Those on the team in these roles."""
        return [held for held in self.team if held.role in roles]

    def face(self, audience: str, reader: UUID | None = None) -> faces.PlanFace:
        """The plan as an audience, or one reader of it, may see it."""
        if self.plan is None:
            return faces.PlanFace(child_id=self.child.id, audience=audience)
        return faces.of_plan(self.plan, audience, reader=reader)

    def cover(self, title: str, face: faces.PlanFace) -> Cover:
        """The head of a paper made from the plan: its version counts what this reader can see, and nothing else."""
        number, agreed_at = _agreed_for(self.plan, face.statement_versions)
        agreed_on = clock.london_date(agreed_at) if agreed_at else face.agreed_on or self.today
        changes, changed_at = _changes_since_agreed(self.plan, face.statement_versions)
        changed_on = clock.london_date(changed_at) if changed_at else agreed_on
        lead = self.lead.name if self.lead is not None else ""
        return {
            "title": title,
            "preferred_name": self.name,
            "record_reference": self.child.reference,
            "version": f"{number}.{changes}" if changes else str(number),
            "status": "final" if face.agreed_version else "draft",
            "superseded_by": "",
            "dated": iso(max(agreed_on, changed_on)),
            "author": lead,
            "lead_practitioner": lead,
            "organisation": self.authority.name,
            "confidentiality": "",
            "if_found": self.authority.duty_phone,
        }

    def lead_contact(self) -> Contact | None:
        """How the lead practitioner is reached."""
        place = next((held for held in self.team if held.function == "lead"), None)
        if place is None:
            return None
        return contact(place.person, place.job or words.role(place.role))

    def duty_contact(self) -> Contact:
        """Whom to ring when the lead cannot be reached."""
        return {
            "name": _("Duty team"),
            "role": "",
            "number": self.authority.out_of_hours_phone,
            "email": "",
            "hours": _("Evenings and weekends"),
        }

    def contacts(self) -> list[Contact]:
        """The lead, then the duty team."""
        lead = self.lead_contact()
        return [*([lead] if lead is not None else []), self.duty_contact()]

    def asked_to(self, review: Review | None, person_id: UUID | None) -> ReviewPerson | None:
        """Somebody's place in a review they were asked to, or None."""
        if review is None or person_id is None:
            return None
        return next((who for who in review.people if who.person_id == person_id and who.response != "not_asked"), None)

    def family_of_others(self, reader: UUID | None) -> set[UUID]:
        """Parents on the team who are not this reader: nothing about one parent rides along to another."""
        return {held.person_id for held in self.team if held.role == "PAR" and held.person_id != reader}

    def workers(self) -> set[UUID]:
        """Everybody on the team who is there for work."""
        return {held.person_id for held in self.team if held.role not in FAMILY_ROLES}


def may_be_given(statement: Statement, audience: str, reader: UUID | None = None) -> bool:
    """Whether a statement may be printed for an audience: published, named for it, everyday, nothing keeping it back.

    Somebody's own words and their own actions are theirs whoever else they are for.
    """
    section = SECTIONS[statement.section]
    if RANK.get(statement.label, 9) > RANK[section.label]:
        return False
    theirs = reader is not None and reader in (
        getattr(statement, "speaker_id", None),
        getattr(statement, "owner_id", None) if statement.kind == "action" else None,
    )
    if not theirs and (audience not in statement.audiences or statement.published_at is None):
        return False
    to = Recipient(audience=audience, person_id=reader, basis_recorded=True, agreement_covers=True)
    thing = describe(statement, section.code, audiences=frozenset({audience}), recipient=to)
    return isinstance(decide(_GIVING, "disclose", section.code, thing, clock.now()), Permit)


def contact(person: Person, role: str) -> Contact:
    """How somebody is reached."""
    return {
        "name": person.name,
        "role": role,
        "number": person.phone or "",
        "email": person.email or "",
        "hours": _("Monday to Friday, 9am to 5pm"),
    }


def quote_of(view: View, *, gathered: bool = False) -> Quote:
    """Somebody's own words as a paper quotes them; ``gathered``: with who wrote them down."""
    return {
        "words": view.text,
        "about": view.topic or "",
        "how": wording.way(view.how),
        "by": (view.gathered_by or "") if gathered else "",
        "on": iso(view.said_on),
    }


def iso(when: date | None) -> str:
    """A date as papers carry it."""
    return when.isoformat() if when is not None else ""


def due_words(due_on: date | None, check_on: date | None) -> str:
    """When something is due: a date, or that it goes on and is looked at on a day."""
    if due_on is not None:
        return due_on.isoformat()
    return _("Ongoing, check on %(day)s", day=day(check_on)) if check_on is not None else ""


def starts_words(review: Review) -> str:
    """When a review starts, in words."""
    return time_of_day(review.starts_at) if review.starts_at is not None else ""


def review_day(review: Review) -> date | None:
    """The day of a review: held, or planned for."""
    if review.held_on is not None:
        return review.held_on
    return clock.london_date(review.starts_at) if review.starts_at is not None else None


def first_name(name: str) -> str:
    """What a young person calls somebody: their first name, without a title."""
    parts = [part for part in name.split() if part.rstrip(".").casefold() not in _TITLES]
    return parts[0] if parts else name


def role_words(held: Membership) -> str:
    """What somebody on the team is there for: their job as they say it, or their role."""
    return held.job or words.role(held.role)


def _agreed_for(plan: Plan | None, shown: tuple[UUID, ...]) -> tuple[int, Any]:
    """How often what is shown was agreed anew, and when last. Agreeing what somebody else reads is not counted: the
    number would tell one parent that something was agreed about the other.
    """
    if plan is None or plan.agreed_at is None:
        return 0, None
    line, said = aliased(PlanVersionLine), aliased(StatementVersion)
    wanted = select(StatementVersion.statement_id).where(StatementVersion.id.in_(shown))
    rows = db.session.execute(
        select(PlanVersion.agreed_at, func.array_agg(said.id))
        .outerjoin(line, line.plan_version_id == PlanVersion.id)
        .outerjoin(said, (said.id == line.statement_version_id) & said.statement_id.in_(wanted))
        .where(PlanVersion.plan_id == plan.id)
        .group_by(PlanVersion.id, PlanVersion.agreed_at, PlanVersion.number)
        .order_by(PlanVersion.number)
    ).all()
    number, last, held = 0, plan.agreed_at, None
    for agreed_at, keys in rows:
        found = {key for key in keys if key is not None}
        if found != held and (found or held is not None):
            number, last, held = number + 1, agreed_at, found
    return (number, last) if number else (1, rows[0].agreed_at if rows else plan.agreed_at)


def _changes_since_agreed(plan: Plan | None, shown: tuple[UUID, ...]) -> tuple[int, Any]:
    """How often what is shown was said anew since the plan was agreed, and when last."""
    if plan is None or plan.agreed_at is None or not shown:
        return 0, None
    said = select(StatementVersion.statement_id).where(StatementVersion.id.in_(shown))
    row = db.session.execute(
        select(func.count(), func.max(StatementVersion.at)).where(
            StatementVersion.statement_id.in_(said), StatementVersion.at > plan.agreed_at
        )
    ).one()
    return int(row[0]), row[1]
