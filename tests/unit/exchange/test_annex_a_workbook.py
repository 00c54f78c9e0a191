"""Reading an Annex A workbook: what is carried, what is refused, what is doubted."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from coordination.exchange.imports import annex_a, annex_a_lists
from coordination.exchange.imports.findings import Severity, WrongFile
from coordination.exchange.imports.reading import Reading
from coordination.exchange.imports.records import (
    AssessmentRecord,
    CareLeaver,
    CarePeriod,
    ChildInNeedPeriod,
    ContactMade,
    EarlyHelpAssessment,
    HealthCheck,
    ImportedChild,
    LegalStatusPeriod,
    PlacementPeriod,
    ProtectionEnquiry,
    ProtectionPlanPeriod,
    Referral,
    ReviewHeld,
    UnaccompaniedChild,
    VisitMade,
)

MakeWorkbook = Callable[..., Path]
Row = dict[str, Any]
NAME = "Zebedee Quillfeather"

WHO: Row = {
    "child": 4711,
    "sex": "b) Female",
    "ethnicity": "a) WBRI",
    "born_on": datetime(2012, 3, 14),
    "age": 12,
}
WHO_MORE: Row = {**WHO, "disabled": "b) No", "team": "Team 1", "worker": "Somebody"}
ROWS: dict[int, Row] = {
    1: {**WHO, "made_on": datetime(2024, 1, 2), "source": "q) 6: Police"},
    2: {
        **WHO,
        "from_on": datetime(2024, 1, 2),
        "to_on": datetime(2024, 2, 2),
        "organisation": "Top Town Academy",
    },
    3: {
        **WHO,
        "made_on": datetime(2024, 1, 3),
        "source": "e) 2A: Schools",
        "no_further_action": "No",
        "count": 0,
    },
    4: {
        **WHO_MORE,
        "from_on": datetime(2024, 1, 4),
        "to_on": datetime(2024, 2, 4),
        "child_seen": "a) Yes",
        "support_needed": "Yes",
    },
    5: {
        **WHO_MORE,
        "from_on": datetime(2024, 1, 5),
        "conference_unnecessary": "No",
        "conference_on": datetime(2024, 1, 20),
        "plan_made": "Yes",
    },
    6: {
        **WHO_MORE,
        "from_on": datetime(2024, 1, 6),
        "need": "N1 - Abuse or Neglect",
        "seen_on": datetime(2024, 3, 1),
        "status": "c) Child in need plan",
    },
    7: {
        **WHO_MORE,
        "from_on": datetime(2024, 1, 20),
        "to_on": datetime(2024, 6, 20),
        "first_category": "d) Emotional abuse",
        "latest_category": "Neglect",
        "visited_on": datetime(2024, 6, 1),
        "seen_alone": "a) Yes",
        "reviewed_on": datetime(2024, 6, 10),
        "emergency_protection": "b) No",
        "plans_before": 1,
    },
    8: {
        **WHO_MORE,
        "unaccompanied": "a) Yes",
        "from_on": datetime(2024, 6, 21),
        "need": "N1",
        "legal_from_on": datetime(2024, 7, 1),
        "legal_status": "C2: FCO",
        "reviewed_on": datetime(2024, 7, 15),
        "visited_on": datetime(2024, 7, 20),
        "permanence_plan": "f) Long term fostering",
        "iro_on": datetime(2024, 7, 10),
        "health_on": datetime(2024, 7, 11),
        "dental_on": datetime(2024, 7, 12),
        "placed_on": datetime(2024, 6, 21),
        "placement_type": "f) U6: Foster placement - not FFA",
        "provider": "e) PR4 - Private provision",
        "postcode": "T28 2WB",
        "urn": "SC123456",
        "area": "Home Town",
    },
    9: {
        **WHO_MORE,
        "born_on": datetime(2005, 3, 14),
        "child": 4712,
        "eligibility": "b) Former relevant child",
        "reviewed_on": datetime(2024, 5, 1),
        "in_touch": "a) Yes",
        "contacted_on": datetime(2024, 5, 2),
        "accommodation": "Y: Other accommodation",
        "suitable": "b) Unsuitable",
        "activity": "G5: Not in education, employment or training - other",
    },
}


def codes(reading: Reading, severity: Severity = Severity.WARNING) -> list[tuple[str, int | None, str]]:
    return [(f.file, f.row, f.code) for f in reading.findings if f.severity is severity]


def read(make_workbook: MakeWorkbook, number: int, **changes: Any) -> Reading:
    return annex_a.read(make_workbook({number: [{**ROWS[number], **changes}]}))


class TestAWholeWorkbook:
    @pytest.fixture
    def reading(self, make_workbook: MakeWorkbook) -> Reading:
        return annex_a.read(make_workbook({number: [row] for number, row in ROWS.items()}))

    def test_nothing_is_wrong_with_it(self, reading: Reading) -> None:
        assert reading.findings == ()
        assert reading.counts()["rows_read"] == 9

    def test_a_child_in_many_lists_is_one_child(self, reading: Reading) -> None:
        assert [child.local_id for child in reading.children] == ["4711", "4712"]
        child = reading.children[0]
        assert (child.born_on, child.sex, child.ethnicity, child.disabled) == (
            date(2012, 3, 14),
            "F",
            "WBRI",
            False,
        )

    def test_each_list_gives_its_record(self, reading: Reading) -> None:
        assert reading.of(ContactMade)[0].source == "6"
        assert reading.of(EarlyHelpAssessment)[0].organisation == "Top Town Academy"
        assert (reading.of(Referral)[0].source, reading.of(Referral)[0].no_further_action) == ("2A", False)
        assert reading.of(AssessmentRecord)[0].child_seen is True
        assert reading.of(ProtectionEnquiry)[0].conference_on == date(2024, 1, 20)
        assert reading.of(ChildInNeedPeriod)[0].status == "child_in_need"
        plan = reading.of(ProtectionPlanPeriod)[0]
        assert (plan.first_category, plan.latest_category, plan.plans_before) == ("EMO", "NEG", 1)
        care = reading.of(CarePeriod)[0]
        assert (care.from_on, care.to_on, care.need, care.permanence_plan) == (
            date(2024, 6, 21),
            None,
            "N1",
            "fostering",
        )
        assert reading.of(LegalStatusPeriod)[0].legal_status == "C2"
        placement = reading.of(PlacementPeriod)[0]
        assert (placement.placement_type, placement.provider, placement.urn) == ("U6", "PR4", "SC123456")
        leaver = reading.of(CareLeaver)[0]
        assert (leaver.eligibility, leaver.in_touch, leaver.activity) == ("former_relevant", "YES", "G5")
        assert (leaver.accommodation, leaver.suitable) == ("Y", False)

    def test_latest_visits_reviews_and_checks_have_their_dates(self, reading: Reading) -> None:
        assert [(visit.kind, visit.made_on) for visit in reading.of(VisitMade)] == [
            ("seen", date(2024, 3, 1)),
            ("child_protection", date(2024, 6, 1)),
            ("looked_after", date(2024, 7, 20)),
            ("iro", date(2024, 7, 10)),
            ("adviser", date(2024, 5, 2)),
        ]
        assert {(review.kind, review.held_on) for review in reading.of(ReviewHeld)} == {
            ("child_protection", date(2024, 6, 10)),
            ("looked_after", date(2024, 7, 15)),
            ("pathway_plan", date(2024, 5, 1)),
        }
        assert [check.kind for check in reading.of(HealthCheck)] == ["health_assessment", "dental_check"]
        assert len(reading.of(UnaccompaniedChild)) == 1

    def test_where_a_child_lives_and_who_works_with_them_is_left_behind(self, reading: Reading) -> None:
        left = {(gone.file, gone.what): gone.count for gone in reading.left_out}
        assert left["List 8", "Placement postcode"] == 1
        assert left["List 8", "LA of Placement"] == 1
        assert left["List 7", "Allocated Worker"] == 1
        for secret in ("T28 2WB", "Home Town", "Somebody"):
            assert secret not in repr(reading)

    def test_read_twice_it_says_the_same(self, make_workbook: MakeWorkbook) -> None:
        path = make_workbook({number: [row] for number, row in ROWS.items()})
        first, second = annex_a.read(path), annex_a.read(path)
        assert first == second
        keys = [record.key for record in first.all_records()]
        assert len(keys) == len(set(keys))


class TestHowCouncilsWriteThings:
    def test_one_code_in_many_ways(self, make_workbook: MakeWorkbook) -> None:
        for written in (
            "C2",
            "c2",
            "C2: FCO",
            "C2 - Full care order",
            "b) C2",
            "Full care order",
            "FCO",
            "Order [C2]",
        ):
            reading = read(make_workbook, 8, legal_status=written)
            assert reading.of(LegalStatusPeriod)[0].legal_status == "C2", written
            assert reading.findings == ()

    def test_ethnicity(self, make_workbook: MakeWorkbook) -> None:
        for written, code in (
            ("a) WBRI", "WBRI"),
            ("WBRI - White British", "WBRI"),
            ("White - British", "WBRI"),
            ("A1 - White British", "WBRI"),
            ("White British [WBRI]", "WBRI"),
            ("k) APKN", "APKN"),
            ("Pakistani", "APKN"),
            ("Unknown", "NOBT"),
        ):
            assert read(make_workbook, 1, ethnicity=written).children[0].ethnicity == code, written

    def test_sex(self, make_workbook: MakeWorkbook) -> None:
        for written, code in (
            ("a) Male", "M"),
            ("Female", "F"),
            ("1", "M"),
            (2, "F"),
            ("2 - Female", "F"),
            ("c) Not stated/recorded (or unborn)", "U"),
            ("d) Neither", None),
        ):
            assert read(make_workbook, 1, sex=written).children[0].sex == code, written

    def test_disability(self, make_workbook: MakeWorkbook) -> None:
        for written, said in (
            ("a) Yes", True),
            ("b) No", False),
            ("NONE", False),
            ("AUT", True),
            ("c) Unknown", None),
            ("Refused", None),
            (None, None),
        ):
            reading = read(make_workbook, 4, disabled=written)
            assert reading.children[0].disabled is said, written
            assert reading.findings == ()

    def test_headings_in_other_words(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.title = "Sheet1"
        book.active.append(["Looked after children at 1 June"])
        book.active.append([])
        book.active.append(
            [
                "Child ID",
                "SEX",
                "Ethnic origin",
                "DOB",
                "Date  started to be LOOKED AFTER",
                "Legal Status",
                "Legal Status Start Date",
                "Placement Type",
                "Placement Start Date",
            ]
        )
        book.active.title = "List 8"
        start = datetime(2024, 6, 21)
        book.active.append(["A/12", "M", "WBRI", "14/03/2012", "21/06/2024", "C2", start, "K2", start])
        book.save(tmp_path / "annex.xlsx")
        reading = annex_a.read(tmp_path / "annex.xlsx")
        assert [record.legal_status for record in reading.of(LegalStatusPeriod)] == ["C2"]
        assert reading.of(CarePeriod)[0].origin.row == 4
        assert {found.code for found in reading.findings} == {"missing_column"}

    def test_a_list_known_by_its_headings_alone(self, make_workbook: MakeWorkbook) -> None:
        path = make_workbook({7: [ROWS[7]]})
        book = openpyxl.load_workbook(path)
        book["List 7"].title = "CPP"
        book.save(path)
        reading = annex_a.read(path)
        assert len(reading.of(ProtectionPlanPeriod)) == 1
        assert reading.files[0].table == "list_7"

    def test_every_heading_of_every_list_finds_its_own_column(self) -> None:
        for shape in annex_a_lists.shapes().values():
            exact = [heading for column in shape.columns for heading in column.exact]
            assert len(exact) == len(set(exact)), shape.number


class TestRowsThatCannotBeStoredTruthfully:
    def test_no_id_or_one_that_is_none(self, make_workbook: MakeWorkbook) -> None:
        for child, code in ((None, "no_child_id"), (NAME, "bad_child_id"), ("=1+1", "no_child_id")):
            reading = read(make_workbook, 1, child=child)
            assert codes(reading, Severity.REFUSED) == [("List 1", 2, code)]
            assert NAME not in repr(reading.findings)

    def test_a_date_it_cannot_do_without(self, make_workbook: MakeWorkbook) -> None:
        for number, field in ((1, "made_on"), (3, "made_on"), (6, "from_on"), (7, "from_on"), (8, "from_on")):
            for written, code in ((None, "no_date"), ("soon", "not_a_date"), (45000, "not_a_date")):
                reading = read(make_workbook, number, **{field: written})
                assert codes(reading, Severity.REFUSED) == [(f"List {number}", 2, code)]
                assert reading.all_records() == []

    def test_an_end_before_the_start(self, make_workbook: MakeWorkbook) -> None:
        for number in (2, 4, 6, 7, 8):
            reading = read(make_workbook, number, to_on=datetime(2023, 1, 1))
            assert codes(reading, Severity.REFUSED) == [(f"List {number}", 2, "end_before_start")]

    def test_leaving_care_without_a_date(self, make_workbook: MakeWorkbook) -> None:
        reading = read(make_workbook, 8, reason_ended="E4A")
        assert codes(reading, Severity.REFUSED) == [("List 8", 2, "no_end_date")]

    def test_looked_after_before_birth(self, make_workbook: MakeWorkbook) -> None:
        reading = read(make_workbook, 8, from_on=datetime(2012, 3, 13))
        assert codes(reading, Severity.REFUSED) == [("List 8", 2, "before_birth")]

    def test_help_may_begin_before_birth_but_not_before_pregnancy(self, make_workbook: MakeWorkbook) -> None:
        for day, refused in (
            (datetime(2011, 9, 1), []),
            (datetime(2011, 5, 1), [("List 7", 2, "before_birth")]),
        ):
            assert codes(read(make_workbook, 7, from_on=day), Severity.REFUSED) == refused

    def test_two_dates_of_birth_may_be_two_children(self, make_workbook: MakeWorkbook) -> None:
        other = {**ROWS[3], "born_on": datetime(2012, 3, 15)}
        third = {**ROWS[6], "child": 9}
        reading = annex_a.read(make_workbook({1: [ROWS[1]], 3: [other], 6: [third]}))
        assert codes(reading, Severity.REFUSED) == [
            ("List 1", 2, "birth_dates_differ"),
            ("List 3", 2, "birth_dates_differ"),
        ]
        assert [child.local_id for child in reading.children] == ["9"]

    def test_a_date_of_birth_that_is_none(self, make_workbook: MakeWorkbook) -> None:
        assert codes(read(make_workbook, 1, born_on="unknown"), Severity.REFUSED) == [("List 1", 2, "not_a_date")]

    def test_a_row_said_twice_and_rows_that_disagree(self, make_workbook: MakeWorkbook) -> None:
        twice = annex_a.read(make_workbook({8: [ROWS[8], ROWS[8]]}))
        assert codes(twice, Severity.REFUSED) == [("List 8", 3, "repeated_row")]
        assert (len(twice.of(CarePeriod)), len(twice.of(VisitMade))) == (1, 2)
        disagree = annex_a.read(make_workbook({8: [ROWS[8], {**ROWS[8], "need": "N8"}]}))
        assert [code for _, _, code in codes(disagree, Severity.REFUSED)] == ["rows_disagree"] * 2
        assert disagree.all_records() == []

    def test_two_periods_over_the_same_days(self, make_workbook: MakeWorkbook) -> None:
        ended = {
            **ROWS[8],
            "from_on": datetime(2023, 1, 1),
            "to_on": datetime(2024, 6, 22),
            "reason_ended": "E8",
        }
        reading = annex_a.read(make_workbook({8: [ended, ROWS[8]]}))
        assert [code for _, _, code in codes(reading, Severity.REFUSED)] == ["periods_overlap"] * 2
        apart = {**ended, "to_on": datetime(2024, 6, 21)}
        assert codes(annex_a.read(make_workbook({8: [apart, ROWS[8]]})), Severity.REFUSED) == []


class TestDoubts:
    def test_a_child_not_yet_born_is_expected(self, make_workbook: MakeWorkbook) -> None:
        reading = read(
            make_workbook,
            7,
            born_on=datetime(2026, 8, 1),
            from_on=datetime(2026, 5, 1),
            to_on=None,
            visited_on=None,
            reviewed_on=None,
        )
        child = reading.children[0]
        assert (child.born_on, child.expected_on) == (None, date(2026, 8, 1))
        assert codes(reading, Severity.REFUSED) == []

    def test_a_child_without_a_date_of_birth_is_kept_with_a_doubt(self, make_workbook: MakeWorkbook) -> None:
        reading = read(make_workbook, 1, born_on=None)
        assert reading.children[0].born_on is None
        assert codes(reading) == [("List 1", 2, "no_birth_date")]

    def test_another_list_fills_what_one_does_not_say(self, make_workbook: MakeWorkbook) -> None:
        blank = {**ROWS[8], "ethnicity": "s) NOBT", "sex": "Unknown", "disabled": None}
        known = {**ROWS[6], "disabled": "Yes"}
        child = annex_a.read(make_workbook({6: [known], 8: [blank]})).children[0]
        assert (child.sex, child.ethnicity, child.disabled) == ("F", "WBRI", True)

    def test_lists_that_differ_about_a_child(self, make_workbook: MakeWorkbook) -> None:
        reading = annex_a.read(make_workbook({1: [{**ROWS[1], "sex": "Male"}], 8: [ROWS[8]]}))
        assert reading.children == (
            ImportedChild(
                local_id="4711",
                origin=reading.children[0].origin,
                born_on=date(2012, 3, 14),
                sex="F",
                ethnicity="WBRI",
                disabled=False,
            ),
        )
        assert codes(reading) == [("List 1", 2, "sex_differs")]

    def test_a_list_that_does_not_know_contradicts_nothing(self, make_workbook: MakeWorkbook) -> None:
        unsure = {**ROWS[1], "sex": "Not known", "ethnicity": "t) REFU"}
        reading = annex_a.read(make_workbook({1: [unsure], 8: [ROWS[8]]}))
        assert (reading.children[0].sex, reading.children[0].ethnicity) == ("F", "WBRI")
        assert reading.findings == ()

    def test_a_placement_outside_the_time_in_care(self, make_workbook: MakeWorkbook) -> None:
        reading = read(make_workbook, 8, placed_on=datetime(2024, 6, 20))
        assert codes(reading) == [("List 8", 2, "before_care")]
        assert len(reading.of(PlacementPeriod)) == 1
        reading = read(make_workbook, 8, to_on=datetime(2024, 7, 1), reason_ended="E8")
        assert codes(reading) == [("List 8", 2, "after_care")]
        assert reading.of(LegalStatusPeriod) == ()
        assert reading.of(PlacementPeriod)[0].to_on == date(2024, 7, 1)

    def test_looked_after_past_18(self, make_workbook: MakeWorkbook) -> None:
        assert codes(read(make_workbook, 8, born_on=datetime(2006, 7, 19))) == [("List 8", 2, "looked_after_past_18")]
        assert codes(read(make_workbook, 8, born_on=datetime(2006, 7, 20))) == []

    def test_signs_of_a_spreadsheets_trouble_are_blank(self, make_workbook: MakeWorkbook) -> None:
        reading = read(make_workbook, 6, need="#N/A", team="#N/A")
        assert reading.of(ChildInNeedPeriod)[0].need is None
        assert codes(reading) == [("List 6", 2, "spreadsheet_error")]

    def test_formulas_are_not_calculated(self, make_workbook: MakeWorkbook) -> None:
        reading = read(make_workbook, 7, to_on="=F2+30", plans_before="=1+1")
        assert reading.of(ProtectionPlanPeriod)[0].plans_before is None
        assert {code for _, _, code in codes(reading)} == {"formulas", "formula_without_result"}


class TestAWorkbookThatIsNoAnnexA:
    def refused(self, path: Path) -> str:
        with pytest.raises(WrongFile) as caught:
            annex_a.read(path)
        return caught.value.sentence

    def test_another_workbook(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.append(["item", "price"])
        book.save(tmp_path / "shopping.xlsx")
        assert "No list of Ofsted's Annex A" in self.refused(tmp_path / "shopping.xlsx")

    def test_a_list_without_its_date(self, make_workbook: MakeWorkbook) -> None:
        path = make_workbook({1: [ROWS[1]]})
        book = openpyxl.load_workbook(path)
        book["List 1"]["F1"] = None
        book["List 1"]["G1"] = None
        for row in book["List 1"].iter_rows(min_row=1, max_row=1):
            for cell in row:
                cell.value = None if cell.value == "Date of Contact" else cell.value
        book.save(path)
        assert "no column “Date of Contact”" in self.refused(path)

    def test_a_column_there_twice(self, make_workbook: MakeWorkbook) -> None:
        path = make_workbook({1: [ROWS[1]]})
        book = openpyxl.load_workbook(path)
        book["List 1"]["Z1"] = "Date of Birth"
        book.save(path)
        assert "more than once" in self.refused(path)

    def test_one_list_on_two_sheets(self, make_workbook: MakeWorkbook) -> None:
        path = make_workbook({1: [ROWS[1]]})
        book = openpyxl.load_workbook(path)
        book.copy_worksheet(book["List 1"]).title = "List_1 old"
        book.save(path)
        assert "both list 1" in self.refused(path)

    def test_a_folder(self, tmp_path: Path) -> None:
        assert "no file" in self.refused(tmp_path)

    def test_an_unknown_sheet_is_passed_over_and_not_named(self, make_workbook: MakeWorkbook) -> None:
        path = make_workbook({1: [ROWS[1]]})
        book = openpyxl.load_workbook(path)
        book.create_sheet(NAME)["A1"] = "notes"
        book.save(path)
        reading = annex_a.read(path)
        assert [found.code for found in reading.findings] == ["not_a_list"]
        assert NAME not in repr(reading)


class TestANameInTheWrongPlace:
    def test_no_finding_ever_repeats_it(self, make_workbook: MakeWorkbook) -> None:
        for number, row in ROWS.items():
            for field in row:
                reading = read(make_workbook, number, **{field: NAME})
                said = " ".join(found.sentence for found in reading.findings)
                assert "Zebedee" not in said, (number, field)
                if field != "organisation":
                    assert "Zebedee" not in repr(reading.all_records()), (number, field)


class TestTheSample:
    @pytest.fixture
    def path(self, samples: Path) -> Path:
        return samples / "annex_a" / "Annex_A_2024_Jan.xlsx"

    def test_it_is_carried_but_for_the_rows_before_birth(self, path: Path) -> None:
        reading = annex_a.read(path)
        assert codes(reading, Severity.REFUSED) == [
            ("List 7", 8, "before_birth"),
            ("List 8", 5, "before_birth"),
        ]
        book = openpyxl.load_workbook(path)
        kinds = {
            "List 1": ContactMade,
            "List 2": EarlyHelpAssessment,
            "List 3": Referral,
            "List 4": AssessmentRecord,
            "List 5": ProtectionEnquiry,
            "List 6": ChildInNeedPeriod,
            "List 7": ProtectionPlanPeriod,
            "List 8": CarePeriod,
            "List 9": CareLeaver,
        }
        refused = {"List 7": 1, "List 8": 1}
        for name, kind in kinds.items():
            assert len(reading.of(kind)) == book[name].max_row - 1 - refused.get(name, 0), name
        children = {
            str(row[0].value)
            for name in kinds
            for row in book[name].iter_rows(min_row=2)
            if (name, row[0].row) not in {("List 7", 8), ("List 8", 5)}
        }
        assert {child.local_id for child in reading.children} == children

    def test_the_dates_are_the_dates_of_the_sheet(self, path: Path) -> None:
        reading = annex_a.read(path)
        sheet = openpyxl.load_workbook(path)["List 8"]
        headings = [cell.value for cell in sheet[1]]
        for kind, record_kind, heading in (
            ("looked_after", ReviewHeld, "Date of Latest Statutory Review"),
            ("looked_after", VisitMade, "Date of Last Social Work Visit"),
            ("iro", VisitMade, "Date of Last IRO Visit / Contact to the Child"),
            ("health_assessment", HealthCheck, "Date of Last Health Assessment"),
            ("dental_check", HealthCheck, "Date of Last Dental Check"),
        ):
            place = headings.index(heading)
            expected = {
                (str(row[0].value), row[place].value.date())
                for row in sheet.iter_rows(min_row=2)
                if row[0].row != 5 and row[place].value
            }
            found = {
                (record.local_id, getattr(record, "held_on", None) or getattr(record, "made_on", None))
                for record in reading.of(record_kind)
                if record.kind == kind
            }
            assert found >= expected if record_kind is ReviewHeld else found == expected

    def test_lists_10_and_11_are_left_behind_and_counted(self, path: Path) -> None:
        left = {gone.file: gone.count for gone in annex_a.read(path).left_out if gone.file in ("List 10", "List 11")}
        assert left == {"List 10": 5, "List 11": 5}

    def test_read_twice_it_says_the_same(self, path: Path) -> None:
        assert annex_a.read(path) == annex_a.read(path)

    def test_no_worker_and_no_postcode_is_kept(self, path: Path) -> None:
        said = repr(annex_a.read(path))
        for secret in ("Eugene", "T28 2WB", "Hazlett", "Fatimah", "Children in Care Team"):
            assert secret not in said
