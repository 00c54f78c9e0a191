"""A record whose help has ended, and one that the privacy officer holds: what is still done on them, and by whom."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.db import db, new_id
from coordination.rights.models import RetentionHold
from tests.rooms.planning import Planning
from tests.rooms.recording import Recording
from tests.rooms.test_cases_helping import sees

REASON = {"reason": "outcomes_met", "note": "It goes well"}


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def planning(app, world):
    return Planning(app, world)


@pytest.fixture
def closed(browsing, world):
    """The lead ends the only help there is."""
    assert browsing.as_(world.people["lead"]).send(f"/cases/{world.case_id}/close", REASON).status_code == 303
    return world


@pytest.fixture
def hold(browsing, world):
    """The privacy officer holds the record for a claim, and may end it again."""
    officer = browsing.as_(world.people["privacy"], just_proved=True)
    sent = {"ground": "claim", "papers": "File 12 of the legal team"}
    at = f"/retention/records/{world.child_id}"
    page = officer.words(f"{at}/hold")
    assert "nobody can change what is on it" in page
    assert officer.send(f"{at}/hold", sent).status_code == 303

    def end():
        with_hold = officer.page(at)
        action = with_hold.find("form", action=lambda where: where and where.endswith("/end"))["action"]
        assert officer.press(action).status_code == 303

    return end


class TestARecordWhoseHelpHasEnded:
    def test_says_so_to_whoever_keeps_it(self, browsing, closed):
        for who in ("lead", "manager"):
            page = browsing.as_(closed.people[who]).words(f"/children/{closed.child_id}")
            assert "Closed. Help has ended." in page, who

    def test_is_read_as_before_and_takes_nothing_new(self, browsing, closed):
        lead = browsing.as_(closed.people["lead"])
        assert "Closed. Help has ended." in lead.words(f"/plans/{closed.plan_id}")
        for address in ("identity", "reviews/plan", "views/add", "addresses/add"):
            answer = lead.press(f"/children/{closed.child_id}/{address}")
            assert answer.status_code == 403, address
            assert "Help has ended" in answer.text and "nothing was saved" in answer.text, address
        page = lead.page(f"/children/{closed.child_id}")
        assert not page.find("a", href=lambda where: where and where.endswith("/identity"))

    def test_takes_a_decision_about_sharing_and_a_request_to_see_it(self, browsing, closed):
        lead = browsing.as_(closed.people["lead"])
        lead.page(f"/children/{closed.child_id}/sharing/decide")
        lead.page(f"/children/{closed.child_id}/rights/ask")

    def test_is_begun_again_by_its_lead_or_manager_and_then_takes_everything(self, browsing, closed):
        lead = browsing.as_(closed.people["lead"])
        team = lead.page(f"/children/{closed.child_id}/team")
        assert team.find("a", href=f"/cases/{closed.case_id}/reopen")
        assert lead.send(f"/cases/{closed.case_id}/reopen", {"reason": "They asked again"}).status_code == 303
        assert "Closed." not in lead.words(f"/children/{closed.child_id}")
        lead.page(f"/children/{closed.child_id}/identity")

    def test_is_begun_again_by_nobody_who_left_and_by_no_family(self, browsing, closed):
        for who, status in (("senco", 404), ("iro", 404), ("carer", 403), ("parent", 403), ("youngperson", 403)):
            answer = browsing.as_(closed.people[who]).get(f"/cases/{closed.case_id}/reopen")
            assert answer.status_code == status, who

    def test_family_read_what_was_given_and_are_not_asked_for_words_nobody_answers(self, browsing, closed):
        parent = browsing.as_(closed.people["parent"])
        page = parent.page(f"/family/{closed.child_id}")
        assert not page.find("a", href=f"/family/{closed.child_id}/views")
        answer = parent.get(f"/family/{closed.child_id}/views")
        assert answer.status_code == 403 and "If help is needed again" in answer.text
        young = browsing.as_(closed.people["youngperson"])
        page = young.page(f"/my-plan/{closed.child_id}")
        assert not page.find("a", href=f"/my-plan/{closed.child_id}/say")
        assert "Put somebody in" not in young.words(f"/my-plan/{closed.child_id}/people")
        assert young.press(f"/my-plan/{closed.child_id}/larger").status_code == 303
        assert young.press(f"/my-plan/{closed.child_id}/people/stop-sharing").status_code == 303
        assert browsing.as_(closed.people["carer"]).get(f"/caring/{closed.child_id}").status_code == 200

    def test_an_action_that_goes_on_keeps_it_open_until_it_is_done(self, app, browsing, planning, world):
        key = planning.asks("Ring the school", "senco")
        lead = browsing.as_(world.people["lead"])
        sent = {**REASON, "actions": "go_on"}
        assert lead.send(f"/cases/{world.case_id}/close", sent).status_code == 303
        assert "Closed." not in lead.words(f"/children/{world.child_id}")
        owner = browsing.as_(world.people["senco"])
        assert owner.get(f"/actions/{key}/update").status_code == 200
        planning.updates(key, "done", who="senco")
        assert "Closed. Help has ended." in lead.words(f"/children/{world.child_id}")

    def test_other_help_or_a_running_plan_of_the_law_keeps_it_open(self, browsing, closed, recording, owner_app):
        lead = browsing.as_(closed.people["lead"])
        other = recording.helps(closed.child_id, kind="family_help")
        assert "Closed." not in lead.words(f"/children/{closed.child_id}")
        assert lead.send(f"/cases/{other}/close", REASON).status_code == 303
        assert "Closed." in lead.words(f"/children/{closed.child_id}")
        from coordination.ehc.plan_models import FormalPlan

        with owner_app.app_context():
            plan = FormalPlan(
                authority_id=closed.authority_id, child_id=closed.child_id, state="final", started_on=clock.today()
            )
            db.session.add(plan)
            db.session.commit()
        assert "Closed." not in lead.words(f"/children/{closed.child_id}")


class TestARecordThatIsHeld:
    def test_says_so_and_not_why(self, browsing, world, hold):
        for who in ("lead", "manager", "senco", "iro"):
            page = browsing.as_(world.people[who]).words(f"/children/{world.child_id}")
            assert "Held. The privacy officer keeps this record as it is" in page, who
            assert "claim" not in page.lower() and "File 12" not in page, who
        for who, address in (("parent", "family"), ("youngperson", "my-plan"), ("carer", "caring")):
            assert "Held." not in browsing.as_(world.people[who]).words(f"/{address}/{world.child_id}"), who

    def test_is_added_to_and_not_changed(self, browsing, world, hold):
        lead = browsing.as_(world.people["lead"])
        lead.page(f"/children/{world.child_id}/addresses/add")
        lead.page(f"/plans/{world.plan_id}/add/need")
        answer = lead.press(f"/children/{world.child_id}/identity")
        assert answer.status_code == 403
        assert "This cannot be changed" in answer.text and "write beside what is wrong" in answer.text
        senco = browsing.as_(world.people["senco"]).press(f"/children/{world.child_id}/schools/{new_id()}")
        assert senco.status_code in (403, 404)

    def test_somebody_is_let_out_of_the_team_all_the_same(self, app, browsing, world, hold):
        manager = browsing.as_(world.people["manager"])
        at = f"/memberships/{world.memberships['provider']}/end"
        assert manager.send(at, {"why": "The service ended"}).status_code == 303
        assert not sees(app, world.people["provider"], world.child_id)

    def test_the_end_of_the_hold_opens_it_again(self, browsing, world, hold):
        hold()
        lead = browsing.as_(world.people["lead"])
        assert "Held." not in lead.words(f"/children/{world.child_id}")
        lead.page(f"/children/{world.child_id}/identity")

    def test_of_every_record_changes_no_record(self, browsing, world, owner_app):
        with owner_app.app_context():
            db.session.add(
                RetentionHold(
                    authority_id=world.authority_id,
                    ground="inquiry",
                    papers="The inquiry's letter",
                    from_on=clock.today() - timedelta(days=1),
                )
            )
            db.session.commit()
        lead = browsing.as_(world.people["lead"])
        assert "Held." not in lead.words(f"/children/{world.child_id}")
        lead.page(f"/children/{world.child_id}/identity")

    def test_of_a_stranger_or_an_administrator_is_theirs_to_see_on_no_record(self, browsing, world, hold):
        assert browsing.as_(world.people["stranger"]).get(f"/children/{world.child_id}").status_code == 404
        assert browsing.as_(world.people["privacy"]).get(f"/children/{world.child_id}").status_code == 404
