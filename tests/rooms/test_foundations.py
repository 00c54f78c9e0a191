"""The foundations: the second lock, the audit's append, and a statement's versions, on a real database."""

import pytest
from sqlalchemy import text

from coordination import tables
from coordination.children import saying
from coordination.children.statements import StatementVersion
from coordination.db import db, identify
from coordination.plans.models import Need


class TestTheSecondLock:
    def test_nobody_sees_nothing(self, app, world):
        with app.app_context():
            for name in tables.child_tables():
                found = db.session.execute(text(f'select count(*) from "{name}"')).scalar_one()
                assert found == 0, f"{name} shows {found} rows to nobody"

    def test_a_member_sees_the_child_and_a_stranger_does_not(self, app, world):
        with app.app_context():
            identify(db.session(), world.people["senco"])
            assert db.session.execute(text("select count(*) from child")).scalar_one() == 1
        with app.app_context():
            identify(db.session(), world.people["stranger"])
            assert db.session.execute(text("select count(*) from child")).scalar_one() == 0


class TestSayingSomething:
    def test_every_save_is_a_version(self, app, world):
        with app.app_context():
            by = world.actor("lead")
            identify(db.session(), by.person_id)
            need = Need(
                authority_id=world.authority_id,
                child_id=world.child_id,
                domain="education",
                wording=saying.professional("Reading takes all his energy"),
            )
            saying.say(need, by=by)
            saying.revise(need, by=by, seen=1, wording=saying.professional("Reading takes most of his energy"))
            saying.revise(need, by=by, domain="health")
            db.session.commit()
            words = [
                (version.number, version.wording["professional"]["en"], version.facts["domain"])
                for version in db.session.query(StatementVersion)
                .filter_by(statement_id=need.id)
                .order_by(StatementVersion.number)
            ]
        assert words == [
            (1, "Reading takes all his energy", "education"),
            (2, "Reading takes most of his energy", "education"),
            (3, "Reading takes most of his energy", "health"),
        ]

    def test_a_stale_save_says_so(self, app, world):
        with app.app_context():
            by = world.actor("lead")
            identify(db.session(), by.person_id)
            need = Need(authority_id=world.authority_id, child_id=world.child_id, wording=saying.professional("First"))
            saying.say(need, by=by)
            saying.revise(need, by=by, seen=1, wording=saying.professional("Second"))
            with pytest.raises(saying.Stale) as stale:
                saying.revise(need, by=by, seen=1, wording=saying.professional("Mine"))
        assert stale.value.base is not None
        assert stale.value.base.wording["professional"]["en"] == "First"
