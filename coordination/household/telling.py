"""What a carer is owed before a child comes, in words: the items of the checklist and how each can have been told.

Source: Care Planning, Placement and Case Review (England) Regulations 2010, reg. 9 and Sch. 2 (the placement plan), and
the Fostering Services (England) Regulations 2011, reg. 17(3) (what a foster parent must be given).
"""

from coordination.web.languages import gettext as _


def items() -> dict[str, str]:
    """The twelve things, by code, in the order of what is asked for first."""
    return {
        "health": _("Health and allergies"),
        "medicines": _("Medicines and who may give them"),
        "risks": _("Risks, and how to keep everybody safe"),
        "behaviour": _("Behaviour, and what helps"),
        "education": _("School or nursery"),
        "legal": _("The legal order, and who holds parental responsibility"),
        "authority": _("What you may decide"),
        "contact": _("Seeing family: when, where and how"),
        "family": _("Family, and who matters"),
        "identity": _("Culture, faith, language and identity"),
        "ring": _("Who to ring, by day and by night"),
        "belongings": _("Savings and belongings"),
    }


def ways() -> dict[str, str]:
    """How somebody can have been told."""
    return {
        "writing": _("In writing"),
        "meeting": _("At a meeting"),
        "phone": _("By telephone"),
        "person": _("In person"),
    }


def needs() -> dict[str, str]:
    """The kinds of daily need, by code: first what the body needs, then every day and night."""
    return {
        "allergies": _("Allergies"),
        "emergency_plan": _("In an emergency"),
        "medicines": _("Medicines"),
        "daily_care": _("Daily care of the body"),
        "routines": _("Every day"),
        "food": _("Food"),
        "bedtime": _("Bedtime and nights"),
        "comfort": _("What calms and comforts"),
    }


def away_answers() -> dict[str, str]:
    """What a carer is answered who asks for time away, by code."""
    return {"agreed": _("Yes"), "later": _("At another time"), "not_possible": _("Not possible as it is")}


def training_states() -> dict[str, str]:
    """How far a training has come, by code."""
    return {"wanted": _("I want to do it"), "booked": _("It is booked"), "done": _("I have done it")}
