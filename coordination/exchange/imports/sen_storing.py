"""Storing what an area-SEND Annex A says: plans that are kept, needs, numbers and schools, by their natural keys."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import exists, select

from coordination.agencies.models import Agency, Setting
from coordination.children.models import Child, ChildIdentifier, SchoolPlace, SenNeed
from coordination.db import db, new_id
from coordination.ehc.models import AnnualReview
from coordination.ehc.plan_models import FormalPlan, PlanIssue
from coordination.exchange.imports.sen_records import LearnerNumber, NeedHeld, PlanHeld, SchoolHeld

if TYPE_CHECKING:
    from coordination.exchange.imports.storing import Store

# Not new, not changed: what stands here was written here, and a list from elsewhere does not write over it.
KEPT = "kept as it is here"


def plan(store: "Store", record: PlanHeld, child: Child) -> str:
    """The plan. One that was written or ended here stays as it is."""
    held = db.session.scalar(select(FormalPlan).where(FormalPlan.child_id == child.id, FormalPlan.type == "ehc",
                                                      FormalPlan.state != "ceased"))  # fmt: skip
    same = db.session.scalar(
        select(FormalPlan).where(FormalPlan.child_id == child.id, FormalPlan.source_key == record.key)
    )
    facts = {"issued_on": record.issued_on, "reviewed_on": record.reviewed_on}
    if same is None and held is not None or (same is not None and _written_here(same)):
        return KEPT
    if same is None:
        same, outcome = _new_plan(store, record, child), "new"
    elif all(getattr(same, name) == value for name, value in facts.items()):
        return "same"
    else:
        for name, value in facts.items():
            setattr(same, name, value)
        outcome = "changed"
    db.session.flush()
    store.happens(child, record.first_issued_on, "ehc_plan_issued", f"{record.key}:first", same, amended_plan=False)
    if record.issued_on > record.first_issued_on:
        store.happens(
            child, record.issued_on, "ehc_plan_issued", f"{record.key}:{record.issued_on}", same, amended_plan=True
        )
    if record.reviewed_on is not None:
        key = f"{record.key}:reviewed:{record.reviewed_on}"
        store.happens(child, record.reviewed_on, "ehc_review_completed", key, same)
    return outcome


def _written_here(held: FormalPlan) -> bool:
    """Whether the plan was ended, sent or reviewed here: then its days are ours."""
    ours = exists().where(PlanIssue.plan_id == held.id) | exists().where(AnnualReview.plan_id == held.id)
    return held.state == "ceased" or bool(db.session.scalar(select(ours)))


def _new_plan(store: "Store", record: PlanHeld, child: Child) -> FormalPlan:
    made = FormalPlan(
        id=new_id(),
        authority_id=child.authority_id,
        child_id=child.id,
        type="ehc",
        state="final",
        started_on=record.first_issued_on,
        first_issued_on=record.first_issued_on,
        issued_on=record.issued_on,
        reviewed_on=record.reviewed_on,
        source_key=record.key,
        recorded_by=store.by,
    )
    db.session.add(made)
    return made


def need(store: "Store", record: NeedHeld, child: Child) -> str:
    """The primary need that stands. Another one that was recorded here stays."""
    standing = db.session.scalars(
        select(SenNeed).where(SenNeed.child_id == child.id, SenNeed.rank == 1, SenNeed.to_on.is_(None))
    ).all()
    if any(held.code != record.code for held in standing):
        return KEPT
    if standing:
        held = standing[0]
        if held.provision == record.provision:
            return "same"
        held.provision = record.provision
        return "changed"
    _add(store, child, SenNeed, code=record.code, rank=1, provision=record.provision)
    return "new"


def number(store: "Store", record: LearnerNumber, child: Child) -> str:
    """The unique learner number."""
    held = db.session.scalars(
        select(ChildIdentifier.value).where(ChildIdentifier.child_id == child.id, ChildIdentifier.kind == "uln")
    ).all()
    if held:
        return "same" if record.number in held else KEPT
    _add(store, child, ChildIdentifier, kind="uln", value=record.number, source=record.origin.source, checked=True)
    return "new"


def school(store: "Store", record: SchoolHeld, child: Child) -> str:
    """Where the child learns, where that school is known here and no other stands."""
    agency = db.session.scalar(
        select(Agency).join(Setting, Setting.agency_id == Agency.id).where(Setting.urn == record.urn)
    )
    places: list[UUID | None] = list(
        db.session.scalars(
            select(SchoolPlace.agency_id).where(SchoolPlace.child_id == child.id, SchoolPlace.to_on.is_(None))
        )
    )
    if agency is None:
        return "school not known here"
    if places:
        return "same" if agency.id in places else KEPT
    _add(store, child, SchoolPlace, agency_id=agency.id, name=agency.name)
    return "new"


def _add(store: "Store", child: Child, model: type, **facts: object) -> None:
    db.session.add(
        model(id=new_id(), authority_id=child.authority_id, child_id=child.id, recorded_by=store.by, **facts)
    )
    db.session.flush()
