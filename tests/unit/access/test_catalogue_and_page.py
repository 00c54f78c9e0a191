"""The section catalogue is complete, and the printed page says what the rules say."""

import json

import pytest

from coordination.access import audience_of, catalogue, limited_fields, printing, rules
from coordination.access.catalogue import AUDIENCES, LABELS, MEETING_OWNERS, ROLES, SECTIONS
from coordination.access.limits import LIMITS
from coordination.access.printing import PERMISSIONS_MD, WRITE_COMMAND

LIMITED = {(row.section, row.role) for row in rules.current().all if row.extent == "limited"}


class TestLimitedViews:
    def test_every_limited_cell_has_a_list_of_the_section_s_own_fields(self):
        for section, role in sorted(LIMITED):
            fields = limited_fields(section, role)
            assert fields, (section, role)
            assert fields < set(SECTIONS[section].fields), (section, role)

    def test_no_list_is_left_over(self):
        written = {(section, role) for section, lists in LIMITS.items() for role in lists if " " not in role}
        assert written == LIMITED

    def test_a_role_without_one_sees_no_field(self):
        assert limited_fields("supervision", "SW") == frozenset()
        assert limited_fields("health", "ADM") == frozenset()

    def test_daily_safety_is_enough_to_keep_a_child_safe_and_no_diagnosis(self):
        for role in ("SEN", "DSL", "PRV", "SSW"):
            assert limited_fields("health", role) == {"allergies", "emergency_plan", "medicines", "daily_care"}

    def test_an_instruction_never_says_why(self):
        for role in ROLES:
            assert not limited_fields("alerts", role) & {"reason", "kind", "evidence"}

    def test_nobody_s_limited_view_has_a_place_that_follows_its_own_label(self):
        for role in ROLES:
            assert "location" not in limited_fields("placement", role)

    def test_prices_are_a_total(self):
        for role in ("SW", "TM", "EHC"):
            assert limited_fields("prices", role) == {"total"}

    def test_a_commissioner_learns_who_the_child_is_with_the_placement(self):
        assert limited_fields("core_identity", "CMS") == {"reference", "age_band"}
        assert limited_fields("core_identity", "CMS", placement_agreed=True) > {"reference", "age_band", "given_names"}


class TestTheCatalogue:
    def test_every_section_is_described_and_its_fields_are_different_words(self):
        for section in SECTIONS.values():
            assert section.what, section.code
            assert section.label in LABELS, section.code
            assert len(set(section.fields)) == len(section.fields) >= 2, section.code

    def test_a_section_is_found_by_its_code(self):
        assert catalogue.section("health").label == "S2"
        with pytest.raises(KeyError):
            catalogue.section("diary")

    def test_every_role_that_something_can_be_published_to_has_an_audience(self):
        for row in rules.current().all:
            if row.extent == "published":
                assert audience_of(row.role) in AUDIENCES, row.role

    @pytest.mark.parametrize(
        ("role", "audience"),
        [("SW", "team"), ("SEN", "school"), ("VSH", "school"), ("HLT", "health"), ("PRV", "provider"), ("FC", "carer"),
         ("PAR", "parent"), ("YP", "young_person"), ("ADV", "young_person"), ("ADM", None), ("nobody", None)],
    )  # fmt: skip
    def test_audiences(self, role, audience):
        assert audience_of(role) == audience

    def test_every_owner_of_a_meeting_may_sign_by_the_rules(self):
        for kind, owners in MEETING_OWNERS.items():
            assert owners, kind
            for role in owners:
                assert rules.rows("reviews", role, "approve"), (kind, role)


class TestThePrintedPage:
    def test_docs_permissions_says_what_the_rules_say(self):
        printed = PERMISSIONS_MD.read_text(encoding="utf-8") if PERMISSIONS_MD.exists() else ""
        assert printed == printing.page(), f"docs/permissions.md is out of date: run {WRITE_COMMAND}"

    def test_has_every_role_section_condition_and_limited_field(self):
        text = printing.page()
        for role in ROLES:
            assert f"| **{role}** |" in text
        for section in SECTIONS:
            assert f"### {section}\n" in text
        for row in rules.current().all:
            for name in row.conditions:
                assert f"| `{name}` | " in text
        assert "- SEN: allergies, emergency plan, medicines, daily care" in text
        assert "- CMS, until a placement is agreed: reference, age band" in text

    def test_has_the_cells_people_look_up(self):
        lines = [line for line in printing.page().splitlines() if line.startswith("| ")]
        grid = {line.split(" | ")[0].strip("| "): line for line in lines}
        cells = [cell.strip() for cell in grid["protection_plan"].strip("|").split("|")]
        by_role = dict(zip(["section", "label", *ROLES], cells, strict=True))
        assert by_role["SW"] == "R C U X"
        assert by_role["LP"] == "L C*"
        assert by_role["PAR"] == "S C*"
        assert by_role["ADM"] == ""

    def test_changes_with_the_rules(self):
        fewer = rules.Rules(row for row in rules.current().all if row.section != "prices")
        assert printing.page(fewer) != printing.page()

    def test_is_written_only_when_it_differs(self, tmp_path):
        path = tmp_path / "docs" / "permissions.md"
        assert printing.write(path) is True
        assert path.read_text(encoding="utf-8") == printing.page()
        assert printing.write(path) is False
        path.write_text("something else", encoding="utf-8")
        assert printing.write(path) is True


class TestTheTable:
    def test_is_plain_data_with_a_row_for_each_rule(self):
        table = json.loads(json.dumps(printing.table()))
        assert len(table["rows"]) == len(rules.current().all)
        assert len(table["sections"]) == 33
        assert len(table["roles"]) == 22
        (vsh,) = [row for row in table["rows"] if (row["section"], row["role"]) == ("health", "VSH")]
        assert (vsh["extent"], vsh["conditions"]) == ("limited", ["daily_safety_only"])
        assert vsh["fields"] == ["allergies", "emergency_plan"]
        assert all((row["fields"] is not None) == (row["extent"] == "limited") for row in table["rows"])

    def test_explains_every_condition_in_one_line(self):
        for text in printing.table()["conditions"].values():
            assert text
            assert "\n" not in text

    def test_reads_in_columns_on_a_terminal(self):
        heading, *lines = printing.lines()
        assert heading.split() == ["section", "label", "role", "verb", "extent", "conditions"]
        assert len(lines) == len(rules.current().all)
        assert {line.index(" S") for line in lines if line.startswith(("health ", "core_identity "))} == {
            heading.index(" label")
        }
