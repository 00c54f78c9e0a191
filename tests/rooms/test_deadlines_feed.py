"""A private calendar: one address a person, shown once, taken back, and bytes that say nothing of anybody."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import text

from coordination import clock
from coordination.accounts import limits
from coordination.cases import queries as cases
from coordination.db import db, new_id
from coordination.reviews import operations as reviews
from tests.rooms.planning import Planning
from tests.rooms.recording import Recording, days_ago
from tests.rooms.test_deadlines_timetable import clock_of

WORDS = {"Meeting", "Date due"}
SAID = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "TRANSP", "URL"}


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


def makes(visitor):
    """Make an address; answers its path."""
    answer = visitor.press("/account/calendar")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    [token] = re.findall(r"/calendar/([\w-]{40,})\.ics", answer.text)
    return f"/calendar/{token}.ics"


def entries(browsing, address):
    answer = browsing.nobody().get(address)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/calendar"
    return Calendar.from_ical(answer.data).walk("VEVENT")


def meets(app, world, *who, kind="tac_review", **facts):
    """The lead plans a review in ten days and asks these people."""
    planning = Planning(app, world)
    with planning.at_work() as by:
        case = cases.case(world.case_id)
        people = [
            {"person_id": world.people[one], "name": one, "role": "SW", "agency_id": world.agencies["services"]}
            for one in who
        ]
        starts = (clock.now() + timedelta(days=10)).replace(hour=9, minute=30, second=0, microsecond=0)
        given = {"place": "Secret hall", "reason": "Secret reason", "kind": kind, "starts_at": starts}
        return reviews.plan_review(case, id=new_id(), by=by, invitees=people, **(given | facts)).id


def switch(owner_engine, world, **chosen):
    import json

    with owner_engine.begin() as owner:
        owner.execute(
            text("update authority set settings = settings || cast(:s as jsonb) where id = :a"),
            {"s": json.dumps({"deadlines": chosen}), "a": world.authority_id},
        )


class TestWhatItSays:
    def test_meetings_and_dates_with_a_time_and_a_link_and_nothing_else(self, app, browsing, recording, world):
        meets(app, world, "lead", "health")
        recording.happens("became_looked_after", days_ago(3))
        recording.happens("case_opened", days_ago(3))
        address = makes(browsing.as_(world.people["lead"]))
        found = entries(browsing, address)
        # The first meeting of the team, the first looked-after review, the care plan and the education plan.
        assert sorted(str(each["SUMMARY"]) for each in found) == [*["Date due"] * 4, "Meeting"]
        for each in found:
            assert {str(name) for name in each} == SAID
            assert str(each["SUMMARY"]) in WORDS
            assert str(each["URL"]) == app.config["SETTINGS"].base_url.rstrip("/") + "/"
        bytes_ = browsing.nobody().get(address).data
        for word in (b"Okafor", b"Ama", b"Secret", b"looked", b"review", b"TAC", b"Person", b"LOCATION", b"ATTENDEE"):
            assert word.lower() not in bytes_.lower(), word
        for key in (world.child_id, world.case_id, world.authority_id, world.people["lead"]):
            assert str(key).encode() not in bytes_

    def test_a_meeting_is_at_its_time_and_a_date_takes_its_day(self, app, browsing, recording, world):
        meets(app, world, "lead", minutes=90)
        with recording.at_work():
            due = clock_of(world, due_on=days_ago(-5)).due_on
        found = {str(each["SUMMARY"]): each for each in entries(browsing, makes(browsing.as_(world.people["lead"])))}
        meeting = found["Meeting"]
        assert meeting["DTEND"].dt - meeting["DTSTART"].dt == timedelta(minutes=90)
        assert clock.london_date(meeting["DTSTART"].dt) == clock.today() + timedelta(days=10)
        assert found["Date due"]["DTSTART"].dt == due
        assert found["Date due"]["DTEND"].dt == due + timedelta(days=1)

    def test_two_calendars_beside_each_other_do_not_say_who_meets(self, app, browsing, world):
        meets(app, world, "lead", "iro")
        uids = {str(entries(browsing, makes(browsing.as_(world.people[who])))[0]["UID"]) for who in ("lead", "iro")}
        assert len(uids) == 2

    def test_a_new_address_keeps_the_keys_of_entries(self, app, browsing, world):
        meets(app, world, "lead")
        visitor = browsing.as_(world.people["lead"])
        before, after = (str(entries(browsing, makes(visitor))[0]["UID"]) for _ in range(2))
        assert before == after


class TestWhoseDates:
    def test_only_what_they_answer_for_and_may_see(self, browsing, recording, world):
        # Answered for by the social worker, and by their manager, who answers whoever referred.
        recording.happens("referral_received", days_ago(10))
        # By the reviewing officer and by health; the care plan and the education plan by the social worker.
        recording.happens("became_looked_after", days_ago(3))
        count = {
            who: len(entries(browsing, makes(browsing.as_(world.people[who]))))
            for who in ("lead", "iro", "senco", "health", "stranger", "manager")
        }
        # Whoever leads the help keeps an eye on every date of it.
        assert count == {"lead": 5, "iro": 1, "senco": 0, "health": 1, "stranger": 0, "manager": 1}

    def test_not_what_may_pass_or_stands_still_or_is_done(self, browsing, recording, world):
        with recording.at_work():
            clock_of(world, due_on=days_ago(-5), later_ground="a")
            clock_of(world, due_on=days_ago(-5), paused_on=days_ago(1))
            clock_of(world, due_on=days_ago(-5), state="met", met_on=days_ago(0))
        assert entries(browsing, makes(browsing.as_(world.people["lead"]))) == []

    def test_not_a_meeting_they_said_no_to_or_that_is_off(self, app, browsing, world):
        first, second = meets(app, world, "lead", "iro"), meets(app, world, "lead", "iro")
        planning = Planning(app, world)
        with planning.at_work("iro") as by:
            review = reviews.queries.review(first)
            place = next(held for held in review.people if held.person_id == world.people["iro"])
            reviews.answer_invitation(review, review_person_id=place.id, response="declined", by=by)
        with planning.at_work() as by:
            reviews.cancel_review(reviews.queries.review(second), why="Snow", by=by)
        assert len(entries(browsing, makes(browsing.as_(world.people["lead"])))) == 1
        assert entries(browsing, makes(browsing.as_(world.people["iro"]))) == []

    def test_nothing_of_a_child_whose_team_they_left(self, app, browsing, recording, world):
        from coordination.cases import operations, queries

        meets(app, world, "health")
        address = makes(browsing.as_(world.people["health"]))
        assert len(entries(browsing, address)) == 1
        with recording.at_work("manager") as by:
            held = queries.membership(world.memberships["health"])
            operations.end_membership(held, on=clock.today(), why="Another post", by=by)
        assert entries(browsing, address) == []


class TestTheAddress:
    def test_is_shown_once_and_kept_as_a_digest(self, browsing, world, owner_engine):
        visitor = browsing.as_(world.people["lead"])
        assert "You have no address now" in visitor.words("/account/calendar")
        token = makes(visitor).split("/")[-1].removesuffix(".ics")
        assert token not in visitor.get("/account/calendar").text
        assert "You have an address" in visitor.words("/account")
        with owner_engine.connect() as owner:
            held = owner.execute(text("select token_digest from calendar_feed")).scalars().all()
        assert held and token not in " ".join(held)

    def test_a_new_one_ends_the_one_before_and_taking_it_back_ends_both(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        first = makes(visitor)
        second = makes(visitor)
        nobody = browsing.nobody()
        assert (nobody.get(first).status_code, nobody.get(second).status_code) == (404, 200)
        assert visitor.press("/account/calendar/end").status_code == 303
        assert nobody.get(second).status_code == 404
        assert visitor.press("/account/calendar/end").status_code == 303

    def test_the_page_says_when_a_calendar_last_read_it(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        address = makes(visitor)
        assert "No calendar has read it yet" in visitor.words("/account/calendar")
        browsing.nobody().get(address)
        assert "A calendar last read it" in visitor.words("/account/calendar")

    def test_every_address_that_opens_nothing_answers_alike(self, browsing, world, owner_engine):
        visitor = browsing.as_(world.people["lead"])
        ended = makes(visitor)
        left = makes(browsing.as_(world.people["deputy"]))
        visitor.press("/account/calendar/end")
        with owner_engine.begin() as owner:
            owner.execute(text("update person set active = false where id = :p"), {"p": world.people["deputy"]})
        nobody = browsing.nobody()
        answers = [nobody.get(address) for address in (ended, left, "/calendar/x.ics", f"/calendar/{'a' * 43}.ics")]
        assert {(answer.status_code, answer.data, answer.mimetype) for answer in answers} == {
            (404, b"There is no calendar here.\n", "text/plain")
        }

    def test_guessing_is_slowed_down_and_so_is_reading_all_the_time(self, browsing, world, monkeypatch):
        asked = []
        monkeypatch.setattr(limits, "allow", lambda key, tries, window: asked.append((key, tries)) or False)
        nobody = browsing.nobody()
        assert nobody.get("/calendar/x.ics").status_code == 429
        address = makes(browsing.as_(world.people["lead"]))
        assert nobody.get(address).status_code == 429
        assert [key.split()[0] for key, _ in asked] == ["calendars", "calendar"]

    def test_the_audit_says_who_read_and_of_whom(self, app, browsing, world, owner_engine):
        meets(app, world, "lead")
        address = makes(browsing.as_(world.people["lead"]))
        browsing.nobody().get(address)
        with owner_engine.connect() as owner:
            rows = owner.execute(
                text(
                    "select body from (select to_jsonb(r) as body from audit_row r) held"
                    " where body ->> 'actor_id' = :p and body ->> 'object_kind' = 'CalendarFeed'"
                ),
                {"p": str(world.people["lead"])},
            ).scalars().all()  # fmt: skip
        assert len(rows) == 1
        assert str(world.child_id) in str(rows[0])
        assert address.split("/")[-1].removesuffix(".ics") not in str(rows[0])


class TestFamilies:
    @pytest.mark.parametrize("who", ["parent", "carer", "youngperson"])
    def test_have_none_until_their_authority_says_so(self, app, browsing, world, owner_engine, who):
        meets(app, world, who)
        visitor = browsing.as_(world.people[who])
        assert "/account/calendar" not in visitor.get("/account").text
        assert "not switched on for families here" in visitor.words("/account/calendar")
        assert visitor.press("/account/calendar").status_code == 303
        switch(owner_engine, world, family_calendar=True)
        assert "/account/calendar" in visitor.get("/account").text
        address = makes(visitor)
        [meeting] = entries(browsing, address)
        assert str(meeting["SUMMARY"]) == "Meeting"
        switch(owner_engine, world, family_calendar=False)
        assert browsing.nobody().get(address).status_code == 404

    def test_dates_are_the_workforces(self, browsing, recording, world, owner_engine):
        switch(owner_engine, world, family_calendar=True)
        recording.happens("became_looked_after", days_ago(3))
        assert entries(browsing, makes(browsing.as_(world.people["parent"]))) == []


class TestTheWholeBorough:
    def test_no_word_of_anybody_is_in_any_calendar(self, demo_app, demo):
        from coordination.accounts import calendars
        from coordination.agencies.models import Person
        from tests.browsing import Browsing
        from tests.house.test_canaries import WORD

        browsing = Browsing(demo_app)
        canaries = {canary.word for canary in demo.canaries}
        many = 0
        for key in sorted(demo.people):
            with demo_app.app_context():
                person = db.session.get(Person, demo.people[key])
                if person is None or person.kind != "workforce" or not person.active:
                    continue
                token = calendars.make(person)
                db.session.commit()
            answer = browsing.nobody().get(f"/calendar/{token}.ics")
            assert answer.status_code == 200, key
            said = answer.data.decode()
            assert not set(WORD.findall(said)) & canaries, key
            for name in ("Kai", "Bennett", "Okafor", "Ama", "Zara"):
                assert name not in said, (key, name)
            many += said.count("BEGIN:VEVENT")
        assert many > 10
