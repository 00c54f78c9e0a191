"""Fields that take words, numbers and files, and the base all our fields share.

A field knows what it asks, what to say when the answer is missing or wrong, and keeps what was typed so that
nothing is lost when a page comes back with an error. It does not draw itself: ``components/forms.html`` does.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.validators import StopValidation, ValidationError

from coordination.documents.kinds import KINDS
from coordination.web.forms import text
from coordination.web.languages import gettext

Asking = Callable[[Any], bool]


class Asked(Field):
    """One question. Subclasses read the answer (``take``), say if there is none (``is_blank``) and check it
    (``check``)."""

    kind: ClassVar[str] = "text"
    hidden: ClassVar[bool] = False

    def __init__(
        self,
        label: Any = None,
        *,
        hint: Any = "",
        required: bool = True,
        missing: Any = None,
        subject: Any = None,
        asked_when: Asking | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.hint = hint
        self.required = required
        self._missing = missing
        self._subject = subject
        self._asked_when = asked_when
        self.typed = ""

    @property
    def subject(self) -> str:
        """How a message names what is asked: "Due date". A question is not the beginning of a sentence."""
        words = str(self._subject or self.label.text)
        return self.answer if words.endswith("?") else words

    @property
    def answer(self) -> str:
        """What the answer to a question is called."""
        return gettext("Your answer")

    @property
    def missing(self) -> str:
        """What to say when an answer is needed and there is none."""
        return str(self._missing) if self._missing else self.ask(str(self._subject or self.label.text))

    def ask(self, subject: str) -> str:
        """The default sentence for a missing answer."""
        if subject.endswith("?"):
            return gettext("Answer “%(question)s”", question=subject)
        return gettext("Enter %(what)s", what=lowered(subject))

    @property
    def focus_id(self) -> str:
        """The id of the input that takes focus from the error summary."""
        return str(self.id)

    @property
    def error(self) -> str:
        """The first thing wrong with the answer, or ``""``."""
        return next((str(e) for e in self.errors if isinstance(e, str) or hasattr(e, "__html__") or str(e)), "")

    def is_blank(self) -> bool:
        """Whether nothing was answered."""
        return not self.typed

    def check(self) -> None:
        """Raise ValidationError with one sentence when the answer, which is there, will not do."""

    def fact(self) -> Any:
        """The checked answer, as an operation takes it."""
        return self.data

    def forget(self) -> None:
        """Drop an answer to a question that turned out not to be asked."""
        self.data = self.nothing()

    def nothing(self) -> Any:
        """The fact when there is no answer."""
        return None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the answer; one that was sent twice counts once, from its first value."""
        self.typed = text.one_line(valuelist[0]) if valuelist else ""
        self.data = self.nothing()
        if self.typed:
            self.data = self.take(self.typed)

    def take(self, typed: str) -> Any:
        """The answer that ``typed`` means. Raises ValueError with a sentence."""
        return typed

    def pre_validate(self, form: Any) -> None:
        """Say what is missing; pass by what is not asked; check the rest."""
        if self._asked_when is not None and not self._asked_when(form):
            self.errors = []
            self.forget()
            raise StopValidation()
        if self.errors:
            raise StopValidation()
        if self.is_blank():
            raise StopValidation(self.missing if self.required else "")
        self.check()

    def _value(self) -> str:
        """What the input shows: what was typed, or the value the page was given."""
        if self.raw_data:
            return self.typed
        return "" if self.data is None else str(self.data)


def lowered(subject: str) -> str:
    """``subject`` for the middle of a sentence: "Due date" is "due date", "NHS number" stays."""
    return subject if len(subject) > 1 and not subject[1].islower() else subject[:1].lower() + subject[1:]


class TextField(Asked):
    """One line of text. The fact is a string, empty when nothing was typed."""

    def __init__(
        self,
        label: Any = None,
        *,
        maxlength: int = 200,
        input_type: str = "text",
        autocomplete: str | None = None,
        width: str | None = None,
        inputmode: str | None = None,
        prefix: Any = None,
        suffix: Any = None,
        spellcheck: bool = True,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.maxlength = maxlength
        self.input_type = input_type
        self.autocomplete = autocomplete
        self.width = width
        self.inputmode = inputmode
        self.before = prefix
        self.after = suffix
        self.spellcheck = spellcheck

    def nothing(self) -> Any:
        """An empty string."""
        return ""

    def fact(self) -> Any:
        """The text, never None."""
        return self.data or ""

    def check(self) -> None:
        """Not longer than ``maxlength`` characters, counted as people count: by code point."""
        if len(self.typed) > self.maxlength:
            raise ValidationError(
                gettext(
                    "%(subject)s must be %(limit)s characters or fewer",
                    subject=self.subject,
                    limit=self.maxlength,
                )
            )


class LongTextField(TextField):
    """Several lines of text, with a count of the characters left. Lines are kept."""

    kind = "long_text"

    def __init__(self, label: Any = None, *, maxlength: int = 4000, rows: int = 5, **rest: Any) -> None:
        super().__init__(label, maxlength=maxlength, **rest)
        self.rows = rows

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the answer, line ends kept."""
        self.typed = text.several_lines(valuelist[0]) if valuelist else ""
        self.data = self.typed


class EmailField(TextField):
    """An e-mail address: something before the @, a domain with a dot after it."""

    _SHAPE = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")

    def __init__(self, label: Any = None, **rest: Any) -> None:
        rest.setdefault("input_type", "email")
        rest.setdefault("autocomplete", "email")
        super().__init__(label, maxlength=254, spellcheck=False, **rest)

    def check(self) -> None:
        """The shape of an address; whether it exists only a message shows."""
        super().check()
        if not self._SHAPE.fullmatch(self.typed):
            raise ValidationError(gettext("Enter an email address in the correct format, like name@example.com"))


class PasswordField(TextField):
    """A password: taken to the letter, never shown again."""

    kind = "password"

    def __init__(self, label: Any = None, *, autocomplete: str = "current-password", **rest: Any) -> None:
        super().__init__(label, maxlength=1000, autocomplete=autocomplete, spellcheck=False, **rest)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the password as it is: spaces count."""
        self.typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.data = self.typed

    def _value(self) -> str:
        return ""


class WholeNumberField(TextField):
    """A whole number between ``minimum`` and ``maximum``, or None. Thousands may be written with commas."""

    def __init__(self, label: Any = None, *, minimum: int = 0, maximum: int = 999_999, **rest: Any) -> None:
        rest.setdefault("inputmode", "numeric")
        rest.setdefault("width", "5")
        super().__init__(label, spellcheck=False, **rest)
        self.minimum = minimum
        self.maximum = maximum

    def nothing(self) -> Any:
        """None: no answer is not 0."""
        return None

    def fact(self) -> Any:
        """The number or None."""
        return self.data

    def take(self, typed: str) -> int:
        """The number written, in the digits of any script."""
        plain = typed.replace(",", "").replace(" ", "")
        sign = -1 if plain[:1] in ("-", "\u2212") else 1
        number = text.digits(plain[1:] if sign < 0 else plain, at_most=12)
        if number is None:
            raise ValueError(gettext("%(subject)s must be a whole number", subject=self.subject))
        return sign * number

    def check(self) -> None:
        """Between the two ends."""
        if not self.minimum <= self.data <= self.maximum:
            raise ValidationError(_between(self.subject, self.minimum, self.maximum))


class DecimalField(TextField):
    """An amount with up to ``places`` decimal places, or None. Money by default: "£" before it."""

    def __init__(
        self,
        label: Any = None,
        *,
        places: int = 2,
        minimum: Decimal = Decimal(0),
        maximum: Decimal = Decimal(9_999_999),
        prefix: Any = "£",
        **rest: Any,
    ) -> None:
        rest.setdefault("width", "10")
        super().__init__(label, inputmode="decimal", prefix=prefix, spellcheck=False, **rest)
        self.places = places
        self.minimum = minimum
        self.maximum = maximum

    def nothing(self) -> Any:
        """None: no answer is not 0."""
        return None

    def fact(self) -> Any:
        """The amount or None."""
        return self.data

    def take(self, typed: str) -> Decimal:
        """The amount written."""
        plain = text.plain_digits(typed).replace(",", "").replace(" ", "").removeprefix("£")
        decimals = rf"(\.[0-9]{{1,{self.places}}})?" if self.places else ""
        if not re.fullmatch(rf"-?[0-9]{{1,12}}{decimals}", plain):
            raise ValueError(gettext("%(subject)s must be an amount, like 12.50", subject=self.subject))
        return Decimal(plain)

    def check(self) -> None:
        """Between the two ends."""
        if not self.minimum <= self.data <= self.maximum:
            raise ValidationError(_between(self.subject, self.minimum, self.maximum))


def _between(subject: str, low: object, high: object) -> str:
    return gettext("%(subject)s must be between %(low)s and %(high)s", subject=subject, low=low, high=high)


class HiddenTextField(Asked):
    """Something the page carries and nobody types. It is checked like anything else that comes from
    outside."""

    kind = "hidden"
    hidden = True

    def __init__(self, label: Any = "", *, maxlength: int = 200, required: bool = False, **rest: Any) -> None:
        super().__init__(label, required=required, **rest)
        self.maxlength = maxlength

    @property
    def missing(self) -> str:
        """A hidden value can only be missing from a page that is old or was changed."""
        return gettext("Open the page again: something it needs was missing")

    def check(self) -> None:
        """Not longer than what the page was given."""
        if len(self.typed) > self.maxlength:
            raise ValidationError(self.missing)

    def fact(self) -> Any:
        """The text, never None."""
        return self.data or ""


class UploadField(Asked):
    """One file, or None. Says no to the wrong ending, an empty file and a file too large; what is inside is
    checked later."""

    kind = "upload"

    def __init__(
        self,
        label: Any = None,
        *,
        endings: tuple[str, ...] = tuple(KINDS),
        maximum_bytes: int = 10 * 1024 * 1024,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.endings = tuple(ending.lower() for ending in endings)
        self.maximum_bytes = maximum_bytes

    def ask(self, subject: str) -> str:
        """The default sentence when there is no file."""
        return gettext("Choose a file")

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the file; a form sent without a file has an empty name here."""
        sent = valuelist[0] if valuelist else None
        self.data = sent if isinstance(sent, FileStorage) and sent.filename else None

    def is_blank(self) -> bool:
        """Whether no file came."""
        return self.data is None

    def check(self) -> None:
        """Ending and size."""
        name = text.one_line(self.data.filename).lower()
        if len(name) > 200 or not name.endswith(self.endings):
            raise ValidationError(gettext("The file must be one of: %(endings)s", endings=", ".join(self.endings)))
        size = self.data.stream.seek(0, 2)
        self.data.stream.seek(0)
        if not size:
            raise ValidationError(gettext("The file is empty"))
        if size > self.maximum_bytes:
            limit = self.maximum_bytes // (1024 * 1024)
            raise ValidationError(gettext("The file must be smaller than %(limit)s MB", limit=limit))
