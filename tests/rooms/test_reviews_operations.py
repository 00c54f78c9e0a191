"""Planning, recording and signing a review: nothing twice, nothing lost, nothing signed that is not whole."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coordination import clock
from coordination.cases import queries as cases
from coordination.children.statements import Statement
from coordination.db import RuleBroken, db, new_id
from coordination.events.models import Event
from coordination.messages.models import OutboxMessage
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.reviews import inviting, operations, queries
from coordination.reviews.operations import StaleReview
from coordination.voice import operations as voice
from coordination.voice import queries as voice_queries
from tests.rooms.reviewing import Reviewing, said


@pytest.fixture
def work(app, world):
    return Reviewing(app, world)


def mail_about(work, key):
    """What the outbox holds about a review: to whom, which message, the calendar file."""
    with work.at_work():
        rows = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.about_id == key).order_by(OutboxMessage.queued_at)
        )
        return [(row.person_id, row.template, row.invitation or "", row.subject + row.body) for row in rows]


class TestPlanningAReview:
    def test_everybody_asked_is_told_that_there_is_a_meeting_and_no_more(self, world, work):
        key = work.plans("lead", "senco", "parent", place="Alder Grove School", reason="Worried about sleep")
        sent = mail_about(work, key)
        assert {who for who, *_ in sent} == {world.people[who] for who in ("lead", "senco", "parent")}
        for _, template, file, words in sent:
            assert template == "meeting_invited"
            assert "SUMMARY:Meeting" in file
            for secret in ("Ama", "Okafor", "Alder Grove", "sleep", "team around", "review of"):
                assert secret.lower() not in (file + words).lower()

    def test_the_same_form_twice_is_one_review_and_one_mail_each(self, work):
        key = new_id()
        work.plans("lead", "senco", id=key)
        work.plans("lead", "senco", id=key)
        assert len(mail_about(work, key)) == 2

    def test_one_in_the_past_is_refused(self, work):
        with pytest.raises(RuleBroken, match="must be in the future"):
            work.plans(days=-1)

    def test_the_caseload_knows_when_it_is(self, world, work):
        work.plans(days=30)
        with work.at_work():
            assert cases.current_case(world.child_id).next_review_on == clock.today() + timedelta(days=30)

    def test_who_is_not_asked_is_told_nothing_and_the_reason_is_kept(self, world, work):
        people = work.invitees("lead")
        away = work.invitees("parent")[0] | {"person_id": None, "response": "not_asked", "reason": "A court order"}
        key = work.plans(invitees=[*people, away])
        assert {who for who, *_ in mail_about(work, key)} == {world.people["lead"]}
        with work.reading(key) as review:
            assert [(who.name, who.reason) for who in review.people if who.response == "not_asked"] == [
                ("Parent Person", "A court order")
            ]


class TestMovingAReview:
    def test_calendars_move_with_it(self, work):
        key = work.plans("lead", "senco")
        with work.at_work() as by:
            review = queries.review(key)
            operations.move_review(review, starts_at=clock.now() + timedelta(days=40), minutes=90, place="", by=by)
        files = [file for _, template, file, _ in mail_about(work, key) if template == "meeting_moved"]
        assert len(files) == 2
        assert all("SEQUENCE:1" in file for file in files)

    def test_called_off_it_leaves_the_calendar_and_the_caseload(self, world, work):
        key = work.plans("lead", "senco")
        with work.at_work() as by:
            operations.cancel_review(queries.review(key), why="Half the team is ill", by=by)
        files = [file for _, template, file, _ in mail_about(work, key) if template == "meeting_cancelled"]
        assert len(files) == 2
        assert all("METHOD:CANCEL" in file for file in files)
        with work.at_work():
            assert cases.current_case(world.child_id).next_review_on is None

    def test_one_that_was_held_is_neither_moved_nor_called_off(self, work):
        key = work.holds()
        work.records(key)
        with work.at_work() as by:
            review = queries.review(key)
            with pytest.raises(RuleBroken):
                operations.move_review(review, starts_at=clock.now() + timedelta(days=1), minutes=60, place="", by=by)
            with pytest.raises(RuleBroken):
                operations.cancel_review(review, why="Too late", by=by)


class TestSavingTheRecord:
    def test_saved_again_it_says_nothing_twice(self, world, work):
        key = work.holds()
        sent = work.records(key)
        with work.at_work() as by:
            review = queries.review(key)
            operations.record_review(review, said(**sent), by=by, seen=review.version)
        with work.at_work():
            assert [item.how for item in queries.items(key)] == ["view", "decision", "action"]
            assert len(plan_queries.open_actions(world.child_id)) == 1
            assert len(voice_queries.views_of(world.child_id)) == 1

    def test_what_is_taken_out_of_the_draft_leaves_the_plan_and_stays_in_its_history(self, world, work):
        key = work.holds()
        sent = work.records(key)
        work.records(key, views=[], decisions=[], actions=[], views_missing_reason="Asleep")
        with work.at_work():
            assert queries.items(key) == []
            assert plan_queries.open_actions(world.child_id) == []
            assert voice_queries.views_of(world.child_id) == []
            gone = db.session.get(Statement, sent["decisions"][0]["id"])
            assert (gone.ended_on, gone.text) == (clock.today(), "The club goes on")

    def test_what_is_put_back_stands_again(self, world, work):
        key = work.holds()
        sent = work.records(key)
        work.records(key, views=[], decisions=[], actions=[])
        work.records(key, views=sent["views"], decisions=sent["decisions"], actions=sent["actions"])
        with work.at_work():
            assert [item.how for item in queries.items(key)] == ["view", "decision", "action"]
            assert [view.text for view in voice_queries.views_of(world.child_id)] == ["I like the new club"]

    def test_changed_words_are_a_new_version_of_the_same(self, work):
        key = work.holds()
        sent = work.records(key)
        work.records(key, views=[sent["views"][0] | {"text": "I like the new club on Mondays"}])
        with work.at_work():
            view = db.session.get(Statement, sent["views"][0]["id"])
            assert view.text == "I like the new club on Mondays"
            assert [row.wording["professional"]["en"] for row in view.versions] == [
                "I like the new club",
                "I like the new club on Mondays",
            ]

    def test_a_second_save_from_the_same_page_is_stopped_whatever_the_first_changed(self, work):
        key = work.holds()
        with work.at_work() as by:
            review = queries.review(key)
            seen = review.version
            people = {who.id: "in_person" for who in review.people}
            facts = said(held_on=clock.today(), participation=None, attendance=people)
            operations.record_review(review, facts, by=by, seen=seen)
            with pytest.raises(StaleReview):
                operations.record_review(review, facts, by=by, seen=seen)

    def test_what_became_of_an_action_is_written_on_it(self, world, work):
        first = work.signed()
        with work.at_work():
            action = next(item.statement for item in queries.items(first) if item.how == "action")
        key = work.holds()
        work.records(
            key,
            actions=[],
            carried={action.id: {"status": "in_progress", "note": "Rang twice", "due_on": clock.today()}},
        )
        with work.at_work():
            now = plan_queries.action(action.id)
            assert (now.status, now.note, now.due_on) == ("in_progress", "Rang twice", clock.today())
            assert [item.how for item in queries.items(key)] == ["view", "decision", "carried"]

    def test_an_action_that_is_blocked_says_what_is_in_the_way(self, work):
        first = work.signed()
        with work.at_work():
            action = next(item.statement for item in queries.items(first) if item.how == "action")
        key = work.holds()
        with pytest.raises(RuleBroken, match=f"Action {action.number}: Say what is in the way"):
            work.records(key, carried={action.id: {"status": "blocked", "note": ""}})

    def test_an_action_for_somebody_not_on_the_team_is_refused_by_its_name(self, world, work):
        key = work.holds()
        stranger = {"id": new_id(), "text": "Ring the club", "owner_id": world.people["stranger"], "agency_id": None}
        with pytest.raises(RuleBroken, match="“Ring the club”: Choose somebody who is on the team"):
            work.records(key, actions=[stranger])

    def test_a_row_of_something_else_is_not_taken_over(self, world, work):
        with work.at_work() as by:
            child = cases.current_case(world.child_id).child
            kept = voice.record_view(
                child, id=new_id(), text="Written before", said_on=clock.today(), how="wrote", by=by
            )
            key = work.holds()
        with work.at_work() as by:
            review = queries.review(key)
            view = voice_queries.view(kept.id)
            operations.record_review(review, said(**work.whole(review), brought=[view]), by=by, seen=review.version)
        with pytest.raises(RuleBroken, match="belongs to something else"):
            work.records(key, views=[{"id": kept.id, "text": "Other words"}])
        with work.at_work():
            assert voice_queries.view(kept.id).text == "Written before"


class TestWhatASignatureNeeds:
    @pytest.mark.parametrize(
        ("left_out", "sentence"),
        [
            ({"attendance": {}}, "Say who came."),
            ({"views": []}, "Write what the child said, or why their views are missing."),
            ({"decision": None, "decisions": []}, "Say what was decided."),
            ({"decision": "close"}, "Give the reason for the decision."),
            ({"actions": []}, "Add an action, or say what became of one that was carried forward."),
            ({"next_on": None}, "Give the date of the next review, or why none is due."),
        ],
    )
    def test_each_of_the_five_things(self, work, left_out, sentence):
        key = work.holds()
        if left_out.get("attendance") == {}:
            with work.reading(key) as review:
                left_out = {"attendance": {who.id: "apologies" for who in review.people}}
        work.records(key, **left_out)
        with work.at_work():
            assert [said for _, said in operations.missing(queries.review(key))] == [sentence]
        with pytest.raises(RuleBroken):
            work.signs(key)

    def test_an_action_needs_a_person_and_a_date(self, work):
        key = work.holds()
        work.records(key, actions=[{"id": new_id(), "text": "Ring the club", "owner_id": None, "agency_id": None}])
        with work.at_work():
            found = operations.missing(queries.review(key))
        assert [said for _, said in found] == ["Give action 1 a person and a date."]

    def test_a_reason_stands_for_views(self, work):
        key = work.holds()
        work.records(key, views=[], views_missing_reason="Too unwell this week")
        work.signs(key)
        with work.reading(key) as review:
            assert review.state == "signed"


class TestSigning:
    def test_what_it_says_is_published_and_the_plan_is_agreed(self, world, work):
        key = work.signed()
        with work.at_work():
            assert all(item.statement.published_at for item in queries.items(key))
            plan = plan_queries.current_plan(world.child_id)
            assert plan.agreed_version == queries.review(key).plan_version == 1

    def test_a_reviewing_officer_signs_and_agrees_no_plan(self, world, work):
        key = work.signed(kind="looked_after", who="iro")
        with work.at_work():
            assert plan_queries.current_plan(world.child_id).agreed_version == 0
            assert all(item.statement.published_at for item in queries.items(key))
            kinds = {row.kind for row in db.session.scalars(select(Event).where(Event.about_id == key))}
        assert {"review_held", "looked_after_review_held", "review_signed"} <= kinds

    def test_an_action_that_is_still_open_was_carried_forward_once_more(self, work):
        first = work.signed(days_ago=40)
        with work.at_work():
            action = next(item.statement for item in queries.items(first) if item.how == "action")
        for days_ago in (20, 5):
            key = work.holds(days_ago=days_ago)
            work.records(key, actions=[], carried={action.id: {"status": "", "note": ""}})
            work.signs(key)
        with work.at_work():
            assert plan_queries.action(action.id).carried == 2

    def test_signed_it_is_closed(self, work):
        key = work.signed()
        with pytest.raises(RuleBroken, match="A correction is added to the next review"):
            work.records(key)

    def test_signed_twice_it_was_signed_once(self, work):
        key = work.signed()
        work.signs(key)
        with work.at_work():
            held = db.session.scalars(select(Event).where(Event.about_id == key, Event.kind == "review_signed")).all()
        assert len(held) == 1

    def test_its_lines_keep_what_was_signed(self, work):
        key = work.signed()
        with work.at_work() as by:
            action = next(item.statement for item in queries.items(key) if item.how == "action")
            plans.change_action(action, seen=action.version, text="Ring somebody else", by=by)
        with work.at_work():
            item = next(item for item in queries.items(key) if item.how == "action")
            assert item.statement.text == "Ring somebody else"
            assert item.statement_version_id != item.statement.version_id

    def test_what_a_conference_decides_is_about_safeguarding(self, work):
        key = work.holds(kind="conference")
        work.records(key)
        with work.at_work():
            decided = next(item.statement for item in queries.items(key) if item.how == "decision")
        assert decided.label == "S3"

    def test_everybody_asked_is_told_that_there_is_something_to_read(self, world, work):
        key = work.signed()
        told = {who for who, template, *_ in mail_about(work, key) if template == "meeting_record_ready"}
        assert told == {world.people[who] for who in ("senco", "health", "parent", "carer", "youngperson")}


class TestTheDraftTheSameDay:
    def test_those_who_work_with_the_child_are_told_and_family_is_not_yet(self, world, work):
        key = work.holds()
        work.records(key)
        with work.at_work() as by:
            assert inviting.send_drafts(queries.review(key), by=by) == 2
        told = {who for who, *_ in mail_about(work, key)}
        assert told == {world.people["senco"], world.people["health"]}

    def test_there_is_nothing_to_send_before_it_is_saved(self, work):
        key = work.holds()
        with work.at_work() as by, pytest.raises(RuleBroken, match="Save the record first"):
            inviting.send_drafts(queries.review(key), by=by)
