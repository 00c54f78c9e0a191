"""What planning one day for several duties asks: the day, what the child said to it, and each part's own people."""

import datetime as dates
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.catalogue import FAMILY_ROLES, MEETING_OWNERS
from coordination.cases import words as words_of
from coordination.cases.models import Membership
from coordination.reviews.forms.planning import instant
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    LongTextField,
    SelectChoice,
    TextField,
    TickField,
    TimeField,
    WholeNumberField,
    offered,
)

ASKED = {
    "yes": "Yes, and one day is what they want",
    "rather_not": "Yes, and they would rather have separate days",
    "not_asked": "Not yet, because",
}


class DayForm(AddingForm):
    """The day, and what the child said to it. Each part's questions are added by :func:`day_form`."""

    asked = ChoiceField(
        "Has the child been asked first?",
        choices=offered(ASKED),
        missing="Say whether the child has been asked",
    )
    asked_words = LongTextField(
        "What did they say, or why were they not asked?",
        rows=3,
        required=False,
        maxlength=1000,
        hint="It stands in the record of each part",
    )
    date = DateField("Day", subject="The day", earliest=clock.today, too_early="The day must be today or later")
    at = TimeField("Time it begins", subject="The time")
    place = TextField("Where, or the link to join", required=False, maxlength=300)
    not_asked_reason = TextField(
        "If a parent, a carer or the child is not asked to a part, say why", required=False, maxlength=500
    )
    late_known = TickField("I know what this day makes late, and plan it all the same")

    def starts_at(self) -> dates.datetime:
        """When the first part begins."""
        return instant(self.date.fact(), self.at.fact())

    def said(self) -> str:
        """What stands in each part's reason: what the child said to having them on one day."""
        words = f"One day for several meetings. Has the child been asked first? {ASKED[self.asked.fact()]}"
        return f"{words}: {self.asked_words.fact()}" if self.asked_words.fact() else words

    def invitees(self, key: str, team: Sequence[Membership]) -> list[dict[str, Any]]:
        """Who is asked to one part, in the team's order; family and the child with the reason where they are not."""
        chosen = set(self[f"{key}_people"].fact())
        found: list[dict[str, Any]] = []
        for held in team:
            who = {"agency_id": held.agency_id, "name": held.person.name, "role": held.role}
            if held.id in chosen:
                found.append(who | {"person_id": held.person_id})
            elif held.role in FAMILY_ROLES:
                # Without their key: somebody who is not asked must not find the meeting on their own pages.
                why = self.not_asked_reason.fact() or None
                found.append(who | {"person_id": None, "response": "not_asked", "reason": why})
        return found

    def chosen_date(self) -> dates.date | None:
        """The day as it stands in the form, where it is one."""
        return self.date.data if isinstance(self.date.data, dates.date) else None


def day_form(parts: Sequence[tuple[str, str]], team: Sequence[Membership]) -> type[DayForm]:
    """The form of a day with these parts (key and words): each asks for its own chair, minutes and people."""
    fields: dict[str, Any] = {}
    people = [SelectChoice(held.id, held.person.name, {"hint": words_of.role(held.role)}) for held in team]
    chairs = [
        SelectChoice(held.person_id, held.person.name)
        for held in team
        if held.person_id is not None and held.role not in FAMILY_ROLES
    ]
    for key, words in parts:
        fields[f"{key}_chair"] = ChoiceField(
            f"Who chairs the {_inside(words)}?",
            choices=chairs,
            shown_as="select",
            coerce=UUID,
            default=_usual_chair(key, team),
            missing="Choose who chairs it",
        )
        fields[f"{key}_minutes"] = WholeNumberField(
            "Minutes", minimum=10, maximum=480, default=45, width="3", subject="The minutes"
        )
        fields[f"{key}_people"] = ChoicesField(
            f"Who is asked to the {_inside(words)}?",
            choices=people,
            coerce=UUID,
            default=[held.id for held in team],
            missing="Choose who is asked",
        )
    return type("DayForm", (DayForm,), {"__doc__": DayForm.__doc__, **fields})


def _inside(words: str) -> str:
    """Words inside a sentence: what begins with an abbreviation keeps its capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _usual_chair(key: str, team: Sequence[Membership]) -> UUID | None:
    owners = MEETING_OWNERS[key]
    return next((held.person_id for held in team if held.role in owners), None)
