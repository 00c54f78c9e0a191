"""The words of a PDF: what somebody who opens it could read, in the order in which it is drawn.

For looking through, not for showing: words may be split and lines run together. Text that is only a picture is not
found.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.S)
_MOVES = frozenset({"Td", "TD", "Tm", "T*", "ET", "'", '"'})
_DEEPEST = 5


class Unreadable(Exception):
    """What is no PDF, or is locked. Says nothing of what is in it."""


def words(pdf: bytes) -> str:
    """The words of every page, with the titles, notes and fields of the file. Raises Unreadable."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            said = [" ".join(_drawn(page.obj, 0)) for page in opened.pages]
            said += [str(value) for value in opened.docinfo.values() if isinstance(value, pikepdf.String)]
            said += _notes(opened)
    except (pikepdf.PdfError, ValueError, RuntimeError) as broken:
        raise Unreadable("This file cannot be read as a PDF.") from broken
    return "\n".join(said)


def _notes(opened: pikepdf.Pdf) -> list[str]:
    found = []
    for page in opened.pages:
        for note in page.obj.get("/Annots", []):
            held: Any = note
            found += [
                str(held[name]) for name in ("/Contents", "/V", "/TU") if isinstance(held.get(name), pikepdf.String)
            ]
            action = held.get("/A")
            if action is not None and isinstance(action.get("/URI"), pikepdf.String):
                found.append(str(action["/URI"]))
    return found


def _drawn(holder: Any, depth: int) -> Iterator[str]:
    """The strings that a page, or a form on it, draws."""
    resources = holder.get("/Resources", {})
    fonts = {name: _letters(font) for name, font in resources.get("/Font", {}).items()}
    letters: tuple[int, dict[int, str]] = (1, {})
    for instruction in pikepdf.parse_content_stream(holder):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "Tf":
            letters = fonts.get(str(operands[0]), (1, {}))
        elif operator in ("Tj", "'", '"'):
            yield _said(bytes(operands[-1]), letters)
        elif operator == "TJ":
            yield "".join(
                _said(bytes(part), letters) if isinstance(part, pikepdf.String) else " " * (float(part) < -200)
                for part in operands[0]
            )
        elif operator == "Do" and depth < _DEEPEST:
            form = resources.get("/XObject", {}).get(str(operands[0]))
            if form is not None and form.get("/Subtype") == "/Form":
                yield from _drawn(form, depth + 1)
        if operator in _MOVES:
            yield " "


def _said(drawn: bytes, letters: tuple[int, dict[int, str]]) -> str:
    width, known = letters
    if not known:
        return drawn.decode("latin-1")
    codes = (int.from_bytes(drawn[at : at + width], "big") for at in range(0, len(drawn), width))
    return "".join(known.get(code, "") for code in codes)


def _letters(font: Any) -> tuple[int, dict[int, str]]:
    """How many bytes a letter of this font is, and what each code says."""
    width = 2 if font.get("/Subtype") == "/Type0" else 1
    table = font.get("/ToUnicode")
    if table is None:
        return width, {}
    known: dict[int, str] = {}
    for kind, body in _BLOCK.findall(table.read_bytes()):
        if kind == b"bfchar":
            known |= {int(code, 16): _text(said) for code, said in _PAIR.findall(body)}
            continue
        for first, last, begins, each in _RANGE.findall(body):
            start, end = int(first, 16), int(last, 16)
            if each:
                known |= {start + at: _text(said) for at, said in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", each))}
            else:
                base = _text(begins)
                known |= {start + at: base[:-1] + chr(ord(base[-1]) + at) for at in range(min(end - start, 65535) + 1)}
    return width, known


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", errors="replace") or " "
