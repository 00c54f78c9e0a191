"""Code lists of the statutory returns, as data: what each code means and the return years it may be used in.

One CSV file a list, named for what it says (``legal_status.csv``). Columns: ``code``; ``label`` in English;
``valid_from`` and ``valid_to``, the first and last return year, both included and blank when open;
``stored_as``, the code it is kept as where an older code has a newer equal. A return year is the year in
which it ends: 2025 is 1 April 2024 to 31 March 2025.

Sources: DfE guides to the children looked after (SSDA903), children in need and SEN2 collections; Ofsted
ILACS Annex A for ``case_status``, ``permanence_plan`` and ``care_leaver_eligibility``, whose codes are our
own words.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list, with the first and last return year it may be used in (None when open)."""

    code: str
    label: str
    valid_from: int | None
    valid_to: int | None
    stored_as: str

    def valid_in(self, year: int) -> bool:
        """Whether the code may be used in the return of ``year``."""
        return (self.valid_from is None or year >= self.valid_from) and (self.valid_to is None or year <= self.valid_to)

    def valid_between(self, first_year: int, last_year: int) -> bool:
        """Whether the code may be used in any return from ``first_year`` to ``last_year``, both included."""
        return (self.valid_from is None or last_year >= self.valid_from) and (
            self.valid_to is None or first_year <= self.valid_to
        )

    @property
    def years(self) -> str:
        """The years in words for the end of a sentence: ``from 2025``, ``up to 2024``, or nothing when
        always."""
        if self.valid_from is not None and self.valid_to is not None:
            return f"from {self.valid_from} to {self.valid_to}"
        if self.valid_from is not None:
            return f"from {self.valid_from}"
        return "" if self.valid_to is None else f"up to {self.valid_to}"


class CodeList(Mapping[str, Code]):
    """A code list by code, in the order of its file."""

    def __init__(self, name: str, codes: Mapping[str, Code]) -> None:
        self.name = name
        self._codes = dict(codes)

    def __getitem__(self, code: str) -> Code:
        return self._codes[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def label(self, code: str) -> str:
        """What ``code`` means. Raises KeyError for a code that is not in the list."""
        return self._codes[code].label

    def choices(self, year: int) -> list[tuple[str, str]]:
        """The codes a person may choose from in the return of ``year``, each with its label."""
        return [(code.code, code.label) for code in self._codes.values() if code.valid_in(year)]


def names() -> list[str]:
    """The names of all lists, sorted."""
    return sorted(
        file.name.removesuffix(".csv") for file in resources.files(__name__).iterdir() if file.name.endswith(".csv")
    )


@cache
def code_list(name: str) -> CodeList:
    """The list called ``name``, for example ``legal_status``. Raises KeyError when there is no such list."""
    if name not in names():
        raise KeyError(f"there is no code list called {name}")
    text = resources.files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    codes = {}
    for row in csv.DictReader(text.splitlines()):
        codes[row["code"]] = Code(
            code=row["code"],
            label=row["label"],
            valid_from=int(row["valid_from"]) if row["valid_from"] else None,
            valid_to=int(row["valid_to"]) if row["valid_to"] else None,
            stored_as=row["stored_as"] or row["code"],
        )
    return CodeList(name, codes)


def return_year(day: date) -> int:
    """The return year a day falls in: the year of the 31 March on or after it."""
    return day.year if (day.month, day.day) <= (3, 31) else day.year + 1
