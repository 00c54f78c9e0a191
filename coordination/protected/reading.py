"""A text as the matching reads it: disguises taken off, with the place of every sign in the text as it was written.

Case, accents, look-alike letters of other alphabets, signs that are not seen, spaces and punctuation between letters,
entities and tags of HTML, numbers in words, and O for 0 or I and l for 1 make no difference afterwards.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

# Letters of other alphabets that look like a Latin one (Unicode Technical Standard 39 has many more; these are those
# that an ordinary keyboard has), and signs that stand for a letter.
_PAIRS = (
    "аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd һh ԛq ԝw ԍg ӏl ьb ґr ғf қk ңh үy αa βb εe τt υu ιi κk νv οo"
    " мm ρp χx γy ηn ϲc ϳj ωw øo ðd đd łl ħh ıi ſs Ɩl ǀ1 ɑa ɡg ɩi ʟl ʀr ɴn ꜱs ᴏo ᴀa ᴇe ɪi ᴛt ᴅd ʜh ᴡw ᴄc ʏy ᴜu ᴍm"
)
_ALIKE = {pair[0]: pair[1] for pair in _PAIRS.split()}
_SQUARE = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
_TAG_OR_ENTITY = re.compile(r"<[^<>]{1,80}>|&#?\w{1,31};?|(?:%[0-9A-Fa-f]{2})+")

_UNDER_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_SCORES = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS, _TENS = _UNDER_TWENTY.split(), _SCORES.split()
_NUMBERS = {word: number for number, word in enumerate(_UNITS)}
_NUMBERS |= {word: 10 * number for number, word in enumerate(_TENS, 2)}
_NUMBERS |= {"nought": 0, "naught": 0, "oh": 0, "nil": 0, "fourty": 40, "fiveteen": 15}
_AGAIN = {"double": 2, "triple": 3, "treble": 3}


@dataclass(slots=True)
class Token:
    """A run of letters and digits as it is compared, and where it began and ended in the text as it was written."""

    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Squeezed:
    """The tokens of a text without anything between them. ``starts`` and ``ends`` are where a token begins and has
    ended; ``first`` and ``last`` the place of each sign in the text as it was written.
    """

    signs: str
    starts: frozenset[int]
    ends: frozenset[int]
    first: list[int]
    last: list[int]

    def found(self, wanted: str, *, whole: bool) -> Iterator[tuple[int, int]]:
        """Every place of ``wanted`` in the squeezed text; ``whole``: it begins and ends with a token."""
        at = self.signs.find(wanted) if wanted else -1
        while at >= 0:
            end = at + len(wanted)
            possessive = self.signs[end : end + 1] == "s" and end + 1 in self.ends
            if not whole or (at in self.starts and (end in self.ends or possessive)):
                yield at, end
            at = self.signs.find(wanted, at + 1)

    def written(self, at: int, end: int) -> tuple[int, int]:
        """Where a stretch of the squeezed text stands in the text as it was written."""
        return self.first[at], self.last[end - 1]


def signs(text: str) -> list[tuple[str, int, int]]:
    """Every sign of a text, plain and small, with the stretch of the written text it came from."""
    found: list[tuple[str, int, int]] = []
    at = 0
    for special in _TAG_OR_ENTITY.finditer(text):
        for place in range(at, special.start()):
            found.extend((sign, place, place + 1) for sign in _plain(text[place]))
        said = special[0]
        shown = " " if said[0] == "<" else unquote(said) if said[0] == "%" else html.unescape(said)
        found.extend((sign, special.start(), special.end()) for one in shown for sign in _plain(one))
        at = special.end()
    for place in range(at, len(text)):
        found.extend((sign, place, place + 1) for sign in _plain(text[place]))
    return found


def _plain(sign: str) -> str:
    if sign.isascii():
        return "1" if sign == "|" else sign.lower()
    known = _ALIKE.get(sign) or _ALIKE.get(sign.lower())
    if known is not None:
        return known
    # What is not seen is not there: joiners, marks of direction, soft hyphens, selectors, accents.
    parts = unicodedata.normalize("NFKD", sign).casefold()
    kept = "".join(one for one in parts if unicodedata.category(one) not in {"Mn", "Me", "Cf"})
    return "".join(_SQUARE.get(one) or _ALIKE.get(one, one) for one in kept)


def tokens(text: str) -> list[Token]:
    """The words and numbers of a text. Apostrophes are left out; numbers in words are digits."""
    return _numbers(words_of(text))


def words_of(text: str) -> list[Token]:
    """The words and numbers of a text, numbers in words as they are."""
    found: list[Token] = []
    said, began, ended = "", 0, 0
    for sign, start, end in [*signs(text), (" ", len(text), len(text))]:
        if sign.isalnum():
            if not said:
                began = start
            said, ended = said + sign, end
        elif said and sign not in "'’‘`´":
            found.append(Token(said, began, ended))
            said = ""
    return found


def _numbers(held: list[Token]) -> list[Token]:
    """Tokens with numbers in words as digits: "twenty three", "one hundred and four", "double seven"."""
    found: list[Token] = []
    at = 0
    while at < len(held):
        taken, number = _number_at(held, at)
        if taken:
            found.append(Token(number, held[at].start, held[at + taken - 1].end))
            at += taken
        else:
            one = held[at]
            found.append(Token(_digits(one.said), one.start, one.end))
            at += 1
    return found


def _digits(said: str) -> str:
    """ "1O" and "l2" are numbers with letters for digits; a word is a word."""
    if any(sign.isdigit() for sign in said) and all(sign.isdigit() or sign in "oil" for sign in said):
        return said.replace("o", "0").replace("i", "1").replace("l", "1")
    return said


def _number_at(held: list[Token], at: int) -> tuple[int, str]:
    """How many tokens from here are one number in words, and its digits."""
    word = held[at].said
    following = held[at + 1].said if at + 1 < len(held) else ""
    if word in _AGAIN and (following in _NUMBERS or (len(following) == 1 and following.isdigit())):
        digit = str(_NUMBERS[following]) if following in _NUMBERS else following
        return 2, digit * _AGAIN[word]
    if word not in _NUMBERS and not (following == "hundred" and word == "a"):
        return _joined(word)
    taken, value = 1, _NUMBERS.get(word, 1)
    if following == "hundred" and 0 < value < 10:
        taken, value = 2, value * 100
        rest = at + 2 + (at + 2 < len(held) and held[at + 2].said == "and")
        if rest < len(held) and held[rest].said in _NUMBERS and _NUMBERS[held[rest].said]:
            more = _NUMBERS[held[rest].said]
            taken, value = rest - at + 1, value + more
            return _with_unit(held, at, taken, value, more)
        return taken, str(value)
    return _with_unit(held, at, taken, value, value)


def _with_unit(held: list[Token], at: int, taken: int, value: int, last: int) -> tuple[int, str]:
    following = held[at + taken].said if at + taken < len(held) else ""
    if 20 <= last <= 90 and 0 < _NUMBERS.get(following, 0) < 10:
        return taken + 1, str(value + _NUMBERS[following])
    return taken, str(value)


def _joined(word: str) -> tuple[int, str]:
    """ "twentythree" in one word."""
    for tens in _TENS:
        if word.startswith(tens) and 0 < _NUMBERS.get(word[len(tens) :], 0) < 10:
            return 1, str(_NUMBERS[tens] + _NUMBERS[word[len(tens) :]])
    return 0, ""


def said_aloud(digits: str) -> str:
    """A pattern of digits said one by one, run together as :func:`squeeze` does: any word for 0, "double", "triple"."""
    parts = []
    at = 0
    while at < len(digits):
        times = len(digits[at:]) - len(digits[at:].lstrip(digits[at]))
        words = ("zero", "oh", "nought", "naught", "o") if digits[at] == "0" else (_UNITS[int(digits[at])],)
        one = f"(?:{'|'.join(alike(word) for word in words)})"
        said = [one, f"{alike('double')}{one}", f"(?:{alike('triple')}|treb1e){one}"]
        parts.append(_times(said, times))
        at += times
    return "".join(parts)


def _times(said: list[str], times: int) -> str:
    """A pattern of one digit ``times`` over: by itself, doubled or tripled, in any mixture."""
    if times == 0:
        return ""
    ways = [said[step - 1] + _times(said, times - step) for step in (1, 2, 3) if step <= times]
    return f"(?:{'|'.join(ways)})"


def in_words(number: int) -> str:
    """A number below 200 in words, run together."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (_UNITS[number % 10] if number % 10 else "")
    return "onehundred" + ("and" + in_words(number - 100) if number > 100 else "")


def alike(said: str) -> str:
    """Letters and digits that are taken for each other as one sign."""
    return said.replace("o", "0").replace("i", "1").replace("l", "1")


def squeeze(held: list[Token]) -> Squeezed:
    """Tokens run together, with what is taken for each other alike."""
    signs_, first, last, starts, ends = [], [], [], set(), set()
    at = 0
    for one in held:
        starts.add(at)
        said = alike(one.said)
        signs_.append(said)
        first.extend([one.start] * len(said))
        last.extend([one.end] * len(said))
        at += len(said)
        ends.add(at)
    return Squeezed("".join(signs_), frozenset(starts), frozenset(ends), first, last)


def squeezed(text: str) -> str:
    """A text as it is looked for in a squeezed one."""
    return squeeze(tokens(text)).signs
