"""What the person who asked is given: a readable paper, the same as data, and the files that were released.

In it is what was decided to go out and nothing else. What was kept back is said in general terms where the law allows
that; where saying so would itself tell, nothing is said.
"""

import json
from typing import Any

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Authority
from coordination.children.models import Child
from coordination.children.naming import display_name
from coordination.db import RuleBroken, db
from coordination.documents import attaching, files, outgoing
from coordination.documents import operations as documents
from coordination.documents.models import DocumentCopy, StoredFile
from coordination.documents.outgoing import LookedThrough
from coordination.rights.asking import exemptions, operations, queries
from coordination.rights.models import AccessItem, AccessRequest
from coordination.sharing.forms import said

KIND = "subject_access"
CUT = "[cut]"
RIGHTS = (
    "This is what we hold about the person named on the first page. It was gathered from every part of the record.",
    "You can ask us to correct what is wrong. If we do not agree, what you say stands beside it.",
    "You can complain to us, and to the Information Commissioner’s Office: ico.org.uk, 0303 123 1113. You can also ask "
    "a court.",
    "We use this information because the law gives us a duty to support and protect children. We share it with the "
    "organisations that help, where the law allows it. How long we keep it depends on the help that was given.",
)


def issue(asked: AccessRequest, *, by: Actor) -> DocumentCopy:
    """Make the bundle and close the request. Raises RuleBroken while anything waits to be decided."""
    if asked.gathered_at is None:
        raise RuleBroken("Everything has to be gathered first.")
    if asked.identity_on is None:
        raise RuleBroken("It is not known yet who asks.")
    items = queries.items(asked.id)
    waiting = sum(operations.waits(item) for item in items)
    if waiting:
        raise RuleBroken(f"{waiting} of the items still wait for a decision, or for a second person.")
    child = db.session.get_one(Child, asked.child_id)
    out = [item for item in items if operations.goes_out(item)]
    kept_back = [item for item in items if not operations.goes_out(item)]
    facts = facts_of(asked, child, out, kept_back, by)
    document = documents.issue(
        authority_id=asked.authority_id,
        child_id=asked.child_id,
        kind=KIND,
        audience="requester",
        about=asked,
        version="1",
        facts=facts,
        label=max((item.label for item in out), default="S2"),
        by=by,
    )
    copy = documents.copies_for(
        document,
        [(None, asked.asker_name)],
        by=by,
        ledgers=[{"basis": "UK GDPR article 15", "request": str(asked.id)}],
    )[0]
    data = json.dumps(data_of(asked, out), ensure_ascii=False, indent=1).encode()
    kept = files.store(asked.authority_id, asked.child_id, data, "application/json", by=by.person_id)
    asked.document_id, asked.data_id = document.id, kept.id
    operations.answered(asked, by)
    return copy


def facts_of(
    asked: AccessRequest, child: Child, out: list[AccessItem], kept_back: list[AccessItem], by: Actor
) -> dict[str, Any]:
    """The facts of the paper: sections in their order, items by day."""
    authority = db.session.get_one(Authority, asked.authority_id)
    parts = []
    for code in dict.fromkeys(item.section for item in out):
        rows = [
            {
                "title": item.title,
                "on": item.on.isoformat() if item.on else "",
                "lines": [{"label": label, "text": cut(text, item)} for label, text in item.words],
                "file": _file_name(item) if item.file_id else "",
            }
            for item in out
            if item.section == code
        ]
        parts.append({"heading": said(code), "items": rows})
    return {
        "cover": {
            "title": "What we hold",
            "preferred_name": display_name(child),
            "record_reference": child.reference,
            "version": "1",
            "status": "final",
            "superseded_by": "",
            "dated": clock.today().isoformat(),
            "author": by.name,
            "lead_practitioner": "",
            "organisation": authority.name,
            "confidentiality": "",
            "if_found": authority.duty_phone or "",
        },
        "to": asked.asker_name,
        "asked_on": asked.received_on.isoformat(),
        "rights": list(RIGHTS),
        "parts": parts,
        "kept_back": _told(kept_back, out),
    }


def data_of(asked: AccessRequest, out: list[AccessItem]) -> dict[str, Any]:
    """The same as data, for whoever wants to read it with a machine."""
    return {
        "request": asked.reference,
        "given_on": clock.today().isoformat(),
        "items": [
            {
                "section": item.section,
                "title": item.title,
                "source": item.source,
                "on": item.on.isoformat() if item.on else None,
                "values": {label: cut(text, item) for label, text in item.words},
                "file": _file_name(item) if item.file_id else None,
            }
            for item in out
        ],
    }


def cut(text: str, item: AccessItem) -> str:
    """A text of an item without the words that were cut."""
    for words in sorted(item.cuts, key=len, reverse=True):
        text = text.replace(words, CUT)
    return text


def packed(asked: AccessRequest, copy: DocumentCopy) -> LookedThrough:
    """Everything that is given as one file: the paper, the data, and the files that were released. No name is in it.
    Raises Stopped where something in it names a protected place.
    """
    more: dict[str, tuple[bytes, str]] = {}
    data = db.session.get(StoredFile, asked.data_id)
    if data is not None:
        more["what-we-hold.json"] = files.read(data), data.media_type
    for item in queries.items(asked.id):
        held = db.session.get(StoredFile, item.file_id) if item.file_id and operations.goes_out(item) else None
        if held is not None:
            more[f"files/{_file_name(item)}"] = files.read(held), held.media_type
    return outgoing.packed(copy.document, copy, more)


def _file_name(item: AccessItem) -> str:
    held = db.session.get(StoredFile, item.file_id)
    ending = attaching.ending_of(held) if held is not None else ""
    return f"{str(item.id)[-12:]}{ending}"


def _told(kept_back: list[AccessItem], out: list[AccessItem]) -> list[str]:
    """What was kept back or cut, in general terms: one line for each ground that may be told."""
    grounds = [item.decided_exemption or item.exemption for item in kept_back]
    grounds += [item.decided_exemption for item in out if item.cuts and item.decided_exemption]
    told = []
    for code in dict.fromkeys(ground for ground in grounds if ground):
        ground = exemptions.EXEMPTIONS[code]
        if ground.told:
            told.append(f"We left out {ground.told} ({ground.source}).")
    return list(dict.fromkeys(told))
