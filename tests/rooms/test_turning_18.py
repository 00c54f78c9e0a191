"""The list of who turns 18 with something missing: who is named and why, for whom, and what takes a name off it."""

import pytest

from tests.rooms.history import ago, on
from tests.rooms.planning import asked_of
from tests.rooms.transitions import Growing

LIST = "/transitions"


@pytest.fixture
def child(app, world, browsing):
    return Growing(app, world, browsing).aged(16, 8)


def words(child, who="manager", query=""):
    return child.as_(who).words(LIST + query)


class TestWhoIsNamed:
    def test_with_nothing_settled_each_reason_is_said(self, child):
        said = words(child)
        assert "Ama" in said
        for reason in ("No decision of the adult side", "No home from 18", "No income from 18"):
            assert reason in said.split("Why they are named")[1]

    @pytest.mark.parametrize(
        ("years", "months", "named"), [(15, 11, False), (16, 0, True), (17, 11, True), (18, 1, False)]
    )
    def test_within_24_months_of_the_birthday(self, child, years, months, named):
        child.aged(years, months)
        assert ("Ama" in words(child)) is named

    def test_from_18_until_25_on_the_other_list(self, child):
        assert "Ama" not in words(child, query="?show=after")
        child.aged(19)
        assert "Ama" in words(child, query="?show=after")
        child.aged(25)
        assert "Ama" not in words(child, query="?show=after")

    def test_an_adviser_is_missing_only_where_one_is_owed(self, child):
        assert "No personal adviser" not in words(child).split("Why they are named")[1]
        child.confirmed()
        assert "No personal adviser, and one is owed" in words(child).split("Why they are named")[1]

    def test_qualifying_has_no_right_to_an_adviser(self, child):
        child.confirmed("qualifying")
        assert "No personal adviser" not in words(child).split("Why they are named")[1]

    def test_looked_after_and_nobody_has_confirmed_what_they_are(self, child):
        child.looked_after(days=200)
        assert "Nobody has confirmed" in words(child).split("Why they are named")[1]
        child.confirmed()
        assert "Nobody has confirmed" not in words(child).split("Why they are named")[1]

    def test_nobody_is_named_for_whom_all_is_settled(self, child):
        for kind, fields in (
            ("home", {"what": "staying_put", "sure": "no"}),
            ("income", {"what": "wages", "sure": "yes"}),
            ("adult_side", {"what": "none", "decided_by": "R. Sule", "why": "No care needs"}),
        ):
            child.writes(f"runway/from-18/{kind}", **fields, **on("decided_on", ago(2)))
        said = words(child)
        assert "Ama" not in said and "1 turn 18 within 24 months" in said and "For 0 something is missing" in said

    def test_one_reason_at_a_time(self, child):
        child.writes("runway/from-18/home", what="family", sure="yes", **on("decided_on", ago(2)))
        assert "Ama" not in words(child, query="?gap=home")
        assert "Ama" in words(child, query="?gap=income")

    def test_with_an_adviser_on_the_team_that_is_not_missing(self, child, owner_app):
        child.confirmed()
        child.advised(owner_app)
        said = words(child).split("Why they are named")[1]
        assert "No personal adviser" not in said and "Adviser: Chris Adviser" in said


class TestForWhom:
    @pytest.mark.parametrize("who", ["lead", "manager", "iro", "virtualschool"])
    def test_within_their_reach(self, child, who):
        assert "Ama" in words(child, who)

    def test_a_social_worker_on_no_team_of_theirs_finds_nobody(self, child):
        said = words(child, "stranger")
        assert "Ama" not in said and "Nobody of this age is on a record you can see" in said

    @pytest.mark.parametrize("who", ["senco", "health", "supervisor", "parent", "carer", "youngperson", "admin"])
    def test_it_is_not_for_others(self, child, who):
        assert child.as_(who).get(LIST).status_code == 403

    @pytest.mark.parametrize(("who", "there"), [("manager", True), ("iro", True), ("senco", False)])
    def test_it_stands_in_the_navigation_of_its_readers(self, child, who, there):
        assert ("Turning 18" in child.as_(who).words("/timetable")) is there


class TestWhatItCosts:
    def test_at_most_eight_questions(self, child, app):
        visitor = child.as_("manager")
        for address in (LIST, child.runway):
            visitor.words(address)
            with asked_of(app) as asked:
                visitor.words(address)
            assert len(asked) <= 8, (address, asked)


class TestTakingItAway:
    def test_it_asks_for_a_fresh_proof(self, child):
        assert "text/csv" not in child.as_("manager").get(f"{LIST}?as=csv").headers["Content-Type"]

    def test_the_same_rows(self, child, world, browsing):
        answer = browsing.as_(world.people["manager"], just_proved=True).get(f"{LIST}?as=csv")
        assert answer.headers["Content-Type"].startswith("text/csv")
        heading, row = answer.text.strip().splitlines()
        assert "No home from 18" in heading and "Ama" in row and row.endswith("no,no,yes,yes,yes")
