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

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID

from coordination.access.actor import Actor
from coordination.access.catalogue import EXTENTS, FAMILY_AUDIENCES, SECTIONS, audience_of, limited_fields
from coordination.access.conditions import is_own, is_theirs
from coordination.access.rules import RANK, Row, current
from coordination.access.standing import Standing, may_stand_without_a_child, towards_child, towards_nobody
from coordination.access.thing import Recipient, State, Thing
from coordination.clock import london_date

__all__ = ["Deny", "Permit", "Recipient", "State", "Thing", "UnknownQuestion", "decide", "permits"]

READ, CREATE, UPDATE, APPROVE, DISCLOSE = "read", "create", "update", "approve", "disclose"

_WIDTH = {extent: len(EXTENTS) - place for place, extent in enumerate(EXTENTS)}

# A grant lets somebody read; break-glass lets somebody read in an emergency. Neither lets them change anything.
_READ_ONLY = frozenset({"grant", "break_glass"})
_NOT_BY_INVITATION = frozenset({APPROVE, DISCLOSE})
_BREAK_GLASS_LABELS = frozenset({"S0", "S1", "S2", "S3"})

# What a closed record still takes: a concern, a decision to share or not, and the keeping of its own team and grants.
_OPEN_WHEN_CLOSED = frozenset(
    {
        ("enquiries", CREATE),
        ("sharing_decisions", CREATE),
        ("memberships", CREATE),
        ("memberships", UPDATE),
        ("memberships", APPROVE),
    }
)
_CLOSED_TO = frozenset({CREATE, UPDATE, APPROVE})

_CAVEAT_AUDIENCE = {"not-parent": "parent", "not-carer": "carer", "not-young-person": "young_person"}

_RULES = current()


class UnknownQuestion(ValueError):
    """The policy was asked about a section or a verb that does not exist: a mistake in the code that asked."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Yes, and what it obliges.

    ``obligations``: "audit" always; "redact" (show only ``fields``, or only what was published); "watermark";
    "reason" (a recorded reason goes with it); "step_up" (needed, and done); "no_print". ``extent`` is the widest that
    holds and ``extents`` all that do: a page asked about as a whole keeps to them. ``role`` and ``via`` say by which
    relationship. ``fields`` are those of a limited view, None where every field may be shown. ``conditions`` are the
    names on the row that permits, for a page that must say what they allow ("may_request_correction").
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


@dataclass(frozen=True, slots=True)
class Deny:
    """No, by which rule and at which of the nine steps. A denial is false where a permit is true.

    ``hidden``: answer as if the thing did not exist (404); otherwise say that it is not theirs to see or do (403).
    ``remedy``: "step_up" or "second_factor" where the person can put it right themself.
    """

    rule: str
    step: int
    hidden: bool = False
    remedy: str | None = None

    @property
    def allowed(self) -> Literal[False]:
        """A denial does not allow."""
        return False

    def __bool__(self) -> bool:
        return False


# One standing and one row that matched, with the extent they give together.
Match = tuple[Standing, Row, str]

_deny = lru_cache(maxsize=512)(Deny)
_permit = lru_cache(maxsize=4096)(Permit)


def permits(actor: Actor, verb: str, section: str, thing: Thing, now: datetime) -> bool:
    """Whether ``decide`` permits, for a caller that needs no more than that."""
    return decide(actor, verb, section, thing, now).allowed


def decide(actor: Actor, verb: str, section: str, thing: Thing, now: datetime) -> Permit | Deny:
    """Whether ``actor`` may ``verb`` (read, create, update, approve, disclose) this ``thing`` of ``section`` at
    ``now`` (aware). Raises UnknownQuestion on a section or verb that does not exist, or a thing of another section.
    """
    by_role = _RULES.table.get((section, verb))
    if by_role is None or thing.section != section:
        raise UnknownQuestion(f"nobody can be asked whether they may {verb} {section} of a thing of {thing.section}")
    today = london_date(now)
    if actor.process is not None:
        return _decide_for_process(actor, verb, section, thing, today)

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
        matches, why = _past_caveats(actor, verb, thing, matches)
        if not matches:
            return _refuse(actor, verb, thing, now, why, 6)
    if verb == DISCLOSE and not (thing.whole and thing.recipient is None):
        refusal = _recipient_refusal(thing)
        if refusal is not None:
            return _refuse(actor, verb, thing, now, *refusal)
    if thing.state != "open" or thing.caveats or thing.facts:
        matches, why = _past_state(actor, verb, thing, now, today, matches)
        if not matches:
            return _refuse(actor, verb, thing, now, why, 8)
    return _permitted(actor, verb, thing, now, matches)


def _matching_rows(
    actor: Actor,
    verb: str,
    thing: Thing,
    now: datetime,
    stands: Sequence[Standing],
    by_role: object,
) -> tuple[list[Match], str]:
    raise NotImplementedError
