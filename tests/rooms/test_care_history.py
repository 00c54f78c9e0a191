"""The dated history of a looked-after child: moves, legal status, the end of it, visits; and the clocks that follow."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.care import health
from coordination.care import operations as care
from coordination.care.models import CarePeriod, HealthCheck, LegalStatus, MissingEpisode, Placement, Visit
from coordination.db import RuleBroken, new_id
from coordination.events import operations as events
from coordination.events.models import Event
from coordination.voice.models import View
from tests.rooms.history import Kept, ago, on
from tests.world import build_world


@pytest.fixture
def child(app, world, browsing):
    return Kept(app, world, browsing)


class TestBecomingLookedAfter:
    def test_says_the_ground_and_the_main_need(self, child):
        answer = child.sends("begin", **on("from_on", ago(3)), legal_status="V2", need_code="N5")
        assert answer.status_code == 303, answer.text[:2000]
        words = child.reads()
        assert "Accommodated under section 20 for a single period (V2)" in words
        assert "Main need: Family dysfunction (N5)" in words

    def test_asks_for_both(self, child):
        words = child.sends("begin", **on("from_on", ago(3))).text
        assert "Choose the legal ground" in words and "Choose the main reason" in words


class TestAMove:
    MOVE = {
        "last_ended": "CREQB",
        "planned": "no",
        "code": "U4",
        "provider_code": "PR4",
        "in_authority": "no",
        "distance_miles": "12.5",
        "siblings": "apart",
        "siblings_why": "No home for three was found. They see each other each Sunday.",
        "why_here": "She may stay at her school",
        "lasts_to_adulthood": "y",
    }

    def test_ends_one_home_and_begins_the_next_with_all_that_is_known(self, child):
        child.looked_after().placed()
        assert "Record a move" in child.reads()
        answer = child.sends("placements/add", **on("from_on", ago(10)), **self.MOVE)
        assert answer.status_code == 303, answer.text[:3000]
        words = child.reads()
        assert "The move here Not planned" in words and "From the home they left 12.5 miles" in words
        assert "Area In another area" in words and "Why this home She may stay at her school" in words
        assert "Apart from all of them. No home for three was found." in words
        assert "Why it ended Carer asked for the placement to end because of the child's behaviour (CREQB)" in words
        held = sorted(child.rows(Placement), key=lambda row: row.from_on)
        assert [row.to_on for row in held] == [ago(10), None]

    def test_asks_why_the_last_ended_only_where_there_was_one(self, child):
        child.looked_after()
        first = child.as_("lead").words(f"{child.address}/placements/add")
        assert "Why did the last placement end?" not in first and "Record the placement" in first
        child.placed()
        words = child.sends("placements/add", **{**on("from_on", ago(1)), **self.MOVE, "last_ended": ""}).text
        assert "Choose why it ended" in words and "She may stay at her school" in words

    def test_apart_from_brothers_and_sisters_needs_a_reason(self, child):
        words = child.sends("placements/add", **{**on("from_on", ago(1)), **self.MOVE, "siblings_why": ""}).text
        assert "Say why they are not together, and how they see each other" in words

    @pytest.mark.parametrize("far", ["-1", "far", "12.55", "601"])
    def test_a_distance_that_cannot_be_is_said_and_kept(self, child, far):
        answer = child.sends("placements/add", **{**on("from_on", ago(1)), **self.MOVE, "distance_miles": far})
        assert answer.status_code == 422 and f'value="{far}"' in answer.text

    def test_a_limited_reader_sees_the_present_home_and_not_why(self, child):
        child.looked_after().placed()
        child.sends("placements/add", **on("from_on", ago(10)), **self.MOVE)
        words = child.reads("senco")
        assert "You can see the present placement" in words and "Foster care with another carer, long term" in words
        for hidden in ("12.5", "CREQB", "No home for three", "may stay at her school"):
            assert hidden not in words

    def test_a_placement_code_that_is_no_longer_used_is_not_offered(self, child):
        words = child.as_("lead").words(f"{child.address}/placements/add")
        assert "Supported accommodation (K3)" in words and "(H5)" not in words and "(P2)" not in words


class TestLegalStatus:
    def test_the_new_one_ends_the_one_before(self, child):
        child.looked_after(legal="C1")
        assert child.sends("legal-status", **on("from_on", ago(2)), code="C2").status_code == 303
        held = {row.code: row.to_on for row in child.rows(LegalStatus)}
        assert held == {"C1": ago(2), "C2": None}

    @pytest.mark.parametrize(
        ("code", "days", "sentence"),
        [("C1", 2, "That is the legal status already"), ("C2", 101, "A later legal status is recorded already")],
    )
    def test_what_cannot_be_is_said(self, child, code, days, sentence):
        child.looked_after(legal="C1")
        assert sentence in child.sends("legal-status", **on("from_on", ago(days)), code=code).text

    def test_needs_a_child_who_is_looked_after(self, child):
        assert "not looked after" in child.sends("legal-status", **on("from_on", ago(2)), code="C2").text


class TestTheEnd:
    def test_ends_the_home_the_order_and_every_clock_of_being_looked_after(self, child):
        child.looked_after().placed().visited(days=30)
        assert [state for *_, state in child.clocks("L3", "L7")] == ["running", "running"]
        assert child.sends("end", **on("on", ago(1)), reason="E4A").status_code == 303
        assert [row.to_on for row in child.rows(Placement)] == [ago(1)]
        assert [row.to_on for row in child.rows(LegalStatus)] == [ago(1)]
        assert [(row.to_on, row.end_reason) for row in child.rows(CarePeriod)] == [(ago(1), "E4A")]
        assert not [row for row in child.clocks("L3", "L7") if row[2] == "running"]
        words = child.reads()
        assert "Returned home to parents or relatives as part of the care plan (E4A)" in words
        assert "Record becoming looked after" in words

    def test_is_not_before_what_is_recorded_later(self, child):
        child.looked_after().placed(days=5)
        assert "Something later than that day is recorded" in child.sends("end", **on("on", ago(6)), reason="E8").text

    def test_a_new_episode_is_no_end(self, child):
        child.looked_after()
        assert "(X1)" not in child.as_("lead").words(f"{child.address}/end")


class TestAVisit:
    SEEN = {
        "kind": "looked_after",
        "place": "home",
        "seen": "alone",
        "found": "Well and busy",
        "said": "I like my new room",
    }

    def test_what_the_child_said_is_with_their_views_once(self, child):
        child.looked_after().placed()
        assert child.sends("visits/add", **on("visited_on", ago(1)), **self.SEEN).status_code == 303
        words = child.reads()
        assert "Seen alone, where they live" in words and "Well and busy" in words and "What they said" in words
        assert "I like my new room" not in words
        views = child.as_("lead").words(f"/children/{child.world.child_id}/views")
        assert views.count("I like my new room") == 1
        assert len(child.rows(View)) == 1 and child.rows(Visit)[0].view_id == child.rows(View)[0].id

    def test_when_the_child_was_not_seen_meets_no_duty(self, child):
        child.looked_after(days=20).placed(days=20)
        child.visited(days=15, seen=False, alone=False)
        assert [state for rule, _, state in child.clocks("L6")] == ["running"]
        assert "Not seen (Asleep)" in child.reads()
        child.visited(days=14)
        assert [state for rule, _, state in child.clocks("L6")] == ["met"]

    def test_why_not_alone_is_asked(self, child):
        words = child.sends("visits/add", **on("visited_on", ago(1)), **{**self.SEEN, "seen": "with_others"}).text
        assert "Say why the child was not seen alone" in words

    def test_a_reader_of_summaries_finds_no_visit(self, child):
        child.looked_after().placed()
        child.visited(found="Something only social care reads")
        assert "Something only social care reads" in child.reads("iro")
        for who in ("senco", "health", "dsl"):
            assert "Something only social care reads" not in child.reads(who)


class TestHowOftenAVisitIsDue:
    def due(self, child, *rules):
        child.visited()
        return {rule: (due - clock.today()).days for rule, due, state in child.clocks(*rules) if state == "running"}

    def test_every_six_weeks_in_the_first_year(self, child):
        child.looked_after().placed()
        assert self.due(child, "L7", "L8", "L10", "L11") == {"L7": 42}

    def test_every_three_months_where_it_is_meant_to_last(self, child):
        child.looked_after(days=500).placed(days=500, code="U4", lasts_to_adulthood=True)
        assert set(self.due(child, "L7", "L8", "L8.2")) == {"L8"}

    def test_every_six_months_once_the_child_agreed(self, child):
        child.looked_after(days=500).placed(days=500, code="U4", lasts_to_adulthood=True)
        assert "The child agrees to fewer visits" in child.reads()
        assert child.sends("fewer-visits", **on("on", ago(1))).status_code == 303
        assert "The child agreed on" in child.reads()
        assert set(self.due(child, "L7", "L8", "L8.2")) == {"L8.2"}

    def test_nobody_agrees_for_a_child_in_another_home(self, child):
        child.looked_after().placed()
        assert "Only a child in a long-term foster home" in child.sends("fewer-visits", **on("on", ago(1))).text

    @pytest.mark.parametrize(
        ("legal", "code", "lives_with", "rule"),
        [
            ("C1", "P1", None, "L10.2"),
            ("C2", "P1", None, "L11"),
            ("C2", "U3", "connected_person_temporary", "L10.2"),
            ("C2", "P1", "parent_before_assessment", "L9.2"),
        ],
    )
    def test_more_often_with_a_parent_or_under_a_temporary_approval(self, child, legal, code, lives_with, rule):
        child.looked_after(legal=legal).placed(code=code, lives_with=lives_with)
        assert set(self.due(child, "L7", "L8", "L9", "L9.2", "L10", "L10.2", "L11")) == {rule}

    def test_a_care_order_for_a_child_at_home_asks_for_a_visit_within_a_week(self, child):
        child.looked_after(legal="C1").placed(code="P1")
        child.does(
            lambda held, by: care.change_legal_status(held, id=new_id(), code="C2", from_on=clock.today(), by=by)
        )
        assert [(due - clock.today()).days for rule, due, state in child.clocks("L11.2")] == [7]


class TestWho:
    @pytest.mark.parametrize("page", ["begin", "legal-status", "end", "placements/add", "visits/add", "fewer-visits"])
    def test_only_who_works_with_the_care_of_the_child(self, child, page):
        child.looked_after().placed()
        assert child.as_("lead").get(f"{child.address}/{page}").status_code == 200
        for who in ("senco", "health", "provider", "carer", "parent", "youngperson"):
            assert child.as_(who).get(f"{child.address}/{page}").status_code in {403, 404}

    def test_a_child_that_is_not_placed_has_no_visits_to_agree_about(self, child):
        assert child.as_("lead").get(f"{child.address}/fewer-visits").status_code == 404

    def test_nothing_is_written_twice(self, child):
        child.looked_after().placed()
        key = new_id()
        for _ in range(2):
            child.does(
                lambda held, by: care.record_visit(held, id=key, visited_on=ago(1), seen_alone=True, said="Hi", by=by)
            )
        assert len(child.rows(Visit)) == 1 and len(child.rows(View)) == 1

    def test_the_future_is_refused(self, child):
        with pytest.raises(RuleBroken, match="today or earlier"):
            child.visited(days=-1)


class TestHealth:
    """The health of a looked-after child, and the clocks that follow it."""

    def adds(self, child, kind, who="health", **fields):
        return child.sends(f"health/{kind}/add", who, **fields)

    def test_the_first_assessment_meets_its_clock_and_begins_the_next(self, child):
        child.looked_after(days=10)
        assert [state for *_, state in child.clocks("L12")] == ["running"]
        sent = {"by_whom": "Dr Asha Rao", "outcome": "Hearing test before the summer", **on("report_on", ago(0))}
        assert self.adds(child, "assessment", **on("held_on", ago(2)), **sent).status_code == 303
        assert [state for *_, state in child.clocks("L12")] == ["met"]
        assert [rule for rule, _, state in child.clocks("L13", "L14") if state == "running"] in (["L13"], ["L14"])
        words = child.as_("health").words(f"{child.address}/health")
        assert "Initial health assessment" in words and "Dr Asha Rao" in words and "Hearing test" in words
        self.adds(child, "assessment", **on("held_on", ago(0)), **sent)
        assert "Review health assessment" in child.as_("health").words(f"{child.address}/health")

    def test_one_that_was_declined_is_recorded_and_meets_nothing(self, child):
        child.looked_after(days=10)
        assert self.adds(child, "assessment", **on("held_on", ago(2)), declined="y").status_code == 303
        assert [state for *_, state in child.clocks("L12")] == ["running"]
        assert "Offered and declined" in child.as_("health").words(f"{child.address}/health")

    def test_scores_are_read_as_the_return_reads_them_and_drawn(self, child):
        child.looked_after()
        for days, score, words in (
            (90, 13, "no cause for concern"),
            (50, 14, "borderline"),
            (1, 17, "a cause for concern"),
        ):
            assert self.adds(child, "sdq", **on("held_on", ago(days)), score=score).status_code == 303
            assert f"{score} of 40: {words}" in child.as_("health").words(f"{child.address}/health")
        page = child.as_("health").get(f"{child.address}/health").text
        assert "The questionnaire over time: lower is better" in page and page.count("app-chart__series--0") >= 1

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({}, "Enter the score, or say why there is none"),
            ({"score": "17", "reason": "SDQ2"}, "Enter the score, or say why there is none"),
            ({"score": "41"}, "Score must be between 0 and 40"),
            ({"score": "many"}, "Score must be a whole number"),
        ],
    )
    def test_a_score_or_a_reason(self, child, sent, sentence):
        answer = self.adds(child, "sdq", **on("held_on", ago(1)), **sent)
        assert answer.status_code == 422 and sentence in answer.text

    def test_a_reason_is_no_score(self, child):
        child.looked_after()
        assert self.adds(child, "sdq", **on("held_on", ago(1)), reason="SDQ5").status_code == 303
        words = child.as_("health").words(f"{child.address}/health")
        assert "No score: child or young person refused" in words
        assert all(state == "running" for *_, state in child.clocks("L17"))

    def test_teeth_and_immunisations(self, child):
        child.looked_after()
        assert self.adds(child, "dental", **on("held_on", ago(3)), outcome="One filling").status_code == 303
        sent = {"up_to_date": "no", "outcome": "Teenage booster on 3 March"}
        assert self.adds(child, "immunisations", **on("held_on", ago(3)), **sent).status_code == 303
        words = child.as_("health").words(f"{child.address}/health")
        assert "Teeth checked One filling" in words and "Not up to date Teenage booster" in words
        assert "met" in [state for *_, state in child.clocks("L18")]

    def test_each_reader_sees_their_part(self, child):
        child.looked_after()
        self.adds(child, "sdq", **on("held_on", ago(1)), score=17)
        self.adds(child, "assessment", **on("held_on", ago(2)), by_whom="Dr Rao", outcome="Glasses")
        lead = child.as_("lead").words(f"{child.address}/health")
        assert "17 of 40" in lead and "Glasses" in lead
        for who in ("senco", "provider"):
            assert child.as_(who).get(f"{child.address}/health").status_code == 403
            assert "Health while looked after" not in child.as_(who).words(child.address)
        for who in ("lead", "senco", "carer", "parent"):
            assert child.as_(who).get(f"{child.address}/health/sdq/add").status_code in {403, 404}
        assert child.as_("health").get(f"{child.address}/health/xray/add").status_code == 404


class TestMissing:
    """Times a child was missing, and the interview that follows."""

    GONE = {"kind": "M", "police_told": "yes", "known": "Last seen at the bus station"}
    SPOKE = {"interview_by": "Jo Reed, Safe Return", "independent": "yes", "said": "I wanted to see my mum"}

    def goes(self, child, days=4):
        assert child.sends("missing/add", **on("from_on", ago(days)), **self.GONE).status_code == 303
        return child.rows(MissingEpisode)[0].id

    def test_from_going_missing_to_what_was_learnt(self, child):
        child.looked_after()
        key = self.goes(child)
        assert "Not back yet" in child.as_("lead").words(f"{child.address}/missing")
        assert "The child is missing since" in child.reads()
        assert "The child is missing since" not in child.reads("health")
        assert child.sends(f"missing/{key}/back", **on("on", ago(2)), came_back="By herself").status_code == 303
        assert "The child is missing since" not in child.reads()
        assert [state for *_, state in child.clocks("L27")] == ["running"]
        sent = {**self.SPOKE, "learnt": "Family time was cancelled twice"}
        assert child.sends(f"missing/{key}/interview", **on("on", ago(1)), **sent).status_code == 303
        assert [state for *_, state in child.clocks("L27")] == ["met"]
        words = child.as_("lead").words(f"{child.address}/missing")
        for shown in ("The police were told", "Last seen at the bus station", "By herself", "Jo Reed, Safe Return",
                      "Family time was cancelled twice", "What they said"):  # fmt: skip
            assert shown in words
        assert "I wanted to see my mum" in child.as_("lead").words(f"/children/{child.world.child_id}/views")

    def test_an_interview_that_is_declined_was_offered(self, child):
        key = self.goes(child.looked_after())
        child.sends(f"missing/{key}/back", **on("on", ago(1)))
        assert child.sends(f"missing/{key}/interview", **on("on", ago(0)), declined="y").status_code == 303
        assert "and declined" in child.as_("lead").words(f"{child.address}/missing")
        assert [state for *_, state in child.clocks("L27")] == ["met"]

    def test_one_at_a_time_and_in_order(self, child):
        key = self.goes(child.looked_after())
        assert "say first that they are back" in child.sends("missing/add", **on("from_on", ago(1)), **self.GONE).text
        sent = {**on("on", ago(0)), **self.SPOKE}
        assert "Say first that the child is back" in child.sends(f"missing/{key}/interview", **sent).text
        assert "since the child went missing" in child.sends(f"missing/{key}/back", **on("on", ago(5))).text

    def test_of_another_child_there_is_nothing(self, child, owner_app):
        key = self.goes(child.looked_after())
        with owner_app.app_context():
            other = build_world()
        visitor = child.browsing.as_(other.people["lead"])
        for page in ("back", "interview"):
            for whose in (other.child_id, child.world.child_id):
                assert visitor.get(f"/children/{whose}/care/missing/{key}/{page}").status_code == 404

    def test_only_who_may_know_of_protection_reads_it(self, child):
        self.goes(child.looked_after())
        assert "bus station" in child.as_("iro").words(f"{child.address}/missing")
        for who in ("senco", "provider", "carer", "parent", "youngperson"):
            answer = child.as_(who).get(f"{child.address}/missing")
            assert answer.status_code in {403, 404} and "bus station" not in answer.text, who


class TestOtherVisits:
    def test_a_visit_meets_the_duty_of_its_own_kind(self, child):
        child.looked_after(days=20).placed(days=20)
        child.does(lambda held, by: events.record(
            authority_id=held.authority_id, child_id=held.id, kind="protection_plan_started", occurred_on=ago(5),
            by=by.person_id,
        ))  # fmt: skip
        sent = {**TestAVisit.SEEN, "kind": "child_protection", "said": ""}
        assert child.sends("visits/add", **on("visited_on", ago(2)), **sent).status_code == 303
        assert [state for *_, state in child.clocks("L6")] == ["running"]
        assert sorted(state for *_, state in child.clocks("C8")) == ["met", "running"]
        assert "under a child protection plan" in child.reads()


class TestTheCarer:
    def test_reads_what_health_recommends_and_no_score(self, child):
        child.looked_after().placed(carer_id=child.world.people["carer"])
        day = ago(2)
        for kind, facts in (
            ("assessment", {"by_whom": "Dr Rao", "outcome": "Glasses at school"}),
            ("sdq", {"score": 17}),
        ):
            child.does(
                lambda held, by, kind=kind, facts=facts: health.record(
                    held, id=new_id(), kind=kind, held_on=day, by=by, **facts
                ),
                "health",
            )
        words = child.as_("carer").words("/caring")
        assert "What health recommends" in words and "Glasses at school" in words and "17 of 40" not in words


class TestPuttingRight:
    """What was recorded wrongly is put right: the clocks follow, and the chronology says it once."""

    def test_a_visit_on_the_wrong_day(self, child):
        child.looked_after(40).placed(40)
        key = child.visited(5)
        [(_rule, due, _state)] = child.clocks("L7")
        sent = {"kind": "looked_after", "place": "home", "seen": "alone", "found": "Well and chatty"}
        page = child.as_("lead").page(f"{child.address}/visits/{key}/change")
        assert page.select_one("[name=seen][checked]")["value"] == "alone"
        assert page.select_one("#visited_on-day")["value"] == str(ago(5).day)
        assert child.sends(f"visits/{key}/change", **on("visited_on", ago(6)), **sent).status_code == 303
        assert "Well and chatty" in child.reads()
        assert ("L7", due - timedelta(days=1), "running") in child.clocks("L7")
        assert ("L7", due, "running") not in child.clocks("L7")
        made = [row for row in child.rows(Event) if row.kind == "statutory_visit_made"]
        assert [row.corrects_id for row in made] == [None, made[0].id]

    def test_a_visit_of_another_kind_meets_that_duty_only(self, child):
        child.looked_after(40).placed(40)
        key = child.visited(5)
        sent = {"kind": "other", "place": "home", "seen": "alone", "found": "Well"}
        child.sends(f"visits/{key}/change", **on("visited_on", ago(5)), **sent)
        assert [state for _rule, _due, state in child.clocks("L7")] == ["void"]
        assert (
            "say why"
            in child.sends(
                f"visits/{key}/change", **on("visited_on", ago(5)), **{**sent, "seen": "with_others"}
            ).text.lower()
        )

    def test_two_who_change_one_row_are_both_heard(self, child):
        child.looked_after(40).placed(40)
        key = child.visited(5, found="Tired")
        lead = child.as_("lead")
        before = lead.page(f"{child.address}/visits/{key}/change").select_one("[name=before]")["value"]
        sent = {"kind": "looked_after", "place": "home", "seen": "alone", "before": before}
        assert (
            child.sends(f"visits/{key}/change", **on("visited_on", ago(5)), **sent, found="Cheerful").status_code == 303
        )
        late = child.sends(f"visits/{key}/change", **on("visited_on", ago(5)), **sent, found="Quiet")
        assert late.status_code == 422
        assert "Somebody else has changed this" in late.text and "Quiet" in late.text
        again = {
            **sent,
            "before": lead.page(f"{child.address}/visits/{key}/change").select_one("[name=before]")["value"],
        }
        assert (
            child.sends(f"visits/{key}/change", **on("visited_on", ago(5)), **again, found="Quiet").status_code == 303
        )
        assert "Quiet" in child.reads()

    def test_a_health_check_that_was_declined_after_all(self, child):
        child.looked_after(15)
        child.sends("health/assessment/add", who="health", **on("held_on", ago(2)), by_whom="Dr Leila Farouk")
        assert [state for _rule, _due, state in child.clocks("L12")] == ["met"]
        key = child.rows(HealthCheck)[0].id
        address = f"health/{key}/change"
        page = child.as_("health").page(f"{child.address}/{address}")
        assert page.select_one("#by_whom")["value"] == "Dr Leila Farouk"
        assert child.sends(address, who="health", **on("held_on", ago(2)), declined="y").status_code == 303
        assert "Offered and declined" in child.as_("health").words(f"{child.address}/health")
        assert [state for _rule, _due, state in child.clocks("L12")] == ["running"]
        wrong = child.sends(address, who="health", **on("held_on", ago(-2)), by_whom="Dr Leila Farouk")
        assert "The date must be on or before" in wrong.text and "Dr Leila Farouk" in wrong.text

    def test_the_day_a_child_came_back(self, child):
        gone = {"kind": "M", "police_told": "yes", "known": "The bus station"}
        child.sends("missing/add", **on("from_on", ago(4)), **gone)
        key = child.rows(MissingEpisode)[0].id
        child.sends(f"missing/{key}/back", **on("on", ago(1)))
        address = f"missing/{key}/change"
        assert (
            "since the child went missing"
            in child.sends(address, **on("from_on", ago(4)), **on("to_on", ago(5)), **gone).text
        )
        assert child.sends(address, **on("from_on", ago(3)), **on("to_on", ago(2)), **gone).status_code == 303
        held = child.rows(MissingEpisode)[0]
        assert (held.from_on, held.to_on) == (ago(3), ago(2))
        stands = [row for row in child.rows(Event) if row.kind == "returned_from_missing"]
        assert [row.occurred_on for row in stands] == [ago(1), ago(2)] and stands[1].corrects_id == stands[0].id

    def test_only_who_keeps_it_changes_it(self, child):
        child.looked_after(40).placed(40)
        key = child.visited(5)
        assert child.as_("iro").get(f"{child.address}/visits/{key}/change").status_code == 403
        for who in ("carer", "stranger", "otherparent"):
            assert child.as_(who).get(f"{child.address}/visits/{key}/change").status_code in {403, 404}
        assert f"visits/{key}/change" in child.as_("lead").get(child.address).text
        assert f"visits/{key}/change" not in child.as_("iro").get(child.address).text

    def test_of_another_child_there_is_nothing(self, child, owner_app):
        key = child.visited(5)
        with owner_app.app_context():
            other = build_world()
        visitor = child.browsing.as_(other.people["lead"])
        for whose in (other.child_id, child.world.child_id):
            assert visitor.get(f"/children/{whose}/care/visits/{key}/change").status_code == 404


class TestReportingWithoutReading:
    def test_what_was_reported_is_kept_and_said(self, child):
        """Whoever may report and not read is led back to a page they have, and told that it is kept."""
        child.looked_after(40).placed(40)
        health = child.as_("health")
        assert "care/missing/add" in health.get(child.address).text
        answer = health.send(f"{child.address}/missing/add", {**on("from_on", ago(0)), **TestMissing.GONE})
        assert answer.status_code == 303
        page = health.get(answer.headers["Location"])
        assert page.status_code == 200
        assert "recorded as missing" in page.text and "bus station" not in page.text
        assert "bus station" in child.as_("iro").words(f"{child.address}/missing")
