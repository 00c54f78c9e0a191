"""Passwords: changed, forgotten, chosen by a link, and what an administrator can do about somebody's sign-in."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from coordination import clock
from coordination.accounts import operations, passwords, queries
from coordination.accounts.models import Credential, LoginSession, PasswordLink
from coordination.agencies.models import Person, RoleHeld
from coordination.db import RuleBroken, db, new_id
from coordination.messages.models import OutboxMessage

PASSWORD = "copper lantern orchard"
ANOTHER = "walnut ferry umbrella"


@pytest.fixture
def member(app, world):
    """A parent with a password."""
    with app.app_context():
        person = db.session.get(Person, world.people["parent"])
        operations.set_password(person, PASSWORD)
        db.session.commit()
        return person


def may_sign_in(browsing, person, password):
    answer = browsing.nobody().send("/sign-in", {"email": person.email, "password": password})
    return answer.status_code == 303


def last_mail(app, person_id):
    with app.app_context():
        return db.session.scalar(
            select(OutboxMessage).where(OutboxMessage.person_id == person_id).order_by(OutboxMessage.queued_at.desc())
        )


def link_in(message):
    return re.search(r"https?://[^/]+(\S+)", message.body).group(1)


class TestChangingIt:
    def test_it_is_changed_and_everywhere_else_they_are_signed_out(self, app, browsing, member):
        here, there = browsing.as_(member.id), browsing.as_(member.id)
        answer = here.send("/account/password", {"present": PASSWORD, "password": ANOTHER})
        assert answer.status_code == 303
        assert here.get("/account").status_code == 200
        assert "You were signed out because the password was changed." in there.words("/account")
        assert not may_sign_in(browsing, member, PASSWORD)
        assert may_sign_in(browsing, member, ANOTHER)
        assert last_mail(app, member.id).template == "sign_in_changed"

    def test_the_present_one_is_asked_for(self, browsing, member):
        answer = browsing.as_(member.id).send("/account/password", {"present": "wrong", "password": ANOTHER})
        assert answer.status_code == 422
        assert "That is not your password now" in answer.text
        assert may_sign_in(browsing, member, PASSWORD)

    @pytest.mark.parametrize(
        ("weak", "said"),
        [
            ("short", "12 characters or more"),
            ("aaaaaaaaaaaaaa", "easy to guess"),
            ("Password123456", "easy to guess"),
            ("qwertyuiopasdf", "easy to guess"),
            ("SocialWorker2026!", "easy to guess"),
            ("0123456789012", "easy to guess"),
            ("ParentPerson2026", "easy to guess"),
        ],
    )
    def test_a_password_that_is_guessed_first_is_refused(self, browsing, member, weak, said):
        answer = browsing.as_(member.id).send("/account/password", {"present": PASSWORD, "password": weak})
        assert answer.status_code == 422
        assert said in answer.text
        assert weak not in answer.text

    def test_the_operation_refuses_it_too(self, app, member):
        with app.app_context(), pytest.raises(RuleBroken):
            operations.set_password(db.session.get(Person, member.id), "qwertyuiopasdf")

    def test_spaces_and_letters_of_any_script_count(self, app, browsing, member):
        for password in (" leading and trailing ", "крот лампа admin улица", "😀" * 6 + "lantern12"):
            with app.app_context():
                operations.set_password(db.session.get(Person, member.id), password)
                db.session.commit()
            assert may_sign_in(browsing, member, password)
            assert not may_sign_in(browsing, member, password.strip() + "x")


class TestForgettingIt:
    def test_a_link_comes_by_mail_and_chooses_another_once(self, app, browsing, member):
        browser = browsing.nobody()
        answer = browser.send("/forgotten-password", {"email": member.email.upper()})
        assert answer.location == "/forgotten-password/sent"
        link = link_in(last_mail(app, member.id))
        assert browser.send(link, {"password": ANOTHER}).location == "/sign-in"
        assert may_sign_in(browsing, member, ANOTHER)
        assert browser.get(link).status_code == 410
        assert "This link no longer works" in browser.get(link).text

    def test_an_address_without_an_account_is_answered_alike_and_nothing_is_sent(self, app, browsing):
        address = f"{new_id().hex}@demo.example"
        assert browsing.nobody().send("/forgotten-password", {"email": address}).location == "/forgotten-password/sent"
        with app.app_context():
            assert db.session.scalar(select(OutboxMessage).where(OutboxMessage.address == address)) is None

    def test_it_works_for_an_hour(self, app, browsing, member):
        browsing.nobody().send("/forgotten-password", {"email": member.email})
        link = link_in(last_mail(app, member.id))
        with clock.frozen(clock.now() + timedelta(minutes=61)):
            assert browsing.nobody().get(link).status_code == 410

    def test_a_newer_one_takes_the_place_of_the_last(self, app, browsing, member):
        links = []
        for _ in range(2):
            browsing.nobody().send("/forgotten-password", {"email": member.email})
            links.append(link_in(last_mail(app, member.id)))
        assert browsing.nobody().get(links[0]).status_code == 410
        assert browsing.nobody().get(links[1]).status_code == 200

    def test_asking_is_limited(self, browsing, member):
        with clock.frozen(clock.now()):
            answers = [
                browsing.nobody().send("/forgotten-password", {"email": member.email}).status_code for _ in range(6)
            ]
        assert answers == [303] * 5 + [429]

    def test_only_a_digest_of_the_token_is_kept(self, app, browsing, member):
        browsing.nobody().send("/forgotten-password", {"email": member.email})
        token = link_in(last_mail(app, member.id)).rsplit("/", 1)[1]
        with app.app_context():
            kept = db.session.scalars(
                select(PasswordLink.token_digest).where(PasswordLink.person_id == member.id)
            ).all()
        assert token not in kept
        assert queries.digest_of(token) in kept

    def test_a_weak_one_is_refused_and_the_link_still_works(self, app, browsing, member):
        browsing.nobody().send("/forgotten-password", {"email": member.email})
        link = link_in(last_mail(app, member.id))
        assert browsing.nobody().send(link, {"password": "short"}).status_code == 422
        assert browsing.nobody().get(link).status_code == 200


class TestAnAdministrator:
    @pytest.fixture
    def admin(self, browsing, world):
        return browsing.as_(world.people["admin"], just_proved=True)

    def test_invites_somebody_to_choose_a_password(self, app, browsing, admin, world):
        person_id = world.people["senco"]
        assert "Not chosen yet" in admin.words(f"/people/{person_id}/sign-in")
        assert admin.press(f"/people/{person_id}/sign-in/invite").status_code == 303
        message = last_mail(app, person_id)
        assert message.template == "account_invitation"
        with clock.frozen(clock.now() + timedelta(days=6)):
            assert browsing.nobody().send(link_in(message), {"password": ANOTHER}).status_code == 303
        with app.app_context():
            person = db.session.get(Person, person_id)
        assert may_sign_in(browsing, person, ANOTHER)

    def test_never_sees_the_link(self, app, admin, world):
        admin.press(f"/people/{world.people['senco']}/sign-in/invite")
        token = link_in(last_mail(app, world.people["senco"])).rsplit("/", 1)[1]
        assert token not in admin.get(f"/people/{world.people['senco']}/sign-in").text

    def test_signs_somebody_out_everywhere(self, browsing, admin, world):
        lead = browsing.as_(world.people["lead"])
        admin.press(f"/people/{world.people['lead']}/sign-in/end-sessions")
        assert lead.get("/account").status_code == 303

    def test_lets_somebody_set_up_the_second_step_again(self, app, browsing, admin, world):
        import pyotp

        with app.app_context():
            person = db.session.get(Person, world.people["lead"])
            operations.set_password(person, PASSWORD)
            secret = pyotp.random_base32()
            operations.confirm_second_factor(person, secret, pyotp.TOTP(secret).at(clock.now()))
            db.session.commit()
        assert admin.press(f"/people/{person.id}/sign-in/forget-second-factor").status_code == 303
        with app.app_context():
            assert db.session.get(Credential, person.id).totp_secret is None
        assert last_mail(app, person.id).template == "sign_in_changed"
        browser = browsing.nobody()
        browser.send("/sign-in", {"email": person.email, "password": PASSWORD})
        assert browser.page("/account").h1.text == "Set up the second step of signing in"

    def test_ends_an_account_with_its_sessions_and_roles(self, app, browsing, admin, world, owner_engine):
        lead = browsing.as_(world.people["lead"])
        assert admin.press(f"/people/{world.people['lead']}/sign-in/end").status_code == 303
        assert "This account has ended." in lead.words("/account")
        with app.app_context():
            roles = db.session.scalars(select(RoleHeld).where(RoleHeld.person_id == world.people["lead"])).all()
            assert [role.to_on for role in roles] == [clock.today()]
            open_sessions = select(LoginSession).where(LoginSession.person_id == world.people["lead"])
            assert all(row.ended_at for row in db.session.scalars(open_sessions))
        with owner_engine.connect() as connection:
            kept = connection.execute(
                text("select verb, actor_id from audit_row where object_id = :who and verb = 'account_ended'"),
                {"who": world.people["lead"]},
            ).one()
        assert kept.actor_id == world.people["admin"]

    def test_opens_it_again_without_its_roles(self, app, admin, world):
        admin.press(f"/people/{world.people['lead']}/sign-in/end")
        admin.press(f"/people/{world.people['lead']}/sign-in/open")
        with app.app_context():
            person = db.session.get(Person, world.people["lead"])
            assert person.active
            assert all(role.to_on for role in person.roles)

    def test_cannot_end_their_own(self, app, admin, world):
        assert admin.press(f"/people/{world.people['admin']}/sign-in/end").status_code == 422
        with app.app_context():
            assert db.session.get(Person, world.people["admin"]).active


class TestTheCommandLinesOperations:
    def test_somebody_is_added_with_a_password_and_a_role(self, app, browsing, world):
        with app.app_context():
            person = operations.add_person(
                id=new_id(),
                name="Oluwaseun Adeyemi-Brown",
                email=f"  {new_id().hex}@Demo.Example ",
                kind="workforce",
                password=ANOTHER,
                role="SW",
                agency_id=world.agencies["services"],
                authority_id=world.authority_id,
                job="Social worker",
            )
            again = operations.add_person(id=person.id, name="x", email="x@y.example", kind="workforce")
            db.session.commit()
            assert again is person
            assert person.sort_name == "adeyemi-brown oluwaseun"
            assert [role.role for role in person.roles] == ["SW"]
        assert may_sign_in(browsing, person, ANOTHER)

    def test_a_weak_password_adds_nobody(self, app):
        email = f"{new_id().hex}@demo.example"
        with app.app_context():
            with pytest.raises(RuleBroken):
                operations.add_person(name="A B", email=email, kind="workforce", password="short")
            db.session.rollback()
            assert queries.account_by_email(email) is None

    def test_demo_people_may_have_the_password_that_is_printed(self, app):
        with app.app_context():
            person = operations.add_person(
                name="A B", email=f"{new_id().hex}@demo.example", kind="family", password="demo", demo=True
            )
            assert operations.is_right_password(person.id, "demo")
            db.session.rollback()

    def test_the_list_says_who_may_sign_in(self, app, member):
        with app.app_context():
            rows = {row["email"]: row for row in operations.listing()}
        assert rows[member.email] == {
            "email": member.email,
            "name": "Parent Person",
            "kind": "family",
            "active": True,
            "password": True,
            "second_factor": False,
        }

    def test_a_hash_is_argon2id(self):
        assert passwords.hashed("anything").startswith("$argon2id$v=19$m=32768,t=3,p=1$")


class TestLanguage:
    def test_it_is_kept_for_the_next_sign_in(self, app, browsing, member, tmp_path):
        from flask_babel import get_babel

        from coordination.web import languages

        languages.write_pseudo(tmp_path, "cy")
        before = app.config["BABEL_TRANSLATION_DIRECTORIES"]
        app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{before};{tmp_path}"
        with app.app_context():
            babel = get_babel()
        kept, babel.translation_directories = babel.translation_directories, [before, str(tmp_path)]
        try:
            browser = browsing.as_(member.id)
            assert browser.send("/account/language", {"language": "cy"}).status_code == 303
            assert browsing.as_(member.id).page("/account").html["lang"] == "cy"
            assert browser.send("/account/language", {"language": "fr"}).status_code == 422
        finally:
            app.config["BABEL_TRANSLATION_DIRECTORIES"], babel.translation_directories = before, kept
