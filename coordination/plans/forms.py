"""What a page asks about a plan: one form for each kind of statement, to add it and to change it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.plans import words
from coordination.plans.actions import PRIORITIES, STATUS_WORDS
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
    ScaleField,
    SelectChoice,
    TextField,
)
from coordination.web.forms.keys import VersionField
from coordination.wording.forms import WordsForTheYoungPerson

ONLY_THESE = "No blame. Parents see it only in these words; a carer reads the ones above if this is empty."
WHY_HINT = "It stands in the history, beside what changed."


def _text(kind: str) -> LongTextField:
    called = words.KINDS[kind]
    return LongTextField(called.label, hint=called.hint, subject="What it says", missing="Write what it says", rows=3)


def _domain() -> ChoiceField:
    choices = [SelectChoice(*pair) for pair in words.DOMAINS.items()]
    return ChoiceField("Part of life", choices=choices, shown_as="select", required=False)


def _young(hint: str = "They read this instead of the team's words.") -> LongTextField:
    return LongTextField(
        "In words for the young person",
        hint=f"Short sentences, no professional words. {hint}",
        required=False,
        rows=3,
    )


def _family(hint: str = "Leave empty to show them the words above.") -> LongTextField:
    return LongTextField(
        "In words for parents and carers",
        hint=hint,
        required=False,
        rows=3,
    )


def _audiences() -> ChoicesField:
    return ChoicesField(
        "Who else can see this?",
        hint="The team always can. Others see it once the plan is agreed.",
        required=False,
    )


class Need:
    """Questions about a need."""

    text = _text("need")
    domain = _domain()
    family_text = _family(ONLY_THESE)
    young_text = _young("They see it only in these words.")
    audiences = _audiences()


class Strength:
    """Questions about something that is going well."""

    text = _text("strength")
    keeps_going = LongTextField("What keeps it going?", required=False, rows=2)
    domain = _domain()
    family_text = _family()
    young_text = _young()
    audiences = _audiences()


class Worry:
    """Questions about a worry."""

    text = _text("worry")
    goal = LongTextField(
        "What needs to happen?", hint="One sentence that everybody can agree with.", required=False, rows=2
    )
    domain = _domain()
    family_text = _family(ONLY_THESE)
    young_text = _young("They see it only in these words.")
    audiences = _audiences()


class Outcome:
    """Questions about a change the team works for."""

    text = _text("outcome")
    need_id = ChoiceField("Which need does it answer?", shown_as="select", coerce=UUID, required=False)
    domain = _domain()
    baseline = LongTextField("Where are things now?", hint="“At school 3 days of 5.”", required=False, rows=2)
    measure = LongTextField("How will we know?", hint="What somebody would see or count.", required=False, rows=2)
    target = LongTextField("What do we aim for?", required=False, rows=2)
    target_on = DateField("By when?", required=False, subject="The date")
    status = ChoiceField(
        "How is it going?",
        choices=[SelectChoice(*pair) for pair in words.OUTCOME_STATUSES.items()],
        default="on_track",
    )
    progress_at_start = ScaleField(
        "Where was it at the start?", low="As hard as it could be", high="Exactly as we hope", required=False
    )
    progress = ScaleField("Where is it now?", low="As hard as it could be", high="Exactly as we hope", required=False)
    agreed_with_child_on = DateField(
        "Agreed with the child on", required=False, latest=clock.today, too_late="It must be today or earlier"
    )
    agreed_with_parent_on = DateField(
        "Agreed with a parent on", required=False, latest=clock.today, too_late="It must be today or earlier"
    )
    family_text = _family()
    young_text = _young()
    audiences = _audiences()


class Provision:
    """Questions about help that is given regularly."""

    text = _text("provision")
    agency_id = ChoiceField("Which organisation gives it?", shown_as="select", coerce=UUID, required=False)
    who = TextField("Who gives it?", hint="A name, or the kind of person it has to be.", required=False)
    hours_per_week = DecimalField("Hours a week", maximum=Decimal(168), prefix=None, width="5", required=False)
    how_often = TextField("How often?", hint="“Every Tuesday after school.”", required=False)
    from_on = DateField("From", required=False)
    to_on = DateField("Until", required=False)
    outcome_id = ChoiceField("Which outcome is it for?", shown_as="select", coerce=UUID, required=False)
    family_text = _family()
    young_text = _young()
    audiences = _audiences()


class Contingency:
    """Questions about what to do if things get worse."""

    text = _text("contingency")
    who = TextField("Who does it?", required=False)
    phone = TextField(
        "Which number to ring, at any hour?", input_type="tel", required=False, width="20", spellcheck=False
    )
    family_text = _family()
    young_text = _young()
    audiences = _audiences()


class _ActionQuestions:
    text = _text("action")
    owner_id = ChoiceField(
        "Who will do it?",
        hint="One person of the team. They are asked to accept it.",
        shown_as="select",
        coerce=str,
        missing="Choose one person",
    )
    due_on = DateField("Due by", required=False, subject="The date")
    check_on = DateField("Or, if it goes on without an end, check on", required=False, subject="The day to check on")
    outcome_id = ChoiceField("Which outcome is it for?", shown_as="select", coerce=UUID, required=False)
    priority = ChoiceField(
        "How urgent is it?",
        choices=[SelectChoice(*pair) for pair in PRIORITIES.items()],
        shown_as="inline",
        default="normal",
    )
    supporting = TextField("Who helps?", required=False)
    family_text = _family()
    young_text = _young()
    audiences = _audiences()


class _Why:
    why = TextField("Why are you changing it?", hint=WHY_HINT, required=False)


class _Dated:
    """An action says by when, or when somebody looks at it again."""

    def validate(self: Any, extra_validators: Any = None) -> bool:
        """All answers, and one of the two dates."""
        good = bool(super().validate(extra_validators))  # type: ignore[misc]
        if good and self.due_on.data is None and self.check_on.data is None:
            self.refuse("Enter a date it is due, or a day to check on it", "due_on")
            return False
        return good


class AddActionForm(_Dated, AddingForm, _ActionQuestions):
    """Ask somebody to do something."""

    siblings = ChoicesField(
        "Is it for brothers and sisters too?",
        hint="It stands in each child’s plan in the same words, and is closed in all of them at once. Write no child’s "
        "name in it.",
        required=False,
        coerce=UUID,
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """All answers, and a date that is still to come."""
        good = super().validate(extra_validators)
        if good and self.due_on.data is not None and self.due_on.data < clock.today():
            self.refuse("The date it is due must be today or later", "due_on")
            return False
        return good


class ChangeActionForm(_Dated, ChangingForm, _ActionQuestions, _Why):
    """Change what is asked, of whom or by when."""


class TogetherRow(Row):
    """How one of several actions goes. Its key is the action's own."""

    version = VersionField()
    status = ChoiceField(
        "How is it going?",
        choices=[
            SelectChoice(status, STATUS_WORDS[status]) for status in ("not_started", "in_progress", "blocked", "done")
        ],
        shown_as="select",
        missing="Choose how it is going",
    )
    note = LongTextField("Note, or what is in the way", required=False, rows=2)


class TogetherForm(Form):
    """How several actions go."""

    actions = RowsField(TogetherRow, "Actions", shown=0)


class UpdateActionForm(ChangingForm):
    """Say how an action is going."""

    status = ChoiceField(
        "How is it going?",
        choices=[
            SelectChoice(status, STATUS_WORDS[status]) for status in ("not_started", "in_progress", "blocked", "done")
        ],
    )
    blocker = LongTextField(
        "What is in the way?", asked_when=lambda form: form.status.data == "blocked", required=False, rows=2
    )
    done_on = DateField(
        "When was it done?",
        hint="Leave empty for today.",
        asked_when=lambda form: form.status.data == "done",
        required=False,
        latest=clock.today,
        too_late="The day it was done must be today or earlier",
    )
    evidence = LongTextField(
        "How do you know it was done?",
        asked_when=lambda form: form.status.data == "done",
        required=False,
        rows=2,
    )
    note = LongTextField("Note", hint="What happened since last time.", required=False, rows=3)


class AnswerActionForm(Form):
    """Take an action on, or say why not."""

    answer = ChoiceField(
        "Will you do this?",
        choices=[
            SelectChoice("yes", "Yes, I will do this"),
            SelectChoice("no", "No, this is not for me"),
        ],
        missing="Choose yes or no",
    )
    reason = LongTextField(
        "Why not?",
        hint="The lead reads this and finds somebody else.",
        missing="Say why this is not for you",
        asked_when=lambda form: form.answer.data == "no",
        rows=3,
    )


class JoinForm(Form):
    """Put two actions together."""

    keep = ChoiceField("Which one goes on?", missing="Choose which one goes on")


class EndForm(Form):
    """Take something out of a plan, or call an action off."""

    why = LongTextField("Why?", hint=WHY_HINT, missing="Say why", rows=3)


class DisagreeForm(AddingForm):
    """Record that somebody disagrees."""

    who = TextField("Who disagrees?", hint="Their name, and who they are to the child.")
    person = ChoiceField(
        "Are they somebody on the team?",
        hint="Then they can read their words and the answer beside the plan.",
        shown_as="select",
        coerce=UUID,
        required=False,
    )
    words = LongTextField("What did they say?", hint="In their own words.", rows=4)
    on = DateField("When did they say it?", latest=clock.today, too_late="It must be today or earlier")
    route = ChoiceField("Where is it being talked about?", shown_as="select", required=False)


class AnswerDisagreementForm(Form):
    """Answer a disagreement."""

    answer = LongTextField("The answer", hint="In words the person who disagrees would use.", rows=4)
    route = ChoiceField("Where is it being talked about?", shown_as="select", required=False)
    outcome = TextField("What came of it?", required=False)


class AgreeForm(WordsForTheYoungPerson):
    """Agree the plan as it stands."""

    note = TextField("Where was it agreed?", hint="For example: “Review of 12 March”.", required=False, maxlength=300)


class KnownOnForm(Form):
    """Ask for the plan as it was known on a day."""

    on = DateField("Day", latest=clock.today, too_late="The day must be today or earlier", subject="The day")


QUESTIONS: dict[str, type[Any]] = {
    "need": Need,
    "strength": Strength,
    "worry": Worry,
    "outcome": Outcome,
    "provision": Provision,
    "contingency": Contingency,
}
# What is just being added is on track: nobody is asked how it goes.
ADDING: dict[str, type[Any]] = {
    kind: type(f"Add{asked.__name__}Form", (AddingForm, asked), {"__doc__": f"Add a {kind}.", "status": None})
    for kind, asked in QUESTIONS.items()
}
CHANGING: dict[str, type[Any]] = {
    kind: type(f"Change{asked.__name__}Form", (ChangingForm, asked, _Why), {"__doc__": f"Change a {kind}."})
    for kind, asked in QUESTIONS.items()
}


def day_or_none(typed: str) -> date | None:
    """A day of an address (``2026-03-12``), or None where it is not one."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
