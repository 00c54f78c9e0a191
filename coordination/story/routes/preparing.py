"""A worker prepares a young person's story: its parts, what of the record to begin with, showing a part to them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.guard import actor, requires
from coordination.access.policy import Deny
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.story import forms, operations, queries, words
from coordination.story.models import StoryEntry
from coordination.story.routes.blueprint import blueprint
from coordination.web import files_out
from coordination.web.forms import Form, offered, page
from coordination.wording import beside

# Who may agree the plan prepares the story.
SECTION = "support_plan"


@blueprint.get("/children/<uuid:child_id>/story")
@requires(SECTION, "approve", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """The parts there are, what the young person chose, and what of the record is not told yet."""
    told = queries.entries(child.id)
    return render_template(
        "story/of_child.html",
        record=record_strip(child, current="views"),
        child=child,
        name=short_name(child),
        entries=guard.readable(told, "own_words"),
        parts=words.parts(),
        beginnings=queries.beginnings(child, told),
    )


@blueprint.route("/children/<uuid:child_id>/story/add", methods=["GET", "POST"])
@requires(SECTION, "approve", on=child_of)
def add(child: Child) -> ResponseReturnValue:
    """Begin a part, from nothing or from what the record knows."""
    source = request.args.get("from", "")
    begun = next((row for row in queries.beginnings(child, queries.entries(child.id)) if row.source == source), None)
    form = forms.NewPartForm(data=begun._asdict() if begun is not None else None)
    answer = _asked(form, child)
    if answer:
        try:
            facts = _facts(form)
            held = operations.tell(
                child, own=False, by=actor(), source=begun.source if begun is not None else None, **facts
            )
            _photo(form, held)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)
        else:
            flash(_said(held), "success")
            return redirect(url_for("story.of_child", child_id=child.id), 303)
    return _page(form, child, "Add a part")


@blueprint.route("/story-entries/<uuid:entry_id>", methods=["GET", "POST"])
@requires("own_words", "read", on=queries.entry, whole=False)
def change(held: StoryEntry) -> ResponseReturnValue:
    """Say a part otherwise, or show it."""
    child = _of(held)
    form = forms.PreparedForm(
        data={
            "part": held.part,
            "title": held.title,
            "words": held.words,
            "from_on": held.from_on,
            "to_on": held.to_on,
            "photo_shows": held.photo_shows,
            "left_out": held.left_out,
            "hard_words_why": held.hard_words_why,
            "show": held.published_at is not None,
        }
    )
    if _asked(form, child):
        try:
            operations.change(held, by=actor(), **_facts(form))
            _photo(form, held)
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field and broken.field in form else None)
        else:
            flash(_said(held), "success")
            return redirect(url_for("story.of_child", child_id=child.id), 303)
    return _page(form, child, "Change a part", held)


@blueprint.post("/story-entries/<uuid:entry_id>/take-out")
@requires("own_words", "read", on=queries.entry, whole=False)
def take_out(held: StoryEntry) -> ResponseReturnValue:
    """Take a part out that a worker prepared."""
    child = _of(held)
    operations.take_out(held)
    flash("It is taken out.", "success")
    return redirect(url_for("story.of_child", child_id=child.id), 303)


@blueprint.get("/story-entries/<uuid:entry_id>/photo")
@requires("own_words", "read", on=queries.entry, whole=False)
def photo(held: StoryEntry) -> ResponseReturnValue:
    """The photo of a part."""
    kept = queries.photo(held)
    if kept is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return files_out.attached(kept, "photo", inline=True)


def _of(held: StoryEntry) -> Child:
    """Whose story a part is of, for whoever prepares it. What the young person wrote is theirs to change."""
    child = db.session.get_one(Child, held.child_id)
    guard.demand("approve", SECTION, child, whole=True)
    if held.own:
        raise guard.Refused(Deny("not-own", 4, False))
    return child


def _asked(form: forms.PreparedForm, child: Child) -> bool:
    form.part.offer(offered(words.parts()))
    form.left_out.offer(offered(words.left_out()))
    if form.is_submitted() and form.show.data:
        form.weigh(child, form.title.data, form.words.data)
    return not beside.asked_to_look() and form.validate_on_submit()


def _facts(form: Form) -> dict[str, Any]:
    facts = form.facts()
    del facts["photo"], facts["photo_shows"]
    return facts | {"hard_words_why": facts["hard_words_why"] or ""}


def _photo(form: forms.PreparedForm, held: StoryEntry) -> None:
    if form.photo.data is not None:
        operations.put_photo(held, form.photo.data.read(), shows=form.photo_shows.data or "", by=actor())


def _said(held: StoryEntry) -> str:
    if held.published_at is None:
        return "It is kept. The young person does not see it yet."
    return "It is kept. The young person sees it and chooses whether it is in their booklet."


def _page(form: Form, child: Child, heading: str, held: StoryEntry | None = None) -> ResponseReturnValue:
    return page(
        "story/part.html",
        form=form,
        heading=heading,
        held=held,
        coach=beside.a_field(child, form["words"].data),
        record=record_strip(child, current="views"),
        child=child,
        back_url=url_for("story.of_child", child_id=child.id),
    )
