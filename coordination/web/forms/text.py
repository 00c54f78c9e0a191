"""What people type, made safe to keep: one normal form, no control characters, no invisible overrides.

Names and words are kept as written: letters of every script, joiners that scripts need, and direction marks
stay.
"""

import unicodedata

# Embeddings and overrides can make a line read other than it is stored; isolates and marks cannot, and Urdu
# needs them.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n", "\x0c": "\n"})
# Control characters, halves of a pair, and points that are no character: PostgreSQL refuses some, readers see
# none.
_UNWANTED = frozenset({"Cc", "Cs"})


def several_lines(typed: object) -> str:
    """``typed`` with line ends as ``\\n``, NFC, without control characters, blank lines trimmed at both ends.

    Anything that is not text (a file sent where words were asked, a number in a draft) is nothing: ``""``.
    """
    if not isinstance(typed, str):
        return ""
    text = typed.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
    kept = (c for c in text if c in "\n\t" or not (unicodedata.category(c) in _UNWANTED or c in _OVERRIDES))
    lines = unicodedata.normalize("NFC", "".join(kept)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def one_line(typed: object) -> str:
    """``typed`` as one line: as :func:`several_lines`, with every run of white space one space."""
    return " ".join(several_lines(typed).split())


def digits(typed: str, at_most: int) -> int | None:
    """The whole number written in ``typed`` in the digits of any script, or None.

    None too beyond ``at_most`` digits. Superscripts and circled numbers are not digits here: ``int`` refuses
    them.
    """
    if not typed.isdecimal() or len(typed) > at_most:
        return None
    return int(typed)


def plain_digits(typed: str) -> str:
    """``typed`` with the decimal digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in typed)
