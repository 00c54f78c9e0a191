"""What the pages of papers ask and show: the pack, and each copy in words."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import lazy_gettext as _l

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.access.thing import Recipient
from coordination.cases import words
from coordination.children.models import Child
from coordination.documents.models import DocumentCopy
from coordination.reviews import issuing
from coordination.reviews.issuing import Offer
from coordination.reviews.papers import Record
from coordination.web.filters import day
from coordination.web.forms import ChoicesField, Form, LongTextField, SelectChoice, TextField
from coordination.web.languages import gettext as _

# After this long something is wrong with a paper that is still being prepared.
LONG = timedelta(minutes=2)


class PackForm(Form):
    """Which papers are given to whom."""

    papers = ChoicesField(
        "Which papers, for whom?",
        hint="Each is made for the person it is for: it holds what that person may see, and nothing else",
        missing="Choose at least one paper",
    )


class TakeBackForm(Form):
    """Why a copy is taken back."""

    why = LongTextField(
        "Why is it taken back?",
        hint="For the record of who was given what. The person it was for is not shown this",
        maxlength=1000,
        rows=3,
        missing="Say why it is taken back",
    )


class CheckForm(Form):
    """The code that is printed at the foot of a paper."""

    code = TextField(
        _l("Code"),
        hint=_l("At the foot of every page, for example K7QX-9M2T4A"),
        maxlength=40,
        width="20",
        autocomplete="off",
        spellcheck=False,
        missing=_l("Enter the code"),
    )


def choices(offered: Iterable[Offer]) -> list[SelectChoice]:
    """The papers that can be given, each with whom it is for."""
    return [
        SelectChoice(offer.value, f"{offer.name}: {issuing.TITLES[offer.kind].lower()}", {"hint": _who(offer)})
        for offer in offered
    ]


def _who(offer: Offer) -> str:
    if offer.place is None:
        return "To be read with them and handed over"
    held = offer.place
    agency = held.agency.name if held.agency is not None else ""
    return ", ".join(part for part in (held.job or words.role(held.role), agency) if part)


def may_give(record: Record, offer: Offer, *, asked: Recipient | None = None) -> bool:
    """Whether the actor may give this paper out; with ``asked``, whether to that recipient."""
    return isinstance(
        guard.may("disclose", offer.section, record.child, **issuing.giving(record, offer, asked)), Permit
    )


def may_issue(child: Child) -> bool:
    """Whether the actor is one of those who issue papers of the plan, where there is nothing to issue yet."""
    return isinstance(guard.may("disclose", "support_plan", child, whole=True), Permit)


def may_give_copy(copy: DocumentCopy, kinds: Mapping[UUID, str]) -> bool:
    """Whether the actor is one of those who may give out such a paper. ``kinds``: of the child's reviews, by key."""
    document = copy.document
    to = Recipient(audience=document.audience, person_id=copy.recipient_id, basis_recorded=True, agreement_covers=True)
    permit = guard.may("disclose", document.section, copy, meeting_kind=kinds.get(document.about_id), recipient=to)
    return isinstance(permit, Permit)


def row(copy: DocumentCopy) -> dict[str, Any]:
    """One copy in words."""
    document = copy.document
    failed = document.state == "failed"
    preparing = copy.file_id is None and not failed and clock.now() - copy.issued_at <= LONG
    return {
        "title": title(document.kind),
        "for_whom": copy.recipient_name,
        "issued_at": copy.issued_at,
        "version": document.version,
        "draft": document.standing == "draft",
        "superseded": superseded_words(copy),
        "newer_url": _newer_url(copy),
        "withdrawn_at": copy.withdrawn_at,
        "withdrawn_reason": copy.withdrawn_reason or "",
        "number": copy.number,
        "code": copy.code,
        "pages": document.pages,
        "ready": copy.file_id is not None,
        "preparing": preparing,
        "stuck": copy.file_id is None and not preparing,
        "opened_at": copy.first_read_at,
        "read_at": copy.acknowledged_at,
        "url": url_for("documents.copy", copy_id=copy.id),
        "file_url": url_for("documents.file", copy_id=copy.id),
    }


def superseded_words(copy: DocumentCopy) -> str:
    """Since when a copy is superseded and by what, in a sentence of the reader's language; empty while it is not."""
    if copy.superseded_at is None:
        return ""
    on = day(copy.superseded_at)
    if copy.superseded_by is None:
        return _("Superseded on %(day)s: it has become final since.", day=on)
    return _("Superseded on %(day)s by version %(version)s.", day=on, version=copy.superseded_by.document.version)


def _newer_url(copy: DocumentCopy) -> str:
    """The newer copy of the same person."""
    if copy.superseded_by_id is None:
        return ""
    return url_for("documents.copy", copy_id=copy.superseded_by_id)


def title(kind: str) -> str:
    """What a paper is called; to those who work with the child, also what kind of paper it is."""
    printed = {
        "review_record": _("Record of the review"),
        "carer_sheet": _("Carer’s sheet"),
        "parent_version": _("What we talked about and agreed"),
        "school_action_sheet": _("School action sheet"),
        "young_person_summary": _("My plan"),
        "life_story": _("My story so far"),
        "sen_parent_sheet": _("SEN Support: parents’ sheet"),
        "ehc_letter": _("Letter about the EHC plan"),
        "ehc_plan": _("EHC plan"),
        "ehc_amendment_notice": _("Notice of changes to the plan"),
        "ehc_plan_for_child": _("My EHC plan on one page"),
        "ehc_review_report": _("Report of the EHC review"),
    }[kind]
    if guard.actor().kind != "workforce" or issuing.TITLES[kind] == printed:
        return printed
    return f"{issuing.TITLES[kind]}: {printed}"
