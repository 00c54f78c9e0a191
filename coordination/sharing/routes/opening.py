"""Opening a record outside its team, looking at whether that was right, and the privacy officer's look at a ledger."""

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Deny, Permit
from coordination.accounts import limits
from coordination.agencies import queries as agencies
from coordination.cases import words as case_words
from coordination.cases.strip import record_strip
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.children.routes.blueprint import workers_page
from coordination.db import RuleBroken
from coordination.sharing import opening, presenters, queries, words
from coordination.sharing.forms import OpenForm, OversightForm, ReviewForm
from coordination.sharing.models import OwnAccess
from coordination.sharing.routes.blueprint import blueprint, form_page, refuse, who_page
from coordination.web.filters import time_of_day
from coordination.web.forms import SelectChoice, page

# Whoever tries names one after another is slowed down like whoever asks for exact matches.
TRIES, TRIES_WINDOW = 10, timedelta(hours=1)


@blueprint.route("/children/open-in-an-emergency", methods=["GET", "POST"])
@guard.signed_in("workforce")
def break_glass() -> ResponseReturnValue:
    """Open one child's record for a few hours, with a reason that is read at once."""
    who = guard.actor()
    posts = opening.posts(who, children.authorities_of(who))
    if not posts:
        raise guard.Refused(Deny("no-row", 4, False))
    guard.demand_fresh_proof()
    form = OpenForm()
    chosen = {f"{post.role}:{post.agency_id}:{post.authority_id}": post for post in posts}
    places = agencies.agencies_by_key(post.agency_id for post in posts)
    form.post.offer(
        [
            SelectChoice(key, f"{case_words.role(post.role)}, {places[post.agency_id].name}")
            for key, post in chosen.items()
            if post.agency_id in places
        ]
    )
    if request.method == "GET" and len(chosen) == 1:
        form.post.data = next(iter(chosen))
    nobody = False
    if form.validate_on_submit():
        if not limits.allow(f"exact match {who.person_id}", TRIES, TRIES_WINDOW):
            raise TooManyRequests(retry_after=limits.seconds_left(TRIES_WINDOW))
        facts = form.facts()
        kept = guard.access()
        kept.verb = "break_glass"
        kept.sections.add("core_identity")
        kind, number = facts.pop("identifier_kind"), facts.pop("identifier")
        try:
            held = opening.open_alone(chosen[facts.pop("post")], by=who, identifiers=[(kind, number)], **facts)
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            if held is not None:
                kept.children.add(held.child_id)
                kept.object_kind, kept.object_id = "OwnAccess", held.id
                kept.details["via"] = held.kind
                flash(f"The record is open to you, to read, until {_hour(held)}.", "success")
                return redirect(url_for("children.record", child_id=held.child_id), 303)
            kept.outcome, nobody = "refused", True
    return page(
        "sharing/open.html",
        form=form,
        nobody=nobody,
        duty_phone=_duty_phone(),
        on_duty=any(post.kind == "duty" for post in posts),
        back_url=url_for("children.find"),
    )


def _hour(held: OwnAccess) -> str:
    return time_of_day(held.ends_at)


def _duty_phone() -> str:
    places = children.authorities_of(guard.actor())
    home = agencies.authority(places[0]) if places else None
    return home.duty_phone if home is not None else current_app.config["SETTINGS"].contact_phone


@blueprint.get("/access-reviews")
@guard.signed_in("workforce")
def to_review() -> ResponseReturnValue:
    """Records that were opened outside their team and that this person may review; for a privacy officer, all."""
    who = guard.actor()
    mine = [
        row
        for row in queries.waiting_reviews()
        if row.person_id != who.person_id and isinstance(guard.may("approve", "memberships", row), Permit)
    ]
    guard.note_children([row.child_id for row in mine])
    places = list(dict.fromkeys(post.authority_id for post in opening.privacy_posts(who)))
    rows = [row for place in places for row in queries.of_authority(place)]
    if rows:
        guard.access().sections.add("access_log")
    people = agencies.people(row.person_id for row in rows)
    return render_template(
        "sharing/to_review.html",
        today=clock.today(),
        mine=[(row.child.reference, presenters.own(row)) for row in mine],
        all_rows=[
            {
                "reference": row.reference,
                "name": people[row.person_id].name if row.person_id in people else "",
                "role": case_words.role(row.role),
                "kind": words.OWN_KINDS[row.kind],
                "reason": row.reason,
                "opened_at": row.opened_at,
                "due_on": row.review_due_on,
                "late": row.reviewed_at is None and row.review_due_on < clock.today(),
                "outcome": words.OUTCOMES.get(row.outcome or "", ""),
                "yours": row.person_id == who.person_id,
                "look_url": url_for("sharing.oversight", reference=row.reference),
            }
            for row in rows
        ],
        is_privacy=bool(places),
    )


@blueprint.route("/access-reviews/<uuid:access_id>", methods=["GET", "POST"])
@guard.requires("memberships", "read", on=queries.own_access, whole=False)
@workers_page
def opened(held: OwnAccess) -> ResponseReturnValue:
    """One record that somebody opened for themself: who, why, what they looked at; and what was found about it."""
    who = guard.actor()
    reviews = held.reviewed_at is None and held.person_id != who.person_id and _may_review(held)
    form = ReviewForm()
    if request.method == "POST" and not reviews:
        raise guard.Refused(Deny("no-row", 4, False))
    if form.validate_on_submit():
        try:
            opening.review(held, by=who, **form.facts())
            flash("What you found was written down.", "success")
            return redirect(url_for("sharing.to_review"), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    last = held.ended_at or held.ends_at
    looks = [row for row in queries.looks(held.child_id, held.opened_at, last) if row.person_id == held.person_id]
    return form_page(
        "sharing/opened.html",
        form,
        held.child,
        shown=presenters.own(held),
        looked=presenters.looked(looks),
        reviews=reviews,
        end_url=url_for("sharing.end_now", access_id=held.id)
        if reviews and held.ended_at is None and clock.now() < held.ends_at
        else None,
        back_url=who_page(held.child_id),
    )


def _may_review(held: OwnAccess) -> bool:
    """A manager of the child's team; or a privacy officer, who reads every ledger in full."""
    if isinstance(guard.may("approve", "memberships", held), Permit):
        return True
    read = guard.may("read", "access_log", held)
    return isinstance(read, Permit) and read.role == "IGO" and held.kind != "oversight"


@blueprint.post("/access-reviews/<uuid:access_id>/end")
@guard.requires("memberships", "read", on=queries.own_access, whole=False)
@workers_page
def end_now(held: OwnAccess) -> ResponseReturnValue:
    """Close it now, before its hour."""
    if held.person_id != guard.actor().person_id and not _may_review(held):
        raise guard.Refused(Deny("no-row", 4, False))
    opening.end_now(held)
    flash("The record is closed to them from now.", "success")
    return redirect(url_for("sharing.to_review"), 303)


@blueprint.route("/privacy/look", methods=["GET", "POST"])
@guard.signed_in("workforce")
def oversight() -> ResponseReturnValue:
    """A privacy officer opens the ledger and the log of one record: who sees it and why, never what is in it."""
    who = guard.actor()
    posts = opening.privacy_posts(who)
    if not posts:
        raise guard.Refused(Deny("no-row", 4, False))
    guard.demand_fresh_proof()
    form = OversightForm(data={"reference": request.args.get("reference", "")})
    if form.validate_on_submit():
        facts = form.facts()
        kept = guard.access()
        kept.verb = "oversight"
        kept.sections.add("access_log")
        for post in posts:
            try:
                held = opening.open_alone(
                    post, reason=facts["reason"], identifiers=[("reference", facts["reference"])], by=who
                )
            except RuleBroken as broken:
                refuse(form, broken)
                break
            if held is not None:
                kept.children.add(held.child_id)
                kept.object_kind, kept.object_id = "OwnAccess", held.id
                return redirect(url_for("sharing.access_log", child_id=held.child_id), 303)
        else:
            kept.outcome = "refused"
            form.refuse("No record with this reference can be opened", "reference")
    return page("sharing/oversight.html", form=form, back_url=url_for("sharing.to_review"))


@blueprint.get("/children/<uuid:child_id>/access/log")
@guard.requires("access_log", "read", on=children.child)
@workers_page
def access_log(child: Child) -> ResponseReturnValue:
    """Who has looked at this record, by day: the last three months, or as far back as was asked."""
    months = {"3": 92, "12": 366, "all": 36_500}.get(request.args.get("since", "3"), 92)
    now = clock.now()
    looks = queries.looks(child.id, now - timedelta(days=months), now + timedelta(minutes=1))
    permit = guard.may("read", "access_log", child, whole=True)
    if isinstance(permit, Permit) and permit.extent != "full":
        team = queries.people_of_my_teams(guard.actor())
        looks = [row for row in looks if row.person_id in team]
    return render_template(
        "sharing/access_log.html",
        record=record_strip(child, "sharing"),
        child=child,
        looked=presenters.looked(looks),
        since=request.args.get("since", "3"),
        own_team_only=isinstance(permit, Permit) and permit.extent != "full",
        back_url=who_page(child.id),
    )
