"""What the pages about a planned move ask of those who plan it."""

from uuid import UUID

from coordination import clock
from coordination.stability import moves
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    TextField,
    TickField,
    offered,
)


class MoveForm(AddingForm):
    """A planned move, and why this home."""

    needs = LongTextField(
        "What does the child need from a home?", rows=4, maxlength=4000, missing="Write what the child needs"
    )
    child_view = LongTextField(
        "What does the child want?",
        hint="In their words, or why they have not been asked yet",
        rows=3,
        maxlength=2000,
        missing="Write what the child wants, or why they have not been asked",
    )
    options = LongTextField(
        "Which homes were considered, and what spoke for and against each?",
        hint="A line each. Homes are not looked for here: write those that were found elsewhere",
        rows=4,
        maxlength=4000,
        missing="Write which homes were considered",
    )
    home = TextField(
        "Which home was chosen?",
        hint="In words, never its address",
        maxlength=300,
        missing="Write which home was chosen",
    )
    agency_id = ChoiceField("Which organisation is it of?", required=False, shown_as="select", coerce=UUID)
    why = LongTextField("Why this one?", rows=3, maxlength=2000, missing="Say why this one")
    offers = LongTextField("What does it offer of what the child needs?", required=False, rows=3, maxlength=2000)
    gaps = LongTextField("What is missing, and how is it met?", required=False, rows=3, maxlength=2000)
    siblings = LongTextField("Brothers and sisters: together, or how they see each other", required=False, rows=2)
    school = LongTextField("School: which, how far, and does it change?", required=False, rows=2)
    identity = LongTextField("Culture, faith and language: how are they lived there?", required=False, rows=2)
    moves_on = DateField("When is the move?", hint="Leave it empty while nobody knows", required=False)
    before = LongTextField(
        "Steps before the move",
        hint="A line each, in words the child may read once they are told",
        required=False,
        rows=3,
    )
    on_the_day = LongTextField("On the day", hint="A line each", required=False, rows=3)
    after = LongTextField("Afterwards", hint="A line each", required=False, rows=3)
    carers_know = LongTextField(
        "What should those who care for the child know before the move?", required=False, rows=3, maxlength=4000
    )
    carers_read = TickField("Those who care for the child read this on their page")


class ToldForm(Form):
    """That the child was told."""

    told_on = DateField("When was the child told?", latest=lambda: clock.today(), missing="Enter the day")
    told_how = LongTextField(
        "Who told them, and how did they take it?", rows=3, maxlength=2000, missing="Write who told them"
    )


class OverForm(Form):
    """How a planned move ended."""

    over = ChoiceField("How did it end?", choices=offered(moves.OVER), shown_as="radios", missing="Choose how it ended")
    over_on = DateField("When?", latest=lambda: clock.today(), missing="Enter the day")
    over_why = LongTextField("What happened?", required=False, rows=3, maxlength=2000)


class DisruptionForm(AddingForm):
    """What was learnt when a home ended unplanned."""

    met_on = DateField("When was the meeting about it?", latest=lambda: clock.today(), missing="Enter the day")
    who_came = LongTextField("Who came?", required=False, rows=2, maxlength=1000)
    led_to = LongTextField(
        "What led to it?",
        hint="Events, and what stood behind them",
        rows=4,
        maxlength=4000,
        missing="Write what led to it",
    )
    tried = LongTextField("What was tried?", required=False, rows=3, maxlength=4000)
    child_says = LongTextField(
        "What does the child say?",
        hint="In their words, or why they were not asked",
        rows=3,
        maxlength=4000,
        missing="Write what the child says, or why they were not asked",
    )
    would_have_helped = LongTextField("What would have helped?", required=False, rows=3, maxlength=4000)
    learning = LongTextField(
        "What does the next home need?",
        hint="What we learnt for finding the right one",
        rows=3,
        maxlength=4000,
        missing="Write what the next home needs",
    )
