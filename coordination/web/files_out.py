"""How a file leaves: one function, which takes only what was looked through (``documents.outgoing``)."""

from collections.abc import Iterable, Sequence
from typing import Final

from flask import Response, g

from coordination.documents import attaching, outgoing
from coordination.documents.models import StoredFile
from coordination.documents.outgoing import LookedThrough
from coordination.web.csv_files import Cell, written

# What an answer may be without being a file: pages, what they ask for while they are open, our drawings and our script.
PAGES: Final = frozenset({"text/html", "application/json", "text/plain", "image/svg+xml", "text/javascript"})


def sent(file: LookedThrough, *, media_type: str, name: str, inline: bool = False) -> Response:
    """The answer that gives a file. ``name`` is ours and holds nobody's name. Never cached."""
    g.file_out = True
    answer = Response(file.content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def attached(file: StoredFile, name: str, *, inline: bool = False) -> Response:
    """The answer that gives a file somebody attached, under a name of ours. Raises Stopped, and Refused."""
    name += attaching.ending_of(file)
    return sent(outgoing.attached(file), media_type=file.media_type, name=name, inline=inline)


def table(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The answer that saves a table as ``<name>.csv``. Raises Stopped."""
    content = written(headings, rows).encode()
    return sent(outgoing.to_whoever_is_here(content, name=f"{name}.csv"), media_type="text/csv", name=f"{name}.csv")


def is_unasked(response: Response) -> bool:
    """Whether an answer gives a file that nobody looked through: a mistake in the house, never sent to anybody."""
    is_file = "Content-Disposition" in response.headers or (response.mimetype or "text/html") not in PAGES
    return is_file and not g.get("file_out") and response.status_code < 300
