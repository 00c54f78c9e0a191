"""Every rule of time, one by one: how long, from when, from what source, and how sure of it we are.

The dates are worked out on paper from Friday 1 May 2026, a fortnight with a bank holiday (4 May) and a month with
another (25 May); the sources are those the time limits were read in.
"""

from datetime import date

import pytest

from coordination import timescales
from coordination.timescales import explain, rules

START = date(2026, 5, 1)

SEND, COP = "Special Educational Needs and Disability Regulations 2014", "SEND Code of Practice 2015"
CARE, LEAVING = "Case Review (England) Regulations 2010", "Care Leavers (England) Regulations 2010"
TOGETHER, TRIBUNAL = "Working Together to Safeguard Children 2023", "Rules 2008 (SI 2008/2699)"

# rule: how sure, how binding, due if it starts on START, words of the source
READ_IN_A_SOURCE = {
    "E1": ("V", "statutory", "2026-06-12", (SEND, "regulation 5(1)")),
    "E3": ("V2", "statutory", "2026-06-12", (SEND, "regulation 8(1)", "9.49 to 9.52")),
    "E4": ("V", "statutory", "2026-08-21", (SEND, "regulation 10(1)", "section 36(9)")),
    "E6": ("V", "statutory", "2026-05-15", (SEND, "regulation 13(1)(a)")),
    "E8": ("V", "statutory", "2026-09-18", (SEND, "regulation 13(2)")),
    "E11": ("V", "statutory", "2026-06-05", (SEND, "regulation 44(2)", "regulation 45(4)")),
    "E13": ("V", "statutory", "2026-08-07", (SEND, "regulation 27(2)")),
    "A1": ("V2", "statutory", "2027-04-30", ("section 44(1)", "regulation 20(10)")),
    "A2": ("V", "statutory", "2026-04-17", (SEND, "regulation 20(2) and (3)")),
    "A3": ("V", "statutory", "2026-04-17", (SEND, "regulation 20(4)")),
    "A4": ("V2", "statutory", "2026-05-15", (SEND, "regulation 20(7) and (8)", "9.176")),
    "A5": ("V", "statutory", "2026-05-29", (SEND, "regulations 20(10) and 21")),
    "A6": ("V", "statutory", "2026-05-15", (SEND, "regulation 22(2)(c)")),
    "A7": ("V", "statutory", "2026-06-26", (SEND, "regulation 22(3) and (4)")),
    "A8": ("V", "statutory", "2027-02-14", (SEND, "regulation 18(1)(b)")),
    "A9": ("V", "statutory", "2027-03-30", (SEND, "regulation 18(1)(a)")),
    "A10": ("V", "statutory", "2025-12-01", (SEND, "regulation 18(2)")),
    "A12": ("V", "statutory", "2026-05-22", (SEND, "regulation 15(2)")),
    "A12.2": ("V", "statutory", "2026-05-01", (SEND, "regulation 15(2)")),
    "A13": ("V", "statutory", "2026-06-12", (SEND, "regulation 15(4)")),
    "A15": ("V", "statutory", "2026-07-01", (SEND, "regulation 33")),
    "A16": ("V2", "statutory", "2026-05-07", (SEND, "regulation 34")),
    "A17": ("V2", "statutory", "2026-05-31", (SEND, "regulation 36")),
    "A18": ("V2", "statutory", "2026-07-01", (TRIBUNAL, "rule 20")),
    "A18.2": ("V2", "statutory", "2026-06-01", (TRIBUNAL, "rule 20")),
    "A19": ("V2", "statutory", "2026-05-07", (SEND, "regulation 35")),
    "A20": ("V", "statutory", "2026-08-31", ("section 46",)),
    "A21": ("V2", "statutory", "2026-06-26", ("section 83", "Education Act 1996, section 8")),
    "L1": ("V2", "statutory", "2026-05-18", (CARE, "regulation 4(2)")),
    "L2": ("V2", "statutory", "2026-05-11", (CARE, "regulation 9")),
    "L3": ("V", "statutory", "2026-06-02", (CARE, "regulation 33(1)")),
    "L4": ("V", "statutory", "2026-08-01", (CARE, "regulation 33(2)")),
    "L5": ("V", "statutory", "2026-11-01", (CARE, "regulation 33(2)")),
    "L6": ("V", "statutory", "2026-05-08", (CARE, "regulation 28(2)(a)")),
    "L7": ("V", "statutory", "2026-06-12", (CARE, "regulation 28(2)(b)")),
    "L8": ("V", "statutory", "2026-08-01", (CARE, "regulation 28(2)(c)(i)")),
    "L9": ("V", "statutory", "2026-06-12", (CARE, "regulation 28(3)")),
    "L9.2": ("V", "statutory", "2026-05-08", (CARE, "regulation 28(3)")),
    "L10": ("V", "statutory", "2026-05-29", (CARE, "regulation 28(4)")),
    "L10.2": ("V", "statutory", "2026-05-08", (CARE, "regulation 28(4)")),
    "L11": ("V", "statutory", "2026-06-12", (CARE, "regulation 28(5)")),
    "L11.2": ("V", "statutory", "2026-05-08", (CARE, "regulation 28(5)")),
    "L12": ("V2", "statutory", "2026-06-02", (CARE, "regulation 7(1)", "2015")),
    "L13": ("V2", "statutory", "2026-11-01", (CARE, "regulation 7(3)")),
    "L14": ("V2", "statutory", "2027-05-01", (CARE, "regulation 7(3)")),
    "L15": ("V2", "statutory", "2026-05-18", ("looked-after children 2018", "regulation 5(1)(b)(ii)")),
    "L16": ("V2", "statutory", "2026-12-18", ("looked-after children 2018",)),
    "L17": ("V", "statutory", "2028-03-31", ("SSDA903", "OC2")),
    "L18": ("V", "statutory", "2027-05-01", ("SSDA903",)),
    "L20": ("V", "statutory", "2026-08-01", (CARE, "regulations 40 and 42(1)")),
    "L21": ("V2", "statutory", "2026-08-01", (LEAVING, "regulation 5")),
    "L22": ("V2", "statutory", "2026-11-01", (LEAVING, "regulation 7")),
    "L27": ("V2", "statutory", "2026-05-04", ("missing from home or care, January 2014",)),
    "L29": ("V2", "statutory", "2026-05-13", ("SI 2005/1533", "regulations 4 and 7")),
    "L30": ("V", "statutory", "2026-06-12", ("SI 2005/1533", "regulation 8(1)")),
    "L30.2": ("V", "statutory", "2026-07-24", ("SI 2005/1533", "regulation 8(1)")),
    "C2": ("V", "statutory", "2026-07-07", (TOGETHER, "children in need census")),
    "C3": ("V", "statutory", "2026-05-26", (TOGETHER, "children in need census")),
    "C4": ("V2", "statutory", "2026-05-18", (TOGETHER,)),
    "C5": ("V2", "statutory", "2026-08-01", (TOGETHER,)),
    "C6": ("V2", "statutory", "2026-11-01", (TOGETHER,)),
    "T1": ("V2", "local", "2026-06-12", ("Local practice",)),
    "T2": ("V2", "local", "2026-06-12", ("Local practice",)),
    "T3": ("V2", "local", "2026-05-11", ("Local practice",)),
    "I1": ("V2", "statutory", "2026-06-01", ("article 12(3)",)),
    "I2": ("V2", "statutory", "2026-08-03", ("article 12(3)",)),
    "X7": ("V", "statutory", "2026-07-01", ("section 45(4)",)),
}
NO_LIMIT_READ_IN_A_SOURCE = {
    "A11": ("V2", (SEND, "regulations 20(6) and 21(6)")),
    "L24": ("V2", ("section 23CZB", "sections 2 and 3")),
    "L25": ("V", (CARE, "regulation 48")),
    "I3": ("V2", ("Data (Use and Access) Act 2025",)),
    "I5": ("V", (SEND, "regulation 17")),
}
# rule: how binding, due if it starts on START
TO_BE_CONFIRMED = {
    "E5": ("guidance", "2026-08-21"),
    "E7": ("guidance", "2026-05-16"),
    "E9": ("statutory", "2026-05-15"),
    "E9.2": ("statutory", "2026-07-10"),
    "E9.3": ("statutory", "2026-08-07"),
    "E10": ("statutory", "2026-06-05"),
    "E10.2": ("statutory", "2026-07-17"),
    "E11.2": ("statutory", "2026-05-15"),
    "E12": ("statutory", "2026-05-16"),
    "E14": ("statutory", "2026-11-01"),
    "A14": ("statutory", "2026-07-31"),
    "L8.2": ("statutory", "2026-11-01"),
    "L23": ("statutory", "2026-05-08"),
    "L23.2": ("statutory", "2026-05-29"),
    "L23.3": ("statutory", "2026-07-01"),
    "L26": ("statutory", "2026-08-01"),
    "L26.2": ("statutory", "2026-08-01"),
    "L28": ("statutory", "2026-06-01"),
    "L28.2": ("statutory", "2026-11-01"),
    "C1": ("statutory", "2026-05-05"),
    "C7": ("local", "2026-08-01"),
    "C7.2": ("local", "2026-11-01"),
    "C7.3": ("local", "2026-06-12"),
    "C8": ("local", "2026-05-18"),
    "I4": ("statutory", "2026-06-01"),
    "X1": ("statutory", "2026-05-09"),
    "X1.2": ("statutory", "2026-05-08"),
    "X2": ("statutory", "2026-05-04"),
    "X3": ("statutory", "2026-10-30"),
    "X4": ("statutory", "2026-05-11"),
    "X5": ("statutory", "2026-06-01"),
    "X5.2": ("statutory", "2026-08-01"),
    "X6": ("guidance", "2026-06-02"),
    "X8": ("guidance", "2026-05-11"),
    "X8.2": ("guidance", "2026-05-26"),
    "X8.3": ("guidance", "2026-06-02"),
    "X9": ("guidance", "2026-05-11"),
    "X10": ("local", "2025-12-26"),
    "X11": ("local", "2026-06-26"),
    "X13": ("guidance", "2026-12-18"),
}
NO_LIMIT_TO_BE_CONFIRMED = ["E2", "L19", "X12"]
UNSURE = "This rule is to be confirmed locally before anybody relies on it."


def counted(rule_id, start=START, **facts):
    """A rule counted with ordinary terms."""
    return explain(rule_id, start, facts=facts or None, calendar=timescales.calendar_for(None, start))


def said(found) -> str:
    return "\n".join(found.explanation)


def test_no_rule_is_left_out():
    known = [*READ_IN_A_SOURCE, *NO_LIMIT_READ_IN_A_SOURCE, *TO_BE_CONFIRMED, *NO_LIMIT_TO_BE_CONFIRMED]
    assert sorted(known) == sorted(each.id for each in rules())


class TestReadInASource:
    @pytest.mark.parametrize(("rule_id", "row"), READ_IN_A_SOURCE.items())
    def test_each_is_due_when_the_source_says(self, rule_id, row):
        sure, severity, due, words = row
        found = counted(rule_id)
        assert (found.confidence, found.severity, found.due_on.isoformat()) == (sure, severity, due)
        assert all(each in found.source for each in words)
        assert f"Source: {found.source}." in found.explanation
        assert UNSURE not in found.explanation

    @pytest.mark.parametrize(("rule_id", "row"), NO_LIMIT_READ_IN_A_SOURCE.items())
    def test_what_is_no_limit_says_what_it_says(self, rule_id, row):
        found = counted(rule_id)
        assert (found.confidence, found.due_on) == (row[0], None)
        assert all(each in found.source for each in row[1])
        assert found.explanation[0].startswith("This is not a limit in time: ")
        assert UNSURE not in found.explanation


class TestToBeConfirmed:
    @pytest.mark.parametrize(("rule_id", "row"), TO_BE_CONFIRMED.items())
    def test_each_says_so_and_is_counted(self, rule_id, row):
        found = counted(rule_id)
        assert (found.confidence, found.severity, found.due_on.isoformat()) == ("M", *row)
        assert UNSURE in found.explanation

    @pytest.mark.parametrize("rule_id", NO_LIMIT_TO_BE_CONFIRMED)
    def test_what_is_no_limit_says_so_too(self, rule_id):
        found = counted(rule_id)
        assert (found.confidence, found.due_on) == ("M", None)
        assert UNSURE in found.explanation

    def test_the_listing_marks_them(self):
        marked = {
            line.split()[0] for line in timescales.listing_text().splitlines() if " * " in line and line[0] != "*"
        }
        assert marked == {*TO_BE_CONFIRMED, *NO_LIMIT_TO_BE_CONFIRMED}


class TestWhatIsNeverABreach:
    @pytest.mark.parametrize("rule_id", ["E5", "E7", "T1", "T2", "T3", "C7", "C8", "X6", "X8", "X9", "X13"])
    def test_guidance_and_local_practice(self, rule_id):
        found = counted(rule_id)
        assert not found.may_be_breached
        assert "is not a breach" in said(found)
        assert "must be done" not in said(found)

    def test_reviewing_an_under_fives_plan_sooner_is_asked_and_not_demanded(self):
        assert "that is guidance, and a later date is not a breach of it" in said(counted("A1"))

    @pytest.mark.parametrize("rule_id", ["E6", "A6", "A15", "A18", "A18.2", "X7"])
    def test_a_time_left_to_the_family(self, rule_id):
        found = counted(rule_id)
        assert not found.may_be_breached
        assert found.latest_on is None
        assert (found.earliest_on - found.due_on).days == 1
