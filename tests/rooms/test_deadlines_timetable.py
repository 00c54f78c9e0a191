"""The timetable of a person, a team and an organisation: counts, the present pace, who waits, and a great many rows."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from coordination import clock
from coordination.db import db, new_id
from coordination.deadlines.models import Clock
from tests.rooms.planning import asked_of
from tests.rooms.recording import Recording, days_ago


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


def titles(page):
    return [row.select_one("th a").get_text(" ", strip=True) for row in page.select("tbody tr")]


def number(page, words):
    """The number of the timetable that stands before these words."""
    found = [line for line in page.select(".app-counts li") if words in line.get_text(" ", strip=True)]
    return int(found[0].select_one("strong").get_text())


def ended(owner_engine, world, rule, *took):
    """Steps the authority has finished, each in so many days, of a child nobody here works with."""
    with owner_engine.begin() as owner:
        child = new_id()
        owner.execute(
            text(
                "insert into child (id, authority_id, reference, given_names, family_name, sort_name, sealed,"
                " provisional, version, recorded_at)"
                " values (:c, :a, :r, 'Other', 'Child', 'child other', false, false, 1, now())"
            ),
            {"c": child, "a": world.authority_id, "r": child.hex},
        )
        for days in took:
            owner.execute(
                text(
                    "insert into clock (id, authority_id, child_id, rule, from_on, due_on, state, met_on, severity,"
                    " answers_for, explanation, recorded_at) values (:i, :a, :c, :rule, :f, :f, 'met', :m, 'statutory',"
                    " 'EHC', '{}', now())"
                ),
                {
                    "i": new_id(),
                    "a": world.authority_id,
                    "c": child,
                    "rule": rule,
                    "f": days_ago(400),
                    "m": days_ago(400) + timedelta(days=days),
                },
            )


@contextmanager
def rows_of(app):
    """How many rows the database answered in between, of each statement that answers rows of clocks."""
    found = []

    def note(_conn, cursor, statement, *_rest):
        if "clock" in statement and statement.lstrip().lower().startswith(("select", "with")):
            found.append(cursor.rowcount)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "after_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "after_cursor_execute", note)


class TestCounts:
    def test_each_number_is_that_of_its_list(self, browsing, recording, world):
        with recording.at_work():
            for ago in (3, 2, -5, -10, -20, -60):
                clock_of(world, due_on=days_ago(ago))
        visitor = browsing.as_(world.people["lead"])
        page = visitor.page("/timetable")
        assert [number(page, words) for words in ("past the date", "next 7 days", "8 to 14", "15 to 28")] == [
            2,
            1,
            1,
            1,
        ]
        assert len(titles(visitor.page("/timetable?within=overdue"))) == 2
        assert len(titles(visitor.page("/timetable?within=7"))) == 3

    def test_what_is_hidden_is_in_no_number(self, browsing, recording, world):
        recording.happens("referral_received", days_ago(200))
        recording.happens("case_opened", days_ago(200))
        assert number(browsing.as_(world.people["lead"]).page("/timetable"), "past the date") == 3
        assert number(browsing.as_(world.people["senco"]).page("/timetable"), "past the date") == 1

    def test_a_later_date_and_a_clock_that_stands_still_are_not_past(self, browsing, recording, world):
        with recording.at_work():
            clock_of(world, due_on=days_ago(3), later_ground="a")
            clock_of(world, due_on=days_ago(3), paused_on=days_ago(9))
            clock_of(world, due_on=days_ago(3))
        visitor = browsing.as_(world.people["lead"])
        page = visitor.page("/timetable")
        assert number(page, "past the date") == 1
        assert [caption.get_text(strip=True) for caption in page.select("caption")] == [
            "Past the date",
            "A later date is allowed, or the clock stands still",
        ]
        words = visitor.words("/timetable")
        assert "a later date is allowed, ground (a)" in words
        assert "stands still since" in words


def clock_of(world, **facts):
    """A running clock of the world's child."""
    given = {
        "authority_id": world.authority_id,
        "child_id": world.child_id,
        "rule": "T1",
        "from_on": days_ago(70),
        "due_on": days_ago(0),
        "severity": "statutory",
        "answers_for": "LP",
        "team_id": world.team_id,
    }
    held = Clock(**(given | facts))
    db.session.add(held)
    db.session.flush()
    return held


class TestNarrowing:
    def test_a_manager_narrows_the_team_to_whoever_leads(self, browsing, recording, world):
        recording.happens("case_opened", days_ago(50))
        other = recording.opens("deputy")
        recording.helps(other, "deputy", team_id=world.team_id)
        visitor = browsing.as_(world.people["manager"])
        page = visitor.page("/timetable?whose=team&within=all")
        assert [option.get_text(strip=True) for option in page.select("#filter-lead option")] == [
            "Anybody",
            "Deputy Person",
            "Lead Person",
        ]
        both = len(titles(page))
        mine = titles(visitor.page(f"/timetable?whose=team&within=all&lead={world.people['lead']}"))
        theirs = titles(visitor.page(f"/timetable?whose=team&within=all&lead={world.people['deputy']}"))
        assert both == len(mine) + len(theirs)
        assert mine and theirs

    @pytest.mark.parametrize("lead", ["nonsense", "01a229f5-f99d-7264-90d0-d5548681e1fc"])
    def test_nonsense_shows_nothing_of_anybody(self, browsing, recording, world, lead):
        recording.happens("case_opened", days_ago(50))
        answer = browsing.as_(world.people["lead"]).get(f"/timetable?lead={lead}&within=nonsense&after=x&whose=y")
        assert answer.status_code == 200


class TestThePresentPace:
    def test_says_how_late_and_from_how_many(self, browsing, recording, world, owner_engine):
        ended(owner_engine, world, "E8", 120, 150, 160, 170, 180, 190)
        recording.happens("ehc_request_received", days_ago(130))
        visitor = browsing.as_(world.people["lead"])
        expected = days_ago(130) + timedelta(days=170)
        page = visitor.words("/timetable?within=likely")
        assert "30 days late (from 5 cases)" in page
        assert str(expected.year) in page
        assert number(visitor.page("/timetable"), "likely to pass") == 1
        link = visitor.page("/timetable?within=likely").select_one("tbody th a")["href"]
        explained = visitor.words(link)
        assert "This one has taken 130 days so far. 5 of the 6 had taken longer than that" in explained
        assert "half of those took 170 days or fewer" in explained

    def test_nothing_is_said_with_fewer_than_five(self, browsing, recording, world, owner_engine):
        ended(owner_engine, world, "E8", 150, 160, 170, 180)
        recording.happens("ehc_request_received", days_ago(130))
        visitor = browsing.as_(world.people["lead"])
        assert "At the present pace" not in visitor.words("/timetable?within=all")
        assert number(visitor.page("/timetable"), "likely to pass") == 0

    def test_nothing_is_said_where_the_pace_is_good(self, browsing, recording, world, owner_engine):
        ended(owner_engine, world, "E8", 100, 110, 120, 125, 130, 135)
        recording.happens("ehc_request_received", days_ago(20))
        assert "At the present pace" not in browsing.as_(world.people["lead"]).words("/timetable?within=all")

    def test_another_authoritys_pace_is_its_own(self, app, world, owner_app, owner_engine):
        from coordination.db import identify
        from coordination.deadlines import listing
        from tests.world import build_world

        with owner_app.app_context():
            other = build_world()
        ended(owner_engine, other, "E8", 150, 160, 170, 180, 190)
        with app.app_context():
            identify(db.session(), world.people["lead"])
            assert listing.paces([other.authority_id]) == {}
        with app.app_context():
            identify(db.session(), other.people["lead"])
            assert list(listing.paces([other.authority_id])) == [(other.authority_id, "E8")]


class TestWhoWaits:
    def test_for_whoever_answers_for_it_and_for_whoever_was_asked(self, browsing, recording, world):
        recording.happens("ehc_request_received", days_ago(10))
        recording.happens(
            "ehc_advice_requested", days_ago(9), facts={"adviser": "health"}, agency_id=world.agencies["health"]
        )
        recording.happens("became_looked_after", days_ago(3))
        for address in ("/timetable?within=all", f"/children/{world.child_id}/timetable"):
            page = browsing.as_(world.people["lead"]).words(address)
            assert "The family waits for the SEND caseworker" in page, address
            assert "waits for Test health" in page, address
            assert "The child waits for the independent reviewing officer" in page, address


class TestAGreatMany:
    def test_a_hundred_thousand_cost_what_fifty_do(self, app, browsing, world, owner_engine):
        with owner_engine.begin() as owner:
            owner.execute(
                text(
                    "insert into clock (id, authority_id, child_id, rule, from_on, due_on, state, severity,"
                    " answers_for, team_id, explanation, recorded_at)"
                    " select gen_random_uuid(), :a, :c, case when n % 3 = 0 then 'C2' else 'T1' end,"
                    " cast(:d as date) - n % 200, cast(:d as date) + n % 300 - 100, 'running', 'statutory', 'LP', :t,"
                    " '{}', now() from generate_series(1, 100000) n"
                ),
                {"a": world.authority_id, "c": world.child_id, "t": world.team_id, "d": clock.today()},
            )
        try:
            with owner_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as owner:
                owner.execute(text("analyze clock"))
            visitor = browsing.as_(world.people["manager"])
            visitor.page("/timetable?whose=team")
            for address in (
                "/timetable?whose=team",
                "/timetable?whose=agency",
                "/timetable?whose=team&within=overdue",
                "/timetable?whose=team&within=likely",
                "/timetable?whose=team&within=all",
                f"/timetable?whose=team&lead={world.people['lead']}",
            ):
                with asked_of(app) as asked, rows_of(app) as rows:
                    page = visitor.page(address)
                assert len(asked) <= 8, (address, asked)
                assert max(rows) <= 51, (address, rows)
                assert len(titles(page)) == (0 if "likely" in address else 50), address
            assert number(visitor.page("/timetable?whose=team"), "past the date") == sum(
                1 for n in range(1, 100_001) if n % 300 < 100
            )
            # The SENCO sees no assessment of social care: a third of them, and no gap where those were.
            other = browsing.as_(world.people["senco"])
            with asked_of(app) as asked, rows_of(app) as rows:
                page = other.page("/timetable?within=all")
            assert len(asked) <= 8
            assert max(rows) <= 51
            assert len(titles(page)) == 50
        finally:
            with owner_engine.begin() as owner:
                owner.execute(text("delete from clock where team_id = :t"), {"t": world.team_id})
