"""A carer's diary: written while they care for the child, read again for good by whoever wrote it."""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.naming import family_name_ready, short_name
from coordination.db import RuleBroken
from coordination.family import carer_forms as forms
from coordination.family import carer_operations as operations
from coordination.family import queries, ringing
from coordination.family.queries import Place
from coordination.family.routes.carer import supporters
from coordination.family.routes.opening import blueprint, place_of, shown_to_reader
from coordination.household import operations as homes_operations
from coordination.household import queries as homes
from coordination.household.models import DiaryEntry
from coordination.household.showing import Entry, entries
from coordination.web import drafts
from coordination.web.forms import page
from coordination.web.languages import gettext as _


class Volume(NamedTuple):
    """The diary of one child. ``child_id`` and ``name`` only while its author cares for them."""

    child_id: UUID | None
    name: str
    since: datetime
    until: datetime
    months: list[tuple[date, list[Entry]]]


@blueprint.get("/caring/diary")
@guard.signed_in("family")
def diary() -> ResponseReturnValue:
    """All that somebody ever wrote in a diary, to read and to print. Nothing of the record comes with it."""
    rows = homes.own_diary()
    who = guard.actor()
    places = {place.child.id: place for place in queries.places(_me(), "FC")}
    cares = any(post.role == "FC" for post in who.roles_on(clock.today()))
    if not (rows or places or cares):
        raise guard.Refused(Deny("other-face", 4, False))
    guard.note_children(list({row.child_id for row in rows}))
    guard.access().sections.add("carer_record")
    live = {child.id for child in guard.readable([place.child for place in places.values()], "core_identity")}
    current = {key: place for key, place in places.items() if key in live}
    return render_template("family/diary.html", volumes=_volumes(rows, current), current=_open_books(current))


def _me() -> UUID:
    person_id = guard.actor().person_id
    assert person_id is not None
    return person_id


def _open_books(current: dict[UUID, Place]) -> list[tuple[UUID, str]]:
    return [(key, _name(place)) for key, place in current.items()]


def _name(place: Place) -> str:
    return short_name(place.child) if family_name_ready(place.child) else ""


def _volumes(rows: Iterable[DiaryEntry], current: dict[UUID, Place]) -> list[Volume]:
    """One diary a child, those still written in first; within each by month, the newest first."""
    by_child: dict[UUID, list[Entry]] = {}
    for entry in entries(rows):
        by_child.setdefault(entry.child_id, []).append(entry)
    found = []
    for child_id, held in by_child.items():
        place = current.get(child_id)
        months = [(month, list(those)) for month, those in groupby(held, key=_month)]
        found.append(
            Volume(
                child_id if place is not None else None,
                _name(place) if place is not None else "",
                held[-1].happened_at,
                held[0].happened_at,
                months,
            )
        )
    return sorted(found, key=lambda volume: volume.child_id is None)


def _month(entry: Entry) -> date:
    return clock.london_date(entry.happened_at).replace(day=1)


@blueprint.route("/caring/<uuid:child_id>/diary/add", methods=["GET", "POST"])
@guard.signed_in("family")
def write_diary(child_id: UUID) -> ResponseReturnValue:
    """A carer writes in the diary, after being told whom to ring now and who reads it."""
    place = place_of("FC", child_id)
    guard.demand("create", "carer_record", place.child, whole=True)
    shown = shown_to_reader(place, "FC")
    at = clock.london(clock.now())
    form = forms.DiaryForm(on=at.date(), at=time(at.hour, at.minute))
    draft = drafts.put_back(form, "diary", child_id, child_id)
    if form.validate_on_submit():
        facts = form.facts()
        try:
            operations.write_diary(
                place.child,
                id=facts["id"],
                happened_at=datetime.combine(facts["on"], facts["at"], clock.LONDON),
                words=facts["words"],
                tell=supporters(shown),
                by=guard.actor(),
            )
        except RuleBroken:
            form.refuse(_("The time must be now or earlier."), "at")
        else:
            drafts.drop("diary", child_id, child_id)
            flash(_("It is in your diary."), "success")
            return redirect(url_for("family.diary"), 303)
    return _page("family/write_diary.html", place, form, draft, ("diary", child_id, child_id), shown=shown)


@blueprint.route("/caring/diary/<uuid:entry_id>/add", methods=["GET", "POST"])
@guard.signed_in("family")
def add_to_entry(entry_id: UUID) -> ResponseReturnValue:
    """The author of an entry adds to it; what was written stays as it was."""
    entry = homes.entry(entry_id)
    if entry is None:
        return _add_after_leaving(entry_id)
    if entry.author_id != _me() or entry.corrects_id is not None:
        raise guard.Refused(Deny("not-own", 4, True))
    place = place_of("FC", entry.child_id)
    guard.demand("update", "carer_record", entry)
    shown = shown_to_reader(place, "FC")
    whole = next(held for held in entries(homes.own_diary()) if held.id == entry_id)
    form = forms.AddedForm()
    draft = drafts.put_back(form, "diary-added", entry.child_id, entry_id)
    if form.validate_on_submit():
        operations.add_to_entry(place.child, entry, tell=supporters(shown), by=guard.actor(), **form.facts())
        drafts.drop("diary-added", entry.child_id, entry_id)
        flash(_("It is added. What you wrote before stays as it was."), "success")
        return redirect(url_for("family.diary") + f"#entry-{entry_id}", 303)
    return _page(
        "family/add_to_entry.html",
        place,
        form,
        draft,
        ("diary-added", entry.child_id, entry_id),
        shown=shown,
        entry=whole,
    )


def _add_after_leaving(entry_id: UUID) -> ResponseReturnValue:
    """Somebody who cares for the child no longer adds to an entry of their own: nothing of the record comes with it."""
    own = homes.own_diary()
    whole = next((held for held in entries(own) if held.id == entry_id), None)
    if whole is None:
        raise guard.Refused(Deny("not-own", 4, True))
    guard.note_children([whole.child_id])
    guard.access().sections.add("carer_record")
    form = forms.AddedForm()
    if form.validate_on_submit():
        homes_operations.add_after_leaving(entry_id, **form.facts())
        flash(_("It is added. What you wrote before stays as it was."), "success")
        return redirect(url_for("family.diary") + f"#entry-{entry_id}", 303)
    return page("family/add_after_leaving.html", form=form, entry=whole, back_url=url_for("family.diary"))


def _page(
    template: str, place: Place, form: Any, draft: Any, kept: tuple[str, UUID, UUID], **context: Any
) -> ResponseReturnValue:
    shown = context.pop("shown")
    return page(
        template,
        form=form,
        draft=draft,
        draft_url=drafts.url(*kept),
        name=short_name(place.child),
        readers=[held.person.name for held in shown.team if held.role == "SSW"],
        numbers=ringing.numbers(place),
        back_url=url_for("family.diary"),
        **context,
    )
