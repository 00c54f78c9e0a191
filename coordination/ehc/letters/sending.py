"""Letters of the EHC process: prepared for each recipient, read through, sent once, and unchanged from then on.

``prepare`` makes a draft for everybody the law wants written to, each a letter of their own that names no other
recipient; ``send`` fills in the day's dates, makes the paper, and tells its recipient that there is something to read.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority, Person
from coordination.children.models import Child
from coordination.children.naming import family_name_ready, short_name
from coordination.db import RuleBroken, db, new_id
from coordination.documents import operations as documents
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.ehc import last_days, telling, withholding, words
from coordination.ehc import recipients as rights
from coordination.ehc.letters import counting, filling, fitting, holding, templates
from coordination.ehc.models import Advice, Assessment, Decision, Dispute, Letter
from coordination.ehc.plan_models import FormalPlan, PlanIssue
from coordination.ehc.recording import record
from coordination.events import operations as events
from coordination.messages import operations as messages
from coordination.web.filters import day

PAPER = "ehc_letter"
_TO_THE_YOUNG_PERSON = frozenset({"right_holder_question", "right_holder_changed"})
About = Child | Assessment | Decision | Dispute | FormalPlan | PlanIssue


def prepare(kind: str, about: About, by: Actor, *, including: Collection[str] = ()) -> list[Letter]:
    """A draft letter for everybody who must be sent one and has none of this kind about this yet. Sends nothing.

    ``including``: the keys of people whom somebody has looked at first (``rights.weigh``) and wants written to. Answers
    the drafts there are now. Raises RuleBroken while no name of the child is recorded, or nobody can be written to.
    """
    child = _child_of(about)
    if kind not in templates.kinds():
        raise RuleBroken("Choose which letter", "kind")
    if not family_name_ready(child):
        raise RuleBroken("No name is recorded for this child. Letters to family wait until one is.")
    keys = _keys(about)
    fitting.must_fit(
        kind, about.kind if isinstance(about, Decision) else "", decided=keys.get("decision_id") is not None
    )
    held = {letter.key: letter for letter in about_this(kind, about.id)}
    must, doubts = _recipients(kind, child)
    chosen = [*must, *(to for to in doubts if to.key in including)]
    if not chosen and not held:
        raise RuleBroken("Nobody is recorded who must be written to. Look at who holds the rights first.")
    template = templates.template(kind, agencies.authority(child.authority_id))
    for to in chosen:
        if to.key not in held:
            row = Letter(
                id=new_id(),
                authority_id=child.authority_id,
                child_id=child.id,
                kind=kind,
                about_id=about.id,
                to_person_id=to.person_id,
                to_name=to.name,
                key=to.key,
                audience=to.audience,
                why=to.why,
                subject=template.subject,
                words=template.words,
                facts={},
                recorded_by=by.person_id,
                **keys,
            )
            db.session.add(row)
            held[to.key] = row
    db.session.flush()
    return [letter for letter in held.values() if letter.sent_on is None]


def _recipients(kind: str, child: Child) -> tuple[list[rights.Recipient], list[rights.Recipient]]:
    """Who must have this letter, and who may where somebody has looked. Whose the rights will be is asked of the young
    person too, and told to them, before the day.
    """
    weighed = rights.weigh(child)
    must = list(weighed.recipients)
    if kind in _TO_THE_YOUNG_PERSON and all(to.audience != "young_person" for to in must):
        today = clock.today()
        own = rights.young_person(child, today, "The rights pass to them")
        must += [own] if own.person_id not in rights.excluded(child.id, today) else []
    return must, [doubt.recipient for doubt in weighed.doubts]


def about_this(kind: str, about_id: UUID) -> list[Letter]:
    """Letters of one kind about one thing, drafts and sent ones."""
    return list(
        db.session.scalars(select(Letter).where(Letter.about_id == about_id, Letter.kind == kind).order_by(Letter.id))
    )


def of_child(child_id: UUID) -> list[Letter]:
    """Every letter of a child, the newest first."""
    return list(db.session.scalars(select(Letter).where(Letter.child_id == child_id).order_by(Letter.id.desc())))


def change(letter: Letter, *, subject: str, words: str, others_too: bool = False) -> None:
    """Change the words of a draft, and of the drafts to the other recipients in the same way if wanted."""
    _still_a_draft(letter)
    templates.check(letter.kind, subject=subject, words=words)
    for held in [letter, *(_other_drafts(letter) if others_too else [])]:
        held.subject, held.words = " ".join(subject.split()), words.strip()
    db.session.flush()


def discard(letter: Letter, by: Actor) -> None:
    """Take away a draft. What was sent stays; where only this one was waited for, its decision is told."""
    _still_a_draft(letter)
    db.session.delete(letter)
    db.session.flush()
    _tell_with_the_last(letter, by)


def _other_drafts(letter: Letter) -> list[Letter]:
    if letter.about_id is None:
        return []
    return [held for held in about_this(letter.kind, letter.about_id) if held is not letter and held.sent_on is None]


def _still_a_draft(letter: Letter) -> None:
    if letter.sent_on is not None:
        raise RuleBroken("This letter was sent: it stays as it is. Write another one.")


# -- what a letter says -----------------------------------------------------------------------------------------


def filled(letter: Letter, by: Actor) -> str:
    """What the letter says, or would say if it were sent today. Raises RuleBroken where something is not recorded."""
    if letter.sent_on is not None:
        return letter.words
    return filling.fill(
        letter.words,
        _values(letter, by),
        authority=agencies.authority(letter.authority_id),
        sent_on=clock.today(),
        told_on=counting.told_on(letter),
        young=letter.audience == "young_person",
    )


def problems(letter: Letter, by: Actor) -> list[str]:
    """What keeps a draft from being sent, a sentence each."""
    authority = agencies.authority(letter.authority_id)
    found = [*templates.missing(letter.kind, letter.words), *templates.contacts_missing(letter.words, authority)]
    if not found:
        try:
            said = filled(letter, by)
        except RuleBroken as broken:
            found.append(broken.sentence)
        else:
            found += _tells(letter, said)
    return found


def _tells(letter: Letter, said: str) -> list[str]:
    """That a letter would tell its reader where the child lives, who is not told, or a place that is protected."""
    whole = f"{letter.subject}\n{said}"
    stopped = withholding.keeps_from_going(letter.child_id, letter.key or "", letter.to_person_id, whole)
    if stopped:
        return [stopped]
    return withholding.waits(letter, letter.to_person_id, whole, f"A letter: {templates.title_of(letter.kind)}")


def must_not_tell(letter: Letter, said: str) -> None:
    """Raise RuleBroken where a letter of these words is a draft and would tell its reader where the child lives."""
    if letter.sent_on is None and (found := _tells(letter, said)):
        raise RuleBroken(found[0])


def _values(letter: Letter, by: Actor) -> dict[str, str]:
    child = _child(letter.child_id)
    authority = agencies.authority(letter.authority_id)
    sender = agencies.person(by.person_id) if by.person_id is not None else None
    young = letter.audience == "young_person"
    name = short_name(child)
    decision = db.session.get(Decision, letter.decision_id) if letter.decision_id else None
    assessment = db.session.get(Assessment, letter.assessment_id) if letter.assessment_id else None
    ends = rights.passes_on(child)
    return {
        "child": "you" if young else name,
        "childs": "your" if young else f"{name}’s",
        "council": authority.name if authority is not None else "",
        "reason_words": decision.reasons if decision is not None else "",
        "decided_on": day(decision.decided_on) if decision is not None else "",
        "received_on": day(assessment.received_on) if assessment is not None else "",
        "decide_by": day(last_days.decide_by(assessment.received_on)) if assessment is not None else "",
        "advisers": _advisers(assessment),
        "passes_on": day(ends) if ends is not None else "",
        "transfer_plans": letter.facts.get("transfer_plans", ""),
        **holding.in_words(child.id, young=young),
        "officer": sender.name if sender is not None else "",
        "phone": (sender.phone if sender is not None else "") or (authority.duty_phone if authority else ""),
    }


def _advisers(assessment: Assessment | None) -> str:
    """Who was asked, as kinds of adviser: a family's own person is named to nobody else of the family."""
    if assessment is None:
        return ""
    asked = db.session.scalars(select(Advice.source).where(Advice.assessment_id == assessment.id).distinct())
    return "\n".join(f"- {words.ADVISERS[source].words}" for source in words.ADVISERS if source in set(asked))


# -- sending ----------------------------------------------------------------------------------------------------


def send(letter: Letter, by: Actor) -> DocumentCopy:
    """Send a letter: its words as they stand today, its paper stamped for its recipient, and the recipient told.

    Sent again, it was sent the first time. Raises RuleBroken while something the law wants said is missing, or where
    its recipient may not be written to any more.
    """
    if letter.sent_on is not None:
        return copy_of(letter)
    _may_go(letter, by)
    today = clock.today()
    letter.words = filled(letter, by)
    letter.facts = letter.facts | _days_named(letter)
    document = documents.issue(
        authority_id=letter.authority_id,
        child_id=letter.child_id,
        kind=PAPER,
        audience=letter.audience,
        about=letter,
        version="1",
        facts=paper_facts(letter, by, today.isoformat()),
        by=by,
        whose_id=letter.to_person_id,
    )
    copy = documents.copy_for(document, recipient_id=letter.to_person_id, recipient_name=letter.to_name, by=by)
    copy.ledger = {
        "role": _role(letter),
        "organisation": "",
        "purpose": templates.title_of(letter.kind),
        "basis": "legal obligation",
        "basis_note": letter.why or "",
        "section": "ehc_plan",
        "given_by": str(by.person_id) if by.person_id is not None else "",
    }
    letter.document_id, letter.sent_on = document.id, today
    db.session.flush()
    _told(letter, document, by)
    person = agencies.person(letter.to_person_id) if letter.to_person_id is not None else None
    if person is not None:
        messages.queue_mail(
            person,
            template="document_ready",
            about_id=copy.id,
            disclosure=True,
            link=messages.path_to("documents.copy", copy_id=copy.id),
        )
    return copy


def send_all(held: Iterable[Letter], by: Actor) -> list[DocumentCopy]:
    """Send several letters, all or none."""
    chosen = list(held)
    for letter in chosen:
        if letter.sent_on is None:
            _may_go(letter, by)
    return [send(letter, by) for letter in chosen]


def _may_go(letter: Letter, by: Actor) -> None:
    found = problems(letter, by)
    if found:
        raise RuleBroken(" ".join(found))
    must, doubts = _recipients(letter.kind, _child(letter.child_id))
    if letter.key not in {to.key for to in [*must, *doubts]}:
        raise RuleBroken("This person may not be written to any more. Discard the letter.")


def copy_of(letter: Letter) -> DocumentCopy:
    """The copy of a letter that was sent."""
    return db.session.scalars(
        select(DocumentCopy).where(DocumentCopy.document_id == letter.document_id).order_by(DocumentCopy.number)
    ).one()


def _days_named(letter: Letter) -> dict[str, str]:
    """The last days that this letter gives its reader, for their page."""
    named = {"appeal_right": ["appeal_until"], "mediation": ["mediation_until"], "draft_rights": ["answer_by"]}
    named["amendment_rights"] = ["answer_by"]
    days = last_days.limits(clock.today(), counting.told_on(letter))
    template = templates.packaged()["letters"][letter.kind]["must"]
    return {name: days[name].isoformat() for block in template for name in named.get(block, [])}


def _told(letter: Letter, document: IssuedDocument, by: Actor) -> None:
    """What sending means: with the last letter the decision is told, and the times to answer it begin."""
    events.record(
        authority_id=letter.authority_id,
        child_id=letter.child_id,
        kind="document_issued",
        about=document,
        facts={"what": "letter of the EHC process", "copies": 1},
        by=by.person_id,
    )
    _tell_with_the_last(letter, by)
    if letter.kind == "right_holder_question" and letter.about_id is not None and _first_of_its_kind(letter):
        record(letter, "ehc_right_holder_asked", by.person_id)
    if letter.kind == "transfer_told" and _first_of_its_kind(letter):
        record(letter, "ehc_transfer_told", by.person_id)
    db.session.flush()


def _tell_with_the_last(letter: Letter, by: Actor) -> None:
    """Tell the decision of a letter once everybody who must have one was sent theirs, and no draft is left."""
    decision = db.session.get(Decision, letter.decision_id) if letter.decision_id else None
    if decision is None or letter.kind != fitting.OF_DECISION.get(decision.kind):
        return
    written = about_this(letter.kind, decision.id)
    days = [one.sent_on for one in written if one.sent_on is not None]
    if not days or len(days) < len(written):
        return
    must, _ = _recipients(letter.kind, _child(letter.child_id))
    if {to.key for to in must} <= {one.key for one in written}:
        telling.tell(decision, on=max(days), by=by.person_id)


def _first_of_its_kind(letter: Letter) -> bool:
    return letter.about_id is not None and not any(
        other.sent_on for other in about_this(letter.kind, letter.about_id) if other is not letter
    )


def _role(letter: Letter) -> str:
    return {"carer": "Carer", "young_person": "Young person"}.get(letter.audience, "Parent")


def paper_facts(letter: Letter, by: Actor, on: str) -> dict[str, Any]:
    """The facts of the letter's paper: its recipient, its words, who writes. Nobody else it goes to."""
    child = _child(letter.child_id)
    authority = agencies.authority(letter.authority_id)
    sender = agencies.person(by.person_id) if by.person_id is not None else None
    return {
        "cover": {
            "title": letter.subject,
            "preferred_name": short_name(child),
            "record_reference": child.reference,
            "version": "1",
            "status": "final",
            "superseded_by": "",
            "dated": on,
            "author": sender.name if sender is not None else "",
            "lead_practitioner": "",
            "organisation": authority.name if authority is not None else "",
            "confidentiality": "",
            "if_found": authority.duty_phone if authority is not None else "",
        },
        "to": letter.to_name,
        "parts": [part._asdict() for part in filling.parts(letter.words)],
        "sender": _sender(sender, authority),
    }


def _sender(sender: Person | None, authority: Authority | None) -> dict[str, str]:
    return {
        "name": sender.name if sender is not None else "",
        "role": (sender.job or "") if sender is not None else "",
        "number": ((sender.phone if sender is not None else "") or (authority.duty_phone if authority else "")) or "",
        "email": (sender.email or "") if sender is not None else "",
        "hours": "",
    }


def _child_of(about: About) -> Child:
    return about if isinstance(about, Child) else _child(about.child_id)


def _child(child_id: UUID) -> Child:
    return db.session.get_one(Child, child_id)


def _keys(about: About) -> dict[str, UUID | None]:
    if isinstance(about, Dispute):
        decision = db.session.get_one(Decision, about.decision_id)
        return _keys(decision)
    if isinstance(about, Decision):
        return {"decision_id": about.id, "assessment_id": about.assessment_id, "plan_id": about.plan_id}
    if isinstance(about, Assessment):
        return {"assessment_id": about.id}
    if isinstance(about, PlanIssue):
        return {"plan_id": about.plan_id}
    return {"plan_id": about.id} if isinstance(about, FormalPlan) else {}
