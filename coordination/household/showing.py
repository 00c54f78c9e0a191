"""What the pages about a household show to whom: the parts that a limited view names, and rows made ready."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from coordination.access import guard
from coordination.access.policy import Deny, Permit
from coordination.children.models import Child
from coordination.household import deciding, telling
from coordination.household.models import HEALTH_NEEDS, DailyNeed, DelegatedDecision, DiaryEntry, ToldBefore


class Answer(NamedTuple):
    """One decision as a page or paper shows it. ``agreed``: whether it stands agreed; ``asks``: somebody is asked
    first, because that was agreed or because nothing was."""

    code: str
    decision: str
    agreed: bool
    asks: bool
    words: str
    note: str
    agreed_by: str
    agreed_on: Any


class Part(NamedTuple):
    """The decisions of one part of life."""

    code: str
    category: str
    answers: list[Answer]

    @property
    def agreements(self) -> list[tuple[Any, str]]:
        """When it was agreed and by whom, each once, the newest first."""
        found = {(answer.agreed_on, answer.agreed_by) for answer in self.answers if answer.agreed}
        return sorted(found, reverse=True)


class Said(NamedTuple):
    """One item of the checklist: what the worker and the carer say about it. ``told``: which of them counts."""

    code: str
    item: str
    told: bool
    worker: ToldBefore | None
    carer: ToldBefore | None

    @property
    def row(self) -> ToldBefore | None:
        """The word that counts: the carer's own, else the worker's."""
        return self.carer or self.worker


class Entry(NamedTuple):
    """An entry of a diary with what its author added to it later, the oldest first."""

    id: UUID
    child_id: UUID
    author_id: UUID
    happened_at: Any
    written_at: Any
    words: str
    added: list[DiaryEntry]


def reads_authority(permit: Permit | Deny) -> bool:
    """Whether a permit to read placements shows who may decide what."""
    return permit.shows("delegated_authority")


def reads_told(permit: Permit | Deny) -> bool:
    """Whether a permit to read placements shows what the carer was told before the move: the whole section does."""
    return isinstance(permit, Permit) and permit.fields is None


def needs_read(rows: Iterable[DailyNeed]) -> dict[str, str]:
    """The daily needs the actor may read, by kind: a limited view names the kinds of the body it shows."""
    held = guard.readable(rows, lambda row: row.section)
    return {
        row.kind: row.words
        for row in held
        if guard.may("read", row.section, row).shows(row.kind if row.section == "health" else "daily_essentials")
    }


def kinds_to_write(child: Child) -> list[str]:
    """The kinds of daily need that the actor may write: of the body for health, routines for whoever keeps the page."""
    health = bool(guard.may("update", "health", child, whole=True))
    page = bool(guard.may("update", "profile", child, whole=True))
    return [kind for kind in telling.needs() if (health if kind in HEALTH_NEEDS else page)]


def authority_table(standing: dict[str, DelegatedDecision]) -> list[Part]:
    """Every decision by part of life, with what stands agreed about it."""
    return [
        Part(
            part.code,
            part.words,
            [_answer(code, words, standing.get(code)) for code, words in part.decisions],
        )
        for part in deciding.categories()
    ]


def _answer(code: str, words: str, held: DelegatedDecision | None) -> Answer:
    if held is None:
        return Answer(code, words, False, True, "", "", "", None)
    return Answer(
        code,
        words,
        True,
        held.tell == "ask_first",
        deciding.answer_words(held.decides, held.tell),
        held.note or "",
        ", ".join(held.agreed_by),
        held.agreed_on,
    )


def checklist(rows: Iterable[ToldBefore]) -> list[Said]:
    """The items of the checklist with both words. Where the carer has said something, that counts."""
    held = {(row.item, row.said_by): row for row in rows}
    found = []
    for code, words in telling.items().items():
        worker, carer = held.get((code, "worker")), held.get((code, "carer"))
        counts = carer or worker
        found.append(Said(code, words, counts is not None and counts.told, worker, carer))
    return found


def entries(rows: Iterable[DiaryEntry]) -> list[Entry]:
    """Entries, the newest first, each with what was added to it."""
    held = list(rows)
    added: dict[UUID, list[DiaryEntry]] = {}
    for row in held:
        if row.corrects_id is not None:
            added.setdefault(row.corrects_id, []).append(row)
    return [
        Entry(
            row.id,
            row.child_id,
            row.author_id,
            row.happened_at,
            row.recorded_at,
            row.words,
            sorted(added.get(row.id, []), key=lambda more: (more.recorded_at, more.id)),
        )
        for row in sorted(held, key=lambda row: (row.happened_at, row.id), reverse=True)
        if row.corrects_id is None
    ]
