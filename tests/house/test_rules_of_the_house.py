"""The rules of the house, each failing with what to do instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination import timescales
from coordination.config import ROOT
from coordination.events.kinds import KINDS

CODE = ROOT / "coordination"
MODULES = sorted(path for path in CODE.rglob("*.py"))
TEMPLATES = sorted((CODE / "templates").rglob("*.html"))


def places(pattern: str, paths: list[Path], *, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Where a pattern stands, outside the places that may use it."""
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(but):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(pattern, line):
                yield f"{name}:{number}: {line.strip()}"


class TestOnePlaceForEachThing:
    def test_time_is_told_by_the_clock(self):
        found = list(
            places(
                r"datetime\.now\(|date\.today\(|utcnow\(|func\.now\(",
                MODULES,
                but=("coordination/clock.py",),
            )
        )
        assert not found, "Ask coordination.clock: " + "\n".join(found)

    def test_the_boundary_commits(self):
        allowed = (
            "coordination/web/boundary.py",
            "coordination/jobs.py",
            "coordination/commanding.py",
            "coordination/demo/",
        )
        found = list(places(r"session(\(\))?\.commit\(\)", MODULES, but=allowed))
        assert not found, "Operations flush; the boundary commits: " + "\n".join(found)

    def test_dates_are_worded_by_filters(self):
        found = list(places(r"\.strftime\(", MODULES))
        assert not found, "Use web.filters or babel.dates: " + "\n".join(found)

    def test_pages_escape_what_people_wrote(self):
        found = list(places(r"\|\s*safe\b", TEMPLATES)) + list(
            places(r"\bMarkup\(", MODULES, but=("coordination/web/", "coordination/documents/rendering.py"))
        )
        assert not found, "Let Jinja escape it: " + "\n".join(found)

    def test_tables_to_take_away_are_written_in_one_place(self):
        found = list(places(r"csv\.writer|csv\.DictWriter", MODULES, but=("coordination/web/csv_files.py",)))
        assert not found, "Use coordination.web.csv_files: it lets no cell run as a formula: " + "\n".join(found)

    def test_files_leave_one_way_and_looked_through(self):
        way = ("coordination/web/files_out.py",)
        found = [
            *places(r"Content-Disposition|send_file|send_from_directory|as_attachment", MODULES, but=way),
            *places(
                r"\bResponse\(.*mimetype=(?!\"(text/plain|image/svg\+xml)\")|content_type=\"",
                MODULES,
                but=way,
            ),
            *places(r"\bLookedThrough\(", MODULES, but=("coordination/documents/outgoing.py",)),
            *places(r"files(_stored)?\.read\(|stored\.read\(", sorted(CODE.rglob("routes/**/*.py"))),
        ]
        assert not found, "Look through it by documents.outgoing and send it by web.files_out: " + "\n".join(found)

    def test_weasyprint_and_mail_have_one_door(self):
        paper = list(places(r"import weasyprint|from weasyprint", MODULES, but=("coordination/documents/",)))
        mail = list(places(r"import flask_mail|from flask_mail", MODULES, but=("coordination/messages/",)))
        assert not paper + mail, "\n".join(paper + mail)


class TestWhatTimeLimitsWaitFor:
    # These have a date of their own elsewhere, or files bring their beginnings without their ends.
    LEFT_ALONE = frozenset({"X8.2", "X8.3", "X13"})

    def recorded(self) -> set[str]:
        """Kinds of event that the code outside the rules and the list of kinds names."""
        code = "".join(path.read_text() for path in MODULES if path.relative_to(CODE).parts[0] != "timescales"
                       and path != CODE / "events" / "kinds.py")  # fmt: skip
        return {kind for kind in timescales.event_kinds() if f'"{kind}"' in code}

    def test_every_event_a_rule_names_is_known(self):
        assert timescales.event_kinds() <= set(KINDS)

    def test_a_rule_whose_events_are_recorded_runs_its_clock(self):
        recorded = self.recorded()
        asleep = [rule.id for rule in timescales.rules()
                  if rule.is_limit and not rule.watched and rule.id not in self.LEFT_ALONE
                  and recorded & set(rule.triggers) and recorded & set(rule.met_by)]  # fmt: skip
        assert not asleep, f"What these wait for is recorded now: take watched off them in timescales/rules/: {asleep}"


class TestWhatTheHouseBans:
    @pytest.mark.parametrize(
        ("pattern", "instead"),
        [
            (r"get_server\(", "coordination.embedded runs the server"),
            (r"FORCE ROW LEVEL", "row-level security is enabled, never forced"),
            (r"\bset_config\([^)]*,\s*false\)", "the actor is transaction-local"),
            (r"\bSET SESSION\b", "the actor is transaction-local"),
            (r"--preload", "no connection before fork"),
            (r"^from coordination\.(utils|common|core|helpers)", "say which room it belongs to"),
        ],
    )
    def test_a_way_in(self, pattern, instead):
        looked = [*MODULES, *sorted((ROOT / "migrations").rglob("*.py")), *sorted((ROOT / "migrations").rglob("*.sql"))]
        found = [
            place
            for place in places(pattern, looked)
            if not place.split(": ", 1)[1].lstrip().startswith(("#", '"', "--"))
        ]
        assert not found, f"{instead}: " + "\n".join(found)


class TestProtectedPlaces:
    def test_are_opened_by_the_rooms_that_keep_them_alone(self):
        sealed = re.compile(r"\bProtectedPlace\b|protected_place\b(?!\")|protected import (?:.*\b)?(?:store|sealing)\b")
        # The command that seals with another key.
        allowed = {CODE / "cli.py"}
        wrong = [
            f"{path.relative_to(ROOT)}: ask coordination.protected.papers or .showing instead"
            for path in MODULES
            if not {"protected", "whereabouts"} & set(path.relative_to(CODE).parts)
            and path not in allowed
            and sealed.search(path.read_text())
        ]
        assert wrong == []

    def test_no_words_are_written_where_nobody_looks_for_them(self):
        # A listener of the session refuses the rest; these would go past it too.
        found = list(
            places(
                r"bulk_(save|insert|update)|executemany|cursor\(\)|text\(\s*\"(insert into|update) (?!throttle)",
                MODULES,
                but=("coordination/demo/scale.py",),
            )
        )
        assert not found, "Add rows to the session, where protected places are looked for: " + "\n".join(found)


class TestTheSizeOfThings:
    def test_modules_stay_under_four_hundred_lines(self):
        long = [
            f"{path.relative_to(ROOT)} has {lines} lines: split it by sub-subject inside its room"
            for path in MODULES
            if (lines := len(path.read_text().splitlines())) > 400
        ]
        assert not long, "\n".join(long)

    def test_every_module_says_what_it_is_for(self):
        silent = [
            str(path.relative_to(ROOT))
            for path in MODULES
            if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
        ]
        assert not silent, "Open with a docstring: " + ", ".join(silent)


class TestEveryPage:
    def test_has_one_h1_and_a_title(self):
        wrong = []
        for path in TEMPLATES:
            name = path.relative_to(CODE / "templates").as_posix()
            if name.startswith(("layouts/", "components/", "documents/", "emails/", "errors/")) or "/_" in name:
                continue
            text = path.read_text()
            if "{% extends" not in text:
                continue
            if "{% block title %}" not in text:
                wrong.append(f"{name}: no title")
            h1 = len(re.findall(r"<h1|heading=true|panel\(", text))
            if h1 == 0:
                wrong.append(f"{name}: no h1")
        assert not wrong, "\n".join(wrong)

    def test_every_template_compiles(self, app):
        broken = []
        for path in TEMPLATES:
            name = path.relative_to(CODE / "templates").as_posix()
            if name.startswith("documents/"):
                continue
            try:
                app.jinja_env.get_template(name)
            except Exception as error:
                broken.append(f"{name}: {error}")
        assert not broken, "\n".join(broken)
