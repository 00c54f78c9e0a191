"""Decisions to share and not to, consent and its end, and help that a family no longer wants."""

from datetime import date

import pytest

from coordination.cases import queries as cases
from coordination.db import db, identify
from coordination.messages.models import OutboxMessage
from coordination.sharing import queries
from coordination.sharing.words import first_for, powers


@pytest.fixture
def ledger(world):
    return f"/children/{world.child_id}/sharing"


def decides(browsing, world, who="lead", **typed):
    sent = {
        "kind": "shared",
        "what": "Told the housing officer that the family needs a ground-floor home",
        "with_whom": "Housing officer, Testshire Homes",
        "purpose": "To find a home that fits",
        "basis": "public_task",
        "special_condition": "social_care",
        "legal_power": "ca89_17",
        "agreement": "given",
    } | typed
    return browsing.as_(world.people[who]).send(f"/children/{world.child_id}/sharing/decide", sent)


class TestWritingDown:
    def test_what_was_decided_stands_with_all_it_rests_on(self, browsing, world, ledger):
        assert decides(browsing, world).status_code == 303
        page = browsing.as_(world.people["manager"]).words(ledger)
        for said in (
            "ground-floor home",
            "Testshire Homes",
            "To find a home",
            "Public task",
            "section 17",
            "they agree",
        ):
            assert said in page, said

    def test_the_four_fields_begin_with_what_fits(self, browsing, world):
        page = browsing.as_(world.people["lead"]).page(f"/children/{world.child_id}/sharing/decide")
        ticked = {field["name"]: field["value"] for field in page.select("input[type=radio][checked]")}
        assert ticked["basis"] == "public_task"
        assert ticked["special_condition"] == "social_care"
        assert page.select_one("select[name=legal_power] option[selected]")["value"] == "ca89_17"

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"kind": "not_shared"}, "Say why it was not shared"),
            ({"kind": "consent"}, "Say who agreed"),
            ({"agreement": "not_sought"}, "Say why they were not asked"),
            ({"basis": "consent", "agreement": "refused"}, "Consent has to have been given"),
            ({"what": ""}, "What is it about?"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_lost(self, browsing, world, ledger, typed, said):
        answer = decides(browsing, world, **typed)
        assert answer.status_code == 422
        assert said in answer.text
        assert "To find a home that fits" in answer.text
        assert "ground-floor" not in browsing.as_(world.people["lead"]).words(ledger)

    def test_a_decision_not_to_share_says_why_and_which_harm(self, browsing, world, ledger):
        decides(
            browsing, world, kind="not_shared", reason_not_shared="Her father would learn where she is",
            harm="He has threatened her", agreement="not_sought", agreement_note="Asking him would tell him",
        )  # fmt: skip
        page = browsing.as_(world.people["lead"]).words(ledger)
        assert "Not shared" in page
        assert "Her father would learn where she is" in page
        assert "He has threatened her" in page

    def test_others_see_what_their_own_organisation_decided_and_no_more(self, browsing, world, ledger):
        decides(browsing, world)
        decides(browsing, world, "senco", what="Told the college about her reading")
        page = browsing.as_(world.people["dsl"]).words(ledger)
        assert "about her reading" in page
        assert "ground-floor" not in page
        both = browsing.as_(world.people["lead"]).words(ledger)
        assert "about her reading" in both
        assert "ground-floor" in both

    @pytest.mark.parametrize("who", ["parent", "youngperson", "carer", "stranger", "admin"])
    def test_it_is_not_a_page_of_theirs(self, browsing, world, ledger, who):
        decides(browsing, world)
        answer = browsing.as_(world.people[who]).get(ledger)
        assert answer.status_code in (303, 403, 404)
        assert "ground-floor" not in answer.text

    def test_what_was_given_on_paper_and_who_is_on_the_team_stand_there_too(self, browsing, world, ledger):
        page = browsing.as_(world.people["lead"]).words(ledger)
        assert "On the team" in page
        assert "Senco Person, Test school" in page


class TestConsent:
    def consents(self, browsing, world, app):
        decides(
            browsing, world, kind="consent", basis="consent", what="A photo for the club’s website", giver="Her mother"
        )
        with app.app_context():
            identify(db.session(), world.people["lead"])
            return queries.decisions(world.child_id)[0].id

    def test_it_can_be_taken_back_and_whoever_answers_is_asked_to_look(self, app, browsing, world, ledger):
        key = self.consents(browsing, world, app)
        answer = browsing.as_(world.people["lead"]).send(f"/sharing-decisions/{key}/withdraw", {"why": ""})
        assert answer.status_code == 303
        assert "Consent taken back" in browsing.as_(world.people["lead"]).words(ledger)
        with app.app_context():
            told = {held.person_id for held in db.session.query(OutboxMessage).filter_by(template="consent_withdrawn")}
        assert world.people["manager"] in told

    def test_only_consent_is_taken_back(self, app, browsing, world):
        decides(browsing, world)
        with app.app_context():
            identify(db.session(), world.people["lead"])
            key = queries.decisions(world.child_id)[0].id
        answer = browsing.as_(world.people["lead"]).send(f"/sharing-decisions/{key}/withdraw", {"why": ""})
        assert answer.status_code == 422


class TestTakingPart:
    def test_no_longer_wanting_help_closes_nothing_and_asks_close_or_step_up(self, app, browsing, world):
        address = f"/cases/{world.case_id}/agreement"
        visitor = browsing.as_(world.people["lead"])
        assert visitor.send(address, {"who": "Her mother", "said_so": "It is too much"}).status_code == 303
        page = visitor.words(address)
        assert "Close, or step up?" in page
        with app.app_context():
            identify(db.session(), world.people["lead"])
            assert cases.case(world.case_id).state == "open"

    def test_the_team_page_leads_to_it_where_the_family_chose_to_take_part(self, app, browsing, world):
        address, team = f"/cases/{world.case_id}/agreement", f"/children/{world.child_id}/team"
        for agreed, offered in (("yes", True), ("not_needed", False)):
            with app.app_context():
                identify(db.session(), world.people["lead"])
                held = cases.case(world.case_id)
                held.kind, held.agreed_to_take_part = "child_in_need", agreed
                db.session.commit()
            assert (address in browsing.as_(world.people["lead"]).get(team).text) is offered
            assert address not in browsing.as_(world.people["senco"]).get(team).text

    def test_it_is_for_whoever_leads(self, browsing, world):
        assert browsing.as_(world.people["senco"]).get(f"/cases/{world.case_id}/agreement").status_code in (403, 404)


class TestTheDutyToShare:
    def test_is_offered_only_from_the_day_the_council_says(self):
        today = date(2026, 11, 30)
        assert "ca04_16la" not in powers(None, today)
        assert "ca04_16la" not in powers(date(2027, 1, 1), today)
        assert "ca04_16la" in powers(date(2026, 9, 1), today)
        assert first_for("HLT", "child_in_need", date(2026, 9, 1), today).legal_power == "ca04_16la"
        assert first_for("HLT", "child_in_need", None, today).legal_power == "ca89_17"

    def test_the_page_says_that_it_is_not_confirmed(self, browsing, world):
        page = browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}/sharing/decide")
        assert "We could not confirm that it has commenced" in page
