"""What the pages before a review ask: planning one, moving it, asking people."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.catalogue import FAMILY_ROLES
from coordination.cases import words
from coordination.cases.models import Membership
from coordination.reviews.operations import RESPONSES
from coordination.reviews.saves import PARTS
from coordination.reviews.suggesting import FOR
from coordination.web.forms import (
    AddingForm,
    ChangingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    HiddenTextField,
    LongTextField,
    Row,
    RowsField,
    SelectChoice,
    TextField,
    TimeField,
    WholeNumberField,
    offered,
)

# Roles of people who may be named without having an account: what they are to the child.
NAMED_ROLES = ("SW", "SEN", "DSL", "HLT", "EHC", "PRV", "ADV", "PAR", "FC", "YP")
AUDIENCE_WORDS = {
    "school": "School",
    "health": "Health",
    "provider": "Services that help",
    "carer": "Carers",
    "parent": "Parents",
    "young_person": "The young person",
}


def instant(on: date, at: time) -> datetime:
    """A day and a time of day in London as an aware instant."""
    return datetime.combine(on, at, clock.LONDON)


class NamedRow(Row):
    """Somebody who is not on the team, by name."""

    name = TextField("Name", missing="Enter their name")
    role = ChoiceField(
        "What they are here for",
        shown_as="select",
        choices=[SelectChoice(role, words.role(role)) for role in NAMED_ROLES],
        missing="Choose what they are here for",
    )

    @property
    def blank(self) -> bool:
        """A role without a name is nobody."""
        return self.name.is_blank()


def _people() -> ChoicesField:
    return ChoicesField("Who is asked?", hint="Everybody on the team is ticked", required=False, coerce=UUID)


def _not_asked() -> TextField:
    return TextField("If a parent, a carer or the child is not asked, say why", required=False, maxlength=500)


def _others() -> RowsField:
    return RowsField(
        NamedRow,
        "Others",
        hint="People who are not on the team. They get no mail: ask them yourself",
        add_text="Add another person",
        row_text="Person",
        shown=1,
        at_most=20,
    )


class _Asking:
    """Who is asked: the team, and others by name."""

    people: Any
    not_asked_reason: Any
    others: Any

    def offer_team(self, team: Sequence[Membership], *, ticked: bool = True) -> None:
        """Tell the form who is on the team; all are ticked when the page is opened."""
        self.people.offer(SelectChoice(held.id, held.person.name, {"hint": _place(held)}) for held in team)
        if ticked and not self.is_submitted():  # type: ignore[attr-defined]
            self.people.data = [held.id for held in team]

    def invitees(self, team: Sequence[Membership]) -> list[dict[str, Any]]:
        """Who is asked, in the team's order, then others; family and the child with the reason when they are not."""
        chosen = set(self.people.fact())
        found: list[dict[str, Any]] = []
        for held in team:
            who = {
                "person_id": held.person_id,
                "agency_id": held.agency_id,
                "name": held.person.name,
                "role": held.role,
            }
            if held.id in chosen:
                found.append(who)
            elif held.role in FAMILY_ROLES:
                # Without their key: somebody who is not asked must not find the meeting on their own pages.
                why = self.not_asked_reason.fact() or None
                found.append(who | {"person_id": None, "response": "not_asked", "reason": why})
        return found + [row | {"person_id": None, "agency_id": None} for row in self.others.fact()]


def _place(held: Membership) -> str:
    parts = (held.job or words.role(held.role), held.agency.name if held.agency is not None else "")
    return ", ".join(part for part in parts if part)


class PlanForm(_Asking, AddingForm):
    """A review that will be held."""

    kind = ChoiceField("What kind of meeting is it?", shown_as="select", missing="Choose the kind of meeting")
    date = DateField(
        "On what day?",
        earliest=lambda: clock.today(),
        too_early="The review must be in the future. To record one that was held, use “Record a review that was held”",
        missing="Enter the day",
        subject="The day",
    )
    at = TimeField("At what time?", hint="For example, 10am or 2:30pm", missing="Enter the time", subject="The time")
    minutes = WholeNumberField("How many minutes?", minimum=5, maximum=600, default=60, width="3", subject="Minutes")
    place = TextField("Where?", hint="A place, or a link to join", required=False, maxlength=300)
    access_needs = TextField(
        "What do people need to take part?",
        hint="For example, an interpreter, step-free access, a break after half an hour",
        required=False,
        maxlength=500,
    )
    reason = TextField("Why are you meeting?", required=False, maxlength=500)
    chair_id = ChoiceField("Who chairs?", shown_as="select", coerce=UUID, missing="Choose who chairs")
    siblings = ChoicesField(
        "Is it for brothers and sisters too?",
        hint="Each child has a review, a record and papers of their own on the same day. The team of each is asked to "
        "that child’s part, and everybody is asked once.",
        required=False,
        coerce=UUID,
    )
    people = _people()
    not_asked_reason = _not_asked()
    others = _others()

    def starts_at(self) -> datetime:
        """When it starts."""
        return instant(self.date.fact(), self.at.fact())


class HeldForm(_Asking, AddingForm):
    """A review that was held without being planned here."""

    kind = ChoiceField("What kind of meeting was it?", shown_as="select", missing="Choose the kind of meeting")
    held_on = DateField(
        "On what day was it held?",
        latest=lambda: clock.today(),
        too_late="A review that was held is today or earlier. To plan one, use “Plan a review”",
        missing="Enter the day",
        subject="The day",
    )
    people = _people()
    not_asked_reason = _not_asked()
    others = _others()


class MoveForm(ChangingForm):
    """Another day, time or place."""

    date = DateField("On what day?", earliest=lambda: clock.today(), subject="The day", missing="Enter the day")
    at = TimeField("At what time?", hint="For example, 10am or 2:30pm", missing="Enter the time", subject="The time")
    minutes = WholeNumberField("How many minutes?", minimum=5, maximum=600, width="3", subject="Minutes")
    place = TextField("Where?", required=False, maxlength=300)

    def starts_at(self) -> datetime:
        """When it starts now."""
        return instant(self.date.fact(), self.at.fact())


class CallOffForm(Form):
    """Why a review is called off."""

    why = TextField(
        "Why is it called off?",
        hint="The team reads this. The mail says only that the meeting is off",
        maxlength=500,
        missing="Say why it is called off",
    )


class AskMoreForm(_Asking, AddingForm):
    """More people for a planned review."""

    people = _people()
    not_asked_reason = _not_asked()
    others = _others()


class AnswerForm(Form):
    """Whether somebody comes. ``place`` is their place on the review."""

    place = HiddenTextField(maxlength=36, required=True)
    response = ChoiceField("Will you come?", choices=offered(RESPONSES), shown_as="inline", missing="Choose an answer")
    reason = TextField("Anything the chair should know?", required=False, maxlength=300)


class SuggestForm(AddingForm):
    """Words somebody suggests for the minutes."""

    part = ChoiceField(
        "What is it for?",
        shown_as="select",
        choices=[SelectChoice(part, PARTS[part]) for part in FOR],
        missing="Choose what it is for",
    )
    text = TextField("What should the minutes say?", maxlength=1000, missing="Write what the minutes should say")


class ManagerForm(Form):
    """What a manager answers to what was decided."""

    words = LongTextField(
        "Do you accept the decisions?",
        hint="Yes, or what happens now. Of a looked-after review the IRO Handbook asks for it within 5 working days",
        rows=3,
        maxlength=2000,
        missing="Write the answer",
    )


class KindForm(Form):
    """An authority's own words and habits for one kind of meeting."""

    words = TextField("What is it called?", maxlength=80, missing="Enter what the meeting is called")
    agenda = LongTextField("Agenda", hint="A line each", rows=11, maxlength=2000, missing="Write the agenda")
    circulate_days = WholeNumberField(
        "Within how many working days does its record go out?",
        minimum=1,
        maximum=60,
        width="3",
        hint="Local practice: many authorities use 5 to 10",
        subject="The working days",
        missing="Enter how many working days",
    )
    weeks_from = WholeNumberField(
        "After how many weeks at the earliest is the next one?", minimum=0, maximum=104, width="3",
        subject="The weeks", missing="Enter how many weeks, or 0 where none follows",
    )  # fmt: skip
    weeks_to = WholeNumberField(
        "And at the latest?", minimum=0, maximum=104, width="3", subject="The weeks",
        missing="Enter how many weeks, or 0 where none follows",
    )  # fmt: skip
