"""The parts of a sheet that are there for who wants them: collapsed, prefilled, never in the way."""

from uuid import UUID

from coordination.plans.operations import OUTCOME_STATUSES, ROUTES
from coordination.reviews.kinds import AGREES
from coordination.web.forms import (
    ChoiceField,
    ChoicesField,
    LongTextField,
    Row,
    RowsField,
    TextField,
    WholeNumberField,
    offered,
)

# The fields of each optional part, by its key in the data of a kind of meeting.
FIELDS: dict[str, tuple[str, ...]] = {
    "agenda": ("agenda",),
    "family": ("family",),
    "changes": ("known", "changes"),
    "mapping": ("well", "worried"),
    "scaling": ("scores", "scale_question", "scale_low", "scale_high"),
    "outcomes": ("outcomes",),
    "gates": ("considered",),
    "safety": ("safety",),
    "disagreements": ("differs",),
    "closure": ("helped", "child_says", "after", "contact", "feedback", "feedback_words", "come_back"),
}


class AgendaRow(Row):
    """One line of the agenda, and a note of what was said where nothing else holds it."""

    text = TextField("What", maxlength=200, missing="Write what it is about")
    minutes = WholeNumberField("Minutes", minimum=1, maximum=600, required=False, width="3", subject="Minutes")
    lead = TextField("Who leads it", required=False, maxlength=100)
    note = LongTextField("Note", required=False, rows=2, maxlength=4000)


class FamilyRow(Row):
    """What one parent or carer says. ``id`` is their place on the review."""

    better = LongTextField("What is better?", required=False, rows=2, maxlength=4000)
    hard = LongTextField("What is hard?", required=False, rows=2, maxlength=4000)
    help = LongTextField("What would help?", required=False, rows=2, maxlength=4000)
    agrees = ChoiceField("Do they agree with the plan?", shown_as="select", required=False, choices=offered(AGREES))
    agrees_words = TextField("In their words", required=False, maxlength=1000)


class WellRow(Row):
    """Something that is going well."""

    text = TextField("What is going well?", maxlength=1000, missing="Write what is going well")
    keeps_going = TextField("What keeps it going?", required=False, maxlength=1000)


class WorriedRow(Row):
    """A worry, and one plain sentence of what needs to happen."""

    text = LongTextField(
        "What are you worried about?",
        rows=2,
        maxlength=2000,
        hint="What happened, to whom, how often, and what it does to the child. Say who says so",
        missing="Write what the worry is",
    )
    goal = TextField("What needs to happen?", required=False, maxlength=1000)
    family_text = TextField("The worry, as you would say it to the family", required=False, maxlength=1000)


class ScoreRow(Row):
    """One person's number."""

    scale = ChoiceField("Question", shown_as="select", missing="Choose the question")
    who = ChoiceField("Whose number?", shown_as="select", missing="Choose whose number it is")
    value = WholeNumberField("From 0 to 10", minimum=0, maximum=10, width="2", subject="The number")
    reason = TextField("Why this number?", required=False, maxlength=500)
    one_higher = TextField("What would make it one higher?", required=False, maxlength=500)

    @property
    def blank(self) -> bool:
        """A question without a number was not asked."""
        return bool(self.value.is_blank() and self.reason.is_blank() and self.one_higher.is_blank())


class OutcomeRow(Row):
    """How one outcome is going. ``id`` is the outcome."""

    status = ChoiceField("Going", shown_as="select", required=False, choices=offered(OUTCOME_STATUSES))
    progress = WholeNumberField("From 0 to 10", minimum=0, maximum=10, required=False, width="2", subject="Progress")

    @property
    def blank(self) -> bool:
        """An outcome nobody said anything about was still looked at."""
        return False


class GateRow(Row):
    """The answer to one question this kind of meeting must consider. ``id`` is made of the review and the question."""

    answer = LongTextField("Answer", required=False, rows=2, maxlength=4000)

    @property
    def blank(self) -> bool:
        """A question nobody answered stands in the record as not answered."""
        return False


class SafetyRow(Row):
    """What if things get worse: the sign, what to do, who, and the number to ring."""

    sign = TextField("What would tell us?", maxlength=500, missing="Write what would tell us")
    what = TextField("What do we do?", required=False, maxlength=1000)
    who = TextField("Who does it?", required=False, maxlength=200)
    phone = TextField("Number to ring", required=False, maxlength=40, input_type="tel", width="20")


class DiffersRow(Row):
    """Who sees something differently, in their words."""

    who = ChoiceField("Who?", shown_as="select", missing="Choose who sees it differently")
    words = LongTextField("In their words", rows=2, maxlength=4000, missing="Write what they said")
    route = ChoiceField("Where is it being talked about?", shown_as="select", required=False, choices=offered(ROUTES))

    @property
    def blank(self) -> bool:
        """A name without words is nobody's disagreement."""
        return bool(self.words.is_blank())


class OptionalParts:
    """The fields of every optional part. A sheet keeps those of its own kind of meeting."""

    agenda = RowsField(AgendaRow, "Agenda", add_text="Add a line", row_text="Line", shown=0, at_most=20)
    family = RowsField(FamilyRow, "What family and carers say", shown=0, at_most=20)
    known = ChoicesField(
        "Known since the last review",
        required=False,
        coerce=UUID,
        hint="Tick what the meeting confirmed: it is added below",
    )
    changes = LongTextField(
        "What has changed?",
        required=False,
        rows=4,
        hint="A line each. Begin with the part of life, for example “School: attendance is 94%”",
    )
    well = RowsField(WellRow, "Going well", add_text="Add something that goes well", row_text="Going well", shown=1,
                     at_most=20)  # fmt: skip
    worried = RowsField(WorriedRow, "Worries", add_text="Add a worry", row_text="Worry", shown=1, at_most=20)
    scores = RowsField(ScoreRow, "Scores", add_text="Add a number", row_text="Number", shown=1, at_most=60)
    scale_question = TextField("A question of your own", required=False, maxlength=300)
    scale_low = TextField("What does 0 mean?", required=False, maxlength=300)
    scale_high = TextField("What does 10 mean?", required=False, maxlength=300)
    outcomes = RowsField(OutcomeRow, "Outcomes", shown=0, at_most=60)
    considered = RowsField(GateRow, "What this meeting must consider", shown=0, at_most=20)
    safety = RowsField(SafetyRow, "If things get worse", add_text="Add another sign", row_text="Sign", shown=1,
                       at_most=20)  # fmt: skip
    differs = RowsField(DiffersRow, "Where people see things differently", add_text="Add another",
                        row_text="Somebody", shown=1, at_most=20)  # fmt: skip
    helped = LongTextField("What helped?", required=False, rows=2)
    child_says = LongTextField("What does the child say about it ending?", required=False, rows=2)
    after = LongTextField("What keeps the good things going?", required=False, rows=2)
    contact = TextField("Whom can the family ring?", required=False, maxlength=300)
    feedback = WholeNumberField(
        "How would the family score the help?", minimum=0, maximum=10, required=False, width="2",
        hint="From 0 to 10", subject="The score",
    )  # fmt: skip
    feedback_words = TextField("In their words", required=False, maxlength=1000)
    come_back = LongTextField("How do they come back if they need to?", required=False, rows=2)
