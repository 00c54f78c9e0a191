"""What the pages about how settled a home is ask."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.stability import permanence
from coordination.stability.signals import rules
from coordination.web.forms import AddingForm, ChoiceField, DateField, Form, LongTextField, offered

JUDGED = {"yes": "Yes", "partly": "Partly", "no": "No"}


def judging_form(codes: Iterable[str]) -> type[Form]:
    """A form that asks of each of these signs whether it said something true, and what came of the meeting."""
    fields: dict[str, Any] = {
        f"sign_{code}": ChoiceField(
            f"{rules()[code].title}: did this say something true?",
            choices=offered(JUDGED),
            shown_as="inline",
            missing=f"Say whether it was true: {rules()[code].title.lower()}",
        )
        for code in codes
        if code in rules()
    }
    fields["words"] = LongTextField(
        "What did the meeting find, and what changed?",
        hint="What was really behind it, and what was missed. Everybody who may read of the child’s homes reads this:"
        " do not write here how a carer is.",
        rows=4,
        maxlength=2000,
        missing="Write what the meeting found",
    )
    return type("JudgingForm", (AddingForm,), fields)


class PermanenceForm(AddingForm):
    """The plan for where a child grows up."""

    kind = ChoiceField(
        "What is the plan?", choices=offered(permanence.WORDS), shown_as="radios", missing="Choose the plan"
    )
    from_on = DateField("Since when?", latest=lambda: clock.today(), missing="Enter the day")
    review_id = ChoiceField(
        "Which looked-after review decided it?",
        hint="By the second review there is a plan for permanence (statutory guidance; to be confirmed locally). Leave"
        " it empty where another meeting or a court decided.",
        required=False,
        shown_as="select",
        coerce=UUID,
    )
    parallel = ChoiceField(
        "What is prepared beside it, if it does not come about?",
        choices=offered(permanence.WORDS),
        required=False,
        shown_as="select",
    )
    in_the_way = LongTextField("What stands in the way?", required=False, rows=3, maxlength=2000)
    answers_id = ChoiceField("Who sees to it that it comes about?", required=False, shown_as="select", coerce=UUID)
    note = LongTextField("What was weighed, and what does the child want?", required=False, rows=4, maxlength=4000)
