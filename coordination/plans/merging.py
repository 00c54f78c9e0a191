"""Two people changed the same thing: what each changed, and what can be kept. Pure: no database, no clock.

A statement is compared by its fields as primitives: words (text, family_text, young_text), audiences and
facts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Standing = Literal["same", "mine", "theirs", "both"]

# Fields that hold words: both can be kept together. Anything else is one or the other.
WORDS = frozenset(
    {
        "text",
        "family_text",
        "young_text",
        "keeps_going",
        "goal",
        "baseline",
        "measure",
        "target",
        "note",
        "blocker",
        "evidence",
        "supporting",
        "who",
        "how_often",
        "phone",
        "declined_reason",
        "gathered_how",
        "helped_by",
        "strength",
        "diagnosis",
        "impact",
        "steps",
        "monitored_by",
        "expertise",
        "setting",
        "funding",
        "monitoring",
        "commissioner",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a crossed change: what it said at first, what each made of it, and who changed it."""

    name: str
    base: Any
    mine: Any
    theirs: Any

    @property
    def standing(self) -> Standing:
        """Who changed this field: nobody ("same"), one, or both in different ways."""
        if same(self.mine, self.theirs) or same(self.mine, self.base):
            return "same" if same(self.theirs, self.base) or same(self.mine, self.theirs) else "theirs"
        return "mine" if same(self.theirs, self.base) else "both"

    @property
    def can_keep_both(self) -> bool:
        """Whether both can stand together: words can, a date or a name cannot."""
        return self.name in WORDS


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same. No answer is no answer, however it is stored; the order of ticks says
    nothing.
    """
    if _nothing(one) and _nothing(other):
        return True
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return bool(one == other)


def _nothing(value: Any) -> bool:
    return value is None or value == "" or value == []


def compare(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> list[Line]:
    """Every field that ``mine`` says something about, in its order."""
    return [Line(name, base.get(name), value, theirs.get(name)) for name, value in mine.items()]


def crossed(lines: Sequence[Line]) -> bool:
    """Whether somebody must look: both changed something that this form shows."""
    changed_by_them = any(not same(line.theirs, line.base) for line in lines)
    changed_by_me = any(not same(line.mine, line.base) for line in lines)
    agree = all(same(line.mine, line.theirs) for line in lines)
    return changed_by_them and changed_by_me and not agree


def overlaps(lines: Sequence[Line]) -> bool:
    """Whether both changed the same field in different ways."""
    return any(line.standing == "both" for line in lines)


def together(theirs: str, mine: str) -> str:
    """Both texts in one, the first saved first. One that holds the other already is enough."""
    if holds(mine, theirs):
        return mine
    if holds(theirs, mine):
        return theirs
    return f"{theirs}\n\n{mine}"


def holds(text: str, words: str) -> bool:
    """Whether ``words`` stand in ``text`` as they are: "he is safe" does not stand in "she is safe"."""
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return not words or re.search(before + re.escape(words) + after, text) is not None


def decided(line: Line, choice: str | None, words: str | None = None) -> Any:
    """What a field says after a decision: "mine", "theirs", or "both" (words as written, or the two
    together).

    A field only one person changed needs no decision: it keeps that change unless somebody says otherwise.
    """
    if choice == "mine":
        return line.mine
    if choice == "theirs":
        return line.theirs
    if choice == "both" and line.can_keep_both:
        return words if words is not None else together(line.theirs or "", line.mine or "")
    if line.standing == "mine":
        return line.mine
    return line.theirs
