"""Files that somebody sends: one that names a protected place is there for its author and the lead, and nobody else."""

import io
import zipfile

import pytest
from docx import Document
from flask import g
from PIL import Image
from PIL.ExifTags import GPS
from werkzeug.exceptions import HTTPException

from coordination.access.guard import Refused
from coordination.audit.operations import Access
from coordination.db import RuleBroken, db, identify, new_id
from coordination.documents import attaching, kinds, rendering, uploaded
from coordination.documents.models import StoredFile
from coordination.plans import operations as plans
from coordination.plans import queries as plan_queries
from coordination.protected.models import HeldText
from tests.rooms.protecting import Protecting
from tests.rooms.test_protected_papers import facts
from tests.unit.documents.test_file_words import a_workbook, an_email, with_part
from tests.unit.documents.test_file_words import attaching as attached_to_an_email

NAMED = "We meet at 12 Orchard Way"


def a_docx(said, bold=False):
    made, kept = Document(), io.BytesIO()
    line = made.add_paragraph()
    for part in said.partition("Orch") if bold else (said,):
        line.add_run(part).bold = part == "Orch"
    made.sections[0].footer.paragraphs[0].text = "Footer words"
    made.save(kept)
    return kept.getvalue()


def a_picture(latitude=None):
    kept, picture = io.BytesIO(), Image.new("RGB", (8, 8), "white")
    held = picture.getexif()
    held[0x010E] = "Taken by the pond"
    if latitude is not None:
        held.get_ifd(0x8825).update(
            {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (53.0, 28.0, latitude), GPS.GPSLongitudeRef: "W",
             GPS.GPSLongitude: (2.0, 14.0, 33.4)}
        )  # fmt: skip
    picture.save(kept, "JPEG", exif=held)
    return kept.getvalue()


class Uploading(Protecting):
    """Somebody attaches a file to an action."""

    def attaches(self, content, name, who="senco"):
        with self.at_work() as by:
            plan = plan_queries.plan(self.world.plan_id)
            action = plans.add_action(
                plan, id=new_id(), text="Ring the school", owner_id=self.world.people["lead"], agency_id=None,
                audiences=(), by=by,
            )  # fmt: skip
            return attaching.attach(action, name=name, content=content, by=self.world.people[who]).id

    def holds(self, file_id):
        with self.at_work():
            return [row.kinds for row in db.session.query(HeldText).filter_by(row_id=file_id)]


@pytest.fixture
def office(app, owner_app, world):
    return Uploading(app, owner_app, world)


class TestAFileThatNamesAPlace:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("plan.docx", lambda: a_docx(NAMED)),
            ("plan.docx", lambda: a_docx(NAMED, bold=True)),
            ("plan.pdf", lambda: rendering.render("ehc_letter", facts(NAMED))),
            ("list.xlsx", lambda: a_workbook(lambda book: book.active.append([NAMED]))),
            ("mail.eml", lambda: an_email(NAMED).as_bytes()),
            ("mail.eml", lambda: attached_to_an_email(a_docx(NAMED), "plan.docx").as_bytes()),
        ],
    )
    def test_is_kept_and_held(self, office, name, content):
        office.protects()
        assert office.holds(office.attaches(content(), name)) == [["address"]]

    def test_so_is_a_picture_taken_there(self, office):
        office.protects("home", position="53.480806, -2.242611")
        assert office.holds(office.attaches(a_picture(50.9), "pond.jpg")) == [["position"]]
        assert office.holds(office.attaches(a_picture(20.0), "other.jpg")) == []

    def test_and_one_that_nobody_could_look_through(self, office):
        broken = b"%PDF-1.7 not one at all"
        assert office.holds(office.attaches(broken, "report.pdf")) == []
        office.protects()
        assert office.holds(office.attaches(broken, "report.pdf")) == [[]]

    def test_and_an_email_with_something_attached_that_nobody_can_read(self, office):
        office.protects()
        made = attached_to_an_email(b"\xd0\xcf\x11\xe0\x00an old file", "letter.doc")
        assert office.holds(office.attaches(made.as_bytes(), "mail.eml")) == [[]]

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("plan.docx", lambda: a_docx("We meet at the library")),
            ("pond.jpg", a_picture),
            ("list.xlsx", a_workbook),
            ("mail.eml", lambda: an_email("We meet at the library").as_bytes()),
        ],
    )
    def test_others_are_not(self, office, name, content):
        office.protects()
        assert office.holds(office.attaches(content(), name)) == []

    @pytest.mark.parametrize("name", ["list.xlsm", "mail.msg", "list.xls"])
    def test_what_is_not_taken(self, office, name):
        with pytest.raises(RuleBroken, match="must be one of"):
            office.attaches(a_workbook(), name)

    def test_macros_under_another_name_are_not_taken(self, office):
        with pytest.raises(RuleBroken, match="macros"):
            office.attaches(with_part(a_workbook(), "xl/vbaProject.bin", b"x"), "list.xlsx")


class TestWhoOpensIt:
    def opens(self, app, world, who, file_id, browsing):

        with app.test_request_context():
            identify(db.session(), world.people[who])
            g.actor, g.access = world.actor(who), Access(request_id=new_id(), verb="read")
            return attaching.given(db.session.get(StoredFile, file_id))

    def test_its_author_and_those_who_may_know(self, app, office, world, browsing):
        office.protects()
        content = a_docx(NAMED)
        file_id = office.attaches(content, "plan.docx")
        for who in ("senco", "lead", "manager"):
            assert self.opens(app, world, who, file_id, browsing) == content
        for who in ("health", "iro", "parent", "dsl"):
            with pytest.raises((Refused, HTTPException)):
                self.opens(app, world, who, file_id, browsing)

    def test_everybody_once_the_lead_gives_it_out(self, app, office, world, browsing):
        office.protects()
        content = a_docx(NAMED)
        file_id = office.attaches(content, "plan.docx")
        with office.at_work():
            key = db.session.query(HeldText.id).filter_by(row_id=file_id).scalar()
        lead = office.proved(browsing, world.people["lead"])
        assert "A file: plan.docx" in lead.words(f"/children/{world.child_id}/held-words")
        lead.press(f"/held-words/{key}/release")
        assert self.opens(app, world, "health", file_id, browsing) == content


class TestReadingAFile:
    def test_reads_notes_and_footers_and_what_the_camera_wrote(self):
        assert "Footer words" in uploaded.words_of(a_docx("x"), kinds.KINDS[".docx"][0])
        assert "Taken by the pond" in uploaded.words_of(a_picture(), "image/jpeg")

    def test_that_would_unpack_without_end_is_cut_off(self):

        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("word/document.xml", b"<a>" + b"0" * (200 * 1024 * 1024))
        said = uploaded.words_of(kept.getvalue(), kinds.KINDS[".docx"][0])
        assert said is None or len(said) <= 21 * 1024 * 1024
