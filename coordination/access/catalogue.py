"""The section catalogue: what a child's record is divided into, who the roles are, and what "limited" shows.

``rules.csv`` says who may do what with a section; this says what a section is. The fields are the words that
pages and documents use, not columns of a table. Where the rules say a role's view is limited, limits.py has
the fields it may see, and ``docs/permissions.md`` prints them.
"""

from dataclasses import dataclass
from types import MappingProxyType

from coordination.access.limits import LIMITS

ROLES = MappingProxyType(
    {
        "SW": "social worker, or lead practitioner employed in children's social care",
        "LP": "lead practitioner from any other agency",
        "TM": "team manager",
        "IRO": "independent reviewing officer",
        "CPC": "child protection conference chair",
        "EDT": "emergency duty team",
        "PA": "personal adviser",
        "SEN": "SENCO or designated teacher",
        "DSL": "school safeguarding lead",
        "VSH": "virtual school",
        "HLT": "named health practitioner",
        "EHC": "SEND caseworker, and advisers invited to one piece of advice",
        "ADV": "advocate",
        "PRV": "provider worker",
        "SSW": "supervising social worker",
        "CMS": "commissioner",
        "FC": "foster carer",
        "YP": "young person",
        "PAR": "parent",
        "IGO": "privacy officer",
        "ADM": "administrator",
        "ANL": "analyst",
    }
)

VERBS = ("read", "create", "update", "approve", "disclose")
EXTENTS = ("full", "own", "limited", "published", "aggregate")  # widest first

LABELS = MappingProxyType(
    {
        "S0": "core",
        "S1": "everyday plan",
        "S2": "sensitive",
        "S3": "safeguarding",
        "S4": "sealed",
        "C": "commercial, an axis of its own",
        "-": "nothing about a child",
    }
)

# Family roles are held by being somebody to the child, every other role by working for an organisation.
FAMILY_ROLES = frozenset({"FC", "YP", "PAR"})
WORKFORCE_ROLES = frozenset(ROLES) - FAMILY_ROLES

AUDIENCES = ("team", "school", "health", "provider", "carer", "parent", "young_person")
FAMILY_AUDIENCES = frozenset({"carer", "parent", "young_person"})

# An advocate stands beside the young person and sees, of what is published, what the young person may see.
# Privacy officers, administrators and analysts are nobody's audience: nothing is written for them.
_AUDIENCE_OF = MappingProxyType(
    {
        **dict.fromkeys(("SW", "LP", "TM", "IRO", "CPC", "EDT", "PA", "EHC", "SSW", "CMS"), "team"),
        **dict.fromkeys(("SEN", "DSL", "VSH"), "school"),
        "HLT": "health",
        "PRV": "provider",
        "FC": "carer",
        "PAR": "parent",
        "YP": "young_person",
        "ADV": "young_person",
    }
)

# Who owns the record of each kind of meeting: who may change and sign it. A review names other roles where
# the authority's own template says so. Looked-after reviews are the reviewing officer's, always.
_TEAM_MEETING = frozenset({"SW", "LP", "PA"})
MEETING_OWNERS = MappingProxyType(
    {
        "initial_tac": _TEAM_MEETING,
        "tac_review": _TEAM_MEETING,
        "closure": _TEAM_MEETING,
        "family_network": _TEAM_MEETING,
        "stability": _TEAM_MEETING | {"TM"},
        "professionals": _TEAM_MEETING | {"TM"},
        "child_in_need": frozenset({"SW", "TM"}),
        "core_group": frozenset({"SW"}),
        "conference": frozenset({"CPC"}),
        "looked_after": frozenset({"IRO"}),
        "pathway": frozenset({"PA"}),
        "pep": frozenset({"SEN", "VSH"}),
        "ehc_annual": frozenset({"SEN", "EHC"}),
    }
)

# The sections of an EHC plan: SEND Regulations 2014, reg. 12.
EHC_SECTIONS = frozenset({"A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J", "K"})


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the record: its code, its label, what it is, its fields and the parts the rules name."""

    code: str
    label: str
    what: str
    fields: tuple[str, ...]
    parts: tuple[str, ...] = ()


def _sections(*rows: tuple[str, str, str, str, str]) -> MappingProxyType[str, Section]:
    made = (Section(code, label, what, tuple(fields.split()), tuple(parts.split()))
            for code, label, what, fields, parts in rows)  # fmt: skip
    return MappingProxyType({section.code: section for section in made})


_LETTERS = " ".join(sorted(EHC_SECTIONS))
_EHC_FIELDS = "front " + " ".join(f"section_{letter.lower()}" for letter in _LETTERS.split()) + " dates decisions"

SECTIONS = _sections(
    ("core_identity", "S0", "name, pronouns, date of birth, photo",
     "reference preferred_name given_names family_name other_names pronouns date_of_birth age_band"
     " expected_on date_of_death sex ethnicity languages photo",
     "reference age_band"),
    ("identifiers", "S1", "NHS number, UPN, ULN, local ids, consistent identifier",
     "nhs_number upn former_upn uln local_id consistent_identifier source checked",
     ""),
    ("contact_details", "S1", "ordinary contact details",
     "address postcode ward phone email preferred_way safe_to_contact from_on to_on",
     ""),
    ("protected_location", "S4", "protected address, location, identity",
     "address postcode phone identity reason decided_by review_on",
     ""),
    ("family_network", "S2", "family, network, parental responsibility, contact arrangements",
     "name relation parental_responsibility responsibility_how responsibility_evidence lives_with_child"
     " phone emergency_contact contact_arrangements restrictions note from_on to_on"
     " years partnership household tie trusted",
     "emergency_contact"),
    ("sibling_links", "S2", "sibling links; content needs membership of that child",
     "first_name relation age_band lives_together same_school contact_arrangements record_link",
     ""),
    ("profile", "S1", "one-page profile: what matters, communication",
     "what_matters people_like good_day hard_day communication languages interpreter daily_essentials"
     " interests picture",
     ""),
    ("support_plan", "S1", "needs, strengths, outcomes, contingency",
     "need strength worry outcome domain measure baseline target target_on progress agencies contingency"
     " review_on",
     ""),
    ("actions", "S1", "actions per agency",
     "what outcome owner agency due_on status blocked_reason done_on evidence",
     ""),
    ("reviews", "S1", "reviews, TAC meetings, minutes; items carry their own label",
     "kind date place purpose attendance views changes decisions minutes next_on",
     ""),
    ("sen_support", "S1", "SEN Support cycle, provision map",
     "area_of_need barrier strengths outcome provision hours staff strategies progress pupil_views"
     " parent_views cost review_on",
     ""),
    ("ehc_plan", "S2", "EHC sections A-K, clock, decisions", _EHC_FIELDS, _LETTERS),
    ("health", "S2", "health detail",
     "allergies emergency_plan medicines daily_care diagnoses appointments recommendations health_plan"
     " assessment_dates immunisations dental sdq_score consent gp clinical_notes",
     "daily_safety health_plan diagnosis appointment recommendation C G"),
    ("education", "S1", "education, attendance, suspensions, attainment, PEP",
     "school year_group attendance suspensions part_time_timetable attainment targets pep pupil_premium"
     " exam_access contacts destination",
     ""),
    ("social_care", "S2", "assessments, visits, case notes",
     "summary social_care_needs assessments analysis visits case_notes decisions adults",
     "summary D H1 H2"),
    ("supervision", "S2", "supervision and management oversight",
     "discussion direction agreed_on review_on",
     ""),
    ("protection_plan", "S3", "conference reports, child protection plan, core group",
     "plan_exists who_to_ring phone_to_ring category plan conference_reports core_group visits decisions",
     "plan_exists"),
    ("enquiries", "S3", "concerns raised, strategy discussions, section 47",
     "concern raised_by raised_at strategy_discussion attendees enquiry outcome",
     ""),
    ("allegations", "S4", "allegations against adults who work with children, LADO",
     "allegation subject strategy outcome lado_advice named_people",
     ""),
    ("legal", "S3", "orders, court, adoption, immigration (adoption and identity S4)",
     "order_type order_from order_to who_may_consent may_not_collect contact_limits court directions"
     " adoption immigration advice",
     "order_type consent collection contact_limits"),
    ("placement", "S2", "placement, carer, moves; location follows its own label",
     "kind provider carer location started_on ended_on planned_moves reason contact delegated_authority"
     " matching disruption",
     "location"),
    ("carer_record", "S2", "carer approval, diary, strain, training, respite",
     "approval approval_range terms household checks told_before diary strain training respite",
     ""),
    ("pathway", "S2", "pathway plan, runway to adulthood",
     "status adviser needs_assessment my_words contact_and_support education_training employment home"
     " family_social practical_skills money health identity contingency review_on",
     "young_person"),
    ("needs_brief", "S1", "needs brief to the market, nobody identifiable",
     "needs outcomes age_band area home_or_school starts_on deadline offers decision",
     ""),
    ("prices", "C", "prices, quotes, contracts, invoices",
     "total weekly_fee breakdown quote contract invoice allowance true_cost",
     "allowance"),
    ("own_words", "S2", "the young person's own words, feelings, requests",
     "words how_given gathered_by said_on feeling wish request answer",
     ""),
    ("messages", "S1", "messages and appointments, participants only",
     "words sent_by sent_to sent_at read_at appointment",
     ""),
    ("alerts", "S3", "do-not-disclose, worker safety, domestic abuse",
     "instruction kind reason evidence from_on review_on",
     ""),
    ("sharing_decisions", "S2", "sharing decisions, lawful basis, agreements to take part",
     "what with_whom organisation_kind purpose basis special_condition legal_power agreement decided_on"
     " decided_by reason_not_shared harm",
     ""),
    ("access_log", "S2", "access log of the child's record",
     "viewed_on person role organisation kind_of_section reason session",
     ""),
    ("memberships", "S1", "team, grants, labels, exclusions",
     "name role job agency phone what_i_do function from_on to_on basis basis_note grant reason"
     " label_change exclusion",
     "team grant label exclusion"),
    ("statutory_return", "S2", "exactly the fields of one return, one window",
     "return window fields findings",
     ""),
    ("administration", "-", "accounts, organisations, configuration, jobs",
     "accounts organisations roles agreements configuration jobs",
     "role_grant"),
)  # fmt: skip


def audience_of(role: str) -> str | None:
    """The audience a role belongs to, or None where nothing is written for that role."""
    return _AUDIENCE_OF.get(role)


def section(code: str) -> Section:
    """The section with this code. Raises KeyError where there is none."""
    return SECTIONS[code]


def limited_fields(section: str, role: str, *, placement_agreed: bool = False) -> frozenset[str]:
    """The fields of a section that a limited view shows to a role; empty where the role has no limited view.

    A commissioner sees a reference and an age band until a placement is agreed, and then who the child is.
    """
    if (section, role) == ("core_identity", "CMS") and not placement_agreed:
        return LIMITS["core_identity"]["CMS until a placement is agreed"]
    return LIMITS.get(section, {}).get(role, frozenset())
