"""Who is whose in a child's family, as a genogram needs it: generations, couples, and families of parents and children.

Plain values in, plain values out. What is not known is not guessed: a grandparent whose side is not recorded stands in
their generation without a line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CHILD = "child"

# How many generations from the child; older ones are below nought. Who is not here stands around the family.
_GENERATION = {
    "mother": -1,
    "father": -1,
    "adoptive_parent": -1,
    "step_parent": -1,
    "partner_of_parent": -1,
    "aunt_uncle": -1,
    "brother": 0,
    "sister": 0,
    "sibling": 0,
    "half_sibling": 0,
    "cousin": 0,
    "partner": 0,
    "grandparent": -2,
    "great_grandparent": -3,
    "own_child": 1,
    "niece_nephew": 1,
}
_BIRTH_PARENTS = ("mother", "father")
_FULL_SIBLINGS = frozenset({"brother", "sister", "sibling"})
_SIBLINGS = _FULL_SIBLINGS | {"half_sibling"}
# Relations that say whose partner somebody is by themselves, where nothing else does.
_PARTNER_OF_THROUGH = frozenset({"step_parent", "partner_of_parent"})
_SEX_OF = {"mother": "F", "father": "M", "brother": "M", "sister": "F"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """One person of the family, as far as a reader may know them. ``through`` and ``partner`` are keys of others."""

    key: str
    relation: str
    sex: str | None = None
    born_year: int | None = None
    through: str | None = None
    partner: str | None = None
    partnership: str | None = None

    @property
    def mark(self) -> str:
        """Which of the three marks: M a square, F a circle, anything else a diamond."""
        found = self.sex or _SEX_OF.get(self.relation)
        return found if found in {"M", "F"} else "X"


@dataclass(frozen=True, slots=True)
class Couple:
    """Two people of one generation, and what they are or were to one another ("" when they only share a child)."""

    one: str
    other: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """Parents, as far as they are known (one, two or none), and their children. ``adopted``: by adoption."""

    parents: tuple[str, ...]
    children: tuple[str, ...]
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class Kin:
    """The whole: each generation from the oldest, each in the order it is drawn, and those who stand around it."""

    generations: list[tuple[int, list[str]]]
    around: list[str]
    couples: list[Couple]
    families: list[Family]


def kin(child: Relative, others: Iterable[Relative]) -> Kin:
    """The family as generations, couples and families. ``child`` has the key ``CHILD``; each key comes once."""
    people = {child.key: child} | {one.key: one for one in others}
    level = _generations(people)
    families = _families(people, level)
    couples = _couples(people, level, families)
    place = _places(people, level, families)
    rows: dict[int, list[str]] = {}
    for key in people:
        if key in level:
            rows.setdefault(level[key], []).append(key)
    return Kin(
        generations=[(row, sorted(rows[row], key=lambda key: (place[key], key))) for row in sorted(rows)],
        around=[key for key in people if key not in level],
        couples=couples,
        families=families,
    )


def _generations(people: Mapping[str, Relative]) -> dict[str, int]:
    found = {key: _GENERATION[one.relation] for key, one in people.items() if one.relation in _GENERATION}
    found[CHILD] = 0
    # A friend or a carer stands around the family; somebody's partner stands beside them.
    for key, one in people.items():
        if key not in found and one.partner in found and one.partner is not None:
            found[key] = found[one.partner]
    return found


def _through(people: Mapping[str, Relative], level: Mapping[str, int], one: Relative, row: int) -> str | None:
    """The person somebody is related through, where that person stands in the generation it needs."""
    held = one.through
    return held if held is not None and held in people and held != one.key and level.get(held) == row else None


class _Families:
    """Families as they are found. ``of``: whose brothers and sisters they are, where no parent is known."""

    def __init__(self, people: Mapping[str, Relative]) -> None:
        self.people = people
        self.made: dict[tuple[tuple[str, ...], str, bool], list[str]] = {}

    def belongs(self, parents: Iterable[str], children: Iterable[str], *, of: str = "", adopted: bool = False) -> None:
        together = tuple(sorted(set(parents), key=lambda key: (self.people[key].mark != "M", key)))
        held = self.made.setdefault((together, "" if together else of, adopted), [])
        held.extend(key for key in children if key not in held and key not in together)

    def found(self) -> list[Family]:
        return [
            Family(parents, tuple(children), adopted)
            for (parents, _, adopted), children in self.made.items()
            if children and (parents or len(children) > 1)
        ]


def _families(people: Mapping[str, Relative], level: Mapping[str, int]) -> list[Family]:
    made = _Families(people)
    birth = [key for key, one in people.items() if one.relation in _BIRTH_PARENTS]
    full = [
        key
        for key, one in people.items()
        if one.relation in _FULL_SIBLINGS and _through(people, level, one, -1) is None
    ]
    made.belongs(birth, (CHILD, *full), of=CHILD)
    adoptive = [key for key, one in people.items() if one.relation == "adoptive_parent"]
    if adoptive:
        made.belongs(adoptive, (CHILD,), adopted=True)
    elders: dict[str, list[str]] = {}
    for key, one in people.items():
        row = {"grandparent": -1, "great_grandparent": -2}.get(one.relation)
        if row is not None and (held := _through(people, level, one, row)):
            elders.setdefault(held, []).append(key)
    for held, parents in elders.items():
        made.belongs(parents, (held,))
    for key, one in people.items():
        parent, sibling = _through(people, level, one, -1), _through(people, level, one, 0)
        if parent and one.relation in _SIBLINGS | {"cousin"}:
            made.belongs((parent,), (key,))
        elif parent and one.relation == "aunt_uncle":
            made.belongs(elders.get(parent, ()), (parent, key), of=parent)
        elif sibling and one.relation == "niece_nephew":
            made.belongs((sibling,), (key,))
        elif one.relation == "own_child":
            made.belongs((CHILD, sibling) if sibling else (CHILD,), (key,))
    return made.found()


def _couples(people: Mapping[str, Relative], level: Mapping[str, int], families: list[Family]) -> list[Couple]:
    found: dict[frozenset[str], Couple] = {}
    for key, one in people.items():
        other = one.partner
        if other is None and one.relation in _PARTNER_OF_THROUGH:
            other = _through(people, level, one, -1)
        if other is None and one.relation == "partner":
            other = CHILD
        if other is None or other == key or other not in people or level.get(other) != level.get(key, 99):
            continue
        pair = frozenset((key, other))
        if pair not in found or one.partnership:
            found[pair] = Couple(key, other, one.partnership or "together")
    for family in families:
        for one_key, other_key in zip(family.parents, family.parents[1:], strict=False):
            found.setdefault(frozenset((one_key, other_key)), Couple(one_key, other_key))
    return list(found.values())


def _places(people: Mapping[str, Relative], level: Mapping[str, int], families: list[Family]) -> dict[str, float]:
    """Where each stands in their row, as a number to sort by: the father's side left, the mother's right."""
    place: dict[str, float] = {CHILD: 0.0}
    parents = sorted(
        (key for key, one in people.items() if one.relation in (*_BIRTH_PARENTS, "adoptive_parent")),
        key=lambda key: (people[key].relation == "adoptive_parent", people[key].mark != "M", key),
    )
    for number, key in enumerate(parents):
        alone = len(parents) == 1 and people[key].mark == "F"
        place[key] = 1.0 if alone else -1.0 if number == 0 else 1.0 + 0.2 * (number - 1)
    own = people[CHILD].born_year
    for number, (key, one) in enumerate(people.items()):
        if key in place:
            continue
        step = 0.001 * number
        parent = _through(people, level, one, -1)
        side = 1.0 if parent is None or place.get(parent, 1.0) > 0 else -1.0
        if one.relation in _FULL_SIBLINGS and parent is None:
            older = bool(own and one.born_year and one.born_year < own)
            age = (one.born_year - own) / 1000 if own and one.born_year else 0.2
            place[key] = (-0.4 if older else 0.4) + age + step
        elif one.relation in _SIBLINGS and parent:
            place[key] = side * (2 + step)
        elif one.relation == "grandparent" and parent:
            place[key] = place.get(parent, side) + (-0.1 if one.mark == "M" else 0.1) + step
        elif one.relation == "aunt_uncle" and parent:
            place[key] = side * (4 + step)
        elif one.relation == "partner":
            place[key] = 0.1 + step
        elif one.relation == "own_child":
            place[key] = step
    # Those who follow from somebody placed above: partners, cousins, the oldest generation.
    for number, (key, one) in enumerate(people.items()):
        if key in place:
            continue
        step = 0.001 * number
        beside = one.partner if one.partner in place and level.get(one.partner or "") == level.get(key, 99) else None
        if beside is None and one.relation in _PARTNER_OF_THROUGH:
            beside = _through(people, level, one, -1)
        held = one.through if one.through in place else None
        if beside is not None and beside in place:
            place[key] = place[beside] + (0.5 if place[beside] > 0 else -0.5) + step
        elif one.relation == "cousin" and held and level.get(held) == -1:
            place[key] = place[held] * 1.5 + step
        elif held and one.relation in {"great_grandparent", "niece_nephew"}:
            place[key] = place[held] + (-0.05 if one.mark == "M" else 0.05) + step / 10
        else:
            place[key] = 50.0 + step
    return place
