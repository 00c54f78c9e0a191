"""Markers: what stands in a column in the place of words that are held, and how they are found again in an answer.

Short, so that a list that shows the beginning of a text shows the whole of it; a marker that was cut off is still
recognised, and stands for nothing.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from uuid import UUID

_OPENS, _CLOSES = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}held:", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
BEGINS = _OPENS.encode()
BEGINS_IN_JSON = b"\\u27e6held:"
_MARKER = re.compile(rf"(?:{_OPENS}|\\u27e6held:)([0-9A-Za-z_-]{{0,22}})({_CLOSES}|\\u27e7)?")


def marker(key: UUID) -> str:
    """The marker of one held text."""
    return f"{_OPENS}{base64.urlsafe_b64encode(key.bytes).decode().rstrip('=')}{_CLOSES}"


def keys_in(text: str) -> list[UUID]:
    """The held texts whose markers stand in a text."""
    return [key for found in _MARKER.finditer(text) if (key := _key(found)) is not None]


def _key(found: re.Match[str]) -> UUID | None:
    if found[2] is None or len(found[1]) != 22:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(found[1] + "=="))
    except (binascii.Error, ValueError):
        return None


def filled(text: str, words: Callable[[UUID], str]) -> str:
    """A text with every marker replaced by its words; one that was cut off stands for nothing."""

    def said(found: re.Match[str]) -> str:
        key = _key(found)
        return words(key) if key is not None else ""

    return _MARKER.sub(said, text)


def any_in(texts: Iterable[str]) -> bool:
    """Whether a marker stands in any of these texts."""
    return any(_OPENS in text for text in texts)
