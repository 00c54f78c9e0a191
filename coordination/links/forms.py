"""What the pages of links ask: the code, how an action is going, and an address to send a link to."""

from coordination.documents.kinds import IN_WORDS
from coordination.plans.models import ActionStatus
from coordination.web.forms import (
    ChoiceField,
    EmailField,
    Form,
    HiddenTextField,
    LongTextField,
    SelectChoice,
    TextField,
    UploadField,
)

NOT_MINE = "not_mine"


class NothingForm(Form):
    """A button."""


class CodeForm(Form):
    """The six digits that were mailed."""

    code = TextField(
        "Your code",
        hint="6 digits, in a second email to the same address. It can take a minute",
        maxlength=20,
        width="5",
        inputmode="numeric",
        autocomplete="one-time-code",
        spellcheck=False,
        missing="Enter the code from the email",
    )


class ActionForm(Form):
    """How an action is going, in a minute."""

    version = HiddenTextField(maxlength=9)
    status = ChoiceField(
        "How is it going?",
        choices=[
            SelectChoice(ActionStatus.DONE.value, "Done"),
            SelectChoice(ActionStatus.IN_PROGRESS.value, "In progress"),
            SelectChoice(ActionStatus.BLOCKED.value, "Blocked", {"hint": "Say below what is in the way"}),
            SelectChoice(NOT_MINE, "This is not for me", {"hint": "Say below why, and who it may be for"}),
        ],
        missing="Choose how it is going",
    )
    note = LongTextField("Anything to add?", required=False, rows=3, maxlength=1000)
    file = UploadField(
        "Attach a file",
        required=False,
        hint=f"One file, up to 10 MB: {IN_WORDS}",
    )


class SendForm(Form):
    """Whom to send a link to; an address where none is known yet."""

    place = HiddenTextField(maxlength=36, required=True)
    email = EmailField(
        "Work email address",
        required=False,
        hint="The link and its code go to this address",
        autocomplete="off",
    )
