"""A page of paper: our rendering from facts, against WeasyPrint on the finished HTML of the same page."""

import json
import statistics
import time
from typing import Any

from coordination import config
from coordination.documents import rendering


def paper(times: int = 5) -> dict[str, Any]:
    """Milliseconds a page of a review record, median of ``times``."""
    facts = json.loads((config.ROOT / "tests/unit/documents/facts/review_record.json").read_text())
    page = rendering.markup("review_record", facts)
    ours, floor = [], []
    for _ in range(times + 1):
        began = time.perf_counter()
        pdf = rendering.render("review_record", facts)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        rendering._print(page, {})
        floor.append(time.perf_counter() - began)
    pages = rendering.page_count(pdf)
    mine, bare = statistics.median(ours[1:]) * 1000 / pages, statistics.median(floor[1:]) * 1000 / pages
    return {"ours": mine, "floor": bare, "ratio": round(mine / bare, 2), "pages": pages}
