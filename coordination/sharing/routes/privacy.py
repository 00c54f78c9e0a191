"""The privacy officer's pages: where their work begins, and looks that stand out."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny
from coordination.agencies import queries as agencies
from coordination.cases import words as case_words
from coordination.db import RuleBroken
from coordination.sharing import opening, queries, standing_out, words
from coordination.sharing.forms import FoundForm
from coordination.sharing.routes.blueprint import blueprint, refuse
from coordination.web.forms import page


def _authorities() -> list[UUID]:
    """The authorities whose privacy officer the reader is. Refuses everybody else."""
    found = list(dict.fromkeys(post.authority_id for post in opening.privacy_posts(guard.actor())))
    if not found:
        raise guard.Refused(Deny("no-row", 4, False))
    guard.access().sections.add("access_log")
    return found


@blueprint.get("/privacy")
@guard.signed_in("workforce")
def privacy() -> ResponseReturnValue:
    """Where a privacy officer's work begins: what waits, and where to look."""
    places = _authorities()
    opened = [row for place in places for row in queries.of_authority(place)]
    stands = [row for place in places for row in standing_out.found(place)]
    kept_out = [row for place in places for row in queries.overseers_kept_out(place)]
    people = agencies.people(key for row in kept_out for key in (row.person_id, row.excluded_by) if key is not None)
    today = clock.today()
    return render_template(
        "sharing/privacy.html",
        waiting=sum(1 for row in opened if row.reviewed_at is None),
        late=sum(1 for row in opened if row.reviewed_at is None and row.review_due_on < today),
        not_right=sum(1 for row in opened if row.outcome in ("not_justified", "look_closer")),
        standing=sum(1 for row in stands if not row.outcome),
        kept_out=[
            {
                "name": people[row.person_id].name,
                "role": case_words.role(row.role),
                "reference": row.reference,
                "why": words.EXCLUSIONS.get(row.kind, ""),
                "since": row.from_on,
                "by": people[row.excluded_by].name if row.excluded_by in people else "",
                "look_url": url_for("sharing.oversight", reference=row.reference),
            }
            for row in kept_out
        ],
    )


@blueprint.get("/privacy/standing-out")
@guard.signed_in("workforce")
def stand_out() -> ResponseReturnValue:
    """Looks of the last month that stand out, each with what the person had to do with the record."""
    rows = [row for place in _authorities() for row in standing_out.found(place)]
    return render_template(
        "sharing/stand_out.html",
        open_rows=_shown([r for r in rows if not r.outcome]),
        done=_shown([r for r in rows if r.outcome]),
    )


def _shown(rows: Sequence[standing_out.Standing]) -> list[dict[str, object]]:
    return [
        {
            "why": standing_out.words(row.pattern),
            "name": row.name,
            "own": row.person_id == guard.actor().person_id,
            "role": case_words.role(row.role) if row.role else "",
            "reference": row.reference,
            "first_at": row.first_at,
            "times": row.times,
            "could": words.WAYS.get(row.via or "", "nothing that is recorded") if row.pattern != "many" else "",
            "reason": row.reason or "",
            "outcome": row.outcome,
            "note": row.note,
            "url": url_for("sharing.found", key=row.key),
            "look_url": url_for("sharing.oversight", reference=row.reference) if row.reference else None,
        }
        for row in rows
    ]


@blueprint.route("/privacy/standing-out/<key>", methods=["GET", "POST"])
@guard.signed_in("workforce")
def found(key: str) -> ResponseReturnValue:
    """Write down what was found about one look."""
    held = [
        (place, row)
        for place in _authorities()
        for row in standing_out.found(place)
        if row.key == key and not row.outcome
    ]
    if not held or held[0][1].person_id == guard.actor().person_id:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    place, row = held[0]
    form = FoundForm()
    if form.validate_on_submit():
        try:
            standing_out.write_down(place, key, by=guard.actor(), **form.facts())
            flash("What you found was written down.", "success")
            return redirect(url_for("sharing.stand_out"), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return page("sharing/found.html", form=form, shown=_shown([row])[0], back_url=url_for("sharing.stand_out"))
