"""An EHC needs assessment from the request to the decision about a plan: pages, clocks, rights, who may."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.db import RuleBroken, db, new_id
from coordination.ehc import queries, telling
from coordination.ehc.models import Decision
from coordination.ehc.process import requesting
from tests.rooms.assessing import Assessing


@pytest.fixture
def work(app, world, owner_app):
    return Assessing(app, world, owner_app)


def day_fields(name, on):
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def events(work, kind):
    with work.at_work("lead"):
        return db.session.execute(
            text("select occurred_on, facts from event where child_id = :c and kind = :k order by id"),
            {"c": work.world.child_id, "k": kind},
        ).all()


def clocks(work, rule):
    with work.at_work("lead"):
        return db.session.execute(
            text("select state, from_on, due_on from clock where child_id = :c and rule = :r order by due_on"),
            {"c": work.world.child_id, "r": rule},
        ).all()


class TestARequest:
    def test_is_recorded_by_the_school_and_the_page_says_that_it_needs_no_consent(self, browsing, work, world):
        senco = browsing.as_(world.people["senco"])
        page = f"/children/{world.child_id}/ehc/request"
        assert "Nobody’s consent is needed" in senco.words(page)
        received = clock.today() - timedelta(days=3)
        sent = {
            "source": "school",
            "said": "Two cycles of support were not enough",
            **day_fields("received_on", received),
        }
        answer = senco.send(page, sent)
        assert answer.status_code == 303, answer.text
        assert "Two cycles of support were not enough" in senco.words(answer.headers["Location"])
        ((on, facts),) = events(work, "ehc_request_received")
        assert (on, facts["source"]) == (received, "school")
        ((state, _, due),) = clocks(work, "E8")
        assert (state, due) == ("running", received + timedelta(weeks=20))

    def test_opens_the_record_to_the_send_service_and_tells_it(self, browsing, work, world):
        officer = browsing.as_(world.people["officer"])
        assert officer.get(f"/children/{world.child_id}/ehc").status_code == 404
        key = work.requests("parent")
        assert "Asked for: decide whether to assess" in officer.words(f"/children/{world.child_id}/ehc")
        mails = work.mails(key)
        assert {mail.template for mail in mails} == {"ehc_request"}
        assert len(mails) == 3
        assert not any("Ama" in mail.subject + mail.body or "Okafor" in mail.body for mail in mails)
        # A psychologist of the service is asked case by case.
        assert browsing.as_(world.people["psychologist"]).get(f"/children/{world.child_id}/ehc").status_code == 404

    @pytest.mark.parametrize(
        ("source", "kind"),
        [
            ("parent", "ehc_request_received"),
            ("health", "ehc_responsibility_began"),
            ("brought_to_attention", "ehc_responsibility_began"),
            ("council", "ehc_considered"),
        ],
    )
    def test_begins_the_clock_that_its_source_begins(self, work, source, kind):
        work.requests("lead", source)
        assert len(events(work, kind)) == 1

    def test_is_one_at_a_time_and_the_page_leads_to_the_open_one(self, browsing, work, world):
        key = work.requests("parent")
        with pytest.raises(requesting.AlreadyOpen, match="open already"):
            work.requests("senco", "school")
        senco = browsing.as_(world.people["senco"])
        page = senco.page(f"/children/{world.child_id}/ehc/request")
        assert page.find("a", string="Open that request")["href"] == f"/ehc/assessments/{key}"
        assert page.find("main").find("form") is None

    def test_of_two_at_one_instant_the_second_is_told_of_the_first(self, work):
        found = []

        def ask():
            try:
                work.requests("senco", "school")
            except requesting.AlreadyOpen:
                found.append("told")
            else:
                found.append("kept")

        both = [threading.Thread(target=ask) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert sorted(found) == ["kept", "told"]

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"said": ""}, "Say what was asked"),
            ({"source": "nobody", "said": "Please"}, "Choose one of the answers"),
            ({"said": "Please", **day_fields("received_on", clock.today() + timedelta(days=2))}, "today or earlier"),
            ({"said": "Please", "received_on-day": "40"}, "The day"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, browsing, work, world, sent, sentence):
        senco = browsing.as_(world.people["senco"])
        answer = senco.send(f"/children/{world.child_id}/ehc/request", {"source": "school", **sent})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert sent["said"] in answer.text
        assert events(work, "ehc_request_received") == []

    def test_keeps_a_draft(self, browsing, work, world):
        senco = browsing.as_(world.people["senco"])
        address = f"/drafts/ehc-request/{world.child_id}/{world.child_id}"
        assert senco.press(address, said="Half a sentence").status_code == 200
        assert "Half a sentence" in senco.words(f"/children/{world.child_id}/ehc/request")

    def test_the_same_form_twice_is_one_request(self, work):
        with work.at_work("senco") as by:
            from coordination.children import queries as children

            child, key = children.child(work.world.child_id), new_id()
            asked = {"id": key, "source": "school", "received_on": clock.today(), "said": "Please", "by": by}
            assert requesting.receive(child, **asked).id == requesting.receive(child, **asked).id
        assert len(events(work, "ehc_request_received")) == 1

    def test_can_be_withdrawn_with_a_reason_and_every_clock_stops(self, browsing, work, world):
        key = work.requests("parent")
        officer = browsing.as_(world.people["officer"])
        page = f"/ehc/assessments/{key}/withdraw"
        assert officer.send(page, {"why": ""}).status_code == 422
        answer = officer.send(page, {"why": "They move away"})
        assert answer.status_code == 303
        assert "They move away" in officer.words(f"/ehc/assessments/{key}")
        assert [row.state for row in clocks(work, "E8")] == ["void"]
        assert work.requests("senco", "school")

    def test_of_a_child_with_a_final_plan_asks_to_assess_again(self, app, browsing, work, world, owner_app):
        with_plan(work, owner_app)
        key = work.requests("parent")
        assert len(events(work, "ehc_reassessment_requested")) == 1
        assert events(work, "ehc_request_received") == []
        work.decides(key, yes=False)
        ((_, facts),) = events(work, "ehc_reassessment_decided")
        assert facts["agreed"] is False
        assert "We will not assess again" in browsing.as_(world.people["officer"]).words(
            f"/children/{world.child_id}/ehc"
        )


def with_plan(work, owner_app):
    from coordination.ehc.plan_models import FormalPlan

    with owner_app.app_context():
        db.session.add(
            FormalPlan(
                authority_id=work.world.authority_id,
                child_id=work.world.child_id,
                state="final",
                started_on=clock.today() - timedelta(days=300),
            )
        )
        db.session.commit()


class TestDecidingWhetherToAssess:
    def test_needs_reasons(self, browsing, work, world):
        key = work.requests("parent")
        officer = browsing.as_(world.people["officer"])
        answer = officer.send(f"/ehc/assessments/{key}/decide", {"decision": "no", "reasons": ""})
        assert answer.status_code == 422
        assert "Give the reasons" in answer.text

    def test_a_refusal_carries_the_right_of_appeal_and_says_whom_the_letter_goes_to(self, browsing, work, world):
        key = work.requests("parent")
        officer = browsing.as_(world.people["officer"])
        assert "First-tier Tribunal" in officer.words(f"/ehc/assessments/{key}/decide")
        sent = {"decision": "no", "reasons": "School has not tried enough yet", **day_fields("told_on", clock.today())}
        assert officer.send(f"/ehc/assessments/{key}/decide", sent).status_code == 303
        page = officer.page(f"/ehc/assessments/{key}")
        link = page.find("a", string=lambda said: said and "Reasons and rights" in said) or page.find(
            "a", href=lambda href: href and "/ehc/decisions/" in href
        )
        words = officer.words(link["href"])
        for wanted in (
            "School has not tried enough yet",
            "First-tier Tribunal",
            "2 months",
            "mediation adviser",
            "information, advice and support service",
            "everybody the law calls a parent",
        ):
            assert wanted in words, wanted
        assert len(events(work, "ehc_assessment_refused")) == 1
        assert [row.state for row in clocks(work, "E8")] == ["void"]

    def test_its_clock_stops_on_the_day_they_are_told_and_not_before(self, browsing, work, world):
        key = work.requests("parent", days_ago=10)
        made = work.decides(key, told=False)
        assert events(work, "ehc_assessment_agreed") == []
        officer = browsing.as_(world.people["officer"])
        assert "Not everybody has been told yet" in officer.words(f"/ehc/decisions/{made}")
        assert officer.send(f"/ehc/decisions/{made}/told", {}).status_code == 303
        assert [row.occurred_on for row in events(work, "ehc_assessment_agreed")] == [clock.today()]
        with work.at_work("officer") as by:
            again = telling.tell(queries.decision(made), on=clock.today(), by=by.person_id)
            assert again.told_on == clock.today()
        assert len(events(work, "ehc_assessment_agreed")) == 1

    def test_is_decided_once(self, work):
        key = work.requests("parent")
        work.decides(key)
        with pytest.raises(RuleBroken, match="decided already"):
            work.decides(key)

    @pytest.mark.parametrize("who", ["lead", "senco", "health", "manager", "iro"])
    def test_only_the_send_service_decides(self, browsing, work, world, who):
        key = work.requests("parent")
        visitor = browsing.as_(world.people[who])
        assert visitor.get(f"/ehc/assessments/{key}").status_code == 200
        assert visitor.get(f"/ehc/assessments/{key}/decide").status_code == 403
        sent = {"decision": "yes", "reasons": "Because", "id": str(new_id())}
        assert visitor.press(f"/ehc/assessments/{key}/decide", **sent).status_code == 403
        with work.at_work("lead"):
            assert db.session.query(Decision).filter_by(assessment_id=key).count() == 0


class TestThePanel:
    def test_decides_to_write_a_plan_and_a_draft_begins(self, browsing, work, world):
        key = work.requests("parent")
        work.decides(key)
        officer = browsing.as_(world.people["officer"])
        soon = clock.today() + timedelta(days=9)
        assert officer.send(f"/ehc/assessments/{key}/panel", day_fields("panel_on", soon)).status_code == 303
        page = f"/ehc/assessments/{key}/plan-decision"
        today = clock.today()
        sent = {
            "decision": "yes",
            "reasons": "She needs what only a plan secures",
            "panel_words": "All agreed",
            **day_fields("panel_on", today),
            **day_fields("told_on", today),
        }
        assert officer.send(page, sent).status_code == 303
        words = officer.words(f"/ehc/assessments/{key}")
        assert "All agreed" in words
        assert "Plan being written" in words
        with work.at_work("officer"):
            row = queries.assessment(key)
            plan = queries.plan(row.plan_id)
            assert (row.state, plan.state, plan.type, plan.officer_id) == ("drafting", "draft", "ehc", row.officer_id)
        assert "The family waits for the draft plan" in officer.words(f"/children/{world.child_id}/ehc")

    def test_decides_against_a_plan_with_the_right_of_appeal(self, browsing, work, world):
        key = work.requests("parent")
        work.decides(key)
        made = work.panels(key, yes=False)
        words = browsing.as_(world.people["officer"]).words(f"/ehc/decisions/{made}")
        assert "First-tier Tribunal" in words
        assert len(events(work, "ehc_plan_refused")) == 1
        with work.at_work("officer"):
            assert queries.assessment(key).state == "plan_refused"
            assert queries.plans(world.child_id) == []

    def test_comes_after_the_decision_to_assess(self, work):
        key = work.requests("parent")
        with pytest.raises(RuleBroken, match="once the child is being assessed"):
            work.panels(key)


class TestTheOverview:
    def test_says_where_it_stands_what_is_next_and_who_waits(self, browsing, work, world):
        key = work.requests("parent")
        lead = browsing.as_(world.people["lead"])
        words = lead.words(f"/children/{world.child_id}/ehc")
        assert "The family waits for the council to decide whether to assess" in words
        assert "The next date" in words
        work.decides(key)
        words = lead.words(f"/children/{world.child_id}/ehc")
        assert "Done Decision to assess : We will carry out an EHC needs assessment" in words
        assert "Nobody has been asked yet" in words

    @pytest.mark.parametrize("who", ["lead", "deputy", "manager", "iro", "senco", "dsl", "health", "virtualschool"])
    def test_is_read_by_the_team(self, browsing, work, world, who):
        work.requests("parent", said="Only in the words of the request")
        words = browsing.as_(world.people[who]).words(f"/children/{world.child_id}/ehc")
        assert "EHC needs assessment" in words

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "commissioner", "admin"])
    def test_is_nobodys_who_does_not_work_with_the_child(self, browsing, work, world, who):
        key = work.requests("parent")
        visitor = browsing.as_(world.people[who])
        for address in (f"/children/{world.child_id}/ehc", f"/ehc/assessments/{key}"):
            assert visitor.get(address).status_code in (403, 404)

    def test_shows_a_supervisor_dates_and_no_words(self, browsing, work, world):
        key = work.requests("parent", said="Only in the words of the request")
        work.decides(key, yes=False)
        supervisor = browsing.as_(world.people["supervisor"])
        words = supervisor.words(f"/children/{world.child_id}/ehc") + supervisor.words(f"/ehc/assessments/{key}")
        assert "Not assessed" in words
        assert "Only in the words of the request" not in words
        assert "The need is clear" not in words

    def test_families_are_taken_to_pages_of_their_own(self, browsing, work, world):
        key = work.requests("parent")
        answer = browsing.as_(world.people["parent"]).get(f"/ehc/assessments/{key}")
        assert answer.status_code == 303

    def test_what_is_read_leaves_a_row_of_the_audit(self, browsing, work, world, owner_engine):
        key = work.requests("parent")
        browsing.as_(world.people["iro"]).get(f"/ehc/assessments/{key}")
        with owner_engine.connect() as owner:
            row = owner.execute(
                text(
                    "select verb, sections, outcome from audit_row where actor_id = :who and :child = any(children)"
                    " order by at desc limit 1"
                ),
                {"who": world.people["iro"], "child": world.child_id},
            ).one()
        assert "ehc_plan" in row.sections


class TestTakingACase:
    def test_puts_it_on_the_caseworkers_page(self, browsing, work, world):
        key = work.requests("parent")
        officer = browsing.as_(world.people["officer"])
        assert officer.press(f"/ehc/assessments/{key}/take", officer=str(world.people["officer"])).status_code == 303
        assert "Caseworker Officer Person" in officer.words(f"/ehc/assessments/{key}")
        assert "Ama Okafor" in officer.words("/ehc?whose=mine")
        assert "Ama Okafor" not in browsing.as_(world.people["otherofficer"]).words("/ehc?whose=mine")

    def test_closes_the_record_to_the_rest_of_the_service_but_its_manager(self, browsing, work, world):
        key = work.requests("parent")
        of_child = f"/children/{world.child_id}/ehc"
        people = {who: browsing.as_(world.people[who]) for who in ("officer", "otherofficer", "sendmanager")}
        assert {who: one.get(of_child).status_code for who, one in people.items()} == dict.fromkeys(people, 200)
        people["officer"].press(f"/ehc/assessments/{key}/take", officer=str(world.people["officer"]))
        answers = {who: one.get(of_child).status_code for who, one in people.items()}
        assert answers == {"officer": 200, "otherofficer": 404, "sendmanager": 200}
        assert "Ama Okafor" not in people["otherofficer"].words("/ehc")
        # Somebody is ill: the manager gives it to the other, and the first no longer reads it.
        people["sendmanager"].press(f"/ehc/assessments/{key}/take", officer=str(world.people["otherofficer"]))
        answers = {who: one.get(of_child).status_code for who, one in people.items()}
        assert answers == {"officer": 404, "otherofficer": 200, "sendmanager": 200}

    def test_is_what_deciding_on_an_untaken_case_does(self, browsing, work, world):
        key = work.requests("parent")
        work.decides(key)
        assert "Caseworker Officer Person" in browsing.as_(world.people["officer"]).words(f"/ehc/assessments/{key}")
        assert browsing.as_(world.people["otherofficer"]).get(f"/ehc/assessments/{key}").status_code == 404

    def test_nobody_of_another_service_can_be_given_it(self, browsing, work, world):
        key = work.requests("parent")
        officer = browsing.as_(world.people["officer"])
        officer.press(f"/ehc/assessments/{key}/take", officer=str(world.people["psychologist"]))
        with work.at_work("officer"):
            assert queries.assessment(key).officer_id is None
