"""The header of a record's pages, drawn by a room further up.

Who leads the team is known to the cases room, which stands above this one. It hangs its strip here when the application
is made, and every page about a child that belongs to this room or to deadlines draws the same one.
"""

from collections.abc import Callable
from typing import Any

from coordination.children.models import Child

Strip = Callable[[Child, str], dict[str, Any]]
_strips: list[Strip] = []


def draw_with(strip: Strip) -> None:
    """Say who draws the header. Hung in ``create_app``, in plain sight."""
    _strips[:] = [strip]


def record_header(child: Child, current: str) -> dict[str, Any]:
    """What ``layouts/record.html`` shows of a child; ``current`` is the key of the page's own tab."""
    return _strips[0](child, current)
