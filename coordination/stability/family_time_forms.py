"""What the pages about seeing the family ask."""

from uuid import UUID

from coordination import clock
from coordination.stability import family_time
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    TextField,
    TickField,
    YesOrNoField,
    offered,
)


class FamilyTimeForm(AddingForm):
    """How the child sees one person of the family."""

    member_id = ChoiceField("Whom does the child see?", shown_as="select", coerce=UUID, missing="Choose who it is")
    called = TextField(
        "What does the child call them?",
        hint="For example: Mum, Nan, Zara. It is how they stand on the child’s own page.",
        maxlength=60,
        missing="Enter what the child calls them",
    )
    how = ChoiceField("How?", choices=offered(family_time.WAYS), shown_as="radios", missing="Choose how")
    how_often = TextField(
        "How often, and when?",
        hint="For example: every second Saturday from 10 to 12",
        maxlength=300,
        missing="Enter how often",
    )
    place = TextField(
        "Where?",
        hint="In words that whoever sees the child may read. Never where the child lives.",
        required=False,
        maxlength=300,
    )
    from_on = DateField("Since when?", missing="Enter the day")
    rests_on = ChoiceField(
        "What does it rest on?",
        choices=offered(family_time.RESTS_ON),
        shown_as="radios",
        missing="Choose what it rests on",
    )
    order_words = LongTextField("What does the order say?", required=False, rows=2, maxlength=1000)
    child_wish = LongTextField(
        "What does the child want?", hint="In their words", required=False, rows=2, maxlength=1000
    )
    why = LongTextField(
        "What was weighed?",
        hint="Where they do not see each other, why. Only those who work with the child read this.",
        required=False,
        rows=3,
        maxlength=2000,
    )
    child_reads = TickField("The child reads this on their own page, but for what was weighed")
    both_agree = TickField("Of a brother or sister: whoever answers for their record agrees that it stands there")


class EndForm(Form):
    """The end of what was planned."""

    on = DateField("On which day?", latest=lambda: clock.today(), missing="Enter the day")
    ended_why = LongTextField("Why?", rows=3, maxlength=1000, missing="Say why")


class TimeForm(AddingForm):
    """One time that was to be."""

    was_on = DateField("On which day was it to be?", latest=lambda: clock.today(), missing="Enter the day")
    happened = YesOrNoField("Did it happen?", missing="Say whether it happened")
    why_not = LongTextField("If not, why not?", required=False, rows=2, maxlength=1000)
    after = LongTextField(
        "How was the child before and after?",
        hint="What was seen and what the child said. Nobody of the family reads this.",
        required=False,
        rows=3,
        maxlength=2000,
    )
