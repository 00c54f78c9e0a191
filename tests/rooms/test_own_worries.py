"""A young person's worry or question: the promise before they type, who is told, who read it, and the answer."""

from datetime import datetime, timedelta

import pytest

from coordination import clock
from coordination.concerns import queries
from coordination.db import db, identify
from tests.rooms.test_concerns import at, mailed, working

__all__ = ["at", "mailed", "working"]

# A Wednesday.
DAY = datetime(2026, 11, 25, 11, 0, tzinfo=clock.LONDON)
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 0, tzinfo=clock.LONDON)
MONDAY_AT_NINE = datetime(2026, 11, 30, 9, 0, tzinfo=clock.LONDON)
WORDS = "I do not want to go on Saturday"
HARD = (
    "Notwithstanding considerable organisational uncertainties, professional representatives unanimously recommended "
    "reconsidering supervised arrangements subsequently."
)


@pytest.fixture
def me(browsing, world):
    return browsing.as_(world.people["youngperson"])


@pytest.fixture
def says(browsing, world):
    """Say something of a kind, at an hour; the address of what is told about it."""

    def say(what, now=DAY, **more):
        address = f"/my-plan/{world.child_id}/say"
        with clock.frozen(now):
            visitor = browsing.as_(world.people["youngperson"])
            answer = visitor.send(address, {"words": WORDS, "what": what, **more})
            assert answer.status_code == 303, answer.text[-3000:]
        return answer.location

    return say


@pytest.fixture
def kept(app, world):
    """What stands in the room of concerns."""

    def rows():
        with app.app_context():
            identify(db.session(), world.people["lead"])
            return queries.of_child(world.child_id)

    return rows


def words_at(browsing, world, who, now, address):
    with clock.frozen(now):
        return browsing.as_(world.people[who]).words(address)


class TestBeforeTheyType:
    def test_they_read_when_it_is_read_and_whom_to_ring_now(self, browsing, world):
        words = words_at(browsing, world, "youngperson", DAY, f"/my-plan/{world.child_id}/say")
        before, _, _ = words.partition("What do you want to say?")
        for said in ("999", "0800 1111", "told again, every hour", "The duty team is at work now", "26 November"):
            assert said in before, said

    def test_at_night_they_read_that_the_office_is_closed_and_of_monday(self, browsing, world):
        words = words_at(browsing, world, "youngperson", FRIDAY_NIGHT, f"/my-plan/{world.child_id}/say")
        before, _, _ = words.partition("What do you want to say?")
        assert "The office is closed now" in before and "30 November" in before


class TestTelling:
    @pytest.mark.parametrize("what", ["worry", "question"])
    def test_goes_to_the_worker_and_the_duty_team_in_the_daytime_too(self, says, kept, mailed, what):  # noqa: F811
        says(what)
        assert [(row.kind, row.seen) for row in kept()] == [(what, WORDS)]
        told = mailed("concern_waiting" if what == "worry" else "something_new")
        assert "duty" in told and "lead" in told

    def test_a_worry_is_told_again_each_hour(self, says, mailed, working):  # noqa: F811
        says("worry")
        first = len(mailed())
        working(DAY + timedelta(minutes=50))
        assert len(mailed()) == first
        working(DAY + timedelta(minutes=61))
        working(DAY + timedelta(minutes=122))
        assert len(mailed()) == 3 * first

    def test_a_question_is_told_again_on_the_next_working_day(self, says, mailed, working):  # noqa: F811
        says("question", FRIDAY_NIGHT)
        first = len(mailed("something_new"))
        working(MONDAY_AT_NINE - timedelta(minutes=1))
        assert len(mailed("something_new")) == first
        working(MONDAY_AT_NINE + timedelta(minutes=1))
        assert len(mailed("something_new")) == 2 * first

    def test_a_tick_that_cannot_be_kept_is_not_taken(self, me, world):
        answer = me.send(f"/my-plan/{world.child_id}/say", {"words": WORDS, "what": "worry", "only_my_worker": "yes"})
        assert answer.status_code == 422 and WORDS in answer.text and "Take this tick away" in answer.text

    def test_what_somebody_thinks_still_stays_with_their_worker(self, says, kept):
        says("view", only_my_worker="yes")
        assert kept() == []

    @pytest.mark.parametrize("who", ["carer", "parent", "senco", "provider"])
    def test_nobody_else_reads_it(self, says, browsing, kept, world, who):
        says("worry")
        visitor = browsing.as_(world.people[who])
        assert visitor.get(f"/concerns/{kept()[0].id}").status_code in (403, 404)
        assert visitor.get(f"/family/concerns/{kept()[0].id}").status_code in (403, 404)


class TestTheAnswer:
    def test_they_see_that_nobody_has_read_it_then_who_and_when_then_the_answer(self, says, browsing, kept, me, world):
        receipt = says("worry")
        assert "Nobody has read it yet" in me.words("/my-plan")
        key = kept()[0].id
        lead = browsing.as_(world.people["lead"])
        assert WORDS in lead.words(f"/concerns/{key}")
        page = me.words("/my-plan")
        assert "Read by Lead" in page and WORDS not in page
        sent = {"outcome": "answered", "done": "I rang him", "told": "You do not have to go. I will ring you at four."}
        assert lead.send(f"/concerns/{key}", sent).status_code == 303
        assert "You do not have to go." in me.words("/my-plan")
        told = me.words(receipt)
        assert "You do not have to go." in told and "I rang him" not in told

    def test_cannot_be_left_out(self, says, browsing, kept, world):
        says("question")
        lead = browsing.as_(world.people["lead"])
        answer = lead.send(f"/concerns/{kept()[0].id}", {"outcome": "answered", "done": "Nothing", "told": " "})
        assert answer.status_code == 422 and "they were promised one" in answer.text

    def test_in_words_that_are_too_hard_asks_why(self, says, browsing, kept, world):
        says("question")
        lead = browsing.as_(world.people["lead"])
        sent = {"outcome": "answered", "done": "Asked", "told": HARD}
        answer = lead.send(f"/concerns/{kept()[0].id}", sent)
        assert answer.status_code == 422 and "Why do these words have to be this hard?" in answer.text
        answer = lead.send(f"/concerns/{kept()[0].id}", {**sent, "hard_words_why": "They are the judge's own"})
        assert answer.status_code == 303
        assert kept()[0].hard_words_why == "They are the judge's own"

    def test_of_a_concern_is_never_only_that(self, browsing, world, kept):
        visitor = browsing.as_(world.people["youngperson"])
        assert visitor.send(at(world, "youngperson"), {"seen": "Somebody hurt me"}).status_code == 303
        lead = browsing.as_(world.people["lead"])
        key = kept()[0].id
        assert lead.send(f"/concerns/{key}", {"outcome": "answered", "done": "x", "told": "y"}).status_code == 422
