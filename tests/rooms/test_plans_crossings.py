"""Two to four people change the same words at once: every word that anybody sends is in the plan, on a page that asks
for a decision, or in a draft; and what a decision sets aside can still be read.
"""

from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from coordination import clock
from coordination.cases import operations as cases
from coordination.cases.models import Membership
from coordination.db import db
from coordination.plans import queries
from coordination.web.models import Draft
from tests.browsing import form_fields
from tests.rooms.planning import Planning

EDITORS = ("lead", "deputy", "senco", "health")


@pytest.fixture
def plan(app, world):
    """The lead at work on the plan."""
    return Planning(app, world)


def words(page):
    return " ".join(page.get_text(" ").split())


class TestTheSecondSave:
    def cross(self, plan, browsing, world, mine, theirs):
        need = plan.says("need", "Start")
        address = f"/plans/statements/{need}/change"
        second = browsing.as_(world.people["deputy"])
        fields = form_fields(second.get(address).text, address)
        browsing.as_(world.people["lead"]).send(address, theirs)
        answer = second.client.post(address, data={**fields, **mine})
        assert answer.status_code == 303
        return need, second, urlsplit(answer.headers["Location"]).path

    def test_shows_mine_theirs_and_what_both_started_from(self, plan, browsing, world):
        need, second, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        page = second.page(address)
        texts = [words(one) for one in page.select(".plan-compare__one")]
        assert texts == ["It said at first Start", "Lead Person, saved first Theirs", "You, saved second Mine"]
        assert plan.reads(need).text == "Theirs"

    def test_says_on_the_plan_that_somebody_must_decide(self, plan, browsing, world):
        self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        page = browsing.as_(world.people["senco"]).page(f"/plans/{world.plan_id}")
        assert "Two people changed" in words(page.find(class_="plan-first"))

    def test_both_are_put_together_as_somebody_writes_them(self, plan, browsing, world):
        need, second, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        sent = {"choice-text": "both", "words-text": "Theirs and mine"}
        assert second.send(address, sent).status_code == 303
        assert plan.reads(need).text == "Theirs and mine"

    def test_what_is_set_aside_is_in_the_history(self, plan, browsing, world):
        need, second, address = self.cross(plan, browsing, world, {"text": "Mine alone"}, {"text": "Theirs"})
        assert second.send(address, {"choice-text": "theirs"}).status_code == 303
        said = words(browsing.as_(world.people["lead"]).page(f"/plans/statements/{need}"))
        assert "Set aside when two people changed this at once" in said and "Mine alone" in said

    def test_a_choice_must_be_made(self, plan, browsing, world):
        _, second, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        answer = second.send(address, {"choice-text": None})
        assert answer.status_code == 422 and "Choose which to keep" in answer.text
        assert "Mine" in answer.text and "Theirs" in answer.text

    def test_fields_that_only_one_changed_keep_that_change(self, plan, browsing, world):
        need, second, address = self.cross(
            plan, browsing, world, {"domain": "health", "young_text": "My words"}, {"text": "Theirs"}
        )
        assert second.send(address).status_code == 303
        held = plan.reads(need)
        assert (held.text, held.domain, held.words_for("young_person")) == ("Theirs", "health", "My words")

    def test_somebody_who_saves_while_it_is_decided_is_not_saved_over(self, plan, browsing, world):
        need, second, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        fields = form_fields(second.get(address).text, address)
        plan.changes(need, who="senco", text="A third")
        answer = second.client.post(address, data={**fields, "choice-text": "mine"})
        assert answer.status_code == 422 and "A third" in answer.text and "Mine" in answer.text
        assert plan.reads(need).text == "A third"

    def test_anybody_who_may_change_it_may_decide_and_nobody_else(self, plan, browsing, world):
        need, _, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        for who in ("iro", "dsl", "supervisor", "provider", "carer", "parent", "youngperson", "stranger"):
            assert browsing.as_(world.people[who]).get(address).status_code in {403, 404}, who
        assert browsing.as_(world.people["senco"]).send(address, {"choice-text": "mine"}).status_code == 303
        assert plan.reads(need).text == "Mine"

    def test_decided_once(self, plan, browsing, world):
        need, second, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        second.send(address, {"choice-text": "mine"})
        answer = second.get(address)
        assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/plans/statements/{need}")

    def test_whose_way_in_ended_meanwhile_decides_nothing_and_leaves_nothing(self, plan, browsing, world):
        need, second, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        typed = {**form_fields(second.get(address).text, address), "choice-text": "both", "words-text": "Late words"}
        with plan.at_work("lead") as by:
            place = db.session.get(Membership, world.memberships["deputy"])
            cases.end_membership(place, why="Moved", on=clock.today(), by=by)
        assert second.client.post(address, data=typed).status_code in {403, 404}
        assert plan.reads(need).text == "Theirs"
        browsing.as_(world.people["lead"]).send(address, {"choice-text": "theirs"})
        assert second.client.post(address, data=typed).status_code in {403, 404}
        assert plan.crossings(need) == []

    def test_decided_late_says_only_what_the_page_asked(self, plan, browsing, world):
        need, second, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        typed = form_fields(second.get(address).text, address)
        browsing.as_(world.people["lead"]).send(address, {"choice-text": "theirs"})
        more = {"choice-label": "mine", "words-label": "S0", "choice-caveats": "mine", "choice-child_id": "both"}
        sent = typed | more | {"choice-text": "both", "words-text": "Late words", "words-audiences": "parent"}
        answer = second.client.post(address, data=sent)
        (late,) = plan.crossings(need)
        assert answer.headers["Location"].endswith(f"/plans/crossings/{late.id}")
        assert (late.mine["text"], {"label", "caveats", "child_id"} & set(late.mine)) == ("Late words", set())
        assert plan.reads(need).audiences == []

    def test_decided_late_by_a_page_that_was_never_shown_keeps_nothing(self, plan, browsing, world):
        need, second, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        typed = form_fields(second.get(address).text, address)
        browsing.as_(world.people["lead"]).send(address, {"choice-text": "theirs"})
        sent = {**typed, "version": "0", "choice-text": "theirs"}
        assert second.client.post(address, data=sent).headers["Location"].endswith(f"/plans/statements/{need}")
        assert plan.crossings(need) == []

    def test_opens_in_no_other_room(self, plan, browsing, world):
        _, second, address = self.cross(plan, browsing, world, {"text": "Mine"}, {"text": "Theirs"})
        key = address.rsplit("/", 1)[1]
        for who in ("deputy", "senco", "ehc", "provider"):
            for other in (f"/sen/crossings/{key}", f"/ehc-crossings/{key}"):
                assert browsing.as_(world.people[who]).get(other).status_code in {403, 404}, (who, other)

    def test_sent_twice_it_is_kept_once(self, plan, browsing, world):
        need = plan.says("need", "Start")
        address = f"/plans/statements/{need}/change"
        second = browsing.as_(world.people["deputy"])
        fields = {**form_fields(second.get(address).text, address), "text": "Mine"}
        plan.changes(need, text="Theirs")
        places = {second.client.post(address, data=fields).headers["Location"] for _ in range(2)}
        assert len(places) == 1 and len(plan.crossings(need)) == 1


class Editing(RuleBasedStateMachine):
    """Two to four people in their browsers, with one statement open."""

    def __init__(self, plan, browsing, world):
        super().__init__()
        self.plan, self.browsing, self.world = plan, browsing, world
        self.tokens = 0
        self.saved: set[str] = set()
        self.set_aside: set[str] = set()
        self.typed: dict[str, set[str]] = {}
        self.pages: dict[str, dict[str, str]] = {}

    @initialize(people=st.integers(2, len(EDITORS)))
    def begin(self, people):
        self.key = self.plan.says("need", "start")
        self.address = f"/plans/statements/{self.key}/change"
        self.visitors = {who: self.browsing.as_(self.world.people[who]) for who in EDITORS[:people]}
        self.typed = {who: set() for who in self.visitors}

    def who(self, number):
        return list(self.visitors)[number % len(self.visitors)]

    def send(self, who, address, fields):
        return self.visitors[who].client.post(address, data=fields)

    @rule(number=st.integers(0, 3))
    def writes(self, number):
        """Somebody goes on writing in the page they have, or opens it and finds what they were writing."""
        who = self.who(number)
        if who not in self.pages:
            self.pages[who] = form_fields(self.visitors[who].get(self.address).text, self.address)
            assert self.typed[who] <= set(self.pages[who]["text"].split()), "a draft was not put back"
        self.tokens += 1
        self.pages[who]["text"] += f" w{self.tokens}"
        self.typed[who].add(f"w{self.tokens}")
        kept = self.send(who, f"/drafts/change-need/{self.world.child_id}/{self.key}", self.pages[who])
        assert kept.status_code == 200

    @precondition(lambda self: self.pages)
    @rule(number=st.integers(0, 3))
    def saves(self, number):
        who = self.who(number)
        if who not in self.pages:
            return
        answer = self.send(who, self.address, self.pages.pop(who))
        assert answer.status_code == 303
        self.saved |= self.typed[who]
        self.typed[who] = set()

    @rule(number=st.integers(0, 3))
    def signs_out_and_in_again(self, number):
        who = self.who(number)
        self.visitors[who] = self.browsing.as_(self.world.people[who])
        self.pages.pop(who, None)

    @rule(number=st.integers(0, 3), choice=st.sampled_from(["mine", "theirs", "both"]))
    def decides(self, number, choice):
        waiting = self.plan.crossings(self.key)
        if not waiting:
            return
        who = self.who(number)
        held = waiting[0]
        address = f"/plans/crossings/{held.id}"
        before = set(self.plan.reads(self.key).text.split()) | set(held.mine["text"].split())
        fields = form_fields(self.visitors[who].get(address).text, address)
        fields["choice-text"] = choice if choice != "both" or "words-text" in fields else "mine"
        assert self.send(who, address, fields).status_code == 303
        self.set_aside |= before - set(self.plan.reads(self.key).text.split())

    @invariant()
    def nothing_is_lost(self):
        if not hasattr(self, "key"):
            return
        shown = set(self.plan.reads(self.key).text.split())
        for held in self.plan.crossings(self.key):
            shown |= set(held.mine["text"].split())
        assert self.saved <= shown | self.set_aside, "words that were sent are nowhere to be seen"
        with self.plan.at_work():
            told: set[str] = set()
            for version in queries.history(self.key):
                told |= set(version.wording["professional"]["en"].split())
            for held in queries.beside([self.key], decided=True)[1]:
                told |= set(held.mine["text"].split())
        assert self.saved <= told, "words that were set aside cannot be read any more"

    @invariant()
    def what_is_typed_is_in_a_draft(self):
        if not hasattr(self, "key"):
            return
        with self.plan.at_work():
            held = db.session.scalars(select(Draft).where(Draft.thing_id == self.key))
            drafts = {row.person_id: set(row.fields["text"].split()) for row in held}
        for who, tokens in self.typed.items():
            assert tokens <= drafts.get(self.world.people[who], set())


class TestSeveralEditors:
    def test_every_word_is_in_the_plan_on_a_merge_page_or_in_a_draft(self, plan, browsing, world):
        run_state_machine_as_test(
            lambda: Editing(plan, browsing, world),
            settings=settings(
                max_examples=25,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
