"""What the pages of concerns ask. What somebody saw is all that is needed: nothing else holds a concern up."""

from uuid import UUID

from flask_babel import lazy_gettext as _

from coordination.concerns.words import OUTCOMES, OUTCOMES_OF
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    LongTextField,
    SelectChoice,
    TextField,
    offered,
)
from coordination.wording.forms import WordsForTheYoungPerson

_KNOWN = [SelectChoice("yes", _("Yes")), SelectChoice("no", _("No")), SelectChoice("not_sure", _("I am not sure"))]


class ConcernForm(AddingForm):
    """What somebody saw or heard that makes them fear a child is not safe."""

    seen = LongTextField(
        _("What did you see or hear?"),
        hint=_(
            "As it was, in the words that were said. You do not have to be sure, and you do not have to prove anything."
        ),
        rows=8,
        missing=_("Write what you saw or heard. A few words are enough."),
    )
    when_words = TextField(
        _("When was it, and where?"), hint=_("For example: yesterday after school, at the gate."), required=False,
        maxlength=500,
    )  # fmt: skip
    present = TextField(_("Who was there?"), required=False, maxlength=500)
    child_seen = ChoiceField(_("Have you seen the child since?"), choices=_KNOWN, required=False, shown_as="radios")
    safe_now = ChoiceField(_("Is the child safe now?"), choices=_KNOWN, required=False, shown_as="radios")
    did = LongTextField(_("What did you do?"), required=False, rows=3)
    reach_by = TextField(
        _("How can we reach you, and when?"), hint=_("A number we may ring."), required=False, maxlength=300
    )
    about = ChoicesField(
        _("Is it about one of these people?"),
        hint=_("Whom you choose is told nothing of it and cannot read it."),
        required=False,
        coerce=UUID,
    )


class YoungConcernForm(ConcernForm):
    """A young person tells that they, or somebody, are not safe."""

    seen = LongTextField(
        _("What happened, or what are you afraid of?"),
        hint=_("Write it in your own words. You have done nothing wrong."),
        rows=8,
        missing=_("Write what happened first. A few words are enough."),
    )
    child_seen = ChoiceField(
        _("Is somebody with you whom you trust?"), choices=_KNOWN, required=False, shown_as="radios"
    )
    safe_now = ChoiceField(_("Are you safe now?"), choices=_KNOWN, required=False, shown_as="radios")
    did = LongTextField(_("Have you told anybody else?"), required=False, rows=3)


class DecideForm(WordsForTheYoungPerson):
    """What was done about a concern."""

    outcome = ChoiceField("What was decided?", shown_as="radios", missing="Choose what was decided")
    done = LongTextField(
        "What was done, and why?",
        hint="Whom you spoke with, what you weighed, and why this and nothing more or less",
        rows=6,
        missing="Say what was done, and why",
    )
    asked_whom = TextField(
        "Whom did you ask for it, and when?", hint="For a strategy discussion or a referral", required=False,
        maxlength=500,
    )  # fmt: skip
    told = LongTextField(
        "What do we tell whoever raised it?",
        hint="In plain words, and nothing that would put the child at risk. Left empty, they are told who read it and "
        "when, and that somebody decided",
        required=False,
        rows=3,
    )

    def offer_outcomes(self, kind: str) -> None:
        """What may come of one of this kind."""
        self.outcome.offer(offered({code: OUTCOMES[code] for code in OUTCOMES_OF[kind]}))


class AnswerForm(DecideForm):
    """What a young person is answered who told of a worry, or asked a question."""

    told = LongTextField(
        "What do you answer?",
        hint="In words the young person will understand. They read this, with your name",
        missing="Write the answer: they were promised one",
        rows=4,
        maxlength=1000,
    )
