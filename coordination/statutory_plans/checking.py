"""The look of the virtual school head at the quality of a personal education plan.

Source: Promoting the education of looked-after and previously looked-after children 2018 (statutory guidance): the
virtual school head makes sure that every child has a plan of good quality.
"""

from collections.abc import Mapping
from uuid import UUID

from coordination import clock
from coordination.access.actor import Actor
from coordination.db import RuleBroken, db
from coordination.statutory_plans.models import PepCheck, StatutoryPlan
from coordination.statutory_plans.operations import happened

# The colours of a check, the worst last.
COLOURS = ("green", "amber", "red")
COLOUR_WORDS = {"green": "Green: good", "amber": "Amber: needs something", "red": "Red: not good enough"}


def check(
    plan: StatutoryPlan,
    *,
    id: UUID,
    findings: Mapping[str, tuple[str, str]],
    note: str = "",
    by: Actor,
) -> PepCheck:
    """The virtual school head looks at the quality of a plan: for each criterion a colour and what is to be done.

    What is amber or red says what is to be done. The same key again is the same check.
    """
    existing = db.session.get(PepCheck, id)
    if existing is not None:
        return existing
    criteria = [criterion.code for criterion in plan.regime.criteria]
    if not criteria or plan.elsewhere:
        raise RuleBroken("There is nothing to check here.")
    for code in criteria:
        colour, to_do = findings.get(code, ("", ""))
        if colour not in COLOURS:
            raise RuleBroken("Choose green, amber or red.", f"rag_{code}")
        if colour != "green" and not to_do.strip():
            raise RuleBroken("Say what is to be done.", f"do_{code}")
    worst = max((findings[code][0] for code in criteria), key=COLOURS.index)
    held = PepCheck(
        id=id,
        authority_id=plan.authority_id,
        child_id=plan.child_id,
        statutory_id=plan.id,
        checked_on=clock.today(),
        rag=worst,
        findings={code: {"rag": findings[code][0], "do": findings[code][1].strip()} for code in criteria},
        note=note.strip() or None,
        recorded_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    happened(plan, "pep_checked", None, by, found=worst)
    return held
