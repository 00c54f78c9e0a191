"""What the pages of a school ask."""

from decimal import Decimal

from coordination import clock
from coordination.schools import words
from coordination.web.forms import (
    AddingForm,
    ChangingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    DecimalField,
    Form,
    LongTextField,
    Row,
    RowsField,
    TextField,
    TickField,
    WholeNumberField,
    offered,
)
from coordination.web.forms.keys import IdField


def _area(required: bool = True) -> ChoiceField:
    return ChoiceField(
        "Area of need",
        choices=offered(words.AREAS),
        shown_as="select",
        required=required,
        missing="Choose the area of need",
    )


def _who() -> TextField:
    return TextField("Who gives it?", hint="A name or a role: “Mrs Lowe”, “teaching assistant”.", required=False)


def _hours() -> DecimalField:
    return DecimalField("Hours a week for this pupil", maximum=Decimal(40), prefix=None, width="4", required=False)


def _group() -> WholeNumberField:
    return WholeNumberField(
        "How many pupils together?",
        hint="1 when alone with the adult.",
        minimum=1,
        maximum=40,
        width="3",
        required=False,
    )


def _status() -> ChoiceField:
    return ChoiceField(
        "How did it go?", choices=offered(words.OUTCOME_STATUSES), shown_as="select", missing="Say how it went"
    )


class NeedRow(Row):
    """A need."""

    text = LongTextField(words.LINES["need"].label, hint=words.LINES["need"].hint, rows=2, missing="Say what is hard")
    area = _area()


class WordsRow(Row):
    """Something that works, at school or at home."""

    text = TextField("What works?", maxlength=400, missing="Say what works")


class HomeRow(Row):
    """Something the family can do."""

    text = TextField("What can the family do?", maxlength=400, missing="Say what the family can do")


class OutcomeRow(Row):
    """What should change."""

    text = LongTextField(words.LINES["outcome"].label, rows=2, missing="Say what should be different")


class ProvisionRow(Row):
    """What is provided."""

    text = TextField(words.LINES["provision"].label, maxlength=400, missing="Say what is provided")
    area = _area(required=False)
    who = _who()
    hours_per_week = _hours()
    group_size = _group()


class _Term:
    review_on = DateField("When is it reviewed?", missing="Enter the day of the review", subject="The review")
    year_group = TextField("Year group", width="10", required=False, maxlength=20)
    class_teacher = TextField("Class teacher or tutor", required=False, maxlength=100)
    meeting_on = DateField("When are the parents next met?", required=False, subject="The day")
    meeting_words = TextField("Time and place of the meeting", required=False, maxlength=200)


class _Said:
    pupil_said = LongTextField("What does the pupil say?", hint="In their own words.", rows=3, required=False)
    parent_said = LongTextField("What do the parents say?", hint="In their own words.", rows=3, required=False)
    parent_name = TextField("Which parent said it?", required=False, maxlength=100)


class StartForm(AddingForm, _Term, _Said):
    """A cycle begins: what is hard, what works, what should change, what is provided, what was said."""

    from_on = DateField("When does it begin?", missing="Enter the day it begins", subject="The start")
    needs = RowsField(NeedRow, "What is hard", row_text="Need", add_text="Add another need")
    works = RowsField(WordsRow, "What works at school", row_text="What works", add_text="Add another thing that works")
    outcomes = RowsField(OutcomeRow, "What should change", row_text="Outcome", add_text="Add another outcome")
    provision = RowsField(ProvisionRow, "What school provides", row_text="Provision", add_text="Add more provision")
    home = RowsField(HomeRow, "What helps at home", row_text="At home", add_text="Add another thing for home")


class ChangeCycleForm(ChangingForm, _Term):
    """When a cycle is reviewed, who teaches the pupil, when the parents are met."""


class AddPupilForm(AddingForm):
    """A pupil of the school who has no record."""

    given_names = TextField("First name", missing="Enter the pupil’s first name", autocomplete="off", spellcheck=False)
    family_name = TextField("Family name", missing="Enter the family name", autocomplete="off", spellcheck=False)
    preferred_name = TextField("What they like to be called", required=False, autocomplete="off", spellcheck=False)
    born_on = DateField(
        "Date of birth",
        missing="Enter the date of birth",
        latest=clock.today,
        too_late="The date of birth is before today",
    )
    year_group = TextField("Year group", width="10", required=False, maxlength=20)
    agency_id = ChoiceField("School", shown_as="select", missing="Choose the school")
    another = TickField("None of these is the pupil: add a new record")


class NeedForm:
    """Questions about a need."""

    text = LongTextField(words.LINES["need"].label, hint=words.LINES["need"].hint, rows=3, missing="Say what is hard")
    area = _area()


class StrategyForm:
    """Questions about something that works at school."""

    text = LongTextField(
        words.LINES["strategy"].label, hint=words.LINES["strategy"].hint, rows=3, missing="Say what works"
    )


class HomeForm:
    """Questions about something for home."""

    text = LongTextField(
        words.LINES["home"].label, hint=words.LINES["home"].hint, rows=3, missing="Say what the family can do"
    )


class OutcomeForm:
    """Questions about an outcome."""

    text = LongTextField(
        words.LINES["outcome"].label, hint=words.LINES["outcome"].hint, rows=3, missing="Say what should be different"
    )
    baseline = LongTextField("Where are things now?", rows=2, required=False)
    measure = LongTextField("How will we know?", rows=2, required=False)
    target_on = DateField("By when?", required=False, subject="The date")


class ProvisionForm:
    """Questions about provision."""

    text = LongTextField(
        words.LINES["provision"].label, hint=words.LINES["provision"].hint, rows=2, missing="Say what is provided"
    )
    area = _area(required=False)
    who = _who()
    hours_per_week = _hours()
    group_size = _group()
    how_often = TextField("How often?", hint="“Monday, Wednesday and Friday, before break.”", required=False)


class _Why:
    why = TextField("Why are you changing it?", hint="It stands in the history.", required=False)


LINE_QUESTIONS = {
    "need": NeedForm,
    "strategy": StrategyForm,
    "home": HomeForm,
    "outcome": OutcomeForm,
    "provision": ProvisionForm,
}
ADDING: dict[str, type[Form]] = {
    kind: type(f"Add{kind.title()}Form", (AddingForm, questions), {}) for kind, questions in LINE_QUESTIONS.items()
}
CHANGING: dict[str, type[Form]] = {
    kind: type(f"Change{kind.title()}Form", (ChangingForm, questions, _Why), {})
    for kind, questions in LINE_QUESTIONS.items()
}


class SheetForm(Form):
    """For whom the parents' sheet is made."""

    people = ChoicesField("Who is it for?", required=False)
    on_paper_for = TextField(
        "Or print it for somebody who does not sign in", hint="Their name, as it is on the paper.", required=False,
        maxlength=100,
    )  # fmt: skip


class EndForm(Form):
    """Why something is taken out, or back."""

    why = LongTextField("Why?", rows=2, maxlength=500, missing="Say why")


class ReviewRow(Row):
    """How one outcome went."""

    status = _status()
    words = LongTextField("What do you see?", rows=2, required=False)


class ReviewForm(ChangingForm, _Said):
    """The review of a cycle."""

    next_id = IdField()
    reviewed_on = DateField(
        "When was it reviewed?", missing="Enter the day", latest=clock.today, too_late="The review is today or earlier"
    )
    outcomes = RowsField(ReviewRow, "How each outcome went", shown=0, row_text="Outcome")
    stopped = ChoicesField("What stops now?", hint="All else goes on in the next cycle.", required=False)
    what_changed = LongTextField("What has changed since the cycle began?", rows=3, required=False)
    next_step = ChoiceField("What comes next?", choices=offered(words.NEXT_STEPS), missing="Choose what comes next")
    next_review_on = DateField(
        "When is the next cycle reviewed?",
        missing="Enter when the next cycle is reviewed",
        asked_when=lambda form: form.next_step.data in {"another", "ehc"},
    )


def _first(label: str) -> DateField:
    return DateField(label, missing="Enter the day")


def _told() -> DateField:
    return DateField(
        "When were the parents told?",
        required=False,
        latest=clock.today,
        too_late="The day the parents were told must be today or earlier",
    )


def _what(label: str = "What happened?") -> LongTextField:
    return LongTextField(
        label, hint="Facts only: the family and the young person read this too.", rows=3, required=False
    )


def _reason() -> ChoiceField:
    return ChoiceField("Reason", choices=offered(words.REASONS), shown_as="select", missing="Choose the reason")


class SuspensionForm(AddingForm):
    """A suspension."""

    from_on = _first("First day of the suspension")
    to_on = DateField("Last day", missing="Enter the last day", subject="The last day")
    days = DecimalField(
        "How many school days?", places=1, maximum=Decimal(45), prefix=None, width="4", missing="Enter the days"
    )
    reason = _reason()
    what = _what()
    parents_told_on = _told()


class ExclusionForm(AddingForm):
    """A permanent exclusion."""

    from_on = _first("From which day?")
    reason = _reason()
    what = _what()
    parents_told_on = _told()


class PartTimeForm(AddingForm):
    """A part-time timetable."""

    from_on = _first("From which day?")
    to_on = DateField("On which day does it end?", missing="Enter the day it ends", subject="The day it ends")
    hours_per_week = DecimalField(
        "Hours at school a week", maximum=Decimal(40), prefix=None, width="4", missing="Enter the hours"
    )
    review_on = DateField("When is it reviewed?", required=False, subject="The review")
    what = _what("Why, and what is being done so that they come full time?")
    parents_told_on = DateField(
        "When did the parents agree?", required=False, latest=clock.today, too_late="The day must be today or earlier"
    )


class AttendanceForm(AddingForm):
    """Attendance over a period."""

    from_on = _first("From which day?")
    to_on = DateField("To which day?", missing="Enter the last day", subject="The last day")
    percent = DecimalField(
        "Attendance, of every 100 possible sessions", places=1, maximum=Decimal(100), width="4", suffix="%",
        prefix=None,
        missing="Enter the attendance",
    )  # fmt: skip
    what = _what("What is known about the absence?")


class MoveForm(AddingForm):
    """A move to another school."""

    from_on = _first("On which day do they move?")
    other_school = TextField(
        "To which school?", hint="“Not known yet” when nobody has said.", missing="Enter the school", maxlength=200
    )
    what = _what("Why, and what should the new school know first?")
    parents_told_on = _told()


HAPPENINGS: dict[str, type[Form]] = {
    "suspension": SuspensionForm,
    "exclusion": ExclusionForm,
    "part_time": PartTimeForm,
    "attendance": AttendanceForm,
    "move": MoveForm,
}
