"""The guard: every route asks who may, in one of four ways, and the answer is kept for the audit.

- ``@requires(section, verb, on=query)``: loads the thing, asks the policy, and hands the view the thing itself
- ``@signed_in(...)``: a page of the person's own, whose rows are each asked about with :func:`readable`
- ``@administers``: accounts and configuration; no child's content is ever behind it
- ``@public``: nobody in particular (sign-in, health)

``@fresh_proof`` beneath one of these asks besides that somebody has just proved again who they are: role changes, what
changes how somebody else signs in, lists that are taken away.

A request that asked in none of these ways is refused by the boundary: forgetting to ask is an error, not a leak.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue

from coordination import clock
from coordination.access import reach
from coordination.access.actor import Actor, anonymous
from coordination.access.describing import describe
from coordination.access.policy import Deny, Permit, Thing, decide
from coordination.audit.operations import Access
from coordination.db import db

# Ways in that are not a place on the team: the audit says so.
BESIDE_THE_TEAM = frozenset({"grant", "break_glass", "duty"})

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class Refused(Exception):
    """The policy said no. ``decision.hidden`` means: answer as if the thing did not exist."""

    def __init__(self, decision: Deny) -> None:
        super().__init__(decision.rule)
        self.decision = decision


class SignInNeeded(Exception):
    """Nobody has signed in, and this page is somebody's."""


def actor() -> Actor:
    """Who is asking in this request."""
    found: Actor = g.get("actor") or anonymous()
    return found


def access() -> Access:
    """What this request's audit row will say."""
    found: Access = g.access
    return found


def asked() -> None:
    """Note that this request asked who may."""
    g.asked = True


def public(view: View) -> View:
    """A page for anybody."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        asked()
        return view(*args, **kwargs)

    answer.asks = ("public", "", "")  # type: ignore[attr-defined]
    return answer  # type: ignore[return-value]


def _known_person() -> Actor:
    who = actor()
    if not who.is_signed_in:
        raise SignInNeeded
    if who.second_factor_needed and not who.second_factor:
        raise Refused(Deny("second-factor", 1, False, "second_factor"))
    return who


def is_of_family() -> bool:
    """Whether who is asking is one of the family, or the young person: they have pages of their own."""
    return actor().kind in {"family", "young_person"}


def workers_only() -> None:
    """Raise Refused for one of the family and the young person, on a page of the team."""
    asked()
    if is_of_family():
        raise Refused(Deny("other-face", 4, False))


def signed_in(*kinds: str) -> Callable[[View], View]:
    """A page of the person's own, for these kinds of person (workforce, family, young_person; none means all).

    An address that holds somebody's key does not exist for another kind of person.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            asked()
            who = _known_person()
            if kinds and who.kind not in kinds:
                raise Refused(Deny("other-face", 4, any(isinstance(named, UUID) for named in kwargs.values())))
            return view(*args, **kwargs)

        answer.asks = ("signed_in", ",".join(kinds), "")  # type: ignore[attr-defined]
        return answer  # type: ignore[return-value]

    return decorate


def administers(verb: str) -> Callable[[View], View]:
    """A page about accounts, organisations and configuration."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            asked()
            who = _known_person()
            places = {role.authority_id for role in who.roles_on(clock.today())}
            answers = [
                decide(
                    who,
                    verb,
                    "administration",
                    Thing(child_id=None, authority_id=place, section="administration", whole=True),
                    clock.now(),
                )
                for place in places
            ]
            if not any(isinstance(found, Permit) for found in answers):
                raise Refused(Deny("no-row", 4, False))
            access().sections.add("administration")
            return view(*args, **kwargs)

        answer.asks = ("requires", "administration", verb)  # type: ignore[attr-defined]
        return answer  # type: ignore[return-value]

    return decorate


def fresh_proof(view: View) -> View:
    """A view that asks for a fresh proof of who somebody is, after the guard above it has let them in.

    Without one they are asked for it, and what they sent is kept and sent again after (``web.errors``).
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        demand_fresh_proof()
        return view(*args, **kwargs)

    answer.proof = True  # type: ignore[attr-defined]
    return answer  # type: ignore[return-value]


def demand_fresh_proof() -> None:
    """Raise Refused where somebody has not proved again who they are in the last few minutes."""
    if not actor().stepped_up(clock.now()):
        access().rule = "step-up"
        raise Refused(Deny("step-up", 9, False, "step_up"))


def requires(
    section: str | Callable[[Any], str], verb: str, on: Callable[..., Any], *, whole: bool = True, name: str = "thing"
) -> Callable[[View], View]:
    """Load what the address names with ``on`` and ask whether the actor may.

    ``on`` takes the address's values and answers a row or None; the view gets the row as its first argument.
    ``section`` may be a function of the row, where rows of several sections have the same pages.
    ``whole`` asks about the page as a whole (its entries are asked about one by one); False about this row alone.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**values: Any) -> ResponseReturnValue:
            asked()
            _known_person()
            row = on(**values)
            if row is None:
                raise Refused(Deny("no-such-thing", 3, True))
            demand(verb, section if isinstance(section, str) else section(row), row, whole=whole)
            return view(row)

        answer.asks = ("requires", section if isinstance(section, str) else "its section", verb)  # type: ignore[attr-defined]
        return answer  # type: ignore[return-value]

    return decorate


def know(children: Iterable[UUID]) -> Actor:
    """Load the actor's relationships with these children, once a request each. One query for those not yet known."""
    known: set[UUID] = g.setdefault("known_children", set())
    fresh = {child for child in children if child not in known}
    who = actor()
    if fresh and who.person_id is not None:
        found = reach.relationships(db.session(), who.person_id, fresh, through=who.through)
        who = who.towards([*who.relationships, *found])
        g.actor = who
        known |= fresh
    return who


def may(verb: str, section: str, row: Any, *, whole: bool = False, **more: Any) -> Permit | Deny:
    """Whether the actor may, for a button or one entry of a page. Nothing is noted."""
    thing = describe(row, section, whole=whole, **more)
    who = actor() if thing.child_id is None or thing.child_id in g.get("known_children", ()) else know([thing.child_id])
    return decide(who, verb, section, thing, clock.now())


def decided(who: Actor, verb: str, thing: Thing) -> Permit | Deny:
    """What the policy says of this actor and thing now. Nothing is noted."""
    return decide(who, verb, thing.section, thing, clock.now())


def demand(verb: str, section: str, row: Any, *, whole: bool = False, **more: Any) -> Permit:
    """The permit, noted for the audit; or the refusal, raised."""
    thing = describe(row, section, whole=whole, **more)
    who = know([thing.child_id]) if thing.child_id else actor()
    decision = decide(who, verb, section, thing, clock.now())
    note(thing, row=row)
    if isinstance(decision, Deny):
        access().rule = decision.rule
        raise Refused(decision)
    access().role = access().role or decision.role
    if decision.via in BESIDE_THE_TEAM:
        access().details["via"] = decision.via
    return decision


def readable(rows: Iterable[Any], section: str | Callable[[Any], str], **more: Any) -> list[Any]:
    """Those of these rows the actor may read, each asked about by itself. Their children are noted for the audit."""
    held = list(rows)
    who = know({getattr(row, "child_id", None) or row.id for row in held})
    now = clock.now()
    shown = []
    for row in held:
        which = section if isinstance(section, str) else section(row)
        thing = describe(row, which, **more)
        if isinstance(decide(who, "read", which, thing, now), Permit):
            shown.append(row)
            note(thing)
    return shown


def note(thing: Thing, *, row: Any = None) -> None:
    """Keep for the audit which child, section and label this request touched."""
    kept = access()
    if thing.child_id:
        kept.children.add(thing.child_id)
    kept.sections.add(thing.section)
    kept.note_label(thing.label)
    if row is not None and kept.object_id is None:
        kept.object_kind, kept.object_id = type(row).__name__, row.id


def note_children(children: Sequence[UUID]) -> None:
    """Keep for the audit the children a list showed."""
    access().children.update(children)
