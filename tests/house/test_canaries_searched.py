"""The canaries again, by typing: who searches for a word that is not theirs finds what they would for no word at all,
and who may find a child finds them. Pages that join two versions of a text are opened by their keys.
"""

import re

import pytest
from sqlalchemy import create_engine, text

from coordination.db import psycopg_url
from coordination.demo.cast import CAST
from tests.browsing import Browsing, words_of
from tests.demo_copy import ROLE_OF, DemoCopy
from tests.house.test_canaries import STORIES, WORD, invited, may_be_seen, members, must_be_seen

# Of the form of a canary, and none.
NOBODYS = "Qyaaaa"
# Of each reader so many words that are not theirs: a search is limited to forty looks a quarter of an hour.
MOST = 6
WORKERS = sorted(who.key for who in CAST if who.kind == "workforce" and who.key in ROLE_OF)
CROSSINGS = ("/plans/crossings/{}", "/ehc-crossings/{}", "/sen/crossings/{}")


@pytest.fixture(scope="module")
def related(demo):
    return members(demo)


@pytest.fixture(scope="module")
def by_invitation(demo):
    return invited(demo)


@pytest.fixture(scope="module")
def held(demo: DemoCopy):
    """The names and cases of the stories, and every crossing, as the database has them."""
    engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
    with engine.connect() as connection:
        rows = connection.execute(text("select id, given_names, family_name, born_on from child")).all()
        names = {row.id: row for row in rows}
        cases = {row.child_id: row.id for row in connection.execute(text("select id, child_id from case_episode"))}
        crossings = [row.id for row in connection.execute(text("select id from crossing"))]
    engine.dispose()
    return names, cases, crossings


def searches(demo, held, key):
    """Every page on which this person may type a few letters into an address, with the letters left open."""
    _, cases, _ = held
    pages = ["/people?q={}", "/organisations?q={}"]
    for name in STORIES:
        child = demo.children[name]
        pages += [f"/children/{child}/access/ask?q={{}}", f"/children/{child}/access/exclude?q={{}}"]
        if child in cases:
            pages.append(f"/cases/{cases[child]}/members/add?q={{}}")
    return pages


def not_theirs(demo, key, related, by_invitation):
    """A few words of each story that this person may not read, of different sections."""
    seen, found = set(), []
    for canary in demo.canaries:
        kind = (canary.child, canary.section)
        if canary.child in STORIES and kind not in seen and not may_be_seen(canary, key, related, by_invitation):
            seen.add(kind)
            found.append(canary.word)
    return found[:MOST]


def without(page, typed):
    """The words of a page, what was typed left out, and what changes from one answer to the next."""
    return re.sub(r"\s+", " ", words_of(page).replace(typed, ""))


@pytest.mark.parametrize("key", WORKERS)
class TestWhoeverTypes:
    def test_a_word_of_somebody_else_finds_what_no_word_does(self, demo_app, demo, related, by_invitation, held, key):
        theirs, asked = related.get(key, set()), by_invitation.get(key, set())
        by_word = {canary.word: canary for canary in demo.canaries}
        visitor = Browsing(demo_app).as_(demo.people[key], just_proved=True)

        def finds(word):
            answer = visitor.send("/children/find", {"given_names": word, "family_name": word})
            yield "/children/find", answer
            for page in searches(demo, held, key):
                yield page, visitor.get(page.format(word))
            alone = "/children/open-in-an-emergency"
            if visitor.get(alone).status_code == 200:
                born = {"born_on-day": "1", "born_on-month": "2", "born_on-year": "2015"}
                sent = {"given_names": word, "family_name": word, "identifier": "1", "reason": "x", **born}
                yield alone, visitor.send(alone, sent)

        nothing = dict(finds(NOBODYS))
        for word in not_theirs(demo, key, theirs, asked):
            for page, answer in finds(word):
                assert answer.status_code == nothing[page].status_code < 500, page
                found = set(WORD.findall(answer.text)) - {word}
                leaks = [each for each in found if not may_be_seen(by_word[each], key, theirs, asked)]
                assert not leaks, f"{key} finds {leaks} at {page}"
                assert without(answer.text, word) == without(nothing[page].text, NOBODYS), f"{key} at {page}"

    def test_a_child_by_name_finds_those_they_reach_and_no_other(self, demo_app, demo, related, held, key):
        names, _, _ = held
        theirs = related.get(key, set())
        visitor = Browsing(demo_app).as_(demo.people[key])
        for name in STORIES:
            child = demo.children[name]
            row = names[child]
            sent = {"given_names": row.given_names, "family_name": row.family_name}
            answer = visitor.send("/children/find", sent)
            assert answer.status_code < 500
            opens = visitor.get(f"/children/{child}").status_code == 200
            linked = f'href="/children/{child}"' in answer.text
            assert linked <= (name in theirs), f"{key} finds {name}, whom they do not reach"
            assert linked == opens or answer.status_code == 403, f"{key} opens {name} and does not find them"

    def test_pages_that_join_two_versions_give_nobody_a_word_that_is_not_theirs(
        self, demo_app, demo, related, by_invitation, held, key
    ):
        theirs, asked = related.get(key, set()), by_invitation.get(key, set())
        by_word = {canary.word: canary for canary in demo.canaries}
        visitor = Browsing(demo_app).as_(demo.people[key])
        assert len(held[2]) >= len(CROSSINGS), "the demo holds one crossing of each kind"
        found = set()
        for crossing in held[2]:
            for page in CROSSINGS:
                answer = visitor.get(page.format(crossing))
                assert answer.status_code < 500
                words = set(WORD.findall(answer.text))
                found |= words
                leaks = [word for word in words if not may_be_seen(by_word[word], key, theirs, asked)]
                assert not leaks, f"{key} at {page}"
        crossed = [canary for canary in demo.canaries if "crossed" in canary.audiences]
        missing = [each for each in crossed if must_be_seen(each, key, theirs, asked) and each.word not in found]
        assert not missing, f"{key} is not shown what was sent second"
