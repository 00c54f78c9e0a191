"""Comparing names as people hear and write them, and identifiers as they are typed.

A name is compared in two ways. Normalised (no accents, apostrophes, hyphens or capitals) it must be equal: that is what
an exact match means. By its sound (Metaphone, with every vowel at the start alike) it may be misspelt: "Okafor" and
"Okofar" share a key. Each part of a name has a key of its own, and the parts written together have one more, so that
"Mary-Jane", "Mary Jane" and "Maryjane" find one another.
"""

import hashlib
import unicodedata
from collections.abc import Iterable

import jellyfish

from coordination.db import normalise_reference

# Letters that decomposing leaves whole, as they are usually written in English.
_WRITTEN = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
        "ə": "a", "ŋ": "n", "ĸ": "k",
    }
)  # fmt: skip
_JOINERS = frozenset("'\u2019\u2018\u02bc`\u00b4.\u02bb\u02b9")
_VOWELS = frozenset("aeiou")


def folded(name: str) -> str:
    """A name in small letters without accents, apostrophes or hyphens; its parts one space apart."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_WRITTEN))
    kept = []
    for sign in plain:
        if unicodedata.combining(sign) or sign in _JOINERS:
            continue
        kept.append(sign if sign.isalnum() else " ")
    return " ".join("".join(kept).split())


def normalised(name: str) -> str:
    """What two names must share to be the same name: folded, and with no spaces."""
    return folded(name).replace(" ", "")


def sound(part: str) -> str:
    """The sound of one part of a name, already folded; a part in another script is its own sound."""
    key = jellyfish.metaphone(part) if part.isascii() else ""
    if not key:
        return part.upper()
    # The same sound twice is one: "Łukasz" is heard as "Lukas".
    key = "".join(sign for sign, before in zip(key, " " + key, strict=False) if sign != before)
    return "A" + key[1:] if part[0] in _VOWELS and key[0] in "AEIOU" else key


def sound_keys(*names: str | None) -> list[str]:
    """The sounds of every part of these names, and of each name written as one word."""
    keys: set[str] = set()
    for name in names:
        parts = folded(name or "").split()
        keys |= {sound(part) for part in parts}
        if len(parts) > 1:
            keys.add(sound("".join(parts)))
    return sorted(key for key in keys if key)


def identifier_text(kind: str, value: str) -> str:
    """An identifier as it is compared: no spaces or hyphens, capital letters."""
    if kind == "reference":
        return normalise_reference(value) or value.upper().strip()
    return "".join(sign for sign in value.upper() if sign.isalnum())


def identifier_digest(kind: str, value: str) -> str:
    """What the index keeps of an identifier: a digest, so that the index never spells one out."""
    return hashlib.sha256(f"{kind}:{identifier_text(kind, value)}".encode()).hexdigest()


def identifier_digests(identifiers: Iterable[tuple[str, str]]) -> list[str]:
    """Digests of (kind, value) pairs, without the empty ones."""
    return sorted({identifier_digest(kind, value) for kind, value in identifiers if identifier_text(kind, value)})
