"""Published figures beside one's own: England's, and the mean of a council's statistical neighbours."""

import os
from pathlib import Path

import pytest

from coordination import config
from coordination.db import RuleBroken
from coordination.insight.published import Beside, beside

FIGURES = Path(os.environ.get("COORDINATION_SHARED", config.ROOT.parent / "shared")) / "data" / "benchmarks"


def write(folder: Path) -> None:
    (folder / "times.csv").write_text(
        "time_period,geographic_level,old_la_code,pc_plans_issued_within_20_weeks,PC_plans_issued_20_weeks_ex\n"
        "2024,National,,46.4,48\n2023,National,,50,51\n2024,Regional,,99,99\n"
        "2024,Local authority,301.0,40,x\n2024,Local authority,302,51,60\n2024,Local authority,303,1,1\n"
    )
    (folder / "near.csv").write_text("\ufeffold_la_code,SN_1,SN_1P,SN_2\n801,301,Close,302\n", encoding="utf-8")


class TestBeside:
    def test_a_year_of_england_and_of_the_neighbours(self, tmp_path):
        write(tmp_path)
        found = beside(tmp_path, 2024, "801")
        assert found["issued"] == Beside(46.4, 45.5, 2)
        assert found["issued_without_exceptions"] == Beside(48.0, 60.0, 1)

    def test_what_was_not_published_is_not_there(self, tmp_path):
        write(tmp_path)
        assert beside(tmp_path, 2024, "801")["reviews"] == Beside(None, None, 0)
        assert beside(tmp_path, 2024, "999")["issued"] == Beside(46.4, None, 0)

    def test_what_is_no_folder_or_no_table_is_one_sentence(self, tmp_path):
        with pytest.raises(RuleBroken, match="not a folder"):
            beside(tmp_path / "none", 2024, "801")
        (tmp_path / "bad.csv").write_bytes(b"a,b\n\xff\xfe,1\n")
        with pytest.raises(RuleBroken, match="not a CSV file"):
            beside(tmp_path, 2024, "801")

    @pytest.mark.skipif(not FIGURES.exists(), reason="the shared reference data is not beside the project")
    def test_the_figures_as_they_were_published(self):
        found = beside(FIGURES, 2024, "801")
        assert found["reviews"].england == 44.4
        assert beside(FIGURES, 2019, "801")["issued"].england == 58.7
        assert found["issued"].of == 10
