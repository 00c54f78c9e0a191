"""Two parents who live apart, byte for byte: nothing of one is in anything of the other's, and nothing owed is missing.

Everything each is given is looked at as it leaves the house: the raw bytes of every page, the text and the decompressed
streams of their paper of the same review, the mail they are sent and the calendar files in it.
"""

import io
import re
import shutil
import subprocess

import pikepdf
import pytest
from sqlalchemy import create_engine, text

from coordination.agencies.models import Person
from coordination.children.queries import child as child_of
from coordination.db import db, identify, psycopg_url
from coordination.documents.rendering import render
from coordination.reviews import queries as reviews
from coordination.reviews.papers.printing import facts_of
from tests.browsing import Browsing
from tests.house.test_canaries import links

BOTH = ("parent", "otherparent")
# The pages of a family: their own, their papers, and what they are sent of the EHC process.
THEIRS = re.compile(r"/(family|documents|account|my-ehc|my-letters|my-advice|ehc-issues|children/[^/]+/sent-plans)\b")
# What the demo calls them: neither name is in anything of the other's.
NAMES = {"parent": "Blessing", "otherparent": "Daniel"}
OTHER = dict(zip(BOTH, reversed(BOTH), strict=True))


def own_words(demo, key):
    """The words that are this parent's and nobody else's of the family."""
    return {canary.word for canary in demo.canaries if f"own:{key}" in canary.audiences}


@pytest.fixture(scope="module")
def pages(demo_app, demo):
    """Every page of a parent, from the first one, as bytes: by whose, then by address."""
    found = {}
    for key in BOTH:
        visitor, waiting, seen = Browsing(demo_app).as_(demo.people[key]), ["/family", "/account"], {}
        while waiting and len(seen) < 90:
            address = waiting.pop(0)
            if address in seen:
                continue
            answer = visitor.get(address, follow_redirects=True)
            assert answer.status_code < 500, address
            seen[address] = answer.data
            if answer.mimetype == "text/html":
                waiting += [to for to in links(answer.text, address) if THEIRS.match(to)]
        found[key] = seen
    return found


@pytest.fixture(scope="module")
def papers(demo_app, demo):
    """The paper of the same review for each parent: the facts' PDF."""
    with demo_app.test_request_context():
        identify(db.session(), demo.people["lead"])
        child = child_of(demo.children["ama"])
        review = reviews.last_signed(child.id)
        made = {
            key: render(
                "parent_version",
                facts_of(
                    "parent_version", child, "parent", person=db.session.get(Person, demo.people[key]), review=review
                ),
            )
            for key in BOTH
        }
        db.session.rollback()
    return made


@pytest.fixture(scope="module")
def mail(demo):
    """What was mailed to each parent, with the calendar files, in one text."""
    engine = create_engine(psycopg_url(demo.settings.database_urls["owner"]))
    with engine.connect() as connection:
        found = {
            key: "\n".join(
                connection.execute(
                    text(
                        "select subject || ' ' || body || ' ' || coalesce(invitation, '') from outbox_message"
                        " where person_id = :person"
                    ),
                    {"person": demo.people[key]},
                ).scalars()
            )
            for key in BOTH
        }
    engine.dispose()
    return found


def read(pdf):
    """The text of a PDF, from whoever reads it and from its own decompressed streams."""
    words = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = b"\n".join(
            item.read_bytes()
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") != pikepdf.Name.Image
        )
        named = f"{document.docinfo} {document.open_metadata()}"
    return words + named + streams.decode("latin-1")


@pytest.mark.parametrize("key", BOTH)
class TestNothingOfOneIsTheOthers:
    def test_in_the_bytes_of_any_page(self, demo, pages, key):
        kept = [NAMES[OTHER[key]], *own_words(demo, OTHER[key])]
        leaks = {(address, word) for address, body in pages[key].items() for word in kept if word.encode() in body}
        assert len(pages[key]) > 5
        assert leaks == set()

    @pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed (poppler-utils)")
    def test_in_the_paper_of_the_same_review(self, demo, papers, key):
        said = read(papers[key])
        assert [word for word in (NAMES[OTHER[key]], *own_words(demo, OTHER[key])) if word in said] == []
        assert NAMES[key] in said
        # Their own action and their own words stand on their own paper.
        assert any(word in said for word in own_words(demo, key))

    def test_in_mail_and_calendar_files(self, demo, mail, key):
        kept = [NAMES[OTHER[key]], str(demo.people[OTHER[key]]), *own_words(demo, OTHER[key])]
        assert mail[key], "the demo writes to each parent"
        assert [word for word in kept if word in mail[key]] == []
        assert "ATTENDEE" not in mail[key]

    def test_and_what_is_their_own_is_on_their_pages(self, demo, pages, key):
        everything = b"".join(pages[key].values())
        assert [word for word in own_words(demo, key) if word.encode() not in everything] == []
