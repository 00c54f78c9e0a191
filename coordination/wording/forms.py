"""What the page of the authority's own words asks."""

from uuid import UUID

from coordination.web.forms import AddingForm, ChoiceField, HiddenTextField, TextField
from coordination.wording.operations import LONGEST


class WordForm(AddingForm):
    """A word to point out, and what to write instead."""

    words = TextField(
        "Word or words to point out",
        hint="As people write it: “placement”, “LAC review”. Capitals do not matter.",
        missing="Enter the word to point out",
        maxlength=LONGEST,
    )
    instead = TextField(
        "What to write instead",
        hint="Words a child would use: “your home”.",
        missing="Enter what to write instead",
        maxlength=120,
    )
    authority_id = ChoiceField(
        "Authority",
        shown_as="select",
        coerce=UUID,
        missing="Choose the authority",
        asked_when=lambda form: form.asks_authority,
    )
    asks_authority = False


class LeaveOutForm(AddingForm):
    """A word the coach is to say nothing of."""

    words = HiddenTextField(maxlength=LONGEST, required=True)
    place = HiddenTextField(maxlength=40, required=True)
