"""Looks that stand out: each pattern with its reason, for the privacy officer alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.db import db, identify, new_id
from coordination.sharing import standing_out
from tests.rooms.auditing import looked

PAGE = "/privacy/standing-out"


def ago(hour, days=2):
    """An hour of a day before today."""
    return datetime.combine(clock.today() - timedelta(days=days), datetime.min.time(), UTC).replace(hour=hour)


@pytest.fixture
def looks(world, owner_engine):
    """The lead has looked at the record, which can be found, at noon or another hour of the day before yesterday."""

    def at(hour, **of):
        with owner_engine.begin() as connection:
            connection.execute(
                text(
                    "insert into child_index (child_id, authority_id, given_norm, family_norm, given_keys, family_keys,"
                    " identifiers, sealed) values (:c, :a, '', :f, '{}', '{}', '{}', false)"
                    " on conflict (child_id) do update set family_norm = excluded.family_norm"
                ),
                {"c": world.child_id, "a": world.authority_id, "f": of.pop("family", "okafor")},
            )
        looked(owner_engine, world.people["lead"], world.child_id, at=ago(hour), **of)

    return at


def stands(app, world):
    with app.app_context():
        identify(db.session(), world.people["privacy"])
        return {(row.pattern, row.person_id) for row in standing_out.found(world.authority_id)}


class TestWhatStandsOut:
    def test_an_ordinary_look_does_not(self, app, world, looks):
        looks(12)
        assert stands(app, world) == set()

    def test_the_same_surname_does(self, app, world, looks):
        looks(12, family="person")
        assert stands(app, world) == {("surname", world.people["lead"])}

    def test_a_look_at_night_does_and_the_duty_teams_does_not(self, app, world, looks):
        looks(2, role="EDT")
        assert stands(app, world) == set()
        looks(2)
        assert stands(app, world) == {("night", world.people["lead"])}

    def test_a_look_without_a_place_on_the_team_does(self, app, world, looks, owner_engine):
        looks(12)
        with owner_engine.begin() as connection:
            connection.execute(
                text("update reach set to_on = current_date - 5 where person_id = :p"), {"p": world.people["lead"]}
            )
        assert stands(app, world) == {("no_team", world.people["lead"])}

    def test_a_look_at_brothers_and_sisters_together_counts_for_each(self, app, world, looks, owner_engine):
        looks(12)
        looked(owner_engine, world.people["lead"], world.child_id, at=ago(2), and_children=(new_id(),))
        assert stands(app, world) == {("night", world.people["lead"])}

    def test_a_list_is_no_look_at_any_of_those_on_it(self, app, world, looks, owner_engine):
        looks(12)
        others = tuple(new_id() for _ in range(12))
        looked(owner_engine, world.people["lead"], world.child_id, at=ago(2), and_children=others)
        assert stands(app, world) == set()

    def test_many_records_in_a_row_do(self, app, world, looks, monkeypatch):
        looks(12)
        monkeypatch.setattr(standing_out, "MANY", 1)
        assert stands(app, world) == {("many", world.people["lead"])}


class TestThePage:
    def test_shows_who_and_why_and_no_name_of_a_child(self, browsing, world, looks):
        looks(1)
        page = browsing.as_(world.people["privacy"]).words(PAGE)
        assert "Lead Person" in page
        assert "It was at night" in page
        assert "on the team" in page
        assert "Okafor" not in page
        assert "Ama" not in page

    def test_leads_nobody_to_write_about_their_own_look(self, browsing, world, looks, owner_engine):
        looks(12)
        looked(owner_engine, world.people["privacy"], world.child_id, at=ago(1))
        page = browsing.as_(world.people["privacy"]).page(PAGE)
        assert "You looked here yourself" in page.get_text()
        assert page.select_one("a[href^='/privacy/standing-out/']") is None

    def test_says_that_somebody_may_be_related_and_not_by_which_name(self, browsing, world, looks):
        looks(12, family="person")
        page = browsing.as_(world.people["privacy"]).words(PAGE)
        assert "They may be related to the child" in page
        assert "surname" not in page

    def test_what_was_found_is_written_down_once(self, browsing, world, looks):
        looks(1)
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

    def test_the_database_answers_nobody_else(self, app, world, looks):
        looks(1)
        with app.app_context():
            identify(db.session(), world.people["manager"])
            assert standing_out.found(world.authority_id) == []
