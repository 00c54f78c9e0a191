"""Forms about stays away from home, and about checks of a children's home."""

from datetime import date

from coordination import clock
from coordination.care.away import CHECKS, LONG_STAYS
from coordination.web.forms import AddingForm, ChoiceField, DateField, Form, LongTextField, SelectChoice, TextField


def _today() -> date:
    return clock.today()


def _ended() -> DateField:
    return DateField("When did it end?", required=False, hint="Leave empty while it goes on")


def _note(label: str) -> LongTextField:
    return LongTextField(label, required=False, rows=4, maxlength=2000)


class PrivateFosteringForm(AddingForm):
    """That a child lives, or is to live, with somebody who is neither a parent nor a close relative."""

    told_on = DateField("When was the council told?", latest=_today, missing="Enter the day the council was told")
    from_on = DateField(
        "When did it begin, or when will it?", missing="Enter the day", hint="It may lie ahead: notice is six weeks"
    )
    with_whom = TextField(
        "Who cares for the child?", maxlength=200, missing="Enter who cares for the child", hint="A name, no address"
    )
    note = _note("How did it come about, and what have the parents agreed?")
    to_on = _ended()


class LongStayForm(AddingForm):
    """A stay of three months or more that health or education arranged."""

    kind = ChoiceField(
        "Where is the child?",
        choices=[SelectChoice(key, words) for key, words in LONG_STAYS.items()],
        missing="Say where the child is",
    )
    from_on = DateField("When did the stay begin?", latest=_today, missing="Enter the day")
    told_on = DateField(
        "When was the council told?",
        latest=_today,
        required=False,
        hint="Whoever arranged it tells the council when it has lasted three months, or is meant to",
    )
    with_whom = TextField("Who arranged it?", maxlength=200, required=False)
    note = _note("Why is the child there, and who stays in touch?")
    to_on = _ended()


class ShortBreakForm(AddingForm):
    """One short break of a series."""

    from_on = DateField("When did it begin?", latest=_today, missing="Enter the day")
    to_on = DateField("When did it end?", latest=_today, missing="Enter the day")
    with_whom = TextField("With whom?", maxlength=200, missing="Enter with whom the child stayed", hint="No address")
    note = _note("How was it for the child?")


FORMS: dict[str, type[Form]] = {
    "private_fostering": PrivateFosteringForm,
    **dict.fromkeys(LONG_STAYS, LongStayForm),
    "short_break": ShortBreakForm,
}
# The word of an address, the first kind it stands for, and the title of its page.
ADDING: dict[str, tuple[str, str]] = {
    "private-fostering": ("private_fostering", "Record private fostering"),
    "long-stay": ("hospital", "Record a long stay"),
    "short-break": ("short_break", "Record a short break"),
}


class HomeCheckForm(AddingForm):
    """A check of the children's home."""

    kind = ChoiceField(
        "Which check?",
        choices=[SelectChoice(key, words) for key, words in CHECKS.items()],
        missing="Say which check it was",
    )
    held_on = DateField("When was it?", latest=_today, missing="Enter the day")
    report_on = DateField("When did the report reach us?", latest=_today, required=False)
    found = _note("What did it find that matters to this child?")
