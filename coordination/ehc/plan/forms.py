"""What the pages of a plan in sections ask. Which questions a section asks is its type's to say."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.ehc import words
from coordination.ehc.plan.types import Section
from coordination.ehc.plan.writing import ARRANGEMENTS, SAID_BY
from coordination.plans.words import AREAS
from coordination.web.forms import (
    AddingForm,
    ChangingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    DecimalField,
    Form,
    LongTextField,
    SelectChoice,
    TextField,
    TickField,
    WholeNumberField,
    offered,
)

TEXTS: Mapping[str, tuple[str, str, str]] = {
    "aspiration": ("What do they say?", "Exactly as it was said, in their own words.", "Write what they say"),
    "need": ("What is hard?", "One need at a time: what happens, when, and how you know.", "Say what is hard"),
    "outcome": (
        "What should be different?",
        "A change in the child’s life, not a service: “Ama orders her own lunch”.",
        "Say what should be different",
    ),
    "provision": (
        "What is given?",
        "So clear that anybody could tell whether it was given. The coach points out words that promise nothing.",
        "Say what is given",
    ),
}


def _select(label: str, held: Mapping[str, str], *, required: bool = False, missing: str | None = None) -> ChoiceField:
    return ChoiceField(label, choices=offered(held), shown_as="select", required=required, missing=missing)


def _long(label: str, hint: str = "") -> Callable[[], LongTextField]:
    return lambda: LongTextField(label, hint=hint, rows=2, required=False)


def _line(label: str, hint: str = "") -> Callable[[], TextField]:
    return lambda: TextField(label, hint=hint, required=False, maxlength=300)


def _day(label: str, subject: str) -> Callable[[], DateField]:
    return lambda: DateField(label, required=False, subject=subject)


def _past(label: str) -> Callable[[], DateField]:
    return lambda: DateField(
        label, required=False, latest=clock.today, too_late="The day must be today or earlier", subject="The day"
    )


FIELDS: Mapping[str, Callable[[], Any]] = {
    "prompt": lambda: _select("What is it about?", words.PROMPTS, required=True, missing="Choose what it is about"),
    "said_by": lambda: _select("Who said it?", SAID_BY, required=True, missing="Choose who said it"),
    "gathered_how": _line("How was it gathered?", "Told, drawn, shown with symbols, watched."),
    "gathered_on": _past("When?"),
    "helped_by": _line("Who helped them to say it?"),
    "area": lambda: _select("Area of need", AREAS, required=True, missing="Choose the area of need"),
    "young_text": _long("The same in words for the child", "It stands in the one-page version they are given."),
    "strength": _long("What goes well in this?"),
    "evidence": _long("Where is this known from?", "The report, by whom and when."),
    "baseline": _long("Where are things now?", "A level, a count, what they can do today."),
    "diagnosis": _line("Diagnosis, if there is one"),
    "impact": _long("What does it mean for the child’s day?"),
    "linked_to_sen": lambda: TickField("It has to do with the special educational needs or a disability"),
    "target_on": _day("By when?", "The day"),
    "measure": _long("How will we know?"),
    "target": _long("What is aimed at in the next 12 months?"),
    "steps": _long("Smaller steps on the way", "One a line."),
    "monitored_by": _line("Who watches over it?"),
    "strand": lambda: _select("Preparing for adulthood", words.ADULTHOOD),
    "agency_id": lambda: ChoiceField("Which organisation gives it?", shown_as="select", coerce=UUID, required=False),
    "who": _line("Who gives it?", "A name or a role: “teaching assistant”."),
    "expertise": _line("What must they know?", "“Trained in the programme by the speech and language therapist”."),
    "setting": _line("Where?"),
    "group_size": lambda: WholeNumberField(
        "How many together?", hint="1 when alone with the adult.", minimum=1, maximum=40, width="3", required=False
    ),
    "sessions_per_week": lambda: DecimalField(
        "How many times a week?", places=1, maximum=Decimal(50), prefix=None, width="4", required=False
    ),
    "session_minutes": lambda: WholeNumberField(
        "How many minutes each time?", minimum=1, maximum=480, width="4", required=False
    ),
    "weeks_per_year": lambda: WholeNumberField(
        "How many weeks a year?", hint="A school year has 38 or 39.", minimum=1, maximum=52, width="3", required=False
    ),
    "from_on": _day("From when?", "The start"),
    "review_on": _day("When is it looked at again?", "The day"),
    "funding": _line("Who pays?", "The school’s own money, the council’s top-up, the integrated care board."),
    "monitoring": _line("How is it watched over?"),
    "commissioner": _line("Which commissioner?", "The integrated care board."),
    "commissioner_agreed_on": _past("When did the commissioner agree?"),
}


@cache
def _made(makes: str, fields: tuple[str, ...], answers: bool, changing: bool) -> type[Form]:
    label, hint, missing = TEXTS[makes]
    asked: dict[str, Any] = {}
    for name in fields:
        if name == "text":
            asked[name] = LongTextField(label, hint=hint, rows=3, missing=missing)
        else:
            asked[name] = FIELDS[name]()
    if answers:
        asked["answers"] = ChoicesField("What does it answer?", coerce=UUID, required=False)
    if changing:
        asked["why"] = TextField("Why are you changing it?", hint="It stands in the history.", required=False)
    return type("SectionForm", (ChangingForm if changing else AddingForm,), asked)


def section_form(section: Section, *, changing: bool, adulthood: bool) -> type[Form]:
    """The form of an entry of a section. ``adulthood``: whether preparing for adulthood is asked about."""
    fields = tuple(name for name in section.fields if adulthood or name != "strand")
    return _made(section.makes or "", fields, bool(section.answers), changing)


def offer(form: Any, *, agencies: Iterable[Any], answers: Iterable[SelectChoice]) -> None:
    """Say which organisations and entries may be chosen, where the form asks."""
    if "agency_id" in form:
        form.agency_id.offer([SelectChoice(held.id, held.name) for held in agencies])
    if "answers" in form:
        form.answers.offer(list(answers))


class PutInForm(Form):
    """What of the support plan stands here too."""

    statements = ChoicesField("What should stand here too?", coerce=UUID, missing="Choose what to place here")


class WhyForm(Form):
    """Why something is taken out."""

    why = LongTextField("Why?", rows=2, maxlength=500, missing="Say why")


class StartForm(AddingForm):
    """A plan begins."""

    type = ChoiceField("Which type of plan?", missing="Choose a type of plan")
    layer = ChoiceField("Which layer?", shown_as="select", required=False)


class BudgetForm(AddingForm):
    """A line of section J."""

    what = LongTextField("What is it spent on?", rows=2, maxlength=1000, missing="Say what it is spent on")
    arrangement = ChoiceField("How is it paid?", choices=offered(ARRANGEMENTS), missing="Choose how it is paid")
    outcome_id = ChoiceField("Which outcome does it serve?", shown_as="select", coerce=UUID, required=False)
    pounds = DecimalField("How much a year?", required=False)
    agreed_on = _past("When was it agreed?")()
    review_on = DateField("When is it looked at again?", required=False, subject="The day")
