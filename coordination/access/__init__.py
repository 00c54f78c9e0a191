"""Who may see and do what: the Actor, the rules, and the one policy that reads them.

Everything offered here is plain Python: it knows nothing of the web or the database. ``rules.csv`` is the
policy, ``decide`` the one function that applies it, and ``docs/permissions.md`` the same rules printed for
people.
"""

from coordination.access.actor import Actor, Agreement, Relationship, RoleHeld, anonymous, system
from coordination.access.catalogue import audience_of, limited_fields
from coordination.access.policy import Deny, Permit, UnknownQuestion, decide, permits
from coordination.access.thing import Recipient, Thing

__all__ = [
    "Actor",
    "Agreement",
    "Deny",
    "Permit",
    "Recipient",
    "Relationship",
    "RoleHeld",
    "Thing",
    "UnknownQuestion",
    "anonymous",
    "audience_of",
    "decide",
    "limited_fields",
    "permits",
    "system",
]
