"""A young person's own page as its templates draw it: its looks, their circles, how they are doing, who is there."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import url_for

from coordination import clock
from coordination.access import guard
from coordination.access.facts import age_on
from coordination.children.models import Child
from coordination.voice import growing
from coordination.voice.models import CirclePerson, Rating, Ring, TrustedAdult, YoungPage
from coordination.voice.own import OwnPage
from coordination.web.languages import gettext as _

# Below this age a page says less at a time, in larger words, with a sign beside each heading.
YOUNGER_BELOW = 12
_FULL_BAR = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """How a page looks: colours, a drawing or the address of a photo, larger words, signs beside headings.

    ``few``: how many things of a kind stand at first sight.
    """

    colours: str = "river"
    picture: str = ""
    photo_url: str = ""
    large: bool = False
    signs: bool = False
    younger: bool = False
    few: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OneScore:
    """One score of an area: whose, from 0 to 10, and the width of its bar of 300."""

    who: str
    score: int
    why: str = ""
    mine: bool = False

    @property
    def width(self) -> int:
        """The width of its bar."""
        return self.score * _FULL_BAR // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaOfLife:
    """One area with the newest scores side by side, and where the young person's own began."""

    key: str
    name: str
    scores: list[OneScore]
    then: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where somebody stands in the drawing of circles, 640 by 640, and as what."""

    x: float
    y: float
    ring: str
    initial: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """One circle: its name, its people, and where somebody may be moved to from it."""

    ring: str
    name: str
    people: list[CirclePerson] = field(default_factory=list)


def is_younger(child: Child) -> bool:
    """Whether a page is made shorter and larger for somebody of this age."""
    return child.born_on is not None and age_on(child.born_on, clock.today()) < YOUNGER_BELOW


def looks(child: Child, held: YoungPage | None) -> Looks:
    """How the page of a child looks to them."""
    younger = is_younger(child)
    few = 2 if younger else 4
    if held is None or not guard.readable([held], "profile"):
        return Looks(large=younger, signs=younger, younger=younger, few=few)
    photo = url_for("family.photo", child_id=child.id, v=str(held.photo_id)[-6:]) if held.photo_id else ""
    return Looks(
        colours=held.colours,
        picture=held.picture,
        photo_url=photo,
        large=held.large_text,
        signs=held.symbols or younger,
        younger=younger,
        few=few,
    )


def drawing_names() -> dict[str, str]:
    """What each drawing shows, in the language of the page."""
    return {
        "cat": _("A cat"),
        "fox": _("A fox"),
        "owl": _("An owl"),
        "rocket": _("A rocket"),
        "ball": _("A football"),
        "star": _("A star"),
        "tree": _("A tree"),
        "boat": _("A boat"),
        "guitar": _("A guitar"),
        "planet": _("A planet"),
    }


def colour_names() -> dict[str, str]:
    """What each set of colours is called."""
    return {
        "river": _("River"),
        "moss": _("Moss"),
        "plum": _("Plum"),
        "slate": _("Stone"),
        "brick": _("Brick"),
        "sun": _("Sun"),
        "night": _("Night"),
    }


def area_names() -> dict[str, str]:
    """The parts of growing up, as a young person says them."""
    return {
        "relationships": _("Getting on with people"),
        "independence": _("Doing things by myself"),
        "confidence": _("Feeling sure of myself"),
        "safety": _("Feeling safe"),
        "belonging": _("Feeling that I belong"),
    }


def ring_names() -> dict[str, str]:
    """What each circle is called, from the inside out."""
    return {
        Ring.CLOSEST.value: _("Closest to me"),
        Ring.CLOSE.value: _("Close to me"),
        Ring.FURTHER.value: _("Further away"),
        Ring.NOT_NOW.value: _("Not now"),
    }


def areas(own: OwnPage, names: dict[UUID, str]) -> list[AreaOfLife]:
    """Each area that has a score: the young person's own first, then the newest of each adult that was shown them."""
    readable: list[Rating] = guard.readable(own.ratings, lambda row: row.section)
    mine = [row for row in readable if row.own]
    last, first = growing.newest(mine), growing.earlier(mine)
    found = []
    said: set[str] = set()
    for key, name in area_names().items():
        scores = [OneScore(who=_("I"), score=last[key].score, mine=True)] if key in last else []
        seen: set[UUID] = set()
        for row in readable:
            if row.area == key and not row.own and row.rated_by not in seen:
                seen.add(row.rated_by)
                who = names.get(row.rated_by) or _("An adult")
                # One reason for several numbers is read once.
                scores.append(OneScore(who=who, score=row.score, why="" if row.why in said else row.why))
                said.add(row.why)
        if scores:
            then = first[key].score if key in first else None
            found.append(AreaOfLife(key=key, name=name, scores=scores, then=then))
    return found


def adults(own: OwnPage) -> list[TrustedAdult]:
    """Those who are there for the young person."""
    return guard.readable(own.adults, "own_words")


def circles(rows: Iterable[CirclePerson]) -> list[Circle]:
    """Everybody in the circles, from the inside out; an empty circle is one too."""
    held = guard.readable(rows, lambda row: row.section)
    return [
        Circle(ring=ring, name=name, people=[row for row in held if row.ring == ring])
        for ring, name in ring_names().items()
    ]


def spots(found: list[Circle]) -> list[Spot]:
    """Where everybody stands: evenly round their circle, each circle turned a little, "not now" along the edge."""
    radius = {"closest": 92.0, "close": 172.0, "further": 250.0, "not_now": 304.0}
    turn = {"closest": -90.0, "close": -60.0, "further": -100.0, "not_now": -75.0}
    made = []
    for circle in found:
        for place, person in enumerate(circle.people):
            angle = math.radians(turn[circle.ring] + 360 * place / len(circle.people))
            # The edge has corners: who is there stands a little nearer to them.
            away = radius[circle.ring]
            made.append(
                Spot(
                    x=round(320 + away * math.cos(angle), 1),
                    y=round(320 + away * math.sin(angle), 1),
                    ring=circle.ring,
                    initial=person.name[:1].upper(),
                    name=person.name if len(person.name) <= 14 else f"{person.name[:13]}…",
                )
            )
    return made


def told_apart(found: list[Circle]) -> str:
    """The circles in one sentence each, for whoever cannot see the drawing."""
    return " ".join(
        f"{circle.name}: {', '.join(person.name for person in circle.people)}." for circle in found if circle.people
    )


def are_shared(rows: Iterable[Any]) -> bool:
    """Whether the circles are shared with the worker."""
    return any(row.shared_at is not None for row in rows)
