"""Forms of children in need and child protection."""

from typing import Any

from coordination import clock
from coordination.codes import code_list, return_year
from coordination.social_care import codes
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    LongTextField,
    SelectChoice,
    YesOrNoField,
    offered,
)


def _today() -> Any:
    return clock.today()


def _census(name: str) -> list[SelectChoice]:
    """The codes of a list that may be used today, with their words."""
    return [
        SelectChoice(code, f"{words} ({code})") for code, words in code_list(name).choices(return_year(clock.today()))
    ]


class ReferralForm(AddingForm):
    """A referral."""

    received_on = DateField("When did the referral come?", latest=_today, missing="Enter the day it came")
    source = ChoiceField("Who made it?", shown_as="select", missing="Choose who made it")
    need_code = ChoiceField(
        "What is the main need?",
        shown_as="select",
        required=False,
        hint="The category of need. Leave it empty until it is known.",
    )
    why = LongTextField(
        "What is it about?",
        rows=6,
        maxlength=6000,
        missing="Say what it is about",
        hint="What was seen or heard, and what the family says. Write what is known and who says it.",
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.source.offer(_census("referral_source"))
        self.need_code.offer(_census("category_of_need"))


class AnswerForm(Form):
    """The answer to a referral."""

    answer = ChoiceField("What was decided?", choices=offered(codes.ANSWERS), missing="Choose what was decided")
    answered_on = DateField("When was it decided?", latest=_today, missing="Enter the day")
    answer_why = LongTextField("Why?", rows=4, maxlength=4000, missing="Say why")
    told_on = DateField(
        "When was whoever referred told?",
        latest=_today,
        required=False,
        hint="Within one working day of the referral (Working Together 2023).",
    )


class CloseForm(Form):
    """The end of what a referral began."""

    closed_on = DateField("On which day?", latest=_today, missing="Enter the day")
    closure_code = ChoiceField("Why?", shown_as="select", missing="Choose why")

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.closure_code.offer(_census("case_closure"))


class AssessmentForm(AddingForm):
    """The start of an assessment."""

    started_on = DateField("When did the assessment begin?", latest=_today, missing="Enter the day it began")
    look_on = DateField(
        "When does its manager look at how it goes?",
        required=False,
        hint="The internal review of the children in need census.",
    )


class FinishForm(Form):
    """The end of an assessment."""

    finished_on = DateField("When was it authorised?", latest=_today, missing="Enter the day")
    child_seen = YesOrNoField("Was the child seen?", missing="Say whether the child was seen")
    factors = ChoicesField(
        "What was found?",
        missing="Choose at least one; “None of these” where nothing was",
        hint="The factors of the children in need census. Choose all that were found.",
    )
    found = LongTextField(
        "What do we understand now?",
        rows=8,
        maxlength=10000,
        missing="Say what we understand now",
        hint="What goes well, what worries us, what the child says, what needs to change.",
    )
    outcome = ChoiceField("What follows?", choices=offered(codes.OUTCOMES), missing="Choose what follows")

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.factors.offer(_census("assessment_factor"))


class DiscussionForm(AddingForm):
    """A strategy discussion."""

    discussed_on = DateField("When was the discussion?", latest=_today, missing="Enter the day")
    who_took_part = LongTextField(
        "Who took part?",
        rows=3,
        maxlength=2000,
        missing="Say who took part",
        hint="At least social care, the police and health (Working Together 2023). Names and jobs.",
    )
    why = LongTextField(
        "What was discussed, and what was decided?", rows=6, maxlength=6000, missing="Say what was decided"
    )
    started = YesOrNoField(
        "Does an enquiry begin?",
        missing="Say whether an enquiry begins",
        hint="Children Act 1989, section 47. The conference is then held within 15 working days of the discussion.",
    )


class EnquiryForm(Form):
    """The end of an enquiry."""

    finished_on = DateField("When was it finished?", latest=_today, missing="Enter the day")
    outcome = ChoiceField("What came of it?", choices=offered(codes.ENQUIRY_OUTCOMES), missing="Choose what came of it")
    found = LongTextField("What was found, and what happens now?", rows=6, maxlength=6000, missing="Say what was found")


class ConferenceForm(AddingForm):
    """What a conference decided."""

    kind = ChoiceField("Which conference was it?", choices=offered(codes.CONFERENCES), missing="Choose which it was")
    held_on = DateField("When was it held?", latest=_today, missing="Enter the day")
    decision = ChoiceField("What was decided?", choices=offered(codes.DECISIONS), missing="Choose what was decided")
    category = ChoiceField(
        "Under which category of abuse?",
        shown_as="select",
        missing="Choose the category of abuse",
        asked_when=lambda form: "decision" not in form or form.decision.data in {"plan", "goes_on"},
    )
    why = LongTextField(
        "Why, and what has to change?",
        rows=6,
        maxlength=6000,
        missing="Say why",
        hint="The danger in plain words, and what everybody must see before the plan can end.",
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.category.offer(_census("abuse_category"))


class NeedPlanForm(AddingForm):
    """The start of a child in need plan."""

    from_on = DateField("When did the plan begin?", latest=_today, missing="Enter the day it began")


class EndNeedPlanForm(Form):
    """The end of a child in need plan."""

    to_on = DateField("When did the plan end?", latest=_today, missing="Enter the day")
    end_why = LongTextField("Why?", rows=3, maxlength=2000, missing="Say why")
