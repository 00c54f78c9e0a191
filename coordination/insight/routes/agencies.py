"""How organisations take part: those around a team's children, one's own, and, for analysts, an authority's."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.actor import Actor
from coordination.access.policy import Permit, Thing, decide
from coordination.cases import caseload
from coordination.insight import overview, reliability, scope
from coordination.insight.reliability import Figures
from coordination.insight.routes.blueprint import blueprint
from coordination.insight.routes.overview import kept, key_of
from coordination.plans import listing
from coordination.web import files_out
from coordination.web.charts import bar_chart

HEADINGS = (
    "Organisation", "Asked to meetings", "Came", "Reports asked for", "Reports sent", "Actions that fell due",
    "Done on time", "Late", "Days late, median", "Answered when asked", "Declined",
)  # fmt: skip


@blueprint.get("/team/agencies")
@guard.signed_in("workforce")
def agencies() -> ResponseReturnValue:
    """How the organisations around the actor's children take part."""
    who, carried = guard.actor(), kept()
    places = _analyses(who)
    found = _of_authorities(places) if places else _of_mine()
    teams, leads = ([], []) if places else caseload.choices(who)
    return render_template(
        "insight/agencies.html",
        figures=found,
        chart=_chart(found),
        since=reliability.since(clock.today()),
        analyst=bool(places),
        teams=[("", "All"), *teams] if len(teams) > 1 or "team" in carried else [],
        leads=[("", "All"), *leads] if len(leads) > 1 or "lead" in carried else [],
        team=carried.get("team", ""),
        lead=carried.get("lead", ""),
        kept=carried,
        here=url_for("insight.agencies"),
        download_url=url_for("insight.agencies_taken", **carried),
        back_url=None if places else url_for("insight.team", **carried),
    )


@blueprint.get("/team/agencies/download")
@guard.signed_in("workforce")
def agencies_taken() -> ResponseReturnValue:
    """The same figures as a table to take away."""
    places = _analyses(guard.actor())
    return files_out.table(
        "organisations", HEADINGS, [_cells(one) for one in (_of_authorities(places) if places else _of_mine())]
    )


@blueprint.get("/agency")
@guard.signed_in("workforce")
def agency() -> ResponseReturnValue:
    """How one's own organisation takes part, for the children one works with, and what it has to do."""
    who, today = guard.actor(), clock.today()
    assert who.person_id is not None
    found = _of_own(who)
    asked = listing.Asked(who.person_id, who.agencies(today), today)
    return render_template(
        "insight/agency.html",
        organisation=who.organisation,
        figures=found,
        counts=listing.around(asked).counts,
        shown=listing.SHOWN,
        since=reliability.since(today),
        download_url=url_for("insight.agency_taken"),
    )


@blueprint.get("/agency/download")
@guard.signed_in("workforce")
def agency_taken() -> ResponseReturnValue:
    """The same figures as a table to take away."""
    return files_out.table("my-organisation", HEADINGS, [_cells(one) for one in _of_own(guard.actor())])


def _of_mine() -> list[Figures]:
    held = scope.mine()
    guard.note_children([key for keys in held.children.values() for key in keys])
    return reliability.of_agencies(overview.asked_today(held, key_of("team"), key_of("lead")))


def _of_own(who: Actor) -> list[Figures]:
    held = scope.mine(own=True)
    guard.note_children([key for keys in held.children.values() for key in keys])
    return reliability.of_agencies(overview.asked_today(held), who.agencies(clock.today()))


def _analyses(who: Actor) -> list[Any]:
    """The authorities whose numbers alone the actor may see: the rules are asked, as for any other page."""
    today = clock.today()
    places = sorted({role.authority_id for role in who.roles_on(today) if role.role == "ANL" and role.authority_id})
    return [
        place
        for place in places
        if all(
            isinstance(found := decide(who, "read", section, _nobody(place, section), clock.now()), Permit)
            and found.extent == "aggregate"
            for section in ("actions", "reviews")
        )
    ]


def _nobody(place: Any, section: str) -> Thing:
    return Thing(child_id=None, authority_id=place, section=section, whole=True)


def _of_authorities(places: list[Any]) -> list[Figures]:
    guard.access().sections |= {"actions", "reviews"}
    return [one for place in places for one in reliability.of_authority(place, clock.today())]


def _chart(found: list[Figures]) -> Any:
    shares: list[tuple[str, float | None]] = [(one.agency, one.share_on_time) for one in found if one.actions != 0]
    if not shares:
        return None
    return bar_chart(
        "on-time", "Actions done on time", shares[: overview.MOST_BARS], measure="On time", unit="%", highest=100
    )


def _cells(one: Figures) -> list[Any]:
    return [
        _taken(value)
        for value in (
            one.agency, one.invited, one.came, one.reports_wanted, one.reports, one.actions, one.on_time, one.late,
        )
    ] + [
        "" if one.median_late is None else one.median_late,
        _taken(one.asked),
        _taken(one.declined),
    ]  # fmt: skip


def _taken(value: Any) -> Any:
    return "fewer than 5" if value is None else value
