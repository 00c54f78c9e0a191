"""Forms about a child who is missing."""

from coordination import clock
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    SelectChoice,
    TextField,
    TickField,
    YesOrNoField,
)


class MissingForm(AddingForm):
    """That a child is missing."""

    from_on = DateField("Since when?", latest=lambda: clock.today(), missing="Enter the day")
    kind = ChoiceField(
        "Which is it?",
        choices=[
            SelectChoice("M", "Missing: nobody knows where the child is"),
            SelectChoice("A", "Away without authorisation: the carer knows where the child is"),
        ],
        missing="Say which it is",
    )
    police_told = YesOrNoField(
        "Were the police told?",
        missing="Say whether the police were told",
    )
    known = LongTextField(
        "What is known?",
        required=False,
        rows=4,
        maxlength=2000,
        hint="When the child was last seen, whom they may be with, what worries you.",
    )


class BackForm(Form):
    """That a child is back."""

    on = DateField("When did they come back?", latest=lambda: clock.today(), missing="Enter the day")
    came_back = LongTextField("How did they come back, and how are they?", required=False, rows=3, maxlength=2000)


class TimeMissingForm(MissingForm):
    """All that is known of a time that is over."""

    to_on = DateField("When did they come back?", latest=lambda: clock.today(), missing="Enter the day")
    came_back = LongTextField("How did they come back, and how are they?", required=False, rows=3, maxlength=2000)


class InterviewForm(Form):
    """The return interview."""

    on = DateField("When was it, or when was it offered?", latest=lambda: clock.today(), missing="Enter the day")
    declined = TickField("It was offered, and the child did not want it")
    interview_by = TextField(
        "Who spoke with the child?",
        maxlength=200,
        missing="Enter who spoke with the child",
        asked_when=lambda form: not form.declined.data,
    )
    independent = YesOrNoField(
        "Is that person independent of the team around the child?",
        missing="Say whether they are independent",
        asked_when=lambda form: not form.declined.data,
    )
    said = LongTextField(
        "What did the child say, in their own words?",
        required=False,
        rows=3,
        maxlength=4000,
        hint="It is kept with their views, and is theirs to read.",
        asked_when=lambda form: not form.declined.data,
    )
    learnt = LongTextField("What did we learn, and what do we do now?", required=False, rows=4, maxlength=4000)
