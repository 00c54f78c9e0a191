"""Forms of a looked-after child's history."""

from coordination import clock
from coordination.care.codes import LEGAL, PLACEMENTS
from coordination.web.forms import AddingForm, ChoiceField, DateField, LongTextField, SelectChoice, TickField


def _choices(codes: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(code, f"{words} ({code})") for code, words in codes.items()]


class LookedAfterForm(AddingForm):
    """The start of being looked after."""

    from_on = DateField(
        "When did the child become looked after?", latest=lambda: clock.today(), missing="Enter the day"
    )
    legal_status = ChoiceField(
        "On what legal ground?", choices=_choices(LEGAL), shown_as="select", missing="Choose the legal ground"
    )


class PlacementForm(AddingForm):
    """The start of a placement."""

    from_on = DateField("When did it begin?", latest=lambda: clock.today(), missing="Enter the day it began")
    code = ChoiceField(
        "What kind of placement?", choices=_choices(PLACEMENTS), shown_as="select", missing="Choose the kind"
    )
    lasts_to_adulthood = TickField("It is meant to last until the child is 18")


class VisitForm(AddingForm):
    """A visit to the child."""

    visited_on = DateField("When was the visit?", latest=lambda: clock.today(), missing="Enter the day of the visit")
    seen_alone = ChoiceField(
        "Was the child seen alone?",
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
        shown_as="inline",
        missing="Say whether the child was seen alone",
    )
    why_not_alone = LongTextField(
        "Why not?",
        rows=2,
        maxlength=500,
        missing="Say why the child was not seen alone",
        asked_when=lambda form: form.seen_alone.data == "no",
    )
