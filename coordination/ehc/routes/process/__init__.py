"""The pages from a request to a decision: asking, advice, the decision, the officer's list, the family's own."""

from coordination.ehc.routes.process import advice, assessments, decisions, my_process, officer

__all__ = ["advice", "assessments", "decisions", "my_process", "officer"]
