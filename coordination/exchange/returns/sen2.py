"""The SEN2 return: its files and columns, the day it is a picture of, and what must be in a row before it leaves.

Pure: rows in, findings out. Source: Department for Education, SEN2 person-level collection, guide 1.4 and technical
specification 1.3 (2025); the columns and our words for their codes stand in ``sen2.json``.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from coordination.children import identifiers
from coordination.codes import code_list
from coordination.exchange.returns.rows import Gap, Row, Window
from coordination.web.csv_files import Cell

NAME = "sen2"
GUIDE = "SEN2 guide 2025, module"
_NO_WORDS = frozenset({"surname", "forename", "collection", "sourcelevel", "softwarecode", "release", "datetime"})
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}")


@cache
def written() -> Mapping[str, Any]:
    """The files, their columns and the codes of our words."""
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name("sen2.json").read_text(encoding="utf-8"))
    return found


def columns() -> dict[str, list[str]]:
    """The columns of each file, in their order."""
    return {name: list(module["columns"]) for name, module in written()["modules"].items()}


def words() -> dict[str, list[str]]:
    """The columns of each file that hold words or a postcode, but for names and what the software says of itself."""
    return {
        name: [
            column
            for column, rule in module["columns"].items()
            if rule["is"] in ("text", "postcode") and column not in _NO_WORDS
        ]
        for name, module in written()["modules"].items()
    }


def unconfirmed() -> dict[str, str]:
    """What rests on no published code set that was at hand, by column: to be looked at before the return is sent."""
    return dict(written()["unconfirmed"])


def reference_day(today: date) -> date:
    """The last day a SEN2 return was a picture of: the third Thursday of January, on or before ``today``."""
    found = _third_thursday(today.year)
    return found if found <= today else _third_thursday(today.year - 1)


def _third_thursday(year: int) -> date:
    first = date(year, 1, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)


def window(reference_on: date) -> Window:
    """The calendar year before the day of the picture."""
    year = reference_on.year - 1
    return Window(reference_on, date(year, 1, 1), date(year, 12, 31))


def check(rows: Sequence[Row], held: Window) -> list[Gap]:
    """Everything missing or wrong in rows that are about to leave, in the order of the files."""
    found: list[Gap] = []
    for name in written()["modules"]:
        for number, row in enumerate((one for one in rows if one.module == name), start=2):
            found += [
                Gap(f"{name}.csv", number, column, f"{GUIDE} {written()['modules'][name]['module']}", row.child, why)
                for column, why in _wrong(row, held)
            ]
    return found


def _wrong(row: Row, held: Window) -> Iterator[tuple[str, str]]:
    for column, rule in written()["modules"][row.module]["columns"].items():
        value = row.values.get(column)
        if value in (None, ""):
            if rule.get("must"):
                yield column, "It is not recorded, and the return asks for it."
            continue
        why = _CELLS[rule["is"]](value)
        if why:
            yield column, why
        elif rule["is"] == "code" and not _is_code(str(value), rule["list"], held.reference_on.year):
            yield column, f"It is not a code of the list {rule['list']} for {held.reference_on.year}."
    yield from _BETWEEN.get(row.module, _nothing)(row, held)


def _is_code(value: str, name: str, year: int) -> bool:
    held = code_list(name).get(value)
    return held is not None and held.valid_in(year)


# -- one cell --------------------------------------------------------------------------------------------------


def _any(value: Cell) -> str:
    return ""


def _date(value: Cell) -> str:
    return "" if isinstance(value, date) and not isinstance(value, datetime) else "It is not a date."


def _number(value: Cell) -> str:
    return "" if isinstance(value, int) and not isinstance(value, bool) else "It is not a whole number."


def _flag(value: Cell) -> str:
    return "" if value in (0, 1) else "It is neither 0 nor 1."


def _digits(count: int, words: str) -> Callable[[Cell], str]:
    return lambda value: "" if re.fullmatch(rf"[0-9]{{{count}}}", str(value)) else f"It is not {words}."


def _lea(value: Cell) -> str:
    known = str(value).isdigit() and int(str(value)) in identifiers.ENGLISH_AUTHORITIES
    return "" if known else "It is not the DfE number of a local authority in England."


_CELLS: Mapping[str, Callable[[Cell], str]] = {
    "text": _any,
    "code": _any,
    "date": _date,
    "number": _number,
    "flag": _flag,
    "lea": _lea,
    "urn": _digits(6, "a URN of 6 digits"),
    "ukprn": _digits(8, "a UKPRN of 8 digits"),
    "postcode": lambda value: "" if _POSTCODE.fullmatch(str(value)) else "It is not a postcode.",
    "upn": lambda value: identifiers.check("upn", str(value)).sentence,
    "uln": lambda value: identifiers.check("uln", str(value)).sentence,
}


# -- one row ---------------------------------------------------------------------------------------------------


def _nothing(row: Row, held: Window) -> Iterator[tuple[str, str]]:
    return iter(())


def _person(row: Row, held: Window) -> Iterator[tuple[str, str]]:
    upn, unknown = row.values.get("upn"), row.values.get("upnunknown")
    if not upn and not unknown:
        yield "upn", "There is neither a UPN nor the reason why there is none."
    if upn and unknown:
        yield "upnunknown", "There is a UPN: the reason why there is none does not belong beside it."
    born = row.values.get("personbirthdate")
    if isinstance(born, date) and born > held.reference_on:
        yield "personbirthdate", "It is after the day the return is a picture of."


def _request(row: Row, held: Window) -> Iterator[tuple[str, str]]:
    outcome = row.values.get("requestoutcome")
    if outcome == "H":
        return
    for column in ("receiveddate", "requestsource", "rya"):
        if row.values.get(column) in (None, ""):
            yield column, "It is not recorded, and the return asks for it."
    yield from _outcome(row, "requestoutcome", row.values.get("receiveddate"))


def _assessment(row: Row, held: Window) -> Iterator[tuple[str, str]]:
    if row.values.get("assessmentoutcome") == "H":
        return
    started = row.under.values.get("requestoutcomedate") if row.under else None
    yield from _outcome(row, "assessmentoutcome", started)
    if row.values.get("assessmentoutcome") == "Y" and row.values.get("week20") is None:
        yield "week20", "A plan was issued: whether an exception to 20 weeks applied is asked for."


def _outcome(row: Row, name: str, started: Cell) -> Iterator[tuple[str, str]]:
    on, outcome = row.values.get(f"{name}date"), row.values.get(name)
    # Of what was withdrawn no day is asked for.
    if outcome in ("Y", "N") and not on:
        yield f"{name}date", "There is an outcome without its day."
    if outcome == "A" and on:
        yield f"{name}date", "It is not decided yet, so it has no day."
    if isinstance(on, date) and isinstance(started, date) and on < started:
        yield f"{name}date", "It is before what it answers."


def _plan(row: Row, held: Window) -> Iterator[tuple[str, str]]:
    start, end, why = (row.values.get(name) for name in ("startdate", "ceasedate", "ceasereason"))
    if bool(end) != bool(why):
        yield ("ceasereason" if end else "ceasedate"), "The day a plan ended and why belong together."
    if isinstance(start, date) and isinstance(end, date) and end < start:
        yield "ceasedate", "It is before the plan began."


def _place(row: Row, held: Window) -> Iterator[tuple[str, str]]:
    told = [name for name in ("urn", "ukprn", "sensetting") if row.values.get(name)]
    if not told:
        yield "urn", "The setting has no URN or UKPRN here, and no code of a setting without one."
    elif len(told) > 1:
        yield told[1], "One of URN, UKPRN and the code of a setting is given, not several."
    if row.values.get("sensetting") == "OTH" and row.values.get("sensettingother", "-") in (None, ""):
        yield "sensettingother", "What the other setting is, is asked for."
    start, end = row.values.get("entrydate"), row.values.get("leavingdate")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        yield "leavingdate", "It is before the child went there."


def _need(row: Row, held: Window) -> Iterator[tuple[str, str]]:
    if row.values.get("sentyperank") not in (1, 2):
        yield "sentyperank", "Only the primary need (1) and the secondary need (2) are asked for."


_BETWEEN: Mapping[str, Callable[[Row, Window], Iterator[tuple[str, str]]]] = {
    "person": _person,
    "requests": _request,
    "assessment": _assessment,
    "namedplan": _plan,
    "plandetail": _place,
    "placementdetail": _place,
    "senneed": _need,
}
