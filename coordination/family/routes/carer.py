"""``/caring``: what a foster carer needs tonight, what they may decide, and the shared plan."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.policy import Deny
from coordination.agencies.models import Person
from coordination.care import queries as care
from coordination.children.naming import short_name
from coordination.db import RuleBroken
from coordination.ehc.process import my_process
from coordination.family import carer_forms as forms
from coordination.family import carer_operations as operations
from coordination.family import invitations, presenters, ringing
from coordination.family.queries import Place
from coordination.family.routes.opening import blueprint, opened, place_of, shown_to_reader
from coordination.family.showing import Shown
from coordination.household import deciding, showing, telling
from coordination.household import operations as household
from coordination.household import queries as homes
from coordination.household.models import HEALTH_NEEDS
from coordination.web import drafts
from coordination.web.forms import Form, offered, page
from coordination.web.languages import gettext as _

# How many entries of the diary the first look shows.
_LATEST = 2


@blueprint.get("/caring")
@blueprint.get("/caring/<uuid:child_id>")
@guard.signed_in("family")
def caring(child_id: UUID | None = None) -> ResponseReturnValue:
    """What a foster carer needs tonight, what they may decide, and the shared plan."""
    return opened("FC", child_id, _draw_caring)


def _draw_caring(place: Place) -> str:
    shown = shown_to_reader(place, "FC")
    assert shown.household is not None
    steps = presenters.steps(shown)
    return render_template(
        "family/caring.html",
        child=place.child,
        ehc_asked=my_process.asked(shown.ehc_asked),
        ehc_way=shown.ehc_way,
        name=short_name(place.child),
        profile=shown.profile,
        knows_places=shown.knows_places,
        home=shown.household,
        moving_url=url_for("family.carers_moving", child_id=place.child.id) if shown.moves else None,
        latest=shown.household.diary[:_LATEST],
        numbers=ringing.numbers(place),
        own_worker=ringing.carers_own_worker(shown),
        out_of_hours=place.authority.out_of_hours_phone,
        kept_by_law=deciding.kept_by_law(),
        said=presenters.said(shown, shown.said_by_child),
        going_well=presenters.lines(shown, shown.face.strengths, more=True),
        needs=presenters.lines(shown, shown.face.needs),
        worries=presenters.lines(shown, shown.face.worries, more=True),
        what_if=presenters.lines(shown, shown.face.contingencies, more=True),
        help_given=presenters.lines(shown, shown.face.provision, more=True),
        decisions=presenters.decisions(shown),
        goals=presenters.goals(shown),
        mine=[step for step in steps if step.mine],
        others=[step for step in steps if not step.mine],
        meetings=invitations.rows(shown.meetings),
        papers=presenters.papers(shown.papers),
        ehc_letters=shown.ehc_letters,
        may_write=bool(guard.may("create", "carer_record", place.child, whole=True)),
        may_change=bool(guard.may("update", "profile", place.child, whole=True)),
    )


@blueprint.route("/caring/<uuid:child_id>/told", methods=["GET", "POST"])
@guard.signed_in("family")
def told(child_id: UUID) -> ResponseReturnValue:
    """What the carer was told before the move: they say so, or that they were not."""
    place = place_of("FC", child_id)
    guard.demand("create", "carer_record", place.child, whole=True)
    shown = shown_to_reader(place, "FC")
    home = shown.household
    if home is None or home.placement is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    placement = care.placement(home.placement.id)
    assert placement is not None
    form = forms.ToldForm()
    form.items.offer(offered(telling.items()))
    form.how.offer(offered(telling.ways()))
    draft = drafts.put_back(form, "carer-told", child_id, child_id)
    if form.validate_on_submit():
        facts = form.facts()
        try:
            operations.say_told(
                placement,
                **(facts | {"told": facts["told"] == "yes", "told_by": facts["told_by"] or ""}),
                tell=_lead(place),
                by=guard.actor(),
            )
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            drafts.drop("carer-told", child_id, child_id)
            flash(_("Thank you. It is kept, and the team can see it."), "success")
            return redirect(url_for("family.told", child_id=child_id), 303)
    return _writing("family/carer_told.html", place, form, draft, "carer-told", home=home, ways=telling.ways())


@blueprint.route("/caring/<uuid:child_id>/every-day", methods=["GET", "POST"])
@guard.signed_in("family")
def every_day(child_id: UUID) -> ResponseReturnValue:
    """The carer writes down how days and nights go: nobody knows it better."""
    place = place_of("FC", child_id)
    guard.demand("update", "profile", place.child, whole=True)
    kinds = [kind for kind in telling.needs() if kind not in HEALTH_NEEDS]
    words = showing.needs_read(homes.daily_needs(child_id))
    form = forms.routines_form(kinds)(**{kind: words.get(kind, "") for kind in kinds})
    draft = drafts.put_back(form, "every-day", child_id, child_id)
    if form.validate_on_submit():
        household.change_needs(place.child, words=form.facts(), by=guard.actor())
        drafts.drop("every-day", child_id, child_id)
        flash(_("Saved. The team can see how the days go."), "success")
        return redirect(url_for("family.caring", child_id=child_id) + "#tonight", 303)
    return _writing("family/every_day.html", place, form, draft, "every-day")


@blueprint.route("/caring/<uuid:child_id>/how-i-am", methods=["GET", "POST"])
@guard.signed_in("family")
def how_i_am(child_id: UUID) -> ResponseReturnValue:
    """The carer says how hard it is, after being told who reads it."""
    place = place_of("FC", child_id)
    guard.demand("create", "carer_record", place.child, whole=True)
    shown = shown_to_reader(place, "FC")
    form = forms.StrainForm()
    draft = drafts.put_back(form, "how-i-am", child_id, child_id)
    if form.validate_on_submit():
        operations.say_strain(place.child, tell=supporters(shown), by=guard.actor(), **form.facts())
        drafts.drop("how-i-am", child_id, child_id)
        flash(_("Thank you for saying so. It is never counted against you."), "success")
        return redirect(url_for("family.caring", child_id=child_id) + "#me", 303)
    readers = [held.person.name for held in shown.team if held.role in {"SSW", "SW"}]
    return _writing("family/how_i_am.html", place, form, draft, "how-i-am", readers=list(dict.fromkeys(readers)))


def supporters(shown: Shown) -> list[Person]:
    """Whoever supervises the carer; where nobody does yet, whoever leads."""
    own = [held.person for held in shown.team if held.role == "SSW"]
    return own or _lead(shown.place)


def _lead(place: Place) -> list[Person]:
    lead = presenters.lead_of(place)
    return [lead] if lead is not None else []


def _writing(template: str, place: Place, form: Form, draft: Any, name: str, **context: Any) -> ResponseReturnValue:
    return page(
        template,
        form=form,
        draft=draft,
        draft_url=drafts.url(name, place.child.id, place.child.id),
        child=place.child,
        name=short_name(place.child),
        numbers=ringing.numbers(place),
        back_url=url_for("family.caring", child_id=place.child.id),
        **context,
    )
