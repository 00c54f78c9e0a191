"""The papers of an issue: the plan as it was sent, the notice of changes, and the page for the child; one copy for each
person it was sent to.
"""

from typing import Any

from coordination.access.actor import Actor
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority
from coordination.children.naming import short_name
from coordination.db import RuleBroken, db
from coordination.documents import facts as shapes
from coordination.documents import operations as documents
from coordination.documents.models import DocumentCopy
from coordination.ehc import recipients, withholding
from coordination.ehc.plan import issue_view, issuing
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan_models import FINALS, PlanIssue, PlanSent
from coordination.events import operations as events

PLAN, NOTICE, CHILDS = "ehc_plan", "ehc_amendment_notice", "ehc_plan_for_child"


def give_out(issue: PlanIssue, *, by: Actor) -> list[DocumentCopy]:
    """Make the papers of an issue for everybody it was sent to. Said again, they are the same papers."""
    author = agencies.person(by.person_id) if by.person_id is not None else None
    if author is None:
        raise RuleBroken("Sign in to send it.")
    facts = issue_facts(issue, author=author.name)
    kind = NOTICE if issue.kind == "amendment" else PLAN
    without = withholding.plan_without(facts, issue.child_id) if any(sent.withheld for sent in issue.sent) else facts
    copies = [_copy(issue, kind, without if sent.withheld else facts, sent, by) for sent in issue.sent]
    if issue.kind in FINALS and "young_person" in issue.audiences:
        copies += _for_the_child(issue, author.name, by)
    for copy in copies:
        events.record(
            authority_id=issue.authority_id, child_id=issue.child_id, kind="document_issued", about=copy.document,
            label=issue.label, facts={"what": issuing.TITLES[issue.kind].lower(), "copies": len(copies)},
            by=by.person_id,
        )  # fmt: skip
        break
    return copies


def _copy(issue: PlanIssue, kind: str, facts: Any, sent: PlanSent, by: Actor) -> DocumentCopy:
    document = documents.issue(
        authority_id=issue.authority_id, child_id=issue.child_id, kind=kind, audience=sent.audience, about=issue,
        version=str(issue.number), facts=facts, by=by, label=issue.label,
        whose_id=sent.person_id if sent.withheld else None,
        standing="final" if issue.kind in FINALS else "draft",
    )  # fmt: skip
    copy = documents.copy_for(document, recipient_id=sent.person_id, recipient_name=sent.name, by=by)
    if not copy.ledger:
        copy.ledger = {
            "role": {"parent": "Parent", "carer": "Foster carer"}.get(sent.audience, "Young person"),
            "organisation": "",
            "purpose": issuing.TITLES[issue.kind],
            "basis": "legal obligation",
            "basis_note": "Children and Families Act 2014, sections 38 and 39; SEND Regulations 2014",
            "section": "ehc_plan",
            "given_by": str(by.person_id) if by.person_id is not None else "",
        }
    db.session.flush()
    return copy


def _for_the_child(issue: PlanIssue, author: str, by: Actor) -> list[DocumentCopy]:
    facts: Any = childs_page(issue, author=author)
    document = documents.issue(
        authority_id=issue.authority_id, child_id=issue.child_id, kind=CHILDS, audience="young_person", about=issue,
        version=str(issue.number), facts=facts, by=by, label=issue.label,
    )  # fmt: skip
    who = [(sent.person_id, sent.name) for sent in issue.sent if sent.audience == "young_person"]
    if not who:
        # Whoever holds no right yet was not sent the plan: their page goes to their account, or is handed to them.
        child = recipients.young_person(issue.child, issue.issued_on)
        who = [(child.person_id, child.name)]
    return documents.copies_for(document, who, by=by)


def issue_facts(issue: PlanIssue, *, author: str) -> dict[str, Any]:
    """The facts of the plan, or of the notice, exactly as it was sent."""
    lines = plan_queries.lines(issue.id)
    sections = issue_view.shown(issue, lines)
    until = issuing.answer_by(issue).isoformat() if issue.kind in issuing.OPEN_TO_ANSWERS else ""
    cover = _cover(issue, issuing.TITLES[issue.kind], author)
    if issue.kind == "amendment":
        notice: shapes.EhcAmendmentNotice = {
            "cover": cover,
            "why": issue.why or "",
            "evidence": str(issue.content.get("evidence", "")),
            "answer_by": until,
            "changes": [
                {
                    "section": one["section"],
                    "title": one["title"],
                    "what": one["what"],
                    "before": one["before"],
                    "after": one["after"],
                    "details": [{"label": label, "before": was, "after": now} for label, was, now in one["facts"]],
                }
                for one in issue.content.get("changes", [])
            ],
        }
        return dict(notice)
    plan: shapes.EhcPlan = {
        "cover": cover,
        "name_of_type": str(issue.content.get("type_name", "")),
        "layer": str(issue.content.get("layer", "")),
        "front": [{"label": label, "value": value} for label, value in issue_view.front(issue)],
        "answer_by": until,
        "note": issue.why or "",
        "sections": [
            {
                "letter": one["letter"],
                "title": one["title"],
                "entries": [
                    {
                        "ref": entry["ref"],
                        "text": entry["text"],
                        "answers": entry["answers"],
                        "details": [{"label": label, "value": value} for label, value in entry["facts"]],
                    }
                    for entry in one["entries"]
                ],
                "rows": [[{"label": label, "value": value} for label, value in row] for row in one["rows"]],
                "none": one["none"],
            }
            for one in sections
        ],
        "signed": {
            "name": str(issue.signed["name"]),
            "for_whom": str(issue.signed.get("for", "")),
            "on": str(issue.signed.get("on", "")),
        }
        if issue.signed
        else None,
    }
    return dict(plan)


def childs_page(issue: PlanIssue, *, author: str) -> shapes.EhcPlanForChild:
    """One page in plain words: what they said, their goals, what people do, and whom to ask."""
    held = {one["letter"]: one["entries"] for one in issue_view.shown(issue, plan_queries.lines(issue.id))}
    said = issue.content.get("I") or {}
    return {
        "cover": _cover(issue, "My plan", author),
        "i_said": [one["text"] for one in held.get("A", []) if one["said_by"] == "child"],
        "goals": [one["young"] for one in held.get("E", []) if one["young"]],
        "people_do": [
            one["young"] for letter in ("F", "G", "H1", "H2") for one in held.get(letter, []) if one["young"]
        ],
        "school": str(said.get("name", "")),
        "ask": str(issue.content.get("front", {}).get("officer", "")),
        "phone": _authority(issue).duty_phone,
    }


def _cover(issue: PlanIssue, title: str, author: str) -> shapes.Cover:
    authority = _authority(issue)
    return {
        "title": title
        if issue.kind == "amendment" or title == "My plan"
        else (f"{issue.content.get('type_name', '')}: {title.lower()}"),
        "preferred_name": short_name(issue.child),
        "record_reference": issue.child.reference,
        "version": str(issue.number),
        "status": "final" if issue.kind in FINALS else "draft",
        "superseded_by": "",
        "dated": issue.issued_on.isoformat(),
        "author": author,
        "lead_practitioner": str(issue.content.get("front", {}).get("officer", "")),
        "organisation": authority.name,
        "confidentiality": "",
        "if_found": authority.duty_phone,
    }


def _authority(issue: PlanIssue) -> Authority:
    found = agencies.authority(issue.authority_id)
    if found is None:
        raise LookupError("a child of no authority")
    return found
