"""The booklet of a story: the facts of ``life_story``, of what the young person chose and of nothing else."""

from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Authority
from coordination.children.models import Child
from coordination.children.naming import short_name
from coordination.documents import facts as shapes
from coordination.documents import operations as documents
from coordination.documents.models import DocumentCopy
from coordination.story import operations, words
from coordination.story.models import StoryEntry
from coordination.web.languages import gettext as _
from coordination.web.languages import language_now


def make(child: Child, authority: Authority, *, lead: str, colours: str, by: Actor) -> DocumentCopy:
    """The young person's own copy of their booklet as it is now; it is printed in a moment."""
    assert by.person_id is not None
    document = documents.issue(
        authority_id=child.authority_id,
        child_id=child.id,
        kind="life_story",
        audience="young_person",
        about=child,
        version="1",
        facts=facts(child, authority, lead=lead, colours=colours, by=by),
        by=by,
        language=language_now().code,
        whose_id=by.person_id,
    )
    return documents.copy_for(document, recipient_id=by.person_id, recipient_name=by.name, by=by)


def facts(child: Child, authority: Authority, *, lead: str, colours: str, by: Actor) -> shapes.LifeStory:
    """What is printed: each part they chose, and why something of others is missing."""
    chosen = operations.in_booklet(child.id)
    parts, reasons = words.parts(), words.left_out()
    gone = {code for row in chosen for code in row.left_out}
    return {
        "cover": {
            "title": _("My story so far"),
            "preferred_name": short_name(child),
            "record_reference": child.reference,
            "version": "1",
            "status": "final",
            "superseded_by": "",
            "dated": clock.today().isoformat(),
            "author": by.name,
            "lead_practitioner": lead,
            "organisation": authority.name,
            "confidentiality": "",
            "if_found": authority.duty_phone or "",
        },
        "colours": colours,  # type: ignore[typeddict-item]
        "parts": [_part(row, parts) for row in chosen],
        "left_out": [reason for code, reason in reasons.items() if code in gone],
    }


def _part(row: StoryEntry, names: dict[str, str]) -> shapes.StoryPart:
    return {
        "about": names[row.part],
        "title": row.title,
        "words": row.words,
        "began": row.from_on.isoformat() if row.from_on is not None else "",
        "ended": row.to_on.isoformat() if row.to_on is not None else "",
        "own": row.own,
        "picture": _picture(row.photo_id, row.photo_shows or _("A photo")),
    }


def _picture(photo_id: UUID | None, shows: str) -> shapes.Picture | None:
    return {"name": str(photo_id), "alt": shows} if photo_id is not None else None
