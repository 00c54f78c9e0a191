"""A version before it is sent: everything that is on it, and how much is left out of it and why.

For the worker who sends it. Only what they may read themself is counted: what is kept from them as well leaves no
trace here either.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.catalogue import SECTIONS
from coordination.access.describing import describe
from coordination.access.policy import Deny, decide
from coordination.access.rules import RANK
from coordination.agencies import queries as agencies
from coordination.children.models import Child
from coordination.children.statements import Statement
from coordination.db import db
from coordination.documents.models import DocumentCopy
from coordination.reviews import issuing, queries
from coordination.reviews.issuing import Offer
from coordination.reviews.models import Review
from coordination.reviews.papers import AUDIENCES, Record, readers, review_records
from coordination.reviews.papers.gathering import may_be_given
from coordination.web.filters import day

KINDS = {
    "view": ("view", "views"),
    "decision": ("decision", "decisions"),
    "action": ("action", "actions"),
    "need": ("need", "needs"),
    "strength": ("strength", "strengths"),
    "worry": ("worry", "worries"),
    "outcome": ("outcome", "outcomes"),
    "provision": ("line of help", "lines of help"),
    "contingency": ("line of what to do if things get worse", "lines of what to do if things get worse"),
}
NOT_FOR_THEM = "not written for them"
NOT_PUBLISHED = "not published to them yet"
SENSITIVE = "more sensitive than this version may hold"
KEPT_FROM_THEM = "a note on it keeps it from them"
OF_RULES = {"label": SENSITIVE, "not-published": NOT_PUBLISHED}
CAVEATS = frozenset({"not-to", "not-parent", "not-carer", "not-young-person", "third-party", "originator", "embargo"})

# What the parts of papers are called here, where their own names do not say it.
HEADINGS = {
    "child_took_part": "How the child took part",
    "child_views": "What the child says",
    "child_said": "What the child says",
    "family_views": "What family and carers say",
    "going_well": "What is going well",
    "worried_about": "What people are worried about",
    "not_invited": "Who was not asked",
    "attendance": "Who came",
    "circulation": "Who this goes to",
    "safety": "If things get worse",
    "doing": "Who does what",
    "ring": "Whom to ring",
    "said": "What I said, and what happened",
    "for_whom": "For",
    "came": "Who came",
    "you_said": "What they said",
    "daily": "Every day",
    "matters": "What matters",
    "authority": "Who decides what",
    "agreed": "When that was agreed",
    "kept_by_law": "What the law keeps for others",
    "told_before": "What was told before the move",
    "my_actions": "Their own actions",
    "others_actions": "Other people’s actions",
}
# Facts that stand for words a template prints.
WORDS = {
    "decide": "they decide",
    "decide_and_tell": "they decide, then tell",
    "ask_first": "they ask first",
    "others_decide": "others decide",
    "not_agreed": "not agreed: they ask first",
    "not_yet": "not yet",
}


def preview(record: Record, review: Review, offer: Offer) -> dict[str, Any]:
    """One paper as it would be now: its title, each part with its lines, and what is left out by reason.

    ``record``: the child's, read for this review.
    """
    me = guard.actor()
    if offer.kind == "review_record" and offer.person is not None:
        facts: Any = review_records(record, review, [record.reader(offer.person)], beside=me)[0]
        hidden: frozenset[str] = frozenset()
    else:
        facts = issuing.facts_for(record, offer)
        hidden = frozenset(
            words
            for statement in _of_the_plan(record)
            if not readers.reads(me, statement, statement.section)
            for by_language in statement.wording.values()
            for words in by_language.values()
        )
    return {
        "title": issuing.TITLES[offer.kind],
        "draft": facts["cover"]["status"] == "draft",
        "parts": [part for part in _parts(facts, hidden) if part[1]],
        "left_out": left_out(record, offer),
    }


def holds_more_than(copy: DocumentCopy, giver: Actor) -> bool:
    """Whether a paper holds something that whoever gave it may not read themself: then it is for its reader alone."""
    document = copy.document
    if document.kind not in AUDIENCES:
        return False
    review = queries.review(document.about_id) if document.about_kind == "Review" else None
    child = db.session.get_one(Child, copy.child_id)
    record = Record(child, review)
    kept = [row for row in _of_the_plan(record) if not readers.reads(giver, row, row.section)]
    if document.kind != "review_record":
        return any(may_be_given(row, document.audience, copy.recipient_id) for row in kept)
    person = agencies.person(copy.recipient_id) if copy.recipient_id is not None else None
    reader = record.reader(person) if person is not None else readers.typical(document.audience, child)
    family = record.family
    if family.sight(reader, giver) != family.sight(reader):
        return True
    return any(readers.reads(reader, row, row.section) for row in kept)


def _of_the_plan(record: Record) -> list[Any]:
    """What papers of a child are made from: what stands in a review, in the plan it looked at, and what was said."""
    if record.review is not None:
        held = [line.statement for line in (*record.lines, *record.plan_lines)]
    else:
        held = record.plan_rows
    return list({row.id: row for row in (*held, *record.views)}.values())


def left_out(record: Record, offer: Offer) -> list[str]:
    """What is left out of a paper of this review and plan for its reader, counted by kind and reason, in words."""
    held = {line.statement.id: line.statement for line in [*record.lines, *record.plan_lines]}
    mine = guard.readable(held.values(), lambda row: row.section)
    reader = record.reader(offer.person) if offer.person is not None else None
    counted = Counter((statement.kind, why) for statement in mine if (why := _why_not(statement, offer, reader)))
    said = []
    for (kind, why), number in sorted(counted.items()):
        one, many = KINDS.get(kind, (kind, f"{kind}s"))
        said.append(f"{number} {one if number == 1 else many}: {why}")
    return said


def _why_not(statement: Statement, offer: Offer, reader: Actor | None) -> str:
    if offer.kind == "review_record":
        return _why_not_read(statement, reader) if reader is not None else ""
    person_id = offer.person.id if offer.person is not None else None
    if may_be_given(statement, offer.audience, person_id):
        return ""
    if RANK.get(statement.label, 9) > RANK[SECTIONS[statement.section].label]:
        return SENSITIVE
    if offer.audience not in statement.audiences:
        return NOT_FOR_THEM
    return NOT_PUBLISHED if statement.published_at is None else KEPT_FROM_THEM


def _why_not_read(statement: Statement, reader: Actor) -> str:
    """Why a reader of the record may not see a statement, from the rule that keeps it."""
    if readers.reads(reader, statement, statement.section):
        return ""
    decision = decide(reader, "read", statement.section, describe(statement, statement.section), clock.now())
    rule = decision.rule if isinstance(decision, Deny) else ""
    return OF_RULES.get(rule, KEPT_FROM_THEM if rule in CAVEATS else "not a part of their role")


def _parts(facts: dict[str, Any], hidden: frozenset[str]) -> Iterable[tuple[str, list[str]]]:
    for name, value in facts.items():
        if name == "people":
            # The drawing has the same in words.
            yield "Family and network", [f"{one['name']}: {one['words']}" for one in (value or {}).get("people", [])]
        elif name != "cover":
            yield HEADINGS.get(name, name.replace("_", " ").capitalize()), list(_lines(value, hidden))


def _lines(value: Any, hidden: frozenset[str]) -> Iterable[str]:
    """A fact as lines: a text, a list of texts, or what a dictionary says, without what is empty.

    ``hidden``: texts that whoever looks may not read; what one stands in is left out whole.
    """
    if isinstance(value, str) and value in hidden:
        return
    if isinstance(value, list):
        for item in value:
            yield from _lines(item, hidden)
    elif isinstance(value, dict):
        if any(isinstance(inner, str) and inner in hidden for inner in value.values()):
            return
        said = [words for inner in value.values() for words in _lines(inner, hidden)]
        if said:
            yield " · ".join(said)
    elif isinstance(value, str) and value:
        yield _worded(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)


def _worded(text: str) -> str:
    if text in WORDS:
        return WORDS[text]
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text
