"""Reading an SSDA903 return: what is carried, what is refused, what is doubted and how it is said."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from coordination.children.identifiers import upn_check_letter
from coordination.exchange.imports import ssda903
from coordination.exchange.imports.findings import Finding, Severity, WrongFile
from coordination.exchange.imports.reading import Reading
from coordination.exchange.imports.records import (
    AdoptionMatch,
    AdoptionPlan,
    CareEpisode,
    CareLeaver,
    LibertyRestriction,
    MissingEpisode,
    OutcomesYear,
    PreviousPermanence,
    ReviewHeld,
    SocialWorkerPeriod,
    UnaccompaniedChild,
)

MakeReturn = Callable[..., Path]
Ordinary = dict[str, dict[str, str]]
NAME = "Zebedee Quillfeather"


def refusals(reading: Reading) -> list[tuple[str, int | None, str]]:
    return [(f.file, f.row, f.code) for f in reading.findings if f.severity is Severity.REFUSED]


def warnings(reading: Reading) -> list[tuple[str, int | None, str]]:
    return [(f.file, f.row, f.code) for f in reading.findings if f.severity is Severity.WARNING]


def finding(reading: Reading, code: str) -> Finding:
    return next(found for found in reading.findings if found.code == code)


class TestAWholeReturn:
    def test_every_table_is_carried(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(make_return(**{table: [row] for table, row in ordinary.items()}))
        assert reading.findings == ()
        child = reading.children[0]
        assert (child.local_id, child.sex, child.born_on, child.ethnicity) == (
            "1001",
            "F",
            date(2012, 3, 14),
            "WBRI",
        )
        assert (child.upn, child.upn_unknown, child.is_mother) == (None, "UN1", False)
        assert reading.of(ReviewHeld)[0].participation == "PN1"
        assert reading.of(UnaccompaniedChild)[0].until_on == date(2030, 3, 14)
        assert reading.of(MissingEpisode)[0].kind == "M"
        assert reading.of(PreviousPermanence)[0].ended_year == 2014
        assert reading.of(PreviousPermanence)[0].ended_on is None
        assert reading.of(SocialWorkerPeriod)[0].worker == "SW123"
        assert reading.of(OutcomesYear)[0].sdq_score == 12
        assert reading.of(OutcomesYear)[0].return_year == 2025
        assert (reading.of(CareLeaver)[0].accommodation, reading.of(CareLeaver)[0].suitable) == ("U", True)
        assert reading.of(AdoptionMatch)[0].adopters == 2
        assert reading.of(AdoptionPlan)[0].reason_ended == "RD1"
        assert reading.of(LibertyRestriction)[0].to_on == date(2024, 7, 5)

    def test_each_record_knows_its_file_and_row(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        other = {**ordinary["reviews"], "REVIEW": "20/09/2024"}
        reading = ssda903.read(make_return(episodes=[ordinary["episodes"]], reviews=[ordinary["reviews"], other]))
        assert [(record.origin.file, record.origin.row) for record in reading.of(ReviewHeld)] == [
            ("reviews.csv", 2),
            ("reviews.csv", 3),
        ]

    def test_postcodes_are_left_behind_and_counted(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        episode = {**ordinary["episodes"], "HOME_POST": "LN1 1YL", "PL_POST": "SW1A 2AA"}
        reading = ssda903.read(make_return(episodes=[episode]))
        assert [(left.what, left.count) for left in reading.left_out] == [("HOME_POST", 1), ("PL_POST", 1)]
        assert all("location" in left.reason or "lives" in left.reason for left in reading.left_out)
        assert "SW1A" not in repr(reading)
        assert "LN1" not in repr(reading)

    def test_read_twice_it_says_the_same(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        folder = make_return(**{table: [row] for table, row in ordinary.items()})
        first, second = ssda903.read(folder), ssda903.read(folder)
        assert first == second
        keys = [record.key for record in first.all_records()]
        assert len(keys) == len(set(keys))

    def test_the_digest_does_not_depend_on_what_files_are_called(
        self, make_return: MakeReturn, ordinary: Ordinary
    ) -> None:
        folder = make_return(episodes=[ordinary["episodes"]])
        before = ssda903.read(folder)
        (folder / "header.csv").rename(folder / "z_children_2025.CSV")
        after = ssda903.read(folder)
        assert after.digest == before.digest
        assert [record.key for record in after.all_records()] == [record.key for record in before.all_records()]
        (folder / "episodes.csv").write_bytes((folder / "episodes.csv").read_bytes() + b"\n")
        assert ssda903.read(folder).digest != before.digest

    def test_the_year_is_the_one_the_dates_fall_in(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        folder = make_return(episodes=[ordinary["episodes"]], oc2=[ordinary["oc2"]])
        assert ssda903.read(folder).return_year == 2025
        assert ssda903.read(folder, return_year=2026).of(OutcomesYear)[0].return_year == 2026

    def test_one_mistyped_year_does_not_move_the_year(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        days = [f"{day:02d}/06/2024" for day in range(4, 29)] + ["01/05/2026"]
        reviews = [{**ordinary["reviews"], "REVIEW": day} for day in days]
        assert ssda903.read(make_return(reviews=reviews)).return_year == 2025


class TestSexAndNumbersOfAChild:
    def test_the_old_codes_of_sex_are_read(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        for written, stored in (("1", "M"), ("2", "F"), ("M", "M"), ("f", "F"), ("U", "U")):
            reading = ssda903.read(make_return(header=[{**ordinary["header"], "SEX": written, "MOTHER": ""}]))
            assert reading.children[0].sex == stored
            assert reading.findings == ()

    def test_a_code_that_is_none_is_left_out_with_a_doubt(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(make_return(header=[{**ordinary["header"], "ETHNIC": "W1"}]))
        assert reading.children[0].ethnicity is None
        found = finding(reading, "unknown_code")
        assert (found.row, found.column, found.severity) == (2, "ETHNIC", Severity.WARNING)
        assert "“W1” is not a code for ethnicity" in found.sentence

    def test_numbers_of_the_new_authorities_are_right(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        for authority in (838, 839, 940, 941, 942, 943):
            upn = upn_check_letter(f"{authority}200020001") + f"{authority}200020001"
            reading = ssda903.read(make_return(header=[{**ordinary["header"], "UPN": upn}]))
            assert (reading.children[0].upn, reading.findings) == (upn, ())

    def test_a_wrong_check_letter_is_kept_as_doubtful(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(make_return(header=[{**ordinary["header"], "UPN": "C801200005001"}]))
        assert reading.children[0].upn == "C801200005001"
        assert reading.children[0].upn_doubt
        assert warnings(reading) == [("header.csv", 2, "upn_check")]
        assert "C801200005001" not in finding(reading, "upn_check").sentence

    def test_what_is_no_number_at_all_is_left_out(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(make_return(header=[{**ordinary["header"], "UPN": NAME}]))
        assert reading.children[0].upn is None
        assert warnings(reading) == [("header.csv", 2, "upn_not_a_number")]

    def test_one_number_for_two_children_is_doubted_at_both(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        same = {**ordinary["header"], "UPN": "B801200005001"}
        reading = ssda903.read(make_return(header=[same, {**same, "CHILD": "1002"}]))
        assert warnings(reading) == [("header.csv", 2, "upn_shared"), ("header.csv", 3, "upn_shared")]


class TestRowsThatCannotBeStoredTruthfully:
    def read_episode(self, make_return: MakeReturn, ordinary: Ordinary, **changes: str) -> Reading:
        return ssda903.read(make_return(episodes=[{**ordinary["episodes"], **changes}]))

    def test_a_date_that_is_none(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        for written in ("31/02/2024", "2024", "June", "03/06/24", "06-2024"):
            reading = self.read_episode(make_return, ordinary, DECOM=written)
            assert refusals(reading) == [("episodes.csv", 2, "not_a_date")]
            assert reading.of(CareEpisode) == ()

    def test_a_date_is_day_first_or_year_first(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        for written in ("03/06/2024", "3/6/2024", "2024-06-03", "03-06-2024", "03/06/2024 00:00"):
            reading = self.read_episode(make_return, ordinary, DECOM=written)
            assert reading.of(CareEpisode)[0].from_on == date(2024, 6, 3)

    def test_no_date_at_all(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        assert refusals(self.read_episode(make_return, ordinary, DECOM=" ")) == [("episodes.csv", 2, "no_date")]

    def test_a_date_still_to_come(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        assert refusals(self.read_episode(make_return, ordinary, DECOM="02/06/2026")) == [
            ("episodes.csv", 2, "date_to_come")
        ]
        assert refusals(self.read_episode(make_return, ordinary, DECOM="01/06/2026")) == []

    def test_an_end_before_the_start(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = self.read_episode(make_return, ordinary, DEC="02/06/2024", REC="E8")
        assert refusals(reading) == [("episodes.csv", 2, "end_before_start")]

    def test_an_episode_of_no_night(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = self.read_episode(make_return, ordinary, DEC="03/06/2024", REC="E8")
        assert refusals(reading) == [("episodes.csv", 2, "no_length")]

    def test_an_end_date_that_is_none_is_not_taken_for_no_end(
        self, make_return: MakeReturn, ordinary: Ordinary
    ) -> None:
        reading = self.read_episode(make_return, ordinary, DEC="soon", REC="E8")
        assert refusals(reading) == [("episodes.csv", 2, "not_a_date")]

    def test_leaving_care_without_a_date(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = self.read_episode(make_return, ordinary, REC="E4A")
        assert refusals(reading) == [("episodes.csv", 2, "no_end_date")]

    def test_an_episode_before_birth(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        assert refusals(self.read_episode(make_return, ordinary, DECOM="13/03/2012")) == [
            ("episodes.csv", 2, "before_birth")
        ]
        assert refusals(self.read_episode(make_return, ordinary, DECOM="14/03/2012")) == []

    def test_a_code_that_says_what_happened(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        for column in ("RNE", "LS", "PLACE"):
            for written in ("Q9", ""):
                reading = self.read_episode(make_return, ordinary, **{column: written})
                assert [(row, code) for _, row, code in refusals(reading)] == [
                    (2, "unknown_code" if written else "no_code")
                ]
        reading = self.read_episode(make_return, ordinary, DEC="01/08/2024", REC="E99")
        assert refusals(reading) == [("episodes.csv", 2, "unknown_code")]

    def test_a_child_the_header_does_not_have(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = self.read_episode(make_return, ordinary, CHILD="2002")
        assert refusals(reading) == [("episodes.csv", 2, "child_not_in_header")]
        assert finding(reading, "child_not_in_header").sentence == "Child 2002 is not in the header."

    def test_a_child_whose_own_row_is_refused(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(
            make_return(header=[{**ordinary["header"], "DOB": "?"}], episodes=[ordinary["episodes"]])
        )
        assert refusals(reading) == [
            ("header.csv", 2, "not_a_date"),
            ("episodes.csv", 2, "child_refused"),
        ]
        assert reading.all_records() == []

    def test_another_birth_date_may_be_another_child(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(make_return(missing=[{**ordinary["missing"], "DOB": "15/03/2012"}]))
        assert refusals(reading) == [("missing.csv", 2, "other_birth_date")]

    def test_a_row_said_twice(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(
            make_return(
                header=[ordinary["header"], ordinary["header"]],
                episodes=[ordinary["episodes"], ordinary["episodes"]],
                reviews=[ordinary["reviews"], ordinary["reviews"]],
            )
        )
        assert refusals(reading) == [
            ("header.csv", 3, "repeated_row"),
            ("episodes.csv", 3, "repeated_row"),
            ("reviews.csv", 3, "repeated_row"),
        ]
        assert (len(reading.children), len(reading.of(CareEpisode)), len(reading.of(ReviewHeld))) == (1, 1, 1)

    def test_two_rows_that_disagree_are_both_refused(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        header = [ordinary["header"], {**ordinary["header"], "DOB": "15/03/2012"}]
        reading = ssda903.read(make_return(header=header))
        assert refusals(reading) == [("header.csv", 2, "rows_disagree"), ("header.csv", 3, "rows_disagree")]
        assert reading.children == ()

    def test_a_row_with_more_cells_than_columns(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        folder = make_return()
        with (folder / "header.csv").open("a") as file:
            file.write("1002,F,Smith,14/03/2012,WBRI,UN1,0,,\n1003,F,14/03/2012,WBRI,UN1,0,,,,\n")
            file.write("1004,F,14/03/2012,WBRI,UN1,0,,extra\n")
        reading = ssda903.read(folder)
        assert ("header.csv", 5, "too_many_cells") in refusals(reading)
        assert [child.local_id for child in reading.children] == ["1001", "1003"]


class TestDoubts:
    def test_codes_of_another_years_return(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(make_return(episodes=[{**ordinary["episodes"], "PLACE": "H5"}]))
        assert reading.of(CareEpisode)[0].placement_type == "H5"
        assert "returns up to 2024" in finding(reading, "code_out_of_years").sentence
        old = {**ordinary["episodes"], "DECOM": "03/06/2022", "PLACE": "H5"}
        assert warnings(ssda903.read(make_return(episodes=[old]))) == []

    def test_reviews_when_the_child_was_not_looked_after(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        ended = {**ordinary["episodes"], "DEC": "01/09/2024", "REC": "E8"}
        reviews = [{**ordinary["reviews"], "REVIEW": day} for day in ("02/06/2024", "01/09/2024", "02/09/2024")]
        reading = ssda903.read(make_return(episodes=[ended], reviews=reviews))
        assert refusals(reading) == [("reviews.csv", 2, "review_before_care")]
        assert warnings(reading) == [("reviews.csv", 4, "review_outside_care")]
        assert [review.held_on for review in reading.of(ReviewHeld)] == [date(2024, 9, 1), date(2024, 9, 2)]

    def test_a_review_before_a_start_the_return_does_not_show(
        self, make_return: MakeReturn, ordinary: Ordinary
    ) -> None:
        later = {**ordinary["episodes"], "RNE": "P"}
        review = {**ordinary["reviews"], "REVIEW": "02/05/2024"}
        reading = ssda903.read(make_return(episodes=[later], reviews=[review]))
        assert refusals(reading) == []
        assert ("reviews.csv", 2, "review_before_first_episode") in warnings(reading)

    def test_a_review_of_a_child_with_no_episode(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(make_return(reviews=[ordinary["reviews"]]))
        assert warnings(reading) == [("reviews.csv", 2, "review_without_episode")]

    def test_participation_that_does_not_fit_the_age(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        young = {**ordinary["header"], "DOB": "28/06/2020"}
        for review_on, code, fits in (
            ("27/06/2024", "PN0", True),
            ("28/06/2024", "PN0", False),
            ("27/06/2024", "PN1", False),
            ("28/06/2024", "PN1", True),
        ):
            review = {"CHILD": "1001", "REVIEW": review_on, "REVIEW_CODE": code}
            reading = ssda903.read(make_return(header=[young], episodes=[ordinary["episodes"]], reviews=[review]))
            assert (warnings(reading) == []) is fits

    def test_a_doubt_is_found_from_its_record(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        reading = ssda903.read(make_return(reviews=[ordinary["reviews"]]))
        assert [found.code for found in reading.doubts(reading.of(ReviewHeld)[0])] == ["review_without_episode"]
        assert reading.doubts(reading.children[0]) == ()


class TestAFolderThatIsNoReturn:
    def refused(self, folder: Path) -> str:
        with pytest.raises(WrongFile) as caught:
            ssda903.read(folder)
        return caught.value.sentence

    def test_the_wrong_folder(self, tmp_path: Path) -> None:
        (tmp_path / "shopping.csv").write_text("item,price\nmilk,1\n")
        assert "No table of the SSDA903 return" in self.refused(tmp_path)

    def test_an_empty_folder_and_no_folder(self, tmp_path: Path) -> None:
        assert "No table of the SSDA903 return" in self.refused(tmp_path)
        assert "not a folder" in self.refused(tmp_path / "nowhere")

    def test_a_return_without_its_header(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        folder = make_return(episodes=[ordinary["episodes"]])
        (folder / "header.csv").unlink()
        assert "header" in self.refused(folder)

    def test_a_needed_column_that_is_missing(self, make_return: MakeReturn) -> None:
        folder = make_return()
        (folder / "episodes.csv").write_text("CHILD,DECOM,RNE,DEC,REC\n1001,03/06/2024,S,,\n")
        assert self.refused(folder) == ("episodes.csv looks like the table episodes, but it has no column LS, PLACE.")

    def test_a_column_that_is_there_twice(self, make_return: MakeReturn) -> None:
        folder = make_return()
        (folder / "header.csv").write_text("CHILD,SEX,DOB,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n")
        assert "DOB more than once" in self.refused(folder)

    def test_one_table_in_two_files(self, make_return: MakeReturn) -> None:
        folder = make_return()
        (folder / "header_old.csv").write_bytes((folder / "header.csv").read_bytes())
        assert "Keep one" in self.refused(folder)

    def test_a_broken_file_stops_the_whole(self, make_return: MakeReturn) -> None:
        folder = make_return()
        (folder / "episodes.csv").write_bytes(bytes(range(256)))
        assert "not a text file" in self.refused(folder)


class TestColumnsAndNames:
    def test_headings_in_any_case_and_any_order_with_others_between(self, make_return: MakeReturn) -> None:
        folder = make_return()
        (folder / "header.csv").unlink()
        (folder / "children.csv").write_text(
            "Notes,upn,Ethnic,dob,sex,child,Mc Dob,mother\nhello,UN1,WBRI,14/03/2012,F,1001,,0\n"
        )
        reading = ssda903.read(folder)
        assert reading.children[0].local_id == "1001"
        assert [found.code for found in reading.findings] == ["extra_columns"]
        assert "Notes" not in finding(reading, "extra_columns").sentence

    def test_a_column_that_can_be_missed_is_said(self, make_return: MakeReturn) -> None:
        folder = make_return()
        (folder / "header.csv").write_text("CHILD,SEX,DOB,ETHNIC,UPN\n1001,F,14/03/2012,WBRI,UN1\n")
        reading = ssda903.read(folder)
        assert [found.column for found in reading.findings] == ["MOTHER", "MC_DOB"]
        assert len(reading.children) == 1

    def test_a_table_known_only_by_its_name(self, make_return: MakeReturn) -> None:
        folder = make_return()
        (folder / "Prev_Perm.csv").write_text("CHILD,DOB\n1001,14/03/2012\n")
        with pytest.raises(WrongFile, match="no column PREV_PERM"):
            ssda903.read(folder)

    def test_other_files_are_passed_over_and_not_named(self, make_return: MakeReturn) -> None:
        folder = make_return()
        (folder / f"{NAME}.docx").write_text("x")
        reading = ssda903.read(folder)
        assert [found.code for found in reading.findings] == ["not_a_csv_file"]
        assert NAME not in repr(reading)


class TestANameInTheWrongPlace:
    def test_no_finding_ever_repeats_it(self, make_return: MakeReturn, ordinary: Ordinary) -> None:
        for table, row in ordinary.items():
            for column in row:
                tables = {name: [dict(other)] for name, other in ordinary.items()}
                tables[table] = [{**row, column: NAME}]
                reading = ssda903.read(make_return(**tables))
                said = " ".join(found.sentence for found in reading.findings)
                assert reading.findings, (table, column)
                assert "Quillfeather" not in said, (table, column)
                assert "Zebedee" not in said, (table, column)

    def test_a_formula_in_a_cell_has_no_effect_and_is_not_repeated(
        self, make_return: MakeReturn, ordinary: Ordinary
    ) -> None:
        formula = "=HYPERLINK(1)"
        for table, row in ordinary.items():
            tables = {name: [dict(other)] for name, other in ordinary.items()}
            tables[table] = [dict.fromkeys(row, formula)]
            reading = ssda903.read(make_return(**tables))
            assert refusals(reading)
            assert formula not in repr(reading.findings)
            assert formula not in repr(reading.all_records())
