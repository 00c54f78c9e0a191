"""The pages of what follows from a plan: mediation and appeals, who holds the rights, ceasing, moving."""

from coordination.ehc.routes.rights import disputes, holders, moves, not_told

__all__ = ["disputes", "holders", "moves", "not_told"]
