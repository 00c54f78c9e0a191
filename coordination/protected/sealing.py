"""Protected values encrypted for keeping: AES-256-GCM with keys derived from those of the deployment (``FILE_KEYS``).

What is sealed is bound to its row and its child, so it cannot be moved to another, and carries the name of the key it
was sealed with. The first key seals; every other one that is configured opens.
"""

import json
import os
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from coordination.config import deployment_keys

_NONCE = 12


class Unreadable(Exception):
    """What was sealed cannot be opened: it was changed, or its key is not configured any more. Names nobody."""


def newest_key() -> str:
    """The name of the key that seals."""
    return next(iter(_keys()))


def seal(said: Any, row_id: UUID, child_id: UUID) -> tuple[bytes, str]:
    """JSON of ``said`` sealed for one row of one child, and the name of the key."""
    name = newest_key()
    nonce = os.urandom(_NONCE)
    body = json.dumps(said, ensure_ascii=False).encode()
    return nonce + _cipher(_keys()[name]).encrypt(nonce, body, _bound(row_id, child_id)), name


def unseal(sealed: bytes, key_id: str, row_id: UUID, child_id: UUID) -> Any:
    """What was sealed. Raises Unreadable."""
    key = _keys().get(key_id)
    if key is None:
        raise Unreadable("The key of what is kept here is no longer among FILE_KEYS.")
    try:
        body = _cipher(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(row_id, child_id))
    except InvalidTag:
        raise Unreadable("What is kept here was changed and is not shown.") from None
    return json.loads(body)


def _keys() -> dict[str, bytes]:
    return deployment_keys(current_app.config["SETTINGS"].file_keys)


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"protected places").derive(key))


def _bound(row_id: UUID, child_id: UUID) -> bytes:
    return row_id.bytes + child_id.bytes
