"""Several of the same on one page, with a script and without."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from coordination.db import new_id
from coordination.web import forms
from coordination.web.forms import SelectChoice


class Row(forms.Row):
    text = forms.TextField("What")
    owner = forms.ChoiceField("Who will do it", coerce=int)


class Review(forms.Form):
    rows = forms.RowsField(Row, "Action", at_most=3)


@pytest.fixture(autouse=True)
def on_a_page(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/"):
        yield
    app.config["WTF_CSRF_ENABLED"] = True


def answered(data: dict[str, Any]) -> Review:
    form = Review(formdata=MultiDict(data))
    form.rows.offer("owner", [SelectChoice("1", "Sam"), SelectChoice("2", "Noor")])
    form.validate()
    return form


def said(form: forms.Form) -> list[str]:
    return [problem.text for problem in form.problems]


class TestRows:
    def test_left_blank_are_not_rows(self) -> None:
        form = answered({"rows-0-text": "", "rows-1-text": "Visit", "rows-1-owner": "2"})
        assert [(row["text"], row["owner"]) for row in form.facts()["rows"]] == [("Visit", 2)]

    def test_half_filled_are_asked_to_be_finished(self) -> None:
        form = answered({"rows-0-text": "Visit"})
        assert form.problems == [("Choose who will do it", "#rows-0-owner")]

    def test_have_a_key_each_that_stays(self) -> None:
        key = str(new_id())
        form = answered({"rows-0-text": "Visit", "rows-0-owner": "1", "rows-0-id": key})
        assert form.facts()["rows"][0]["id"] == UUID(key)

    def test_are_counted(self) -> None:
        form = answered({f"rows-{n}-text": "x" for n in range(5)} | {f"rows-{n}-owner": "1" for n in range(5)})
        assert "There can be no more than 3" in said(form)

    @pytest.mark.parametrize("index", ["²", "9" * 5000, "x", "-1", "٣"])
    def test_of_no_known_number_are_passed_by(self, index: str) -> None:
        assert answered({f"rows-{index}-text": "x"}).facts()["rows"] == []

    def test_can_be_required(self) -> None:
        class Needs(forms.Form):
            rows = forms.RowsField(Row, "Action", at_least=1, missing="Add at least one action")

        form = Needs(formdata=MultiDict())
        form.validate()
        assert form.problems == [("Add at least one action", "#rows-0-text")]


class TestRowsWithoutAScript:
    def test_are_added_by_a_button_and_what_was_typed_stays(self, unguarded: FlaskClient) -> None:
        answer = unguarded.post("/form", data={"actions-0-text": "Ring", "actions-add": "1"})
        page = BeautifulSoup(answer.text, "html.parser")
        assert answer.status_code == 200
        assert [
            row["value"] for row in page.select("input[name^=actions][name$=text]") if "__row__" not in row["name"]
        ] == ["Ring", ""]
        choices = [option["value"] for option in page.select("select[name=actions-1-owner] option")]
        assert choices == ["", "1", "2"]

    def test_are_taken_away_by_a_button(self, unguarded: FlaskClient) -> None:
        answer = unguarded.post(
            "/form", data={"actions-0-text": "Ring", "actions-1-text": "Visit", "actions-remove": "0"}
        )
        page = BeautifulSoup(answer.text, "html.parser")
        assert [
            row["value"]
            for row in page.select("fieldset.app-row > div input[name$=text]")
            if "__row__" not in row["name"]
        ] == ["Visit"]

    @pytest.mark.parametrize("sent", ["99", "x", "²", "-1", "9" * 5000])
    def test_that_are_not_there_cannot_be(self, unguarded: FlaskClient, sent: str) -> None:
        answer = unguarded.post("/form", data={"actions-0-text": "Ring", "actions-remove": sent})
        assert answer.status_code == 200
        assert 'value="Ring"' in answer.text

    def test_the_enter_key_never_presses_remove(self, client: FlaskClient) -> None:
        page = BeautifulSoup(client.get("/form").text, "html.parser")
        first = page.select_one("main form button")
        assert first is not None
        assert not first.get("name")
