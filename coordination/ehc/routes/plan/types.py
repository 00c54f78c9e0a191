"""What an authority sets up about plans in sections: types of plan, and words that promise nothing in provision."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access.guard import access, actor, administers
from coordination.agencies import administered
from coordination.agencies import queries as agencies
from coordination.db import RuleBroken
from coordination.ehc.plan import types, vague
from coordination.ehc.routes.shared import blueprint, refuse
from coordination.web.forms import (
    AddingForm,
    ChoiceField,
    ChoicesField,
    HiddenTextField,
    LongTextField,
    SelectChoice,
    TextField,
    TickField,
    WholeNumberField,
    page,
)


class TypeForm(AddingForm):
    """A type of plan of the authority's own."""

    name = TextField("What are these plans called?", maxlength=80, missing="Enter what these plans are called")
    layers = LongTextField("Layers", hint="One a line, from the widest to the most special.", rows=4, required=False)
    sections = ChoicesField(
        "Which sections do they have?",
        choices=[SelectChoice(key, f"{one.letter}: {one.title}", {"hint": one.says}) for key, one in
                 types.elements().items()],
        missing="Choose at least one section",
    )  # fmt: skip
    signatories = LongTextField("Who signs them?", hint="One a line.", rows=3, required=False)
    review_months = WholeNumberField(
        "At least every how many months is one looked at again?", minimum=1, maximum=12, width="3",
        missing="Enter a number of months",
    )  # fmt: skip
    is_on = TickField("These plans may be begun")
    version = HiddenTextField(maxlength=9)
    authority_id = ChoiceField(
        "Authority", shown_as="select", coerce=UUID, missing="Choose the authority",
        asked_when=lambda form: form.asks_authority,
    )  # fmt: skip
    asks_authority = False


class VagueForm(AddingForm):
    """Words that promise nothing."""

    words = TextField("Words to point out in provision", hint="“Access to”, “as required”.", maxlength=vague.LONGEST,
                      missing="Enter the words to point out")  # fmt: skip
    instead = TextField("What to say instead", required=False, maxlength=120)
    left_out = TickField("Say nothing of these words any more")
    authority_id = ChoiceField(
        "Authority", shown_as="select", coerce=UUID, missing="Choose the authority",
        asked_when=lambda form: form.asks_authority,
    )  # fmt: skip
    asks_authority = False


@blueprint.get("/plan-types")
@administers("read")
def plan_types() -> ResponseReturnValue:
    """The types of plan in sections an authority uses, and the words the coach points out in provision."""
    places = administered.administered_authorities(actor())
    rows = types.own_types(places)
    return render_template(
        "ehc_plan/types.html",
        law=types.law(),
        examples=[one for key, one in types.built_in().items() if key != types.LAW],
        lists=[
            {
                "authority": place,
                "types": [(row, types.as_type(row)) for row in rows if row.authority_id == place.id],
                "known": {row.key for row in rows if row.authority_id == place.id},
                "words": vague.listed(place.id),
            }
            for place in agencies.authorities(places)
        ],
        may_change=any(role.role == "ADM" for role in actor().roles_on(clock.today())),
    )


@blueprint.route("/plan-types/edit", methods=["GET", "POST"])
@administers("update")
def edit_plan_type() -> ResponseReturnValue:
    """Switch on or change a type of plan: ``?key=`` of an example or of one's own; without it a new one."""
    places = administered.administered_authorities(actor())
    key = request.args.get("key", "")
    if key == types.LAW:
        abort(404)
    row = next((one for one in types.own_types(places) if one.key == key), None)
    example = types.built_in().get(key)
    form = TypeForm(data=_as_it_is(row, example))
    form.asks_authority = len(places) > 1
    form.authority_id.offer(SelectChoice(one.id, one.name) for one in agencies.authorities(places))
    if form.validate_on_submit():
        facts = form.facts()
        place = facts["authority_id"] if form.asks_authority else next(iter(places))
        titles = {one["element"]: one.get("title", "") for one in row.sections["chosen"]} if row is not None else {}
        try:
            kept = types.keep(
                place,
                id=facts["id"],
                key=key or _key_of(facts["name"], places),
                name=facts["name"],
                is_on=facts["is_on"],
                layers=facts["layers"].splitlines(),
                sections=[
                    {"element": one, "title": request.form.get(f"title-{one}", titles.get(one, ""))[:100]}
                    for one in facts["sections"]
                ],
                signatories=facts["signatories"].splitlines(),
                review_months=facts["review_months"],
                seen=int(facts["version"]) if facts["version"].isdecimal() else None,
                by=actor(),
            )
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            _noted("plan_type_kept", kept)
            flash("Saved. The editor and the papers follow it from now on.", "success")
            return redirect(url_for("ehc.plan_types"), 303)
    return page(
        "ehc_plan/type_form.html",
        form=form,
        action=request.full_path.rstrip("?"),
        standing=example.standing if example is not None else "",
        titles=[
            (one, held.title, _title(row, one, request.form.get(f"title-{one}")))
            for one, held in types.elements().items()
        ],
        back_url=url_for("ehc.plan_types"),
    )


def _as_it_is(row: Any, example: types.PlanType | None) -> dict[str, Any]:
    if row is not None:
        return {
            "name": row.name,
            "layers": "\n".join(row.layers),
            "sections": [one["element"] for one in row.sections["chosen"]],
            "signatories": "\n".join(row.signatories),
            "review_months": row.review_months,
            "is_on": row.is_on,
            "version": str(row.version),
            "authority_id": row.authority_id,
        }
    if example is None:
        return {"is_on": True, "review_months": 12}
    return {
        "name": example.name,
        "layers": "\n".join(example.layers),
        "sections": [one.element for one in example.sections],
        "signatories": "\n".join(example.signatories),
        "review_months": example.review_months,
        "is_on": True,
    }


def _title(row: Any, element: str, sent: str | None) -> str:
    if sent is not None:
        return sent
    chosen = row.sections["chosen"] if row is not None else []
    return next((one.get("title", "") for one in chosen if one["element"] == element), "")


def _key_of(name: str, places: frozenset[UUID]) -> str:
    """A short key that no other type has."""
    base = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name.lower())[:30] or "own"
    taken = {row.key for row in types.own_types(places)} | set(types.built_in())
    return next(key for key in (base, *(f"{base}_{number}" for number in range(2, 99))) if key not in taken)


@blueprint.route("/plan-types/words", methods=["GET", "POST"])
@administers("update")
def keep_vague() -> ResponseReturnValue:
    """Add, change or leave out words the coach points out in provision (``?words=``)."""
    places = administered.administered_authorities(actor())
    form = VagueForm()
    form.asks_authority = len(places) > 1
    form.authority_id.offer(SelectChoice(one.id, one.name) for one in agencies.authorities(places))
    if request.method == "GET":
        form.words.process(None, request.args.get("words", "")[: vague.LONGEST])
    if form.validate_on_submit():
        facts = form.facts()
        sent = facts.pop("authority_id")
        place = sent if form.asks_authority else next(iter(places))
        try:
            kept = vague.keep(place, by=actor(), **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            _noted("vague_word_kept", kept)
            flash("The list is saved.", "success")
            return redirect(url_for("ehc.plan_types"), 303)
    return page("ehc_plan/vague_form.html", form=form, back_url=url_for("ehc.plan_types"))


def _noted(verb: str, row: Any) -> None:
    kept = access()
    kept.verb, kept.object_kind, kept.object_id = verb, type(row).__name__, row.id
