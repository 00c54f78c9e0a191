"""Files of a child: encrypted on disk, unreadable when changed, gone when the child's key is destroyed."""

import pytest
from sqlalchemy import delete

from coordination.db import db, identify
from coordination.documents import files
from coordination.documents.models import ChildKey


@pytest.fixture
def kept(app, world):
    with app.app_context():
        identify(db.session(), world.people["lead"])
        held = files.store(
            world.authority_id, world.child_id, b"Ama likes drawing", "text/plain", by=world.people["lead"]
        )
        db.session.commit()
        yield held


class TestKeepingAFile:
    def test_it_reads_back(self, kept):
        assert files.read(kept) == b"Ama likes drawing"

    def test_the_disk_holds_no_words(self, kept):
        assert b"drawing" not in files.door().get(kept.digest)

    def test_a_changed_file_is_not_shown(self, kept, app):
        path = app.config["SETTINGS"].uploads / kept.digest[:2] / kept.digest
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        with pytest.raises(files.UnreadableFile, match="changed"):
            files.read(kept)

    def test_without_the_childs_key_it_is_gone(self, kept, owner_app):
        with owner_app.app_context():
            db.session.execute(delete(ChildKey).where(ChildKey.child_id == kept.child_id))
            db.session.commit()
        db.session.expire_all()
        db.session.rollback()
        with pytest.raises(files.UnreadableFile, match="erased"):
            files.read(kept)

    def test_a_file_no_row_names_is_swept(self, kept):
        files.door().put("ab" * 32, b"left by a transaction that was rolled back")
        files.sweep({name for name in files.door().names() if name != "ab" * 32})
        assert "ab" * 32 not in files.door().names()
        assert files.read(kept) == b"Ama likes drawing"
