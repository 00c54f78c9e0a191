"""The pages of the EHC process."""

from coordination.ehc.routes import consultations, issues, plan, types, writing
from coordination.ehc.routes.shared import blueprint

__all__ = ["blueprint", "consultations", "issues", "plan", "types", "writing"]
