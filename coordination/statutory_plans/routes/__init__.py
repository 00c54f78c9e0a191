"""Pages of the plans that the law asks for: what a child has, one plan, its themes, agreeing it, and the checks."""

from coordination.statutory_plans.routes import agreeing, leaving_care, of_child, one, themes, virtual_school
from coordination.statutory_plans.routes.shared import blueprint

__all__ = ["agreeing", "blueprint", "leaving_care", "of_child", "one", "themes", "virtual_school"]
