"""A pupil of the school: adding one who has no record yet, and where they learn."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.cases import operations as cases
from coordination.cases.models import CaseKind
from coordination.children import operations as children
from coordination.children.models import Child, SchoolPlace
from coordination.children.parts import PARTS, add_row
from coordination.db import RuleBroken, db, new_id


def add_pupil(
    *,
    id: UUID,
    case_id: UUID,
    authority_id: UUID,
    agency_id: UUID,
    school: str,
    given_names: str,
    family_name: str,
    preferred_name: str = "",
    born_on: date | None,
    year_group: str = "",
    by: Actor,
) -> Child:
    """Open the record of a pupil of the school who has none, led by the SENCO: the same record everybody else opens.

    The same ``id`` again is the same pupil. Likely duplicates go to the records team without a word to the author.
    """
    existing = db.session.get(Child, id)
    if existing is not None:
        return existing
    if by.person_id is None:
        raise RuleBroken("Sign in to add a pupil.")
    if not given_names.strip() or not family_name.strip():
        raise RuleBroken("Enter the pupil’s first name and family name", "given_names")
    # A SENCO may lead a team, and opens the record as whoever leads from another agency does.
    child = children.create_child(
        id=id,
        authority_id=authority_id,
        given_names=given_names.strip(),
        family_name=family_name.strip(),
        preferred_name=preferred_name.strip() or None,
        born_on=born_on,
        by=by,
        role="LP",
        agency_id=agency_id,
    )
    add_row(
        PARTS["schools"],
        child,
        id=new_id(),
        by=by,
        source_agency_id=agency_id,
        agency_id=agency_id,
        name=school,
        year_group=year_group.strip() or None,
        from_on=None,
        to_on=None,
    )
    cases.open_case(
        child,
        id=case_id,
        kind=CaseKind.SEND.value,
        reason="SEN Support at school",
        opened_on=clock.today(),
        team_id=None,
        lead_id=by.person_id,
        lead_role="SEN",
        lead_agency_id=agency_id,
        by=by,
    )
    return child


def place_of(child_id: UUID, agency_id: UUID) -> SchoolPlace | None:
    """The child's present place at one school."""
    today = clock.today()
    return db.session.scalar(
        select(SchoolPlace)
        .where(SchoolPlace.child_id == child_id, SchoolPlace.agency_id == agency_id)
        .where(SchoolPlace.to_on.is_(None) | (SchoolPlace.to_on > today))
        .order_by(SchoolPlace.from_on.desc().nulls_last(), SchoolPlace.id)
        .limit(1)
    )
