"""A plan as the policy is asked about it, before what is asked about stands in it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from coordination.ehc.holders import LABEL
from coordination.ehc.plan_models import FormalPlan


@dataclass(frozen=True, slots=True)
class OfPlan(ABC):
    """Something of a plan that has no row yet: it is known by the plan's key, and the policy weighs its sections."""

    plan: FormalPlan
    label: ClassVar[str] = LABEL

    @property
    def id(self) -> UUID:
        """The plan's key: this has none of its own."""
        return self.plan.id

    @property
    def child_id(self) -> UUID:
        """Whose plan it is."""
        return self.plan.child_id

    @property
    def authority_id(self) -> UUID:
        """Which authority's."""
        return self.plan.authority_id

    @property
    @abstractmethod
    def letters(self) -> frozenset[str]:
        """The sections it is about, by their letters."""

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs: the letters."""
        return {"parts": self.letters, "part_of": frozenset({self.plan.id})}
