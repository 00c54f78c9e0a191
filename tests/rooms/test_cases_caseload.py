"""A caseload: one's own children, what presses first, a page at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from coordination import clock
from coordination.cases.models import Case
from coordination.db import db
from tests.rooms.planning import asked_of
from tests.rooms.recording import Recording, days_ago


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


def rows(page):
    """The rows of the list, their words folded."""
    return [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]


def names(page):
    return [" ".join(row.select_one("th a").get_text().split()) for row in page.select("tbody tr")]


def counters(app, recording, case_id, **values):
    with recording.at_work():
        db.session.execute(update(Case.__table__).where(Case.__table__.c.id == case_id).values(**values))


class TestWhoIsOnIt:
    @pytest.mark.parametrize("who", ["lead", "deputy", "manager", "iro", "senco", "health", "provider"])
    def test_the_children_of_ones_teams(self, browsing, world, who):
        assert names(browsing.as_(world.people[who]).page("/children")) == ["Ama Okafor"]

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "commissioner"])
    def test_nobody_for_others(self, browsing, world, who):
        page = browsing.as_(world.people[who]).words("/children")
        assert "You work with no child here yet" in page
        assert "Okafor" not in page

    def test_families_have_pages_of_their_own(self, browsing, world):
        assert browsing.as_(world.people["parent"]).get("/children").status_code == 403

    def test_leaving_a_team_takes_the_child_off_at_the_next_request(self, browsing, recording, world):
        from coordination.cases import operations, queries

        visitor = browsing.as_(world.people["health"])
        assert "Ama Okafor" in visitor.words("/children")
        with recording.at_work("manager") as by:
            held = queries.membership(world.memberships["health"])
            operations.end_membership(held, on=clock.today(), why="Moved to another post", by=by)
        assert "Okafor" not in visitor.words("/children")

    def test_an_agreement_that_ended_takes_the_children_off(self, browsing, owner_engine, world):
        from sqlalchemy import text

        with owner_engine.begin() as owner:
            owner.execute(
                text("update sharing_agreement set to_on = :on where agency_id = :a"),
                {"on": days_ago(1), "a": world.agencies["school"]},
            )
        assert "Okafor" not in browsing.as_(world.people["senco"]).words("/children")

    def test_a_child_without_help_is_on_it_and_one_whose_help_ended_is_not(self, browsing, recording, world):
        from coordination.cases import operations, queries

        waiting = recording.opens(given_names="Waiting", family_name="Child")
        ended = recording.opens(given_names="Ended", family_name="Child")
        case_id = recording.helps(ended)
        with recording.at_work() as by:
            operations.close_case(queries.case(case_id), reason="outcomes_met", note="", by=by)
        visitor = browsing.as_(world.people["lead"])
        assert waiting
        assert names(visitor.page("/children")) == ["Waiting Child", "Ama Okafor"]
        assert names(visitor.page("/children?show=ended")) == ["Ended Child"]


class TestWhatPressesFirst:
    def test_overdue_then_soon_then_nothing(self, app, browsing, recording, world):
        late = recording.helps(recording.opens(given_names="Late", family_name="Zed"))
        soon = recording.helps(recording.opens(given_names="Soon", family_name="Alpha"))
        recording.opens(given_names="Never", family_name="Able")
        counters(app, recording, late, next_due_on=days_ago(3), open_actions=2)
        counters(app, recording, soon, next_review_on=days_ago(-5))
        page = browsing.as_(world.people["lead"]).page("/children")
        assert names(page) == ["Late Zed", "Soon Alpha", "Never Able", "Ama Okafor"]
        first = rows(page)[0]
        assert "Action" in first
        assert "3 days overdue" in first
        assert "Nothing due" in rows(page)[2]

    def test_a_review_that_was_planned_for_a_past_day_is_past_and_not_overdue(self, app, browsing, recording, world):
        counters(app, recording, world.case_id, next_review_on=days_ago(2))
        words = rows(browsing.as_(world.people["lead"]).page("/children"))[0]
        assert "2 days past" in words
        assert "overdue" not in words

    def test_a_limit_of_the_law_is_overdue_and_a_local_aim_is_past(self, browsing, recording, world):
        recording.happens("case_opened", days_ago(100))
        assert "overdue" not in rows(browsing.as_(world.people["lead"]).page("/children"))[0]
        recording.happens("referral_received", days_ago(200))
        assert "overdue" in rows(browsing.as_(world.people["lead"]).page("/children"))[0]

    def test_what_is_kept_from_somebody_moves_nothing(self, app, browsing, recording, world, owner_app):
        """The school is not told of the assessment's clock, so it neither shows nor puts the child first."""
        from tests.world import add_child

        with owner_app.app_context():
            other, case_id, *_ = add_child(
                world.authority_id, world.people, world.agencies, world.team_id,
                given_names="Soon", family_name="Alpha", preferred_name=None, sort_name="alpha soon",
            )  # fmt: skip
            db.session.commit()
        counters(app, recording, case_id, next_review_on=days_ago(-5))
        recording.happens("referral_received", days_ago(200))
        assert other
        assert names(browsing.as_(world.people["lead"]).page("/children")) == ["Ama Okafor", "Soon Alpha"]
        page = browsing.as_(world.people["senco"]).page("/children")
        assert names(page) == ["Soon Alpha", "Ama Okafor"]
        assert "assessment" not in page.get_text().lower()


class TestPagesOfACaseload:
    @pytest.fixture
    def thirty(self, recording):
        return [recording.opens(given_names="Child", family_name=f"Number {n:02}") for n in range(30)]

    def test_twenty_five_at_a_time_forward_and_back(self, browsing, thirty, world):
        visitor = browsing.as_(world.people["lead"])
        first = visitor.page("/children")
        assert len(names(first)) == 25
        assert first.select_one('a[rel="prev"]') is None
        second = visitor.page(first.select_one('a[rel="next"]')["href"])
        assert len(names(second)) == 6
        assert second.select_one('a[rel="next"]') is None
        assert not set(names(first)) & set(names(second))
        back = visitor.page(second.select_one('a[rel="prev"]')["href"])
        assert names(back) == names(first)
        assert back.select_one('a[rel="prev"]') is None

    def test_no_name_stands_in_an_address(self, browsing, thirty, world):
        page = browsing.as_(world.people["lead"]).page("/children")
        assert all("umber" not in link["href"] for link in page.select("a[href]"))

    def test_as_many_questions_for_thirty_as_for_one(self, app, browsing, recording, world):
        visitor = browsing.as_(world.people["lead"])
        visitor.page("/children")
        with asked_of(app) as one:
            visitor.page("/children")
        for n in range(30):
            recording.opens(given_names="Child", family_name=f"Number {n:02}")
        with asked_of(app) as many:
            visitor.page("/children")
        assert len(one) == len(many) <= 8, many


class TestNarrowingACaseload:
    def test_a_manager_narrows_it_by_lead_and_team(self, browsing, owner_app, recording, world):
        from coordination.agencies.models import Team

        with owner_app.app_context():
            team = Team(
                agency_id=world.agencies["services"], authority_id=world.authority_id, name="Team Two",
                manager_id=world.people["manager"],
            )  # fmt: skip
            db.session.add(team)
            db.session.commit()
            team_id = team.id
        key = recording.opens("deputy", given_names="Two", family_name="Second")
        recording.helps(key, "deputy", team_id=team_id)
        visitor = browsing.as_(world.people["manager"])
        assert set(names(visitor.page("/children"))) == {"Ama Okafor", "Two Second"}
        assert names(visitor.page(f"/children?team={team_id}")) == ["Two Second"]
        assert names(visitor.page(f"/children?lead={world.people['lead']}")) == ["Ama Okafor"]
        assert "Team Two" in visitor.words("/children")

    @pytest.mark.parametrize(
        "query", ["team=x", "after=x", "lead=1", "before='", "after=00000000-0000-0000-0000-000000000000"]
    )
    def test_nonsense_in_the_address_does_no_harm(self, browsing, world, query):
        assert browsing.as_(world.people["lead"]).get(f"/children?{query}").status_code == 200

    def test_when_somebody_is_due(self, app, browsing, recording, world):
        counters(app, recording, world.case_id, next_due_on=clock.today() + timedelta(days=1), open_actions=3)
        words = rows(browsing.as_(world.people["lead"]).page("/children"))[0]
        assert "due tomorrow" in words
        assert " 3 " in words
