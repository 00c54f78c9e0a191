"""Pages of papers: issuing a pack, one recipient's copy and its file. They stand with reviews, which papers are of."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from coordination import clock
from coordination.access import guard
from coordination.access.guard import access, actor, requires, signed_in
from coordination.access.policy import Deny
from coordination.cases.strip import record_strip
from coordination.children.models import Child
from coordination.children.naming import family_name_ready
from coordination.children.queries import child as child_of
from coordination.db import RuleBroken, db
from coordination.documents import operations as documents
from coordination.documents import outgoing, queries
from coordination.documents.models import DocumentCopy
from coordination.reviews import issuing
from coordination.reviews import paper_pages as pages
from coordination.reviews import queries as reviews
from coordination.reviews.circulation import leaving_out
from coordination.reviews.models import Review
from coordination.reviews.papers import Record
from coordination.sharing import consenting
from coordination.web import files_out
from coordination.web.forms import page
from coordination.web.languages import gettext as _
from coordination.web.languages import languages_offered

blueprint = Blueprint("documents", __name__)

# While papers are being prepared the page looks again by itself, for so long.
LOOK_AGAIN = 5


@blueprint.route("/children/<uuid:child_id>/documents", methods=["GET", "POST"])
@requires("sharing_decisions", "read", on=child_of)
def of_child(child: Child) -> ResponseReturnValue:
    """The papers of a child: issue a pack, and what was issued to whom."""
    guard.workers_only()
    held = reviews.held_ones(child.id)
    record = Record(child, held[0] if held else None)
    # A safeguarding record goes out from its review, where a second person looks first.
    offered = [
        offer
        for offer in issuing.offers(record, held[0] if held else None)
        if offer.label is None and pages.may_give(record, offer)
    ]
    if not offered and not pages.may_issue(child):
        return _listing(child, held)
    form = pages.PackForm()
    form.papers.offer(pages.choices(offered))
    if request.method == "GET" and request.args.get("all") == "yes":
        form.papers.data = [offer.value for offer in offered]
    if form.validate_on_submit():
        wanted = set(form.papers.fact())
        chosen = [offer for offer in offered if offer.value in wanted]
        # Each is asked about by itself, with whom it goes to: the basis, the agreement, nobody who is excluded.
        of = issuing.weigh(chosen, child)
        for offer in chosen:
            to = issuing.recipient(offer, record, of)
            guard.demand("disclose", offer.section, child, **issuing.giving(record, offer, to))
        try:
            copies = issuing.issue_pack(record, chosen, by=actor())
        except RuleBroken as broken:
            form.refuse(broken.sentence)
        else:
            access().verb = "disclose"
            access().details |= {
                "recipients": sorted({str(copy.recipient_id or "child") for copy in copies}),
                "documents": sorted({str(copy.document_id) for copy in copies}),
            }
            flash(
                "The paper is being prepared." if len(copies) == 1 else f"{len(copies)} papers are being prepared.",
                "success",
            )
            return redirect(url_for("documents.of_child", child_id=child.id), 303)
    return _listing(child, held, form)


def _listing(child: Child, held: list[Review], form: pages.PackForm | None = None) -> ResponseReturnValue:
    me, kinds = actor().person_id, {review.id: review.kind for review in held}
    copies = queries.copies_of_child(child.id)
    consenting.note_agreed(copies, actor())
    shown = [
        copy
        for copy in guard.readable(copies, lambda copy: copy.document.section)
        if copy.recipient_id == me or copy.advocates_agreed or pages.may_give_copy(copy, kinds)
    ]
    rows = [pages.row(copy) for copy in shown]
    preparing = any(line["preparing"] for line in rows)
    context: dict[str, Any] = {
        "record": record_strip(child, current="documents"),
        "child": child,
        "rows": rows,
        "name_missing": not family_name_ready(child),
        "preparing": preparing,
        "record_of": issuing.title(held[0]) if held else "",
    }
    if form is None:
        answer = make_response(render_template("papers/of_child.html", **context))
    else:
        answer = make_response(page("papers/of_child.html", form=form, **context))
    if preparing and not (form is not None and form.problems):
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


@blueprint.get("/documents/copies/<uuid:copy_id>")
@signed_in()
def copy(copy_id: UUID) -> ResponseReturnValue:
    """One recipient's copy: what it is, since when, its code, and whether there is a newer one."""
    held = _mine_or_given(copy_id)
    frame = _frame(held)
    if held.withdrawn_at is not None and not frame["may_give"]:
        return _in_their_language("papers/taken_back.html", taken_back_at=held.withdrawn_at, **frame)
    answer = make_response(_in_their_language("papers/copy.html", copy=held, paper=pages.row(held), **frame))
    if pages.row(held)["preparing"]:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


@blueprint.get("/documents/copies/<uuid:copy_id>/file")
@signed_in()
def file(copy_id: UUID) -> ResponseReturnValue:
    """The stamped pages themselves. No name is in the file's name."""
    held = _mine_or_given(copy_id)
    mine = held.recipient_id == actor().person_id
    if not mine and not held.advocates_agreed and leaving_out.holds_more_than(held, actor()):
        raise guard.Refused(Deny("not-own", 4, True))
    if held.file is None or (held.withdrawn_at is not None and not _may_give(held)):
        return redirect(url_for("documents.copy", copy_id=held.id), 303)
    if mine:
        documents.opened(held)
    access().verb = "read" if mine else "disclose"
    access().details |= {"digest": held.digest or "", "copy": str(held.id)}
    name = f"coordination-{held.code}.pdf"
    return files_out.sent(outgoing.copy(held), media_type="application/pdf", name=name, inline=True)


@blueprint.post("/documents/copies/<uuid:copy_id>/read")
@signed_in()
def acknowledge(copy_id: UUID) -> ResponseReturnValue:
    """The person it is for says that they have read it."""
    held = _mine_or_given(copy_id)
    if held.recipient_id != actor().person_id:
        raise guard.Refused(Deny("not-own", 4, False))
    if held.withdrawn_at is None:
        documents.acknowledge(held)
    return redirect(url_for("documents.copy", copy_id=held.id), 303)


@blueprint.post("/documents/copies/<uuid:copy_id>/advocate")
@signed_in("young_person")
def advocate(copy_id: UUID) -> ResponseReturnValue:
    """A young person lets their advocate read this paper, or no longer."""
    held = _mine_or_given(copy_id)
    child = db.session.get_one(Child, held.child_id)
    theirs = consenting.advocate_of(child.id)
    if held.recipient_id != actor().person_id or theirs is None or held.withdrawn_at is not None:
        raise guard.Refused(Deny("not-own", 4, False))
    if request.form.get("read") == "yes":
        consenting.let_read(held, child, theirs, title=pages.title(held.document.kind), by=actor())
        flash(_("%(name)s can read this now.", name=theirs.name), "success")
    else:
        consenting.stop(held, theirs, by=actor())
        flash(_("%(name)s can no longer read this.", name=theirs.name), "success")
    return redirect(url_for("documents.copy", copy_id=held.id), 303)


@blueprint.post("/documents/copies/<uuid:copy_id>/again")
@signed_in("workforce")
def again(copy_id: UUID) -> ResponseReturnValue:
    """Prepare a paper again that could not be made."""
    held = _mine_or_given(copy_id)
    documents.try_again(held.document)
    return redirect(url_for("documents.copy", copy_id=held.id), 303)


@blueprint.route("/documents/copies/<uuid:copy_id>/take-back", methods=["GET", "POST"])
@signed_in("workforce")
def take_back(copy_id: UUID) -> ResponseReturnValue:
    """Take back a copy that was sent in error."""
    held = _mine_or_given(copy_id)
    if not _may_give(held):
        raise guard.Refused(Deny("not-own", 4, False))
    if held.withdrawn_at is not None:
        return redirect(url_for("documents.copy", copy_id=held.id), 303)
    form = pages.TakeBackForm()
    if form.validate_on_submit():
        issuing.take_back(held, by=actor(), **form.facts())
        access().verb = "disclose"
        access().details |= {"taken_back": str(held.id)}
        flash("It is taken back. Whoever it was for opens it no more, and is told.", "success")
        return redirect(url_for("documents.copy", copy_id=held.id), 303)
    return page(
        "papers/take_back.html",
        form=form,
        paper=pages.row(held),
        record=record_strip(db.session.get_one(Child, held.child_id), current="documents"),
        back_url=url_for("documents.copy", copy_id=held.id),
    )


def _may_give(held: DocumentCopy) -> bool:
    """Whether the actor is one of those who may give out such a paper, and so may take it back."""
    kinds = {review.id: review.kind for review in reviews.held_ones(held.child_id)}
    return pages.may_give_copy(held, kinds)


def _mine_or_given(copy_id: UUID) -> DocumentCopy:
    """The copy, for the person it is for as far as they may read what it holds, or for who may give it out."""
    held = queries.copy(copy_id)
    if held is None:
        raise guard.Refused(Deny("no-such-thing", 3, True))
    consenting.note_agreed([held], actor())
    section = held.document.section
    permit = guard.demand("read", section, held)
    if "no_print" in permit.obligations:
        raise guard.Refused(Deny("no-print", 9, False))
    if held.recipient_id != actor().person_id and not held.advocates_agreed and not _may_give(held):
        raise guard.Refused(Deny("not-own", 4, True))
    return held


def _frame(held: DocumentCopy) -> dict[str, Any]:
    """The layout of whoever looks: the record's for the team, their own for family."""
    who = actor()
    mine = held.recipient_id == who.person_id
    if who.kind in {"family", "young_person"}:
        theirs = consenting.advocate_of(held.child_id) if mine and who.kind == "young_person" else None
        return {
            "advocate": theirs.name if theirs is not None else "",
            "advocate_reads": theirs is not None and consenting.standing(held, theirs.id) is not None,
            "layout": "layouts/family.html",
            "mine": mine,
            "back_url": url_for("home.start"),
            "may_retry": False,
            "may_give": False,
        }
    child = db.session.get_one(Child, held.child_id)
    return {
        "layout": "layouts/record.html",
        "advocate": "",
        "advocate_reads": False,
        "record": record_strip(child, current="documents"),
        "mine": mine,
        "may_give": _may_give(held),
        "may_retry": held.document.state == "failed" or clock.now() - held.issued_at > pages.LONG,
        "back_url": url_for("documents.of_child", child_id=child.id),
    }


def _in_their_language(template: str, **context: Any) -> str:
    who = actor()
    offered = {language.code for language in languages_offered()}
    if who.kind == "workforce" or who.language not in offered:
        return render_template(template, **context)
    with force_locale(who.language):
        return render_template(template, **context)
