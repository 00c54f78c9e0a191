"""Forms of the checks of a looked-after child's health."""

from coordination import clock
from coordination.care import codes
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    LongTextField,
    SelectChoice,
    TextField,
    TickField,
    WholeNumberField,
    YesOrNoField,
)

_BY_WHOM = "Who did it?"


class _CheckForm(AddingForm):
    """A check that may have been declined."""

    held_on = DateField("When?", latest=lambda: clock.today(), missing="Enter the day")
    declined = TickField("It was offered, and the child declined")


class AssessmentForm(_CheckForm):
    """A health assessment."""

    by_whom = TextField(
        _BY_WHOM,
        maxlength=200,
        missing="Enter who did it",
        hint="Name and job. The first assessment is by a doctor.",
        asked_when=lambda form: not form.declined.data,
    )
    report_on = DateField("When did the report come?", required=False, latest=lambda: clock.today())
    outcome = LongTextField(
        "What is recommended?", required=False, rows=5, maxlength=4000, hint="The carer reads this too."
    )


class DentalForm(_CheckForm):
    """A dental check."""

    by_whom = TextField(_BY_WHOM, required=False, maxlength=200)
    outcome = LongTextField("What came of it?", required=False, rows=3, maxlength=2000)


class ImmunisationsForm(AddingForm):
    """Whether immunisations are up to date."""

    held_on = DateField("When was it looked at?", latest=lambda: clock.today(), missing="Enter the day")
    up_to_date = YesOrNoField(
        "Are they up to date?",
        missing="Say whether they are up to date",
    )
    outcome = LongTextField("What is missing, and when is it done?", required=False, rows=3, maxlength=2000)


class QuestionnaireForm(AddingForm):
    """A strengths and difficulties questionnaire: its score, or why there is none."""

    held_on = DateField("When was it filled in?", latest=lambda: clock.today(), missing="Enter the day")
    by_whom = TextField("Who filled it in?", required=False, maxlength=200)
    score = WholeNumberField(
        "What is the total score?", required=False, maximum=40, hint="From 0 to 40.", subject="Score"
    )
    reason = ChoiceField(
        "If there is no score, why?",
        required=False,
        choices=[SelectChoice(code, label) for code, label in codes.choices("sdq_reason", clock.today())],
    )


HEALTH_FORMS: dict[str, type[AddingForm]] = {
    "assessment": AssessmentForm,
    "dental": DentalForm,
    "immunisations": ImmunisationsForm,
    "sdq": QuestionnaireForm,
}
