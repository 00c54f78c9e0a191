"""A backup is of use: what was saved comes back whole, guarded as before, and what is wrong with it is said."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, make_url

from coordination import config, create_app, database_logins, migrating, serving, upkeep
from coordination.accounts import sessions
from coordination.audit import verify
from coordination.backups import BackupError, making, putting_back, unpacking
from coordination.cli import commands
from coordination.config import Settings, WrongSetting
from coordination.db import db, identify, psycopg_url
from coordination.documents import files
from tests.conftest import TEMPLATE
from tests.world import World, build_world

pytestmark = pytest.mark.enable_socket

WORDS = b"Ama likes drawing"


@dataclass
class Installation:
    """A database and a store of its own, with one child in it and one file of theirs."""

    settings: Settings
    world: World

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.settings.database_urls["owner"]) as link:
            return link.execute(question.encode()).fetchall()

    def order(self, words: str) -> None:
        with psycopg.connect(self.settings.database_urls["owner"]) as link:
            link.execute(words.encode())

    def databases(self) -> set[str]:
        """Those of this installation: its own and the copies made of it. Others' tests make theirs beside it."""
        own = str(make_url(self.settings.database_urls["owner"]).database)
        return {name for (name,) in self.ask("select datname from pg_database") if name.startswith(own)}


@pytest.fixture
def alone(database_server: Any) -> Iterator[None]:
    """One drill or restore at a time on a server is the product's own rule, so these tests wait for each other."""
    with (database_server[0] / "backups.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def installation(alone: None, settings: Settings, database_server: Any, tmp_path: Path) -> Iterator[Installation]:
    owner = settings.database_urls["owner"]
    name = f"coordination_kept_{os.getpid()}"
    database_logins.drop_database(owner, name)
    database_logins.make_database(owner, name, template=TEMPLATE)
    at = replace(
        settings,
        instance=tmp_path,
        uploads=tmp_path / "uploads",
        database_urls={key: database_logins.with_database(url, name) for key, url in settings.database_urls.items()},
        backup_keys="main:" + "22" * 32,
    )
    app = create_app(at, login="owner")
    with app.app_context():
        world = build_world()
        identify(db.session(), world.people["lead"])
        files.store(world.authority_id, world.child_id, WORDS, "text/plain", by=world.people["lead"])
        sessions.begin(world.people["lead"], second_factor=True)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    auditor = create_engine(psycopg_url(at.database_urls["auditor"]))
    with auditor.connect() as connection:
        verify.write_checkpoint(connection, upkeep.checkpoints(at), at.secret_key)
    auditor.dispose()
    made = Installation(at, world)
    before = made.databases()
    yield made
    for left in made.databases() - before | {name}:
        database_logins.drop_database(owner, left)


@pytest.fixture
def archive(installation: Installation, tmp_path: Path) -> Path:
    making.make(installation.settings, tmp_path / "archive")
    return tmp_path / "archive"


def wrong(found: putting_back.Drilled | putting_back.Restored) -> dict[str, str]:
    return {check.name: check.sentence for check in found.checks if not check.good}


def guards(installation: Installation) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that says who may do what in a database."""
    return {
        "policies": installation.ask("select * from pg_policies order by schemaname, tablename, policyname"),
        "tables": installation.ask(
            "select relname, relacl::text, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) from pg_class"
            " where relnamespace in ('public'::regnamespace, 'jobs'::regnamespace) order by 1"
        ),
        "columns": installation.ask(
            "select attrelid::regclass::text, attname, attacl::text from pg_attribute"
            " where attacl is not null order by 1, 2"
        ),
        "functions": installation.ask(
            "select oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner))::text, prosecdef, proconfig"
            " from pg_proc where pronamespace in ('public'::regnamespace, 'jobs'::regnamespace) order by 1"
        ),
        "triggers": installation.ask(
            "select tgrelid::regclass::text, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2"
        ),
        "schemas": installation.ask(
            "select nspname, nspacl::text from pg_namespace where nspname in ('public', 'jobs') order by 1"
        ),
    }


class TestADrill:
    def test_brings_everything_back_in_a_copy_and_leaves_nothing_lying(
        self, installation: Installation, tmp_path: Path
    ) -> None:
        databases, lying = installation.databases(), set(tmp_path.iterdir())
        found = putting_back.drill(installation.settings)
        assert wrong(found) == {}
        assert {check.name for check in found.checks} == {"rows", "audit", "files", "file", "paper"}
        said = " ".join(check.sentence for check in found.checks)
        assert f"opened: {len(WORDS)} bytes" in said
        assert "One paper was made" in said
        assert found.backup_seconds is not None
        assert installation.databases() == databases
        assert set(tmp_path.iterdir()) == lying

    def test_can_be_made_while_people_work(self, installation: Installation) -> None:
        with psycopg.connect(installation.settings.database_urls["owner"]) as working:
            working.execute("update person set job = 'away' where true")
            assert putting_back.drill(installation.settings).good

    def test_says_that_a_file_is_gone(self, installation: Installation, archive: Path, tmp_path: Path) -> None:
        shutil.rmtree(installation.settings.uploads)
        assert putting_back.drill(installation.settings, archive).good
        assert len(making.make(installation.settings, tmp_path / "second").missing) == 1
        found = putting_back.drill(installation.settings, tmp_path / "second")
        assert set(wrong(found)) == {"files", "file"}
        assert wrong(found)["files"] == "1 of 1 files that rows name are missing."

    def test_says_that_the_files_open_with_other_keys(self, installation: Installation, archive: Path) -> None:
        other = replace(installation.settings, file_keys="test:" + "33" * 32)
        assert set(wrong(putting_back.drill(other, archive))) == {"file"}

    def test_says_that_the_audit_was_changed(self, installation: Installation) -> None:
        app = create_app(installation.settings, login="owner")
        with app.app_context():
            from coordination.audit.operations import Access, append
            from coordination.db import new_id

            append(db.session(), Access(request_id=new_id(), verb="read", process="test"))
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        installation.order("alter table audit_row disable trigger all")
        installation.order("update audit_row set verb = 'nothing'")
        assert "was changed" in wrong(putting_back.drill(installation.settings))["audit"]

    def test_drops_a_copy_that_a_killed_one_left(self, installation: Installation) -> None:
        name = f"coordination_kept_{os.getpid()}{unpacking.SCRATCH}0000"
        database_logins.make_database(installation.settings.database_urls["owner"], name)
        putting_back.drill(installation.settings)
        assert name not in installation.databases()

    def test_drops_its_copy_when_it_fails(
        self, installation: Installation, archive: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        databases = installation.databases()
        monkeypatch.setattr(putting_back, "examine", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            putting_back.drill(installation.settings, archive)
        assert installation.databases() == databases


class TestAnArchive:
    def test_is_for_its_owner_alone_and_shows_no_words(self, installation: Installation, archive: Path) -> None:
        assert archive.stat().st_mode & 0o777 == 0o600
        content = archive.read_bytes()
        assert WORDS not in content
        assert str(installation.world.child_id).encode() not in content
        assert b"coordination_owner" not in content

    def test_never_takes_the_place_of_another_file(self, installation: Installation, archive: Path) -> None:
        before = archive.read_bytes()
        with pytest.raises(BackupError, match="is there already"):
            making.make(installation.settings, archive)
        assert archive.read_bytes() == before

    def test_is_not_there_when_it_could_not_be_made_whole(
        self, installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(BackupError, match="cannot be written: No such file"):
            making.make(installation.settings, tmp_path / "nowhere" / "archive")
        programs = tmp_path / "programs"
        programs.mkdir()
        for name in ("pg_dump", "pg_restore"):
            (programs / name).write_text(
                "#!/bin/sh\necho 'pg_dump: error: aborting because of server version' >&2; exit 1"
            )
            (programs / name).chmod(0o755)
        other = replace(installation.settings, postgresql_programs=programs)
        with pytest.raises(BackupError, match="aborting because of server version"):
            making.make(other, tmp_path / "archive")
        assert not [path for path in tmp_path.iterdir() if "archive" in path.name]


class TestSettings:
    def test_a_backup_needs_a_key_that_is_not_the_files(self, installation: Installation, tmp_path: Path) -> None:
        with pytest.raises(WrongSetting, match="BACKUP_KEYS must be set"):
            making.make(replace(installation.settings, backup_keys=""), tmp_path / "a")
        with pytest.raises(WrongSetting, match="BACKUP_KEYS must be like"):
            making.make(replace(installation.settings, backup_keys="main:12"), tmp_path / "a")
        with pytest.raises(WrongSetting, match="other keys than FILE_KEYS"):
            making.make(replace(installation.settings, backup_keys="main:" + "11" * 32), tmp_path / "a")

    def test_a_server_that_asks_for_tls_needs_programs_that_speak_it(
        self, installation: Installation, tmp_path: Path
    ) -> None:
        urls = {key: f"{url}?sslmode=verify-full" for key, url in installation.settings.database_urls.items()}
        with pytest.raises(BackupError, match="speak no TLS: set POSTGRESQL_PROGRAMS"):
            making.make(replace(installation.settings, database_urls=urls), tmp_path / "a")
        with pytest.raises(BackupError, match="POSTGRESQL_PROGRAMS must be a folder"):
            making.make(replace(installation.settings, postgresql_programs=tmp_path), tmp_path / "a")

    def test_the_first_start_makes_a_key(self, tmp_path: Path) -> None:
        (tmp_path / "local.json").write_text(json.dumps({"BACKUP_KEYS": "first:" + "44" * 32}))
        assert config.read({"COORDINATION_INSTANCE": str(tmp_path)}).backup_keys.startswith("first:")
        assert set(database_logins._fresh_secrets()) == {"SECRET_KEY", "FILE_KEYS", "BACKUP_KEYS"}


class TestARestore:
    def test_brings_back_what_was_lost_guarded_as_before(self, installation: Installation, archive: Path) -> None:
        before = guards(installation)
        children = installation.ask("select id, reference from child")
        installation.order("delete from child")
        shutil.rmtree(installation.settings.uploads)
        found = putting_back.restore(installation.settings, archive, replacing=True)
        assert found.done
        assert wrong(found) == {}
        assert installation.ask("select id, reference from child") == children
        assert guards(installation) == before
        ((may,),) = installation.ask("select datacl::text from pg_database where datname = current_database()")
        assert may.count("=c/") == 3 and "{=" not in may and ",=" not in may
        assert migrating.findings(installation.settings) == []

    def test_signs_everybody_out(self, installation: Installation, archive: Path) -> None:
        assert installation.ask("select 1 from login_session where ended_at is null")
        putting_back.restore(installation.settings, archive, replacing=True)
        assert not installation.ask("select 1 from login_session where ended_at is null")

    def test_keeps_what_was_there_under_another_name_closed_to_pages(
        self, installation: Installation, archive: Path
    ) -> None:
        installation.order("update person set job = 'said after the backup'")
        kept = putting_back.restore(installation.settings, archive, replacing=True).kept_as
        assert kept is not None
        urls = installation.settings.database_urls
        with psycopg.connect(database_logins.with_database(urls["owner"], kept)) as link:
            assert link.execute("select distinct job from person").fetchall() == [("said after the backup",)]
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(database_logins.with_database(urls["app"], kept))
        with psycopg.connect(urls["app"]) as link:
            assert link.execute("select count(*) from person").fetchone() != (0,)

    def test_does_not_replace_records_unless_told_so(self, installation: Installation, archive: Path) -> None:
        databases = installation.databases()
        with pytest.raises(BackupError, match="--replace"):
            putting_back.restore(installation.settings, archive)
        assert installation.databases() == databases

    def test_changes_nothing_where_something_is_wrong_unless_told_so(
        self, installation: Installation, tmp_path: Path
    ) -> None:
        shutil.rmtree(installation.settings.uploads)
        making.make(installation.settings, tmp_path / "archive")
        installation.order("update person set job = 'still here'")
        refused = putting_back.restore(installation.settings, tmp_path / "archive", replacing=True)
        assert not refused.done
        assert installation.ask("select distinct job from person") == [("still here",)]
        assert putting_back.restore(installation.settings, tmp_path / "archive", replacing=True, anyway=True).done
        assert installation.ask("select distinct job from person") != [("still here",)]

    def test_takes_the_place_of_an_empty_database_of_a_new_machine(
        self, installation: Installation, archive: Path, tmp_path: Path
    ) -> None:
        owner = installation.settings.database_urls["owner"]
        name = f"coordination_new_{os.getpid()}"
        database_logins.make_database(owner, name, template=TEMPLATE)
        urls = {
            key: database_logins.with_database(url, name) for key, url in installation.settings.database_urls.items()
        }
        (tmp_path / "new").mkdir()
        new = replace(
            installation.settings, database_urls=urls, instance=tmp_path / "new", uploads=tmp_path / "new" / "uploads"
        )
        found = putting_back.restore(new, archive)
        assert found.done and found.kept_as is None
        assert upkeep.checkpoints(new).read_text() == upkeep.checkpoints(installation.settings).read_text()
        with psycopg.connect(new.database_urls["owner"]) as link:
            assert link.execute("select count(*) from child").fetchone() == (1,)

    def test_the_checkpoints_of_afterwards_are_kept_beside(self, installation: Installation, archive: Path) -> None:
        kept = upkeep.checkpoints(installation.settings)
        before = kept.read_text()
        kept.write_text(before + "later\n")
        putting_back.restore(installation.settings, archive, replacing=True)
        assert kept.read_text() == before
        assert kept.with_name("checkpoints-before-1.txt").read_text() == before + "later\n"

    def test_one_of_an_older_release_is_migrated(self, installation: Installation, tmp_path: Path) -> None:
        migrating.downgrade(installation.settings, "-1")
        making.make(installation.settings, tmp_path / "archive")
        putting_back.restore(installation.settings, tmp_path / "archive", replacing=True, anyway=True)
        assert installation.ask("select version_num from alembic_version") == [(migrating.head(),)]

    def test_one_of_a_newer_release_is_refused(
        self, installation: Installation, archive: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(migrating, "knows", lambda _: False)
        with pytest.raises(BackupError, match="newer release"):
            putting_back.restore(installation.settings, archive, replacing=True)

    def test_one_that_was_cut_short_changes_nothing(self, installation: Installation, archive: Path) -> None:
        databases = installation.databases()
        archive.write_bytes(archive.read_bytes()[:-1])
        with pytest.raises(BackupError):
            putting_back.restore(installation.settings, archive, replacing=True)
        assert installation.databases() == databases
        assert not list(upkeep.checkpoints(installation.settings).parent.glob("*.restored"))

    def test_somebody_who_still_uses_the_database_is_in_the_way(
        self, installation: Installation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_OWNER_URL", installation.settings.database_urls["owner"])
        with (
            psycopg.connect(installation.settings.database_urls["app"]),
            pytest.raises(serving.ServingError, match="Something else uses the database"),
            serving.alone(installation.settings),
        ):
            pass


class TestTheCommands:
    @pytest.fixture
    def told(self, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
        at = installation.settings
        monkeypatch.setenv("COORDINATION_ENV", "test")
        monkeypatch.setenv("COORDINATION_INSTANCE", str(at.instance))
        monkeypatch.setenv("UPLOADS_DIR", str(at.uploads))
        monkeypatch.setenv("SECRET_KEY", at.secret_key)
        monkeypatch.setenv("FILE_KEYS", at.file_keys)
        monkeypatch.setenv("BACKUP_KEYS", at.backup_keys)
        for login, url in at.database_urls.items():
            monkeypatch.setenv(database_logins.SETTING[login], url)
        return CliRunner()

    def test_what_they_say_and_leave_in_the_audit(
        self, installation: Installation, told: CliRunner, tmp_path: Path
    ) -> None:
        out = str(tmp_path / "nightly")
        made = told.invoke(commands, ["backup", out])
        assert made.exit_code == 0, made.output
        assert "Recovery point" in made.output
        assert "BACKUP_KEYS (main) opens it, FILE_KEYS (test) its files" in made.output
        assert "22" * 32 not in made.output
        drilled = told.invoke(commands, ["drill", out, "--json"])
        assert drilled.exit_code == 0, drilled.output
        facts = json.loads(drilled.output)
        assert facts["good"] and facts["recovery_seconds"] >= 0
        assert facts["recovery_point"] and facts["recovery_point_age_seconds"] >= 0
        drilled = told.invoke(commands, ["drill", out])
        assert "Recovery time" in drilled.output
        assert "The backup is of use." in drilled.output
        restored = told.invoke(commands, ["restore", out, "--replace"])
        assert restored.exit_code == 0, restored.output
        assert "Everybody signs in anew." in restored.output
        assert "is kept as coordination_kept" in restored.output
        assert installation.ask("select verb from audit_row where process = 'command line'") == [("restore",)]
        found = told.invoke(commands, ["audit", "verify"])
        assert found.exit_code == 0, found.output

    def test_a_drill_that_finds_something_wrong_ends_with_one(
        self, installation: Installation, told: CliRunner
    ) -> None:
        shutil.rmtree(installation.settings.uploads)
        drilled = told.invoke(commands, ["drill"])
        assert drilled.exit_code == 1
        assert "WRONG 1 of 1 files that rows name are missing." in drilled.output
        assert "NOT of use" in drilled.output
