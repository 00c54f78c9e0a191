"""Passkeys: signing in with a finger, a face or a PIN (Web Authentication Level 2, by the library py_webauthn).

A passkey proves two things at once, having the device and being its person, so the authenticator must say that it
checked the person (user verification): without that it is refused. The challenge is ours, for one browser and purpose,
and opens once (``ceremonies``). An authenticator that counts must count up: one that does not may have been copied.

A passkey belongs to a name of the internet, not to a number, and to this address alone: where people come by a bare IP
address, as to the demo's, none is offered.
"""

import ipaddress
import json
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from coordination import clock
from coordination.accounts import ceremonies
from coordination.accounts.models import CeremonyKind, Passkey
from coordination.agencies.models import Person
from coordination.db import RuleBroken, db

MOST = 10
_LONGEST_ANSWER = 20_000
_NAME = "Coordination"


class Used(NamedTuple):
    """A passkey that proved its person; or, without one, why it was refused: a word for the audit."""

    passkey: Passkey | None
    why: str = ""


# -- where -----------------------------------------------------------------------------------------------------


def offered() -> bool:
    """Whether people come by an address that passkeys can belong to."""
    parts = urlsplit(current_app.config["SETTINGS"].base_url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost"
    return False


def domain() -> str:
    """The name passkeys belong to: the setting's, or the host of our address."""
    settings = current_app.config["SETTINGS"]
    return settings.passkey_domain or urlsplit(settings.base_url).hostname or ""


def origin() -> str:
    """The one origin an answer may come from."""
    parts = urlsplit(current_app.config["SETTINGS"].base_url)
    return f"{parts.scheme}://{parts.netloc}"


# -- whose -----------------------------------------------------------------------------------------------------


def of(person_id: UUID) -> Sequence[Passkey]:
    """Somebody's passkeys, the oldest first."""
    return db.session.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.made_at, Passkey.id)
    ).all()


def remove(person_id: UUID, passkey_id: UUID) -> bool:
    """Take a passkey of somebody away; whether there was one of theirs."""
    found = db.session.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id))
    if found is not None:
        db.session.delete(found)
        db.session.flush()
    return found is not None


def remove_all(person_id: UUID) -> None:
    """Take all passkeys of somebody away."""
    for found in of(person_id):
        db.session.delete(found)
    db.session.flush()


# -- asking ----------------------------------------------------------------------------------------------------


def ask_to_register(person: Person) -> dict[str, Any]:
    """What a browser needs to make a passkey for somebody."""
    challenge = secrets.token_bytes(32)
    ceremonies.begin(CeremonyKind.REGISTER, challenge, person=str(person.id))
    return options_to_json_dict(
        generate_registration_options(
            rp_id=domain(),
            rp_name=_NAME,
            user_id=person.id.bytes,
            user_name=person.email or person.name,
            user_display_name=person.name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(of(person.id)),
        )
    )


def ask_for_one(kind: CeremonyKind, person_id: UUID | None = None) -> dict[str, Any]:
    """What a browser needs to prove somebody with a passkey: one of theirs, or whoever's the browser has."""
    challenge = secrets.token_bytes(32)
    ceremonies.begin(kind, challenge, person=str(person_id) if person_id else None)
    return options_to_json_dict(
        generate_authentication_options(
            rp_id=domain(),
            challenge=challenge,
            allow_credentials=_descriptors(of(person_id)) if person_id else None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def _descriptors(held: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    known = {one.value for one in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=one.credential_id,
            transports=[AuthenticatorTransport(name) for name in one.transports if name in known] or None,
        )
        for one in held
    ]


# -- answers ---------------------------------------------------------------------------------------------------


def register(person: Person, answer: str, name: str) -> Passkey:
    """Keep a passkey a browser has just made for somebody. Raises RuleBroken with what to do."""
    again = RuleBroken("The passkey could not be added. Try again.")
    held = of(person.id)
    if len(held) >= MOST:
        raise RuleBroken(f"You have {MOST} passkeys already. Remove one you no longer use first.")
    challenge = _challenge_of(answer)
    asked = ceremonies.take(CeremonyKind.REGISTER, challenge) if challenge else None
    if asked is None or asked["person"] != str(person.id) or challenge is None:
        raise again
    try:
        credential = parse_registration_credential_json(answer)
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=domain(),
            expected_origin=origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise again from None
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)) is not None:
        raise again
    passkey = Passkey(
        person_id=person.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=sorted(one.value for one in credential.response.transports or []),
        name=name.strip() or "Passkey",
    )
    db.session.add(passkey)
    db.session.flush()
    return passkey


def use(kind: CeremonyKind, answer: str, person_id: UUID | None = None) -> Used:
    """The passkey that gave this answer to what this browser was asked for this purpose, if all of it is right.

    ``person_id``: it must be theirs. Without, it is whoever's it is, and the answer must name the same person.
    """
    challenge = _challenge_of(answer)
    asked = ceremonies.take(kind, challenge) if challenge else None
    if challenge is None or asked is None or asked["person"] != (str(person_id) if person_id else None):
        return Used(None, "challenge")
    try:
        credential = parse_authentication_credential_json(answer)
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return Used(None, "form")
    passkey = db.session.scalar(select(Passkey).where(Passkey.credential_id == credential.raw_id).with_for_update())
    handle = credential.response.user_handle
    if passkey is None or (person_id is not None and passkey.person_id != person_id):
        return Used(None, "unknown")
    if (handle is not None and handle != passkey.person_id.bytes) or (handle is None and person_id is None):
        return Used(None, "unknown")
    try:
        proved = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=domain(),
            expected_origin=origin(),
            credential_public_key=passkey.public_key,
            # The library's word for a counter that went back is the same as for all else: it is looked at below.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return Used(None, "proof")
    if (proved.new_sign_count or passkey.sign_count) and proved.new_sign_count <= passkey.sign_count:
        return Used(None, "counter")
    passkey.sign_count, passkey.last_used_at = proved.new_sign_count, clock.now()
    db.session.flush()
    return Used(passkey)


def _challenge_of(answer: str) -> bytes | None:
    """The challenge an answer says it answers."""
    if len(answer) > _LONGEST_ANSWER:
        return None
    try:
        told = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return base64url_to_bytes(told["challenge"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
