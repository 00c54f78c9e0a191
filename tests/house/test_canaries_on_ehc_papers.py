"""The canary crawl on the papers of the EHC process: the facts of each for each reader, the bytes of each kind once.

What is written but sent to nobody yet becomes the proposed change of a notice, and stands in the amended plan: both are
made here, and taken back.
"""

import io
import json
import shutil
import subprocess
from datetime import timedelta

import pytest
from docx import Document
from sqlalchemy import select

from coordination import clock
from coordination.access.actor import Actor
from coordination.agencies.models import Person
from coordination.children.queries import child as child_of
from coordination.db import db, identify, new_id
from coordination.demo.borough import on_the_day
from coordination.documents.rendering import render
from coordination.documents.structure import check
from coordination.ehc import queries, recipients
from coordination.ehc.letters import file as word
from coordination.ehc.letters import sending
from coordination.ehc.models import AnnualReview, Letter
from coordination.ehc.plan import issuing, papers
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.reviewing import operations as reviewing
from coordination.ehc.reviewing import paper as report
from coordination.reviews.papers import readers
from tests.house.test_canaries import AGENCY_OF, ROLE_OF, WORD, invited, may_be_seen, members

PARENTS = ("parent", "otherparent")


def officer(demo):
    """The caseworker, as an operation's ``by``."""
    return Actor(
        person_id=demo.people["sendofficer"], kind="workforce", active=True, second_factor=True, name="Jamal Carter"
    )


@pytest.fixture(scope="module")
def made(demo_app, demo):
    """Every EHC paper of the demo: (kind, whose child, reader's key or the child's own, facts), and the Word files."""
    keys = {value: key for key, value in demo.people.items()}
    found, words = [], []
    with demo_app.test_request_context():
        identify(db.session(), demo.people["sendofficer"])
        by = officer(demo)
        child = child_of(demo.children["ama"])
        plan = plan_queries.plan(queries.current_plan(child.id).id)
        to = recipients.recipients(child)
        notice = issuing.send_notice(
            plan, id=new_id(), to=to, why="She needs a quiet place", evidence="Her school", by=by
        )  # fmt: skip
        with clock.frozen(on_the_day(clock.today() + timedelta(days=20))):
            amended = issuing.finalise(
                plan, id=new_id(), to=to, signed_by="Jamal Carter", reasons="Agreed", keep=True, to_child=True, by=by
            )  # fmt: skip
        for issue in plan_queries.issues(plan.id):
            facts = papers.issue_facts(issue, author="Jamal Carter")
            kind = "amended" if issue.id == amended.id else "notice" if issue.id == notice.id else issue.kind
            found += [(kind, "ama", keys[sent.person_id], facts) for sent in issue.sent]
            if "young_person" in issue.audiences:
                found.append(("childs", "ama", "youngerchild", papers.childs_page(issue, author="Jamal Carter")))
        for letter in db.session.scalars(select(Letter).where(Letter.child_id == child.id)):
            facts = sending.paper_facts(letter, by, clock.today().isoformat())
            found.append(("letter", "ama", keys[letter.to_person_id], facts))
            text = "\n".join(one.text for one in Document(io.BytesIO(word.docx(facts, dated=clock.today()))).paragraphs)
            words.append((keys[letter.to_person_id], facts, text))
        children = {value: key for key, value in demo.children.items()}
        for annual in db.session.scalars(select(AnnualReview).where(AnnualReview.met_on.is_not(None))):
            held = report.Facts(annual, plan_queries.plan(annual.plan_id), reviewing.meeting_of(annual), "Hannah Doyle")
            sends = readers.of_person(db.session.get(Person, demo.people["senco"]), annual.child)
            for reader in report.everybody(annual, sends):
                if not reader.why_not:
                    key = keys.get(reader.who.person_id, "") if reader.who.person_id else ""
                    found.append(("report", children[annual.child_id], key, held.of(reader)))
        db.session.rollback()
    return found, words


def held_in(facts):
    """The words that stand in the facts of a paper."""
    return set(WORD.findall(json.dumps(facts)))


class TestEveryPaper:
    def test_there_is_each_kind_for_each_reader(self, made):
        whose = {}
        for kind, _, key, _ in made[0]:
            whose.setdefault(kind, set()).add(key)
        assert set(whose) == {"draft", "final", "notice", "amended", "childs", "letter", "report"}
        for kind in ("draft", "final", "notice", "amended", "letter"):
            assert whose[kind] == set(PARENTS)
        assert whose["childs"] == {"youngerchild"}
        assert {"senco", "sendofficer"} <= whose["report"]

    def test_its_facts_hold_nothing_that_is_not_its_readers(self, made, demo):
        by_word = {canary.word: canary for canary in demo.canaries}
        related, asked = members(demo), invited(demo)
        leaks = []
        for kind, child, key, facts in made[0]:
            for word_ in held_in(facts):
                canary = by_word[word_]
                # What was written since and sent to nobody is everybody's once the notice of it is sent.
                proposed = kind in ("notice", "amended") and canary.audiences == {"section:F"}
                theirs = canary.child == child and (
                    proposed
                    # A parent without an account is handed the report of their own child.
                    or not key
                    or may_be_seen(canary, key, related.get(key, set()), asked.get(key, set()))
                )
                if not theirs:
                    leaks.append(f"{kind} of {child} for {key}: {canary}")
        assert leaks == []

    def test_a_plan_holds_all_that_was_sent_and_the_advice_of_everybody_but_the_family(self, made, demo):
        theirs = {
            canary.word
            for canary in demo.canaries
            if (canary.child, canary.section) == ("ama", "ehc_plan")
            and {"carer", "parent"} <= canary.audiences
            and any(said.startswith(("section:", "by:")) for said in canary.audiences)
        }
        assert len(theirs) > 12
        for kind, _, key, facts in made[0]:
            if kind in ("draft", "final", "amended"):
                assert theirs - held_in(facts) == set(), f"{kind} for {key}"

    def test_a_draft_and_a_final_hold_nothing_written_since_and_the_notice_and_the_amended_plan_do(self, made, demo):
        (since,) = [
            canary.word
            for canary in demo.canaries
            if (canary.child, canary.section) == ("ama", "ehc_plan") and canary.audiences == {"section:F"}
        ]
        for kind, _, _, facts in made[0]:
            if kind != "report":
                assert (since in held_in(facts)) == (kind in ("notice", "amended")), kind

    def test_the_childs_page_holds_each_word_written_for_the_child_and_no_other(self, made, demo):
        for kind, _, _, facts in made[0]:
            if kind == "childs":
                wanted = {
                    canary.word
                    for canary in demo.canaries
                    if (canary.child, canary.section) == ("ama", "ehc_plan")
                    and "young_person" in canary.audiences
                    and "section:B" not in canary.audiences
                }
                names = {canary.word for canary in demo.canaries if canary.section == "core_identity"}
                assert held_in(facts) - names == wanted

    def test_no_paper_names_another_of_the_family(self, made):
        names = {"parent": "Daniel", "otherparent": "Blessing"}
        told = [(kind, key) for kind, _, key, facts in made[0] if key in names and names[key] in json.dumps(facts)]
        assert told == []

    def test_a_report_holds_the_outcomes_and_provision_for_everybody_who_reads_the_plan(self, made, demo):
        for kind, child, key, facts in made[0]:
            if kind == "report" and ROLE_OF.get(key) in {"SEN", "EHC", "DSL"}:
                assert len(held_in(facts)) >= 2, f"{child} for {key} at {AGENCY_OF.get(key)}"


class TestTheWordFile:
    def test_of_a_letter_says_what_its_paper_says_and_nothing_else(self, made):
        assert len(made[1]) >= 2
        for key, facts, text in made[1]:
            assert set(WORD.findall(text)) == held_in(facts), key


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed (poppler-utils)")
class TestTheBytes:
    def test_of_each_kind_print_exactly_the_words_of_their_facts_with_tags_whole(self, made, tmp_path):
        templates = {"notice": papers.NOTICE, "childs": papers.CHILDS, "letter": sending.PAPER, "report": report.KIND}
        done = set()
        for kind, child, _, facts in made[0]:
            if kind in done:
                continue
            done.add(kind)
            pdf = render(templates.get(kind, papers.PLAN), facts)
            file = tmp_path / f"{kind}-{child}.pdf"
            file.write_bytes(pdf)
            words = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
            assert set(WORD.findall(words.replace("\n", " "))) == held_in(facts), kind
            assert check(pdf) == []
        assert len(done) == 7


def test_the_child_is_given_their_page_and_not_the_plan(demo_app, demo):
    """Ama holds no right yet: her paper is her page, and the plan her parents were sent does not exist for her."""
    from tests.browsing import Browsing

    with demo_app.test_request_context():
        identify(db.session(), demo.people["sendofficer"])
        plan = queries.current_plan(demo.children["ama"])
        issues = [issue.id for issue in plan_queries.issues(plan.id)]
        assert db.session.get(Person, demo.people["youngerchild"]) is not None
        db.session.rollback()
    visitor = Browsing(demo_app).as_(demo.people["youngerchild"])
    assert [visitor.get(f"/ehc-issues/{issue}").status_code for issue in issues] == [404] * len(issues)
