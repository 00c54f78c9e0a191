"""What an area-SEND Annex A says of a child beside who they are: a plan, a need, a number, a school."""

from dataclasses import dataclass
from datetime import date

from coordination.exchange.imports.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHeld(Record):
    """An EHC plan that is kept: when it was first issued, last changed and last reviewed."""

    TABLE = "ehc_plan"
    KEY = ("first_issued_on",)

    first_issued_on: date
    issued_on: date
    reviewed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedHeld(Record):
    """The primary need, and whether there is a plan for it (E) or SEN support (K)."""

    TABLE = "sen_need"

    code: str
    provision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerNumber(Record):
    """A unique learner number."""

    TABLE = "learner_number"

    number: str
    doubt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolHeld(Record):
    """The number of the school where the child learns."""

    TABLE = "school_place"

    urn: str
