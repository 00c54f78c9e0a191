"""The pages of a school: its pupils, their cycles of SEN Support, the provision map, and news from school."""

from coordination.schools.routes import cycles, happenings, lines, pupils
from coordination.schools.routes.shared import blueprint

__all__ = ["blueprint", "cycles", "happenings", "lines", "pupils"]
