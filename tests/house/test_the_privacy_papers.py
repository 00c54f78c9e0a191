"""The privacy papers are true of this product: what they link to exists; the schedule is the one that is acted on."""

import re

import pytest

from coordination.config import ROOT
from coordination.rights.retention import printing

PAPERS = ROOT / "docs" / "privacy"
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
WANTED = {
    "asvs.md",
    "dpia.md",
    "dtac.md",
    "hazard-log.md",
    "incident-playbook.md",
    "information-sharing-agreement.md",
    "privacy-notice-adult.md",
    "privacy-notice-child.md",
    "privacy-notice-easy-read.md",
    "record-of-processing.md",
    "retention-schedule.md",
    "subject-access.md",
}


class TestThePrivacyPapers:
    def test_are_all_there(self):
        assert {path.name for path in PAPERS.glob("*.md")} >= WANTED

    @pytest.mark.parametrize("name", sorted(WANTED))
    def test_link_to_what_exists(self, name):
        missing = [
            target
            for target in LINK.findall((PAPERS / name).read_text(encoding="utf-8"))
            if "://" not in target and not (PAPERS / target).resolve().exists()
        ]
        assert missing == [], "A paper names evidence that is not there: correct the link, or what it says"

    def test_the_schedule_is_the_one_that_is_acted_on(self):
        assert printing.PAGE.read_text(encoding="utf-8") == printing.markdown()


class TestTheEvidenceMap:
    def rows(self):
        text = (PAPERS / "asvs.md").read_text(encoding="utf-8")
        return re.findall(r"^\| (V\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", text, re.M)

    def test_every_requirement_says_how_it_stands(self):
        assert len(self.rows()) > 180
        assert {state.strip() for *_, state, _ in self.rows()} <= {"met", "in part", "not met", "not checked"}

    def test_what_is_met_or_in_part_names_what_shows_it(self):
        bare = [
            number for number, _, _, state, evidence in self.rows() if state != "not checked" and not evidence.strip()
        ]
        assert bare == []

    def test_the_counts_at_its_head_are_right(self):
        text = (PAPERS / "asvs.md").read_text(encoding="utf-8")
        states = [state.strip() for *_, state, _ in self.rows()]
        said = re.search(
            r"(\d+) requirements that apply: (\d+) met, (\d+) in part, (\d+) not met, (\d+) not checked", text
        )
        counted = [len(states), *(states.count(word) for word in ("met", "in part", "not met", "not checked"))]
        assert said is not None and [int(number) for number in said.groups()] == counted
