"""What somebody of the family reads of the EHC process: that it was asked for, what was decided and told, what is asked
of them, and what they sent. Nothing anybody else of the family said is in it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import Select, select

from coordination.access import guard
from coordination.children import reading
from coordination.children.models import Child
from coordination.ehc import holders, queries
from coordination.ehc import words as ehc_words
from coordination.ehc.models import Advice, AdviceState, Assessment, Decision
from coordination.ehc.plan import issue_forms, issuing
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import PlanIssue, PlanSent
from coordination.ehc.process import advising, my_forms
from coordination.ehc.reviewing import queries as reviews
from coordination.web.filters import day
from coordination.web.languages import gettext as _


def may_ask(child: Child, reader: UUID, *, own: bool) -> bool:
    """Whether the reader may ask for an assessment: whoever holds the right (Children and Families Act 2014, section
    36(1)). ``own``: the reader is the child.
    """
    holder = holders.holder_of(child.id)
    return holder == "young_person" if own else holder in ("parent", reader)


def looked_for(child: Child, reader: UUID) -> list[Select[Any]]:
    """The parts of ``reading.together`` for :func:`way_in`."""
    return [
        holders.asked(child),
        reading.rows_of(Assessment, child),
        reading.values_of(
            "ehc_sent_to",
            select(PlanSent.id)
            .where(PlanSent.authority_id == child.authority_id, PlanSent.child_id == child.id)
            .where(PlanSent.person_id == reader),
        ),
    ]


def way_in(found: Mapping[str, list[dict[str, Any]]], child: Child, reader: UUID, *, own: bool) -> str:
    """What the way to the process is called on the reader's page, of the answers to :func:`looked_for`. "" where they
    have nothing to read there and nothing to ask for.
    """
    holders.learn(child, found)
    rows = guard.readable(reading.revived(Assessment, found.get("ehc_assessment", [])), "ehc_plan")
    asks = may_ask(child, reader, own=own) and not any(row.state in queries.OPEN for row in rows)
    if rows or found.get("ehc_sent_to"):
        return _("See where it stands, or ask for one") if asks else _("See where it stands")
    return _("Ask for an EHC needs assessment") if asks else ""


def stands(row: Assessment) -> str:
    """Where an assessment stands, in a sentence."""
    return {
        "requested": _(
            "It was asked for on %(day)s. The council is deciding whether to assess.", day=day(row.received_on)
        ),
        "assessing": _("The council is finding out what is needed, and asks those who know."),
        "drafting": _("The council is writing a plan."),
        "issued": _("The plan is finished. It is with your letters and papers."),
        "refused": _("It was decided not to assess."),
        "plan_refused": _("It was decided not to write a plan."),
        "withdrawn": _("The request was taken back."),
    }[row.state]


def decided(made: Decision) -> dict[str, Any]:
    """A decision the reader was told of."""
    words = {
        "assess": _("We will assess."),
        "not_assess": _("We will not assess."),
        "issue": _("We will write a plan."),
        "not_issue": _("We will not write a plan."),
        "reassess": _("We will assess again."),
        "not_reassess": _("We will not assess again."),
        "plan_content": _("The plan is final."),
        "maintain": _("After the yearly review the plan stays as it is."),
        "amend": _("After the yearly review we will change the plan."),
        "not_amend": _("We will not change the plan."),
        "cease": _("We will end the plan."),
    }
    return {
        "words": words[made.kind],
        "on": made.told_on,
        "reasons": made.reasons,
        "appeal": made.kind in ehc_words.MAY_APPEAL,
    }


def shown(child: Child, reader: UUID) -> dict[str, Any]:
    """Everything of the process that the reader may see, ready for their page."""
    every = queries.assessments(child.id)
    held = guard.readable(every, "ehc_plan")
    newest: Assessment | None = held[0] if held else None
    told = [made for made in guard.readable(queries.decisions(child.id), "ehc_plan") if made.told_on is not None]
    return {
        "stands": stands(newest) if newest is not None else "",
        "open": newest is not None and newest.state in queries.OPEN,
        "my_words": [row.words for row in held if row.requester_id == reader and row.words],
        "decisions": [decided(made) for made in told],
        "wanted": asked(
            (row, due_on)
            for row, due_on in queries.advice_asked_of(reader, child.id)
            if row.assessment.state in queries.OPEN
        ),
        "plans": plans(child, reader),
        "reports": [row.report_on for row in guard.readable(reviews.of_child(child.id), "ehc_plan") if row.report_on],
        "sent": [_sent(row) for row in _mine(every, reader)],
    }


def plans(child: Child, reader: UUID) -> list[dict[str, Any]]:
    """What was sent of the plan, the newest first, and whether the reader's answer is still asked for."""
    rows = guard.readable(plan_queries.issues_of_child(child.id), "ehc_plan")
    return [
        {
            "title": issue_forms.title_of(row.kind),
            "on": row.issued_on,
            "url": url_for("ehc.issue", issue_id=row.id),
            "answer_by": issuing.answer_by(row) if _wants_answer(row, reader) else None,
        }
        for row in rows
    ]


def _wants_answer(row: PlanIssue, reader: UUID) -> bool:
    return issuing.is_open(row) and any(one.person_id == reader and one.answered_on is None for one in row.sent)


def asked(rows: Iterable[tuple[Advice, date | None]]) -> list[dict[str, Any]]:
    """The views that the reader is asked for and has not given."""
    return [{"due_on": due_on, "url": url_for("my_ehc.my_advice", advice_id=row.id)} for row, due_on in rows]


def _mine(every: list[Assessment], reader: UUID) -> list[Advice]:
    return [
        row
        for one in every
        for row in one.advice
        if row.person_id == reader and row.state == AdviceState.RECEIVED.value
    ]


def _sent(row: Advice) -> dict[str, Any]:
    """What the reader sent last, and where they put it right while it is still wanted."""
    text = advising.latest_of([row.id])[row.id]
    asked = my_forms.questions()
    return {
        "on": row.received_on,
        "parts": [(asked[part], text.body[part]) for part in asked if text.body.get(part)],
        "file_name": text.file_name or "",
        "file_url": url_for("ehc.advice_file", text_id=text.id) if text.file_id else "",
        "url": url_for("my_ehc.my_advice", advice_id=row.id) if row.assessment.state in queries.OPEN else "",
    }
