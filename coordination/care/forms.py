"""Forms of a looked-after child's history."""

from collections.abc import Iterable
from typing import Any

from coordination import clock
from coordination.care import deciding, telling
from coordination.care.codes import LEGAL, PLACEMENTS
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    LongTextField,
    SelectChoice,
    TextField,
    TickField,
)


def _choices(codes: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(code, f"{words} ({code})") for code, words in codes.items()]


class LookedAfterForm(AddingForm):
    """The start of being looked after."""

    from_on = DateField(
        "When did the child become looked after?", latest=lambda: clock.today(), missing="Enter the day"
    )
    legal_status = ChoiceField(
        "On what legal ground?", choices=_choices(LEGAL), shown_as="select", missing="Choose the legal ground"
    )


class PlacementForm(AddingForm):
    """The start of a placement."""

    from_on = DateField("When did it begin?", latest=lambda: clock.today(), missing="Enter the day it began")
    code = ChoiceField(
        "What kind of placement?", choices=_choices(PLACEMENTS), shown_as="select", missing="Choose the kind"
    )
    lasts_to_adulthood = TickField("It is meant to last until the child is 18")


class VisitForm(AddingForm):
    """A visit to the child."""

    visited_on = DateField("When was the visit?", latest=lambda: clock.today(), missing="Enter the day of the visit")
    seen_alone = ChoiceField(
        "Was the child seen alone?",
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
        shown_as="inline",
        missing="Say whether the child was seen alone",
    )
    why_not_alone = LongTextField(
        "Why not?",
        rows=2,
        maxlength=500,
        missing="Say why the child was not seen alone",
        asked_when=lambda form: form.seen_alone.data == "no",
    )


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
