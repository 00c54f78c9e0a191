"""Search before create: looking for a child by what was heard, and opening a record when nobody was found.

Whoever looks is told of children they reach; of an exact match elsewhere an age and a phone number; and otherwise one
sentence, the same for a child who does not exist and for one who is sealed.
"""

from datetime import date, timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import TooManyRequests

from coordination import clock
from coordination.access import guard
from coordination.access.catalogue import ROLES
from coordination.access.describing import describe
from coordination.access.policy import Deny, Permit
from coordination.access.standing import MAY_BREAK_GLASS
from coordination.accounts import limits
from coordination.agencies import queries as agencies
from coordination.children import codes, index, matching, operations, parts, presenters, queries
from coordination.children.forms import AddChildForm, FindForm
from coordination.children.routes.blueprint import blueprint
from coordination.db import RuleBroken, new_id
from coordination.web.forms import SelectChoice, page

# A worker at a busy front door looks for a child every half minute; nobody needs more.
LOOKS, LOOKS_WINDOW = 40, timedelta(minutes=15)
# An exact match out of reach answers with a phone number: asked for less often.
EXACT, EXACT_WINDOW = 10, timedelta(hours=1)
# Who opens a record and begins help too; whoever may not hands it to a team at once, so that it always has an owner.
MAY_BEGIN_HELP = frozenset({"SW", "LP", "EHC"})
# How long a search counts as having come before a new record.
SEARCHED_LASTS = timedelta(hours=1)


@blueprint.route("/children/find", methods=["GET", "POST"])
@guard.signed_in("workforce")
def find() -> ResponseReturnValue:
    """Look for a child. Nothing typed here ever stands in an address."""
    form = FindForm()
    may_open = any(held.role in MAY_BREAK_GLASS or held.role == "EDT" for held in guard.actor().roles_on(clock.today()))
    if not form.validate_on_submit():
        return page("children/find.html", form=form, result=None, may_open=may_open)
    facts = form.facts()
    typed = {
        "given_names": facts["given_names"],
        "family_name": facts["family_name"],
        "born_on": facts["born_on"].isoformat() if facts["born_on"] else "",
        "kind": facts["identifier_kind"] or "",
        "number": facts["identifier"],
    }
    names = matching.folded(f"{typed['given_names']} {typed['family_name']}")
    if not (names or typed["born_on"] or typed["number"]):
        form.refuse("Enter a name, a date of birth or a number", "given_names")
        return page("children/find.html", form=form, result=None, may_open=may_open)
    _slow_down(f"look for a child {guard.actor().person_id}", LOOKS, LOOKS_WINDOW)
    result = _look(typed, facts["born_on"])
    result["searched"] = _serializer().dumps(typed)
    result["may_add"] = bool(queries.opening_posts(guard.actor()))
    return render_template("children/find.html", form=form, result=result, may_open=may_open)


def _look(typed: dict[str, str], born_on: date | None) -> dict[str, Any]:
    """Children in reach who may be meant; else what an exact match elsewhere may tell; else nothing."""
    kept = guard.access()
    kept.verb = "search"
    kept.sections.add("core_identity")
    numbers = _numbers(typed)
    keys = index.find(
        given_names=typed["given_names"], family_name=typed["family_name"], born_on=born_on, identifiers=numbers
    )
    found = guard.readable(queries.children(keys), "core_identity")
    kept.details["found"] = len(found)
    matches = [
        {
            "name": presenters.name_for(child),
            "age": presenters.age_for(child),
            "reference": child.reference,
            "url": url_for("children.record", child_id=child.id),
        }
        for child in found
    ]
    located, phone = None, ""
    if not found:
        places = queries.authorities_of(guard.actor())
        if numbers and typed["given_names"] and typed["family_name"] and born_on:
            _slow_down(f"exact match {guard.actor().person_id}", EXACT, EXACT_WINDOW)
            for place in places:
                located = located or index.locate(
                    place,
                    given_names=typed["given_names"],
                    family_name=typed["family_name"],
                    born_on=born_on,
                    identifiers=numbers,
                )
        kept.details["located"] = located is not None
        home = agencies.authority(places[0]) if places else None
        phone = home.duty_phone if home else current_app.config["SETTINGS"].contact_phone
    return {"matches": matches, "located": located, "duty_phone": phone}


def _numbers(typed: dict[str, str]) -> list[tuple[str, str]]:
    """The number typed, as every kind it may be when no kind was chosen."""
    if not typed["number"]:
        return []
    kinds = [typed["kind"]] if typed["kind"] else ["reference", *codes.IDENTIFIER]
    return [(kind, typed["number"]) for kind in kinds]


def _slow_down(key: str, tries: int, window: timedelta) -> None:
    if not limits.allow(key, tries, window):
        raise TooManyRequests(retry_after=limits.seconds_left(window))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"searched {guard.actor().person_id}")


def _searched(token: str) -> dict[str, str] | None:
    """What was searched for before, when it was this person and not long ago."""
    try:
        typed = _serializer().loads(token, max_age=int(SEARCHED_LASTS.total_seconds()))
    except BadSignature:
        return None
    return typed if isinstance(typed, dict) else None


@blueprint.get("/children/add")
@guard.signed_in("workforce")
def add() -> ResponseReturnValue:
    """A record is opened after a search, never before one."""
    flash("Look for the child first. When nobody is found, you can add a record.", "information")
    return redirect(url_for("children.find"), 303)


@blueprint.post("/children/add")
@guard.signed_in("workforce")
def add_after_search() -> ResponseReturnValue:
    """Open a record: first the form, filled with what was searched for, then the record itself."""
    posts = queries.opening_posts(guard.actor())
    if not posts:
        raise guard.Refused(Deny("no-row", 4, False))
    token = request.form.get("searched", "")
    typed = _searched(token)
    if typed is None:
        return add()
    first = "given_names" not in request.form
    form = _add_form(token, typed, posts, first)
    if not first and form.validate_on_submit():
        facts = form.facts()
        facts.pop("searched")
        post = next(held for held in posts if held.key == facts["post"])
        facts.pop("post")
        try:
            child = _open(facts, post, typed)
            flash("The record was opened. You can say why help begins, or add to the record.", "success")
            return redirect(url_for("children.record", child_id=child.id), 303)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
    return page("children/add.html", form=form, one_post=len(posts) == 1, back_url=url_for("children.find"))


def _add_form(token: str, typed: dict[str, str], posts: list[queries.Post], first: bool) -> AddChildForm:
    if first:
        known = {
            "searched": token,
            "given_names": typed["given_names"],
            "family_name": typed["family_name"],
            "born_on": date.fromisoformat(typed["born_on"]) if typed["born_on"] else None,
            "post": posts[0].key if len(posts) == 1 else None,
            "team_id": posts[0].team_id,
        }
        form = AddChildForm(formdata=None, data=known)
    else:
        form = AddChildForm()
    form.post.offer([SelectChoice(post.key, f"{_role(post.role)}, {post.agency}") for post in posts])
    teams = [team for place in {post.authority_id for post in posts} for team in agencies.teams(place)]
    form.team_id.offer([SelectChoice(team.id, team.name) for team in teams])
    return form


def _role(code: str) -> str:
    words = ROLES.get(code, code)
    return words[:1].upper() + words[1:]


def _open(facts: dict[str, Any], post: queries.Post, typed: dict[str, str]) -> Any:
    if not (facts["given_names"] or facts["family_name"] or facts["preferred_name"] or facts["expected_on"]):
        raise RuleBroken("Enter a name, or the date a baby is expected", "given_names")
    if post.role not in MAY_BEGIN_HELP and not facts["team_id"]:
        raise RuleBroken("Choose the team that takes this on: its manager begins help", "team_id")
    by = guard.actor()
    child = operations.create_child(
        authority_id=post.authority_id, role=post.role, agency_id=post.agency_id, by=by, **facts
    )
    guard.note(describe(child, "core_identity"), row=child)
    kind = typed["kind"]
    if (
        typed["number"]
        and kind in codes.IDENTIFIER
        and isinstance(guard.may("create", "identifiers", child, whole=True), Permit)
    ):
        parts.add_row(
            parts.PARTS["identifiers"], child, id=new_id(), by=by, source_agency_id=post.agency_id, kind=kind,
            value=typed["number"],
        )  # fmt: skip
    return child
