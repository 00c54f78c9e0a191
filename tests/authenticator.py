"""A passkey as a device would have it: for answers that are right, and for wrong ones."""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url as encoded

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey on one device. Its public attributes say what it will tell: change them to have it lie."""

    origin: str = "http://localhost:8000"
    domain: str = "localhost"
    counter: int = 0
    flags: int = PRESENT | VERIFIED
    user: bytes | None = None
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(32))

    def makes(self, asked: dict[str, Any]) -> str:
        """The answer to being asked for a new passkey."""
        told = self._told("webauthn.create", asked["challenge"])
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        held = self._data(ATTESTED) + b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + public
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": held})
        return self._answer(clientDataJSON=encoded(told), attestationObject=encoded(statement), transports=["internal"])

    def proves(self, asked: dict[str, Any], challenge: str | None = None) -> str:
        """The answer to being asked for a proof."""
        told = self._told("webauthn.get", challenge or asked["challenge"])
        self.counter += 1
        held = self._data(0)
        signature = self.key.sign(held + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=encoded(told),
            authenticatorData=encoded(held),
            signature=encoded(signature),
            userHandle=encoded(self.user) if self.user else None,
        )

    def _told(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, more: int) -> bytes:
        return hashlib.sha256(self.domain.encode()).digest() + struct.pack(">BI", self.flags | more, self.counter)

    def _answer(self, **response: Any) -> str:
        name = encoded(self.id)
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": response}
        )
