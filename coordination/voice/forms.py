"""What the pages of views and wishes ask."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from coordination import clock
from coordination.access.catalogue import FAMILY_ROLES
from coordination.cases import words
from coordination.cases.models import Membership
from coordination.voice.growing import AREAS
from coordination.voice.operations import ANSWERS, WAYS, WORKERS
from coordination.web.forms import (
    AddingForm,
    ChangingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    LongTextField,
    ScaleField,
    SelectChoice,
    TextField,
    TickField,
)
from coordination.web.forms.keys import IdField
from coordination.wording.forms import WordsForTheYoungPerson

SHARED = (
    SelectChoice("workers", "Everybody who works with the child"),
    SelectChoice("carer", "Carers"),
    SelectChoice("parent", "Parents"),
)
_KIND_OF = {"PAR": "parent", "FC": "carer"}


class Speaker(NamedTuple):
    """Who said something: the child, somebody of the family on the team, or somebody else."""

    kind: str
    person_id: UUID | None = None
    name: str | None = None


def speaker_choices(child_name: str, team: Iterable[Membership]) -> list[SelectChoice]:
    """Who can have said something, by name where they are on the team."""
    found = [SelectChoice("child", child_name)]
    seen = set()
    for held in team:
        kind = _KIND_OF.get(held.role)
        if kind is not None and held.person_id not in seen:
            seen.add(held.person_id)
            found.append(
                SelectChoice(f"{kind}|{held.person_id}", f"{held.person.name}, {words.role(held.role).lower()}")
            )
    return [*found, SelectChoice("other", "Somebody else")]


def speaker_value(kind: str, person_id: UUID | None) -> str:
    """Who said something, as the value of a choice."""
    return f"{kind}|{person_id}" if person_id is not None and kind != "child" else kind


def speaker_of(value: str, team: Iterable[Membership], name: str = "") -> Speaker:
    """Who a choice means. ``name`` is of somebody who is not on the team."""
    kind, _, key = value.partition("|")
    for held in team:
        if str(held.person_id) == key and _KIND_OF.get(held.role) == kind:
            return Speaker(kind, held.person_id, held.person.name)
    return Speaker(kind if kind in {"child", "other"} else "other", None, name or None)


def readers_of(shared: Sequence[str]) -> list[str]:
    """The audiences of the ticks: workers are several."""
    found = [key for key in shared if key != "workers"]
    return [*WORKERS, *found] if "workers" in shared else found


def shared_by(audiences: Iterable[str]) -> list[str]:
    """The ticks of the audiences of something that is kept."""
    held = set(audiences)
    return [*(["workers"] if held & set(WORKERS) else []), *(key for key in ("carer", "parent") if key in held)]


class ViewForm(AddingForm):
    """What somebody said, in their own words."""

    text = LongTextField(
        "What did they say?",
        hint="Their exact words. If they drew it or showed it, say what you saw",
        missing="Write what they said",
        rows=4,
    )
    speaker = ChoiceField("Who said it?", shown_as="select", default="child", missing="Choose who said it")
    speaker_name = TextField(
        "Their name",
        required=False,
        maxlength=120,
        hint="If it was somebody who is not in the list",
        asked_when=lambda form: form.speaker.data == "other",
    )
    how = ChoiceField(
        "How?", shown_as="select", choices=[SelectChoice(*pair) for pair in WAYS.items()], missing="Choose how"
    )
    said_on = DateField(
        "When?", latest=clock.today, too_late="The day it was said must be today or earlier", subject="The day"
    )
    gathered_by = TextField("Who wrote it down?", required=False, maxlength=120)
    about = TextField("What is it about?", required=False, maxlength=120, hint="For example, school or family time")
    wish = TickField("This is a wish: somebody must answer it")
    wish_owner_id = ChoiceField(
        "Who finds the answer?",
        shown_as="select",
        coerce=UUID,
        missing="Choose who finds the answer",
        asked_when=lambda form: bool(form.wish.data),
    )
    shared = ChoicesField(
        "Who else may read these words?",
        required=False,
        choices=SHARED,
        hint="The child can always read their own words",
    )
    only_my_worker = TickField(
        "They asked that only their worker reads this",
        hint="It is then hidden from the rest of the team, and never from whoever is on duty to keep them safe",
    )

    def offer_people(self, child_name: str, team: Sequence[Membership]) -> None:
        """Say who can have said it, and who can answer."""
        self.speaker.offer(speaker_choices(child_name, team))
        workers = {held.person_id: held.person.name for held in team if held.role not in FAMILY_ROLES}
        self.wish_owner_id.offer(SelectChoice(key, name) for key, name in workers.items())

    def view_facts(self, team: Sequence[Membership]) -> dict[str, Any]:
        """The answers as ``record_view`` takes them."""
        facts = self.facts()
        speaker = speaker_of(facts.pop("speaker"), team, facts.pop("speaker_name"))
        shared = facts.pop("shared")
        return facts | {
            "speaker": speaker.kind,
            "speaker_id": speaker.person_id,
            "speaker_name": speaker.name,
            "gathered_by": facts["gathered_by"] or None,
            "about": facts["about"] or None,
            "audiences": [] if facts["only_my_worker"] else readers_of(shared),
        }


class AnswerForm(ChangingForm, WordsForTheYoungPerson):
    """The answer to a wish."""

    answer = ChoiceField(
        "What is the answer?", choices=[SelectChoice(*pair) for pair in ANSWERS.items()], missing="Choose an answer"
    )
    reason = LongTextField(
        "Why?",
        hint="In words the child will understand. They read this",
        missing="Give the reason in words the child will understand",
        rows=3,
        maxlength=1000,
    )
    told_on = DateField(
        "When were they told?",
        required=False,
        latest=clock.today,
        too_late="The day they were told must be today or earlier",
        hint="Leave empty if nobody has told them yet. The answer is on their page as soon as it is saved",
        subject="The day they were told",
    )


def _area(area: str) -> ScaleField:
    return ScaleField(AREAS[area], low="Very hard for them", high="Going very well", required=False)


class RatingForm(Form):
    """How an adult thinks the child is doing. Each answer carries the key it will have."""

    relationships_id = IdField()
    relationships = _area("relationships")
    independence_id = IdField()
    independence = _area("independence")
    confidence_id = IdField()
    confidence = _area("confidence")
    safety_id = IdField()
    safety = _area("safety")
    belonging_id = IdField()
    belonging = _area("belonging")
    why = LongTextField(
        "What have you seen that makes you think so?",
        hint="In words the child can read, when you show it to them.",
        required=False,
        rows=3,
        maxlength=500,
    )
    shown = TickField("Show my numbers and words to the young person, beside their own", required=False)
