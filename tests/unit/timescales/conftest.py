"""A maker of rules for the tests that count something no packaged rule counts yet."""

from collections.abc import Callable

import pytest

from coordination.timescales import Rule
from coordination.timescales.table import read_rule


@pytest.fixture(scope="session")
def a_rule() -> Callable[..., Rule]:
    """``a_rule(n=15, unit="calendar_day")``: a whole, valid rule with those values."""

    def make(**changes: object) -> Rule:
        row = {
            "id": "Z1",
            "title": "A rule made for a test",
            "duty": "do the thing",
            "legal_source": "No law",
            "triggers": ["thing_asked_for"],
            "trigger_words": "the thing was asked for",
            "met_by": ["thing_done"],
            "n": 1,
            "unit": "calendar_day",
            "severity": "statutory",
            "answers_for": "SW",
            "confidence": "V",
        }
        return read_rule({**row, **changes})

    return make
