"""Who may know what is protected of a child, by their part in it."""

from uuid import UUID

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.access.thing import Thing
from coordination.protected.models import SECTION


def cleared(child_id: UUID, authority_id: UUID) -> bool:
    """Whether whoever is here may know what is protected of this child: by their part, whether or not they proved again
    who they are in the last minutes.
    """
    who = guard.know([child_id])
    page = Thing(child_id=child_id, authority_id=authority_id, section=SECTION, whole=True)
    answer = guard.decided(who, "read", page)
    return (not isinstance(answer, Deny) or answer.remedy == "step_up") and who.kind == "workforce"
