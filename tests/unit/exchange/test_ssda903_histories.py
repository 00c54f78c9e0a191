"""Histories joined up from episodes: periods looked after, legal statuses and placements."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from coordination.exchange.imports import ssda903
from coordination.exchange.imports.findings import Severity
from coordination.exchange.imports.reading import Reading
from coordination.exchange.imports.records import CareEpisode, CarePeriod, LegalStatusPeriod, PlacementPeriod

MakeReturn = Callable[..., Path]
Episode = dict[str, str]


def episode(line: str) -> Episode:
    """An episode as words: start, end, RNE, LS, PLACE, PLACE_PROVIDER, URN, REC; ``-`` is blank."""
    words = ["" if word == "-" else word for word in line.split()]
    columns = ("DECOM", "DEC", "RNE", "LS", "PLACE", "PLACE_PROVIDER", "URN", "REC")
    return {"CHILD": "1001", "CIN": "N1", **dict(zip(columns, words, strict=True))}


def read(make_return: MakeReturn, *lines: str) -> Reading:
    return ssda903.read(make_return(episodes=[episode(line) for line in lines]))


def periods(reading: Reading) -> list[tuple[date, date | None, str | None]]:
    return [(period.from_on, period.to_on, period.reason_ended) for period in reading.of(CarePeriod)]


def statuses(reading: Reading) -> list[tuple[str, date, date | None]]:
    return [(p.legal_status, p.from_on, p.to_on) for p in reading.of(LegalStatusPeriod)]


def placements(reading: Reading) -> list[tuple[str, date, date | None]]:
    return [(p.placement_type, p.from_on, p.to_on) for p in reading.of(PlacementPeriod)]


def codes(reading: Reading, severity: Severity = Severity.WARNING) -> list[tuple[int | None, str]]:
    return [(found.row, found.code) for found in reading.findings if found.severity is severity]


JAN, MAR, JUN, SEP, DEC = (date(2020, month, 1) for month in (1, 3, 6, 9, 12))


class TestJoiningEpisodes:
    def test_a_change_of_legal_status_only_keeps_the_placement_whole(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 01/03/2020 S V2 U6 PR1 1234567 X1",
            "01/03/2020 01/06/2020 L C1 U6 PR1 1234567 X1",
            "01/06/2020 - L C2 U6 PR1 1234567 -",
        )
        assert reading.findings == ()
        assert periods(reading) == [(JAN, None, None)]
        assert statuses(reading) == [("V2", JAN, MAR), ("C1", MAR, JUN), ("C2", JUN, None)]
        assert placements(reading) == [("U6", JAN, None)]

    def test_a_change_of_placement_only_keeps_the_legal_status_whole(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 01/03/2020 S C2 U6 PR1 1234567 X1",
            "01/03/2020 01/06/2020 P C2 K2 PR4 SC123456 X1",
            "01/06/2020 - P C2 K2 PR4 SC123456 -",
        )
        assert reading.findings == ()
        assert statuses(reading) == [("C2", JAN, None)]
        assert placements(reading) == [("U6", JAN, MAR), ("K2", MAR, JUN), ("K2", JUN, None)]

    def test_the_same_carer_after_a_move_is_remembered(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 01/03/2020 S C2 U6 PR1 - X1",
            "01/03/2020 01/06/2020 T C2 U4 PR1 - X1",
            "01/06/2020 - U E1 A5 PR1 - -",
        )
        assert [placement.same_carer for placement in reading.of(PlacementPeriod)] == [False, True, True]
        assert statuses(reading) == [("C2", JAN, JUN), ("E1", JUN, None)]

    def test_the_first_placement_of_a_file_follows_no_other(self, make_return: MakeReturn) -> None:
        reading = read(make_return, "01/01/2020 - T C2 U6 PR1 - -")
        assert [placement.same_carer for placement in reading.of(PlacementPeriod)] == [False]

    def test_both_changing_on_one_day_begins_both(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 01/03/2020 S V2 U6 PR1 - X1",
            "01/03/2020 01/06/2020 B C2 K2 PR4 - E4A",
        )
        assert periods(reading) == [(JAN, JUN, "E4A")]
        assert statuses(reading) == [("V2", JAN, MAR), ("C2", MAR, JUN)]
        assert placements(reading) == [("U6", JAN, MAR), ("K2", MAR, JUN)]
        assert reading.findings == ()

    def test_leaving_and_coming_back_is_two_periods(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 01/03/2020 S V2 U6 PR1 - E4A",
            "01/06/2020 01/09/2020 S V2 U6 PR1 - E8",
        )
        assert periods(reading) == [(JAN, MAR, "E4A"), (JUN, SEP, "E8")]
        assert statuses(reading) == [("V2", JAN, MAR), ("V2", JUN, SEP)]
        assert reading.findings == ()

    def test_the_order_of_the_rows_does_not_matter(self, make_return: MakeReturn) -> None:
        lines = [
            "01/01/2020 01/03/2020 S V2 U6 PR1 - X1",
            "01/03/2020 01/06/2020 L C1 U6 PR1 - X1",
            "01/06/2020 01/09/2020 P C1 K2 PR4 - E4A",
            "01/12/2020 - S V2 U6 PR1 - -",
        ]
        expected = read(make_return, *lines)
        for seed in range(5):
            random.Random(seed).shuffle(lines)
            shuffled = read(make_return, *lines)
            assert (periods(shuffled), statuses(shuffled), placements(shuffled)) == (
                periods(expected),
                statuses(expected),
                placements(expected),
            )


class TestWhatTheFileDoesNotShow:
    def test_a_child_looked_after_before_the_first_row(self, make_return: MakeReturn) -> None:
        reading = read(make_return, "01/01/2020 - P C2 U6 PR1 - -")
        assert not reading.of(CarePeriod)[0].began_known
        assert codes(reading) == [(2, "start_not_in_file")]

    def test_a_next_episode_that_is_missing_leaves_the_end_open(self, make_return: MakeReturn) -> None:
        reading = read(make_return, "01/01/2020 01/03/2020 S C2 U6 PR1 - X1")
        period = reading.of(CarePeriod)[0]
        assert (period.to_on, period.end_known) == (None, False)
        assert placements(reading) == [("U6", JAN, MAR)]
        assert codes(reading) == [(2, "next_episode_missing")]

    def test_an_end_without_a_reason_leaves_the_end_open(self, make_return: MakeReturn) -> None:
        reading = read(make_return, "01/01/2020 01/03/2020 S C2 U6 PR1 - -")
        assert (reading.of(CarePeriod)[0].to_on, reading.of(CarePeriod)[0].end_known) == (None, False)
        assert codes(reading) == [(2, "no_reason_ended")]

    def test_a_refused_last_episode_leaves_the_end_open(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 01/03/2020 S C2 U6 PR1 - X1",
            "01/03/2020 - P C2 K2 PR4 - E4A",
        )
        assert codes(reading, Severity.REFUSED) == [(3, "no_end_date")]
        assert not reading.of(CarePeriod)[0].end_known

    def test_days_missing_in_between_are_a_gap_in_the_histories(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 01/03/2020 S C2 U6 PR1 - X1",
            "01/06/2020 - L C2 U6 PR1 - -",
        )
        assert periods(reading) == [(JAN, None, None)]
        assert placements(reading) == [("U6", JAN, MAR), ("U6", JUN, None)]
        assert statuses(reading) == [("C2", JAN, MAR), ("C2", JUN, None)]
        assert codes(reading) == [(3, "gap"), (3, "legal_status_same")]

    def test_a_start_while_looked_after(self, make_return: MakeReturn) -> None:
        same_day = read(make_return, "01/01/2020 01/03/2020 S C2 U6 PR1 - X1", "01/03/2020 - S C2 K2 PR1 - -")
        assert len(periods(same_day)) == 1
        later = read(make_return, "01/01/2020 01/03/2020 S C2 U6 PR1 - X1", "01/06/2020 - S C2 K2 PR1 - -")
        assert periods(later) == [(JAN, MAR, None), (JUN, None, None)]
        assert codes(same_day) == codes(later) == [(3, "start_while_looked_after")]

    def test_going_on_after_leaving_should_have_started_again(self, make_return: MakeReturn) -> None:
        reading = read(make_return, "01/01/2020 01/03/2020 S C2 U6 PR1 - E8", "01/03/2020 - P C2 K2 PR1 - -")
        assert periods(reading) == [(JAN, MAR, "E8"), (MAR, None, None)]
        assert codes(reading) == [(3, "should_start")]

    def test_reasons_that_do_not_fit_what_changed(self, make_return: MakeReturn) -> None:
        first = "01/01/2020 01/03/2020 S C2 U6 PR1 - X1"
        for line, code in (
            ("01/03/2020 - L E1 K2 PR4 - -", "placement_changed_too"),
            ("01/03/2020 - L C2 U6 PR1 - -", "legal_status_same"),
            ("01/03/2020 - B C2 K2 PR4 - -", "legal_status_same"),
            ("01/03/2020 - P E1 K2 PR4 - -", "legal_status_changed_too"),
        ):
            assert codes(read(make_return, first, line)) == [(3, code)]


class TestEpisodesThatContradict:
    def test_two_over_the_same_days_are_both_refused(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 01/06/2020 S C2 U6 PR1 - X1",
            "01/03/2020 01/09/2020 P C2 K2 PR4 - E8",
        )
        assert codes(reading, Severity.REFUSED) == [(2, "episodes_overlap"), (3, "episodes_overlap")]
        assert reading.of(CareEpisode) == ()
        assert reading.of(CarePeriod) == ()

    def test_one_inside_another_is_refused_with_it_and_later_ones_stay(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 01/09/2020 S C2 U6 PR1 - X1",
            "01/03/2020 01/06/2020 P C2 K2 PR4 - X1",
            "01/09/2020 01/12/2020 P C2 K2 PR4 - E8",
        )
        assert codes(reading, Severity.REFUSED) == [(2, "episodes_overlap"), (3, "episodes_overlap")]
        assert [kept.origin.row for kept in reading.of(CareEpisode)] == [4]

    def test_one_without_an_end_before_a_later_one_is_to_blame(self, make_return: MakeReturn) -> None:
        reading = read(
            make_return,
            "01/01/2020 - S C2 U6 PR1 - -",
            "01/03/2020 01/06/2020 P C2 K2 PR4 - E8",
        )
        assert codes(reading, Severity.REFUSED) == [(2, "no_end_but_later")]
        assert [kept.origin.row for kept in reading.of(CareEpisode)] == [3]

    def test_ending_on_the_day_the_next_begins_is_no_overlap(self, make_return: MakeReturn) -> None:
        reading = read(make_return, "01/01/2020 01/03/2020 S C2 U6 PR1 - X1", "01/03/2020 - P C2 K2 PR4 - -")
        assert codes(reading, Severity.REFUSED) == []

    def test_nobody_is_looked_after_past_18(self, make_return: MakeReturn) -> None:
        header = [{"CHILD": "1001", "SEX": "F", "DOB": "01/06/2002", "ETHNIC": "WBRI", "UPN": "UN1"}]
        for end, doubted in (("01/06/2020", []), ("02/06/2020", [(2, "looked_after_past_18")])):
            line = episode(f"01/01/2020 {end} S C2 U6 PR1 - E17")
            assert codes(ssda903.read(make_return(header=header, episodes=[line]))) == doubted


class TestManyMadeUpLives:
    def test_histories_cover_each_day_in_care_once(self, make_return: MakeReturn) -> None:
        """Lives made day by day, cut into episodes by another rule, come back as they were made."""
        chance = random.Random(29)
        header, episodes, lives = [], [], {}
        for number in range(60):
            local_id = f"{number + 1:04d}"
            header.append(
                {
                    "CHILD": local_id,
                    "SEX": "M",
                    "DOB": "01/05/2010",
                    "ETHNIC": "WBRI",
                    "UPN": "UN1",
                    "MOTHER": "",
                }
            )
            days, lines = _a_life(chance, local_id)
            lives[local_id] = days
            episodes += lines
        chance.shuffle(episodes)
        reading = ssda903.read(make_return(header=header, episodes=episodes))
        assert not [found for found in reading.findings if found.severity is Severity.REFUSED]
        for local_id, days in lives.items():
            assert _by_day(reading, local_id) == days


def _a_life(chance: random.Random, local_id: str) -> tuple[dict[date, tuple[str, str]], list[Episode]]:
    """Days in care with their legal status and placement, and the episodes that say so."""
    days: dict[date, tuple[str, str]] = {}
    lines: list[Episode] = []
    day = date(2018, 1, 1) + timedelta(days=chance.randrange(200))
    for _ in range(chance.randrange(1, 4)):
        reason, legal, place = "S", chance.choice(("V2", "C1", "C2")), chance.choice(("U6", "K2", "U4"))
        for step in range(steps := chance.randrange(1, 6)):
            end = day + timedelta(days=chance.randrange(1, 90))
            last = step == steps - 1
            lines.append(
                {
                    "CHILD": local_id,
                    "DECOM": day.strftime("%d/%m/%Y"),
                    "DEC": end.strftime("%d/%m/%Y"),
                    "RNE": reason,
                    "LS": legal,
                    "CIN": "N1",
                    "PLACE": place,
                    "PLACE_PROVIDER": "PR1",
                    "REC": "E8" if last else "X1",
                }
            )
            while day < end:
                days[day] = (legal, place)
                day += timedelta(days=1)
            reason = chance.choice("LPB")
            if reason in "LB":
                legal = chance.choice([code for code in ("V2", "C1", "C2", "E1") if code != legal])
            if reason in "PB":
                place = chance.choice([code for code in ("U6", "K2", "U4") if code != place])
        day += timedelta(days=chance.randrange(1, 200))
    return days, lines


def _by_day(reading: Reading, local_id: str) -> dict[date, tuple[str, str]]:
    """What the histories say of each day, each day in care once."""
    in_care = [day for period in reading.of(CarePeriod) for day in _days(period, local_id)]
    legal = [(day, p.legal_status) for p in reading.of(LegalStatusPeriod) for day in _days(p, local_id)]
    placed = [(day, p.placement_type) for p in reading.of(PlacementPeriod) for day in _days(p, local_id)]
    assert len(in_care) == len(set(in_care)) == len(legal) == len(placed)
    where = dict(placed)
    return {day: (status, where[day]) for day, status in legal}


def _days(period: CarePeriod | LegalStatusPeriod | PlacementPeriod, local_id: str) -> list[date]:
    if period.local_id != local_id:
        return []
    assert period.to_on is not None
    return [period.from_on + timedelta(days=day) for day in range((period.to_on - period.from_on).days)]
