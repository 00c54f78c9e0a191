"""The forms themselves: what a route builds, checks, takes facts from, and shows again with what is wrong."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask import current_app, render_template, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from coordination.web.forms.fields import Asked
from coordination.web.forms.keys import IdField, VersionField
from coordination.web.forms.rows import RowsField
from coordination.web.languages import gettext

_FROM_THE_REQUEST: Any = object()
_SENDING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Problem(NamedTuple):
    """One line of the error summary: a sentence, and where it points ("" when nowhere)."""

    text: str
    href: str


class Form(FlaskForm):
    """A form with a token. Reads a posted form, never JSON; says what is wrong in the order of the page."""

    def __init__(self, formdata: Any = _FROM_THE_REQUEST, **rest: Any) -> None:
        self._checked = False
        self.form_errors: list[Any] = []
        super().__init__(formdata=_posted() if formdata is _FROM_THE_REQUEST else formdata, **rest)

    @property
    def questions(self) -> list[Any]:
        """The fields somebody sees, in order."""
        return [f for f in self if isinstance(f, Asked | RowsField) and not f.hidden]

    @property
    def hidden_inputs(self) -> list[tuple[str, str]]:
        """Name and value of what the page carries unseen, the token among them."""
        carried = [(str(f.name), f._value()) for f in self if isinstance(f, Asked) and f.hidden]
        if current_app.config.get("WTF_CSRF_ENABLED", True):
            carried.insert(0, (current_app.config.get("WTF_CSRF_FIELD_NAME", "csrf_token"), generate_csrf()))
        return carried

    @property
    def has_rows(self) -> bool:
        """Whether it has buttons of its own for rows, so that the enter key needs a button before them."""
        return any(isinstance(field, RowsField) for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every answer."""
        self._checked = True
        return bool(super().validate(extra_validators))

    def facts(self) -> dict[str, Any]:
        """The answers by name, as an operation takes them. Only of a form that was checked and found
        right."""
        if not self._checked or self.errors:
            raise RuntimeError("facts() is for a form that validated")
        return {name: f.fact() for name, f in self._fields.items() if isinstance(f, Asked | RowsField)}

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """Turn down a form that looked right: an operation found a rule broken, in ``field`` or as a
        whole."""
        self._checked = True
        if field is None:
            self.form_errors = [*self.form_errors, sentence]
        else:
            self._fields[field].errors = [*self._fields[field].errors, sentence]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, one line each, in the order of the page."""
        found = [Problem(str(sentence), "") for sentence in self.form_errors]
        csrf = self._fields.get("csrf_token")
        if csrf is not None and csrf.errors:
            found.append(Problem(gettext("This page was open for a long time. Send it again."), ""))
        return found + list(_problems_of(self))

    def fill(self, draft: Mapping[str, str | list[str]]) -> None:
        """Put back what somebody was typing, as it was, without judging it. ``draft`` is names and values as
        posted."""
        self.process(formdata=MultiDict(dict(draft)))
        self._checked = False

    def rows_changed(self) -> bool:
        """Whether a plain post asked for one more row or one less; if so it is done, and the page is shown
        again."""
        if request.method not in _SENDING:
            return False
        for field in self:
            if not isinstance(field, RowsField):
                continue
            if f"{field.name}-add" in request.form:
                field.add()
                return True
            index = request.form.get(f"{field.name}-remove", "")
            if index:
                field.remove(int(index) if index.isascii() and index.isdecimal() and len(index) <= 4 else -1)
                return True
        return False


class AddingForm(Form):
    """A form that creates one thing. Carries the key it will have."""

    id = IdField()


class ChangingForm(Form):
    """A form that changes one thing. Carries the version that was read."""

    version = VersionField()


def page(template: str, *, form: Form, **context: Any) -> tuple[str, int]:
    """The page of a form: 200, or 422 when something in it is wrong, with what was typed still there."""
    return render_template(template, form=form, **context), 422 if form.problems else 200


def _posted() -> Any:
    """The form and files of this request, or None when it sends nothing. Empty counts as sent."""
    if not request or request.method not in _SENDING:
        return None
    return CombinedMultiDict([request.files, request.form]) if request.files else request.form


def _problems_of(form: Any) -> Iterator[Problem]:
    for field in form:
        if isinstance(field, RowsField):
            if field.error:
                yield Problem(field.error, f"#{field.focus_id}")
            for entry in field.entries:
                yield from _problems_of(entry.form)
        elif isinstance(field, Asked) and field.errors:
            yield Problem(field.error, "" if field.hidden else f"#{field.focus_id}")
