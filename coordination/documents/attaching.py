"""A file somebody attaches: what is inside must be what its name says, and it is kept encrypted with its child's key.

A name may say anything, so the first bytes are looked at, and what a package or an email is inside. Files are given
back as attachments under a name of ours.
"""

from typing import Protocol
from uuid import UUID

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.db import RuleBroken
from coordination.documents import files, inside, kinds, uploaded
from coordination.documents.models import StoredFile
from coordination.protected import papers
from coordination.protected.clearing import cleared

MOST_BYTES = 10 * 1024 * 1024
_LONGEST_NAME = 120


class _OfAChild(Protocol):
    @property
    def authority_id(self) -> UUID: ...
    @property
    def child_id(self) -> UUID: ...


def attach(about: _OfAChild, *, name: str, content: bytes, by: UUID | None) -> StoredFile:
    """Keep a file of ``about``'s child. Raises RuleBroken when it is empty, too large, or not what its name says."""
    ending = kinds.ending_of(name)
    if ending not in kinds.KINDS:
        raise RuleBroken(f"The file must be one of: {', '.join(kinds.KINDS)}", "file")
    if not content:
        raise RuleBroken("The file is empty", "file")
    if len(content) > MOST_BYTES:
        raise RuleBroken(f"The file must be smaller than {MOST_BYTES // (1024 * 1024)} MB", "file")
    media_type, begins = kinds.KINDS[ending]
    if not content.startswith(begins):
        raise RuleBroken(inside.not_one(ending), "file")
    if (wrong := inside.wrong(content, ending)) is not None:
        raise RuleBroken(wrong, "file")
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
    place that it names; for everybody else there is no such file. One that names what was protected after it came is
    held from now on: raises Stopped.
    """
    who, state = guard.actor().person_id, papers.held([file.id])
    if file.recorded_by is not None and file.recorded_by == who:
        return files.read(file)
    if papers.is_stopped(state, file.id) and not cleared(file.child_id, file.authority_id):
        raise guard.Refused(Deny("held", 8, True))
    content = files.read(file)
    # Read whether or not anything is protected, so that the time it takes tells nobody.
    said, look = uploaded.words_of(content, file.media_type), papers.Look(file.child_id)
    named = look.told_to(said or "", who)
    unread = said is None and bool(look.places)
    if (named or unread) and file.id not in state and not cleared(file.child_id, file.authority_id):
        raise papers.Stopped([papers.waiting(file, "A file that was sent before", named)])
    return content


def shown_name(name: str) -> str:
    """A file's name as a page shows it: the last part of a path, on one line, not too long."""
    last = " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].split())
    ending = kinds.ending_of(last)
    return last if len(last) <= _LONGEST_NAME else last[: _LONGEST_NAME - len(ending) - 1] + "…" + ending


def ending_of(file: StoredFile) -> str:
    """The ending of a file's name when it is given back."""
    return next((ending for ending, (kind, _) in kinds.KINDS.items() if kind == file.media_type), "")
