"""The sheet for tonight: what the body needs and whom to ring, alone; and its copy on a carer's own phone.

The copy is sealed for one browser, for one day, with a key that the server keeps nowhere (ADR 23). What the browser
shows when it comes back proves nothing but that it was given the copy: the answer to it is yes or no.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from coordination import clock
from coordination.access import guard, reach
from coordination.access.describing import describe
from coordination.access.policy import Permit
from coordination.accounts import sessions
from coordination.accounts.models import LoginSession
from coordination.care import queries as care
from coordination.children.naming import short_name
from coordination.db import db, identify
from coordination.family import queries, ringing
from coordination.family.queries import Place
from coordination.family.ringing import Number
from coordination.family.showing import Shown
from coordination.household import telling
from coordination.web.filters import when
from coordination.web.languages import gettext as _
from coordination.web.languages import language_now

LASTS = timedelta(hours=24)
# What a sheet says, in the order of what is asked for first. Nothing else of a record ever goes to a phone.
SAYS = ("allergies", "medicines", "emergency_plan")
# A session ended so goes on as another of the same browser.
_GOES_ON = "signed in again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on the sheet: each need with its words, empty where nobody wrote it down; and whom to ring."""

    name: str
    needs: list[tuple[str, str]]
    numbers: list[Number]
    at: datetime


def sheet(shown: Shown) -> Sheet:
    """The sheet of one child for the carer whose page it is."""
    assert shown.household is not None
    held = {kind: words for kind, _label, words in shown.household.needs}
    labels = telling.needs()
    own = ringing.carers_own_worker(shown)
    return Sheet(
        name=short_name(shown.place.child),
        needs=[(labels[kind], held.get(kind, "")) for kind in SAYS],
        numbers=ringing.numbers(shown.place) + ([own] if own else []),
        at=clock.now(),
    )


def sealed(found: Sheet, place: Place) -> dict[str, Any]:
    """The sheet for one browser: sealed, with the key that opens it, how long it may be kept, and what it says to the
    server when it comes back.

    Which number is to be rung at this hour is left out: the hour will be another one.
    """
    now = clock.now()
    nobody = _("Nobody has written this down yet. Ring and ask: you should not have to guess.")
    over = when(now + LASTS)
    says = {
        "title": _("Tonight: %(name)s", name=found.name),
        "as_of": _("As it was on %(when)s. It goes from this phone on %(until)s.", when=when(now), until=over),
        "needs": [[label, words or nobody] for label, words in found.needs],
        "ring": _("Who to ring"),
        "numbers": [[number.when, number.who, number.phone] for number in found.numbers],
        "language": language_now().code,
        "direction": language_now().direction,
    }
    key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    child = str(place.child.id)
    return {
        "child": child,
        "key": _text(key),
        "nonce": _text(nonce),
        "sealed": _text(AESGCM(key).encrypt(nonce, json.dumps(says).encode(), child.encode())),
        "seconds": int(LASTS.total_seconds()),
        "until": _("Kept on this phone until %(when)s.", when=over),
        "token": _signer().dumps([str(guard.actor().person_id), child, str(guard.actor().session_id)]),
    }


def may_stay(token: str) -> bool:
    """Whether a copy may stay where it is: its carer still has the right to it, and has signed out nowhere."""
    try:
        person_id, child_id, session_id = map(UUID, _signer().loads(token, max_age=int(LASTS.total_seconds())))
    except (BadData, ValueError, TypeError):
        return False
    here = guard.actor().person_id
    if here is not None and here != person_id:
        return False
    began = db.session.get(LoginSession, session_id)
    if began is None or (began.ended_at is not None and began.ended_why != _GOES_ON):
        return False
    who = sessions.actor_of(person_id)
    if who is None or not who.active:
        return False
    identify(db.session(), person_id)
    place = next((held for held in queries.places(person_id, "FC") if held.child.id == child_id), None)
    if place is None or not is_at_home(place, person_id):
        return False
    who = who.towards(reach.relationships(db.session(), person_id, [child_id]))
    return isinstance(guard.decided(who, "read", describe(place.child, "core_identity")), Permit)


def is_at_home(place: Place, person_id: UUID) -> bool:
    """Whether the child is in this carer's home: not where a placement that names them has ended and none began."""
    theirs = [row for row in care.placements(place.child.id) if row.carer_id == person_id]
    return not theirs or any(row.to_on is None for row in theirs)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="sheet kept on a phone")


def _text(held: bytes) -> str:
    return base64.b64encode(held).decode()
