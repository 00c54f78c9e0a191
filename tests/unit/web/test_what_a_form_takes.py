"""Forms as a route meets them: what is checked, what is kept, what an operation is given."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from coordination.db import new_id
from coordination.web import forms
from coordination.web.forms import SelectChoice


class Colour(StrEnum):
    GREEN = "green"
    RED = "red"


class Row(forms.Row):
    text = forms.TextField("What")
    owner = forms.ChoiceField("Who will do it", coerce=int)


class Everything(forms.AddingForm):
    text = forms.TextField("Action", maxlength=20)
    why = forms.LongTextField("Why", required=False, maxlength=50)
    level = forms.ChoiceField(
        "Level", choices=[SelectChoice("green", "Green"), SelectChoice("red", "Red")], coerce=Colour
    )
    reason = forms.TextField("Reason", asked_when=lambda form: form.level.data == Colour.RED)
    who = forms.ChoicesField(
        "Who can see this", required=False, choices=[SelectChoice("a", "A"), SelectChoice("b", "B")]
    )
    score = forms.ScaleField("Score", low="bad", high="good", required=False)
    hours = forms.WholeNumberField("Hours", required=False, maximum=40)
    cost = forms.DecimalField("Cost", required=False)
    email = forms.EmailField("Email", required=False)
    report = forms.UploadField("Report", required=False, endings=(".pdf",), maximum_bytes=1024 * 1024)
    told = forms.TickField("Told")
    rows = forms.RowsField(Row, "Action", at_most=3)


class Change(forms.ChangingForm):
    text = forms.TextField("Action")


GOOD = {"text": "Ring school", "level": "green"}


@pytest.fixture(autouse=True)
def on_a_page(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/"):
        yield
    app.config["WTF_CSRF_ENABLED"] = True


def answered(data: dict[str, Any] | None = None, **more: Any) -> Everything:
    form = Everything(formdata=MultiDict({**GOOD, **(data or {}), **more}))
    form.rows.offer("owner", [SelectChoice("1", "Sam"), SelectChoice("2", "Noor")])
    form.validate()
    return form


def said(form: forms.Form) -> list[str]:
    return [problem.text for problem in form.problems]


class TestWords:
    def test_are_kept_in_one_form_without_what_cannot_be_seen(self) -> None:
        form = answered(text="  Re\u0301my\x00\t rings \ud800 \u202eback  ")
        assert form.facts()["text"] == "Rémy rings back"

    def test_keep_their_lines_where_lines_were_asked(self) -> None:
        assert answered(why="one \r\ntwo\rthree\u2028four\n\n").facts()["why"] == "one\ntwo\nthree\nfour"

    def test_keep_the_joiners_and_marks_a_script_needs(self) -> None:
        assert answered(text="می\u200cخواهم\u200f").facts()["text"] == "می\u200cخواهم\u200f"

    def test_missing_is_said_by_name(self) -> None:
        assert said(answered(text=" \n ")) == ["Enter action"]

    def test_too_long_is_said_and_none_of_it_is_lost(self) -> None:
        form = answered(text="x" * 21)
        assert said(form) == ["Action must be 20 characters or fewer"]
        assert form.text._value() == "x" * 21

    def test_are_counted_after_they_are_put_in_order(self) -> None:
        assert said(answered(text="e\u0301" * 20)) == []

    def test_sent_as_a_file_are_nothing(self) -> None:
        assert said(answered(text=FileStorage(BytesIO(b"x"), "x.txt"))) == ["Enter action"]


class TestChoosing:
    def test_gives_the_operation_the_thing_chosen(self) -> None:
        assert answered(level="red", reason="late").facts()["level"] is Colour.RED

    @pytest.mark.parametrize("sent", ["blue", "1", "GREEN", "green\x00x"])
    def test_takes_only_what_was_offered(self, sent: str) -> None:
        assert said(answered(level=sent)) == ["Choose one of the answers"]

    def test_of_several_takes_only_what_was_offered(self) -> None:
        form = Everything(formdata=MultiDict([*GOOD.items(), ("who", "a"), ("who", "z")]))
        form.validate()
        assert said(form) == ["Choose from the answers on the page"]

    def test_of_several_comes_in_the_order_offered_and_once(self) -> None:
        form = Everything(formdata=MultiDict([*GOOD.items(), ("who", "b"), ("who", "a"), ("who", "b")]))
        assert form.validate()
        assert form.facts()["who"] == ["a", "b"]

    def test_nothing_is_said_as_a_missing_answer(self) -> None:
        assert said(answered(level="")) == ["Choose level"]

    def test_an_answer_opens_a_question_that_must_then_be_answered(self) -> None:
        assert said(answered(level="red")) == ["Enter reason"]

    def test_a_question_that_is_not_asked_keeps_no_answer(self) -> None:
        assert answered(level="green", reason="typed, then hidden").facts()["reason"] == ""

    def test_the_error_link_points_at_the_first_answer(self) -> None:
        form = answered(level="")
        assert form.problems[0].href == "#level"
        assert form.level.options[0].id == "level"

    def test_shows_the_answer_the_page_was_given(self) -> None:
        form = Everything(formdata=None, data={"level": Colour.RED, "who": ["b"]})
        assert [option.checked for option in form.level.options] == [False, True]
        assert [option.checked for option in form.who.options] == [False, True]


class TestNumbers:
    @pytest.mark.parametrize(("typed", "meant"), [("7", 7), (" 1 0 ", 10), ("٧", 7), ("0", 0)])
    def test_are_understood_in_the_digits_of_any_script(self, typed: str, meant: int) -> None:
        assert answered(hours=typed).facts()["hours"] == meant

    @pytest.mark.parametrize("typed", ["seven", "7.5", "²", "1e3", "9" * 5000, "--7", "-"])
    def test_that_are_none_are_refused(self, typed: str) -> None:
        assert said(answered(hours=typed)) == ["Hours must be a whole number"]

    def test_outside_their_ends_are_refused(self) -> None:
        assert said(answered(hours="41")) == ["Hours must be between 0 and 40"]
        assert said(answered(hours="-1")) == ["Hours must be between 0 and 40"]

    def test_of_money_are_exact(self) -> None:
        assert answered(cost="£1,200.50").facts()["cost"] == Decimal("1200.50")

    @pytest.mark.parametrize("typed", ["12.345", "NaN", "Infinity", "1e5", "12,5.x", "0x10"])
    def test_of_money_that_are_none_are_refused(self, typed: str) -> None:
        assert said(answered(cost=typed)) == ["Cost must be an amount, like 12.50"]

    def test_on_the_scale_run_from_0_to_10(self) -> None:
        assert answered(score="0").facts()["score"] == 0
        assert answered(score="10").facts()["score"] == 10
        assert said(answered(score="11")) == ["Choose one of the answers"]
        assert answered().facts()["score"] is None


class TestAnEmailAddress:
    def test_is_taken_as_it_is(self) -> None:
        assert answered(email="noor.haddad+sen@bridge-lane.example").problems == []

    @pytest.mark.parametrize(
        "typed", ["noor", "noor@", "@x.org", "a b@x.org", "a@b@c.org", "a@x", "a@x.org,b@x.org", "<a@x.org>"]
    )
    def test_of_another_shape_is_refused(self, typed: str) -> None:
        assert said(answered(email=typed)) == ["Enter an email address in the correct format, like name@example.com"]


class TestAFile:
    def test_of_the_right_kind_is_handed_on_unread(self) -> None:
        form = answered(report=FileStorage(BytesIO(b"%PDF-1.7"), "Report.PDF"))
        assert form.facts()["report"].stream.read() == b"%PDF-1.7"

    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("report.exe", b"MZ", "The file must be one of: .pdf"),
            ("report.pdf.exe", b"MZ", "The file must be one of: .pdf"),
            ("x" * 300 + ".pdf", b"x", "The file must be one of: .pdf"),
            ("report.pdf", b"", "The file is empty"),
            ("report.pdf", b"x" * (1024 * 1024 + 1), "The file must be smaller than 1 MB"),
        ],
    )
    def test_of_another_is_refused(self, name: str, content: bytes, sentence: str) -> None:
        assert said(answered(report=FileStorage(BytesIO(content), name))) == [sentence]

    def test_that_was_not_chosen_is_none(self) -> None:
        assert answered(report=FileStorage(BytesIO(b""), "")).facts()["report"] is None

    def test_that_is_only_a_word_is_none(self) -> None:
        assert answered(report="report.pdf").facts()["report"] is None


class TestTheKeyOfWhatIsAdded:
    def test_is_made_with_the_page_and_time_ordered(self) -> None:
        form = Everything(formdata=None)
        assert UUID(dict(form.hidden_inputs)["id"]).version == 7

    def test_is_the_same_when_the_page_is_sent_twice(self) -> None:
        key = str(new_id())
        assert answered(id=key).facts()["id"] == answered(id=key).facts()["id"] == UUID(key)

    def test_survives_a_page_that_comes_back_with_an_error(self) -> None:
        key = str(new_id())
        assert dict(answered(id=key, text="").hidden_inputs)["id"] == key

    @pytest.mark.parametrize("sent", ["x", "1", "٧" * 36, "29d58f2c-7115-4f03-a426-762abdc03b54", "{" * 40])
    def test_of_another_kind_is_refused(self, sent: str) -> None:
        assert said(answered(id=sent)) == ["Open the page again: something it needs was missing"]


class TestTheVersionThatIsChanged:
    def test_comes_with_the_facts(self) -> None:
        form = Change(formdata=MultiDict({"text": "x", "version": "3"}))
        assert form.validate()
        assert form.facts() == {"version": 3, "text": "x"}

    @pytest.mark.parametrize("sent", ["", "x", "-1", "1.0", "²", "9" * 5000])
    def test_is_never_guessed(self, sent: str) -> None:
        form = Change(formdata=MultiDict({"text": "x", "version": sent}))
        form.validate()
        assert said(form) == ["Open the page again: it did not say which version was changed"]

    def test_is_carried_from_the_thing_to_the_page(self) -> None:
        assert dict(Change(formdata=None, data={"version": 4, "text": "x"}).hidden_inputs)["version"] == "4"


class TestAPageWithAForm:
    def test_that_is_wrong_answers_422_and_says_so_first(self, unguarded: FlaskClient) -> None:
        answer = unguarded.post("/form", data={"text": "Ring <b>school</b>"})
        page = BeautifulSoup(answer.text, "html.parser")
        assert answer.status_code == 422
        assert page.title is not None and page.title.get_text().startswith("Error: ")
        assert page.select_one("main > :first-child")["class"] == ["govuk-error-summary"]
        assert page.select_one("#text")["value"] == "Ring <b>school</b>"

    def test_links_each_problem_to_an_input(self, unguarded: FlaskClient) -> None:
        page = BeautifulSoup(unguarded.post("/form", data={"actions-0-text": "x"}).text, "html.parser")
        links = [str(link["href"])[1:] for link in page.select(".govuk-error-summary a")]
        assert len(links) >= 5
        assert {page.find(id=link).name for link in links} <= {"input", "select", "textarea"}

    def test_ties_each_problem_to_its_question(self, unguarded: FlaskClient) -> None:
        page = BeautifulSoup(unguarded.post("/form", data={}).text, "html.parser")
        field = page.select_one("#text")
        assert field is not None
        assert field["aria-describedby"] == "text-hint text-error"
        assert page.find(id="text-error").get_text(" ", strip=True) == "Error: Enter what will be done"

    def test_never_shows_a_password_again(self, unguarded: FlaskClient) -> None:
        assert "open sesame" not in unguarded.post("/form", data={"password": "open sesame"}).text

    def test_refuses_a_post_without_its_token(self, app: Flask) -> None:
        app.config["WTF_CSRF_ENABLED"] = True
        assert app.test_client().post("/form", data={"text": "x"}).status_code == 400

    def test_ignores_what_is_not_a_form(self, unguarded: FlaskClient) -> None:
        for body in ("[1, 2]", '{"text": {"a": 1}}', "null"):
            assert unguarded.post("/form", data=body, content_type="application/json").status_code == 422

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        st.dictionaries(
            st.sampled_from(
                [
                    "text",
                    "why",
                    "owner",
                    "start",
                    "decision",
                    "audiences",
                    "score",
                    "cost",
                    "hours",
                    "email",
                    "report",
                    "told",
                    "id",
                    "actions-0-owner",
                    "actions-1-due_on-day",
                ]
            ),
            st.text(max_size=20),
        )
    )
    def test_is_never_stopped_by_what_is_typed(self, unguarded: FlaskClient, typed: dict[str, str]) -> None:
        assert unguarded.post("/form", data=typed).status_code == 422


class TestARefusalByAnOperation:
    def test_becomes_the_fields_own_error(self) -> None:
        form = answered()
        form.refuse("There is already an action like this", "text")
        assert form.problems == [("There is already an action like this", "#text")]
        assert form.text.error == "There is already an action like this"

    def test_of_the_whole_comes_first_and_points_nowhere(self) -> None:
        form = answered(text="")
        form.refuse("Somebody closed this plan")
        assert said(form) == ["Somebody closed this plan", "Enter action"]
        assert form.problems[0].href == ""

    def test_facts_are_not_given_of_a_form_that_is_wrong_or_unread(self) -> None:
        with pytest.raises(RuntimeError):
            answered(text="").facts()
        with pytest.raises(RuntimeError):
            Everything(formdata=MultiDict(GOOD)).facts()


class TestADraft:
    def test_puts_back_what_was_typed_without_judging_it(self) -> None:
        form = Everything(formdata=None)
        form.rows.offer("owner", [SelectChoice("1", "Sam")])
        form.fill({"text": "Ring", "hours": "many", "who": ["b"], "rows-0-text": "Visit", "rows-0-owner": "1"})
        assert form.problems == []
        assert (form.text._value(), form.hours._value()) == ("Ring", "many")
        assert [option.checked for option in form.who.options] == [False, True]
        row = form.rows.entries[0].form
        assert row.text._value() == "Visit"
        assert [option.checked for option in row.owner.options] == [True]
