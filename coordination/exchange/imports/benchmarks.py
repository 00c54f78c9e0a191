"""Published figures from files into the tables they are shown from: checked row by row, shown first, then kept.

The figures are everybody's, not one authority's, and no child stands behind them. The same files again change nothing.
"""

from collections import Counter
from pathlib import Path

from coordination.db import RuleBroken, db
from coordination.exchange.imports.accepting import Outcome
from coordination.insight import published

KIND = "benchmarks"


def run(path: Path, *, accept: bool, source: str = "") -> Outcome:
    """Read and check a file or a folder; keep what it says when ``accept``. The caller commits."""
    outcome = Outcome(kind=KIND, accepted=accept)
    try:
        found = published.read(path)
    except RuleBroken as wrong:
        outcome.accepted, outcome.sentence = False, wrong.sentence
        return outcome
    outcome.refused = [
        {
            "file": row.file,
            "row": row.row,
            "column": row.column,
            "code": "wrong",
            "reason": f"{row.column}: {row.reason}",
        }
        for row in found.refused
    ]
    outcome.left_out = [
        {"file": file, "what": f"{file} {what}", "count": count, "reason": why}
        for (file, what, why), count in sorted(found.left_out.items())
    ]
    outcome.tables = published.keep(found, source=source or published.SOURCE)
    outcome.seen_before = not any(counted - Counter(same=counted["same"]) for counted in outcome.tables.values())
    if not accept:
        db.session.rollback()
    return outcome
