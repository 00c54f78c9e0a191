"""The children of an SSDA903 return: the rows of its header, and finding the child another row is about.

Source: DfE children looked after (SSDA903) guide, the child's header data.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from coordination.children import identifiers
from coordination.codes import code_list
from coordination.exchange.imports.records import ImportedChild
from coordination.exchange.imports.values import RowReader, as_date, as_text

_UPN_SHAPE: Final = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")


@dataclass
class Known:
    """What is known when a table is read.

    ``children`` are those of the header, ``refused`` the ids whose header row was refused; ``last_day`` is
    the last day the return speaks about.
    """

    children: Mapping[str, ImportedChild]
    refused: frozenset[str]
    return_year: int
    last_day: date


def child(row: RowReader) -> ImportedChild | None:
    """A row of the header."""
    local_id = row.local_id()
    born_on = row.day("dob", required=True)
    sex = row.code("sex", code_list("sex"))
    ethnicity = row.code("ethnic", code_list("ethnicity"))
    upn, doubt, unknown = upn_of(row)
    is_mother = row.yes_no("mother")
    if is_mother and sex == "M":
        row.warn("mother", "mother_is_male", "The child is said to be male and a mother.")
    own_child = row.day("mc_dob")
    if own_child is not None and born_on is not None and own_child <= born_on:
        row.warn("mc_dob", "before_birth", "The mother's child is said to be born before she was. It is left out.")
        own_child = None
    if row.refused or local_id is None:
        return None
    return ImportedChild(
        local_id=local_id,
        origin=row.origin,
        born_on=born_on,
        sex=sex,
        ethnicity=ethnicity,
        upn=upn,
        upn_doubt=doubt,
        upn_unknown=unknown,
        is_mother=is_mother,
        own_child_born_on=own_child,
    )


def upn_of(row: RowReader) -> tuple[str | None, str | None, str | None]:
    """The UPN, what is doubtful about it, and the reason where there is none."""
    value = row.value("upn")
    if value is None:
        return None, None, None
    text = as_text(value).upper()
    if text in code_list("upn_unknown"):
        return None, None, text
    checked = identifiers.check(identifiers.IdentifierKind.UPN, text)
    if checked.ok:
        return checked.value, None, None
    if not _UPN_SHAPE.fullmatch(checked.value):
        row.warn("upn", "upn_not_a_number", f"{checked.sentence} It is left out.")
        return None, None, None
    row.warn("upn", "upn_check", f"{checked.sentence} It is kept, marked as doubtful.")
    return checked.value, checked.sentence, None


def child_of(row: RowReader, known: Known) -> ImportedChild | None:
    """The header's child a row is about. Refuses the row when there is none, or when the birth dates
    differ."""
    local_id = row.local_id()
    if local_id is None:
        return None
    about = known.children.get(local_id)
    if about is None:
        if local_id in known.refused:
            row.refuse("child", "child_refused", f"The row of child {local_id} in the header was refused.")
        else:
            row.refuse("child", "child_not_in_header", f"Child {local_id} is not in the header.")
        return None
    written = row.value("dob")
    if written is not None and as_date(written) != about.born_on:
        if as_date(written) is None:
            row.warn("dob", "not_a_date", "The date of birth on this row is not a date. The header's is used.")
        else:
            row.refuse(
                "dob",
                "other_birth_date",
                f"The date of birth is not the one child {local_id} has in the header. "
                "This row may be about another child.",
            )
    return about


def not_before_birth(row: RowReader, column: str, day: date | None, about: ImportedChild) -> None:
    """Refuse a row about something that happened to the child before they were born."""
    if day is not None and about.born_on is not None and day < about.born_on:
        row.refuse(column, "before_birth", f"{row.column(column)} is before the child was born.")


def in_order(row: RowReader, first: date | None, column: str, last: date | None) -> None:
    """Refuse a row whose ``last`` date, in ``column``, is before its ``first``."""
    if first is not None and last is not None and last < first:
        row.refuse(column, "end_before_start", f"{row.column(column)} is before the start.")
