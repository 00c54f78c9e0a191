"""The pages of the EHC process."""

from coordination.ehc.routes import plan, review_decisions, reviews, reviews_list, writing
from coordination.ehc.routes.shared import blueprint

__all__ = ["blueprint", "plan", "review_decisions", "reviews", "reviews_list", "writing"]
