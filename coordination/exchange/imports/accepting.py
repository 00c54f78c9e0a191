"""From a reading to the shared record: shows what is new, changed, the same or refused, and writes on acceptance.

A dry run does exactly what acceptance does and is rolled back, so what it shows is what would happen. One
transaction: all of it or none. The same files again change nothing, because every row has a natural key.
"""

import json
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select

from coordination.agencies.models import Agency, Authority, Team
from coordination.db import RuleBroken, db
from coordination.exchange.imports import annex_a, sen, ssda903
from coordination.exchange.imports.findings import Severity, WrongFile
from coordination.exchange.imports.reading import Reading
from coordination.exchange.imports.storing import Store
from coordination.exchange.models import ImportRun
from coordination.exchange.whose import authority_of

log = structlog.get_logger()

READERS: dict[str, Callable[[Path], Reading]] = {"ssda903": ssda903.read, "annex-a": annex_a.read, "sen": sen.read}


@dataclass
class Outcome:
    """What an import did or would do: counts by table, the refused rows with their reasons, what was left behind."""

    kind: str
    accepted: bool
    tables: dict[str, Counter[str]] = field(default_factory=dict)
    refused: list[dict[str, Any]] = field(default_factory=list)
    warnings: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)
    seen_before: bool = False
    sentence: str = ""

    @property
    def refused_whole(self) -> bool:
        """Whether nothing could be read at all."""
        return bool(self.sentence)

    def counts(self) -> dict[str, int]:
        """New, changed, same and refused, over all tables."""
        total: Counter[str] = Counter()
        for counted in self.tables.values():
            total.update(counted)
        return {name: total[name] for name in ("new", "changed", "same")} | {
            "refused": len({(row["file"], row["row"]) for row in self.refused})
        }

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "kind": self.kind,
            "accepted": self.accepted,
            **self.counts(),
            "warnings": self.warnings,
            "tables": {name: dict(counted) for name, counted in self.tables.items()},
            "refused_rows": self.refused,
            "left_out": self.left_out,
            "seen_before": self.seen_before,
            "error": self.sentence or None,
        }

    def text(self) -> str:
        """For a person."""
        if self.sentence:
            return self.sentence
        lines = [
            f"{name:<22} " + "  ".join(f"{k} {v}" for k, v in sorted(c.items())) for name, c in self.tables.items()
        ]
        lines += [f"refused: {row['file']} row {row['row']}: {row['reason']}" for row in self.refused]
        lines += [f"left out: {row['what']} ({row['count']}): {row['reason']}" for row in self.left_out]
        counts = self.counts()
        lines.append("  ".join(f"{name} {counts[name]}" for name in ("new", "changed", "same", "refused")))
        lines.append("Accepted." if self.accepted else "Nothing was written. Add --accept to write it.")
        return "\n".join(lines)


def run(kind: str, path: Path, *, authority_code: str | None, accept: bool, by: UUID | None = None) -> Outcome:
    """Read and check ``path``; write when ``accept``. The caller commits.

    Raises RuleBroken on a wrong authority, and where it stops at a fault: then nothing is written.
    """
    outcome = Outcome(kind=kind, accepted=accept)
    try:
        reading = READERS[kind](path)
    except WrongFile as wrong:
        outcome.accepted = False
        outcome.sentence = wrong.sentence
        return outcome
    authority = authority_of(authority_code)
    outcome.seen_before = (
        db.session.scalar(
            select(ImportRun).where(
                ImportRun.authority_id == authority.id, ImportRun.digest == reading.digest, ImportRun.kind == kind
            )
        )
        is not None
    )
    for finding in reading.findings:
        if finding.severity is Severity.REFUSED:
            outcome.refused.append(
                {
                    "file": finding.file,
                    "row": finding.row,
                    "column": finding.column,
                    "code": finding.code,
                    "reason": finding.sentence,
                }
            )
        else:
            outcome.warnings += 1
    outcome.left_out = [
        {"file": left.file, "what": left.what, "count": left.count, "reason": left.reason} for left in reading.left_out
    ]
    store = Store(authority, _team(authority), reading, by)
    try:
        outcome.tables = store.all()
        outcome.left_out += store.left_out()
        if accept:
            db.session.add(
                ImportRun(
                    authority_id=authority.id,
                    kind=kind,
                    digest=reading.digest,
                    counts=json.loads(json.dumps(outcome.counts())),
                )
            )
            db.session.flush()
        else:
            db.session.rollback()
    except RuleBroken:
        db.session.rollback()
        raise
    except Exception as fault:
        db.session.rollback()
        # Where it stopped, and nothing that was in the files: the message of a fault may hold a child's words.
        log.error("import stopped", kind=kind, fault=type(fault).__name__, where=_where(fault))
        raise RuleBroken(
            f"The import stopped at a fault of ours ({type(fault).__name__}), and nothing was written. The log says "
            "where: give it to whoever looks after Coordination. The files are as they were."
        ) from fault
    return outcome


def _where(fault: BaseException) -> list[str]:
    """The lines of ours that led to a fault, the last one first."""
    frames = [
        frame for frame in traceback.extract_tb(fault.__traceback__) if "coordination" in Path(frame.filename).parts
    ]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)]


def _team(authority: Authority) -> Team:
    """Whose manager sees the children first and allocates them: the first team of children's services."""
    team = db.session.scalar(
        select(Team)
        .join(Agency, Agency.id == Team.agency_id)
        .where(Team.authority_id == authority.id, Agency.kind == "childrens_services", Team.manager_id.is_not(None))
        .order_by(Team.name)
        .limit(1)
    )
    if team is None:
        raise RuleBroken("Imported children go to a team with a manager first: add one under Organisations.")
    return team
