"""A SENCO's week: a pupil is added, a cycle begun and reviewed, several actions updated, the map and the briefing read.

And what happened at school is on the social worker's first page the same day.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta

import pytest

from coordination import clock
from tests.demo_copy import DemoCopy
from tests.journeys.person import Person

SitDown = Callable[..., Person]


class TestTheSencosWeek:
    @pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
    def test_a_pupil_is_added_and_a_cycle_begins_and_is_reviewed(self, person: SitDown, javascript: bool) -> None:
        senco = person("senco", javascript=javascript)
        # Alike names born on one day would rightly be offered as the same pupil.
        name, family, days = {
            (True, 1280): ("Robyn", "Quayle", 4400),
            (False, 1280): ("Barnaby", "Fenwick", 4300),
            (True, 320): ("Ottoline", "Marsden", 4200),
            (False, 320): ("Wilfred", "Juniper", 4100),
        }[javascript, senco.page.viewport_size["width"]]
        senco.goes_to("/school").sees("Pupils of Alderbrook Academy").finds_nothing_in_the_way()
        senco.presses("Add a pupil").finds_nothing_in_the_way()
        senco.fills("First name", name).fills("Family name", family).fills("Year group", "7")
        senco.enters_day("Date of birth", clock.today() - timedelta(days=days)).presses("Add the pupil")
        senco.sees("The pupil was added").finds_nothing_in_the_way()

        senco.fills("What is hard?", "Loses the place when reading")
        senco.page.get_by_label("Area of need").first.select_option("learning")
        senco.fills("What works?", "One instruction at a time").fills("What should be different", "Reads forty words")
        senco.fills("What is provided?", "Paired reading").fills("Hours a week", "1.5").fills(
            "Who gives it?", "Ms Lowe"
        )
        senco.presses("Start the cycle")
        senco.sees("Cycle 1 began").sees("1.5 hours a week").finds_nothing_in_the_way()

        senco.presses("Review this cycle").finds_nothing_in_the_way()
        senco.page.get_by_label("How did it go?").first.select_option("slipping")
        senco.chooses("Another cycle: SEN Support goes on").presses("Finish the review")
        senco.sees("Cycle 2 began with everything that goes on").sees("Paired reading").finds_nothing_in_the_way()
        senco.follows("The evidence so far").sees("2 cycles of SEN Support").finds_nothing_in_the_way()

    @pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
    def test_several_actions_are_updated_in_one_save(self, person: SitDown, javascript: bool) -> None:
        senco = person("senco", javascript=javascript)
        senco.sees("Also due").finds_nothing_in_the_way()
        ticks = senco.page.locator("input[name=done]")
        ticks.nth(0).check(force=True)
        ticks.nth(1).check(force=True)
        senco.presses("Update the ticked ones").sees("Update several actions").finds_nothing_in_the_way()
        senco.page.get_by_label("How is it going?").nth(0).select_option("in_progress")
        senco.fills("Note, or what is in the way", "Begun on Monday")
        senco.page.get_by_label("How is it going?").nth(1).select_option("blocked")
        senco.page.get_by_label("Note, or what is in the way").nth(1).fill("The room is taken")
        senco.presses("Save them all").sees("updated").sees("The room is taken")

    def test_the_map_and_the_briefing_are_read_and_printed(self, person: SitDown) -> None:
        senco = person("senco")
        senco.goes_to("/school/provision").sees("Small-group reading").sees(
            "Totals by adult"
        ).finds_nothing_in_the_way()
        senco.page.get_by_label("Area of need", exact=True).select_option("communication")
        senco.presses("Apply").sees("Language group").does_not_see("Small-group reading")
        senco.goes_to("/school/briefing").sees("Mr Dean").sees("What works").finds_nothing_in_the_way()

    @pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")
    def test_a_timetable_is_whole_on_paper_what_is_folded_away_too(self, person: SitDown, demo: DemoCopy) -> None:
        lead = person("lead").goes_to(f"/children/{demo.children['ama']}/timetable")
        paper = subprocess.run(["pdftotext", "-layout", "-", "-"], input=lead.page.pdf(format="A4"),
                               capture_output=True, check=True).stdout.decode()  # fmt: skip
        assert "How it ended" in paper
        # The last column of the widest row.
        assert re.search(r"Time left to the\s+(.*\s)?family", paper)


class TestNewsOfSchool:
    def test_is_on_the_social_workers_first_page_until_they_have_read_it(self, person: SitDown, demo: DemoCopy) -> None:
        senco = person("senco")
        kai = f"/children/{demo.children['kai']}"
        senco.goes_to(f"{kai}/school").finds_nothing_in_the_way()
        senco.goes_to(f"{kai}/school/add/suspension").finds_nothing_in_the_way()
        senco.enters_day("First day of the suspension", clock.today()).enters_day("Last day", clock.today())
        senco.fills("How many school days?", "0.5")
        senco.page.get_by_label("Reason").select_option("DB")
        senco.presses("Record it and tell").sees("Told today:").sees("Joan Petrie").finds_nothing_in_the_way()

        lead = person("lead")
        lead.sees("Read today").sees("Suspended for 0.5 school days").finds_nothing_in_the_way()
        lead.presses("I have read this").sees("School").finds_nothing_in_the_way()
        virtual_school = person("virtualschool")
        virtual_school.sees("Suspended for 0.5 school days").finds_nothing_in_the_way()
