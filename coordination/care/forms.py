"""What the pages of a looked-after child share in their forms, and the forms about who is told where they live."""

from collections.abc import Mapping

from coordination import clock
from coordination.care import codes
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    SelectChoice,
    TextField,
)


def codes_of(name: str) -> list[SelectChoice]:
    """The codes of a list that may be used today, with their words."""
    return [SelectChoice(code, f"{words} ({code})") for code, words in codes.choices(name, clock.today())]


def own(words: Mapping[str, str]) -> list[SelectChoice]:
    """Choices of a list of our own."""
    return [SelectChoice(code, label) for code, label in words.items()]


class WhereaboutsForm(AddingForm):
    """A decision that one parent is not told where the child lives. ``needs_advice`` is told to it by its page."""

    parent = ChoiceField("Who is not told where the child lives?", missing="Choose who is not told")
    why = LongTextField(
        "How would telling them harm the child’s welfare?",
        rows=4,
        maxlength=2000,
        missing="Say how telling them would harm the child’s welfare",
    )
    advice_from = TextField("Who gave legal advice?", required=False, maxlength=200)
    advice_on = DateField("When was the advice given?", required=False, latest=lambda: clock.today())


class TellAgainForm(Form):
    """The end of such a decision."""

    why = LongTextField("Why are they told again?", rows=3, maxlength=2000, missing="Say why they are told again")
