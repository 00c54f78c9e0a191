"""Forms of help: beginning it, the team, steps, and ending it."""

from datetime import date
from uuid import UUID

from coordination import clock
from coordination.cases import words
from coordination.cases.team import BASES
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    SelectChoice,
    TextField,
    TickField,
    offered,
)


def _today() -> date:
    return clock.today()


class OpenCaseForm(AddingForm):
    """The beginning of help."""

    kind = ChoiceField("What level of help begins?", choices=offered(words.KINDS))
    reason = LongTextField("Why does help begin?", rows=4, hint="In a sentence the family would recognise")
    opened_on = DateField("When does it begin?", latest=_today)
    team_id = ChoiceField(
        "Which team answers for it?", required=False, shown_as="select", coerce=UUID, hint="Its manager sees the record"
    )
    lead = ChoiceField("Who leads?", shown_as="select", missing="Choose who leads")
    agreed_to_take_part = ChoiceField(
        "Did the family agree to take part?",
        required=False,
        choices=[
            SelectChoice("yes", "Yes"),
            SelectChoice("partly", "Partly"),
            SelectChoice("not_asked", "Not asked yet"),
            SelectChoice("not_needed", "It is not voluntary"),
        ],
        hint="Taking part is not the same as consent to keep records",
    )


class MemberForm(AddingForm):
    """A place on the team."""

    job = TextField("What do they do here?", required=False, hint="For example, speech and language therapist")
    function = ChoiceField(
        "Place on the team",
        shown_as="inline",
        choices=[SelectChoice("member", "Member"), SelectChoice("deputy", "Deputy lead")],
        default="member",
    )
    basis = ChoiceField("On what basis is the record shared with them?", choices=offered(BASES))
    basis_note = LongTextField(
        "Anything to note about sharing",
        required=False,
        rows=3,
        hint="For example, what the family or the young person said about it",
    )
    core_group = TickField("They are in the core group", hint="Child protection only")
    delivers_at_home = TickField("They give their service at the child’s home")
    from_on = DateField("From when?", hint="They see the record from this day")


class EndMemberForm(Form):
    """The end of a place."""

    on = DateField("From which day are they no longer on the team?", hint="From this day they no longer see the record")
    why = LongTextField("Why do they leave?", rows=3)


class DeclineForm(Form):
    """Why somebody put forward is declined."""

    why = LongTextField("Why not?", rows=3)


class LeadForm(Form):
    """Another lead."""

    membership_id = ChoiceField("Who leads from now on?", coerce=UUID, missing="Choose who leads")


class StepForm(Form):
    """A change of level."""

    direction = ChoiceField(
        "Which way?",
        shown_as="inline",
        choices=[SelectChoice("up", "Step up"), SelectChoice("down", "Step down")],
        missing="Choose step up or step down",
    )
    to_kind = ChoiceField("To which level of help?", choices=offered(words.KINDS), missing="Choose the level of help")
    reason = LongTextField("Why?", rows=4)
    to_whom = TextField("Handed to whom?", required=False, hint="A team or organisation, where it goes to another")


class CloseForm(Form):
    """The end of help."""

    reason = ChoiceField("Why does help end?", choices=offered(words.CLOSING), missing="Choose why help ends")
    note = LongTextField(
        "What changed, and whom can the family ask from now on?",
        rows=5,
        hint="What was reached, what helps, how to come back",
    )
    actions = ChoiceField(
        "What happens to the open actions?",
        choices=[
            SelectChoice("go_on", "They go on: whoever owns one stays on the team until it is done"),
            SelectChoice("stop", "They stop: each is cancelled, because help ended"),
        ],
        missing="Say what happens to the open actions",
    )


class ReopenForm(Form):
    """Help that begins again."""

    reason = LongTextField("Why does help begin again?", rows=4)


class MoveTeamForm(Form):
    """Another team."""

    team_id = ChoiceField("Which team answers for it from now on?", shown_as="select", coerce=UUID)
