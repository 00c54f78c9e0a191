"""Why a date may pass and when a clock stood still: the rule's own grounds, weighed and kept; nothing is deleted."""

import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from coordination import clock, timescales
from coordination.db import RuleBroken, db, new_id
from coordination.deadlines import excepting, operations, queries
from coordination.deadlines.models import Clock, ClockException
from tests.rooms.recording import Recording, days_ago
from tests.rooms.test_deadlines_timetable import clock_of

# The example that the rule's own test works out: asked on 15 June, the school closed from 22 July to 1 September.
ASKED = date(2026, 6, 15)
CLOSED = (date(2026, 7, 22), date(2026, 9, 1))
ADVICE_ON = date(2026, 7, 20)
WINDOW = r"from (\w+ )?15 July 2026 to (\w+ )?26 August 2026"


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


def one(recording, rule):
    with recording.at_work():
        return db.session.query(Clock).filter_by(rule=rule).order_by(Clock.recorded_at.desc()).first().id


def days(day, name):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def closure(advice_on=ADVICE_ON):
    return {
        **days(CLOSED[0], "school_closed_from"),
        **days(CLOSED[1], "school_closed_to"),
        **days(advice_on, "school_advice_requested_on"),
        "words": "The school was shut; the head answered in September.",
    }


@pytest.fixture
def request_of_june(recording):
    recording.happens("ehc_request_received", ASKED)
    return one(recording, "E8")


def allows(recording, key, ground="agreed longer", who="lead", **days_of):
    with recording.at_work(who) as by:
        return excepting.allow_later(
            queries.clock(key), id=new_id(), ground=ground, days=days_of, words="Agreed with the family.", by=by
        ).id


class TestTheGroundsOfARule:
    def test_only_those_the_rule_has(self, browsing, request_of_june, world):
        page = browsing.as_(world.people["ehc"]).page(f"/clocks/{request_of_june}/later")
        offered = [link.get_text(strip=True) for link in page.select("main li a")]
        assert offered == ["Ground (a)", "Ground (b)", "Ground (c)", "Ground (d)"]

    def test_one_it_has_not_is_refused(self, recording, request_of_june, world):
        with pytest.raises(RuleBroken, match="no such ground"):
            allows(recording, request_of_june, "agreed longer", who="ehc")

    def test_a_rule_without_any_offers_none(self, browsing, recording, world):
        recording.happens("became_looked_after", days_ago(3))
        key = one(recording, "L3")
        visitor = browsing.as_(world.people["lead"])
        assert "Record why a later date is allowed" not in visitor.words(f"/clocks/{key}")
        assert "no such ground" in browsing.as_(world.people["iro"]).words(f"/clocks/{key}/later")


class TestTheClosureOfASchool:
    def test_the_window_is_worked_out_and_said_before_anything_is_kept(
        self, browsing, request_of_june, world, recording
    ):
        visitor = browsing.as_(world.people["ehc"])
        address = f"/clocks/{request_of_june}/later?ground=a"
        answer = visitor.send(address, {**closure(), "words": "", "look": "1"})
        assert answer.status_code == 200
        assert re.search(WINDOW, answer.text)
        assert "closed for 42 days" in answer.text
        assert "which is inside that time" in answer.text
        with recording.at_work():
            assert db.session.query(ClockException).count() == 0

    def test_is_kept_with_its_days_its_reason_and_who(self, browsing, request_of_june, world):
        visitor = browsing.as_(world.people["ehc"])
        answer = visitor.send(f"/clocks/{request_of_june}/later?ground=a", closure())
        assert answer.status_code == 303
        page = visitor.words(f"/clocks/{request_of_june}")
        for words in (
            "Ground (a)",
            "22 July 2026",
            "the head answered in September",
            "Ehc Person",
        ):
            assert words in page, words
        assert re.search(WINDOW, page)
        assert "a later date is allowed, ground (a)" in page
        assert "overdue" not in page

    def test_asked_outside_the_window_it_does_not_hold(self, browsing, request_of_june, world, recording):
        visitor = browsing.as_(world.people["ehc"])
        answer = visitor.send(f"/clocks/{request_of_june}/later?ground=a", closure(date(2026, 7, 14)))
        assert answer.status_code == 422
        assert "outside that time" in answer.text
        assert "the head answered in September" in answer.text
        with recording.at_work():
            assert not queries.exempted(queries.clock(request_of_june))

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"words": " "}, "Write what happened and how it is known"),
            (days(date(2026, 7, 21), "school_closed_to"), "before"),
            ({"school_closed_to-month": "13"}, "date"),
            ({"school_closed_from-day": "", "school_closed_from-month": "", "school_closed_from-year": ""}, "Enter"),
            ({"id": "nonsense"}, "Open the page again"),
        ],
    )
    def test_bad_input_keeps_nothing_and_says_why(self, browsing, request_of_june, world, recording, change, said):
        visitor = browsing.as_(world.people["ehc"])
        answer = visitor.send(f"/clocks/{request_of_june}/later?ground=a", closure() | change)
        assert answer.status_code == 422
        assert said in answer.text
        with recording.at_work():
            assert db.session.query(ClockException).count() == 0

    def test_a_ground_that_is_not_there_is_no_form(self, browsing, request_of_june, world):
        visitor = browsing.as_(world.people["ehc"])
        assert "Ground (a)" in visitor.words(f"/clocks/{request_of_june}/later?ground=zz")
        assert visitor.press(f"/clocks/{request_of_june}/later?ground=zz").status_code == 404

    def test_a_file_shows_it_and_only_to_those_who_may_see_the_clock(self, browsing, request_of_june, world, recording):
        visitor = browsing.as_(world.people["ehc"])
        file = (io.BytesIO(b"%PDF-1.7 evidence"), "Letter from the head.pdf")
        visitor.send(f"/clocks/{request_of_june}/later?ground=a", closure() | {"file": file})
        page = visitor.page(f"/clocks/{request_of_june}")
        link = next(a for a in page.select("main a") if "Letter from the head" in a.get_text())["href"]
        given = visitor.get(link)
        assert given.data == b"%PDF-1.7 evidence"
        assert "Letter" not in given.headers["Content-Disposition"]
        for who, status in (("provider", 404), ("stranger", 404), ("parent", 303)):
            assert browsing.as_(world.people[who]).get(link).status_code == status, who

    def test_a_file_that_is_not_what_it_says_is_refused(self, browsing, request_of_june, world):
        file = (io.BytesIO(b"MZ"), "letter.pdf")
        visitor = browsing.as_(world.people["ehc"])
        answer = visitor.send(f"/clocks/{request_of_june}/later?ground=a", closure() | {"file": file})
        assert answer.status_code == 422


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("ehc", 200), ("lead", 403), ("manager", 403), ("senco", 403), ("provider", 404), ("stranger", 404),
         ("parent", 303)],
    )  # fmt: skip
    def test_the_sections_right_to_update(self, browsing, request_of_june, world, who, status):
        visitor = browsing.as_(world.people[who])
        assert visitor.get(f"/clocks/{request_of_june}/later?ground=c").status_code == status
        answer = visitor.press(f"/clocks/{request_of_june}/later?ground=c", words="x")
        assert answer.status_code == (422 if status == 200 else status)

    def test_is_offered_to_nobody_else(self, browsing, request_of_june, world):
        offered = "Record why a later date is allowed"
        assert offered in browsing.as_(world.people["ehc"]).words(f"/clocks/{request_of_june}")
        assert offered not in browsing.as_(world.people["lead"]).words(f"/clocks/{request_of_june}")

    def test_what_it_says_is_read_by_those_who_may_see_the_clock(self, browsing, request_of_june, world, recording):
        browsing.as_(world.people["ehc"]).send(f"/clocks/{request_of_june}/later?ground=a", closure())
        assert "the head answered" in browsing.as_(world.people["lead"]).words(f"/clocks/{request_of_june}")
        assert browsing.as_(world.people["provider"]).get(f"/clocks/{request_of_june}").status_code == 404


class TestWhatItComesTo:
    def assessment(self, recording, ago=100):
        recording.happens("referral_received", days_ago(ago))
        return one(recording, "C2")

    def test_met_after_its_day_it_ends_exempt_and_is_counted_with_exceptions(self, recording):
        key = self.assessment(recording)
        allows(recording, key)
        recording.happens("assessment_completed", days_ago(1))
        with recording.at_work():
            held = queries.clock(key)
            assert held.state == "exempt"
            assert queries.exempted(held)

    def test_met_in_time_it_is_met(self, recording):
        key = self.assessment(recording, 20)
        allows(recording, key)
        recording.happens("assessment_completed", days_ago(1))
        with recording.at_work():
            assert queries.clock(key).state == "met"

    def test_recorded_after_it_was_late_it_says_so_too(self, recording):
        key = self.assessment(recording)
        recording.happens("assessment_completed", days_ago(1))
        with recording.at_work():
            assert queries.clock(key).state == "late"
        allows(recording, key)
        with recording.at_work():
            assert queries.clock(key).state == "exempt"

    def test_nothing_is_recorded_of_a_date_that_was_kept(self, recording):
        key = self.assessment(recording, 20)
        recording.happens("assessment_completed", days_ago(10))
        with pytest.raises(RuleBroken, match="Nothing more"):
            allows(recording, key)

    def test_twice_is_once_and_the_same_key_is_the_same_row(self, recording):
        key, id_ = self.assessment(recording), new_id()
        for _ in range(2):
            with recording.at_work() as by:
                excepting.allow_later(
                    queries.clock(key), id=id_, ground="agreed longer", days={}, words="Agreed.", by=by
                )
        with pytest.raises(RuleBroken, match="recorded already"):
            allows(recording, key)
        with recording.at_work():
            assert db.session.query(ClockException).count() == 1

    def test_the_history_and_the_audit_say_so(self, recording, browsing, world, owner_engine):
        key = self.assessment(recording)
        visitor = browsing.as_(world.people["lead"])
        sent = visitor.send(f"/clocks/{key}/later?ground=agreed+longer", {"words": "Agreed with the family."})
        assert sent.status_code == 303
        assert "Later date allowed, ground (agreed longer)" in visitor.words(f"/children/{world.child_id}/chronology")
        # A school reads no assessment of social care, and so nothing of its date either.
        other = browsing.as_(world.people["senco"]).words(f"/children/{world.child_id}/chronology")
        assert "Later date allowed" not in other
        with owner_engine.connect() as owner:
            rows = owner.execute(
                text("select to_jsonb(r)::text from audit_row r where to_jsonb(r) ->> 'verb' = 'later_date_allowed'")
            ).scalars()
            assert any(str(key) in row and "Agreed with" not in row for row in rows)


class TestTakingItBack:
    def test_it_counts_for_nothing_and_stays_to_be_read(self, browsing, recording, world):
        recording.happens("referral_received", days_ago(100))
        key = one(recording, "C2")
        row = allows(recording, key)
        visitor = browsing.as_(world.people["lead"])
        assert visitor.send(f"/clocks/exceptions/{row}/end", {"words": "It was another child’s."}).status_code == 303
        page = visitor.words(f"/clocks/{key}")
        assert "Recorded by mistake: counts for nothing" in page
        assert "It was another child’s." in page
        assert "Agreed with the family." in page
        assert "overdue" in page
        with recording.at_work():
            assert not queries.exempted(queries.clock(key))
        again = visitor.send(f"/clocks/exceptions/{row}/end", {"words": "Again"})
        assert again.status_code == 422
        assert "ended already" in again.text

    @pytest.mark.parametrize(("who", "status"), [("senco", 404), ("stranger", 404), ("manager", 403)])
    def test_not_by_whoever_may_not_change_the_section(self, browsing, recording, world, who, status):
        recording.happens("referral_received", days_ago(100))
        row = allows(recording, one(recording, "C2"))
        visitor = browsing.as_(world.people[who])
        assert visitor.get(f"/clocks/exceptions/{row}/end").status_code == status
        assert visitor.press(f"/clocks/exceptions/{row}/end", words="No").status_code == status

    def test_what_was_recorded_never_changes(self, recording, owner_engine):
        recording.happens("referral_received", days_ago(100))
        row = allows(recording, one(recording, "C2"))
        with owner_engine.connect() as owner, pytest.raises(Exception, match="never change"):
            owner.execute(text("update clock_exception set words = 'x' where id = :i"), {"i": row})


class TestRebuilding:
    def test_keeps_what_was_recorded(self, recording, world):
        recording.happens("referral_received", days_ago(100))
        key = one(recording, "C2")
        allows(recording, key)
        with recording.at_work():
            assert operations.rebuild(world.authority_id, world.child_id) == 0
            assert queries.clock(key).later_ground == "agreed longer"
        recording.happens("assessment_completed", days_ago(1))
        with recording.at_work():
            assert operations.rebuild(world.authority_id, world.child_id) == 0
            assert queries.clock(key).state == "exempt"

    def test_it_goes_on_with_the_clock_of_the_event_that_corrects_its_own(self, recording, world):
        wrong = recording.happens("referral_received", days_ago(100))
        first = one(recording, "C2")
        allows(recording, first)
        second = recording.happens("referral_received", days_ago(110), corrects_id=wrong)
        recording.happens("referral_received", days_ago(120), corrects_id=second)
        with recording.at_work():
            held = db.session.query(Clock).filter_by(rule="C2", state="running").one()
            assert held.from_on == days_ago(120)
            assert held.later_ground == "agreed longer"
            assert queries.exempted(held)
            rows = queries.exceptions([held.id])
            assert [row.words for row in rows] == ["Agreed with the family."]
            assert operations.rebuild(world.authority_id, world.child_id) == 0
            assert len(queries.exceptions([held.id])) == 1
            assert queries.clock(first).state == "void"

    def test_what_was_taken_back_is_carried_as_taken_back(self, recording, world):
        wrong = recording.happens("referral_received", days_ago(100))
        key = one(recording, "C2")
        row = allows(recording, key)
        with recording.at_work() as by:
            excepting.end(queries.exception(row), queries.clock(key), id=new_id(), to_on=None, words="No.", by=by)
        recording.happens("referral_received", days_ago(110), corrects_id=wrong)
        with recording.at_work():
            held = db.session.query(Clock).filter_by(rule="C2", state="running").one()
            assert held.later_ground is None
            assert not queries.exempted(held)
            assert len(queries.exceptions([held.id])) == 2


class TestAClockThatStandsStill:
    """The clock of a request to see what is held: it stops while the council asks who is asking, or what for."""

    @pytest.fixture
    def request_to_see(self, recording, world):
        with recording.at_work():
            held = clock_of(
                world, rule="I1", from_on=days_ago(20), severity="statutory", answers_for="IGO",
                due_on=timescales.explain("I1", days_ago(20)).due,
            )  # fmt: skip
            return held.id

    def stands_still(self, recording, key, on, **more):
        with recording.at_work() as by:
            return excepting.pause(queries.clock(key), id=new_id(), from_on=on, words="Who are you?", by=by, **more).id

    def answered(self, recording, key, row, on):
        with recording.at_work() as by:
            excepting.end(queries.exception(row), queries.clock(key), id=new_id(), to_on=on, words="A passport.", by=by)

    def test_moves_its_date_by_the_days_between_question_and_answer(self, recording, request_to_see):
        row = self.stands_still(recording, request_to_see, days_ago(15))
        with recording.at_work():
            assert queries.clock(request_to_see).paused_on == days_ago(15)
        self.answered(recording, request_to_see, row, days_ago(6))
        with recording.at_work():
            held = queries.clock(request_to_see)
            assert held.paused_on is None
            facts = {"paused_from": days_ago(15), "paused_to": days_ago(6)}
            expected = timescales.explain("I1", days_ago(20), facts=facts).due
            assert held.due_on == expected > timescales.explain("I1", days_ago(20)).due
            assert any("stood still" in sentence for sentence in held.explanation["explanation"])

    def test_twice_adds_both(self, recording, request_to_see):
        for asked, came in ((15, 12), (9, 5)):
            self.answered(
                recording,
                request_to_see,
                self.stands_still(recording, request_to_see, days_ago(asked)),
                days_ago(came),
            )
        with recording.at_work():
            facts = {"paused_from": days_ago(15), "paused_to": days_ago(8)}
            assert queries.clock(request_to_see).due_on == timescales.explain("I1", days_ago(20), facts=facts).due

    def test_a_pause_by_mistake_moves_nothing(self, recording, request_to_see):
        row = self.stands_still(recording, request_to_see, days_ago(15))
        self.answered(recording, request_to_see, row, None)
        with recording.at_work():
            held = queries.clock(request_to_see)
            assert (held.paused_on, held.due_on) == (None, timescales.explain("I1", days_ago(20)).due)

    @pytest.mark.parametrize(
        ("on", "said"), [(-1, "between"), (30, "between")], ids=["in the future", "before the clock began"]
    )
    def test_not_on_a_day_that_cannot_be(self, recording, request_to_see, on, said):
        with pytest.raises(RuleBroken, match=said):
            self.stands_still(recording, request_to_see, days_ago(on))

    def test_not_twice_at_once_and_not_over_what_stood_still(self, recording, request_to_see):
        row = self.stands_still(recording, request_to_see, days_ago(15))
        with pytest.raises(RuleBroken, match="stands still already"):
            self.stands_still(recording, request_to_see, days_ago(10))
        self.answered(recording, request_to_see, row, days_ago(6))
        with pytest.raises(RuleBroken, match="later day"):
            self.stands_still(recording, request_to_see, days_ago(10))

    def test_only_where_the_law_lets_it(self, recording, browsing, world):
        recording.happens("referral_received", days_ago(10))
        key = one(recording, "C2")
        with pytest.raises(RuleBroken, match="does not let"):
            self.stands_still(recording, key, days_ago(2))
        assert browsing.as_(world.people["lead"]).get(f"/clocks/{key}/pause").status_code == 404

    def test_the_end_of_a_ground_has_no_day_and_of_a_pause_no_day_to_come(self, recording, request_to_see):
        row = self.stands_still(recording, request_to_see, days_ago(15))
        for on in (days_ago(16), days_ago(-1)):
            with pytest.raises(RuleBroken, match="between"):
                self.answered(recording, request_to_see, row, on)
        recording.happens("referral_received", days_ago(100))
        key = one(recording, "C2")
        ground = allows(recording, key)
        with pytest.raises(RuleBroken, match="no last day"):
            self.answered(recording, key, ground, days_ago(1))

    def test_its_pages(self, browsing, recording, request_to_see, world):
        visitor = browsing.as_(world.people["lead"])
        assert "Record that the clock stands still" in visitor.words(f"/clocks/{request_to_see}")
        address = f"/clocks/{request_to_see}/pause"
        assert visitor.send(address, {**days(days_ago(-3), "from_on"), "words": "Who?"}).status_code == 422
        asked = {**days(days_ago(3), "from_on"), "words": "Who is asking?"}
        assert visitor.send(address, asked).status_code == 303
        assert "stands still since" in visitor.words(f"/clocks/{request_to_see}")
        with recording.at_work():
            [row] = queries.exceptions([request_to_see])
        end = f"/clocks/exceptions/{row.id}/end"
        came = {**days(days_ago(1), "to_on"), "words": "A passport."}
        assert visitor.send(end, {**came, **days(days_ago(4), "to_on")}).status_code == 422
        assert visitor.send(end, came).status_code == 303
        page = visitor.words(f"/clocks/{request_to_see}")
        assert "The clock stood still" in page
        assert re.search(r"2 (calendar )?days are added", page)
        assert browsing.as_(world.people["health"]).get(address).status_code in (403, 404)


class TestTheQueries:
    def test_of_no_clock_there_is_nothing(self, recording):
        with recording.at_work():
            assert queries.exceptions([]) == []
            assert queries.exception(new_id()) is None

    def test_while_it_stands_still_a_clock_met_in_time_is_met(self, recording, world):
        with recording.at_work():
            clock_of(world, rule="C2", due_on=days_ago(3), from_on=days_ago(70), paused_on=days_ago(10))
        recording.happens("assessment_completed", clock.today() - timedelta(days=2))
        with recording.at_work():
            assert db.session.query(Clock).filter_by(rule="C2").one().state == "met"
