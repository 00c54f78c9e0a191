"""Forms of a handover."""

from uuid import UUID

from coordination.handovers.words import REASONS
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    LongTextField,
    TextField,
    offered,
)


class HandoverForm(AddingForm):
    """Why, to whom and what."""

    reason = ChoiceField("Why is the record handed over?", choices=offered(REASONS), missing="Say why")
    moves_on = DateField("On which day does the change take place?", missing="Enter the day of the change")
    to = ChoiceField(
        "Who receives it?",
        coerce=UUID,
        shown_as="select",
        missing="Choose who receives it",
        hint="Somebody of the team. Whoever is missing joins the team first.",
    )
    office = TextField("In which office?", maxlength=200, missing="Say in which office", hint="For example, SENCO.")
    parts = ChoicesField(
        "What is handed over?",
        missing="Choose what is handed over",
        hint="The parts that you may give. They are read in the record, and nothing is sent out of it.",
    )
    note = LongTextField("What should they know first?", required=False, rows=4, maxlength=2000)


class AcceptForm(Form):
    """The other authority accepts."""

    responsible_from = DateField("From which day do you answer for the child?", missing="Enter the day")
