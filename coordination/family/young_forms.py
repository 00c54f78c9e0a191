"""Forms of a young person's own pages: how the page looks, who matters, how they are doing, who is there."""

from flask_babel import lazy_gettext as _

from coordination import clock
from coordination.voice.circles import LONGEST_NAME
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    ScaleField,
    SelectChoice,
    TextField,
    TickField,
    UploadField,
)
from coordination.web.forms.keys import IdField


class LooksForm(Form):
    """How the page looks."""

    picture = ChoiceField(_("My picture"), required=False)
    photo = UploadField(
        _("Or a photo of your own"),
        required=False,
        endings=(".jpg", ".jpeg", ".png"),
        hint=_("It can be of you, your pet or anything you like. We take off where and when it was taken."),
    )
    colours = ChoiceField(_("My colours"), missing=_("Choose your colours"))
    large_text = TickField(_("Make the words larger"), required=False)
    symbols = TickField(_("Show a small picture beside each heading"), required=False)


class CircleForm(AddingForm):
    """Somebody who matters, and how close they are."""

    name = TextField(
        _("Who?"),
        hint=_("A name, or what you call them. A pet counts too."),
        missing=_("Write a name first"),
        maxlength=LONGEST_NAME,
        spellcheck=False,
    )
    ring = ChoiceField(_("How close are they to you?"), missing=_("Choose how close they are"))


class MoveForm(Form):
    """Another circle for somebody."""

    ring = ChoiceField(_("Circle"), shown_as="select")


class DoingForm(Form):
    """How I am doing, from 0 to 10. Each answer carries the key it will have."""

    relationships_id = IdField()
    relationships = ScaleField(_("Getting on with people"), low=_("Very hard"), high=_("Very well"), required=False)
    independence_id = IdField()
    independence = ScaleField(
        _("Doing things by myself"), low=_("I need a lot of help"), high=_("I can do it"), required=False
    )
    confidence_id = IdField()
    confidence = ScaleField(_("Feeling sure of myself"), low=_("Not at all"), high=_("Very sure"), required=False)
    safety_id = IdField()
    safety = ScaleField(_("Feeling safe"), low=_("Not safe"), high=_("Very safe"), required=False)
    belonging_id = IdField()
    belonging = ScaleField(_("Feeling that I belong"), low=_("Not at all"), high=_("Very much"), required=False)


class AdultForm(AddingForm):
    """An adult who is there for me."""

    name = TextField(
        _("Who is there for you?"),
        hint=_("An adult you trust. It can be anybody."),
        missing=_("Write a name first"),
        maxlength=120,
        spellcheck=False,
    )
    since_on = DateField(
        _("Since when?"),
        required=False,
        hint=_("Leave it empty if you do not know."),
        latest=clock.today,
        too_late=_("The day must be today or earlier"),
        subject=_("The day"),
    )


def offer(field: ChoiceField, names: dict[str, str]) -> None:
    """Tell a field its choices."""
    field.offer(SelectChoice(value, label) for value, label in names.items())


class StepForm(Form):
    """What a young person says of one step of growing up."""

    answer = ChoiceField(_("What do you say?"), missing=_("Choose what you say"))
    words = LongTextField(
        _("In your own words"),
        required=False,
        rows=4,
        maxlength=2000,
        hint=_("If you do not agree, say what is not right."),
    )


# What a young person is asked before a move, by the name of the answer.
MOVING = {
    "goodbye": _("Who do I want to say goodbye to, and how?"),
    "comes_with": _("What must come with me?"),
    "hello": _("Who should say hello to me there?"),
    "first_night": _("How should the first night be?"),
}


class MovingForm(Form):
    """A young person's goodbye and hello before a move."""

    goodbye = LongTextField(MOVING["goodbye"], required=False, rows=3, maxlength=2000)
    comes_with = LongTextField(MOVING["comes_with"], required=False, rows=3, maxlength=2000)
    hello = LongTextField(MOVING["hello"], required=False, rows=3, maxlength=2000)
    first_night = LongTextField(MOVING["first_night"], required=False, rows=3, maxlength=2000)
    for_carers = TickField(_("Those who look after me may read this"), required=False)
