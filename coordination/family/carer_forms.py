"""Forms of a carer's own page."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _

from coordination import clock
from coordination.household import telling
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    LongTextField,
    ScaleField,
    SelectChoice,
    TextField,
    TimeField,
)


class DiaryForm(AddingForm):
    """An entry of a diary: when it happened, and what."""

    on = DateField(
        _("What day was it?"),
        latest=lambda: clock.today(),
        missing=_("Enter the day"),
        too_late=_("The day must be today or earlier"),
    )
    at = TimeField(_("What time was it, about?"), missing=_("Enter the time"))
    words = LongTextField(
        _("What happened?"),
        rows=8,
        hint=_("What you saw and heard, what you did, and what helped. Leave out the names of other children."),
        missing=_("Write what happened"),
    )


class AddedForm(AddingForm):
    """Something added to an entry."""

    words = LongTextField(_("What do you want to add or put right?"), rows=5, missing=_("Write what you want to add"))


class StrainForm(AddingForm):
    """How a carer is."""

    score = ScaleField(
        _("How hard is it at the moment?"),
        low=_("I am managing well"),
        high=_("I cannot go on like this"),
        missing=_("Choose a number from 0 to 10"),
    )
    would_help = LongTextField(_("What would help?"), required=False, rows=4, maxlength=2000)


class TimeAwayForm(AddingForm):
    """Asking for time away."""

    from_on = DateField(_("From which day?"), missing=_("Enter the first day"))
    to_on = DateField(_("Until which day?"), missing=_("Enter the last day"))
    who_cares = TextField(_("Who could care then?"), required=False, maxlength=200, hint=_("If you know somebody."))
    to_know = LongTextField(_("What do they need to know?"), required=False, rows=4, maxlength=2000)


class TrainingForm(AddingForm):
    """A training that a carer wants, has booked or did."""

    what = TextField(_("What is it?"), missing=_("Write what it is"), maxlength=200)
    state = ChoiceField(_("How far is it?"), missing=_("Choose how far it is"))
    on = DateField(_("When?"), required=False, hint=_("If it is booked or done."))


def _told(form: Form) -> bool:
    return bool(form["told"].data == "yes")


class ToldForm(Form):
    """What a carer was told before the move, or was not."""

    items = ChoicesField(_("What is it about?"), missing=_("Choose at least one thing"))
    told = ChoiceField(
        _("Were you told before the move?"),
        choices=[SelectChoice("yes", _("Yes, I was told")), SelectChoice("no", _("No, I was not told"))],
        missing=_("Choose yes or no"),
    )
    told_on = DateField(
        _("When?"),
        latest=lambda: clock.today(),
        missing=_("Enter the day you were told"),
        too_late=_("The day must be today or earlier"),
        asked_when=_told,
    )
    told_by = TextField(_("Who told you?"), required=False, maxlength=200, asked_when=_told)
    how = ChoiceField(_("How?"), missing=_("Choose how you were told"), asked_when=_told)


def routines_form(kinds: Iterable[str]) -> type[Form]:
    """A form that asks a carer how days and nights go, for these kinds."""
    words = telling.needs()
    return type(
        "RoutinesForm",
        (Form,),
        {kind: LongTextField(words[kind], required=False, rows=4, maxlength=1500) for kind in kinds},
    )
