"""Forms of a child's record: looking for a child, opening a record, and every part of it."""

from datetime import date
from uuid import UUID

from coordination import clock
from coordination.children import codes, identity
from coordination.web.forms import (
    AddingForm,
    ChangingForm,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    HiddenTextField,
    LongTextField,
    SelectChoice,
    TextField,
    TickField,
    WholeNumberField,
    offered,
)

LANGUAGES = (
    "English", "British Sign Language", "Makaton", "Albanian", "Amharic", "Arabic", "Bengali", "Bulgarian",
    "Cantonese", "Czech", "Dari", "Farsi", "French", "Gujarati", "Hindi", "Hungarian", "Italian", "Kurdish (Sorani)",
    "Lithuanian", "Mandarin", "Nepali", "Pashto", "Polish", "Portuguese", "Punjabi", "Romani", "Romanian", "Russian",
    "Slovak", "Somali", "Spanish", "Sylheti", "Tamil", "Tigrinya", "Turkish", "Twi", "Ukrainian", "Urdu", "Vietnamese",
    "Welsh", "Yoruba", "Other",
)  # fmt: skip


def _not_in_the_future() -> date:
    return clock.today()


class FindForm(Form):
    """What is known of the child somebody looks for. None of it is needed; together they must say something."""

    given_names = TextField("Given names", required=False, hint="As you heard them", spellcheck=False)
    family_name = TextField("Family name", required=False, hint="As you heard it", spellcheck=False)
    born_on = DateField("Date of birth", required=False, hint="For example, 31 3 2014", latest=_not_in_the_future)
    identifier_kind = ChoiceField(
        "Kind of number",
        required=False,
        shown_as="select",
        choices=offered({"reference": "Record reference", **codes.IDENTIFIER}),
    )
    identifier = TextField(
        "Number or reference",
        required=False,
        hint="An NHS number, UPN, ULN, local id or record reference",
        width="20",
        spellcheck=False,
        maxlength=40,
    )


class AddChildForm(AddingForm):
    """A new record. Carries the search that came before it."""

    searched = HiddenTextField(maxlength=2000, required=True)
    given_names = TextField("Given names", required=False, spellcheck=False)
    family_name = TextField("Family name", required=False, spellcheck=False)
    preferred_name = TextField("Name they like to be called", required=False, spellcheck=False)
    pronouns = TextField("Pronouns", required=False, hint="For example, she/her", width="10")
    born_on = DateField("Date of birth", required=False, latest=_not_in_the_future)
    expected_on = DateField("Expected date of birth", required=False, hint="Only for a child who is not born yet")
    sex = ChoiceField("Sex", required=False, shown_as="inline", choices=offered(codes.SEX))
    ethnicity = ChoiceField("Ethnicity", required=False, shown_as="select", choices=offered(codes.ETHNICITY))
    post = ChoiceField(
        "You are opening this record as", shown_as="radios", missing="Choose as whom you open this record"
    )
    team_id = ChoiceField(
        "Team that answers for it",
        required=False,
        shown_as="select",
        hint="Its manager will see the record",
        coerce=UUID,
    )


class IdentityForm(ChangingForm):
    """Who a child is recorded as."""

    given_names = TextField("Given names", required=False, spellcheck=False)
    family_name = TextField("Family name", required=False, spellcheck=False)
    preferred_name = TextField("Name they like to be called", required=False, spellcheck=False)
    changed_on = DateField(
        "When did the name change?",
        required=False,
        hint="Only when the name itself changed. The old one is kept as a previous name.",
        latest=_not_in_the_future,
    )
    pronouns = TextField("Pronouns", required=False, width="10")
    born_on = DateField("Date of birth", required=False, latest=_not_in_the_future)
    expected_on = DateField("Expected date of birth", required=False)
    died_on = DateField("Date of death", required=False, latest=_not_in_the_future)
    sex = ChoiceField("Sex", required=False, shown_as="inline", choices=offered(codes.SEX))
    ethnicity = ChoiceField("Ethnicity", required=False, shown_as="select", choices=offered(codes.ETHNICITY))


class ConfirmForm(Form):
    """On what ground it is certain who a child is."""

    proof = ChoiceField("What was seen?", choices=offered(identity.PROOFS), missing="Choose what was seen")
    seen_on = DateField("When was it seen?", latest=_not_in_the_future, missing="Enter the day it was seen")


class DoubtForm(Form):
    """Why it is in doubt again who a child is."""

    why = ChoiceField("Why is there doubt?", choices=offered(identity.DOUBTS), missing="Choose why there is doubt")


class ProfileForm(ChangingForm):
    """What matters to the child and how they communicate."""

    what_matters = LongTextField("What matters to me", required=False, rows=4)
    people_like = LongTextField("What people like and admire about me", required=False, rows=3)
    good_day = LongTextField("A good day", required=False, rows=3)
    hard_day = LongTextField("A hard day", required=False, rows=3)
    communication = LongTextField(
        "How I communicate", required=False, rows=3, hint="Words, signs, pictures, devices, and what helps"
    )
    languages = ChoicesField("Languages", required=False, choices=[SelectChoice(name, name) for name in LANGUAGES])
    interpreter = TextField("Interpreter", required=False, hint="Language or dialect, and anything to know")
    daily_essentials = LongTextField(
        "Every day I need", required=False, rows=4, hint="Routines, food, sleep, what calms me"
    )
    reading_age = ChoiceField(
        "I read best what is written for age",
        required=False,
        shown_as="inline",
        coerce=int,
        hint="Words for me are measured by it. Without a choice it is 9 to 11",
        choices=[
            SelectChoice(8, "7 or 8"),
            SelectChoice(11, "9 to 11"),
            SelectChoice(14, "12 to 14"),
            SelectChoice(18, "15 and over"),
        ],
    )


class PartForm(AddingForm):
    """A row of a list of the record. ``seen`` is what its writer had before them, so that two who change it merge."""

    seen = HiddenTextField(maxlength=40000)


class NameForm(PartForm):
    """A name the child is or was known by."""

    kind = ChoiceField("What kind of name is it?", choices=offered(codes.NAME))
    given_names = TextField("Given names", required=False, spellcheck=False)
    family_name = TextField("Family name", required=False, spellcheck=False)
    from_on = DateField("From", required=False)
    to_on = DateField("Until", required=False)


class IdentifierForm(PartForm):
    """An identifier."""

    kind = ChoiceField("What kind of number is it?", choices=offered(codes.IDENTIFIER))
    value = TextField("Number", width="20", spellcheck=False, maxlength=40)
    from_on = DateField("From", required=False)
    to_on = DateField("Until", required=False)
    source = TextField("Where it comes from", required=False, hint="For example, a letter from the hospital")


class AddressForm(PartForm):
    """An ordinary address. A protected place is never written here."""

    kind = ChoiceField("What is it?", choices=offered(codes.ADDRESS))
    lines = LongTextField("Address", rows=4, maxlength=500)
    postcode = TextField("Postcode", required=False, width="10", spellcheck=False, maxlength=10)
    phone = TextField("Phone", required=False, width="20", input_type="tel", maxlength=30)
    from_on = DateField("From", required=False)
    to_on = DateField("Until", required=False)


class SchoolForm(PartForm):
    """Where the child learns."""

    agency_id = ChoiceField(
        "School or setting",
        required=False,
        shown_as="search",
        coerce=UUID,
        hint="Start typing. If it is not in the list, enter its name below.",
    )
    name = TextField("Name, when it is not in the list", required=False)
    year_group = TextField("Year group", required=False, width="5", hint="For example, 7 or R", maxlength=10)
    from_on = DateField("From", required=False)
    to_on = DateField("Until", required=False)


class NeedForm(PartForm):
    """A type of special educational need."""

    code = ChoiceField("Type of need", shown_as="select", choices=offered(codes.SEN_TYPE))
    rank = ChoiceField(
        "Is it the main need?",
        shown_as="inline",
        coerce=int,
        choices=[SelectChoice(1, "Yes, the main one"), SelectChoice(2, "No, a second one")],
        missing="Say whether it is the main need",
    )
    provision = ChoiceField("Support", required=False, choices=offered(codes.SEN_PROVISION))
    from_on = DateField("From", required=False)
    to_on = DateField("Until", required=False)


class DisabilityForm(PartForm):
    """A disability."""

    code = ChoiceField("Disability", shown_as="select", choices=offered(codes.DISABILITY))
    note = LongTextField("What it means for the child", required=False, rows=3, maxlength=1000)
    source = TextField("Who says so", required=False, hint="For example, the paediatrician's letter")
    from_on = DateField("From", required=False)
    to_on = DateField("Until", required=False)


class NetworkForm(PartForm):
    """Somebody in the child's family and network."""

    name = TextField("Name", spellcheck=False)
    relation = ChoiceField("Relation to the child", shown_as="select", choices=offered(codes.RELATION))
    person_id = ChoiceField(
        "Their account here",
        required=False,
        shown_as="select",
        coerce=UUID,
        hint="Only for a parent or carer on the team who signs in",
    )
    parental_responsibility = TickField("They have parental responsibility")
    responsibility_how = ChoiceField(
        "How do they have it?",
        required=False,
        shown_as="select",
        choices=offered(codes.RESPONSIBILITY),
    )
    responsibility_evidence = TextField(
        "What shows it", required=False, hint="For example, birth certificate seen on 3 May 2026"
    )
    lives_with_child = TickField("They live with the child")
    emergency_contact = TickField("Ring them in an emergency")
    same_school = TickField("They go to the same school", hint="Brothers and sisters only")
    phone = TextField("Phone", required=False, width="20", input_type="tel", maxlength=30)
    contact = LongTextField("Time together", required=False, rows=3, hint="When and how they see each other")
    restrictions = LongTextField(
        "Orders or limits", required=False, rows=3, hint="What an order says about contact or collection"
    )
    sibling_reference = TextField(
        "Their own record here",
        required=False,
        width="10",
        spellcheck=False,
        maxlength=20,
        hint="For a brother or sister only: the reference of a record that you can open. That record will name this "
        "child too.",
    )
    relation_to_id = ChoiceField(
        "Through whom are they related?",
        required=False,
        shown_as="select",
        coerce=UUID,
        hint="For example, a grandmother through the mother, or a half-brother through the father",
    )
    sex = ChoiceField("Sex", required=False, shown_as="inline", choices=offered(codes.NETWORK_SEX))
    born_year = WholeNumberField("Year of birth", required=False, minimum=1880, maximum=2100, width="4")
    died_year = WholeNumberField("Year of death", required=False, minimum=1880, maximum=2100, width="4")
    tie = ChoiceField("How is the tie with the child?", required=False, shown_as="inline", choices=offered(codes.TIE))
    partner_id = ChoiceField("Whose partner are they, or were they?", required=False, shown_as="select", coerce=UUID)
    partnership = ChoiceField("What are they to one another?", required=False, choices=offered(codes.PARTNERSHIP))
    partners_from_on = DateField("Together from", required=False)
    partners_to_on = DateField("Together until", required=False)
    trusted = TickField(
        "They are an adult who is there for the child", hint="Somebody the child trusts and can turn to"
    )
    trusted_since_on = DateField("Since when?", required=False, asked_when=lambda form: bool(form.trusted.data))
    in_touch = ChoiceField(
        "Are they still in touch?",
        required=False,
        shown_as="inline",
        choices=offered(codes.IN_TOUCH),
        asked_when=lambda form: bool(form.trusted.data),
    )
    note = LongTextField("Note", required=False, rows=3)
    from_on = DateField("In the child's life from", required=False)
    to_on = DateField("Until", required=False)


class AlertForm(PartForm):
    """Something everybody must know first."""

    kind = ChoiceField("What kind of alert is it?", choices=offered(codes.ALERT))
    instruction = LongTextField(
        "What everybody must do",
        rows=3,
        maxlength=300,
        hint="Everybody who may see alerts reads this. Say what to do, not why.",
    )
    reason = LongTextField(
        "Why", required=False, rows=4, hint="Only the few who need the reason read this", maxlength=2000
    )
    about_person_id = ChoiceField(
        "Is it about somebody who can sign in?",
        required=False,
        shown_as="select",
        coerce=UUID,
        hint="It will never be shown to them",
    )
    from_on = DateField("From", required=False)
    review_on = DateField("Look at it again on", required=False)
    to_on = DateField("Until", required=False)


class HomeForm(PartForm):
    """Where somebody of the family lived."""

    member_id = ChoiceField(
        "Who lived there?", required=False, shown_as="select", coerce=UUID, hint="Leave it empty for the child"
    )
    home = TextField(
        "Which home?",
        maxlength=80,
        hint="In the family's own words: Mum's home, Nan's, Denise's. Never an address. Use the same words for "
        "everybody who lives there.",
    )
    from_on = DateField("From", required=False)
    to_on = DateField("Until", required=False)


class EndForm(Form):
    """Until when something was so."""

    on = DateField("Until when?", latest=_not_in_the_future, missing="Enter the last day")


# The heading before a question, where a form is long.
HEADINGS = {
    "network": {
        "parental_responsibility": "Parental responsibility",
        "lives_with_child": "With the child",
        "sibling_reference": "Place in the family",
        "partner_id": "Partner",
        "trusted": "Being there for the child",
        "note": "Note and dates",
    }
}

PART_FORMS: dict[str, type[PartForm]] = {
    "names": NameForm,
    "identifiers": IdentifierForm,
    "addresses": AddressForm,
    "schools": SchoolForm,
    "needs": NeedForm,
    "disabilities": DisabilityForm,
    "network": NetworkForm,
    "homes": HomeForm,
    "alerts": AlertForm,
}
