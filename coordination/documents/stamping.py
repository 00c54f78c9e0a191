"""One recipient's copy: their name, the copy's number and code printed at the foot of every page.

The document is rendered once; each copy is the same file with a small form drawn on top. The file is written once for
all of them with room for that form's drawing, and each copy has its own drawing put there. The form is marked
as an artifact, so that a screen reader passes over it and the tags stay as they were, and carries its own
font. The digest that is kept is of the stamped bytes: what was given to whom can be shown later.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from coordination.documents import rendering
from coordination.documents.stamp_font import Font, codes_of, drawable, embedded
from coordination.documents.stamp_room import IDENTIFIER, WithRoom, packed, room_of

# The band that document.css keeps clear at the foot of the page, in points from the paper's lower edge: two lines.
BAND_BOTTOM = 12.5
BAND_TOP = 33.5
SIDE = 48.0
SIZE = 8.0
LEADING = 9.6

STAMP = "/RecipientStamp"


def stamp(
    pdf: bytes,
    *,
    recipient: str,
    copy_number: str,
    code: str,
    issued: str,
    status: str,
    language: str = "en",
    check_at: str = "",
    superseded_on: str = "",
    superseded_by: str = "",
) -> bytes:
    """The same document with a line for its recipient at the foot of each page.

    ``recipient`` is a name, ``copy_number`` "3" or "3 of 7", ``code`` the short code that the public check
    page knows, ``issued`` an ISO date or words ("12 March 2027, 10:42"), ``status`` that of the document
    ("draft", "final", "superseded"); of a superseded one ``superseded_on`` is the ISO date and ``superseded_by`` the
    newer version, where they are known. ``check_at`` is the address of that page, without its scheme, or "". The
    line is worded in the document's language where the stamp's font
    has its letters, and in English where not. A name in letters the font has not is left to the record: the
    copy's number and code still say whose it is. The same arguments give the same bytes.

    Raises ValueError for a copy that has been stamped already, KeyError for a status that does not exist.
    """
    wanted = Wanted(recipient, copy_number, code, issued, status, language, check_at, superseded_on, superseded_by)
    return next(stamp_each(pdf, [wanted]))


class Wanted(NamedTuple):
    """What one copy's stamp says; as the arguments of :func:`stamp`."""

    recipient: str
    copy_number: str
    code: str
    issued: str
    status: str
    language: str = "en"
    check_at: str = ""
    superseded_on: str = ""
    superseded_by: str = ""


def stamp_each(pdf: bytes, wanted: Iterable[Wanted]) -> Iterator[bytes]:
    """The copies of one document, one after another: each the same bytes that :func:`stamp` makes of it alone.

    The document is opened once, and written once with room for a stamp; what each stamp draws is put into that room.
    Raises what :func:`stamp` raises.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        held = document.pages[0].resources
        if Name.XObject in held and STAMP in held.XObject:
            raise ValueError("This copy is stamped already: stamp the document it was made from.")
        # Pages share their resources: a stamp of each width has a name of its own.
        names: dict[float, str] = {}
        for page in document.pages:
            width = float(page.mediabox[2])
            name = names.setdefault(width, f"{STAMP}{len(names) or ''}")
            # The page's own drawing is set apart, so that what it leaves behind does not move the stamp.
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC q {name} Do Q EMC".encode())
        fonts: dict[tuple[str, frozenset[int]], pikepdf.Object] = {}
        with_room: dict[tuple[str, frozenset[int], int], WithRoom] = {}
        for copy in wanted:
            font, said = _said(copy)
            codes = codes_of(font, "".join(said) + "…")
            drawings = [_drawing(font, said, width) for width in names]
            room = room_of(drawings)
            base = with_room.get((font.name, codes, room))
            if base is None:
                letters = fonts.get((font.name, codes)) or fonts.setdefault(
                    (font.name, codes), embedded(document, font, codes)
                )
                base = with_room[font.name, codes, room] = _with_room(document, names, letters, room)
            yield base.stamped(drawings)


def _with_room(document: Pdf, names: dict[float, str], letters: pikepdf.Object, room: int) -> WithRoom:
    """The document written with room for the stamps of some letters."""
    fillers = {width: packed(f"% {name} of {room} in {STAMP}".encode(), room) for width, name in names.items()}
    forms = {width: _form(document, letters, filler, width) for width, filler in fillers.items()}
    for page in document.pages:
        width = float(page.mediabox[2])
        if Name.XObject not in page.resources:
            page.resources.XObject = Dictionary()
        page.resources.XObject[names[width]] = forms[width]
    written = io.BytesIO()
    document.save(written, deterministic_id=True)
    made = written.getvalue()
    identifiers = list(IDENTIFIER.finditer(made))
    if not identifiers or any(made.count(filler) != 1 for filler in fillers.values()):
        raise RuntimeError("The written document does not hold the room that was left for its stamp.")
    return WithRoom(made, room, tuple(made.index(filler) for filler in fillers.values()), identifiers[-1].start(1))


def _said(copy: Wanted) -> tuple[Font, tuple[str, str, str]]:
    """What a stamp says: whose copy it is, which document, and its code; in a font that has its letters."""
    font, name = drawable(copy.recipient)
    for tongue in (copy.language, "en"):
        standing = _standing(copy.status, copy.superseded_on, copy.superseded_by, tongue)
        number, which, check = _words(copy.copy_number, copy.code, copy.issued, standing, copy.check_at, tongue)
        if font.draws(number + which + check):
            break
    number, which, check = font.drawn(number), font.drawn(which), font.drawn(check)
    return font, (f"{number} · {name}" if name else number, which, check)


def digest(stamped: bytes) -> str:
    """SHA-256 of the bytes handed to the recipient, in hexadecimal."""
    return hashlib.sha256(stamped).hexdigest()


def _standing(status: str, superseded_on: str, superseded_by: str, language: str) -> str:
    """The status in words: of a superseded document since when, and by which version."""
    gettext = rendering.translations(language).gettext
    if status == "superseded" and superseded_on:
        on = rendering.worded_day(superseded_on, language=language)
        if superseded_by:
            return gettext("Superseded on %(day)s by version %(version)s") % {"day": on, "version": superseded_by}
        return gettext("Superseded on %s") % on
    return {"draft": gettext("Draft"), "final": gettext("Final"), "superseded": gettext("Superseded")}[status]


def _words(
    copy_number: str, code: str, issued: str, standing: str, check_at: str, language: str
) -> tuple[str, str, str]:
    """Which of the copies, which document, and where its code is checked, in the words of a language."""
    gettext = rendering.translations(language).gettext
    day = rendering.worded_day(issued, language=language)
    which = " · ".join([standing, gettext("Issued %s") % day])
    check = gettext("Code %s") % code
    if check_at:
        check += " · " + gettext("See whether this is the newest at %s") % check_at
    return gettext("Copy %s") % copy_number, which, check


def _drawing(font: Font, said: tuple[str, str, str], width: float) -> bytes:
    """What a stamp draws, framed: whose copy on the left and which document on the right, its code in a line below."""
    whose, which, check = said
    right = width - SIDE - 5 - font.width(which, SIZE)
    below = (BAND_BOTTOM + BAND_TOP - LEADING - SIZE * 0.72) / 2
    above = below + LEADING
    whose = font.shortened(whose, SIZE, right - SIDE - 17)
    check = font.shortened(check, SIZE, width - 2 * SIDE - 10)
    frame = f"{SIDE:.2f} {BAND_BOTTOM:.2f} {width - 2 * SIDE:.2f} {BAND_TOP - BAND_BOTTOM:.2f} re"
    return b"\n".join(
        [
            f"1 g 0.1 G 0.6 w {frame} B 0.1 g BT /F {SIZE} Tf {SIDE + 5:.2f} {above:.2f} Td".encode(),
            font.shown(whose),
            f"1 0 0 1 {right:.2f} {above:.2f} Tm".encode(),
            font.shown(which),
            f"1 0 0 1 {SIDE + 5:.2f} {below:.2f} Tm".encode(),
            font.shown(check),
            b"ET",
        ]
    )


def _form(document: Pdf, letters: pikepdf.Object, packed: bytes, width: float) -> pikepdf.Object:
    """The form a stamp is drawn in. ``packed``: what it draws, deflated."""
    form = pikepdf.Stream(document, packed, Filter=Name.FlateDecode)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, BAND_BOTTOM - 1, width, BAND_TOP + 1])
    form.Resources = Dictionary(Font=Dictionary(F=letters))
    return document.make_indirect(form)
