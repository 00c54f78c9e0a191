"""The four logins made from an administrator's: what they are, where they are kept, and what is refused."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from coordination import database_logins, embedded

pytestmark = pytest.mark.enable_socket

WEAK = "not rolsuper and not rolbypassrls and not rolcreaterole and not rolreplication"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="coordination-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def admin(folder: Path) -> Iterator[str]:
    """An administrator's address on a server of these tests' own."""
    with embedded.running(folder) as url:
        yield url


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """Where the logins are written down; fresh for each test while the server keeps its roles."""
    return tmp_path


def ask(url: str, question: str) -> str:
    with psycopg.connect(url, autocommit=True) as link:
        cursor = link.execute(question.encode())
        row = cursor.fetchone() if cursor.description else None
    return str(row[0]) if row else ""


class TestMakingTheLogins:
    def test_each_opens_the_database_under_its_own_name(self, admin: str, instance: Path) -> None:
        urls = database_logins.ensure(admin, instance)
        assert {login: ask(url, "select current_user") for login, url in urls.items()} == {
            "owner": "coordination_owner",
            "app": "coordination_app",
            "worker": "coordination_worker",
            "auditor": "coordination_auditor",
        }
        assert {ask(url, "select current_database()") for url in urls.values()} == {"coordination"}

    def test_none_is_stronger_than_row_level_security(self, admin: str, instance: Path) -> None:
        urls = database_logins.ensure(admin, instance)
        for url in urls.values():
            assert ask(url, f"select {WEAK} from pg_roles where rolname = current_user") == "True"

    def test_a_login_that_was_made_stronger_is_mended(self, admin: str, instance: Path) -> None:
        database_logins.ensure(admin, instance)
        ask(admin, "alter role coordination_app superuser bypassrls createdb")
        urls = database_logins.ensure(admin, instance)
        weak = f"select {WEAK} and not rolcreatedb from pg_roles where rolname = current_user"
        assert ask(urls["app"], weak) == "True"

    def test_only_the_owner_may_make_tables(self, admin: str, instance: Path) -> None:
        urls = database_logins.ensure(admin, instance)
        ask(urls["owner"], "create table made_by_owner (id int)")
        ask(urls["owner"], "drop table made_by_owner")
        for login in ("app", "worker", "auditor"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ask(urls[login], "create table made_by_another (id int)")

    def test_they_are_kept_where_only_their_owner_reads(self, admin: str, instance: Path) -> None:
        urls = database_logins.ensure(admin, instance)
        kept = instance / "local.json"
        assert kept.stat().st_mode & 0o777 == 0o600
        written = json.loads(kept.read_text())
        assert written["DATABASE_OWNER_URL"] == urls["owner"]
        assert written["DATABASE_URL"] == urls["app"]
        assert len(written["SECRET_KEY"]) > 40
        name, key = written["FILE_KEYS"].split(":")
        assert name == "first" and len(bytes.fromhex(key)) == 32

    def test_making_them_again_changes_nothing(self, admin: str, instance: Path) -> None:
        first = database_logins.ensure(admin, instance)
        kept = (instance / "local.json").read_text()
        assert database_logins.ensure(admin, instance) == first
        assert (instance / "local.json").read_text() == kept

    def test_a_lost_file_is_replaced_by_new_passwords(
        self, admin: str, instance: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first = database_logins.ensure(admin, instance)
        (instance / "local.json").unlink()
        second = database_logins.ensure(admin, instance, own_server=True)
        assert second["app"] != first["app"]
        assert ask(second["app"], "select 1") == "1"
        assert "their passwords were set anew" in capsys.readouterr().err


class TestAnotherServer:
    def test_an_administrator_who_is_no_superuser_is_enough(self, admin: str, instance: Path) -> None:
        for role in database_logins.ROLES.values():
            ask(admin, f"drop database if exists {database_logins.DATABASE}")
            ask(admin, f"drop role if exists {role}")
        ask(admin, "create role manager login createrole createdb password 'pw'")
        ask(admin, "create database council owner manager")
        host = admin.split("@")[1].split("/")[0]
        for _ in range(2):
            urls = database_logins.ensure(f"postgres://manager:pw@{host}/council", instance, own_server=True)
        assert ask(urls["owner"], "select current_database()") == "council"
        ask(urls["owner"], "create table made_by_owner (id int)")
        ask(admin, "drop database council")

    def test_an_older_server_is_refused_in_one_line(
        self, admin: str, instance: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database_logins, "OLDEST_SERVER", 990000)
        with pytest.raises(database_logins.LoginError, match="PostgreSQL 18 or later is needed") as refused:
            database_logins.ensure(admin, instance)
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("mysql://root@127.0.0.1/x", "must be a PostgreSQL address"),
            ("not an address", "must be a PostgreSQL address"),
            (
                "postgresql://someone:guess@127.0.0.1:1/x",
                "PostgreSQL at 127.0.0.1:1 cannot be used: .*Connection refused",
            ),
        ],
    )
    def test_what_cannot_be_used_is_said_without_the_password(self, instance: Path, url: str, words: str) -> None:
        with pytest.raises(database_logins.LoginError, match=words) as refused:
            database_logins.ensure(url, instance)
        assert "guess" not in str(refused.value)
        assert "\n" not in str(refused.value)


class TestDatabasesOfTheOwner:
    def test_a_copy_has_what_the_template_had_and_can_be_dropped(self, admin: str, instance: Path) -> None:
        urls = database_logins.ensure(admin, instance)
        template = database_logins.make_database(urls["owner"], "first")
        ask(template, "create table kept as select 'Tuesday' as answer")
        copy = database_logins.make_database(urls["owner"], "second", "first")
        assert ask(copy, "select answer from kept") == "Tuesday"
        assert ask(database_logins.with_database(urls["app"], "second"), "select 1") == "1"
        for name in ("first", "second", "second"):
            database_logins.drop_database(urls["owner"], name)
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(copy)

    def test_a_name_that_is_taken_is_said_in_one_line(self, admin: str, instance: Path) -> None:
        urls = database_logins.ensure(admin, instance)
        with pytest.raises(database_logins.LoginError, match="already exists"):
            database_logins.make_database(urls["owner"], database_logins.DATABASE)
