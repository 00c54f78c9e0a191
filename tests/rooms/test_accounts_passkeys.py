"""Passkeys: adding one, what it signs in and proves; and every answer that is not right."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from webauthn import base64url_to_bytes

from coordination import clock
from coordination.accounts import operations
from coordination.accounts.models import LoginSession, Passkey
from coordination.agencies.models import Person
from coordination.db import db
from tests.authenticator import PRESENT, Authenticator
from tests.browsing import form_fields

PASSWORD = "copper lantern orchard"


@pytest.fixture(autouse=True)
def by_name(app):
    """People come by a name: a passkey belongs to one."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, base_url="http://localhost:8000")
    yield
    app.config["SETTINGS"] = before


def person_of(app, world, who):
    with app.app_context():
        person = db.session.get(Person, world.people[who])
        operations.set_password(person, PASSWORD)
        db.session.commit()
        return person


@pytest.fixture
def worker(app, world):
    return person_of(app, world, "lead")


def asks(browser, purpose):
    """What the script is told to ask the device."""
    page = browser.get("/account", follow_redirects=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text).group(1)
    return browser.client.post("/passkeys/ask", data={"csrf_token": token, "for": purpose})


def adds(browser, device=None, name="My phone"):
    """Add a passkey as the page does; the device and the answer."""
    device = device or Authenticator()
    asked = asks(browser, "register").json
    device.user = device.user or base64url_to_bytes(asked["user"]["id"])
    return device, browser.send("/account/passkeys/add", {"name": name, "answer": device.makes(asked)})


@pytest.fixture
def device(browsing, worker):
    """A passkey of the worker's."""
    device, answer = adds(browsing.as_(worker.id, just_proved=True))
    assert answer.status_code in (200, 303)
    return device


def with_password(browsing, person):
    browser = browsing.nobody()
    page = browser.get("/sign-in")
    sent = form_fields(page.text, "/sign-in") | {"email": person.email, "password": PASSWORD}
    assert browser.client.post("/sign-in", data=sent).location == "/second-factor"
    return browser


def answers(browser, address, answer, page="/second-factor"):
    token = form_fields(browser.get(page, follow_redirects=True).text, page)["csrf_token"]
    return browser.client.post(address, data={"csrf_token": token, "answer": answer})


def audited(owner_engine, who, verb):
    with owner_engine.connect() as connection:
        return connection.execute(
            text(
                "select outcome, details->>'why' as why from audit_row where actor_id = :who and verb = :verb"
                " order by at"
            ),
            {"who": who, "verb": verb},
        ).all()


class TestAddingOne:
    def test_it_is_listed_by_its_name_and_its_person_is_told(self, app, browsing, worker, owner_engine):
        browser = browsing.as_(worker.id, just_proved=True)
        adds(browser, name="Work laptop")
        words = browser.words("/account")
        assert "Work laptop" in words and "Remove this passkey" in words
        assert [row.outcome for row in audited(owner_engine, worker.id, "passkey_added")] == ["done"]
        with owner_engine.connect() as connection:
            told = connection.execute(
                text("select count(*) from outbox_message where template = 'sign_in_changed' and person_id = :who"),
                {"who": worker.id},
            ).scalar()
        assert told == 1

    def test_it_asks_for_a_fresh_proof_of_whoever_has_a_second_factor(self, browsing, worker, device):
        browser = browsing.as_(worker.id)
        assert browser.get("/account/passkeys/add").location == "/account/prove?next=/account/passkeys/add"
        assert asks(browser, "register").status_code == 404

    def test_it_may_be_the_first_second_factor_with_recovery_codes(self, browsing, worker):
        browser = browsing.nobody()
        page = browser.get("/sign-in")
        sent = form_fields(page.text, "/sign-in") | {"email": worker.email, "password": PASSWORD}
        browser.client.post("/sign-in", data=sent)
        assert "Use a passkey instead of an app" in browser.words("/second-factor/set-up")
        _, answer = adds(browser)
        codes = re.findall(r"<code[^>]*>([0-9A-Z-]{14})</code>", answer.text)
        assert len(codes) == 10
        assert "You have 10 recovery codes left." in browser.words("/account")
        again = with_password(browsing, worker)
        assert again.send("/second-factor", {"code": codes[0]}).status_code == 303
        assert again.get("/account").status_code == 200

    def test_one_that_does_not_check_its_person_is_refused(self, app, browsing, worker):
        browser = browsing.as_(worker.id, just_proved=True)
        _, answer = adds(browser, Authenticator(flags=PRESENT))
        assert answer.status_code == 422 and "The passkey could not be added." in answer.text
        with app.app_context():
            assert db.session.scalar(select(Passkey.id).where(Passkey.person_id == worker.id)) is None

    def test_without_a_name_what_the_device_said_is_not_lost_on_the_way(self, browsing, worker):
        browser = browsing.as_(worker.id, just_proved=True)
        device, answer = adds(browser, name="")
        assert answer.status_code == 422 and "Enter a name for the passkey" in answer.text
        fields = form_fields(answer.text, "/account/passkeys/add") | {"name": "My phone"}
        assert browser.client.post("/account/passkeys/add", data=fields).status_code in (200, 303)

    @pytest.mark.parametrize("wrong", ["origin", "domain", "challenge", "nonsense", "again"])
    def test_an_answer_that_is_not_right_adds_nothing(self, app, browsing, worker, wrong):
        browser = browsing.as_(worker.id, just_proved=True)
        asked = asks(browser, "register").json
        device = Authenticator()
        if wrong in ("origin", "domain"):
            setattr(device, wrong, "https://evil.example" if wrong == "origin" else "evil.example")
        answer = device.makes(asked | ({"challenge": "AAAA"} if wrong == "challenge" else {}))
        if wrong == "nonsense":
            answer = '{"response": {"clientDataJSON": 1}}'
        if wrong == "again":
            assert browser.send("/account/passkeys/add", {"name": "One", "answer": answer}).status_code in (200, 303)
        assert browser.send("/account/passkeys/add", {"name": "Two", "answer": answer}).status_code == 422
        with app.app_context():
            held = db.session.scalars(select(Passkey.name).where(Passkey.person_id == worker.id)).all()
        assert held == (["One"] if wrong == "again" else [])

    def test_what_one_person_was_asked_adds_nothing_to_another(self, app, browsing, worker, world):
        browser = browsing.as_(worker.id, just_proved=True)
        answer = Authenticator().makes(asks(browser, "register").json)
        other = browsing.as_(world.people["manager"], just_proved=True)
        assert other.send("/account/passkeys/add", {"name": "Theirs", "answer": answer}).status_code == 422


class TestTheSecondStep:
    def test_by_a_passkey(self, browsing, worker, device, owner_engine, app):
        browser = with_password(browsing, worker)
        before = browser.client.get_cookie("session_key").value
        answer = answers(browser, "/second-factor/passkey", device.proves(asks(browser, "second_step").json))
        assert answer.status_code == 303 and "/second-factor" not in answer.location
        assert browser.client.get_cookie("session_key").value != before
        assert "last used" in browser.words("/account")
        assert [row.outcome for row in audited(owner_engine, worker.id, "second_factor")] == ["done"]

    def test_without_scripts_the_page_says_what_works(self, browsing, worker, device):
        words = with_password(browsing, worker).words("/second-factor")
        assert "Passkeys need JavaScript" in words and "recovery codes" in words

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ("origin", "proof"),
            ("domain", "proof"),
            ("flags", "proof"),
            ("key", "proof"),
            ("counter", "counter"),
            ("challenge", "challenge"),
            ("stranger", "unknown"),
            ("user", "unknown"),
            ("late", "challenge"),
            ("nonsense", "challenge"),
        ],
    )
    def test_an_answer_that_is_not_right(self, browsing, worker, device, owner_engine, wrong, why):
        first = with_password(browsing, worker)
        assert answers(first, "/second-factor/passkey", device.proves(asks(first, "second_step").json)).location == "/"
        browser = with_password(browsing, worker)
        asked = asks(browser, "second_step").json
        lies = {"origin": "http://localhost.evil.example", "domain": "evil.example", "flags": PRESENT, "counter": -1,
                "key": Authenticator().key, "id": Authenticator().id, "user": b"somebody else"}  # fmt: skip
        if wrong in lies:
            setattr(device, wrong, lies[wrong])
        if wrong == "stranger":
            device = Authenticator(user=device.user)
        answer = device.proves(asked, "AAAA" if wrong == "challenge" else None)
        if wrong == "nonsense":
            answer = '{"response": {"clientDataJSON": "e30"}}'
        with clock.frozen(clock.now() + timedelta(minutes=11 if wrong == "late" else 0)):
            assert answers(browser, "/second-factor/passkey", answer).location == "/second-factor"
            assert browser.get("/account").location == "/second-factor"
        assert (audited(owner_engine, worker.id, "second_factor")[-1]) == ("refused", why)

    def test_an_answer_opens_once(self, browsing, worker, device, owner_engine):
        browser = with_password(browsing, worker)
        answer = device.proves(asks(browser, "second_step").json)
        assert answers(browser, "/second-factor/passkey", answer).location == "/"
        again = with_password(browsing, worker)
        cookie = browser.client.get_cookie("ceremony").value
        again.client.set_cookie("ceremony", cookie)
        assert answers(again, "/second-factor/passkey", answer).location == "/second-factor"

    def test_one_that_was_refused_is_used_up_too(self, browsing, worker, device):
        browser = with_password(browsing, worker)
        asked = asks(browser, "second_step").json
        device.origin, right = "https://evil.example", device.origin
        answers(browser, "/second-factor/passkey", device.proves(asked))
        device.origin = right
        assert answers(browser, "/second-factor/passkey", device.proves(asked)).location == "/second-factor"

    def test_somebody_elses_passkey_does_not_open_it(self, app, browsing, worker, device, world):
        other = person_of(app, world, "manager")
        theirs, _ = adds(browsing.as_(other.id, just_proved=True))
        browser = with_password(browsing, worker)
        theirs.user = device.user
        answer = theirs.proves(asks(browser, "second_step").json)
        assert answers(browser, "/second-factor/passkey", answer).location == "/second-factor"

    def test_an_answer_to_another_question_does_not_open_it(self, browsing, worker, device):
        browser = with_password(browsing, worker)
        answer = device.proves(asks(browser, "passkey_sign_in").json)
        assert answers(browser, "/second-factor/passkey", answer).location == "/second-factor"

    def test_what_another_browser_was_asked_does_not_open_it(self, browsing, worker, device):
        here, there = with_password(browsing, worker), with_password(browsing, worker)
        asks(there, "second_step")
        answer = device.proves(asks(here, "second_step").json)
        assert answers(there, "/second-factor/passkey", answer).location == "/second-factor"


class TestSigningInByIt:
    def signs_in(self, browser, device, challenge_from=None):
        asked = asks(challenge_from or browser, "passkey_sign_in").json
        assert not asked.get("allowCredentials")
        return answers(browser, "/sign-in/passkey", device.proves(asked), "/sign-in")

    def test_it_is_both_steps_at_once(self, app, browsing, worker, device, owner_engine):
        browser = browsing.nobody()
        assert self.signs_in(browser, device).location == "/"
        assert browser.get("/account").status_code == 200
        with app.app_context():
            row = db.session.scalars(
                select(LoginSession).where(LoginSession.person_id == worker.id).order_by(LoginSession.id.desc())
            ).first()
            assert row.second_factor_at is not None and row.stepped_up_at is None
        assert [row.outcome for row in audited(owner_engine, worker.id, "sign_in")] == ["done"]

    def test_it_works_while_somebody_guesses_their_password(self, browsing, worker, device, monkeypatch):
        from coordination.accounts.routes import signing_in

        monkeypatch.setattr(signing_in, "TRIES_OF_ONE", 0)
        browser = browsing.nobody()
        assert browser.send("/sign-in", {"email": worker.email, "password": PASSWORD}).status_code == 429
        assert self.signs_in(browser, device).location == "/"

    def test_whoever_left_is_not_let_in(self, app, browsing, worker, device):
        with app.app_context():
            operations.disable_person(db.session.get(Person, worker.id), by=None)
            db.session.commit()
        browser = browsing.nobody()
        assert self.signs_in(browser, device).location == "/sign-in"
        assert "That passkey did not work here." in browser.words("/sign-in")

    def test_a_device_that_does_not_say_whose_it_is_is_refused(self, browsing, device):
        device.user = None
        assert self.signs_in(browsing.nobody(), device).location == "/sign-in"

    def test_an_answer_for_another_browser_is_refused(self, browsing, device):
        assert self.signs_in(browsing.nobody(), device, challenge_from=browsing.nobody()).location == "/sign-in"

    def test_it_is_not_offered_where_people_come_by_a_number(self, app, browsing, worker):
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url="http://127.0.0.1:8000")
        assert "passkey" not in browsing.nobody().words("/sign-in")
        assert asks(browsing.nobody(), "passkey_sign_in").status_code == 404
        assert "Passkeys do not work at this address." in browsing.as_(worker.id).words("/account")


class TestProvingByIt:
    def test_a_form_that_asked_for_it_goes_through(self, app, browsing, world):
        admin = person_of(app, world, "admin")
        device, _ = adds(browsing.as_(admin.id, just_proved=True))
        browser = browsing.as_(admin.id)
        address = f"/people/{world.people['lead']}/sign-in/end"
        asked = browser.press(address)
        assert asked.status_code == 403 and "Use a passkey" in asked.text
        fields = form_fields(asked.text, "/account/prove")
        fields["prove-passkey"] = device.proves(asks(browser, "prove").json)
        answer = browser.client.post("/account/prove", data=fields)
        assert (answer.status_code, answer.location) == (307, address)
        assert browser.client.post(address, data=fields).status_code == 303
        with app.app_context():
            assert not db.session.get(Person, world.people["lead"]).active

    def test_a_wrong_one_asks_again_and_loses_nothing(self, browsing, worker, device):
        browser = browsing.as_(worker.id)
        device.origin = "https://evil.example"
        answer = browser.send("/account/prove", {"prove-passkey": device.proves(asks(browser, "prove").json)})
        assert answer.status_code == 422 and "That passkey did not work here." in answer.text
        assert device.proves({"challenge": "AAAA"})[:20] not in answer.text


class TestRemovingOne:
    def test_it_opens_nothing_any_more(self, app, browsing, worker, device, owner_engine):
        browser = browsing.as_(worker.id, just_proved=True)
        second, _ = adds(browser, name="Spare")
        with app.app_context():
            first = db.session.scalar(
                select(Passkey.id).where(Passkey.person_id == worker.id, Passkey.credential_id == device.id)
            )
        assert browser.press(f"/account/passkeys/{first}/remove").status_code == 303
        assert "My phone" not in browser.words("/account")
        half = with_password(browsing, worker)
        answer = device.proves(asks(half, "second_step").json)
        assert answers(half, "/second-factor/passkey", answer).location == "/second-factor"
        assert [row.outcome for row in audited(owner_engine, worker.id, "passkey_removed")] == ["done"]

    def test_the_last_second_step_of_a_worker_stays(self, app, browsing, worker, device):
        browser = browsing.as_(worker.id, just_proved=True)
        with app.app_context():
            only = db.session.scalar(select(Passkey.id).where(Passkey.person_id == worker.id))
        answer = browser.press(f"/account/passkeys/{only}/remove")
        assert answer.status_code == 422 and "Add another passkey or an app first." in answer.text
        assert "My phone" in browser.words("/account")

    def test_nobody_removes_somebody_elses(self, app, browsing, worker, device, world):
        with app.app_context():
            only = db.session.scalar(select(Passkey.id).where(Passkey.person_id == worker.id))
        browsing.as_(world.people["parent"], just_proved=True).press(f"/account/passkeys/{only}/remove")
        assert "My phone" in browsing.as_(worker.id).words("/account")

    def test_an_administrator_who_takes_the_second_step_away_takes_them_too(self, app, browsing, worker, device, world):
        admin = browsing.as_(world.people["admin"], just_proved=True)
        assert admin.press(f"/people/{worker.id}/sign-in/forget-second-factor").status_code == 303
        with app.app_context():
            assert db.session.scalar(select(Passkey.id).where(Passkey.person_id == worker.id)) is None
