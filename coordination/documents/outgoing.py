"""Whatever leaves as a file is looked through first, for whoever receives it, and this is the only place that says so.

``LookedThrough`` is made here and nowhere else; nothing but what is in one is sent as a file (``web.files_out``). What
names a protected place does not leave: whoever asked reads one sentence that tells of no place, it waits for those who
answer for the child, and the refusal is in the audit. Released, the same file with the same words goes to the same
person.

Who receives it:

- a copy of a paper: the person it was stamped for
- a file somebody attached, a list, a calendar: whoever is here
- a letter as a word-processor file: the person the letter is to, not the worker who takes it on
- the answer to somebody who asked to see what is held: a person who is taken to know nothing, since what they know is
  for those who answer for the child to say
- a statutory return is its own audience and leaves by the command line: ``exchange.returns.guarding``
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from coordination.access import guard
from coordination.documents import attaching, operations, uploaded
from coordination.documents.models import DocumentCopy, IssuedDocument, StoredFile
from coordination.protected import papers
from coordination.protected.clearing import cleared
from coordination.protected.models import HeldState


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """The bytes of a file that may leave."""

    content: bytes


def copy(held: DocumentCopy) -> LookedThrough:
    """The pages of a copy. Raises Stopped, and UnreadableFile."""
    return LookedThrough(operations.pages_of(held))


def attached(held: StoredFile) -> LookedThrough:
    """A file that somebody attached. Raises Stopped, Refused where it is held from whoever is here, UnreadableFile."""
    return LookedThrough(attaching.given(held))


def about_nobody(content: bytes) -> LookedThrough:
    """A file in which nothing is about a child: the certificate that a record was destroyed."""
    return LookedThrough(content)


def to_whoever_is_here(content: bytes, *, name: str) -> LookedThrough:
    """A text made now, about any of the children that this request is about. Raises Stopped."""
    who, text = guard.actor().person_id, content.decode()
    waits = [
        _made(look, text, name, who, kinds)
        for look in papers.looks(guard.access().children)
        if (kinds := look.told_to(text, who)) and not cleared(look.child_id, look.authority_id)
    ]
    return _unless_held(content, waits)


def to_somebody(
    content: bytes, media_type: str, *, name: str, child_id: UUID, recipient_id: UUID | None
) -> LookedThrough:
    """A file made now that somebody else is to be given. Raises Stopped."""
    text, look = uploaded.words_of(content, media_type), papers.Look(child_id)
    kinds = look.told_to(text or "", recipient_id)
    waits = [_made(look, text or "", name, recipient_id, kinds)] if kinds or (text is None and look.places) else []
    return _unless_held(content, waits)


def packed(document: IssuedDocument, given: DocumentCopy, more: Mapping[str, tuple[bytes, str]]) -> LookedThrough:
    """A paper and the files beside it (by name: the bytes and the kind) as one zip file, each looked through for
    somebody who knows nothing. Raises Stopped, and UnreadableFile.
    """
    pages = operations.pages_of(given)
    states, look = papers.held([document.id, given.id]), papers.Look(given.child_id)
    if papers.is_stopped(states, document.id, given.id):
        raise papers.Stopped()
    if look.places and not states:
        texts = [uploaded.words_of(content, kind) for content, kind in more.values()]
        kinds = {kind for text in texts for kind in look.told_to(text or "", None)}
        if kinds or None in texts:
            raise papers.Stopped([papers.waiting(given, "The answer to somebody who asked to see what is held", kinds)])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("what-we-hold.pdf", pages)
        for name, (content, _) in more.items():
            archive.writestr(name, content)
    return LookedThrough(made.getvalue())


def _made(look: papers.Look, text: str, name: str, reader: UUID | None, kinds: Iterable[str]) -> papers.Waiting:
    """A file that is no row: known by its name, its reader and what it names, so that another naming waits anew."""
    said = hashlib.sha256("\n".join(look.stretches(text)).encode()).hexdigest()
    key = uuid5(look.child_id, f"{name}|{reader}|{said}")
    return papers.Waiting(look.authority_id, look.child_id, papers.MADE, key, f"A file: {name}", tuple(kinds))


def _unless_held(content: bytes, waits: list[papers.Waiting]) -> LookedThrough:
    states = papers.held([each.row_id for each in waits]) if waits else {}
    waits = [each for each in waits if states.get(each.row_id) != HeldState.RELEASED.value]
    if waits:
        raise papers.Stopped(waits)
    return LookedThrough(content)
