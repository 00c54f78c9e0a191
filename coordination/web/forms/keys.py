"""What a form carries of the thing itself: the key of what it will create, the version it changes."""

from typing import Any
from uuid import UUID

from wtforms.validators import ValidationError

from coordination.db import new_id
from coordination.web.forms import text
from coordination.web.forms.fields import HiddenTextField
from coordination.web.languages import gettext


class IdField(HiddenTextField):
    """The UUIDv7 of what the form will create, made when the page is shown: a repeated submit is the same
    row."""

    def __init__(self, label: Any = "", **rest: Any) -> None:
        super().__init__(label, maxlength=36, default=new_id, **rest)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the key; a page without one (a script, a row just added) is given a new one."""
        sent = text.one_line(valuelist[0]) if valuelist else ""
        self.data = new_id()
        self.typed = sent or str(self.data)
        if sent:
            try:
                self.data = UUID(sent)
            except ValueError:
                raise ValueError(self.missing) from None

    def check(self) -> None:
        """A key of the kind the application makes: time-ordered, so that tables stay in order."""
        if self.data.version != 7:
            raise ValidationError(self.missing)

    def fact(self) -> UUID:
        """The key."""
        key: UUID = self.data
        return key

    def _value(self) -> str:
        return str(self.data)


class VersionField(HiddenTextField):
    """The version that was read, a whole number from 0: a save on top of somebody else's is noticed by the
    operation."""

    def __init__(self, label: Any = "", **rest: Any) -> None:
        super().__init__(label, maxlength=9, required=True, **rest)

    @property
    def missing(self) -> str:
        """Said when the page carried no version."""
        return gettext("Open the page again: it did not say which version was changed")

    def take(self, typed: str) -> int:
        """The version."""
        version = text.digits(typed, at_most=9)
        if version is None:
            raise ValueError(self.missing)
        return version

    def fact(self) -> int:
        """The version."""
        version: int = self.data
        return version
