"""The pages of plans: the plan itself, what it says, its versions, its actions, and an agency's actions."""

from coordination.plans.routes import (
    actions,
    agency,
    attached,
    crossings,
    disagreements,
    joining,
    plans,
    statements,
    together,
    versions,
)
from coordination.plans.routes.shared import blueprint

__all__ = [
    "actions",
    "agency",
    "attached",
    "blueprint",
    "crossings",
    "disagreements",
    "joining",
    "plans",
    "statements",
    "together",
    "versions",
]
