"""Changing who a child is recorded as, their "about me" page, and adding to, changing and ending each list.

Every list has its routes made here in one place, each with the section and verb of the access rules it asks for. A list
that two kinds of worker write by different sections has routes for each.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children import codes, operations, parts, queries
from coordination.children.forms import PART_FORMS, EndForm, IdentityForm, ProfileForm
from coordination.children.header import record_header
from coordination.children.models import Child
from coordination.children.presenters import LAYOUTS
from coordination.children.routes.blueprint import blueprint, workers_page
from coordination.db import RuleBroken
from coordination.web.forms import Form, SelectChoice, page

# The words of each list's own pages: what is added, and what the buttons say.
TITLES = {
    "alerts": ("Raise an alert", "Raise the alert", "Change an alert", "End an alert"),
    "names": ("Add a name", "Add the name", "Change a name", "End a name"),
    "identifiers": ("Add an identifier", "Add the identifier", "Change an identifier", "End an identifier"),
    "addresses": ("Add an address", "Add the address", "Change an address", "End an address"),
    "network": ("Add somebody to family and network", "Add them", "Change somebody", "No longer so"),
    "schools": ("Add a school", "Add the school", "Change a school", "End a school place"),
    "needs": ("Add a type of need", "Add the need", "Change a type of need", "End a type of need"),
    "disabilities": ("Add a disability", "Add the disability", "Change a disability", "End a disability"),
}


def _record(child_id: UUID, anchor: str = "") -> str:
    return url_for("children.record", child_id=child_id, _anchor=anchor or None)


def _refuse(form: Form, broken: RuleBroken) -> None:
    form.refuse(broken.sentence, broken.field if broken.field in form else None)


def _page(template: str, form: Form, child: Child, **context: Any) -> ResponseReturnValue:
    return page(template, form=form, child=child, record=record_header(child, "record"), **context)


@blueprint.route("/children/<uuid:child_id>/identity", methods=["GET", "POST"])
@guard.requires("core_identity", "update", on=queries.child)
@workers_page
def identity(child: Child) -> ResponseReturnValue:
    """Names, pronouns, birth, sex and ethnicity."""
    form = IdentityForm(obj=child)
    if form.validate_on_submit():
        facts = form.facts()
        seen = facts.pop("version")
        if seen != child.version:
            form.refuse("Somebody else has changed this since you opened it. Check it and send it again.")
            form.version.data = child.version
            form.version.typed = str(child.version)
            return _page("children/identity.html", form, child, back_url=_record(child.id))
        try:
            operations.change_identity(child, by=guard.actor(), **facts)
            flash("The record was changed.", "success")
            return redirect(_record(child.id), 303)
        except RuleBroken as broken:
            _refuse(form, broken)
    return _page("children/identity.html", form, child, back_url=_record(child.id))


@blueprint.route("/children/<uuid:child_id>/profile", methods=["GET", "POST"])
@guard.requires("profile", "update", on=queries.child)
@workers_page
def profile(child: Child) -> ResponseReturnValue:
    """What matters to the child and how they communicate."""
    held = queries.profile(child.id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    before = held.version
    form = ProfileForm(obj=held)
    if form.validate_on_submit():
        facts = form.facts()
        seen = facts.pop("version")
        try:
            parts.change_profile(held, child, seen=seen, by=guard.actor(), **facts)
            flash("The page was changed.", "success")
            return redirect(_record(child.id, "profile"), 303)
        except RuleBroken as broken:
            _refuse(form, broken)
            form.version.data = before
            form.version.typed = str(before)
            return _page("children/profile.html", form, child, theirs=_theirs(held, facts), back_url=_record(child.id))
    return _page("children/profile.html", form, child, theirs=[], back_url=_record(child.id))


def _theirs(held: Any, mine: dict[str, Any]) -> list[tuple[str, str]]:
    """What somebody else saved, where it is not what this person typed."""
    found = []
    for name, value in mine.items():
        saved = getattr(held, name)
        if saved and saved != value:
            label = getattr(ProfileForm, name).args[0]
            found.append((label, ", ".join(saved) if isinstance(saved, list) else saved))
    return found


def _offer(part_key: str, form: Any, child: Child, row: Any = None) -> None:
    """Tell a form the choices that depend on the child, and on the row that is changed."""
    if part_key == "schools":
        form.agency_id.offer([SelectChoice(held.id, held.name) for held in queries.schools(child.authority_id)])
    if part_key == "alerts":
        form.about_person_id.offer(_accounts(child))
    if part_key == "network":
        form.person_id.offer(_accounts(child))
    for name in ("agency_id", "about_person_id", "person_id"):
        _keep_offered(getattr(form, name, None), getattr(row, name, None))


def _accounts(child: Child) -> list[SelectChoice]:
    return [SelectChoice(key, name) for key, name in queries.family_with_accounts(child.id)]


def _keep_offered(field: Any, held: UUID | None) -> None:
    """What stands on the record stays a choice: saving another answer must never clear it unseen."""
    if field is not None and held is not None and all(choice.value != held for choice in field.choices):
        field.offer([*field.choices, SelectChoice(held, "As it is recorded now")])


def _said(part_key: str, form: Any, child: Child) -> dict[str, Any]:
    """The facts of a row as the form gives them."""
    facts: dict[str, Any] = form.facts()
    if part_key == "schools":
        chosen = next((held.name for held in queries.schools(child.authority_id) if held.id == facts["agency_id"]), "")
        facts["name"] = chosen or facts["name"]
        if not facts["name"]:
            raise RuleBroken("Choose a school, or enter its name", "name")
    if part_key == "network" and facts["relation"] in codes.SIBLINGS:
        guard.demand("create", "sibling_links", child, whole=True)
    return facts


def _adds(part_key: str) -> Callable[[Child], ResponseReturnValue]:
    title, button, _, _ = TITLES[part_key]

    @workers_page
    def add(child: Child) -> ResponseReturnValue:
        form = PART_FORMS[part_key]()
        _offer(part_key, form, child)
        if form.validate_on_submit():
            try:
                facts = _said(part_key, form, child)
                agency = next((post.agency_id for post in guard.actor().roles_on(clock.today())), None)
                parts.add_row(parts.PARTS[part_key], child, by=guard.actor(), source_agency_id=agency, **facts)
                flash("It was added to the record.", "success")
                return redirect(_record(child.id, part_key), 303)
            except RuleBroken as broken:
                _refuse(form, broken)
        back = _record(child.id, part_key)
        return _page("children/part.html", form, child, title=title, button_text=button, part=part_key, back_url=back)

    return add


def _changes(part_key: str) -> Callable[[Any], ResponseReturnValue]:
    _, _, title, _ = TITLES[part_key]

    @workers_page
    def change(row: Any) -> ResponseReturnValue:
        child = queries.child(row.child_id)
        assert child is not None
        form: Any = PART_FORMS[part_key](obj=row)
        _offer(part_key, form, child, row)
        if form.validate_on_submit():
            try:
                facts = _said(part_key, form, child)
                facts.pop("id")
                parts.change_row(parts.PARTS[part_key], child, row, by=guard.actor(), **facts)
                flash("The record was changed.", "success")
                return redirect(_record(child.id, part_key), 303)
            except RuleBroken as broken:
                _refuse(form, broken)
        back = _record(child.id, part_key)
        return _page(
            "children/part.html", form, child, title=title, button_text="Save the change", part=part_key, back_url=back
        )

    return change


def _ends(part_key: str) -> Callable[[Any], ResponseReturnValue]:
    _, _, _, title = TITLES[part_key]

    @workers_page
    def end(row: Any) -> ResponseReturnValue:
        child = queries.child(row.child_id)
        assert child is not None
        form = EndForm(data={"on": clock.today()})
        if form.validate_on_submit():
            try:
                parts.end_row(parts.PARTS[part_key], child, row, on=form.facts()["on"], by=guard.actor())
                flash("The record was changed.", "success")
                return redirect(_record(child.id, part_key), 303)
            except RuleBroken as broken:
                _refuse(form, broken)
        what, _ = LAYOUTS[part_key].show(row, lambda field: True)
        back = _record(child.id, part_key)
        return _page("children/end.html", form, child, title=title, what=what, back_url=back)

    return end


def _route(address: str, name: str, section: str, verb: str, on: Any, view: Any, *, whole: bool) -> None:
    view.__name__ = name
    blueprint.add_url_rule(
        address,
        name,
        guard.requires(section, verb, on=on, whole=whole)(view),
        methods=["GET", "POST"],
    )


for _key, _layout in LAYOUTS.items():
    for _place, (_section, _add_verb, _change_verb) in enumerate(_layout.writers):
        _suffix = "" if _place == 0 else f"_in_{_section}"
        _path = f"/children/<uuid:child_id>/{_key}" + ("" if _place == 0 else f"/{_section.replace('_', '-')}")
        _route(f"{_path}/add", f"add_{_key}{_suffix}", _section, _add_verb, queries.child, _adds(_key), whole=True)
        _row = queries.row_of(_key)
        _one = f"{_path}/<uuid:row_id>"
        _route(_one, f"change_{_key}{_suffix}", _section, _change_verb, _row, _changes(_key), whole=False)
        _route(f"{_one}/end", f"end_{_key}{_suffix}", _section, _change_verb, _row, _ends(_key), whole=False)
