"""What organisations, their settings and their posts are called, and which roles belong to which kind of organisation.

Rights come from a role and the organisation it is held for together (a social worker is one only in children's
services), so a role is offered only where it can be held.
"""

from coordination.access.catalogue import ROLES
from coordination.agencies.models import AgencyKind

AGENCY_KINDS: dict[AgencyKind, str] = {
    AgencyKind.CHILDRENS_SERVICES: "Children's services",
    AgencyKind.SCHOOL: "School, nursery or college",
    AgencyKind.HEALTH: "Health",
    AgencyKind.PROVIDER: "Provider of homes or services",
    AgencyKind.FOSTERING: "Fostering service",
    AgencyKind.VOLUNTARY: "Voluntary organisation",
    AgencyKind.VIRTUAL_SCHOOL: "Virtual school",
    AgencyKind.SEND_SERVICE: "SEND service",
    AgencyKind.COMMISSIONING: "Commissioning",
    AgencyKind.ADVOCACY: "Advocacy",
    AgencyKind.POLICE: "Police",
    AgencyKind.HOUSING: "Housing",
    AgencyKind.OTHER: "Other",
}

SETTING_KINDS: dict[str, str] = {
    "school": "School",
    "nursery": "Nursery or early years setting",
    "college": "College",
    "alternative_provision": "Alternative provision",
    "childrens_home": "Children's home",
    "supported_accommodation": "Supported accommodation",
    "short_breaks": "Short breaks",
    "residential_school": "Residential special school",
    "clinic": "Clinic or surgery",
    "hospital": "Hospital",
    "family_hub": "Family hub",
    "office": "Office",
    "other": "Other",
}

# Posts an authority gives people in any of its own services.
_EVERY_OWN_SERVICE = ("TM", "IGO", "ADM", "ANL")
_ROLES_AT: dict[AgencyKind, tuple[str, ...]] = {
    AgencyKind.CHILDRENS_SERVICES: (
        "SW", "IRO", "CPC", "EDT", "PA", "VSH", "EHC", "SSW", "CMS", "FC", *_EVERY_OWN_SERVICE,
    ),
    AgencyKind.VIRTUAL_SCHOOL: ("VSH", *_EVERY_OWN_SERVICE),
    AgencyKind.SEND_SERVICE: ("EHC", *_EVERY_OWN_SERVICE),
    AgencyKind.COMMISSIONING: ("CMS", *_EVERY_OWN_SERVICE),
    AgencyKind.SCHOOL: ("SEN", "DSL", "LP"),
    AgencyKind.HEALTH: ("HLT", "LP", "EHC"),
    AgencyKind.PROVIDER: ("PRV", "LP", "PA"),
    AgencyKind.FOSTERING: ("SSW", "FC", "PRV"),
    AgencyKind.VOLUNTARY: ("LP", "PRV", "PA", "ADV"),
    AgencyKind.ADVOCACY: ("ADV",),
    AgencyKind.POLICE: ("LP",),
    AgencyKind.HOUSING: ("LP",),
    AgencyKind.OTHER: ("LP", "PRV", "EHC", "ADV"),
}  # fmt: skip


def agency_kind_words(kind: str) -> str:
    """What a kind of organisation is called."""
    return AGENCY_KINDS[AgencyKind(kind)]


def setting_kind_words(kind: str) -> str:
    """What a kind of setting is called."""
    return SETTING_KINDS.get(kind, kind.replace("_", " ").capitalize())


def roles_at(kind: str) -> tuple[str, ...]:
    """The roles that can be held for a kind of organisation."""
    return _ROLES_AT[AgencyKind(kind)]


_SHORTER = {"LP": "Lead practitioner", "VSH": "Virtual school head", "EHC": "SEND caseworker or adviser"}


def role_words(role: str) -> str:
    """What a role is called: "Social worker"."""
    words = ROLES[role].split(",")[0]
    return _SHORTER.get(role) or words[:1].upper() + words[1:]
