"""Dates as people type them, and as nobody should."""

from datetime import date, time
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from coordination import clock
from coordination.web import forms


class Due(forms.Form):
    due_on = forms.DateField("When is it due?", subject="Due date")
    seen_on = forms.DateField("Seen on", required=False, latest=clock.today, too_late="Seen on must be in the past")
    start = forms.TimeField("Start time", required=False)


@pytest.fixture(autouse=True)
def on_a_page(app: Flask) -> object:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/"):
        yield
    app.config["WTF_CSRF_ENABLED"] = True


def answered(*pairs: tuple[str, object]) -> Due:
    form = Due(formdata=MultiDict(pairs))
    form.validate()
    return form


def due(day: object, month: object, year: object) -> Due:
    return answered(("due_on-day", day), ("due_on-month", month), ("due_on-year", year))


class TestADateThatIsUnderstood:
    @pytest.mark.parametrize(
        ("day", "month", "year"),
        [
            ("27", "3", "2026"),
            ("027"[1:], "03", "2026"),
            (" 27 ", "March", "2026"),
            ("27", "mar", "2026"),
            ("27", "MAR.", "2026"),
            ("٢٧", "٣", "٢٠٢٦"),
            ("２７", "３", "２０２６"),
        ],
    )
    def test_is_the_same_day_however_it_is_written(self, day: str, month: str, year: str) -> None:
        form = due(day, month, year)
        assert form.problems == []
        assert form.facts()["due_on"] == date(2026, 3, 27)

    def test_may_be_the_29th_of_february_in_a_leap_year(self) -> None:
        assert due("29", "2", "2028").facts()["due_on"] == date(2028, 2, 29)

    def test_shows_the_date_the_page_was_given(self) -> None:
        assert Due(formdata=None, data={"due_on": date(2026, 3, 5)}).due_on.parts == {
            "day": "5",
            "month": "3",
            "year": "2026",
        }

    def test_may_be_left_out_where_it_is_optional(self) -> None:
        assert due("1", "4", "2026").facts()["seen_on"] is None


class TestADateThatIsNot:
    @pytest.mark.parametrize(
        ("parts", "sentence", "focus"),
        [
            (("", "", ""), "Enter due date", "day"),
            (("", "3", "2026"), "Due date must include a day", "day"),
            (("27", "", "2026"), "Due date must include a month", "month"),
            (("27", "3", ""), "Due date must include a year", "year"),
            (("", "", "2026"), "Due date must include a day and a month", "day"),
            (("", "3", ""), "Due date must include a day and a year", "day"),
            (("27", "", ""), "Due date must include a month and a year", "month"),
            (("31", "2", "2026"), "Due date must be a real date, like 27 3 2026", "day"),
            (("29", "2", "2026"), "Due date must be a real date, like 27 3 2026", "day"),
            (("27", "13", "2026"), "Due date must be a real date, like 27 3 2026", "month"),
            (("0", "3", "2026"), "Due date must be a real date, like 27 3 2026", "day"),
            (("-1", "3", "2026"), "Due date must be a real date, like 27 3 2026", "day"),
            (("27", "Smarch", "2026"), "Due date must be a real date, like 27 3 2026", "month"),
            (("27", "3", "26"), "Due date must have a year with 4 numbers", "year"),
            (("27", "3", "20266"), "Due date must be a real date, like 27 3 2026", "year"),
            (("²", "3", "2026"), "Due date must be a real date, like 27 3 2026", "day"),
            (("①", "½", "2026"), "Due date must be a real date, like 27 3 2026", "day"),
            (("9" * 5000, "3", "2026"), "Due date must be a real date, like 27 3 2026", "day"),
            (("27", "3", "1026"), "Due date must be a real date, like 27 3 2026", "year"),
        ],
    )
    def test_is_answered_with_a_sentence_at_the_part_that_is_wrong(
        self, parts: tuple[str, str, str], sentence: str, focus: str
    ) -> None:
        form = due(*parts)
        assert form.problems == [(sentence, f"#due_on-{focus}")]

    def test_sent_twice_is_not_guessed_at(self) -> None:
        form = answered(("due_on-day", "1"), ("due_on-day", "2"), ("due_on-month", "3"), ("due_on-year", "2026"))
        assert form.problems == [("Due date must have one day, one month and one year", "#due_on-day")]

    def test_sent_as_a_file_is_no_date(self) -> None:
        form = due(FileStorage(BytesIO(b"x"), "x.txt"), "3", "2026")
        assert form.problems == [("Due date must include a day", "#due_on-day")]

    def test_keeps_what_was_typed(self) -> None:
        assert due("31", "Febtober", "2026").due_on.parts == {
            "day": "31",
            "month": "Febtober",
            "year": "2026",
        }

    def test_marks_only_the_part_that_is_wrong(self) -> None:
        field = due("31", "13", "2026").due_on
        assert [field.part_is_bad(part) for part in ("day", "month", "year")] == [False, True, False]

    def test_outside_its_limits_says_so_in_the_words_it_was_given(self) -> None:
        form = answered(
            *(("due_on-" + part, value) for part, value in (("day", "1"), ("month", "4"), ("year", "2026"))),
            *(("seen_on-" + part, value) for part, value in (("day", "13"), ("month", "3"), ("year", "2026"))),
        )
        assert form.problems == [("Seen on must be in the past", "#seen_on-day")]

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(["day", "month", "year", "", "x"]), st.text(max_size=12)), max_size=8))
    def test_never_stops_the_page(self, sent: list[tuple[str, str]]) -> None:
        form = answered(*((f"due_on-{part}", value) for part, value in sent))
        if form.problems:
            assert all(text for text, _ in form.problems)
        else:
            assert isinstance(form.facts()["due_on"], date)


class TestADateOnAPage:
    def test_has_an_error_link_that_lands_on_an_input(self, unguarded: FlaskClient) -> None:
        answer = unguarded.post("/form", data={"due_on-day": "27", "due_on-year": "2026"})
        page = BeautifulSoup(answer.text, "html.parser")
        link = next(a for a in page.select(".govuk-error-summary a") if "month" in a.get_text())
        target = page.find(id=str(link["href"])[1:])
        assert answer.status_code == 422
        assert target is not None
        assert (target.name, target["name"]) == ("input", "due_on-month")


class TestATime:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("14:30", time(14, 30)),
            ("2:30pm", time(14, 30)),
            ("2.30 p.m.", time(14, 30)),
            ("9am", time(9)),
            ("0930", time(9, 30)),
            ("9:30", time(9, 30)),
            ("12am", time(0)),
            ("12pm", time(12)),
            ("Midday", time(12)),
            ("02:30", time(2, 30)),
            ("١٤:٣٠", time(14, 30)),
        ],
    )
    def test_is_understood_as_people_write_it(self, typed: str, meant: time) -> None:
        form = answered(("due_on-day", "1"), ("due_on-month", "4"), ("due_on-year", "2026"), ("start", typed))
        assert form.facts()["start"] == meant

    @pytest.mark.parametrize("typed", ["25:00", "9:75", "13pm", "0am", "soon", "²", "9" * 5000, "1:2:3", "-1:00"])
    def test_that_is_none_is_refused(self, typed: str) -> None:
        assert answered(("start", typed)).start.errors == ["Start time must be a time, like 9:30am or 14:30"]

    @pytest.mark.parametrize("typed", ["2:30", "9"])
    def test_that_could_be_two_is_asked_again(self, typed: str) -> None:
        assert answered(("start", typed)).start.errors == ["Start time must say am or pm, like 2:30pm"]
