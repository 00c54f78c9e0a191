"""Changes made to a database for a while, behind the product's back, and put back as they were."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from coordination import clock
from coordination.db import new_id


@contextmanager
def meanwhile(engine: Engine, table: str, where: str, about: Mapping[str, Any], **values: Any) -> Iterator[int]:
    """These columns of the rows that ``where`` finds have other values. Gives how many rows there are."""
    columns = ", ".join(values)
    put = ", ".join(f"{column} = :{column}" for column in values)
    with engine.begin() as connection:
        before = connection.execute(text(f"select id, {columns} from {table} where {where}"), about).mappings().all()
        for row in before:
            connection.execute(text(f"update {table} set {put} where id = :id"), {"id": row["id"], **values})
    try:
        yield len(before)
    finally:
        with engine.begin() as connection:
            for row in before:
                connection.execute(text(f"update {table} set {put} where id = :id"), dict(row))


@contextmanager
def excluded(engine: Engine, authority_id: UUID, child_id: UUID, people: list[UUID]) -> Iterator[None]:
    """These people are excluded from a child's record."""
    made = [(new_id(), person) for person in people]
    with engine.begin() as connection:
        for key, person in made:
            connection.execute(
                text(
                    "insert into exclusion (id, authority_id, child_id, person_id, kind, from_on, recorded_at)"
                    " values (:id, :authority, :child, :person, 'connection', :today, now())"
                ),
                {"id": key, "authority": authority_id, "child": child_id, "person": person, "today": clock.today()},
            )
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text("delete from exclusion where id = any(:keys)"), {"keys": [key for key, _ in made]})


@contextmanager
def on_hold(engine: Engine, children: list[UUID]) -> Iterator[None]:
    """A claim holds these records."""
    keys = [new_id() for _ in children]
    with engine.begin() as connection:
        for key, child in zip(keys, children, strict=True):
            connection.execute(
                text(
                    "insert into retention_hold (id, authority_id, subject_id, ground, papers, from_on, recorded_at)"
                    " select :id, authority_id, id, 'claim', 'File 12', :today, now() from child where id = :child"
                ),
                {"id": key, "child": child, "today": clock.today()},
            )
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text("delete from retention_hold where id = any(:keys)"), {"keys": keys})


LIVE = "from_on <= :today and (to_on is null or to_on > :today)"


def ended(engine: Engine, table: str, where: str, **about: Any) -> Any:
    """The rows of ``table`` that are in force and that ``where`` finds have ended today."""
    today = clock.today()
    return meanwhile(engine, table, f"{where} and {LIVE}", {"today": today, **about}, to_on=today)
