"""Reading many small tables of one child in one statement.

A record page shows a dozen kinds of rows. Asking for each by itself would be a dozen round trips; here they come as one
list of JSON objects, and each is made into the model it is a row of. Such rows are for showing: they belong to no
session, and nothing that is done to them is kept.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import JSON, Select, Text, func, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import JSONB

from coordination.children.models import Child
from coordination.db import Base, db

Row = TypeVar("Row", bound=Base)


def rows_of(model: type[Base], child: Child, *conditions: Any) -> Select[Any]:
    """The rows of one of a child's tables, as a part of :func:`together`."""
    table: Any = model.__table__
    return (
        select(_kind(table.name), _whole(table.name))
        .select_from(table)
        .where(table.c.authority_id == child.authority_id, table.c.child_id == child.id, *conditions)
    )


def values_of(kind: str, asked: Any) -> Select[Any]:
    """The single row of any other question, by the names of its columns, as a part of :func:`together`."""
    return select(_kind(kind), _whole(kind)).select_from(asked.subquery(kind))


def rows_beside(kind: str, *models: type[Base]) -> Select[Any]:
    """Rows of several tables side by side, each by its table's name, as a part of :func:`together`. The first is whose
    rows they are; whoever asks joins the others to it.
    """
    first, names = models[0].__table__, [_name(model) for model in models]
    return select(
        _kind(kind),
        func.jsonb_build_object(*(part for name in names for part in (name, _whole_row(name)))).label("row"),
    ).select_from(first)


def revived_beside(rows: list[dict[str, Any]], *models: type[Base]) -> Iterator[tuple[Any, ...]]:
    """The answers to :func:`rows_beside` as rows of their models, outside any session."""
    for row in rows:
        yield tuple(revived(model, [row[_name(model)]])[0] for model in models)


def _name(model: type[Base]) -> str:
    table: Any = model.__table__
    return str(table.name)


@cache
def _whole_row(name: str) -> Any:
    return func.to_jsonb(literal_column(name))


@cache
def _kind(name: str) -> Any:
    return literal_column(f"'{name}'", Text).label("kind")


@cache
def _whole(name: str) -> Any:
    # The row of a table by the table's name: naming its columns one by one would cost more than asking for them.
    return func.to_jsonb(literal_column(name)).label("row")


def together(*asked: Select[Any]) -> dict[str, list[dict[str, Any]]]:
    """Every row of these questions, by kind. One statement."""
    found: dict[str, list[dict[str, Any]]] = {}
    if not asked:
        return found
    for kind, row in db.session.connection().execute(union_all(*asked)):
        found.setdefault(kind, []).append(row)
    return found


def revived(model: type[Row], rows: list[dict[str, Any]]) -> list[Row]:
    """JSON objects as rows of their model, outside any session."""
    mapped = model.__mapper__
    made = []
    for row in rows:
        values = {
            attribute.key: _value(attribute.columns[0].type, row[attribute.columns[0].name])
            for attribute in mapped.column_attrs
            if attribute.columns[0].name in row
        }
        made.append(model(**values))
    return made


def _value(kind: Any, value: Any) -> Any:
    if value is None or isinstance(kind, JSON | JSONB):
        return value
    python = kind.python_type
    if python is datetime:
        return datetime.fromisoformat(value)
    if python is time:
        return time.fromisoformat(value)
    if python is date:
        return date.fromisoformat(value)
    if python is UUID:
        return UUID(value)
    if python is list and getattr(kind.item_type, "python_type", str) is UUID:
        return [UUID(item) for item in value]
    return value
