"""The sample returns: one with nothing wrong, one wrong on purpose, counted again here in another way."""

import csv
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest

from coordination.exchange.imports import ssda903
from coordination.exchange.imports.findings import Severity
from coordination.exchange.imports.reading import Reading
from coordination.exchange.imports.records import (
    CareEpisode,
    CarePeriod,
    LegalStatusPeriod,
    PlacementPeriod,
    ReviewHeld,
)

TODAY = date(2026, 6, 1)


@pytest.fixture
def dirty(samples: Path) -> Path:
    return samples / "ssda903_dirty"


@pytest.fixture
def reading(dirty: Path) -> Reading:
    return ssda903.read(dirty)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return [{**row, "row": str(number)} for number, row in enumerate(csv.DictReader(file), start=2)]


def day(written: str) -> date | None:
    return datetime.strptime(written, "%d/%m/%Y").date() if written else None


class TestTheCleanReturn:
    def test_nothing_is_refused_and_nothing_doubted(self, samples: Path) -> None:
        reading = ssda903.read(samples / "ssda903_clean")
        assert reading.findings == ()
        assert reading.counts() == {
            "child": 1,
            "care_episode": 1,
            "care_period": 1,
            "legal_status": 1,
            "placement": 1,
            "review": 3,
            "rows_read": 5,
            "rows_refused": 0,
            "warnings": 0,
        }
        assert reading.return_year == 2025
        assert reading.children[0].upn == "B801200005001"
        assert reading.children[0].upn_doubt is None


class TestTheReturnThatIsWrongOnPurpose:
    def test_every_row_is_either_carried_or_refused(self, reading: Reading, dirty: Path) -> None:
        rows = sum(len(table(dirty, path.name)) for path in dirty.glob("*.csv"))
        assert reading.counts()["rows_read"] == rows
        derived = (CarePeriod, LegalStatusPeriod, PlacementPeriod)
        primary = [record for record in reading.all_records() if not isinstance(record, derived)]
        carried = {(record.origin.file, record.origin.row) for record in primary}
        assert len(carried) == len(primary)
        assert not carried & reading.refused_rows()
        assert len(carried) + len(reading.refused_rows()) == rows

    def test_the_children_are_all_there(self, reading: Reading, dirty: Path) -> None:
        header = table(dirty, "header.csv")
        assert len(reading.children) == len(header) == 200
        born = {row["CHILD"]: day(row["DOB"]) for row in header}
        assert {child.local_id: child.born_on for child in reading.children} == born
        sexes = Counter(row["SEX"] for row in header)
        assert Counter(child.sex for child in reading.children) == {"M": sexes["1"], "F": sexes["2"]}

    def test_the_refused_episodes_are_the_ones_that_cannot_be_true(self, reading: Reading, dirty: Path) -> None:
        episodes = table(dirty, "episodes.csv")
        left_undated = {row["row"] for row in episodes if not row["DEC"] and row["REC"] not in ("", "X1")}
        rest = [row for row in episodes if row["row"] not in left_undated]
        overlapping = {
            row["row"]
            for row in rest
            for other in rest
            if row["CHILD"] == other["CHILD"] and row is not other and _share_days(row, other)
        }
        expected = {("episodes.csv", int(row)) for row in left_undated | overlapping}
        assert {place for place in reading.refused_rows() if place[0] == "episodes.csv"} == expected
        assert len(reading.of(CareEpisode)) == len(episodes) - len(expected)

    def test_the_refused_reviews_are_the_ones_that_cannot_be_true(self, reading: Reading, dirty: Path) -> None:
        first: dict[str, tuple[date, str]] = {}
        refused_episodes = {row for file, row in reading.refused_rows() if file == "episodes.csv"}
        for row in table(dirty, "episodes.csv"):
            began = day(row["DECOM"])
            if int(row["row"]) not in refused_episodes and began:
                first[row["CHILD"]] = min(first.get(row["CHILD"], (date.max, "")), (began, row["RNE"]))
        expected = set()
        for row in table(dirty, "reviews.csv"):
            held = day(row["REVIEW"])
            assert held is not None
            began, reason = first.get(row["CHILD"], (date.min, ""))
            if held > TODAY or (held < began and reason == "S"):
                expected.add(("reviews.csv", int(row["row"])))
        assert {place for place in reading.refused_rows() if place[0] == "reviews.csv"} == expected
        assert len(reading.of(ReviewHeld)) == len(table(dirty, "reviews.csv")) - len(expected)

    def test_histories_are_counted_again(self, reading: Reading, dirty: Path) -> None:
        refused = reading.refused_rows()
        kept: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in table(dirty, "episodes.csv"):
            if ("episodes.csv", int(row["row"])) not in refused:
                kept[row["CHILD"]].append(row)
        legal = placed = cared = 0
        for rows in kept.values():
            rows.sort(key=lambda row: day(row["DECOM"]) or date.min)
            for before, after in zip([None, *rows], rows, strict=False):
                joined = before is not None and before["DEC"] == after["DECOM"] and before["REC"] == "X1"
                if before is None or before["REC"] != "X1" or (after["RNE"] == "S" and not joined):
                    cared += 1
                    joined = False
                same_home = before is not None and all(
                    before[column] == after[column] for column in ("PLACE", "PLACE_PROVIDER", "URN")
                )
                legal += not (joined and before and before["LS"] == after["LS"])
                placed += not (joined and same_home and after["RNE"] == "L")
        assert len(reading.of(CarePeriod)) == cared
        assert len(reading.of(LegalStatusPeriod)) == legal
        assert len(reading.of(PlacementPeriod)) == placed

    def test_postcodes_are_counted_and_nowhere_kept(self, reading: Reading, dirty: Path) -> None:
        episodes = table(dirty, "episodes.csv")
        filled = {column: sum(bool(row[column]) for row in episodes) for column in ("HOME_POST", "PL_POST")}
        assert {left.what: left.count for left in reading.left_out} == filled
        said = repr(reading)
        assert not [row["PL_POST"] for row in episodes if row["PL_POST"] and row["PL_POST"] in said]

    def test_every_number_is_doubted(self, reading: Reading) -> None:
        # The sample has figures at random for pupil numbers: none has an authority and a letter that fits.
        assert all(child.upn and child.upn_doubt for child in reading.children)

    def test_read_twice_it_says_the_same(self, reading: Reading, dirty: Path) -> None:
        again = ssda903.read(dirty)
        assert again == reading
        keys = [record.key for record in reading.all_records()]
        assert len(keys) == len(set(keys))

    def test_each_finding_says_where_and_why(self, reading: Reading) -> None:
        for found in reading.findings:
            assert found.row is None or found.row >= 2
            assert found.sentence.endswith(".")
            assert found.severity in (Severity.REFUSED, Severity.WARNING)


def _share_days(one: dict[str, str], other: dict[str, str]) -> bool:
    starts, ends = day(one["DECOM"]), day(one["DEC"]) or date.max
    other_starts, other_ends = day(other["DECOM"]), day(other["DEC"]) or date.max
    assert starts is not None
    assert other_starts is not None
    return starts < other_ends and other_starts < ends
