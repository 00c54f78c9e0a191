"""What can still stop somebody whom the rules let through: caveats, the recipient, the state of the record.

Steps 6 to 8 of the policy. Each takes the matches of standing and row so far and returns those that are left,
with the reason when none is.
"""

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from coordination.access.actor import Actor
from coordination.access.catalogue import FAMILY_AUDIENCES, audience_of
from coordination.access.facts import is_own
from coordination.access.rules import Row
from coordination.access.standing import Standing
from coordination.access.thing import Recipient, Thing
from coordination.clock import london_date

# One standing and one row that matched, with the extent they give together.
Match = tuple[Standing, Row, str]

_KEPT_FROM = {"not-parent": "parent", "not-carer": "carer", "not-young-person": "young_person"}

# What a closed record still takes: a concern and what is decided about it, a decision to share or not (requests to see
# it are answered whatever its state: UK GDPR article 15), and the keeping of its own team and grants, from which help
# begins again.
_OPEN_WHEN_CLOSED = frozenset(
    {
        ("enquiries", "create"),
        ("enquiries", "update"),
        ("enquiries", "approve"),
        ("sharing_decisions", "create"),
        ("sharing_decisions", "approve"),
        ("memberships", "create"),
        ("memberships", "update"),
        ("memberships", "approve"),
    }
)
# What a hold leaves alone: somebody who should no longer see a record is let out of it, held or not, and a concern is
# decided about. The row stays.
_CHANGED_WHEN_HELD = frozenset({("memberships", "update"), ("enquiries", "update")})
# A sealed record opens by a named grant only, so whoever answers for it must be able to make one.
_MAKES_A_GRANT = frozenset({("memberships", "create"), ("memberships", "approve")})


@lru_cache(maxsize=1024)
def _person_in(caveat: str) -> UUID | None:
    try:
        return UUID(caveat.removeprefix("not-to:"))
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _embargoed_until(caveat: str) -> date | None:
    """The day an embargo ends, or None where the caveat is not an embargo that can be read."""
    kind, _, day = caveat.partition(":")
    try:
        return date.fromisoformat(day) if kind == "embargo" else None
    except ValueError:
        return None


def _in_inner_circle(actor: Actor, held: Standing, thing: Thing) -> bool:
    """Whether they are whom a thing came from, or staff of the authority that keeps the record."""
    return held.own_staff or is_own(actor, held, thing)


def _kept_from_recipient(caveat: str, thing: Thing, to: Recipient) -> bool:
    """Whether a caveat keeps the thing from whoever it is about to be given to."""
    if caveat in _KEPT_FROM:
        return to.audience == _KEPT_FROM[caveat]
    if caveat == "third-party":
        return to.audience in FAMILY_AUDIENCES
    if caveat == "originator":
        return thing.facts.get("originator_agrees") is not True
    if caveat.startswith("not-to:"):
        named = _person_in(caveat)
        return named is None or named == to.person_id
    # An embargo is looked at with the state of the record; what nobody can read is kept from everybody.
    return _embargoed_until(caveat) is None


def past_caveats(actor: Actor, verb: str, thing: Thing, matches: list[Match]) -> tuple[list[Match], str]:
    """The matches that every caveat lets through; or none, and the caveat that does not.

    Whom a caveat keeps something from is judged by every relationship they have or had with the child: a
    parent whose contact has ended is a parent still. It does not take people's own words away from them. A
    caveat nobody can read stops everybody.
    """
    disclosing = verb == "disclose"
    wrote_it = thing.author_id == actor.person_id
    ever = actor.by_child.get(thing.child_id, ()) if thing.child_id is not None else ()
    seen_as = {audience_of(held.role) for held in ever}
    for caveat in sorted(thing.caveats):
        kind = caveat.partition(":")[0]
        if disclosing and thing.recipient is not None and _kept_from_recipient(caveat, thing, thing.recipient):
            return [], kind
        if caveat in _KEPT_FROM:
            stopped = _KEPT_FROM[caveat] in seen_as and not wrote_it
        elif caveat == "third-party":
            stopped = not FAMILY_AUDIENCES.isdisjoint(seen_as) and not wrote_it
        elif caveat == "originator":
            if thing.facts.get("originator_agrees") is not True:
                matches = [match for match in matches if _in_inner_circle(actor, match[0], thing)]
            stopped = not matches
        elif kind == "not-to":
            named = _person_in(caveat)
            stopped = named is None or named == actor.person_id
        else:
            # An embargo is looked at with the state of the record, once it is known to be one.
            stopped = _embargoed_until(caveat) is None
        if stopped:
            return [], kind
    return matches, ""


def caveat_on_recipient(thing: Thing) -> str:
    """The caveat that keeps the thing from its recipient, or nothing: for processes, which nothing is kept
    from."""
    if thing.recipient is None:
        return ""
    for caveat in sorted(thing.caveats):
        if _kept_from_recipient(caveat, thing, thing.recipient):
            return caveat.partition(":")[0]
    return ""


def recipient_refusal(thing: Thing) -> str:
    """Why the thing may not be given to its recipient, or nothing.

    The audience it is for, the basis recorded for sharing, the agreement of the recipient's organisation
    (carers, parents and young people have none), and nobody who is excluded from the record.
    """
    to = thing.recipient
    if to is None:
        return "no-recipient"
    if to.audience not in thing.audiences:
        return "audience"
    if not to.basis_recorded:
        return "basis"
    if to.audience not in FAMILY_AUDIENCES and not to.agreement_covers:
        return "recipient-agreement"
    if to.excluded or to.person_id in thing.excluded_people:
        return "recipient-excluded"
    return ""


def is_embargoed(thing: Thing, today: date) -> bool:
    """Whether the thing is still under an embargo: it ends on the day named."""
    ends = (_embargoed_until(caveat) for caveat in thing.caveats)
    return any(end is not None and today < end for end in ends)


def past_state(actor: Actor, verb: str, thing: Thing, now: datetime, matches: list[Match]) -> tuple[list[Match], str]:
    """The matches that the state of the record lets through; or none, and what stops them.

    - sealed: a named grant, and the making of one by whoever manages the record
    - closed: reading and giving, and what a closed record still takes
    - hold: nothing that is held may be changed but who sees it; corrections are written beside it
    - an embargo: until its day, only those it came from and the authority's own staff, and given to nobody
    - an offer sealed until a deadline: until then, only the organisation that made it
    """
    question = (thing.section, verb)
    if thing.state == "sealed":
        manages = question in _MAKES_A_GRANT
        matches = [m for m in matches if m[0].via == "grant" or (manages and m[0].via == "management")]
        if not matches:
            return [], "sealed"
    elif thing.state == "closed":
        if verb in ("create", "update", "approve") and question not in _OPEN_WHEN_CLOSED:
            return [], "closed"
    elif thing.state == "hold":
        if verb == "update" and question not in _CHANGED_WHEN_HELD:
            return [], "hold"
    elif thing.state != "open":
        return [], "unknown-state"
    if is_embargoed(thing, london_date(now)):
        matches = [m for m in matches if verb != "disclose" and _in_inner_circle(actor, m[0], thing)]
        if not matches:
            return [], "embargo"
    if thing.facts.get("offer"):
        deadline = thing.facts.get("deadline")
        if deadline is None or now < deadline:
            matches = [m for m in matches if is_own(actor, m[0], thing)]
            if not matches:
                return [], "sealed-until-deadline"
    return matches, ""
