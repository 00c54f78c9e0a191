"""What a carer's household lives by, as its own page shows it: each row asked about, each text in the page's language.

It comes with the one question that everything around a child is asked in; see :func:`queries.around`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from coordination import clock
from coordination.access import guard
from coordination.care import queries as care
from coordination.care.health import advised
from coordination.care.models import HealthCheck, LegalStatus, Placement
from coordination.cases.models import Membership
from coordination.children import codes, reading
from coordination.children.models import Alert, Child, NetworkMember
from coordination.household import deciding, showing, telling
from coordination.household.models import CarerStrain, DailyNeed, DelegatedDecision, DiaryEntry, ToldBefore


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What one carer may see of the household's own part of a record. ``restricted``: who may not do what."""

    placement: Placement | None = None
    alerts: list[str] = field(default_factory=list)
    needs: list[tuple[str, str, str]] = field(default_factory=list)
    parts: list[showing.Part] = field(default_factory=list)
    footing: deciding.Footing | None = None
    holders: list[str] = field(default_factory=list)
    family_time: list[tuple[str, str]] = field(default_factory=list)
    restricted: list[tuple[str, str]] = field(default_factory=list)
    told: list[showing.Said] = field(default_factory=list)
    diary: list[showing.Entry] = field(default_factory=list)
    strain: CarerStrain | None = None
    advised: list[HealthCheck] = field(default_factory=list)

    @property
    def told_count(self) -> int:
        """How many things of the checklist the carer was told."""
        return sum(1 for said in self.told if said.told)

    @property
    def agreed_count(self) -> int:
        """How many decisions stand agreed."""
        return sum(1 for part in self.parts for answer in part.answers if answer.agreed)


def asked(child: Child, reader: UUID) -> list[Select[Any]]:
    """What the household's part of a page asks of the database."""
    today = clock.today()
    return [
        reading.rows_of(Placement, child, Placement.to_on.is_(None)),
        reading.rows_of(DelegatedDecision, child, DelegatedDecision.ended_at.is_(None)),
        reading.rows_of(ToldBefore, child, ToldBefore.ended_at.is_(None)),
        reading.rows_of(DailyNeed, child, DailyNeed.ended_at.is_(None)),
        reading.rows_of(HealthCheck, child, HealthCheck.outcome.is_not(None)),
        reading.rows_of(DiaryEntry, child, DiaryEntry.author_id == reader),
        reading.rows_of(CarerStrain, child, CarerStrain.carer_id == reader),
        reading.rows_of(LegalStatus, child, LegalStatus.from_on <= today),
        reading.rows_of(Alert, child, Alert.from_on <= today, Alert.to_on.is_(None) | (Alert.to_on > today)),
        reading.rows_of(
            NetworkMember,
            child,
            NetworkMember.sibling_id.is_(None),
            NetworkMember.to_on.is_(None) | (NetworkMember.to_on > today),
        ),
        reading.values_of(
            "carer_now",
            select(Membership.person_id)
            .where(Membership.authority_id == child.authority_id, Membership.child_id == child.id)
            .where(Membership.role == "FC", Membership.from_on <= today)
            .where(Membership.to_on.is_(None) | (Membership.to_on > today)),
        ),
    ]


def of(found: Mapping[str, list[dict[str, Any]]], child: Child, reader: UUID) -> Household:
    """The household's part for one reader, of the answers to :func:`asked`."""

    def rows(model: Any) -> list[Any]:
        return reading.revived(model, found.get(model.__tablename__, []))

    carers = {UUID(row["person_id"]) for row in found.get("carer_now", [])}
    placement = _placement(rows(Placement), carers)
    network = rows(NetworkMember)
    network.sort(key=lambda row: row.id)
    order = [row for row in rows(LegalStatus) if guard.readable([row], "legal", parts=frozenset({"order_type"}))]
    # What was agreed for a household, and what it was told, is the household's own.
    own = {"owner_person_id": reader}
    standing = [row for row in rows(DelegatedDecision) if placement is not None and row.placement_id == placement.id]
    told = [row for row in rows(ToldBefore) if placement is not None and row.placement_id == placement.id]
    family = guard.readable([row for row in network if row.person_id != reader], "family_network")
    strains = guard.readable(rows(CarerStrain), "carer_record")
    return Household(
        placement=placement,
        alerts=_alerts(guard.readable(rows(Alert), "alerts")),
        needs=_needs(rows(DailyNeed)),
        parts=showing.authority_table({row.decision: row for row in guard.readable(standing, "placement", **own)}),
        footing=deciding.footing(care.legal_code(order, clock.today())),
        holders=[who(row) for row in family if row.parental_responsibility],
        family_time=[(who(row), row.contact) for row in family if row.contact],
        restricted=_restricted(network),
        told=showing.checklist(guard.readable(told, lambda row: row.section, **own)),
        diary=showing.entries(guard.readable(rows(DiaryEntry), "carer_record")),
        strain=max(strains, key=lambda row: (row.said_on, row.id), default=None),
        advised=advised(guard.readable(rows(HealthCheck), "health")),
    )


def who(row: NetworkMember) -> str:
    """Somebody of the family with what they are to the child, as on the carer's sheet."""
    words = codes.relation_words(row.relation, None if row.relation in codes.SIBLINGS else row.sex)
    return f"{row.name} ({words[:1].lower()}{words[1:]})"


def _placement(running: list[Placement], carers: set[UUID]) -> Placement | None:
    """The placement whose papers these are. One that names a carer who has gone is another household's."""
    ours = [row for row in running if row.carer_id is None or row.carer_id in carers]
    return max(ours, key=_began, default=None)


def _began(row: Placement) -> tuple[date, UUID]:
    return row.from_on, row.id


def _alerts(found: list[Alert]) -> list[str]:
    return [row.instruction for row in sorted(found, key=lambda row: (row.from_on, row.id))]


def _needs(found: list[DailyNeed]) -> list[tuple[str, str, str]]:
    held = showing.needs_read(found)
    return [(kind, label, held[kind]) for kind, label in telling.needs().items() if kind in held]


def _restricted(network: list[NetworkMember]) -> list[tuple[str, str]]:
    """Orders and limits: who may not collect the child or see them, which daily safety needs."""
    limits = frozenset({"collection", "contact_limits"})
    held = [row for row in network if row.restrictions and guard.readable([row], "legal", parts=limits)]
    return [(who(row), row.restrictions or "") for row in held]
