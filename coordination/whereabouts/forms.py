"""What the pages of protected places ask."""

from uuid import UUID

from coordination.protected.models import PlaceKind
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
from coordination.whereabouts.words import KINDS

assert set(KINDS) == {kind.value for kind in PlaceKind}


class PlaceForm(AddingForm):
    """A place or an identity that must not be found out."""

    kind = ChoiceField(
        "What must not be found out?", choices=offered(KINDS), missing="Choose what must not be found out"
    )
    name = TextField(
        "Name",
        hint="Of the school, the home, the firm; or the name somebody goes by now",
        required=False,
        maxlength=200,
    )
    lines = LongTextField(
        "Address", hint="House and street on the first line, as on an envelope. Without the postcode", rows=3,
        required=False, maxlength=500,
    )  # fmt: skip
    postcode = TextField("Postcode", required=False, maxlength=10)
    phone = TextField("Telephone number", required=False, maxlength=40)
    vehicle = TextField("Registration of a vehicle", required=False, maxlength=20)
    position = LongTextField(
        "Position on a map", hint="Coordinates, what3words, a plus code or a link to a map. One on each line",
        rows=2, required=False, maxlength=1000,
    )  # fmt: skip
    words = LongTextField(
        "Other words that would give it away", hint="One on each line, for example the name of a bus stop",
        rows=2, required=False, maxlength=1000,
    )  # fmt: skip
    reason = LongTextField("Why is it protected?", rows=3, maxlength=2000, missing="Say why it is protected")
    decided_by = TextField("Who decided it?", missing="Enter who decided it")
    review_on = DateField(
        "When should it be looked at again?", missing="Enter when it should be looked at again", subject="The day"
    )
    known_to = ChoicesField(
        "Who of these knows it already?", hint="They can see it on a page of their own. It is never printed for them",
        required=False, coerce=UUID,
    )  # fmt: skip


class ReasonForm(Form):
    """Why somebody needs to see it."""

    reason = LongTextField("Why do you need to see it?", rows=3, maxlength=1000, missing="Say why you need to see it")


class EmergencyForm(AddingForm):
    """What has happened."""

    reason = LongTextField("What has happened?", rows=4, maxlength=2000, missing="Say what has happened")


class WordsForm(Form):
    """What was found, or what is shown instead."""

    words = LongTextField("What did you find?", rows=4, maxlength=4000, missing="Say what you found")


class InsteadForm(Form):
    """What is shown in the place of held words."""

    words = LongTextField(
        "What is shown instead?", rows=4, maxlength=4000, missing="Enter the words that are shown instead"
    )
