"""The plans that the law asks for: begun, written by several, agreed, checked; who reads which part of them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from coordination import clock, timescales
from coordination.access.catalogue import MEETING_OWNERS, SECTIONS
from coordination.db import RuleBroken, db, new_id, psycopg_url
from coordination.events import operations as events
from coordination.events.kinds import KINDS
from coordination.plans import operations as plan_operations
from coordination.plans import queries as plans
from coordination.reviews.kinds import usual
from coordination.statutory_plans import checking, queries
from coordination.statutory_plans.kinds import every_kind, regime
from tests.browsing import form_fields
from tests.rooms.planning import Planning
from tests.rooms.statutory_plans import StatutoryPlans, on


@pytest.fixture
def child(app, world, browsing):
    return StatutoryPlans(app, world, browsing)


class TestTheData:
    def test_names_what_the_house_knows(self):
        for kind in every_kind().values():
            assert kind.section in SECTIONS and kind.reviewed_in in MEETING_OWNERS
            assert usual(kind.reviewed_in).event == kind.reviewed_by_event
            assert {kind.begun_event, kind.agreed_event} - {None} <= set(KINDS)
            assert all(timescales.rule(rule).runs for rule in kind.rules)
            fields = set(SECTIONS[kind.section].fields)
            for theme in kind.themes:
                assert theme.fields <= fields, theme.code
                assert len({question.code for question in theme.questions}) == len(theme.questions)

    def test_each_rule_is_met_by_what_the_plan_records_or_its_meeting(self):
        for kind in every_kind().values():
            known = {kind.begun_event, kind.agreed_event, kind.reviewed_by_event, "pathway_assessment_completed"}
            for rule in kind.rules:
                assert known & set(timescales.rule(rule).met_by), rule


class TestBeginning:
    def test_the_designated_teacher_begins_and_the_clocks_follow(self, child):
        child.looked_after()
        assert child.clocks("L15") == [("L15", "running")]
        words = child.as_("senco").words(child.address)
        assert "First personal education plan" in words and "No plan" in words
        answer = child.as_("senco").send(f"{child.address}/pep/begin", {"where": "here"})
        assert answer.status_code == 303, answer.text[:3000]
        assert child.clocks("L15", "L16") == [("L15", "met"), ("L16", "running")]
        assert "Being written" in child.as_("lead").words(child.address)

    def test_a_plan_kept_in_another_place_meets_the_date_too(self, child):
        child.looked_after()
        day = clock.today() - timedelta(days=2)
        sent = {"where": "elsewhere", "elsewhere": "The old system", **on("agreed_on", day)}
        assert child.as_("virtualschool").send(f"{child.address}/pep/begin", sent).status_code == 303
        assert child.clocks("L15") == [("L15", "met")]
        assert "Kept in: The old system" in child.as_("lead").words(child.address)

    def test_it_asks_where_the_other_one_is(self, child):
        child.looked_after()
        answer = child.as_("virtualschool").send(f"{child.address}/pep/begin", {"where": "elsewhere"})
        assert answer.status_code == 422
        assert "Enter the day it was made" in answer.text and "Say where it is kept" in answer.text

    def test_one_at_a_time(self, child):
        child.looked_after()
        child.begins()
        answer = child.as_("virtualschool").send(f"{child.address}/pep/begin", {"where": "here"})
        assert answer.status_code == 422 and "One is being written already" in answer.text

    def test_a_later_one_does_not_start_the_first_ones_clock_again(self, child):
        child.looked_after()
        first = child.begins()
        child.writes(first, "targets", first="Reads a page")
        child.agrees(first)
        child.begins()
        assert child.clocks("L15", "L16") == [("L15", "met"), ("L16", "running")]

    def test_the_meeting_meets_it_and_starts_the_next(self, child):
        child.looked_after()
        child.begins()

        def held(row, by):
            events.record(authority_id=row.authority_id, child_id=row.id, kind="pep_reviewed", by=by.person_id)

        child.does(held)
        assert child.clocks("L16") == [("L16", "met"), ("L16", "running")]

    def test_an_agreed_plan_leads_to_planning_that_meeting(self, child):
        child.looked_after()
        plan = child.begins()
        words = "Plan the meeting that looks at it again"
        assert words not in child.reads(plan, "lead")
        child.writes(plan, "attendance", behind_it="Mondays are hard")
        child.agrees(plan)
        page = child.as_("lead").get(f"/statutory-plans/{plan}").text
        assert words in page and "/reviews/plan?kind=pep" in page
        form = child.as_("lead").get(f"/children/{child.world.child_id}/reviews/plan?kind=pep").text
        assert '<option value="pep" selected' in form or 'value="pep" checked' in form
        assert (
            words not in child.reads(plan, "senco")
            or child.as_("senco").get(f"/children/{child.world.child_id}/reviews/plan?kind=pep").status_code == 200
        )


class TestWriting:
    def test_a_theme_is_written_and_read(self, child):
        child.looked_after()
        plan = child.begins()
        answer = child.as_("senco").send(
            f"/statutory-plans/{plan}/themes/attendance", {"percent": "93.5", "behind_it": "Mondays are hard"}
        )
        assert answer.status_code == 303, answer.text[:3000]
        words = child.reads(plan)
        assert "93.5%" in words and "Mondays are hard" in words

    def test_the_childs_words_say_who_wrote_them_down(self, child):
        child.looked_after()
        plan = child.begins()
        child.writes(plan, "my_page", who="senco", like="Art, because it is quiet")
        assert "Art, because it is quiet Written down by" in child.reads(plan)

    def test_what_is_not_a_number_is_asked_again_and_nothing_is_lost(self, child):
        child.looked_after()
        plan = child.begins()
        answer = child.as_("senco").send(
            f"/statutory-plans/{plan}/themes/premium", {"amount": "lots", "what_for": "A tutor on Tuesdays"}
        )
        assert answer.status_code == 422 and "A tutor on Tuesdays" in answer.text

    def test_two_who_write_at_once_are_both_heard(self, child):
        child.looked_after()
        plan = child.begins()
        address = f"/statutory-plans/{plan}/themes/support"
        one, other = child.as_("senco"), child.as_("virtualschool")
        mine, theirs = form_fields(one.get(address).text, address), form_fields(other.get(address).text, address)
        mine["in_school"] = "A mentor each Monday"
        theirs["at_home"] = "A desk by the window"
        assert one.client.post(address, data=mine).status_code == 303
        assert other.client.post(address, data=theirs).status_code == 303
        words = child.reads(plan)
        assert "A mentor each Monday" in words and "A desk by the window" in words

    def test_the_same_words_written_at_once_are_asked_about(self, child):
        child.looked_after()
        plan = child.begins()
        address = f"/statutory-plans/{plan}/themes/support"
        one, other = child.as_("senco"), child.as_("virtualschool")
        mine, theirs = form_fields(one.get(address).text, address), form_fields(other.get(address).text, address)
        mine["in_school"], theirs["in_school"] = "A mentor each Monday", "A mentor each Friday"
        assert one.client.post(address, data=mine).status_code == 303
        answer = other.client.post(address, data=theirs)
        assert answer.status_code == 422
        assert "A mentor each Monday" in answer.text and "A mentor each Friday" in answer.text
        again = form_fields(answer.text, address)
        assert other.client.post(address, data=again).status_code == 303
        assert "A mentor each Friday" in child.reads(plan)


class TestCarryingOut:
    def test_an_action_is_written_once_in_the_support_plan(self, child, app, world):
        child.looked_after()
        plan = child.begins()
        answer = child.as_("virtualschool").send(
            f"/statutory-plans/{plan}/themes/targets/action",
            {
                "text": "Find a maths tutor",
                "owner_id": f"{world.people['virtualschool']}|{world.agencies['services']}",
                **on("due_on", clock.today() + timedelta(days=20)),
            },
        )
        assert answer.status_code == 303, answer.text[:3000]
        assert "Action: Find a maths tutor" in child.reads(plan)
        assert "Find a maths tutor" in child.as_("lead").words(f"/plans/{world.plan_id}")

    def test_an_outcome_is_named_and_taken_out_again(self, child, app, world):
        child.looked_after()
        plan = child.begins()
        outcome = Planning(app, world).says("outcome", "Reads every evening")
        address = f"/statutory-plans/{plan}/themes/targets"
        assert child.as_("senco").send(address, {"tied": [str(outcome)]}).status_code == 303
        assert "Outcome: Reads every evening" in child.reads(plan)
        assert child.as_("senco").send(address, {"tied": None}).status_code == 303
        assert "Outcome: Reads every evening" not in child.reads(plan)

    def test_an_agreed_version_keeps_what_the_outcome_said(self, child, app, world):
        child.looked_after()
        plan = child.begins()
        planning = Planning(app, world)
        outcome = planning.says("outcome", "Reads every evening")
        child.as_("senco").send(f"/statutory-plans/{plan}/themes/targets", {"tied": [str(outcome)], "first": "Reads"})
        child.agrees(plan)
        with planning.at_work() as by:
            row = plans.statement(outcome)
            plan_operations.change_statement(row, seen=row.version, text="Reads twice a week", by=by)
        assert "Outcome: Reads every evening" in child.reads(plan)


class TestAgreeing:
    def agreed(self, child):
        child.looked_after()
        plan = child.begins()
        child.writes(plan, "targets", first="Reads a page aloud")
        return plan

    def test_asks_for_the_young_persons_words_where_they_do_not_agree(self, child):
        plan = self.agreed(child)
        with pytest.raises(RuleBroken, match="Write what they said"):
            child.agrees(plan, child_agrees="part")
        child.agrees(plan, child_agrees="part", child_words="Not the tutor on Fridays")
        assert "In part" in child.reads(plan) and "Not the tutor on Fridays" in child.reads(plan)

    def test_is_sent_by_a_person(self, child, world):
        plan = self.agreed(child)
        visitor = child.as_("virtualschool")
        page = visitor.get(f"/statutory-plans/{plan}/agree")
        first = BeautifulSoup(page.text, "lxml").find("input", {"name": "agreed_with"})["value"]
        answer = visitor.send(
            f"/statutory-plans/{plan}/agree", {"agreed_with": [first], "child_agrees": "yes", "child_words": ""}
        )
        assert answer.status_code == 303, answer.text[:3000]
        words = child.reads(plan)
        assert "Agreed with" in words and first in words

    def test_freezes_it_for_everybody(self, child, settings):
        plan = self.agreed(child)
        child.agrees(plan)
        with pytest.raises(RuleBroken):
            child.writes(plan, "targets", first="Something else")
        answer = child.as_("senco").get(f"/statutory-plans/{plan}/themes/targets")
        assert answer.status_code == 303
        engine = create_engine(psycopg_url(settings.database_urls["owner"]))
        for sentence in (
            f"update statutory_entry set words = 'Other' where statutory_id = '{plan}'",
            f"update statutory_plan set agreed_with = '{{}}' where id = '{plan}'",
            f"update statutory_plan set state = 'draft' where id = '{plan}'",
        ):
            with pytest.raises(IntegrityError), engine.begin() as connection:
                connection.execute(text(sentence))
        engine.dispose()

    def test_what_carries_it_out_stays_and_erasure_goes_past(self, child, settings, app, world):
        plan = self.agreed(child)
        outcome = Planning(app, world).says("outcome", "Reads every evening")
        child.as_("senco").send(f"/statutory-plans/{plan}/themes/targets", {"tied": [str(outcome)]})
        child.agrees(plan)
        engine = create_engine(psycopg_url(settings.database_urls["owner"]))
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(f"delete from statutory_tie where statutory_id = '{plan}'"))
        with engine.begin() as connection:
            connection.execute(text(f"delete from statutory_plan where id = '{plan}'"))
            left = connection.execute(text(f"select count(*) from statutory_tie where statutory_id = '{plan}'"))
            assert left.scalar() == 0
        engine.dispose()

    def test_the_next_begins_with_its_words_and_takes_its_place(self, child):
        plan = self.agreed(child)
        child.agrees(plan)
        following = child.begins()
        words = child.reads(following)
        assert "Reads a page aloud" in words and "As it stood in the version before" in words
        answer = child.as_("senco").send(f"/statutory-plans/{following}/themes/targets", {})
        assert answer.status_code == 303
        assert "As it stood in the version before" not in child.reads(following)
        child.agrees(following)
        states = child.does(lambda row, by: {held.number: held.state for held in queries.plans(row.id)})
        assert states == {1: "superseded", 2: "agreed"}
        assert "Earlier versions" in child.as_("lead").words(child.address)


class TestTheVirtualSchool:
    def test_checks_the_quality_and_sees_it_in_the_list(self, child):
        child.looked_after()
        plan = child.begins()
        child.writes(plan, "premium", amount="900.00", what_for="A tutor")
        child.writes(plan, "attendance", percent="88")
        head = child.as_("virtualschool")
        words = head.words("/virtual-school/peps")
        assert "£900.00" in words and "88%" in words and "Not checked" in words
        sent = {f"rag_{held.code}": "green" for held in regime("pep").criteria}
        answer = head.send(f"/statutory-plans/{plan}/check", {**sent, "rag_targets": "amber"})
        assert answer.status_code == 422 and "Say what is to be done" in answer.text
        answer = head.send(
            f"/statutory-plans/{plan}/check", {**sent, "rag_targets": "amber", "do_targets": "Say how you will know"}
        )
        assert answer.status_code == 303, answer.text[:3000]
        assert "Say how you will know" in child.reads(plan, "senco")
        assert "1 amber or red" in head.words("/virtual-school/peps")

    def test_sees_who_has_none(self, child):
        child.looked_after()
        head = child.as_("virtualschool")
        assert "No plan" in head.words("/virtual-school/peps?show=none")
        child.begins()
        assert "No child fits" in head.words("/virtual-school/peps?show=none")

    @pytest.mark.parametrize("who", ["senco", "lead", "manager"])
    def test_nobody_else_checks(self, child, who):
        child.looked_after()
        plan = child.begins()
        assert child.as_(who).get(f"/statutory-plans/{plan}/check").status_code == 403

    @pytest.mark.parametrize("who", ["senco", "lead", "admin", "stranger"])
    def test_nobody_else_has_the_list(self, child, who):
        assert child.as_(who).get("/virtual-school/peps").status_code == 403

    def test_a_check_is_never_changed(self, child):
        child.looked_after()
        plan = child.begins()
        findings = {held.code: ("green", "") for held in regime("pep").criteria}
        made = child.does(
            lambda row, by: checking.check(queries.plan(plan), id=new_id(), findings=findings, by=by).id,
            "virtualschool",
        )
        with pytest.raises(IntegrityError):
            child.does(
                lambda row, by: db.session.execute(text(f"update pep_check set rag = 'red' where id = '{made}'"))
            )


class TestWhoReads:
    @pytest.mark.parametrize("who", ["lead", "manager", "iro", "senco", "dsl", "virtualschool", "ehc"])
    def test_whoever_reads_education(self, child, who):
        child.looked_after()
        plan = child.begins()
        child.writes(plan, "targets", first="Reads a page aloud")
        assert "Reads a page aloud" in child.reads(plan, who)

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "admin", "commissioner"])
    def test_nobody_who_has_nothing_to_do_with_the_child(self, child, who):
        child.looked_after()
        plan = child.begins()
        assert child.as_(who).get(f"/statutory-plans/{plan}").status_code == 404
        assert child.as_(who).get(child.address).status_code in {403, 404}

    def test_a_service_sees_the_targets_only(self, child):
        child.looked_after()
        plan = child.begins()
        child.writes(plan, "targets", first="Reads a page aloud")
        child.writes(plan, "premium", what_for="A tutor on Tuesdays")
        words = child.reads(plan, "provider")
        assert "Reads a page aloud" in words and "A tutor on Tuesdays" not in words

    @pytest.mark.parametrize("who", ["lead", "health", "dsl", "provider"])
    def test_whoever_only_reads_may_not_write(self, child, who):
        child.looked_after()
        plan = child.begins()
        assert child.as_(who).get(f"/statutory-plans/{plan}/themes/targets").status_code in {403, 404}
        assert child.as_(who).get(f"{child.address}/pep/begin").status_code in {403, 404}

    @pytest.mark.parametrize("who", ["parent", "carer", "youngperson"])
    def test_families_have_pages_of_their_own(self, child, who):
        child.looked_after()
        plan = child.begins()
        assert child.as_(who).get(f"/statutory-plans/{plan}").status_code == 403
        assert child.as_(who).get(child.address).status_code == 403
