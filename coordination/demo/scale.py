"""Many invented children, for measuring: streamed with COPY, the same every time.

For each child 10 actions, 1.6 plans, 4 people on the team and 10 audit rows; an authority for each 10 thousand
children, with its agencies and people, so that a person's caseload stays the same size however large the nation.
"""

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql

from coordination import clock, database_logins, migrating, tables
from coordination.config import Settings
from coordination.demo import scale_rows


def fill(settings: Settings, children: int, *, database: str | None = None, progress: bool = False) -> Settings:
    """Fill the present database, or one called ``database`` made for it, with ``children`` children."""
    if database is not None:
        owner = settings.database_urls["owner"]
        database_logins.make_database(owner, database)
        settings = replace(
            settings,
            database_urls={
                login: database_logins.with_database(url, database) for login, url in settings.database_urls.items()
            },
        )
        migrating.upgrade(settings)
    with psycopg.connect(
        settings.database_urls["owner"], options="-c search_path=public,jobs -c synchronous_commit=off"
    ) as link:
        for table, columns, rows in scale_rows.tables(children, clock.today()):
            _copy(link, table, columns, rows, progress)
        link.commit()
        link.autocommit = True
        _audit(link, children, progress)
        if progress:
            sys.stderr.write("Counting what the planner needs to know\n")
        link.execute("vacuum analyze")
    return settings


def _copy(
    link: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[tuple[Any, ...]], progress: bool
) -> None:
    names = columns.split()
    usual = _usual(table, names)
    order = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(name) for name in (*names, *usual))
    )
    more = tuple(usual.values())
    written = 0
    with link.cursor() as cursor, cursor.copy(order) as copy:
        for row in rows:
            copy.write_row((*row, *more))
            written += 1
            if progress and written % 100_000 == 0:
                sys.stderr.write(f"\r{table}: {written:,} rows")
                sys.stderr.flush()
    if progress:
        sys.stderr.write(f"\r{table}: {written:,} rows\n")


def _usual(table: str, given: list[str]) -> dict[str, Any]:
    """What a column that is not given has when nobody says otherwise, as the models say."""
    found: dict[str, Any] = {}
    for column in tables.metadata.tables[table].columns:
        if column.name in given or column.nullable or column.default is None:
            continue
        default: Any = getattr(column.default, "arg", None)
        value = default(None) if callable(default) else default
        found[column.name] = "{}" if value == {} else value
    return found


def _audit(link: psycopg.Connection[Any], children: int, progress: bool) -> None:
    """Ten whole, linked audit rows a child, appended by the same function as any other.

    Committed every thousand rows, as life would: the versions of 64 chain heads pile up within one transaction.
    """
    if progress:
        sys.stderr.write(f"audit_row: {children * 10:,} rows\n")
    link.execute(
        sql.SQL(
            "do $$ begin for n in 0..{last} loop perform audit_append(jsonb_build_object('chain', n % 64, 'at', now(),"
            " 'request_id', uuidv7(), 'verb', 'read', 'outcome', 'done', 'children', jsonb_build_array(),"
            " 'sections', jsonb_build_array('actions'), 'details', jsonb_build_object()));"
            " if n % 1000 = 999 then commit; end if; end loop; end $$"
        ).format(last=sql.Literal(children * 10 - 1))
    )
