"""The sheet for tonight: who may read and keep it, what is on it, and whether a kept copy may stay."""

import base64
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

from coordination import clock
from coordination.access.reach import end_reach
from coordination.care import operations as care
from coordination.care import queries
from coordination.db import db, identify
from coordination.household import operations as household
from tests.rooms.test_household import home

__all__ = ["home"]


@pytest.fixture
def carer(browsing, world, home):  # noqa: F811
    """The carer of the cast, whose child has allergies, medicines and a bedtime, in a browser of theirs."""
    home.begins()
    needs = {"allergies": "Nuts of every kind", "medicines": "Blue inhaler", "emergency_plan": ""}
    home.does(lambda child, by: household.change_needs(child, words=needs, by=by), who="health")
    return browsing.as_(world.people["carer"])


def address(world):
    return f"/caring/{world.child_id}/tonight"


def kept(visitor, world):
    """A kept copy, and what it says."""
    answer = visitor.press(address(world))
    assert answer.status_code == 200, answer.text
    given = answer.get_json()
    sealed, key, nonce = (base64.b64decode(given[name]) for name in ("sealed", "key", "nonce"))
    return given, json.loads(AESGCM(key).decrypt(nonce, sealed, str(world.child_id).encode()))


def may_stay(visitor, given):
    return visitor.get("/caring/kept", headers={"X-Kept-Sheet": given["token"]}).get_json()["keep"]


class TestTheSheet:
    def test_says_what_the_body_needs_and_whom_to_ring(self, carer, world):
        words = carer.words(address(world))
        for said in ("Nuts of every kind", "Blue inhaler", "Nobody has written this down yet", "999"):
            assert said in words

    def test_is_nobody_elses(self, carer, browsing, world):
        for who in ("lead", "parent", "youngperson", "stranger"):
            visitor = browsing.as_(world.people[who])
            assert visitor.get(address(world)).status_code in (403, 404), who
            assert visitor.press(address(world)).status_code in (403, 404), who

    def test_alone_may_start_one_worker(self, carer, world):
        def policy(where):
            return dict(part.split(" ", 1) for part in carer.get(where).headers["Content-Security-Policy"].split("; "))

        here, elsewhere = policy(address(world)), policy(f"/caring/{world.child_id}")
        assert here.pop("worker-src").endswith("/caring/worker.js")
        assert elsewhere.pop("worker-src") == "'none'"
        assert here == elsewhere


class TestACopy:
    def test_says_only_what_is_on_the_sheet(self, carer, world):
        _, says = kept(carer, world)
        assert [words for _, words in says["needs"]][:2] == ["Nuts of every kind", "Blue inhaler"]
        assert set(says) == {"title", "as_of", "needs", "ring", "numbers", "language", "direction"}

    def test_is_sealed_with_another_key_each_time_and_stands_in_the_audit(self, carer, world, owner_engine):
        first, second = kept(carer, world)[0], kept(carer, world)[0]
        assert first["key"] != second["key"]
        with owner_engine.connect() as connection:
            asked = text("select 1 from audit_row where details ? 'kept' and :child = any(children)")
            rows = connection.execute(asked, {"child": world.child_id}).all()
        assert len(rows) == 2

    def test_may_stay_with_its_carer(self, carer, browsing, world):
        given, _ = kept(carer, world)
        assert may_stay(carer, given)
        # The session may be over by now: the phone asks as nobody.
        assert may_stay(browsing.nobody(), given)

    def test_may_not_stay_with_anybody_else(self, carer, browsing, world):
        given, _ = kept(carer, world)
        assert not may_stay(browsing.as_(world.people["parent"]), given)
        assert not may_stay(browsing.nobody(), {"token": given["token"][:-2] + "xx"})
        assert not may_stay(browsing.nobody(), {"token": ""})

    def test_may_not_stay_where_the_place_has_ended(self, carer, browsing, app, world):
        given, _ = kept(carer, world)
        with app.app_context():
            identify(db.session(), world.people["lead"])
            end_reach(db.session(), world.memberships["carer"], clock.today())
            db.session.commit()
        assert not may_stay(browsing.nobody(), given)

    def test_nor_where_the_placement_has_ended_before_the_place_on_the_team(self, carer, world, home):  # noqa: F811
        given, _ = kept(carer, world)

        def end(child, by):
            care.end_placement(queries.running_placement(child.id), on=clock.today(), reason=None, by=by)

        home.does(end)
        assert not may_stay(carer, given)
        assert carer.press(address(world)).status_code == 404

    def test_may_not_stay_after_signing_out_or_after_a_day(self, carer, browsing, world, monkeypatch):
        given, _ = kept(carer, world)
        answer = carer.press("/sign-out")
        assert answer.headers["Clear-Site-Data"] == '"storage"'
        assert not may_stay(browsing.nobody(), given)
        other = browsing.as_(world.people["carer"])
        later, _ = kept(other, world)
        assert may_stay(other, later)
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: (clock.now() + timedelta(hours=25)).timestamp())
        assert not may_stay(other, later)
