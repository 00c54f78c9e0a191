"""What can be read of a file by whoever opens it: every text in it, those that no page shows too.

Of PDFs the pages, notes and fields. Of packages (word-processor files, workbooks) every part: pages, headers, footers,
notes, comments, hidden sheets, names of sheets and of cells, text beside pictures, properties, and the files that were
put in. Of a workbook also each row as it stands, since an address may be spread over cells. Of emails the headers, each
text in whatever way it was packed, and what is attached, emails in emails too. Of pictures what the camera wrote.

What cannot be read is not passed over: the whole file then counts as one that nobody looked through.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from email import errors, message_from_bytes, policy
from email.message import Message
from typing import cast

from coordination.documents.kinds import KINDS, PACKAGE, ending_of

_LONGEST = 20 * 1024 * 1024
# A file in an email in an email: how deep one is looked for.
_DEEPEST = 5
_TAG = re.compile(r"<[^>]*>")
_ENDS_A_LINE = re.compile(
    r"</(?:w:p|text:p|text:h|w:tc|(?:x:)?(?:si|c|v|row|text|definedName|author|(?:odd|even|first)(?:Header|Footer))|a:p"
    r"|vt:lpstr|dc:\w+|cp:\w+|Company|Manager|threadedComment)>"
    r"|<w:(?:br|tab)\b[^>]*>|</?(?:p|div|br|tr|td|th|li|ul|ol|table|h[1-6])\b[^>]*>"
)
_ATTRIBUTE = re.compile(r"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# Attributes that are places in a sheet, kinds and colours: they could look like half a postcode.
_PLACES = re.compile(r"(?:xmlns.*|r|s|t|ref|sqref|spans|\w*:?rsid\w*|rgb|Type)")
_SAYS_SOMETHING = re.compile(r"[^\W\d_]|\d{6}")
_ENTITIES = re.compile(r"<!ENTITY[^>]*>", re.I)
_SHARED = re.compile(r"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.S)
_ROW = re.compile(r"<(?:\w+:)?row\b[^>]*?>(.*?)</(?:\w+:)?row>", re.S)
_CELL = re.compile(r"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_VALUE = re.compile(r"<(?:\w+:)?v\b[^>]*>(.*?)</(?:\w+:)?v>", re.S)
_SHARED_TYPE = re.compile(r"""\bt\s*=\s*["']s["']""")
_SHOWS_NOTHING = (
    *(".bin", ".emf", ".wmf", ".gif", ".tif", ".tiff", ".bmp", ".wdp", ".webp", ".heic", ".ico"),
    *(".fntdata", ".odttf", ".ttf", "layout-cache"),
)
_READ_AS_TEXT = (".xml", ".rels", ".vml", ".htm", ".html", ".xhtml", ".txt", ".csv", ".svg", ".rdf", "mimetype")
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_GPS = 0x8825


class Unread(Exception):
    """Something in the file is of a kind that cannot be read here, or there is too much of it."""


def read(content: bytes, media_type: str, depth: int = 0) -> str:
    """The words of a file, by what kind it is. Raises Unread, and whatever a broken file makes its reader raise."""
    if depth > _DEEPEST:
        raise Unread
    if media_type == "application/pdf":
        from coordination.protected import pdf_words

        return pdf_words.words(content)
    if media_type.startswith("image/"):
        return _camera(content)
    if media_type.startswith("application/vnd."):
        return _package(content, depth)
    if media_type == "message/rfc822":
        return _message(message_from_bytes(content, policy=policy.default), depth)
    return _decoded(content)


def _decoded(content: bytes) -> str:
    """Text in the code it says it is in, or in the most usual ones."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if content[1:2] == b"\x00" or content[:1] == b"\x00":
        return content.decode("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


# -- packages ---------------------------------------------------------------------------------------------------


def _package(content: bytes, depth: int) -> str:
    found, left, shared, sheets = [], _LONGEST, "", []
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        for part in opened.infolist():
            if part.is_dir():
                continue
            with opened.open(part) as inside:
                held = inside.read(left + 1)
            left -= len(held)
            if left < 0:
                raise Unread
            name = part.filename.lower()
            if name.endswith(_READ_AS_TEXT):
                said = _decoded(held)
                found.append(_of_markup(said))
                if name.endswith("sharedstrings.xml"):
                    shared = said
                elif "/worksheets/" in name:
                    sheets.append(said)
            else:
                found.append(_put_in(held, name, depth))
    texts = [_plain(text) for text in _SHARED.findall(shared)]
    found += [line for sheet in sheets for line in _rows(sheet, texts)]
    return "\n".join(filter(None, found))


def _of_markup(said: str) -> str:
    """What a part says: its texts, and what its attributes say to a person."""
    # A word that is set in two ways is two runs: what stands between them is no space.
    lines = [_plain(_ENDS_A_LINE.sub("\n", said)), *_ENTITIES.findall(said)]
    told = {
        double or single: None
        for name, double, single in _ATTRIBUTE.findall(said)
        if _SAYS_SOMETHING.search(double or single) and not _PLACES.fullmatch(name)
    }
    return "\n".join([*lines, *told])


def _plain(said: str) -> str:
    return _TAG.sub("", said)


def _rows(sheet: str, shared: list[str]) -> Iterator[str]:
    """Each row of a sheet, as it reads from left to right."""
    for row in _ROW.findall(sheet):
        yield ", ".join(said for how, inside in _CELL.findall(row) if (said := _cell(how, inside, shared)).strip())


def _cell(how: str, inside: str, shared: list[str]) -> str:
    value = _VALUE.search(inside)
    if value is None:
        return _plain(inside)
    if _SHARED_TYPE.search(how) and value[1].strip().isdigit():
        at = int(value[1])
        return shared[at] if at < len(shared) else ""
    return value[1]


def _put_in(held: bytes, name: str, depth: int) -> str:
    """A file inside a file. Pictures that no camera wrote in, fonts and settings of printers say nothing."""
    kind = _kind_of(held, name)
    if kind is not None:
        return read(held, kind, depth + 1)
    if name.endswith(".mht"):
        return read(held, "message/rfc822", depth + 1)
    if not held or ("/embeddings/" not in name and (name.endswith(_SHOWS_NOTHING) or "objectreplacements/" in name)):
        return ""
    raise Unread


def _kind_of(held: bytes, name: str) -> str | None:
    """The kind of a file that is one of those we read: by what it begins with, its name having said which."""
    ending = ending_of(name)
    if ending in KINDS and held.startswith(KINDS[ending][1]):
        return KINDS[ending][0]
    return next(
        (kind for kind, begins in KINDS.values() if begins not in (b"", PACKAGE) and held.startswith(begins)), None
    )


# -- emails -----------------------------------------------------------------------------------------------------


def _message(message: Message, depth: int) -> str:
    if depth > _DEEPEST:
        raise Unread
    found = [*_headers(message), message.preamble or "", message.epilogue or ""]
    if message.get_content_type() == "message/rfc822":
        found += [_attached(message, part, depth + 1) for part in _parts(message)]
    elif message.is_multipart():
        found += [_message(part, depth) for part in _parts(message)]
    else:
        found.append(_body(message, depth))
    return "\n".join(filter(None, found))


def _parts(message: Message) -> list[Message]:
    held = message.get_payload()
    return cast("list[Message]", held) if isinstance(held, list) else []


def _attached(outside: Message, inside: Message, depth: int) -> str:
    """An email in an email. Some programs pack it, which the standard does not foresee and its parser leaves."""
    if str(outside.get("Content-Transfer-Encoding", "")).strip().lower() in ("base64", "quoted-printable"):
        inside["Content-Transfer-Encoding"] = outside["Content-Transfer-Encoding"]
        packed = inside.get_payload(decode=True)
        if isinstance(packed, bytes):
            return read(packed, "message/rfc822", depth)
    return _message(inside, depth)


def _headers(message: Message) -> Iterator[str]:
    for name, raw in message.raw_items():
        yield f"{name}: {_decoded(str(raw).encode(errors='surrogateescape'))}"
        try:
            yield str(policy.default.header_fetch_parse(name, str(raw)))
        except (errors.MessageError, ValueError, IndexError, AttributeError, TypeError, LookupError):
            # As it stands in the file was said already.
            continue


def _body(message: Message, depth: int) -> str:
    payload = message.get_payload(decode=True)
    held = payload if isinstance(payload, bytes) else str(message.get_payload()).encode(errors="surrogateescape")
    kind, name = message.get_content_type(), message.get_filename() or ""
    if not held.strip() or kind in _SIGNATURES:
        return name
    known = _kind_of(held, name.lower())
    if known is not None:
        return "\n".join([name, read(held, known, depth + 1)])
    if _is_text(held, message.get_content_charset()):
        said = _in_its_code(held, message.get_content_charset())
        return "\n".join([name, said, _of_markup(said)])
    if kind.startswith("image/") and not held.startswith(PACKAGE):
        return name
    raise Unread


def _is_text(held: bytes, code: str | None) -> bool:
    """Whether what is attached is text as it stands. Rich text is not: its words are cut by what sets them."""
    if held.startswith((PACKAGE, b"{\\rtf")):
        return False
    wide = held.startswith((b"\xff\xfe", b"\xfe\xff")) or (code or "").startswith("utf-16")
    return wide or b"\x00" not in held


def _in_its_code(held: bytes, code: str | None) -> str:
    if code is not None:
        try:
            return held.decode(code)
        except (LookupError, UnicodeDecodeError):
            pass
    return _decoded(held)


# -- pictures ---------------------------------------------------------------------------------------------------


def _camera(content: bytes) -> str:
    """What the camera and its owner wrote into a picture, and where it was taken."""
    from PIL import Image
    from PIL.ExifTags import GPS

    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        held = opened.getexif()
        place = held.get_ifd(_GPS)
        said = [str(value) for value in (*held.values(), *opened.info.values()) if isinstance(value, (str, bytes))]
    position = [
        _degrees(place.get(key), place.get(letter))
        for key, letter in ((GPS.GPSLatitude, GPS.GPSLatitudeRef), (GPS.GPSLongitude, GPS.GPSLongitudeRef))
    ]
    return "\n".join([*said, ", ".join(filter(None, position))])


def _degrees(parts: object, letter: object) -> str:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return ""
    degrees, minutes, seconds = (float(part) for part in parts)
    sign = "-" if str(letter) in {"S", "W"} else ""
    return f"{sign}{degrees + minutes / 60 + seconds / 3600:.6f}"
