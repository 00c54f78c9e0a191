"""The plain-language coach on its pages: beside a field, while somebody types, before a plan is agreed, and the
authority's own words."""

import pytest
from sqlalchemy import select, text

from coordination.children.models import ChildProfile
from coordination.db import db, new_id
from coordination.wording.beside import LOOK
from tests.rooms.planning import Planning

HARD = "The independent reviewing officer will consider educational accommodation arrangements"
PLAIN = "Hannah will find you a quiet place to study"


@pytest.fixture
def plan(app, world):
    return Planning(app, world)


@pytest.fixture
def lead(world, browsing):
    return browsing.as_(world.people["lead"])


@pytest.fixture
def admin(world, browsing):
    return browsing.as_(world.people["admin"])


def reads_at(plan, age):
    with plan.at_work():
        db.session.scalars(select(ChildProfile)).one().reading_age = age


class TestBesideAField:
    def test_the_words_are_looked_at_and_nothing_is_kept(self, world, lead):
        address = f"/plans/{world.plan_id}/add/strength"
        answer = lead.send(address, {"text": "Kai's thing", "young_text": "Your placement is fine", LOOK: "young_text"})
        assert answer.status_code == 200
        assert "“placement” could be “your home”" in answer.text
        assert "Your placement is fine" in answer.text
        assert "Your placement is fine" not in lead.words(f"/plans/{world.plan_id}")

    def test_every_form_with_words_for_the_young_person_has_it(self, app, world, lead, plan):
        action = plan.asks("Ring the school", "senco", "young_person", young_text=HARD)
        need = plan.says("need", "Need", "young_person", young_text=PLAIN)
        for address, said in (
            (f"/plans/{world.plan_id}/actions", ""),
            (f"/actions/{action}/change", "This child’s words are for age 11 or younger"),
            (f"/plans/statements/{need}/change", "That suits this child"),
        ):
            page = lead.page(address)
            assert page.select_one("[data-coach-for]"), address
            assert said in " ".join(page.get_text(" ").split()), address

    def test_the_age_is_the_one_chosen_for_the_child(self, app, world, lead, plan):
        need = plan.says("need", "Need", "young_person", young_text=HARD)
        reads_at(plan, 8)
        assert "for age 8 or younger" in lead.words(f"/plans/statements/{need}/change")

    def test_the_enter_key_keeps_the_words(self, world, lead):
        page = lead.page(f"/plans/{world.plan_id}/add/strength")
        form = page.select_one("main form")
        assert "name" not in form.select_one("button[type=submit]").attrs

    def test_choosing_the_age_is_a_question_of_the_about_me_page(self, world, lead):
        address = f"/children/{world.child_id}/profile"
        assert lead.send(address, {"reading_age": "8"}).status_code == 303
        assert "8 or younger" in lead.words(f"/children/{world.child_id}")


class TestWhileSomebodyTypes:
    def look(self, visitor, world, **data):
        return visitor.press(f"/children/{world.child_id}/look-at-words", **data)

    def test_it_says_the_same_as_the_page(self, world, lead):
        answer = self.look(lead, world, words="Your placement is going very well")
        assert answer.status_code == 200
        assert "“placement” could be “your home”" in answer.text

    def test_what_was_typed_comes_back_as_words_and_never_as_markup(self, world, lead):
        answer = self.look(lead, world, words="<script>alert(1)</script> was made by mum and dad")
        assert "<script" not in answer.text

    def test_nothing_typed_says_nothing_and_a_book_is_refused(self, world, lead):
        assert self.look(lead, world, words="  ").text.strip() == ""
        assert self.look(lead, world, words="a " * 5000).status_code == 413

    def test_it_writes_no_audit_row(self, owner_engine, world, lead):
        def rows():
            with owner_engine.connect() as connection:
                return connection.execute(text("select count(*) from audit_row")).scalar_one()

        token = lead.token()
        before = rows()
        sent = {"csrf_token": token, "words": "Your placement"}
        assert lead.client.post(f"/children/{world.child_id}/look-at-words", data=sent).status_code == 200
        assert rows() == before

    def test_a_stranger_learns_nothing(self, world, browsing):
        for who in ("stranger", "othersenco", "admin"):
            assert self.look(browsing.as_(world.people[who]), world, words=HARD).status_code in (403, 404)


class TestAgreeingHarderWords:
    def agree(self, lead, world, **data):
        return lead.send(f"/plans/{world.plan_id}/agree", data)

    def test_asks_for_a_reason_and_keeps_it(self, world, lead, plan):
        plan.says("strength", "S", "young_person", young_text=HARD)
        refused = self.agree(lead, world)
        assert refused.status_code == 422
        assert "Say why these words have to be this hard" in refused.text
        assert HARD in refused.text
        assert self.agree(lead, world, hard_words_why="It is the name of the course").status_code == 303
        assert "It is the name of the course" in lead.words(f"/plans/{world.plan_id}/versions")

    def test_what_was_agreed_before_is_not_asked_about_again(self, world, lead, plan):
        plan.says("strength", "S", "young_person", young_text=HARD)
        self.agree(lead, world, hard_words_why="It is the name of the course")
        plan.says("strength", "T", "young_person", young_text=PLAIN)
        assert self.agree(lead, world).status_code == 303

    def test_plain_words_ask_nothing(self, world, lead, plan):
        plan.says("strength", "S", "young_person", young_text=PLAIN)
        assert "hard_words_why" not in lead.get(f"/plans/{world.plan_id}/agree").text
        assert self.agree(lead, world).status_code == 303

    def test_words_that_keep_somebody_safe_never_wait(self, world, lead, plan):
        plan.says("contingency", "C", "young_person", young_text=HARD)
        plan.says("worry", "W", "young_person", young_text=HARD)
        plan.says("strength", "S", "young_person", young_text=HARD, domain="safety")
        assert self.agree(lead, world).status_code == 303

    def test_words_nobody_young_reads_are_not_weighed(self, world, lead, plan):
        plan.says("strength", "S", "parent", young_text=HARD)
        assert self.agree(lead, world).status_code == 303


class TestTheAuthoritysOwnWords:
    def test_a_word_is_added_and_the_coach_knows_it(self, world, admin, lead):
        assert admin.send("/plain-words/add", {"words": "Hub  Worker", "instead": "their name"}).status_code == 303
        assert "hub worker" in admin.words("/plain-words")
        answer = lead.press(f"/children/{world.child_id}/look-at-words", words="Your hub worker rings you")
        assert "“hub worker” could be “their name”" in answer.text

    def test_a_word_of_the_list_says_something_else(self, world, admin, lead):
        admin.send("/plain-words/add", {"words": "placement", "instead": "where you live"})
        answer = lead.press(f"/children/{world.child_id}/look-at-words", words="Your placement is here")
        assert "where you live" in answer.text
        assert "your home" not in answer.text

    def test_a_word_is_left_out_and_put_back(self, world, admin, lead):
        sent = {"id": str(new_id()), "words": "contact", "place": str(world.authority_id)}
        assert admin.press("/plain-words/leave-out", **sent).status_code == 303
        assert "the coach says nothing" in admin.words("/plain-words")
        look = f"/children/{world.child_id}/look-at-words"
        assert "time with" not in lead.press(look, words="Contact is on Sunday").text
        admin.send("/plain-words/add", {"words": "contact", "instead": "seeing your family"})
        assert "seeing your family" in lead.press(look, words="Contact is on Sunday").text

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"words": "", "instead": "x"}, "Enter the word to point out"),
            ({"words": "x", "instead": ""}, "Enter what to write instead"),
            ({"words": "Home", "instead": "home"}, "must be another word"),
        ],
    )
    def test_what_is_wrong_is_said(self, admin, sent, said):
        answer = admin.send("/plain-words/add", sent)
        assert answer.status_code == 422
        assert said in answer.text

    def test_another_authoritys_list_is_out_of_reach(self, admin):
        sent = {"id": str(new_id()), "words": "contact", "place": str(new_id())}
        assert admin.press("/plain-words/leave-out", **sent).status_code == 404

    def test_only_administrators_come_here(self, world, browsing):
        for who in ("lead", "senco", "parent", "youngperson"):
            assert browsing.as_(world.people[who]).get("/plain-words").status_code == 403

    def test_the_privacy_officer_reads_the_list_and_changes_nothing(self, owner_engine, world, admin):
        with owner_engine.begin() as connection:
            connection.execute(
                text("update role_held set role = 'IGO' where person_id = :person"), {"person": world.people["admin"]}
            )
        page = admin.page("/plain-words")
        assert "placement" in page.text
        assert "Leave out" not in page.text
        assert "Add a word" not in page.text
        assert admin.get("/plain-words/add").status_code == 403
        sent = {"id": str(new_id()), "words": "contact", "place": str(world.authority_id)}
        assert admin.press("/plain-words/leave-out", **sent).status_code == 403

    def test_it_says_which_formula_it_uses(self, admin):
        assert "Flesch–Kincaid" in admin.words("/plain-words")
