"""What the pages of letters, rights, disputes, the end of a plan and moves ask."""

from uuid import UUID

from coordination import clock
from coordination.ehc import withholding, words
from coordination.ehc.letters import templates
from coordination.ehc.rights import disputes, handing_on, moves
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
    offered,
)


def _past(label: str, missing: str) -> DateField:
    return DateField(
        label, latest=lambda: clock.today(), too_late="The day must be today or earlier", missing=missing,
        subject="The day",
    )  # fmt: skip


class WriteForm(Form):
    """Which letter, about what, and to whom besides those who must have it."""

    kind = ChoiceField("Which letter?", shown_as="select", missing="Choose which letter")
    about = ChoiceField("What is it about?", shown_as="select", missing="Choose what it is about")
    including = ChoicesField(
        "Write to these people too?",
        hint="They are not written to unless you have looked and tick them",
        required=False,
    )


class WordsForm(Form):
    """The words of one letter, or of a kind of letter."""

    subject = TextField("Subject", hint="Nobody is named in it", maxlength=120, missing="Enter the subject")
    words = LongTextField(
        "Words",
        hint="An empty line begins a new paragraph. “## ” begins a heading, “- ” a point of a list.",
        rows=22,
        maxlength=templates.LONGEST,
        missing="Enter the words of the letter",
    )
    others_too = TickField("Change the letters to the other recipients in the same way", required=False)


class KindWordsForm(Form):
    """An authority's words for one kind of letter."""

    subject = TextField("Subject", hint="Nobody is named in it", maxlength=120, missing="Enter the subject")
    words = LongTextField(
        "Words",
        hint="An empty line begins a new paragraph. “## ” begins a heading, “- ” a point of a list.",
        rows=22,
        maxlength=templates.LONGEST,
        missing="Enter the words of the letter",
    )


class ContactsForm(Form):
    """Whom the letters of an authority name."""

    mediation = TextField("Mediation adviser", required=False, maxlength=300)
    support = TextField("SEND information, advice and support service", required=False, maxlength=300)
    disagreement = TextField("Disagreement resolution service", required=False, maxlength=300)
    local_offer = TextField("Address of the local offer", required=False, maxlength=300)

    def worded(self) -> "ContactsForm":
        """The labels and hints of the data."""
        for name, held in templates.packaged()["details"].items():
            self[name].label.text, self[name].hint = held["label"], held["hint"]
        return self


class HolderForm(AddingForm):
    """Who holds the rights after compulsory school age."""

    holder = ChoiceField("Who holds the rights?", choices=offered(handing_on.ANSWERS), missing="Choose who holds them")
    person_id = ChoiceField(
        "The representative, if they take part here", shown_as="select", coerce=UUID, required=False,
        asked_when=lambda form: form.holder.data == "alternative",
    )  # fmt: skip
    name = TextField(
        "Or their name", required=False, maxlength=200, asked_when=lambda form: form.holder.data == "alternative"
    )
    why = LongTextField(
        "Why can the young person not make this kind of decision, and what was tried?", rows=4, required=False,
        hint="Only where somebody else decides (Mental Capacity Act 2005)",
    )  # fmt: skip
    asked_on = _past("When did you talk about it with the young person?", "Enter the day")
    from_on = DateField("From which day?", missing="Enter the day", subject="The day")
    parents_too = TickField("The young person agrees that their parents are written to as well", required=False)


class NotToldForm(AddingForm):
    """What a manager decides a parent is sent who is not told where the child lives."""

    key = ChoiceField("Which parent?", missing="Choose the parent")
    answer = ChoiceField(
        "What are they sent?", choices=offered(withholding.ANSWERS), missing="Choose what they are sent"
    )
    why = LongTextField("Why?", rows=4, maxlength=4000, missing="Say why")
    manager = TextField("Which manager decided it?", missing="Enter the name of the manager who decided it")
    advice_from = TextField("Who gave legal advice?", missing="Enter who gave legal advice")
    advice_on = _past("When did they give it?", "Enter the day of the legal advice")


class MediationForm(AddingForm):
    """What the family said about mediation."""

    wanted = ChoiceField(
        "Do they want mediation?", choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")], shown_as="inline",
        missing="Say whether they want mediation",
    )  # fmt: skip
    about_health = TickField("It is about health provision: the integrated care board must be told", required=False)
    on = _past("When did they say so?", "Enter the day")
    said = LongTextField("What they said", rows=3, required=False, maxlength=2000)


class DayForm(Form):
    """The day something happened."""

    on = _past("When?", "Enter the day")


class HeldForm(Form):
    """Mediation was held."""

    outcome = ChoiceField(
        "What came of it?", choices=offered({key: disputes.OUTCOMES[key] for key in disputes.MEDIATED}),
        missing="Choose what came of it",
    )  # fmt: skip
    on = _past("When was it held?", "Enter the day")
    said = LongTextField("What was agreed", rows=3, required=False, maxlength=2000)


class AppealForm(AddingForm):
    """An appeal was made."""

    on = _past("When was the appeal made?", "Enter the day")
    said = LongTextField("What it is about", rows=3, required=False, maxlength=2000)


class EndOfAppealForm(Form):
    """How an appeal ended."""

    outcome = ChoiceField(
        "How did it end?", choices=offered({key: disputes.OUTCOMES[key] for key in disputes.APPEALED}),
        missing="Choose how it ended",
    )  # fmt: skip
    order = ChoiceField(
        "What was ordered?", choices=offered(disputes.ORDERS), shown_as="select", required=False,
        hint="Where nothing was ordered, leave it",
    )  # fmt: skip
    unopposed = TickField("The council did not oppose the appeal", required=False)
    on = _past("When?", "Enter the day")
    said = LongTextField("In a few words", rows=3, required=False, maxlength=2000)


class EndForm(AddingForm):
    """A decision to end a plan."""

    reason = ChoiceField(
        "Which reason?", choices=offered(words.CEASE_REASONS), shown_as="select", missing="Choose the reason"
    )
    words_of_it = LongTextField(
        "Why is it no longer necessary to keep the plan?", rows=5, maxlength=3000,
        hint="These words stand in the letter. For a young person over 18, say whether the outcomes were achieved.",
        missing="Say why it is no longer necessary to keep the plan",
    )  # fmt: skip
    consulted = LongTextField(
        "What did the family and the school or college say when you asked them?", rows=4, maxlength=3000,
        missing="Say what the family and the school or college said when you asked them",
    )  # fmt: skip
    on = _past("When was it decided?", "Enter the day of the decision")


class KnownForm(Form):
    """The child moves to another council."""

    council = TextField("Which council?", maxlength=120, missing="Enter which council the child moves to")
    moves_on = DateField("When does the child move?", missing="Enter the day of the move", subject="The move")
    known_on = _past("When did you learn of it?", "Enter the day you learnt of it")


class OutForm(Form):
    """The plan was transferred to another council."""

    council = TextField("Which council has it now?", maxlength=120, missing="Enter which council has the plan now")
    on = _past("When was it transferred?", "Enter the day of the transfer")
    handed = ChoicesField("What was handed over?", choices=offered(moves.HANDED_OVER), missing="Tick what went")


class CameForm(AddingForm):
    """A plan came from another council."""

    council = TextField("Which council did it come from?", maxlength=120, missing="Enter which council it came from")
    on = _past("When did it come?", "Enter the day it came")
    made_on = _past("When was the plan made?", "Enter the day the plan was made")
    last_review_on = DateField("When was it last reviewed?", required=False, subject="The last review")


class TellForm(Form):
    """Whether we assess again a child whose plan came to us."""

    assess_again = ChoiceField(
        "Will you assess again?", choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No, not at this time")],
        missing="Say whether you will assess again",
    )  # fmt: skip
