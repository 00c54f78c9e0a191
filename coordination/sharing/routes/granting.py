"""Who may see a record beside its team: what was opened to somebody for a while, and who may not see it at all."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination.access import guard
from coordination.access.models import Exclusion
from coordination.access.policy import Deny, Permit
from coordination.cases import queries as cases
from coordination.cases import words as case_words
from coordination.cases.models import Membership
from coordination.cases.routes import choosing
from coordination.cases.strip import record_strip
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.children.routes.blueprint import workers_page
from coordination.db import RuleBroken
from coordination.sharing import excluding, granting, presenters, queries, redeciding
from coordination.sharing.forms import ConnectionForm, ExcludeForm, GrantForm, WhyForm, section_choices
from coordination.sharing.models import AccessGrant
from coordination.sharing.routes.blueprint import blueprint, form_page, refuse, who_page

GRANT = frozenset({"grant"})
EXCLUSION = frozenset({"exclusion"})
# A privacy officer is on no team, and is granted what they need to answer somebody's request.
ALSO = ("IGO",)


@blueprint.get("/children/<uuid:child_id>/access")
@guard.requires("memberships", "read", on=children.child)
@workers_page
def who_may_see(child: Child) -> ResponseReturnValue:
    """What was opened to somebody for a while, what somebody opened for themself, and who is excluded."""
    guard.demand("read", "memberships", child, parts=GRANT)
    return render_template(
        "sharing/who_may_see.html",
        record=record_strip(child, "sharing"),
        child=child,
        grants=presenters.grants(guard.readable(queries.grants(child.id), "memberships")),
        opened=[presenters.own(row) for row in guard.readable(queries.own_accesses(child.id), "memberships")],
        exclusions=presenters.exclusions(child),
        again=[
            (one, case_words.role(one.role), url_for("sharing.stays", membership_id=one.membership_id))
            for one in redeciding.of_child(child)
        ],
        may_end=isinstance(guard.may("update", "memberships", child, whole=True), Permit),
        may_ask=_may_ask(child),
        may_exclude=_may(child, "create"),
        may_see_log=isinstance(guard.may("read", "access_log", child, whole=True), Permit),
    )


def _may_ask(child: Child) -> bool:
    return isinstance(guard.may("create", "memberships", child, parts=GRANT, facts={"proposed": True}), Permit)


def _may(child: Child, verb: str) -> bool:
    asked = guard.may(verb, "memberships", child, parts=EXCLUSION, facts={"proposed": False})
    return isinstance(asked, Permit)


@blueprint.route("/memberships/<uuid:membership_id>/stays", methods=["GET", "POST"])
@guard.requires("memberships", "create", on=cases.membership)
@workers_page
def stays(held: Membership) -> ResponseReturnValue:
    """Somebody stays on the team although what their place rested on has changed."""
    guard.demand("create", "memberships", held, parts=GRANT, facts={"proposed": True})
    form = WhyForm()
    if form.validate_on_submit():
        try:
            redeciding.keep(held, by=guard.actor(), **form.facts())
            flash(f"{held.person.name} stays on the team.", "success")
            return redirect(who_page(held.child_id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page(
        "sharing/why.html",
        form,
        held.case.child,
        title="They stay on the team",
        who=held.person.name,
        button_text="They stay",
    )


@blueprint.route("/children/<uuid:child_id>/access/ask", methods=["GET", "POST"])
@guard.requires("memberships", "create", on=children.child)
@workers_page
def ask(child: Child) -> ResponseReturnValue:
    """First who, by name; then what they need to see, why, and until when."""
    guard.demand("create", "memberships", child, parts=GRANT, facts={"proposed": True})
    chosen = choosing.chosen(child.authority_id, roles=ALSO)
    if chosen is None:
        return _choose(child, "sharing.ask", "Open part of the record to somebody")
    form = GrantForm()
    form.sections.offer(section_choices())
    if form.validate_on_submit():
        try:
            granting.ask(
                child,
                person_id=chosen.person.id,
                role=chosen.role,
                agency_id=chosen.agency.id if chosen.agency else None,
                by=guard.actor(),
                **form.facts(),
            )
            flash("It was asked for. A manager who did not ask decides.", "success")
            return redirect(who_page(child.id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page(
        "sharing/ask.html",
        form,
        child,
        person=chosen.person.name,
        role=case_words.role(chosen.role),
        agency=chosen.agency.name if chosen.agency else "",
        back_url=url_for("sharing.ask", child_id=child.id),
    )


def _choose(child: Child, endpoint: str, title: str, *, family_too: bool = False) -> ResponseReturnValue:
    typed = choosing.typed()
    if "@" in typed and family_too:
        found = cases.by_email(typed)
    else:
        found = cases.workforce_named(typed, child.authority_id, roles=ALSO)
    return render_template(
        "sharing/choose.html",
        record=record_strip(child, "sharing"),
        child=child,
        title=title,
        typed=typed,
        family_too=family_too,
        here=url_for(endpoint, child_id=child.id),
        found=choosing.choices(found, endpoint, child_id=child.id),
        back_url=who_page(child.id),
    )


def _decides(grant: AccessGrant) -> None:
    """Refuse whoever does not decide about this grant, and ask for a fresh proof of who they are."""
    guard.demand("approve", "memberships", grant)
    if "protected_location" in grant.sections:
        guard.demand("approve", "protected_location", grant, facts={"grant_for": grant.person_id})
    if guard.actor().person_id in (grant.person_id, grant.recorded_by):
        raise guard.Refused(Deny("never_own_grant", 4, False))
    guard.demand_fresh_proof()


@blueprint.route("/grants/<uuid:grant_id>/give", methods=["GET", "POST"])
@guard.requires("memberships", "approve", on=queries.grant, whole=False)
@workers_page
def give_grant(grant: AccessGrant) -> ResponseReturnValue:
    """Open what was asked for, after reading what and why once more."""
    _decides(grant)
    if request.method == "POST":
        granting.give(grant, by=guard.actor())
        flash(f"It is open to {grant.person.name} from now.", "success")
        return redirect(who_page(grant.child_id), 303)
    return render_template(
        "sharing/give.html",
        record=record_strip(grant.child, "sharing"),
        child=grant.child,
        grant=presenters.grants([grant])[0],
        here=url_for("sharing.give_grant", grant_id=grant.id),
        back_url=who_page(grant.child_id),
    )


@blueprint.route("/grants/<uuid:grant_id>/decline", methods=["GET", "POST"])
@guard.requires("memberships", "approve", on=queries.grant, whole=False)
@workers_page
def decline_grant(grant: AccessGrant) -> ResponseReturnValue:
    """Decline what was asked for."""
    _decides(grant)
    form = WhyForm()
    if form.validate_on_submit():
        try:
            granting.decline(grant, by=guard.actor(), **form.facts())
            flash("It was declined.", "success")
            return redirect(who_page(grant.child_id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page(
        "sharing/why.html",
        form,
        grant.child,
        title="Decline what was asked for",
        who=grant.person.name,
        button_text="Decline",
    )


@blueprint.route("/grants/<uuid:grant_id>/end", methods=["GET", "POST"])
@guard.requires("memberships", "update", on=queries.grant, whole=False)
@workers_page
def end_grant(grant: AccessGrant) -> ResponseReturnValue:
    """End a grant before its day."""
    form = WhyForm()
    if form.validate_on_submit():
        try:
            granting.end(grant, by=guard.actor(), **form.facts())
            flash(f"It is closed to {grant.person.name} from now.", "success")
            return redirect(who_page(grant.child_id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page(
        "sharing/why.html",
        form,
        grant.child,
        title="Close it before its day",
        who=grant.person.name,
        button_text="Close it",
    )


@blueprint.route("/children/<uuid:child_id>/access/exclude", methods=["GET", "POST"])
@guard.requires("memberships", "create", on=children.child)
@workers_page
def exclude(child: Child) -> ResponseReturnValue:
    """First who; then why they may not see the record."""
    guard.demand("create", "memberships", child, parts=EXCLUSION, facts={"proposed": False})
    chosen = choosing.chosen(child.authority_id, roles=ALSO)
    if chosen is None:
        return _choose(child, "sharing.exclude", "Exclude somebody from this record", family_too=True)
    form = ExcludeForm()
    if form.validate_on_submit():
        try:
            excluding.exclude(child, person_id=chosen.person.id, by=guard.actor(), **form.facts())
            flash(f"The record is closed to {chosen.person.name} from now.", "success")
            return redirect(who_page(child.id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page(
        "sharing/exclude.html",
        form,
        child,
        person=chosen.person.name,
        back_url=url_for("sharing.exclude", child_id=child.id),
    )


@blueprint.route("/exclusions/<uuid:exclusion_id>/end", methods=["GET", "POST"])
@guard.requires("memberships", "update", on=queries.exclusion, whole=False)
@workers_page
def end_exclusion(held: Exclusion) -> ResponseReturnValue:
    """End an exclusion, with the reason."""
    child = queries.child_of(held)
    if child is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    form = WhyForm()
    if form.validate_on_submit():
        try:
            excluding.end_exclusion(held, by=guard.actor(), **form.facts())
            flash("The exclusion has ended.", "success")
            return redirect(who_page(child.id), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page(
        "sharing/why.html", form, child, title="End this exclusion", who="", button_text="End the exclusion"
    )


@blueprint.route("/children/<uuid:child_id>/access/connection", methods=["GET", "POST"])
@guard.requires("core_identity", "read", on=children.child)
@workers_page
def connection(child: Child) -> ResponseReturnValue:
    """Somebody says that they know the family: the record closes for them at once."""
    form = ConnectionForm()
    who = guard.actor()
    if form.validate_on_submit() and who.person_id is not None:
        facts = form.facts()
        try:
            excluding.exclude(
                child, id=facts["id"], person_id=who.person_id, kind="connection", why=facts["why"], by=who
            )
            flash("Thank you for saying so. That record is closed for you, and its manager knows.", "success")
            return redirect(url_for("home.start"), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return form_page("sharing/connection.html", form, child, back_url=url_for("children.record", child_id=child.id))
