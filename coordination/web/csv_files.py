"""Tables to take away: the one writer of CSV, which never lets a cell be read as a formula.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` (or with a tab or a line break before one).
Words that people typed may begin so: such a cell gets an apostrophe before it, which spreadsheets show as plain text
(OWASP, CSV Injection). Numbers and dates of ours are written as they are.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from flask import has_request_context

from coordination.protected.markers import filled

# What makes a spreadsheet read a cell as something to work out.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | float | Decimal | date | datetime | bool | None


def safe(cell: Cell) -> str:
    """A cell as text that no spreadsheet will run. Dates are ISO; None is empty; line breaks become spaces."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:g}"
    if isinstance(cell, int | Decimal):
        return str(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if not has_request_context():
        # A command's file has no reader who is asked about: what is held stays out of it.
        cell = filled(cell, lambda _: "")
    words = " ".join(cell.split("\n")).replace("\r", " ").replace("\x00", "")
    return (
        f"'{words}" if cell.startswith(_STARTS_A_FORMULA) or words.lstrip().startswith(("=", "+", "-", "@")) else words
    )


def written(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, mark: bool = True) -> str:
    """A table as CSV with CRLF line ends (RFC 4180) and a byte-order mark, so that Excel reads accents.

    ``mark``: False for files that a machine reads, where the mark would be part of the first heading.
    """
    page = io.StringIO()
    out = csv.writer(page)
    out.writerow([safe(word) for word in headings])
    for row in rows:
        out.writerow([safe(cell) for cell in row])
    return ("\ufeff" if mark else "") + page.getvalue()
