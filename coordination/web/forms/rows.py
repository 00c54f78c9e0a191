"""Several of the same on one page: the actions of a review, the people who came.

Works by plain posts ("Add another", "Remove"); ``static/js/app.js`` saves the round trip. A row left blank is
not a row.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import wtforms
from wtforms import FieldList, FormField
from wtforms.utils import unset_value

from coordination.web.forms.choices import SelectChoice
from coordination.web.forms.fields import Asked
from coordination.web.forms.keys import IdField
from coordination.web.languages import gettext

TEMPLATE_INDEX = "__row__"


class Row(wtforms.Form):
    """One row. Has its own hidden ``id``, so a repeated submit is the same row; has no token, its form has
    one."""

    id = IdField()

    @property
    def questions(self) -> list[Asked]:
        """The fields somebody sees."""
        return [field for field in self if isinstance(field, Asked) and not field.hidden]

    @property
    def hidden_inputs(self) -> list[tuple[str, str]]:
        """Name and value of what the row carries unseen."""
        return [(str(f.name), f._value()) for f in self if isinstance(f, Asked) and f.hidden]

    @property
    def blank(self) -> bool:
        """Whether nothing was answered in this row."""
        return all(field.is_blank() for field in self.questions)

    def validate(self, extra_validators: Any = None) -> bool:
        """A blank row has nothing wrong with it."""
        return True if self.blank else bool(super().validate(extra_validators))

    def facts(self) -> dict[str, Any]:
        """The row's answers by name, with its id."""
        return {name: field.fact() for name, field in self._fields.items() if isinstance(field, Asked)}


class RowsField(FieldList):  # type: ignore[type-arg]
    """A list of ``Row``. The fact is a list of dicts, blank rows left out."""

    kind = "rows"
    hidden = False

    def __init__(
        self,
        row_form: type[Row],
        label: Any = None,
        *,
        hint: Any = "",
        at_least: int = 0,
        at_most: int = 30,
        shown: int = 1,
        missing: Any = None,
        add_text: Any = None,
        row_text: Any = None,
        **rest: Any,
    ) -> None:
        super().__init__(FormField(row_form), label, min_entries=max(at_least, shown), **rest)
        self.row_form = row_form
        self.hint = hint
        self.at_least = at_least
        self.at_most = at_most
        self.missing = missing
        self._add_text = add_text
        self._row_text = row_text
        self.too_many = False
        self._offers: dict[str, list[SelectChoice]] = {}

    @property
    def add_text(self) -> str:
        """What the button says."""
        return str(self._add_text) if self._add_text else gettext("Add another")

    @property
    def row_name(self) -> str:
        """What one row is called: "Action"."""
        return str(self._row_text or self.label.text)

    def row_title(self, number: int) -> str:
        """The legend of a row: "Action 2"."""
        return f"{self.row_name} {number}"

    def offer(self, name: str, choices: Iterable[SelectChoice]) -> None:
        """Say what may be chosen in the field ``name`` of every row, and of rows still to come."""
        self._offers[name] = list(choices)
        for entry in self.entries:
            self._tell(entry)

    def _tell(self, entry: Any) -> None:
        for name, choices in self._offers.items():
            entry.form[name].offer(choices)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the rows; ones read again (a draft put back) know their choices too."""
        super().process(formdata, data, extra_filters)
        for entry in self.entries:
            self._tell(entry)

    def add(self) -> None:
        """One more blank row, up to the most there may be."""
        if len(self.entries) < self.at_most:
            self._tell(self.append_entry())

    def remove(self, index: int) -> None:
        """Take row ``index`` (from 0) away; one stays, blank, to type in."""
        if 0 <= index < len(self.entries):
            self.pop_entry(index)  # type: ignore[call-arg]
        if not self.entries:
            self.add()

    def keep(self, keys: Iterable[Any]) -> None:
        """Keep the rows with these keys alone: the others are done with. What is typed in the rest stays."""
        wanted = set(keys)
        self.entries = [entry for entry in self.entries if entry.form.id.data in wanted]

    def template_row(self) -> Any:
        """A blank row for the page's script to copy; not one of the answers."""
        options = {
            "name": f"{self.name}-{TEMPLATE_INDEX}",
            "id": f"{self.id}-{TEMPLATE_INDEX}",
            "_meta": self.meta,
            "translations": self._translations,  # type: ignore[attr-defined]
        }
        entry: Any = self.meta.bind_field(self._form, self.unbound_field, options)  # type: ignore[attr-defined]
        entry.process(None)
        self._tell(entry)
        return entry

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """The row numbers sent. Only plain short numbers are: a digit of another kind or length must not stop
        the page."""
        found = set()
        for name in formdata:
            if name.startswith(prefix + "-"):
                index = name[len(prefix) + 1 :].split("-", 1)[0]
                if index.isascii() and index.isdecimal() and len(index) <= 4:
                    found.add(int(index))
        self.too_many = len(found) > self.at_most
        yield from sorted(found)[: self.at_most]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Each row that is not blank, then how many there are."""
        good = bool(super().validate(form, extra_validators))
        kept = sum(1 for entry in self.entries if not entry.form.blank)
        told = ""
        if kept < self.at_least:
            told = str(self.missing) if self.missing else gettext("Add at least %(count)s", count=self.at_least)
        elif self.too_many:
            told = gettext("There can be no more than %(count)s", count=self.at_most)
        if told:
            self.errors = [*self.errors, told]
        return good and not told

    @property
    def error(self) -> str:
        """What is wrong with the list as a whole."""
        return next((str(e) for e in self.errors if not isinstance(e, dict)), "")

    @property
    def focus_id(self) -> str:
        """The first question of the first row."""
        for entry in self.entries:
            for question in entry.form.questions:
                return str(question.focus_id)
        return str(self.id)

    def fact(self) -> list[dict[str, Any]]:
        """Each answered row's facts."""
        return [entry.form.facts() for entry in self.entries if not entry.form.blank]
