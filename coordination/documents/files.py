"""Files: encrypted with a key of their child, addressed by content, on disk before the commit that names them.

The child's key is wrapped by a key of the deployment (``FILE_KEYS``: ``id:64 hex digits``, several separated by
commas, the first is used for new ones). Erasing a child's files is destroying one row: their key. AES-256-GCM.

A file is taken away in one case alone: its child's record was destroyed, and the record of that names the file. What a
transaction left that was rolled back is named by no row, so nothing opens it and no backup holds it. To the logins that
serve pages and run jobs most rows are hidden: what they see no row of may be somebody's only copy.
"""

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import select

from coordination.config import deployment_keys
from coordination.db import db, new_id
from coordination.documents.models import ChildKey, StoredFile

NONCE = 12
# Files of one child that are put away at the same time.
AT_ONCE = 8


class UnreadableFile(Exception):
    """A file that is missing, was changed, or whose key was destroyed. The message names no child."""


class Door(Protocol):
    """Where encrypted bytes lie: four methods, so that object storage stays possible."""

    def put(self, name: str, content: bytes) -> None: ...
    def get(self, name: str) -> bytes: ...
    def names(self) -> list[str]: ...
    def remove(self, name: str) -> None: ...


class Folder:
    """A folder of files named by the digest of what is in them, written whole and flushed to the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, name: str) -> Path:
        return self.root / name[:2] / name

    def put(self, name: str, content: bytes) -> None:
        """Write and flush ``content``; the same name twice is the same file."""
        path = self._path(name)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            # Still there where the disk is full: what was begun takes no room from others.
            part.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def get(self, name: str) -> bytes:
        """The bytes of a file. Raises UnreadableFile when it is not there."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise UnreadableFile("This file is not in the store.") from None

    def names(self) -> list[str]:
        """Every file in the folder."""
        return sorted(path.name for path in self.root.glob("??/*") if not path.name.endswith(".part"))

    def remove(self, name: str) -> None:
        """Take a file away. One that is gone already is gone."""
        self._path(name).unlink(missing_ok=True)


def door() -> Door:
    """The store of this deployment."""
    return Folder(current_app.config["SETTINGS"].uploads)


def store(authority_id: UUID, child_id: UUID, content: bytes, media_type: str, *, by: UUID | None) -> StoredFile:
    """Encrypt and keep a file of a child. On disk before this returns; named by the row that is flushed here."""
    return store_each(authority_id, child_id, [content], media_type, by=by)[0]


def store_each(
    authority_id: UUID, child_id: UUID, contents: Iterable[bytes], media_type: str, *, by: UUID | None
) -> list[StoredFile]:
    """Encrypt and keep files of one child, in their order: as :func:`store`, with its key read once for all."""
    key = _child_key(authority_id, child_id, by)
    where = door()

    def put(content: bytes) -> tuple[str, int]:
        nonce = os.urandom(NONCE)
        sealed = nonce + AESGCM(key).encrypt(nonce, content, str(child_id).encode())
        name = hashlib.sha256(sealed).hexdigest()
        where.put(name, sealed)
        return name, len(content)

    # A disk that is asked to keep several files at once keeps them in little more time than one.
    with ThreadPoolExecutor(AT_ONCE) as several:
        put_away = list(several.map(put, contents))
    kept = [
        StoredFile(
            id=new_id(),
            authority_id=authority_id,
            child_id=child_id,
            digest=name,
            size=size,
            media_type=media_type,
            recorded_by=by,
        )
        for name, size in put_away
    ]
    db.session.add_all(kept)
    db.session.flush()
    return kept


def read(file: StoredFile) -> bytes:
    """A file's content. Raises UnreadableFile when it was changed on disk, is gone, or its key was destroyed."""
    row = db.session.scalar(select(ChildKey).where(ChildKey.child_id == file.child_id))
    if row is None:
        raise UnreadableFile("This file was erased.")
    sealed = door().get(file.digest)
    if hashlib.sha256(sealed).hexdigest() != file.digest:
        raise UnreadableFile("This file was changed on the disk and is not shown.")
    try:
        return AESGCM(_unwrap(row)).decrypt(sealed[:NONCE], sealed[NONCE:], str(file.child_id).encode())
    except InvalidTag:
        raise UnreadableFile("This file cannot be read with its key.") from None


def _keys() -> dict[str, bytes]:
    return deployment_keys(current_app.config["SETTINGS"].file_keys)


def _child_key(authority_id: UUID, child_id: UUID, by: UUID | None) -> bytes:
    row = db.session.scalar(select(ChildKey).where(ChildKey.child_id == child_id))
    if row is not None:
        return _unwrap(row)
    name, outer = next(iter(_keys().items()))
    key = AESGCM.generate_key(256)
    nonce = os.urandom(NONCE)
    db.session.add(
        ChildKey(
            authority_id=authority_id,
            child_id=child_id,
            wrapped=nonce + AESGCM(outer).encrypt(nonce, key, str(child_id).encode()),
            wrapped_with=name,
            recorded_by=by,
        )
    )
    db.session.flush()
    return key


def _unwrap(row: ChildKey) -> bytes:
    outer = _keys().get(row.wrapped_with)
    if outer is None:
        raise UnreadableFile("The deployment's key for this file is not configured.")
    try:
        return AESGCM(outer).decrypt(row.wrapped[:NONCE], row.wrapped[NONCE:], str(row.child_id).encode())
    except InvalidTag:
        raise UnreadableFile("The deployment's key does not open this file.") from None
