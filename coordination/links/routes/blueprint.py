"""What the pages of links share: the short session of whoever came by one, and the page of a link that is over."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, g, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from coordination import clock
from coordination.access import guard
from coordination.accounts import sessions
from coordination.children.models import Child
from coordination.links import operations, queries
from coordination.links.models import OneTimeLink, Purpose
from coordination.web import boundary, drafts
from coordination.web.forms import Form

blueprint = Blueprint("links", __name__)

# A page behind a link has no sections and no account: there is nowhere else to go from it.
BARE: dict[str, Any] = {"account": None, "navigation": []}

LINK_SENT = "A link was sent. The mail says nothing of what it is about."

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def over() -> ResponseReturnValue:
    """The page of every link that opens nothing, whatever the reason: used, ended, too old, or never sent."""
    return render_template("links/over.html", **BARE), 410


def by_link(purpose: Purpose) -> Callable[[View], View]:
    """A page for somebody who came by a link for this purpose. The view gets the link.

    The session is read here and nowhere else: to every other page of the house this browser is whoever signed in, or
    nobody. The actor holds the one relationship the link opened, and the page asks the policy as any page does.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**values: Any) -> ResponseReturnValue:
            guard.asked()
            found = sessions.load_by_link()
            if found is None:
                return over()
            who, key = found
            standing = queries.standing(key)
            if standing is None or standing.link.purpose != purpose.value or not standing.is_live:
                return over()
            held = standing.link
            # Whoever holds no post acts for the organisation they were asked for, as far as it has agreed.
            g.actor = replace(who, agreements=(*who.agreements, *standing.agreements))
            g.known_children = set()
            kept = guard.access()
            kept.actor_id, kept.session_id = who.person_id, who.session_id
            kept.details |= {"link": str(held.id)}
            return view(held, **values)

        answer.asks = ("by_link", purpose.value, "")  # type: ignore[attr-defined]
        return answer  # type: ignore[return-value]

    return decorate


def initials(child: Child) -> str:
    """All that a page behind a link says of whose it is: "A.O."."""
    first = (child.preferred_name or child.given_names or "").strip()
    last = (child.family_name or "").strip()
    return "".join(f"{part[0].upper()}." for part in (first, last) if part) or "a child"


def done(held: OneTimeLink) -> ResponseReturnValue:
    """The one thing was done: the link is spent, the cookie goes, and anybody may be thanked."""
    operations.spend(held)
    answer = make_response("", 303)
    answer.headers["Location"] = url_for("links.sent")
    sessions.take_link_cookie(answer)
    return answer


def typed_before(form: Form, name: str, held: OneTimeLink) -> bool:
    """What they were typing when they left, put back when the form is opened. Whether there was any."""
    if request.method != "GET":
        return False
    kept = drafts.held(name, held.child_id, held.thing_id)
    if kept is None:
        return False
    form.fill(kept.fields)
    return True


def keep_typed(name: str, held: OneTimeLink) -> ResponseReturnValue:
    """Keep what is typed in the form behind a link, and say when."""
    boundary.quiet()
    fields = drafts.typed(request.form)
    if len(fields) > drafts.MOST_FIELDS or sum(len(k) + len(str(v)) for k, v in fields.items()) > drafts.LONGEST:
        raise RequestEntityTooLarge
    saved_at = drafts.keep_words(name, held.child_id, held.thing_id, fields, held.authority_id)
    return jsonify(saved_at=f"{clock.london(saved_at):%H:%M}")
