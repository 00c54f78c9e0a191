"""Help that begins, is stepped up and down, ends and begins again; and what happens to open actions when it ends."""

import threading
from datetime import timedelta

import pytest

from coordination import clock
from coordination.access.models import Reach
from coordination.cases import operations, queries
from coordination.cases.models import Case
from coordination.children.models import Child
from coordination.db import RuleBroken, db, identify
from coordination.events.models import Event
from coordination.plans import queries as plans
from tests.rooms.planning import Planning
from tests.rooms.recording import Recording, days_ago


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def planning(app, world):
    return Planning(app, world)


def sees(app, person_id, child_id):
    with app.app_context():
        identify(db.session(), person_id)
        return db.session.get(Child, child_id) is not None


def case_of(recording, case_id, who="manager"):
    with recording.at_work(who):
        case = queries.case(case_id)
        db.session.expunge_all()
        return case


class TestBeginningHelp:
    def test_a_worker_begins_it_and_leads_it(self, browsing, recording, world):
        key = recording.opens()
        visitor = browsing.as_(world.people["lead"])
        page = visitor.page(f"/children/{key}/cases/open")
        leads = [option["value"] for option in page.select("#lead option") if option["value"]]
        assert len(leads) == 1
        sent = {"kind": "early_help", "reason": "Mornings are hard", "lead": leads[0], "team_id": str(world.team_id)}
        answer = visitor.send(f"/children/{key}/cases/open", sent)
        assert answer.headers["Location"] == f"/children/{key}"
        page = visitor.words(f"/children/{key}")
        assert "Early help, since" in page
        assert "First team around the child meeting" in page

    def test_a_manager_gives_it_to_another_lead(self, app, browsing, recording, world):
        key = recording.opens("stranger", team_id=world.team_id)
        visitor = browsing.as_(world.people["manager"])
        page = visitor.page(f"/children/{key}/cases/open")
        lead = next(o["value"] for o in page.select("#lead option") if "Deputy Person" in o.get_text())
        sent = {"kind": "child_in_need", "reason": "Asked", "lead": lead, "team_id": str(world.team_id)}
        assert visitor.send(f"/children/{key}/cases/open", sent).status_code == 303
        assert sees(app, world.people["deputy"], key)
        assert sees(app, world.people["manager"], key)
        assert not sees(app, world.people["stranger"], key)

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"kind": "", "reason": "x"}, "Choose what level of help begins"),
            ({"kind": "early_help", "reason": ""}, "why does help begin"),
            ({"kind": "early_help", "reason": "x", "lead": "x"}, "Choose one of the answers"),
            ({"kind": "early_help", "reason": "x", "opened_on-year": "2999"}, "must be"),
        ],
    )
    def test_what_cannot_be_is_said(self, browsing, recording, world, facts, said):
        key = recording.opens()
        answer = browsing.as_(world.people["lead"]).send(f"/children/{key}/cases/open", facts)
        assert answer.status_code == 422

    @pytest.mark.parametrize("who", ["senco", "health", "iro", "provider"])
    def test_who_may_not(self, browsing, world, who):
        assert browsing.as_(world.people[who]).get(f"/children/{world.child_id}/cases/open").status_code == 403


class TestSteps:
    def test_up_with_a_reason(self, browsing, recording, world):
        visitor = browsing.as_(world.people["lead"])
        sent = {"direction": "up", "to_kind": "child_protection", "reason": "Risk grew", "to_whom": "Team Two"}
        assert visitor.send(f"/cases/{world.case_id}/step", sent).status_code == 303
        page = visitor.words(f"/children/{world.child_id}/team")
        assert "Child protection, since" in page
        assert "Stepped up from Child in need to Child protection. Risk grew Handed to Team Two." in page

    def test_everybody_stays_on_the_team_and_stands_in_the_new_kind_of_case(self, app, recording, world):
        with recording.at_work() as by:
            operations.step(queries.case(world.case_id), direction="down", to_kind="early_help", reason="Better", by=by)
        for who in ("lead", "senco", "parent", "youngperson"):
            assert sees(app, world.people[who], world.child_id), who
        with recording.at_work():
            kinds = {
                held.case_kind
                for held in db.session.query(Reach).filter(Reach.to_on.is_(None), Reach.source_id.is_not(None))
                if held.source_id in world.memberships.values()
            }
        assert kinds == {"early_help"}

    @pytest.mark.parametrize(
        ("direction", "to_kind", "said"),
        [
            ("up", "early_help", "a lower level"),
            ("down", "looked_after", "a higher level"),
            ("up", "child_in_need", "another level"),
        ],
    )
    def test_the_wrong_way_is_refused(self, recording, world, direction, to_kind, said):
        with recording.at_work() as by, pytest.raises(RuleBroken, match=said):
            operations.step(queries.case(world.case_id), direction=direction, to_kind=to_kind, reason="x", by=by)

    @pytest.mark.parametrize("who", ["senco", "iro", "health"])
    def test_who_may_not(self, browsing, world, who):
        assert browsing.as_(world.people[who]).get(f"/cases/{world.case_id}/step").status_code == 403


class TestEndingHelp:
    def test_the_lead_and_the_manager_and_family_keep_the_record_and_others_leave(self, app, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        page = visitor.words(f"/cases/{world.case_id}/close")
        assert "These people leave the team, and no longer see the record: Deputy Person" in page
        sent = {"reason": "outcomes_met", "note": "School goes well. Ring the family centre."}
        assert visitor.send(f"/cases/{world.case_id}/close", sent).status_code == 303
        for who in ("lead", "manager", "parent", "youngperson", "carer"):
            assert sees(app, world.people[who], world.child_id), who
        for who in ("deputy", "senco", "health", "provider", "iro"):
            assert not sees(app, world.people[who], world.child_id), who
        page = visitor.words(f"/children/{world.child_id}/team")
        assert "Ended The outcomes were met." in page
        assert "Child in need ended" in page

    def test_open_actions_are_asked_about(self, browsing, planning, world):
        planning.asks("Ring the school", "senco", due_on=clock.today() + timedelta(days=3))
        visitor = browsing.as_(world.people["lead"])
        address = f"/cases/{world.case_id}/close"
        page = visitor.words(address)
        assert "1 action is still open" in page
        assert "Ring the school" in page
        answer = visitor.send(address, {"reason": "outcomes_met", "note": "x"})
        assert answer.status_code == 422
        assert "Say what happens to the open actions" in answer.text

    def test_actions_that_go_on_keep_whoever_owns_them(self, app, browsing, planning, recording, world):
        planning.asks("Ring the school", "senco")
        visitor = browsing.as_(world.people["lead"])
        sent = {"reason": "outcomes_met", "note": "x", "actions": "go_on"}
        assert visitor.send(f"/cases/{world.case_id}/close", sent).status_code == 303
        assert sees(app, world.people["senco"], world.child_id)
        assert not sees(app, world.people["health"], world.child_id)

    def test_actions_that_stop_are_cancelled_with_the_reason(self, app, browsing, planning, recording, world):
        key = planning.asks("Ring the school", "senco")
        visitor = browsing.as_(world.people["lead"])
        sent = {"reason": "moved", "note": "x", "actions": "stop"}
        assert visitor.send(f"/cases/{world.case_id}/close", sent).status_code == 303
        with recording.at_work():
            action = plans.action(key)
            assert action.status == "cancelled"
            assert "the family moved away" in action.note
            assert queries.case(world.case_id).open_actions == 0
        assert not sees(app, world.people["senco"], world.child_id)

    def test_it_stops_the_clock_of_the_next_meeting(self, recording, world):
        from coordination.deadlines.models import Clock

        recording.happens("case_opened", days_ago(10))
        with recording.at_work() as by:
            operations.close_case(queries.case(world.case_id), reason="other", note="", by=by)
        with recording.at_work():
            assert [held.state for held in db.session.query(Clock).filter_by(child_id=world.child_id)] == ["void"]

    def test_it_begins_again_with_the_lead_alone(self, app, browsing, recording, world):
        visitor = browsing.as_(world.people["lead"])
        visitor.send(f"/cases/{world.case_id}/close", {"reason": "outcomes_met", "note": "x"})
        assert visitor.send(f"/cases/{world.case_id}/reopen", {"reason": ""}).status_code == 422
        answer = visitor.send(f"/cases/{world.case_id}/reopen", {"reason": "The family asked again"})
        assert answer.status_code == 303
        page = visitor.words(f"/children/{world.child_id}/team")
        assert "Lead Person" in page
        assert "The family asked again" in page
        assert not sees(app, world.people["senco"], world.child_id)
        with recording.at_work():
            kinds = [h.kind for h in db.session.query(Event).filter_by(child_id=world.child_id).order_by(Event.id)]
        assert kinds == ["case_closed", "case_reopened"]

    @pytest.mark.parametrize(("who", "status"), [("senco", 403), ("iro", 403), ("provider", 404), ("stranger", 404)])
    def test_who_may_not(self, browsing, world, who, status):
        assert browsing.as_(world.people[who]).get(f"/cases/{world.case_id}/close").status_code == status

    def test_nobody_joins_what_has_ended(self, recording, world):
        with recording.at_work() as by:
            operations.close_case(queries.case(world.case_id), reason="other", note="", by=by)
        with pytest.raises(RuleBroken, match="Help has ended"):
            recording.joins("othersenco", "SEN", "otherschool")


class TestTheCountersOfACase:
    def test_follow_the_actions(self, planning, recording, world):
        soon, later = clock.today() + timedelta(days=3), clock.today() + timedelta(days=9)
        first = planning.asks("Ring the school", "senco", due_on=soon)
        planning.asks("Write the letter", "lead", due_on=later)
        case = case_of(recording, world.case_id)
        assert (case.open_actions, case.next_due_on) == (2, soon)
        planning.updates(first, "done", who="senco")
        case = case_of(recording, world.case_id)
        assert (case.open_actions, case.next_due_on) == (1, later)

    def test_two_who_finish_at_once_are_both_counted(self, app, planning, recording, world):
        keys = [planning.asks(f"Thing {n}", "lead") for n in range(2)]
        ready = threading.Barrier(2, timeout=20)
        broken: list[Exception] = []

        def finish(key):
            try:
                with recording.at_work() as by:
                    from coordination.plans import operations as plan_operations

                    action = plans.action(key)
                    ready.wait()
                    plan_operations.update_action(action, status="done", by=by)
            except Exception as error:
                broken.append(error)

        threads = [threading.Thread(target=finish, args=(key,)) for key in keys]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert not broken
        assert case_of(recording, world.case_id).open_actions == 0

    def test_counting_says_nothing_anew(self, planning, recording, world):
        before = case_of(recording, world.case_id).version
        planning.asks("Ring the school", "senco")
        assert case_of(recording, world.case_id).version == before

    def test_a_case_that_nobody_leads_keeps_whoever_opened_the_record(self, app, recording, world):
        key = recording.opens()
        recording.helps(key, lead_id=None, team_id=None)
        assert sees(app, world.people["lead"], key)
        with recording.at_work():
            assert db.session.query(Case).filter_by(child_id=key).one().lead_id is None
