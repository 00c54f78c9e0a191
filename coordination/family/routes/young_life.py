"""A young person's circles, how they are doing, and the adults who are there for them."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.children.models import Child
from coordination.db import RuleBroken
from coordination.family import presenters, young, young_forms
from coordination.family.routes.opening import blueprint, place_of
from coordination.family.routes.young_page import young_page
from coordination.voice import circles as keeping
from coordination.voice import growing, own
from coordination.voice.models import CirclePerson
from coordination.web.forms import Form
from coordination.web.languages import gettext as _


def _child(child_id: UUID) -> Child:
    """One's own record, where one may say something of oneself."""
    child = place_of("YP", child_id).child
    guard.demand("create", "own_words", child, whole=True)
    return child


def _own_child(child_id: UUID) -> Child:
    """One's own record, to look at what is one's own and to take it back: that goes on after help has ended."""
    child = place_of("YP", child_id).child
    guard.demand("read", "own_words", child, whole=True)
    return child


def _kept(form: Form, keep: Callable[[], object]) -> bool:
    try:
        keep()
    except RuleBroken as broken:
        form.refuse(_("This could not be kept. Look at it again."), broken.field if broken.field in form else None)
        return False
    return True


@blueprint.route("/my-plan/<uuid:child_id>/people", methods=["GET", "POST"])
@guard.signed_in("young_person")
def circles(child_id: UUID) -> ResponseReturnValue:
    """The people who matter to a young person, in circles."""
    place = place_of("YP", child_id)
    child = _child(child_id) if request.method == "POST" else _own_child(child_id)
    form = young_forms.CircleForm()
    young_forms.offer(form.ring, young.ring_names())
    if form.validate_on_submit():
        facts = form.facts()
        if _kept(form, lambda: keeping.put_in(child, by=guard.actor(), **facts)):
            flash(_("Now they are in your circles."), "success")
            return redirect(url_for("family.circles", child_id=child.id), 303)
    rows = own.circles_of(child.id)
    found = young.circles(rows)
    return young_page(
        "family/my_circles.html",
        child,
        form,
        circles=found,
        spots=young.spots(found),
        told=young.told_apart(found),
        ring_names=young.ring_names(),
        shared=young.are_shared(rows),
        anybody=any(circle.people for circle in found),
        may_say=bool(guard.may("create", "own_words", child, whole=True)),
        lead=presenters.lead_of(place),
        first_name=presenters.first_name,
    )


def _person(child_id: UUID, person_id: UUID) -> tuple[Child, CirclePerson]:
    """Somebody of one's own circles. Anybody else's does not exist."""
    child = _own_child(child_id)
    person = own.circle_person(person_id)
    if person is None or person.child_id != child.id or person.owner_id != guard.actor().person_id:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    return child, person


@blueprint.post("/my-plan/<uuid:child_id>/people/<uuid:person_id>/move")
@guard.signed_in("young_person")
def move(child_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Put somebody in another circle."""
    child, person = _person(child_id, person_id)
    guard.demand("create", "own_words", child, whole=True)
    form = young_forms.MoveForm()
    young_forms.offer(form.ring, young.ring_names())
    if form.validate_on_submit():
        keeping.move(person, form.facts()["ring"], by=guard.actor())
        flash(_("Moved."), "success")
    return redirect(url_for("family.circles", child_id=child.id) + f"#p-{person_id}", 303)


@blueprint.post("/my-plan/<uuid:child_id>/people/<uuid:person_id>/take-out")
@guard.signed_in("young_person")
def take_out(child_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Take somebody out of the circles."""
    child, person = _person(child_id, person_id)
    keeping.take_out(person, by=guard.actor())
    flash(_("They are not in your circles any more."), "success")
    return redirect(url_for("family.circles", child_id=child.id), 303)


@blueprint.post("/my-plan/<uuid:child_id>/people/share")
@guard.signed_in("young_person")
def share_circles(child_id: UUID) -> ResponseReturnValue:
    """Let one's worker see the circles."""
    child = _child(child_id)
    if keeping.share(child, by=guard.actor()):
        flash(_("Your worker can see your circles now. You can stop that at any time."), "success")
    return redirect(url_for("family.circles", child_id=child.id), 303)


@blueprint.post("/my-plan/<uuid:child_id>/people/stop-sharing")
@guard.signed_in("young_person")
def stop_sharing(child_id: UUID) -> ResponseReturnValue:
    """Keep the circles to oneself again."""
    child = _own_child(child_id)
    keeping.stop_sharing(child, by=guard.actor())
    flash(_("Only you can see your circles now."), "success")
    return redirect(url_for("family.circles", child_id=child.id), 303)


@blueprint.route("/my-plan/<uuid:child_id>/doing", methods=["GET", "POST"])
@guard.signed_in("young_person")
def doing(child_id: UUID) -> ResponseReturnValue:
    """The young person says how they are doing, from 0 to 10."""
    child = _child(child_id)
    form = young_forms.DoingForm()
    if form.validate_on_submit():
        facts = form.facts()
        scores = {area: (facts[f"{area}_id"], facts[area]) for area in growing.AREAS}
        if not any(score is not None for _key, score in scores.values()):
            form.refuse(_("Choose a number for at least one of them."), "relationships")
        elif _kept(form, lambda: growing.rate(child, scores=scores, own_view=True, by=guard.actor())):
            flash(_("Kept. Thank you for saying how you are doing."), "success")
            return redirect(url_for("family.my_plan", child_id=child.id) + "#doing", 303)
    return young_page("family/my_doing.html", child, form)


@blueprint.route("/my-plan/<uuid:child_id>/adults", methods=["GET", "POST"])
@guard.signed_in("young_person")
def adults(child_id: UUID) -> ResponseReturnValue:
    """The young person says which adults are there for them."""
    child = _child(child_id)
    form = young_forms.AdultForm()
    if form.validate_on_submit():
        facts = form.facts()
        if _kept(form, lambda: growing.name_adult(child, by=guard.actor(), **facts)):
            flash(_("Kept."), "success")
            return redirect(url_for("family.adults", child_id=child.id), 303)
    there = [row for row in guard.readable(own.adults_of(child.id), "own_words") if row.until_on is None]
    return young_page("family/my_adults.html", child, form, adults=there)


@blueprint.post("/my-plan/<uuid:child_id>/adults/<uuid:adult_id>/over")
@guard.signed_in("young_person")
def adult_over(child_id: UUID, adult_id: UUID) -> ResponseReturnValue:
    """An adult is not there for the young person any more."""
    child = _child(child_id)
    adult = own.trusted_adult(adult_id)
    if adult is None or adult.child_id != child.id or adult.owner_id != guard.actor().person_id:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    growing.not_there_any_more(adult, by=guard.actor())
    flash(_("Kept. If you miss somebody, you can say so."), "success")
    return redirect(url_for("family.adults", child_id=child.id), 303)
