"""Since you last looked: what others changed, before and after, and nothing else."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.cases import operations as cases
from coordination.cases import queries as case_queries
from coordination.reviews import operations as reviews
from coordination.reviews import queries as review_queries
from tests.rooms.planning import Planning, asked_of
from tests.rooms.recording import Recording
from tests.rooms.reviewing import Reviewing
from tests.rooms.schooling import Schooling
from tests.rooms.sections import Writing


@pytest.fixture
def planning(app, world):
    return Planning(app, world)


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


def address(world):
    return f"/children/{world.child_id}/news"


def items(page):
    return [" ".join(item.get_text(" ").split()) for item in page.select(".insight-news__item")]


class TestWhatChanged:
    def test_an_action_that_moved_says_both_days(self, browsing, planning, world):
        due = clock.today() + timedelta(days=10)
        action = planning.asks("Ring the school", "health", due_on=due)
        visitor = browsing.as_(world.people["senco"])
        browsing.as_(world.people["senco"]).press(f"{address(world)}/seen")
        planning.changes(action, due_on=due + timedelta(days=7), text="Ring the school office")
        found = [item for item in items(visitor.page(address(world))) if "Ring the school office" in item]
        assert len(found) == 1
        assert "Changed" in found[0]
        assert "Before: Ring the school Now: Ring the school office" in found[0]
        assert found[0].count("Before:") == 2

    def test_what_was_added_and_what_was_taken_out(self, browsing, planning, world):
        from coordination.plans import operations, queries

        need = planning.says("need", "Needs a quiet room")
        with planning.at_work() as by:
            operations.end_statement(queries.statement(need), why="It was met", by=by)
        found = items(browsing.as_(world.people["iro"]).page(address(world)))
        assert any("Ended" in item and "Needs a quiet room" in item and "It was met" in item for item in found)

    def test_what_stands_in_the_ehc_plan_alone_leads_to_it(self, app, browsing, world):
        sections = Writing(app, world)
        sections.writes(sections.starts(), "B", "Reads slowly", area="learning")
        lead = browsing.as_(world.people["lead"])
        (link,) = [a for a in lead.page(address(world)).select(".insight-news__item a") if "Reads slowly" in a.text]
        assert link["href"] == f"/children/{world.child_id}/ehc"
        assert lead.get(link["href"]).status_code == 200

    def test_what_stands_in_a_cycle_of_sen_support_leads_to_it(self, app, browsing, world):
        Schooling(app, world).starts()
        lead = browsing.as_(world.people["lead"])
        (link,) = [a for a in lead.page(address(world)).select(".insight-news__item a") if "Reads slowly" in a.text]
        assert "Reads slowly" in lead.words(link["href"])

    def test_several_changes_of_one_thing_are_told_once(self, browsing, planning, world):
        outcome = planning.says("outcome", "Sleeps well", progress=2)
        browsing.as_(world.people["iro"]).press(f"{address(world)}/seen")
        for progress in (3, 5, 7):
            planning.changes(outcome, progress=progress)
        found = items(browsing.as_(world.people["iro"]).page(address(world)))
        assert len(found) == 1
        assert "Before: 2 Now: 7" in found[0]

    def test_a_change_that_was_taken_back_is_no_news(self, browsing, planning, world):
        outcome = planning.says("outcome", "Sleeps well", progress=2)
        browsing.as_(world.people["iro"]).press(f"{address(world)}/seen")
        planning.changes(outcome, progress=3)
        planning.changes(outcome, progress=2)
        assert items(browsing.as_(world.people["iro"]).page(address(world))) == []

    def test_nothing_of_oneself(self, browsing, planning, world):
        planning.says("need", "Mine")
        planning.says("need", "Of the deputy", who="deputy")
        words = browsing.as_(world.people["lead"]).words(address(world))
        assert "Of the deputy" in words
        assert "Mine" not in words

    def test_who_joined_and_who_left(self, app, browsing, recording, world):
        with recording.at_work("manager") as by:
            held = case_queries.membership(world.memberships["health"])
            cases.end_membership(held, on=clock.today(), why="Moved to another post", by=by)
        found = items(browsing.as_(world.people["senco"]).page(address(world)))
        assert any("left the team" in item and "Health Person" in item for item in found)

    def test_a_review_that_moved_says_from_when_to_when(self, app, browsing, world):
        reviewing = Reviewing(app, world)
        key = reviewing.plans("senco")
        with reviewing.at_work() as by:
            review = review_queries.review(key)
            reviews.move_review(review, starts_at=review.starts_at + timedelta(days=3), minutes=60, place="", by=by)
        found = items(browsing.as_(world.people["senco"]).page(address(world)))
        assert any("Review moved" in item and "Team around the child review: from" in item for item in found)

    def test_when_a_conference_is_stays_with_those_who_may_open_it(self, app, browsing, world):
        Reviewing(app, world).plans("lead", kind="conference")
        words = browsing.as_(world.people["senco"]).words(address(world))
        assert "conference" not in words.lower()


class TestWhoReadsWhat:
    def test_a_provider_reads_their_own_action_and_no_other(self, browsing, planning, world):
        mine = planning.asks("Visit on Tuesday", "provider", agency_id=world.agencies["provider"])
        planning.asks("Ring the doctor", "health", agency_id=world.agencies["health"])
        planning.says("worry", "A worry for the team")
        words = browsing.as_(world.people["provider"]).words(address(world))
        assert mine
        assert "Visit on Tuesday" in words
        assert "Ring the doctor" not in words
        assert "A worry for the team" not in words

    def test_a_provider_reads_the_outcome_their_help_is_for_and_not_its_need(self, browsing, planning, world):
        outcome = planning.says("outcome", "Eats breakfast", measure="Diary", domain="health")
        planning.says("provision", "Breakfast club", agency_id=world.agencies["provider"], outcome_id=outcome)
        other = planning.says("outcome", "Sees a friend")
        words = browsing.as_(world.people["provider"]).words(address(world))
        assert other
        assert "Eats breakfast" in words
        assert "Sees a friend" not in words

    def test_what_was_kept_from_somebody_is_not_told_as_its_earlier_words(self, browsing, planning, world):
        need = planning.says("need", "Words that were not for the health service")
        with planning.at_work() as by:
            from coordination.children import saying
            from coordination.plans import queries

            row = queries.statement(need)
            saying.revise(row, by=by, caveats=[f"not-to:{world.people['health']}"])
        assert "not for the health service" not in browsing.as_(world.people["health"]).words(address(world))
        with planning.at_work() as by:
            row = queries.statement(need)
            saying.revise(row, by=by, caveats=[], wording={"professional": {"en": "Words for everybody"}})
        words = browsing.as_(world.people["health"]).words(address(world))
        assert "Words for everybody" in words
        assert "Words that were not" not in words

    @pytest.mark.parametrize("who", ["stranger", "othersenco"])
    def test_a_stranger_finds_nothing(self, browsing, world, who):
        assert browsing.as_(world.people[who]).get(address(world)).status_code == 404
        assert browsing.as_(world.people[who]).press(f"{address(world)}/seen").status_code == 404

    def test_families_are_taken_to_their_own_page(self, browsing, world):
        assert browsing.as_(world.people["parent"]).get(address(world)).status_code == 303


class TestMarkingAsSeen:
    def test_news_stays_until_it_is_marked(self, browsing, planning, world):
        visitor = browsing.as_(world.people["iro"])
        planning.says("need", "Needs a quiet room")
        assert "Needs a quiet room" in visitor.words(address(world))
        assert "Needs a quiet room" in visitor.words(address(world))
        assert visitor.send(f"{address(world)}/seen", form_at=address(world)).status_code == 303
        assert "Nothing has changed" in visitor.words(address(world))
        assert "Needs a quiet room" in visitor.words(f"{address(world)}?back=7")

    def test_for_one_reader_only(self, browsing, planning, world):
        planning.says("need", "Needs a quiet room")
        browsing.as_(world.people["iro"]).press(f"{address(world)}/seen")
        assert "Needs a quiet room" in browsing.as_(world.people["senco"]).words(address(world))

    @pytest.mark.parametrize("back", ["x", "-1", "999999999", "'"])
    def test_nonsense_in_the_address_does_no_harm(self, browsing, world, back):
        assert browsing.as_(world.people["lead"]).get(f"{address(world)}?back={back}").status_code == 200


class TestWhatItCosts:
    def test_at_most_eight_questions_however_much_changed(self, app, browsing, planning, recording, world):
        visitor = browsing.as_(world.people["iro"])
        planning.says("need", "One")
        visitor.page(address(world))
        with asked_of(app) as one:
            visitor.page(address(world))
        for number in range(25):
            outcome = planning.says("outcome", f"Outcome {number}")
            planning.changes(outcome, progress=4)
            planning.asks(f"Ring {number}", "health", outcome_id=outcome)
        recording.happens("school_changed")
        with asked_of(app) as many:
            visitor.page(address(world))
        assert len(one) == len(many) <= 8, many
