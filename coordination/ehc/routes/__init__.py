"""The pages of the EHC process."""

from coordination.ehc.routes import (
    consultations,
    disputes,
    issues,
    letter_settings,
    letters,
    moves,
    plan,
    review_decisions,
    reviews,
    reviews_list,
    rights,
    types,
    writing,
)
from coordination.ehc.routes.my_letters import mine
from coordination.ehc.routes.shared import blueprint

__all__ = [
    "blueprint",
    "consultations",
    "disputes",
    "issues",
    "letter_settings",
    "letters",
    "mine",
    "moves",
    "plan",
    "review_decisions",
    "reviews",
    "reviews_list",
    "rights",
    "types",
    "writing",
]
