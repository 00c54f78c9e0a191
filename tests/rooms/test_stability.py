"""How settled a home is: signs with their evidence, who is told of which, the meeting, and whether it was so."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.access.catalogue import SECTIONS
from coordination.care import health, missing
from coordination.db import db, new_id
from coordination.household import operations as household
from coordination.reviews.models import Review
from coordination.stability.models import StabilityOutcome, StabilitySign
from coordination.stability.signals import rules
from coordination.voice import operations as voice
from tests.rooms.history import Kept, ago, on


@pytest.fixture
def child(app, world, browsing):
    return Kept(app, world, browsing)


def moved_twice(child):
    return child.looked_after(400).placed(400).placed(200).placed(30, planned=False)


def strained(child, score=8):
    child.does(
        lambda row, by: household.say_strain(row, id=new_id(), score=score, would_help="A night off", by=by), "carer"
    )
    return child


def reads(child, who="lead"):
    return child.as_(who).words(f"{child.record}/stability")


class TestTheRules:
    def test_rest_on_a_field_that_the_access_rules_know(self):
        for rule in rules().values():
            assert rule.field in SECTIONS[rule.section].fields, rule.code
            assert rule.why and (rule.months or rule.days)


class TestASign:
    def test_is_its_evidence_with_its_days(self, child):
        words = reads(moved_twice(child))
        assert "Moved home more than once" in words and "The move was not planned" in words
        assert f"{ago(30).day} " in words and "Two or more moves of home in 12 months" in words

    def test_one_move_is_none_and_nor_is_a_short_stay(self, child):
        child.looked_after(400).placed(400).placed(200).placed(30, code="T1")
        assert "Moved home more than once" not in reads(child) and "No sign today" in reads(child)

    def test_a_time_missing(self, child):
        child.looked_after()
        child.does(lambda row, by: missing.report(row, id=new_id(), kind="M", from_on=ago(2), by=by))
        assert "Missing" in reads(child) and "not back yet" in reads(child)

    def test_a_higher_score(self, child):
        child.looked_after()
        for days, score in ((200, 12), (5, 17)):
            child.does(
                lambda row, by, days=days, score=score: health.record(
                    row, id=new_id(), kind="sdq", held_on=ago(days), score=score, by=by
                )
            )
        assert "17, after 12" in reads(child)

    def test_a_wish_that_waits_says_when_and_not_what(self, child):
        child.looked_after()

        def wishes(row, by, **more):
            day = clock.today() - timedelta(days=40)
            voice.record_view(row, id=new_id(), text="I want to see Gran", said_on=day, how="told", wish=True, by=by)

        child.does(wishes)
        words = reads(child)
        assert "A wish waits for an answer" in words and "Said 40 days ago" in words and "Gran" not in words


class TestHowACarerIs:
    def test_is_a_sign_for_whoever_may_read_it(self, child):
        moved_twice(strained(child))
        for who in ("lead", "supervisor", "manager"):
            words = reads(child, who)
            assert "The carer says that it is hard" in words and "8 of 10" in words, who

    def test_does_not_exist_for_anybody_else(self, child):
        moved_twice(strained(child))
        words = reads(child, "iro")
        assert "Moved home more than once" in words
        assert "carer says" not in words and "8 of 10" not in words and "A night off" not in words
        everybody = child.as_("iro").words("/stability")
        assert "Moved home more than once" in everybody and "carer says" not in everybody

    def test_alone_it_puts_nobody_on_the_list_of_whoever_may_not_read_it(self, child):
        strained(child).looked_after().placed()
        assert "The carer says that it is hard" in child.as_("lead").words("/stability")
        assert "No child with a sign today" in child.as_("iro").words("/stability")

    def test_less_than_seven_is_none(self, child):
        strained(child, 6).looked_after().placed()
        assert "carer says" not in reads(child, "supervisor")


class TestWhoReadsThePage:
    @pytest.mark.parametrize("who", ["senco", "health", "provider"])
    def test_whoever_sees_a_part_of_where_a_child_lives_does_not(self, child, who):
        moved_twice(child)
        assert child.as_(who).get(f"{child.record}/stability").status_code in (403, 404)
        assert "Moved home" not in child.as_(who).words("/stability")

    @pytest.mark.parametrize("who", ["carer", "parent", "youngperson"])
    def test_nor_does_anybody_of_the_family(self, child, who):
        moved_twice(child)
        for page in (f"{child.record}/stability", "/stability"):
            assert child.as_(who).get(page).status_code in (403, 404)


class TestAMeeting:
    def plans(self, child, who="lead"):
        moved_twice(strained(child))
        browser = child.as_(who)
        answer = browser.send(
            f"{child.record}/stability/meeting",
            {
                "kind": "stability",
                **on("date", clock.today() + timedelta(days=5)),
                "at": "10am",
                "minutes": "60",
                "chair_id": str(child.world.people["lead"]),
            },
        )
        assert answer.status_code == 303, answer.text[:3000]
        return child.rows(Review)[0]

    def holds(self, child, review):
        def held(row, by):
            kept = db.session.get(Review, review.id)
            kept.held_on = clock.today()

        child.does(held)

    def test_begins_with_what_everybody_asked_may_read(self, child):
        review = self.plans(child)
        assert review.kind == "stability"
        page = child.as_("lead").get(f"{child.record}/stability/meeting").text
        assert "moves of home" in page and "carer" not in page.split('name="reason"')[1].split(">")[0]
        assert {row.code for row in child.rows(StabilitySign)} == {"moves", "strain"}

    def test_it_is_said_afterwards_whether_the_signs_were_true(self, child):
        review = self.plans(child)
        address = f"/stability/meetings/{review.id}"
        assert "The meeting has not been held" in child.as_("lead").words(address)
        self.holds(child, review)
        answer = child.as_("lead").send(
            address, {"sign_moves": "partly", "sign_strain": "yes", "words": "The second move was to be near school"}
        )
        assert answer.status_code == 303, answer.text[:2000]
        words = reads(child)
        assert "Was it true? Partly" in words and "The second move was to be near school" in words
        truth = child.as_("lead").words("/stability")
        assert "How often a sign was true" in truth
        assert "The carer says that it is hard" not in reads(child, "iro")
        assert "The carer says that it is hard" not in child.as_("iro").words("/stability")

    def test_whoever_may_not_know_of_a_sign_judges_the_others(self, child):
        review = self.plans(child)
        self.holds(child, review)
        answer = child.as_("iro").send(f"/stability/meetings/{review.id}", {"sign_moves": "no", "words": "Not so"})
        assert answer.status_code == 303, answer.text[:2000]
        assert {row.code: row.judged for row in child.rows(StabilitySign)} == {"moves": "no", "strain": None}

    def test_every_sign_is_asked_about_and_nothing_is_lost(self, child):
        review = self.plans(child)
        self.holds(child, review)
        answer = child.as_("lead").send(f"/stability/meetings/{review.id}", {"words": "It was so"})
        assert answer.status_code == 422 and "It was so" in answer.text
        assert "Say whether it was true: moved home more than once" in answer.text
        assert child.rows(StabilityOutcome) == []
