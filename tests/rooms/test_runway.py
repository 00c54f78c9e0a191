"""The runway to adulthood: which steps are for whom, how each stands, what is late, what is settled from 18."""

from datetime import date

import pytest

from coordination.db import new_id
from coordination.events.models import Event
from coordination.statutory_plans import leaving
from coordination.transitions import runway
from coordination.transitions.models import AdultArrangement, RunwayStep
from tests.rooms.history import ago, on
from tests.rooms.transitions import Growing


@pytest.fixture
def child(app, world, browsing):
    return Growing(app, world, browsing).aged(16, 8)


class TestTheSteps:
    def test_each_has_a_name_of_its_own_and_an_age_on_the_line(self):
        codes = [step.code for strand in runway.strands() for step in strand.steps]
        assert len(codes) == len(set(codes)) == len(runway.steps())
        assert all(14 <= step.needed_by[0] <= 25 and step.needed_by[1] < 12 for step in runway.steps().values())
        assert {step.for_whom for step in runway.steps().values()} == set(runway.FOR_WHOM)

    def test_what_is_not_checked_at_its_source_says_so(self):
        assert "to be confirmed locally" in runway.steps()["ni_number"].cited
        assert "to be confirmed locally" not in runway.steps()["care_act_assessment"].cited

    @pytest.mark.parametrize(
        ("born", "age", "day"),
        [
            (date(2008, 2, 29), (18, 0), date(2026, 3, 1)),
            (date(2010, 5, 31), (15, 9), date(2026, 3, 1)),
            (date(2010, 3, 10), (15, 9), date(2025, 12, 10)),
        ],
    )
    def test_the_day_somebody_is_that_old(self, born, age, day):
        assert runway.at_age(born, *age) == day


class TestWhoIsOnIt:
    @pytest.mark.parametrize(("years", "answer"), [(13, 404), (14, 200), (24, 200), (25, 404)])
    def test_from_fourteen_until_twenty_five(self, child, years, answer):
        assert child.aged(years).as_("lead").get(child.runway).status_code == answer

    def test_the_care_page_leads_there_from_fourteen(self, child):
        assert "The road to adulthood" in child.as_("lead").words(child.address)
        assert "The road to adulthood" not in child.aged(12).as_("lead").words(child.address)


class TestWhatItShows:
    def test_what_is_late_for_the_age_stands_first(self, child):
        words = child.reads()
        assert "Late for the age" in words
        late = words.split("Within six months")[0]
        assert child.needs("ni_number") in late and child.needs("home_after_18") not in late
        assert child.needs("home_after_18") in words.split("Within six months")[1].split("Settled from 18")[0]

    def test_steps_of_others_are_left_out(self, child):
        words = child.reads()
        assert child.needs("staying_put") not in words and child.needs("chc_checklist") not in words

    def test_who_is_looked_after_has_steps_of_their_own(self, child):
        assert child.looked_after(days=20).needs("staying_put") in child.reads()

    def test_who_left_care_has_them_too(self, child):
        child.does(
            lambda row, by: leaving.confirm(row, id=new_id(), status="relevant", from_on=ago(9), why="Left", by=by)
        )
        assert child.needs("staying_put") in child.reads()


class TestWritingAStep:
    def test_a_step_that_is_done_is_late_no_more(self, child, world):
        child.step(
            "bank_account",
            state="done",
            **on("done_on", ago(3)),
            responsible_id=str(world.people["deputy"]),
            evidence="Card seen",
        )
        words = child.reads()
        assert "Card seen" in words and child.needs("bank_account") not in words.split("Within six months")[0]

    def test_what_is_not_needed_says_why(self, child):
        assert "Say why it is not needed" in child.refused("runway/steps/bank_account", state="not_needed")
        child.step("bank_account", state="not_needed", why="His carer keeps it with him")
        assert "His carer keeps it with him" in child.reads()

    def test_done_has_a_day(self, child):
        assert "Enter the day it was done" in child.refused("runway/steps/bank_account", state="done")

    def test_nobody_off_the_team_sees_to_it(self, child, world):
        refused = child.refused(
            "runway/steps/bank_account", state="under_way", responsible_id=str(world.people["stranger"])
        )
        assert "Choose one of the answers" in refused

    def test_it_is_put_right_on_the_same_row(self, child):
        child.step("bank_account", state="under_way", evidence="Letter sent")
        child.step("bank_account", state="under_way", evidence="Letter answered")
        rows = child.rows(RunwayStep)
        assert [row.evidence for row in rows] == ["Letter answered"]
        assert sum(event.kind == "runway_step_recorded" for event in child.rows(Event)) == 2

    def test_two_who_write_at_once_are_both_heard(self, child):
        child.step("bank_account", state="under_way", evidence="Letter sent")
        form = child.as_("lead").get(f"{child.runway}/steps/bank_account")
        child.step("bank_account", "deputy", state="under_way", evidence="Deputy was at the bank")
        before = form.text.split('name="before" value="')[1].split('"')[0].replace("&#34;", '"')
        refused = child.refused(
            "runway/steps/bank_account", state="under_way", evidence="Lead was at the bank", before=before
        )
        assert "Somebody else has changed this" in refused and "Lead was at the bank" in refused

    def test_there_are_no_other_steps(self, child):
        assert child.as_("lead").get(f"{child.runway}/steps/flying").status_code == 404


class TestFromEighteen:
    def test_nothing_is_settled_until_somebody_says_so(self, child):
        assert child.reads().count("Not settled") == 3

    def test_the_adult_side_is_decided_by_somebody_with_a_reason(self, child):
        refused = child.refused("runway/from-18/adult_side", what="none", **on("decided_on", ago(2)))
        assert "Say who decided it" in refused and "Say why" in refused
        child.writes(
            "runway/from-18/adult_side",
            what="adult_social_care",
            decided_by="R. Sule, adult social care",
            why="Care needs go on",
            **on("decided_on", ago(2)),
        )
        words = child.reads()
        assert "Adult social care takes over" in words and "R. Sule" in words and "Care needs go on" in words

    def test_a_home_is_certain_or_planned(self, child):
        child.writes("runway/from-18/home", what="staying_put", sure="no", **on("decided_on", ago(2)))
        assert "Staying put with the foster carer (planned)" in child.reads()

    def test_the_one_decided_last_counts(self, child):
        child.writes("runway/from-18/home", what="staying_put", sure="no", **on("decided_on", ago(20)))
        child.writes("runway/from-18/home", what="own", sure="yes", **on("decided_on", ago(2)))
        words = child.reads()
        assert words.index("A tenancy of their own (certain)") < words.index("Before that")

    def test_it_is_put_right_by_an_event_that_names_the_other(self, child):
        child.writes("runway/from-18/income", what="wages", sure="no", **on("decided_on", ago(20)))
        (held,) = child.rows(AdultArrangement)
        child.writes(f"runway/from-18/{held.id}/change", what="wages", sure="yes", **on("decided_on", ago(19)))
        assert "Wages or an apprenticeship (certain)" in child.reads()
        first, second = [event for event in child.rows(Event) if event.kind == "income_from_18_recorded"]
        assert second.corrects_id == first.id and second.occurred_on == ago(19)

    def test_another_childs_is_not_there(self, child):
        child.writes("runway/from-18/income", what="wages", sure="no", **on("decided_on", ago(20)))
        assert child.as_("lead").get(f"{child.runway}/from-18/{new_id()}/change").status_code == 404


class TestWho:
    @pytest.mark.parametrize("who", ["lead", "deputy", "manager", "iro", "virtualschool", "ehc"])
    def test_whoever_reads_the_pathway_plan_reads_all_of_it(self, child, who):
        words = child.reads(who)
        assert child.needs("bank_account") in words and "Settled from 18" in words

    @pytest.mark.parametrize("who", ["manager", "iro", "virtualschool", "senco", "health"])
    def test_only_those_who_write_the_pathway_plan_write(self, child, who):
        assert child.as_(who).get(f"{child.runway}/steps/bank_account").status_code in {403, 404}
        assert child.as_(who).get(f"{child.runway}/from-18/home").status_code in {403, 404}
        assert f"{child.runway}/steps" not in child.as_(who).get(child.runway).text

    def test_the_school_reads_learning_and_work_only(self, child):
        child.step("bank_account", state="under_way", evidence="Owes the bank")
        child.step("course_after_16", state="under_way", evidence="Asked the college")
        words = child.reads("senco")
        assert "Asked the college" in words and "Work" in words
        assert "Owes the bank" not in words and child.needs("bank_account") not in words
        assert "Settled from 18" not in words

    def test_health_reads_health_only(self, child):
        words = child.reads("health")
        assert child.needs("camhs_move") in words and child.needs("course_after_16") not in words

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "dsl", "parent", "carer", "youngperson", "commissioner"])
    def test_nobody_else_opens_the_workers_page(self, child, who):
        assert child.as_(who).get(child.runway).status_code in {403, 404}

    def test_the_chronology_tells_no_more_than_that_a_step_was_written(self, child):
        child.step("bank_account", state="under_way", evidence="Owes the bank")
        words = child.as_("senco").words(f"{child.record}/chronology")
        assert "A step of the runway to adulthood: under way" in words and "bank" not in words.lower()
