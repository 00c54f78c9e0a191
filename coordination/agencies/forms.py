"""The forms of organisations, settings, teams, people, roles and sharing agreements."""

from uuid import UUID

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from coordination import clock
from coordination.access.catalogue import SECTIONS
from coordination.agencies.kinds import AGENCY_KINDS, SETTING_KINDS
from coordination.agencies.models import PersonKind
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    EmailField,
    Form,
    LongTextField,
    TextField,
    TickField,
    offered,
)


def _phone() -> TextField:
    return TextField(
        "Phone", required=False, maxlength=40, input_type="tel", inputmode="tel", width="20", spellcheck=False
    )


class OrganisationForm(AddingForm):
    """An organisation."""

    name = TextField("Name", missing="Enter the name of the organisation")
    kind = ChoiceField(
        "What kind of organisation is it?",
        shown_as="select",
        subject="what kind of organisation it is",
        choices=[SelectChoice(kind.value, words) for kind, words in AGENCY_KINDS.items()],
    )
    phone = _phone()
    email = EmailField("Shared email address", required=False, hint="Not somebody's own", autocomplete="off")


class ChangeOrganisationForm(OrganisationForm):
    """What is known of an organisation, and how its people may be reached."""

    links_allowed = TickField(
        "Its people may be sent one-time links",
        hint="A link opens one thing, with a code sent to the same address. Without it everybody signs in",
    )


class SettingForm(AddingForm):
    """A school, home or service of an organisation."""

    name = TextField("Name", missing="Enter the name of the setting")
    kind = ChoiceField(
        "What kind of setting is it?",
        shown_as="select",
        subject="what kind of setting it is",
        choices=offered(SETTING_KINDS),
    )
    urn = TextField(
        "URN",
        required=False,
        maxlength=12,
        width="10",
        spellcheck=False,
        hint="Its number with the Department for Education or Ofsted, like 123456 or SC123456",
    )
    phone = _phone()
    last_inspected_on = DateField(
        "Last inspected on",
        required=False,
        latest=lambda: clock.today(),
        too_late="The last inspection must be today or in the past",
    )
    inspection_outcome = TextField("What the inspection said", required=False, hint="In a few words", maxlength=200)


class TeamForm(AddingForm):
    """A team and who manages it."""

    name = TextField("Name of the team", missing="Enter the name of the team")
    manager_id = ChoiceField("Manager", required=False, shown_as="search", coerce=UUID)


class PersonForm(AddingForm):
    """Somebody who works with children, or a carer."""

    name = TextField("Name", missing="Enter their name", autocomplete="off")
    kind = ChoiceField(
        "What are they here for?",
        choices=[
            SelectChoice(PersonKind.WORKFORCE.value, "Work"),
            SelectChoice(PersonKind.FAMILY.value, "Foster carer"),
        ],
    )
    email = EmailField("Email address", hint="They sign in with it", autocomplete="off")
    phone = _phone()
    job = TextField("Job", required=False, hint="As they would say it themselves")
    what_i_do = LongTextField(
        "What they do",
        required=False,
        hint="In a sentence or two that a child can understand",
        maxlength=300,
        rows=3,
    )


class ChangePersonForm(Form):
    """What is known of somebody."""

    name = TextField("Name", missing="Enter their name", autocomplete="off")
    email = EmailField(
        "Email address",
        required=False,
        hint="They sign in with it. Where they hold a role, another administrator confirms a change",
        autocomplete="off",
    )
    why = TextField("Why does the email address change?", required=False, hint="Only where it does", maxlength=500)
    phone = _phone()
    job = TextField("Job", required=False, hint="As they would say it themselves")
    what_i_do = LongTextField(
        "What they do",
        required=False,
        hint="In a sentence or two that a child can understand",
        maxlength=300,
        rows=3,
    )


class WhereForm(Form):
    """At which organisation somebody holds a role: asked first, because it decides which roles there are."""

    agency_id = ChoiceField("Organisation", shown_as="search", coerce=UUID, subject="the organisation")


class RoleForm(AddingForm):
    """A role somebody is to hold."""

    role = ChoiceField("Role")
    team_id = ChoiceField("Team", required=False, shown_as="select", coerce=UUID)
    authority_id = ChoiceField("Authority", shown_as="select", coerce=UUID, asked_when=lambda form: form.asks_authority)
    from_on = DateField("From")
    to_on = DateField("Until", required=False, hint="Leave empty when there is no end in sight")
    reason = LongTextField("Why do they need it?", maxlength=500, rows=3, missing="Say why they need this role")

    asks_authority = False


class EndForm(Form):
    """The day something ends."""

    on = DateField("When does it end?", subject="the day it ends")


class RefuseForm(Form):
    """Why a proposed role is not given."""

    note = LongTextField("Why not?", maxlength=500, rows=3, missing="Say why not")


class AgreementForm(AddingForm):
    """What an organisation may be told, and from when to when."""

    title = TextField("What is the agreement called?", missing="Enter what the agreement is called")
    authority_id = ChoiceField("Authority", shown_as="select", coerce=UUID, asked_when=lambda form: form.asks_authority)
    from_on = DateField("From", asked_when=lambda form: form.asks_from)
    to_on = DateField("Until", required=False, hint="It is not in force on this day. Leave empty when it has no end")
    extent = ChoiceField(
        "What does it cover?",
        choices=[
            SelectChoice("all", "Every section a role may see"),
            SelectChoice("some", "Only the sections chosen below"),
        ],
    )
    sections = ChoicesField(
        "Sections",
        choices=[SelectChoice(code, section.what[:1].upper() + section.what[1:]) for code, section in SECTIONS.items()],
        asked_when=lambda form: form.extent.data == "some",
        missing="Choose at least one section",
    )
    signed_by = TextField("Who signed it?", required=False, hint="Names and jobs, for both sides", maxlength=300)

    asks_authority = False
    asks_from = True

    def covered(self) -> list[str] | None:
        """The sections agreed, None for every one."""
        return None if self.extent.fact() == "all" else self.sections.fact()
