"""Teams, caseloads and levels of help as pages show them."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for

from coordination import clock, timescales
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.cases import words
from coordination.cases.caseload import Line
from coordination.cases.models import Case, CaseStep, Membership
from coordination.cases.team import BASES
from coordination.children.presenters import age_for, name_for, shown_fields
from coordination.deadlines.queries import section_of
from coordination.web.filters import day, words_until


class Member(NamedTuple):
    """Somebody on the team as a page shows them."""

    id: UUID
    name: str
    role: str
    job: str
    agency: str
    phone: str
    email: str
    what_i_do: str
    function: str
    dates: str
    basis: str
    basis_note: str
    ended_why: str


def member(held: Membership) -> Member:
    """A place on the team, cut to the fields this actor may see."""
    sees = shown_fields(guard.may("read", "memberships", held))
    agency = held.agency.name if held.agency else ""
    since = f"Since {day(held.from_on)}" if held.to_on is None else f"{day(held.from_on)} to {day(held.to_on)}"
    phone = held.person.phone or (held.agency.phone if held.agency else "") or ""
    job = held.job or held.person.job or ""
    return Member(
        id=held.id,
        name=held.person.name if sees("name") else "",
        role=words.role(held.role) if sees("role") else "",
        job=job if sees("job") and job.lower() != words.role(held.role).lower() else "",
        agency=agency if sees("agency") else "",
        phone=phone if sees("phone") and held.person.kind == "workforce" else "",
        email=(held.person.email or "") if sees("email") and held.person.kind == "workforce" else "",
        what_i_do=(held.person.what_i_do or "") if sees("what_i_do") else "",
        function=words.FUNCTIONS[held.function] if sees("function") and held.function != "member" else "",
        dates=since if sees("from_on") else "",
        basis=BASES.get(held.basis, held.basis) if sees("basis") else "",
        basis_note=(held.basis_note or "") if sees("basis_note") else "",
        ended_why=(held.ended_why or "") if sees("basis") else "",
    )


class Step(NamedTuple):
    """A change of level as a page shows it."""

    on: date
    words: str
    reason: str
    to_whom: str


def step(held: CaseStep) -> Step:
    """A change of level in words."""
    said = {
        "up": f"Stepped up from {words.kind(held.from_kind)} to {words.kind(held.to_kind or '')}",
        "down": f"Stepped down from {words.kind(held.from_kind)} to {words.kind(held.to_kind or '')}",
        "close": f"{words.kind(held.from_kind)} ended",
        "reopen": f"{words.kind(held.from_kind)} began again",
    }
    return Step(held.on, said.get(held.direction, held.direction), held.reason, held.to_whom or "")


def level(case: Case) -> str:
    """The case's level of help, and since when."""
    until = f" to {day(case.closed_on)}" if case.closed_on else ""
    return f"{words.kind(case.kind)}, {'since ' if not until else ''}{day(case.opened_on)}{until}"


class Row(NamedTuple):
    """One child of a caseload as a page shows them."""

    name: str
    url: str
    age: str
    reference: str
    help: str
    lead: str
    team: str
    open_actions: str
    next_what: str
    next_on: date | None
    next_words: str
    late: bool
    review_on: date | None


def caseload_row(line: Line) -> Row:
    """One line of a caseload, cut to what this actor may see."""
    child = line.child
    sees_plan = isinstance(guard.may("read", "support_plan", child, whole=True), Permit)
    sees_actions = sees_whole("actions", child)
    sees_reviews = sees_whole("reviews", child)
    dues: list[tuple[date, str, bool]] = []
    if line.next_due_on and sees_actions:
        dues.append((line.next_due_on, "Action", True))
    if line.next_review_on and sees_reviews:
        dues.append((line.next_review_on, "Review", False))
    if line.clock_due_on and line.clock_rule and sees_whole(section_of(line.clock_rule), child):
        dues.append((line.clock_due_on, timescales.rule(line.clock_rule).title, line.clock_severity == "statutory"))
    dues.sort(key=lambda found: found[0])
    today = clock.today()
    next_on, what, binding = dues[0] if dues else (None, "", False)
    late = next_on is not None and binding and next_on < today
    return Row(
        name=name_for(child),
        url=url_for("children.record", child_id=child.id),
        age=age_for(child),
        reference=child.reference,
        help=(words.kind(line.kind) if line.kind and line.state == "open" else "No help open") if sees_plan else "",
        lead=line.lead or "",
        team=line.team or "",
        open_actions=str(line.open_actions) if line.open_actions is not None and sees_actions else "",
        next_what=what,
        next_on=next_on,
        next_words=until(next_on, binding, today) if next_on else "",
        late=late,
        review_on=line.next_review_on if sees_reviews else None,
    )


def sees_whole(section: str, child: Any) -> bool:
    """Whether this actor reads a section of the child's record in full."""
    permit = guard.may("read", section, child, whole=True)
    return isinstance(permit, Permit) and permit.extent == "full"


def until(on: date, binding: bool, today: date) -> str:
    """How far off a date is: what is not a promise is past, never overdue."""
    if on < today and not binding:
        days = (today - on).days
        return "1 day past" if days == 1 else f"{days} days past"
    return words_until(on)
