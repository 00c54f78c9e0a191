"""A record that was opened by hand is provisional until somebody has seen proof; and again where doubt comes up."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from coordination import clock
from coordination.cases import operations as cases
from coordination.cases.models import Membership
from coordination.children import identity
from coordination.children import operations as children
from coordination.children.models import Child
from coordination.db import RuleBroken, db, new_id
from coordination.events.models import Event
from tests.browsing import form_fields
from tests.rooms.recording import Recording


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def provisional(owner_app, world):
    """The world's child as a record opened by hand."""
    with owner_app.app_context():
        db.session.get_one(Child, world.child_id).provisional = True
        db.session.commit()
    return f"/children/{world.child_id}/identity/certain"


def told(owner_app, world):
    with owner_app.app_context():
        kinds = ("identity_confirmed", "identity_doubted")
        asked = select(Event).where(Event.child_id == world.child_id, Event.kind.in_(kinds)).order_by(Event.id)
        return [(row.kind, row.facts["ground"], row.recorded_by) for row in db.session.scalars(asked)]


def is_provisional(owner_app, world):
    with owner_app.app_context():
        return db.session.get_one(Child, world.child_id).provisional


PROOF = {"proof": "birth_certificate"}


def seen(on):
    return {**PROOF, "seen_on-day": on.day, "seen_on-month": on.month, "seen_on-year": on.year}


class TestAProvisionalRecord:
    def test_says_so_until_somebody_who_may_change_it_has_seen_proof(self, owner_app, browsing, world, provisional):
        lead, senco = browsing.as_(world.people["lead"]), browsing.as_(world.people["senco"])
        record = f"/children/{world.child_id}"
        for reader in (lead, senco):
            assert "Provisional: nobody has confirmed it yet" in reader.words(record)
        assert lead.page(record).find("a", href=provisional) is not None
        assert senco.page(record).find("a", href=provisional) is None
        assert lead.send(provisional, seen(clock.today())).status_code == 303
        for reader in (lead, senco):
            assert "Provisional" not in reader.words(record)
        assert not is_provisional(owner_app, world)
        assert told(owner_app, world) == [("identity_confirmed", "A birth certificate", world.people["lead"])]
        assert "Confirmed who they are: A birth certificate" in lead.words(f"{record}/chronology")

    def test_leaves_an_audit_row_that_says_on_what_ground(self, owner_app, browsing, world, provisional):
        browsing.as_(world.people["manager"]).send(provisional, seen(clock.today()))
        with owner_app.app_context():
            rows = db.session.execute(
                text(
                    "select verb, details from audit_row where :child = any(children) and actor_id = :who"
                    " and details ? 'identity'"
                ),
                {"child": world.child_id, "who": world.people["manager"]},
            ).all()
        assert [(row.verb, row.details["identity"], row.details["proof"]) for row in rows] == [
            ("change", "confirmed", "birth_certificate")
        ]

    @pytest.mark.parametrize(
        "who", ["senco", "health", "provider", "ehc", "parent", "carer", "youngperson", "stranger"]
    )
    def test_is_confirmed_by_nobody_else(self, owner_app, browsing, world, provisional, who):
        answer = browsing.as_(world.people[who]).send(provisional, seen(clock.today()))
        assert answer.status_code in (303, 403, 404)
        assert is_provisional(owner_app, world)
        assert told(owner_app, world) == []

    def test_is_confirmed_by_nobody_whose_place_ended(self, recording, owner_app, browsing, world, provisional):
        deputy = browsing.as_(world.people["deputy"])
        page = form_fields(deputy.get(provisional).text, provisional)
        with recording.at_work() as by:
            place = db.session.get(Membership, world.memberships["deputy"])
            cases.end_membership(place, why="Moved", on=clock.today(), by=by)
        assert deputy.client.post(provisional, data={**page, **seen(clock.today())}).status_code in (403, 404)
        assert is_provisional(owner_app, world)

    def test_confirms_what_is_asked_and_changes_nothing_else(self, owner_app, browsing, world, provisional):
        lead = browsing.as_(world.people["lead"])
        more = {"given_names": "Other", "born_on-year": "1999", "sealed": "y", "why": "differs"}
        with owner_app.app_context():
            child = db.session.get_one(Child, world.child_id)
            before = (child.given_names, child.born_on, child.sealed)
        assert lead.send(provisional, {**seen(clock.today()), **more}).status_code == 303
        with owner_app.app_context():
            child = db.session.get_one(Child, world.child_id)
            assert (child.given_names, child.born_on, child.sealed) == before
        assert [kind for kind, _, _ in told(owner_app, world)] == ["identity_confirmed"]

    def test_pressed_twice_is_confirmed_once_and_not_put_in_doubt(self, owner_app, browsing, world, provisional):
        lead = browsing.as_(world.people["lead"])
        for _ in range(2):
            lead.send(provisional, seen(clock.today()))
        assert not is_provisional(owner_app, world)
        assert len(told(owner_app, world)) == 1

    def test_tells_the_family_nothing_of_it(self, browsing, world, provisional):
        lead = browsing.as_(world.people["lead"])
        lead.send(provisional, seen(clock.today()))
        lead.send(provisional, {"why": "two_records"})
        for who, address in (("parent", "/family"), ("carer", "/caring"), ("youngperson", "/my-plan")):
            page = browsing.as_(world.people[who]).words(address)
            assert not any(word in page for word in ("rovisional", "two records", "irth certificate")), who

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({}, "Choose what was seen"),
            (seen(clock.today() + timedelta(days=2)), "on or before"),
            ({**seen(clock.today()), "proof": "hearsay"}, "What was seen"),
        ],
    )
    def test_is_not_confirmed_without_ground_and_day(self, owner_app, browsing, world, provisional, sent, sentence):
        answer = browsing.as_(world.people["lead"]).send(provisional, sent)
        assert answer.status_code == 422 and sentence in answer.text
        assert is_provisional(owner_app, world)

    def test_without_a_date_of_birth_has_nothing_to_confirm(self, recording, owner_app, world, provisional):
        with owner_app.app_context():
            db.session.get_one(Child, world.child_id).born_on = None
            db.session.commit()
        with recording.at_work() as by, pytest.raises(RuleBroken, match="Record a name and the date of birth first"):
            identity.confirm(db.session.get_one(Child, world.child_id), proof="passport", seen_on=clock.today(), by=by)

    def test_is_what_a_record_opened_by_hand_is(self, recording, world):
        with recording.at_work() as by:
            child = children.create_child(
                id=new_id(), authority_id=world.authority_id, given_names="New", family_name="Child", by=by, role="SW",
                agency_id=world.agencies["services"],
            )  # fmt: skip
            assert child.provisional


class TestAConfirmedRecord:
    def test_is_put_in_doubt_with_the_reason_and_stays_everybodys(self, owner_app, browsing, world):
        lead = browsing.as_(world.people["lead"])
        address, record = f"/children/{world.child_id}/identity/certain", f"/children/{world.child_id}"
        assert lead.send(address, {}).status_code == 422
        assert lead.send(address, {"why": "two_records"}).status_code == 303
        assert is_provisional(owner_app, world)
        ((kind, ground, by),) = told(owner_app, world)
        assert (kind, by) == ("identity_doubted", world.people["lead"]) and ground.startswith("There may be two")
        assert "Provisional" in browsing.as_(world.people["senco"]).words(record)
        assert lead.send(address, seen(clock.today())).status_code == 303
        assert not is_provisional(owner_app, world)

    @pytest.mark.parametrize("who", ["senco", "parent", "stranger"])
    def test_is_doubted_by_nobody_else(self, owner_app, browsing, world, who):
        browsing.as_(world.people[who]).send(f"/children/{world.child_id}/identity/certain", {"why": "differs"})
        assert not is_provisional(owner_app, world)
