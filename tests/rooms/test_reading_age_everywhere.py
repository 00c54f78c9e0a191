"""Every place where words for a young person are published: none that are too hard for them go without a reason.

A place is found by its coach: a template that has one and is not walked here fails the last test.
"""

import pytest

from coordination import clock
from coordination.concerns import operations as concerns
from coordination.config import ROOT
from coordination.db import db, identify, new_id
from coordination.story import queries as story
from coordination.voice import queries as voice
from tests.rooms.planning import Planning
from tests.rooms.test_voice_pages import said

HARD = (
    "Notwithstanding considerable organisational uncertainties, professional representatives unanimously recommended "
    "reconsidering supervised arrangements subsequently."
)
PLAIN = "Hannah will find you a quiet place to study"
WHY = "They are the judge's own words"
# The templates with a coach, and the test that walks what they publish.
WALKED = {
    "concerns/concern.html": "test_the_answer_to_a_question",
    "plans/action_form.html": "test_a_published_action_that_changes",
    "plans/statement_form.html": "test_a_published_statement_that_changes",
    # A sheet is published when it is signed: tests/rooms/test_wording_pages.py signs one.
    "reviews/record.html": "test_what_is_agreed_in_a_plan",
    "story/part.html": "test_a_part_of_their_story",
    "voice/answer.html": "test_the_answer_to_a_wish",
}


class TestEveryPlace:
    @pytest.fixture(autouse=True)
    def at_work(self, app, world, browsing):
        self.app, self.world = app, world
        self.plan = Planning(app, world)
        self.lead = browsing.as_(world.people["lead"])
        self.me = browsing.as_(world.people["youngperson"])

    def asked(self, what, who="lead"):
        with self.app.app_context():
            identify(db.session(), self.world.people[who])
            return what()

    def goes_only_with_a_reason(self, address, sent, field, page="/my-plan"):
        """Send hard words without a reason and with one."""
        answer = self.lead.send(address, sent)
        assert answer.status_code == 422, address
        assert HARD not in self.me.words(page)
        answer = self.lead.send(address, sent | {field: WHY})
        assert answer.status_code == 303, answer.text[-2500:]
        assert HARD in self.me.words(page)

    def test_what_is_agreed_in_a_plan(self):
        self.plan.says("strength", "Strength", "young_person", young_text=HARD)
        self.goes_only_with_a_reason(f"/plans/{self.world.plan_id}/agree", {}, "hard_words_why")

    def test_a_published_statement_that_changes(self):
        key = self.plan.says("strength", "Strength", "young_person", young_text=PLAIN)
        self.plan.agrees()
        self.goes_only_with_a_reason(f"/plans/statements/{key}/change", {"young_text": HARD}, "why")

    def test_a_published_action_that_changes(self):
        key = self.plan.asks("Ring the school", "lead", "young_person", young_text=PLAIN, due_on=clock.today())
        self.plan.agrees()
        self.goes_only_with_a_reason(f"/actions/{key}/change", {"young_text": HARD}, "why")

    def test_the_answer_to_a_wish(self):
        key = said(self.app, self.world, audiences=["young_person"])
        sent = {"answer": "yes", "reason": HARD}
        self.goes_only_with_a_reason(f"/views/{key}/answer", sent, "hard_words_why")
        assert self.asked(lambda: voice.view(key).answer_reason) == HARD

    def test_an_adults_reason_beside_their_numbers(self):
        sent = {"relationships": "6", "why": HARD, "shown": "yes"}
        address = f"/children/{self.world.child_id}/doing/rate"
        answer = self.lead.send(address, sent)
        assert answer.status_code == 422 and "Make them plainer" in answer.text
        assert HARD not in self.me.words("/my-plan")
        assert self.lead.send(address, sent | {"shown": None}).status_code == 303
        assert HARD not in self.me.words("/my-plan")

    def test_the_answer_to_a_question(self):
        def ask():
            child = db.session.get_one(concerns.Child, self.world.child_id)
            by = self.world.actor("youngperson")
            held = concerns.raise_concern(child, id=new_id(), seen="Why?", kind="question", role="YP", by=by)
            db.session.commit()
            return held.id

        key = self.asked(ask, "youngperson")
        sent = {"outcome": "answered", "done": "Asked", "told": HARD}
        self.goes_only_with_a_reason(f"/concerns/{key}", sent, "hard_words_why")

    def test_a_part_of_their_story(self):
        child = self.world.child_id
        sent = {"part": "home", "title": "The blue house", "words": HARD, "show": "yes"}
        page = f"/my-plan/{child}/story"
        self.goes_only_with_a_reason(f"/children/{child}/story/add", sent, "hard_words_why", page)
        assert self.asked(lambda: story.entries(child))[0].hard_words_why == WHY

    def test_words_that_were_read_before_ask_nothing_again(self):
        key = self.plan.says("strength", "Strength", "young_person", young_text=HARD)
        self.lead.send(f"/plans/{self.world.plan_id}/agree", {"hard_words_why": WHY})
        answer = self.lead.send(f"/plans/statements/{key}/change", {"text": "Strength, and more"})
        assert answer.status_code == 303

    def test_and_there_is_no_other_place(self):
        folder = ROOT / "coordination" / "templates"
        coached = {
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*.html")
            if "coach_beside(" in path.read_text() and not path.is_relative_to(folder / "components")
        }
        assert coached == set(WALKED)
        assert all(hasattr(self, test) for test in WALKED.values())
