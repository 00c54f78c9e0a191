"""Signing on with an organisation's own sign-in, by OpenID Connect: the authorization code with PKCE, state and nonce.

Which organisations have one is configuration (``config.SignOn``). What the other side says is believed only as far as
its signed ID token goes, checked by the library Authlib against the keys its issuer publishes: issuer, audience, times,
nonce. A sign-on is bound to a person once, by an address the issuer says it has checked, and found by issuer and
subject from then on: an address can be given to somebody else, a subject cannot. It never makes an account, and is for
people who work at the organisation it was set up for, for as long as they do.

OpenID Connect Core 1.0, sections 3.1 and 2; RFC 7636 (PKCE); RFC 9207 (the issuer in the answer).
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select, update

from coordination import clock
from coordination.accounts import ceremonies, queries
from coordination.accounts.models import CeremonyKind, Identity
from coordination.agencies.models import Person, PersonKind, RoleHeld
from coordination.config import SignOn
from coordination.db import db

# What is signed by the issuer's own key pair; never "none", and nothing that our secret could sign.
ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY = timedelta(seconds=60)
TIMEOUT = 8
KEPT_FOR = timedelta(hours=1)
# Keys are asked for again when one is not known, but not more often than this.
KEYS_EVERY = timedelta(minutes=1)
_LARGEST = 512 * 1024


class Refusal(Exception):
    """A sign-on that opens nothing. ``why`` is a word for the audit and picks the sentence of the page."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Answered:
    """What a right answer proves: who, whether they did a second step there, and where they were going.

    ``binding``: they are not bound to a person yet; these are the issuer's words to bind with once they have agreed.
    """

    person: Person
    second_factor: bool
    wanted: str
    proving: bool
    binding: bool = False
    subject: str = ""


def offered() -> tuple[SignOn, ...]:
    """The organisations' own sign-ins there are here."""
    found: tuple[SignOn, ...] = current_app.config["SETTINGS"].sign_on
    return found


def called(name: str) -> SignOn | None:
    """One of them by its name."""
    return next((one for one in offered() if one.name == name), None)


def bound_to(person_id: UUID) -> list[SignOn]:
    """Those a person is bound to."""
    issuers = set(db.session.scalars(select(Identity.issuer).where(Identity.person_id == person_id)))
    return [one for one in offered() if one.issuer in issuers]


def unbind_all(person_id: UUID) -> None:
    """Forget which sign-ons mean a person: the next one is bound anew."""
    for found in db.session.scalars(select(Identity).where(Identity.person_id == person_id)):
        db.session.delete(found)
    db.session.flush()


# -- going there -----------------------------------------------------------------------------------------------


def where_to_go(one: SignOn, come_back: str, wanted: str, *, proving: UUID | None = None) -> str:
    """The address there to send a browser to. ``proving``: somebody signed in, who has to sign in anew there.

    Raises Refusal where the other side does not answer.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    more: dict[str, Any] = {"prompt": "login", "max_age": 0} if proving else {}
    address, _ = _client(one, come_back).create_authorization_url(
        _metadata(one)["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, **more
    )
    ceremonies.begin(
        CeremonyKind.SIGN_ON_PROVE if proving else CeremonyKind.SIGN_ON,
        state.encode(),
        name=one.name,
        nonce=nonce,
        verifier=verifier,
        wanted=wanted,
        person=str(proving) if proving else None,
        begun=clock.now().isoformat(),
    )
    return str(address)


# -- the answer ------------------------------------------------------------------------------------------------


def answer(one: SignOn, come_back: str, told: Mapping[str, str]) -> Answered:
    """What the answer that came back proves. Raises Refusal. It is good once, in the browser that was sent there."""
    state = told.get("state", "").encode()
    asked = ceremonies.take(CeremonyKind.SIGN_ON, state)
    proving = asked is None
    if asked is None:
        asked = ceremonies.take(CeremonyKind.SIGN_ON_PROVE, state)
    if asked is None or asked["name"] != one.name:
        raise Refusal("state")
    if told.get("iss", one.issuer) != one.issuer:
        raise Refusal("issuer")
    if "error" in told or not told.get("code"):
        raise Refusal("declined")
    claims = _claims(one, come_back, told["code"], asked)
    second = bool(_told_methods(claims) & one.second_factor)
    person, binding = _person_of(one, claims)
    if proving:
        _refuse_stale_proof(claims, asked, person)
    return Answered(person, second, str(asked["wanted"]), proving, binding, str(claims["sub"]))


def offer_to_bind(one: SignOn, found: Answered) -> str:
    """A token with which the browser may say, once, that it wants the binding it was shown."""
    token = secrets.token_urlsafe(32)
    ceremonies.begin(
        CeremonyKind.SIGN_ON,
        f"bind {token}".encode(),
        name=one.name,
        subject=found.subject,
        person=str(found.person.id),
        second=found.second_factor,
        wanted=found.wanted,
    )
    return token


def bind(one: SignOn, token: str) -> Answered:
    """Bind the sign-on to the person it was shown for, who agrees. Raises Refusal."""
    asked = ceremonies.take(CeremonyKind.SIGN_ON, f"bind {token}".encode())
    if asked is None or asked["name"] != one.name:
        raise Refusal("state")
    person = queries.person(UUID(asked["person"]))
    _refuse_wrong_person(one, person)
    assert person is not None
    _refuse_bound_otherwise(one, person)
    db.session.add(Identity(person_id=person.id, issuer=one.issuer, subject=asked["subject"], last_used_at=clock.now()))
    db.session.flush()
    return Answered(person, bool(asked["second"]), str(asked["wanted"]), proving=False)


def _claims(one: SignOn, come_back: str, code: str, asked: Mapping[str, Any]) -> CodeIDToken:
    """What the issuer says of whoever signed on, once its token is found to be right. Raises Refusal."""
    metadata = _metadata(one)
    try:
        token = _client(one, come_back).fetch_token(
            metadata["token_endpoint"], code=code, code_verifier=asked["verifier"], timeout=TIMEOUT
        )
        return checked(one, str(token["id_token"]), asked["nonce"], str(token.get("access_token", "")))
    except (AuthlibBaseError, requests.RequestException, KeyError, TypeError):
        raise Refusal("code") from None


def checked(one: SignOn, id_token: str, nonce: str, access_token: str = "") -> CodeIDToken:
    """The claims of an ID token whose signature, issuer, audience, times and nonce are right. Raises Refusal."""
    try:
        try:
            read = jwt.decode(id_token, _keys(one), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # The issuer may have changed its keys since they were asked for.
            read = jwt.decode(id_token, _keys(one, anew=True), algorithms=ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": one.issuer},
                "sub": {"essential": True},
                "aud": {"essential": True, "value": one.client_id},
                "nonce": {"essential": True, "value": nonce},
            },
            {"nonce": nonce, "client_id": one.client_id, "access_token": access_token},
        )
        claims.validate(now=int(clock.now().timestamp()), leeway=int(LEEWAY.total_seconds()))
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError):
        raise Refusal("token") from None
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise Refusal("token")
    return claims


def _told_methods(claims: Mapping[str, Any]) -> frozenset[str]:
    """The ways of signing in that the token names: ``amr``, ``acr``, and the contexts Entra ID calls ``acrs``."""
    told: list[Any] = []
    for name in ("amr", "acr", "acrs"):
        value = claims.get(name)
        told += value if isinstance(value, list) else [value]
    return frozenset(one for one in told if isinstance(one, str))


def _refuse_stale_proof(claims: Mapping[str, Any], asked: Mapping[str, Any], person: Person) -> None:
    begun = datetime.fromisoformat(asked["begun"]) - LEEWAY
    at = claims.get("auth_time")
    if asked["person"] != str(person.id) or not isinstance(at, int) or at < begun.timestamp():
        raise Refusal("stale")


# -- whose -----------------------------------------------------------------------------------------------------


def _person_of(one: SignOn, claims: Mapping[str, Any]) -> tuple[Person, bool]:
    """Whom a sign-on means, and whether that is to be bound yet. Raises Refusal."""
    held = db.session.scalar(
        select(Identity).where(Identity.issuer == one.issuer, Identity.subject == str(claims["sub"]))
    )
    if held is not None:
        person = queries.person(held.person_id)
        _refuse_wrong_person(one, person)
        assert person is not None
        # In words of its own: reading may not write what it has loaded.
        db.session.execute(update(Identity).where(Identity.id == held.id).values(last_used_at=clock.now()))
        return person, False
    email = _checked_address(claims)
    found = queries.account_by_email(email)
    person = found[0] if found else None
    _refuse_wrong_person(one, person)
    assert person is not None
    _refuse_bound_otherwise(one, person)
    return person, True


def _checked_address(claims: Mapping[str, Any]) -> str:
    """The address, if the issuer says that it has checked it. Entra ID says so of a domain (``xms_edov``)."""
    email = claims.get("email")
    says = [claims.get("email_verified"), claims.get("xms_edov")]
    if not isinstance(email, str) or not any(one is True or str(one).lower() in ("true", "1") for one in says):
        raise Refusal("address")
    return email.strip().lower()


def _refuse_wrong_person(one: SignOn, person: Person | None) -> None:
    """Raise Refusal for nobody, for family, for whoever has left, and for whoever does not work there today."""
    if person is None:
        raise Refusal("nobody")
    if person.kind != PersonKind.WORKFORCE:
        raise Refusal("family")
    if not person.active:
        raise Refusal("ended")
    today = clock.today()
    works_there = db.session.scalar(
        select(RoleHeld.id)
        .where(RoleHeld.person_id == person.id, RoleHeld.agency_id.in_(one.organisations))
        .where(RoleHeld.from_on <= today, RoleHeld.to_on.is_(None) | (RoleHeld.to_on > today))
        .limit(1)
    )
    if works_there is None:
        raise Refusal("elsewhere")


def _refuse_bound_otherwise(one: SignOn, person: Person) -> None:
    other = select(Identity.id).where(Identity.person_id == person.id, Identity.issuer == one.issuer)
    if db.session.scalar(other) is not None:
        raise Refusal("bound")


# -- the other side --------------------------------------------------------------------------------------------

_known: dict[str, tuple[datetime, dict[str, Any]]] = {}


def _client(one: SignOn, come_back: str) -> Any:
    methods = _metadata(one).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    way = next((name for name in ("client_secret_basic", "client_secret_post") if name in methods), methods[0])
    return OAuth2Session(
        one.client_id,
        one.client_secret,
        token_endpoint_auth_method=way,
        scope="openid email profile",
        redirect_uri=come_back,
        code_challenge_method="S256",
        default_timeout=TIMEOUT,
    )


def _metadata(one: SignOn) -> dict[str, Any]:
    """What the issuer publishes of itself (OpenID Connect Discovery 1.0). Raises Refusal."""
    found = _fetched(f"{one.issuer.rstrip('/')}/.well-known/openid-configuration", KEPT_FOR)
    if found.get("issuer") != one.issuer:
        raise Refusal("issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not _is_theirs(one, str(found.get(name, ""))):
            raise Refusal("issuer")
    return found


def _is_theirs(one: SignOn, address: str) -> bool:
    """Whether an address is as safe as the issuer's: https wherever the issuer's is."""
    return urlsplit(address).scheme == "https" or urlsplit(one.issuer).scheme == urlsplit(address).scheme == "http"


def _keys(one: SignOn, *, anew: bool = False) -> KeySet:
    try:
        return KeySet.import_key_set(_fetched(str(_metadata(one)["jwks_uri"]), KEYS_EVERY if anew else KEPT_FOR))  # type: ignore[arg-type]
    except (JoseError, KeyError, ValueError, TypeError):
        raise Refusal("issuer") from None


def _fetched(address: str, kept_for: timedelta) -> dict[str, Any]:
    """A JSON document of the other side, kept for a while. Raises Refusal where it cannot be had."""
    now = clock.now()
    key = address
    kept = _known.get(key)
    if kept is not None and timedelta(0) <= now - kept[0] < kept_for:
        return kept[1]
    try:
        with requests.get(address, timeout=TIMEOUT, allow_redirects=False, stream=True) as sent:
            sent.raise_for_status()
            body = sent.raw.read(_LARGEST + 1, decode_content=True)
            if sent.status_code != 200 or len(body) > _LARGEST:
                raise Refusal("unreachable")
            found = json.loads(body)
    except (requests.RequestException, ValueError, OSError):
        raise Refusal("unreachable") from None
    if not isinstance(found, dict):
        raise Refusal("unreachable")
    _known[key] = now, found
    return found
