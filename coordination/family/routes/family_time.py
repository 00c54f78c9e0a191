"""Seeing the family, on the pages of the young person, of whoever cares for them, and of each parent alone."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.family.household import who
from coordination.family.routes.opening import HOME, blueprint, place_of
from coordination.family.routes.young_page import drawn_for
from coordination.stability import family_time
from coordination.stability.models import FamilyTime
from coordination.voice import own
from coordination.web.languages import gettext as _

# How many of the last times a page shows.
_LATEST = 4


def ways() -> dict[str, str]:
    """How they see or hear each other, in the language of the page."""
    return {
        "in_person": _("Seeing each other"),
        "supervised": _("Seeing each other, with somebody who stays there"),
        "phone": _("By phone or video"),
        "letters": _("Letters, cards and presents"),
        "none": _("Not at the moment"),
    }


def rests_on() -> dict[str, str]:
    """What it rests on, in the language of the page."""
    return {
        "order": _("A court order"),
        "agreement": _("What was agreed with the family"),
        "plan": _("The plan of the social worker"),
    }


def link(child: Child) -> list[dict[str, Any]]:
    """The way from the young person's own page."""
    return [
        {
            "title": _("Who I see and when"),
            "about": _("My family, and how we keep in touch."),
            "writing": False,
            "url": url_for("family.my_family_time", child_id=child.id),
        }
    ]


@blueprint.get("/my-plan/<uuid:child_id>/family-time")
@guard.signed_in("young_person")
def my_family_time(child_id: UUID) -> ResponseReturnValue:
    """The young person reads whom they see and when, as far as it was put on their page."""
    return _page("YP", child_id)


@blueprint.get("/caring/<uuid:child_id>/family-time")
@guard.signed_in("family")
def carers_family_time(child_id: UUID) -> ResponseReturnValue:
    """The carer reads whom the child sees, when and where."""
    return _page("FC", child_id)


@blueprint.get("/family/<uuid:child_id>/family-time")
@guard.signed_in("family", "young_person")
def parents_family_time(child_id: UUID) -> ResponseReturnValue:
    """A parent reads when they see their child: their own part alone."""
    return _page("PAR", child_id)


def _page(role: str, child_id: UUID) -> ResponseReturnValue:
    child = place_of(role, child_id).child
    guard.demand("read", "family_network", child, whole=True)
    # A carer may be one of the family too: what is their own stands on the page of the family.
    rows = [
        row
        for row in guard.readable(family_time.of_child(child_id), lambda row: row.section)
        if role != "YP" or row.child_reads
    ]
    today = clock.today()
    held = family_time.by_plan(family_time.times(child_id))
    look = drawn_for(child, own.looks_of(child_id)) if role == "YP" else {}
    return render_template(
        "family/family_time.html",
        child=child,
        name=short_name(child),
        role=role,
        layout="family/_young.html" if role == "YP" else "family/_page.html",
        now=[_shown(row, held, role) for row in family_time.standing_rows(rows, today)],
        coming=[_shown(row, held, role) for row in rows if row.from_on > today],
        back_url=url_for(HOME[role], child_id=child_id),
        **look,
    )


def _shown(row: FamilyTime, held: dict[UUID, list[Any]], role: str) -> dict[str, Any]:
    return {
        "who": row.called if role == "YP" else who(row.member) if role == "FC" else "",
        "how": ways()[row.how],
        "none": row.how == "none",
        "how_often": row.how_often,
        "place": row.place or "",
        "from_on": row.from_on,
        "rests_on": rests_on()[row.rests_on] if role != "YP" else "",
        "order": (row.order_words or "") if role != "YP" else "",
        "wish": (row.child_wish or "") if role == "YP" else "",
        "times": [(time.was_on, time.happened) for time in held.get(row.id, [])[:_LATEST]],
    }
