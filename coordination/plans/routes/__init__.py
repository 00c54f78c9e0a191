"""The pages of plans: the plan itself, what it says, its versions, its actions, and an agency's actions."""

from coordination.plans.routes import (
    attached,
    plans,
    together,
)
from coordination.plans.routes.shared import blueprint

__all__ = [
    "attached",
    "blueprint",
    "plans",
    "together",
]
