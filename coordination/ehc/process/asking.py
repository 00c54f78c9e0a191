"""Whom the officer may ask for advice, and the page that asks them all: who is on the team first, by what they do."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from coordination.access.catalogue import FAMILY_ROLES
from coordination.agencies.models import Agency, Person
from coordination.cases import queries as cases
from coordination.cases import words as case_words
from coordination.db import RuleBroken, derived_id
from coordination.ehc import queries, words
from coordination.ehc.models import Assessment
from coordination.ehc.process import requesting
from coordination.ehc.process.forms import ask_form
from coordination.web.forms import Form, SelectChoice

# Who may be asked as which adviser, by the posts they hold; somebody without one is asked by name and link.
_ROLES = {
    "school": ("SEN", "DSL", "VSH"),
    "health": ("HLT",),
    "psychologist": ("EHC",),
    "social_care": ("SW", "LP", "PA"),
}


class Choice(NamedTuple):
    """Somebody who can be asked: the person, in which role, for whom they work."""

    person: Person
    role: str
    agency: Agency | None
    on_team: bool

    @property
    def key(self) -> str:
        """How the form names them."""
        return f"{self.person.id}|{self.agency.id if self.agency is not None else ''}"


class Choices(NamedTuple):
    """Everybody who can be asked, and what was asked already."""

    workers: list[Choice]
    family: list[Choice]
    asked: frozenset[str]

    def of(self, source: str) -> list[Choice]:
        """Who can be asked as this adviser: whoever is on the team first."""
        wanted = _ROLES.get(source)
        fits = [one for one in self.workers if wanted is None or one.role in wanted]
        order = {role: place for place, role in enumerate(wanted or ())}
        fits.sort(key=lambda one: (not one.on_team, order.get(one.role, 0) if one.on_team else 0))
        return list({one.key: one for one in fits}.values())


def choices(row: Assessment) -> Choices:
    """Who can be asked for advice about this child. The team, and the authority's posts."""
    held: dict[UUID, Choice] = {}
    for case in cases.cases_with_teams(row.child_id):
        if case.state == "open":
            for place in cases.team(case.id):
                held.setdefault(place.person_id, Choice(place.person, place.role, place.agency, True))
    workers = [one for one in held.values() if one.role not in FAMILY_ROLES]
    workers += [
        Choice(post.person, post.role, post.agency, False)
        for post in cases.possible_leads(row.authority_id)
        if post.person.id not in held
    ]
    asked = frozenset(one.source for one in queries.advice_of(row.id) if one.state != "withdrawn")
    return Choices(workers, [one for one in held.values() if one.role in FAMILY_ROLES], asked)


def _only_psychologist(found: Choices, row: Assessment) -> list[Choice]:
    """The adviser of the SEND service who is no caseworker, where there is one alone."""
    caseworkers = {post.person_id for post in requesting.service(row.authority_id)}
    held = [one for one in found.of("psychologist") if one.person.id not in caseworkers]
    return held if len(held) == 1 else []


def form(found: Choices, row: Assessment) -> Form:
    """The form, each adviser the law requires ticked, and whoever of the team fits chosen."""
    data: dict[str, Any] = {"family": [one.key for one in found.family] if "family" not in found.asked else []}
    for source, adviser in words.ADVISERS.items():
        if source == "family":
            continue
        data[f"{source}_ask"] = adviser.must and source not in found.asked
        own = [one for one in found.of(source) if one.on_team and source in _ROLES]
        if source == "psychologist":
            own = own or _only_psychologist(found, row)
        data[f"{source}_who"] = own[0].key if own else None
    made = ask_form()(data=data)
    made["family"].offer(
        [SelectChoice(one.key, one.person.name, {"hint": case_words.role(one.role)}) for one in found.family]
    )
    for source in words.ADVISERS:
        if source != "family":
            made[f"{source}_who"].offer(SelectChoice(one.key, _words(one)) for one in found.of(source))
    return made


def _words(one: Choice) -> str:
    where = one.agency.name if one.agency is not None else ""
    said = ", ".join(part for part in (one.person.name, case_words.role(one.role), where) if part)
    return f"{said} (on the team)" if one.on_team else said


def groups(made: Form, found: Choices) -> list[dict[str, Any]]:
    """The questions by adviser, for the page: what the law says of each, whether it was asked already, and apart what
    is rarely needed (somebody without an account, why nobody is asked), open where something stands in it.
    """
    return [
        {
            "code": source,
            "words": adviser.words,
            "law": adviser.source,
            "must": adviser.must,
            "asked": source in found.asked,
            "summary": "Nobody of the family is asked"
            if source == "family"
            else "Somebody without an account, or not asked for",
            **_parts(made, source, adviser.must),
        }
        for source, adviser in words.ADVISERS.items()
    ]


def _parts(made: Form, source: str, must: bool) -> dict[str, Any]:
    first, rest = _names(source)
    asked = [made[name] for name in first if name in made]
    apart = [made[name] for name in rest if name in made]
    looked_at = apart if must else [*asked, *apart]
    return {"first": asked, "rest": apart, "open": any(one.errors or one.data for one in looked_at)}


def _names(source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if source == "family":
        return ("family",), ("family_why",)
    return (f"{source}_ask", f"{source}_who"), tuple(f"{source}_{part}" for part in ("name", "email", "why"))


def chosen(made: Form, found: Choices) -> dict[str, Any]:
    """What was chosen, as ``advising.ask_all`` takes it. Raises RuleBroken beside the field it is about."""
    facts = made.facts()
    family = {one.key: one for one in found.family}
    asked = [
        {
            "id": derived_id(facts["family_id"], key),
            "source": "family",
            "person": family[key].person,
            "role": family[key].role,
        }
        for key in facts["family"]
    ]
    for source in words.ADVISERS:
        if source != "family" and facts[f"{source}_ask"]:
            asked.append(_one(source, facts, {one.key: one for one in found.of(source)}))
    without = {source: facts.get(f"{source}_why") or "" for source in words.ADVISERS}
    _all_there(asked, without, found)
    return {"asked": asked, "without": without}


def _one(source: str, facts: Mapping[str, Any], known: Mapping[str, Choice]) -> dict[str, Any]:
    said = {"id": facts[f"{source}_id"], "source": source}
    name, email = facts[f"{source}_name"], facts[f"{source}_email"]
    if name or email:
        if not (name and email):
            raise RuleBroken("Enter both the name and the work email address", f"{source}_email")
        return {**said, "name": name, "email": email}
    who = known.get(facts[f"{source}_who"] or "")
    if who is None:
        raise RuleBroken(
            f"Choose whom to ask, or enter a name and address: {words.ADVISERS[source].words.lower()}", f"{source}_who"
        )
    return {**said, "person": who.person, "agency_id": who.agency.id if who.agency is not None else None}


def _all_there(asked: Iterable[Mapping[str, Any]], without: Mapping[str, str], found: Choices) -> None:
    """Nobody the law requires is left out in silence."""
    covered = {one["source"] for one in asked} | found.asked
    for source, adviser in words.ADVISERS.items():
        if adviser.must and source not in covered and not without.get(source):
            raise RuleBroken(
                f"Ask for this advice, or say why not: {adviser.words.lower()} ({adviser.source})", f"{source}_why"
            )
