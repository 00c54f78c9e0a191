"""What a file is inside, looked at before it is kept: no more than its list of parts or its first lines is read.

Packages (word-processor files and workbooks) are zip files: one that holds macros, is locked, would unpack to far more
than a document holds, or is another kind of package is refused. ECMA-376 part 2 (Open Packaging Conventions): the kind
of a package stands in its part ``[Content_Types].xml``; an OpenDocument file begins with its part ``mimetype``.
A saved email is text that begins with the headers of RFC 5322.
"""

import io
import re
import zipfile

_MEGABYTE = 1024 * 1024
_MOST_PARTS = 2_000
_MOST_UNPACKED = 256 * _MEGABYTE
_RATIO = 200
_TYPES = "[content_types].xml"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
_MAIN = {
    ".docx": b"wordprocessingml.document.main+xml",
    ".xlsx": b"spreadsheetml.sheet.main+xml",
}
_MACROS = ("vbaproject.bin", "vbadata.xml", "xlmacrosheet.xml")
_MACRO_FOLDERS = ("basic/", "scripts/")
# The headers that only a message has; one of them stands beside "From".
_HEADER = re.compile(rb"([!-9;-~]+):[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
_OF_A_MESSAGE = frozenset({b"date", b"to", b"subject", b"message-id", b"received", b"cc"})
_HEADERS_END_BY = 256 * 1024


def wrong(content: bytes, ending: str) -> str | None:
    """What is wrong with what is inside a file with this ending, in a sentence; None where nothing is."""
    if ending == ".eml":
        return None if is_message(content) else not_one(ending)
    if ending in (*_MAIN, ".odt"):
        return _wrong_package(content, ending)
    return None


def is_message(content: bytes) -> bool:
    """Whether this is a saved email: headers first, a sender among them, and no sign that text does not have."""
    begins, at, names = content[:_HEADERS_END_BY], 0, set()
    if b"\x00" in begins:
        return False
    while (found := _HEADER.match(begins, at)) is not None:
        names.add(found[1].lower())
        at = found.end()
    ended = begins[at : at + 2] in (b"", b"\r\n") or begins[at : at + 1] == b"\n"
    return ended and b"from" in names and bool(names & _OF_A_MESSAGE)


def not_one(ending: str) -> str:
    """The sentence for a file that is not what its name says."""
    article = "an" if ending[1] in "aeoix" else "a"
    return f"This is not {article} {ending[1:].upper()} file. Save it again as one, or choose another"


def _wrong_package(content: bytes, ending: str) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or _swells(parts):
                return "The file would unpack to far more than a document holds. Save it again, or choose another"
            if any(part.flag_bits & 1 for part in parts):
                return "The file is locked with a password. Save it without one"
            names = [part.filename.lower() for part in parts]
            if any(name.endswith(_MACROS) or _in_macro_folder(name) for name in names):
                return "The file holds macros. Save it without them"
            return _wrong_kind(package, parts, ending)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError):
        return not_one(ending)


def _swells(parts: list[zipfile.ZipInfo]) -> bool:
    return sum(part.file_size for part in parts) > _MOST_UNPACKED or any(
        part.file_size > _MEGABYTE and part.file_size > _RATIO * max(part.compress_size, 1) for part in parts
    )


def _in_macro_folder(name: str) -> bool:
    return "/macrosheets/" in f"/{name}" or name.startswith(_MACRO_FOLDERS)


def _wrong_kind(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], ending: str) -> str | None:
    wanted = "mimetype" if ending == ".odt" else _TYPES
    told = next((part for part in parts if part.filename.lower() == wanted), None)
    if told is None:
        return not_one(ending)
    with package.open(told) as inside:
        said = inside.read(_MEGABYTE)
    if ending == ".odt":
        return None if said.strip() == _OPEN_DOCUMENT else not_one(ending)
    if b"macroenabled" in said.lower():
        return "The file holds macros. Save it without them"
    return None if _MAIN[ending] in said else not_one(ending)
