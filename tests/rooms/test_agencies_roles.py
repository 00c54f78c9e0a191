"""People and the roles they hold: proposed by one administrator, confirmed by another, ended at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coordination import clock
from coordination.agencies import people
from coordination.agencies.models import AddressProposal, Person, RoleHeld, RoleProposal
from coordination.db import RuleBroken, db, new_id


@pytest.fixture
def second(app, world):
    """Another administrator of the same authority."""
    with app.app_context():
        person = people.add_person(kind="workforce", name="Second Admin", email=f"{new_id().hex}@demo.example")
        people.add_role(
            person_id=person.id,
            agency_id=world.agencies["services"],
            role="ADM",
            authority_id=world.authority_id,
            from_on=clock.today() - timedelta(days=10),
        )
        db.session.commit()
        return person.id


@pytest.fixture
def newcomer(app, browsing, world):
    """Somebody an administrator has just added, without a role."""
    admin = browsing.as_(world.people["admin"], just_proved=True)
    answer = admin.send(
        "/people/add", {"name": "Nadia Newcomer", "kind": "workforce", "email": f"{new_id().hex}@demo.example"}
    )
    assert answer.status_code == 303
    with app.app_context():
        return db.session.scalar(select(Person).where(Person.id == answer.location.rsplit("/", 1)[1]))


def propose(browser, world, person_id, role="SW", agency="services", **more):
    return browser.send(
        f"/people/{person_id}/roles/propose?agency_id={world.agencies[agency]}",
        {"role": role, "reason": "Starts in the team on Monday", **more},
    )


def proposal_of(app, person_id):
    with app.app_context():
        return db.session.scalar(
            select(RoleProposal).where(RoleProposal.person_id == person_id).order_by(RoleProposal.recorded_at.desc())
        )


def roles_of(app, person_id):
    with app.app_context():
        return [row.role for row in db.session.scalars(select(RoleHeld).where(RoleHeld.person_id == person_id))]


class TestGivingARole:
    def test_a_proposal_opens_nothing(self, app, browsing, world, newcomer, second):
        admin = browsing.as_(world.people["admin"], just_proved=True)
        assert propose(admin, world, newcomer.id).status_code == 303
        assert roles_of(app, newcomer.id) == []
        assert "Another administrator has to confirm it." in admin.words(f"/people/{newcomer.id}")

    def test_another_administrator_confirms_it(self, app, browsing, world, newcomer, second):
        propose(browsing.as_(world.people["admin"], just_proved=True), world, newcomer.id)
        other = browsing.as_(second, just_proved=True)
        assert "1 for you" in other.words("/organisations")
        answer = other.press(f"/roles-to-confirm/{proposal_of(app, newcomer.id).id}/confirm")
        assert answer.status_code == 303
        assert roles_of(app, newcomer.id) == ["SW"]
        assert "Social worker" in other.words(f"/people/{newcomer.id}")

    def test_nobody_confirms_what_they_proposed(self, app, browsing, world, newcomer, second):
        admin = browsing.as_(world.people["admin"], just_proved=True)
        propose(admin, world, newcomer.id)
        answer = admin.press(f"/roles-to-confirm/{proposal_of(app, newcomer.id).id}/confirm")
        assert answer.status_code == 422
        assert roles_of(app, newcomer.id) == []

    def test_nobody_confirms_their_own(self, app, browsing, world, second):
        propose(browsing.as_(world.people["admin"], just_proved=True), world, second, "IGO")
        answer = browsing.as_(second, just_proved=True).press(
            f"/roles-to-confirm/{proposal_of(app, second).id}/confirm"
        )
        assert answer.status_code == 422
        assert roles_of(app, second) == ["ADM"]

    def test_nor_could_a_mistake_in_a_page_let_them(self, app, browsing, world, newcomer, second, owner_engine):
        propose(browsing.as_(world.people["admin"], just_proved=True), world, newcomer.id)
        with pytest.raises(IntegrityError), owner_engine.begin() as connection:
            connection.execute(
                text(
                    "update role_proposal set decided_at = now(), confirmed = true,"
                    " decided_by = recorded_by where id = :id"
                ),
                {"id": proposal_of(app, newcomer.id).id},
            )

    def test_it_is_decided_once(self, app, browsing, world, newcomer, second):
        propose(browsing.as_(world.people["admin"], just_proved=True), world, newcomer.id)
        address = f"/roles-to-confirm/{proposal_of(app, newcomer.id).id}/confirm"
        other = browsing.as_(second, just_proved=True)
        assert other.press(address).status_code == 303
        again = other.press(address)
        assert again.status_code == 422
        assert "already decided" in again.text
        assert roles_of(app, newcomer.id) == ["SW"]

    def test_it_may_be_refused_with_a_reason(self, app, browsing, world, newcomer, second):
        propose(browsing.as_(world.people["admin"], just_proved=True), world, newcomer.id)
        proposal = proposal_of(app, newcomer.id)
        other = browsing.as_(second, just_proved=True)
        assert other.send(f"/roles-to-confirm/{proposal.id}/refuse", {"note": ""}).status_code == 422
        assert other.send(f"/roles-to-confirm/{proposal.id}/refuse", {"note": "They left"}).status_code == 303
        assert roles_of(app, newcomer.id) == []
        assert proposal_of(app, newcomer.id).note == "They left"

    def test_only_roles_that_belong_to_the_organisation_are_offered(self, browsing, world, newcomer):
        admin = browsing.as_(world.people["admin"], just_proved=True)
        answer = propose(admin, world, newcomer.id, "SW", "school")
        assert answer.status_code == 422
        page = admin.page(f"/people/{newcomer.id}/roles/propose?agency_id={world.agencies['school']}")
        assert {one["value"] for one in page.find_all("input", {"name": "role"})} == {"SEN", "DSL", "LP"}

    def test_the_other_administrators_are_told_without_a_name(self, browsing, world, newcomer, second, owner_engine):
        propose(browsing.as_(world.people["admin"], just_proved=True), world, newcomer.id)
        with owner_engine.connect() as connection:
            told = connection.execute(
                text(
                    "select person_id, subject, body from outbox_message where template = 'role_waiting'"
                    " and person_id = any(:who)"
                ),
                {"who": [second, world.people["admin"]]},
            ).all()
        assert [row.person_id for row in told] == [second]
        assert "Nadia" not in told[0].body + told[0].subject

    def test_both_hands_are_in_the_audit(self, app, browsing, world, newcomer, second, owner_engine):
        propose(browsing.as_(world.people["admin"], just_proved=True), world, newcomer.id)
        proposal = proposal_of(app, newcomer.id)
        browsing.as_(second, just_proved=True).press(f"/roles-to-confirm/{proposal.id}/confirm")
        with owner_engine.connect() as connection:
            rows = connection.execute(
                text(
                    "select verb, actor_id, details->>'role' as role from audit_row where object_id = :key order by at"
                ),
                {"key": proposal.id},
            ).all()
        assert [tuple(row) for row in rows] == [
            ("role_proposed", world.people["admin"], "SW"),
            ("role_confirmed", second, "SW"),
        ]


class TestEndingARole:
    def test_it_takes_effect_at_the_next_request(self, app, browsing, world, second):
        other = browsing.as_(second, just_proved=True)
        assert other.get("/organisations").status_code == 200
        with app.app_context():
            role = db.session.scalar(select(RoleHeld).where(RoleHeld.person_id == second))
        admin = browsing.as_(world.people["admin"], just_proved=True)
        assert admin.send(f"/roles/{role.id}/end").status_code == 303
        assert other.get("/organisations").status_code == 403

    def test_one_that_ends_later_is_held_until_then(self, app, world):
        with app.app_context():
            role = db.session.scalar(select(RoleHeld).where(RoleHeld.person_id == world.people["stranger"]))
            people.end_role(role, on=clock.today() + timedelta(days=3))
            assert role.to_on == clock.today() + timedelta(days=3)
            people.end_role(role, on=clock.today() + timedelta(days=9))
            assert role.to_on == clock.today() + timedelta(days=3)
            db.session.rollback()


class TestPeople:
    def test_an_address_belongs_to_one_person(self, browsing, world, newcomer):
        admin = browsing.as_(world.people["admin"], just_proved=True)
        answer = admin.send("/people/add", {"name": "Twin", "kind": "workforce", "email": newcomer.email.upper()})
        assert answer.status_code == 422
        assert "Somebody already has this email address" in answer.text

    def test_they_are_found_by_name_and_sorted_by_surname(self, browsing, world, newcomer):
        admin = browsing.as_(world.people["admin"], just_proved=True)
        assert "Nadia Newcomer" in admin.words("/people?q=newcom")
        assert "Nadia Newcomer" not in admin.words("/people?q=n%25wcomer")

    def test_what_is_known_of_them_is_changed(self, browsing, world, newcomer):
        admin = browsing.as_(world.people["admin"], just_proved=True)
        admin.send(f"/people/{newcomer.id}/change", {"name": "Nadia Married", "job": "Social worker"})
        words = admin.words(f"/people/{newcomer.id}")
        assert "Nadia Married" in words
        assert "Social worker" in words

    def test_a_kind_nobody_is_is_refused(self, app):
        with app.app_context(), pytest.raises(RuleBroken):
            people.add_person(kind="robot", name="R")

    def test_the_same_key_is_the_same_person(self, app):
        key = new_id()
        with app.app_context():
            first = people.add_person(id=key, kind="workforce", name="Once Only")
            second = people.add_person(id=key, kind="workforce", name="Twice")
            assert first is second
            db.session.rollback()


class TestAnotherAddressToSignInWith:
    """Whoever has the address can make the account theirs, so of somebody who holds a role two change it."""

    def asks(self, browsing, world, who="lead", **more):
        admin = browsing.as_(world.people["admin"], just_proved=True)
        address = f"{new_id().hex}@demo.example"
        sent = {"email": address, "why": "She has another surname", **more}
        return address, admin, admin.send(f"/people/{world.people[who]}/change", sent)

    def email(self, app, person_id):
        with app.app_context():
            return db.session.get(Person, person_id).email

    def waiting(self, app, person_id):
        with app.app_context():
            rows = select(AddressProposal).where(AddressProposal.person_id == person_id)
            return db.session.scalars(rows.order_by(AddressProposal.recorded_at.desc())).first()

    def mailed(self, owner_engine, person_id):
        with owner_engine.connect() as connection:
            asked = text("select template, address from outbox_message where person_id = :p order by queued_at, id")
            return [tuple(row) for row in connection.execute(asked, {"p": person_id})]

    def test_waits_for_another_administrator_and_is_told_to_the_one_they_have(
        self, app, browsing, world, second, owner_engine
    ):
        before = self.email(app, world.people["lead"])
        _, admin, answer = self.asks(browsing, world, name="Lena Later")
        assert answer.status_code == 303
        said = admin.words(f"/people/{world.people['lead']}")
        assert "Lena Later" in said and "Another administrator has to confirm it." in said
        assert self.email(app, world.people["lead"]) == before
        assert self.mailed(owner_engine, world.people["lead"]) == [("address_asked", before)]
        assert "address_waiting" in [template for template, _ in self.mailed(owner_engine, second)]

    def test_is_theirs_once_it_is_confirmed(self, app, browsing, world, second, owner_engine):
        before = self.email(app, world.people["lead"])
        address, _, _ = self.asks(browsing, world)
        other = browsing.as_(second, just_proved=True)
        assert address in other.words("/roles-to-confirm") and "1 for you" in other.words("/organisations")
        key = self.waiting(app, world.people["lead"]).id
        assert other.press(f"/addresses-to-confirm/{key}/confirm").status_code == 303
        assert self.email(app, world.people["lead"]) == address
        assert self.mailed(owner_engine, world.people["lead"])[-1] == ("sign_in_changed", before)
        assert other.press(f"/addresses-to-confirm/{key}/confirm").status_code == 422

    def test_nobody_confirms_what_they_asked_for_nor_their_own(self, app, browsing, world, second):
        _, admin, _ = self.asks(browsing, world)
        key = self.waiting(app, world.people["lead"]).id
        before = self.email(app, world.people["lead"])
        assert admin.press(f"/addresses-to-confirm/{key}/confirm").status_code == 422
        admin.send(f"/people/{second}/change", {"email": f"{new_id().hex}@demo.example", "why": "A new name"})
        own = self.waiting(app, second).id
        answer = browsing.as_(second, just_proved=True).press(f"/addresses-to-confirm/{own}/confirm")
        assert answer.status_code == 422
        assert self.email(app, world.people["lead"]) == before

    def test_nor_could_a_mistake_in_a_page_let_them(self, app, browsing, world, second, owner_engine):
        self.asks(browsing, world)
        key = self.waiting(app, world.people["lead"]).id
        with pytest.raises(IntegrityError), owner_engine.begin() as connection:
            connection.execute(
                text(
                    "update address_proposal set decided_at = now(), confirmed = true, decided_by = recorded_by"
                    " where id = :id"
                ),
                {"id": key},
            )

    def test_asks_for_a_fresh_proof(self, app, browsing, world, second):
        self.asks(browsing, world)
        key = self.waiting(app, world.people["lead"]).id
        assert browsing.as_(second).press(f"/addresses-to-confirm/{key}/confirm").status_code == 403
        assert browsing.as_(world.people["admin"]).get(f"/people/{world.people['lead']}/change").status_code == 303

    def test_is_refused_with_a_reason_and_stays_as_it_was(self, app, browsing, world, second):
        before = self.email(app, world.people["lead"])
        self.asks(browsing, world)
        key = self.waiting(app, world.people["lead"]).id
        other = browsing.as_(second, just_proved=True)
        assert other.send(f"/addresses-to-confirm/{key}/refuse", {"note": "She did not ask"}).status_code == 303
        assert self.email(app, world.people["lead"]) == before
        assert "Nothing waits" in other.words("/roles-to-confirm")

    def test_needs_a_reason_and_one_at_a_time(self, browsing, world):
        _, admin, answer = self.asks(browsing, world, why="")
        assert answer.status_code == 422 and "Say why the address changes" in answer.text
        self.asks(browsing, world)
        _, _, again = self.asks(browsing, world)
        assert again.status_code == 422 and "Another address waits" in again.text

    def test_of_somebody_without_a_role_is_changed_at_once(self, app, browsing, world, newcomer):
        admin = browsing.as_(world.people["admin"], just_proved=True)
        address = f"{new_id().hex}@demo.example"
        assert admin.send(f"/people/{newcomer.id}/change", {"email": address}).status_code == 303
        assert self.email(app, newcomer.id) == address

    def test_is_for_administrators(self, app, browsing, world):
        self.asks(browsing, world)
        key = self.waiting(app, world.people["lead"]).id
        for who in ("lead", "manager", "privacy", "stranger"):
            visitor = browsing.as_(world.people[who], just_proved=True)
            assert visitor.press(f"/addresses-to-confirm/{key}/confirm").status_code in (403, 404), who
