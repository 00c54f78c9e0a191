"""Whatever leaves as a file is looked through for whoever receives it: what names a protected place waits."""

import io
import zipfile

import pytest
from flask import Response, g
from sqlalchemy import delete, select
from werkzeug.exceptions import HTTPException

from coordination.access.guard import Refused
from coordination.audit.models import AuditRow
from coordination.audit.operations import Access
from coordination.db import db, identify, new_id
from coordination.documents import files, outgoing, queries
from coordination.documents.models import StoredFile
from coordination.plans import attached
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.protected import papers
from coordination.protected.models import HeldText
from coordination.schools import operations as schooling_operations
from coordination.schools import queries as school_queries
from coordination.web import files_out
from tests.rooms.protecting import Protecting
from tests.rooms.schooling import Schooling
from tests.rooms.test_protected_papers import PLAIN, Printing
from tests.rooms.test_protected_uploads import NAMED, Uploading, a_docx

WAITS = papers.WAITS.split(".")[0]


def held(office):
    """What was held, as table, kinds and key."""
    with office.at_work():
        rows = db.session.scalars(select(HeldText).where(HeldText.child_id == office.world.child_id))
        return [(row.table, row.kinds, row.id) for row in rows]


def refusals(owner_app, world):
    """The refusals for a protected place that the audit holds of the child."""
    with owner_app.app_context():
        asked = select(AuditRow).where(AuditRow.rule == "protected-place", AuditRow.children.contains([world.child_id]))
        return [(row.outcome, row.actor_id) for row in db.session.scalars(asked)]


class TestAFileThatCameBeforeThePlaceWasProtected:
    @pytest.fixture
    def office(self, app, owner_app, world):
        return Uploading(app, owner_app, world)

    @pytest.fixture
    def address(self, office, world):
        """A file of an action, sent by the SENCO, that names what is protected later."""
        with office.at_work("senco") as by:
            plan = plan_queries.plan(world.plan_id)
            action = plans.add_action(
                plan, id=new_id(), text="Ring the school", owner_id=world.people["lead"], agency_id=None,
                audiences=(), by=by,
            )  # fmt: skip
            one = attached.attach(action, name="plan.docx", content=a_docx(NAMED), by=by)
            return f"/actions/{action.id}/files?file={one.id}"

    def test_is_given_while_nothing_is_protected(self, office, address, browsing, world):
        assert browsing.as_(world.people["health"]).get(address).status_code == 200

    def test_waits_for_the_lead_and_leaves_a_row(self, office, address, browsing, world, owner_app):
        office.protects()
        answer = browsing.as_(world.people["health"]).get(address)
        assert answer.status_code == 422 and WAITS in answer.text
        assert "Orchard" not in answer.text and "protected" not in answer.text.lower()
        ((table, kinds, key),) = held(office)
        assert (table, kinds) == ("stored_file", ["address"])
        assert refusals(owner_app, world) == [("refused", world.people["health"])]
        assert browsing.as_(world.people["health"]).get(address).status_code == 404
        assert browsing.as_(world.people["senco"]).get(address).status_code == 200, "its author"
        lead = office.proved(browsing, world.people["lead"])
        assert lead.get(address).status_code == 200, "who may know the place"
        assert "A file that was sent before" in lead.words(f"/children/{world.child_id}/held-words")
        assert lead.press(f"/held-words/{key}/release").status_code == 303
        assert browsing.as_(world.people["health"]).get(address).status_code == 200


class TestAPaperThatWasOpenedBeforeThePlaceWasProtected:
    def test_waits_from_then_on(self, app, owner_app, world, browsing):
        office = Printing(app, owner_app, world)
        document_id, copy_id = office.issues("She is collected from 12 Orchard Way at four")
        office.prints(document_id)
        parent = browsing.as_(world.people["parent"])
        assert parent.get(f"/documents/copies/{copy_id}/file").status_code == 200
        office.protects()
        answer = parent.get(f"/documents/copies/{copy_id}/file")
        assert answer.status_code == 422 and WAITS in answer.text
        ((table, kinds, key),) = held(office)
        assert (table, kinds) == ("document_copy", ["address"])
        office.proved(browsing, world.people["lead"]).press(f"/held-words/{key}/release")
        assert parent.get(f"/documents/copies/{copy_id}/file").status_code == 200


class TestATable:
    @pytest.fixture
    def office(self, app, owner_app, world):
        return Protecting(app, owner_app, world)

    def lists(self, app, world, text):
        school = Schooling(app, world)
        cycle_id, _ = school.starts()
        with school.at_work() as by:
            schooling_operations.add_line(
                school_queries.cycle(cycle_id), kind="provision", id=new_id(), text=text, who="Mr X", by=by
            )

    def test_that_names_a_place_waits_and_goes_once_it_is_given_out(self, app, office, browsing, world, owner_app):
        self.lists(app, world, NAMED)
        office.protects()
        senco = browsing.as_(world.people["senco"], just_proved=True)
        answer = senco.get("/school/provision?as=csv")
        assert answer.status_code == 422 and WAITS in answer.text and "Orchard" not in answer.text
        assert senco.get("/school/provision?as=csv").status_code == 422, "asked for again it is held once"
        ((table, kinds, key),) = held(office)
        assert (table, kinds) == (papers.MADE, ["address"])
        assert refusals(owner_app, world)[0] == ("refused", world.people["senco"])
        lead = office.proved(browsing, world.people["lead"])
        page = lead.words(f"/children/{world.child_id}/held-words")
        assert "provision-map" in page and "Give it out" in page
        lead.press(f"/held-words/{key}/release")
        again = senco.get("/school/provision?as=csv")
        assert again.status_code == 200 and "12 Orchard Way" in again.text

    def test_of_words_that_are_held_goes_without_them(self, app, office, browsing, world):
        office.protects()
        self.lists(app, world, "We practise at the library")
        answer = browsing.as_(world.people["senco"], just_proved=True).get("/school/provision?as=csv")
        assert answer.status_code == 200 and "library" in answer.text
        assert held(office) == []


class TestWhatSomebodyAskedToSee:
    def test_is_looked_through_file_by_file(self, app, owner_app, world):
        office = Printing(app, owner_app, world)
        document_id, copy_id = office.issues(PLAIN)
        office.prints(document_id)
        office.protects()
        with owner_app.app_context():
            # It waited because nobody had opened it: as if it had been.
            db.session.execute(delete(HeldText).where(HeldText.row_id == copy_id))
            db.session.commit()
        plain, named = (b'{"text": "the library"}', "application/json"), (a_docx(NAMED), "application/vnd.x")
        with office.at_work():
            copy = queries.copy(copy_id)
            made = outgoing.packed(copy.document, copy, {"what-we-hold.json": plain})
            with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
                assert archive.namelist() == ["what-we-hold.pdf", "what-we-hold.json"]
            for other in (named, (b"%PDF-1.7 nothing that can be read", "application/pdf")):
                with pytest.raises(papers.Stopped):
                    outgoing.packed(copy.document, copy, {"what-we-hold.json": plain, "files/1": other})


class TestALetterAsAFile:
    @pytest.mark.parametrize(("said", "stopped"), [(NAMED, True), (PLAIN, False)])
    def test_is_looked_through_for_whom_it_is_to(self, app, owner_app, world, said, stopped):
        office = Protecting(app, owner_app, world)
        office.protects(known_to=("carer",))

        def to(who):
            with office.at_work():
                return outgoing.to_somebody(
                    a_docx(said), "application/vnd.x", name="letter.docx", child_id=world.child_id,
                    recipient_id=world.people[who],
                )  # fmt: skip

        assert to("carer").content.startswith(b"PK")
        if stopped:
            with pytest.raises(papers.Stopped):
                to("parent")
        else:
            assert to("parent").content.startswith(b"PK")


class TestTheWayOut:
    def test_nothing_is_a_file_that_nobody_looked_through(self, app):
        with app.test_request_context():
            assert files_out.is_unasked(Response(b"x", mimetype="application/pdf"))
            assert files_out.is_unasked(Response("x", headers={"Content-Disposition": "attachment"}))
            assert not files_out.is_unasked(Response("<p>A page", mimetype="text/html"))
            files_out.sent(outgoing.about_nobody(b"x"), media_type="application/pdf", name="x.pdf")
            assert not files_out.is_unasked(Response(b"x", mimetype="application/pdf"))

    def test_a_page_that_sends_one_past_it_fails(self, app, browsing, world, monkeypatch):
        monkeypatch.setattr(files_out, "sent", lambda file, **_: Response(file.content, mimetype="text/csv"))
        visitor = browsing.as_(world.people["senco"], just_proved=True)
        assert visitor.get("/school/provision?as=csv").status_code == 500

    def test_a_file_of_an_action_that_is_held_is_no_file_to_others(self, app, owner_app, world):
        office = Uploading(app, owner_app, world)
        office.protects()
        file_id = office.attaches(a_docx(NAMED), "plan.docx")
        with app.test_request_context():
            identify(db.session(), world.people["health"])
            g.actor, g.access = world.actor("health"), Access(request_id=new_id(), verb="read")
            with pytest.raises((Refused, HTTPException)):
                outgoing.attached(db.session.get(StoredFile, file_id))
            assert files.read(db.session.get(StoredFile, file_id))
