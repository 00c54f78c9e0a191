"""Forms of a looked-after child's history."""

from decimal import Decimal
from typing import Any

from coordination import clock
from coordination.care import codes
from coordination.care.forms import codes_of, own
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    DecimalField,
    Form,
    LongTextField,
    SelectChoice,
    TickField,
    YesOrNoField,
)


class LookedAfterForm(AddingForm):
    """The start of being looked after."""

    from_on = DateField(
        "When did the child become looked after?", latest=lambda: clock.today(), missing="Enter the day"
    )
    told_from = DateField(
        "From which day does this record tell what happened?",
        latest=lambda: clock.today(),
        required=False,
        hint="Only where the first part lies in another file. Leave empty where it is all told here.",
    )
    legal_status = ChoiceField("On what legal ground?", shown_as="select", missing="Choose the legal ground")
    need_code = ChoiceField(
        "What is the main reason?", shown_as="select", missing="Choose the main reason", hint="The category of need."
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.legal_status.offer(codes_of("legal_status"))
        self.need_code.offer(codes_of("category_of_need"))


class LegalStatusForm(AddingForm):
    """A new legal ground."""

    from_on = DateField("From when?", latest=lambda: clock.today(), missing="Enter the day it began")
    code = ChoiceField("On what legal ground?", shown_as="select", missing="Choose the legal ground")

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.code.offer(codes_of("legal_status"))


class NoLongerForm(Form):
    """The end of being looked after."""

    on = DateField("On which day?", latest=lambda: clock.today(), missing="Enter the day")
    reason = ChoiceField("Why?", shown_as="select", missing="Choose why")

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        # A new episode is not an end of being looked after.
        self.reason.offer(choice for choice in codes_of("reason_episode_ended") if choice.value != "X1")


class PlacementForm(AddingForm):
    """The start of a placement; where another is running, why that one ends."""

    from_on = DateField("When did it begin?", latest=lambda: clock.today(), missing="Enter the day it began")
    last_ended = ChoiceField("Why did the last placement end?", shown_as="select", missing="Choose why it ended")
    planned = YesOrNoField(
        "Was the move planned?",
        missing="Say whether the move was planned",
    )
    code = ChoiceField("What kind of placement?", shown_as="select", missing="Choose the kind")
    provider_code = ChoiceField("Who provides it?", shown_as="select", missing="Choose who provides it")
    lives_with = ChoiceField(
        "Is it one of these?",
        choices=own(codes.LIVES_WITH),
        required=False,
        hint="The law asks for more visits then. Leave it empty if neither is so.",
    )
    in_authority = YesOrNoField(
        "Is it in our own area?",
        required=False,
    )
    distance_miles = DecimalField(
        "How far is it from the home the child left?",
        required=False,
        places=1,
        maximum=Decimal(600),
        prefix="",
        hint="In miles, as the crow flies.",
        subject="Distance",
    )
    siblings = ChoiceField(
        "Brothers and sisters who are looked after", choices=own(codes.SIBLINGS), missing="Say who lives with whom"
    )
    siblings_why = LongTextField(
        "Why are they not together, and how do they see each other?",
        rows=3,
        maxlength=1000,
        missing="Say why they are not together, and how they see each other",
        asked_when=lambda form: form.siblings.data in {"some", "apart"},
    )
    why_here = LongTextField(
        "Why this home for this child?",
        required=False,
        rows=4,
        maxlength=2000,
        hint="What was weighed: what the child wanted, school, friends, culture and faith, who else lives there. Do"
        " not name the place.",
    )
    lasts_to_adulthood = TickField("It is meant to last until the child is 18")

    def __init__(self, *, moves: bool, **facts: Any) -> None:
        super().__init__(**facts)
        if not moves:
            del self.last_ended
        else:
            self.last_ended.offer(codes_of("reason_placement_change"))
        self.code.offer(codes_of("placement_type"))
        self.provider_code.offer(codes_of("placement_provider"))


class FewerVisitsForm(Form):
    """A child's agreement to be visited less often."""

    on = DateField("When did the child agree?", latest=lambda: clock.today(), missing="Enter the day")


class VisitForm(AddingForm):
    """A visit to the child."""

    kind = ChoiceField("What kind of visit?", choices=own(codes.VISITS), missing="Say what kind of visit it was")
    visited_on = DateField("When was the visit?", latest=lambda: clock.today(), missing="Enter the day of the visit")
    place = ChoiceField(
        "Where was the visit?",
        choices=own(codes.PLACES_OF_A_VISIT),
        shown_as="inline",
        missing="Say where",
    )
    seen = ChoiceField(
        "Was the child seen?",
        choices=[
            SelectChoice("alone", "Yes, alone"),
            SelectChoice("with_others", "Yes, but not alone"),
            SelectChoice("no", "No", {"hint": "A visit at which the child was not seen meets no duty to visit."}),
        ],
        missing="Say whether the child was seen",
    )
    why_not_alone = LongTextField(
        "If the child was not seen alone, why not?",
        rows=2,
        maxlength=500,
        missing="Say why the child was not seen alone",
        asked_when=lambda form: form.seen.data in {"with_others", "no"},
    )
    said = LongTextField(
        "What did the child say, in their own words?",
        required=False,
        rows=3,
        maxlength=4000,
        hint="It is kept with their views, and is theirs to read.",
        asked_when=lambda form: form.seen.data != "no",
    )
    found = LongTextField(
        "How is the child, and what did you see?",
        rows=4,
        maxlength=4000,
        missing="Say how the child is",
    )

    def facts(self) -> dict[str, Any]:
        """The answer about seeing the child as the operation takes it."""
        held = super().facts()
        seen = held.pop("seen")
        return {**held, "seen": seen != "no", "seen_alone": seen == "alone"}
