"""Letters of a child: what is drafted and what was sent, one letter, changing it, sending it, its file."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coordination import clock
from coordination.access import guard
from coordination.access.guard import access, actor, requires
from coordination.access.thing import Recipient
from coordination.children.models import Child
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.documents import outgoing
from coordination.ehc import queries, words
from coordination.ehc import recipients as rights
from coordination.ehc.letters import (
    file as letter_file,
)
from coordination.ehc.letters import filling, fitting, templates
from coordination.ehc.letters import (
    forms as letter_forms,
)
from coordination.ehc.letters import (
    sending as letters,
)
from coordination.ehc.letters.sending import About
from coordination.ehc.models import Decision, Letter
from coordination.ehc.routes.shared import blueprint, may, record, refuse
from coordination.protected.showing import for_everybody
from coordination.web import files_out
from coordination.web.filters import day
from coordination.web.forms import SelectChoice, offered, page


@blueprint.get("/children/<uuid:child_id>/ehc/letters", endpoint="letters")
@requires("ehc_plan", "read", on=child_of)
def letters_of_child(child: Child) -> ResponseReturnValue:
    """Every letter of a child, and what may be written about next."""
    guard.workers_only()
    held = guard.readable(letters.of_child(child.id), "ehc_plan")
    told = guard.readable(decisions_of(child.id), "ehc_plan")
    return render_template(
        "ehc_letters/of_child.html",
        record=record(child),
        child=child,
        drafts=[letter for letter in held if letter.sent_on is None],
        sent=[letter for letter in held if letter.sent_on is not None],
        decisions=[(decision, words.DECISIONS[decision.kind], decision.kind in words.MAY_APPEAL) for decision in told],
        written_about={letter.about_id for letter in held},
        title_of=templates.title_of,
        may_write=may("update", child, whole=True),
        plan=queries.current_plan(child.id),
    )


def decisions_of(child_id: UUID) -> list[Decision]:
    """A child's decisions in the EHC process, the newest first."""
    return list(
        db.session.scalars(
            select(Decision)
            .where(Decision.child_id == child_id)
            .order_by(Decision.decided_on.desc(), Decision.id.desc())
        )
    )


@blueprint.route("/children/<uuid:child_id>/ehc/letters/write", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=child_of)
def write_letter(child: Child) -> ResponseReturnValue:
    """Draft a letter for everybody who must have it."""
    things = _things(child)
    weighed = rights.weigh(child)
    form = letter_forms.WriteForm()
    form.kind.offer(offered(templates.kinds()))
    form.about.offer(SelectChoice(key, said) for key, (said, _) in things.items())
    form.including.offer(
        SelectChoice(doubt.recipient.key, doubt.recipient.name, {"hint": doubt.check}) for doubt in weighed.doubts
    )
    if form.validate_on_submit():
        facts = form.facts()
        try:
            made = letters.prepare(
                facts["kind"], things[facts["about"]][1], actor(), including=facts["including"] or ()
            )
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash(_drafted(len(made)), "success")
            return redirect(url_for("ehc.letters", child_id=child.id), 303)
    return page(
        "ehc_letters/write.html",
        form=form,
        record=record(child),
        child=child,
        weighed=weighed,
        back_url=url_for("ehc.letters", child_id=child.id),
    )


def _things(child: Child) -> dict[str, tuple[str, About]]:
    """What a letter may be about, by a value for its choice."""
    found: dict[str, tuple[str, About]] = {}
    for decision in decisions_of(child.id):
        said = f"{words.DECISIONS[decision.kind]}, {day(decision.decided_on)}"
        found[f"decision-{decision.id}"] = (said, decision)
    for held in queries.assessments(child.id):
        found[f"assessment-{held.id}"] = (f"Request of {day(held.received_on)}", held)
    for plan in queries.plans(child.id, "ehc"):
        found[f"plan-{plan.id}"] = (f"EHC plan {plan.reference}", plan)
    found[f"child-{child.id}"] = ("Who holds the rights", child)
    return found


def _drafted(count: int) -> str:
    if not count:
        return "Everybody who must have this letter has it already."
    return "A letter is drafted." if count == 1 else f"{count} letters are drafted, one for each recipient."


@blueprint.post("/ehc/decisions/<uuid:decision_id>/letters")
@requires("ehc_plan", "update", on=queries.decision)
def letters_of_decision(decision: Decision) -> ResponseReturnValue:
    """Draft the letters that tell of a decision."""
    try:
        made = letters.prepare(fitting.OF_DECISION[decision.kind], decision, actor())
    except RuleBroken as broken:
        flash(broken.sentence, "notice")
    else:
        flash(_drafted(len(made)), "success")
    return redirect(url_for("ehc.letters", child_id=decision.child_id), 303)


@blueprint.get("/ehc/letters/<uuid:letter_id>")
@requires("ehc_plan", "read", on=queries.letter, whole=False)
def letter(held: Letter) -> ResponseReturnValue:
    """One letter: what it says, or would say today, and what keeps it from being sent."""
    guard.workers_only()
    found = letters.problems(held, actor()) if held.sent_on is None else []
    try:
        said = letters.filled(held, actor())
    except RuleBroken:
        said = held.words
    others = [] if held.about_id is None else letters.about_this(held.kind, held.about_id)
    return render_template(
        "ehc_letters/letter.html",
        record=record(held.child),
        letter=held,
        title=templates.title_of(held.kind),
        parts=filling.parts(said),
        found=found,
        other_drafts=sum(1 for other in others if other.sent_on is None and other is not held),
        may_write=may("update", held) and held.sent_on is None,
        copy=letters.copy_of(held) if held.sent_on is not None and may("disclose", held, whole=True) else None,
        may_take=may("update", held),
    )


@blueprint.route("/ehc/letters/<uuid:letter_id>/change", methods=["GET", "POST"])
@requires("ehc_plan", "update", on=queries.letter, whole=False)
def change_letter(held: Letter) -> ResponseReturnValue:
    """Change the words of a draft."""
    if held.sent_on is not None:
        return redirect(url_for("ehc.letter", letter_id=held.id), 303)
    form = letter_forms.WordsForm(data={"subject": held.subject, "words": held.words})
    if form.validate_on_submit():
        try:
            letters.change(held, **form.facts())
        except RuleBroken as broken:
            refuse(form, broken)
        else:
            flash("The letter is changed.", "success")
            return redirect(url_for("ehc.letter", letter_id=held.id), 303)
    return page(
        "ehc_letters/words.html",
        form=form,
        record=record(held.child),
        title=templates.title_of(held.kind),
        must=_must(held.kind),
        placeholders=templates.packaged()["placeholders"],
        back_url=url_for("ehc.letter", letter_id=held.id),
    )


def _must(kind: str) -> list[tuple[str, str]]:
    """The blocks that a letter must have: the placeholder and what it says."""
    held = templates.packaged()
    return [(name, held["blocks"][name]["says"]) for name in held["letters"][kind]["must"]]


@blueprint.post("/ehc/letters/<uuid:letter_id>/send")
@requires("ehc_plan", "update", on=queries.letter, whole=False)
def send_letter(held: Letter) -> ResponseReturnValue:
    """Send a letter, or (``all=yes``) every draft of its kind about the same thing."""
    chosen = [held]
    if request.form.get("all") == "yes" and held.about_id is not None:
        chosen = [other for other in letters.about_this(held.kind, held.about_id) if other.sent_on is None]
    for one in chosen:
        to = Recipient(
            audience=one.audience,
            person_id=one.to_person_id,
            basis_recorded=True,
            agreement_covers=True,
            excluded=one.to_person_id in rights.excluded(one.child_id, clock.today()),
        )
        guard.demand("disclose", "ehc_plan", one, recipient=to, published=True, audiences=frozenset({one.audience}))
    try:
        copies = letters.send_all(chosen, actor())
    except RuleBroken as broken:
        flash(broken.sentence, "notice")
        return redirect(url_for("ehc.letter", letter_id=held.id), 303)
    access().verb = "disclose"
    access().details |= {"recipients": sorted({str(copy.recipient_id or "post") for copy in copies})}
    flash("The letter is sent." if len(copies) == 1 else f"{len(copies)} letters are sent.", "success")
    return redirect(url_for("ehc.letters", child_id=held.child_id), 303)


@blueprint.post("/ehc/letters/<uuid:letter_id>/discard")
@requires("ehc_plan", "update", on=queries.letter, whole=False)
def discard_letter(held: Letter) -> ResponseReturnValue:
    """Take away a draft."""
    child_id = held.child_id
    try:
        letters.discard(held, actor())
    except RuleBroken as broken:
        flash(broken.sentence, "notice")
    else:
        flash("The draft is gone.", "success")
    return redirect(url_for("ehc.letters", child_id=child_id), 303)


@blueprint.get("/ehc/letters/<uuid:letter_id>/file")
@requires("ehc_plan", "update", on=queries.letter, whole=False)
def letter_as_file(held: Letter) -> ResponseReturnValue:
    """The letter as a Word file, to take on by hand. No name is in the file's name."""
    try:
        said = letters.filled(held, actor())
        letters.must_not_tell(held, said)
    except RuleBroken as broken:
        flash(broken.sentence, "notice")
        return redirect(url_for("ehc.letter", letter_id=held.id), 303)
    on = held.sent_on or clock.today()
    facts = letters.paper_facts(held, actor(), on.isoformat())
    facts["parts"] = [part._asdict() for part in filling.parts(said)]
    access().verb = "disclose"
    name = f"letter-{held.child.reference}.docx"
    made = outgoing.to_somebody(
        letter_file.docx(for_everybody(facts), dated=on),
        letter_file.MEDIA_TYPE,
        name=name,
        child_id=held.child_id,
        recipient_id=held.to_person_id,
    )
    return files_out.sent(made, media_type=letter_file.MEDIA_TYPE, name=name)
