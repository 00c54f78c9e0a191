"""The pages of the EHC process."""

from coordination.ehc.routes import plan, writing
from coordination.ehc.routes.shared import blueprint

__all__ = ["blueprint", "plan", "writing"]
