"""Where the marks, lines and words of a genogram go. ``components/genogram.html`` draws them.

All numbers are pixels of the drawing. Everybody has a column of their own as wide as their words; what comes down from
a couple comes down between two columns, so that no line crosses a name and no two people overlap, however many they
are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from coordination.children.kinship import Couple, Family, Kin

COLUMN, MARK, LINE = 152, 48, 17
# How wide the words beneath a mark may be, in letters of ordinary width at 14 pixels.
ROOM = 126
_MARGIN, _UNDER, _STEP, _AROUND_ACROSS = 20, 12, 9, 6
_BENEATH_LINES, _BETWEEN = 9, 22
_NARROW, _BROAD = frozenset("iljtfrI.,;:'’|!()-[] "), frozenset("mwMWQO@%&")


@dataclass(frozen=True, slots=True)
class Box:
    """One person: the middle and top of their mark, and their words beneath it, line by line."""

    key: str
    x: int
    top: int
    words_top: int
    lines: tuple[str, ...]

    @property
    def bottom(self) -> int:
        """Where their words end."""
        return self.words_top + LINE * len(self.lines)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One straight line. ``how``: "" whole, "dashed"."""

    x1: int
    y1: int
    x2: int
    y2: int
    how: str = ""


@dataclass(slots=True)
class Drawing:
    """The whole drawing, ready to be drawn."""

    width: int = 0
    height: int = 0
    boxes: list[Box] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    # The heading over those who stand around the family: where it stands, or none.
    around_top: int | None = None


def _wide(text: str) -> float:
    """How wide words are, near enough: every letter as wide as its kind is in a plain sans-serif."""
    return sum(
        5.0 if sign in _NARROW else 12.5 if sign in _BROAD else 9.8 if sign.isupper() or ord(sign) > 591 else 7.9
        for sign in text
    )


def wrapped(text: str, room: float = ROOM) -> list[str]:
    """Words on lines that fit ``room``; a word that is wider is broken over lines, never cut short."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and _wide(f"{line} {word}") > room:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while _wide(line) > room:
            fits = next(many for many in range(len(line) - 1, 0, -1) if many == 1 or _wide(line[:many]) <= room)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line else lines


def drawn(kin: Kin, words: Mapping[str, Sequence[str]]) -> Drawing:
    """The family as a drawing. ``words`` are the lines beneath each person's mark, by key."""
    across = _across(kin)
    left = min(across.values(), default=0)
    # The middle of each column.
    x = {key: value - left + _MARGIN + COLUMN // 2 for key, value in across.items()}
    drawing = Drawing()
    top = _MARGIN
    coming_down: list[_Descent] = []
    for _, row in kin.generations:
        coming_down += [_Descent(family) for family in kin.families if not family.parents and family.children[0] in row]
        buses = _levels([(descent.left(x), descent.right(x)) for descent in coming_down])
        top += _BETWEEN + _STEP * (max(buses) + 1) if coming_down else 0
        for descent, level in zip(coming_down, buses, strict=True):
            descent.arrive(drawing, x, bus=top - 14 - _STEP * level, marks=top)
        coming_down, lines_bottom = _beneath(drawing, kin, row, x, top)
        words_top = lines_bottom + _BENEATH_LINES
        drawing.boxes += [Box(key, x[key], top, words_top, tuple(words[key])) for key in row]
        top = max(box.bottom for box in drawing.boxes[-len(row) :]) + _BETWEEN
    drawing.width = max(x.values(), default=0) + COLUMN // 2 + _MARGIN
    _around(drawing, kin.around, words, top)
    drawing.height = max(box.bottom for box in drawing.boxes) + _MARGIN
    return drawing


def _around(drawing: Drawing, people: Sequence[str], words: Mapping[str, Sequence[str]], top: int) -> None:
    if not people:
        return
    drawing.around_top = top + 16
    top += 40
    fits = max(_AROUND_ACROSS, (drawing.width - 2 * _MARGIN) // COLUMN)
    for start in range(0, len(people), fits):
        row = people[start : start + fits]
        for place, key in enumerate(row):
            middle = _MARGIN + COLUMN * place + COLUMN // 2
            drawing.boxes.append(Box(key, middle, top, top + MARK + _UNDER + _BENEATH_LINES, tuple(words[key])))
        top = max(box.bottom for box in drawing.boxes[-len(row) :]) + _BETWEEN
        drawing.width = max(drawing.width, 2 * _MARGIN + COLUMN * len(row))


# -- across ----------------------------------------------------------------------------------------------------------


def _across(kin: Kin) -> dict[str, int]:
    """The middle of each person's column. Children are drawn beneath their parents as far as there is room."""
    rows = [row for _, row in kin.generations]
    x: dict[str, float] = {}
    for row in rows:
        for place, key in enumerate(row):
            x[key] = (place - (len(row) - 1) / 2) * COLUMN
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for family in kin.families:
        for child in family.children:
            above.setdefault(child, []).extend(family.parents)
        for parent in family.parents:
            below.setdefault(parent, []).extend(family.children)
    for turn in range(8):
        for row in rows if turn % 2 == 0 else reversed(rows):
            near = above if turn % 2 == 0 else below
            wanted = [_middle(x, near.get(key, ()), x[key]) for key in row]
            for key, value in zip(row, _spaced(wanted), strict=True):
                x[key] = value
    return {key: round(value) for row in rows for key, value in zip(row, _spaced([x[k] for k in row]), strict=True)}


def _middle(x: Mapping[str, float], keys: Iterable[str], otherwise: float) -> float:
    found = [x[key] for key in keys]
    return sum(found) / len(found) if found else otherwise


def _spaced(wanted: Sequence[float]) -> list[float]:
    """The places nearest to those wanted, in this order, each a whole column from the next."""
    # Without the columns already taken, the order is all that must be kept: pool what would run into one another.
    pools: list[tuple[float, int]] = []
    for place, value in enumerate(wanted):
        mean, many = value - place * COLUMN, 1
        while pools and pools[-1][0] > mean:
            before, count = pools.pop()
            mean, many = (before * count + mean * many) / (count + many), count + many
        pools.append((mean, many))
    starts = [round(mean) for mean, many in pools for _ in range(many)]
    return [start + place * COLUMN for place, start in enumerate(starts)]


def _levels(spans: Sequence[tuple[int, int]]) -> list[int]:
    """A level for each span, so that no two on one level touch; the narrowest nearest."""
    taken: list[list[tuple[int, int]]] = []
    found = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda one: (spans[one][1] - spans[one][0], spans[one], one)):
        start, end = spans[number]
        level = 0
        while level < len(taken) and any(start <= right + 8 and left <= end + 8 for left, right in taken[level]):
            level += 1
        if level == len(taken):
            taken.append([])
        taken[level].append((start, end))
        found[number] = level
    return found


# -- beneath a row ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Descent:
    """One family on its way down to its children: from where, and how it is drawn."""

    family: Family
    # Where it comes down between two columns, and from how far up; none where no parent is known.
    down: int | None = None
    start: int = 0

    def left(self, x: Mapping[str, int]) -> int:
        return min([x[key] for key in self.family.children] + ([self.down] if self.down is not None else []))

    def right(self, x: Mapping[str, int]) -> int:
        return max([x[key] for key in self.family.children] + ([self.down] if self.down is not None else []))

    def arrive(self, drawing: Drawing, x: Mapping[str, int], *, bus: int, marks: int) -> None:
        how = "dashed" if self.family.adopted else ""
        if self.down is not None:
            drawing.strokes.append(Stroke(self.down, self.start, self.down, bus, how))
        drawing.strokes.append(Stroke(self.left(x), bus, self.right(x), bus, how))
        drawing.strokes.extend(Stroke(x[key], bus, x[key], marks, how) for key in self.family.children)


def _beneath(
    drawing: Drawing, kin: Kin, row: Sequence[str], x: Mapping[str, int], top: int
) -> tuple[list[_Descent], int]:
    """Draw the lines of the couples of a row. Answers the families that come down from it, and where the lines end."""
    here = set(row)
    couples = [couple for couple in kin.couples if couple.one in here]
    families = [family for family in kin.families if here & set(family.parents)]
    downs = _downs(families, couples, row, x)
    # The lines beneath the marks: of each couple, and of each parent whose children have no other one here.
    lines = [_span(x[couple.one], x[couple.other]) for couple in couples]
    lines += [_span(x[family.parents[0]], down) for family, down in zip(families, downs, strict=True) if _alone(family)]
    foot = top + MARK
    heights = [foot + _UNDER + _STEP * level for level in _levels(lines)]
    of_couple: dict[frozenset[str], int] = {}
    for couple, (left, right), y in zip(couples, lines, heights, strict=False):
        how = "dashed" if couple.kind in {"together", "partners"} else ""
        drawing.strokes += [Stroke(left, foot, left, y, how), Stroke(right, foot, right, y, how)]
        drawing.strokes += [Stroke(left, y, right, y, how), *_cuts(couple.kind, left, y)]
        of_couple[frozenset((couple.one, couple.other))] = y
    of_one = iter(heights[len(couples) :])
    found = []
    for family, down in zip(families, downs, strict=True):
        if _alone(family):
            y, middle = next(of_one), x[family.parents[0]]
            drawing.strokes += [Stroke(middle, foot, middle, y), Stroke(*_ends(middle, down, y))]
        else:
            y = of_couple[frozenset(family.parents[:2])]
        found.append(_Descent(family, down, y))
    return found, max(heights, default=foot + _UNDER)


def _alone(family: Family) -> bool:
    return len(family.parents) == 1


def _span(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _ends(one: int, other: int, y: int) -> tuple[int, int, int, int]:
    left, right = _span(one, other)
    return left, y, right, y


def _downs(
    families: Sequence[Family], couples: Sequence[Couple], row: Sequence[str], x: Mapping[str, int]
) -> list[int]:
    """Where each family comes down: between two columns, and never where another one does."""
    taken: dict[int, int] = {}
    found: list[int] = []
    for family in families:
        first = family.parents[0]
        if _alone(family):
            partners = [couple.other if couple.one == first else couple.one for couple in couples
                        if first in (couple.one, couple.other)]  # fmt: skip
            beyond = sum(1 if x[key] > x[first] else -1 for key in partners) < 0
            between = x[first] + (COLUMN // 2 if beyond else -COLUMN // 2)
        else:
            left, right = sorted(family.parents[:2], key=lambda key: x[key])
            beside = row.index(right) - row.index(left) == 1
            between = (x[left] + x[right]) // 2 if beside else x[left] + COLUMN // 2
        many = taken[between] = taken.get(between, 0) + 1
        found.append(between + (many // 2) * (-5 if many % 2 else 5))
    return found


def _cuts(kind: str, left: int, y: int) -> list[Stroke]:
    """The strokes across the line of a couple that is no longer one: one for separated, two for divorced."""
    many = {"separated": 1, "divorced": 2, "ended": 2}.get(kind, 0)
    start = left + COLUMN // 4
    return [Stroke(start + 7 * n - 4, y + 7, start + 7 * n + 4, y - 7) for n in range(many)]
