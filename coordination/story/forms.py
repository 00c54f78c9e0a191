"""What the pages of a story ask: of the worker who prepares it, and of the young person."""

from flask_babel import lazy_gettext as _

from coordination import clock
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    LongTextField,
    TextField,
    TickField,
    UploadField,
)
from coordination.wording.forms import WordsForTheYoungPerson

PHOTO = (".jpg", ".jpeg", ".png")


class OwnPartForm(AddingForm):
    """A part of their story in a young person's own words."""

    part = ChoiceField(_("What is it about?"), missing=_("Choose what it is about"))
    title = TextField(_("What do you call it?"), missing=_("Write a heading first"), maxlength=120)
    words = LongTextField(_("What do you want to tell?"), required=False, rows=5, maxlength=3000)
    from_on = DateField(
        _("When was it, or when did it begin?"),
        required=False,
        hint=_("Leave it empty if you do not know."),
        latest=clock.today,
        too_late=_("The day must be today or earlier"),
        subject=_("The day"),
    )
    photo = UploadField(_("A photo"), required=False, endings=PHOTO, hint=_("We take off where and when it was taken."))
    photo_shows = TextField(_("What is on the photo?"), required=False, maxlength=160)


class ChoosingForm(Form):
    """Whether a part is in the booklet."""

    wanted = ChoiceField(_("In my booklet"))


class PreparedForm(WordsForTheYoungPerson):
    """A part that a worker prepares."""

    part = ChoiceField("What is it about?", missing="Choose what it is about")
    title = TextField(
        "Heading", hint="As the young person would say it", missing="Write a heading first", maxlength=120
    )
    words = LongTextField(
        "The words",
        hint="To them and for them: what they did, who was there, what it was like. Say hard things kindly and truly.",
        required=False,
        rows=7,
        maxlength=3000,
    )
    from_on = DateField(
        "When was it, or when did it begin?",
        required=False,
        latest=clock.today,
        too_late="The day must be today or earlier",
        subject="The day it began",
    )
    to_on = DateField(
        "When did it end?",
        required=False,
        latest=clock.today,
        too_late="The day must be today or earlier",
        subject="The day it ended",
    )
    photo = UploadField("A photo", required=False, endings=PHOTO, hint="Nobody else who can be known is on it")
    photo_shows = TextField(
        "What is on the photo?", hint="Read out where it cannot be seen", required=False, maxlength=160
    )
    left_out = ChoicesField(
        "What was left out?",
        required=False,
        hint="Take out what belongs to somebody else. The young person reads that it was left out, and why.",
    )
    show = TickField("Show it to the young person now", required=False)


class NewPartForm(AddingForm, PreparedForm):
    """A part that a worker begins."""
