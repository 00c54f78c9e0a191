"""Fields that offer answers: told their choices by whoever builds the form, they take nothing else."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, ClassVar, NamedTuple

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from coordination.web.forms import text
from coordination.web.forms.fields import Asked, lowered
from coordination.web.languages import gettext

__all__ = [
    "ChoiceField",
    "ChoicesField",
    "Option",
    "ScaleField",
    "SelectChoice",
    "TickField",
    "YesOrNoField",
    "as_value",
    "offered",
]


class Option(NamedTuple):
    """One choice as a page shows it."""

    id: str
    value: str
    label: Any
    hint: Any
    checked: bool
    group: Any


def as_value(answer: object) -> str:
    """The form value of a fact: an enum's value, otherwise its words; ``""`` for None."""
    if answer is None:
        return ""
    return str(answer.value) if isinstance(answer, Enum) else str(answer)


def offered(words: Mapping[Any, str]) -> list[SelectChoice]:
    """Codes with their words, as what may be chosen."""
    return [SelectChoice(code, said) for code, said in words.items()]


class _Offering(Asked):
    """What one choice and many share: the offer, and the options a template draws."""

    def __init__(
        self,
        label: Any = None,
        *,
        choices: Iterable[SelectChoice] = (),
        coerce: Callable[[str], Any] = str,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.choices = list(choices)
        self.coerce = coerce

    def ask(self, subject: str) -> str:
        """The default sentence when nothing is chosen."""
        if subject.endswith("?"):
            return gettext("Answer “%(question)s”", question=subject)
        return gettext("Choose %(what)s", what=lowered(subject))

    def offer(self, choices: Iterable[SelectChoice]) -> None:
        """Say what may be chosen. ``SelectChoice(value, label, {"hint": "..."}, optgroup)``."""
        self.choices = list(choices)

    def _chosen(self) -> set[str]:
        raise NotImplementedError

    @property
    def options(self) -> list[Option]:
        """The choices in order; the first carries the field's own id, where the error summary points."""
        chosen = self._chosen()
        return [
            Option(
                id=str(self.id) if place == 1 else f"{self.id}-{place}",
                value=as_value(choice.value),
                label=choice.label,
                hint=(choice.render_kw or {}).get("hint", ""),
                checked=as_value(choice.value) in chosen,
                group=choice.optgroup,
            )
            for place, choice in enumerate(self.choices, start=1)
        ]

    def _offered(self, value: str) -> bool:
        return any(as_value(choice.value) == value for choice in self.choices)

    def _read(self, value: str) -> Any:
        try:
            return self.coerce(value)
        except (ValueError, TypeError, KeyError, ArithmeticError):
            raise ValueError(gettext("Choose one of the answers")) from None


class ChoiceField(_Offering):
    """One of several: ``radios``, ``inline`` radios, a ``select``, or a ``search`` (a select one can type
    in).

    The fact is the coerced value, or None.
    """

    kind = "choice"
    _SHOWN: ClassVar[frozenset[str]] = frozenset({"radios", "inline", "select", "search"})

    def __init__(self, label: Any = None, *, shown_as: str = "radios", **rest: Any) -> None:
        super().__init__(label, **rest)
        if shown_as not in self._SHOWN:
            raise ValueError(f"shown_as is one of {sorted(self._SHOWN)}")
        self.shown_as = shown_as

    def take(self, typed: str) -> Any:
        """The coerced answer."""
        return self._read(typed)

    def check(self) -> None:
        """One of those offered."""
        if not self._offered(self.typed):
            raise ValidationError(gettext("Choose one of the answers"))

    def _chosen(self) -> set[str]:
        if self.raw_data:
            return {self.typed}
        return set() if self.data is None else {as_value(self.data)}

    @property
    def groups(self) -> list[tuple[Any, list[Option]]]:
        """Options by their group, in the order the groups first appear; None for those in none."""
        found: dict[Any, list[Option]] = {}
        for option in self.options:
            found.setdefault(option.group, []).append(option)
        return list(found.items())


class YesOrNoField(ChoiceField):
    """A question of yes or no. The fact is a bool, or None where it may be left open."""

    def __init__(self, label: Any = None, **rest: Any) -> None:
        both = (SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No")))
        super().__init__(label, choices=both, coerce={"yes": True, "no": False}.__getitem__, shown_as="inline", **rest)

    def _chosen(self) -> set[str]:
        if self.raw_data or self.data is None:
            return super()._chosen()
        return {"yes" if self.data else "no"}


class ChoicesField(_Offering):
    """Any of several, as ticks. The fact is a list of coerced values in the order offered."""

    kind = "choices"

    def nothing(self) -> Any:
        """No ticks."""
        return []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the ticks; the same one twice is one."""
        self.sent = list(dict.fromkeys(filter(None, (text.one_line(value) for value in valuelist))))
        self.typed = " ".join(self.sent)
        self.data = []
        self.data = [self._read(value) for value in self.sent]

    def check(self) -> None:
        """All of them offered."""
        if not all(self._offered(value) for value in self.sent):
            raise ValidationError(gettext("Choose from the answers on the page"))

    def fact(self) -> list[Any]:
        """The ticked values in the order they were offered."""
        order = {as_value(choice.value): place for place, choice in enumerate(self.choices)}
        return sorted(self.data or [], key=lambda answer: order.get(as_value(answer), len(order)))

    def _chosen(self) -> set[str]:
        return set(self.sent) if self.raw_data else {as_value(answer) for answer in self.data or []}


class ScaleField(ChoiceField):
    """A number from 0 to 10, with words at both ends. The fact is an int or None."""

    kind = "scale"

    def __init__(self, label: Any = None, *, low: Any, high: Any, **rest: Any) -> None:
        numbers = [SelectChoice(str(n), str(n)) for n in range(11)]
        super().__init__(label, choices=numbers, coerce=int, shown_as="inline", **rest)
        self.low = low
        self.high = high


class TickField(Asked):
    """One tick. The fact is a bool; ``required`` makes it one that must be ticked."""

    kind = "tick"

    def __init__(self, label: Any = None, *, required: bool = False, **rest: Any) -> None:
        super().__init__(label, required=required, **rest)

    def ask(self, subject: str) -> str:
        """The default sentence when a tick that must be there is not."""
        return gettext("Tick the box: %(what)s", what=subject)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Anything sent but "no" is a tick: a browser sends nothing for an empty box."""
        self.typed = text.one_line(valuelist[0]) if valuelist else ""
        self.data = bool(self.typed) and self.typed not in {"no", "false", "0"}

    def is_blank(self) -> bool:
        """Whether it is not ticked."""
        return not self.data

    def nothing(self) -> Any:
        """Not ticked."""
        return False

    def fact(self) -> bool:
        """Whether it is ticked."""
        return bool(self.data)
