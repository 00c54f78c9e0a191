"""No protected place leaves in a statutory return.

A return is its own audience: the department that the law has collect it. What the collection asks for as codes, numbers
and days leaves as it asks, though it may stand for a place that is protected: the number of a school does, and a return
without it is wrong for that child. Words and postcodes are looked through like every paper that goes out. One that
names a protected place is left empty and counted among what was left out, and the return is not stopped: the rest of it
is owed. A child's own names leave as they stand in the record.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from coordination.children.models import Child
from coordination.db import db
from coordination.exchange.returns.rows import Gathered
from coordination.protected import papers

WHY = "It names a place that is protected."


def take_out(found: Gathered, words: Mapping[str, Sequence[str]]) -> None:
    """Empty the cells of ``words`` (columns by file) that name a protected place of the row's child; in a row about no
    child, of anybody in the return.
    """
    references = {row.child for row in found.rows if row.child}
    asked = select(Child.id, Child.reference).where(Child.reference.in_(references))
    keys = {row.id: row.reference for row in db.session.execute(asked)}
    looks = {keys[look.child_id]: look for look in papers.looks(keys)}
    if not looks:
        return
    for row in found.rows:
        named = [looks[row.child]] if row.child in looks else [] if row.child else list(looks.values())
        for column in words.get(row.module, ()):
            value = row.values.get(column)
            if isinstance(value, str) and any(look.kinds_in(value) for look in named):
                row.values[column] = None
                found.leave(f"{row.module}.{column}", WHY)
