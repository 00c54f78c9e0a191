"""Signing in and out: who gets in, who does not, and what they are told."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import request
from sqlalchemy import select, text

from coordination import clock
from coordination.accounts import operations, passwords, sessions
from coordination.accounts.models import Credential, LoginSession
from coordination.agencies.models import Person
from coordination.db import db, new_id
from tests.browsing import form_fields

PASSWORD = "copper lantern orchard"


@pytest.fixture
def member(app, world):
    """A person who may sign in without a second factor, in an authority of their own: a parent."""
    with app.app_context():
        person = db.session.get(Person, world.people["parent"])
        operations.set_password(person, PASSWORD)
        db.session.commit()
        return person


@pytest.fixture
def worker(app, world):
    """A social worker with a password and no second factor yet."""
    with app.app_context():
        person = db.session.get(Person, world.people["lead"])
        operations.set_password(person, PASSWORD)
        db.session.commit()
        return person


def send(browser, email, password, to="/sign-in"):
    return browser.send(to, {"email": email, "password": password})


def audit_of(owner_engine, verb, object_or_actor):
    with owner_engine.connect() as connection:
        return connection.execute(
            text(
                "select verb, outcome, rule, actor_id, details from audit_row"
                " where verb = :verb and (actor_id = :who or object_id = :who) order by at desc"
            ),
            {"verb": verb, "who": object_or_actor},
        ).all()


class TestSigningIn:
    def test_the_right_password_opens_the_account(self, browsing, member, owner_engine):
        browser = browsing.nobody()
        answer = send(browser, member.email.upper(), PASSWORD)
        assert answer.status_code == 303
        assert answer.location == "/"
        assert "Your account" in browser.words("/account")
        assert [row.outcome for row in audit_of(owner_engine, "sign_in", member.id)] == ["done"]

    def test_a_wrong_password_and_an_unknown_address_are_answered_alike(self, browsing, member):
        wrong = send(browsing.nobody(), member.email, "not the password at all")
        unknown = send(browsing.nobody(), "nobody-here@demo.example", "not the password at all")
        assert wrong.status_code == unknown.status_code == 422
        assert "The email address or the password is not right" in wrong.text
        strip = lambda page, email: page.text.replace(email, "x").split("<main")[1].split("csrf_token")[0]  # noqa: E731
        assert strip(wrong, member.email) == strip(unknown, "nobody-here@demo.example")
        assert "Set-Cookie" not in str(wrong.headers) or "session_key" not in str(wrong.headers)

    def test_an_unknown_address_costs_the_same_work(self, app, monkeypatch):
        asked = []
        verify = passwords.hasher.verify
        monkeypatch.setattr(
            passwords, "hasher", type("Counting", (), {
                "verify": lambda self, kept, given: asked.append(kept) or verify(kept, given),
                "hash": lambda self, given: passwords.PasswordHasher().hash(given),
            })(),
        )  # fmt: skip
        with app.test_request_context():
            assert operations.recognise("nobody-here@demo.example", "whatever it is") is None
        assert len(asked) == 1

    def test_the_failure_is_in_the_audit_without_the_address(self, browsing, member, owner_engine):
        before = clock.now()
        send(browsing.nobody(), member.email, "not the password at all")
        with owner_engine.connect() as connection:
            rows = connection.execute(
                text(
                    "select actor_id, outcome, details from audit_row"
                    " where verb = 'sign_in' and at between :before and :after"
                ),
                # Other tests set their clock forward.
                {"before": before, "after": clock.now()},
            ).all()
        assert [(row.actor_id, row.outcome) for row in rows] == [(None, "refused")]
        assert member.email not in str(rows)

    def test_it_goes_on_to_where_they_were_going(self, browsing, member):
        answer = send(browsing.nobody(), member.email, PASSWORD, "/sign-in?next=/account")
        assert answer.location == "/account"

    @pytest.mark.parametrize(
        "elsewhere",
        ["//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
         "/%0d%0aSet-Cookie:x", "evil.example", "/a b", "///evil.example"],
    )  # fmt: skip
    def test_it_never_goes_on_to_another_site(self, browsing, member, elsewhere):
        browser = browsing.nobody()
        answer = browser.send("/sign-in", {"email": member.email, "password": PASSWORD, "next": elsewhere})
        assert answer.status_code == 303
        assert answer.location in ("/", "/%0d%0aSet-Cookie:x")
        assert "\n" not in answer.location

    def test_somebody_who_left_is_not_let_in(self, app, browsing, member):
        with app.app_context():
            operations.disable_person(db.session.get(Person, member.id), by=None)
            db.session.commit()
        assert send(browsing.nobody(), member.email, PASSWORD).status_code == 422

    def test_each_sign_in_is_a_new_session(self, app, browsing, member):
        browser = browsing.nobody()
        send(browser, member.email, PASSWORD)
        first = browser.client.get_cookie("session_key").value
        send(browser, member.email, PASSWORD)
        assert browser.client.get_cookie("session_key").value != first
        browser.client.set_cookie("session_key", first)
        assert browser.get("/account").status_code == 303

    def test_an_old_hash_is_made_anew(self, app, browsing, member):
        from argon2 import PasswordHasher

        with app.app_context():
            kept = db.session.get(Credential, member.id)
            kept.password_hash = old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
            db.session.commit()
        assert send(browsing.nobody(), member.email, PASSWORD).status_code == 303
        with app.app_context():
            kept = db.session.get(Credential, member.id)
            assert kept.password_hash != old
            assert not passwords.is_outdated(kept.password_hash)

    def test_a_page_left_open_until_the_browser_was_closed_comes_back(self, browsing, member):
        browser = browsing.nobody()
        answer = browser.client.post("/sign-in", data={"email": member.email, "password": PASSWORD})
        assert answer.status_code == 422
        assert "This page was open for a long time" in answer.text
        assert member.email in answer.text


class TestLimits:
    def test_guessing_one_account_is_slowed_and_says_for_how_long(self, browsing, member):
        with clock.frozen(clock.now()):
            answers = [send(browsing.nobody(), member.email, f"guess number {n}") for n in range(11)]
        assert [answer.status_code for answer in answers] == [422] * 10 + [429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 15 * 60
        assert "Wait a few minutes, then try again." in answers[-1].text

    def test_the_right_password_waits_too_but_only_until_the_window_ends(self, browsing, member):
        now = clock.now()
        with clock.frozen(now):
            for n in range(11):
                send(browsing.nobody(), member.email, f"guess number {n}")
            assert send(browsing.nobody(), member.email, PASSWORD).status_code == 429
        with clock.frozen(now + timedelta(minutes=15)):
            assert send(browsing.nobody(), member.email, PASSWORD).status_code == 303

    def test_signing_in_well_counts_for_nothing(self, browsing, member):
        with clock.frozen(clock.now()):
            answers = [send(browsing.nobody(), member.email, PASSWORD).status_code for _ in range(12)]
        assert answers == [303] * 12

    def test_one_address_trying_many_accounts_is_slowed(self, app, browsing, monkeypatch):
        from coordination.accounts.routes import signing_in

        monkeypatch.setattr(signing_in, "TRIES_FROM_ONE_ADDRESS", 3)
        browser = browsing.nobody()
        with clock.frozen(clock.now() + timedelta(days=2)):
            answers = [send(browser, f"{new_id().hex}@demo.example", "whatever it is").status_code for _ in range(4)]
        assert answers == [422, 422, 422, 429]

    def test_a_try_is_counted_even_when_everything_else_is_rolled_back(self, app):
        from coordination.accounts import limits

        key = new_id().hex
        with app.app_context():
            for _ in range(3):
                limits.allow(key, 3, timedelta(minutes=5))
                db.session.rollback()
            assert not limits.allow(key, 3, timedelta(minutes=5))

    def test_the_counters_name_nobody(self, browsing, member, owner_engine):
        send(browsing.nobody(), member.email, "not the password at all")
        with owner_engine.connect() as connection:
            kept = str(connection.execute(text("select key from throttle")).all())
        assert member.email not in kept
        assert "127.0.0.1" not in kept


class TestSessions:
    def test_signing_out_ends_it_on_the_server(self, browsing, member, owner_engine):
        browser = browsing.nobody()
        send(browser, member.email, PASSWORD)
        kept = browser.client.get_cookie("session_key").value
        answer = browser.press("/sign-out")
        assert answer.location == "/sign-in"
        assert browser.client.get_cookie("session_key") is None
        assert [row.outcome for row in audit_of(owner_engine, "sign_out", member.id)] == ["done"]
        browser.client.set_cookie("session_key", kept)
        assert browser.get("/account").status_code == 303

    def test_half_an_hour_of_nothing_ends_it_and_says_so(self, app, browsing, member):
        browser = browsing.as_(member.id)
        with clock.frozen(clock.now() + timedelta(minutes=29)):
            assert browser.get("/account").status_code == 200
        with clock.frozen(clock.now() + timedelta(minutes=60)):
            words = browser.words("/account")
        assert "You were signed out because nothing happened for a while" in words
        assert "Sign in" in words

    def test_a_young_person_is_signed_out_after_a_quarter(self, browsing, world):
        browser = browsing.as_(world.people["youngperson"])
        with clock.frozen(clock.now() + timedelta(minutes=16)):
            assert browser.get("/account").location.startswith("/sign-in")

    def test_twelve_hours_end_it_whatever_was_done(self, app, browsing, member):
        browser = browsing.as_(member.id)
        start = clock.now()
        for minutes in range(0, 12 * 60, 25):
            with clock.frozen(start + timedelta(minutes=minutes)):
                assert browser.get("/account").status_code == 200
        with clock.frozen(start + timedelta(hours=12, minutes=1)):
            assert "you signed in 12 hours ago" in browser.words("/account")

    def test_they_are_listed_and_ended_one_by_one(self, browsing, member):
        here, there = browsing.as_(member.id), browsing.as_(member.id)
        page = here.page("/account")
        assert page.text.count("This one") == 1
        forms = [form["action"] for form in page.find_all("form") if "/sessions/" in form["action"]]
        one = next(action for action in forms if action.endswith("/end"))
        assert here.press(one).status_code == 303
        assert "You were signed out from another device" in there.words("/account")
        assert here.get("/account").status_code == 200

    def test_all_others_at_once(self, browsing, member):
        here, *others = (browsing.as_(member.id) for _ in range(3))
        here.press("/account/sessions/end-others")
        assert all(other.get("/account").status_code == 303 for other in others)
        assert here.get("/account").status_code == 200

    def test_nobody_ends_somebody_elses(self, app, browsing, member, world):
        theirs = browsing.as_(world.people["lead"])
        with app.app_context():
            session_id = db.session.scalar(
                select(LoginSession.id).where(LoginSession.person_id == world.people["lead"])
            )
        browsing.as_(member.id).press(f"/account/sessions/{session_id}/end")
        with app.app_context():
            assert db.session.get(LoginSession, session_id).ended_at is None
        assert theirs.get("/second-factor").status_code == 303

    def test_the_cookie_cannot_be_read_by_scripts_and_has_no_host_but_ours(self, browsing, member):
        answer = send(browsing.nobody(), member.email, PASSWORD)
        cookie = next(value for name, value in answer.headers if name == "Set-Cookie" and "session_key" in value)
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie
        assert "Max-Age" not in cookie

    def test_only_a_digest_of_the_token_is_kept(self, app, browsing, member):
        browser = browsing.as_(member.id)
        token = browser.client.get_cookie("session_key").value
        with app.app_context():
            kept = db.session.scalars(select(LoginSession.token_digest).where(LoginSession.person_id == member.id))
            assert token not in set(kept)


class TestForgedForms:
    def test_a_form_without_its_token_changes_nothing_and_is_told_so_plainly(self, browsing, member):
        browser = browsing.as_(member.id)
        for address in ("/sign-out", "/account/sessions/end-others", "/account/password"):
            answer = browser.client.post(address, data={"csrf_token": "another page's"})
            assert answer.status_code == 400, address
        assert browser.get("/account").status_code == 200

    def test_the_one_proxy_in_front_says_who_asked(self, app, settings):
        from coordination import create_app, jobs

        made = create_app(replace(settings, environment="production", base_url="https://coordination.example"))
        jobs.serve_for(app)
        seen = []
        made.before_request(lambda: seen.append((request.remote_addr, request.is_secure)))
        made.test_client().get(
            "/health/live", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Proto": "https"}
        )
        assert seen == [("198.51.100.7", True)]


class TestFlaskLogin:
    def test_extensions_see_who_is_signed_in_and_nothing_else_signs_in(self, app, member):
        from flask_login import current_user, encode_cookie

        with app.test_request_context():
            token = sessions.begin(member.id, second_factor=False)
            db.session.commit()
        with app.test_request_context(headers={"Cookie": f"session_key={token}"}):
            app.preprocess_request()
            assert current_user.id == str(member.id)
        with app.test_request_context():
            app.preprocess_request()
            assert not current_user.is_authenticated
            remembered = encode_cookie(str(member.id))
        with app.test_request_context(headers={"Cookie": f"remember_token={remembered}"}):
            app.preprocess_request()
            assert not current_user.is_authenticated


class TestSomebodyElseWhoGuesses:
    """Guesses from elsewhere, however many, make nobody wait in a browser they signed in from before."""

    @pytest.fixture(autouse=True)
    def few(self, monkeypatch):
        """Fewer guesses than there are allowed are enough to show it, and take a moment."""
        from coordination.accounts.routes import signing_in

        monkeypatch.setattr(signing_in, "TRIES_OF_ONE", 4)

    def guessed_at(self, browsing, email, tries=6):
        answers = []
        for number in range(tries):
            stranger = browsing.nobody()
            page = stranger.get("/sign-in")
            sent = form_fields(page.text, "/sign-in") | {"email": email, "password": f"guess {number}"}
            address = {"REMOTE_ADDR": f"198.51.100.{number % 200}"}
            answers.append(stranger.client.post("/sign-in", data=sent, environ_base=address).status_code)
        return answers

    def test_does_not_keep_them_out_of_a_browser_they_used_before(self, browsing, member):
        with clock.frozen(clock.now()):
            known = browsing.nobody()
            assert send(known, member.email, PASSWORD).status_code == 303
            known.press("/sign-out")
            answers = self.guessed_at(browsing, member.email)
            assert answers == [422] * 4 + [429] * 2
            assert send(browsing.nobody(), member.email, PASSWORD).status_code == 429
            assert send(known, member.email, PASSWORD).status_code == 303

    def test_nor_does_everybody_at_one_address(self, browsing, member, monkeypatch):
        from coordination.accounts.routes import signing_in

        with clock.frozen(clock.now() + timedelta(days=5)):
            known = browsing.nobody()
            assert send(known, member.email, PASSWORD).status_code == 303
            monkeypatch.setattr(signing_in, "TRIES_FROM_ONE_ADDRESS", 0)
            assert send(browsing.nobody(), member.email, PASSWORD).status_code == 429
            assert send(known, member.email, PASSWORD).status_code == 303

    def test_a_known_browser_may_not_guess_more_often_than_others(self, browsing, member):
        with clock.frozen(clock.now()):
            known = browsing.nobody()
            send(known, member.email, PASSWORD)
            self.guessed_at(browsing, member.email)
            answers = [send(known, member.email, f"guess number {n}").status_code for n in range(11)]
        assert answers == [422] * 10 + [429]

    def test_a_browser_is_known_for_its_own_people_only(self, browsing, member, worker, app, world):
        with app.app_context():
            other = db.session.get(Person, world.people["otherparent"])
            operations.set_password(other, PASSWORD)
            db.session.commit()
        with clock.frozen(clock.now()):
            theirs, shared = browsing.nobody(), browsing.nobody()
            send(theirs, other.email, PASSWORD)
            send(shared, other.email, PASSWORD)
            send(shared, member.email, PASSWORD)
            self.guessed_at(browsing, member.email)
            assert send(theirs, member.email, PASSWORD).status_code == 429
            assert send(shared, member.email, PASSWORD).status_code == 303
            self.guessed_at(browsing, other.email)
            assert send(shared, other.email, PASSWORD).status_code == 303

    @pytest.mark.parametrize("made_up", ["", "a.b", "~~~", "x" * 3000, "é.é"])
    def test_a_token_that_was_made_up_counts_for_nothing(self, browsing, member, made_up):
        with clock.frozen(clock.now()):
            self.guessed_at(browsing, member.email)
            browser = browsing.nobody()
            browser.client.set_cookie("known_browser", made_up)
            assert send(browser, member.email, PASSWORD).status_code == 429

    def test_another_password_makes_every_browser_unknown(self, app, browsing, member):
        with clock.frozen(clock.now()):
            known = browsing.nobody()
            send(known, member.email, PASSWORD)
        with clock.frozen(clock.now() + timedelta(hours=1)):
            with app.app_context():
                operations.set_password(db.session.get(Person, member.id), "another lantern in May")
                db.session.commit()
            self.guessed_at(browsing, member.email)
            assert send(known, member.email, "another lantern in May").status_code == 429

    def test_the_token_is_no_sign_in(self, browsing, member):
        known = browsing.nobody()
        send(known, member.email, PASSWORD)
        known.press("/sign-out")
        assert known.client.get_cookie("known_browser") is not None
        assert known.get("/account").status_code == 303

    def test_one_who_knows_the_password_does_not_use_up_the_codes(self, app, browsing, worker):
        secret = pyotp.random_base32()
        now = clock.now()
        with app.app_context(), clock.frozen(now - timedelta(hours=1)):
            operations.confirm_second_factor(
                db.session.get(Person, worker.id), secret, pyotp.TOTP(secret).at(clock.now())
            )
            db.session.commit()

        def arrives(browser):
            assert send(browser, worker.email, PASSWORD).status_code == 303
            code = pyotp.TOTP(secret).at(clock.now())
            return browser.send("/second-factor", {"code": code}).status_code

        known = browsing.nobody()
        with clock.frozen(now - timedelta(minutes=30)):
            assert arrives(known) == 303
            known.press("/sign-out")
        with clock.frozen(now):
            thief = browsing.nobody()
            send(thief, worker.email, PASSWORD)
            answers = [thief.send("/second-factor", {"code": "000000"}).status_code for _ in range(7)]
            assert answers == [422] * 6 + [429]
            assert arrives(browsing.nobody()) == 429
            assert arrives(known) == 303
