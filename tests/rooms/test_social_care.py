"""Children in need and child protection: from a referral to its closing, and the clocks that follow."""

import pytest
from sqlalchemy import select

from coordination import timescales
from coordination.access.models import Reach
from coordination.db import db
from coordination.events.models import Event
from coordination.social_care.models import Conference, Enquiry, FamilyAssessment, NeedPlan, ProtectionPlan, Referral
from tests.rooms.history import Kept, ago, on
from tests.world import build_world

SOCIAL, PROTECTION = "social-care", "protection"
WHY = "Came to school in wet clothes three days in a row"


@pytest.fixture
def child(app, world, browsing):
    return Kept(app, world, browsing)


def states(child, *rules):
    """The states of the clocks of some rules, without those that a correction made void."""
    return [state for _rule, _due, state in child.clocks(*rules) if state != "void"]


def working_days(after, up_to):
    return timescales.england().working_days_between(after, up_to)


def refers(child, days=3, **more):
    child.writes(
        f"{SOCIAL}/referrals/add",
        **on("received_on", ago(days)),
        **{"source": "2A", "need_code": "N1", "why": WHY} | more,
    )
    return child.rows(Referral)[0].id


def answers(child, key, answer="assess", days=2, told=2):
    told_on = on("told_on", ago(told)) if told is not None else {}
    child.writes(
        f"{SOCIAL}/referrals/{key}/answer",
        **on("answered_on", ago(days)),
        **told_on,
        answer=answer,
        answer_why="Neglect is likely",
    )


def confers(child, days, kind="initial", decision="plan", category="NEG", who="lead"):
    child.writes(
        f"{PROTECTION}/conferences/add",
        who=who,
        **on("held_on", ago(days)),
        kind=kind,
        decision=decision,
        category=category,
        why="Nobody wakes her for school; both parents must",
    )


class TestAReferral:
    def test_is_answered_within_a_working_day_and_assessed_within_forty_five(self, child):
        key = refers(child)
        assert [(rule, state) for rule, _due, state in child.clocks("C1", "C2")] == [
            ("C1", "running"),
            ("C2", "running"),
        ]
        assert working_days(ago(3), child.clocks("C2")[0][1]) == 45
        page = child.as_("lead").words(f"{child.record}/{SOCIAL}")
        assert WHY in page and "Schools" in page and "Not yet" in page and "waits for an answer" in page
        answers(child, key)
        assert [state for *_, state in child.clocks("C1")] == ["met"]
        page = child.as_("lead").words(f"{child.record}/{SOCIAL}")
        assert (
            "Assess the child and family" in page and "Neglect is likely" in page and "waits for an answer" not in page
        )

    def test_without_further_action_it_is_closed(self, child):
        answers(child, refers(child), answer="no_further_action")
        assert "running" not in states(child, "C2")
        assert child.rows(Referral)[0].closed_on == ago(2)
        # Somebody looked at it again: it leads to an assessment after all, and its clock runs as if it had never ended.
        answers(child, child.rows(Referral)[0].id, answer="assess")
        assert child.rows(Referral)[0].closed_on is None
        assert "running" in states(child, "C2")

    def test_the_day_it_came_is_put_right_and_its_dates_follow(self, child):
        key = refers(child, days=3)
        before = child.clocks("C2")[0][1]
        child.writes(
            f"{SOCIAL}/referrals/{key}/change", **on("received_on", ago(13)), source="6", need_code="", why=WHY
        )
        assert [due for _rule, due, state in child.clocks("C2") if state == "running"] != [before]
        assert "Police" in child.as_("lead").words(f"{child.record}/{SOCIAL}")
        answers(child, key)
        refused = child.refused(
            f"{SOCIAL}/referrals/{key}/change", **on("received_on", ago(0)), source="6", need_code="", why=WHY
        )
        assert "answered before that day" in refused and WHY in refused

    def test_what_is_missing_is_said(self, child):
        said = child.refused(f"{SOCIAL}/referrals/add", **on("received_on", ago(-3)), source="", why="")
        assert (
            "The date must be on or before" in said and "Choose who made it" in said and "Say what it is about" in said
        )

    def test_is_closed_when_nothing_runs_any_more(self, child):
        key = refers(child, days=40)
        answers(child, key, days=39, told=39)
        child.writes(f"{SOCIAL}/assessments/add", **on("started_on", ago(39)))
        shut = {**on("closed_on", ago(1)), "closure_code": "RC7"}
        assert "An assessment is not finished" in child.refused(f"{SOCIAL}/referrals/{key}/close", **shut)
        finishes(child)
        child.writes(f"{SOCIAL}/plans/add", **on("from_on", ago(20)))
        confers(child, days=15)
        assert "a review conference ends it first" in child.refused(f"{SOCIAL}/referrals/{key}/close", **shut)
        confers(child, days=2, kind="review", decision="ends", category="")
        child.writes(f"{SOCIAL}/referrals/{key}/close", **shut)
        assert child.rows(NeedPlan)[0].to_on == ago(1)
        assert "Ceased for another reason" in child.as_("lead").words(f"{child.record}/{SOCIAL}")
        assert "closed already" in child.refused(f"{SOCIAL}/referrals/{key}/close", **shut)


def finishes(child, days=5, factors=("16A", "4B"), outcome="child_in_need_plan", seen="yes"):
    key = child.rows(FamilyAssessment)[0].id
    return child.writes(
        f"{SOCIAL}/assessments/{key}/finish",
        **on("finished_on", ago(days)),
        child_seen=seen,
        factors=list(factors),
        found="She is tired and hungry. Her mother is ill, and says so.",
        outcome=outcome,
    )


class TestAnAssessment:
    def test_says_what_was_found_in_the_words_of_the_census_and_meets_its_clock(self, child):
        answers(child, refers(child, days=30), days=29, told=29)
        child.writes(f"{SOCIAL}/assessments/add", **on("started_on", ago(29)), **on("look_on", ago(20)))
        assert "An assessment since" in child.as_("lead").words(f"{child.record}/{SOCIAL}")
        finishes(child)
        page = child.as_("lead").words(f"{child.record}/{SOCIAL}")
        for shown in ("Neglect", "Mental health: a parent or carer", "She is tired and hungry", "Child in need plan"):
            assert shown in page
        assert states(child, "C2") == ["met"]

    def test_only_one_runs(self, child):
        child.writes(f"{SOCIAL}/assessments/add", **on("started_on", ago(9)))
        assert "runs already" in child.refused(f"{SOCIAL}/assessments/add", **on("started_on", ago(2)))

    def test_none_of_these_goes_with_nothing_else(self, child):
        child.writes(f"{SOCIAL}/assessments/add", **on("started_on", ago(9)))
        key = child.rows(FamilyAssessment)[0].id
        sent = {**on("finished_on", ago(1)), "child_seen": "yes", "found": "All is well at home"}
        for factors, outcome in ((["21", "1A"], "no_further_action"), (["21"], "early_help")):
            said = child.refused(f"{SOCIAL}/assessments/{key}/finish", **sent, factors=factors, outcome=outcome)
            assert "None of these" in said and "All is well at home" in said
        child.writes(f"{SOCIAL}/assessments/{key}/finish", **sent, factors=["21"], outcome="no_further_action")

    def test_a_day_that_was_wrong_is_put_right(self, child):
        refers(child, days=20)
        child.writes(f"{SOCIAL}/assessments/add", **on("started_on", ago(19)))
        finishes(child, days=5)
        finishes(child, days=4, factors=("16A",))
        done = [row for row in child.rows(Event) if row.kind == "assessment_completed"]
        assert [row.occurred_on for row in done] == [ago(5), ago(4)] and done[1].corrects_id == done[0].id


class TestANeedPlan:
    def test_starts_the_dates_of_its_reviews_and_visits(self, child):
        child.writes(f"{SOCIAL}/plans/add", **on("from_on", ago(10)))
        assert states(child, "C7", "C7.3") == ["running", "running"]
        visit = {"kind": "child_in_need", "place": "home", "seen": "alone", "found": "Playing with her brother"}
        answer = child.writes("care/visits/add?kind=child_in_need", **on("visited_on", ago(2)), **visit)
        assert answer.headers["Location"].endswith(f"/{SOCIAL}")
        assert "Playing with her brother" in child.as_("lead").words(f"{child.record}/{SOCIAL}")
        assert "runs already" in child.refused(f"{SOCIAL}/plans/add", **on("from_on", ago(1)))
        key = child.rows(NeedPlan)[0].id
        child.writes(f"{SOCIAL}/plans/{key}/end", **on("to_on", ago(0)), end_why="What was to change has changed")
        assert set(states(child, "C7", "C7.3")) <= {"stopped", "met"}
        assert "What was to change has changed" in child.as_("lead").words(f"{child.record}/{SOCIAL}")


class TestProtection:
    TALKED = {"who_took_part": "J Reed, police; Dr Farouk, health; Priya Nair", "why": "Bruises nobody explains"}

    def talks(self, child, days=12, started="yes", who="lead"):
        child.writes(
            f"{PROTECTION}/discussions/add", who=who, **on("discussed_on", ago(days)), **self.TALKED, started=started
        )
        return child.rows(Enquiry)[0].id

    def test_from_the_discussion_to_the_conference_the_plan_and_its_end(self, child):
        key = self.talks(child)
        assert [(working_days(ago(12), due), state) for _rule, due, state in child.clocks("C3")] == [(15, "running")]
        child.writes(f"{PROTECTION}/discussions/{key}/finish", **on("finished_on", ago(8)), outcome="conference",
                     found="The doctor says they were not an accident")  # fmt: skip
        confers(child, days=6)
        assert states(child, "C3") == ["met"]
        assert states(child, "C4", "C5", "C8") == ["running"] * 3
        page = child.as_("lead").words(f"{child.record}/{PROTECTION}")
        for shown in (
            "There is a child protection plan since",
            "Neglect",
            "Nobody wakes her",
            "not an accident",
            "J Reed",
        ):
            assert shown in page
        confers(child, days=3, kind="review", decision="goes_on", category="EMO")
        assert states(child, "C5", "C6") == ["met", "running"]
        assert "Now: emotional abuse" in child.as_("lead").words(f"{child.record}/{PROTECTION}")
        confers(child, days=1, kind="review", decision="ends", category="")
        assert not {"running"} & set(states(child, "C4", "C5", "C6", "C8"))
        assert "There is no child protection plan" in child.as_("lead").words(f"{child.record}/{PROTECTION}")
        assert [(row.to_on, row.latest_category) for row in child.rows(ProtectionPlan)] == [(ago(1), "EMO")]

    def test_an_enquiry_that_needs_no_conference_stops_its_clock(self, child):
        key = self.talks(child)
        child.writes(f"{PROTECTION}/discussions/{key}/finish", **on("finished_on", ago(8)), outcome="not_borne_out",
                     found="A fall from the swing, seen by her teacher")  # fmt: skip
        assert "running" not in states(child, "C3")
        said = child.refused(
            f"{PROTECTION}/discussions/{key}/change", **on("discussed_on", ago(2)), **self.TALKED, started="yes"
        )
        assert "put that right first" in said

    def test_a_discussion_that_begins_no_enquiry_starts_no_clock(self, child):
        key = self.talks(child, started="no")
        assert states(child, "C3") == []
        assert "began no enquiry" in child.refused(
            f"{PROTECTION}/discussions/{key}/finish", **on("finished_on", ago(8)), outcome="conference", found="Nothing"
        )
        child.writes(
            f"{PROTECTION}/discussions/{key}/change", **on("discussed_on", ago(12)), **self.TALKED, started="yes"
        )
        assert states(child, "C3") == ["running"]

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"kind": "review", "decision": "goes_on", "category": "NEG"}, "there is nothing to review"),
            ({"kind": "initial", "decision": "ends", "category": ""}, "A review conference decides"),
            ({"kind": "initial", "decision": "plan", "category": ""}, "Choose the category of abuse"),
        ],
    )
    def test_a_conference_decides_what_it_can(self, child, sent, sentence):
        said = child.refused(
            f"{PROTECTION}/conferences/add", **on("held_on", ago(1)), why="Because of the bruises", **sent
        )
        assert sentence in said and "Because of the bruises" in said

    def test_a_second_plan_needs_the_end_of_the_first(self, child):
        confers(child, days=6)
        said = child.refused(f"{PROTECTION}/conferences/add", **on("held_on", ago(1)), kind="initial", decision="plan",
                             category="NEG", why="Again")  # fmt: skip
        assert "this was a review conference" in said

    def test_the_day_of_a_conference_is_put_right_and_the_plan_follows(self, child):
        confers(child, days=6)
        key = child.rows(Conference)[0].id
        child.writes(
            f"{PROTECTION}/conferences/{key}/change", **on("held_on", ago(5)), category="PHY", why="As minuted"
        )
        plan = child.rows(ProtectionPlan)[0]
        assert (plan.from_on, plan.first_category, plan.latest_category) == (ago(5), "PHY", "PHY")
        assert [working_days(ago(5), due) for _rule, due, state in child.clocks("C4") if state == "running"] == [10]

    def test_the_form_asks_first_about_the_conference_that_comes_next(self, child):
        page = child.as_("lead").page(f"{child.record}/{PROTECTION}/conferences/add")
        assert page.select_one("[name=kind][checked]")["value"] == "initial"
        confers(child, days=6)
        page = child.as_("lead").page(f"{child.record}/{PROTECTION}/conferences/add")
        assert page.select_one("[name=kind][checked]")["value"] == "review"


class TestWho:
    @pytest.fixture
    def kept(self, child):
        answers(child, refers(child))
        TestProtection().talks(child)
        confers(child, days=6)
        return child

    def test_reads_what_their_work_needs(self, kept):
        for who in ("lead", "deputy", "manager", "iro"):
            page = kept.as_(who).words(f"{kept.record}/{SOCIAL}")
            assert WHY in page, who
            assert "Nobody wakes her" in kept.as_(who).words(f"{kept.record}/{PROTECTION}"), who
        for who in ("dsl", "health", "supervisor", "virtualschool"):
            page = kept.as_(who).words(f"{kept.record}/{SOCIAL}")
            assert WHY not in page and "not what was written about it" in page, who

    def test_a_summary_says_that_there_is_a_plan_and_whom_to_ring(self, kept):
        page = kept.as_("virtualschool").words(f"{kept.record}/{PROTECTION}")
        assert "There is a child protection plan." in page and "Ring" in page
        for hidden in ("Neglect", "Nobody wakes her", "Bruises"):
            assert hidden not in page

    def test_the_core_group_reads_the_plan_and_others_of_the_team_do_not(self, kept, owner_app):
        answer = kept.as_("senco").get(f"{kept.record}/{PROTECTION}")
        assert answer.status_code == 403 and "Nobody wakes her" not in answer.text
        assert f"/{PROTECTION}" not in kept.as_("senco").get(kept.record).text
        with owner_app.app_context():
            whose = Reach.person_id == kept.world.people["senco"]
            reach = db.session.scalar(select(Reach).where(whose, Reach.child_id == kept.world.child_id))
            reach.functions = [*reach.functions, "core_group"]
            db.session.commit()
        page = kept.as_("senco").words(f"{kept.record}/{PROTECTION}")
        assert "Nobody wakes her" in page and "Bruises" not in page

    @pytest.mark.parametrize("who", ["carer", "parent", "otherparent", "youngperson", "provider", "stranger", "admin"])
    def test_nobody_else_has_the_pages(self, kept, who):
        for page in (SOCIAL, PROTECTION, f"{SOCIAL}/referrals/add", f"{PROTECTION}/discussions/add",
                     f"{PROTECTION}/conferences/add"):  # fmt: skip
            answer = kept.as_(who).get(f"{kept.record}/{page}")
            assert answer.status_code in {403, 404}, page
            assert WHY not in answer.text and "Neglect" not in answer.text

    def test_reading_is_not_writing(self, kept):
        for who in ("iro", "manager"):
            assert "Record a referral" not in kept.as_(who).get(f"{kept.record}/{SOCIAL}").text
            assert kept.as_(who).get(f"{kept.record}/{SOCIAL}/referrals/add").status_code == 403

    def test_of_another_child_there_is_nothing(self, kept, owner_app):
        with owner_app.app_context():
            other = build_world()
        rows = (
            (Referral, f"{SOCIAL}/referrals", "change"),
            (Enquiry, f"{PROTECTION}/discussions", "change"),
            (Conference, f"{PROTECTION}/conferences", "change"),
        )
        visitor = kept.browsing.as_(other.people["lead"])
        for model, page, verb in rows:
            key = kept.rows(model)[0].id
            for whose in (other.child_id, kept.world.child_id):
                assert visitor.get(f"/children/{whose}/{page}/{key}/{verb}").status_code == 404
