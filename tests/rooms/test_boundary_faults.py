"""A save that cannot be written to the end: the person is told so plainly, and nothing of it stays."""

import errno
import io
import os
from datetime import timedelta

import psycopg
import pytest
from PIL import Image
from sqlalchemy import text

from coordination import clock
from coordination.audit import operations as audit
from coordination.db import db, new_id

WORDS = "Ring the school about Wednesday"


@pytest.fixture
def cut_off(database_server, monkeypatch):
    """The database ends the connection of a request when all is written and only the commit is missing."""
    _, _, admin = database_server
    append = audit.append
    cut = []

    def append_and_lose(session, access):
        append(session, access)
        if access.verb == "change" and not cut:
            pid = session.scalar(text("select pg_backend_pid()"))
            with psycopg.connect(admin) as link:
                link.execute("select pg_terminate_backend(%s, 5000)", [pid])
            cut.append(pid)

    monkeypatch.setattr(audit, "append", append_and_lose)
    return cut


def add_action(visitor, world):
    due = clock.today() + timedelta(days=7)
    address = f"/plans/{world.plan_id}/actions"
    return visitor.send(
        address,
        {
            "id": str(new_id()),
            "text": WORDS,
            "owner_id": f"{world.people['lead']}|{world.agencies['services']}",
            "due_on-day": due.day,
            "due_on-month": due.month,
            "due_on-year": due.year,
        },
    )


def kept(owner_app, world):
    with owner_app.app_context():
        found = db.session.scalars(
            text("select wording -> 'professional' ->> 'en' from statement where child_id = :child"),
            {"child": world.child_id},
        ).all()
        db.session.rollback()
    return found


class TestASaveThatIsCutOffAtTheEnd:
    def test_is_answered_with_a_page_that_says_to_try_again(self, browsing, world, cut_off):
        answer = add_action(browsing.as_(world.people["lead"]), world)
        assert cut_off
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert WORDS not in answer.text

    def test_leaves_nothing_behind_and_works_the_next_time(self, browsing, world, cut_off, owner_app):
        lead = browsing.as_(world.people["lead"])
        add_action(lead, world)
        assert kept(owner_app, world) == []
        assert add_action(lead, world).status_code == 303
        assert kept(owner_app, world) == [WORDS]

    def test_is_not_called_saved_by_the_next_page(self, browsing, world, cut_off):
        lead = browsing.as_(world.people["lead"])
        add_action(lead, world)
        assert "The action was added" not in lead.words(f"/plans/{world.plan_id}")
        add_action(lead, world)
        assert "The action was added" in lead.words(f"/plans/{world.plan_id}")

    def test_puts_no_word_and_no_address_in_the_log(self, browsing, world, cut_off, capfd):
        add_action(browsing.as_(world.people["lead"]), world)
        said = "".join(capfd.readouterr())
        assert "database away" in said
        assert WORDS not in said
        assert str(world.plan_id) not in said


@pytest.fixture
def full_disk(monkeypatch):
    """The store has no room: what is written does not get to the disk."""

    def refuse(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)


def add_photo(visitor, world):
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(made, "JPEG")
    address = f"/my-plan/{world.child_id}/page"
    token = visitor.token()
    sent = {"csrf_token": token, "colours": "sun", "picture": "", "photo": (io.BytesIO(made.getvalue()), "me.jpg")}
    return visitor.client.post(address, data=sent, content_type="multipart/form-data")


class TestADiskThatIsFull:
    def test_is_answered_with_a_page_that_says_when_to_try_again_and_whom_to_call(self, browsing, world, full_disk):
        answer = add_photo(browsing.as_(world.people["youngperson"]), world)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "01632 960000" in answer.text

    def test_leaves_neither_a_row_nor_a_piece_of_a_file(self, browsing, world, full_disk, owner_app, settings):
        before = {path for path in settings.uploads.rglob("*") if path.is_file()}
        add_photo(browsing.as_(world.people["youngperson"]), world)
        assert {path for path in settings.uploads.rglob("*") if path.is_file()} == before
        with owner_app.app_context():
            assert not db.session.scalar(
                text("select count(*) from stored_file where child_id = :child"), {"child": world.child_id}
            )
            db.session.rollback()

    def test_is_over_when_there_is_room_again(self, browsing, world, monkeypatch):
        young = browsing.as_(world.people["youngperson"])
        with monkeypatch.context() as full:
            full.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.EDQUOT, "Disk quota exceeded")))
            assert add_photo(young, world).status_code == 503
        assert add_photo(young, world).status_code == 303

    def test_is_no_excuse_for_another_fault(self, browsing, world, monkeypatch):
        monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "Input/output error")))
        assert add_photo(browsing.as_(world.people["youngperson"]), world).status_code == 500
