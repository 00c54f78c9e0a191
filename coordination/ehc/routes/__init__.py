"""The pages of the EHC process. Jobs of the room are declared when its pages are."""

from coordination.ehc.plan import settings_chasing
from coordination.ehc.process import chasing
from coordination.ehc.routes import (
    advice,
    assessments,
    consultations,
    decisions,
    disputes,
    issues,
    letter_settings,
    letters,
    moves,
    my_process,
    officer,
    plan,
    review_decisions,
    review_reports,
    reviews,
    reviews_list,
    rights,
    types,
    writing,
)
from coordination.ehc.routes.my_letters import mine
from coordination.ehc.routes.shared import blueprint

__all__ = [
    "advice",
    "assessments",
    "blueprint",
    "chasing",
    "consultations",
    "decisions",
    "disputes",
    "issues",
    "letter_settings",
    "letters",
    "mine",
    "moves",
    "my_process",
    "officer",
    "plan",
    "review_decisions",
    "review_reports",
    "reviews",
    "reviews_list",
    "rights",
    "settings_chasing",
    "types",
    "writing",
]
