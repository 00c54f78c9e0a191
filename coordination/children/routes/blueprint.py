"""The blueprint of a child's record. The cases room adds the caseload and the record's first page to it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access.guard import actor

blueprint = Blueprint("children", __name__)

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def workers_page(view: View) -> View:
    """A page of the record for those who work with the child; family and young people are taken to their own pages.

    Stands below the guard: whoever may not read the record has been refused before.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if actor().kind != "workforce":
            return redirect(url_for("home.start"), 303)
        return view(*args, **kwargs)

    return answer  # type: ignore[return-value]
