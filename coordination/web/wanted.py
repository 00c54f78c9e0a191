"""What is wanted of whoever has come to their first page: rooms above say it, through a hook hung in ``create_app``.

A page that shows it includes ``components/wanted.html``. Each asker costs one question of the database.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from flask import Flask

from coordination.access.actor import Actor
from coordination.access.guard import actor


class Wanted(NamedTuple):
    """Something somebody is asked for: what, until when, and where it is given."""

    text: str
    when: datetime | None
    url: str


Asker = Callable[[Actor], Iterable[Wanted]]
_askers: list[Asker] = []


def ask_with(asker: Asker) -> None:
    """Have ``asker`` say what is wanted of somebody. Hung in ``create_app``, in plain sight."""
    if asker not in _askers:
        _askers.append(asker)


def register(app: Flask) -> None:
    """Let templates ask. It is asked only where a page shows it."""
    app.context_processor(lambda: {"wanted_of_me": wanted_of_me})


def wanted_of_me() -> list[Wanted]:
    """What is wanted of the person signed in."""
    who = actor()
    return [one for asker in _askers for one in asker(who)] if who.is_signed_in else []
