"""Files of a child: encrypted on disk, unreadable when changed, gone when the child's key is destroyed."""

import pytest
from sqlalchemy import delete, select

from coordination.db import db, identify
from coordination.documents import files
from coordination.documents.models import ChildKey, StoredFile


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

    def test_what_a_transaction_left_that_was_rolled_back_is_named_by_no_row(self, kept, app, world, owner_app):
        identify(db.session(), world.people["lead"])
        left = files.store(world.authority_id, world.child_id, b"Never said", "text/plain", by=world.people["lead"])
        name = left.digest
        db.session.rollback()
        assert name in files.door().names()
        with owner_app.app_context():
            named = set(db.session.scalars(select(StoredFile.digest)))
        assert name not in named and kept.digest in named
