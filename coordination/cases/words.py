"""The words of levels of help, roles on a team, and why help ends."""

from coordination.cases.models import CaseKind

KINDS: dict[str, str] = {
    CaseKind.EARLY_HELP: "Early help",
    CaseKind.FAMILY_HELP: "Family Help",
    CaseKind.CHILD_IN_NEED: "Child in need",
    CaseKind.CHILD_PROTECTION: "Child protection",
    CaseKind.LOOKED_AFTER: "Looked after",
    CaseKind.CARE_LEAVER: "Leaving care",
    CaseKind.SEND: "Special educational needs and disability",
}

# How much help: what "up" and "down" mean. Levels that are no more and no less than others have the same number.
LEVEL: dict[str, int] = {
    CaseKind.SEND: 0,
    CaseKind.EARLY_HELP: 1,
    CaseKind.FAMILY_HELP: 2,
    CaseKind.CARE_LEAVER: 2,
    CaseKind.CHILD_IN_NEED: 3,
    CaseKind.CHILD_PROTECTION: 4,
    CaseKind.LOOKED_AFTER: 5,
}

# Roles as a team page says them.
ROLES: dict[str, str] = {
    "SW": "Social worker",
    "LP": "Lead practitioner",
    "TM": "Team manager",
    "IRO": "Independent reviewing officer",
    "CPC": "Conference chair",
    "EDT": "Emergency duty team",
    "PA": "Personal adviser",
    "SEN": "SENCO or designated teacher",
    "DSL": "School safeguarding lead",
    "VSH": "Virtual school",
    "HLT": "Health practitioner",
    "EHC": "SEND caseworker",
    "ADV": "Advocate",
    "PRV": "Provider worker",
    "SSW": "Supervising social worker",
    "CMS": "Commissioner",
    "FC": "Foster carer",
    "YP": "Young person",
    "PAR": "Parent",
    "IGO": "Privacy officer",
    "ADM": "Administrator",
    "ANL": "Analyst",
}

# Why help ends (screens of the review record, and of the CIN census where it has a code).
CLOSING: dict[str, str] = {
    "outcomes_met": "The outcomes were met",
    "moved": "The family moved away",
    "withdrew": "The family no longer wants to take part",
    "stepped_up": "Another, higher level of help began",
    "stepped_down": "Help goes on at a lower level",
    "not_engaging": "The family could not be reached or did not take part",
    "adulthood": "The young person reached adulthood",
    "died": "The child died",
    "other": "Another reason",
}

FUNCTIONS: dict[str, str] = {"lead": "Lead", "deputy": "Deputy lead", "member": "Member"}


def kind(which: str) -> str:
    """A level of help in words."""
    return KINDS.get(which, which.replace("_", " "))


def role(which: str) -> str:
    """A role in words."""
    return ROLES.get(which, which)
