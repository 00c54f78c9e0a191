"""How a child is named on a page: the name they like, their whole name, or that nobody has recorded one.

Statutory files carry no names. Such a child is "Name not recorded" with the local id, to staff only; no paper for
family is made until a name is filled in.
"""

from coordination.children.matching import folded
from coordination.children.models import Child


def display_name(child: Child) -> str:
    """The name on a page's header: preferred first name and family name, or that none is recorded."""
    first = child.preferred_name or child.given_names
    words = " ".join(part for part in (first, child.family_name) if part)
    if words:
        return words
    known_by = f"local id {child.local_id}" if child.local_id else f"record {child.reference}"
    return f"Name not recorded ({known_by})"


def whole_name(child: Child) -> str:
    """Given names and family name as recorded, or that none is recorded."""
    return " ".join(part for part in (child.given_names, child.family_name) if part) or display_name(child)


def short_name(child: Child) -> str:
    """What somebody calls the child in a sentence: the preferred name, the first given name, or "this child"."""
    if child.preferred_name:
        return child.preferred_name
    return (child.given_names or "").split(" ")[0] or "this child"


def family_name_ready(child: Child) -> bool:
    """Whether the child has a name that paper for family may carry."""
    return bool(child.given_names or child.preferred_name)


def sort_name(given_names: str | None, family_name: str | None) -> str:
    """What lists are ordered by: family name, then given names, small letters without accents."""
    return " ".join(part for part in (folded(family_name or ""), folded(given_names or "")) if part)
