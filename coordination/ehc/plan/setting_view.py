"""What a setting that is asked about a place is shown: the draft plan as it was sent, and the advice it rests on.

Children and Families Act 2014, sections 39(2) and 40(2); SEND Code of Practice 2015, 9.83: the council sends a copy of
the draft plan with its appendices. Nothing else of the record is in it: what one of the family said is told to those
who work on the assessment, stands in no plan that is sent and is no appendix here.
"""

from typing import Any
from uuid import UUID

from coordination.ehc import words
from coordination.ehc.models import AdviceText
from coordination.ehc.plan import issue_view
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import Consultation
from coordination.ehc.process import advising
from coordination.ehc.process.forms import LABELS

# What is shown, by the kind of issue: a plan that was final before is asked about without a draft.
TITLES = {
    "draft": "The draft plan",
    "amendment": "The plan with the changes that are proposed",
    "final": "The plan",
    "amended": "The plan",
}


def shown(row: Consultation) -> dict[str, Any]:
    """The draft or notice that was sent last, section by section, and the advice that came."""
    issues = plan_queries.issues(row.plan_id)
    return {
        "sections": issue_view.shown(issues[0], plan_queries.lines(issues[0].id)) if issues else [],
        "title": TITLES[issues[0].kind] if issues else "",
        "sent_on": issues[0].issued_on if issues else None,
        "advice": [
            {
                "who": words.ADVISERS[source].words,
                "parts": [(LABELS[part], text.body[part]) for part in advising.PARTS if text.body.get(part)],
                "file_name": text.file_name or "",
                "file_id": text.id if text.file_id else None,
            }
            for source, text in _texts(row)
        ],
    }


def _texts(row: Consultation) -> list[tuple[str, AdviceText]]:
    plan = plan_queries.plan(row.plan_id)
    sent = plan_queries.advice(plan) if plan is not None else []
    held = [one for one in sent if one.state == "received" and one.source != "family"]
    texts = advising.latest_of([one.id for one in held])
    return [(one.source, texts[one.id]) for one in held if one.id in texts]


def appendix(row: Consultation, text_id: UUID) -> AdviceText | None:
    """A report among the appendices; None where it is none of them."""
    return next((text for _, text in _texts(row) if text.id == text_id and text.file_id is not None), None)
