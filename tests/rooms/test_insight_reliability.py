"""How organisations take part: from rows one reads, or small numbers taken out."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.db import db, new_id
from coordination.insight import reliability
from coordination.insight.reliability import Figures
from tests.rooms.planning import Planning
from tests.rooms.recording import days_ago
from tests.rooms.reviewing import Reviewing


@pytest.fixture
def planning(app, world):
    return Planning(app, world)


def figures(page):
    """The rows of the table by organisation, their words folded."""
    return {
        row.select_one("th").get_text().strip(): [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
        for row in page.select("#figures tbody tr")
    }


@pytest.fixture
def some_work(app, world, planning, owner_engine):
    """The health service: one done in time, one done late, one still open and late, one declined; one not yet due."""
    keys = [
        planning.asks(f"Ring {n}", "health", due_on=day, agency_id=world.agencies["health"])
        for n, day in enumerate((days_ago(20), days_ago(20), days_ago(10), days_ago(5), clock.today() + timedelta(9)))
    ]
    with owner_engine.begin() as owner:
        done = text("update action set status = 'done', done_on = :on, acceptance = 'accepted' where id = :k")
        owner.execute(done, {"k": keys[0], "on": days_ago(21)})
        owner.execute(done, {"k": keys[1], "on": days_ago(16)})
        owner.execute(text("update action set acceptance = 'declined' where id = :k"), {"k": keys[3]})
    reviewing = Reviewing(app, world)
    reviewing.records(reviewing.holds("lead", "health", "senco", days_ago=3))
    with owner_engine.begin() as owner:
        owner.execute(
            text("update review_person set attended = 'in_person' where agency_id = :a"),
            {"a": world.agencies["health"]},
        )
        owner.execute(
            text("update review_person set attended = 'apologies', report = 'yes' where agency_id = :a"),
            {"a": world.agencies["school"]},
        )
    return keys


class TestATeamsOrganisations:
    @pytest.mark.parametrize("who", ["manager", "lead", "iro"])
    def test_come_and_do_what_they_said(self, browsing, world, some_work, who):
        found = figures(browsing.as_(world.people[who]).page("/team/agencies"))
        came, report, on_time, late, declined = found["Test health"]
        assert came == "1 of 1"
        assert report == "0 of 1"
        assert on_time == "1 of 4 (25%)"
        assert late == "5"
        assert declined == "1 of 3"
        assert found["Test school"][:2] == ["0 of 1", "1 of 1"]

    def test_the_same_as_a_table_to_take_away(self, browsing, world, some_work):
        answer = browsing.as_(world.people["manager"]).get("/team/agencies/download")
        lines = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
        health = next(line for line in lines if line["Organisation"] == "Test health")
        assert (health["Actions that fell due"], health["Done on time"], health["Late"]) == ("4", "1", "3")

    def test_conferences_count_in_nobodys_figures(self, app, browsing, owner_engine, world, some_work):
        with owner_engine.begin() as owner:
            owner.execute(text("update review set kind = 'conference' where child_id = :c"), {"c": world.child_id})
        assert figures(browsing.as_(world.people["manager"]).page("/team/agencies"))["Test health"][0] == "none"

    def test_what_is_kept_from_the_reader_is_not_counted(self, browsing, planning, world, some_work):
        from coordination.children import saying
        from coordination.plans import queries

        with planning.at_work() as by:
            saying.revise(queries.action(some_work[2]), by=by, caveats=[f"not-to:{world.people['manager']}"])
        assert figures(browsing.as_(world.people["manager"]).page("/team/agencies"))["Test health"][2].startswith(
            "1 of 3"
        )
        assert figures(browsing.as_(world.people["iro"]).page("/team/agencies"))["Test health"][2].startswith("1 of 4")

    def test_long_ago_does_not_count(self, browsing, planning, world):
        planning.asks("Ring", "health", due_on=days_ago(200), agency_id=world.agencies["health"])
        assert "Test health" not in figures(browsing.as_(world.people["manager"]).page("/team/agencies"))

    @pytest.mark.parametrize("who", ["stranger", "othersenco"])
    def test_nothing_for_a_stranger(self, browsing, world, some_work, who):
        assert figures(browsing.as_(world.people[who]).page("/team/agencies")) == {}


class TestOnesOwnOrganisation:
    @pytest.mark.parametrize(("who", "name"), [("health", "Test health"), ("senco", "Test school")])
    def test_is_the_only_one_there(self, browsing, world, some_work, who, name):
        assert list(figures(browsing.as_(world.people[who]).page("/agency"))) == [name]

    def test_a_provider_sees_what_is_their_own(self, browsing, planning, world, some_work):
        planning.asks("Visit", "provider", due_on=days_ago(4), agency_id=world.agencies["provider"])
        found = figures(browsing.as_(world.people["provider"]).page("/agency"))
        assert list(found) == ["Test provider"]
        assert found["Test provider"][2] == "0 of 1 (0%)"

    def test_another_of_the_same_kind_sees_nothing(self, browsing, world, some_work):
        assert figures(browsing.as_(world.people["othersenco"]).page("/agency")) == {}


class TestSmallNumbers:
    WHOLE = Figures(agency="A", invited=20, came=12, actions=30, on_time=20, median_late=4.0, asked=9, declined=0)

    def test_stay_out_for_few_children(self):
        gone = reliability.suppressed(self.WHOLE, 4)
        assert (gone.invited, gone.actions, gone.on_time, gone.median_late, gone.asked) == (None,) * 5

    def test_large_ones_stay(self):
        assert reliability.suppressed(self.WHOLE, 5) == self.WHOLE

    @pytest.mark.parametrize("on_time", [1, 4, 26, 29])
    def test_neither_a_small_part_nor_what_is_left_of_the_whole(self, on_time):
        kept = reliability.suppressed(Figures(agency="A", actions=30, on_time=on_time, median_late=2.0), 9)
        assert (kept.actions, kept.on_time, kept.late, kept.median_late) == (30, None, None, None)

    def test_all_and_none_tell_of_nobody_in_particular(self):
        kept = reliability.suppressed(Figures(agency="A", actions=30, on_time=30), 9)
        assert kept.on_time == 30


class TestAnAnalyst:
    @pytest.fixture
    def analyst(self, app, world, owner_app):
        from coordination.agencies.models import Person, RoleHeld

        with owner_app.app_context():
            person = Person(kind="workforce", name="Analyst", sort_name="analyst", email=f"{new_id().hex}@demo.example")
            db.session.add(person)
            db.session.flush()
            db.session.add(
                RoleHeld(
                    person_id=person.id, agency_id=world.agencies["services"], authority_id=world.authority_id,
                    role="ANL", from_on=days_ago(9),
                )
            )  # fmt: skip
            db.session.commit()
            return person.id

    def test_sees_no_small_number(self, browsing, world, some_work, analyst):
        page = browsing.as_(analyst).page("/team/agencies")
        assert figures(page)["Test health"] == [
            "fewer than 5",
            "fewer than 5",
            "fewer than 5",
            "not shown",
            "fewer than 5",
        ]
        assert "Okafor" not in page.get_text()

    def test_sees_large_ones(self, app, browsing, owner_app, owner_engine, world, some_work, analyst):
        from tests.world import add_child

        with owner_app.app_context():
            for n in range(6):
                add_child(
                    world.authority_id, world.people, world.agencies, world.team_id, given_names=f"Child {n}",
                    sort_name=f"child {n}",
                )  # fmt: skip
            db.session.commit()
        with owner_engine.begin() as owner:
            # The same work for each of them, so that there is enough of it.
            owner.execute(
                text(
                    "with said as (insert into statement (id, authority_id, child_id, kind, section, label, audiences,"
                    " caveats, wording, version, recorded_at) select uuidv7(), c.authority_id, c.id, 'action',"
                    " 'actions', 'S1', '{}', '{}', '{}', 1, now() from child c where c.authority_id = :a"
                    " returning id, authority_id, child_id) insert into action (id, authority_id, child_id, number,"
                    " agency_id, due_on, priority, status, acceptance, carried, done_on)"
                    " select id, authority_id, child_id, 1, :g, :on, 'normal', 'done', 'accepted', 0, :on from said"
                ),
                {"a": world.authority_id, "g": world.agencies["fostering"], "on": days_ago(8)},
            )
        assert figures(browsing.as_(analyst).page("/team/agencies"))["Test fostering"][2] == "7 of 7 (100%)"

    def test_the_database_gives_nobody_else_any(self, app, world, some_work):
        from coordination.db import identify

        with app.app_context():
            for who in ("manager", "lead", "admin", "stranger"):
                identify(db.session(), world.people[who])
                assert reliability.of_authority(world.authority_id, clock.today()) == []
            db.session.rollback()

    def test_of_another_authority_none(self, app, world, some_work, analyst):
        from coordination.db import identify

        with app.app_context():
            identify(db.session(), analyst)
            assert reliability.of_authority(new_id(), clock.today()) == []
            db.session.rollback()
