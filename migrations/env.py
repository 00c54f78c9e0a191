"""Alembic's door to the database: the owner's login, an advisory lock, and limits on waiting.

Two migrations at once wait for each other; a migration that cannot get a lock gives up instead of stopping everybody.
"""

from alembic import context
from sqlalchemy import create_engine, text

from coordination import tables
from coordination.migrating import ADVISORY_LOCK, compared, engine_options, owner_url

with create_engine(owner_url(context.config), **engine_options()).connect() as connection:
    connection.execute(text(f"select pg_advisory_lock({ADVISORY_LOCK})"))
    connection.execute(text("set lock_timeout = '10s'"))
    connection.execute(text("set statement_timeout = '15min'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        include_object=compared,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
