"""The words of sharing, and what is offered first for a role and a case.

The four fields of a decision to share: the UK GDPR basis (article 6), the condition for special-category data (article
9, with Schedule 1 of the Data Protection Act 2018), the legal power, and whether agreement was sought or why not. What
is offered first is a beginning, never an answer: whoever decides changes it where it does not fit.
"""

from datetime import date
from typing import NamedTuple

from coordination.cases.models import CaseKind

BASES: dict[str, str] = {
    "public_task": "Public task: our work for this child (UK GDPR article 6(1)(e))",
    "legal_obligation": "Legal obligation: a duty or an order says so (article 6(1)(c))",
    "vital_interests": "Vital interests: to protect somebody’s life (article 6(1)(d))",
    "consent": "Consent, freely given and able to be taken back (article 6(1)(a))",
}

CONDITIONS: dict[str, str] = {
    "safeguarding": "Safeguarding of children (DPA 2018, Schedule 1, paragraph 18)",
    "social_care": "Health or social care (article 9(2)(h); DPA 2018, Schedule 1, paragraph 2)",
    "statutory": "A function given by law (DPA 2018, Schedule 1, paragraph 6)",
    "vital": "Vital interests, where consent cannot be given (article 9(2)(c))",
    "explicit_consent": "Explicit consent (article 9(2)(a))",
    "none": "There is nothing about health, religion, ethnicity or the like in it",
}

POWERS: dict[str, str] = {
    "ca89_17": "Children Act 1989, section 17: help for a child in need",
    "ca89_22": "Children Act 1989, section 22: duties to a child who is looked after",
    "ca89_47": "Children Act 1989, section 47: enquiries where a child may be suffering significant harm",
    "ca04_10": "Children Act 2004, section 10: cooperation to improve well-being",
    "ca04_11": "Children Act 2004, section 11: safeguarding and promoting welfare",
    "ca04_16la": "Children Act 2004, section 16LA: the duty to share information about a child’s welfare",
    "send_17": "SEND Regulations 2014, regulation 17: disclosure of an EHC plan",
    "order": "An order of a court",
    "none": "No particular power: agreement alone",
}

AGREEMENT: dict[str, str] = {
    "given": "Asked, and they agree",
    "refused": "Asked, and they do not agree",
    "not_sought": "Not asked, for a reason",
    "not_needed": "They were told: agreement is not what this rests on",
}

OUTCOMES: dict[str, str] = {
    "justified": "It was right to open it",
    "not_justified": "It was not right to open it",
    "look_closer": "Somebody has to look closer",
}

OWN_KINDS: dict[str, str] = {
    "break_glass": "Opened by somebody outside the team",
    "duty": "Opened by the duty worker",
    "oversight": "Opened by the privacy officer: who sees it and why, not what is in it",
}

EXCLUSIONS: dict[str, str] = {
    "not_to_person": "A decision that this person may not see the record",
    "connection": "They know the child or family outside work",
    "allegation": "They are the subject of an allegation",
}

GRANT_STATES: dict[str, str] = {
    "asked": "Waiting",
    "given": "Open",
    "declined": "Declined",
    "ended": "Ended",
}

# Why a look stands out. It is a reason to ask, never a finding.
PATTERNS: dict[str, str] = {
    "surname": "They may be related to the child",
    "no_team": "They had no place on the team",
    "night": "It was at night, and they are not the duty team",
    "many": "They opened many records within ten minutes",
}

FOUND: dict[str, str] = {
    "expected": "There is a good reason",
    "spoken_to": "I spoke with them, and nothing more is needed",
    "passed_on": "It is looked into as a possible breach",
}

# What a one-time link is for.
LINKS: dict[str, str] = {
    "contribution": "A link to contribute to a meeting, and to what is theirs to do",
    "action": "A link to say how one action is going",
    "advice": "A link to give advice for an EHC needs assessment",
    "consultation": "A link to answer whether a setting can take the child, with the papers for it",
}

WAYS: dict[str, str] = {
    "membership": "on the team",
    "management": "manages the team",
    "invitation": "invited to one thing",
    "link": "came by a one-time link",
    "grant": "opened to them for a while",
    "duty": "duty worker",
    "break_glass": "opened in an emergency",
}


class First(NamedTuple):
    """What is offered first of the four fields."""

    basis: str
    special_condition: str
    legal_power: str
    agreement: str


_OF_CASE: dict[str, First] = {
    CaseKind.EARLY_HELP.value: First("public_task", "social_care", "ca04_10", "given"),
    CaseKind.FAMILY_HELP.value: First("public_task", "social_care", "ca89_17", "given"),
    CaseKind.CHILD_IN_NEED.value: First("public_task", "social_care", "ca89_17", "given"),
    CaseKind.CHILD_PROTECTION.value: First("legal_obligation", "safeguarding", "ca89_47", "not_needed"),
    CaseKind.LOOKED_AFTER.value: First("public_task", "safeguarding", "ca89_22", "not_needed"),
    CaseKind.CARE_LEAVER.value: First("public_task", "social_care", "ca89_22", "given"),
    CaseKind.SEND.value: First("public_task", "statutory", "ca04_10", "given"),
}


def first_for(role: str, case_kind: str | None, duty_from: date | None, today: date) -> First:
    """What is offered first to somebody in a role, for a case of this kind.

    ``duty_from``: the day on which the duty of section 16LA applies here; None while nobody has confirmed that it has
    commenced. From that day it is what people outside children's services are offered, because it binds them too.
    """
    first = _OF_CASE.get(case_kind or "", First("public_task", "social_care", "ca04_10", "given"))
    in_force = duty_from is not None and duty_from <= today
    if role == "EHC":
        return first._replace(special_condition="statutory", legal_power="send_17")
    if in_force and role not in {"SW", "TM", "IRO", "CPC", "EDT"}:
        return first._replace(basis="legal_obligation", legal_power="ca04_16la")
    return first


def powers(duty_from: date | None, today: date) -> dict[str, str]:
    """The powers to choose from: section 16LA only from the day on which it applies here."""
    in_force = duty_from is not None and duty_from <= today
    return {code: said for code, said in POWERS.items() if code != "ca04_16la" or in_force}
