"""Forms of the pages about keeping records."""

from coordination.rights.presenters import GROUNDS
from coordination.web.forms import AddingForm, ChoiceField, DateField, SelectChoice, TextField


class HoldForm(AddingForm):
    """Keep a record, or all of them, from being destroyed."""

    ground = ChoiceField(
        "Why must it be kept?",
        choices=[SelectChoice(code, words) for code, words in GROUNDS.items()],
        shown_as="radios",
        missing="Choose why it must be kept",
    )
    papers = TextField(
        "Where is the reason written down?",
        hint="The number of a file or a letter. No name, and nothing from the record.",
        maxlength=80,
        missing="Enter where the reason is written down",
    )
    until_on = DateField("Until which day?", required=False, hint="Leave it out if nobody can say yet.")
