"""Forms of the family's own pages."""

from typing import Any

from flask_babel import lazy_gettext as _

from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    Form,
    LongTextField,
    SelectChoice,
    TickField,
)
from coordination.web.forms.keys import IdField


class OwnWordsForm(AddingForm):
    """A young person says something, and who may read it beside those who always do."""

    words = LongTextField(
        _("What do you want to say?"), rows=7, missing=_("Write something first. One word is enough.")
    )
    what = ChoiceField(
        _("What is it?"),
        choices=[
            SelectChoice("view", _("Something I think or feel")),
            SelectChoice(
                "wish",
                _("Something I wish for"),
                {"hint": _("You get an answer, and the reason for it.")},
            ),
            SelectChoice(
                "question",
                _("A question"),
                {"hint": _("Your worker and the duty team are told. You get an answer.")},
            ),
            SelectChoice(
                "worry",
                _("A worry"),
                {"hint": _("Your worker and the duty team are told now. They are told again until somebody reads it.")},
            ),
        ],
        missing=_("Choose what it is"),
    )
    only_my_worker = TickField(
        _("Only my social worker, and whoever stands in for them, may read it"),
        required=False,
        hint=_("Then nobody else can, whoever you choose below."),
    )
    audiences = ChoicesField(_("Who else may read it?"), required=False, hint=_("You do not have to choose anybody."))


class ParentViewsForm(Form):
    """What a parent thinks, in three questions. Each answer carries the key it will have."""

    better_id = IdField()
    better = LongTextField(_("What is better?"), required=False, rows=4)
    hard_id = IdField()
    hard = LongTextField(_("What is hard?"), required=False, rows=4)
    help_id = IdField()
    help = LongTextField(_("What would help?"), required=False, rows=4)

    agrees = ChoiceField(
        _("Do you agree with the plan?"),
        choices=[SelectChoice("yes", _("Yes")), SelectChoice("partly", _("Partly")), SelectChoice("no", _("No"))],
        required=False,
    )
    agree_id = IdField()
    agree = LongTextField(
        _("What do you want to say about that?"),
        required=False,
        rows=4,
        hint=_("If you do not agree, say what should be different."),
    )
    share = TickField(
        _("The people at the meeting may read this"),
        required=False,
        hint=_(
            "Then it is read before the meeting, and stands in its record. If you do not tick this, only the social "
            "worker and the people who run the plan read it."
        ),
    )


class AnswerForm(Form):
    """Whether somebody comes to a meeting."""

    response = ChoiceField(_("Will you come?"), missing=_("Choose an answer"))
    reason = LongTextField(
        _("Is there anything we should know?"),
        required=False,
        rows=3,
        maxlength=1000,
        hint=_("For example an interpreter, another time, or somebody you want to bring."),
    )


class DisagreeForm(AddingForm):
    """A parent disagrees, in their own words."""

    words = LongTextField(
        _("What do you see differently?"),
        rows=6,
        hint=_("Write it as you would say it. Nobody changes your words."),
        missing=_("Write what you see differently"),
    )


# What somebody may say is wrong, by what it is about.
ABOUT = {
    "name": _("A name or date of birth"),
    "address": _("An address or phone number"),
    "family": _("The family"),
    "school": _("School"),
    "health": _("Health"),
    "event": _("Something that happened"),
    "plan": _("The plan or a meeting"),
    "other": _("Something else"),
}


def about_words() -> dict[str, str]:
    """What a request for a correction is about, in the reader's words."""
    return {code: str(words) for code, words in ABOUT.items()}


class WrongForm(AddingForm):
    """Something is wrong: what, and what would be right."""

    about_what = ChoiceField(
        _("What is it about?"),
        choices=[SelectChoice(code, words) for code, words in ABOUT.items()],
        shown_as="radios",
        missing=_("Choose what it is about"),
    )
    wrong = LongTextField(_("What is wrong?"), rows=4, maxlength=2000, missing=_("Write what is wrong"))
    right = LongTextField(_("What would be right?"), rows=3, maxlength=2000, required=False)


def _blocked(form: Any) -> bool:
    return bool(form.status.data == "blocked")


class OwnActionForm(Form):
    """How somebody's own part is going."""

    status = ChoiceField(
        _("How is it going?"),
        choices=[
            SelectChoice("not_started", _("Not started yet")),
            SelectChoice("in_progress", _("I have begun")),
            SelectChoice("done", _("Done")),
            SelectChoice("blocked", _("I am stuck")),
        ],
        missing=_("Choose how it is going"),
    )
    blocker = LongTextField(
        _("What is in the way?"),
        rows=3,
        maxlength=1000,
        missing=_("Say what is in the way"),
        asked_when=_blocked,
    )
    note = LongTextField(_("Anything to add?"), required=False, rows=3, maxlength=1000)
