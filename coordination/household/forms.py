"""Forms about the household of a looked-after child."""

from collections.abc import Iterable
from typing import Any

from coordination import clock
from coordination.household import deciding, telling
from coordination.web.forms import ChoiceField, ChoicesField, DateField, Form, LongTextField, SelectChoice, TextField


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


class AwayAnswerForm(Form):
    """The answer to a carer who asks for time away."""

    answer = ChoiceField("What do you answer?", missing="Choose an answer")
    who_cares = TextField("Who cares for the child then?", required=False, maxlength=200)
    answer_words = LongTextField(
        "What do you say to the carer?", hint="Why, and what you can do instead, where it is not yes", required=False,
        rows=3, maxlength=1000,
    )  # fmt: skip
