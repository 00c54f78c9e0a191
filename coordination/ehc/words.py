"""The words and codes of the EHC process, in one place: who asks, who advises, what is decided and why.

Codes are ours and stable; what a statutory return calls the same is the exchange's business. The words follow the
SEND Regulations 2014 (SI 2014/1530) and the Children and Families Act 2014.
"""

from typing import NamedTuple

# Who asked for the assessment: Children and Families Act 2014, sections 24 and 36.
SOURCES = {
    "parent": "A parent",
    "young_person": "The young person",
    "school": "A nursery, school or college",
    "health": "Somebody who works in health",
    "social_care": "Somebody who works in social care",
    "brought_to_attention": "Somebody else who told us about the child",
    "council": "The council itself",
    "tribunal": "A tribunal ordered it",
    "moved": "The child moved here while being assessed",
}
CHANNELS = {"letter": "Letter", "email": "Email", "form": "Online form", "phone": "Phone", "in_person": "In person"}


class Adviser(NamedTuple):
    """Somebody whose advice is asked for: the sections it feeds, the role they act in, where the law says so."""

    words: str
    sections: tuple[str, ...]
    role: str
    source: str
    must: bool


# SEND Regulations 2014, regulation 6(1) and (4).
ADVISERS = {
    "family": Adviser("The child’s parents, or the young person", ("A",), "PAR", "regulation 6(1)(a)", True),
    "school": Adviser("The school, nursery or college", ("B", "E", "F"), "SEN", "regulation 6(1)(b)", True),
    "health": Adviser("A health care professional", ("C", "G"), "HLT", "regulation 6(1)(c)", True),
    "psychologist": Adviser("An educational psychologist", ("B", "E", "F"), "EHC", "regulation 6(1)(d)", True),
    "social_care": Adviser("Social care", ("D", "H1", "H2"), "SW", "regulation 6(1)(e)", True),
    "other": Adviser("Somebody else whose advice helps", ("B", "E", "F"), "EHC", "regulation 6(1)(f)", False),
    "adulthood": Adviser(
        "Advice on preparing for adulthood, from year 9", ("B", "E", "F"), "EHC", "regulation 6(1)(g)", False
    ),
    "requested": Adviser(
        "Somebody the parents or young person reasonably ask for", ("B", "E", "F"), "EHC", "regulation 6(1)(h)", False
    ),
    "sensory": Adviser(
        "A qualified teacher of children who cannot see or hear well", ("B", "E", "F"), "EHC", "regulation 6(2)", False
    ),
}

# The letters of the sections of an EHC plan: SEND Regulations 2014, regulation 12.
SECTIONS = {
    "A": "Views, interests and aspirations",
    "B": "Special educational needs",
    "C": "Health needs",
    "D": "Social care needs",
    "E": "Outcomes",
    "F": "Special educational provision",
    "G": "Health provision",
    "H1": "Social care provision under the Chronically Sick and Disabled Persons Act 1970",
    "H2": "Other social care provision",
    "I": "Placement",
    "J": "Personal budget",
    "K": "Advice and information",
}

# What section A asks about. None of it is provision.
PROMPTS = {
    "important_to_me": "What is important to me",
    "important_for_me": "What is important for me",
    "people_like": "What people like about me",
    "good_day": "A good day",
    "hard_day": "A hard day",
    "communicate": "How to talk with me",
    "friends": "Friends and play",
    "culture": "Culture and faith",
    "history": "My story so far",
    "parents": "What my parents say and hope",
    "soon": "What I want soon",
    "later": "What I want later in life",
    "adult_life": "Being independent and adult life",
}

# What a piece of advice says, in its order, as section K sets it out.
ADVICE_PARTS = {
    "summary": "In short",
    "views": "Views",
    "strengths": "Strengths and what helps",
    "needs": "Needs",
    "outcomes": "Outcomes",
    "provision": "Provision",
}

# How a setting came to be considered: Children and Families Act 2014, sections 38 to 40.
PATHS = {
    "request": "The family asked for it (section 38(3))",
    "consulted": "The council is asking it (section 39(2) or 40(2))",
    "representation": "The family spoke for a school that section 38(3) does not cover",
}
# Why a setting that was asked for may not be named: section 39(4).
GROUNDS = {
    "unsuitable": "It would be unsuitable for the child’s age, ability, aptitude or special educational needs",
    "others": "The child being there would not fit with the efficient education of others",
    "resources": "The child being there would not fit with the efficient use of resources",
}
SETTING_TYPES = {
    "mainstream": "Mainstream school or college",
    "unit": "SEN unit in a mainstream school",
    "resourced": "Resourced provision in a mainstream school",
    "special": "Special school or college",
    "independent_special": "Independent special school",
    "alternative": "Alternative provision",
    "early_years": "Nursery or other early years setting",
    "home_elective": "Educated at home by choice of the family",
    "elsewhere": "Education otherwise than in school (section 61)",
}

DECISIONS = {
    "assess": "We will carry out an EHC needs assessment",
    "not_assess": "We will not carry out an EHC needs assessment",
    "issue": "We will write an EHC plan",
    "not_issue": "We will not write an EHC plan",
    "plan_content": "What the final plan says",
    "maintain": "The plan stays as it is",
    "amend": "The plan will be changed",
    "not_amend": "The changes that were proposed are not made",
    "cease": "The plan ends",
    "reassess": "We will assess again",
    "not_reassess": "We will not assess again",
}
# The decisions a parent or young person may appeal: Children and Families Act 2014, section 51.
MAY_APPEAL = frozenset({"not_assess", "not_issue", "plan_content", "maintain", "not_amend", "cease", "not_reassess"})

STATES = {
    "requested": "Asked for: decide whether to assess",
    "assessing": "Being assessed",
    "drafting": "Plan being written",
    "issued": "Plan issued",
    "refused": "Not assessed",
    "plan_refused": "Assessed, no plan",
    "withdrawn": "Withdrawn",
}
CEASE_REASONS = {
    "age": "The young person has reached the end of the year in which they turn 25",
    "needs_met": "The needs are met without a plan",
    "higher_education": "Gone to higher education",
    "work": "In paid employment",
    "moved": "Another council keeps the plan now",
    "not_wanted": "The young person no longer wishes it",
    "left_england": "Left England",
    "died": "Died",
    "other": "Another reason",
}
ADULTHOOD = {
    "employment": "Higher education and employment",
    "independent_living": "Independent living",
    "community": "Friends, relationships and community",
    "health": "Being as healthy as possible",
}
