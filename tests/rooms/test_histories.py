"""Whatever two to five people do to the same words at once, in whatever order, no word that anybody sent is lost.

Histories are made up: people open pages, write a word nobody else writes, save, compare and decide, each from a page
that may be old by then. Afterwards every word that was sent is where somebody can read it.
"""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from coordination.db import new_id
from tests.browsing import form_fields
from tests.rooms.planning import Planning
from tests.rooms.reviewing import Reviewing

# Every table in which words of a plan or of a review's record stand, now or in a kept version.
KEPT = ("statement", "statement_version", "crossing", "review", "review_person", "review_save", "scale", "score",
        "disagreement", "draft")  # fmt: skip
EDITORS = ("lead", "deputy", "senco", "health")
# One world for every history of a test: each makes a statement or a review of its own in it.
bounded = settings(
    max_examples=10,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def words_of(text):
    """The made-up words in a text."""
    return set(re.findall(r"\bw\d+x\b", text))


def on(page):
    """The made-up words of a page: those it says, and those in its boxes."""
    soup = BeautifulSoup(page, "html.parser")
    typed = " ".join(str(box.get("value", "")) for box in soup.find_all("input"))
    return words_of(f"{soup.get_text(' ')} {typed}")


class Words:
    """Words nobody wrote before."""

    def __init__(self):
        self.count = 0

    def new(self):
        self.count += 1
        return f"w{self.count}x"


class PlanHistory:
    """Several people in their browsers, with one thing of the plan open."""

    BOXES = ("text", "family_text", "young_text", "why")

    def __init__(self, plan, browsing, world, kind, who):
        self.plan, self.world, self.words = plan, world, Words()
        self.key = plan.says("need", "Start") if kind == "need" else plan.asks("Start", "senco")
        self.read_at = f"/plans/statements/{self.key}" if kind == "need" else f"/actions/{self.key}"
        self.address = f"{self.read_at}/change"
        self.people = [browsing.as_(world.people[name]) for name in who]
        self.pages = {}
        self.comparing = {}
        self.sent = set()

    def step(self, number, what, choice):
        who = number % len(self.people)
        getattr(self, what)(who, choice)

    def write(self, who, choice):
        if who not in self.pages:
            self.pages[who] = form_fields(self.people[who].get(self.address).text, self.address)
        # Nobody gives a reason for changing nothing.
        for box in {"text", self.BOXES[choice]} if choice == 3 else {self.BOXES[choice]}:
            self.pages[who][box] = f"{self.pages[who][box]} {self.words.new()}".strip()

    def save(self, who, _choice):
        if who in self.pages:
            self.send(who, self.address, self.pages.pop(who), self.pages)

    def compare(self, who, choice):
        waiting = self.plan.crossings(self.key)
        if waiting:
            address = f"/plans/crossings/{waiting[choice % len(waiting)].id}"
            page = self.people[who].get(address).text
            asked = re.findall(r'id="choice-(\w+)"', page)
            self.comparing[who] = (address, form_fields(page, address), asked)

    def decide(self, who, choice):
        if who not in self.comparing:
            return
        address, fields, asked = self.comparing.pop(who)
        for name in asked:
            if f"words-{name}" in fields and choice < 2:
                fields[f"words-{name}"] += f" {self.words.new()}"
                fields[f"choice-{name}"] = "both"
            else:
                fields[f"choice-{name}"] = ("mine", "theirs")[choice % 2]
        self.send(who, address, fields, {})

    def send(self, who, address, fields, pages):
        mine = words_of(" ".join(map(str, fields.values())))
        answer = self.people[who].client.post(address, data=fields)
        assert answer.status_code in {303, 422}, answer.status_code
        if answer.status_code == 303:
            self.sent |= mine
        else:
            assert mine <= on(answer.text), "a page that asks again has lost what was typed"
            pages[who] = form_fields(answer.text, address)

    def can_be_read(self):
        said = on(self.people[0].get(self.read_at).text)
        for held in self.plan.crossings(self.key):
            said |= on(self.people[0].get(f"/plans/crossings/{held.id}").text)
        return said


STEPS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(["write", "save", "write", "save", "compare", "decide"]), st.integers(0, 3)
    ),
    min_size=4,
    max_size=16,
)
CROSSED = [(0, "write", 0), (1, "write", 0), (0, "save", 0), (1, "save", 0)]
DECIDED_TWICE = [*CROSSED, (0, "compare", 0), (2, "compare", 0), (0, "decide", 0), (2, "decide", 0)]


@pytest.fixture
def plan(app, world):
    """The lead at work on the plan."""
    return Planning(app, world)


class TestOneThingOfThePlan:
    @bounded
    @example(steps=DECIDED_TWICE)
    @example(steps=[*DECIDED_TWICE[:-2], (0, "decide", 0), (2, "decide", 3)])
    @given(steps=STEPS)
    def test_every_word_of_a_statement_can_be_read(self, plan, browsing, world, steps):
        self.holds(PlanHistory(plan, browsing, world, "need", EDITORS), steps)

    @bounded
    @example(steps=DECIDED_TWICE)
    @given(steps=STEPS)
    def test_every_word_of_an_action_can_be_read(self, plan, browsing, world, steps):
        self.holds(PlanHistory(plan, browsing, world, "action", ("lead", "deputy")), steps)

    def holds(self, history, steps):
        for step in steps:
            history.step(*step)
        assert history.sent <= history.can_be_read()

    def test_what_is_written_into_something_taken_out_meanwhile_is_still_on_the_page(self, plan, browsing, world):
        need = plan.says("need", "Start")
        address = f"/plans/statements/{need}/change"
        second = browsing.as_(world.people["deputy"])
        fields = form_fields(second.get(address).text, address) | {"text": "w1x"}
        browsing.as_(world.people["lead"]).send(f"/plans/statements/{need}/end", {"why": "Not needed"})
        answer = second.client.post(address, data=fields)
        assert answer.status_code == 422 and "w1x" in on(answer.text)
        assert "taken out of the plan" in answer.text


# Each list of rows of the sheet: the boxes of words in a row, the first of which a row cannot be without; and what must
# be chosen beside them.
ROWS = {
    "views": (("text",), {"speaker": "child", "how": "meeting"}),
    "decisions": (("text",), {}),
    "actions": (("text", "young_text"), {}),
    "agenda": (("text", "lead", "note"), {}),
    "well": (("text", "keeps_going"), {}),
    "worried": (("text", "goal", "family_text"), {}),
    "scores": (("reason", "one_higher"), {"scale": "ask:0", "value": "4"}),
    "safety": (("sign", "what", "who", "phone"), {}),
    "differs": (("words",), {"who": "child"}),
    "also_came": (("name",), {"role": "SEN", "attended": "in_person"}),
}
ALONE = (
    "views_missing_reason", "changes", "decision_reason", "step_to", "step_how", "step_reference", "how_often",
    "dissent", "next_place", "helped", "child_says", "after", "contact", "feedback_words", "come_back",
)  # fmt: skip
FIXED = ("family-0-better", "family-0-agrees_words", "family-1-hard", "carried-0-note")
PARTS = (*ROWS, *ALONE, *FIXED)


class SheetHistory:
    """Two to five people in their browsers, each with the sheet of one review open."""

    def __init__(self, work, browsing, world, key, many):
        self.work, self.words = work, Words()
        self.address = f"/reviews/{key}/record"
        self.people = [browsing.as_(world.people[name]) for name in ("lead", "deputy", "lead", "deputy", "lead")[:many]]
        self.pages = {}
        self.sent = set()

    def step(self, number, what, part, choice):
        who = number % len(self.people)
        if who not in self.pages:
            self.pages[who] = form_fields(self.people[who].get(self.address).text, self.address)
        getattr(self, what)(who, part, choice)

    def write(self, who, part, choice):
        fields, word = self.pages[who], self.words.new()
        box = part if part not in ROWS else self.row(fields, part, choice)
        fields[box] = f"{fields.get(box, '')} {word}".strip()

    def row(self, fields, part, choice):
        """A box of a row that is there, or of a new one."""
        boxes, chosen = ROWS[part]
        there = self.rows(fields, part)
        if there and choice % 3:
            return f"{part}-{there[choice % len(there)]}-{boxes[choice % len(boxes)]}"
        if part == "scores" and there:
            return f"{part}-{there[0]}-reason"
        number = next((n for n in range(60) if not fields.get(f"{part}-{n}-{boxes[0]}")), 0)
        fields.setdefault(f"{part}-{number}-id", str(new_id()))
        fields |= {f"{part}-{number}-{name}": value for name, value in chosen.items()}
        if part == "scores":
            fields[f"{part}-{number}-who"] = "child"
        return f"{part}-{number}-{boxes[0]}"

    def rows(self, fields, part):
        """The numbers of the rows in which something is written."""
        first = ROWS[part][0][0]
        return [n for n in range(60) if fields.get(f"{part}-{n}-{first}")]

    def remove(self, who, part, choice):
        fields = self.pages[who]
        there = self.rows(fields, part) if part in ROWS else []
        if there:
            prefix = f"{part}-{there[choice % len(there)]}-"
            for name in [name for name in fields if name.startswith(prefix)]:
                del fields[name]

    def save(self, who, _part, _choice):
        fields = self.pages.pop(who)
        mine = words_of(" ".join(map(str, fields.values())))
        answer = self.people[who].client.post(self.address, data=fields)
        self.sent |= mine
        assert answer.status_code in {303, 409, 422}, answer.status_code
        if answer.status_code != 303:
            assert mine <= on(answer.text), "the page that asks again has lost what was typed"
            self.pages[who] = form_fields(answer.text, self.address)

    def kept(self, engine, world):
        """Every word that stands in the record, in a version of it, or on a page somebody has before them."""
        found = words_of(" ".join(str(value) for fields in self.pages.values() for value in fields.values()))
        with engine.connect() as connection:
            for table in KEPT:
                rows = connection.execute(
                    text(f"select to_jsonb(t)::text from {table} t where child_id = :child"), {"child": world.child_id}
                )
                found |= words_of(" ".join(rows.scalars()).replace(r"\n", " "))
        return found

    def shown(self):
        """The words of the sheet as it opens now."""
        return words_of(" ".join(map(str, form_fields(self.people[0].get(self.address).text, self.address).values())))


SHEET_STEPS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(["write", "write", "write", "save", "save", "remove"]),
        st.sampled_from(PARTS),
        st.integers(0, 5),
    ),
    min_size=6,
    max_size=16,
)


@pytest.fixture
def work(app, world):
    return Reviewing(app, world)


class TestOneSheet:
    @bounded
    @given(many=st.integers(2, 5), steps=SHEET_STEPS)
    def test_every_word_is_in_the_record_in_a_save_of_it_or_on_the_page_of_its_writer(
        self, plan, work, browsing, world, owner_engine, many, steps
    ):
        plan.asks("An action from before", "senco")
        history = SheetHistory(work, browsing, world, work.holds(days_ago=1), many)
        for step in steps:
            history.step(*step)
        assert history.sent <= history.kept(owner_engine, world)

    def test_what_two_write_in_every_part_after_each_other_stands_on_the_sheet(self, plan, work, browsing, world):
        plan.asks("An action from before", "senco")
        history = SheetHistory(work, browsing, world, work.holds(days_ago=1), 2)
        for number in (0, 1, 0):
            for part in PARTS:
                # A note on an action is a new one each time, and who also came stands among those who came.
                if part not in {"carried-0-note", "also_came"}:
                    history.step(number, "write", part, 1)
            history.step(number, "save", "", 0)
            assert not history.pages, "a page that nobody else saved was not taken"
        assert history.sent <= history.shown()

    def test_what_two_write_in_every_part_at_once_is_put_together_and_taken(
        self, plan, work, browsing, world, owner_engine
    ):
        plan.asks("An action from before", "senco")
        history = SheetHistory(work, browsing, world, work.holds(days_ago=1), 2)
        for number in (0, 1):
            for part in PARTS:
                if part != "scores":
                    history.step(number, "write", part, 0)
        for number in (0, 1, 1):
            history.step(number, "save", "", 0)
        assert not history.pages, "the page that put both together was not taken"
        assert history.sent <= history.kept(owner_engine, world)


class Two:
    """The lead and the deputy with one sheet open; each opens it again after the other's first save."""

    def __init__(self, work, browsing, world, **first):
        self.key = work.holds(days_ago=1, kind=first.pop("kind", "tac_review"))
        self.address = f"/reviews/{self.key}/record"
        self.lead, self.deputy = browsing.as_(world.people["lead"]), browsing.as_(world.people["deputy"])
        if first:
            assert self.save(self.lead, self.open(self.lead) | first).status_code == 303
        self.theirs, self.mine = self.open(self.lead), self.open(self.deputy)

    def open(self, who):
        return form_fields(who.get(self.address).text, self.address)

    def save(self, who, fields):
        return who.client.post(self.address, data=fields)

    def crossed(self):
        """The lead saves, the deputy saves second and is shown both, and saves that as it is shown."""
        assert self.save(self.lead, self.theirs).status_code == 303
        shown = self.save(self.deputy, self.mine)
        assert shown.status_code == 409
        assert self.save(self.deputy, form_fields(shown.text, self.address)).status_code == 303
        return on(shown.text)

    def stands(self):
        return words_of(" ".join(map(str, self.open(self.lead).values())))


def without(fields, row):
    return {name: value for name, value in fields.items() if not name.startswith(f"{row}-")}


SEVERAL = [part for part in ROWS if part not in {"scores", "also_came"}]


def rows_of(word, keys, *, more=""):
    """One row in every part of the sheet that has several: fields as a browser sends them, a word of each its own."""
    found = {}
    for number, part in enumerate(SEVERAL):
        boxes, chosen = ROWS[part]
        row = {"id": keys[part], **chosen, boxes[0]: f"w{word + number}x{more and f' w{more + number}x'}"}
        found |= {f"{part}-0-{name}": value for name, value in row.items()}
    return found


def many(first):
    return {f"w{first + number}x" for number in range(len(SEVERAL))}


class TestRowsOfOneSheet:
    @pytest.fixture
    def keys(self):
        return {part: str(new_id()) for part in SEVERAL}

    def test_with_one_key_and_other_words_are_both_seen_by_whoever_saves_second(
        self, work, browsing, world, owner_engine, keys
    ):
        """A form gone back to in the browser carries the keys it had: its rows are others with the same keys."""
        two = Two(work, browsing, world)
        two.theirs |= rows_of(100, keys)
        two.mine |= rows_of(200, keys)
        assert many(100) | many(200) <= two.crossed()
        assert two.stands() == many(200)
        history = SheetHistory(work, browsing, world, two.key, 2)
        assert many(100) | many(200) <= history.kept(owner_engine, world)

    def test_two_who_also_came_under_one_key_both_came(self, work, browsing, world):
        two = Two(work, browsing, world)
        row = {"also_came-0-id": str(new_id()), "also_came-0-role": "SEN", "also_came-0-attended": "in_person"}
        two.theirs |= row | {"also_came-0-name": "w1x"}
        two.mine |= row | {"also_came-0-name": "w2x"}
        assert {"w1x", "w2x"} <= two.crossed()
        assert {"w1x", "w2x"} <= on(two.lead.get(f"/reviews/{two.key}").text)

    def test_taken_out_by_one_and_changed_by_the_other_stand_as_they_were_changed(self, work, browsing, world, keys):
        two = Two(work, browsing, world, **rows_of(100, keys))
        two.mine |= rows_of(100, keys, more=200)
        for part in SEVERAL:
            two.theirs = without(two.theirs, f"{part}-0")
        two.crossed()
        # What somebody said they see differently is never taken back by a draft.
        assert two.stands() == many(100) | many(200)

    def test_changed_by_one_and_taken_out_by_the_other_come_back_with_the_change(self, work, browsing, world, keys):
        two = Two(work, browsing, world, **rows_of(100, keys))
        two.theirs |= rows_of(100, keys, more=200)
        for part in SEVERAL:
            two.mine = without(two.mine, f"{part}-0")
        two.mine |= {"next_place": "w1x"}
        two.crossed()
        assert two.stands() == many(100) | many(200) | {"w1x"}

    def test_of_a_part_this_kind_of_meeting_does_not_offer_leave_the_rest_as_it_was_sent(self, work, browsing, world):
        two = Two(work, browsing, world, kind="professionals")
        assert not {"helped", "outcomes-0-id", "considered-0-id"} & set(two.mine)
        two.theirs |= {"next_place": "w1x"}
        two.mine |= {"helped": "w2x", "considered-0-answer": "w2x", "decisions-0-text": "w3x"}
        two.crossed()
        assert two.stands() == {"w1x", "w3x"}
