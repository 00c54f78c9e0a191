"""Who may decide what: a looked-after child's delegated authority, read by the team and agreed by part of life."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.care import queries as care
from coordination.care.models import Placement
from coordination.cases import queries as cases
from coordination.cases.strip import record_strip
from coordination.children import codes
from coordination.children.models import Child, NetworkMember
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken
from coordination.household import deciding, forms, operations, queries, showing
from coordination.household.routes.blueprint import blueprint
from coordination.web import drafts
from coordination.web.forms import SelectChoice, offered, page


@blueprint.get("/children/<uuid:child_id>/care/authority")
@guard.requires("placement", "read", on=child_of)
def who_decides(child: Child) -> ResponseReturnValue:
    """Every decision with what is agreed about it: a page to read and to print."""
    guard.workers_only()
    if not showing.reads_authority(guard.may("read", "placement", child, whole=True)):
        raise guard.Refused(Deny("limited", 4, False))
    placement = care.running_placement(child.id)
    return render_template(
        "household/authority.html",
        record=record_strip(child, current="care"),
        child=child,
        placement=placement,
        parts=showing.authority_table(queries.delegated(placement.id) if placement is not None else {}),
        kept_by_law=deciding.kept_by_law(),
        footing=_footing(child),
        holders=[_held_how(held) for held in _holders(child)],
        may_agree=placement is not None and bool(guard.may("update", "placement", child, whole=True)),
        back_url=url_for("care.of_child", child_id=child.id),
    )


def _of_a_part(child_id: UUID, category: str) -> Child | None:
    return child_of(child_id) if category in {part.code for part in deciding.categories()} else None


@blueprint.route("/children/<uuid:child_id>/care/authority/<category>", methods=["GET", "POST"])
@guard.requires("placement", "update", on=_of_a_part)
def agree(child: Child) -> ResponseReturnValue:
    """Agree who takes the decisions of one part of life. The part is in the address."""
    guard.workers_only()
    named = (request.view_args or {}).get("category")
    part = next(held for held in deciding.categories() if held.code == named)
    placement = care.running_placement(child.id)
    if placement is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    name = f"authority-{part.code.replace('_', '-')}"
    standing = queries.delegated(placement.id)
    form = forms.authority_form(part.decisions)(**_as_it_stands(part, standing))
    form.agreed_by.offer(_who_may_agree(child))
    draft = drafts.put_back(form, name, child.id, placement.id)
    if form.validate_on_submit():
        try:
            _save(child, placement, part, form.facts())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field if broken.field in form else None)
        else:
            drafts.drop(name, child.id, placement.id)
            flash("Who decides is kept, and the carer's page says so.", "success")
            return redirect(url_for("household.who_decides", child_id=child.id) + f"#{part.code}", 303)
    return page(
        "household/agree_authority.html",
        form=form,
        part=part,
        draft=draft,
        draft_url=drafts.url(name, child.id, placement.id),
        footing=_footing(child),
        holders=_holders(child),
        record=record_strip(child, current="care"),
        back_url=url_for("household.who_decides", child_id=child.id),
    )


def _as_it_stands(part: deciding.Category, standing: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code, _words in part.decisions:
        held = standing.get(code)
        found[f"answer_{code}"] = f"{held.decides}|{held.tell}" if held is not None else "none"
        found[f"note_{code}"] = held.note if held is not None else ""
    newest = max((standing[code] for code, _ in part.decisions if code in standing), key=_agreed, default=None)
    if newest is not None:
        found |= {"agreed_by": newest.agreed_by, "agreed_on": newest.agreed_on}
    return found


def _agreed(held: Any) -> Any:
    return held.agreed_on, held.id


def _save(child: Child, placement: Placement, part: deciding.Category, facts: dict[str, Any]) -> None:
    answers: dict[str, tuple[str, str] | None] = {}
    for code, _words in part.decisions:
        decides, _, tell = (facts[f"answer_{code}"] or "").partition("|")
        answers[code] = (decides, tell) if tell else None
    operations.agree_authority(
        placement,
        answers=answers,
        notes={code: facts[f"note_{code}"] for code, _ in part.decisions},
        agreed_by=facts["agreed_by"],
        agreed_on=facts["agreed_on"],
        parents_sign=_footing(child).parents_sign,
        parents=[held.name for held in _holders(child)],
        by=guard.actor(),
    )


def _footing(child: Child) -> deciding.Footing:
    return deciding.footing(care.legal_code(care.legal_statuses(child.id), clock.today()))


def _holders(child: Child) -> list[NetworkMember]:
    """Who holds parental responsibility today, as far as the actor may see the family."""
    return guard.readable(care.holders(child.id, clock.today()), "family_network")


def _relation(held: NetworkMember) -> str:
    words = codes.relation_words(held.relation, held.sex)
    return words[:1].lower() + words[1:]


def _held_how(held: NetworkMember) -> str:
    """Who holds parental responsibility, and how it came to them."""
    how = codes.words(codes.RESPONSIBILITY, held.responsibility_how)
    return f"{held.name}, {_relation(held)}" + (f" ({how[:1].lower()}{how[1:]})" if how else "")


def _who_may_agree(child: Child) -> list[SelectChoice]:
    """Those who hold parental responsibility, the child, and who is on the team for carer and council."""
    found = {held.name: f"{held.name} ({_relation(held)}, parental responsibility)" for held in _holders(child)}
    case = cases.current_case(child.id)
    for place in cases.team(case.id) if case is not None else []:
        if place.role in {"SW", "FC", "SSW", "PA"}:
            found.setdefault(place.person.name, f"{place.person.name} ({place.job or place.person.job or place.role})")
        elif place.role == "YP":
            found.setdefault(place.person.name, f"{place.person.name} (the young person)")
    me = guard.actor()
    found.setdefault(me.name, me.name)
    return offered(found)
