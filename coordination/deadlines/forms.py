"""What the pages of dates ask: why a date may pass, when a clock stood still, and an authority's own days."""

from typing import Any

from coordination import clock, timescales
from coordination.deadlines.habits import EARLIEST, LATEST
from coordination.documents.kinds import IN_WORDS
from coordination.timescales import ROLES, Rule
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    Row,
    RowsField,
    SelectChoice,
    TextField,
    TickField,
    UploadField,
    WholeNumberField,
)

# -- an authority's own days ------------------------------------------------------------------------------------


class SwitchForm(Form):
    """Whether mail about dates goes, and whether families may have a calendar."""

    mail = TickField("Tell people by email of dates that need them")
    family_calendar = TickField("Let young people, parents and carers put their meetings in their own calendar")


class TermRow(Row):
    """One school term."""

    name = TextField("Name", maxlength=60, missing="Enter a name, for example Autumn 2026")
    starts_on = DateField("First day", subject="The first day")
    ends_on = DateField("Last day", subject="The last day")


class ClosedRow(Row):
    """Days inside a term when schools are closed."""

    from_on = DateField("First day closed", subject="The first day closed")
    to_on = DateField("Last day closed", subject="The last day closed", required=False, hint="Leave out for one day")


class TermsForm(Form):
    """The authority's school terms."""

    terms = RowsField(TermRow, "Terms", row_text="Term", add_text="Add a term", at_most=60)
    closed = RowsField(
        ClosedRow,
        "Half terms and training days",
        row_text="Closed",
        add_text="Add more days",
        at_most=120,
    )


SIDES = [SelectChoice("before", "days before the date"), SelectChoice("after", "days after the date")]


def rule_form(rule: Rule) -> type[Form]:
    """The form of one rule: its number where an authority may set it, and when each person is told of its date."""
    fields: dict[str, Any] = {}
    if rule.setting is not None:
        fields["number"] = WholeNumberField(
            f"How many {UNITS[str(rule.unit)]}?",
            minimum=rule.setting.least,
            maximum=rule.setting.most,
            width="3",
            hint=f"Usually {rule.n}",
            subject="The number",
        )
    for place, step in enumerate(rule.escalation):
        fields[f"days_{place}"] = WholeNumberField(
            f"Tell the {ROLES[step.tell]}", maximum=-EARLIEST, width="3", subject="The number of days"
        )
        fields[f"side_{place}"] = ChoiceField("Before or after", choices=SIDES, shown_as="select")
    return type("RuleForm", (Form,), {"__doc__": "One rule's number and days.", **fields})


UNITS = {
    "calendar_day": "days",
    "week": "weeks",
    "month": "months",
    "working_day": "working days",
    "school_day": "school days",
}


def days_chosen(form: Form, rule: Rule) -> list[int]:
    """The days from the date that were chosen for each step, before it negative."""
    found = []
    for place, _ in enumerate(rule.escalation):
        days = form[f"days_{place}"].fact()
        found.append(-days if form[f"side_{place}"].fact() == "before" else min(days, LATEST + 1))
    return found


def as_typed(rule: Rule, days: list[int], number: int | None) -> dict[str, Any]:
    """What stands in the form of a rule when it is opened."""
    typed: dict[str, Any] = {"number": number} if rule.setting is not None else {}
    for place, each in enumerate(days):
        typed |= {f"days_{place}": abs(each), f"side_{place}": "before" if each < 0 else "after"}
    return typed


# -- why a date may pass ----------------------------------------------------------------------------------------


class LaterForm(AddingForm):
    """The evidence for a ground on which a later date is allowed; its dates stand in :func:`later_form`."""

    words = LongTextField(
        "What happened, and how is it known?",
        hint="Write what shows that it was not practicable to keep the date. It stays with the record",
        missing="Write what happened and how it is known",
        maxlength=4000,
    )
    file = UploadField("A file that shows it", required=False, hint=IN_WORDS)


def later_form(ground: "timescales.Ground", facts: tuple[str, ...]) -> type[LaterForm]:
    """The form of one ground: a date for each fact that decides whether it holds, and the evidence."""
    fields: dict[str, Any] = {
        name: DateField(
            f"{words[:1].upper()}{words[1:]}",
            subject="The date",
            required=not name.endswith("_to") or "closed" in name,
            missing=f"Enter {words}",
        )
        for name in facts
        for words in [timescales.FACTS[name]]
    }
    # In the order somebody would tell it: what happened when, then how it is known.
    return type("GroundForm", (LaterForm,), {"__doc__": ground.words, **fields})


class PauseForm(AddingForm):
    """Since when a clock stands still, and why."""

    from_on = DateField(
        "The day the council asked",
        subject="The day",
        latest=clock.today,
        too_late="The day must be today or earlier",
    )
    words = LongTextField(
        "What was asked?", hint="Who is asking, or what for", missing="Write what was asked", maxlength=4000
    )
    file = UploadField(
        "The question that was sent",
        required=False,
        hint=IN_WORDS,
    )


class EndForm(AddingForm):
    """That a pause is over, or that something was recorded by mistake."""

    to_on = DateField(
        "The day the answer came",
        subject="The day",
        latest=clock.today,
        too_late="The day must be today or earlier",
        required=False,
    )
    words = LongTextField("Why?", missing="Write why", maxlength=4000)
