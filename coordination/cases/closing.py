"""What closing asks of rooms further up: how actions that still wait are stopped.

Plans stand above cases. They hang here, when the application is made, what cancels the waiting actions of a case.
"""

from collections.abc import Callable

from coordination.access.actor import Actor
from coordination.cases.models import Case

Stop = Callable[[Case, str, Actor], None]
_stops: list[Stop] = []


def stop_actions_with(stop: Stop) -> None:
    """Say what cancels the waiting actions of a case. Hung in ``create_app``, in plain sight."""
    if stop not in _stops:
        _stops.append(stop)


def stop_actions(case: Case, why: str, by: Actor) -> None:
    """Cancel every action of the case that still waits, with the reason."""
    for stop in _stops:
        stop(case, why, by)
