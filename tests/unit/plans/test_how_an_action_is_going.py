"""The colour of an action, at every edge of every rule."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from coordination.plans.rag import rag, rag_words

TODAY = date(2026, 3, 12)


@dataclass
class Doing:
    """An action as far as its colour goes."""

    status: str = "not_started"
    acceptance: str = "accepted"
    owner_id: UUID | None = None
    due_on: date | None = None
    check_on: date | None = None
    blocked_on: date | None = None


def doing(days=None, **more):
    held = Doing(owner_id=uuid4(), **more)
    held.due_on = None if days is None else TODAY + timedelta(days=days)
    return held


class TestByDate:
    @pytest.mark.parametrize(
        ("days", "colour"), [(-1, "red"), (0, "amber"), (14, "amber"), (15, "green"), (None, "amber")]
    )
    def test_the_edges(self, days, colour):
        assert rag(doing(days), TODAY) == colour

    def test_one_without_an_end_is_judged_by_the_day_to_check(self):
        held = doing(None, check_on=TODAY + timedelta(days=15))
        assert rag(held, TODAY) == "green"
        assert rag(held, TODAY + timedelta(days=16)) == "red"

    def test_the_due_date_counts_before_the_day_to_check(self):
        assert rag(doing(-1, check_on=TODAY + timedelta(days=90)), TODAY) == "red"


class TestByStatus:
    @pytest.mark.parametrize(("days", "colour"), [(0, "amber"), (6, "amber"), (7, "red")])
    def test_blocked_is_stuck_after_a_week(self, days, colour):
        held = doing(60, status="blocked", blocked_on=TODAY - timedelta(days=days))
        assert rag(held, TODAY) == colour

    def test_blocked_and_overdue_is_red(self):
        assert rag(doing(-1, status="blocked", blocked_on=TODAY), TODAY) == "red"

    def test_done_is_green_however_late(self):
        assert rag(doing(-30, status="done"), TODAY) == "green"

    def test_cancelled_is_grey_whatever_else(self):
        assert rag(Doing(status="cancelled", acceptance="declined"), TODAY) == "grey"

    def test_nobodys_job_is_red_before_it_is_due(self):
        nobody = Doing(due_on=TODAY + timedelta(days=90))
        declined = doing(90, acceptance="declined", status="not_accepted")
        assert (rag(nobody, TODAY), rag(declined, TODAY)) == ("red", "red")


class TestInWords:
    @pytest.mark.parametrize(
        ("held", "words"),
        [
            (doing(-1), "Overdue"),
            (doing(3), "Due soon"),
            (doing(30), "On track"),
            (doing(None), "No date"),
            (doing(None, check_on=TODAY), "Check soon"),
            (doing(30, status="blocked", blocked_on=TODAY - timedelta(days=1)), "Blocked for 1 day"),
            (doing(30, status="blocked", blocked_on=TODAY), "Blocked since today"),
            (doing(30, status="not_accepted", acceptance="declined"), "Not accepted: needs somebody else"),
            (Doing(due_on=TODAY), "Nobody has this"),
            (doing(1, status="done"), "Done"),
            (doing(1, status="cancelled"), "Cancelled"),
        ],
    )
    def test_the_reason_is_said(self, held, words):
        assert rag_words(held, TODAY) == words
