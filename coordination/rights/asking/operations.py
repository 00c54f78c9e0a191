"""What people do with a request to see a record: write it down, ask back, extend, decide item by item, answer.

The time limits are those of UK GDPR article 12(3), and of article 12A, which the Data (Use and Access) Act 2025 put in:
a month from the day of the request, or from the day it was known who asks; days on which the council waits for
something it had to ask back do not count; two months more for what is complex, if the person is told inside the first.
"""

from datetime import date, timedelta
from uuid import UUID

from coordination import clock, jobs, timescales
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events
from coordination.rights.asking import exemptions
from coordination.rights.models import AccessItem, AccessRequest, RequestState

MONTH, EXTENDED = "I1", "I2"
# How it was known who asks; "asked" where that is still being asked.
IDENTITY = {
    "known": "The worker knows them",
    "documents": "They showed documents",
    "account": "They asked from their own account",
    "asked": "We do not know yet: we are asking",
}


def receive(
    child: Child,
    *,
    id: UUID,
    capacity: str,
    asker_name: str,
    authority_shown: str,
    identity_how: str,
    scope: str,
    received_on: date,
    by: Actor,
) -> AccessRequest:
    """Write a request down. Its clock runs from the day it came, or from the day it is known who asks."""
    existing = db.session.get(AccessRequest, id)
    if existing is not None:
        return existing
    own = exemptions.CAPACITIES[capacity][1]
    if not own and not authority_shown.strip():
        raise RuleBroken("Say how they are entitled to ask for the child", "authority_shown")
    if received_on > clock.today():
        raise RuleBroken("The day it came must be today or earlier", "received_on")
    known = identity_how != "asked"
    asked = AccessRequest(
        id=id,
        authority_id=child.authority_id,
        child_id=child.id,
        capacity=capacity,
        asker_name=asker_name.strip(),
        authority_shown=authority_shown.strip() or None,
        identity_how=identity_how,
        identity_on=clock.today() if known else None,
        scope=scope.strip() or None,
        received_on=received_on,
        due_on=received_on,
        recorded_by=by.person_id,
    )
    asked.due_on = due(asked)
    db.session.add(asked)
    db.session.flush()
    _record(asked, "subject_access_received", by, on=received_on)
    if not known:
        _record(asked, "subject_access_paused", by)
    return asked


def counted(asked: AccessRequest) -> timescales.Explanation:
    """When the answer is due, and every step of the count."""
    rule = EXTENDED if asked.extended_on is not None else MONTH
    facts: dict[str, object] = {"received_on": starts_on(asked)}
    if asked.paused_from is not None:
        facts |= {"paused_from": asked.paused_from, "paused_to": asked.paused_to or clock.today()}
    return timescales.explain(rule, starts_on(asked), facts=facts)


def due(asked: AccessRequest) -> date:
    """The last day to answer."""
    found = counted(asked).due_on
    assert found is not None
    return found


def starts_on(asked: AccessRequest) -> date:
    """The day the month begins: the request came, or it was known who asks, whichever is later."""
    return max(asked.received_on, asked.proof_on or asked.received_on)


def know_identity(asked: AccessRequest, *, how: str, by: Actor) -> None:
    """It is known now who asks: the month begins."""
    _must_be_open(asked)
    if asked.identity_on is not None:
        return
    if how not in IDENTITY or how == "asked":
        raise RuleBroken("Choose how we know who asks", "how")
    asked.identity_how, asked.identity_on, asked.proof_on = how, clock.today(), clock.today()
    _count_again(asked, "subject_access_resumed", by)


def pause(asked: AccessRequest, *, why: str, by: Actor) -> None:
    """Something had to be asked back: the days until the answer do not count. Before the time is extended."""
    _must_be_open(asked)
    if asked.extended_on is not None:
        raise RuleBroken("The time is extended already: ask, and let the clock run.", "why")
    if is_paused(asked) or asked.identity_on is None:
        raise RuleBroken("The clock stands still already.", "why")
    if not why.strip():
        raise RuleBroken("Say what was asked", "why")
    before = (asked.paused_to - asked.paused_from) if asked.paused_from and asked.paused_to else timedelta()
    asked.paused_from, asked.paused_to, asked.paused_why = clock.today() - before, None, why.strip()
    db.session.flush()
    _record(asked, "subject_access_paused", by)


def resume(asked: AccessRequest, *, by: Actor) -> None:
    """The answer came: the clock goes on. Said again, it goes on already."""
    _must_be_open(asked)
    if is_paused(asked):
        asked.paused_to = clock.today()
        _count_again(asked, "subject_access_resumed", by)


def is_paused(asked: AccessRequest) -> bool:
    """Whether the clock stands still for something that was asked back."""
    return asked.paused_from is not None and asked.paused_to is None


def extend(asked: AccessRequest, *, why: str, by: Actor) -> None:
    """Two months more, because it is complex or there are many. The person is told inside the first month."""
    _must_be_open(asked)
    if asked.extended_on is not None:
        return
    if is_paused(asked) or asked.identity_on is None:
        raise RuleBroken("The clock stands still: wait for the answer first.", "why")
    if not why.strip():
        raise RuleBroken("Say why, as the person was told", "why")
    if clock.today() > asked.due_on:
        raise RuleBroken("The first month is over: it can no longer be extended. Answer as soon as you can.", "why")
    asked.extended_on, asked.extended_why = clock.today(), why.strip()
    _count_again(asked, "subject_access_extended", by)


def withdraw(asked: AccessRequest, *, why: str, by: Actor) -> None:
    """Whoever asked no longer wants an answer."""
    _must_be_open(asked)
    if not why.strip():
        raise RuleBroken("Say how they told you", "why")
    asked.state, asked.ended_why = RequestState.WITHDRAWN, why.strip()
    db.session.flush()
    _record(asked, "subject_access_withdrawn", by)


def gather(asked: AccessRequest) -> None:
    """Have everything gathered by a job; asked again, what is new since is gathered too."""
    _must_be_open(asked)
    asked.done, asked.gathered_at = 0, None
    db.session.flush()
    jobs.defer("rights.gather", child=asked.child_id, request=asked.id)


# -- deciding ------------------------------------------------------------------------------------------------------


def decide(
    asked: AccessRequest,
    item: AccessItem,
    *,
    decision: str,
    exemption: str,
    cuts: list[str],
    why: str,
    reads: bool,
    by: Actor,
) -> None:
    """One person's decision about one item. Raises RuleBroken; decided anew, a second person has to agree anew."""
    _must_be_open(asked)
    kept = [cut.strip() for cut in cuts if cut.strip()] if decision == "redact" else []
    if decision != "release" and exemption not in exemptions.EXEMPTIONS:
        raise RuleBroken("Choose the ground on which it is kept back", "exemption")
    if decision == "redact":
        if item.file_id is not None:
            raise RuleBroken("Words cannot be cut out of a file: release it whole, or keep it back", "decision")
        if not reads:
            raise RuleBroken("You cannot cut words you may not read: ask somebody who may", "decision")
        if not kept:
            raise RuleBroken("Enter the words to cut, one line for each", "cuts")
        said = "\n".join(text for _, text in item.words)
        missing = next((cut for cut in kept if cut not in said), None)
        if missing is not None:
            raise RuleBroken("One of the lines is not in the text exactly as you typed it", "cuts")
    if not why.strip() and (not reads or decision == "withhold"):
        raise RuleBroken("Say why, and whom you asked" if not reads else "Say why it is kept back", "why")
    item.decision, item.cuts, item.decided_why = decision, kept, why.strip() or None
    item.decided_exemption = exemption if decision != "release" else None
    item.decided_by, item.decided_at = by.person_id, clock.now()
    item.second_by = item.second_at = None
    db.session.flush()


def release_proposed(asked: AccessRequest, items: list[AccessItem], *, by: Actor) -> int:
    """Release what is proposed for release and below S3, undecided so far. How many there were."""
    many = 0
    for item in items:
        if item.decision is None and item.proposed == "release" and not exemptions.needs_second(item.label):
            decide(asked, item, decision="release", exemption="", cuts=[], why="", reads=True, by=by)
            many += 1
    return many


def agree(asked: AccessRequest, item: AccessItem, *, by: Actor) -> None:
    """The second person agrees with a decision about something of S3 or above."""
    _must_be_open(asked)
    if item.decision is None:
        raise RuleBroken("Nobody has decided about this yet.")
    if item.decided_by == by.person_id:
        raise RuleBroken("Somebody else has to agree with your decision.")
    item.second_by, item.second_at = by.person_id, clock.now()
    db.session.flush()


def waits(item: AccessItem) -> bool:
    """Whether an item keeps the answer from going out: undecided, or without its second person. What is sealed does
    not: it stays back unless somebody cleared decided otherwise.
    """
    if item.decision is None:
        return not exemptions.is_sealed(item.section, item.label)
    return exemptions.needs_second(item.label) and item.second_by is None


def goes_out(item: AccessItem) -> bool:
    """Whether an item is in what is given: decided so, and by two where it must be."""
    return item.decision in ("release", "redact") and not waits(item)


def answered(asked: AccessRequest, by: Actor) -> None:
    """The answer is given: the clock stops."""
    asked.state, asked.answered_on = RequestState.ANSWERED, clock.today()
    db.session.flush()
    _record(asked, "subject_access_answered", by)


def _must_be_open(asked: AccessRequest) -> None:
    if asked.state != RequestState.OPEN:
        raise RuleBroken("This request is closed.")


def _count_again(asked: AccessRequest, kind: str, by: Actor) -> None:
    asked.due_on = due(asked)
    db.session.flush()
    _record(asked, kind, by)


def _record(asked: AccessRequest, kind: str, by: Actor, *, on: date | None = None) -> None:
    facts = {"received_on": starts_on(asked).isoformat()}
    if asked.paused_from is not None and asked.paused_to is not None:
        facts |= {"paused_from": asked.paused_from.isoformat(), "paused_to": asked.paused_to.isoformat()}
    events.record(
        authority_id=asked.authority_id,
        child_id=asked.child_id,
        kind=kind,
        occurred_on=on,
        about=asked,
        facts=facts,
        by=by.person_id,
    )
