"""A file somebody attaches: what is inside must be what its name says, and it is kept encrypted with its child's key.

A name may say anything, so the first bytes are looked at. Files are given back as attachments under a name of ours.
"""

from typing import Protocol
from uuid import UUID

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.db import RuleBroken
from coordination.documents import files, uploaded
from coordination.documents.models import StoredFile
from coordination.protected import papers
from coordination.protected.clearing import cleared

MOST_BYTES = 10 * 1024 * 1024
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# By ending: the media type, and what such a file begins with.
KINDS: dict[str, tuple[str, bytes]] = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".docx": (_WORD, b"PK\x03\x04"),
    ".odt": ("application/vnd.oasis.opendocument.text", b"PK\x03\x04"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
}
_LONGEST_NAME = 120


class _OfAChild(Protocol):
    @property
    def authority_id(self) -> UUID: ...
    @property
    def child_id(self) -> UUID: ...


def attach(about: _OfAChild, *, name: str, content: bytes, by: UUID | None) -> StoredFile:
    """Keep a file of ``about``'s child. Raises RuleBroken when it is empty, too large, or not what its name says."""
    ending = _ending(name)
    if ending not in KINDS:
        raise RuleBroken(f"The file must be one of: {', '.join(KINDS)}", "file")
    if not content:
        raise RuleBroken("The file is empty", "file")
    if len(content) > MOST_BYTES:
        raise RuleBroken(f"The file must be smaller than {MOST_BYTES // (1024 * 1024)} MB", "file")
    media_type, begins = KINDS[ending]
    if not content.startswith(begins):
        raise RuleBroken(f"This is not a {ending[1:].upper()} file. Save it again as one, or choose another", "file")
    kept = files.store(about.authority_id, about.child_id, content, media_type, by=by)
    # Read whether or not anything is protected, so that the time it takes tells nobody.
    said, look = uploaded.words_of(content, media_type), papers.Look(about.child_id)
    named = look.kinds_in(said or "")
    # What nobody could look through waits too, where something is protected.
    if named or (said is None and look.places):
        papers.hold(kept, what=f"A file: {shown_name(name)}", kinds=named, by=by)
    return kept


def given(file: StoredFile) -> bytes:
    """The content of a file for whoever opens it. Held, it is there for whoever sent it and for those who may know the
    place that it names; for everybody else there is no such file.
    """
    state = papers.held([file.id])
    mine = file.recorded_by is not None and file.recorded_by == guard.actor().person_id
    if papers.is_stopped(state, file.id) and not mine and not cleared(file.child_id, file.authority_id):
        raise guard.Refused(Deny("held", 8, True))
    return files.read(file)


def shown_name(name: str) -> str:
    """A file's name as a page shows it: the last part of a path, on one line, not too long."""
    last = " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].split())
    ending = _ending(last)
    return last if len(last) <= _LONGEST_NAME else last[: _LONGEST_NAME - len(ending) - 1] + "…" + ending


def ending_of(file: StoredFile) -> str:
    """The ending of a file's name when it is given back."""
    return next((ending for ending, (kind, _) in KINDS.items() if kind == file.media_type), "")


def _ending(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot >= 0 else ""
