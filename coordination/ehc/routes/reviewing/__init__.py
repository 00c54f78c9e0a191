"""The pages of the annual review: the list, the meeting, the sheet, the report, the decision."""

from coordination.ehc.routes.reviewing import decisions, listing, meeting, reports, sheet

__all__ = ["decisions", "listing", "meeting", "reports", "sheet"]
