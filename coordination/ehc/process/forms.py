"""What the pages of requests, advice and decisions ask."""

from typing import Any

from coordination import clock
from coordination.documents.kinds import IN_WORDS
from coordination.ehc import words
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    EmailField,
    Form,
    LongTextField,
    SelectChoice,
    TextField,
    TickField,
    UploadField,
    offered,
)
from coordination.web.forms.keys import IdField

NOT_YET = "This day must be today or earlier"
# The labels of an adviser's own form, by what they feed.
LABELS = {
    "summary": "In short: what matters most",
    "views": "Your views",
    "strengths": "What goes well: strengths and what helps",
    "needs": "Needs",
    "outcomes": "Outcomes: what should be possible, and by when",
    "provision": "Provision: what help, how often, by whom",
}
HINTS = {
    "needs": "One need after another, each with what you saw and when",
    "outcomes": "What the child will be able to do, and by what age or date",
    "provision": "Hours and weeks, who gives it and what they must know. “Regular” and “access to” say nothing",
}


def _past(label: str, **rest: Any) -> DateField:
    return DateField(label, latest=lambda: clock.today(), too_late=NOT_YET, **rest)


class RequestForm(AddingForm):
    """A request that came, recorded by the SEND service; or made by a school or somebody who works with the child."""

    source = ChoiceField(
        "Who asked?",
        choices=offered(words.SOURCES),
        missing="Choose who asked",
    )
    requester_name = TextField("Their name", required=False, maxlength=200)
    received_on = _past("When did the request come?", subject="The day", hint="The 6 weeks to decide begin on this day")
    channel = ChoiceField(
        "How did it come?",
        choices=offered(words.CHANNELS),
        shown_as="select",
        required=False,
    )
    said = LongTextField(
        "What was asked, in their own words",
        missing="Say what was asked, in the words of whoever asked",
        hint="Why they ask, and what has been tried",
    )
    youth_accommodation = TickField("The young person is in youth accommodation")


class WithdrawForm(Form):
    """A request that is taken back."""

    on = _past("When was it withdrawn?", subject="The day")
    why = LongTextField("Why?", rows=3, missing="Say why it is withdrawn")


class TakeForm(Form):
    """Who of the SEND service has the work."""

    officer = ChoiceField("Caseworker", shown_as="select", missing="Choose a caseworker")


class _DecisionForm(AddingForm):
    decided_on = _past("When was it decided?", subject="The day of the decision")
    reasons = LongTextField(
        "Reasons", missing="Give the reasons: they go into the letter", hint="In plain words: they go into the letter"
    )
    told_on = _past(
        "When were they told?",
        subject="The day they were told",
        required=False,
        hint="The day of the letter. Leave empty until it is sent: the time limit runs until then",
    )


class AssessForm(_DecisionForm):
    """Whether to assess."""

    decision = ChoiceField(
        "What is decided?",
        choices=[SelectChoice("yes", "Assess"), SelectChoice("no", "Do not assess")],
        missing="Choose what is decided",
    )


class PanelForm(Form):
    """The panel's day and what it said, before anything is decided."""

    panel_on = DateField("When does the panel meet?", required=False, subject="The day of the panel")
    panel_words = LongTextField("What did the panel say?", required=False, rows=4)


class PlanDecisionForm(_DecisionForm):
    """Whether to write a plan."""

    decision = ChoiceField(
        "What is decided?",
        choices=[SelectChoice("yes", "Write an EHC plan"), SelectChoice("no", "Do not write a plan")],
        missing="Choose what is decided",
    )
    panel_on = _past("When did the panel meet?", required=False, subject="The day of the panel")
    panel_words = LongTextField("What did the panel say?", required=False, rows=4)


class ToldForm(Form):
    """The day everybody was told of a decision."""

    told_on = _past("When were they told?", subject="The day they were told")


class ExcuseForm(Form):
    """Why advice that was asked for is not needed after all."""

    why = LongTextField("Why is it not needed?", rows=3, missing="Say why it is not needed")


class NothingForm(Form):
    """A form of one button."""


class AdviceForm(AddingForm):
    """One adviser's own form: its questions are those of the sections it feeds."""

    file = UploadField(
        "Attach a report",
        required=False,
        hint=f"One file, up to 10 MB: {IN_WORDS}",
    )


def advice_form(parts: list[str], *, recorded: bool, works: bool = True) -> type[AdviceForm]:
    """The form for these parts. ``recorded``: by an officer, who says who wrote it and when it came."""
    fields: dict[str, Any] = {}
    if recorded:
        fields["author"] = TextField("Who wrote it?", missing="Enter who wrote it")
        fields["received_on"] = _past("When did it come?", subject="The day it came")
    if works:
        fields["qualification"] = TextField("Their qualification" if recorded else "Your qualification", required=False)
        fields["seen_on"] = _past("When was the child last seen for this?", required=False, subject="The day")
    for part in parts:
        fields[part] = LongTextField(LABELS[part], hint=HINTS.get(part, ""), required=False, rows=5, maxlength=20_000)
    # The file stays the last question.
    fields["file"] = UploadField(
        "Attach a report",
        required=False,
        hint=f"One file, up to 10 MB: {IN_WORDS}",
    )
    return type("AdviceForm", (AdviceForm,), fields)


def ask_form() -> type[Form]:
    """Whom to ask for advice: for each adviser the person, or a name and an address, or why not."""
    fields: dict[str, Any] = {}
    for code, adviser in words.ADVISERS.items():
        fields[f"{code}_id"] = IdField()
        if code == "family":
            fields["family"] = ChoicesField("Whom of the family do we ask?", required=False)
            fields["family_why"] = TextField("If nobody of the family is asked: why", required=False, maxlength=1000)
            continue
        fields[f"{code}_ask"] = TickField("Ask for this advice")
        fields[f"{code}_who"] = ChoiceField("Somebody who signs in", shown_as="search", required=False)
        fields[f"{code}_name"] = TextField("Or somebody without an account: their name", required=False)
        fields[f"{code}_email"] = EmailField(
            "Their work email address", required=False, autocomplete="off", hint="They are sent a one-time link"
        )
        if adviser.must:
            fields[f"{code}_why"] = TextField(
                "If it is not asked for: why",
                required=False,
                maxlength=1000,
                hint="Advice already given that everybody finds sufficient: regulation 6(4)",
            )
    return type("AskForm", (Form,), fields)
