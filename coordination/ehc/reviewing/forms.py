"""What the pages of EHC reviews ask: the sheet itself, planning the meeting, and the council's decision."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.ehc import words as ehc_words
from coordination.ehc.reviewing import words as sheet
from coordination.ehc.reviewing.answers import Answers
from coordination.reviews.forms import PlanForm, instant
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
    offered,
)

# A plan has so many entries at most; a page of more would not be read.
MOST_ENTRIES = 80
# What several advisers sent stands in one answer, each of whom may fill three boxes of 4000 characters.
LONGEST_SAID = 60_000
# Answers that the page may put in before anybody types (``beforehand``).
PUT_IN = frozenset({"attendance", "health_says", "care_says", "others_say"})
_NO_ANSWERS = frozenset({"version", "base", "put_in"})


def _select(label: str, held: Mapping[str, str]) -> ChoiceField:
    return ChoiceField(label, choices=offered(held), shown_as="select", required=False)


def _inline(label: str, held: Mapping[str, str], hint: str = "") -> ChoiceField:
    return ChoiceField(label, choices=offered(held), shown_as="inline", required=False, hint=hint)


def _long(label: str, hint: str = "", rows: int = 2, maxlength: int = 4000) -> LongTextField:
    return LongTextField(label, hint=hint, rows=rows, required=False, maxlength=maxlength)


def _line(label: str, hint: str = "") -> TextField:
    return TextField(label, hint=hint, required=False, maxlength=300)


class OutcomeRow(Row):
    """One outcome of section E. ``id`` is its statement."""

    judgement = _select(sheet.OF_OUTCOME["judgement"], sheet.JUDGEMENTS)
    words = _long(sheet.OF_OUTCOME["words"], "What was seen or measured, and where it began")
    reason = _long(sheet.OF_OUTCOME["reason"], "What helped, or got in the way")
    next = _select(sheet.OF_OUTCOME["next"], sheet.NEXT)
    target = _long(sheet.OF_OUTCOME["target"], "For the next 12 months")


class ProvisionRow(Row):
    """One thing of sections F, G and H that is provided. ``id`` is its statement."""

    given = _select(sheet.OF_PROVISION["given"], sheet.GIVEN)
    why = _long(sheet.OF_PROVISION["why"])
    works = _select(sheet.OF_PROVISION["works"], sheet.WORKS)
    change = _long(sheet.OF_PROVISION["change"])


class BaseField(HiddenTextField):
    """What the sheet said when it was opened, as the page carries it: so that two saves can be put together."""

    def __init__(self, **rest: Any) -> None:
        super().__init__("", maxlength=300_000, **rest)


class SheetForm(ChangingForm):
    """The sheet of an EHC review. Nothing is demanded here: what the report needs is asked for when it is sent."""

    base = BaseField()
    put_in = HiddenTextField("", maxlength=300)
    attendance = _line(sheet.LABELS["attendance"], "For example, 91% this year, 88% last year")
    suspensions = _line(sheet.LABELS["suspensions"], "Days and reasons, or none")
    admission = _line(sheet.LABELS["admission"])
    pupil_premium = _inline(sheet.LABELS["pupil_premium"], sheet.PREMIUM)
    progress = RowsField(OutcomeRow, "Outcomes", at_most=MOST_ENTRIES, shown=0)
    provision = RowsField(ProvisionRow, "Provision", at_most=MOST_ENTRIES, shown=0)
    needs_b = _inline(sheet.LABELS["needs_b"], sheet.CHANGED)
    needs_b_words = _long(sheet.LABELS["needs_b_words"])
    needs_c = _inline(sheet.LABELS["needs_c"], sheet.CHANGED)
    needs_c_words = _long(sheet.LABELS["needs_c_words"])
    needs_d = _inline(sheet.LABELS["needs_d"], sheet.CHANGED)
    needs_d_words = _long(sheet.LABELS["needs_d_words"])
    attainment = _long(sheet.LABELS["attainment"])
    reading_age = _line(sheet.LABELS["reading_age"])
    access_arrangements = _line(sheet.LABELS["access_arrangements"], "Extra time, a reader, a separate room")
    employment = _long(sheet.LABELS["employment"])
    independent_living = _long(sheet.LABELS["independent_living"])
    community = _long(sheet.LABELS["community"])
    health = _long(sheet.LABELS["health"])
    destination = _line(sheet.LABELS["destination"])
    travel = _line(sheet.LABELS["travel"])
    capacity = _long(sheet.LABELS["capacity"], "What they decide, and what they need in order to decide")
    supporter = _line(sheet.LABELS["supporter"])
    next_setting = _line(sheet.LABELS["next_setting"], "What is proposed. The council decides and names it in the plan")
    visits = _line(sheet.LABELS["visits"])
    transition = _long(sheet.LABELS["transition"])
    transport = _line(sheet.LABELS["transport"])
    budget_wish = _long(sheet.LABELS["budget_wish"])
    health_says = _long(sheet.LABELS["health_says"], maxlength=LONGEST_SAID)
    care_says = _long(sheet.LABELS["care_says"], maxlength=LONGEST_SAID)
    others_say = _long(sheet.LABELS["others_say"], maxlength=LONGEST_SAID)
    chased_on = DateField(
        "If nothing came: asked again on",
        required=False,
        latest=clock.today,
        too_late="The day must be today or earlier",
        subject="The day",
    )
    chased_words = _line(sheet.LABELS["chased_words"])
    differences = _long(sheet.LABELS["differences"])
    recommendation = ChoiceField("What is recommended?", choices=offered(sheet.RECOMMENDATIONS), required=False)
    recommendation_why = _long(sheet.LABELS["recommendation_why"], rows=4)
    sections = ChoicesField(
        "Which sections would change?",
        hint="Tick them, and write the wording that is proposed below",
        choices=[SelectChoice(letter, f"{letter}: {ehc_words.SECTIONS[letter]}") for letter in sheet.REVIEWED],
        required=False,
    )
    proposed_a = _long(sheet.LABELS["proposed_a"])
    proposed_b = _long(sheet.LABELS["proposed_b"])
    proposed_c = _long(sheet.LABELS["proposed_c"])
    proposed_d = _long(sheet.LABELS["proposed_d"])
    proposed_e = _long(sheet.LABELS["proposed_e"])
    proposed_f = _long(sheet.LABELS["proposed_f"])
    proposed_g = _long(sheet.LABELS["proposed_g"])
    proposed_h1 = _long(sheet.LABELS["proposed_h1"])
    proposed_h2 = _long(sheet.LABELS["proposed_h2"])
    proposed_i = _long(sheet.LABELS["proposed_i"])

    @classmethod
    def opened(
        cls,
        version: int,
        said: Answers,
        outcomes: Iterable[UUID],
        provision: Iterable[UUID],
        *,
        proposed: Mapping[str, str] = MappingProxyType({}),
        **rest: Any,
    ) -> "SheetForm":
        """The sheet filled with what is saved, a row for each outcome and each thing provided.

        ``proposed`` stands in fields that nothing was answered in; it is no answer until somebody saves it.
        """
        data: dict[str, Any] = {**proposed, **{name: value for name, value in said.items() if "." not in name}}
        data["sections"] = [letter for letter in said.get("sections", "").split(", ") if letter]
        data["chased_on"] = date.fromisoformat(said["chased_on"]) if said.get("chased_on") else None
        for kind, keys, asks in (
            ("progress", outcomes, sheet.OF_OUTCOME),
            ("provision", provision, sheet.OF_PROVISION),
        ):
            data[kind] = [
                {"id": key, **{name: said.get(f"{kind}.{key}.{name}", "") or None for name in asks}} for key in keys
            ]
        return cls(data=data | {"version": version, "base": as_base(said), "put_in": " ".join(proposed)}, **rest)

    def answers(self, known: Mapping[str, Iterable[UUID]]) -> Answers:
        """What was answered, flat. ``known``: the statements that may be spoken of; anything else is left out."""
        facts = self.facts()
        found: Answers = {}
        for kind in ("progress", "provision"):
            allowed = set(known[kind])
            for row in facts.pop(kind):
                if row["id"] in allowed:
                    found |= {
                        f"{kind}.{row['id']}.{name}": str(said) for name, said in row.items() if said and name != "id"
                    }
        facts["sections"] = ", ".join(facts["sections"])
        facts["chased_on"] = facts["chased_on"].isoformat() if facts["chased_on"] else ""
        return found | {name: str(said) for name, said in facts.items() if said and name not in _NO_ANSWERS}

    def left_out(self) -> list[str]:
        """What was put in for the writer and they emptied, by its name."""
        return [name for name in (self.put_in.data or "").split() if name in PUT_IN and not self[name].data]

    def base_answers(self) -> Answers:
        """What the page said when it was opened; nothing where the page was changed on its way."""
        try:
            held = json.loads(self.base.data or "{}")
        except ValueError:
            return {}
        if not isinstance(held, dict):
            return {}
        return {str(name): str(said) for name, said in held.items()}


def as_base(said: Answers) -> str:
    """Answers as the page carries them."""
    return json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


class MeetingForm(PlanForm):
    """A review's kind and its meeting. Who is asked is proposed from the team."""

    kind = None  # type: ignore[assignment]
    reason = None  # type: ignore[assignment]
    siblings = None  # type: ignore[assignment]
    annual_id = HiddenTextField(maxlength=36)
    type = ChoiceField(
        "What kind of review is it?", choices=offered(sheet.TYPES), shown_as="select",
        missing="Choose what kind of review it is",
    )  # fmt: skip
    transfer = ChoiceField(
        "If it is about a move to the next phase, which?",
        hint="The plan must name the next place before 15 February of the year of the move, or before 31 March for a "
        "post-16 place (SEND Regulations 2014, regulation 18)",
        choices=offered(sheet.TRANSFERS),
        shown_as="select",
        required=False,
    )
    transfers_on = DateField(
        "If it is from one post-16 place to another, on what day?", required=False, subject="The day"
    )
    ask_now = TickField("Send the invitations now")


class DayForm(Form):
    """On what day something was done."""

    on = DateField(
        "On what day?", latest=clock.today, too_late="The day must be today or earlier", missing="Enter the day",
        subject="The day",
    )  # fmt: skip


class SendForm(Form):
    """A page that sends what it shows: it asks nothing."""


class DecideForm(AddingForm):
    """What the council decides about a review."""

    kind = ChoiceField("What is decided?", choices=offered(sheet.DECIDES), missing="Choose what was decided")
    reasons = LongTextField(
        "Why?", hint="These words go into the letter.", rows=6, missing="Give the reasons: they go into the letter"
    )
    decided_on = DateField(
        "On what day was it decided?", latest=clock.today, too_late="The day must be today or earlier",
        missing="Enter the day it was decided", subject="The day",
    )  # fmt: skip
    told_on = DateField(
        "If everybody was written to already, on what day?",
        hint="Leave it empty until the letters have gone. Where the plan is changed, the day of the notice counts",
        required=False,
        latest=clock.today,
        too_late="The day must be today or earlier",
        subject="The day",
    )


class ToldForm(Form):
    """On what day everybody was told of a decision."""

    told_on = DateField(
        "On what day was everybody written to?", latest=clock.today, too_late="The day must be today or earlier",
        missing="Enter the day", subject="The day",
    )  # fmt: skip


class DateRow(Row):
    """The meeting of one pupil. ``id`` is the plan."""

    date = DateField(
        "Day", required=False, earliest=clock.today, too_early="The day must be in the future", subject="The day"
    )
    at = TimeField("Time", required=False, subject="The time")

    def starts_at(self) -> datetime | None:
        """When it starts; None where the row was left blank."""
        on, at = self.date.fact(), self.at.fact()
        return instant(on, at) if on is not None and at is not None else None


class DatesForm(Form):
    """Meetings for several pupils at once."""

    dates = RowsField(DateRow, "Meetings", at_most=60, shown=0)
    ask_now = TickField("Send the invitations for all of them now")
