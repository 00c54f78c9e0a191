"""The pages of a plan: its types, its sections and their writing, the settings asked, drafts and finals."""

from coordination.ehc.routes.plan import consultations, issues, sections, types, writing

__all__ = ["consultations", "issues", "sections", "types", "writing"]
