"""A place on a team is decided again when what it rested on has changed."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.care.models import Placement
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

    def test_narrows_their_place_until_somebody_decides(self, browsing, world, moved):
        senco = browsing.as_(world.people["senco"])
        assert "you see less of this record" in senco.words(f"/children/{world.child_id}")
        assert senco.get(f"/children/{world.child_id}/team").status_code == 200
        for address in (f"/plans/{world.plan_id}", f"/children/{world.child_id}/sen"):
            assert senco.get(address).status_code == 404, address
        for who in ("lead", "health", "parent"):
            page = "family" if who == "parent" else "children"
            assert "you see less" not in browsing.as_(world.people[who]).words(f"/{page}/{world.child_id}"), who
        lead = browsing.as_(world.people["lead"])
        lead.send(f"/memberships/{world.memberships['senco']}/stays", {"why": "She hands over until Easter"})
        assert senco.get(f"/plans/{world.plan_id}").status_code == 200
        assert "you see less" not in senco.words(f"/children/{world.child_id}")

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


def placed(owner_app, world, ended=None):
    """The child lives with the carer, or lived there until some days ago."""
    with owner_app.app_context():
        today = clock.today()
        db.session.add(
            Placement(
                authority_id=world.authority_id,
                child_id=world.child_id,
                code="U6",
                agency_id=world.agencies["fostering"],
                carer_id=world.people["carer"],
                from_on=today - timedelta(days=200),
                to_on=None if ended is None else today - timedelta(days=ended),
            )
        )
        db.session.commit()


class TestAPlacementThatEnded:
    def test_asks_about_the_carer_and_who_supervises_them(self, owner_app, browsing, world, page):
        placed(owner_app, world, ended=1)
        words = browsing.as_(world.people["lead"]).words(page)
        again = words[: words.index("Opened to somebody")]
        assert "Carer Person" in again and "Supervisor Person" in again
        assert "placement with them has ended" in again and "They see less until you decide" in again
        assert "Provider Person" not in again and "Parent Person" not in again
        assert "a placement has ended" in browsing.as_(world.people["manager"]).words("/")

    def test_narrows_what_they_see_and_leaves_what_is_theirs(self, owner_app, browsing, world):
        carer, supervisor = browsing.as_(world.people["carer"]), browsing.as_(world.people["supervisor"])
        placed(owner_app, world, ended=1)
        assert supervisor.get(f"/plans/{world.plan_id}").status_code == 404
        assert supervisor.get(f"/children/{world.child_id}/team").status_code == 200
        assert carer.get(f"/caring/{world.child_id}").status_code == 200
        assert carer.get("/caring/diary").status_code in (200, 404)
        for who, address in (("lead", f"/plans/{world.plan_id}"), ("provider", f"/children/{world.child_id}/team")):
            assert browsing.as_(world.people[who]).get(address).status_code == 200, who

    def test_one_that_goes_on_or_began_again_narrows_nothing(self, owner_app, browsing, world, page):
        placed(owner_app, world, ended=20)
        placed(owner_app, world)
        assert "To decide again" not in browsing.as_(world.people["lead"]).words(page)
        assert browsing.as_(world.people["supervisor"]).get(f"/plans/{world.plan_id}").status_code == 200


class TestGrowingUp:
    def test_at_18_a_parent_keeps_what_was_given_and_sees_no_more_until_it_is_decided(self, owner_app, browsing, world):
        parent, lead = browsing.as_(world.people["parent"]), browsing.as_(world.people["lead"])
        assert parent.get(f"/family/{world.child_id}/shared").status_code == 200
        born(owner_app, world, 18, 3)
        assert parent.get(f"/family/{world.child_id}").status_code == 200
        lead.send(f"/memberships/{world.memberships['parent']}/stays", {"why": "The young person wants her there"})
        assert "the young person is 18" in lead.words("/"), "the other parent and the carer are still to decide"
        words = lead.words(f"/children/{world.child_id}/access")
        assert "Otherparent Person" in words[: words.index("Opened to somebody")]
        assert "Parent Person" not in words[: words.index("Opened to somebody")].replace("Otherparent Person", "")

    def test_before_the_birthday_nothing_narrows(self, owner_app, browsing, world, page):
        born(owner_app, world, 18, -3)
        words = browsing.as_(world.people["lead"]).words(page)
        assert "They see less until you decide" not in words

    def test_at_18_what_a_family_role_rests_on_has_changed(self, owner_app, browsing, world, page):
        born(owner_app, world, 18, 3)
        words = browsing.as_(world.people["lead"]).words(page)
        assert "they decide themself who is on their team" in words
        assert "Parent Person" in words

    def test_a_child_of_twelve_is_asked_nothing(self, owner_app, browsing, world, page):
        born(owner_app, world, 12)
        assert "To decide again" not in browsing.as_(world.people["lead"]).words(page)
