"""What the family's own pages of the EHC process ask, in the language of the reader."""

from flask_babel import lazy_gettext as _

from coordination.web.forms import AddingForm, LongTextField, UploadField


class AskForm(AddingForm):
    """A request for an EHC needs assessment, in the words of whoever asks."""

    said = LongTextField(
        _("Why do you ask?"),
        hint=_("What is hard, what has been tried, and what you hope for"),
        missing=_("Say why you ask"),
        maxlength=10_000,
        rows=8,
    )


class MyAdviceForm(AddingForm):
    """What somebody of the family wants known: section A, in three questions."""

    views = LongTextField(_("What do you want us to know?"), required=False, maxlength=20_000)
    strengths = LongTextField(_("What goes well?"), required=False, maxlength=20_000)
    outcomes = LongTextField(_("What do you hope for?"), required=False, maxlength=20_000)
    file = UploadField(_("Add a file or a picture"), required=False)


def questions() -> dict[str, str]:
    """The words of each part of what somebody of the family sent."""
    return {
        "views": str(_("What do you want us to know?")),
        "strengths": str(_("What goes well?")),
        "outcomes": str(_("What do you hope for?")),
    }
