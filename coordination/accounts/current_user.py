"""Flask-Login's ``current_user`` as a window on our Actor, for extensions that ask it who is signed in.

It is only that. Signing in, sessions, their limits and their end are our own (``sessions``): Flask-Login keeps its
user in the forms' cookie, where nobody can end it from another device, and its remember cookie lasts a year and is not
Secure. So there is no user loader, no ``login_user`` and no remember cookie here; a cookie of that name opens nothing.
"""

from flask import Flask, Request, g
from flask_login import LoginManager, UserMixin

from coordination.access.actor import Actor, anonymous


class SignedIn(UserMixin):
    """The person of this request, as Flask-Login wants one."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.id = str(actor.person_id)


def register(app: Flask) -> None:
    """Give extensions their ``current_user``. Templates and views use ``guard.actor()``."""
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(_of_request)
    manager.init_app(app, add_context_processor=False)


def _of_request(_: Request) -> SignedIn | None:
    actor: Actor = g.get("actor") or anonymous()
    done = actor.second_factor or not actor.second_factor_needed
    return SignedIn(actor) if actor.is_signed_in and actor.active and done else None
