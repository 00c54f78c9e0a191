"""The second proof of who somebody is: codes from an app (TOTP, RFC 6238) and recovery codes on paper.

The app's secret is kept encrypted with a key derived from the deployment's ``FILE_KEYS``, bound to its person. A code
opens once: the step it belongs to is written down, and that step and those before it are refused from then on.
"""

import base64
import hmac
import io
import os
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pyotp
import qrcode
import qrcode.image.svg
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import or_, select, update

from coordination import clock
from coordination.accounts.models import Credential, RecoveryCode
from coordination.config import deployment_keys
from coordination.db import CROCKFORD, db

STEP_SECONDS = 30
# One step either side: telephones run a little fast or slow.
STEPS_AROUND = 1
RECOVERY_CODES = 10
_NONCE = 12
_ISSUER = "Coordination"


class Unreadable(Exception):
    """A kept secret cannot be read: it was changed, or its key is no longer among ``FILE_KEYS``."""


# -- the app's secret ------------------------------------------------------------------------------------------


def offered_secret(session_id: UUID, since: datetime | None) -> str:
    """The secret a set-up page offers in one session: the same each time it is shown, and kept nowhere until it is
    confirmed. ``since`` is when the factor was last set up, so that setting up again offers another.
    """
    name, key = next(iter(_keys().items()))
    about = f"second factor offered {name} {session_id} {since.isoformat() if since else ''}"
    return base64.b32encode(_derived(key, about)[:20]).decode()


def sealed(secret: str, person_id: UUID) -> bytes:
    """A secret encrypted for keeping: the key's name, a nonce, and the cipher text bound to the person."""
    name, key = next(iter(_keys().items()))
    nonce = os.urandom(_NONCE)
    body = AESGCM(_derived(key, "second factor kept")).encrypt(nonce, secret.encode(), person_id.bytes)
    return name.encode() + b":" + nonce + body


def opened(kept: bytes, person_id: UUID) -> str:
    """The secret again. Raises Unreadable."""
    name, _, rest = kept.partition(b":")
    key = _keys().get(name.decode(errors="replace"))
    if key is None:
        raise Unreadable("The key of this second factor is no longer among FILE_KEYS.")
    try:
        aead = AESGCM(_derived(key, "second factor kept"))
        return aead.decrypt(rest[:_NONCE], rest[_NONCE:], person_id.bytes).decode()
    except InvalidTag:
        raise Unreadable("This second factor was changed and is not used.") from None


def address_for_apps(secret: str, email: str) -> str:
    """The ``otpauth://`` address an app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)


def picture(secret: str, email: str) -> bytes:
    """The address as a QR code, an SVG."""
    drawn = qrcode.make(address_for_apps(secret, email), image_factory=qrcode.image.svg.SvgPathImage, border=2)
    written = io.BytesIO()
    drawn.save(written)
    return written.getvalue()


def in_groups(secret: str) -> str:
    """The secret as people type it: in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


# -- codes -----------------------------------------------------------------------------------------------------


def step_of(secret: str, code: str) -> int | None:
    """The time step a code belongs to, among the present one and its neighbours; None when it is none of theirs."""
    typed = "".join(code.split())
    if len(typed) != 6 or not (typed.isascii() and typed.isdecimal()):
        return None
    now = int(clock.now().timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    found = None
    for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1):
        if hmac.compare_digest(app.generate_otp(step), typed):
            found = step
    return found


def use_code(credential: Credential, code: str) -> bool:
    """Whether a code is right and was not used before; using it writes its step down, whoever else tries at once."""
    if credential.totp_secret is None or credential.totp_confirmed_at is None:
        return False
    step = step_of(opened(credential.totp_secret, credential.person_id), code)
    if step is None:
        return False
    used = db.session.execute(
        update(Credential)
        .where(Credential.person_id == credential.person_id)
        .where(or_(Credential.totp_last_step.is_(None), Credential.totp_last_step < step))
        .values(totp_last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


# -- recovery codes --------------------------------------------------------------------------------------------


def new_recovery_codes(person_id: UUID) -> list[str]:
    """Ten new codes in place of those before, as they are shown once: ``K7QX-9M2T-0ABC``."""
    for old in _unused(person_id):
        db.session.delete(old)
    salt = os.urandom(16)
    codes = ["".join(secrets.choice(CROCKFORD) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        db.session.add(RecoveryCode(person_id=person_id, salt=salt, digest=_slow(code, salt)))
    db.session.flush()
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def use_recovery_code(person_id: UUID, typed: str) -> bool:
    """Whether this is one of the person's codes that was not used before; it is used up."""
    code = typed.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")
    if len(code) != 12 or any(sign not in CROCKFORD for sign in code):
        return False
    kept = _unused(person_id)
    if not kept:
        return False
    digest = _slow(code, kept[0].salt)
    for row in kept:
        if hmac.compare_digest(row.digest, digest):
            used = db.session.execute(
                update(RecoveryCode)
                .where(RecoveryCode.id == row.id, RecoveryCode.used_at.is_(None))
                .values(used_at=clock.now())
                .execution_options(synchronize_session=False)
            )
            return bool(used.rowcount)  # type: ignore[attr-defined]
    return False


def recovery_codes_left(person_id: UUID) -> int:
    """How many recovery codes were not used yet."""
    return len(_unused(person_id))


def _unused(person_id: UUID) -> Sequence[RecoveryCode]:
    return db.session.scalars(
        select(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    ).all()


def _slow(code: str, salt: bytes) -> bytes:
    """A code of 60 bits is hashed as a password is (ASVS 5.0 V6.5.2); one salt for a set, so one work for a try."""
    return hash_secret_raw(code.encode(), salt, 3, 32 * 1024, 1, 32, Type.ID)


def _keys() -> dict[str, bytes]:
    return deployment_keys(current_app.config["SETTINGS"].file_keys)


def _derived(key: bytes, about: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=about.encode()).derive(key)
