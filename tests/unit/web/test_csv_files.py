"""A table that is taken away opens as it was written, and nothing in it runs."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from coordination.documents import outgoing
from coordination.web import files_out
from coordination.web.csv_files import safe, written


class TestACell:
    @pytest.mark.parametrize("typed", ["=1+1", "+44", "-2", "@cmd", "\t=1", "\r=1", "\n=1", " =1", '=HYPERLINK("x")'])
    def test_that_would_run_is_shown_as_words(self, typed):
        assert safe(typed).startswith("'")

    @pytest.mark.parametrize(
        ("held", "written_as"),
        [("Reading group", "Reading group"), (2.5, "2.5"), (-3, "-3"), (Decimal("1.50"), "1.50"), (None, ""),
         (date(2026, 11, 29), "2026-11-29"), (True, "yes"), ("two\nlines", "two lines")],
    )  # fmt: skip
    def test_of_ours_is_written_as_it_is(self, held, written_as):
        assert safe(held) == written_as


class TestATable:
    def test_is_read_again_as_it_was(self):
        page = written(["Child", "Words"], [["Zoë", 'She said "no", twice'], ["Sam", "=A1"]])
        rows = list(csv.reader(io.StringIO(page.removeprefix("\ufeff"))))
        assert rows == [["Child", "Words"], ["Zoë", 'She said "no", twice'], ["Sam", "'=A1"]]
        assert page.startswith("\ufeff")

    def test_is_saved_and_never_kept_on_the_way(self, app):
        with app.test_request_context():
            made = outgoing.about_nobody(written(["A"], [["b"]]).encode())
            answer = files_out.sent(made, media_type="text/csv", name="provision-map.csv")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="provision-map.csv"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.mimetype == "text/csv"
