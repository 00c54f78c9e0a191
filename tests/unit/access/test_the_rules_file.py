"""The rules file is checked before anybody is let in by it, and a mistake in it is said so that it can be mended."""

import pytest

from coordination.access import rules
from coordination.access.rules import RULES_CSV, RulesError, load

HEADER, *LINES = RULES_CSV.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def written(tmp_path):
    """Write a rules file of these lines, after a header."""

    def write(lines, header=HEADER):
        path = tmp_path / "rules.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return write


def refusal(path):
    with pytest.raises(RulesError) as caught:
        load(path)
    return str(caught.value)


class TestTheRulesThatShip:
    def test_say_something_of_22_roles_and_33_sections(self):
        assert len(rules.roles()) == 22
        assert len(rules.sections()) == 33
        assert len(rules.current().all) == len(LINES)

    def test_are_read_once(self):
        assert rules.current() is rules.current()

    def test_are_asked_by_section_role_and_verb(self):
        (row,) = rules.rows("protected_location", "PRV", "read")
        assert (row.extent, row.conditions) == ("full", ("grant", "service_delivered_at_home"))
        assert [row.extent for row in rules.rows("actions", "SEN", "read")] == ["full", "own"]
        assert rules.rows("supervision", "YP", "read") == ()

    @pytest.mark.parametrize("asked", [("diary", "SW", "read"), ("health", "XX", "read"), ("health", "SW", "peruse")])
    def test_do_not_answer_about_what_does_not_exist(self, asked):
        with pytest.raises(KeyError):
            rules.rows(*asked)


class TestAChangedRulesFile:
    def test_is_followed(self, written):
        without = [line for line in LINES if not line.startswith("health,S2,HLT,update")]
        assert load(written(without)).rows("health", "HLT", "update") == ()
        added = load(written([*LINES, "health,S2,SEN,update,own,"]))
        assert [row.extent for row in added.rows("health", "SEN", "update")] == ["own"]

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("diary,S1,SW,read,full,", "no section 'diary'"),
            ("health,S3,SW,read,full,", "health is labelled S2"),
            ("health,S7,SW,read,full,", "health is labelled S2"),
            ("health,S2,XX,read,full,", "no role 'XX'"),
            ("health,S2,SW,peruse,full,", "no verb 'peruse'"),
            ("health,S2,SW,read,most,", "no extent 'most'"),
            ("health,S2,SW,read,full,on_tuesdays", "no condition 'on_tuesdays'"),
            ("health,S2,SW,read,full,grant on_tuesdays", "no condition 'on_tuesdays'"),
            ("supervision,S2,LP,read,limited,", "no field list"),
            ("health,S2,SW,read,full", "six cells"),
            ("health,S2,SW,read,full,,more", "six cells"),
            (LINES[3], "repeats line 5"),
        ],
    )
    def test_with_a_mistake_names_the_line_and_what_is_wrong(self, written, line, said):
        answer = refusal(written([*LINES, line]))
        assert f"line {len(LINES) + 2}:" in answer
        assert said in answer

    def test_with_other_columns_is_refused(self, written):
        assert "line 1" in refusal(written(LINES, header="section,label,role,verb,extent"))
        assert "line 1" in refusal(written(LINES, header="label,section,role,verb,extent,condition"))

    def test_that_forgets_a_role_or_a_section_is_refused(self, written):
        assert "role ADM" in refusal(written([line for line in LINES if ",ADM," not in line]))
        assert "section prices" in refusal(written([line for line in LINES if not line.startswith("prices,")]))

    def test_that_shows_a_field_the_section_does_not_have_is_refused(self, written, monkeypatch):
        monkeypatch.setattr(rules, "limited_fields", lambda *_, **__: frozenset({"shoe_size"}))
        assert "shoe_size" in refusal(RULES_CSV)


class TestClearance:
    @pytest.mark.parametrize(
        ("role", "extent", "highest"),
        [("SW", "full", "S3"), ("LP", "full", "S2"), ("SEN", "full", "S2"), ("SSW", "full", "S2"),
         ("PRV", "full", "S1"), ("FC", "full", "S1"), ("PAR", "published", "S3"),
         ("PRV", "published", "S2"), ("ADV", "limited", "S2")],
    )  # fmt: skip
    def test_goes_as_far_as_the_rules_go_unconditionally(self, role, extent, highest):
        cleared = [label for label in ("S0", "S1", "S2", "S3", "S4") if rules.current().cleared(role, extent, label)]
        assert cleared[-1] == highest
        assert cleared == ["S0", "S1", "S2", "S3", "S4"][: len(cleared)]

    def test_commercial_stands_apart(self):
        assert rules.current().cleared("CMS", "full", "C")
        assert not rules.current().cleared("TM", "full", "C")

    def test_administrators_are_cleared_for_nothing(self):
        assert not any(rules.current().cleared("ADM", "full", label) for label in ("S0", "S1", "S2", "S3", "S4", "C"))

    def test_follows_a_changed_file(self, written):
        kept = [
            line for line in LINES if not (line.startswith(("legal,", "protection_plan,")) and ",IRO,read," in line)
        ]
        assert not load(written(kept)).cleared("IRO", "full", "S3")
