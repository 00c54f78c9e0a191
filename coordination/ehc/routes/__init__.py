"""The pages of the EHC process."""

from coordination.ehc.routes import (
    consultations,
    issues,
    plan,
    review_decisions,
    reviews,
    reviews_list,
    types,
    writing,
)
from coordination.ehc.routes.shared import blueprint

__all__ = [
    "blueprint",
    "consultations",
    "issues",
    "plan",
    "review_decisions",
    "reviews",
    "reviews_list",
    "types",
    "writing",
]
