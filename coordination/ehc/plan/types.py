"""Types of plans in sections, as data: what a plan has sections for, what each asks, who signs, when it is looked at.

The product's own types stand in ``plan_types.json``. The EHC plan is the law's and the same everywhere; an authority
may switch on others, choose their layers, sections and signatories, and nobody writes code for it. A section keeps the
letter of its element in every type, so who may write it and how it is carried to another plan are the same questions.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.ehc.type_models import OwnPlanType

FILE = Path(__file__).with_name("plan_types.json")
LAW = "ehc"
MOST_LAYERS = 8


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a type of plan: its letter and title, what goes in, and what is asked of each entry.

    ``makes``: the kind of statement it is written with, None where it is not written (I, J, K). ``takes``: the kinds
    that may stand in it. ``answers``: the letters of the sections its entries answer.
    """

    element: str
    letter: str
    title: str
    says: str
    regulation: str
    makes: str | None
    takes: tuple[str, ...]
    fields: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanType:
    """A type of plan in sections. ``standing``: the law it rests on, or that it is none."""

    key: str
    name: str
    standing: str
    is_law: bool
    layers: tuple[str, ...]
    review_months: int
    review_rule: str
    signatories: tuple[str, ...]
    draft_leaves_out: frozenset[str]
    sections: tuple[Section, ...]

    def section(self, letter: str) -> Section | None:
        """The section with this letter, if the type has it."""
        return next((held for held in self.sections if held.letter == letter), None)


@cache
def _written() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@cache
def elements() -> Mapping[str, Section]:
    """Every element a section may be made of, in the order of the EHC plan."""
    held = _written()["elements"]
    return {
        name: Section(
            name,
            one["letter"],
            one["title"],
            one["says"],
            one["regulation"],
            one["makes"],
            tuple(one["takes"]),
            tuple(one["fields"]),
            tuple(held[other]["letter"] for other in one["answers"]),
        )
        for name, one in held.items()
    }


@cache
def built_in() -> Mapping[str, PlanType]:
    """The product's own types, by key."""
    return {
        one["key"]: PlanType(
            one["key"],
            one["name"],
            one["standing"],
            one["is_law"],
            tuple(one["layers"]),
            one["review_months"],
            one["review_rule"],
            tuple(one["signatories"]),
            frozenset(elements()[name].letter for name in one["draft_leaves_out"]),
            _sections({"element": name} for name in one["sections"]),
        )
        for one in _written()["types"]
    }


def _sections(chosen: Iterable[Mapping[str, str]]) -> tuple[Section, ...]:
    found = []
    for one in chosen:
        held = elements()[one["element"]]
        title = one.get("title") or held.title
        found.append(
            Section(
                held.element, held.letter, title, held.says, held.regulation, held.makes, held.takes, held.fields,
                held.answers,
            )
        )  # fmt: skip
    letters = {held.letter for held in found}
    return tuple(
        Section(
            held.element, held.letter, held.title, held.says, held.regulation, held.makes, held.takes, held.fields,
            tuple(letter for letter in held.answers if letter in letters),
        )
        for held in found
    )  # fmt: skip


def law() -> PlanType:
    """The EHC plan."""
    return built_in()[LAW]


def own_types(places: Iterable[UUID]) -> list[OwnPlanType]:
    """The types these authorities set up, by name. One query."""
    return list(
        db.session.scalars(
            select(OwnPlanType).where(OwnPlanType.authority_id.in_(list(places))).order_by(OwnPlanType.name)
        )
    )


def own_type(type_id: UUID) -> OwnPlanType | None:
    """One type an authority set up."""
    return db.session.get(OwnPlanType, type_id)


def of_authority(authority_id: UUID) -> dict[str, PlanType]:
    """The types a plan may be begun in: the EHC plan, and what the authority switched on."""
    return {LAW: law()} | {row.key: as_type(row) for row in own_types([authority_id]) if row.is_on}


def type_of(key: str, authority_id: UUID) -> PlanType:
    """The type of a plan, switched off since or not. No query for the EHC plan."""
    if key == LAW:
        return law()
    row = db.session.scalar(select(OwnPlanType).where(OwnPlanType.authority_id == authority_id, OwnPlanType.key == key))
    if row is None:
        raise LookupError(f"no type of plan called {key}")
    return as_type(row)


def as_type(row: OwnPlanType) -> PlanType:
    """An authority's own type as the editor, the issues and the papers read it."""
    example = built_in().get(row.key)
    return PlanType(
        row.key,
        row.name,
        example.standing if example else "This type of plan is the council’s own. It takes the place of no EHC plan.",
        False,
        tuple(row.layers),
        row.review_months,
        f"Every {row.review_months} months" if row.review_months > 1 else "Every month",
        tuple(row.signatories),
        frozenset({"I"}),
        _sections(row.sections["chosen"]),
    )


def keep(
    authority_id: UUID,
    *,
    id: UUID,
    key: str,
    name: str,
    is_on: bool,
    layers: Iterable[str],
    sections: Iterable[Mapping[str, str]],
    signatories: Iterable[str],
    review_months: int,
    by: Actor,
    seen: int | None = None,
) -> OwnPlanType:
    """Set up a type, or change one. Raises RuleBroken for one that would say nothing, or twice the same."""
    chosen = [{"element": one["element"], "title": " ".join(one.get("title", "").split())} for one in sections]
    named = [held for held in (" ".join(layer.split()) for layer in layers) if held]
    if key == LAW:
        raise RuleBroken("What an EHC plan has is the law’s to say.")
    if not name.strip():
        raise RuleBroken("Enter what these plans are called", "name")
    if not chosen or any(one["element"] not in elements() for one in chosen):
        raise RuleBroken("Choose at least one section", "sections")
    if not any(elements()[one["element"]].makes for one in chosen):
        raise RuleBroken("Choose at least one section that somebody writes in", "sections")
    if len({name.lower() for name in named}) != len(named):
        raise RuleBroken("Two layers have the same name", "layers")
    if len(named) > MOST_LAYERS:
        raise RuleBroken(f"There can be no more than {MOST_LAYERS} layers", "layers")
    if not 1 <= review_months <= 12:
        raise RuleBroken("These plans are looked at again at least every 12 months", "review_months")
    row = db.session.scalar(select(OwnPlanType).where(OwnPlanType.authority_id == authority_id, OwnPlanType.key == key))
    if row is None:
        row = OwnPlanType(id=id, authority_id=authority_id, key=key, name=name)
        db.session.add(row)
    elif seen is not None and seen != row.version:
        raise RuleBroken("Somebody else changed this since you opened it. Open it again.")
    row.name = " ".join(name.split())
    row.is_on = is_on
    row.layers = named
    row.sections = {"chosen": chosen}
    row.signatories = [held for held in (" ".join(one.split()) for one in signatories) if held]
    row.review_months = review_months
    row.recorded_by = by.person_id
    db.session.flush()
    return row


def carried(old: PlanType, new: PlanType) -> dict[str, str]:
    """Where each section of one type goes in another: letter to letter, by their elements; "" where it has no place."""
    found = {held.element: held.letter for held in new.sections}
    return {held.letter: found.get(held.element, "") for held in old.sections if held.takes}
