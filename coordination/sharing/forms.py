"""Forms of who may see a record, and of decisions to share."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.access.catalogue import SECTIONS
from coordination.children import codes
from coordination.sharing import words
from coordination.sharing.granting import GRANTABLE
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
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


def section_choices() -> list[SelectChoice]:
    """Every part of a record that can be opened to somebody, in plain words."""
    return [SelectChoice(code, said(code)) for code in GRANTABLE]


def said(section: str) -> str:
    """A section of the record as a page says it."""
    what = SECTIONS[section].what.split(";")[0].split(" (")[0]
    return what[:1].upper() + what[1:]


class GrantForm(AddingForm):
    """Asking that parts of a record be opened to somebody."""

    sections = ChoicesField("What do they need to see?", hint="Only what they need for this, and nothing else")
    reason = LongTextField("Why do they need it?", rows=4, hint="What they have to do for the child, and what by when")
    until_on = DateField("Until when?", hint="From this day it is closed again. Three months at most", earliest=_today)


class WhyForm(Form):
    """A reason alone."""

    why = LongTextField("Why?", rows=3)


class ExcludeForm(AddingForm):
    """Somebody who may not see the record."""

    kind = ChoiceField("What is the reason?", choices=offered(words.EXCLUSIONS))
    why = LongTextField("Say more", rows=3, hint="Only managers, the lead and the privacy officer read this")


class ConnectionForm(AddingForm):
    """Somebody says that they know the family."""

    why = LongTextField(
        "How do you know them?", rows=3, hint="For example: a neighbour, a relative, our children are friends"
    )
    sure = TickField(
        "I understand that this record closes for me at once",
        required=True,
        missing="Tick to say that you understand. The record closes for you at once",
    )


class OpenForm(Form):
    """A record opened in an emergency."""

    given_names = TextField("Given names", hint="Exactly as on the record", spellcheck=False)
    family_name = TextField("Family name", hint="Exactly as on the record", spellcheck=False)
    born_on = DateField("Date of birth", latest=_today)
    identifier_kind = ChoiceField(
        "Kind of number", shown_as="select", choices=offered({"reference": "Record reference", **codes.IDENTIFIER})
    )
    identifier = TextField("Number or reference", width="20", spellcheck=False, maxlength=40)
    post = ChoiceField("As what do you need it?", missing="Choose as what you need it")
    reason = LongTextField(
        "Why do you need this record now?",
        rows=4,
        hint="The child’s lead and their manager read this at once, and somebody looks at whether it was right",
    )


class OversightForm(Form):
    """A privacy officer's look at one ledger."""

    reference = TextField("Record reference", hint="For example, K7QX-9M2T", width="20", spellcheck=False, maxlength=20)
    reason = LongTextField("Why do you look?", rows=3, hint="It stands in the ledger of this record")


class ReviewForm(Form):
    """What somebody found about a record that was opened alone."""

    outcome = ChoiceField("What did you find?", choices=offered(words.OUTCOMES))
    note = LongTextField("What did you look at, and with whom did you speak?", rows=4)


class FoundForm(Form):
    """What a privacy officer found about a look that stands out."""

    outcome = ChoiceField("What did you find?", choices=offered(words.FOUND))
    note = LongTextField("Whom did you ask, and what did they say?", rows=4, hint="Do not name the child")


class DecisionForm(AddingForm):
    """A decision to share, or not to."""

    kind = ChoiceField(
        "What was decided?",
        choices=[
            SelectChoice("shared", "To share"),
            SelectChoice("not_shared", "Not to share"),
            SelectChoice("consent", "Somebody consents to something being shared"),
        ],
        missing="Choose what was decided",
    )
    what = LongTextField(
        "What is it about?", rows=3, hint="What was told or asked for, in a sentence. Not the content itself"
    )
    with_whom = TextField("With whom?", hint="A person and their organisation, or the organisation")
    purpose = TextField("What for?", hint="What they need it for")
    basis = ChoiceField("What does it rest on?", choices=offered(words.BASES))
    special_condition = ChoiceField(
        "What is the condition for health and other sensitive things?", choices=offered(words.CONDITIONS)
    )
    legal_power = ChoiceField("Under which power?", shown_as="select")
    agreement = ChoiceField("Did you ask the family or the young person?", choices=offered(words.AGREEMENT))
    agreement_note = LongTextField(
        "What did they say, or why were they not asked?",
        rows=3,
        required=False,
        hint="Asking is usual, unless it would put somebody at risk",
    )
    reason_not_shared = LongTextField(
        "Why was it not shared?",
        rows=3,
        required=False,
        asked_when=lambda form: form.kind.data == "not_shared",
        hint="Only for a decision not to share",
    )
    harm = LongTextField(
        "Which harm was weighed?",
        rows=3,
        required=False,
        hint="What could happen to the child if it is shared, and if it is not",
    )
    giver = TextField(
        "Who consents?",
        required=False,
        asked_when=lambda form: form.kind.data == "consent",
        hint="Only for consent. The young person themself, or who has parental responsibility",
    )
    expires_on = DateField(
        "Until when does the consent hold?",
        required=False,
        asked_when=lambda form: form.kind.data == "consent",
        earliest=_today,
        hint="Only for consent. Leave it empty where it holds until it is taken back",
    )
    told = LongTextField("Who was told about the decision?", rows=2, required=False)
    publish_to = ChoicesField(
        "Who of the family may read this entry?",
        required=False,
        hint="Each parent is chosen by themself, and is told nothing of the others. They read what was shared, with"
        " which kind of organisation and what for. Tick nobody where it could tell of a danger",
    )


class WithdrawForm(Form):
    """Consent that is taken back."""

    why = LongTextField("What did they say?", rows=3, required=False, hint="No reason has to be given")


class AgreementForm(Form):
    """A family that no longer wants to take part."""

    who = TextField("Who no longer wants to take part?")
    said_so = LongTextField("What did they say?", rows=3, required=False)


def fill_first(form: DecisionForm, first: Any, choices: dict[str, str], parents: Mapping[UUID, str]) -> None:
    """Offer the powers that apply and the parents by name, and begin with what fits the role and the case."""
    form.publish_to.offer(
        [
            SelectChoice("young_person", "The young person"),
            *(SelectChoice(str(key), f"{name}, parent") for key, name in parents.items()),
        ]
    )
    form.legal_power.offer(offered(choices))
    if not form.is_submitted():
        form.basis.data, form.special_condition.data = first.basis, first.special_condition
        form.legal_power.data, form.agreement.data = first.legal_power, first.agreement
