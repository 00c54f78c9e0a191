"""Records whose time is over: the due list, what holds them, and destroying one on the word of two people.

These are the privacy officer's and the administrator's pages: references, rules, days and counts, and no word of what
is in a record. The rules of access have no row for destroying: that it is one of these two, and two of them, is the
operation's own rule.
"""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.access.guard import actor, administers, fresh_proof
from coordination.agencies import administered
from coordination.agencies import queries as agencies
from coordination.agencies.models import Authority, Person
from coordination.agencies.routes.blueprint import found, noted, own_authority
from coordination.db import RuleBroken, new_id
from coordination.documents import outgoing
from coordination.rights import presenters
from coordination.rights.forms import HoldForm, PeriodForm
from coordination.rights.models import Erasure, ErasureState, RetentionHold
from coordination.rights.retention import erasing, operations, queries, schedule
from coordination.rights.routes.blueprint import blueprint
from coordination.web import files_out
from coordination.web.forms import page


@blueprint.get("/retention")
@administers("read")
def retention_due() -> ResponseReturnValue:
    """The records whose time is over, by authority, and what was done about them."""
    places = administered.administered_authorities(actor())
    erasures = queries.erasures(places)
    lists = []
    for authority in agencies.authorities(places):
        rows = presenters.due_rows(queries.time_over(authority.id), erasures)
        lists.append((authority, rows, presenters.by_rule(rows)))
    decided = [row for row in erasures if row.state != ErasureState.PROPOSED]
    return render_template(
        "rights/retention.html",
        lists=lists,
        waiting=presenters.erasure_rows(
            [row for row in erasures if row.state == ErasureState.PROPOSED], _people(erasures)
        ),
        decided=presenters.erasure_rows(decided, _people(erasures)),
        holds=presenters.hold_rows(queries.holds(places)),
        most=queries.MOST,
    )


@blueprint.get("/retention/schedule")
@administers("read")
def retention_schedule() -> ResponseReturnValue:
    """How long each kind of record is kept, and whether that is law or local practice."""
    places = agencies.authorities(administered.administered_authorities(actor()))
    return render_template(
        "rights/schedule.html",
        schedules=[(place, schedule.rules(queries.periods(place.id))) for place in places],
        note=schedule.note(),
        back_url=url_for("rights.retention_due"),
    )


@blueprint.route("/retention/schedule/<uuid:authority_id>/<rule>", methods=["GET", "POST"])
@administers("read")
@fresh_proof
def retention_period(authority_id: UUID, rule: str) -> ResponseReturnValue:
    """Set how many years the council keeps one kind of record, and see what was set before."""
    authority = found(
        next(
            (p for p in agencies.authorities(administered.administered_authorities(actor())) if p.id == authority_id),
            None,
        )
    )
    held = found(next((row for row in schedule.rules(queries.periods(authority.id)) if row.id == rule), None))
    form = PeriodForm(years=held.years)
    if form.validate_on_submit():
        try:
            made = operations.set_period(authority.id, held.id, by=actor(), **form.facts())
        except RuleBroken as broken:
            form.refuse(broken.sentence, broken.field)
        else:
            noted("retention_period_set", made, rule=made.rule, years=str(made.years))
            flash("The period is set. The list of records whose time is over follows it.", "success")
            return redirect(url_for("rights.retention_schedule"), 303)
    before = queries.periods_set(authority.id, held.id)
    return page(
        "rights/period.html",
        form=form,
        rule=held,
        usual=schedule.rule(rule),
        authority=authority,
        before=before,
        people=agencies.people(row.recorded_by for row in before if row.recorded_by is not None),
        back_url=url_for("rights.retention_schedule"),
    )


@blueprint.get("/retention/records/<uuid:subject_id>")
@administers("read")
def retention_record(subject_id: UUID) -> ResponseReturnValue:
    """One record, by its reference: the rule that keeps it, what holds it, and what may be done."""
    facts, authority = _record(subject_id)
    kept = schedule.longest(facts)
    places = {authority.id}
    holds = [row for row in queries.holds(places) if row.subject_id in (None, subject_id)]
    return render_template(
        "rights/record.html",
        facts=facts,
        authority=authority,
        kept=kept,
        due=schedule.is_due(facts, clock.today()),
        holds=presenters.hold_rows(holds),
        standing=queries.standing(subject_id),
        new_id=new_id,
        back_url=url_for("rights.retention_due"),
    )


@blueprint.post("/retention/records/<uuid:subject_id>/propose")
@administers("read")
@fresh_proof
def propose_erasure(subject_id: UUID) -> ResponseReturnValue:
    """Propose to destroy a record whose time is over."""
    facts, authority = _record(subject_id)
    proposed = operations.propose(authority.id, facts.subject_id, id=_sent_id(), by=actor())
    noted("erasure_proposed", proposed, rule=proposed.rule)
    flash("It is proposed. A second person has to approve it.", "success")
    return redirect(url_for("rights.erasure", erasure_id=proposed.id), 303)


@blueprint.route("/retention/records/<uuid:subject_id>/hold", methods=["GET", "POST"])
@administers("read")
def hold_record(subject_id: UUID) -> ResponseReturnValue:
    """Keep one record from being destroyed."""
    facts, authority = _record(subject_id)
    form = HoldForm()
    if form.validate_on_submit() and _held(form, authority.id, facts.subject_id):
        flash("The record is held. Nobody can destroy it until the hold ends.", "success")
        return redirect(url_for("rights.retention_record", subject_id=subject_id), 303)
    return page(
        "rights/hold_form.html",
        form=form,
        title=f"Hold record {facts.reference}",
        what="Nobody can destroy this record while it is held, and nobody can change what is on it. Those who work with"
        " the child still read it, add to it and give what is needed; they see that it is held, not why.",
        back_url=url_for("rights.retention_record", subject_id=subject_id),
    )


@blueprint.route("/retention/hold-everything", methods=["GET", "POST"])
@administers("read")
def hold_everything() -> ResponseReturnValue:
    """Keep every record of the authority from being destroyed, as public inquiries ask."""
    place = found(own_authority())
    form = HoldForm()
    if form.validate_on_submit() and _held(form, place, None):
        flash("Every record is held. Nobody can destroy any until the hold ends.", "success")
        return redirect(url_for("rights.retention_due"), 303)
    return page(
        "rights/hold_form.html",
        form=form,
        title="Hold every record",
        what="Nobody can destroy any record of the council while this stands. A public inquiry may ask for that.",
        back_url=url_for("rights.retention_due"),
    )


@blueprint.post("/retention/holds/<uuid:hold_id>/end")
@administers("read")
@fresh_proof
def end_hold(hold_id: UUID) -> ResponseReturnValue:
    """Nothing keeps it for this reason any more."""
    held: RetentionHold = found(queries.hold(hold_id, administered.administered_authorities(actor())))
    operations.end_hold(held, by=actor())
    noted("retention_hold_ended", held)
    _note_subject(held.subject_id)
    flash("The hold has ended.", "success")
    return redirect(url_for("rights.retention_due"), 303)


@blueprint.get("/retention/erasures/<uuid:erasure_id>")
@administers("read")
def erasure(erasure_id: UUID) -> ResponseReturnValue:
    """What was proposed about a record, who said so, and the certificate when it is destroyed."""
    held = _erasure(erasure_id)
    people = _people([held])
    rule = schedule.rule(held.rule, queries.periods(held.authority_id))
    return render_template(
        "rights/erasure.html",
        erasure=held,
        rule=rule,
        state=presenters.STATES[held.state],
        steps=[
            ("Proposed", presenters.name_of(held.proposed_by, people), held.proposed_at),
            ("Approved", presenters.name_of(held.approved_by, people), held.approved_at),
            ("Refused", presenters.name_of(held.refused_by, people), held.refused_at),
            ("Destroyed", "", held.erased_at),
        ],
        counts=erasing.counted(held),
        remains=erasing.REMAINS,
        backups=erasing.backups_say(held),
        may_approve=operations.may_approve(held, actor()),
        may_refuse=held.state in (ErasureState.PROPOSED, ErasureState.APPROVED),
        back_url=url_for("rights.retention_due"),
    )


@blueprint.post("/retention/erasures/<uuid:erasure_id>/approve")
@administers("read")
@fresh_proof
def approve_erasure(erasure_id: UUID) -> ResponseReturnValue:
    """The second person says yes."""
    held = _erasure(erasure_id)
    noted("erasure_approved", held, rule=held.rule)
    operations.approve(held, by=actor())
    flash("It is approved. The record is being destroyed.", "success")
    return redirect(url_for("rights.erasure", erasure_id=held.id), 303)


@blueprint.post("/retention/erasures/<uuid:erasure_id>/refuse")
@administers("read")
def refuse_erasure(erasure_id: UUID) -> ResponseReturnValue:
    """The record stays."""
    held = _erasure(erasure_id)
    noted("erasure_refused", held, rule=held.rule)
    operations.refuse(held, by=actor())
    flash("The record stays.", "success")
    return redirect(url_for("rights.erasure", erasure_id=held.id), 303)


@blueprint.get("/retention/erasures/<uuid:erasure_id>/certificate.pdf")
@administers("read")
def erasure_certificate(erasure_id: UUID) -> ResponseReturnValue:
    """The certificate, as it was printed when the record was destroyed."""
    held = _erasure(erasure_id)
    return files_out.sent(
        outgoing.about_nobody(found(held.certificate)),
        media_type="application/pdf",
        name=f"certificate-{held.number}.pdf",
    )


def _record(subject_id: UUID) -> tuple[schedule.Facts, Authority]:
    """A record of an authority this person answers for. NotFound for any other, and for none."""
    for authority in agencies.authorities(administered.administered_authorities(actor())):
        facts = queries.facts_of(authority.id, subject_id)
        if facts is not None:
            _note_subject(subject_id)
            return facts, authority
    return found(None)


def _erasure(erasure_id: UUID) -> Erasure:
    held = found(queries.erasure(erasure_id, administered.administered_authorities(actor())))
    _note_subject(held.subject_id)
    return held


def _held(form: HoldForm, authority_id: UUID, subject_id: UUID | None) -> bool:
    try:
        held = operations.hold(authority_id, subject_id=subject_id, by=actor(), **form.facts())
    except RuleBroken as broken:
        form.refuse(broken.sentence, broken.field)
        return False
    noted("retention_held", held, ground=held.ground)
    _note_subject(subject_id)
    return True


def _note_subject(subject_id: UUID | None) -> None:
    if subject_id is not None:
        guard.note_children([subject_id])


def _sent_id() -> UUID:
    try:
        return UUID(request.form.get("id", ""))
    except ValueError:
        return new_id()


def _people(rows: list[Erasure]) -> dict[UUID, Person]:
    return agencies.people(
        key for row in rows for key in (row.proposed_by, row.approved_by, row.refused_by) if key is not None
    )
