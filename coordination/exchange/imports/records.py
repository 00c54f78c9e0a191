"""The one shape that every source of children's records is read into, for the accepting half to compare and
store.

Each record is typed and frozen, knows its file and row, and has a natural ``key`` made of the source, the
child's local id, the table and its key dates: the same file read twice gives the same keys, so importing
again can say new, changed or the same. Periods run from ``from_on`` up to, not including, ``to_on``: a
placement that ended on the day the next began ends and begins on that one date. ``to_on`` is None while a
period goes on, or where its end is not known (``CarePeriod.end_known`` tells these apart).

No record holds a name or an address: the statutory files carry no names, and postcodes are left behind on
purpose.
"""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, TypeVar

from coordination.exchange.imports.findings import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records have: the child's local id at the authority, and where it was read."""

    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]] = ()

    local_id: str
    origin: Origin = field(compare=False)

    @property
    def key(self) -> str:
        """The natural key, for example ``ssda903:1001:care_episode:2024-06-03``."""
        dates = [str(getattr(self, name)) for name in self.KEY]
        return ":".join([self.origin.source, self.local_id, self.TABLE, *dates])

    def facts(self) -> dict[str, Any]:
        """What the record says, without where it was read: two records that say the same have equal facts."""
        return {part.name: getattr(self, part.name) for part in fields(self) if part.name != "origin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedChild(Record):
    """A child as the file knows them. ``upn_doubt`` says why the UPN may be wrong; ``disabled`` None: not
    said."""

    TABLE = "child"

    born_on: date | None = None
    expected_on: date | None = None
    sex: str | None = None
    ethnicity: str | None = None
    upn: str | None = None
    upn_doubt: str | None = None
    upn_unknown: str | None = None
    disabled: bool | None = None
    is_mother: bool | None = None
    own_child_born_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CareEpisode(Record):
    """One SSDA903 episode as it was returned: a stretch with one legal status in one placement."""

    TABLE = "care_episode"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    reason_new: str
    legal_status: str
    need: str | None
    placement_type: str
    provider: str | None
    urn: str | None
    reason_ended: str | None
    reason_placement_change: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePeriod(Record):
    """A period of being looked after, without a break (Children Act 1989 s.22(1)).

    ``began_known`` is False where the file starts in the middle of it; ``end_known`` is False where the file
    says that it went on but not how. ``reason_ended`` is a code of ``reason_episode_ended``.
    """

    TABLE = "care_period"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    began_known: bool = True
    end_known: bool = True
    reason_ended: str | None = None
    need: str | None = None
    permanence_plan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalStatusPeriod(Record):
    """A legal status while looked after, by code of ``legal_status``."""

    TABLE = "legal_status"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    legal_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementPeriod(Record):
    """A placement, by codes of ``placement_type`` and ``placement_provider``. ``urn`` is Ofsted's, where
    given.

    ``same_carer`` is True where the child moved within the care of the same carer; ``reason_ended`` is a code
    of ``reason_placement_change``.
    """

    TABLE = "placement"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    placement_type: str
    provider: str | None
    urn: str | None
    same_carer: bool = False
    reason_ended: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHeld(Record):
    """A review that took place. ``kind``: ``looked_after``, ``child_protection`` or ``pathway_plan``."""

    TABLE = "review"
    KEY = ("kind", "held_on")

    kind: str
    held_on: date
    participation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMade(Record):
    """A latest visit or contact. ``kind``: ``seen``, ``child_protection``, ``looked_after``, ``iro`` or
    ``adviser``."""

    TABLE = "visit"
    KEY = ("kind", "made_on")

    kind: str
    made_on: date
    seen_alone: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck(Record):
    """A latest health check while looked after. ``kind``: ``health_assessment`` or ``dental_check``."""

    TABLE = "health_check"
    KEY = ("kind", "made_on")

    kind: str
    made_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEpisode(Record):
    """Missing (``M``) or away without authorisation (``A``); ``to_on`` is the day the child was found or
    returned."""

    TABLE = "missing"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaccompaniedChild(Record):
    """An unaccompanied asylum-seeking child, and the day that status ends or ended where known."""

    TABLE = "unaccompanied"

    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousPermanence(Record):
    """Whether the child once left care for permanence. ``ended_on`` only where the whole date is known."""

    TABLE = "previous_permanence"

    kind: str
    authority: str | None
    ended_on: date | None
    ended_year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialWorkerPeriod(Record):
    """Which social worker, by their registration number, from when to when, and why that changed."""

    TABLE = "social_worker"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    worker: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesYear(Record):
    """Health and other outcomes of a child looked after for a year (SSDA903 OC2), by return year."""

    TABLE = "outcomes"
    KEY = ("return_year",)

    return_year: int
    sdq_score: int | None
    sdq_reason: str | None
    convicted: bool | None
    health_check: bool | None
    immunisations: bool | None
    teeth_check: bool | None
    health_assessment: bool | None
    substance_misuse: bool | None
    intervention_received: bool | None
    intervention_offered: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionMatch(Record):
    """The decision that adoption is in the child's interest, and the match with adopters (SSDA903 AD1)."""

    TABLE = "adoption_match"
    KEY = ("decided_on",)

    decided_on: date
    matched_on: date | None
    by_foster_carer: bool | None
    adopters: int | None
    adopter_sex: str | None
    adopter_legal_status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionPlan(Record):
    """From the day it was decided that the child should be placed for adoption until that changed."""

    TABLE = "adoption_plan"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    reason_ended: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibertyRestriction(Record):
    """An authorised deprivation of liberty."""

    TABLE = "deprivation_of_liberty"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CareLeaver(Record):
    """How a care leaver was found to be. ``accommodation`` is the letter; ``suitable`` None: not said."""

    TABLE = "care_leaver"

    eligibility: str | None = None
    in_touch: str | None = None
    activity: str | None = None
    accommodation: str | None = None
    suitable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMade(Record):
    """A contact with children's social care (Annex A list 1)."""

    TABLE = "contact"
    KEY = ("made_on", "source")

    made_on: date
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyHelpAssessment(Record):
    """An early help assessment (Annex A list 2). ``organisation`` is the body that completed it."""

    TABLE = "early_help"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    organisation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(Record):
    """A referral to children's social care (Annex A list 3)."""

    TABLE = "referral"
    KEY = ("made_on",)

    made_on: date
    source: str | None
    no_further_action: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRecord(Record):
    """A social care assessment (Annex A list 4): begun, authorised, whether the child was seen."""

    TABLE = "assessment"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    child_seen: bool | None
    support_needed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionEnquiry(Record):
    """A section 47 enquiry and its initial conference (Annex A list 5)."""

    TABLE = "enquiry"
    KEY = ("from_on",)

    from_on: date
    conference_on: date | None
    conference_unnecessary: bool | None
    plan_made: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildInNeedPeriod(Record):
    """A period as a child in need (Annex A list 6)."""

    TABLE = "child_in_need"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    need: str | None
    reason_ended: str | None
    status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionPlanPeriod(Record):
    """A period on a child protection plan (Annex A list 7)."""

    TABLE = "protection_plan"
    KEY = ("from_on",)

    from_on: date
    to_on: date | None
    first_category: str | None
    latest_category: str | None
    emergency_protection: bool | None
    plans_before: int | None


R = TypeVar("R", bound=Record)
