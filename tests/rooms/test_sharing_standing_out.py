"""Looks that stand out: each pattern with its reason, for the privacy officer alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.db import db, identify
from coordination.sharing import standing_out

PAGE = "/privacy/standing-out"


@pytest.fixture
def looks(browsing, world):
    """The lead has looked at the record."""
    assert browsing.as_(world.people["lead"]).get(f"/children/{world.child_id}").status_code == 200


def stands(app, world):
    with app.app_context():
        identify(db.session(), world.people["privacy"])
        return {(row.pattern, row.person_id) for row in standing_out.found(world.authority_id)}


class TestWhatStandsOut:
    def test_an_ordinary_look_does_not(self, app, world, looks, owner_engine):
        at_noon(owner_engine, world)
        assert stands(app, world) == set()

    def test_the_same_surname_does(self, app, world, looks, owner_engine):
        at_noon(owner_engine, world)
        with owner_engine.begin() as connection:
            connection.execute(
                text("update child_index set family_norm = 'person' where child_id = :c"), {"c": world.child_id}
            )
            if not connection.execute(
                text("select count(*) from child_index where child_id = :c"), {"c": world.child_id}
            ).scalar_one():
                indexed(connection, world, "person")
        assert ("surname", world.people["lead"]) in stands(app, world)

    def test_a_look_at_night_does_and_the_duty_teams_does_not(self, app, world, looks, owner_engine):
        night = datetime.combine(clock.today() - timedelta(days=2), datetime.min.time(), UTC).replace(hour=2)
        moved(owner_engine, world, night)
        assert ("night", world.people["lead"]) in stands(app, world)
        with owner_engine.begin() as connection:
            connection.execute(
                text("update audit_row set role = 'EDT' where actor_id = :p"), {"p": world.people["lead"]}
            )
        assert ("night", world.people["lead"]) not in stands(app, world)

    def test_a_look_without_a_place_on_the_team_does(self, app, world, looks, owner_engine):
        at_noon(owner_engine, world)
        with owner_engine.begin() as connection:
            connection.execute(
                text("update reach set to_on = current_date - 5 where person_id = :p"), {"p": world.people["lead"]}
            )
        assert ("no_team", world.people["lead"]) in stands(app, world)

    def test_many_records_in_a_row_do(self, app, world, looks, owner_engine, monkeypatch):
        at_noon(owner_engine, world)
        monkeypatch.setattr(standing_out, "MANY", 1)
        assert ("many", world.people["lead"]) in stands(app, world)


def indexed(connection, world, family):
    connection.execute(
        text(
            "insert into child_index (child_id, authority_id, given_norm, family_norm, given_keys, family_keys,"
            " identifiers, sealed) values (:c, :a, '', :f, '{}', '{}', '{}', false) on conflict do nothing"
        ),
        {"c": world.child_id, "a": world.authority_id, "f": family},
    )


def moved(owner_engine, world, at):
    """The lead's looks happened at another time; the child can be found."""
    with owner_engine.begin() as connection:
        indexed(connection, world, "okafor")
        connection.execute(
            text("update audit_row set at = :at where actor_id = :p"), {"at": at, "p": world.people["lead"]}
        )


def at_noon(owner_engine, world):
    moved(
        owner_engine,
        world,
        datetime.combine(clock.today() - timedelta(days=2), datetime.min.time(), UTC).replace(hour=12),
    )


class TestThePage:
    def test_shows_who_and_why_and_no_name_of_a_child(self, browsing, world, looks, owner_engine):
        moved(owner_engine, world, datetime.combine(clock.today() - timedelta(days=2), datetime.min.time(), UTC))
        page = browsing.as_(world.people["privacy"]).words(PAGE)
        assert "Lead Person" in page
        assert "It was at night" in page
        assert "on the team" in page
        assert "Okafor" not in page
        assert "Ama" not in page

    def test_what_was_found_is_written_down_once(self, browsing, world, looks, owner_engine):
        moved(owner_engine, world, datetime.combine(clock.today() - timedelta(days=2), datetime.min.time(), UTC))
        officer = browsing.as_(world.people["privacy"])
        link = officer.page(PAGE).select_one("a[href^='/privacy/standing-out/']")["href"]
        assert officer.send(link, {"outcome": "expected", "note": ""}).status_code == 422
        answer = officer.send(link, {"outcome": "expected", "note": "She was with the family at the hospital"})
        assert answer.status_code == 303
        assert "at the hospital" in officer.words(PAGE)
        assert officer.get(link).status_code == 404

    @pytest.mark.parametrize("who", ["lead", "manager", "admin", "senco", "parent", "youngperson"])
    def test_is_the_privacy_officers_alone(self, browsing, world, who):
        for address in ("/privacy", PAGE):
            assert browsing.as_(world.people[who]).get(address).status_code == 403, address

    def test_the_database_answers_nobody_else(self, app, world, looks, owner_engine):
        moved(owner_engine, world, datetime.combine(clock.today() - timedelta(days=2), datetime.min.time(), UTC))
        with app.app_context():
            identify(db.session(), world.people["manager"])
            assert standing_out.found(world.authority_id) == []
