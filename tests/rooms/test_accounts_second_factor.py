"""The second step of signing in: setting it up, codes that open once, recovery codes, and proving it again."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, text

from coordination import clock
from coordination.accounts import operations, second_factor
from coordination.accounts.models import Credential, RecoveryCode
from coordination.agencies.models import Person
from coordination.db import db
from tests.browsing import form_fields

PASSWORD = "copper lantern orchard"


@pytest.fixture
def worker(app, world):
    """A social worker with a password and no second factor yet."""
    with app.app_context():
        person = db.session.get(Person, world.people["lead"])
        operations.set_password(person, PASSWORD)
        db.session.commit()
        return person


@pytest.fixture
def equipped(app, worker):
    """The same with an app set up. Returns the person, the app's secret and the recovery codes."""
    secret = pyotp.random_base32()
    with app.app_context():
        person = db.session.get(Person, worker.id)
        with clock.frozen(clock.now() - timedelta(minutes=10)):
            codes = operations.confirm_second_factor(person, secret, code_now(secret))
        db.session.commit()
    return worker, secret, codes


def code_now(secret):
    return pyotp.TOTP(secret).at(clock.now())


def proved(browser, asked, secret, **more):
    """Continue from the page that asks for a fresh proof, as a browser would: to the answer that was wanted."""
    fields = form_fields(asked.text, "/account/prove")
    sent = fields | {"prove-password": PASSWORD, "prove-code": code_now(secret)} | more
    answer = browser.client.post("/account/prove", data=sent)
    # 307 is the same form once more, which the test's client cannot send by itself.
    if answer.status_code == 307:
        answer = browser.client.post(answer.location, data=sent)
    return browser.get(answer.location) if answer.status_code == 303 else answer


def with_password(browsing, person, to="/sign-in"):
    browser = browsing.nobody()
    assert browser.send(to, {"email": person.email, "password": PASSWORD}).status_code == 303
    return browser


class TestSettingItUp:
    def test_a_worker_sets_it_up_at_the_first_sign_in(self, browsing, worker, app):
        browser = with_password(browsing, worker)
        page = browser.page("/account")
        assert page.h1.text == "Set up the second step of signing in"
        secret = page.select_one("code.app-key").text.replace(" ", "")
        answer = browser.send("/second-factor/set-up", {"code": code_now(secret)})
        assert answer.status_code == 200
        codes = re.findall(r"<code[^>]*>([0-9A-Z-]{14})</code>", answer.text)
        assert len(codes) == len(set(codes)) == second_factor.RECOVERY_CODES
        assert "You have 10 recovery codes left." in browser.words("/account")

    def test_until_then_no_page_of_work_opens(self, browsing, worker):
        browser = with_password(browsing, worker)
        for address in ("/account", "/account/password", "/account/prove"):
            assert browser.get(address).location == "/second-factor"

    def test_the_picture_is_served_by_itself_and_holds_the_shown_key(self, browsing, worker):
        browser = with_password(browsing, worker)
        secret = browser.page("/second-factor/set-up").select_one("code.app-key").text.replace(" ", "")
        picture = browser.get("/second-factor/picture.svg")
        assert picture.mimetype == "image/svg+xml"
        assert picture.headers["Cache-Control"] == "no-store"
        assert picture.data == second_factor.picture(secret, worker.email)
        assert "data:" not in browser.get("/second-factor/set-up").text

    def test_a_wrong_code_sets_nothing_up(self, browsing, worker, app):
        browser = with_password(browsing, worker)
        answer = browser.send("/second-factor/set-up", {"code": "000000"})
        assert answer.status_code == 422
        assert "That code is not right" in answer.text
        with app.app_context():
            assert db.session.get(Credential, worker.id).totp_secret is None

    def test_the_secret_is_kept_encrypted_for_its_person_alone(self, app, equipped, world):
        person, secret, _ = equipped
        with app.app_context():
            kept = db.session.get(Credential, person.id).totp_secret
            assert secret.encode() not in kept
            assert second_factor.opened(kept, person.id) == secret
            with pytest.raises(second_factor.Unreadable):
                second_factor.opened(kept, world.people["manager"])
            with pytest.raises(second_factor.Unreadable):
                second_factor.opened(kept[:-1] + bytes([kept[-1] ^ 1]), person.id)

    def test_changing_it_asks_for_proof_first(self, browsing, equipped):
        person, secret, _ = equipped
        browser = browsing.as_(person.id)
        assert browser.get("/second-factor/set-up").location == "/account/prove?next=/second-factor/set-up"
        assert browser.get("/second-factor/picture.svg").status_code == 404
        answer = browser.send(
            "/account/prove?next=/second-factor/set-up", {"prove-password": PASSWORD, "prove-code": code_now(secret)}
        )
        assert answer.location == "/second-factor/set-up"
        assert browser.page("/second-factor/set-up").h1.text == "Set up the second step of signing in"

    def test_the_person_is_told_by_mail(self, browsing, worker, owner_engine):
        browser = with_password(browsing, worker)
        secret = browser.page("/second-factor/set-up").select_one("code.app-key").text.replace(" ", "")
        browser.send("/second-factor/set-up", {"code": code_now(secret)})
        with owner_engine.connect() as connection:
            told = connection.execute(
                text("select subject from outbox_message where person_id = :who"), {"who": worker.id}
            ).scalars()
            assert list(told) == ["The way you sign in was changed"]


class TestTheCode:
    def test_the_apps_code_opens_the_account_and_renews_the_session(self, browsing, equipped):
        person, secret, _ = equipped
        browser = with_password(browsing, person, "/sign-in?next=/account")
        before = browser.client.get_cookie("session_key").value
        answer = browser.send("/second-factor?next=/account", {"code": code_now(secret)})
        assert answer.location == "/account"
        assert browser.client.get_cookie("session_key").value != before
        assert browser.get("/account").status_code == 200

    def test_where_they_were_going_is_kept_through_both_steps(self, browsing, equipped):
        person, _, _ = equipped
        browser = browsing.nobody()
        answer = browser.send("/sign-in?next=/account/password", {"email": person.email, "password": PASSWORD})
        assert answer.location == "/second-factor?next=/account/password"

    def test_a_code_that_was_seen_opens_nothing_a_second_time(self, browsing, equipped):
        person, secret, _ = equipped
        with clock.frozen(clock.now()):
            code = code_now(secret)
            assert with_password(browsing, person).send("/second-factor", {"code": code}).status_code == 303
            again = with_password(browsing, person).send("/second-factor", {"code": code})
        assert again.status_code == 422
        assert "it was used before" in again.text

    def test_nor_does_an_older_one(self, browsing, equipped):
        person, secret, _ = equipped
        with clock.frozen(clock.now()):
            older = pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30))
            with_password(browsing, person).send("/second-factor", {"code": code_now(secret)})
            assert with_password(browsing, person).send("/second-factor", {"code": older}).status_code == 422

    def test_a_telephone_half_a_minute_slow_is_forgiven_and_two_minutes_are_not(self, browsing, equipped):
        person, secret, _ = equipped
        with clock.frozen(clock.now()):
            stale = pyotp.TOTP(secret).at(clock.now() - timedelta(minutes=2))
            slow = pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30))
            assert with_password(browsing, person).send("/second-factor", {"code": stale}).status_code == 422
            assert with_password(browsing, person).send("/second-factor", {"code": slow}).status_code == 303

    def test_guessing_codes_is_slowed(self, browsing, equipped, owner_engine):
        person, _, _ = equipped
        browser = with_password(browsing, person)
        with clock.frozen(clock.now()):
            answers = [browser.send("/second-factor", {"code": f"00000{n}"}).status_code for n in range(7)]
        assert answers == [422] * 6 + [429]
        with owner_engine.connect() as connection:
            rules = connection.execute(
                text("select outcome, rule from audit_row where verb = 'second_factor' and actor_id = :who"),
                {"who": person.id},
            ).all()
        assert ("refused", "too-many-tries") in [tuple(row) for row in rules]

    def test_a_session_of_the_password_alone_is_no_session(self, browsing, equipped):
        person, _, _ = equipped
        browser = with_password(browsing, person)
        assert browser.get("/account").location == "/second-factor"
        page = browser.page("/second-factor")
        token = page.find("input", {"name": "csrf_token"})["value"]
        answer = browser.client.post("/account/sessions/end-others", data={"csrf_token": token})
        assert answer.location == "/second-factor"


class TestRecoveryCodes:
    def test_each_opens_the_account_once_however_it_is_typed(self, browsing, equipped):
        person, _, codes = equipped
        typed = codes[0].lower().replace("-", " ").replace("0", "o")
        assert with_password(browsing, person).send("/second-factor", {"code": typed}).status_code == 303
        assert with_password(browsing, person).send("/second-factor", {"code": codes[0]}).status_code == 422
        assert with_password(browsing, person).send("/second-factor", {"code": codes[1]}).status_code == 303

    def test_only_digests_of_them_are_kept(self, app, equipped):
        person, _, codes = equipped
        with app.app_context():
            kept = db.session.scalars(select(RecoveryCode).where(RecoveryCode.person_id == person.id)).all()
        assert len(kept) == 10
        whole = b"".join(row.digest for row in kept)
        assert not any(code.replace("-", "").encode() in whole for code in codes)

    def test_new_ones_take_the_place_of_the_old(self, browsing, equipped, app):
        person, secret, codes = equipped
        browser = browsing.as_(person.id)
        asked = browser.press("/account/recovery-codes")
        assert asked.status_code == 403 and "Show that it is you" in asked.text
        answer = proved(browser, asked, secret)
        fresh = re.findall(r"<code[^>]*>([0-9A-Z-]{14})</code>", answer.text)
        assert len(fresh) == 10
        with app.app_context():
            assert not operations.is_second_proof(person.id, codes[0])
            assert operations.is_second_proof(person.id, fresh[0])


class TestWhoNeedsIt:
    def test_a_parent_need_not_but_may(self, app, browsing, world):
        with app.app_context():
            person = db.session.get(Person, world.people["parent"])
            operations.set_password(person, PASSWORD)
            db.session.commit()
        browser = with_password(browsing, person)
        assert "Not set up." in browser.words("/account")
        secret = browser.page("/second-factor/set-up").select_one("code.app-key").text.replace(" ", "")
        browser.send("/second-factor/set-up", {"code": code_now(secret)})
        again = with_password(browsing, person)
        assert again.get("/account").location == "/second-factor"

    @pytest.mark.parametrize(
        ("environment", "switch", "needed"),
        [("demo", False, False), ("demo", True, True), ("production", False, True)],
    )
    def test_demo_people_need_not_while_the_demos_switch_is_off(
        self, app, settings, browsing, world, environment, switch, needed
    ):
        with app.app_context():
            person = db.session.get(Person, world.people["lead"])
            person.demo = True
            db.session.commit()
        before = app.config["SETTINGS"]
        browser = browsing.as_(person.id, second_factor=False)
        app.config["SETTINGS"] = replace(before, environment=environment, demo_second_factor=switch)
        try:
            if environment == "production":
                token = browser.client.get_cookie("session_key").value
                browser.client.set_cookie("__Host-session_key", token, secure=True)
                answer = browser.get("/account", base_url="https://localhost")
            else:
                answer = browser.get("/account")
            assert (answer.status_code == 303 and answer.location == "/second-factor") is needed
        finally:
            app.config["SETTINGS"] = before


class TestProvingAgain:
    def test_password_and_code_hold_for_ten_minutes(self, app, browsing, equipped):
        person, secret, _ = equipped
        browser = browsing.as_(person.id)
        start = clock.now()
        with clock.frozen(start):
            assert (
                browser.send("/account/prove", {"prove-password": PASSWORD, "prove-code": code_now(secret)}).status_code
                == 303
            )
        with clock.frozen(start + timedelta(minutes=9)):
            assert browser.get("/second-factor/set-up").status_code == 200
        with clock.frozen(start + timedelta(minutes=11)):
            assert browser.get("/second-factor/set-up").status_code == 303

    def test_the_session_has_another_token_from_then_on(self, browsing, equipped):
        person, secret, _ = equipped
        browser = browsing.as_(person.id)
        before = browser.client.get_cookie("session_key").value
        browser.send("/account/prove", {"prove-password": PASSWORD, "prove-code": code_now(secret)})
        assert browser.client.get_cookie("session_key").value != before
        assert browser.get("/account").status_code == 200
        browser.client.set_cookie("session_key", before)
        assert browser.get("/account").status_code == 303

    def test_the_password_alone_is_not_enough_for_whoever_has_an_app(self, browsing, equipped):
        person, _, _ = equipped
        browser = browsing.as_(person.id)
        assert browser.send("/account/prove", {"prove-password": PASSWORD, "prove-code": ""}).status_code == 422
        assert browser.get("/second-factor/set-up").status_code == 303


@pytest.fixture
def administrator(app, world):
    """An administrator with a password and an app, and the app's secret."""
    secret = pyotp.random_base32()
    with app.app_context():
        person = db.session.get(Person, world.people["admin"])
        operations.set_password(person, PASSWORD)
        with clock.frozen(clock.now() - timedelta(minutes=10)):
            operations.confirm_second_factor(person, secret, code_now(secret))
        db.session.commit()
        return person, secret


class TestWhatAsksForAFreshProof:
    def test_a_page_comes_after_it(self, browsing, administrator, world):
        person, secret = administrator
        browser = browsing.as_(person.id)
        address = f"/people/{world.people['lead']}/change"
        asked = browser.get(address)
        assert asked.location == f"/account/prove?next={address}"
        answer = browser.send(asked.location, {"prove-password": PASSWORD, "prove-code": code_now(secret)})
        assert answer.location == address
        assert browser.get(address).status_code == 200

    def test_a_form_is_kept_and_sent_once_it_is_given(self, app, browsing, administrator, world):
        person, secret = administrator
        browser = browsing.as_(person.id, just_proved=True)
        address = f"/people/{world.people['lead']}/change"
        with clock.frozen(clock.now()):
            filled = form_fields(browser.get(address).text, address) | {"name": "Lena Later", "job": "Två  jobs & <b>"}
        # The proof runs out while they type.
        later = clock.now() + timedelta(minutes=11)
        with clock.frozen(later):
            asked = browser.client.post(address, data=filled)
            assert asked.status_code == 403
            assert "What you filled in is kept" in asked.text
            with app.app_context():
                assert db.session.get(Person, world.people["lead"]).name == "Lead Person"
            wrong = proved(browser, asked, secret, **{"prove-password": "not the password at all"})
            assert wrong.status_code == 422 and "Lena Later" in wrong.text
            answer = proved(browser, wrong, secret)
        assert answer.status_code == 200 and answer.request.path == f"/people/{world.people['lead']}"
        with app.app_context():
            changed = db.session.get(Person, world.people["lead"])
            assert (changed.name, changed.job) == ("Lena Later", "Två jobs & <b>")

    def test_no_other_page_chooses_what_is_sent_after_it(self, app, browsing, administrator, world):
        person, secret = administrator
        browser = browsing.as_(person.id)
        target = f"/people/{world.people['lead']}/sign-in/end"
        page = browser.get(f"/account/prove?then={target}&prove-then={target}")
        for mark in ("", "0" * 64):
            answer = proved(browser, page, secret, **{"prove-then": target, "prove-mark": mark})
            assert answer.request.path != f"/people/{world.people['lead']}"
        with app.app_context():
            assert db.session.get(Person, world.people["lead"]).active

    def test_the_mark_of_one_session_is_none_in_another(self, app, browsing, administrator, world):
        person, secret = administrator
        target = f"/people/{world.people['lead']}/sign-in/end"
        fields = form_fields(browsing.as_(person.id).press(target).text, "/account/prove")
        other = browsing.as_(person.id)
        page = other.get("/account/prove")
        proved(other, page, secret, **{name: fields[name] for name in ("prove-then", "prove-mark")})
        with app.app_context():
            assert db.session.get(Person, world.people["lead"]).active

    def test_a_refusal_is_in_the_audit(self, browsing, administrator, world, owner_engine):
        person, _ = administrator
        browsing.as_(person.id).press(f"/people/{world.people['lead']}/sign-in/end")
        with owner_engine.connect() as connection:
            row = connection.execute(
                text("select outcome, rule from audit_row where actor_id = :who and verb = 'change'"),
                {"who": person.id},
            ).one()
        assert tuple(row) == ("refused", "step-up")

    def test_who_may_not_do_it_is_not_asked(self, browsing, world):
        stranger = browsing.as_(world.people["stranger"])
        answer = stranger.press(f"/people/{world.people['lead']}/sign-in/end")
        assert answer.status_code == 403 and "Show that it is you" not in answer.text
