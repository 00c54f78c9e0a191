"""Everything the papers of one child are made from, read once: the child, the team, the plan, the last review."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from coordination import clock
from coordination.access.actor import Actor, system
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
from coordination.children import naming, reading
from coordination.children import queries as queries_of_children
from coordination.children.models import Child, ChildProfile
from coordination.children.statements import Disagreement, Statement, StatementVersion
from coordination.db import RuleBroken
from coordination.documents.facts import Contact, Cover, Quote
from coordination.plans import faces
from coordination.plans.models import Plan
from coordination.reviews.kinds import Meeting, meeting
from coordination.reviews.models import Review, ReviewPerson
from coordination.reviews.papers import at_once, readers, wording
from coordination.reviews.papers.lines import Line, Stood, lines_from, plan_lines_from, stood
from coordination.reviews.papers.people_around import Family
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
    """One child's record as papers need it. ``review``: the one whose record is given.

    The team is read when it is first asked for; everything else in two statements, when the first part of it is.
    """

    child: Child
    review: Review | None = None
    today: date = field(default_factory=clock.today)

    def read(self, *more: Select[Any]) -> at_once.Rows:
        """Read every part now, and what a page asks besides: the answers, by kind."""
        rows = self.__dict__["rows"] = reading.together(*at_once.asked(self.child, self.review), *more)
        return rows

    @cached_property
    def rows(self) -> at_once.Rows:
        """The answers to ``at_once.asked``. One statement."""
        return self.read()

    def value(self, kind: str, name: str) -> Any:
        """The one answer to a question that has one; None where there is none."""
        return next(iter(self.rows.get(kind, [])), {}).get(name)

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
    def _cases(self) -> list[Case]:
        return cases.cases_with_teams(self.child.id)

    @property
    def case(self) -> Case | None:
        """The help that is open, or ended last, with its team. One query."""
        return next(iter(self._cases), None)

    @cached_property
    def team(self) -> list[Membership]:
        """Who is on the team today."""
        return self._on_team(self.case)

    def _on_team(self, case: Case | None) -> list[Membership]:
        if case is None:
            return []
        return cases.in_order(held for held in case.members if cases.on_team(held, self.today))

    @cached_property
    def readers(self) -> dict[UUID, Actor]:
        """Those papers are for who were weighed already, by key."""
        return {}

    def reader(self, person: Person) -> Actor:
        """Somebody a paper is for, as the rules weigh them. No query for one who was weighed already."""
        if person.id not in self.readers:
            self.readers[person.id] = readers.of_person(person, self.child)
        return self.readers[person.id]

    @cached_property
    def plan(self) -> Plan | None:
        """The plan as it stands."""
        return at_once.plan(self.rows)

    @cached_property
    def said(self) -> dict[UUID, Any]:
        """What stands in the plan and in the reviews papers are made from, and every view, by key. One statement."""
        plans = (self.plan.id if self.plan is not None else None, self.review.plan_id if self.review else None)
        return at_once.statements(self.child, self.rows, plans)

    @property
    def plan_rows(self) -> list[Any]:
        """What the plan says, in its order."""
        held = at_once.in_plan(self.plan.id, self.rows, self.said) if self.plan is not None else []
        return [row for row in held if row.ended_on is None]

    def items(self, review: Review) -> list[Stood]:
        """What stood in the review whose record is given, or in the one signed last, in its order."""
        rows = [row for row in self.rows.get("review_item", []) if row["review_id"] == str(review.id)]
        return [stood(row, self.said) for row in sorted(rows, key=lambda row: (row["position"], row["id"]))]

    @cached_property
    def lines(self) -> list[Line]:
        """What stands in the review whose record is given: as said now, or when it was signed."""
        if self.review is None:
            return []
        return lines_from(self.review, self.items(self.review), self._versions("as_signed", "id"))

    @cached_property
    def plan_lines(self) -> list[Line]:
        """What the plan it looked at says: as said now, or when it was signed."""
        if self.review is None or self.review.plan_id is None:
            return []
        rows = at_once.in_plan(self.review.plan_id, self.rows, self.said)
        return plan_lines_from(self.review, rows, self._versions("plan_as_signed", "statement_id"))

    def _versions(self, kind: str, by: str) -> dict[UUID, StatementVersion]:
        return {getattr(row, by): row for row in reading.revived(StatementVersion, self.rows.get(kind, []))}

    @cached_property
    def disagreements(self) -> list[Disagreement]:
        """Whatever somebody disagreed with, the oldest first."""
        rows = reading.revived(Disagreement, self.rows.get("disagreement", []))
        return sorted(rows, key=lambda row: (row.on, row.id))

    @cached_property
    def family(self) -> Family:
        """Family and network: as they stand, and as they stood when the record that is given was signed."""
        signed = self.value("family_then", "family_as_signed")
        then = queries_of_children.family_from(signed) if signed is not None else None
        return Family(self.child, queries_of_children.family_from(self.rows), then)

    @cached_property
    def profile(self) -> ChildProfile | None:
        """What matters to the child, and how every day goes."""
        return next(iter(reading.revived(ChildProfile, self.rows.get("child_profile", []))), None)

    @cached_property
    def _near(self) -> tuple[Review | None, Review | None]:
        return at_once.reviews(self.rows)

    @property
    def last_review(self) -> Review | None:
        """The newest review whose record is signed."""
        return self._near[0]

    @property
    def coming_review(self) -> Review | None:
        """The review that is planned next."""
        return self._near[1]

    @cached_property
    def views(self) -> list[View]:
        """What the child and those who love them said, newest first. Never what was for one worker only."""
        return [view for view in at_once.views(self.said) if not view.only_my_worker]

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
        carers = frozenset(held.person_id for held in self._on_team(self._case_of(self.plan)) if held.role == "FC")
        at_hand = faces.AtHand(self.plan_rows, self.disagreements, carers)
        return faces.of_plan(self.plan, audience, reader=reader, at_hand=at_hand)

    def _case_of(self, plan: Plan) -> Case | None:
        return next((case for case in self._cases if case.id == plan.case_id), None)

    def cover(self, title: str, face: faces.PlanFace) -> Cover:
        """The head of a paper made from the plan: its version counts what this reader can see, and nothing else."""
        number, agreed_at, changes, changed_at = _counted(self.plan, face.statement_versions)
        agreed_on = clock.london_date(agreed_at) if agreed_at else face.agreed_on or self.today
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


def _counted(plan: Plan | None, shown: tuple[UUID, ...]) -> tuple[int, datetime | None, int, datetime | None]:
    """How often what is shown was agreed anew, and when last; how often it was said anew since, and when last.

    Agreeing what somebody else reads is not counted: the number would tell one parent that something was agreed about
    the other.
    """
    if plan is None or plan.agreed_at is None:
        return 0, None, 0, None
    found = at_once.agreed_and_changed(plan, shown)
    number, last, held = 0, plan.agreed_at, None
    rows = sorted(found.get("agreed", []), key=lambda row: row["number"])
    for row in rows:
        keys = {key for key in row["held"] if key is not None}
        if keys != held and (keys or held is not None):
            number, last, held = number + 1, datetime.fromisoformat(row["agreed_at"]), keys
    if not number:
        number, last = 1, datetime.fromisoformat(rows[0]["agreed_at"]) if rows else plan.agreed_at
    changed = found["changed"][0]
    return number, last, changed["often"], datetime.fromisoformat(changed["last"]) if changed["last"] else None
