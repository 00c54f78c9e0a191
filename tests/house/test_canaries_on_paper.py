"""The canary crawl on paper: the facts of every paper for every reader, and the bytes of each kind once."""

import json
import re
import shutil
import subprocess

import pytest

from coordination.cases import queries as cases
from coordination.children.queries import child as child_of
from coordination.db import db, identify
from coordination.documents import shape
from coordination.documents.rendering import page_count, render
from coordination.documents.stamping import stamp
from coordination.documents.structure import check
from coordination.reviews import queries as reviews
from coordination.reviews.issuing import offers
from coordination.reviews.papers.gathering import Record
from coordination.reviews.papers.printing import facts_of
from tests.house.test_canaries import WORD, may_be_seen, members

STORIES = ("kai", "ama")


@pytest.fixture(scope="module")
def papers(demo_app, demo):
    """Every paper of the two stories: (child, reader's key, kind, facts)."""
    keys = {value: key for key, value in demo.people.items()}
    found = []
    with demo_app.test_request_context():
        identify(db.session(), demo.people["lead"])
        for story in STORIES:
            child = child_of(demo.children[story])
            assert child is not None and cases.current_case(child.id) is not None
            for offer in offers(Record(child), reviews.last_signed(child.id)):
                school = offer.place.agency if offer.place is not None else None
                facts = facts_of(
                    offer.kind, child, offer.audience, person=offer.person, school=school, review=offer.review
                )
                reader = keys.get(offer.person.id, "") if offer.person is not None else ""
                found.append((story, reader, offer.kind, facts))
        db.session.rollback()
    return found


class TestEveryPaper:
    def test_there_is_each_kind_and_a_reader_of_each(self, papers):
        assert {kind for _, _, kind, _ in papers} == {
            "review_record",
            "carer_sheet",
            "parent_version",
            "school_action_sheet",
            "young_person_summary",
        }

    def test_its_facts_hold_nothing_that_is_not_its_readers(self, papers, demo):
        by_word = {canary.word: canary for canary in demo.canaries}
        related = members(demo)
        leaks = []
        for story, reader, kind, facts in papers:
            for word in set(WORD.findall(json.dumps(facts))):
                canary = by_word[word]
                if canary.child != story or (reader and not may_be_seen(canary, reader, related.get(reader, set()))):
                    leaks.append(f"{kind} for {reader or 'school'}: {canary}")
        assert leaks == []

    def test_the_parents_the_carers_and_the_young_persons_hold_what_they_must(self, papers, demo):
        wanted = {
            "carer_sheet": frozenset({"carer", "parent"}),
            "parent_version": frozenset({"carer", "parent"}),
            "young_person_summary": frozenset({"young_person"}),
        }
        missing = []
        for story, reader, kind, facts in papers:
            if kind not in wanted:
                continue
            held = set(WORD.findall(json.dumps(facts)))
            open_actions = [
                canary
                for canary in demo.canaries
                if canary.child == story and canary.section == "actions" and canary.audiences == wanted[kind]
            ]
            missing += [f"{kind} for {reader}: {c}" for c in open_actions if c.word not in held]
        assert missing == []

    def test_the_carers_holds_what_their_page_says_of_health_and_of_who_decides(self, papers, demo):
        (facts,) = [facts for story, _, kind, facts in papers if kind == "carer_sheet" and story == "kai"]
        held = set(WORD.findall(json.dumps(facts)))
        theirs = [
            canary
            for canary in demo.canaries
            if canary.child == "kai"
            and canary.section in {"placement", "health", "profile"}
            and canary.audiences == {"carer"}
        ]
        assert len(theirs) >= 8
        assert [canary for canary in theirs if canary.word not in held] == []
        assert not [canary for canary in demo.canaries if "diary" in canary.audiences and canary.word in held]

    def test_the_carers_sheet_and_the_young_persons_summary_are_one_sheet_of_paper_each(self, papers):
        """As families get them: without the words that only tests put in."""
        for _, _, kind, marked in papers:
            if kind in {"carer_sheet", "young_person_summary"}:
                facts = json.loads(re.sub(rf" {WORD.pattern}", "", json.dumps(marked)))
                if facts.get("picture"):
                    facts["picture"] = None
                assert page_count(render(kind, facts)) <= 2

    def test_two_parents_papers_hold_nothing_of_each_other(self, papers):
        theirs = {reader: json.dumps(facts) for _, reader, kind, facts in papers if kind == "parent_version"}
        assert set(theirs) == {"parent", "otherparent"}
        assert "Daniel" not in theirs["parent"]
        assert "Blessing" not in theirs["otherparent"]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed (poppler-utils)")
class TestTheBytes:
    def test_of_each_kind_print_only_the_words_of_their_facts_with_tags_whole(self, papers, tmp_path):
        done = set()
        for story, _, kind, facts in papers:
            if kind in done:
                continue
            done.add(kind)
            pdf = render(kind, facts)
            file = tmp_path / f"{kind}-{story}.pdf"
            file.write_bytes(pdf)
            words = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
            assert set(WORD.findall(words.replace("\n", " "))) <= set(WORD.findall(json.dumps(facts)))
            assert check(pdf) == []
        assert len(done) == 5

    def test_of_every_reader_the_stamped_copy_holds_exactly_what_is_theirs(self, papers, demo, tmp_path):
        """Each reader's copy of the reviews of both stories: every word of its facts, no other, and nobody else's."""
        by_word = {canary.word: canary for canary in demo.canaries}
        related = members(demo)
        rendered, wrong = {}, []
        for number, (story, reader, kind, facts) in enumerate(papers):
            digest = shape.digest(kind, facts)
            if digest not in rendered:
                rendered[digest] = render(kind, facts)
            copy = stamp(
                rendered[digest], recipient=reader or story, copy_number=str(number), code="K7QM-2TX9A",
                issued="2027-03-12", status="final", check_at="team.example/check",
            )  # fmt: skip
            file = tmp_path / f"{number}.pdf"
            file.write_bytes(copy)
            words = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
            held = set(WORD.findall(words.replace("\n", " ")))
            if held != set(WORD.findall(json.dumps(facts))):
                wrong.append(f"{kind} of {story} for {reader}: the bytes differ from the facts")
            wrong += [
                f"{kind} of {story} for {reader}: {by_word[word]}"
                for word in held
                if by_word[word].child != story
                or (reader and not may_be_seen(by_word[word], reader, related.get(reader, set())))
            ]
        assert wrong == []
        assert len(rendered) < len(papers)
