"""The coach of a plan in sections: what it points out and why, and the lists an authority keeps."""

from datetime import date

import pytest

from coordination.db import new_id
from coordination.ehc.plan import quality
from coordination.ehc.plan.quality import Entry
from tests.rooms.sections import Writing

LETTERS = ("A", "B", "C", "D", "E", "F", "G", "H1", "H2")
GOOD = {"who": "Ms Lowe", "expertise": "Trained", "sessions_per_week": 3, "session_minutes": 30}


def entry(section, text="Words", kind="need", answers=(), **facts):
    return Entry(new_id(), f"{section}1", section, kind, text, facts, frozenset(answers))


def said(*entries, year=5, age=10, **more):
    return [(hint.section, hint.what) for hint in quality.look(entries, letters=LETTERS, year=year, age=age, **more)]


class TestTheCoach:
    def test_says_nothing_of_a_plan_that_holds_together(self):
        hope = entry("A", kind="aspiration", said_by="child")
        need = entry("B", area="learning", evidence="Report")
        outcome = entry("E", kind="outcome", answers=[need.key, hope.key], target_on="2030-07-31", measure="Counted",
                        monitored_by="Ms Lowe")  # fmt: skip
        given = entry("F", "Reading group", "provision", [need.key, outcome.key], **GOOD)
        assert said(hope, need, outcome, given) == []

    @pytest.mark.parametrize(("letter", "given"), [("B", "F"), ("C", "G"), ("D", "H1 or H2")])
    def test_finds_a_need_that_nothing_is_given_for(self, letter, given):
        assert (letter, f"No provision in {given} answers this need") in said(entry(letter, evidence="Report"))

    @pytest.mark.parametrize(
        ("missing", "sentence"),
        [("session_minutes", "how much"), ("sessions_per_week", "how often"), ("who", "who gives it"),
         ("expertise", "must know")],
    )  # fmt: skip
    def test_asks_provision_for_quantity_frequency_who_and_expertise(self, missing, sentence):
        found = said(entry("F", "Group", "provision", **(GOOD | {missing: None})))
        assert any(sentence in what for _, what in found)

    @pytest.mark.parametrize("word", sorted(quality.VAGUE))
    def test_points_every_vague_word_out_in_provision(self, word):
        found = said(entry("F", f"Ama has {word} a group", "provision", **GOOD))
        assert any(what.startswith(f"“{word}”") for _, what in found)

    def test_points_none_out_in_a_need_nor_inside_another_word(self):
        assert not any("promises nothing" in what for _, what in said(entry("B", "Has access to regular help")))
        assert quality.vague_in("Irregularly something mayor") == []

    def test_tells_provision_in_an_outcome_and_in_what_they_hope_for(self):
        found = said(
            entry("E", "Will receive speech therapy", "outcome"), entry("A", "20 minutes a day 1:1", "aspiration")
        )
        assert ("E", "This reads like provision") in found and ("A", "This reads like provision") in found

    def test_asks_for_adulthood_from_year_nine_only(self):
        sentence = ("E", "No outcome prepares for adulthood")
        assert sentence in said(year=9) and sentence not in said(year=8)
        assert sentence not in said(entry("E", kind="outcome", strand="health"), year=9)

    def test_keeps_h1_for_those_under_eighteen(self):
        sentence = ("H1", "H1 is for those under 18")
        assert sentence in said(entry("H1", kind="provision"), age=18)
        assert sentence not in said(entry("H1", kind="provision"), age=17)

    def test_misses_the_childs_own_voice(self):
        sentence = ("A", "The child’s own voice is not here yet")
        assert sentence in said(entry("A", kind="aspiration", said_by="parent"))
        assert sentence not in said(entry("A", kind="aspiration", said_by="child"))

    @pytest.mark.parametrize(
        ("born", "on", "year"),
        [(date(2012, 9, 1), date(2026, 9, 1), 9), (date(2013, 8, 31), date(2026, 9, 1), 9),
         (date(2013, 9, 1), date(2026, 9, 1), 8), (date(2012, 9, 1), date(2026, 8, 31), 8)],
    )  # fmt: skip
    def test_counts_school_years_from_september(self, born, on, year):
        assert quality.school_year(born, on) == year

    def test_is_a_hint_on_the_page_and_stops_nobody(self, app, world, browsing):
        room = Writing(app, world)
        plan_id = room.starts()
        officer = browsing.as_(world.people["ehc"])
        address = f"/ehc-plans/{plan_id}/sections/F"
        assert officer.send(f"{address}/add", {"text": "Access to a group as required"}).status_code == 303
        words = officer.words(address)
        assert "“access to” promises nothing that can be counted" in words and "“as required”" in words


class TestTheSettingsPage:
    def test_switches_an_example_on_and_it_is_edited_without_code(self, app, world, browsing):
        admin, senco = browsing.as_(world.people["admin"]), browsing.as_(world.people["senco"])
        assert "It is a proposal and not law" in admin.words("/plan-types")
        assert senco.get(f"/children/{world.child_id}/ehc-plans/start").status_code == 403
        sent = {"title-provision": "What school does", "layers": "Universal\nTargeted\nTargeted plus\nSpecialist"}
        assert admin.send("/plan-types/edit?key=isp", sent).status_code == 303
        page = senco.words(f"/children/{world.child_id}/ehc-plans/start")
        assert "Individual Support Plan" in page and "Targeted plus" in page
        assert "What school does" in admin.words("/plan-types")
        assert admin.send("/plan-types/edit?key=isp", {"is_on": None}).status_code == 303
        assert senco.get(f"/children/{world.child_id}/ehc-plans/start").status_code == 403

    @pytest.mark.parametrize("sent", [{"name": ""}, {"sections": None}, {"review_months": "30"}])
    def test_with_something_wrong_comes_back(self, world, browsing, sent):
        admin = browsing.as_(world.people["admin"])
        assert admin.send("/plan-types/edit?key=isp", sent).status_code == 422

    def test_changes_what_the_coach_points_out(self, app, world, browsing):
        admin, officer = browsing.as_(world.people["admin"]), browsing.as_(world.people["ehc"])
        room = Writing(app, world)
        plan_id = room.starts()
        room.writes(plan_id, "F", "Access to a sensory diet")
        assert admin.send("/plan-types/words", {"words": "Sensory diet", "instead": "what is done"}).status_code == 303
        assert admin.send("/plan-types/words", {"words": "access to", "left_out": "yes"}).status_code == 303
        assert admin.send("/plan-types/words", {"words": "", "instead": "x"}).status_code == 422
        assert admin.send("/plan-types/words", {"words": "never listed", "left_out": "yes"}).status_code == 422
        words = officer.words(f"/ehc-plans/{plan_id}/sections/F")
        assert "“sensory diet” promises nothing" in words and "“access to”" not in words

    @pytest.mark.parametrize("who", ["ehc", "lead", "senco", "parent"])
    def test_is_the_administrators_alone(self, world, browsing, who):
        visitor = browsing.as_(world.people[who])
        for page in ("/plan-types", "/plan-types/edit?key=isp", "/plan-types/words"):
            assert visitor.get(page).status_code == 403

    def test_the_ehc_plan_is_the_laws_to_change(self, world, browsing):
        assert browsing.as_(world.people["admin"]).get("/plan-types/edit?key=ehc").status_code == 404
