"""Finding a protected value in a text, in its usual disguises. Pure: no database, no clock, no web.

What counts as naming it, by kind:

- ``postcode``, ``phone``, ``vehicle``: its signs in their order with anything but letters and digits between them; a
  telephone number with +44, 0044, 0 or none of them; a postcode also with its halves exchanged
- ``address``: the street with the number (or name) of the house near it, before or after. The street alone, another
  number of it and the town are not the place
- ``name`` (a school, a home, a firm): the whole name; its own words without "School", "Primary" and the like where
  there are two or more; one own word beside a word of that sort
- ``person``: the names in either order, or the first letter with the last name
- ``position``: coordinates within about 170 metres however they are written, a plus code, three words, a map link
- ``words``: exactly these words in their order

See :mod:`coordination.protected.reading` for the disguises.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from coordination.protected.positions import Position, coordinates
from coordination.protected.reading import (
    Squeezed,
    Token,
    alike,
    in_words,
    said_aloud,
    squeeze,
    squeezed,
    tokens,
    words_of,
)

KINDS = ("postcode", "address", "phone", "vehicle", "name", "person", "position", "words")
WITHHELD = "[withheld]"

# The kinds of street, each with its short forms.
_STREETS = {
    short: long
    for long, shorts in {
        "road": "rd", "street": "st str", "avenue": "ave av", "lane": "ln", "close": "cl clo", "drive": "dr drv",
        "court": "ct crt", "crescent": "cres cr crs", "gardens": "gdns gdn gardens garden", "grove": "gr grv",
        "place": "pl", "square": "sq", "terrace": "ter terr tce", "way": "wy", "hill": "hl", "park": "pk",
        "walk": "wlk", "mews": "mws", "rise": "ri", "view": "vw", "green": "grn", "row": "rw",
        "parade": "pde", "mount": "mt", "meadow": "mdw", "boulevard": "blvd bvd", "house": "hse", "buildings": "bldgs",
    }.items()
    for short in [long, *shorts.split()]
} | {"saint": "street"}  # fmt: skip
_LONG = sorted(set(_STREETS.values()), key=len, reverse=True)
# Words that many schools, homes and firms have in their names: they do not tell one from another.
_COMMON_WORDS = (
    "the a of at and school schools primary secondary infant infants junior high middle academy college sixth form"
    " nursery preschool special grammar church england catholic rc ce c e voluntary aided community free studio centre"
    " center unit home homes house children childrens residential care fostering foster agency services service"
    " ltd limited plc trust hospital clinic surgery project provision"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_SMALL_WORDS = "the on in at of number no nr num house flat door with is a our its"
_BETWEEN = frozenset(_SMALL_WORDS.split())
# How many tokens may stand between a street and its number.
_NEAR = 4
# A long text is read this many signs at a time; no value in any disguise is longer than the overlap.
_PIECE, _OVERLAP = 16_000, 1_000


@dataclass(frozen=True, slots=True)
class Value:
    """One protected value, of one of KINDS."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """Where a text names a protected value: the stretch of the text as it was written, and the kind."""

    start: int
    end: int
    kind: str


class Matcher:
    """Finds any of these values. Made once for a child, used for every text."""

    def __init__(self, values: Iterable[Value]) -> None:
        self._wanted = [_wanted(value) for value in dict.fromkeys(values) if value.text.strip()]

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def find(self, text: str) -> list[Match]:
        """Every stretch that names a value, in order; those that touch are one."""
        if not text or not self._wanted:
            return []
        read = _Read(text)
        found = sorted((start, end, wanted.kind) for wanted in self._wanted for start, end in wanted.places(read))
        joined: list[Match] = []
        for start, end, kind in found:
            if joined and start <= joined[-1].end:
                joined[-1] = Match(joined[-1].start, max(end, joined[-1].end), joined[-1].kind)
            else:
                joined.append(Match(start, end, kind))
        return joined

    def names(self, text: str) -> bool:
        """Whether a text names any of the values."""
        return bool(self.find(text))

    def kinds_in(self, text: str) -> set[str]:
        """The kinds of value that a text names. A long one is read in pieces that overlap, so that what it takes grows
        no faster than the text.
        """
        found: set[str] = set()
        for at in range(0, max(len(text), 1), _PIECE):
            found |= {match.kind for match in self.find(text[at : at + _PIECE + _OVERLAP])}
        return found

    def without(self, text: str, instead: str = WITHHELD) -> str:
        """A text with what names a value left out."""
        for match in reversed(self.find(text)):
            text = text[: match.start] + instead + text[match.end :]
        return text


class _Read:
    """A text read once for all values."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def tokens(self) -> list[Token]:
        """Words and numbers."""
        return tokens(self.text)

    @cached_property
    def squeezed(self) -> Squeezed:
        """Words and numbers run together."""
        return squeeze(self.tokens)

    @cached_property
    def as_said(self) -> Squeezed:
        """The same with numbers in words as they are: for words written letter by letter."""
        return squeeze(words_of(self.text))

    @cached_property
    def streets(self) -> tuple[list[Token], Squeezed]:
        """The same with short forms of street names written out."""
        long = [Token(_STREETS.get(one.said, one.said), one.start, one.end) for one in self.tokens]
        return long, squeeze(long)

    @cached_property
    def positions(self) -> list[tuple[float, float, int, int]]:
        """Every pair of coordinates: latitude, longitude, and where it stands."""
        return list(coordinates(self.text))


class _Wanted:
    """One value, ready to be looked for: squeezed forms, each whole words or not."""

    def __init__(self, kind: str, forms: Iterable[tuple[str, bool]]) -> None:
        self.kind = kind
        self.forms = [form for form in dict.fromkeys(forms) if form[0]]

    def places(self, read: _Read) -> Iterator[tuple[int, int]]:
        """Where the text names it."""
        for signs_, whole in self.forms:
            for at, end in read.squeezed.found(signs_, whole=whole):
                yield read.squeezed.written(at, end)


def _wanted(value: Value) -> "_Wanted | _Address | _Phone | Position":
    text = value.text
    if value.kind == "address":
        return _Address(text)
    if value.kind == "position":
        return Position(text)
    if value.kind == "phone":
        return _Phone(text)
    if value.kind == "postcode":
        said = squeezed(text)
        # What is all digits once O and I are taken for 0 and 1 could be part of any number.
        return _Wanted("postcode", [(said, said.isdigit()), (said[-3:] + said[:-3], True)])
    if value.kind == "vehicle":
        said = squeezed(text)
        return _Wanted("vehicle", [(said, said.isdigit() or len(said) < 6)])
    if value.kind == "name":
        return _Wanted("name", _name_forms(text))
    if value.kind == "person":
        return _Wanted("person", _person_forms(text))
    return _Wanted("words", [(squeezed(text), True)])


class _Phone:
    """A telephone number, in digits or said aloud."""

    kind = "phone"

    def __init__(self, text: str) -> None:
        self.digits = _subscriber(text)
        self.aloud = re.compile(said_aloud(self.digits) or "(?!)")

    def places(self, read: _Read) -> Iterator[tuple[int, int]]:
        """Where the text gives the number, with what stands before it for the country or the 0."""
        for at, end in read.squeezed.found(self.digits, whole=False):
            start, finish = read.squeezed.written(at, end)
            before = _DIALLED_FIRST.search(read.text, 0, start)
            yield before.start() if before is not None else start, finish
        for said in self.aloud.finditer(read.as_said.signs):
            yield read.as_said.written(*said.span())


_DIALLED_FIRST = re.compile(r"(?:(?:\+|00)\s*44[\s\-.]*(?:\(0\)[\s\-.]*)?|\(?0)$")


def _subscriber(text: str) -> str:
    """The digits of a telephone number without the code of the country or the first 0."""
    digits = "".join(sign for sign in squeezed(text) if sign.isdigit())
    for code in ("0044", "44"):
        if digits.startswith(code) and len(digits) > 10:
            digits = digits[len(code) :]
    return digits.lstrip("0")


def _name_forms(text: str) -> Iterator[tuple[str, bool]]:
    words = [one.said for one in tokens(text)]
    if words[:1] == ["the"]:
        words = words[1:]
    yield alike("".join(words)), True
    own = [word for word in words if word not in _COMMON]
    if len(own) >= 2:
        yield alike("".join(own)), True
    elif own:
        for before in ("at", "to", "from", "in", "atthe", "tothe", "fromthe", "inthe"):
            yield alike(before + own[0]), True
        for common in sorted(_COMMON - {"the", "a", "of", "at", "and", "c", "e"}):
            yield alike(own[0] + common), True
            yield alike(common + own[0]), True


def _person_forms(text: str) -> Iterator[tuple[str, bool]]:
    names = [one.said for one in tokens(text)]
    yield alike("".join(names)), True
    if len(names) >= 2:
        first, last = names[0], names[-1]
        for form in (first + last, last + first, first[0] + last, last + first[0], last + "".join(names[:-1])):
            yield alike(form), True


class _Address:
    """A street with the number or the name of a house."""

    kind = "address"

    def __init__(self, text: str) -> None:
        self.number, self.house, self.street = "", "", ""
        self._read(text)
        self.written_out = list(self._written_out())

    def _written_out(self) -> Iterator[str]:
        """Number and street run together, in either order, the number in digits and in words: letter by letter there is
        no telling where a word ends.
        """
        if not (self.number and self.street):
            return
        numbers = [self.number]
        if self.number.isdigit() and int(self.number) < 200:
            numbers.append(in_words(int(self.number)))
        long = next((one for one in _LONG if self.street.endswith(alike(one))), "")
        core = self.street[: len(self.street) - len(long)]
        for ending in [short for short, of in _STREETS.items() if of == long] or [""]:
            for start in {
                core,
                core.replace(alike("street"), alike("saint"), 1),
                core.replace(alike("street"), "st", 1),
            }:
                street = start + alike(ending)
                for number in map(alike, numbers):
                    yield number + street
                    yield from (street + between + number for between in ("", "number", "n0"))

    def _read(self, text: str) -> None:
        lines = [line for line in re.split(r"[,\n;]", text) if line.strip()]
        for place, line in enumerate(lines):
            words = [one.said for one in tokens(line)]
            at = next((n for n in range(len(words) - 1, -1, -1) if words[n][0].isdigit()), None)
            if at is not None and at + 1 < len(words) and words[0] not in {"flat", "apartment", "apt", "unit"}:
                self.number, rest = words[at], words[at + 1 :]
                if len(rest) > 1 and len(rest[0]) == 1 and rest[0] not in "nsew":
                    self.number, rest = self.number + rest[0], rest[1:]
                self.street = _street(rest)
                return
            if at is not None and at + 1 < len(words):
                # "Flat 3 12 Orchard Way" on one line: the last number is the house's.
                self.number, self.street = words[at], _street(words[at + 1 :])
                return
            if at is not None and at == 0 and place + 1 < len(lines):
                # "12," on a line of its own.
                self.number, self.street = words[0], _street([one.said for one in tokens(lines[place + 1])])
                return
        if len(lines) > 1:
            self.house = alike("".join(one.said for one in tokens(lines[0])))
            self.street = _street([one.said for one in tokens(lines[1])])
        elif lines:
            self.house = _street([one.said for one in tokens(lines[0])])

    def places(self, read: _Read) -> Iterator[tuple[int, int]]:
        """Where the text names the house."""
        for held, run in (read.streets, (read.tokens, read.squeezed)):
            yield from self._places(held, run)
        for form in self.written_out:
            for at, end in read.as_said.found(form, whole=True):
                yield read.as_said.written(at, end)

    def _places(self, held: list[Token], squeezed: Squeezed) -> Iterator[tuple[int, int]]:
        if not self.street:
            for at, end in squeezed.found(self.house, whole=True):
                yield squeezed.written(at, end)
            return
        for at, end in squeezed.found(self.street, whole=True):
            start, finish = squeezed.written(at, end)
            before = [one for one in held if one.end <= start]
            after = [one for one in held if one.start >= finish]
            if self.house:
                yield from self._by_name(squeezed, at, end, start, finish)
            else:
                yield from self._by_number(before, after, start, finish)

    def _by_name(self, squeezed: Squeezed, at: int, end: int, start: int, finish: int) -> Iterator[tuple[int, int]]:
        for house, over in squeezed.found(self.house, whole=True):
            if -40 <= house - end <= 24 or 0 <= at - over <= 24:
                first, last = squeezed.written(house, over)
                yield min(start, first), max(finish, last)

    def _by_number(self, before: list[Token], after: list[Token], start: int, finish: int) -> Iterator[tuple[int, int]]:
        left = _number_in(list(reversed(before)), backwards=True)
        if left is not None and left[0] == self.number:
            yield left[1].start, finish
            return
        if left is not None and left[2] == 0:
            # Another house of the street: what comes after is something else.
            return
        right = _number_in(after, backwards=False)
        if right is not None and right[0] == self.number:
            yield start, right[1].end


def _number_in(near: list[Token], *, backwards: bool) -> tuple[str, Token, int] | None:
    """The first number among the tokens next to a street, where only small words stand between; and how many."""
    for place, one in enumerate(near[: _NEAR + 1]):
        if one.said[0].isdigit():
            said = one.said
            at = place + 1
            while len(near) > at and len(said) < 5 and len(near[at].said) == 1 and near[at].said.isdigit():
                # Digits one by one.
                if len(one.said) > 1:
                    break
                said = near[at].said + said if backwards else said + near[at].said
                at += 1
            end = near[at - 1] if at - 1 > place else one
            if not backwards and at < len(near) and len(near[at].said) == 1 and near[at].said.isalpha():
                lettered = said + near[at].said
                return (lettered, near[at], place) if near[at].start - near[at - 1].end <= 1 else (said, end, place)
            return said, end, place
        if backwards and len(one.said) == 1 and place == 0 and len(near) > 1 and near[1].said[0].isdigit():
            return near[1].said + one.said, near[1], 0
        if one.said not in _BETWEEN:
            return None
    return None


def _street(words: list[str]) -> str:
    return alike("".join(_STREETS.get(word, word) for word in words))
