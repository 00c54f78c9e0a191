"""The page for operators names every setting the product reads, with its default."""

import re

import pytest

from coordination.config import ROOT, Settings

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| `")]
NAMED = {name for row in ROWS for name in re.findall(r"`([A-Z][A-Z_]+)`", row.split("|")[1])}


def read_by(*modules: str) -> set[str]:
    """The names in capitals that a module asks the environment or the mail settings for."""
    text = "\n".join((ROOT / "coordination" / module).read_text(encoding="utf-8") for module in modules)
    return set(
        re.findall(r"""(?:values\.get\(|values\[|given\.get\(|_whole_number\(values, )["']([A-Z_]+)["']""", text)
    )


class TestThePageForOperators:
    def test_it_names_every_setting_that_is_read(self) -> None:
        asked = read_by("config.py", "messages/sending.py")
        assert {"COORDINATION_ENV", "PORT", "MAIL_PORT"} <= asked
        assert asked - NAMED == set()

    def test_it_marks_what_production_needs(self) -> None:
        text = (ROOT / "coordination" / "config.py").read_text(encoding="utf-8")
        needed = set(re.findall(r'"([A-Z_]+)",', text.split("needed = (")[1].split(")")[0]))
        marked = {match for row in ROWS for match in re.findall(r"^\| `([A-Z_]+)` P \|", row)}
        assert marked == needed

    @pytest.mark.parametrize(
        ("name", "attribute"),
        [("PORT", "port"), ("WEB_WORKERS", "web_workers"), ("WEB_THREADS", "web_threads")],
    )
    def test_its_defaults_are_those_in_force(self, name: str, attribute: str) -> None:
        (row,) = [row for row in ROWS if row.startswith(f"| `{name}` |")]
        assert row.split("|")[2].strip() == f"`{getattr(Settings(), attribute)}`"
