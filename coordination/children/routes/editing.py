"""Changing who a child is recorded as, their "about me" page, and adding to, changing and ending each list.

Every list has its routes made here in one place, each with the section and verb of the access rules it asks for. A list
that two kinds of worker write by different sections has routes for each.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children import codes, merging, operations, parts, queries, siblings
from coordination.children.forms import HEADINGS, PART_FORMS, EndForm, IdentityForm, ProfileForm
from coordination.children.header import record_header
from coordination.children.models import Child
from coordination.children.presenters import LAYOUTS, network_section, shown_fields
from coordination.children.routes.blueprint import blueprint, workers_page
from coordination.db import RuleBroken
from coordination.web import drafts
from coordination.web.filters import day
from coordination.web.forms import Form, SelectChoice, page

# The words of each list's own pages: what is added, and what the buttons say.
TITLES = {
    "alerts": ("Raise an alert", "Raise the alert", "Change an alert", "End an alert"),
    "names": ("Add a name", "Add the name", "Change a name", "End a name"),
    "identifiers": ("Add an identifier", "Add the identifier", "Change an identifier", "End an identifier"),
    "addresses": ("Add an address", "Add the address", "Change an address", "End an address"),
    "network": ("Add somebody to family and network", "Add them", "Change somebody", "No longer so"),
    "homes": ("Add a home", "Add the home", "Change a home", "No longer lives there"),
    "schools": ("Add a school", "Add the school", "Change a school", "End a school place"),
    "needs": ("Add a type of need", "Add the need", "Change a type of need", "End a type of need"),
    "disabilities": ("Add a disability", "Add the disability", "Change a disability", "End a disability"),
}


# The page that shows a list, where it is not the record's first one.
_SHOWN_ON = {"homes": "children.family"}


def _record(child_id: UUID, anchor: str = "") -> str:
    return url_for(_SHOWN_ON.get(anchor, "children.record"), child_id=child_id, _anchor=anchor or None)


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
        others = [choice for choice in _relatives(child) if row is None or choice.value != row.id]
        form.relation_to_id.offer(others)
        form.partner_id.offer(others)
    if part_key == "homes":
        form.member_id.offer(_relatives(child))
    for name in ("agency_id", "about_person_id", "person_id", "relation_to_id", "partner_id", "member_id"):
        _keep_offered(getattr(form, name, None), getattr(row, name, None))


def _relatives(child: Child) -> list[SelectChoice]:
    """Those of the child's family and network that the actor sees, by the name they see."""
    found = []
    for held in guard.readable(queries.network(child.id), network_section):
        sees = shown_fields(guard.may("read", network_section(held), held))
        title, _ = LAYOUTS["network"].show(held, sees)
        if title:
            found.append(SelectChoice(held.id, f"{title} ({codes.relation_words(held.relation, held.sex).lower()})"))
    return found


def _accounts(child: Child) -> list[SelectChoice]:
    return [SelectChoice(key, name) for key, name in queries.family_with_accounts(child.id)]


def _keep_offered(field: Any, held: UUID | None) -> None:
    """What stands on the record stays a choice: saving another answer must never clear it unseen."""
    if field is not None and held is not None and all(choice.value != held for choice in field.choices):
        field.offer([*field.choices, SelectChoice(held, "As it is recorded now")])


def _said(part_key: str, form: Any, child: Child, row: Any = None) -> dict[str, Any]:
    """The facts of a row as the form gives them, for a row that is added or the one that is changed."""
    facts: dict[str, Any] = form.facts()
    facts.pop("seen")
    if part_key == "schools":
        chosen = next((held.name for held in queries.schools(child.authority_id) if held.id == facts["agency_id"]), "")
        facts["name"] = chosen or facts["name"]
        if not facts["name"]:
            raise RuleBroken("Choose a school, or enter its name", "name")
    if part_key == "network":
        siblings.say_record(facts, row)
        if facts["relation"] in codes.SIBLINGS:
            guard.demand("create", "sibling_links", child, whole=True)
    if part_key == "homes":
        about = queries.network_member(facts["member_id"]) if facts["member_id"] else None
        if about is not None and about.relation in codes.SIBLINGS:
            guard.demand("create", "sibling_links", child, whole=True)
    return facts


def _demand_its_section(part_key: str, row: Any) -> None:
    """A row of a section with rules of its own is changed by those rules, whichever list it stands in."""
    section = LAYOUTS[part_key].section(row)
    if part_key in {"network", "homes"} and section != "family_network":
        guard.demand("update", section, row)


def _adds(part_key: str) -> Callable[[Child], ResponseReturnValue]:
    title, button, _, _ = TITLES[part_key]
    name = f"part-{part_key}"

    @workers_page
    def add(child: Child) -> ResponseReturnValue:
        form = PART_FORMS[part_key]()
        _offer(part_key, form, child)
        draft = drafts.put_back(form, name, child.id, child.id)
        if form.validate_on_submit():
            try:
                facts = _said(part_key, form, child)
                agency = next((post.agency_id for post in guard.actor().roles_on(clock.today())), None)
                row = parts.add_row(parts.PARTS[part_key], child, by=guard.actor(), source_agency_id=agency, **facts)
                siblings.name_back(child, row)
                drafts.drop(name, child.id, child.id)
                flash("It was added to the record.", "success")
                return redirect(_record(child.id, part_key), 303)
            except RuleBroken as broken:
                _refuse(form, broken)
        return _part_page(part_key, form, child, draft, child.id, title=title, button_text=button)

    return add


def _changes(part_key: str) -> Callable[[Any], ResponseReturnValue]:
    _, _, title, _ = TITLES[part_key]
    name, part = f"part-{part_key}", parts.PARTS[part_key]

    @workers_page
    def change(row: Any) -> ResponseReturnValue:
        _demand_its_section(part_key, row)
        child = queries.child(row.child_id)
        assert child is not None
        form: Any = PART_FORMS[part_key](obj=row, seen=merging.seen(row, part.fields))
        _offer(part_key, form, child, row)
        if part_key == "network" and not form.is_submitted():
            form.sibling_reference.data = siblings.reference_of(row)
        draft = drafts.put_back(form, name, child.id, row.id)
        theirs: list[tuple[str, str]] = []
        if form.validate_on_submit():
            try:
                facts = _said(part_key, form, child, row)
                facts.pop("id")
                facts, clashes = merging.merged(row, form.seen.fact(), facts)
                if not clashes:
                    parts.change_row(part, child, row, by=guard.actor(), **facts)
                    siblings.name_back(child, row)
                    drafts.drop(name, child.id, row.id)
                    flash("The record was changed.", "success")
                    return redirect(_record(child.id, part_key), 303)
                theirs = _theirs_of_row(part_key, row, clashes)
                form.refuse(
                    "Somebody else has changed this since you opened it. What they wrote is below: send yours again to "
                    "replace it, or change yours first."
                )
                form.seen.data = form.seen.typed = merging.seen(row, part.fields)
            except RuleBroken as broken:
                _refuse(form, broken)
        return _part_page(
            part_key, form, child, draft, row.id, title=title, button_text="Save the change", theirs=theirs
        )

    return change


def _part_page(
    part_key: str, form: Form, child: Child, draft: Any, about: UUID, *, theirs: Any = (), **words: str
) -> ResponseReturnValue:
    return _page(
        "children/part.html",
        form,
        child,
        part=part_key,
        headings=HEADINGS.get(part_key, {}),
        theirs=theirs,
        draft=draft,
        draft_url=drafts.url(f"part-{part_key}", child.id, about),
        back_url=_record(child.id, part_key),
        **words,
    )


def _theirs_of_row(part_key: str, row: Any, names: list[str]) -> list[tuple[str, str]]:
    """What somebody else saved in these fields, as the form would show it."""
    kept: Any = PART_FORMS[part_key](formdata=None, obj=row)
    _offer(part_key, kept, queries.child(row.child_id), row)  # type: ignore[arg-type]
    found = []
    for name in names:
        field, value = kept[name], getattr(row, name)
        said = next((choice.label for choice in getattr(field, "choices", ()) if choice.value == value), value)
        words = "Yes" if said is True else "No" if said in (False, None, "") else said
        found.append((str(field.label.text), day(words) if isinstance(words, date) else str(words)))
    return found


def _ends(part_key: str) -> Callable[[Any], ResponseReturnValue]:
    _, _, _, title = TITLES[part_key]

    @workers_page
    def end(row: Any) -> ResponseReturnValue:
        _demand_its_section(part_key, row)
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
