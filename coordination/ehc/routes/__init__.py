"""The pages of the EHC process, a package for each part of the room. Its jobs are declared when its pages are."""

from coordination.ehc.plan import settings_chasing
from coordination.ehc.process import chasing
from coordination.ehc.routes import letters, plan, process, reviewing, rights
from coordination.ehc.routes.shared import blueprint, mine

__all__ = ["blueprint", "chasing", "letters", "mine", "plan", "process", "reviewing", "rights", "settings_chasing"]
