"""The people map: a child's family and network on one day, as a drawing, in sentences, and as a table.

Everything is made from the rows and fields one reader may see and from nothing else: a person who is hidden leaves no
gap, no line and no letter, because to what is drawn they were never there. On a page the reader is whoever asks for it;
on paper it is whom the paper is for, and what they may see is weighed first (:func:`people_seen.sight`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from coordination.children import codes, genogram, kinship, people_seen
from coordination.children.models import Child, NetworkHome, NetworkMember
from coordination.children.naming import display_name, short_name
from coordination.children.people_seen import Sight, sees_of
from coordination.children.presenters import trust_words, years
from coordination.web.filters import day


@dataclass(slots=True)
class Seen:
    """One person as this reader sees them on the day."""

    key: str
    name: str
    relation: str
    kin: kinship.Relative
    row: Any = None
    homes: list[str] = field(default_factory=list)
    with_child: bool = False
    responsibility: bool = False
    dead: bool = False
    tie: str = ""
    words: list[str] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    # Where they stand in the drawing, in the sentences and in the table, from 1.
    number: int = 0
    # The letters of their homes, for the drawing.
    letters: str = ""
    box: genogram.Box | None = None


@dataclass(slots=True)
class PeopleMap:
    """The whole page's worth of one day."""

    title: str
    on: date
    drawing: genogram.Drawing
    people: list[Seen]
    columns: list[str]
    homes: list[tuple[str, str, str]]
    elsewhen: list[tuple[str, str]]
    trusted: list[tuple[str, str]]
    continuity: str
    changes: list[date]

    @property
    def before(self) -> date | None:
        """The last day before this one on which something changed."""
        return max((held for held in self.changes if held < self.on), default=None)

    @property
    def after(self) -> date | None:
        """The next day after this one on which something changes."""
        return min((held for held in self.changes if held > self.on), default=None)

    @property
    def description(self) -> str:
        """The drawing in one sentence, for who does not see it."""
        others = len(self.people) - 1
        many = "nobody else" if others == 0 else "1 other person" if others == 1 else f"{others} other people"
        child = next(one for one in self.people if one.key == kinship.CHILD)
        return f"{child.name} and {many}. Each is described below in the same order."


def people_map(
    child: Child,
    members: Iterable[NetworkMember],
    homes: Iterable[NetworkHome],
    on: date,
    *,
    seen: Sight | None = None,
) -> PeopleMap:
    """A child's family and network on a day, as one reader may see it.

    ``members`` and ``homes`` are all the rows. ``seen``: what the reader may see of them; without it, each is asked
    about here for whoever asks in this request.
    """
    members, homes = list(members), list(homes)
    seen = people_seen.sight_in_this_request(child, members, homes) if seen is None else seen
    of_child, fields = sees_of(seen.child), dict(seen.people)
    rows = [row for row in members if row.id in fields]
    sees = {row.id: sees_of(fields[row.id]) for row in rows}
    names = {row.id: name for row in rows if (name := _name(row, sees[row.id]))}
    rows = [row for row in rows if row.id in names]
    stays = [held for held in homes if held.id in seen.homes and (held.member_id is None or held.member_id in names)]
    here = [row for row in rows if _around(row, sees[row.id], on)]
    keys = {row.id: f"p{number}" for number, row in enumerate(here)}
    subject = _the_child(child, of_child)
    people = [subject, *[_person(row, sees[row.id], names[row.id], keys, on) for row in here]]
    _say_homes(people, [held for held in stays if _valid(held, on)])
    _say_the_rest(people, {row.id: sees[row.id] for row in here}, names, keys, _short_name(child, of_child), on)
    made = kinship.kin(subject.kin, [one.kin for one in people if one.row is not None])
    drawing = genogram.drawn(made, {one.key: _lines(one, on) for one in people})
    by_drawing = {box.key: (number, box) for number, box in enumerate(drawing.boxes, 1)}
    for one in people:
        one.number, one.box = by_drawing[one.key]
    people.sort(key=lambda one: one.number)
    letters = _letters(people)
    return PeopleMap(
        title=f"People around {subject.name} on {day(on)}",
        on=on,
        drawing=drawing,
        people=people,
        columns=[name for name in COLUMNS if any(one.cells.get(name) for one in people)],
        homes=[(letter, home, _who(people, home)) for home, letter in letters.items()],
        elsewhen=[(names[row.id], _when(row)) for row in rows if row.id not in keys and (row.from_on or row.to_on)],
        trusted=[
            (one.name, trust_words(one.row))
            for one in people
            if one.row and one.row.trusted and sees[one.row.id]("trusted")
        ],
        continuity=_continuity([row for row in rows if sees[row.id]("trusted")], on),
        changes=_changes(rows, sees, stays),
    )


COLUMNS = ("Relation", "Years", "Home", "Parental responsibility", "Partner", "Tie", "There for the child")


def _short_name(child: Child, sees: Callable[[str], bool]) -> str:
    """What to call the child in a sentence, for this reader."""
    return short_name(child) if sees("preferred_name") else "the child"


def _the_child(child: Child, sees: Callable[[str], bool]) -> Seen:
    born = child.born_on.year if child.born_on and sees("date_of_birth") else None
    relative = kinship.Relative(key=kinship.CHILD, relation="", sex=child.sex if sees("sex") else None, born_year=born)
    died = child.died_on is not None and sees("date_of_death")
    cells = {"Years": f"Born {born}"} if born else {}
    name = display_name(child) if sees("preferred_name") else f"Record {child.reference}"
    return Seen(
        key=kinship.CHILD, name=name, relation="", kin=relative, dead=died, cells=cells,
        words=["This record is about them."],
    )  # fmt: skip


def _name(row: NetworkMember, sees: Callable[[str], bool]) -> str:
    if sees("name"):
        return row.name
    if row.relation in codes.SIBLINGS:
        if sees("first_name"):
            return row.name.split(" ")[0]
        return codes.words(codes.RELATION, row.relation) if sees("relation") else ""
    return ""


def _person(row: NetworkMember, sees: Callable[[str], bool], name: str, keys: dict[UUID, str], on: date) -> Seen:
    sibling = row.relation in codes.SIBLINGS
    tells_years, tells_partner = sees("years"), sees("partnership")
    sex = row.sex if tells_years or not sibling and sees("relation") else None
    relative = kinship.Relative(
        key=keys[row.id],
        relation=row.relation,
        sex=sex,
        born_year=row.born_year if tells_years else None,
        through=keys.get(row.relation_to_id) if row.relation_to_id and sees("relation") else None,
        partner=_partner(row, keys, on) if tells_partner else None,
        partnership=_partnership(row, on) if tells_partner else None,
    )
    return Seen(
        key=keys[row.id],
        name=name,
        relation=codes.relation_words(row.relation, sex).lower() if sees("relation") else "",
        kin=relative,
        row=row,
        with_child=row.lives_with_child and sees("lives_together" if sibling else "lives_with_child"),
        responsibility=row.parental_responsibility and not sibling and sees("parental_responsibility"),
        dead=bool(tells_years and row.died_year and row.died_year <= on.year),
        tie=(row.tie or "") if sees("tie") else "",
    )


def _partner(row: NetworkMember, keys: dict[UUID, str], on: date) -> str | None:
    began = row.partners_from_on is None or row.partners_from_on <= on
    return keys.get(row.partner_id) if row.partner_id and began else None


def _partnership(row: NetworkMember, on: date) -> str | None:
    """What they are on the day: what is over was so until its end, and is "ended" only from then on."""
    over = row.partners_to_on is not None and row.partners_to_on <= on
    kind = row.partnership
    if over and kind in {None, "married", "together", "partners"}:
        return "ended"
    if not over and row.partners_to_on is not None and kind in {"separated", "divorced", "ended"}:
        return "together"
    return kind


def _valid(row: Any, on: date) -> bool:
    return (row.from_on is None or row.from_on <= on) and (row.to_on is None or row.to_on > on)


def _around(row: NetworkMember, sees: Callable[[str], bool], on: date) -> bool:
    born = row.born_year is None or not sees("years") or row.born_year <= on.year
    return _valid(row, on) and born


def _say_homes(people: list[Seen], stays: list[NetworkHome]) -> None:
    by_key: dict[UUID | None, Seen] = {one.row.id if one.row is not None else None: one for one in people}
    for held in stays:
        one = by_key.get(held.member_id)
        if one is not None and held.home not in one.homes:
            one.homes.append(held.home)
    subject = people[0]
    for one in people[1:]:
        if one.homes and subject.homes:
            one.with_child = any(home in subject.homes for home in one.homes)


def _say_the_rest(
    people: list[Seen],
    sees: dict[UUID, Callable[[str], bool]],
    names: dict[UUID, str],
    keys: dict[UUID, str],
    child: str,
    on: date,
) -> None:
    """The sentences and the cells of the table for everybody."""
    subject = people[0]
    if subject.homes:
        subject.words.append(f"Lives at {_listed(subject.homes)}.")
        subject.cells["Home"] = _listed(subject.homes)
    partners = _partners(people)
    for one in people[1:]:
        row, shown = one.row, sees[one.row.id]
        related = f"{one.name} is {_related(row.relation, one.relation, child)}"
        if one.kin.through:
            related += f", through {names[row.relation_to_id]}"
        one.words.append(f"{related}.")
        one.cells["Relation"] = one.relation[:1].upper() + one.relation[1:]
        if shown("years") and years(row):
            one.words.append(
                f"{years(row)}." if not row.died_year or one.dead else f"Born {row.born_year}." if row.born_year else ""
            )
            one.cells["Years"] = years(row)
        if one.homes:
            one.words.append(f"Lives at {_listed(one.homes)}{', with ' + child if one.with_child else ''}.")
        elif one.with_child:
            one.words.append(f"Lives with {child}.")
        one.cells["Home"] = _listed(one.homes) if one.homes else f"With {child}" if one.with_child else ""
        if one.responsibility:
            one.words.append("Has parental responsibility.")
            one.cells["Parental responsibility"] = "Yes"
        if partners.get(one.key):
            one.cells["Partner"] = "; ".join(partners[one.key])
            one.words.extend(f"{said}." for said in partners[one.key])
        if one.tie:
            one.words.append(f"The tie is {codes.words(codes.TIE, one.tie).lower()}.")
            one.cells["Tie"] = codes.words(codes.TIE, one.tie)
        if shown("trusted") and row.trusted:
            one.words.append(
                f"An adult who is there for {child}: {trust_words(row)[:1].lower()}{trust_words(row)[1:]}."
            )
            one.cells["There for the child"] = trust_words(row)
        one.words = [said for said in one.words if said]


def _related(relation: str, words: str, child: str) -> str:
    """What somebody is to the child, as a sentence goes on."""
    if not words:
        return f"in {child}’s network"
    return {
        "partner_of_parent": f"the partner of a parent of {child}’s",
        "friend": "a friend of the family",
        "other": f"somebody in {child}’s life",
        "own_child": f"{child}’s own {words}",
        "partner": f"{child}’s own partner",
    }.get(relation, f"{child}’s {words}")


def _partners(people: list[Seen]) -> dict[str, list[str]]:
    """Whose partner everybody is, said of both."""
    by_key = {one.key: one for one in people}
    found: dict[str, list[str]] = {}
    for one in people:
        other = by_key.get(one.kin.partner or "")
        if other is None or other is one:
            continue
        kind = codes.words(codes.PARTNERSHIP, one.kin.partnership) or "Partner"
        found.setdefault(one.key, []).append(f"{kind}: {other.name}")
        if f"{kind}: {one.name}" not in found.setdefault(other.key, []):
            found[other.key].append(f"{kind}: {one.name}")
    return found


def _lines(one: Seen, on: date) -> list[str]:
    """The words beneath somebody's mark."""
    lines = genogram.wrapped(one.name)
    if one.relation:
        lines += genogram.wrapped(one.relation)
    told = one.cells.get("Years", "")
    return lines + (genogram.wrapped(told) if told else [])


def _letters(people: list[Seen]) -> dict[str, str]:
    """A letter for each home, the child's own first, so that a home is told without colour."""
    subject = next(one for one in people if one.key == kinship.CHILD)
    homes = list(dict.fromkeys([*subject.homes, *[home for one in people for home in one.homes]]))
    letters = {home: _letter(number) for number, home in enumerate(homes)}
    for one in people:
        one.letters = " ".join(letters[home] for home in one.homes)
    return letters


def _letter(number: int) -> str:
    return chr(65 + number) if number < 26 else f"{chr(64 + number // 26)}{chr(65 + number % 26)}"


def _who(people: list[Seen], home: str) -> str:
    return _listed([one.name for one in people if home in one.homes])


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _when(row: NetworkMember) -> str:
    if row.from_on and row.to_on:
        return f"from {day(row.from_on)} to {day(row.to_on)}"
    return f"from {day(row.from_on)}" if row.from_on else f"until {day(row.to_on)}" if row.to_on else ""


def _continuity(rows: list[NetworkMember], on: date) -> str:
    """For how long one and the same adult has been there, of those who still are."""
    since = [
        row.trusted_since_on
        for row in rows
        if row.trusted
        and row.trusted_since_on
        and row.in_touch != "no"
        and row.trusted_since_on <= on
        and _valid(row, on)
    ]
    if not since:
        return ""
    first = min(since)
    months = (on.year - first.year) * 12 + on.month - first.month - (on.day < first.day)
    length = "less than a month" if months < 1 else "1 month" if months == 1 else f"{months} months"
    return f"The same trusted adult has been there for {length}."


def _changes(
    rows: list[NetworkMember], sees: dict[UUID, Callable[[str], bool]], stays: list[NetworkHome]
) -> list[date]:
    found: set[date | None] = set()
    for row in rows:
        found |= {row.from_on, row.to_on}
        if sees[row.id]("partnership"):
            found |= {row.partners_from_on, row.partners_to_on}
    for held in stays:
        found |= {held.from_on, held.to_on}
    return sorted(held for held in found if held is not None)
