"""Whether what came out of an archive is of use: counted, verified, and one file and one paper really opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from sqlalchemy import create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from coordination import create_app
from coordination.audit.verify import verify
from coordination.backups.unpacking import Unpacked
from coordination.children.models import Child
from coordination.config import Settings
from coordination.db import RuleBroken, db, psycopg_url
from coordination.documents.files import Folder, UnreadableFile, read
from coordination.documents.models import IssuedDocument, StoredFile
from coordination.documents.rendering import RenderingFailed, page_count
from coordination.documents.shape import WrongFacts
from coordination.reviews import papers

log = structlog.get_logger()
# A paper that cannot be made of one child, such as one without a name, is tried of another.
TRIED = 20


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: ``sentence`` says what was found."""

    name: str
    good: bool
    sentence: str


def examine(unpacked: Unpacked, at: Settings, uploads: Path, checkpoints: Path) -> list[Check]:
    """Look at everything. ``at`` are settings whose database was filled; ``uploads`` is where its files are."""
    checks = [_rows(unpacked), _audit(at, checkpoints)]
    with _application(replace(at, uploads=uploads)):
        for look in (_files, _one_file, _one_paper):
            try:
                checks.append(look(unpacked, uploads))
            except SQLAlchemyError as error:
                log.error("backup examined", kind=type(error).__name__)
                checks.append(Check(look.__name__.strip("_"), False, "The database could not answer."))
    return checks


def _rows(unpacked: Unpacked) -> Check:
    wanted, found = unpacked.manifest.tables, unpacked.tables
    differ = sorted(name for name in wanted | found if wanted.get(name) != found.get(name))
    if differ:
        name = differ[0]
        words = f"{name} has {found.get(name, 0)} rows and should have {wanted.get(name, 0)}"
        return Check("rows", False, f"{len(differ)} tables differ: {words}.")
    return Check("rows", True, f"{sum(found.values())} rows in {len(found)} tables, as many as there were.")


def _audit(at: Settings, checkpoints: Path) -> Check:
    engine = create_engine(
        psycopg_url(at.database_urls["owner"]), connect_args={"options": "-c search_path=public -c timezone=UTC"}
    )
    try:
        with engine.connect() as connection:
            verdict = verify(connection, checkpoints, at.secret_key)
    finally:
        engine.dispose()
    if not verdict.whole:
        return Check("audit", False, f"The audit is not whole: {verdict.problems[0]}")
    return Check("audit", True, f"The audit is whole: {verdict.rows} rows.")


def _files(unpacked: Unpacked, uploads: Path) -> Check:
    named = set(db.session.scalars(select(StoredFile.digest)))
    missing = named - set(Folder(uploads).names())
    if missing:
        return Check("files", False, f"{len(missing)} of {len(named)} files that rows name are missing.")
    return Check("files", True, f"{len(named)} files, every one that a row names.")


def _one_file(unpacked: Unpacked, uploads: Path) -> Check:
    newest = db.session.scalar(select(StoredFile).order_by(StoredFile.recorded_at.desc(), StoredFile.id).limit(1))
    if newest is None:
        return Check("file", True, "No file was opened: there is none.")
    try:
        size = len(read(newest))
    except UnreadableFile as error:
        return Check("file", False, f"The newest file could not be opened: {error}")
    return Check("file", size == newest.size, f"The newest file was opened: {size} bytes.")


def _one_paper(unpacked: Unpacked, uploads: Path) -> Check:
    asked = 0
    for kind, reference, audience in _papers():
        asked += 1
        try:
            pdf = papers.rendered(kind, reference, audience)
        except RuleBroken:
            continue
        except (RenderingFailed, WrongFacts) as error:
            return Check("paper", False, f"A paper could not be made: {error}")
        return Check("paper", True, f"One paper was made: {kind}, {page_count(pdf)} pages.")
    if asked:
        return Check("paper", False, f"No paper could be made of any of {asked} children.")
    return Check("paper", True, "No paper was made: there is no child.")


def _papers() -> Iterator[tuple[str, str, str]]:
    """Papers that were issued, the newest first, then one that any child with a plan has."""
    issued = (
        select(IssuedDocument.kind, Child.reference, IssuedDocument.audience)
        .join(Child, Child.id == IssuedDocument.child_id)
        .order_by(IssuedDocument.recorded_at.desc())
        .limit(TRIED)
    )
    for kind, reference, audience in db.session.execute(issued).all():
        yield kind, reference, audience
    for reference in db.session.scalars(select(Child.reference).order_by(Child.recorded_at).limit(TRIED)):
        yield "young_person_summary", reference, "young_person"


@contextmanager
def _application(at: Settings) -> Iterator[None]:
    """The application on the database that was filled, with the owner's login."""
    app = create_app(at, login="owner")
    with app.app_context():
        try:
            yield
        finally:
            db.session.rollback()
            db.session.remove()
            db.engine.dispose()
