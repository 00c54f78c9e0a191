"""What a newcomer gets: the files that git knows, started by the command's own steps, and people who can sign in.

A file that was left out of a commit breaks nobody's working copy; it is found here.
"""

import http.cookiejar
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from coordination import database_logins
from coordination.config import ROOT

pytestmark = pytest.mark.enable_socket

COMMAND = [sys.executable, "-c", "from coordination.cli import main; main()"]


@dataclass
class Demo:
    """The running demo of a fresh clone, and what its start said."""

    folder: Path
    base: str
    said: str


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """A copy that was prepared, filled and started as ``./run`` does it; only its packages are those at hand."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a clone, so what is committed is not known")
    # Not one of pytest's own folders: those are closed to the user that runs PostgreSQL.
    folder = Path(tempfile.mkdtemp(prefix="coordination-"))
    folder.chmod(0o755)
    clone = folder / "clone"
    for name in git(ROOT, "ls-files", "-z").split("\0")[:-1]:
        if (ROOT / name).exists():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    git(clone, "init", "--quiet")
    git(clone, "add", "--all")
    shutil.copytree(ROOT / "coordination" / "static" / "vendor", clone / "coordination" / "static" / "vendor")
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        port = attempt.getsockname()[1]
    ours = {*database_logins.SETTING.values(), "COORDINATION_ENV", "COORDINATION_INSTANCE", "BASE_URL", "UPLOADS_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {"PYTHONPATH": str(clone), "PORT": str(port)}
    started = None
    try:
        for words in (["init"], ["demo", "--if-empty"]):
            done = subprocess.run([*COMMAND, *words], cwd=clone, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
        with (folder / "errors").open("w+") as errors:
            started = subprocess.Popen(
                [*COMMAND, "serve"], cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
            )
            assert started.stdout is not None
            said = ""
            for line in started.stdout:
                said += line
                if "Ctrl-C" in line:
                    break
            assert "Ctrl-C" in said, said + (folder / "errors").read_text()
            yield Demo(clone, f"http://127.0.0.1:{port}", said)
    finally:
        if started is not None:
            started.terminate()
            started.communicate()
        shutil.rmtree(folder)


class TestAFreshClone:
    def test_is_what_was_started(self, demo: Demo) -> None:
        assert (demo.folder / "instance" / "local.json").exists()
        assert f"Coordination is running at {demo.base}" in demo.said

    def test_has_nothing_left_over_that_git_would_show(self, demo: Demo) -> None:
        assert git(demo.folder, "ls-files", "--others", "--exclude-standard") == ""
        assert git(demo.folder, "diff", "--name-only") == ""

    def test_everybody_named_at_the_start_can_sign_in_with_the_password_printed_there(self, demo: Demo) -> None:
        people = re.findall(r"^\s+(\S+@demo\.example)\s", demo.said, re.MULTILINE)
        password = re.search(r"all with the password (\S+):", demo.said)
        assert len(people) > 10
        assert password is not None
        outside = {}
        for person in people:
            found, page = sign_in(demo.base, person, password.group(1))
            if "sign-in" in found or found[-3:].isdigit() or "Sign out" not in page:
                outside[person] = found
        assert outside == {}

    def test_opens_the_record_of_a_child_the_lead_works_with(self, demo: Demo) -> None:
        _, page = sign_in(demo.base, "lead@demo.example", "two-rivers-demo", then="/children")
        record = re.search(r'href="(/children/[0-9a-f-]{36})"', page)
        assert record is not None
        found, page = sign_in(demo.base, "lead@demo.example", "two-rivers-demo", then=record.group(1))
        assert found == record.group(1)
        assert re.search(r"<h1[^>]*>\s*\w+", page)


def git(folder: Path, *words: str) -> str:
    """What git says, whoever owns the folder."""
    command = ["git", "-c", "safe.directory=*", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def sign_in(base: str, person: str, password: str, then: str = "/") -> tuple[str, str]:
    """Where somebody is after signing in and opening ``then``, and what they read there."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{base}/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    sent = urllib.parse.urlencode({"csrf_token": token.group(1), "email": person, "password": password})
    try:
        browser.open(f"{base}/sign-in", sent.encode()).read()
        answer = browser.open(base + then)
    except urllib.error.HTTPError as refused:
        return f"{refused.url.removeprefix(base)} {refused.code}", refused.read().decode()
    return answer.url.removeprefix(base), answer.read().decode()
