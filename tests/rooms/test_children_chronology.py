"""The chronology: what happened, by date and from whom, each line by its own label; and it prints."""

import pytest

from coordination.db import db
from coordination.events import queries
from coordination.events.models import Event
from tests.rooms.planning import asked_of
from tests.rooms.recording import Recording, days_ago


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def chronology(world):
    return f"/children/{world.child_id}/chronology"


def lines(page):
    """What happened, in the order of the page."""
    return [row.select("td")[0].get_text(" ", strip=True) for row in page.select("tbody tr")]


class TestWhatItShows:
    def test_newest_first_with_the_day_and_the_organisation(self, browsing, recording, world, chronology):
        recording.happens("referral_received", days_ago(80), agency_id=world.agencies["services"])
        recording.happens("school_changed", days_ago(5), agency_id=world.agencies["school"])
        recording.happens("case_opened", days_ago(60), facts={"level": "Early help"})
        page = browsing.as_(world.people["lead"]).page(chronology)
        assert lines(page) == ["School changed", "Help began: Early help", "Referral received"]
        assert "Test school" in page.select("tbody tr")[0].get_text()

    def test_a_correction_stands_in_the_place_of_what_it_corrects(self, browsing, recording, chronology, world):
        wrong = recording.happens("school_changed", days_ago(5))
        recording.happens("school_changed", days_ago(9), corrects_id=wrong)
        page = browsing.as_(world.people["lead"]).page(chronology)
        assert lines(page) == ["School changed (corrected)"]

    def test_it_says_from_which_file_it_came(self, browsing, recording, chronology, world):
        recording.happens("became_looked_after", days_ago(5), source="ssda903")
        assert "SSDA903 return" in browsing.as_(world.people["lead"]).words(chronology)

    def test_a_fact_that_is_missing_leaves_no_gap(self, browsing, recording, chronology, world):
        recording.happens("case_opened", days_ago(5))
        assert lines(browsing.as_(world.people["lead"]).page(chronology)) == ["Help began"]

    def test_an_empty_one_says_so(self, browsing, chronology, world):
        assert "Nothing to show" in browsing.as_(world.people["lead"]).words(chronology)


class TestLabels:
    def test_each_line_by_its_own_section(self, browsing, recording, chronology, world):
        recording.happens("referral_received", days_ago(80))
        recording.happens("went_missing", days_ago(70))
        recording.happens("school_changed", days_ago(60))
        recording.happens("disability_recorded", days_ago(50))
        assert len(lines(browsing.as_(world.people["lead"]).page(chronology))) == 4
        assert lines(browsing.as_(world.people["senco"]).page(chronology)) == ["School changed"]

    def test_a_higher_label_of_one_line(self, browsing, recording, chronology, world):
        recording.happens("school_changed", days_ago(60), label="S3")
        recording.happens("school_changed", days_ago(50))
        assert len(lines(browsing.as_(world.people["lead"]).page(chronology))) == 2
        assert len(lines(browsing.as_(world.people["health"]).page(chronology))) <= 1

    def test_a_hidden_line_leaves_the_page_as_if_it_never_was(self, app, browsing, recording, chronology, world):
        """The same bytes, the same number of lines on a page and the same link to the next one."""
        from tests.rooms.recording import bare

        for n in range(60):
            recording.happens("school_changed", days_ago(n))
        visitor = browsing.as_(world.people["senco"])
        before = visitor.get(chronology).text
        for n in range(30):
            recording.happens("referral_received", days_ago(n))
        after = visitor.get(chronology).text
        assert bare(before) == bare(after)


class TestNarrowingIt:
    def test_by_what_it_is_about(self, browsing, recording, chronology, world):
        recording.happens("school_changed", days_ago(5))
        recording.happens("referral_received", days_ago(4))
        page = browsing.as_(world.people["lead"]).page(f"{chronology}?group=education")
        assert lines(page) == ["School changed"]

    def test_by_organisation_and_dates(self, browsing, recording, chronology, world):
        recording.happens("school_changed", days_ago(50), agency_id=world.agencies["school"])
        recording.happens("school_changed", days_ago(10), agency_id=world.agencies["school"])
        recording.happens("referral_received", days_ago(10), agency_id=world.agencies["services"])
        visitor = browsing.as_(world.people["lead"])
        assert len(lines(visitor.page(f"{chronology}?agency={world.agencies['school']}"))) == 2
        assert len(lines(visitor.page(f"{chronology}?from={days_ago(20)}"))) == 2
        assert len(lines(visitor.page(f"{chronology}?to={days_ago(20)}"))) == 1

    @pytest.mark.parametrize("query", ["group=nothing", "agency=x", "from=yesterday", "to=2026-99-99", "after=x"])
    def test_nonsense_is_as_if_it_was_not_there(self, browsing, recording, chronology, world, query):
        recording.happens("school_changed", days_ago(5))
        assert lines(browsing.as_(world.people["lead"]).page(f"{chronology}?{query}")) == ["School changed"]


class TestLongOnes:
    @pytest.fixture
    def long(self, recording):
        for n in range(90):
            recording.happens("school_changed", days_ago(n))

    def test_forty_lines_a_page_and_none_twice(self, browsing, long, chronology, world):
        visitor = browsing.as_(world.people["lead"])
        days: list[str] = []
        address = chronology
        for expected in (40, 40, 10):
            page = visitor.page(address)
            found = [mark["datetime"] for mark in page.select("tbody time")]
            assert len(found) == expected
            days += found
            link = page.select_one('a[rel="next"]')
            address = link["href"] if link else ""
        assert address == ""
        assert len(set(days)) == 90
        assert days == sorted(days, reverse=True)

    def test_all_of_it_prints_on_one_page(self, browsing, long, chronology, world):
        page = browsing.as_(world.people["lead"]).page(f"{chronology}?print=all")
        assert len(lines(page)) == 90
        assert "printed on" in page.select_one("main .app-print-only").get_text()

    def test_eight_statements(self, app, browsing, long, chronology, world):
        visitor = browsing.as_(world.people["lead"])
        visitor.page(chronology)
        with asked_of(app) as asked:
            visitor.page(chronology)
        assert len(asked) <= 8, asked


class TestLooking:
    def test_the_first_time_there_is_nothing_before(self, recording, world):
        with recording.at_work("senco") as by:
            assert queries.look(world.authority_id, world.child_id, by.person_id) is None
        with recording.at_work("senco") as by:
            assert queries.look(world.authority_id, world.child_id, by.person_id) is None

    def test_events_are_never_changed(self, app, recording, world):
        import sqlalchemy

        key = recording.happens("school_changed", days_ago(5))
        with pytest.raises(sqlalchemy.exc.DBAPIError, match=r"never change|permission denied"), recording.at_work():
            db.session.get(Event, key).facts = {"a": "b"}
