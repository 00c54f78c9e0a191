"""To whom a plan in sections is sent: everybody the law calls a parent, or the young person who holds the rights."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from coordination.children.models import Child
from coordination.schools import sheet


class Recipient(Protocol):
    """Somebody who must be sent a plan. ``key`` names them where there is no account."""

    @property
    def key(self) -> str:
        """What tells them from the others."""

    @property
    def person_id(self) -> UUID | None:
        """Their account."""

    @property
    def name(self) -> str:
        """What they are called."""

    @property
    def audience(self) -> str:
        """parent, carer or young_person."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody on the child's team."""

    key: str
    person_id: UUID | None
    name: str
    audience: str


def recipients(child: Child) -> list[Known]:
    """Everybody who must be sent it today, each once, nobody whom an exclusion bars."""
    return [
        Known(f"person:{held.person_id}", held.person_id, held.person.name, sheet.AUDIENCES[held.role])
        for held in sheet.recipients(child.id)
    ]
