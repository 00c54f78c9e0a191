"""``/my-plan``: a young person's own plan, and saying something."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.children.naming import short_name
from coordination.concerns.kinds import OWN
from coordination.concerns.models import SECTION
from coordination.ehc.process import my_process
from coordination.family import forms, looked_at, operations, presenters, promising, showing, statutory, young
from coordination.family.queries import Place
from coordination.family.routes import family_time, growing_up, moving
from coordination.family.routes.opening import blueprint, opened, place_of, shown_to_reader
from coordination.family.routes.young_page import drawn_for, young_page
from coordination.voice import own
from coordination.web.forms import SelectChoice
from coordination.web.languages import gettext as _


@blueprint.get("/my-plan")
@blueprint.get("/my-plan/<uuid:child_id>")
@guard.signed_in("young_person")
def my_plan(child_id: UUID | None = None) -> ResponseReturnValue:
    """A young person's own plan, in questions."""
    return opened("YP", child_id, _draw_my_plan)


def _draw_my_plan(place: Place) -> str:
    shown = shown_to_reader(place, "YP")
    first, rest = presenters.next_steps(presenters.steps(shown))
    names = {held.person_id: presenters.first_name(held.person.name) for held in shown.team}
    return render_template(
        "family/my_plan.html",
        child=place.child,
        ehc_asked=my_process.asked(shown.ehc_asked),
        ehc_way=shown.ehc_way,
        knows_places=shown.knows_places,
        name=short_name(place.child),
        authority=place.authority,
        team=presenters.teammates(shown),
        organisations=presenters.organisations(shown),
        advocate=presenters.advocate(shown),
        lead=presenters.lead_of(place),
        first_name=presenters.first_name,
        going_well=presenters.lines(shown, shown.face.strengths),
        worries=presenters.lines(shown, shown.face.worries),
        what_if=presenters.lines(shown, shown.face.contingencies),
        help_given=presenters.lines(shown, shown.face.provision),
        said=presenters.said(shown, shown.said_by_child),
        told=promising.told(shown),
        decisions=presenters.decisions(shown),
        steps=first,
        more_steps=rest,
        goals=presenters.goals(shown),
        meetings=shown.meetings,
        papers=presenters.papers(shown.papers),
        ehc_letters=shown.ehc_letters,
        other_plans=[
            *statutory.links(place.child, shown.statutory),
            *growing_up.link(place.child),
            *family_time.link(place.child),
            *moving.link(place.child, shown.moves),
        ],
        areas=young.areas(shown.own, names),
        adults=young.adults(shown.own),
        may_say=bool(guard.may("create", "own_words", place.child, whole=True)),
        **drawn_for(place.child, shown.own.looks),
    )


@blueprint.get("/my-plan/<uuid:child_id>/who-looked")
@guard.signed_in("young_person")
def who_looked(child_id: UUID) -> ResponseReturnValue:
    """Who has seen the young person's record, and what was shared about them."""
    child = place_of("YP", child_id).child
    guard.demand("read", "access_log", child, whole=True)
    return render_template(
        "family/who_looked.html",
        child=child,
        seen=looked_at.seen(child),
        shared=looked_at.shared(child),
        back_url=url_for("family.my_plan", child_id=child.id),
        **drawn_for(child, own.looks_of(child.id)),
    )


@blueprint.route("/my-plan/<uuid:child_id>/say", methods=["GET", "POST"])
@guard.signed_in("young_person")
def say(child_id: UUID) -> ResponseReturnValue:
    """The young person says something, after being told who reads it, when, and whom to ring now."""
    place = place_of("YP", child_id)
    guard.demand("create", "own_words", place.child, whole=True)
    guard.demand("create", SECTION, place.child, whole=True)
    shown = shown_to_reader(place, "YP")
    readers, others, lead_needs_naming = _readers(shown)
    form = forms.OwnWordsForm()
    form.audiences.offer(others)
    telling = form.what.data in OWN
    if telling and form.is_submitted() and form.validate() and (form.only_my_worker.data or form.audiences.data):
        field = "only_my_worker" if form.only_my_worker.data else "audiences"
        form.refuse(_("A question or a worry goes to your worker and the duty team. Take this tick away."), field)
    elif form.validate_on_submit() and telling:
        facts = form.facts()
        told = operations.tell_worry_or_question(
            place.child, id=facts["id"], kind=facts["what"], words=facts["words"], by=guard.actor()
        )
        flash(_("It is sent. Here you see who reads it, and the answer."), "success")
        return redirect(url_for("family.concern_receipt", concern_id=told.id), 303)
    elif form.validate_on_submit():
        facts = form.facts()
        operations.say_for_myself(
            place.child,
            id=facts["id"],
            words=facts["words"],
            wish=facts["what"] == "wish",
            audiences={*facts["audiences"], *(("team",) if lead_needs_naming else ())},
            only_my_worker=facts["only_my_worker"] and not lead_needs_naming,
            lead=presenters.lead_of(place),
            by=guard.actor(),
        )
        flash(_("Your words are saved, exactly as you wrote them."), "success")
        return redirect(url_for("family.my_plan", child_id=child_id) + "#said", 303)
    return young_page(
        "family/say.html",
        place.child,
        form,
        readers=readers,
        may_keep=not lead_needs_naming,
        lead=presenters.lead_of(place),
        first_name=presenters.first_name,
        authority=place.authority,
        promises=promising.promises(place),
    )


def _readers(shown: showing.Shown) -> tuple[list[str], list[SelectChoice], bool]:
    """Who always reads a young person's words, who may if they choose so, and whether the lead must be named.

    Social workers, the reviewing officer, the personal adviser and those on duty read by the rules.
    """
    always = [held for held in shown.team if held.role in {"SW", "IRO", "PA"} or held.function == "lead"]
    roles = {held.role for held in shown.team}
    offered = (
        ("school", _("My school"), {"SEN", "DSL", "VSH"}),
        ("health", _("My doctor or nurse"), {"HLT"}),
        ("provider", _("The people who help at home or in groups"), {"PRV"}),
        ("carer", _("My foster carer"), {"FC"}),
        ("parent", _("My parents"), {"PAR"}),
    )
    names = list(dict.fromkeys(presenters.first_name(held.person.name) for held in always))
    others = [SelectChoice(value, label) for value, label, held in offered if roles & held]
    lead = next((held for held in shown.team if held.function == "lead"), None)
    return names, others, lead is not None and lead.role != "SW"
