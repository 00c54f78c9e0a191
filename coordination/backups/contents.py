"""What is inside an archive, and the two ways through it: writing it down and reading it back.

In this order: the manifest, the audit's checkpoints, the database's dump in pieces, and the files, encrypted as they
lie in the store. Only these names are known; anything else is refused.
"""

import io
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coordination.backups import BackupError
from coordination.backups.archive import CHANGED, Reader, Writer

MANIFEST = "manifest.json"
CHECKPOINTS = "checkpoints.txt"
DUMP_PIECE = 4 << 20
_DUMPED = re.compile(r"database/\d{8}")
_FILED = re.compile(r"files/([0-9a-f]{64})")


@dataclass(frozen=True)
class Manifest:
    """What an archive holds, as it was at the recovery point.

    ``tables``: rows by table. ``files``: how many files its rows name. ``file_keys``: the names of the keys of
    ``FILE_KEYS`` that open them.
    """

    tables: dict[str, int]
    files: int
    file_keys: list[str]


class Packing:
    """Puts the parts of an archive in, in their order."""

    def __init__(self, writer: Writer) -> None:
        self._tar = tarfile.open(fileobj=_as_file(writer), mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._pieces = 0

    def manifest(self, manifest: Manifest) -> None:
        """What all the rest is measured by."""
        self._put(MANIFEST, json.dumps(asdict(manifest)).encode())

    def checkpoints(self, content: bytes) -> None:
        """The audit's signed checkpoints."""
        self._put(CHECKPOINTS, content)

    def dumped(self, piece: bytes) -> None:
        """The next piece of the database."""
        self._pieces += 1
        self._put(f"database/{self._pieces:08}", piece)

    def file(self, digest: str, content: bytes) -> None:
        """One file of the store."""
        self._put(f"files/{digest}", content)

    def close(self) -> None:
        """End the tar file."""
        self._tar.close()

    def _put(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        self._tar.addfile(member, io.BytesIO(content))


class Unpacking:
    """Takes the parts of an archive out, in their order. Raises BackupError where one is not as it should be."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        try:
            self._tar = tarfile.open(fileobj=_as_file(reader), mode="r|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        except tarfile.TarError:
            raise BackupError(CHANGED) from None
        self._next = self._step()

    def manifest(self) -> Manifest:
        """What it says that it holds."""
        try:
            return Manifest(**json.loads(self._one(MANIFEST)))
        except (TypeError, ValueError):
            raise BackupError(CHANGED) from None

    def checkpoints(self) -> bytes:
        """The audit's signed checkpoints; empty where there were none yet."""
        return self._one(CHECKPOINTS)

    def dump(self) -> Iterator[bytes]:
        """The database, in pieces."""
        while self._next is not None and _DUMPED.fullmatch(self._next.name):
            yield self._content()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each file: its digest and its encrypted bytes. The archive has been shown to be whole when this ends."""
        while self._next is not None:
            named = _FILED.fullmatch(self._next.name)
            if named is None:
                raise BackupError(CHANGED)
            yield named[1], self._content()
        self._reader.finish()

    def _one(self, name: str) -> bytes:
        if self._next is None or self._next.name != name:
            raise BackupError(CHANGED)
        return self._content()

    def _content(self) -> bytes:
        assert self._next is not None
        opened = self._tar.extractfile(self._next)
        if opened is None:
            raise BackupError(CHANGED)
        content = opened.read()
        self._next = self._step()
        return content

    def _step(self) -> tarfile.TarInfo | None:
        try:
            return self._tar.next()
        except tarfile.TarError:
            raise BackupError(CHANGED) from None


def kept_checkpoints(path: Path) -> bytes:
    """The checkpoints file as it is; empty before the first."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _as_file(stream: Writer | Reader) -> Any:
    """``tarfile`` asks only for ``write`` or ``read``."""
    return stream
