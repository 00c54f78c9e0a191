"""Where each person starts, and which sections they have across the top."""

import pytest

STARTS = {
    "lead": "/children",
    "manager": "/team",
    "iro": "/team",
    "senco": "/actions",
    "health": "/actions",
    "provider": "/actions",
    "admin": "/organisations",
}


def sections(page):
    return [" ".join(link.get_text().split()) for link in page.select(".govuk-service-navigation__link")]


class TestTheFirstPage:
    @pytest.mark.parametrize(("who", "where"), STARTS.items())
    def test_is_where_their_work_is(self, browsing, world, who, where):
        answer = browsing.as_(world.people[who]).get("/")
        assert answer.status_code == 303
        assert answer.headers["Location"] == where


class TestTheSections:
    @pytest.mark.parametrize(
        ("who", "first", "without"),
        [
            ("manager", "My team", "Organisation"),
            ("iro", "Overview", "Organisation"),
            ("lead", "Overview", "Organisation"),
            ("senco", "Children", "Overview"),
            ("health", "Children", "My team"),
        ],
    )
    def test_are_those_of_their_work(self, browsing, world, who, first, without):
        found = sections(browsing.as_(world.people[who]).page("/account"))
        assert found[0] == first
        assert without not in found
        assert {"Children", "Actions", "Timetable"} <= set(found)

    @pytest.mark.parametrize("who", ["senco", "health", "provider"])
    def test_hold_their_own_organisation(self, browsing, world, who):
        assert "Organisation" in sections(browsing.as_(world.people[who]).page("/account"))

    @pytest.mark.parametrize("who", ["lead", "manager", "senco"])
    def test_say_which_one_somebody_is_in(self, browsing, world, who):
        page = browsing.as_(world.people[who]).page("/agency" if who == "senco" else "/team")
        assert page.select_one(".govuk-service-navigation__item--active") is not None
