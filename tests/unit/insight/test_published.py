"""Published figures beside one's own: England's, and the mean of a council's statistical neighbours."""

import os
from pathlib import Path

import pytest

from coordination import config
from coordination.db import RuleBroken
from coordination.insight.published import Beside, beside, read

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
        with pytest.raises(RuleBroken, match="not a file or a folder"):
            beside(tmp_path / "none", 2024, "801")
        (tmp_path / "bad.csv").write_bytes(b"a,b\n\xff\xfe,1\n")
        with pytest.raises(RuleBroken, match="not a CSV file"):
            beside(tmp_path, 2024, "801")

    def test_its_own_published_figure_is_there_too(self, tmp_path):
        write(tmp_path)
        assert beside(tmp_path, 2024, "303")["issued"] == Beside(46.4, None, 0, own=1.0)

    @pytest.mark.skipif(not FIGURES.exists(), reason="the shared reference data is not beside the project")
    def test_the_figures_as_they_were_published(self):
        found = beside(FIGURES, 2024, "801")
        assert found["reviews"].england == 44.4
        assert beside(FIGURES, 2019, "801")["issued"].england == 58.7
        assert found["issued"].of == 10


HEADINGS = "time_period,geographic_level,old_la_code,pc_plans_issued_within_20_weeks\n"


class TestReading:
    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ("2024,Local authority,301,140", "pc_plans_issued_within_20_weeks"),
            ("2024,Local authority,301,many", "pc_plans_issued_within_20_weeks"),
            ("2024,Local authority,,40", "old_la_code"),
            ("24,National,,40", "time_period"),
            ("2024,Ward,301,40", "geographic_level"),
        ],
    )
    def test_a_row_that_cannot_be_right_is_refused_and_the_others_are_read(self, tmp_path, row, column):
        (tmp_path / "times.csv").write_text(f"{HEADINGS}{row}\n2024,National,,46.4\n")
        found = read(tmp_path / "times.csv")
        assert [(each.file, each.row, each.column) for each in found.refused] == [("times.csv", 2, column)]
        assert found.figures == {(2024, "", "issued"): 46.4}

    def test_two_rows_that_say_otherwise_of_the_same_are_told(self, tmp_path):
        (tmp_path / "times.csv").write_text(f"{HEADINGS}2024,National,,46.4\n2024,National,,46.4\n2024,National,,50\n")
        assert [each.row for each in read(tmp_path).refused] == [4]

    def test_signs_and_regions_and_other_files_are_left_out_and_counted(self, tmp_path):
        (tmp_path / "times.csv").write_text(f"{HEADINGS}2024,National,,x\n2024,Regional,,1\n2023,National,,50\n")
        (tmp_path / "other.csv").write_text("a,b\n1,2\n")
        found = read(tmp_path)
        assert (found.refused, len(found.figures)) == ([], 1)
        assert {(file, what): many for (file, what, _), many in found.left_out.items()} == {
            ("times.csv", "pc_plans_issued_within_20_weeks"): 1, ("times.csv", "rows of a region"): 1,
            ("other.csv", "the file"): 1,
        }  # fmt: skip

    def test_a_file_of_none_of_the_measures_is_one_sentence(self, tmp_path):
        (tmp_path / "other.csv").write_text("a,b\n1,2\n")
        with pytest.raises(RuleBroken, match="holds no published figures"):
            read(tmp_path / "other.csv")

    @pytest.mark.skipif(not FIGURES.exists(), reason="the shared reference data is not beside the project")
    def test_nothing_in_the_files_as_they_were_published_is_refused(self):
        found = read(FIGURES)
        assert found.refused == []
        assert len({year for year, code, _ in found.figures if not code}) == 6
        assert len({code for code, _ in found.neighbours}) > 150
