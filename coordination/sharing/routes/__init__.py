"""Who may see a record and who has: grants, exclusions, records opened alone, and the ledger of sharing."""

from coordination.sharing.routes import granting, ledger, opening, privacy
from coordination.sharing.routes.blueprint import blueprint

__all__ = ["blueprint", "granting", "ledger", "opening", "privacy"]
