"""What the pages of sending a plan ask: drafts, notices, finals, answers, and settings that are asked."""

from uuid import UUID

from flask_babel import lazy_gettext as _

from coordination import clock
from coordination.db import RuleBroken
from coordination.ehc import words
from coordination.ehc.plan.settings_asked import ANSWERS, WITHOUT_NAME
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    TextField,
    TickField,
    WholeNumberField,
    offered,
)
from coordination.web.languages import gettext

OWN_ANSWERS = {"yes": "Yes, we can meet the needs", "conditions": "Yes, on conditions", "no": "No"}


def _today_or_earlier(label: str) -> DateField:
    return DateField(
        label,
        latest=clock.today,
        too_late="The day must be today or earlier",
        missing="Enter the day",
        subject="The day",
    )


class SendForm(AddingForm):
    """A draft is sent."""

    why = LongTextField("A few words to go with it", rows=3, required=False, maxlength=2000)


class NoticeForm(AddingForm):
    """Notice of changes is sent."""

    why = LongTextField("Why should the plan be changed?", rows=3, maxlength=2000, missing="Say why")
    evidence = LongTextField(
        "What is the evidence?", hint="Reports, the annual review, by whom and when.", rows=3, required=False,
        maxlength=4000,
    )  # fmt: skip


class FinalForm(AddingForm):
    """A plan is made final."""

    placement = ChoiceField("What does section I say?", missing="Choose what section I says")
    type = ChoiceField(
        "Which type of setting?", choices=offered(words.SETTING_TYPES), shown_as="select", required=False
    )
    reasons = LongTextField("Reasons", hint="Everybody it is sent to reads them.", rows=3, maxlength=4000,
                            missing="Enter the reasons")  # fmt: skip
    signed_by = TextField("Who signs for the council?", missing="Enter the name of whoever signs for the council")
    to_child = TickField("Give the child a page of their own, in the words written for them")


class NotAmendForm(Form):
    """The changes are not made."""

    reasons = LongTextField("Reasons", rows=4, maxlength=4000, missing="Enter the reasons")


class AnswerForm(Form):
    """What somebody says of what was sent to them."""

    answer = ChoiceField(
        _("What do you think of it?"),
        missing=_("Choose an answer"),
    )
    words = LongTextField(
        _("What should be different?"),
        hint=_("In your own words. They are kept exactly as you write them. If you agree, you can leave this empty."),
        rows=6,
        required=False,
        maxlength=8000,
    )
    school_asked = TextField(
        _("Which school or college would you like?"),
        hint=_("You may ask for one. The council must name it unless the law gives it a reason not to."),
        required=False,
    )
    meeting_wanted = TickField(_("I would like to meet somebody from the council about it"))


class ReplyForm(Form):
    """What the council answers."""

    words = LongTextField("Answer", rows=5, maxlength=4000, missing="Write an answer")


class AskForm(AddingForm):
    """A setting is asked."""

    name = TextField("Which setting?", missing="Enter the name of the setting")
    agency_id = ChoiceField("If it is known to us, which one is it?", shown_as="select", coerce=UUID, required=False)
    setting_type = ChoiceField(
        "What type is it?",
        choices=offered(words.SETTING_TYPES),
        shown_as="select",
        missing="Choose the type of setting",
    )
    section_41 = TickField("It is independent and approved under section 41 of the Children and Families Act 2014")
    path = ChoiceField(
        "How did it come to be asked?", choices=offered(words.PATHS), missing="Choose how it came to be asked"
    )
    asked_for_by = TextField("Who asked for it?", hint="Where the family did.", required=False)
    sent_on = _today_or_earlier("When was it asked?")
    who = ChoiceField(
        "Who is asked there?", hint="Somebody of the school or provider who signs in.", shown_as="select",
        required=False,
    )  # fmt: skip
    person_name = TextField("Or somebody who has no account: their name", required=False)
    email = TextField(
        "Their work email address", hint="They are sent a one-time link and a code. The mail names nobody.",
        required=False,
    )  # fmt: skip
    by_letter = TickField("It is asked by letter: its answer is written down here")


class SettingAnswerForm(Form):
    """What a setting answered."""

    answer = ChoiceField("What does it answer?", choices=offered(ANSWERS), missing="Choose what it answered")
    reasons = LongTextField(
        "Reasons or conditions", hint="Needed unless the answer is yes", rows=4, required=False, maxlength=4000
    )
    says_ground = ChoiceField(
        "Does it say that a ground of section 39(4) holds?", choices=offered(words.GROUNDS), shown_as="select",
        required=False,
    )  # fmt: skip
    would_provide = LongTextField("What would it provide?", rows=4, required=False, maxlength=4000)
    places_left = WholeNumberField("How many places are left?", maximum=500, width="4", required=False)
    answered_on = _today_or_earlier("When did it answer?")


class OwnAnswerForm(Form):
    """What somebody of a setting answers for it."""

    answer = ChoiceField(
        "Can you offer this child a place?", choices=offered(OWN_ANSWERS), missing="Choose your answer"
    )
    reasons = LongTextField(
        "Your reasons or conditions", hint="Needed unless your answer is yes", rows=4, required=False, maxlength=4000
    )
    says_ground = ChoiceField(
        "If you cannot, does one of these hold?",
        hint="The grounds of section 39(4) of the Children and Families Act 2014. The council decides.",
        choices=offered(words.GROUNDS), shown_as="select", required=False,
    )  # fmt: skip
    would_provide = LongTextField(
        "What would you provide?", hint="Against section F: what, who, how often.", rows=5, required=False,
        maxlength=4000,
    )  # fmt: skip
    places_left = WholeNumberField(
        "How many places are left in the year group?", maximum=500, width="4", required=False
    )


OWN_FIELDS = ("answer", "reasons", "says_ground", "would_provide", "places_left")


class GroundForm(Form):
    """Why a setting that was asked for is not named."""

    ground = ChoiceField("Which ground of section 39(4)?", choices=offered(words.GROUNDS), missing="Choose the ground")
    evidence = LongTextField(
        "What is the evidence?", rows=4, maxlength=4000, missing="Enter the evidence for the ground"
    )


def answers_offered() -> dict[str, str]:
    """What somebody may answer, in their language."""
    return {
        "agrees": gettext("I agree with it"),
        "changes": gettext("I would like something changed"),
        "no": gettext("I do not agree with it"),
    }


def title_of(kind: str) -> str:
    """What an issue is called on a family's own pages, in their language."""
    return {
        "draft": gettext("Draft plan"),
        "amendment": gettext("Notice of changes to the plan"),
        "final": gettext("Final plan"),
        "amended": gettext("Amended final plan"),
    }[kind]


def refused(broken: RuleBroken) -> tuple[str, str | None]:
    """Why an answer was not taken, in the language of whoever gives it, and the question it is about."""
    if broken.field == "words":
        return gettext("Write what should be different"), "words"
    if broken.field == "answer":
        return gettext("Choose an answer"), "answer"
    return gettext("This was decided already. What you say now is for the next plan: tell the council."), None


def saved() -> str:
    """Said when an answer is saved."""
    return gettext("Your answer is saved, exactly as you wrote it.")


def types_alone() -> dict[str, str]:
    """Types of setting that may stand in section I without a name."""
    return {key: said for key, said in words.SETTING_TYPES.items() if key in WITHOUT_NAME}
