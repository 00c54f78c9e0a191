"""The young person's page about growing up: what comes next, who helps, what is done, and what they say of it."""

import pytest

from coordination.transitions.models import RunwayAnswer
from tests.rooms.history import ago, on
from tests.rooms.transitions import Growing


@pytest.fixture
def child(app, world, browsing):
    return Growing(app, world, browsing).aged(16, 8)


@pytest.fixture
def address(world):
    return f"/my-plan/{world.child_id}/growing-up"


class TestReading:
    def test_their_own_page_leads_there_from_fourteen(self, child, world):
        assert "Growing up" in child.as_("youngperson").words("/my-plan")
        assert "Growing up" not in child.aged(12).as_("youngperson").words("/my-plan")

    def test_what_comes_next_who_helps_and_what_is_done(self, child, world, address):
        child.step("photo_id", state="under_way", responsible_id=str(world.people["deputy"]))
        child.step("bank_account", state="done", **on("done_on", ago(3)))
        words = child.as_("youngperson").words(address)
        coming, rest = words.split("When I am 18")
        assert "I have a passport or another ID with my photo" in coming and "helps with this" in coming
        assert "I have my own bank account" in rest.split("What is done?")[1]

    def test_what_nobody_has_settled_is_said(self, child, address):
        assert child.as_("youngperson").words(address).count("Nobody has decided this yet") == 3
        child.writes("runway/from-18/home", what="staying_put", sure="no", **on("decided_on", ago(2)))
        assert "I stay with my foster carer (planned, not sure yet)" in child.as_("youngperson").words(address)

    def test_before_fourteen_there_is_none(self, child, address):
        assert child.aged(12).as_("youngperson").get(address).status_code == 404

    @pytest.mark.parametrize("who", ["lead", "parent", "carer", "stranger"])
    def test_it_is_nobody_elses(self, child, address, who):
        assert child.as_(who).get(address).status_code in {403, 404}


class TestAnswering:
    def test_they_do_not_agree_and_the_team_reads_why(self, child, address):
        young = child.as_("youngperson")
        answer = young.send(f"{address}/bank_account", {"answer": "disagree", "words": "I asked twice. Nobody came."})
        assert answer.status_code == 303, answer.text
        assert "I asked twice. Nobody came." in young.words(address)
        words = child.reads()
        assert "They disagree" in words and "I asked twice. Nobody came." in words

    def test_who_disagrees_says_what_is_not_right(self, child, address):
        answer = child.as_("youngperson").send(f"{address}/bank_account", {"answer": "disagree", "words": ""})
        assert answer.status_code == 422 and "Say what is not right" in answer.text

    def test_what_they_say_later_takes_its_place(self, child, address):
        young = child.as_("youngperson")
        young.send(f"{address}/bank_account", {"answer": "help", "words": ""})
        young.send(f"{address}/bank_account", {"answer": "right", "words": "It came"})
        assert [(row.answer, row.words) for row in child.rows(RunwayAnswer)] == [("right", "It came")]

    def test_the_school_does_not_read_what_is_not_of_learning(self, child, address):
        child.as_("youngperson").send(f"{address}/bank_account", {"answer": "help", "words": "I owe money"})
        assert "I owe money" not in child.reads("senco")

    def test_there_is_no_other_step(self, child, address):
        assert child.as_("youngperson").get(f"{address}/flying").status_code == 404

    @pytest.mark.parametrize("who", ["lead", "parent", "carer"])
    def test_nobody_answers_for_them(self, child, address, who):
        answer = child.as_(who).send(f"{address}/bank_account", {"answer": "right"})
        assert answer.status_code in {403, 404} and child.rows(RunwayAnswer) == []
