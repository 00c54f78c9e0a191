"""Papers are looked through as bytes before they are given: one that names a protected place waits for the lead."""

import pytest
from sqlalchemy import select

from coordination.db import RuleBroken, db, new_id
from coordination.documents import operations as documents
from coordination.documents import queries, rendering
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.ehc.models import Letter
from coordination.protected import papers, pdf_words
from coordination.protected.holding import words_of
from coordination.protected.models import HeldText
from tests.rooms.protecting import Protecting

NAMED = "She is collected from 12 Orchard Way at four"
PLAIN = "She is collected from the library at four"


def facts(said):
    return {
        "cover": {
            "title": "A letter", "preferred_name": "Ama", "record_reference": "K7QX-9M2T", "version": "1",
            "status": "final", "superseded_by": "", "dated": "2026-11-30", "author": "Officer", "lead_practitioner": "",
            "organisation": "Testshire", "confidentiality": "", "if_found": "01632 960001",
        },
        "to": "Parent Person",
        "parts": [{"heading": "", "paragraphs": [said], "points": []}],
        "sender": {"name": "Officer", "role": "", "number": "01632 960001", "email": "", "hours": ""},
    }  # fmt: skip


class Printing(Protecting):
    """A letter is issued, rendered and stamped, as its maker and the worker do it."""

    def writes(self, who, said):
        """Somebody writes words, and what then stands in their column."""
        with self.at_work(who):
            row = Letter(
                id=new_id(), authority_id=self.world.authority_id, child_id=self.world.child_id, kind="maintain",
                to_name="Parent Person", audience="parent", subject="A letter", words=said,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            return row.words

    def issues(self, said, to="parent", *, whose=None):
        with self.at_work() as by:
            row = Letter(
                id=new_id(), authority_id=self.world.authority_id, child_id=self.world.child_id, kind="maintain",
                to_name="Parent Person", audience="parent", subject="A letter", words="x",
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            document = documents.issue(
                authority_id=row.authority_id, child_id=row.child_id, kind="ehc_letter", audience="parent", about=row,
                version="1", facts=facts(said), by=by, whose_id=self.world.people[whose] if whose else None,
            )  # fmt: skip
            copy = documents.copy_for(
                document, recipient_id=self.world.people[to], recipient_name="Parent Person", by=by
            )
            return document.id, copy.id

    def prints(self, document_id):
        with self.at_work():
            document = queries.document(document_id)
            pdf = rendering.render("ehc_letter", documents.facts_waiting(document))
            documents.render_waiting(document, pdf, 1)

    def state(self, document_id):
        with self.at_work():
            held = db.session.get(IssuedDocument, document_id)
            return held.state, held.failure or ""

    def copy(self, copy_id):
        with self.at_work():
            return db.session.get(DocumentCopy, copy_id).file_id is not None

    def opens(self, copy_id):
        with self.at_work():
            return pdf_words.words(documents.pages_of(queries.copy(copy_id)))

    def held(self):
        with self.at_work():
            rows = db.session.scalars(select(HeldText).where(HeldText.child_id == self.world.child_id))
            return [(row.id, row.table, row.kinds, words_of(row)) for row in rows]


@pytest.fixture
def office(app, owner_app, world):
    return Printing(app, owner_app, world)


class TestAPaperThatNamesAPlace:
    def test_is_not_given_and_its_maker_is_told_of_no_place(self, office):
        office.protects()
        document_id, copy_id = office.issues(NAMED)
        office.prints(document_id)
        state, failure = office.state(document_id)
        assert state == "failed" and failure == papers.WAITS
        assert not office.copy(copy_id)
        assert "Orchard" not in failure and "protected" not in failure and "place" not in failure

    def test_waits_for_the_lead_who_gives_it_out(self, office, browsing, world):
        office.protects()
        document_id, copy_id = office.issues(NAMED)
        office.prints(document_id)
        ((key, table, kinds, _),) = office.held()
        assert (table, kinds) == ("issued_document", ["address"])
        lead = office.proved(browsing, world.people["lead"])
        assert "A paper" in lead.words(f"/children/{world.child_id}/held-words")
        assert lead.press(f"/held-words/{key}/release").status_code == 303
        assert office.state(document_id)[0] == "ready" and office.copy(copy_id)
        assert "12 Orchard Way" in office.opens(copy_id)

    def test_issued_again_it_waits_still(self, office):
        office.protects()
        document_id, copy_id = office.issues(NAMED)
        office.prints(document_id)
        with office.at_work() as by:
            document = queries.document(document_id)
            documents.try_again(document)
            documents.copy_for(document, recipient_id=None, recipient_name="Somebody", by=by)
        assert office.state(document_id)[0] == "failed" and not office.copy(copy_id)
        assert len(office.held()) == 1

    def test_goes_to_somebody_who_knows_it(self, office, world):
        office.protects(known_to=("carer",))
        document_id, copy_id = office.issues(NAMED, to="carer")
        office.prints(document_id)
        assert office.state(document_id)[0] == "ready" and office.copy(copy_id)

    def test_that_names_none_is_given(self, office):
        office.protects()
        document_id, copy_id = office.issues(PLAIN)
        office.prints(document_id)
        assert office.state(document_id)[0] == "ready"
        assert "library" in office.opens(copy_id)

    def test_where_nothing_is_protected_is_given(self, office):
        document_id, copy_id = office.issues(NAMED)
        office.prints(document_id)
        assert office.state(document_id)[0] == "ready"
        assert "12 Orchard Way" in office.opens(copy_id)


class TestWhatSomebodyWroteThemself:
    """A guess that is right must look on one's own paper as a guess that is wrong does."""

    @pytest.mark.parametrize("said", [NAMED, PLAIN])
    def test_stands_on_their_own_paper_as_they_wrote_it(self, office, said):
        office.protects()
        document_id, copy_id = office.issues(office.writes("parent", said), whose="parent")
        office.prints(document_id)
        assert office.state(document_id)[0] == "ready" and office.copy(copy_id)
        assert said in office.opens(copy_id)

    def test_stands_on_nobody_elses(self, office):
        office.protects()
        marked = office.writes("parent", NAMED)
        document_id, copy_id = office.issues(marked, to="otherparent", whose="otherparent")
        office.prints(document_id)
        assert "Orchard" not in office.opens(copy_id)

    def test_does_not_let_the_rest_of_the_place_through(self, office):
        office.protects()
        marked = office.writes("parent", "I think it is TS1 4AB")
        document_id, copy_id = office.issues(f"{marked}. {NAMED}", whose="parent")
        office.prints(document_id)
        assert office.state(document_id)[0] == "failed" and not office.copy(copy_id)


class TestAPaperMadeBefore:
    def test_and_not_opened_yet_waits_until_the_lead_gives_it_out(self, office, browsing, world):
        document_id, copy_id = office.issues(PLAIN)
        office.prints(document_id)
        office.protects()
        with pytest.raises(RuleBroken):
            office.opens(copy_id)
        ((key, table, *_),) = office.held()
        assert table == "document_copy"
        lead = office.proved(browsing, world.people["lead"])
        lead.press(f"/held-words/{key}/release")
        assert "library" in office.opens(copy_id)

    def test_and_opened_is_looked_through_again_before_it_is_given_once_more(self, office):
        ones = {said: office.issues(said) for said in (NAMED, PLAIN)}
        for document_id, copy_id in ones.values():
            office.prints(document_id)
            with office.at_work():
                documents.opened(queries.copy(copy_id))
        office.protects()
        with pytest.raises(RuleBroken):
            office.opens(ones[NAMED][1])
        assert "library" in office.opens(ones[PLAIN][1])

    def test_answers_with_a_plain_page(self, office, browsing, world):
        document_id, copy_id = office.issues(NAMED)
        office.prints(document_id)
        office.protects()
        answer = browsing.as_(world.people["parent"]).get(f"/documents/copies/{copy_id}/file")
        assert answer.status_code == 422 and "Orchard" not in answer.text and "Those who answer" in answer.text


class TestFactsOfAPaper:
    def test_leave_held_words_out_and_have_released_ones(self, office, browsing, world):
        office.protects()
        with office.at_work():
            row = Letter(
                id=new_id(), authority_id=world.authority_id, child_id=world.child_id, kind="maintain",
                to_name="Parent Person", audience="parent", subject="A letter", words=NAMED,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            marked = row.words
        assert marked != NAMED
        with office.at_work():
            assert documents.for_everybody(facts(marked)) == facts("")
        lead = office.proved(browsing, world.people["lead"])
        lead.press(f"/held-words/{office.held()[0][0]}/release")
        with office.at_work():
            assert documents.for_everybody(facts(marked)) == facts(NAMED)


class TestWordsOfAPdf:
    def test_are_found_whatever_the_font_does(self, office):
        pdf = rendering.render("ehc_letter", facts("Fifty offices: 12 Orchard Way, TS1 4AB — ünïcode"))
        said = pdf_words.words(pdf)
        for word in ("Fifty offices", "12 Orchard Way", "TS1 4AB", "ünïcode"):
            assert word in said

    def test_what_is_no_pdf_is_refused(self):
        with pytest.raises(pdf_words.Unreadable):
            pdf_words.words(b"%PDF-1.7 nothing")
