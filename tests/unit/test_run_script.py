"""The script that sets a machine up and starts everything, with stand-ins for the installers it calls."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordination.config import ROOT

TOOLS = ("sh", "basename", "cat", "cksum", "cp", "chmod", "dirname", "env", "flock", "grep", "id", "mkdir")
MORE_TOOLS = ("rm", "sed", "sleep", "tail", "tr", "uname", "true")
LOCKED = (
    *("requirements.txt", "requirements-dev.txt", "requirements-node.txt", "setup.cfg", "pyproject.toml"),
    *("package-lock.json", "coordination/assets.py"),
)

# A Python that notes what it is asked and does the least that counts as done.
PYTHON = """#!/bin/sh
echo "python $*" >>"$NOTES"
case "$*" in
    "-c import sys, venv"*) exit "${PYTHON_TOO_OLD:-0}" ;;
    "-m venv --clear "*)
        mkdir -p "$4/bin"
        cp "$0" "$4/bin/python"
        echo "VIRTUAL_ENV=$4" >"$4/bin/activate"
        for tool in coordination ruff mypy lint-imports djlint; do
            printf '#!/bin/sh\\necho "%s $*" >>"$NOTES"\\n' "$tool" >"$4/bin/$tool"
            printf 'case " $FAILING " in *" %s "*) exit 1 ;; esac\\n' "$tool" >>"$4/bin/$tool"
            chmod +x "$4/bin/$tool"
        done ;;
    "-m pip install"*) sleep "${PIP_SECONDS:-0}"; exit "${PIP_FAILS:-0}" ;;
    *"coordination/assets.py")
        mkdir -p coordination/static/vendor
        echo made >coordination/static/vendor/notices.txt ;;
    "-m pytest"*) for word in "$@"; do echo "word: $word"; done; echo "slow: ${COORDINATION_SLOW:-no}" ;;
esac
"""
NPM = """#!/bin/sh
[ "$1" = --version ] && { echo "${NPM_VERSION:-10.0.0}"; exit 0; }
echo "npm $*" >>"$NOTES"
"""
NOTED = """#!/bin/sh
echo "$(basename "$0") $*" >>"$NOTES"
"""


class Checkout:
    """A copy of the script with its locks, and a machine of stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "check out"
        self.tools = folder / "tools"
        self.notes = folder / "notes"
        (self.folder / "coordination").mkdir(parents=True)
        self.tools.mkdir()
        shutil.copy(ROOT / "run", self.folder / "run")
        for name in LOCKED:
            (self.folder / name).write_text(name)
        for name in TOOLS + MORE_TOOLS:
            if found := shutil.which(name):
                (self.tools / name).symlink_to(found)
        self.tool("python3", PYTHON)
        self.tool("npm", NPM)
        # This machine has what it needs, unless a test says otherwise.
        self.tool("dpkg-query", "#!/bin/sh\nprintf installed\n")
        self.tool("apt-get", NOTED)
        self.tool("chromium", "#!/bin/sh\n")
        self.tool("pdftotext", "#!/bin/sh\n")

    def tool(self, name: str, text: str) -> None:
        (self.tools / name).unlink(missing_ok=True)
        (self.tools / name).write_text(text)
        (self.tools / name).chmod(0o755)

    def start(self, *words: str, **settings: str) -> "subprocess.Popen[str]":
        environment = {"PATH": str(self.tools), "HOME": str(self.folder), "NOTES": str(self.notes)}
        environment |= {"SYSTEM_PYTHON": ""} | settings
        return subprocess.Popen(
            [self.folder / "run", *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )

    def run(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        started = self.start(*words, **settings)
        out, err = started.communicate(timeout=60)
        return subprocess.CompletedProcess(words, started.returncode, out, err)

    def noted(self, start: str) -> list[str]:
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return [line for line in lines if line.startswith(start)]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


class TestWhatIsAsked:
    def test_a_job_that_does_not_exist_is_wrong_usage(self, checkout: Checkout) -> None:
        answer = checkout.run("dance")
        assert answer.returncode == 2
        assert "there is no job called dance" in answer.stderr
        assert "./run test" in answer.stderr

    def test_help_names_every_job_and_installs_nothing(self, checkout: Checkout) -> None:
        answer = checkout.run("help")
        assert answer.returncode == 0
        for job in ("./run ", "./run test", "./run check", "./run setup", "./run bench"):
            assert job in answer.stderr
        assert not (checkout.folder / ".venv").exists()

    def test_starting_prepares_then_fills_then_serves(self, checkout: Checkout) -> None:
        assert checkout.run().returncode == 0
        assert checkout.noted("coordination") == [
            "coordination init",
            "coordination demo --if-empty",
            "coordination serve",
        ]

    def test_a_deployment_is_never_filled_with_demo_people(self, checkout: Checkout) -> None:
        checkout.run(COORDINATION_ENV="production")
        assert checkout.noted("coordination") == ["coordination init", "coordination serve"]

    def test_nothing_is_served_when_the_preparation_fails(self, checkout: Checkout) -> None:
        assert checkout.run(FAILING="coordination").returncode == 1
        assert checkout.noted("coordination") == ["coordination init"]

    def test_the_words_for_the_tests_arrive_as_they_were_said(self, checkout: Checkout) -> None:
        answer = checkout.run("test", "tests/unit", "--slow", "-k", "two words")
        assert answer.stdout.splitlines() == [
            *("word: -m", "word: pytest", "word: -n", "word: 2"),
            *("word: tests/unit", "word: -k", "word: two words", "slow: 1"),
        ]

    def test_the_long_tests_are_left_out_unless_asked_for(self, checkout: Checkout) -> None:
        assert "slow: no" in checkout.run("test").stdout

    def test_every_check_is_made_and_each_that_fails_is_named(self, checkout: Checkout) -> None:
        answer = checkout.run("check", FAILING="mypy djlint")
        assert answer.returncode == 1
        assert "found problems in: types, template lint" in answer.stderr
        assert checkout.noted("coordination migrations check")

    def test_checks_that_all_pass_say_so(self, checkout: Checkout) -> None:
        answer = checkout.run("check")
        assert answer.returncode == 0
        assert "All checks passed." in answer.stderr


class TestSettingUp:
    def test_what_is_installed_is_held_to_the_hashes_of_the_lock(self, checkout: Checkout) -> None:
        assert checkout.run("setup").returncode == 0
        locked, itself = checkout.noted("python -m pip install")
        assert "--require-hashes --only-binary :all: -r requirements.txt" in locked
        assert "--no-deps --no-build-isolation -e ." in itself
        (front,) = checkout.noted("npm")
        assert front.startswith("npm ci --ignore-scripts")

    def test_the_second_time_installs_nothing(self, checkout: Checkout) -> None:
        checkout.run("setup")
        checkout.notes.unlink()
        assert checkout.run("setup").returncode == 0
        assert not checkout.noted("npm")
        assert not checkout.noted("python -m")

    @pytest.mark.parametrize("changed", ["requirements.txt", "package-lock.json", "setup.cfg"])
    def test_a_changed_lock_is_installed_again(self, checkout: Checkout, changed: str) -> None:
        checkout.run("setup")
        checkout.notes.unlink()
        (checkout.folder / changed).write_text("changed")
        checkout.run("setup")
        assert len(checkout.noted("python -m pip install")) == 2

    def test_a_moved_checkout_gets_a_new_environment(self, checkout: Checkout) -> None:
        checkout.run("setup")
        checkout.notes.unlink()
        checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved"))
        assert checkout.run("setup").returncode == 0
        assert checkout.noted("python -m venv --clear")

    def test_the_tests_install_the_longer_lock_once_for_both(self, checkout: Checkout) -> None:
        checkout.run("test")
        assert "-r requirements-dev.txt" in checkout.noted("python -m pip install")[0]
        checkout.notes.unlink()
        checkout.run("setup")
        assert not checkout.noted("python -m pip install")

    def test_a_failed_installation_stops_and_is_tried_again_the_next_time(self, checkout: Checkout) -> None:
        answer = checkout.run(PIP_FAILS="1")
        assert answer.returncode == 1
        assert "could not be installed" in answer.stderr
        assert not checkout.noted("coordination")
        assert checkout.run().returncode == 0

    def test_node_comes_from_python_where_npm_is_missing_or_too_old(self, checkout: Checkout) -> None:
        checkout.run("setup", NPM_VERSION="6.14.0")
        assert any("-r requirements-node.txt" in line for line in checkout.noted("python -m pip install"))

    def test_a_user_without_a_home_gets_one_for_caches(self, checkout: Checkout) -> None:
        checkout.run("setup", HOME="/nonexistent")
        assert (checkout.folder / "instance" / "home").is_dir()

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_may_not_be_written_is_said(self, checkout: Checkout) -> None:
        checkout.folder.chmod(0o555)
        answer = checkout.run("setup")
        checkout.folder.chmod(0o755)
        assert answer.returncode == 1
        assert "may not be written by you" in answer.stderr


class TestWhatTheMachineMisses:
    MISSING = '#!/bin/sh\ncase "$3" in libpango*) ;; *) printf installed ;; esac\n'

    def test_an_ordinary_user_is_told_the_line_and_nothing_is_done(self, checkout: Checkout) -> None:
        checkout.tool("dpkg-query", self.MISSING)
        checkout.tool("id", "#!/bin/sh\necho 1000\n")
        answer = checkout.run()
        assert answer.returncode == 1
        assert (
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends"
            " libpango-1.0-0 libpangoft2-1.0-0" in answer.stderr
        )
        assert not checkout.noted("apt-get")
        assert not (checkout.folder / ".venv").exists()

    def test_root_has_it_installed(self, checkout: Checkout) -> None:
        checkout.tool("dpkg-query", self.MISSING)
        checkout.tool("id", "#!/bin/sh\necho 0\n")
        assert checkout.run("setup").returncode == 0
        assert checkout.noted("apt-get") == [
            "apt-get update -q",
            "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 -q",
        ]

    def test_a_python_that_is_too_old_is_missing(self, checkout: Checkout) -> None:
        checkout.tool("id", "#!/bin/sh\necho 1000\n")
        answer = checkout.run(PYTHON_TOO_OLD="1")
        assert answer.returncode == 1
        assert "--no-install-recommends python3 python3-venv" in answer.stderr

    def test_a_browser_is_wanted_for_the_tests_alone(self, checkout: Checkout) -> None:
        (checkout.tools / "chromium").unlink()
        checkout.tool("id", "#!/bin/sh\necho 0\n")
        checkout.run("setup")
        assert not checkout.noted("apt-get")
        checkout.run("test")
        (line,) = checkout.noted("apt-get install")
        assert line == "apt-get install -y --no-install-recommends chromium-headless-shell -q"

    def test_an_ordinary_user_without_a_browser_can_still_test(self, checkout: Checkout) -> None:
        (checkout.tools / "chromium").unlink()
        checkout.tool("id", "#!/bin/sh\necho 1000\n")
        answer = checkout.run("test")
        assert answer.returncode == 0
        assert "the browser journeys are left out" in answer.stderr

    def test_what_reads_paper_is_wanted_for_the_tests_alone(self, checkout: Checkout) -> None:
        (checkout.tools / "pdftotext").unlink()
        checkout.tool("id", "#!/bin/sh\necho 1000\n")
        answer = checkout.run("test")
        assert answer.returncode == 0
        assert "tests that read paper are left out" in answer.stderr

    def test_a_mac_is_told_the_brew_line(self, checkout: Checkout) -> None:
        (checkout.tools / "apt-get").unlink()
        checkout.tool("uname", "#!/bin/sh\necho Darwin\n")
        answer = checkout.run(PYTHON_TOO_OLD="1")
        assert answer.returncode == 1
        assert "Run: brew install python@3.13 pango" in answer.stderr


class TestWhichPython:
    def test_the_systems_own_comes_before_another_on_the_path(self, checkout: Checkout) -> None:
        own = checkout.tools.parent / "own" / "python3"
        own.parent.mkdir()
        own.write_text(PYTHON.replace('echo "python $*"', 'echo "own python $*"'))
        own.chmod(0o755)
        checkout.run(SYSTEM_PYTHON=str(own))
        assert checkout.noted("own python")

    def test_one_that_is_named_comes_before_it(self, checkout: Checkout) -> None:
        checkout.run(PYTHON="python3", SYSTEM_PYTHON="/nowhere/python3")
        assert checkout.noted("coordination serve")


class TestTwoAtOnce:
    @pytest.mark.parametrize("locking", ["flock", "a folder"])
    def test_only_one_installs(self, checkout: Checkout, locking: str) -> None:
        if locking != "flock":
            (checkout.tools / "flock").unlink(missing_ok=True)
        elif not shutil.which("flock"):
            pytest.skip("there is no flock on this machine")
        both = [checkout.start("setup", PIP_SECONDS="0.3") for _ in range(2)]
        for each in both:
            each.communicate(timeout=60)
        assert [each.returncode for each in both] == [0, 0]
        assert len(checkout.noted("python -m pip install")) == 2
        assert not (checkout.folder / "instance" / "setup.locked").exists()

    def test_a_lock_left_by_a_killed_command_is_taken_over(self, checkout: Checkout) -> None:
        (checkout.tools / "flock").unlink(missing_ok=True)
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        left = checkout.folder / "instance" / "setup.locked"
        left.mkdir(parents=True)
        (left / "holder").write_text(f"{dead.pid}\n")
        assert checkout.run("setup").returncode == 0
