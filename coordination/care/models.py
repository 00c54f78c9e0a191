"""Looked after: periods of care, legal status, placements and visits, health and times missing, as dated history; and
which parent is not told where the child lives."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from coordination.db import Base, OfChild, child_table, new_id


class CarePeriod(OfChild, Base):
    """A period of being looked after, from its start to its end, with the reason it ended.

    ``told_from``: the first day this record tells of, where the period began before it. Earlier years lie in other
    files, and nothing that was due in them is asked for here.
    """

    __tablename__ = "care_period"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    told_from: Mapped[date | None]
    need_code: Mapped[str | None]
    end_reason: Mapped[str | None]
    doubt: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="entered")
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "care_period",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        CheckConstraint("told_from is null or told_from > from_on", name="told_from"),
    )


class LegalStatus(OfChild, Base):
    """The legal ground on which a child is looked after (SSDA903 codes), with dates."""

    __tablename__ = "legal_status"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    doubt: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="entered")
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "legal_status",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
    )


class Placement(OfChild, Base):
    """Where a looked-after child lives, with dates. The location itself follows its own label and is not here.

    ``code``, ``provider_code`` and ``change_reason`` are SSDA903 codes; ``change_reason`` says why it ended,
    ``planned`` whether the move into it was. ``distance_miles``: from the home the child left. ``lives_with`` and
    ``fewer_visits_on`` (the day the child agreed to be visited less often) change how often the law asks for a visit
    (CPPCR 2010 reg. 28).
    """

    __tablename__ = "placement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    provider_code: Mapped[str | None]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    urn: Mapped[str | None]
    carer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    lasts_to_adulthood: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    change_reason: Mapped[str | None]
    planned: Mapped[bool | None]
    in_authority: Mapped[bool | None]
    distance_miles: Mapped[Decimal | None] = mapped_column(Numeric(6, 1))
    siblings: Mapped[str | None]
    siblings_why: Mapped[str | None]
    why_here: Mapped[str | None]
    lives_with: Mapped[str | None]
    fewer_visits_on: Mapped[date | None]
    doubt: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="entered")
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "placement",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        CheckConstraint("siblings in ('none', 'together', 'some', 'apart')", name="siblings"),
        CheckConstraint("distance_miles >= 0", name="distance"),
    )


class Visit(OfChild, Base):
    """A visit to the child by the authority's worker (CPPCR 2010 regs 28 and 29): whether they were seen, and alone.

    ``kind``: as a looked-after child, under a child protection or child in need plan, by the personal adviser, as a
    privately fostered child, on a long stay, or other.

    What the child said is kept as their own words, in the room of the voice: ``view_id``.
    """

    __tablename__ = "visit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(default="looked_after")
    visited_on: Mapped[date]
    visitor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    seen: Mapped[bool] = mapped_column(default=True)
    seen_alone: Mapped[bool]
    why_not_alone: Mapped[str | None]
    place: Mapped[str | None]
    found: Mapped[str | None]
    view_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement.id", ondelete="SET NULL"))
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "visit",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint(
            "kind in ('looked_after', 'child_protection', 'child_in_need', 'adviser', 'private_fostering', 'long_stay',"
            " 'other')",
            name="kind",
        ),
        CheckConstraint("seen or not seen_alone", name="seen_alone"),
        CheckConstraint("place in ('home', 'school', 'elsewhere')", name="place"),
    )


class WhereaboutsKept(OfChild, Base):
    """A manager's decision that one parent is not told where a looked-after child lives, until it is ended.

    Source: Children Act 1989, Schedule 2, para. 15. ``ground`` is the legal status (SSDA903 code) it was decided under;
    without a care order somebody gave legal advice first. ``member_id`` is the parent in the family network and
    ``person_id`` their account: one of them is there.
    """

    __tablename__ = "whereabouts_kept"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("network_member.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    ground: Mapped[str]
    why: Mapped[str]
    advice_from: Mapped[str | None]
    advice_on: Mapped[date | None]
    from_on: Mapped[date]
    ended_on: Mapped[date | None]
    ended_why: Mapped[str | None]
    ended_by: Mapped[UUID | None]

    def concerns(self, person_id: UUID | None, member_ids: set[UUID]) -> bool:
        """Whether it is this person who is not told: by their account, or as one of the family."""
        return (person_id is not None and self.person_id == person_id) or self.member_id in member_ids

    __table_args__ = child_table(
        "whereabouts_kept",
        CheckConstraint("member_id is not null or person_id is not null", name="whom"),
        CheckConstraint("ground in ('C1', 'C2') or (advice_from is not null and advice_on is not null)", name="advice"),
        CheckConstraint("ended_on is null or (ended_on >= from_on and ended_why is not null)", name="ended"),
        Index(
            "uq_whereabouts_kept_standing",
            "child_id",
            text("coalesce(member_id, person_id)"),
            unique=True,
            postgresql_where=text("ended_on is null"),
        ),
    )


class HealthCheck(OfChild, Base):
    """One check of a looked-after child's health, or that one was offered and declined.

    ``kind``: ``assessment`` (CPPCR 2010 reg. 7; ``first`` is the initial one, by a registered medical practitioner),
    ``dental``, ``immunisations`` (``up_to_date``: at this day) or ``sdq``, the strengths and difficulties questionnaire
    (``score`` from 0 to 40, or why there is none: code of ``sdq_reason``, SSDA903). ``report_on``: the day the report
    of an assessment was there. ``outcome``: what is recommended, which the carer reads too. ``day_known``: false where
    a yearly return says only that it was in the year that ends on ``held_on``.
    """

    __tablename__ = "health_check"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    held_on: Mapped[date]
    day_known: Mapped[bool] = mapped_column(default=True)
    declined: Mapped[bool] = mapped_column(default=False)
    first: Mapped[bool] = mapped_column(default=False)
    by_whom: Mapped[str | None]
    report_on: Mapped[date | None]
    outcome: Mapped[str | None]
    up_to_date: Mapped[bool | None]
    score: Mapped[int | None] = mapped_column(SmallInteger)
    reason: Mapped[str | None]
    source_key: Mapped[str | None]

    def about(self, section: str) -> dict[str, Any]:
        """What is recommended is part of what a carer is given."""
        return {"parts": frozenset({"recommendation"})} if self.kind != "sdq" else {}

    __table_args__ = child_table(
        "health_check",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("kind in ('assessment', 'dental', 'immunisations', 'sdq')", name="kind"),
        CheckConstraint("score between 0 and 40", name="score"),
        CheckConstraint("score is null or reason is null", name="score_or_reason"),
        CheckConstraint("report_on is null or report_on >= held_on", name="report_on"),
    )


class MissingEpisode(OfChild, Base):
    """A time a child was missing (``M``) or away without authorisation (``A``), and what was learnt from it.

    The return interview is offered by somebody who is not part of the team around the child (``independent``), and may
    be declined. What was said in it is kept as the child's own words.
    Source: Statutory guidance on children who run away or go missing from home or care (2014).
    """

    __tablename__ = "missing_episode"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    police_told: Mapped[bool | None]
    known: Mapped[str | None]
    came_back: Mapped[str | None]
    interview_on: Mapped[date | None]
    interview_by: Mapped[str | None]
    independent: Mapped[bool | None]
    declined: Mapped[bool] = mapped_column(default=False)
    learnt: Mapped[str | None]
    view_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement.id", ondelete="SET NULL"))
    source_key: Mapped[str | None]

    __table_args__ = child_table(
        "missing_episode",
        UniqueConstraint("child_id", "source_key"),
        CheckConstraint("kind in ('M', 'A')", name="kind"),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        CheckConstraint("interview_on is null or to_on is not null", name="interview_on"),
        Index(
            "uq_missing_episode_running",
            "child_id",
            unique=True,
            postgresql_where=text("to_on is null and source_key is null"),
        ),
    )


class StayAway(OfChild, Base):
    """A time a child lives or stays away from home and is not looked after because of it, or only for a short break.

    ``kind``: privately fostered; a long stay in hospital, a care home or a residential school arranged by health or
    education; a short break. ``told_on`` is the day the council was told.
    Sources: Children Act 1989 ss.66 to 70 and 85 to 86A; Children (Private Arrangements for Fostering) Regulations 2005
    (SI 2005/1533); Care Planning, Placement and Case Review (England) Regulations 2010, reg. 48 (short breaks).
    """

    __tablename__ = "stay_away"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    told_on: Mapped[date | None]
    with_whom: Mapped[str | None]
    note: Mapped[str | None]

    __table_args__ = child_table(
        "stay_away",
        CheckConstraint(
            "kind in ('private_fostering', 'hospital', 'care_home', 'residential_school', 'short_break')", name="kind"
        ),
        CheckConstraint("to_on is null or to_on >= from_on", name="dates"),
        CheckConstraint("kind <> 'private_fostering' or told_on is not null", name="told_on"),
    )


class HomeCheck(OfChild, Base):
    """A check of the children's home a child lives in: the independent person's monthly visit, or the review of the
    quality of care every six months; and the day its report reached the authority that placed the child.

    Source: Children's Homes (England) Regulations 2015 (SI 2015/541), regs 44 and 45.
    """

    __tablename__ = "home_check"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    held_on: Mapped[date]
    report_on: Mapped[date | None]
    found: Mapped[str | None]

    __table_args__ = child_table(
        "home_check",
        CheckConstraint("kind in ('independent_visit', 'quality_review')", name="kind"),
        CheckConstraint("report_on is null or report_on >= held_on", name="report_on"),
    )
