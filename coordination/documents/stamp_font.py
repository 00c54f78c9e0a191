"""The font that stamps are set in: found once a process, cut to the letters of names, then to those of one stamp."""

import io
import logging
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

_FONT_FILES = ("LiberationSans-Regular.ttf", "DejaVuSans.ttf", "Arial.ttf", "NotoSans-Regular.ttf")
_FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
    "/System/Library/Fonts/Supplemental",
    "/opt/homebrew/share/fonts",
)
# What nearly every stamp is written with: one cut of the font serves all of them.
_USUAL = (*range(0x20, 0x7F), 0xB7, 0x2019, 0x2026)
# Latin with the accents of Europe and Vietnam, Greek, Cyrillic, and the punctuation names are written with.
_LETTERS = ((0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x52F), (0x1E00, 0x1EFF), (0x2010, 0x2026))


class NoStampFont(RuntimeError):
    """No font to stamp with was found; the message says what to install."""


@dataclass(frozen=True, eq=False)
class Font:
    """A font cut down to the letters of names, and how wide each is drawn."""

    name: str
    program: bytes
    glyphs: dict[int, int]
    """The glyph of each code point."""
    widths: dict[int, int]
    """The width of each glyph, in thousandths of the size."""
    metrics: dict[str, Any]

    def draws(self, words: str) -> bool:
        """Whether it has every letter of the words."""
        return all(ord(letter) in self.glyphs for letter in words)

    def drawn(self, words: str) -> str:
        """The words without what the font has no letters for."""
        return "".join(letter for letter in words if ord(letter) in self.glyphs)

    def width(self, words: str, size: float) -> float:
        """How wide the words are in this size, in points."""
        return sum(self.widths[self.glyphs[ord(letter)]] for letter in words) * size / 1000

    def shortened(self, words: str, size: float, room: float) -> str:
        """As much of the words as fits, with an ellipsis where some are left out."""
        if self.width(words, size) <= room:
            return words
        while words and self.width(words + "…", size) > room:
            words = words[:-1]
        return words.rstrip() + "…"

    def shown(self, words: str) -> bytes:
        """The words as a page's drawing shows them."""
        return b"<" + b"".join(b"%04x" % self.glyphs[ord(letter)] for letter in words) + b"> Tj"


def drawable(recipient: str) -> tuple[Font, str]:
    """A font and the recipient's name as it can be drawn: as it is, without its accents, or not at all."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", recipient) if not unicodedata.combining(letter))
    for name in (recipient, bare):
        for font in fonts():
            if font.draws(name):
                return font, name
    return fonts()[0], ""


@cache
def fonts() -> tuple[Font, ...]:
    """The fonts of this machine that stamps are set in, the one the documents are set in first."""
    folders = [Path(folder).expanduser() for folder in _FONT_FOLDERS]
    found = [next((at for folder in folders for at in sorted(folder.rglob(name))), None) for name in _FONT_FILES]
    fonts = tuple(_font(path) for path in found if path is not None)
    if not fonts:
        raise NoStampFont("Copies need a font to be stamped with. Debian and Ubuntu: apt-get install fonts-liberation.")
    return fonts


def _font(path: Path) -> Font:
    from fontTools.ttLib import TTFont

    opened = TTFont(path, recalcTimestamp=False)
    name = str(opened["name"].getDebugName(6) or "Stamp")
    head, across = opened["head"], opened["hhea"]
    per_em = 1000 / head.unitsPerEm
    metrics = {
        "FontBBox": [round(side * per_em) for side in (head.xMin, head.yMin, head.xMax, head.yMax)],
        "Ascent": round(across.ascent * per_em),
        "Descent": round(across.descent * per_em),
        "CapHeight": round(0.73 * head.unitsPerEm * per_em),
    }
    small = TTFont(io.BytesIO(_cut(opened, [c for low, high in _LETTERS for c in range(low, high + 1)])))
    order = {glyph: number for number, glyph in enumerate(small.getGlyphOrder())}
    glyphs = {code: order[glyph] for code, glyph in small.getBestCmap().items()}
    widths = {order[glyph]: round(width * per_em) for glyph, (width, _) in small["hmtx"].metrics.items()}
    program = io.BytesIO()
    small.save(program)
    return Font(name, program.getvalue(), glyphs, widths, metrics)


def _cut(font: Any, codes: list[int], *, keep_numbers: bool = False) -> bytes:
    """A font program with the outlines of some code points alone, hints and layout left out."""
    from fontTools import subset

    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    wanted = subset.Options(
        layout_features=[], hinting=False, name_IDs=[], retain_gids=keep_numbers, notdef_outline=True
    )
    wanted.drop_tables += ["FFTM", "GSUB", "GPOS", "GDEF", "OS/2", "post", "name", "gasp", "kern"]
    cutter = subset.Subsetter(wanted)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    cut = io.BytesIO()
    font.save(cut)
    return cut.getvalue()


def codes_of(font: Font, words: str) -> frozenset[int]:
    """The letters a stamp's font is cut down to: those of most names, and any others in these words."""
    return frozenset(code for code in (*_USUAL, *(ord(letter) for letter in words)) if code in font.glyphs)


@lru_cache(maxsize=64)
def _program(font: Font, codes: frozenset[int]) -> tuple[bytes, int]:
    """The font cut down to some letters, packed, and its length before. Cut once for all copies of such letters."""
    from fontTools.ttLib import TTFont

    # The same letters are the same bytes whenever they are cut: no font says when that was.
    opened = TTFont(io.BytesIO(font.program), recalcTimestamp=False)
    cut = _cut(opened, sorted(codes), keep_numbers=True)
    return zlib.compress(cut, 9), len(cut)


def embedded(document: Pdf, font: Font, letters: frozenset[int]) -> pikepdf.Object:
    """The font in the document, with these letters alone."""
    codes = sorted(letters)
    packed, length = _program(font, letters)
    program = pikepdf.Stream(document, packed, Filter=Name.FlateDecode)
    program.Length1 = length
    name = Name(f"/STAMPS+{font.name}")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=32,
        ItalicAngle=0,
        StemV=80,
        FontFile2=document.make_indirect(program),
        **font.metrics,
    )
    widths = Array()
    for code in codes:
        widths.append(font.glyphs[code])
        widths.append(Array([font.widths[font.glyphs[code]]]))
    described = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=Name.Identity,
        FontDescriptor=document.make_indirect(descriptor),
        DW=0,
        W=widths,
    )
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([document.make_indirect(described)]),
            ToUnicode=document.make_stream(_to_unicode({font.glyphs[code]: code for code in codes})),
        )
    )


def _to_unicode(codes: dict[int, int]) -> bytes:
    """The map by which a reader copies the stamp's words (ISO 32000-1, 9.10.3)."""
    lines = [f"<{glyph:04x}> <{code:04x}>" for glyph, code in codes.items()]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    ).encode()
