"""The school's own pages: its pupils, adding one, the provision map, and the briefing for each adult."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor, RoleHeld
from coordination.access.describing import describe
from coordination.access.guard import actor, signed_in
from coordination.access.policy import Deny, Permit, Thing, decide
from coordination.accounts import limits
from coordination.agencies.models import Agency
from coordination.children import index
from coordination.children import presenters as children
from coordination.children import queries as child_queries
from coordination.db import RuleBroken, new_id
from coordination.schools import briefing, forms, mapping, operations, presenters, queries, words
from coordination.schools.routes.shared import blueprint, my_schools, name_of, refuse
from coordination.web import charts, files_out
from coordination.web.forms import SelectChoice, page

SHOWN = {
    "": "Every pupil",
    "overdue": "Review overdue",
    "due": "Review due in 14 days",
    "none": "No cycle yet",
    "running": "Running",
}
# How often somebody may look for a pupil to add: as often as at the front door.
LOOKS, WINDOW = 40, timedelta(minutes=15)


@blueprint.get("/school")
@signed_in("workforce")
def pupils() -> ResponseReturnValue:
    """My school's pupils, with how their SEN Support stands."""
    mine = my_schools()
    today = clock.today()
    held = queries.pupils(school.id for school in mine)
    seen = {child.id for child in guard.readable([row.child for row in held], "core_identity")}
    shown, teacher = request.args.get("show", ""), request.args.get("teacher", "")
    rows, teachers, counts = [], set(), dict.fromkeys(SHOWN, 0)
    for row in held:
        if row.child.id not in seen:
            continue
        cycle = row.cycle if row.cycle is not None and guard.may("read", "sen_support", row.cycle) else None
        key, said, colour = presenters.standing(cycle, today)
        with_whom = cycle.class_teacher if cycle is not None and cycle.state == "open" else None
        if with_whom:
            teachers.add(with_whom)
        counts[""] += 1
        counts[key] = counts.get(key, 0) + 1
        if (shown and key != shown) or (teacher and teacher != (with_whom or "")):
            continue
        rows.append(
            {
                "name": name_of(row.child),
                "year": words.year_words(
                    (cycle.year_group if cycle else None) or (row.place.year_group if row.place else None)
                ),
                "teacher": with_whom or "",
                "standing": said,
                "colour": colour,
                "review_on": cycle.review_on if cycle is not None and cycle.state == "open" else None,
                "url": url_for("schools.of_child", child_id=row.child.id),
                "start_url": url_for("schools.start", child_id=row.child.id)
                if key in {"none", "ended"} and guard.may("create", "sen_support", row.child, whole=True)
                else None,
            }
        )
    return render_template(
        "schools/pupils.html",
        schools=mine,
        rows=rows,
        counts=counts,
        shown=SHOWN,
        show=shown if shown in SHOWN else "",
        teachers=[("", "Every class"), *((name, name) for name in sorted(teachers))],
        teacher=teacher,
        may_add=bool(_posts(mine)),
        cut=len(held) >= queries.MOST,
    )


def _posts(mine: list[Agency]) -> list[Agency]:
    """The schools for which the actor may open a pupil's record: a SENCO may lead a team, and opens it as its lead."""
    who = actor()
    at = {role.agency_id for role in who.roles_on(clock.today()) if role.role == "SEN"}
    return [school for school in mine if school.id in at and school.authority_id and _may_open(who, school)]


def _may_open(who: Actor, school: Agency) -> bool:
    leading = Actor(
        person_id=who.person_id,
        kind=who.kind,
        active=who.active,
        second_factor=who.second_factor,
        second_factor_needed=who.second_factor_needed,
        roles=(
            RoleHeld(
                role="LP", agency_id=school.id, authority_id=school.authority_id, from_on=clock.today(), to_on=None
            ),
        ),
        agreements=who.agreements,
    )
    about = Thing(child_id=None, authority_id=school.authority_id, section="core_identity", whole=True)
    return isinstance(decide(leading, "create", "core_identity", about, clock.now()), Permit)


@blueprint.route("/school/pupils/add", methods=["GET", "POST"])
@signed_in("workforce")
def add_pupil() -> ResponseReturnValue:
    """Add a pupil who has no record: first we look whether there is one, then the cycle can begin at once."""
    offered = _posts(my_schools())
    if not offered:
        raise guard.Refused(Deny("no-row", 4, False))
    form = forms.AddPupilForm(data={"agency_id": str(offered[0].id)})
    form.agency_id.offer([SelectChoice(str(school.id), school.name) for school in offered])
    matches: list[dict[str, Any]] = []
    if form.validate_on_submit():
        facts = form.facts()
        again = child_queries.child(facts["id"])
        if not facts["another"] and again is None:
            matches = _matches(facts)
        if not matches:
            school = next(held for held in offered if str(held.id) == facts["agency_id"])
            try:
                return _added(facts, school)
            except RuleBroken as broken:
                refuse(form, broken)
    return page(
        "schools/add_pupil.html",
        form=form,
        matches=matches,
        one_school=len(offered) == 1,
        back_url=url_for("schools.pupils"),
    )


def _matches(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Pupils the actor reaches who may be meant. Of nobody else is anything told."""
    if not limits.allow(f"add a pupil {actor().person_id}", LOOKS, WINDOW):
        raise TooManyRequests(retry_after=limits.seconds_left(WINDOW))
    keys = index.find(
        given_names=facts["given_names"], family_name=facts["family_name"], born_on=facts["born_on"], identifiers=[]
    )
    return [
        {
            "name": children.name_for(child),
            "age": children.age_for(child),
            "url": url_for("schools.of_child", child_id=child.id),
        }
        for child in guard.readable(child_queries.children(keys), "core_identity")
    ]


def _added(facts: dict[str, Any], school: Agency) -> ResponseReturnValue:
    assert school.authority_id is not None
    child = operations.add_pupil(
        id=facts["id"],
        case_id=new_id(),
        authority_id=school.authority_id,
        agency_id=school.id,
        school=school.name,
        given_names=facts["given_names"],
        family_name=facts["family_name"],
        preferred_name=facts["preferred_name"],
        born_on=facts["born_on"],
        year_group=facts["year_group"],
        by=actor(),
    )
    guard.note(describe(child, "core_identity"), row=child)
    flash("The pupil was added. Now the first cycle.", "success")
    return redirect(url_for("schools.start", child_id=child.id), 303)


@blueprint.get("/school/provision")
@signed_in("workforce")
def provision() -> ResponseReturnValue:
    """The provision map. ``as=csv`` is the same rows to take away."""
    mine = my_schools()
    keys = [school.id for school in mine]
    terms = _terms(queries.first_cycle_on(keys))
    chosen = request.args.get("term", "")
    between = terms.get(chosen)
    held = queries.provided(keys, from_on=between[0], to_on=between[1]) if between else queries.provided(keys)
    guard.know({child.id for _, _, child in held})
    rows = [
        mapping.given(line, cycle, child, name_of(child))
        for line, cycle, child in held
        if _whole(line) and guard.readable([line], "sen_support")
    ]
    area, who = request.args.get("area", ""), request.args.get("who", "")
    everybody = sorted({row.who for row in rows})
    if area in words.AREAS:
        rows = [row for row in rows if row.area == words.AREAS[area]]
    if who:
        rows = [row for row in rows if row.who == who]
    if request.args.get("as") == "csv":
        guard.demand_fresh_proof()
        return _download(rows)
    by_adult, by_area = mapping.totals(rows, "who"), mapping.totals(rows, "area")
    kept: dict[str, Any] = {name: request.args[name] for name in ("term", "area", "who") if request.args.get(name)}
    return render_template(
        "schools/provision.html",
        schools=mine,
        groups=mapping.together(rows),
        adult_rows=_total_rows(by_adult),
        area_rows=_total_rows(by_area),
        adults=charts.bar_chart(
            "by-adult", "Hours a week by adult", [(t.name, t.adult_hours) for t in by_adult], measure="Hours a week"
        ),
        areas=charts.bar_chart(
            "by-area", "Hours a week by area of need", [(t.name, t.hours) for t in by_area], measure="Hours a week"
        ),
        pupils=len({row.child_id for row in rows}),
        hours=round(sum(row.hours or 0 for row in rows), 2),
        terms=[("", "Now"), *((name, name) for name in terms)],
        term=chosen if between else "",
        area_choices=[("", "Every area"), *words.AREAS.items()],
        area=area if area in words.AREAS else "",
        who_choices=[("", "Everybody"), *((name, name) for name in everybody)],
        who=who,
        kept=kept,
        csv_url=url_for("schools.provision", **(kept | {"as": "csv"})),
        today=clock.today(),
    )


def _total_rows(held: list[mapping.Total]) -> list[tuple[str, str, str, str]]:
    return [(row.name, str(row.pupils), f"{row.hours:g}", f"{row.adult_hours:g}") for row in held]


def _whole(line: Any) -> bool:
    permit = guard.may("read", "sen_support", line)
    return isinstance(permit, Permit) and (permit.fields is None or "hours" in permit.fields)


def _download(rows: list[mapping.Given]) -> ResponseReturnValue:
    headings = (
        "Pupil", "Year", "Class teacher", "Provision", "Area of need", "Who", "Hours a week", "Pupils together",
        "How often",
    )  # fmt: skip
    return files_out.table(
        f"provision-map-{clock.today().isoformat()}",
        headings,
        [(r.child, r.year, r.teacher, r.what, r.area, r.who, r.hours, r.group_size, r.how_often) for r in rows],
    )


def _terms(first: date | None) -> dict[str, tuple[date, date]]:
    """The terms there is something to see of, the newest first: name, first and last day."""
    if first is None:
        return {}
    today = clock.today()
    found: dict[str, tuple[date, date]] = {}
    for year in range(today.year, first.year - 1, -1):
        for begins, ends in (
            (date(year, 9, 1), date(year, 12, 31)),
            (date(year, 4, 1), date(year, 8, 31)),
            (date(year, 1, 1), date(year, 3, 31)),
        ):
            if begins <= today and ends >= first:
                found[words.term(begins)] = (begins, ends)
    return dict(list(found.items())[:9])


@blueprint.get("/school/briefing")
@signed_in("workforce")
def staff_briefing() -> ResponseReturnValue:
    """For paper: for each adult the pupils they teach or help, what to do this week, and what works."""
    mine = my_schools()
    keys = [school.id for school in mine]
    sheets = briefing.sheets(keys, today=clock.today(), name_of=name_of)
    adult = request.args.get("adult", "")
    everybody = [sheet.adult for sheet in sheets]
    if adult:
        sheets = [sheet for sheet in sheets if sheet.adult == adult]
    return render_template(
        "schools/briefing.html",
        schools=mine,
        sheets=sheets,
        adults=[("", "Every adult"), *((name, name) for name in everybody)],
        adult=adult,
        today=clock.today(),
    )


def key_in(typed: str) -> UUID | None:
    """A key that was typed in an address, or None."""
    try:
        return UUID(typed)
    except ValueError:
        return None
