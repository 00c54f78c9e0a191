"""The pages of help: a caseload, the first page of a record, the team, steps, and the end of help."""

from coordination.cases.routes import caseload, helping, record, team
from coordination.cases.routes.blueprint import blueprint

__all__ = ["blueprint", "caseload", "helping", "record", "team"]
