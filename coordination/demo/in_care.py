"""Children who were looked after for years before their record began here, and others who stay away from home.

The years of the many come as they would in life: with the last return of the council, stored by the import that
anybody uses.
"""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from coordination import clock
from coordination.agencies.models import Authority, Team
from coordination.care import away
from coordination.care import operations as care
from coordination.children import operations as children
from coordination.children.models import Child
from coordination.codes import return_year
from coordination.db import db, new_id
from coordination.demo.borough import Borough, days_ago
from coordination.demo.teller import Teller
from coordination.exchange.imports import records
from coordination.exchange.imports.findings import Origin
from coordination.exchange.imports.reading import Reading, by_kind
from coordination.exchange.imports.storing import Store

# Which of the many were looked after for years, and who lives or stays away from home otherwise.
FOR_YEARS = tuple(f"child{number}" for number in range(3, 48, 4))
PRIVATELY_FOSTERED, SHORT_BREAKS = "child5", "child2"
# Of each in turn: days since it began, and days since each home began; the last in years, the others in less.
_HOMES = (
    ((1400, "U6"), (1250, "U4")),
    ((1100, "U6"), (420, "U6"), (330, "K2")),
    ((1000, "U1"),),
    ((760, "U6"), (700, "U6"), (390, "U6"), (300, "U6")),
)
# What the return asks of a year beside health, and what the checks above say with their days.
_NOT_SAID = (
    "convicted", "health_check", "teeth_check", "health_assessment", "substance_misuse", "intervention_received",
    "intervention_offered",
)  # fmt: skip


def before(teller: Teller) -> None:
    """Kai's first eighteen months of being looked after, with a friend of the family, in another team's file."""
    by = teller.borough.actor("lead")
    care.become_looked_after(
        teller.child, id=new_id(), from_on=days_ago(540), told_from=clock.today(), legal_status="C2", need_code="N5",
        by=by,
    )  # fmt: skip
    care.start_placement(
        teller.child,
        id=new_id(),
        code="U3",
        from_on=days_ago(540),
        provider_code="PR1",
        planned=True,
        in_authority=True,
        siblings="none",
        why_here=teller.say("He had known her since primary school and asked to go there", "placement"),
        by=by,
    )


def of_many(borough: Borough) -> None:
    """What the return of last year tells of some of the borough's children, and who stays away from home otherwise."""
    _from_the_return(borough, [key for key in FOR_YEARS if key in borough.children])
    _away(borough)


def _from_the_return(borough: Borough, keys: list[str]) -> None:
    year = return_year(clock.today()) - 1
    found: list[records.Record] = []
    for place, key in enumerate(keys):
        child = _child(borough, key)
        local_id = f"48{place:04}"
        children.change_identity(child, local_id=local_id, by=borough.actor("lead"))
        found += _told(child, local_id, place, date(year - 1, 4, 1))
    authority, team = db.session.get(Authority, borough.authority_id), db.session.get(Team, borough.team_id)
    assert authority is not None and team is not None
    reading = Reading("ssda903", "demo", year, (), by_kind(found), (), (), date(year - 1, 4, 1))
    Store(authority, team, reading, borough.people["analyst"]).all()


def _told(child: Child, local_id: str, place: int, first_day: date) -> list[records.Record]:
    origin = Origin("ssda903", "episodes.csv", place + 2)
    homes = _HOMES[place % len(_HOMES)]
    born = child.born_on or days_ago(4000)
    starts = [max(days_ago(days + place), born + timedelta(days=30 * (at + 1))) for at, (days, _) in enumerate(homes)]
    told: list[records.Record] = [
        records.ImportedChild(local_id=local_id, origin=origin, born_on=child.born_on, sex=child.sex),
        records.CarePeriod(local_id=local_id, origin=origin, from_on=starts[0], to_on=None, need="N1"),
        records.LegalStatusPeriod(local_id=local_id, origin=origin, from_on=starts[0], to_on=None, legal_status="C2"),
    ]
    for at, (_, code) in enumerate(homes):
        last = at == len(homes) - 1
        told.append(
            records.PlacementPeriod(
                local_id=local_id,
                origin=origin,
                from_on=starts[at],
                to_on=None if last else starts[at + 1],
                placement_type=code,
                provider="PR4" if code != "K2" else "PR3",
                urn=None,
                reason_ended=None if last else "CARPL",
            )
        )
    # Every other child was once reviewed late.
    held, step = max(first_day + timedelta(days=40), starts[0] + timedelta(days=15)), 170
    while held <= clock.today():
        told.append(
            records.ReviewHeld(local_id=local_id, origin=origin, kind="looked_after", held_on=held, participation="PN1")
        )
        held += timedelta(days=step + (40 if place % 2 and held.year == first_day.year else 0))
    for number, kind in enumerate(("health_assessment", "dental_check")):
        made = max(first_day + timedelta(days=90 + 30 * number + place), starts[0])
        while made <= clock.today():
            told.append(records.HealthCheck(local_id=local_id, origin=origin, kind=kind, made_on=made))
            made += timedelta(days=360)
    told.append(
        records.OutcomesYear(
            local_id=local_id,
            origin=origin,
            return_year=first_day.year + 1,
            sdq_score=8 + place if place % 4 else None,
            sdq_reason=None if place % 4 else "SDQ2",
            immunisations=place % 2 == 0,
            **dict.fromkeys(_NOT_SAID),
        )
    )
    told.append(
        records.VisitMade(
            local_id=local_id, origin=origin, kind="looked_after", made_on=days_ago(8 + place * 2), seen_alone=True
        )
    )
    return told


def _away(borough: Borough) -> None:
    by = borough.actor("lead")
    if PRIVATELY_FOSTERED in borough.children:
        child = _child(borough, PRIVATELY_FOSTERED)
        away.begin(
            child, id=new_id(), kind="private_fostering", told_on=days_ago(70), from_on=days_ago(50),
            with_whom=borough.mark("Mrs Osei, a friend of his mother", PRIVATELY_FOSTERED, "social_care", ()),
            note=borough.mark("His mother works abroad until the summer", PRIVATELY_FOSTERED, "social_care", ()), by=by,
        )  # fmt: skip
        for days in (62, 22):
            care.record_visit(
                child, id=new_id(), kind="private_fostering", visited_on=days_ago(days), seen_alone=True, by=by
            )
    if SHORT_BREAKS in borough.children:
        child = _child(borough, SHORT_BREAKS)
        for days, nights in ((300, 6), (210, 9), (120, 13), (40, 6)):
            away.begin(
                child, id=new_id(), kind="short_break", from_on=days_ago(days), to_on=days_ago(days - nights),
                with_whom=borough.mark("Jean and Tom Aldridge", SHORT_BREAKS, "social_care", ()), by=by,
            )  # fmt: skip
    for key in FOR_YEARS[1:2]:
        if key not in borough.children:
            continue
        child = _child(borough, key)
        for days, kind, found in (
            (95, "quality_review", "Staff stay. Young people asked for longer evenings."),
            (52, "independent_visit", "Calm and clean. One young person wants her own key."),
            (21, "independent_visit", "The key was given."),
        ):
            away.record_check(
                child, id=new_id(), kind=kind, held_on=days_ago(days), report_on=days_ago(days - 10),
                found=borough.mark(found, key, "placement", ()), by=by,
            )  # fmt: skip


def _child(borough: Borough, key: str) -> Child:
    found: UUID = borough.children[key]
    return db.session.scalars(select(Child).where(Child.id == found)).one()
