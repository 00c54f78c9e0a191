"""What the pages of a looked-after child share in their forms, and the forms about the household."""

from collections.abc import Iterable, Mapping
from typing import Any

from coordination import clock
from coordination.care import codes, deciding, telling
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
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


def yes_or_no(value: str) -> bool:
    """The answer to a question of yes or no."""
    return {"yes": True, "no": False}[value]


YES_OR_NO = (SelectChoice("yes", "Yes"), SelectChoice("no", "No"))


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


def authority_form(decisions: Iterable[tuple[str, str]]) -> type[Form]:
    """A form that asks who takes each of these decisions (code and words), with a note for each."""
    answers = [SelectChoice("none", "Not agreed yet: the carer asks first")]
    answers += [SelectChoice(value, words) for value, words in deciding.answers_for_workers()]
    fields: dict[str, Any] = {}
    for code, words in decisions:
        fields[f"answer_{code}"] = ChoiceField(
            words, choices=answers, shown_as="select", missing=f"Choose who decides: {words.lower()}"
        )
        fields[f"note_{code}"] = LongTextField(
            "Anything the carer needs to know about this?", required=False, rows=2, maxlength=500
        )
    fields["agreed_by"] = ChoicesField(
        "Who agreed to this?",
        required=False,
        hint="Without a care order somebody who holds parental responsibility must be among them.",
    )
    fields["agreed_on"] = DateField("When was it agreed?", required=False, latest=lambda: clock.today())
    return type("AuthorityForm", (Form,), fields)


class ToldForm(Form):
    """What the carer was told before the move, and how."""

    items = ChoicesField("What was the carer told?", missing="Choose at least one thing")
    told_on = DateField("When?", latest=lambda: clock.today(), missing="Enter the day")
    told_by = TextField("Who told them?", maxlength=200, missing="Enter who told them")
    how = ChoiceField("How?", shown_as="radios", missing="Choose how they were told")


def needs_form(kinds: Iterable[str]) -> type[Form]:
    """A form that asks what every day and night needs, for these kinds."""
    words = telling.needs()
    return type(
        "NeedsForm",
        (Form,),
        {kind: LongTextField(words[kind], required=False, rows=3, maxlength=1500) for kind in kinds},
    )
