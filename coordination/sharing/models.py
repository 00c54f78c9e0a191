"""Who else may see a record, for how long and who decided it; and every decision to share, or not to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.agencies.models import Agency, Person, one_of
from coordination.children.models import Child
from coordination.db import Base, OfChild, Recorded, child_table, new_id


class GrantState(StrEnum):
    """How far a grant has come."""

    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    ENDED = "ended"


class AccessGrant(OfChild, Base):
    """Sections of a record opened to one named person, for a reason and until a day, by somebody else's decision.

    ``recorded_by`` asked for it. It opens nothing until it is given, and nobody decides about their own.
    """

    __tablename__ = "access_grant"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    sections: Mapped[list[str]]
    reason: Mapped[str]
    until_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=GrantState.ASKED.value)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    decided_why: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ended_why: Mapped[str | None]

    person: Mapped[Person] = relationship()
    agency: Mapped[Agency | None] = relationship()
    child: Mapped[Child] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: that it is a grant, and for whom."""
        return {"parts": frozenset({"grant"}), "facts": {"grant_for": self.person_id}}

    __table_args__ = child_table(
        "access_grant",
        CheckConstraint(one_of("state", GrantState), name="state"),
        CheckConstraint("cardinality(sections) > 0", name="sections"),
        CheckConstraint(
            "state <> 'given' or (decided_by is not null and decided_by <> person_id and decided_by <> recorded_by)",
            name="two_people",
        ),
    )


class OwnKind(StrEnum):
    """Why somebody opened a record for themself: out of team, as the duty worker, or to look at its ledger."""

    BREAK_GLASS = "break_glass"
    DUTY = "duty"
    OVERSIGHT = "oversight"


class OwnAccess(OfChild, Base):
    """A record that somebody opened for themself, for hours, with a reason, and what whoever reviewed it found."""

    __tablename__ = "own_access"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str]
    reason: Mapped[str]
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    review_due_on: Mapped[date]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    outcome: Mapped[str | None]
    review_note: Mapped[str | None]

    person: Mapped[Person] = relationship()
    agency: Mapped[Agency | None] = relationship()
    child: Mapped[Child] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: a way in like a grant, and whose."""
        return {"parts": frozenset({"grant"}), "facts": {"grant_for": self.person_id}}

    __table_args__ = child_table(
        "own_access",
        CheckConstraint(one_of("kind", OwnKind), name="kind"),
        CheckConstraint("outcome in ('justified', 'not_justified', 'look_closer')", name="outcome"),
        CheckConstraint("(reviewed_at is null) = (outcome is null)", name="reviewed"),
        CheckConstraint("reviewed_by <> person_id", name="not_their_own"),
        Index("ix_own_access_waiting", "authority_id", "review_due_on", postgresql_where="reviewed_at is null"),
    )


class Decision(StrEnum):
    """What was decided: to share, not to share, or that somebody agrees (a consent, which can be taken back)."""

    SHARED = "shared"
    NOT_SHARED = "not_shared"
    CONSENT = "consent"


class SharingDecision(OfChild, Base):
    """One decision to share, or not to share: what, with whom, on what lawful ground, and what was said about it.

    The four fields of a decision are ``basis`` (UK GDPR article 6), ``special_condition`` (article 9 with the Data
    Protection Act 2018, Schedule 1), ``legal_power``, and ``agreement`` with ``agreement_note`` where it was not
    sought. ``published_at`` and ``audiences``: who of the family may read it, by a person's decision; ``published_to``:
    which parents, each by themself (None: every parent, as entries had it before parents were named).
    """

    __tablename__ = "sharing_decision"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    what: Mapped[str]
    sections: Mapped[list[str]] = mapped_column(default=list)
    about_id: Mapped[UUID | None]
    with_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    with_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    with_whom: Mapped[str]
    organisation_kind: Mapped[str | None]
    purpose: Mapped[str]
    basis: Mapped[str]
    special_condition: Mapped[str | None]
    legal_power: Mapped[str | None]
    agreement: Mapped[str]
    agreement_note: Mapped[str | None]
    reason_not_shared: Mapped[str | None]
    harm: Mapped[str | None]
    told: Mapped[str | None]
    giver: Mapped[str | None]
    expires_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_why: Mapped[str | None]
    decided_on: Mapped[date]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    audiences: Mapped[list[str]] = mapped_column(default=list)
    published_to: Mapped[list[UUID] | None]

    with_person: Mapped[Person | None] = relationship(foreign_keys=[with_person_id])
    with_agency: Mapped[Agency | None] = relationship(foreign_keys=[with_agency_id])
    child: Mapped[Child] = relationship(viewonly=True)

    def about(self, section: str) -> dict[str, Any]:
        """What the policy weighs beside the columns: who published it, and that it was given a person's thought."""
        facts = {"published_by": self.published_by, "reveals_danger": self.reveals_danger}
        return {"facts": facts | ({} if self.published_to is None else {"published_to": frozenset(self.published_to)})}

    @property
    def reveals_danger(self) -> bool:
        """Whether telling the young person of it would tell them of a danger: nothing that was not published does."""
        return self.published_at is None or "young_person" not in self.audiences

    __table_args__ = child_table(
        "sharing_decision",
        CheckConstraint(one_of("kind", Decision), name="kind"),
        CheckConstraint("kind <> 'not_shared' or reason_not_shared is not null", name="why_not"),
        CheckConstraint("kind <> 'consent' or giver is not null", name="giver"),
        CheckConstraint("withdrawn_on is null or kind = 'consent'", name="withdrawn"),
        CheckConstraint("agreement in ('given', 'refused', 'not_sought', 'not_needed')", name="agreement"),
        CheckConstraint("agreement <> 'not_sought' or agreement_note is not null", name="why_not_sought"),
    )


class LookNote(Recorded, Base):
    """What a privacy officer found about a look that stood out. ``key`` is a digest: no record's reference is here."""

    __tablename__ = "look_note"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    key: Mapped[bytes] = mapped_column(LargeBinary)
    pattern: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    on_day: Mapped[date]
    outcome: Mapped[str]
    note: Mapped[str]

    __table_args__ = (
        UniqueConstraint("authority_id", "key"),
        CheckConstraint("outcome in ('expected', 'spoken_to', 'passed_on')", name="outcome"),
    )
