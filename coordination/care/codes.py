"""Words for the codes of a looked-after child's history: those of the SSDA903 return, and a few of our own."""

from datetime import date

from coordination.codes import code_list, return_year

# Why a child lives where the law asks for visits of their own: CPPCR 2010 regs 19, 24 and 28(3) to (5).
LIVES_WITH = {
    "parent_before_assessment": "With a parent who has not been assessed yet (regulation 19)",
    "connected_person_temporary": "With a connected person under a temporary approval (regulation 24)",
}
SIBLINGS = {
    "none": "No brother or sister is looked after",
    "together": "With all brothers and sisters who are looked after",
    "some": "With some of them",
    "apart": "Apart from all of them",
}
VISITS = {
    "looked_after": "As a looked-after child",
    "child_protection": "Under a child protection plan",
    "child_in_need": "Under a child in need plan",
    "adviser": "By the personal adviser",
    "private_fostering": "As a privately fostered child",
    "long_stay": "On a long stay in hospital or a residential school",
    "other": "Another visit",
}
PLACES_OF_A_VISIT = {"home": "Where they live", "school": "At school or college", "elsewhere": "Somewhere else"}
# Placement with parents, and the ground it is visited under: regulation 28(4) and (5).
WITH_PARENTS = "P1"
# Children's homes, secure ones among them: visited every month by somebody independent.
CHILDRENS_HOMES = frozenset({"K1", "K2"})
LONG_TERM_FOSTER = frozenset({"U1", "U4"})
_WITH_PARENTS_UNDER = {"C1": "parent_interim_order", "C2": "parent_care_order"}


def words(name: str, code: str | None) -> str:
    """What a code of a list means, with the code; the code itself where the list has none like it."""
    if not code:
        return "Not recorded"
    found = code_list(name).get(code)
    return f"{found.label} ({code})" if found is not None else code


def choices(name: str, on: date) -> list[tuple[str, str]]:
    """The codes of a list that may be used on a day, with their words."""
    return code_list(name).choices(return_year(on))


def lives_with(placement_code: str, said: str | None, legal_code: str | None) -> str | None:
    """How the child lives, where the law asks for visits more often (CPPCR 2010 reg. 28(3) to (5)); else None.

    ``said`` is what was recorded with the placement; with their own parents it follows from the order.
    """
    if said:
        return said
    return _WITH_PARENTS_UNDER.get(legal_code or "") if placement_code == WITH_PARENTS else None
