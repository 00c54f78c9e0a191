"""The sheet of a review: opens on the child's views, five things finish it, the rest is there for who wants it."""

from collections.abc import Sequence
from uuid import UUID

from coordination import clock
from coordination.access.catalogue import audience_of
from coordination.cases import words
from coordination.cases.models import Membership
from coordination.children.saying import AUDIENCES
from coordination.reviews.forms.blocks import OptionalParts
from coordination.reviews.forms.planning import AUDIENCE_WORDS, NamedRow
from coordination.reviews.kinds import (
    AGREEMENT,
    ATTENDANCE,
    CLOSING,
    DECISIONS,
    NONE_DUE,
    PARTICIPATION,
    REPORTS,
)
from coordination.voice.forms import SHARED
from coordination.voice.operations import WAYS
from coordination.web.forms import (
    ChangingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    LongTextField,
    Row,
    RowsField,
    SelectChoice,
    TextField,
    TickField,
    TimeField,
    offered,
)


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
    report = ChoiceField("Report", shown_as="select", required=False, choices=offered(REPORTS))

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


class RecordForm(OptionalParts, ChangingForm):
    """The record of a review. Needs five things to be signed, one to be saved.

    A part that a kind of meeting does not offer is taken out of the form (``del form.part``) before it is read.
    """

    held_on = DateField("Held on", latest=lambda: clock.today(), missing="Enter the day it was held", subject="The day")
    began_at = TimeField("Began at", required=False, subject="The time")
    ended_at = TimeField("Ended at", required=False, subject="The time")
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
    step_to = TextField("Who takes over, or joins?", required=False, maxlength=300)
    step_how = LongTextField("How will they be supported?", required=False, rows=2, maxlength=2000)
    step_agreement = ChoiceField(
        "Does the family agree?", shown_as="select", required=False, choices=offered(AGREEMENT)
    )
    step_sent_on = DateField("Referral sent on", required=False, subject="The day it was sent")
    step_reference = TextField("Their reference", required=False, maxlength=100, width="20")
    close_because = ChoiceField("If it is closing, why?", shown_as="select", required=False, choices=offered(CLOSING))
    how_often = TextField(
        "If you meet more or less often, how often?", required=False, maxlength=200, hint="For example, every 4 weeks"
    )
    dissent = LongTextField(
        "Did anybody at the meeting see it differently?",
        required=False,
        rows=2,
        maxlength=2000,
        hint="The chair decides; who differs, and why, is written here",
    )
    next_on = DateField("When is the next review?", required=False, subject="The next review")
    next_at = TimeField("At what time?", required=False, subject="The time")
    next_kind = ChoiceField(
        "What kind of meeting?",
        shown_as="select",
        required=False,
        choices=[],
    )
    next_place = TextField("Where?", required=False, maxlength=300)
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
    return offered(found)


def audiences_of(roles: Sequence[str]) -> list[str]:
    """The audiences of the people who were asked: those the record is for unless somebody says otherwise."""
    found = {audience_of(role) for role in roles}
    return [audience for audience in AUDIENCES if audience in found]
