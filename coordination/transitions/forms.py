"""Forms of the road to adulthood. The form of a step offers the people of its team; of an arrangement, its kinds."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.care import codes
from coordination.transitions.runway import Step
from coordination.transitions.words import STATES, WHATS
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    LongTextField,
    SelectChoice,
    TextField,
    YesOrNoField,
    offered,
)


def step_form(step: Step, people: Iterable[tuple[UUID, str]]) -> type[AddingForm]:
    """The form of one step. It has a name of its own, so that what is typed of each step is a draft of its own."""
    fields: dict[str, Any] = {
        "state": ChoiceField("How does it stand?", choices=offered(STATES), missing="Say how it stands"),
        "done_on": DateField(
            "If it is done, when?",
            latest=lambda: clock.today(),
            missing="Enter the day it was done",
            asked_when=lambda form: form.state.data == "done",
        ),
        "why": LongTextField(
            "If it is not needed, why not?",
            rows=2,
            maxlength=1000,
            missing="Say why it is not needed",
            asked_when=lambda form: form.state.data == "not_needed",
        ),
        "responsible_id": ChoiceField(
            "Who sees to it?",
            choices=[SelectChoice(key, name) for key, name in people],
            coerce=UUID,
            required=False,
            shown_as="select",
            hint="Somebody of the team. The young person reads the name.",
        ),
        "evidence": LongTextField(
            "What shows it?",
            required=False,
            rows=3,
            maxlength=2000,
            hint=f"For example: {step.evidence}.",
        ),
    }
    return type(f"Step{step.code.replace('_', '')}Form", (AddingForm,), fields)


class AdultSideForm(AddingForm):
    """Which adult service takes over."""

    what = ChoiceField("What is decided?", choices=offered(WHATS["adult_side"]), missing="Say what is decided")
    decided_by = TextField("Who decided it?", maxlength=200, missing="Say who decided it", hint="Name and job.")
    decided_on = DateField("When was it decided?", latest=lambda: clock.today(), missing="Enter the day")
    why = LongTextField("Why?", rows=4, maxlength=2000, missing="Say why")


class _SettledForm(AddingForm):
    """What a home and an income are both asked."""

    what = ChoiceField("Which?", missing="Choose which")
    sure = YesOrNoField("Is it certain?", missing="Say whether it is certain", hint="No: it is planned.")
    decided_on = DateField("Since when is it so?", latest=lambda: clock.today(), missing="Enter the day")


class HomeForm(_SettledForm):
    """The home from 18."""

    what = ChoiceField("What kind of home?", choices=offered(WHATS["home"]), missing="Choose the kind of home")
    why = LongTextField(
        "Anything to know about it",
        required=False,
        rows=3,
        maxlength=2000,
        hint="Never where it is: an address stands in one place of the record only.",
    )


class IncomeForm(_SettledForm):
    """The income from 18."""

    what = ChoiceField("What will they live on?", choices=offered(WHATS["income"]), missing="Choose the income")
    why = LongTextField("Anything to know about it", required=False, rows=3, maxlength=2000)


ARRANGEMENTS: Mapping[str, type[AddingForm]] = {
    "adult_side": AdultSideForm,
    "home": HomeForm,
    "income": IncomeForm,
}

# What the accommodation of a care leaver is looked at for, with its question.
CHECKS = {
    "safety": "Is it safe?",
    "repair": "Is it in good repair?",
    "cost": "Can they pay for it?",
    "location": "Is it near what they need: work, learning, people?",
    "support": "Is the support there that they need?",
}


class MoveForm(AddingForm):
    """A care leaver moved to other accommodation, and whether it is suitable."""

    moved_on = DateField("When did they move?", latest=lambda: clock.today(), missing="Enter the day of the move")
    code = ChoiceField("What kind of home is it?", shown_as="select", missing="Choose the kind of home")
    safety = LongTextField(CHECKS["safety"], rows=2, maxlength=1000, missing="Say whether it is safe")
    repair = LongTextField(CHECKS["repair"], rows=2, maxlength=1000, missing="Say whether it is in good repair")
    cost = LongTextField(CHECKS["cost"], rows=2, maxlength=1000, missing="Say whether they can pay for it")
    location = LongTextField(
        CHECKS["location"], rows=2, maxlength=1000, missing="Say whether it is near what they need"
    )
    support = LongTextField(CHECKS["support"], rows=2, maxlength=1000, missing="Say what support there is")
    young_view = LongTextField(
        "What does the young person say of it?", required=False, rows=3, maxlength=2000, hint="In their own words."
    )
    suitable = YesOrNoField("All in all, is it suitable?", missing="Say whether it is suitable")

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.code.offer(
            SelectChoice(code, words) for code, words in codes.choices("care_leaver_accommodation", clock.today())
        )
