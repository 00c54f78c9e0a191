"""What somebody who was asked to a review is asked before it: one column, short, nothing that must be filled in."""

from collections.abc import Sequence
from typing import Any

from coordination import clock
from coordination.documents.kinds import IN_WORDS
from coordination.plans.models import Action
from coordination.plans.operations import STATUS_WORDS
from coordination.reviews.models import Contribution
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    HiddenTextField,
    LongTextField,
    Row,
    RowsField,
    ScaleField,
    SelectChoice,
    TextField,
    UploadField,
)

# What the owner of an action may say of it here.
STATUSES = ("not_started", "in_progress", "done", "blocked")


class SeenRow(Row):
    """A day on which somebody saw the child."""

    on = DateField(
        "When?",
        required=False,
        latest=lambda: clock.today(),
        too_late="A day you saw the child must be today or earlier",
        subject="The day",
    )


class ProgressRow(Row):
    """How one action is going. ``id`` is the action, ``version`` what was read of it."""

    version = HiddenTextField(maxlength=9)
    status = ChoiceField(
        "How is it going?",
        required=False,
        choices=[SelectChoice(status, STATUS_WORDS[status]) for status in STATUSES],
    )
    note = TextField("Note", required=False, maxlength=1000, hint="If it is blocked, say what is in the way")

    @property
    def blank(self) -> bool:
        """Every action of theirs has a row; whether something was said is for whoever reads it."""
        return False


class ContributionForm(AddingForm):
    """The contribution of one person to one review."""

    seen = RowsField(
        SeenRow, "Days you saw them", add_text="Add another day", row_text="Day you saw them", shown=1, at_most=12
    )
    going_well = LongTextField("What is going well?", required=False, rows=4)
    worries = LongTextField("What are you worried about?", required=False, rows=4)
    actions = RowsField(ProgressRow, "Your actions", row_text="Action", shown=0, at_most=60)
    score = ScaleField(
        "How are things for them now, as you see it?",
        low="Could not be worse",
        high="Could not be better",
        required=False,
    )
    score_reason = LongTextField("What makes it that number?", required=False, rows=2, maxlength=1000)
    asks = LongTextField(
        "What do you ask of others?", required=False, rows=3, hint="Say who should do what, and by when"
    )
    withheld = LongTextField(
        "Is there something you know and cannot share here?",
        required=False,
        rows=2,
        maxlength=1000,
        hint="Say what kind of information it is, not the information itself",
    )
    withheld_why = LongTextField("Why can you not share it?", required=False, rows=2, maxlength=1000)
    will_come = ChoiceField(
        "Will you come?",
        required=False,
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
    )
    deputy = TextField(
        "Who comes in your place?",
        required=False,
        maxlength=200,
        hint="Leave empty if nobody does",
        asked_when=lambda form: form.will_come.data == "no",
    )
    file = UploadField(
        "Attach a report",
        required=False,
        hint=f"One file, up to 10 MB: {IN_WORDS}",
    )


def started(before: Contribution | None, actions: Sequence[Action]) -> dict[str, Any]:
    """What the form is opened with: what was sent before, and each action as it stands."""
    rows = [{"id": held.id, "version": held.version, "status": held.status, "note": ""} for held in actions]
    if before is None:
        return {"actions": rows}
    come = {True: "yes", False: "no"}
    return {
        "seen": [{"on": day} for day in before.seen_on],
        "actions": rows,
        "will_come": come.get(before.will_come) if before.will_come is not None else None,
        **{
            name: getattr(before, name)
            for name in ("going_well", "worries", "score", "score_reason", "asks", "withheld", "withheld_why", "deputy")
        },
    }


def said(form: ContributionForm, actions: Sequence[Action]) -> dict[str, Any]:
    """What was sent, as the operation takes it: of the actions, those something was said of."""
    facts = form.facts()
    by_key = {held.id: held for held in actions}
    progress = []
    for row in facts.pop("actions"):
        action = by_key.get(row["id"])
        if action is None or not row["status"]:
            continue
        if row["status"] != action.status or row["note"]:
            version = int(row["version"]) if row["version"].isascii() and row["version"].isdecimal() else None
            progress.append((action, {"status": row["status"], "note": row["note"], "version": version}))
    upload = facts.pop("file")
    come, seen = facts.pop("will_come"), facts.pop("seen")
    return {
        **facts,
        "seen_on": [row["on"] for row in seen if row["on"] is not None],
        "progress": progress,
        "will_come": None if come is None else come == "yes",
        "file": (upload.filename, upload.read()) if upload is not None else None,
    }
