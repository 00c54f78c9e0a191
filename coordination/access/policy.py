"""The one policy: may this actor do this to this thing, now?

``decide`` is pure and denies by default. It takes nine steps in order; the first that refuses answers:

1. the account is active, the second factor done, and the organisation's sharing agreement is in date
2. nobody who is excluded from the record, whatever else they hold
3. a live relationship with this record (aggregates, returns and administration name no child and skip this)
4. a row of the rules for this section, role and verb; several add up, and the widest that holds counts
5. the label, or a live named grant
6. the caveats on the statement
7. to disclose: the audience, the recorded basis, the recipient's agreement, the recipient not excluded
8. the state of the record: closed, sealed, under an embargo or a legal hold
9. what the permit obliges: audit, redact, watermark, reason, step-up, no print

A refusal that would tell somebody that a thing exists is ``hidden``: it is answered exactly as if it did not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID

from coordination.access.actor import Actor
from coordination.access.catalogue import EXTENTS, SECTIONS, limited_fields
from coordination.access.caveats import (
    Match,
    caveat_on_recipient,
    is_embargoed,
    past_caveats,
    past_state,
    recipient_refusal,
)
from coordination.access.facts import is_own, is_theirs
from coordination.access.rules import RANK, Row, current
from coordination.access.standing import Standing, may_stand_without_a_child, towards_child, towards_nobody
from coordination.access.thing import Recipient, State, Thing
from coordination.clock import london_date

__all__ = ["Deny", "Permit", "Recipient", "State", "Thing", "UnknownQuestion", "decide", "permits"]

READ, CREATE, UPDATE, APPROVE, DISCLOSE = "read", "create", "update", "approve", "disclose"

_WIDTH = {extent: len(EXTENTS) - place for place, extent in enumerate(EXTENTS)}

# A grant lets somebody read, and so does break-glass in an emergency. Neither lets them change anything.
_READ_ONLY = frozenset({"grant", "break_glass"})
_NOT_BY_INVITATION = frozenset({APPROVE, DISCLOSE})
# A record that is sealed and closed and held at once is sealed.
_STRICTEST_FIRST: tuple[State, ...] = ("sealed", "closed", "hold")
_BREAK_GLASS_LABELS = frozenset({"S0", "S1", "S2", "S3"})

_RULES = current()


class UnknownQuestion(ValueError):
    """Asked about a section or a verb that does not exist: a mistake in the code that asked."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Yes, and what it obliges.

    - ``obligations``: "audit" always; "redact" (show only ``fields``, or only what was published);
      "watermark"; "reason" (a recorded reason goes with it); "step_up" (it was needed, and done); "no_print".
    - ``extent`` is the widest that holds, ``extents`` all that do: a page asked about as a whole keeps to
      them.
    - ``role`` and ``via`` say by which relationship.
    - ``fields`` are those of a limited view; None where every field may be shown.
    - ``conditions`` are the names on the row that permits, for a page that must say what they allow
      ("may_request_correction").
    """

    obligations: frozenset[str]
    extent: str
    role: str
    via: str = ""
    extents: frozenset[str] = frozenset()
    fields: frozenset[str] | None = None
    conditions: frozenset[str] = frozenset()

    @property
    def allowed(self) -> Literal[True]:
        """A permit allows."""
        return True

    @property
    def is_whole(self) -> bool:
        """Whether it shows all of its section, and not a summary or one's own part."""
        return self.extent == "full"

    def shows(self, part: str) -> bool:
        """Whether it shows this field of its section."""
        return self.fields is None or part in self.fields


@dataclass(frozen=True, slots=True)
class Deny:
    """No, by which rule and at which of the nine steps. A denial is false where a permit is true.

    - ``hidden``: answer as if the thing did not exist (404); otherwise say that it is not theirs (403).
    - ``remedy``: "step_up" or "second_factor" where the person can put it right themself.
    """

    rule: str
    step: int
    hidden: bool = False
    remedy: str | None = None

    @property
    def allowed(self) -> Literal[False]:
        """A denial does not allow."""
        return False

    @property
    def is_whole(self) -> Literal[False]:
        """A denial shows nothing."""
        return False

    def shows(self, part: str) -> Literal[False]:
        """A denial shows nothing."""
        return False

    def __bool__(self) -> bool:
        return False


_deny = lru_cache(maxsize=512)(Deny)
_permit = lru_cache(maxsize=4096)(Permit)


def permits(actor: Actor, verb: str, section: str, thing: Thing, now: datetime) -> bool:
    """Whether ``decide`` permits, for a caller that needs no more than that."""
    return decide(actor, verb, section, thing, now).allowed


def decide(actor: Actor, verb: str, section: str, thing: Thing, now: datetime) -> Permit | Deny:
    """Whether ``actor`` may ``verb`` (read, create, update, approve, disclose) this ``thing`` of ``section``
    at ``now`` (aware). Raises UnknownQuestion on a section or verb that does not exist, or a thing of another
    section.
    """
    by_role = _RULES.table.get((section, verb))
    if by_role is None or thing.section != section:
        raise UnknownQuestion(f"nobody can be asked whether they may {verb} {section} of a thing of {thing.section}")
    if thing.whole and verb not in (READ, CREATE) and not _is_section_page(thing):
        # One entry is about to be changed, signed or given: it answers for itself, not as a page.
        thing = replace(thing, whole=False)
    if thing.child_id is not None:
        thing = _as_its_record_is(actor, thing.child_id, thing)
    today = london_date(now)
    if actor.process is not None:
        return _decide_for_process(actor, verb, thing, now)

    if actor.person_id is None:
        return _deny("not-signed-in", 1)
    if not actor.active:
        return _deny("inactive", 1)
    if actor.second_factor_needed and not actor.second_factor:
        return _deny("second-factor", 1, False, "second_factor")

    stands: Sequence[Standing]
    if thing.child_id is None:
        stands = towards_nobody(actor, verb, section, thing.authority_id, today)
    else:
        stands = [
            held
            for held in towards_child(actor, thing.child_id, thing.authority_id, today)
            if held.live_at(now) and held.reaches(section, thing)
        ]
    # A concern always saves: giving information needs no agreement to receive any.
    concern = section == "enquiries" and verb == CREATE
    covered = stands if concern else [held for held in stands if held.covers(section)]
    excluded = actor.person_id in thing.excluded_people
    if stands and not covered:
        return _deny("agreement", 1, excluded)
    if excluded:
        return _deny("excluded", 2, True)
    if not covered and thing.child_id is not None:
        return _deny("no-relationship", 3, True)

    matches, why = _matching_rows(actor, verb, thing, now, covered, by_role)
    if not matches:
        return _refuse(actor, verb, thing, now, why, 4)
    matches = [match for match in matches if _label_allows(actor, thing, match)]
    if not matches:
        return _refuse(actor, verb, thing, now, "label", 5)
    if thing.caveats:
        matches, why = past_caveats(actor, verb, thing, matches)
        if not matches:
            return _refuse(actor, verb, thing, now, why, 6)
    if verb == DISCLOSE and not (thing.whole and thing.recipient is None):
        why = recipient_refusal(thing)
        if why:
            return _refuse(actor, verb, thing, now, why, 7)
    if thing.state != "open" or thing.caveats or thing.facts:
        matches, why = past_state(actor, verb, thing, now, matches)
        if not matches:
            return _refuse(actor, verb, thing, now, why, 8)
    return _permitted(actor, verb, thing, now, matches)


def _as_its_record_is(actor: Actor, child_id: UUID, thing: Thing) -> Thing:
    """The thing in the state of its record, which is that of all in it, whatever of it the question is about."""
    states = {held.state for held in actor.by_child.get(child_id, ())}
    for state in _STRICTEST_FIRST:
        if state in states:
            return replace(thing, state=state) if thing.state == "open" or state == "sealed" else thing
    return thing


def _matching_rows(
    actor: Actor,
    verb: str,
    thing: Thing,
    now: datetime,
    stands: Sequence[Standing],
    by_role: Mapping[str, tuple[Row, ...]],
) -> tuple[list[Match], str]:
    """Step 4: every standing and row that hold together; or none, and why the first one tried did not."""
    matches: list[Match] = []
    why = ""
    for held in stands:
        rows = by_role.get(held.role, ())
        if rows and verb != READ:
            barred = _barred_from_writing(held, verb, thing)
            if barred:
                why = why or barred
                continue
        for row in rows:
            extent, refusal = _row_gives(actor, held, row, thing, now)
            if refusal:
                why = why or refusal
            else:
                matches.append((held, row, extent))
    return matches, why or "no-row"


def _barred_from_writing(held: Standing, verb: str, thing: Thing) -> str:
    """Why a relationship opens reading only: by what it is, or by the kind of case it is for. People
    read across a child's cases and act in their own."""
    if held.via in _READ_ONLY:
        return "read-only"
    if held.via == "invitation" and verb in _NOT_BY_INVITATION:
        return "invitation"
    if held.case_kind is not None and thing.case_kind is not None and held.case_kind != thing.case_kind:
        return "case-kind"
    return ""


def _row_gives(actor: Actor, held: Standing, row: Row, thing: Thing, now: datetime) -> tuple[str, str]:
    """The extent a row gives, and no reason against it; or the reason it does not hold."""
    extent = row.extent
    if thing.child_id is None:
        if not may_stand_without_a_child(row.role, row.verb, row.section, extent):
            return extent, "names-no-child"
    elif extent == "aggregate":
        return extent, "aggregate"
    page = thing.whole and (row.verb == CREATE or _is_section_page(thing))
    if extent == "published":
        if not page and not _is_published_to(actor, held, thing):
            return extent, "not-published"
    elif extent == "own" and not (page or row.says_what_is_own or is_own(actor, held, thing)):
        return extent, "not-own"
    for name, holds in row.asks:
        if not holds(actor, held, thing, now):
            return extent, name
    if held.via == "invitation" and held.things is None and row.section != "core_identity":
        # Invited to a section, they write their own advice in it; they are not shown everybody else's.
        if not (page or is_own(actor, held, thing)):
            return extent, "not-own"
        extent = "own"
    return extent, ""


def _is_section_page(thing: Thing) -> bool:
    """Whether a question about a whole page is about a section of the record, not about one entry in it."""
    return thing.id is None or thing.id == thing.child_id


def _is_published_to(actor: Actor, held: Standing, thing: Thing) -> bool:
    """Whether something is published for this audience; to an advocate, if the young person agrees."""
    if not thing.published or held.audience not in thing.audiences:
        return False
    return held.role != "ADV" or actor.person_id in thing.facts.get("advocates_agreed", ())


def _label_allows(actor: Actor, thing: Thing, match: Match) -> bool:
    """Step 5: whether a label above the section's own, or of the other axis, lets this match through."""
    held, row, extent = match
    usual = SECTIONS[row.section].label
    label = thing.label or usual
    if held.via == "break_glass" and label not in _BREAK_GLASS_LABELS:
        return False
    if label == usual or (label in RANK and RANK[label] <= RANK.get(usual, -2)):
        return True
    if held.via == "grant" or is_theirs(actor, thing) or actor.person_id in thing.named_people:
        return True
    return _RULES.cleared(held.role, extent, label, in_core_group="core_group" in held.functions)


def _refuse(actor: Actor, verb: str, thing: Thing, now: datetime, rule: str, step: int) -> Deny:
    """A denial, hidden where anything else would say that the thing exists to somebody who may not know."""
    if rule == "sealed":
        hidden = True
    elif verb == CREATE or thing.whole or (thing.child_id is None and thing.id is None):
        hidden = False
    elif verb == READ:
        hidden = True
    else:
        seen = decide(actor, READ, thing.section, thing, now)
        hidden = isinstance(seen, Deny) and seen.remedy is None
    return _deny(rule, step, hidden)


@lru_cache(maxsize=4096)
def _obligations(
    verb: str, extent: str, via: str, label: str, conditions: frozenset[str], third_party: bool
) -> frozenset[str]:
    """Step 9: what goes with a permit."""
    owed = {"audit"}
    if extent in ("limited", "published") or third_party:
        owed.add("redact")
    if verb == DISCLOSE:
        owed.add("watermark")
    if "step_up" in conditions:
        owed.add("step_up")
    if via == "break_glass" or "emergency_reveal" in conditions:
        owed |= {"reason", "no_print"}
    if label == "S4" or "already_known_never_printed" in conditions:
        owed.add("no_print")
    return frozenset(owed)


def _preference(match: Match) -> tuple[int, bool, bool]:
    """The widest extent first; of equals, the one that asks least of the person."""
    held, row, extent = match
    return _WIDTH[extent], held.via != "break_glass", not row.step_up


def _permitted(actor: Actor, verb: str, thing: Thing, now: datetime, matches: list[Match]) -> Permit | Deny:
    """Step 9: the widest of what holds and what it obliges; or the proof of identity still to be given."""
    if any(row.step_up for _, row, _ in matches) and not actor.stepped_up(now):
        matches = [match for match in matches if not match[1].step_up]
        if not matches:
            return _deny("step-up", 9, False, "step_up")
    held, row, extent = matches[0]
    if len(matches) > 1:
        held, row, extent = max(matches, key=_preference)
    fields = None
    if extent == "limited":
        agreed = thing.facts.get("placement_agreed") is True
        fields = frozenset[str]().union(
            *(limited_fields(r.section, r.role, placement_agreed=agreed) for _, r, e in matches if e == "limited")
        )
    conditions = frozenset(row.conditions)
    label = thing.label or SECTIONS[row.section].label
    third_party = verb == DISCLOSE and "third-party" in thing.caveats
    return _permit(
        _obligations(verb, extent, held.via, label, conditions, third_party),
        extent,
        held.role,
        held.via,
        frozenset(match[2] for match in matches),
        fields,
        conditions,
    )


def _decide_for_process(actor: Actor, verb: str, thing: Thing, now: datetime) -> Permit | Deny:
    """A named process may do what it names and no more. It has no relationships, and nothing is kept from it;
    but what it gives to somebody is decided as if a person gave it."""
    if not actor.active:
        return _deny("inactive", 1)
    if (thing.section, verb) not in actor.may:
        return _deny("process", 4)
    if verb == DISCLOSE:
        why = caveat_on_recipient(thing)
        if why:
            return _deny(why, 6)
        why = recipient_refusal(thing)
        if why:
            return _deny(why, 7)
        if thing.state == "sealed" or is_embargoed(thing, london_date(now)):
            return _deny("sealed" if thing.state == "sealed" else "embargo", 8, thing.state == "sealed")
    label = thing.label or SECTIONS[thing.section].label
    third_party = verb == DISCLOSE and "third-party" in thing.caveats
    owed = _obligations(verb, "full", "process", label, frozenset(), third_party)
    return _permit(owed, "full", str(actor.process), "process", frozenset({"full"}))
