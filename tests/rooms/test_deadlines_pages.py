"""The timetable: whose dates, how soon, and why that day. Only the law is ever overdue."""

import pytest

from coordination.db import db, new_id
from coordination.deadlines.models import Clock
from tests.rooms.planning import asked_of
from tests.rooms.recording import Recording, bare, days_ago


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


def titles(page):
    return [row.select_one("th a").get_text(" ", strip=True) for row in page.select("tbody tr")]


def sections(page):
    return [caption.get_text(strip=True) for caption in page.select("caption")]


class TestMyTimetable:
    def test_groups_what_is_due_by_how_soon(self, browsing, recording, world):
        recording.happens("case_opened", days_ago(200))
        recording.happens("became_looked_after", days_ago(10))
        page = browsing.as_(world.people["lead"]).page("/timetable")
        assert sections(page)[0] == "Past the date"
        assert len(sections(page)) > 1
        assert "First looked-after review for Ama Okafor" in titles(page)

    def test_only_the_law_is_overdue(self, browsing, recording, world):
        recording.happens("case_opened", days_ago(200))
        page = browsing.as_(world.people["lead"]).words("/timetable")
        assert "past our own aim" in page
        assert "overdue" not in page
        recording.happens("referral_received", days_ago(201))
        assert "overdue" in browsing.as_(world.people["lead"]).words("/timetable")

    @pytest.mark.parametrize(
        ("within", "expected"), [("overdue", 1), ("7", 2), ("14", 2), ("28", 3), ("all", 4), ("nonsense", 3)]
    )
    def test_narrowed_by_time(self, browsing, recording, world, within, expected):
        with recording.at_work():
            for ago in (3, -5, -20, -60):
                db.session.add(
                    Clock(
                        authority_id=world.authority_id,
                        child_id=world.child_id,
                        rule="T1",
                        from_on=days_ago(70),
                        due_on=days_ago(ago),
                        severity="local",
                        answers_for="LP",
                        team_id=world.team_id,
                    )  # fmt: skip
                )
        page = browsing.as_(world.people["lead"]).page(f"/timetable?within={within}")
        assert len(titles(page)) == expected

    def test_a_school_is_not_told_of_an_assessment(self, browsing, recording, world):
        recording.happens("referral_received", days_ago(50))
        recording.happens("case_opened", days_ago(50))
        assert len(titles(browsing.as_(world.people["lead"]).page("/timetable"))) == 3
        page = browsing.as_(world.people["senco"]).page("/timetable")
        assert titles(page) == ["First team around the child meeting for Ama Okafor"]
        assert "assessment" not in page.select_one("main").get_text().lower()

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "commissioner"])
    def test_strangers_have_nothing_on_it(self, browsing, recording, world, who):
        recording.happens("case_opened", days_ago(50))
        assert "Nothing is due" in browsing.as_(world.people[who]).words("/timetable")

    def test_families_have_pages_of_their_own(self, browsing, world):
        assert browsing.as_(world.people["youngperson"]).get("/timetable").status_code == 403


class TestMyTeamsTimetable:
    def test_the_manager_sees_the_teams_and_it_is_not_theirs_to_do(self, browsing, recording, world):
        recording.happens("case_opened", days_ago(50))
        visitor = browsing.as_(world.people["manager"])
        assert "Nothing is due" in visitor.words("/timetable?whose=mine")
        assert len(titles(visitor.page("/timetable?whose=team"))) == 1
        assert len(titles(visitor.page("/timetable?whose=agency"))) == 1
        assert "(lead: Lead Person)" in visitor.words("/timetable?whose=team")

    def test_a_colleague_of_the_team_who_is_not_on_the_childs_team_sees_nothing(self, browsing, recording, world):
        recording.happens("case_opened", days_ago(50))
        assert "Nothing is due" in browsing.as_(world.people["stranger"]).words("/timetable?whose=team")

    def test_somebody_without_a_team_is_not_offered_one(self, browsing, world):
        page = browsing.as_(world.people["senco"]).page("/timetable?whose=team")
        assert [option["value"] for option in page.select("#filter-whose option")] == ["mine"]


class TestPagesOfATimetable:
    @pytest.fixture
    def many(self, recording, world):
        with recording.at_work():
            for n in range(120):
                db.session.add(
                    Clock(
                        authority_id=world.authority_id,
                        child_id=world.child_id,
                        rule="T1" if n % 2 else "C2",
                        from_on=days_ago(90),
                        due_on=days_ago(-(n % 20)),
                        severity="local",
                        answers_for="LP",
                        team_id=world.team_id,
                        started_by=None,
                    )  # fmt: skip
                )

    def test_fifty_a_page_and_none_twice(self, browsing, many, world):
        visitor = browsing.as_(world.people["lead"])
        address, seen = "/timetable", []
        for expected in (50, 50, 20):
            page = visitor.page(address)
            found = [row.select_one("th a")["href"] for row in page.select("tbody tr")]
            assert len(found) == expected
            seen += found
            link = page.select_one('a[rel="next"]')
            address = link["href"] if link else ""
        assert not address
        assert len(set(seen)) == 120

    def test_hidden_ones_leave_no_gap(self, browsing, many, world):
        page = browsing.as_(world.people["senco"]).page("/timetable")
        assert len(titles(page)) == 50
        assert page.select_one('a[rel="next"]') is not None

    def test_eight_statements_however_many(self, app, browsing, many, world):
        visitor = browsing.as_(world.people["lead"])
        visitor.page("/timetable")
        for address in ("/timetable", "/timetable?whose=team", f"/children/{world.child_id}/timetable"):
            with asked_of(app) as asked:
                visitor.page(address)
            assert len(asked) <= 8, (address, asked)


class TestAChildsTimetable:
    def test_shows_what_runs_and_what_ended(self, browsing, recording, world):
        recording.happens("referral_received", days_ago(100))
        recording.happens("assessment_completed", days_ago(10))
        recording.happens("case_opened", days_ago(5))
        page = browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}/timetable")
        assert "First team around the child meeting" in page
        assert "Dates that have passed (1)" in page
        assert "Done late" in page

    def test_each_date_accounts_for_itself(self, browsing, recording, world):
        recording.happens("referral_received", days_ago(10))
        visitor = browsing.as_(world.people["lead"])
        link = visitor.page(f"/children/{world.child_id}/timetable").select_one("tbody th a")["href"]
        page = visitor.words(link)
        for part in ("Why this day", "The clock starts on", "Source:", "Days that do not count", "Referral received"):
            assert part in page, part

    @pytest.mark.parametrize(("who", "status"), [("lead", 200), ("senco", 404), ("health", 404), ("stranger", 404)])
    def test_the_account_is_for_those_who_may_see_the_clock(self, browsing, recording, world, who, status):
        recording.happens("referral_received", days_ago(10))
        with recording.at_work():
            key = db.session.query(Clock).filter_by(rule="C2").one().id
        assert browsing.as_(world.people[who]).get(f"/clocks/{key}").status_code == status

    def test_a_clock_that_is_hidden_is_the_same_as_none(self, browsing, recording, world):
        recording.happens("referral_received", days_ago(10))
        with recording.at_work():
            key = db.session.query(Clock).filter_by(rule="C2").one().id
        visitor = browsing.as_(world.people["senco"])
        visitor.get("/account")
        assert bare(visitor.get(f"/clocks/{key}").text) == bare(visitor.get(f"/clocks/{new_id()}").text)
