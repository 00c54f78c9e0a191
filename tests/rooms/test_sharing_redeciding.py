"""A place on a team is decided again when what it rested on has changed."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.children.models import Child, SchoolPlace
from coordination.db import db


@pytest.fixture
def page(world):
    return f"/children/{world.child_id}/access"


@pytest.fixture
def moved(owner_app, world):
    """The child goes to the other school since last week."""
    with owner_app.app_context():
        today = clock.today()
        for agency, first, last in (("school", 300, 7), ("otherschool", 7, None)):
            db.session.add(
                SchoolPlace(
                    authority_id=world.authority_id,
                    child_id=world.child_id,
                    agency_id=world.agencies[agency],
                    name=f"Test {agency}",
                    from_on=today - timedelta(days=first),
                    to_on=None if last is None else today - timedelta(days=last),
                )  # fmt: skip
            )
        db.session.commit()


def born(owner_app, world, years, days=0):
    with owner_app.app_context():
        today = clock.today()
        db.session.get(Child, world.child_id).born_on = today.replace(year=today.year - years) - timedelta(days=days)
        db.session.commit()


class TestAnotherSchool:
    def test_whoever_works_for_the_school_before_is_asked_about(self, browsing, world, page, moved):
        words = browsing.as_(world.people["lead"]).words(page)
        assert "To decide again" in words
        assert "Senco Person" in words
        assert "The child goes to another school now" in words
        assert "Health Person" not in words[: words.index("Opened to somebody")]

    def test_stands_where_the_lead_and_the_manager_begin(self, browsing, world, moved):
        for who in ("lead", "manager"):
            assert "the school has changed" in browsing.as_(world.people[who]).words("/"), who
        assert "the school has changed" not in browsing.as_(world.people["stranger"]).words("/children")

    def test_who_stays_stays_for_a_reason_that_is_in_the_ledger(self, browsing, world, page, moved):
        lead = browsing.as_(world.people["lead"])
        address = f"/memberships/{world.memberships['senco']}/stays"
        assert lead.send(address, {"why": ""}).status_code == 422
        assert lead.send(address, {"why": "She hands over until Easter"}).status_code == 303
        assert "Senco Person stays on the team" in lead.words(page)
        words = lead.words(page)
        assert "Senco Person" not in words[: words.index("Opened to somebody")]
        assert "She hands over until Easter" in lead.words(f"/children/{world.child_id}/sharing")

    @pytest.mark.parametrize("who", ["senco", "health", "parent", "stranger"])
    def test_is_decided_by_nobody_else(self, browsing, world, moved, who):
        answer = browsing.as_(world.people[who]).get(f"/memberships/{world.memberships['senco']}/stays")
        assert answer.status_code in (303, 403, 404)

    def test_a_school_that_stays_the_same_asks_nothing(self, browsing, world, page):
        assert "To decide again" not in browsing.as_(world.people["lead"]).words(page)


class TestGrowingUp:
    def test_at_18_what_a_family_role_rests_on_has_changed(self, owner_app, browsing, world, page):
        born(owner_app, world, 18, 3)
        words = browsing.as_(world.people["lead"]).words(page)
        assert "they decide themself who is on their team" in words
        assert "Parent Person" in words

    def test_a_child_of_twelve_is_asked_nothing(self, owner_app, browsing, world, page):
        born(owner_app, world, 12)
        assert "To decide again" not in browsing.as_(world.people["lead"]).words(page)
