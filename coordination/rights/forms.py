"""Forms of the pages about the rights of those a record is about."""

from coordination import clock
from coordination.rights.asking.exemptions import CAPACITIES, EXEMPTIONS
from coordination.rights.asking.operations import IDENTITY
from coordination.rights.presenters import GROUNDS
from coordination.rights.retention.operations import FEWEST_YEARS, MOST_YEARS
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    SelectChoice,
    TextField,
    WholeNumberField,
)


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


class PeriodForm(AddingForm):
    """How many years a council keeps one kind of record."""

    years = WholeNumberField(
        "How many years?", minimum=FEWEST_YEARS, maximum=MOST_YEARS, missing="Enter how many years", width="3"
    )
    reason = LongTextField(
        "Why, and who decided it?",
        hint="For example the council’s own schedule, with its date. No name of a family, and nothing from a record.",
        rows=3,
        maxlength=1000,
        missing="Enter why, and who decided it",
    )
    under_law = LongTextField(
        "If it is less than the law sets: why?",
        required=False,
        hint="A sentence that somebody from outside the council can judge.",
        rows=2,
        maxlength=1000,
    )


class ReceiveForm(AddingForm):
    """Somebody asks to see what is held."""

    capacity = ChoiceField(
        "Who asks?",
        choices=[SelectChoice(code, words) for code, (words, _) in CAPACITIES.items()],
        shown_as="radios",
        missing="Choose who asks",
    )
    asker_name = TextField("Their name", maxlength=200, missing="Enter their name")
    authority_shown = TextField(
        "How are they entitled to ask for the child?",
        required=False,
        hint="For a parent: how they hold parental responsibility. For anybody else: the authority they showed. The "
        "right is the child’s own, and a child who understands it decides.",
        maxlength=300,
    )
    identity_how = ChoiceField(
        "How do we know who asks?",
        choices=[SelectChoice(code, words) for code, words in IDENTITY.items()],
        shown_as="radios",
        missing="Choose how we know who asks",
    )
    scope = LongTextField(
        "What do they want to see?", required=False, hint="Leave it empty for everything.", rows=3, maxlength=1000
    )
    received_on = DateField(
        "When did it come?",
        latest=lambda: clock.today(),
        missing="Enter the day it came",
        hint="The day they asked anybody here, in any way.",
    )


class IdentityForm(Form):
    """It is known now who asks."""

    how = ChoiceField(
        "How do we know who asks?",
        choices=[SelectChoice(code, words) for code, words in IDENTITY.items() if code != "asked"],
        shown_as="radios",
        missing="Choose how we know who asks",
    )


class WhyForm(Form):
    """What was asked or said about a request. Its page words the question."""

    why = LongTextField("Why?", rows=3, maxlength=1000, missing="Enter what was asked or said")


class DecideForm(Form):
    """What is done with one item."""

    decision = ChoiceField(
        "What do you decide?",
        choices=[
            SelectChoice("release", "Release it"),
            SelectChoice("redact", "Release it with words cut out"),
            SelectChoice("withhold", "Keep it back"),
        ],
        shown_as="radios",
        missing="Choose what you decide",
    )
    exemption = ChoiceField(
        "On which ground is it cut or kept back?",
        choices=[
            SelectChoice("", "Not kept back"),
            *(SelectChoice(code, f"{held.words} ({held.source_words})") for code, held in EXEMPTIONS.items()),
        ],
        shown_as="select",
        required=False,
    )
    cuts = LongTextField(
        "Which words are cut?",
        required=False,
        hint="One line for each, exactly as they stand in the text.",
        rows=4,
        maxlength=4000,
    )
    why = LongTextField("Why, and whom did you ask?", required=False, rows=3, maxlength=1000)


# What somebody may say is wrong, as a worker reads it.
ABOUT = {
    "name": "A name or date of birth",
    "address": "An address or phone number",
    "family": "The family",
    "school": "School",
    "health": "Health",
    "event": "Something that happened",
    "plan": "The plan or a meeting",
    "other": "Something else",
}


class CorrectionForm(Form):
    """The answer to somebody who says that something is wrong."""

    done = ChoiceField(
        "What did you do?",
        choices=[
            SelectChoice("corrected", "I put it right"),
            SelectChoice("declined", "Nothing is changed: what they say stands beside it"),
        ],
        shown_as="radios",
        missing="Choose what you did",
    )
    answer = LongTextField(
        "What do you tell them?",
        hint="What was put right, or why nothing is changed. They read it as you write it.",
        rows=4,
        maxlength=2000,
        missing="Write what you tell them",
    )


class StoppedForm(Form):
    """Why a privacy officer looks at what was stopped. The audit keeps it."""

    purpose = ChoiceField(
        "Why do you look?",
        choices=[
            SelectChoice("routine", "To look through all of them, as a matter of routine"),
            SelectChoice("complaint", "Somebody complained or asked"),
            SelectChoice("incident", "Something may have been told that should not have been"),
        ],
        shown_as="radios",
        missing="Say why you look",
    )
