"""The Thing: what is being asked about, as a frozen value with everything the policy may weigh about it.

Rooms make one from their own rows (a statement, a review, an address) before they ask. A fact that is left
out counts against whoever asks, so forgetting one hides something rather than showing it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

State = Literal["open", "closed", "sealed", "hold"]

_NO_FACTS: Mapping[str, Any] = MappingProxyType({})


def _no_facts() -> Mapping[str, Any]:
    return _NO_FACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom something is about to be given to, for the verb "disclose".

    ``agreement_covers`` says whether the recipient's organisation may be told this section; for carers,
    parents and young people, who belong to no organisation, it is not asked.
    """

    audience: str
    person_id: UUID | None = None
    basis_recorded: bool = False
    agreement_covers: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing about a child, or (``child_id`` None) one thing about no child in particular.

    - ``section`` and ``label``: of the access rules; no label means the section's own.
    - ``id`` and ``part_of``: its key and the keys of what it belongs to, for invitations to one thing only.
    - ``agency_id``, ``author_id``, ``owner_person_id``: whose it is, who wrote it, whom it is for or about
      (the person whose phone number, action or message it is).
    - ``published`` and ``audiences``: whether there is a published version, and for which audiences. Nothing
      is for an audience that is not named, the team included.
    - ``named_people``: those named on it (cleared for an allegation, attending a discussion, taking part in a
      message). ``excluded_people``: those who may not see the record, whatever else they are.
    - ``caveats``: "not-parent", "not-carer", "not-young-person", "not-to:<person id>", "third-party",
      "originator", "embargo:<YYYY-MM-DD>".
    - ``case_kind``: the kind of case it belongs to, where it belongs to one.
    - ``meeting_kind`` and ``meeting_owners``: of a review, and the roles that own its record where the
      authority has chosen other roles than the usual ones.
    - ``parts``: the named parts of the section it belongs to (catalogue.py): "D" of an EHC plan,
      "daily_safety" of health, "plan_exists" of a protection plan.
    - ``facts``: whatever else a condition asks about (facts.py lists them).
    - ``whole``: the question is about a page or form as a whole. The page of a section (no ``id``, or the
      child's) opens when something on it could be shown. The page of one entry with others inside it (a
      plan, a review) leaves to those what only they can answer; whether the entry itself is published or
      their own it answers itself. Each entry shown, and whatever is sent back, is asked about by itself,
      and nothing is changed, signed or given on the strength of its page.
    """

    child_id: UUID | None
    authority_id: UUID | None
    section: str
    label: str | None = None
    id: UUID | None = None
    part_of: frozenset[UUID] = frozenset()
    agency_id: UUID | None = None
    author_id: UUID | None = None
    owner_person_id: UUID | None = None
    published: bool = False
    audiences: frozenset[str] = frozenset()
    named_people: frozenset[UUID] = frozenset()
    excluded_people: frozenset[UUID] = frozenset()
    caveats: frozenset[str] = frozenset()
    case_kind: str | None = None
    state: State = "open"
    meeting_kind: str | None = None
    meeting_owners: frozenset[str] | None = None
    parts: frozenset[str] = frozenset()
    recipient: Recipient | None = None
    facts: Mapping[str, Any] = field(default_factory=_no_facts, hash=False)
    whole: bool = False
