"""``/my-plan/<child>/story``: a young person reads their story so far, writes parts, chooses and keeps a booklet."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.family import presenters, young_forms
from coordination.family.routes.opening import blueprint, place_of
from coordination.family.routes.young_page import young_page
from coordination.story import booklet, forms, operations, queries, words
from coordination.story.models import StoryEntry
from coordination.voice import own
from coordination.web import files_out
from coordination.web.forms import Form
from coordination.web.languages import gettext as _


def _child(child_id: UUID, verb: str) -> Child:
    child = place_of("YP", child_id).child
    guard.demand(verb, "own_words", child, whole=True)
    return child


def _entry(child_id: UUID, entry_id: UUID, verb: str) -> StoryEntry:
    """A part of one's own story that was shown. Anything else does not exist."""
    child = _child(child_id, verb)
    held = queries.entry(entry_id)
    if held is None or held.child_id != child.id or held.published_at is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return held


@blueprint.get("/my-plan/<uuid:child_id>/story")
@guard.signed_in("young_person")
def story(child_id: UUID) -> ResponseReturnValue:
    """Their story so far: what was shown to them and what they wrote, from the beginning on."""
    child = _child(child_id, "read")
    shown = [row for row in guard.readable(queries.entries(child.id), "own_words") if row.published_at is not None]
    gone = {code for row in shown for code in row.left_out}
    return young_page(
        "family/my_story.html",
        child,
        Form(),
        entries=shown,
        parts=words.parts(),
        left_out=[reason for code, reason in words.left_out().items() if code in gone],
        any_chosen=any(row.chosen for row in shown),
        may_say=bool(guard.may("create", "own_words", child, whole=True)),
    )


@blueprint.route("/my-plan/<uuid:child_id>/story/add", methods=["GET", "POST"])
@guard.signed_in("young_person")
def add_to_story(child_id: UUID) -> ResponseReturnValue:
    """They write a part of their own."""
    child = _child(child_id, "create")
    form = forms.OwnPartForm()
    young_forms.offer(form.part, words.parts())
    if form.validate_on_submit():
        facts = form.facts()
        sent, shows = facts.pop("photo"), facts.pop("photo_shows")
        try:
            held = operations.tell(child, own=True, show=True, by=guard.actor(), **facts)
            if sent is not None:
                operations.put_photo(held, sent.read(), shows=shows or "", by=guard.actor())
        except RuleBroken:
            form.refuse(_("This file is not a picture we can show. Try another one."), "photo")
        else:
            flash(_("Now it is in your story."), "success")
            return redirect(url_for("family.story", child_id=child.id) + f"#p-{held.id}", 303)
    return young_page("family/add_to_story.html", child, form, back_url=url_for("family.story", child_id=child.id))


@blueprint.post("/my-plan/<uuid:child_id>/story/<uuid:entry_id>/choose")
@guard.signed_in("young_person")
def choose_part(child_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Have a part in the booklet, or leave it out."""
    held = _entry(child_id, entry_id, "update")
    form = forms.ChoosingForm()
    young_forms.offer(form.wanted, {"yes": _("Put it in"), "no": _("Leave it out")})
    if form.validate_on_submit():
        operations.choose(held, wanted=form.facts()["wanted"] == "yes")
        flash(_("It is in your booklet.") if held.chosen else _("It is left out of your booklet."), "success")
    return redirect(url_for("family.story", child_id=child_id) + f"#p-{entry_id}", 303)


@blueprint.post("/my-plan/<uuid:child_id>/story/<uuid:entry_id>/take-out")
@guard.signed_in("young_person")
def take_out_part(child_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Take out altogether what they wrote themself."""
    held = _entry(child_id, entry_id, "update")
    if not held.own:
        raise guard.Refused(Deny("not-own", 4, True))
    operations.take_out(held)
    flash(_("It is taken out of your story."), "success")
    return redirect(url_for("family.story", child_id=child_id), 303)


@blueprint.get("/my-plan/<uuid:child_id>/story/<uuid:entry_id>/photo")
@guard.signed_in("young_person")
def story_photo(child_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """The photo of a part."""
    kept = queries.photo(_entry(child_id, entry_id, "read"))
    if kept is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return files_out.attached(kept, "photo", inline=True)


@blueprint.post("/my-plan/<uuid:child_id>/story/booklet")
@guard.signed_in("young_person")
def make_booklet(child_id: UUID) -> ResponseReturnValue:
    """Make a booklet of what they chose: it stands with their documents."""
    place = place_of("YP", child_id)
    guard.demand("create", "own_words", place.child, whole=True)
    looks = own.looks_of(child_id)
    lead = presenters.lead_of(place)
    copy = booklet.make(
        place.child,
        place.authority,
        lead=lead.name if lead is not None else "",
        colours=looks.colours if looks is not None else "river",
        by=guard.actor(),
    )
    return redirect(url_for("documents.copy", copy_id=copy.id), 303)
