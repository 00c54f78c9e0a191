"""The field lists behind every "limited" cell of the access rules: one place, per section and role.

Written for people who change them: a section, then the roles that share a list, then the fields, which are
those of the section in catalogue.py. A limited cell of rules.csv that has no list here stops the start.
"""

from collections.abc import Mapping
from types import MappingProxyType

_DAILY_SAFETY = "allergies emergency_plan medicines daily_care"
_WHO_IS_AROUND = "name relation parental_responsibility phone"
_TEAM_LIST = "name role job agency phone what_i_do function"
_ORDERS = "order_type who_may_consent may_not_collect contact_limits"
_NAMES = "reference preferred_name given_names family_name pronouns date_of_birth"
_HEALTH_SUMMARY = (
    "allergies emergency_plan medicines daily_care diagnoses appointments recommendations health_plan"
    " assessment_dates immunisations dental sdq_score consent gp"
)

_WRITTEN = {
    "core_identity": {
        "ADV": _NAMES + " languages",
        "PRV": _NAMES + " sex languages photo",
        "CMS": _NAMES + " age_band sex languages",
        "CMS until a placement is agreed": "reference age_band",
    },
    "identifiers": {
        "LP": "local_id consistent_identifier",
        "IRO CPC": "local_id",
        "EDT": "local_id nhs_number",
        "PA": "local_id uln",
        "SEN": "upn uln",
        "DSL": "upn",
        "HLT": "nhs_number consistent_identifier",
        "SSW": "local_id",
        # A carer registers the child with a doctor; a young person and a parent may ask for what is theirs.
        "FC": "nhs_number",
        "YP": "nhs_number upn uln local_id",
        "PAR": "nhs_number upn uln",
    },
    "contact_details": {
        "VSH": "postcode phone",
        "PRV": "address postcode phone preferred_way safe_to_contact",
    },
    "family_network": {
        "SEN": _WHO_IS_AROUND + " lives_with_child emergency_contact",
        "VSH EHC": _WHO_IS_AROUND,
        "HLT": _WHO_IS_AROUND + " lives_with_child emergency_contact",
        "PRV": "name relation phone emergency_contact",
        "FC": _WHO_IS_AROUND + " emergency_contact contact_arrangements",
    },
    "sibling_links": {
        "LP HLT": "first_name relation lives_together",
        "PA SSW": "first_name relation lives_together contact_arrangements",
        "SEN DSL VSH": "first_name relation same_school",
        "EHC": "first_name relation",
        "CMS": "relation age_band lives_together",
        "FC": "first_name relation contact_arrangements",
    },
    "profile": {"CMS": "communication languages interpreter daily_essentials interests"},
    "support_plan": {
        "PRV": "outcome measure baseline target target_on progress",
        "CMS": "need outcome domain target target_on progress",
    },
    "sen_support": {
        "HLT": "area_of_need outcome provision strategies review_on",
        "PRV": "outcome provision hours progress review_on",
        "SSW": "area_of_need strategies provision review_on",
    },
    "ehc_plan": {
        "PRV": "section_f section_g section_h1 section_h2",
        "SSW": "section_a section_b section_e section_f dates",
        "CMS": "section_b section_c section_d section_e section_f section_g section_h1 section_h2 section_i"
        " section_j"
        " dates",
    },
    "health": {
        "SW TM IRO": _HEALTH_SUMMARY,
        "LP": "allergies emergency_plan daily_care appointments recommendations assessment_dates",
        "CPC": "diagnoses recommendations health_plan assessment_dates",
        "EDT": "allergies emergency_plan medicines diagnoses consent gp",
        "PA": "allergies emergency_plan medicines appointments recommendations health_plan dental gp",
        "SEN DSL PRV SSW": _DAILY_SAFETY,
        "VSH": "allergies emergency_plan",
        "EHC": "diagnoses recommendations health_plan",
    },
    "education": {
        "CPC": "school year_group attendance suspensions",
        "EDT": "school year_group contacts",
        "HLT": "school year_group attendance contacts",
        "PRV": "school year_group targets",
        "SSW": "school year_group attendance suspensions pep contacts",
    },
    "social_care": {"DSL VSH HLT SSW": "summary", "EHC": "social_care_needs"},
    "protection_plan": {"LP VSH EHC SSW": "plan_exists who_to_ring phone_to_ring"},
    "legal": {"LP EDT PA SEN DSL VSH HLT EHC SSW FC": _ORDERS},
    "placement": {
        "LP SEN DSL": "kind carer started_on contact delegated_authority",
        "VSH HLT": "kind carer started_on planned_moves contact",
        "EHC": "kind provider started_on",
        "ADV": "kind carer contact",
    },
    "carer_record": {"SW TM": "approval approval_range told_before strain training respite"},
    "pathway": {
        "SEN": "status adviser education_training employment review_on",
        "HLT": "status adviser health review_on",
        "PRV": "adviser home practical_skills review_on",
        "SSW FC": "adviser home practical_skills education_training health review_on",
    },
    "prices": {"SW TM EHC": "total"},
    # The instruction tells everybody what to do; what it is about would tell them why.
    "alerts": {"LP IRO PA SEN DSL VSH HLT EHC PRV CMS": "instruction from_on review_on"},
    "sharing_decisions": {"YP": "what with_whom organisation_kind purpose decided_on"},
    "access_log": {
        "TM": "viewed_on person role organisation kind_of_section reason",
        "YP": "viewed_on role organisation kind_of_section reason",
    },
    "memberships": {
        "IRO CPC EDT PA SEN DSL VSH HLT EHC SSW": _TEAM_LIST + " from_on to_on",
        "ADV PRV FC YP PAR": _TEAM_LIST,
    },
}


def _by_role(written: Mapping[str, str]) -> dict[str, frozenset[str]]:
    lists: dict[str, frozenset[str]] = {}
    for roles, fields in written.items():
        for role in [roles] if " until " in roles else roles.split():
            lists[role] = frozenset(fields.split())
    return lists


LIMITS: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {section: MappingProxyType(_by_role(written)) for section, written in _WRITTEN.items()}
)
