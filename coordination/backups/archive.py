"""The archive's form: one file, encrypted, written and read as a stream, so that nothing of it lies about in plain.

Two lines can be read by anybody: what it is, and when, by which release and for which key it was made. Then come
sealed pieces (AES-256-GCM) under a key of this archive alone, derived by HKDF-SHA-256 from a key of ``BACKUP_KEYS``
and a random salt. The nonce of a piece is its number and whether it is the last, and the two lines are part of what
is sealed: a piece that was changed, moved, left out or cut off is found. Inside is a tar file.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coordination.backups import BackupError

MAGIC = b"Coordination backup 1\n"
PIECE = 1 << 20
TAG = 16
_LAST = 1 << 31
_LONGEST_HEADER = 4096
CHANGED = "This archive was changed, cut short or not written to its end: use another."


@dataclass(frozen=True)
class Header:
    """What anybody may read of an archive.

    ``made_at``: the recovery point, an ISO instant; all that was saved before it is inside. ``shape``: the newest
    migration of its database. ``key``: the name of the key that opens it. ``salt``: hexadecimal.
    """

    made_at: str
    release: str
    shape: str
    key: str
    salt: str


class Writer:
    """The inside of an archive as a file to write to. It can be read once ``close`` has sealed the last piece."""

    def __init__(self, file: BinaryIO, header: Header, key: bytes) -> None:
        self._file = file
        lines = MAGIC + json.dumps(asdict(header)).encode() + b"\n"
        file.write(lines)
        self._sealing = _Sealing(lines, header, key)
        self._held = bytearray()

    def write(self, content: bytes) -> int:
        """Add to the archive."""
        self._held += content
        while len(self._held) > PIECE:
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(content)

    def close(self) -> None:
        """Seal what is left as the last piece."""
        self._put(bytes(self._held), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        sealed = self._sealing.seal(piece, last=last)
        self._file.write((len(sealed) | (_LAST if last else 0)).to_bytes(4, "big"))
        self._file.write(sealed)


class Reader:
    """The inside of an archive as a file to read from. Raises BackupError as soon as something is not as it was."""

    def __init__(self, path: Path, keys: dict[str, bytes]) -> None:
        self._file = _opened(path)
        try:
            first, second = self._file.readline(len(MAGIC) + 1), self._file.readline(_LONGEST_HEADER)
            self.header = _header(path, first, second)
            key = keys.get(self.header.key)
            if key is None:
                raise BackupError(f"The key {self.header.key} opens this archive: add it to BACKUP_KEYS.")
            self._sealing = _Sealing(first + second, self.header, key)
        except BaseException:
            self._file.close()
            raise
        self._held = bytearray()
        self._ended = False

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; fewer only at the end."""
        while len(self._held) < size and not self._ended:
            self._held += self._next()
        found = bytes(self._held[:size])
        del self._held[:size]
        return found

    def finish(self) -> None:
        """Read on to the end, which shows that the archive is whole."""
        while self.read(PIECE):
            pass

    def _next(self) -> bytes:
        said = int.from_bytes(self._exactly(4), "big")
        last, length = bool(said & _LAST), said & ~_LAST
        if not TAG <= length <= PIECE + TAG:
            raise BackupError(CHANGED)
        piece = self._sealing.open(self._exactly(length), last=last)
        if last:
            self._ended = True
            if self._file.read(1):
                raise BackupError(CHANGED)
        return piece

    def _exactly(self, size: int) -> bytes:
        found = self._file.read(size)
        if len(found) != size:
            raise BackupError(CHANGED)
        return found

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()


class _Sealing:
    """Seals or opens the pieces of one archive, in order."""

    def __init__(self, lines: bytes, header: Header, key: bytes) -> None:
        own = HKDF(SHA256(), 32, bytes.fromhex(header.salt), b"coordination backup").derive(key)
        self._cipher = AESGCM(own)
        self._lines = hashlib.sha256(lines).digest()
        self._number = 0

    def seal(self, piece: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last), piece, self._lines)

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(last), sealed, self._lines)
        except InvalidTag:
            if self._number == 1:
                raise BackupError("This archive was changed, or BACKUP_KEYS has another key of that name.") from None
            raise BackupError(CHANGED) from None

    def _nonce(self, last: bool) -> bytes:
        nonce = self._number.to_bytes(11, "big") + bytes([last])
        self._number += 1
        return nonce


def new_salt() -> str:
    """What makes the key of one archive unlike that of any other."""
    return os.urandom(32).hex()


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from None


def _header(path: Path, first: bytes, second: bytes) -> Header:
    if first != MAGIC:
        raise BackupError(f"{path} is not an archive that coordination backup made.")
    try:
        header = Header(**json.loads(second))
        bytes.fromhex(header.salt)
    except (TypeError, ValueError):
        raise BackupError(CHANGED) from None
    return header
