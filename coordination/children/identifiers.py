"""Identifiers of a child and whether they can be right: NHS number, unique pupil number, unique learner
number.

Pure: text in, a verdict out. A number that fails its check is not thrown away here; whoever stores it stores
the doubt beside it, because a wrong number that somebody wrote down is still a fact about what was written
down. The sentences never repeat the number, so they can be shown on a page, in a list of findings or in a
log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """The identifiers with a check of their own."""

    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    ULN = "uln"


@dataclass(frozen=True, slots=True)
class Checked:
    """A number after its check.

    ``value`` is the number as it is stored (no spaces or hyphens, capital letters); ``ok`` says whether it
    can be a real number of its kind; ``sentence`` says why not, in plain words, and is empty when ``ok``.
    """

    value: str
    ok: bool
    sentence: str = ""


# Reasons a return may give for having no unique pupil number (DfE children looked after and children in need
# guides).
UPN_UNKNOWN = frozenset({"UN1", "UN2", "UN3", "UN4", "UN5", "UN6", "UN7"})

# The letters a check letter is chosen from: I, O and S are left out so that they are not read as figures.
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN_SIGNS = _UPN_LETTERS + "0123456789"


def _spread(text: str) -> frozenset[int]:
    """Whole numbers written as ``201-213 420``."""
    numbers: set[int] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return frozenset(numbers)


# DfE numbers of local authorities in England, those of today and those since 1998 whose pupils still carry
# them: 835-837, 908 (Cornwall, still itself), 909 and 928 ended with reorganisation; 838 and 839 (Dorset;
# Bournemouth, Christchurch and Poole, 2019), 940 and 941 (Northamptonshire, 2021), 942 and 943 (Cumbria,
# 2023) came after the lists in circulation were made.
ENGLISH_AUTHORITIES = _spread(
    "201-213 301-320 330-336 340-344 350-359 370-373 380-384 390-394 420 800-803 805-808 810-813 815-816 "
    "821-823 825-826 830-831 835-841 845-846 850-852 855-857 860-861 865-874 876-896 908-909 916 919 921 "
    "925-926 928-929 931 933 935-938 940-943"
)


def check(kind: str, value: str) -> Checked:
    """Check ``value`` as an identifier of ``kind`` (``nhs_number``, ``upn`` or ``uln``).

    Raises ValueError for a kind that has no check of its own.
    """
    return _CHECKS[IdentifierKind(kind)](_compact(value))


def _compact(value: str) -> str:
    return "".join(sign for sign in value.upper() if not sign.isspace() and sign not in "-\u2010\u2011\u2013")


def _is_figures(text: str) -> bool:
    # str.isdigit accepts figures of other scripts, which no check digit is defined for.
    return bool(text) and all(sign in "0123456789" for sign in text)


def _check_nhs_number(value: str) -> Checked:
    """NHS Data Dictionary, NHS NUMBER: modulus 11, weights 10 to 2, a check of 10 is never issued."""
    if len(value) != 10 or not _is_figures(value):
        return Checked(value, False, "An NHS number has 10 figures.")
    if len(set(value)) == 1:
        # 0000000000 and 1111111111 satisfy the sum; nobody has them.
        return Checked(value, False, "An NHS number is never one figure repeated.")
    check_figure = 11 - sum(weight * int(figure) for weight, figure in zip(range(10, 1, -1), value, strict=False)) % 11
    if check_figure == 11:
        check_figure = 0
    if check_figure == 10 or check_figure != int(value[9]):
        return Checked(value, False, "The last figure of this NHS number does not fit the others. One may be mistyped.")
    return Checked(value, True)


def upn_check_letter(body: str) -> str:
    """The check letter of the 12 signs after it (DfE unique pupil numbers guide: weights 2 to 13, modulus
    23).

    Raises ValueError for a sign that no unique pupil number has.
    """
    total = sum(weight * _UPN_SIGNS.index(sign) for weight, sign in enumerate(body, start=2))
    return _UPN_LETTERS[total % 23]


def _check_upn(value: str) -> Checked:
    """DfE unique pupil numbers guide. A temporary number ends in a letter."""
    if len(value) != 13:
        return Checked(value, False, "A unique pupil number has 13 letters and figures.")
    if value[0] not in _UPN_LETTERS or not _is_figures(value[1:12]) or value[12] not in _UPN_SIGNS:
        return Checked(
            value,
            False,
            "A unique pupil number is a letter, then 12 figures (a temporary one ends in a letter). "
            "The letters I, O and S are not used.",
        )
    if int(value[1:4]) not in ENGLISH_AUTHORITIES:
        return Checked(
            value,
            False,
            "Figures 2 to 4 of this unique pupil number are not the number of an authority in England.",
        )
    if upn_check_letter(value[1:]) != value[0]:
        return Checked(
            value,
            False,
            "The first letter of this unique pupil number does not fit the rest. A sign may be mistyped.",
        )
    return Checked(value, True)


def _check_uln(value: str) -> Checked:
    """Learning Records Service: weights 10 to 2, remainder 0 is never issued, the check is 10 less the
    remainder."""
    if len(value) != 10 or not _is_figures(value):
        return Checked(value, False, "A unique learner number has 10 figures.")
    remainder = sum(weight * int(figure) for weight, figure in zip(range(10, 1, -1), value, strict=False)) % 11
    if remainder == 0 or 10 - remainder != int(value[9]):
        return Checked(
            value,
            False,
            "The last figure of this unique learner number does not fit the others. One may be mistyped.",
        )
    return Checked(value, True)


_CHECKS: dict[IdentifierKind, Callable[[str], Checked]] = {
    IdentifierKind.NHS_NUMBER: _check_nhs_number,
    IdentifierKind.UPN: _check_upn,
    IdentifierKind.ULN: _check_uln,
}
