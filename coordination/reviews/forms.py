"""What the pages of reviews ask: planning one, moving it, asking people, and the one page of its record."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.catalogue import FAMILY_ROLES, audience_of
from coordination.cases import words
from coordination.cases.models import Membership
from coordination.children.saying import AUDIENCES
from coordination.reviews.kinds import ATTENDANCE, DECISIONS, NONE_DUE, PARTICIPATION
from coordination.reviews.operations import RESPONSES
from coordination.voice.forms import SHARED
from coordination.voice.operations import WAYS
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
    TickField,
    TimeField,
    WholeNumberField,
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


def offered(what: dict[str, str]) -> list[SelectChoice]:
    """Choices from words by code."""
    return [SelectChoice(key, text) for key, text in what.items()]


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
    reason = TextField("Why are you meeting?", required=False, maxlength=500)
    chair_id = ChoiceField("Who chairs?", shown_as="select", coerce=UUID, missing="Choose who chairs")
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


# -- the record ------------------------------------------------------------------------------------------------


class ViewRow(Row):
    """Somebody's exact words."""

    text = LongTextField("Their exact words", rows=2, maxlength=4000, missing="Write what they said")
    speaker = ChoiceField("Who said it?", shown_as="select", default="child")
    how = ChoiceField("How?", shown_as="select", choices=offered(WAYS), default="meeting")
    wish = TickField("This is a wish: somebody must answer it")
    shared = ChoicesField(
        "Who else may read these words?",
        required=False,
        choices=SHARED,
        default=["workers"],
    )

    @property
    def blank(self) -> bool:
        """Choices without words say nothing, unless somebody ticked that it is a wish."""
        return bool(self.text.is_blank() and self.wish.is_blank())


class AttendanceRow(Row):
    """Whether one person came. ``id`` is their place on the review."""

    attended = ChoiceField("Came", shown_as="select", required=False, choices=offered(ATTENDANCE))

    @property
    def blank(self) -> bool:
        """Everybody on the review has a row."""
        return False


class AlsoCameRow(NamedRow):
    """Somebody who came without having been asked."""

    attended = ChoiceField("Came", shown_as="select", choices=offered(ATTENDANCE), default="in_person")


class CarriedRow(Row):
    """What became of one action. ``id`` is the action."""

    status = ChoiceField(
        "Now",
        shown_as="select",
        required=False,
        choices=offered(
            {
                "not_started": "Not started",
                "in_progress": "In progress",
                "done": "Done",
                "blocked": "Blocked",
                "cancelled": "No longer needed",
            }
        ),
    )
    note = TextField("Note", required=False, maxlength=1000)
    due_on = DateField("New date", required=False, subject="The new date")

    @property
    def blank(self) -> bool:
        """An action nobody said anything about was still looked at."""
        return False


class DecisionRow(Row):
    """One decision."""

    text = TextField("Decision", maxlength=1000, missing="Write the decision")
    workers_only = TickField("For those who work with the child only")

    @property
    def blank(self) -> bool:
        """A tick without words is no decision."""
        return self.text.is_blank()


class ActionRow(Row):
    """One new action."""

    text = TextField("What will be done?", hint="Start with a verb: Ring, Book, Meet", maxlength=1000,
                     missing="Write what will be done")  # fmt: skip
    owner = ChoiceField("Who?", shown_as="select", required=False)
    due_on = DateField("By when?", required=False, subject="The date")
    young_text = TextField("In the child’s words", required=False, maxlength=1000)
    workers_only = TickField("For those who work with the child only")

    @property
    def blank(self) -> bool:
        """A person or a tick without words is no action; a date alone was the start of one."""
        return bool(self.text.is_blank() and self.young_text.is_blank() and self.due_on.is_blank())


class RecordForm(ChangingForm):
    """The record of a review: opens on the child's views, needs five things to be signed, one to be saved."""

    held_on = DateField("Held on", latest=lambda: clock.today(), missing="Enter the day it was held", subject="The day")
    brought = ChoicesField("Said since the last review", required=False, coerce=UUID)
    views = RowsField(ViewRow, "Views", add_text="Add more words", row_text="Words", shown=1, at_most=20)
    participation = ChoiceField(
        "How did the child take part?", shown_as="select", required=False, choices=offered(PARTICIPATION)
    )
    views_missing_reason = TextField(
        "If there are no views, why?", required=False, maxlength=500, hint="For example, too unwell this week"
    )
    attendance = RowsField(AttendanceRow, "Who came", shown=0, at_most=60)
    also_came = RowsField(AlsoCameRow, "Also came", add_text="Add somebody else who came", row_text="Person", shown=0,
                          at_most=20)  # fmt: skip
    changes = LongTextField(
        "What has changed?",
        required=False,
        rows=4,
        hint="A line each. Begin with the part of life, for example “School: attendance is 94%”",
    )
    carried = RowsField(CarriedRow, "Actions from before", shown=0, at_most=100)
    decisions = RowsField(DecisionRow, "Decisions", add_text="Add another decision", row_text="Decision", shown=1,
                          at_most=30)  # fmt: skip
    actions = RowsField(ActionRow, "New actions", add_text="Add another action", row_text="Action", shown=1, at_most=40)
    audiences = ChoicesField(
        "Who else reads the decisions and new actions once the record is signed?",
        required=False,
        choices=offered(AUDIENCE_WORDS),
        hint="Those who work with the child can always read them",
    )
    decision = ChoiceField("And the help as a whole?", required=False, choices=offered(DECISIONS))
    decision_reason = LongTextField("Why?", required=False, rows=2, maxlength=2000)
    next_on = DateField("When is the next review?", required=False, subject="The next review")
    next_none_reason = ChoiceField("Or why none is due", required=False, shown_as="select", choices=offered(NONE_DUE))


def owner_value(person_id: UUID | None, agency_id: UUID | None) -> str:
    """A person for an organisation, as the value of a choice: their organisation follows from it."""
    return f"{person_id}|{agency_id or ''}" if person_id else ""


def owner_of(value: str | None) -> tuple[UUID | None, UUID | None]:
    """The person and the organisation a choice means."""
    person, _, agency = (value or "").partition("|")
    return (UUID(person) if person else None), (UUID(agency) if agency else None)


def owner_choices(team: Sequence[Membership]) -> list[SelectChoice]:
    """Who can be asked to do something: everybody on the team, each for their organisation."""
    found: dict[str, str] = {}
    for held in team:
        where = held.agency.name if held.agency is not None else words.role(held.role)
        found.setdefault(owner_value(held.person_id, held.agency_id), f"{held.person.name}, {where}")
    return [SelectChoice(value, label) for value, label in found.items()]


def audiences_of(roles: Sequence[str]) -> list[str]:
    """The audiences of the people who were asked: those the record is for unless somebody says otherwise."""
    found = {audience_of(role) for role in roles}
    return [audience for audience in AUDIENCES if audience in found]
