"""Signing on with an organisation's own sign-in, against a real OpenID provider: who gets in, and what is refused."""

import json
import shutil
import socket
import subprocess
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import func, select, text

from coordination import clock, config
from coordination.accounts import operations, sign_on
from coordination.accounts.models import Identity, LoginSession
from coordination.accounts.routes import sign_on as routes
from coordination.agencies import people
from coordination.agencies.models import Person
from coordination.db import db
from tests.browsing import form_fields, words_of

BASE = "http://127.0.0.1:8000"
PASSWORD = "copper lantern orchard"
PROGRAM = config.ROOT / "tests" / "openid_provider.mjs"


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


class There:
    """The organisation's own sign-in, as a browser comes to it."""

    def __init__(self, issuer):
        self.issuer = issuer
        self.browser = requests.Session()
        self.browser.trust_env = False

    def signs_in(self, address, account, ways="pwd"):
        """Go there and sign in as an account: the address the browser is sent back to."""
        asked = None
        for _ in range(8):
            answer = self.browser.get(address, params=asked, allow_redirects=False, timeout=10)
            asked = None
            if answer.status_code == 200:
                asked = {"account": account, "ways": ways}
                continue
            assert answer.status_code in (302, 303), answer.text
            address = requests.compat.urljoin(address, answer.headers["Location"])
            if address.startswith(BASE):
                return address.removeprefix(BASE)
        raise AssertionError("the provider sent nobody back")


@pytest.fixture(scope="module")
def issuer():
    """A real provider in a process of its own. Without Node.js or the package the tests are left out, and say so."""
    node = shutil.which("node") or shutil.which("node", path=str(config.ROOT / ".venv" / "bin"))
    if node is None or not (config.ROOT / "node_modules" / "oidc-provider").exists():
        pytest.skip("no Node.js, or no oidc-provider in node_modules: ./run test sets both up")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    accounts = {
        name: {"email": f"{name}@sign-on.example", "email_verified": True, "name": name}
        for name in ("anna", "parent", "gone", "mover", "stranger", "second", "twin")
    }
    accounts["unchecked"] = {"email": "anna@sign-on.example", "email_verified": False}
    accounts["capitals"] = {"email": "ANNA@Sign-On.example", "email_verified": True}
    clients = [
        {"client_id": name, "client_secret": f"the secret of {name}, long enough to be one",
         "redirect_uris": [f"{BASE}/sign-in/with/{name}/answer"]}
        for name in ("council", "other")
    ]  # fmt: skip
    given = {"issuer": address, "port": port, "clients": clients, "accounts": accounts}
    running = subprocess.Popen(
        [node, str(PROGRAM), json.dumps(given)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = []
    for line in running.stdout:
        said.append(line)
        if line.startswith("ready"):
            break
    assert said and said[-1].startswith("ready"), "".join(said)
    yield address
    running.terminate()
    running.wait(10)


@pytest.fixture(autouse=True)
def many(monkeypatch):
    """All of these tests come from one address."""
    monkeypatch.setattr(routes, "TRIES_FROM_ONE_ADDRESS", 10_000)


@pytest.fixture
def council(app, world, issuer):
    """The council's sign-in as it is set up here."""
    one = config.SignOn(
        name="council",
        label="Testshire",
        issuer=issuer,
        client_id="council",
        client_secret="the secret of council, long enough to be one",
        organisations=(world.agencies["services"],),
    )
    other = replace(one, name="other", client_id="other", client_secret="the secret of other, long enough to be one")
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, sign_on=(one, other))
    yield one
    app.config["SETTINGS"] = before


@pytest.fixture
def there(issuer):
    return There(issuer)


@pytest.fixture
def anna(app, world, council):
    """A worker of the council who has an account here with the address the council knows them by."""
    return known_as(app, world.people["lead"], "anna")


def known_as(app, person_id, name):
    with app.app_context():
        person = db.session.get(Person, person_id)
        held = db.session.scalar(select(Person).where(Person.email == f"{name}@sign-on.example"))
        if held is not None and held.id != person_id:
            held.email = None
            db.session.flush()
        person.email = f"{name}@sign-on.example"
        db.session.execute(Identity.__table__.delete().where(Identity.subject == name))
        db.session.execute(Identity.__table__.delete().where(Identity.subject == "capitals"))
        db.session.commit()
        return person


def leaves(browser, next="", name="council"):
    answer = browser.get(f"/sign-in/with/{name}" + (f"?next={next}" if next else ""))
    assert answer.status_code == 303
    return answer.location


def binds(browser, page):
    fields = form_fields(page.text, "/sign-in/with/council/bind")
    return browser.client.post("/sign-in/with/council/bind", data=fields)


def bound(browsing, there, account="anna", ways="pwd mfa"):
    """A browser in which somebody has signed on for the first time and agreed."""
    browser = browsing.nobody()
    page = browser.get(there.signs_in(leaves(browser), account, ways))
    assert page.status_code == 200, words_of(page.text)
    assert binds(browser, page).status_code == 303
    return browser


def identities(app, person_id):
    with app.app_context():
        return db.session.scalars(select(Identity.subject).where(Identity.person_id == person_id)).all()


def audited(owner_engine, verb, since):
    with owner_engine.connect() as connection:
        return connection.execute(
            text(
                "select outcome, details->>'why' as why, details->>'by' as by from audit_row"
                " where verb = :verb and at between :since and :now order by at"
            ),
            {"verb": verb, "since": since, "now": clock.now()},
        ).all()


class TestTheFirstTime:
    def test_it_is_offered_and_asks_before_it_binds(self, app, browsing, anna, there, council):
        browser = browsing.nobody()
        assert "Sign in with Testshire" in browser.words("/sign-in")
        address = leaves(browser, "/account")
        asked = parse_qs(urlsplit(address).query)
        assert asked["response_type"] == ["code"] and asked["code_challenge_method"] == ["S256"]
        assert len(asked["state"][0]) > 30 and len(asked["nonce"][0]) > 30
        page = browser.get(there.signs_in(address, "anna", "pwd mfa"))
        assert "It would open the account of Lead Person" in words_of(page.text)
        assert identities(app, anna.id) == []
        answer = binds(browser, page)
        assert (answer.status_code, answer.location) == (303, "/account")
        assert identities(app, anna.id) == ["anna"]
        assert browser.get("/account").status_code == 200

    def test_it_is_in_the_audit_and_its_person_is_told(self, browsing, anna, there, owner_engine):
        since = clock.now()
        bound(browsing, there)
        assert [tuple(row) for row in audited(owner_engine, "sign_on_bound", since)] == [("done", None, "council")]
        with owner_engine.connect() as connection:
            told = connection.execute(
                text("select count(*) from outbox_message where template = 'sign_in_changed' and person_id = :who"),
                {"who": anna.id},
            ).scalar()
        assert told == 1

    def test_capital_letters_in_the_address_are_the_same_address(self, browsing, anna, there):
        browser = bound(browsing, there, "capitals")
        assert "Lead Person" in browser.words("/account")

    @pytest.mark.parametrize(
        ("account", "says"),
        [
            ("stranger", "no account here has your email address"),
            ("unchecked", "did not say that your email address has been checked"),
            ("parent", "This way of signing in is for people who work with children."),
            ("gone", "Your account here has ended."),
            ("mover", "Your account here is not one of the organisation"),
            ("nobody", "That did not work, and nothing was opened."),
        ],
    )
    def test_others_are_told_why_not_and_nothing_is_made(
        self, app, browsing, anna, there, world, owner_engine, account, says
    ):
        known_as(app, world.people["parent"], "parent")
        known_as(app, world.people["senco"], "mover")
        with app.app_context():
            operations.disable_person(known_as(app, world.people["deputy"], "gone"), by=None)
            db.session.get(Person, world.people["deputy"]).active = False
            db.session.commit()
            before = db.session.scalar(select(func.count()).select_from(Person))
        since = clock.now()
        browser = browsing.nobody()
        answer = browser.get(there.signs_in(leaves(browser), account))
        assert answer.status_code == 403 and says in words_of(answer.text)
        assert browser.get("/account").status_code == 303
        with app.app_context():
            assert db.session.scalar(select(func.count()).select_from(Person)) == before
            assert db.session.scalar(select(Identity.id).where(Identity.subject == account)) is None
        assert [row.outcome for row in audited(owner_engine, "sign_in", since)] == ["refused"]

    def test_what_is_bound_to_one_account_there_is_not_bound_to_another(self, app, browsing, anna, there):
        bound(browsing, there, "capitals")
        browser = browsing.nobody()
        answer = browser.get(There(there.issuer).signs_in(leaves(browser), "anna"))
        assert answer.status_code == 403 and "bound to another account there" in words_of(answer.text)

    def test_agreeing_works_once_and_in_that_browser(self, browsing, anna, there):
        browser = browsing.nobody()
        page = browser.get(there.signs_in(leaves(browser), "anna"))
        token = form_fields(page.text, "/sign-in/with/council/bind")["token"]
        other = browsing.nobody()
        csrf = form_fields(other.get("/sign-in").text, "/sign-in")["csrf_token"]
        answer = other.client.post("/sign-in/with/council/bind", data={"csrf_token": csrf, "token": token})
        assert answer.status_code == 403
        assert binds(browser, page).status_code == 303
        assert binds(browser, page).status_code in (400, 403)


class TestTheNextTime:
    def test_they_are_found_by_who_they_are_there_not_by_their_address(self, app, browsing, anna, there):
        bound(browsing, there)
        with app.app_context():
            db.session.get(Person, anna.id).email = "married@sign-on.example"
            db.session.commit()
        browser = browsing.nobody()
        assert browser.get(there.signs_in(leaves(browser), "anna", "pwd mfa")).location == "/"
        assert "Lead Person" in browser.words("/account")

    def test_somebody_elses_old_address_opens_nothing(self, app, browsing, anna, there, world):
        bound(browsing, there)
        # The council gives the address to another person; here it is still the first one's.
        browser = browsing.nobody()
        answer = browser.get(There(there.issuer).signs_in(leaves(browser), "capitals"))
        assert answer.status_code == 403

    def test_whoever_left_here_is_refused(self, app, browsing, anna, there):
        bound(browsing, there)
        with app.app_context():
            operations.disable_person(db.session.get(Person, anna.id), by=None)
            db.session.commit()
        browser = browsing.nobody()
        answer = browser.get(there.signs_in(leaves(browser), "anna"))
        assert answer.status_code == 403 and "has ended" in answer.text

    def test_whoever_works_elsewhere_now_is_refused(self, app, browsing, anna, there, world):
        bound(browsing, there)
        with app.app_context():
            for role in db.session.get(Person, anna.id).roles:
                people.end_role(role)
            people.add_role(person_id=anna.id, agency_id=world.agencies["health"], role="HLT", from_on=clock.today())
            db.session.commit()
        browser = browsing.nobody()
        answer = browser.get(there.signs_in(leaves(browser), "anna"))
        assert answer.status_code == 403 and "not one of the organisation" in words_of(answer.text)

    def test_an_administrator_may_have_it_bound_anew(self, app, browsing, anna, there, world):
        bound(browsing, there, "capitals")
        admin = browsing.as_(world.people["admin"], just_proved=True)
        assert "Testshire" in admin.words(f"/people/{anna.id}/sign-in")
        assert admin.press(f"/people/{anna.id}/sign-in/unbind").status_code == 303
        assert identities(app, anna.id) == []
        bound(browsing, There(there.issuer), "anna")
        assert identities(app, anna.id) == ["anna"]


class TestTheSecondStep:
    def test_one_that_was_done_there_counts(self, app, browsing, anna, there):
        bound(browsing, there, ways="pwd mfa")
        with app.app_context():
            row = db.session.scalars(
                select(LoginSession).where(LoginSession.person_id == anna.id).order_by(LoginSession.id.desc())
            ).first()
            assert row.second_factor_at is not None and row.stepped_up_at is None

    def test_otherwise_our_own_follows(self, browsing, anna, there):
        browser = bound(browsing, there, ways="pwd")
        assert browser.get("/account").location == "/second-factor"

    def test_which_ways_count_is_the_councils_to_say(self, app, browsing, anna, there, council):
        settings = app.config["SETTINGS"]
        app.config["SETTINGS"] = replace(
            settings, sign_on=(replace(council, second_factor=frozenset({"hwk"})), *settings.sign_on[1:])
        )
        assert bound(browsing, there, ways="pwd mfa").get("/account").location == "/second-factor"
        browser = browsing.nobody()
        browser.get(There(there.issuer).signs_in(leaves(browser), "anna", "hwk"))
        assert browser.get("/account").status_code == 200


class TestWhatIsRefused:
    """Each by a page that says so, with nobody signed in."""

    def refused(self, browser, address, why, owner_engine, since):
        answer = browser.get(address)
        assert answer.status_code == 403 and "You are not signed in" in answer.text
        assert browser.get("/account").status_code == 303
        assert audited(owner_engine, "sign_in", since)[-1][:2] == ("refused", why)

    def test_an_answer_that_comes_twice(self, browsing, anna, there, owner_engine):
        since = clock.now()
        browser = browsing.nobody()
        address = there.signs_in(leaves(browser), "anna")
        assert browser.get(address).status_code == 200
        self.refused(browser, address, "state", owner_engine, since)

    def test_an_answer_in_another_browser(self, browsing, anna, there, owner_engine):
        since = clock.now()
        here, victim = browsing.nobody(), browsing.nobody()
        leaves(victim)
        self.refused(victim, there.signs_in(leaves(here), "anna"), "state", owner_engine, since)

    def test_an_answer_nobody_asked_for(self, browsing, anna, owner_engine):
        since = clock.now()
        for query in ("", "?code=x", "?state=x&code=y", "?state=%00&code=%ff"):
            self.refused(browsing.nobody(), f"/sign-in/with/council/answer{query}", "state", owner_engine, since)

    def test_an_answer_that_comes_late(self, browsing, anna, there, owner_engine):
        since = clock.now()
        browser = browsing.nobody()
        address = there.signs_in(leaves(browser), "anna")
        with clock.frozen(clock.now() + timedelta(minutes=11)):
            self.refused(browser, address, "state", owner_engine, since)

    def test_an_answer_brought_to_another_sign_in(self, browsing, anna, there, owner_engine):
        since = clock.now()
        browser = browsing.nobody()
        address = there.signs_in(leaves(browser), "anna").replace("/council/", "/other/")
        self.refused(browser, address, "state", owner_engine, since)

    def test_an_answer_of_another_issuer(self, browsing, anna, there, owner_engine):
        since = clock.now()
        browser = browsing.nobody()
        parts = urlsplit(there.signs_in(leaves(browser), "anna"))
        told = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert told["iss"] == there.issuer
        query = requests.compat.urlencode(told | {"iss": "https://evil.example"})
        self.refused(browser, f"{parts.path}?{query}", "issuer", owner_engine, since)

    def test_a_code_that_was_asked_for_by_another(self, browsing, anna, there, owner_engine):
        since = clock.now()
        here, thief = browsing.nobody(), browsing.nobody()
        told = parse_qs(urlsplit(there.signs_in(leaves(here), "anna")).query)
        # With a state of their own and the code of somebody else's: what proves the key (PKCE) is not the same.
        own = parse_qs(urlsplit(leaves(thief)).query)["state"][0]
        address = f"/sign-in/with/council/answer?state={own}&code={told['code'][0]}"
        self.refused(thief, address, "code", owner_engine, since)

    def test_a_sign_in_that_is_not_set_up(self, browsing, anna):
        assert browsing.nobody().get("/sign-in/with/evil").status_code == 404
        assert browsing.nobody().get("/sign-in/with/evil/answer?state=x").status_code == 404

    def test_an_issuer_that_does_not_answer_or_says_it_is_another(self, app, browsing, council):
        settings = app.config["SETTINGS"]
        for issuer in (f"http://127.0.0.1:{free_port()}", council.issuer.replace("127.0.0.1", "localhost")):
            app.config["SETTINGS"] = replace(settings, sign_on=(replace(council, issuer=issuer),))
            answer = browsing.nobody().get("/sign-in/with/council")
            assert answer.status_code == 403
        app.config["SETTINGS"] = settings

    def test_too_many_from_one_address(self, browsing, anna, monkeypatch):
        monkeypatch.setattr(routes, "TRIES_FROM_ONE_ADDRESS", 0)
        assert browsing.nobody().get("/sign-in/with/council").status_code == 429


class TestATokenOfTheProvider:
    """What the provider itself signed, held against what we asked for."""

    @pytest.fixture
    def token(self, app, browsing, anna, there, council, monkeypatch):
        """A real ID token, and the nonce it was asked with."""
        held = []
        checked = sign_on.checked
        monkeypatch.setattr(sign_on, "checked", lambda *told: held.append(told) or checked(*told))
        browser = browsing.nobody()
        assert browser.get(there.signs_in(leaves(browser), "anna")).status_code == 200
        monkeypatch.undo()
        _, id_token, nonce, access = held[0]
        return id_token, nonce, access

    def test_is_right_as_it_came(self, app, council, token):
        with app.app_context():
            assert sign_on.checked(council, *token)["sub"] == "anna"

    @pytest.mark.parametrize("wrong", ["nonce", "audience", "issuer", "expired", "early", "cut", "changed"])
    def test_is_refused_where_anything_differs(self, app, council, token, wrong):
        id_token, nonce, access = token
        one, at = council, clock.now()
        if wrong == "nonce":
            nonce = "another nonce"
        if wrong == "audience":
            one = replace(council, client_id="other")
        if wrong == "issuer":
            one = replace(council, issuer=council.issuer + "/")
        if wrong == "expired":
            at += timedelta(hours=1, minutes=2)
        if wrong == "early":
            at -= timedelta(minutes=5)
        if wrong == "cut":
            id_token = id_token.rsplit(".", 1)[0] + "."
        if wrong == "changed":
            head, body, mark = id_token.split(".")
            id_token = ".".join([head, body[:-4] + ("AAAA" if body[-4:] != "AAAA" else "BBBB"), mark])
        with app.app_context(), clock.frozen(at), pytest.raises(sign_on.Refusal):
            sign_on.checked(one, id_token, nonce, access)

    @pytest.mark.parametrize("signed", ["by nobody", "by our secret", "by another key"])
    def test_is_refused_where_somebody_else_signed_it(self, app, council, token, signed):
        id_token, nonce, access = token
        with app.app_context():
            claims = dict(sign_on.checked(council, *token))
            if signed == "by nobody":
                head = "eyJhbGciOiJub25lIn0"
                id_token = f"{head}.{id_token.split('.')[1]}."
            elif signed == "by our secret":
                id_token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(council.client_secret))
            else:
                id_token = jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))
            with pytest.raises(sign_on.Refusal):
                sign_on.checked(council, id_token, nonce, access)


class TestProvingByIt:
    def goes(self, browser, there, ways, account="anna"):
        answer = browser.get("/account/prove/with/council?next=/account")
        assert answer.status_code == 303 and "prompt=login" in answer.location
        return browser.get(there.signs_in(answer.location, account, ways))

    def test_signing_in_anew_there_is_a_fresh_proof(self, browsing, anna, there):
        browser = bound(browsing, there)
        assert browser.get("/account/passkeys/add").status_code in (303, 404)
        assert "Show it with Testshire" in browser.words("/account/prove")
        assert self.goes(browser, there, "pwd mfa").location == "/account"
        assert browser.get("/second-factor/set-up").status_code == 200

    def test_one_step_is_not_enough_for_whoever_needs_two(self, browsing, anna, there):
        browser = bound(browsing, there)
        answer = self.goes(browser, there, "pwd")
        assert answer.status_code == 403 and "Only one step of signing in was done there" in words_of(answer.text)

    def test_somebody_elses_sign_in_there_proves_nobody(self, app, browsing, anna, there, world):
        browser = bound(browsing, there)
        known_as(app, world.people["manager"], "second")
        assert self.goes(browser, There(there.issuer), "pwd mfa", "second").status_code == 403

    def test_is_not_offered_to_whoever_is_not_bound(self, browsing, anna):
        browser = browsing.as_(anna.id)
        assert "Show it with" not in browser.words("/account/prove")
        assert browser.get("/account/prove/with/council").status_code == 404


class TestSigningOut:
    def test_ends_our_session(self, browsing, anna, there):
        browser = bound(browsing, there)
        kept = browser.client.get_cookie("session_key").value
        browser.press("/sign-out")
        browser.client.set_cookie("session_key", kept)
        assert browser.get("/account").status_code == 303


class TestTheSettings:
    GIVEN = {
        "COORDINATION_ENV": "demo", "OIDC_PROVIDERS": "entra", "OIDC_ENTRA_ISSUER": "https://login.example/t/v2.0",
        "OIDC_ENTRA_CLIENT_ID": "a", "OIDC_ENTRA_CLIENT_SECRET": "b", "OIDC_ENTRA_LABEL": "Testshire Council",
        "OIDC_ENTRA_ORGANISATIONS": "018f0000-0000-7000-8000-000000000001, 018f0000-0000-7000-8000-000000000002",
        "OIDC_ENTRA_SECOND_FACTOR": "mfa,c1",
    }  # fmt: skip

    def test_they_are_read(self):
        (one,) = config.read(self.GIVEN).sign_on
        assert (one.name, one.label, one.client_id) == ("entra", "Testshire Council", "a")
        assert len(one.organisations) == 2 and one.second_factor == {"mfa", "c1"}

    @pytest.mark.parametrize(
        ("name", "value"),
        [("OIDC_ENTRA_ISSUER", ""), ("OIDC_ENTRA_CLIENT_SECRET", ""), ("OIDC_ENTRA_ORGANISATIONS", "x"),
         ("OIDC_ENTRA_ISSUER", "ftp://login.example"), ("OIDC_PROVIDERS", "En tra")],
    )  # fmt: skip
    def test_one_that_is_missing_or_wrong_stops_the_start_and_is_named(self, name, value):
        with pytest.raises(config.WrongSetting, match=name):
            config.read(self.GIVEN | {name: value})
