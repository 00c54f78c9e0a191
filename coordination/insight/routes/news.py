"""What changed for a child since somebody last looked, and saying that it was seen."""

from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import guard
from coordination.cases import strip
from coordination.children import queries as children
from coordination.children.models import Child
from coordination.children.routes.blueprint import workers_page
from coordination.events import queries as events
from coordination.insight import news as changed
from coordination.insight import queries, words
from coordination.insight.routes.blueprint import blueprint
from coordination.web.filters import day, when
from coordination.web.forms import Form

# How far back somebody may ask to see, beside "since I last looked".
BACK = {"7": "The last 7 days", "28": "The last 28 days", "90": "The last 90 days", "365": "The last year"}
FIRST_TIME = timedelta(days=28)


@blueprint.get("/children/<uuid:child_id>/news")
@guard.requires("core_identity", "read", on=children.child)
@workers_page
def news(child: Child) -> ResponseReturnValue:
    """Everything that changed for a child since the reader last looked, each with its before and after."""
    who = guard.actor()
    assert who.person_id is not None
    looked_at = events.look(child.authority_id, child.id, who.person_id)
    back = request.args.get("back", "")
    since = _since(looked_at, back)
    when_ = queries.Since(since, clock.now(), who.person_id)
    guard.know([child.id])
    found = queries.changed([(child.authority_id, child.id)], when_, helping=_sees_part(), beside=strip.asked(child))
    raw = changed.changes(found, when)
    names = changed.names_of(changed.keys_in(raw))
    return render_template(
        "insight/news.html",
        record=strip.record_strip(child, "record", found.rest),
        child=child,
        groups=changed.grouped(raw, names, day),
        count=len(raw),
        since=since,
        first_time=looked_at is None,
        back=back if back in BACK else "",
        choices=[("", "Since I last looked"), *BACK.items()],
        links=_links(child),
        kinds=words.KINDS,
        form=Form(formdata=None),
        full=len(found.versions) == queries.MOST_VERSIONS or len(found.events) == queries.MOST_EVENTS,
    )


@blueprint.post("/children/<uuid:child_id>/news/seen")
@guard.requires("core_identity", "read", on=children.child)
@workers_page
def mark_seen(child: Child) -> ResponseReturnValue:
    """The reader has seen all of it: from now on, news is what comes after this."""
    who = guard.actor()
    assert who.person_id is not None
    events.mark_seen(child.authority_id, child.id, who.person_id)
    flash("Marked as seen. What changes from now on will be here.", "success")
    return redirect(url_for("insight.news", child_id=child.id), 303)


def _since(looked_at: datetime | None, back: str) -> datetime:
    if back in BACK:
        return clock.now() - timedelta(days=int(back))
    return looked_at or clock.now() - FIRST_TIME


def _sees_part() -> bool:
    """Whether the reader sees of the outcomes only those their own service is for."""
    return any(held.role == "PRV" for held in guard.actor().roles_on(clock.today()))


def _links(child: Child) -> dict[str, Any]:
    """Where each kind of change is seen whole."""
    return {
        "view": lambda _key: url_for("voice.of_child", child_id=child.id),
        "decision": lambda _key: url_for("reviews.of_child", child_id=child.id),
        "action": lambda key: url_for("plans.action", action_id=key),
        "statement": lambda key: url_for("plans.statement", statement_id=key),
        "strategy": lambda _key: None,
        "event": lambda _key: None,
        # What stands in the EHC plan alone, or in a cycle of SEN Support, has no page in the support plan.
        "ehc_plan": lambda _key: url_for("ehc.of_child", child_id=child.id),
        "sen_support": lambda _key: url_for("schools.of_child", child_id=child.id),
    }
