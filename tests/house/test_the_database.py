"""The rules of the database: one form of policy, four logins with the rights they need, one head of the migrations."""

import json
import os
import random
from dataclasses import replace
from uuid import UUID

import procrastinate.schema
import pytest
from sqlalchemy import create_engine, text

from coordination import database_logins, migrating, tables
from coordination.audit.verify import verify, write_checkpoint
from coordination.db import new_id, psycopg_url
from tests.turns import commits

ONE_FORM = "(child_id = ANY (( SELECT reach() AS reach)::uuid[]))"


@pytest.fixture
def scratch(database_server, settings):
    """A database of its own, empty."""
    _, urls, admin = database_server
    name = f"coordination_scratch_{new_id().hex[-10:]}"
    database_logins.make_database(urls["owner"], name)
    yield replace(
        settings,
        database_urls={login: database_logins.with_database(url, name) for login, url in urls.items()},
    )
    database_logins.drop_database(admin, name)


class TestTheSecondLock:
    def test_every_childs_table_has_the_one_form_of_policy_and_no_other(self, owner_engine):
        with owner_engine.connect() as connection:
            found = connection.execute(
                text("select tablename, policyname, cmd, qual, with_check from pg_policies where schemaname = 'public'")
            ).all()
        by_table: dict[str, set[str]] = {}
        for row in found:
            form = ONE_FORM.replace("child_id", "id") if row.tablename == "child" else ONE_FORM
            for part in (row.qual, row.with_check):
                assert part in (None, form), f"{row.tablename}.{row.policyname} has another form: {part}"
            by_table.setdefault(row.tablename, set()).add(row.cmd)
        assert by_table == {name: {"SELECT", "INSERT", "UPDATE", "DELETE"} for name in tables.child_tables()}

    def test_it_is_enabled_and_never_forced(self, owner_engine):
        with owner_engine.connect() as connection:
            held = connection.execute(
                text(
                    "select relname, relrowsecurity, relforcerowsecurity from pg_class"
                    " where relnamespace = 'public'::regnamespace and relname = any(:names)"
                ),
                {"names": tables.child_tables()},
            ).all()
        assert len(held) == len(tables.child_tables())
        assert [row.relname for row in held if not row.relrowsecurity or row.relforcerowsecurity] == []

    @pytest.mark.parametrize("login", ["app", "worker"])
    def test_without_an_actor_every_childs_table_is_empty(self, settings, world, login):
        engine = create_engine(psycopg_url(settings.database_urls[login]))
        with engine.connect() as connection:
            seen = {
                name: connection.execute(text(f'select count(*) from "{name}"')).scalar_one()
                for name in tables.child_tables()
            }
        engine.dispose()
        assert {name: count for name, count in seen.items() if count} == {}

    def test_the_actor_ends_with_the_transaction(self, settings, world):
        engine = create_engine(psycopg_url(settings.database_urls["app"]), pool_size=1, max_overflow=0)
        with engine.connect() as connection:
            connection.execute(text("select set_config('app.actor', :who, true)"), {"who": str(world.people["lead"])})
            assert connection.execute(text("select count(*) from child")).scalar_one() == 1
            connection.commit()
            assert connection.execute(text("select count(*) from child")).scalar_one() == 0
        engine.dispose()

    def test_the_application_cannot_act_for_children_of_its_own_choice(self, settings, world):
        engine = create_engine(psycopg_url(settings.database_urls["app"]))
        with engine.connect() as connection:
            connection.execute(
                text("select set_config('app.process', 'mine', true), set_config('app.children', :c, true)"),
                {"c": "{" + str(world.child_id) + "}"},
            )
            assert connection.execute(text("select count(*) from child")).scalar_one() == 0
        engine.dispose()

    def test_an_excluded_person_sees_nothing_whatever_they_hold(self, settings, world, owner_engine):
        with owner_engine.begin() as connection:
            connection.execute(
                text(
                    "insert into exclusion (id, authority_id, child_id, person_id, kind, from_on, recorded_at)"
                    " values (:id, :a, :c, :p, 'personal connection', current_date - 1, now())"
                ),
                {"id": new_id(), "a": world.authority_id, "c": world.child_id, "p": world.people["deputy"]},
            )
        engine = create_engine(psycopg_url(settings.database_urls["app"]))
        with engine.connect() as connection:
            connection.execute(text("select set_config('app.actor', :who, true)"), {"who": str(world.people["deputy"])})
            assert connection.execute(text("select count(*) from child")).scalar_one() == 0
        engine.dispose()


class TestTheLogins:
    def test_nobody_who_serves_may_pass_the_second_lock(self, owner_engine):
        with owner_engine.connect() as connection:
            held = connection.execute(
                text(
                    "select rolname from pg_roles where rolname like 'coordination\\_%' and (rolsuper or rolbypassrls)"
                )
            ).all()
        assert held == []

    @pytest.mark.parametrize(
        "what",
        [
            "select * from audit_row",
            "select * from child_index",
            "update audit_chain set sequence = 0",
            "insert into reach select * from reach",
            "update statement_version set label = 'S0'",
            "delete from event",
            "select args from jobs.procrastinate_jobs",
            "update reach set from_on = current_date",
        ],
    )
    def test_the_application_may_not(self, settings, world, what):
        engine = create_engine(psycopg_url(settings.database_urls["app"]))
        with engine.connect() as connection, pytest.raises(Exception, match="permission denied"):
            connection.execute(text(what))
        engine.dispose()

    def test_the_auditor_reads_the_audit_and_nothing_else(self, settings, owner_engine):
        with owner_engine.connect() as connection:
            may = set(
                connection.execute(
                    text(
                        "select table_name from information_schema.role_table_grants"
                        " where grantee = 'coordination_auditor' and privilege_type = 'SELECT'"
                    )
                ).scalars()
            )
        assert {name for name in may if not name.startswith("audit_row_")} == {"audit_row", "audit_chain"}

    def test_a_row_stays_with_its_child(self, owner_engine, world):
        with owner_engine.connect() as connection, pytest.raises(Exception, match="stays with its child"):
            connection.execute(text("update plan set child_id = :other"), {"other": new_id()})


class TestTheMigrations:
    def test_models_migrations_and_database_agree(self, settings):
        assert migrating.findings(settings) == []

    def test_they_go_up_down_and_up(self, scratch):
        migrating.upgrade(scratch)
        migrating.downgrade(scratch, "base")
        migrating.upgrade(scratch)
        assert migrating.findings(scratch) == []

    def test_the_job_tables_are_the_librarys(self):
        ours = (migrating.MIGRATIONS / "sql" / "jobs.sql").read_text()
        assert ours == procrastinate.schema.SchemaManager.get_schema().replace("%%", "%") or ours.replace(
            "%%", "%"
        ) == procrastinate.schema.SchemaManager.get_schema().replace("%%", "%")


class TestTheAudit:
    def fill(self, engine, rows):
        with engine.begin() as connection:
            for number in range(rows):
                key = new_id()
                row = {
                    "chain": number % 8,
                    "at": "2026-03-01T10:00:00+00:00",
                    "request_id": str(key),
                    "verb": "read",
                    "outcome": "done",
                    "children": [str(new_id())],
                    "sections": ["actions"],
                    "details": {"route": "plans.plan", "n": number},
                }
                connection.execute(text("select audit_append(cast(:row as jsonb))"), {"row": json.dumps(row)})

    def test_a_whole_audit_is_whole_and_each_of_thousands_of_random_tampers_is_found(self, scratch, tmp_path):
        """A thousand in a normal run, others with each commit; ten thousand where there is time for it."""
        migrating.upgrade(scratch)
        engine = create_engine(psycopg_url(scratch.database_urls["owner"]))
        self.fill(engine, 80)
        checkpoint = tmp_path / "checkpoints.txt"
        with engine.connect() as connection:
            write_checkpoint(connection, checkpoint, "key")
            assert verify(connection, checkpoint, "key").whole
        seed = commits()
        chance = random.Random(seed)
        tried, missed = 0, []
        while tried < (10_000 if os.environ.get("COORDINATION_SLOW") else 1_000):
            tamper = chance.choice(TAMPERS)
            where = {
                "c": chance.randrange(8),
                "s": chance.randint(1, 10),
                "t": chance.randint(1, 10),
                "n": chance.randint(1, 1_000_000),
                "other": str(UUID(int=chance.getrandbits(128))),
            }
            with engine.connect() as connection:
                changed = connection.execute(text(tamper), {k: v for k, v in where.items() if f":{k}" in tamper})
                if changed.rowcount:
                    tried += 1
                    if verify(connection, checkpoint, "key").whole:
                        missed.append((tamper, where))
                connection.rollback()
        engine.dispose()
        assert missed == [], f"with seed {seed}"

    def test_a_chain_cut_short_with_its_head_is_found_by_the_checkpoint(self, scratch, tmp_path):
        migrating.upgrade(scratch)
        engine = create_engine(psycopg_url(scratch.database_urls["owner"]))
        self.fill(engine, 16)
        checkpoint = tmp_path / "checkpoints.txt"
        with engine.connect() as connection:
            write_checkpoint(connection, checkpoint, "key")
            connection.execute(text("delete from audit_row where chain = 3 and sequence = 2"))
            connection.execute(
                text(
                    "update audit_chain c set sequence = 1, hash = r.hash from audit_row r"
                    " where c.chain = 3 and r.chain = 3 and r.sequence = 1"
                )
            )
            verdict = verify(connection, checkpoint, "key")
            connection.rollback()
        engine.dispose()
        assert any("truncated" in problem for problem in verdict.problems)


# Which chain and row, and by how much, is drawn anew each time. One that changes nothing (two rows that were to be
# swapped are one) is not counted.
TAMPERS = [
    "update audit_row set verb = 'changed' where chain = :c and sequence = :s",
    "update audit_row set actor_id = cast(:other as uuid) where chain = :c and sequence = :s",
    "update audit_row set session_id = cast(:other as uuid) where chain = :c and sequence = :s",
    "update audit_row set request_id = cast(:other as uuid) where chain = :c and sequence = :s",
    "update audit_row set children = array[cast(:other as uuid)] where chain = :c and sequence = :s",
    "update audit_row set children = '{}' where chain = :c and sequence = :s",
    "update audit_row set sections = array['health'] where chain = :c and sequence = :s",
    "update audit_row set at = at + interval '1 microsecond' where chain = :c and sequence = :s",
    "update audit_row set at = at - :n * interval '1 second' where chain = :c and sequence = :s",
    "update audit_row set details = details || jsonb_build_object('n', -cast(:n as integer))"
    " where chain = :c and sequence = :s",
    "update audit_row set details = details - 'route' where chain = :c and sequence = :s",
    "update audit_row set outcome = 'refused' where chain = :c and sequence = :s",
    "update audit_row set hash = previous_hash where chain = :c and sequence = :s",
    "update audit_row set previous_hash = sha256('x') where chain = :c and sequence = :s",
    "update audit_row set sequence = sequence + 100 where chain = :c and sequence = :s",
    "update audit_row set chain = 20 where chain = :c and sequence = :s",
    "update audit_row a set actor_id = cast(:other as uuid), hash = sha256(cast(:other as text)::bytea)"
    " where chain = :c and sequence = :s",
    "update audit_row a set children = b.children, details = b.details, request_id = b.request_id from audit_row b"
    " where a.chain = :c and a.sequence = :s and b.chain = :c and b.sequence = :t and a.sequence <> b.sequence",
    "delete from audit_row where chain = :c and sequence = :s",
    "delete from audit_row where chain = :c and sequence >= :s",
    "update audit_chain set sequence = sequence + :s where chain = :c",
    "update audit_chain set hash = sha256('y') where chain = :c",
    "delete from audit_chain where chain = :c",
]
