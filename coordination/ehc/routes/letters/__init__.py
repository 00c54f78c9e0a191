"""The pages of the letters: the council's own words, writing and sending, a letter as its recipient reads it."""

from coordination.ehc.routes.letters import mine, settings, writing

__all__ = ["mine", "settings", "writing"]
