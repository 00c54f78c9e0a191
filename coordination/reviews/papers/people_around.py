"""The appendix of a review's record: family and network on the day of the review, as its reader may see them.

A draft shows them as they stand; a signed record keeps them as they stood when it was signed.
"""

from collections.abc import Iterable

from coordination import clock
from coordination.access.actor import Actor
from coordination.children import people_map, people_seen
from coordination.children.models import Child, NetworkHome, NetworkMember
from coordination.children.people_map import PeopleMap, Seen
from coordination.children.people_seen import Sight
from coordination.documents import facts as shapes
from coordination.reviews.models import Review

Rows = tuple[list[NetworkMember], list[NetworkHome]]


class Family:
    """The rows of one child's family, read once for everybody a paper is for.

    ``then``: as they stood when the record was signed. That is what is drawn, as far as its reader might see it then
    and may see it now: whoever may not see somebody today does not get them on paper.
    """

    def __init__(self, child: Child, rows: Rows, then: Rows | None = None) -> None:
        self.child = child
        self._rows = rows
        self._then = then

    @property
    def members(self) -> list[NetworkMember]:
        """Everybody in it, in the order they were recorded."""
        return self._rows[0]

    def sight(self, reader: Actor, beside: Actor | None = None) -> Sight:
        """What a reader may see of them; ``beside``: what somebody who looks at it may see as well."""
        seen = people_seen.sight(self.child, *self._rows, reader)
        if self._then is not None:
            seen = people_seen.sight(self.child, *self._then, reader).within(seen)
        return seen if beside is None else seen.within(self.sight(beside))

    def around(self, review: Review, seen: Sight) -> shapes.PeopleAround | None:
        """The people on the day of a review. None where there is nobody to be seen but the child."""
        rows = self._rows if self._then is None else self._then
        drawn = people_map.people_map(self.child, *rows, review.held_on or clock.today(), seen=seen)
        return _facts(drawn) if len(drawn.people) > 1 else None


def _facts(drawn: PeopleMap) -> shapes.PeopleAround:
    drawing = drawn.drawing
    return {
        "title": drawn.title,
        "description": drawn.description,
        "drawing": {
            "width": drawing.width,
            "height": drawing.height,
            "strokes": [
                {"x1": line.x1, "y1": line.y1, "x2": line.x2, "y2": line.y2, "how": line.how}
                for line in drawing.strokes
            ],
            "around_top": drawing.around_top,
        },
        "columns": drawn.columns,
        "people": list(_people(drawn.people, drawn.columns)),
        "homes": [{"letter": letter, "home": home, "who": who} for letter, home, who in drawn.homes],
    }


def _people(people: Iterable[Seen], columns: list[str]) -> Iterable[shapes.MapPerson]:
    for one in people:
        if one.box is not None:
            yield {
                "key": "child" if one.row is None else "",
                "number": one.number,
                "name": one.name,
                "box": {
                    "x": one.box.x,
                    "top": one.box.top,
                    "words_top": one.box.words_top,
                    "bottom": one.box.bottom,
                    "lines": list(one.box.lines),
                },
                "kin": {"mark": one.kin.mark or ""},
                "homes": one.homes,
                "with_child": one.with_child,
                "responsibility": one.responsibility,
                "dead": one.dead,
                "tie": one.tie,
                "letters": one.letters,
                "words": " ".join(one.words),
                "cells": [one.cells.get(column, "") for column in columns],
            }
