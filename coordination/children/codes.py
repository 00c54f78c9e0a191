"""Words for what a record's lists hold: the codes are those of the CIN census, SEN2 and SSDA903 where they have one."""

SEX = {"F": "Female", "M": "Male", "U": "Not known"}

ETHNICITY = {
    "WBRI": "White British",
    "WIRI": "White Irish",
    "WIRT": "Traveller of Irish heritage",
    "WROM": "Gypsy or Roma",
    "WOTH": "Any other White background",
    "MWBC": "White and Black Caribbean",
    "MWBA": "White and Black African",
    "MWAS": "White and Asian",
    "MOTH": "Any other mixed background",
    "AIND": "Indian",
    "APKN": "Pakistani",
    "ABAN": "Bangladeshi",
    "AOTH": "Any other Asian background",
    "BCRB": "Black Caribbean",
    "BAFR": "Black African",
    "BOTH": "Any other Black background",
    "CHNE": "Chinese",
    "OOTH": "Any other ethnic group",
    "REFU": "Preferred not to say",
    "NOBT": "Not asked yet",
}

DISABILITY = {
    "MOB": "Mobility",
    "HAND": "Hand function",
    "PC": "Personal care",
    "INC": "Incontinence",
    "COMM": "Communication",
    "LD": "Learning",
    "HEAR": "Hearing",
    "VIS": "Vision",
    "BEH": "Behaviour",
    "CON": "Consciousness",
    "AUT": "Autism",
    "DDA": "Disabled in another way",
    "NONE": "No disability",
}

SEN_TYPE = {
    "SLCN": "Speech, language and communication needs",
    "ASD": "Autistic spectrum disorder",
    "SEMH": "Social, emotional and mental health",
    "SPLD": "Specific learning difficulty",
    "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty",
    "PMLD": "Profound and multiple learning difficulty",
    "HI": "Hearing impairment",
    "VI": "Vision impairment",
    "MSI": "Multi-sensory impairment",
    "PD": "Physical disability",
    "DS": "Down syndrome",
    "OTH": "Other difficulty or disability",
    "NSA": "SEN support, type of need not assessed yet",
}

SEN_PROVISION = {"K": "SEN support", "E": "Education, health and care plan", "N": "None"}

IDENTIFIER = {
    "nhs_number": "NHS number",
    "upn": "Unique pupil number (UPN)",
    "former_upn": "Former UPN",
    "uln": "Unique learner number (ULN)",
    "local_id": "Local id",
    "consistent_identifier": "Consistent identifier",
}

ADDRESS = {
    "home": "Home",
    "second_home": "Second home",
    "correspondence": "For letters",
    "previous": "Previous home",
    "other": "Other",
}

NAME = {"previous": "Previous name", "used": "Also known as", "legal": "Legal name"}

RELATION = {
    "mother": "Mother",
    "father": "Father",
    "step_parent": "Step-parent",
    "brother": "Brother",
    "sister": "Sister",
    "sibling": "Sibling",
    "half_sibling": "Half-brother or half-sister",
    "grandparent": "Grandparent",
    "great_grandparent": "Great-grandparent",
    "aunt_uncle": "Aunt or uncle",
    "cousin": "Cousin",
    "niece_nephew": "Niece or nephew",
    "own_child": "The child’s own son or daughter",
    "partner": "The child’s own partner",
    "special_guardian": "Special guardian",
    "adoptive_parent": "Adoptive parent",
    "carer": "Carer",
    "partner_of_parent": "Partner of a parent",
    "friend": "Friend of the family",
    "other": "Somebody else",
}

# Whose rows belong to the section of sibling links, which has rules of its own.
SIBLINGS = frozenset({"brother", "sister", "sibling", "half_sibling"})

# How a relation is called of somebody whose sex is recorded.
_OF_A_SEX = {
    "step_parent": ("Stepmother", "Stepfather"),
    "half_sibling": ("Half-sister", "Half-brother"),
    "sibling": ("Sister", "Brother"),
    "grandparent": ("Grandmother", "Grandfather"),
    "great_grandparent": ("Great-grandmother", "Great-grandfather"),
    "aunt_uncle": ("Aunt", "Uncle"),
    "niece_nephew": ("Niece", "Nephew"),
    "own_child": ("Daughter", "Son"),
    "adoptive_parent": ("Adoptive mother", "Adoptive father"),
}

NETWORK_SEX = {"F": "Female", "M": "Male", "X": "Another, or not known"}

PARTNERSHIP = {
    "married": "Married or in a civil partnership",
    "together": "Living together",
    "partners": "Partners, living apart",
    "separated": "Separated",
    "divorced": "Divorced, or civil partnership dissolved",
    "ended": "Were together once",
}

# Relations that say whose partner somebody is by themselves.
PARTNERS_BY_RELATION = frozenset({"step_parent", "partner_of_parent", "partner"})

TIE = {
    "close": "Close",
    "steady": "Steady",
    "distant": "Distant",
    "strained": "Strained",
    "broken": "Cut off",
}

IN_TOUCH = {"yes": "Yes", "sometimes": "Now and then", "no": "No"}

# How parental responsibility was acquired: Children Act 1989 ss.2-4ZA, 5, 12, 14C and 33; Adoption and Children Act
# 2002 s.46.
RESPONSIBILITY = {
    "birth_mother": "As the mother, at birth",
    "married": "Married to the mother, or in a civil partnership, at the birth or since",
    "registered": "Named on the birth register (since 1 December 2003)",
    "agreement": "By agreement with the mother",
    "order": "By a court order",
    "child_arrangements": "Under a child arrangements order",
    "special_guardian": "As special guardian",
    "guardian": "As guardian, after a parent's death",
    "adoption": "By adoption",
    "authority": "The authority, under a care order",
    "other": "In another way",
}

ALERT = {
    "do_not_disclose": "Do not tell where the child is",
    "worker_safety": "Safety of workers",
    "contact": "Contact or collection is limited",
    "health": "Health emergency",
    "missing": "Risk of going missing",
    "exploitation": "Risk of exploitation",
    "other": "Other",
}


def words(codes: dict[str, str], code: str | None) -> str:
    """A code in words; one that is not in the list as it stands."""
    return "" if not code else codes.get(code, code.replace("_", " "))


def relation_words(relation: str, sex: str | None) -> str:
    """A relation in words: "Grandmother" where the sex is recorded, "Grandparent" where it is not."""
    if sex in {"F", "M"} and relation in _OF_A_SEX:
        return _OF_A_SEX[relation][0 if sex == "F" else 1]
    return words(RELATION, relation)
