"""The plans that the law asks for on the pages of the young person and of their carer."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.family import statutory_words
from coordination.statutory_plans.kinds import every_kind
from tests.browsing import form_fields
from tests.rooms.planning import Planning
from tests.rooms.statutory_plans import StatutoryPlans


@pytest.fixture
def child(app, world, browsing):
    return StatutoryPlans(app, world, browsing).looked_after()


def agree(child, plan, **more):
    child.agrees(plan, who="manager", look_on=clock.today() + timedelta(days=100), **more)


class TestTheYoungPerson:
    def test_comes_to_their_plans_from_their_own_page_and_nobody_else_is_led_there(self, child):
        mine = child.as_("youngperson")
        assert "My education plan" not in mine.words("/my-plan")
        child.begins()
        words = mine.words("/my-plan")
        assert "My education plan" in words and "It is being written. You can write your own part." in words

    def test_writes_their_own_part_and_the_school_reads_it(self, child, world):
        plan = child.begins()
        address = f"/my-plan/{world.child_id}/plans/{plan}"
        mine = child.as_("youngperson")
        page = mine.words(address)
        assert "My page" in page and "Write my part" in page
        answer = mine.send(f"{address}/my_page", {"like": "Art. It is quiet.", "going": "7"})
        assert answer.status_code == 303, answer.text[:3000]
        page = mine.words(address)
        assert "Art. It is quiet." in page and "7 of 10" in page
        assert "Art. It is quiet." in child.reads(plan, "senco")

    def test_is_asked_their_own_questions_only(self, child, world):
        plan = child.begins()
        mine = child.as_("youngperson")
        address = f"/my-plan/{world.child_id}/plans/{plan}"
        assert mine.get(f"{address}/premium").status_code == 404
        fields = form_fields(mine.get(f"{address}/my_page").text, f"{address}/my_page")
        assert set(fields) == {"csrf_token", "before", "like", "hard", "helps", "hopes"}

    def test_words_of_two_at_once_are_both_kept_or_asked_about(self, child, world):
        plan = child.begins()
        mine = child.as_("youngperson")
        address = f"/my-plan/{world.child_id}/plans/{plan}/my_page"
        fields = form_fields(mine.get(address).text, address)
        child.writes(plan, "my_page", who="senco", like="Football", hard="Noise")
        answer = mine.client.post(address, data={**fields, "like": "Art", "hopes": "To paint"})
        assert answer.status_code == 422
        assert "Football" in answer.text and "Art" in answer.text and "To paint" in answer.text
        again = form_fields(answer.text, address)
        assert mine.client.post(address, data=again).status_code == 303
        words = child.reads(plan, "senco")
        assert "“Art”" in words or "Art" in words
        assert "Noise" in words and "To paint" in words and "Football" not in words

    def test_cannot_write_in_what_was_agreed(self, child, world):
        plan = child.begins()
        child.writes(plan, "targets", first="Reads a page aloud")
        child.agrees(plan, who="senco", child_agrees="part", child_words="Not on Fridays")
        mine = child.as_("youngperson")
        address = f"/my-plan/{world.child_id}/plans/{plan}"
        words = mine.words(address)
        assert "You said yes to a part of it." in words and "Not on Fridays" in words and "Write my part" not in words
        assert mine.get(f"{address}/my_page").status_code == 303

    def test_writes_where_they_are_now_in_the_pathway_plan(self, child, world):
        plan = child.begins("pathway", "lead")
        mine = child.as_("youngperson")
        address = f"/my-plan/{world.child_id}/plans/{plan}"
        assert mine.send(f"{address}/money", {"now": "I save a little", "sure_me": "3"}).status_code == 303
        assert "I save a little" in mine.words(address)
        assert "I save a little" in child.reads(plan)

    def test_reads_an_action_in_the_words_written_for_them(self, child, world, app):
        plan = child.begins("pathway", "lead")
        planning = Planning(app, world)
        action = planning.asks("Obtain NI number", "lead", "young_person", young_text="Priya gets your number for work")
        planning.agrees()
        child.as_("lead").send(f"/statutory-plans/{plan}/themes/money", {"tied": [str(action)]})
        words = child.as_("youngperson").words(f"/my-plan/{world.child_id}/plans/{plan}")
        assert "Priya gets your number for work" in words and "Obtain NI number" not in words

    def test_reads_a_care_plan_once_it_is_agreed_and_given_to_them(self, child, world):
        plan = child.begins("care", "lead")
        child.writes(plan, "long_term", who="lead", plan="Home by Easter")
        mine = child.as_("youngperson")
        address = f"/my-plan/{world.child_id}/plans/{plan}"
        assert mine.get(address).status_code == 404
        agree(child, plan, audiences=["young_person"])
        assert "Home by Easter" in mine.words(address)

    def test_does_not_read_one_that_was_not_given_to_them(self, child, world):
        plan = child.begins("care", "lead")
        child.writes(plan, "long_term", who="lead", plan="Home by Easter")
        agree(child, plan, audiences=[])
        mine = child.as_("youngperson")
        assert mine.get(f"/my-plan/{world.child_id}/plans/{plan}").status_code == 404
        assert "My care plan" not in mine.words("/my-plan")

    @pytest.mark.parametrize(("language", "title"), [("pl", "Mój plan edukacji"), ("uk", "Мій освітній план")])
    def test_reads_it_in_their_language(self, child, world, language, title):
        plan = child.begins()
        words = child.as_("youngperson").words(f"/my-plan/{world.child_id}/plans/{plan}?language={language}")
        assert title in words

    def test_reads_what_workers_were_asked_in_it_too(self, child, world):
        plan = child.begins("care", "lead")
        child.writes(plan, "long_term", who="lead", permanence="long_term_foster", steps="Ask Denise in May")
        agree(child, plan, audiences=["young_person"])
        words = child.as_("youngperson").words(f"/my-plan/{world.child_id}/plans/{plan}?language=pl")
        assert "Kroki i terminy" in words and "Rodzina zastępcza na długo" in words and "Ask Denise in May" in words
        assert "The steps there" not in words and "Long-term foster care" not in words


class TestTheWordsOfFamilies:
    def test_name_every_theme_and_every_question(self, app):
        with app.test_request_context():
            told, asked = statutory_words.asked_of_workers(), statutory_words.questions()
            for kind in every_kind().values():
                for theme in kind.themes:
                    assert (kind.code, theme.code) in statutory_words.themes()
                    assert (kind.code, theme.code) in statutory_words.themes_for_carers()
                    for question in theme.questions:
                        if question.whose == "child":
                            assert (kind.code, question.code) in asked
                        else:
                            keys = {(kind.code, theme.code, question.code), (kind.code, "", question.code)}
                            assert keys & told.keys(), f"{kind.code}, {theme.code}: {question.label}"
                            assert set(question.options.values()) <= statutory_words.choices().keys()


class TestTheCarer:
    def test_reads_the_placement_plan_of_their_home(self, child, world):
        plan = child.begins("placement", "lead")
        child.writes(plan, "contact", who="lead", arrangements="Saturdays at two")
        carer = child.as_("carer")
        assert "No such plan has been agreed yet" in carer.words(f"/caring/{world.child_id}/plans")
        assert carer.get(f"/caring/{world.child_id}/plans/{plan}").status_code == 404
        agree(child, plan, audiences=["carer"])
        assert "Placement plan" in carer.words(f"/caring/{world.child_id}/plans")
        assert "Saturdays at two" in carer.words(f"/caring/{world.child_id}/plans/{plan}")

    def test_does_not_read_the_care_plan(self, child, world):
        plan = child.begins("care", "lead")
        child.writes(plan, "long_term", who="lead", plan="Home by Easter")
        agree(child, plan, audiences=["young_person"])
        carer = child.as_("carer")
        assert carer.get(f"/caring/{world.child_id}/plans/{plan}").status_code == 404
        assert "Care plan" not in carer.words(f"/caring/{world.child_id}/plans")

    def test_reads_the_themes_of_the_pathway_plan_that_are_theirs(self, child, world):
        plan = child.begins("pathway", "lead")
        child.writes(plan, "home", who="lead", goal="Staying put")
        child.writes(plan, "money", who="lead", goal="A bank account")
        child.agrees(plan, who="lead")
        words = child.as_("carer").words(f"/caring/{world.child_id}/plans/{plan}")
        assert "Staying put" in words and "A bank account" not in words

    @pytest.mark.parametrize("who", ["parent", "youngperson", "otherparent"])
    def test_nobody_else_of_the_family_has_their_page(self, child, world, who):
        assert child.as_(who).get(f"/caring/{world.child_id}/plans").status_code in {403, 404}
