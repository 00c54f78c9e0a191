"""Moving the database to the present shape, with the owner's login, and asking whether it is there."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from coordination.config import ROOT, Settings
from coordination.db import psycopg_url

ADVISORY_LOCK = 520_017
MIGRATIONS = ROOT / "migrations"


def configuration(owner: str) -> Config:
    """Alembic's configuration for the owner's URL."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["owner_url"] = owner
    return config


def owner_url(config: Config) -> str:
    """The owner's URL a command was given."""
    return psycopg_url(str(config.attributes["owner_url"]))


def engine_options() -> dict[str, Any]:
    """Options of the migrating engine: a connection that is closed after use, so its lock goes with it."""
    return {"poolclass": NullPool, "connect_args": {"options": "-c search_path=public,jobs -c timezone=UTC"}}


def compared(thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Whether a database object is compared with the models: partitions and the job tables are not ours to compare."""
    schema = getattr(thing, "schema", None)
    if kind == "table":
        return schema != "jobs" and not str(name).startswith(("audit_row_", "procrastinate_"))
    if kind == "index":
        return not str(name).startswith(("audit_row_", "ex_"))
    return True


def upgrade(settings: Settings, to: str = "head") -> None:
    """Bring the database to ``to``. Safe to run again and by two at once."""
    command.upgrade(configuration(settings.database_urls["owner"]), to)


def downgrade(settings: Settings, to: str) -> None:
    """Take the database back to ``to``."""
    command.downgrade(configuration(settings.database_urls["owner"]), to)


def head() -> str:
    """The one head of the migrations; more than one is an error."""
    found = ScriptDirectory.from_config(configuration("")).get_heads()
    if len(found) != 1:
        raise RuntimeError(f"The migrations have {len(found)} heads; there must be one.")
    return found[0]


def knows(revision: str) -> bool:
    """Whether this release has a migration of that name."""
    found = ScriptDirectory.from_config(configuration("")).walk_revisions()
    return any(script.revision == revision for script in found)


def findings(settings: Settings) -> list[str]:
    """What is wrong with the migrations or the database's shape: empty when all is well."""
    said: list[str] = []
    written = (MIGRATIONS / "current-head.txt").read_text().strip()
    if written != head():
        said.append(f"migrations/current-head.txt says {written}, the head is {head()}.")
    engine = create_engine(psycopg_url(settings.database_urls["owner"]), **engine_options())
    try:
        with engine.connect() as connection:
            at = connection.execute(text("select version_num from alembic_version")).scalar()
            if at != head():
                said.append(f"The database is at {at}, the head is {head()}: run `coordination init`.")
            from coordination import tables

            context = MigrationContext.configure(connection, opts={"include_object": compared, "compare_type": True})
            said += [f"Models and migrations differ: {change}" for change in compare_metadata(context, tables.metadata)]
    finally:
        engine.dispose()
    return said


def files() -> list[Path]:
    """The migrations, in order of their numbered slugs."""
    return sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))


def create_child_table(name: str, *columns: Any) -> None:
    """In a migration: create a child's table with its head, its list index and its guards.

    ``columns`` come between the key and the head that every such table has. What it makes never changes: a database
    that was moved before must be the same as one that is moved now.
    """
    moment = sa.DateTime(timezone=True)
    op.create_table(
        name,
        sa.Column("id", sa.UUID(), nullable=False),
        *columns,
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("recorded_at", moment, nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "child_id"],
            ["child.authority_id", "child.id"],
            name=f"fk_{name}_child",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_child", name, ["authority_id", "child_id"])
    op.execute(f"select protect_child_table('{name}')")
