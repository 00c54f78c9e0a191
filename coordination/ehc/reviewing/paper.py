"""The report of an EHC review meeting: made for each reader by itself, and sent to everybody who was invited.

The head, or the council where the child is at no school, sends a written report to everybody invited within two weeks
of the meeting (SEND Regulations 2014, regulation 20(7) and (8)). Each copy holds what its reader may read of the plan;
a family's copy speaks of the plan as it was last sent to them, and names nobody of the family but the child.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_ROLES, audience_of
from coordination.access.describing import describe
from coordination.access.policy import Deny, Permit, decide
from coordination.access.standing import towards_child
from coordination.access.thing import Recipient
from coordination.agencies import queries as agencies
from coordination.agencies.models import Person
from coordination.cases import words as case_words
from coordination.children import disputes, naming, reading
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.documents import facts as shapes
from coordination.documents import operations as documents
from coordination.documents.models import DocumentCopy
from coordination.ehc import withholding
from coordination.ehc.holders import LABEL
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import threads, types
from coordination.ehc.plan_models import FormalPlan
from coordination.ehc.reviewing import answers, beforehand, words
from coordination.ehc.reviewing import (
    decision as reviewing_decision,
)
from coordination.ehc.reviewing import (
    operations as reviewing,
)
from coordination.ehc.reviewing import queries as asking
from coordination.ehc.reviewing import (
    view as reviewing_view,
)
from coordination.ehc.reviewing import words as asking_words
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.reviews import issuing
from coordination.reviews.models import Review, ReviewPerson
from coordination.reviews.papers import readers
from coordination.voice import queries as voice
from coordination.voice.models import View
from coordination.voice.operations import SPEAKERS, WAYS
from coordination.web.filters import day

KIND = "ehc_review_report"
_LIMITED = "This role reads no EHC plans: tell them what they need to know."
_NOT_THEIRS = "The report is for whoever holds the rights in the EHC process."


@dataclass(frozen=True, slots=True)
class To:
    """One of those who were invited: whether the report may go to them, or why not."""

    who: ReviewPerson
    audience: str
    reader: Actor | None
    why_not: str = ""
    withheld: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether somebody gives it to them on paper."""
        return self.reader is None


def everybody(annual: AnnualReview, by: Actor) -> list[To]:
    """Everybody invited, each weighed as they stand now. One query beside the people themselves."""
    meeting = reviewing.meeting_of(annual)
    child = annual.child
    asked = [who for who in meeting.people if who.response != "not_asked"]
    people = agencies.people(who.person_id for who in asked if who.person_id)
    weighed = issuing.weighed(people.values(), reading.together(*issuing.asked_about(people, child)))
    return [_weigh(annual, who, people.get(who.person_id) if who.person_id else None, weighed, by) for who in asked]


def _weigh(annual: AnnualReview, who: ReviewPerson, person: Person | None, of: issuing.Weighed, by: Actor) -> To:
    audience = audience_of(who.role) or "team"
    reader = of.readers.get(person.id) if person is not None else None
    if person is None:
        # Somebody without an account is handed theirs; of the plan it holds what their family or school was sent.
        return (
            _if_told(annual, who, audience, None)
            if who.role not in {"PRV", "ADV"}
            else To(who, audience, None, _LIMITED)
        )
    child = annual.child
    covered = audience in {"parent", "carer", "young_person"} or any(
        held.covers("ehc_plan")
        for held in towards_child(reader, child.id, child.authority_id, clock.today())  # type: ignore[arg-type]
    )
    to = Recipient(
        audience=audience,
        person_id=person.id,
        basis_recorded=True,
        agreement_covers=covered,
        excluded=person.id in of.excluded,
    )
    thing = describe(
        child, "reviews", published=True, audiences=frozenset({audience}), meeting_kind="ehc_annual", recipient=to
    )
    if isinstance(decide(by, "disclose", "reviews", thing, clock.now()), Deny):
        return To(who, audience, reader, "It may not be given to them now.")
    sent = describe(annual, "ehc_plan", **_as_sent(annual, audience))
    permit = decide(reader, "read", "ehc_plan", sent, clock.now())  # type: ignore[arg-type]
    if isinstance(permit, Permit) and permit.fields is None:
        return _if_told(annual, who, audience, reader)
    return To(who, audience, reader, _NOT_THEIRS if who.role in FAMILY_ROLES else _LIMITED)


def _if_told(annual: AnnualReview, who: ReviewPerson, audience: str, reader: Actor | None) -> To:
    """The report names the school: a parent who is not told where the child lives is sent what a manager decided."""
    if who.role not in FAMILY_ROLES:
        return To(who, audience, reader)
    made = withholding.standing(annual.child_id, who.person_id, who.name)
    if made is None:
        return To(who, audience, reader)
    return To(who, audience, reader, "" if made else withholding.SENTENCE, made == withholding.Answer.WITHHELD.value)


def _as_sent(annual: AnnualReview, audience: str) -> dict[str, Any]:
    """The review as it is once its report is out."""
    held = annual.about("ehc_plan")
    return {
        "facts": held["facts"] | {"final": True},
        "published": True,
        # A young person who holds the rights is sent it; published to nobody else.
        "audiences": frozenset({audience}) if audience == "young_person" and held["facts"]["right_holder"] == audience
        else frozenset(),
    }  # fmt: skip


def send(annual: AnnualReview, *, by: Actor) -> list[DocumentCopy]:
    """Make the report for everybody invited whom it may go to, and tell each that it is there. Once.

    Raises RuleBroken while something the law wants said is missing, or no name of the child may be on paper.
    """
    if annual.report_on is not None:
        raise RuleBroken("The report was sent already.")
    plan = plan_queries.plan(annual.plan_id)
    if plan is None:
        raise LookupError("a review of no plan")
    wanted = reviewing_decision.missing(
        annual, adulthood=reviewing_view.considers_adulthood(annual), statements=_spoken_of(plan)
    )
    if wanted:
        raise RuleBroken(" ".join(sentence for _, sentence in wanted))
    if not naming.family_name_ready(annual.child):
        raise RuleBroken("No name is recorded for this child. Papers for family wait until one is.")
    chosen = [to for to in everybody(annual, by) if not to.why_not]
    if not chosen:
        raise RuleBroken("Nobody who was invited may be given the report now.")
    meeting = reviewing.meeting_of(annual)
    author = agencies.person(by.person_id) if by.person_id is not None else None
    facts = Facts(annual, plan, meeting, author.name if author is not None else "")
    copies = [_copy(to, meeting, _as_told(facts.of(to), to, annual), by) for to in chosen]
    events.record(
        authority_id=annual.authority_id,
        child_id=annual.child_id,
        kind="document_issued",
        about=copies[0].document,
        agency_id=annual.agency_id,
        facts={"what": "report of the EHC review", "copies": len(copies)},
        by=by.person_id,
    )
    reviewing_decision.report_sent(annual, by=by)
    _tell(copies)
    return copies


def _spoken_of(plan: FormalPlan) -> dict[str, list[UUID]]:
    """Every outcome and everything provided, whoever asks: the report leaves none out."""
    places = plan_queries.places(plan.id, ("E", *reviewing_view.PROVIDED))
    return {
        "progress": [held.statement_id for held in places if held.section == "E"],
        "provision": [held.statement_id for held in places if held.section != "E"],
    }


def _as_told(facts: Any, to: To, annual: AnnualReview) -> Any:
    return withholding.left_out(facts, withholding.places(annual.child_id)) if to.withheld else facts


def _copy(to: To, meeting: Review, facts: Any, by: Actor) -> DocumentCopy:
    document = documents.issue(
        authority_id=meeting.authority_id,
        child_id=meeting.child_id,
        kind=KIND,
        audience=to.audience,
        about=meeting,
        version=facts["cover"]["version"],
        facts=facts,
        by=by,
        label=LABEL,
        whose_id=to.who.person_id if to.who.role in FAMILY_ROLES else None,
    )
    copy = documents.copy_for(document, recipient_id=to.who.person_id, recipient_name=to.who.name, by=by)
    if not copy.ledger:
        copy.ledger = {
            "role": case_words.role(to.who.role),
            "organisation": "",
            "purpose": issuing.TITLES[KIND],
            "basis": "legal obligation",
            "basis_note": "SEND Regulations 2014, regulation 20(8)",
            "section": "ehc_plan",
            "given_by": str(by.person_id) if by.person_id is not None else "",
        }
    db.session.flush()
    return copy


def _tell(copies: Sequence[DocumentCopy]) -> None:
    people = agencies.people(copy.recipient_id for copy in copies if copy.recipient_id)
    for copy in copies:
        person = people.get(copy.recipient_id) if copy.recipient_id else None
        if person is not None:
            link = messages.path_to("documents.copy", copy_id=copy.id)
            messages.queue_mail(person, template="document_ready", about_id=copy.id, disclosure=True, link=link)


class Facts:
    """The facts of the report, for one reader after the other."""

    def __init__(self, annual: AnnualReview, plan: FormalPlan, meeting: Review, author: str) -> None:
        self.annual, self.plan, self.meeting, self.author = annual, plan, meeting, author
        self.child: Child = annual.child
        self.said = answers.of_review(annual)
        kind = types.type_of(plan.type, plan.authority_id)
        order = {held.letter: number for number, held in enumerate(kind.sections)}
        self.places = sorted(
            plan_queries.places(plan.id), key=lambda held: (order.get(held.section, 99), held.position, held.id)
        )
        self.refs = threads.numbered(self.places)
        issue = plan_queries.last_final(plan.id)
        # As everybody was sent it; where the plan came from elsewhere and no issue of it is here, as it is written.
        self.as_sent: dict[UUID, str] | None = (
            {
                line.statement_id: str((line.statement_version.wording.get("professional") or {}).get("en", ""))
                for line in plan_queries.lines(issue.id)
            }
            if issue is not None
            else None
        )
        self.views: list[View] = [
            row
            for row in voice.views_of(annual.child_id)
            if row.said_on >= (annual.met_on or clock.today()) - asking.VIEWS_LAST
            # What a parent says is kept from the child by this alone, and each reader is asked about by the policy.
            and not set(row.caveats) - {"not-young-person"}
        ]
        self.authority = agencies.authority(annual.authority_id)
        self.differs = disputes.of_children([annual.child_id])

    def of(self, to: To) -> shapes.EhcReviewReport:
        """What this reader's copy says."""
        outcomes, provision = self._entries(to, ("E",)), self._entries(to, reviewing_view.PROVIDED)
        parts = reviewing_view.said(self.said, outcomes, provision, adulthood=True)
        printed = {one.key: one.text for one in (*outcomes, *provision)}
        return {
            "cover": self._cover(),
            "about": [_answer(label, text) for label, text in self._about()],
            "asked": [f"{who}: {came}" for who, came in beforehand.who_came(self.meeting, FAMILY_ROLES)],
            "said": [
                {
                    "words": row.words_for(to.audience),
                    "about": SPEAKERS.get(row.speaker, ""),
                    "how": WAYS.get(row.how, ""),
                    "by": row.gathered_by or "",
                    "on": row.said_on.isoformat(),
                }
                for row in self._views(to)
            ],
            "parts": [
                {
                    "heading": part.heading,
                    "answers": [_answer(*row) for row in _under_heading(part.rows)],
                    "entries": [
                        {"ref": one.ref, "text": one.text, "answers": [_answer(*row) for row in rows]}
                        for one, rows in part.entries
                    ],
                }
                for part in parts
            ],
            "next_steps": (
                "The council now decides whether the plan stays as it is, is changed or ends, and writes to the "
                "parents or the young person within four weeks of the meeting. Where it proposes changes, they come "
                "with that letter."
            ),
            "disputed": self._disputed(to, printed),
        }

    def _disputed(self, to: To, printed: Mapping[UUID, str]) -> list[shapes.DisputedFact]:
        """What somebody says is wrong, in the copies of those who work with the child: what one of the family says is
        not for the others.
        """
        if to.reader is None or to.who.role in FAMILY_ROLES:
            return []
        may = partial(readers.may_of_fact, to.reader)
        return disputes.on_paper(self.differs, about=disputes.NAME_AND_SCHOOL, lines=printed, readers=[may])

    def _views(self, to: To) -> list[View]:
        if to.reader is None:
            return []
        return [row for row in self.views if self._stands_for(to, to.reader, row)]

    @staticmethod
    def _stands_for(to: To, reader: Actor, row: View) -> bool:
        """Whether a view stands in this copy. One parent's words are not the other's to read: beside their own a family
        reads the child's.
        """
        mine = row.speaker_id is not None and row.speaker_id == to.who.person_id
        if mine and to.audience == "parent":
            # The rules know a parent's words as their part of the review. What they kept from the meeting is not in it.
            return bool(row.audiences) and readers.reads(reader, row, "reviews")
        if to.who.role in FAMILY_ROLES and row.speaker != "child" and not mine:
            return False
        return readers.reads(reader, row, "own_words")

    def _entries(self, to: To, letters: Sequence[str]) -> list[reviewing_view.Entry]:
        found = []
        for held in self.places:
            row: Any = held.statement
            if held.section not in letters or row.caveats:
                continue
            if to.reader is None or to.who.role in FAMILY_ROLES:
                if self.as_sent is not None and row.id not in self.as_sent:
                    continue
            else:
                permit = decide(to.reader, "read", "ehc_plan", describe(held, "ehc_plan"), clock.now())
                if not isinstance(permit, Permit) or permit.fields is not None:
                    continue
            text = (self.as_sent or {}).get(row.id) or row.text
            found.append(reviewing_view.Entry(row.id, self.refs[held.id], text, "", held.section))
        return found

    def _about(self) -> list[tuple[str, str]]:
        agency = self.annual.agency
        return [
            ("Kind of review", words.TYPES[self.annual.type]),
            ("Meeting held on", day(self.annual.met_on) if self.annual.met_on else ""),
            *([("School or college", agency.name)] if agency is not None else []),
        ]

    def _cover(self) -> shapes.Cover:
        return {
            "title": issuing.TITLES[KIND],
            "preferred_name": naming.short_name(self.child),
            "record_reference": self.child.reference,
            "version": "1",
            "status": "final",
            "superseded_by": "",
            "dated": clock.today().isoformat(),
            "author": self.author,
            "lead_practitioner": "",
            "organisation": self.authority.name if self.authority is not None else "",
            "confidentiality": "",
            "if_found": self.authority.duty_phone if self.authority is not None else "",
        }


def _under_heading(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows of a part without the label that only says the heading again."""
    return [("" if label == asking_words.LABELS["recommendation"] else label, text) for label, text in rows]


def _answer(question: str, answer: str) -> shapes.ReviewAnswer:
    return {"question": question, "answer": answer}
