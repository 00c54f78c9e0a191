"""Invitations that end, and the accounts of people who have left: shown first, ended after, their work raised."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from coordination import clock
from coordination.accounts import leaving, operations
from coordination.accounts.models import PasswordLink
from coordination.agencies import people
from coordination.agencies.models import Person, RoleHeld
from coordination.cases.models import Case
from coordination.db import db, new_id
from coordination.messages.models import OutboxMessage
from tests.browsing import form_fields, words_of

PASSWORD = "copper lantern orchard"


@pytest.fixture
def admin(browsing, world):
    return browsing.as_(world.people["admin"], just_proved=True)


def email_of(app, world, who):
    with app.app_context():
        return db.session.get(Person, world.people[who]).email


def mails(app, person_id, template):
    with app.app_context():
        return db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.person_id == person_id, OutboxMessage.template == template)
            .order_by(OutboxMessage.id)
        ).all()


def link_in(message):
    return next(part for part in message.body.split() if "/choose-password/" in part).split("8000")[-1]


class TestAnInvitation:
    def test_is_seen_as_sent_then_used(self, app, browsing, admin, world):
        address = f"/people/{world.people['senco']}/sign-in"
        assert "Invitation None sent" in admin.words(address)
        admin.press(f"{address}/invite")
        assert "Sent: sent" in admin.words(address) and "Works until" in admin.words(address)
        link = link_in(mails(app, world.people["senco"], "account_invitation")[-1])
        assert browsing.nobody().send(link, {"password": PASSWORD}).status_code == 303
        assert "Used: sent" in admin.words(address)
        assert browsing.nobody().get(link).status_code == 410

    def test_opens_nothing_once_its_address_was_a_wrong_one(self, app, browsing, admin, world):
        admin.press(f"/people/{world.people['senco']}/sign-in/invite")
        link = link_in(mails(app, world.people["senco"], "account_invitation")[-1])
        with app.test_request_context():
            people.change_address(db.session.get(Person, world.people["senco"]), f"{new_id().hex}@demo.example")
            db.session.commit()
        assert browsing.nobody().get(link).status_code == 410

    def test_who_is_given_another_address_is_told_at_the_one_they_had(self, app, admin, world):
        """An administrator who took an account for themself by its address would be seen at once."""
        before, address = email_of(app, world, "lead"), f"/people/{world.people['lead']}/change"
        admin.send(address, {"phone": "01632 960123"})
        assert mails(app, world.people["lead"], "address_asked") == []
        admin.send(address, {"email": f"{new_id().hex}@demo.example", "why": "She married"})
        assert [held.address for held in mails(app, world.people["lead"], "address_asked")] == [before]

    def test_ends_after_seven_days_and_can_be_sent_again(self, app, browsing, admin, world):
        address = f"/people/{world.people['senco']}/sign-in"
        admin.press(f"{address}/invite")
        first = link_in(mails(app, world.people["senco"], "account_invitation")[-1])
        with clock.frozen(clock.now() + timedelta(days=7, minutes=1)):
            later = browsing.as_(world.people["admin"])
            assert "Ended: sent" in later.words(address)
            assert browsing.nobody().get(first).status_code == 410
            later.press(f"{address}/invite")
            second = link_in(mails(app, world.people["senco"], "account_invitation")[-1])
            assert browsing.nobody().get(first).status_code == 410
            assert browsing.nobody().get(second).status_code == 200

    def test_can_be_withdrawn(self, app, browsing, admin, world, owner_engine):
        address = f"/people/{world.people['senco']}/sign-in"
        admin.press(f"{address}/invite")
        link = link_in(mails(app, world.people["senco"], "account_invitation")[-1])
        assert browsing.nobody().get(link).status_code == 200
        admin.press(f"{address}/withdraw")
        assert browsing.nobody().get(link).status_code == 410
        assert "Withdrawn: sent" in admin.words(address)
        assert "Withdrawn" in admin.words("/people/invitations")
        with owner_engine.connect() as connection:
            verbs = connection.execute(
                text("select verb from audit_row where object_id = :who and verb <> 'read' order by at"),
                {"who": world.people["senco"]},
            ).scalars()
            assert list(verbs) == ["invited", "invitation_withdrawn"]

    def test_of_somebody_with_a_password_is_over_after_a_day(self, app, browsing, admin, world):
        with app.app_context():
            operations.set_password(db.session.get(Person, world.people["senco"]), PASSWORD)
            db.session.commit()
        admin.press(f"/people/{world.people['senco']}/sign-in/invite")
        link = link_in(mails(app, world.people["senco"], "account_invitation")[-1])
        with clock.frozen(clock.now() + timedelta(hours=25)):
            assert browsing.nobody().get(link).status_code == 410

    def test_is_listed_with_those_of_ones_own_people_only(self, app, admin, world, owner_app):
        from tests.world import build_world

        with owner_app.app_context():
            other = build_world()
            db.session.execute(
                PasswordLink.__table__.insert().values(
                    id=new_id(), person_id=other.people["lead"], token_digest=new_id().hex, made_at=clock.now(),
                    ends_at=clock.now() + timedelta(days=7), invitation=True,
                )
            )  # fmt: skip
            db.session.commit()
        admin.press(f"/people/{world.people['senco']}/sign-in/invite")
        page = admin.page("/people/invitations")
        links = [one["href"] for one in page.select("main table a")]
        assert f"/people/{world.people['senco']}/sign-in" in links
        assert f"/people/{other.people['lead']}/sign-in" not in links

    def test_goes_when_the_account_ends(self, app, browsing, admin, world):
        admin.press(f"/people/{world.people['senco']}/sign-in/invite")
        link = link_in(mails(app, world.people["senco"], "account_invitation")[-1])
        admin.press(f"/people/{world.people['senco']}/sign-in/end")
        assert browsing.nobody().get(link).status_code == 410


class TestAList:
    def test_is_read_however_it_comes(self):
        words = 'Name;Mail\n"Ash, Tom";TOM@one.example\nmailto:<b.c@two.example>, tom@one.example\nnobody@nowhere\n'
        assert leaving.addresses_in(words) == ["tom@one.example", "b.c@two.example"]

    def test_shows_what_would_happen_and_ends_nothing(self, app, admin, world):
        theirs = {who: email_of(app, world, who) for who in ("lead", "carer", "parent", "admin", "health")}
        with app.app_context():
            operations.disable_person(db.session.get(Person, world.people["health"]), by=None)
            db.session.commit()
        words = words_of(
            admin.send("/people/leavers", {"addresses": "\n".join([*theirs.values(), "never@there.example"])}).text
        )
        assert f"{theirs['lead']} Lead Person Ends leads 1 case" in words
        assert f"{theirs['carer']} Carer Person Left alone A carer's account" in words
        # A parent's account is answered as one that does not exist: their name alone says that they are known.
        assert f"{theirs['parent']} Not found" in words and "Parent Person" not in words
        assert "never@there.example Not found" in words
        assert f"{theirs['admin']} Admin Person Left alone Your own account" in words
        assert f"{theirs['health']} Health Person Ended before" in words
        assert "End 1 account" in words
        with app.app_context():
            assert db.session.get(Person, world.people["lead"]).active

    def test_may_be_a_file(self, app, admin, world):
        lead = email_of(app, world, "lead")
        page = admin.get("/people/leavers")
        fields = form_fields(page.text, "/people/leavers")
        sent = fields | {"file": (io.BytesIO(f"mail,name\r\n{lead},x\r\n".encode()), "left.csv")}
        answer = admin.client.post("/people/leavers", data=sent, content_type="multipart/form-data")
        assert "End 1 account" in words_of(answer.text)

    def test_without_an_address_says_so_and_keeps_what_was_typed(self, admin):
        answer = admin.send("/people/leavers", {"addresses": "Tom and Anna"})
        assert answer.status_code == 422
        assert "There is no email address in the list" in answer.text and "Tom and Anna" in answer.text

    def test_of_another_authority_finds_nobody(self, app, admin, world, owner_app):
        from tests.world import build_world

        with owner_app.app_context():
            other = build_world()
            email = db.session.get(Person, other.people["lead"]).email
        words = words_of(admin.send("/people/leavers", {"addresses": email}).text)
        assert f"{email} Not found" in words and "No account would end." in words

    def test_is_for_administrators(self, browsing, world):
        for who in ("lead", "manager", "parent"):
            assert browsing.as_(world.people[who], just_proved=True).get("/people/leavers").status_code == 403
            assert browsing.as_(world.people[who], just_proved=True).press("/people/leavers/end").status_code == 403


class TestEndingThem:
    def end(self, browser, *addresses):
        page = browser.send("/people/leavers", {"addresses": " ".join(addresses)})
        fields = form_fields(page.text, "/people/leavers/end")
        return browser.client.post("/people/leavers/end", data=fields)

    def test_takes_effect_at_once_with_a_row_for_each(self, app, browsing, admin, world, owner_engine):
        lead, senco = browsing.as_(world.people["lead"]), browsing.as_(world.people["senco"])
        assert lead.get("/account").status_code == senco.get("/account").status_code == 200
        answer = self.end(admin, email_of(app, world, "lead"), email_of(app, world, "senco"))
        assert answer.location == "/people/work-left"
        assert lead.get("/account").status_code == senco.get("/account").status_code == 303
        ended = [world.people["lead"], world.people["senco"]]
        with app.app_context():
            roles = db.session.scalars(select(RoleHeld).where(RoleHeld.person_id.in_(ended))).all()
            assert {role.to_on for role in roles} == {clock.today()}
        with owner_engine.connect() as connection:
            rows = connection.execute(
                text("select object_id from audit_row where verb = 'account_ended' and actor_id = :who"),
                {"who": world.people["admin"]},
            ).scalars()
            assert sorted(rows) == sorted(ended)

    def test_asks_for_a_fresh_proof_and_keeps_the_list(self, app, browsing, world):
        stale = browsing.as_(world.people["admin"])
        email = email_of(app, world, "lead")
        answer = self.end(stale, email)
        assert answer.status_code == 403
        assert "What you filled in is kept" in answer.text and email in answer.text
        with app.app_context():
            assert db.session.get(Person, world.people["lead"]).active

    def test_raises_what_they_led_to_the_manager_without_a_child(self, app, browsing, admin, world):
        self.end(admin, email_of(app, world, "lead"))
        told = mails(app, world.people["manager"], "work_left")
        assert len(told) == 1 and "1 case to lead and 0 actions to do" in told[0].body
        assert "Ama" not in told[0].body + told[0].subject and "Okafor" not in told[0].body
        words = admin.words("/people/work-left")
        assert "Lead Person" in words and "Team One 1 0 Manager Person" in words
        assert "Ama" not in words and "Okafor" not in words
        assert "Amara" in browsing.as_(world.people["manager"]).words("/team/no_lead") or "Ama" in browsing.as_(
            world.people["manager"]
        ).words("/team/no_lead")

    def test_somebody_who_still_leads_is_not_among_those_nobody_leads(self, browsing, world):
        assert "Ama" not in browsing.as_(world.people["manager"]).words("/team/no_lead")

    def test_work_handed_on_is_no_longer_left(self, app, owner_app, admin, world):
        self.end(admin, email_of(app, world, "lead"))
        with owner_app.app_context():
            db.session.get(Case, world.case_id).lead_id = world.people["deputy"]
            db.session.commit()
        assert "Lead Person" not in admin.words("/people/work-left")

    def test_counts_are_told_to_administrators_of_that_authority_alone(self, app, browsing, admin, world, owner_app):
        from tests.world import build_world

        self.end(admin, email_of(app, world, "lead"))
        with owner_app.app_context():
            other = build_world()
        with app.test_request_context():
            from coordination.db import identify

            for who, expected in ((world.people["admin"], 1), (other.people["admin"], 0), (world.people["iro"], 0)):
                db.session.rollback()
                identify(db.session(), who)
                assert len(leaving.left_behind([world.people["lead"]])) == expected

    def test_the_last_administrator_of_an_authority_is_left(self, app, browsing, admin, world, owner_app):
        from tests.world import build_world

        with owner_app.app_context():
            other = build_world()
            people.add_role(
                person_id=other.people["admin"], agency_id=world.agencies["services"], role="SW",
                authority_id=world.authority_id, from_on=clock.today() - timedelta(days=1),
            )  # fmt: skip
            db.session.commit()
            email = db.session.get(Person, other.people["admin"]).email
        page = admin.send("/people/leavers", {"addresses": email})
        assert "No other administrator of an authority would be left." in words_of(page.text)
        # Nor does a list that was changed on its way end it, nor the page of one account.
        admin.client.post("/people/leavers/end", data={"csrf_token": admin.token(), "addresses": email})
        assert admin.press(f"/people/{other.people['admin']}/sign-in/end").status_code == 422
        with app.app_context():
            assert db.session.get(Person, other.people["admin"]).active
