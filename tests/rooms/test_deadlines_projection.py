"""Clocks follow events: in order, late, corrected; and made anew they are the same."""

import itertools
import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coordination import clock, timescales
from coordination.children import operations as children
from coordination.children.models import Child
from coordination.db import db, identify, new_id
from coordination.deadlines import operations, presenters, projection, queries
from coordination.deadlines.models import Clock
from coordination.events import operations as events
from coordination.events.models import Event
from tests.rooms.recording import Recording, days_ago

# The council's decision that a letter told: any key will do, so that it is nobody's.
DECISION = "01a229c6-3241-7003-ac2e-8ee6f966c5d1"


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


# A child who becomes looked after has their health looked at and plans made too, and a referral is answered besides:
# what is told here is of reviews and assessments.
BESIDE = {"L1", "L2", "L12", "L13", "L14", "L15", "L17", "L18", "C1"}


def clocks(recording, child_id=None):
    """Each clock of the child: rule, state, day it began, day it ended; in a steady order."""
    with recording.at_work():
        key = child_id or recording.world.child_id
        found = db.session.query(Clock).filter_by(child_id=key)
        held = sorted((held.rule, held.state, held.from_on, held.met_on) for held in found)
        return [row for row in held if row[0] not in BESIDE]


class TestEventsInOrder:
    def test_an_event_starts_its_clock_with_the_reason_for_the_day(self, recording, world):
        recording.happens("referral_received", days_ago(10))
        with recording.at_work():
            held = db.session.query(Clock).filter_by(rule="C2").one()
            assert held.due_on == timescales.explain("C2", days_ago(10)).due_on
            assert held.team_id == world.team_id
            assert held.severity == "statutory"
            assert any("working day" in sentence for sentence in held.explanation["explanation"])

    def test_the_event_that_meets_it_ends_it_in_time_or_late(self, recording):
        recording.happens("became_looked_after", days_ago(100))
        recording.happens("looked_after_review_held", days_ago(90), facts={"review_number": 1})
        recording.happens("looked_after_review_held", days_ago(0), facts={"review_number": 2})
        assert clocks(recording) == [
            ("L3", "met", days_ago(100), days_ago(90)),
            ("L4", "met", days_ago(90), days_ago(0)),
            ("L5", "running", days_ago(0), None),
        ]

    def test_late_is_late(self, recording):
        recording.happens("referral_received", days_ago(200))
        recording.happens("assessment_completed", days_ago(10))
        assert clocks(recording) == [("C2", "late", days_ago(200), days_ago(10))]

    def test_what_it_was_for_may_fall_away(self, recording):
        recording.happens("became_looked_after", days_ago(10))
        recording.happens("ceased_being_looked_after", days_ago(5))
        assert clocks(recording) == [("L3", "void", days_ago(10), days_ago(5))]

    def test_facts_decide_which_clock(self, recording):
        visit = {
            "child_seen": True,
            "placement_started_on": days_ago(500).isoformat(),
            "placement_intended_to_18": True,
        }
        recording.happens("placement_started", days_ago(500))
        recording.happens("statutory_visit_made", days_ago(3), facts=visit)
        assert [held[:2] for held in clocks(recording)] == [("L6", "late"), ("L8", "running")]

    def test_a_visit_that_did_not_see_the_child_meets_nothing(self, recording):
        recording.happens("placement_started", days_ago(5))
        recording.happens("statutory_visit_made", days_ago(3), facts={"child_seen": False})
        assert [held[:2] for held in clocks(recording)] == [("L6", "running")]

    def test_the_same_event_of_a_file_again_starts_nothing_new(self, recording):
        for _ in range(2):
            recording.happens("referral_received", days_ago(10), source="cin", source_key="r1")
        assert len(clocks(recording)) == 1

    def test_an_authority_sets_its_own_aim(self, owner_engine, recording, world):
        from sqlalchemy import text

        with owner_engine.begin() as owner:
            owner.execute(
                text("update authority set settings = cast(:s as jsonb) where id = :a"),
                {"s": '{"timescales": {"T1": 4}}', "a": world.authority_id},
            )
        recording.happens("case_opened", days_ago(0))
        with recording.at_work():
            assert db.session.query(Clock).one().due_on == clock.today() + timedelta(weeks=4)

    def test_clocks_of_another_child_are_left_alone(self, recording):
        other = recording.opens()
        recording.happens("referral_received", days_ago(10), other)
        recording.happens("assessment_completed", days_ago(5))
        assert [held[1] for held in clocks(recording, other)] == ["running"]


class TestClocksOfOneRuleBesideEachOther:
    """Each adviser asked for advice has a clock of their own."""

    def asked(self, recording):
        recording.happens("ehc_advice_requested", days_ago(20), facts={"adviser": "health"})
        recording.happens("ehc_advice_requested", days_ago(19), facts={"adviser": "psychology"})

    def test_an_answer_ends_its_own_wait_only(self, recording):
        self.asked(recording)
        recording.happens("ehc_advice_received", days_ago(5), facts={"adviser": "psychology"})
        assert clocks(recording) == [
            ("E3", "met", days_ago(19), days_ago(5)),
            ("E3", "running", days_ago(20), None),
        ]

    def test_the_same_when_they_are_made_anew(self, recording, world):
        self.asked(recording)
        recording.happens("ehc_advice_received", days_ago(5), facts={"adviser": "psychology"})
        before = clocks(recording)
        with recording.at_work():
            assert operations.rebuild(world.authority_id, world.child_id) == 0
        assert clocks(recording) == before

    def test_what_ends_the_assessment_ends_every_wait(self, recording):
        self.asked(recording)
        recording.happens("ehc_request_withdrawn", days_ago(1))
        assert [held[:2] for held in clocks(recording)] == [("E3", "void"), ("E3", "void")]


class TestCountingInACouncilsOwnTerms:
    TERMS = {
        "terms": [{"name": "Summer 2026", "starts_on": "2026-04-13", "ends_on": "2026-07-17"}],
        "closed": [{"from_on": "2026-05-25", "to_on": "2026-05-29"}],
    }

    def due(self, terms, on=date(2026, 5, 18)):
        event = Event(id=new_id(), kind="school_record_requested", occurred_on=on, facts={})
        found = projection.explained(timescales.rule("I4"), event, {}, projection.Habits({}, terms))
        return found.due_on, any("ordinary ones were used" in sentence for sentence in found.explanation)

    def test_school_days_are_those_of_its_terms(self):
        assert self.due(self.TERMS) == (date(2026, 6, 15), False)

    @pytest.mark.parametrize("terms", [None, {"terms": "September to July"}])
    def test_without_them_ordinary_ones_are_used_and_say_so(self, terms):
        assert self.due(terms)[1]

    def test_the_same_where_they_end_too_soon(self):
        assert self.due(self.TERMS, date(2026, 7, 13))[1]

    def test_they_are_read_from_the_settings(self, owner_engine, recording, world):
        from sqlalchemy import text

        with owner_engine.begin() as owner:
            owner.execute(
                text("update authority set settings = cast(:s as jsonb) where id = :a"),
                {"s": json.dumps({"terms": self.TERMS, "timescales": {"T1": 4}}), "a": world.authority_id},
            )
        with recording.at_work():
            habits = projection.habits_of(world.authority_id)
        assert (habits.numbers, habits.terms) == ({"T1": 4}, self.TERMS)


class TestAMeetingThatIsMoved:
    def test_the_notice_is_counted_back_from_the_new_day(self, recording):
        recording.happens("ehc_review_planned", days_ago(10), facts={"meeting_on": days_ago(-20).isoformat()})
        recording.happens("ehc_review_planned", days_ago(5), facts={"meeting_on": days_ago(-40).isoformat()})
        with recording.at_work():
            due = {held.state: held.due_on for held in db.session.query(Clock).filter_by(rule="A2")}
        assert due == {"void": days_ago(-6), "running": days_ago(-26)}


class TestATimeLeftToTheFamily:
    def test_nobody_is_late_for_it_and_when_it_has_passed_it_leaves_the_timetable(self, recording):
        recording.happens("ehc_draft_sent", days_ago(14))
        recording.happens("ehc_decision_letter_sent", days_ago(200), facts={"decision": DECISION})
        with recording.at_work():
            held = {clock.rule: clock for clock in db.session.query(Clock)}
            assert {each.severity for each in held.values()} == {"right"}
            assert not any(presenters.is_late(each, clock.today()) for each in held.values())
            assert presenters.when_words(held["A18"], clock.today()) == "the time has passed"
            assert db.session.scalars(select(Clock.rule).where(queries.presses())).all() == ["E6"]

    def test_what_they_say_after_it_has_passed_is_an_answer_and_not_late(self, recording):
        recording.happens("ehc_draft_sent", days_ago(40))
        recording.happens("ehc_representations_received", days_ago(2))
        with recording.at_work():
            held = db.session.query(Clock).one()
            assert (held.state, presenters.when_words(held, clock.today())) == ("met", "Answered")

    def test_a_certificate_begins_the_other_time_to_appeal(self, recording):
        recording.happens("ehc_decision_letter_sent", days_ago(20), facts={"decision": DECISION})
        letter = {"decision": DECISION, "decision_letter_on": days_ago(20).isoformat()}
        recording.happens("ehc_mediation_certificate", days_ago(5), facts=letter)
        with recording.at_work():
            later = db.session.query(Clock).filter_by(rule="A18.2").one()
            assert later.due_on == timescales.explain("A18", days_ago(20), facts={"certificate_on": days_ago(5)}).due_on
        assert [held[:2] for held in clocks(recording)] == [
            ("A15", "met"),
            ("A18", "void"),
            ("A18.2", "running"),
        ]


class TestWhatHangsOnTheDateOfBirth:
    def grows(self, recording):
        child_id = recording.opens(born_on=days_ago(365 * 14))
        recording.happens("ehc_plan_issued", days_ago(400), child_id)
        recording.happens("ehc_review_completed", days_ago(40), child_id)
        return child_id

    def test_the_rights_pass_once_however_many_reviews_there_are(self, recording):
        child_id = self.grows(recording)
        assert [held[:2] for held in clocks(recording, child_id) if held[0] in ("A21", "X10")] == [
            ("A21", "running"),
            ("X10", "running"),
        ]
        with recording.at_work():
            held = db.session.query(Clock).filter_by(child_id=child_id, rule="A21").one()
            assert held.due_on == timescales.calendar.compulsory_school_age_ends(days_ago(365 * 14))

    def test_the_same_when_they_are_made_anew(self, recording, world):
        child_id = self.grows(recording)
        with recording.at_work():
            assert operations.rebuild(world.authority_id, child_id) == 0

    def test_a_date_of_birth_put_right_moves_the_day(self, recording):
        child_id = self.grows(recording)
        with recording.at_work() as by:
            child = db.session.get(Child, child_id)
            children.change_identity(child, by=by, born_on=days_ago(365 * 13))
        with recording.at_work():
            held = db.session.query(Clock).filter_by(child_id=child_id, rule="A21").one()
            assert held.due_on == timescales.calendar.compulsory_school_age_ends(days_ago(365 * 13))

    def test_without_one_nothing_is_counted(self, recording):
        child_id = recording.opens(born_on=None)
        recording.happens("ehc_plan_issued", days_ago(40), child_id)
        assert [held[0] for held in clocks(recording, child_id)] == ["A1"]


class TestEventsThatComeLate:
    def test_what_met_it_before_it_was_recorded(self, recording):
        recording.happens("assessment_completed", days_ago(5))
        recording.happens("referral_received", days_ago(10))
        assert clocks(recording) == [("C2", "met", days_ago(10), days_ago(5))]

    def test_a_review_recorded_after_the_next_one(self, recording):
        recording.happens("became_looked_after", days_ago(200))
        recording.happens("looked_after_review_held", days_ago(10), facts={"review_number": 2})
        recording.happens("looked_after_review_held", days_ago(190), facts={"review_number": 1})
        assert clocks(recording) == [
            ("L3", "met", days_ago(200), days_ago(190)),
            ("L4", "late", days_ago(190), days_ago(10)),
            ("L5", "running", days_ago(10), None),
        ]


class TestCorrections:
    def test_another_day_voids_the_clock_and_starts_one_beside_it(self, recording):
        wrong = recording.happens("referral_received", days_ago(10))
        recording.happens("referral_received", days_ago(20), corrects_id=wrong)
        assert clocks(recording) == [
            ("C2", "running", days_ago(20), None),
            ("C2", "void", days_ago(10), None),
        ]

    def test_a_meeting_that_was_not_held_opens_its_clock_again(self, recording):
        recording.happens("referral_received", days_ago(10))
        wrong = recording.happens("assessment_completed", days_ago(5))
        recording.happens("assessment_completed", days_ago(5), corrects_id=wrong, facts={"withdrawn": True})
        assert clocks(recording) == [("C2", "running", days_ago(10), None)]

    def test_a_correction_of_a_correction(self, recording):
        first = recording.happens("referral_received", days_ago(10))
        second = recording.happens("referral_received", days_ago(20), corrects_id=first)
        recording.happens("referral_received", days_ago(15), corrects_id=second)
        assert [held for held in clocks(recording) if held[1] == "running"] == [("C2", "running", days_ago(15), None)]


KINDS = st.sampled_from(
    [
        ("became_looked_after", {}),
        ("looked_after_review_held", {"review_number": 1}),
        ("looked_after_review_held", {"review_number": 2}),
        ("placement_started", {}),
        ("statutory_visit_made", {"child_seen": True}),
        ("placement_ended", {}),
        ("ceased_being_looked_after", {}),
        ("referral_received", {}),
        ("assessment_completed", {}),
        ("case_opened", {}),
        ("review_held", {}),
        ("case_closed", {}),
        ("ehc_advice_requested", {"adviser": "health"}),
        ("ehc_advice_requested", {"adviser": "psychology"}),
        ("ehc_advice_received", {"adviser": "health"}),
        ("ehc_advice_received", {"adviser": "psychology"}),
        ("ehc_plan_issued", {"born_on": "2013-01-01"}),
        ("ehc_review_completed", {"born_on": "2013-01-01"}),
        ("ehc_review_planned", {"meeting_on": "2030-01-15"}),
        ("ehc_decision_letter_sent", {"decision": DECISION, "decides": "cease"}),
        ("ehc_mediation_certificate", {"decision": DECISION, "decision_letter_on": "2030-01-15"}),
    ]
)
_keys = itertools.count()


class TestMakingThemAnew:
    def test_changes_nothing_when_nothing_changed(self, recording, world):
        recording.happens("became_looked_after", days_ago(100))
        recording.happens("looked_after_review_held", days_ago(90), facts={"review_number": 1})
        before = clocks(recording)
        with recording.at_work():
            assert operations.rebuild(world.authority_id, world.child_id) == 0
        assert clocks(recording) == before

    def test_puts_right_what_was_put_wrong(self, recording, world):
        recording.happens("referral_received", days_ago(10))
        with recording.at_work():
            held = db.session.query(Clock).filter_by(rule="C2").one()
            held.due_on, held.state, held.met_on = days_ago(1), "late", days_ago(0)
        with recording.at_work():
            assert operations.rebuild(world.authority_id, world.child_id) == 1
            held = db.session.query(Clock).filter_by(rule="C2").one()
            assert (held.state, held.met_on) == ("running", None)
            assert held.due_on == timescales.explain("C2", days_ago(10)).due_on

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(happened=st.lists(st.tuples(KINDS, st.integers(0, 400)), max_size=8), data=st.data())
    def test_in_whatever_order_events_are_recorded_the_clocks_are_the_same(self, owner_app, world, happened, data):
        """Different days, so that the order in which things happened is beyond doubt."""
        days = {ago: kind for kind, ago in happened}
        in_order = [(kind, ago) for ago, kind in sorted(days.items(), reverse=True)]
        shuffled = data.draw(st.permutations(in_order))
        assert self.standing(owner_app, world, in_order) == self.standing(owner_app, world, shuffled)

    def standing(self, owner_app, world, recorded):
        from coordination.children.models import Child

        with owner_app.app_context():
            identify(db.session(), process="test")
            child = Child(id=new_id(), authority_id=world.authority_id, given_names=f"Child {next(_keys)}")
            db.session.add(child)
            db.session.flush()
            for (kind, facts), ago in recorded:
                events.record(
                    authority_id=world.authority_id, child_id=child.id, kind=kind, occurred_on=days_ago(ago), by=None,
                    facts=facts,
                )  # fmt: skip
            found = db.session.query(Clock).filter_by(child_id=child.id)
            said = sorted((c.rule, c.from_on, c.due_on, c.state, str(c.met_on)) for c in found)
            db.session.rollback()
        return [line for line in said if not (line[3] == "void" and line[4] == "None")]


class TestWhoseSectionAClockIs:
    @pytest.mark.parametrize(
        ("rule", "section"),
        [("L3", "reviews"), ("L6", "social_care"), ("E8", "ehc_plan"), ("A1", "ehc_plan"), ("C2", "social_care"),
         ("T1", "reviews"), ("T3", "reviews")],
    )  # fmt: skip
    def test_that_of_what_meets_it(self, rule, section):
        assert queries.section_of(rule) == section

    def test_every_rule_has_one(self):
        assert all(queries.section_of(rule.id) for rule in timescales.rules() if rule.met_by)
