"""The database: the declarative base, keys and references, and who is acting in a transaction.

Keys are UUIDv7 made here, never by the server, so a form can carry the id of what it will create and a repeated
submit is the same row. References that people say aloud are random, because a sequence shows gaps.

Row-level security needs to know who acts. The actor is set transaction-local whenever a transaction begins
(`after_begin`) and is empty when nobody has signed in, so nothing of anybody leaks from one request to the next.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import uuid_utils
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Date, DateTime, ForeignKeyConstraint, Index, MetaData, Text, event, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    SessionTransaction,
    declared_attr,
    mapped_column,
    registry,
)

from coordination import clock

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class RuleBroken(Exception):
    """A rule of the work that what was asked would break: one clear sentence, and the field it belongs to."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Base(DeclarativeBase):
    """Every table of the product."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            UUID: PgUUID(as_uuid=True),
            str: Text,
            datetime: DateTime(timezone=True),
            date: Date,
            list[str]: ARRAY(Text),
            list[UUID]: ARRAY(PgUUID(as_uuid=True)),
            dict[str, Any]: JSONB,
        },
    )


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True, session_options={"expire_on_commit": False})


def new_id() -> UUID:
    """A new UUIDv7: ordered by time, made by the application."""
    return UUID(str(uuid_utils.uuid7()))


def derived_id(of: UUID, name: str) -> UUID:
    """The UUIDv7 that always belongs to ``name`` of one thing: of the same instant, so that tables stay in order."""
    digest = int.from_bytes(hashlib.sha256(of.bytes + name.encode()).digest()[:10], "big")
    high = of.int >> 80 << 80 | 7 << 76 | (digest >> 64 & 0xFFF) << 64
    return UUID(int=high | 2 << 62 | digest & (1 << 62) - 1)


CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK = CROCKFORD + "*~$=U"


def new_reference(length: int = 7) -> str:
    """A random short reference that can be said aloud, for example ``K7QX-9M2T``: the last sign is the check.

    Crockford base32; the check sign is the number modulo 31 (a prime below 32), so one wrong sign is noticed.
    """
    signs = "".join(secrets.choice(CROCKFORD) for _ in range(length))
    whole = signs + _check_sign(signs)
    return f"{whole[:4]}-{whole[4:]}"


def _check_sign(signs: str) -> str:
    value = 0
    for sign in signs:
        value = value * 32 + CROCKFORD.index(sign)
    return CROCKFORD[value % 31]


def normalise_reference(said: str) -> str | None:
    """What somebody typed as a stored reference, or None when its check sign is wrong.

    Lower case, missing hyphens, and the usual confusions (O for 0, I and L for 1) are forgiven.
    """
    signs = said.upper().replace("-", "").replace(" ", "")
    signs = signs.replace("O", "0").replace("I", "1").replace("L", "1")
    if len(signs) < 5 or any(sign not in CROCKFORD for sign in signs):
        return None
    if _check_sign(signs[:-1]) != signs[-1]:
        return None
    return f"{signs[:4]}-{signs[4:]}"


class Recorded:
    """Columns of everything that is recorded by somebody at an instant."""

    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    recorded_by: Mapped[UUID | None]


class OfChild(Recorded):
    """A row that belongs to a child: guarded by row-level security, keyed by authority first.

    Authority is immutable and leads every list index and the composite foreign key to the child, so that the
    planner stays right at a million children and partitioning by authority stays open.
    """

    authority_id: Mapped[UUID]
    child_id: Mapped[UUID]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return child_table(cls.__tablename__)  # type: ignore[attr-defined]


def child_table(name: str, *more: Any) -> tuple[Any, ...]:
    """Table arguments of a child's table: the composite key to the child, its list index, and ``more``."""
    return (
        ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name=f"fk_{name}_child",
            ondelete="CASCADE",
        ),
        Index(f"ix_{name}_child", "authority_id", "child_id"),
        *more,
    )


# -- who is acting ---------------------------------------------------------------------------------------------


def identify(
    session: Session,
    person_id: UUID | None = None,
    *,
    process: str = "",
    children: Iterable[UUID] = (),
    through: UUID | None = None,
) -> None:
    """Say who acts in this session from here on: a person, or a named process with the children it works on.

    ``through``: the one-time link the person came by, which is then all they reach. Takes effect at once in a
    transaction that is open, and again at the start of each one after it.
    """
    session.info["actor"] = (
        str(person_id) if person_id else "",
        process,
        "{" + ",".join(str(child) for child in children) + "}",
        str(through) if through else "",
    )
    if session.in_transaction():
        _tell(session.connection(), session.info["actor"])


def forget(session: Session) -> None:
    """Nobody acts in this session any more."""
    session.info.pop("actor", None)
    if session.in_transaction():
        _tell(session.connection(), ("", "", "{}", ""))


def _tell(connection: Connection, actor: tuple[str, str, str, str]) -> None:
    frozen = clock.is_frozen()
    connection.execute(
        text(
            "select set_config('app.actor', :person, true), set_config('app.process', :process, true),"
            " set_config('app.children', :children, true), set_config('app.through', :through, true),"
            " set_config('app.today', :today, true), set_config('app.now', :now, true)"
        ),
        {
            "person": actor[0],
            "process": actor[1],
            "children": actor[2],
            "through": actor[3],
            "today": clock.today().isoformat() if frozen else "",
            "now": clock.now().isoformat() if frozen else "",
        },
    )


@event.listens_for(Session, "after_begin")
def _actor_of_the_transaction(session: Session, _: SessionTransaction, connection: Connection) -> None:
    actor = session.info.get("actor")
    if actor:
        _tell(connection, actor)


def psycopg_url(url: str) -> str:
    """A PostgreSQL URL in the form SQLAlchemy's psycopg driver wants."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
