"""Whether it is certain who a child is: a record that was opened by hand is provisional until somebody has seen proof.

Whoever may change a child's name and birth details may say so, on one of the grounds below, and may take it back where
doubt comes up. Both stand in the record's history with who, when and on what ground. A returns file and every right to
see the record are the same before and after: the mark tells workers how far they can rely on a name.
"""

from datetime import date

from coordination import clock
from coordination.access.actor import Actor
from coordination.children.models import Child
from coordination.db import RuleBroken, db
from coordination.events import operations as events

# What is proof of who a child is.
PROOFS = {
    "birth_certificate": "A birth certificate",
    "passport": "A passport, visa or identity card",
    "nhs": "The NHS’s own record, found by the NHS number",
    "register": "The register of a school or another service that has seen proof",
    "court": "A court order or papers of a court",
}
DOUBTS = {
    "differs": "Two papers or records say different things",
    "not_theirs": "The proof was somebody else’s",
    "two_records": "There may be two records of this child, or two children on this one",
    "other_name": "The child or family used another name",
}


def confirm(child: Child, *, proof: str, seen_on: date, by: Actor) -> Child:
    """It is certain who the child is. ``proof``: one of ``PROOFS``, seen on ``seen_on``. Raises RuleBroken."""
    if not child.provisional:
        raise RuleBroken("Somebody has confirmed this already.")
    if proof not in PROOFS:
        raise RuleBroken("Choose what was seen", "proof")
    if not (child.given_names or child.family_name) or child.born_on is None:
        raise RuleBroken("Record a name and the date of birth first: there is nothing yet that proof could confirm")
    if not child.born_on <= seen_on <= clock.today():
        raise RuleBroken("The day is after the birth, and today or earlier", "seen_on")
    child.provisional = False
    db.session.flush()
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind="identity_confirmed",
        occurred_on=seen_on,
        about=child,
        facts={"ground": PROOFS[proof]},
        by=by.person_id,
    )
    return child


def doubt(child: Child, *, why: str, by: Actor) -> Child:
    """It is not certain any more who the child is. ``why``: one of ``DOUBTS``. Raises RuleBroken."""
    if child.provisional:
        raise RuleBroken("This is provisional already.")
    if why not in DOUBTS:
        raise RuleBroken("Choose why there is doubt", "why")
    child.provisional = True
    db.session.flush()
    events.record(
        authority_id=child.authority_id,
        child_id=child.id,
        kind="identity_doubted",
        about=child,
        facts={"ground": DOUBTS[why]},
        by=by.person_id,
    )
    return child
