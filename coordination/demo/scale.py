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
from coordination.audit.models import CHAINS
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
    """Ten whole, linked audit rows a child, each hashed by the same function as any other, a chain at a time.

    The head of a chain is written once: a head moved for every row would leave a million dead versions behind.
    """
    each = children * 10 // CHAINS
    for chain in range(CHAINS):
        if progress:
            sys.stderr.write(f"\raudit_row: {chain * each:,} of {children * 10:,} rows")
            sys.stderr.flush()
        link.execute(
            sql.SQL(
                "do $$ declare fresh audit_row; head audit_chain; begin"
                " select * into head from audit_chain where chain = {chain};"
                " fresh.chain := {chain}; fresh.at := now(); fresh.verb := 'read'; fresh.outcome := 'done';"
                " fresh.children := '{{}}'; fresh.sections := '{{actions}}'; fresh.details := '{{}}';"
                " fresh.hash := head.hash; fresh.sequence := head.sequence;"
                " for n in 1..{each} loop"
                " fresh.sequence := fresh.sequence + 1; fresh.request_id := uuidv7(); fresh.previous_hash := fresh.hash;"
                " fresh.hash := sha256(fresh.previous_hash || audit_body(fresh)); insert into audit_row values (fresh.*);"
                " end loop;"
                " update audit_chain set sequence = fresh.sequence, hash = fresh.hash where chain = {chain};"
                " end $$"
            ).format(chain=sql.Literal(chain), each=sql.Literal(each + (1 if chain < children * 10 % CHAINS else 0)))
        )
    if progress:
        sys.stderr.write(f"\raudit_row: {children * 10:,} rows\n")
