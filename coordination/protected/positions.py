"""Positions on a map: coordinates however they are written, plus codes, three words, links to maps."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

from coordination.protected.reading import Squeezed, signs, squeezed

# In degrees of latitude: about 170 metres.
_NEARBY = 0.0016


class Read(Protocol):
    """A text as it was read for all values."""

    @property
    def squeezed(self) -> Squeezed: ...
    @property
    def positions(self) -> list[tuple[float, float, int, int]]: ...


_DEGREES = re.compile(
    r"(?P<sign>[-−–]?)\s*(?P<d>\d{1,3})\s*(?:[.,·]\s*(?P<f>\d{3,8}))?\s*"
    r"(?:(?:°|deg(?:rees)?|º)\s*)?"
    r"(?:(?P<m>\d{1,2}(?:\.\d+)?)\s*['’′]\s*(?:(?P<s>\d{1,2}(?:\.\d+)?)\s*(?:\"|”|″|''|s)?)?\s*)?"
    r"(?P<h>[nsew](?![a-z]))?",
)


def coordinates(text: str) -> Iterator[tuple[float, float, int, int]]:
    """Every pair of coordinates in a text, both ways round: two numbers of degrees and where they stand."""
    read = signs(text)
    plain = "".join(sign for sign, _, _ in read)
    found = []
    for one in _DEGREES.finditer(plain):
        if one["f"] is None and one["m"] is None:
            continue
        degrees = float(f"{one['d']}.{one['f'] or 0}") + float(one["m"] or 0) / 60 + float(one["s"] or 0) / 3600
        minus = bool(one["sign"]) or one["h"] in {"s", "w"}
        found.append((-degrees if minus else degrees, one.start(), one.end()))
    for (first, start, until), (second, begins, end) in pairwise(found):
        if begins - until <= 24:
            yield first, second, read[start][1], read[end - 1][2]
            yield second, first, read[start][1], read[end - 1][2]


class Position:
    """Coordinates, a plus code, three words or a map link."""

    kind = "position"

    def __init__(self, text: str) -> None:
        self.at = next(((lat, lon) for lat, lon, _, _ in coordinates(text) if 49 <= lat <= 61), None)
        self.forms: list[tuple[str, bool]] = []
        self.digits: tuple[str, str] | None = None
        if self.at is not None:
            lat, lon = (re.sub(r"\D", "", f"{abs(part):.6f}"[:-3]) for part in self.at)
            self.digits = lat, lon
            return
        said = squeezed(text)
        code = re.search(r"([2-9CFGHJMPQRVWX]{4,8})\+([2-9CFGHJMPQRVWX]{2,3})", text.upper())
        if code is not None:
            self.forms = [(squeezed(code[1][-4:] + code[2]), False)]
        else:
            link = re.sub(r"^\s*(https?)?\W*(www\.)?", "", text.strip(), flags=re.I)
            self.forms = [(squeezed(link) or said, True)]

    def places(self, read: Read) -> Iterator[tuple[int, int]]:
        """Where the text gives the position."""
        for signs_, whole in self.forms:
            for at, end in read.squeezed.found(signs_, whole=whole):
                yield read.squeezed.written(at, end)
        if self.at is None:
            return
        lat, lon = self.at
        for first, second, start, end in read.positions:
            if abs(abs(first) - abs(lat)) <= _NEARBY and abs(abs(second) - abs(lon)) <= 2 * _NEARBY:
                yield start, end
        if self.digits is not None:
            yield from self._digits(read.squeezed, *self.digits)

    @staticmethod
    def _digits(squeezed: Squeezed, lat: str, lon: str) -> Iterator[tuple[int, int]]:
        """The digits of both one after the other, whatever stands between."""
        for at, end in squeezed.found(lat, whole=False):
            for other, over in squeezed.found(lon, whole=False):
                if 0 <= other - end <= 12 or 0 <= at - over <= 12:
                    yield squeezed.written(min(at, other), max(end, over))
