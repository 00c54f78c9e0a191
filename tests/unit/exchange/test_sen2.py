"""The SEN2 return: its columns, its day, and what must be in a row before it leaves."""

from datetime import date

import pytest

from coordination.codes import code_list
from coordination.ehc import words
from coordination.exchange.returns import sen2
from coordination.exchange.returns.rows import Row

# As the collection's guide names them, independent of the data file.
COLUMNS = {
    "sen2": "collection year referencedate sourcelevel lea softwarecode release serialno datetime dmo dco dsco",
    "person": "surname forename personbirthdate sex ethnicity postcode upn uniquelearnernumber upnunknown",
    "requests": "receiveddate requestsource rya requestoutcomedate requestoutcome requestmediation requesttribunal"
    " exported",
    "assessment": "assessmentoutcome assessmentoutcomedate assessmentmediation assessmenttribunal othermediation"
    " othertribunal week20",
    "namedplan": "startdate planres planwbp pb oa dp ceasedate ceasereason",
    "plandetail": "urn ukprn sensetting sensettingother placementrank senunitindicator resourcedprovisionindicator",
    "activeplans": "transferla reviewmeeting reviewoutcome reviewdraft phasetransferduedate phasetransferfinaldate"
    " lastreview",
    "placementdetail": "urn ukprn sensetting placementrank entrydate leavingdate res wbp senunitindicator"
    " resourcedprovisionindicator",
    "senneed": "sentype sentyperank",
}
WINDOW = sen2.window(date(2026, 1, 15))
PERSON = {
    "surname": "Aster",
    "forename": "Ann",
    "personbirthdate": date(2015, 5, 1),
    "sex": "F",
    "ethnicity": "WBRI",
    "postcode": "ZZ1 1ZZ",
    "upn": "B801200005001",
}
REQUEST = {
    "receiveddate": date(2025, 3, 3),
    "requestsource": "1",
    "rya": 0,
    "requestoutcomedate": date(2025, 4, 7),
    "requestoutcome": "Y",
    "requestmediation": 0,
    "requesttribunal": 0,
    "exported": 0,
}
ASSESSMENT = {"assessmentoutcome": "Y", "assessmentoutcomedate": date(2025, 7, 14), "week20": 0}
PLAN = {"startdate": date(2025, 7, 14), "pb": 0, "oa": 0, "dp": 0}
PLACE = {"urn": "123456", "placementrank": 1, "senunitindicator": 0, "resourcedprovisionindicator": 0}


def wrong(module, values, **changes):
    """The columns found wrong in one row."""
    return [gap.column for gap in sen2.check([Row(module, {**values, **changes}, "AB12")], WINDOW)]


class TestTheFiles:
    def test_each_has_the_columns_of_the_collection_in_their_order(self):
        assert sen2.columns() == {name: columns.split() for name, columns in COLUMNS.items()}

    def test_every_word_of_ours_has_a_code_of_the_collection(self):
        held = sen2.written()
        assert set(held["sources"]) == set(words.SOURCES)
        assert set(held["sources"].values()) <= set(code_list("sen2_request_source"))
        assert set(held["cease_reasons"]) == set(words.CEASE_REASONS)
        assert set(held["cease_reasons"].values()) == set(code_list("sen2_cease_reason"))
        assert set(held["settings"]) <= set(words.SETTING_TYPES)
        assert set(held["settings"].values()) <= set(code_list("sen2_setting"))
        assert set(held["review_outcomes"].values()) == set(code_list("sen2_review_outcome"))


class TestTheDay:
    @pytest.mark.parametrize(
        ("today", "day"),
        [
            (date(2026, 1, 15), date(2026, 1, 15)),
            (date(2026, 1, 14), date(2025, 1, 16)),
            (date(2026, 11, 30), date(2026, 1, 15)),
            (date(2025, 2, 1), date(2025, 1, 16)),
        ],
    )
    def test_it_is_the_last_third_thursday_of_january(self, today, day):
        assert sen2.reference_day(today) == day

    def test_the_year_told_is_the_calendar_year_before(self):
        assert (WINDOW.opens_on, WINDOW.closes_on) == (date(2025, 1, 1), date(2025, 12, 31))


class TestWhatMustBeThere:
    def test_complete_rows_have_nothing_wrong(self):
        rows = [("person", PERSON), ("requests", REQUEST), ("assessment", ASSESSMENT), ("namedplan", PLAN)]
        rows += [("plandetail", PLACE), ("senneed", {"sentype": "ASD", "sentyperank": 1})]
        assert [wrong(*row) for row in rows] == [[]] * len(rows)

    @pytest.mark.parametrize("column", ["surname", "forename", "personbirthdate", "sex", "ethnicity", "upn"])
    def test_a_person_without_what_is_asked_for_is_found(self, column):
        assert wrong("person", PERSON, **{column: None}) == [column]

    def test_a_reason_stands_for_a_number_that_is_not_there_and_not_beside_one(self):
        assert wrong("person", PERSON, upn=None, upnunknown="UN1") == []
        assert wrong("person", PERSON, upnunknown="UN1") == ["upnunknown"]

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("sex", "1"),
            ("ethnicity", "XXXX"),
            ("upn", "B801200005002"),
            ("postcode", "nowhere"),
            ("personbirthdate", date(2027, 1, 1)),
        ],
    )
    def test_what_cannot_be_right_is_found_and_never_repeated(self, column, value):
        (gap,) = sen2.check([Row("person", {**PERSON, column: value}, "AB12")], WINDOW)
        assert (gap.file, gap.row, gap.column, gap.child) == ("person.csv", 2, column, "AB12")
        assert gap.rule == "SEN2 guide 2025, module 1"
        assert str(value) not in gap.reason.split()

    def test_sex_is_a_code_of_the_year(self):
        older = sen2.window(date(2024, 1, 18))
        assert [g.column for g in sen2.check([Row("person", {**PERSON, "sex": "M"})], older)] == ["sex"]

    def test_an_outcome_has_its_day_and_what_waits_has_none(self):
        assert wrong("requests", REQUEST, requestoutcomedate=None) == ["requestoutcomedate"]
        assert wrong("requests", REQUEST, requestoutcome="A") == ["requestoutcomedate"]
        assert wrong("requests", REQUEST, requestoutcome="A", requestoutcomedate=None) == []
        assert wrong("requests", REQUEST, requestoutcomedate=date(2025, 3, 2)) == ["requestoutcomedate"]

    def test_a_request_of_another_year_needs_only_to_say_so(self):
        assert wrong("requests", {"requestoutcome": "H"}) == []
        assert wrong("requests", {"requestoutcome": "Y", "requestoutcomedate": date(2025, 4, 7)}) == [
            "receiveddate",
            "requestsource",
            "rya",
        ]

    def test_a_plan_was_issued_before_its_assessment_was_agreed(self):
        request = Row("requests", REQUEST)
        row = Row("assessment", {**ASSESSMENT, "assessmentoutcomedate": date(2025, 4, 6)}, under=request)
        assert [gap.column for gap in sen2.check([request, row], WINDOW)] == ["assessmentoutcomedate"]

    def test_an_issued_plan_says_whether_an_exception_applied(self):
        assert wrong("assessment", ASSESSMENT, week20=None) == ["week20"]

    def test_an_end_has_a_reason_and_a_reason_an_end(self):
        assert wrong("namedplan", PLAN, ceasedate=date(2025, 9, 1)) == ["ceasereason"]
        assert wrong("namedplan", PLAN, ceasereason="1") == ["ceasedate"]
        assert wrong("namedplan", PLAN, ceasereason="1", ceasedate=date(2025, 7, 1)) == ["ceasedate"]

    def test_a_setting_is_named_one_way(self):
        assert wrong("plandetail", PLACE, urn=None) == ["urn"]
        assert wrong("plandetail", PLACE, sensetting="EHE") == ["sensetting"]
        assert wrong("plandetail", PLACE, urn="12345") == ["urn"]
        assert wrong("plandetail", PLACE, urn=None, sensetting="OTH", sensettingother=None) == ["sensettingother"]
        assert wrong("plandetail", PLACE, urn=None, sensetting="NOWHERE") == ["sensetting"]
