"""Forms of the plans that the law asks for. The form of a theme is made from its questions."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.statutory_plans.checking import COLOUR_WORDS, COLOURS
from coordination.statutory_plans.kinds import Criterion, Question, Theme
from coordination.statutory_plans.leaving import STATUSES, WHAT_EACH_IS
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    DecimalField,
    Form,
    HiddenTextField,
    LongTextField,
    ScaleField,
    SelectChoice,
    TextField,
)

AGREEMENT = {
    "yes": "Yes",
    "part": "In part",
    "no": "No",
    "not_asked": "They were not asked, or could not say",
}


def field_of(question: Question, label: Any = None) -> Any:
    """The field of one question; ``label``: other words for it, on the young person's own pages."""
    own = label is not None
    asked = label if own else question.label
    if question.kind == "scale":
        return ScaleField(asked, low=question.low, high=question.high, required=False, hint=question.hint)
    if question.kind == "percent":
        return DecimalField(
            asked, required=False, places=1, maximum=Decimal(100), prefix="", suffix="%", hint=question.hint
        )
    if question.kind == "money":
        return DecimalField(asked, required=False, places=2, maximum=Decimal(99999), hint=question.hint)
    if question.kind == "choice":
        return ChoiceField(
            asked,
            choices=[SelectChoice(code, words) for code, words in question.options.items()],
            required=False,
            shown_as="inline",
            hint=question.hint,
        )
    hint = question.hint or ("In their own words." if question.whose == "child" and not own else "")
    return LongTextField(asked, required=False, rows=4, maxlength=6000, hint=hint)


def theme_form(theme: Theme) -> type[Form]:
    """A form that asks every question of a theme, and which outcomes and actions carry it out."""
    fields: dict[str, Any] = {question.code: field_of(question) for question in theme.questions}
    fields["before"] = HiddenTextField(maxlength=60000)
    fields["tied"] = ChoicesField(
        "What of the support plan carries this out?",
        required=False,
        coerce=UUID,
        hint="Outcomes and actions are written once, in the support plan, and named here.",
    )
    return type("ThemeForm", (Form,), fields)


class BeginForm(AddingForm):
    """The beginning of a version: for which term, and where the one before is kept."""

    term = ChoiceField("For which school term?", missing="Choose the school term")
    where = ChoiceField(
        "Where is this plan?",
        choices=[
            SelectChoice("here", "Write it here"),
            SelectChoice(
                "elsewhere",
                "It is made already, and kept in another place",
                {"hint": "Its day is recorded, so that the date is met. The next one is written here."},
            ),
        ],
        missing="Say where it is",
    )
    agreed_on = DateField(
        "When was it made?",
        latest=lambda: clock.today(),
        missing="Enter the day it was made",
        asked_when=lambda form: form.where.data == "elsewhere",
    )
    elsewhere = TextField(
        "Where is it kept?",
        maxlength=200,
        missing="Say where it is kept",
        asked_when=lambda form: form.where.data == "elsewhere",
    )

    def __init__(self, *, terms: Iterable[tuple[str, str]] = (), **facts: Any) -> None:
        super().__init__(**facts)
        offered = [SelectChoice(code, words) for code, words in terms]
        if offered:
            self.term.offer(offered)
        else:
            del self.term


class AgreeForm(Form):
    """Who agrees, and what the young person says."""

    agreed_on = DateField("When was it agreed?", latest=lambda: clock.today(), missing="Enter the day")
    agreed_with = ChoicesField("Who agreed to it?", missing="Choose who agreed")
    child_agrees = ChoiceField(
        "Does the young person agree?",
        choices=[SelectChoice(code, words) for code, words in AGREEMENT.items()],
        missing="Say whether the young person agrees",
    )
    child_words = LongTextField(
        "What did they say?",
        required=False,
        rows=3,
        maxlength=2000,
        hint="In their own words. If they were not asked: why not.",
    )
    look_on = DateField("When is it looked at again, at the latest?", required=False)
    audiences = ChoicesField(
        "Who is given it?",
        choices=[
            SelectChoice("young_person", "The young person"),
            SelectChoice("carer", "The foster carer", {"hint": "Of the placement it is made for"}),
        ],
        required=False,
    )


class ThemeActionForm(AddingForm):
    """Something to be done about a theme: it stands in the support plan."""

    text = TextField("What will be done?", maxlength=300, hint="Begin with a verb.", missing="Write what will be done")
    owner_id = ChoiceField("Who does it?", shown_as="search", missing="Choose who does it")
    due_on = DateField("By when?", earliest=lambda: clock.today(), missing="Enter the day it is due")
    young_text = TextField(
        "The same in words for the young person",
        required=False,
        maxlength=300,
        hint="They read it on their own page. Leave it empty if it is not for them.",
    )


def check_form(criteria: Iterable[Criterion]) -> type[AddingForm]:
    """A form that asks for a colour, and what is to be done, for each criterion."""
    fields: dict[str, Any] = {}
    for criterion in criteria:
        fields[f"rag_{criterion.code}"] = ChoiceField(
            criterion.title,
            choices=[SelectChoice(colour, COLOUR_WORDS[colour]) for colour in COLOURS],
            missing=f"Choose green, amber or red: {criterion.title.lower()}",
            hint=criterion.hint,
        )
        fields[f"do_{criterion.code}"] = TextField(
            f"What is to be done: {criterion.title.lower()}",
            maxlength=500,
            required=False,
            hint="Needed for amber and red.",
        )
    fields["note"] = LongTextField("Anything else?", required=False, rows=3, maxlength=2000)
    return type("CheckForm", (AddingForm,), fields)


class StatusForm(AddingForm):
    """What a young person is by the law of leaving care."""

    status = ChoiceField(
        "What is the young person by law?",
        choices=[SelectChoice(code, words, {"hint": WHAT_EACH_IS[code]}) for code, words in STATUSES.items()],
        missing="Choose what they are",
    )
    from_on = DateField("Since when?", latest=lambda: clock.today(), missing="Enter the day")
    why = LongTextField(
        "What does it rest on?",
        rows=3,
        maxlength=2000,
        hint="Also what days and ages do not tell: short breaks, six months at home, hospital or custody at 16.",
        missing="Say what it rests on",
    )


class AssessedForm(Form):
    """The needs assessment for leaving care."""

    assessed_on = DateField("When was it completed?", latest=lambda: clock.today(), missing="Enter the day")
    found = LongTextField(
        "What was found?",
        rows=6,
        maxlength=6000,
        hint="Health and development, education, support from family and others, money, practical skills, and the"
        " need for care, support and a home (regulation 42; Care Leavers Regulations 2010, regulation 5).",
        missing="Write what was found",
    )
