"""Records whose time is over: who sees them, what holds them, and destroying one on the word of two people."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from coordination import answering, clock, create_app, jobs
from coordination.access.actor import Actor, RoleHeld
from coordination.agencies.models import Person
from coordination.agencies.models import RoleHeld as RoleRow
from coordination.audit.verify import verify
from coordination.db import RuleBroken, db, identify, new_id, psycopg_url
from coordination.documents import files
from coordination.documents.models import StoredFile
from coordination.rights.models import Erasure
from coordination.rights.retention import erasing, operations, queries, schedule
from tests.browsing import Browsing
from tests.demo_copy import copied, run_waiting_jobs
from tests.rooms.recording import Recording

LONG_AFTER = datetime(2126, 6, 1, 10, tzinfo=UTC)


class Archive:
    """A world whose child's time is over, with a privacy officer beside the administrator."""

    def __init__(self, app, world, owner_engine):
        self.app, self.world, self.owner_engine = app, world, owner_engine
        self.officer = new_id()
        with app.app_context():
            db.session.add(
                Person(
                    id=self.officer, kind="workforce", name="Olive Privacy", sort_name="privacy olive", job="Officer"
                )
            )
            db.session.flush()
            db.session.add(
                RoleRow(
                    person_id=self.officer, agency_id=world.agencies["services"], authority_id=world.authority_id,
                    role="IGO", from_on=clock.today() - timedelta(days=9),
                )
            )  # fmt: skip
            db.session.commit()
        self.owner(
            "update case_episode set state = 'closed', closed_on = :on, kind = 'early_help' where id = :case",
            on=clock.today() - timedelta(days=365 * 8),
            case=world.case_id,
        )

    def owner(self, what, **values):
        with self.owner_engine.begin() as connection:
            return connection.execute(text(what), values)

    def by(self, who):
        if who != "officer":
            return self.world.actor(who)
        held = RoleHeld(
            role="IGO", agency_id=self.world.agencies["services"], authority_id=self.world.authority_id,
            from_on=clock.today() - timedelta(days=9),
        )  # fmt: skip
        return Actor(person_id=self.officer, kind="workforce", active=True, second_factor=True, roles=(held,))

    def does(self, what, who="officer"):
        with self.app.app_context():
            by = self.by(who)
            identify(db.session(), by.person_id)
            made = what(by)
            db.session.commit()
            return made

    def proposes(self, who="officer"):
        return self.does(
            lambda by: operations.propose(self.world.authority_id, self.world.child_id, id=new_id(), by=by).id, who
        )

    def approves(self, erasure_id, who="admin"):
        self.does(lambda by: operations.approve(db.session.get(Erasure, erasure_id), by=by), who)

    def holds(self, subject_id, **more):
        given = {"ground": "inquiry", "papers": "IG/7", "until_on": None} | more
        return self.does(
            lambda by: operations.hold(self.world.authority_id, id=new_id(), subject_id=subject_id, by=by, **given).id
        )

    def state(self, erasure_id):
        return self.owner("select state from erasure where id = :id", id=erasure_id).scalar_one()

    def is_there(self):
        return self.owner("select count(*) from child where id = :id", id=self.world.child_id).scalar_one() == 1


@pytest.fixture
def archive(app, world, owner_engine):
    return Archive(app, world, owner_engine)


@pytest.fixture
def works(settings, app):
    """Takes the jobs that wait, as the worker does."""
    yield lambda: run_waiting_jobs(settings)
    jobs.serve_for(app)


class TestTheCouncilsOwnPeriods:
    """The privacy officer or the administrator sets them; the due list follows."""

    def address(self, world, rule="R6"):
        return f"/retention/schedule/{world.authority_id}/{rule}"

    @pytest.mark.parametrize("who", ["officer", "admin"])
    def test_the_due_list_follows_a_longer_and_a_shorter_one(self, archive, world, browsing, who):
        someone = archive.officer if who == "officer" else world.people["admin"]
        visitor = browsing.as_(someone, just_proved=True)
        assert "Early help and family help: 1" in visitor.words("/retention")
        for years, said in (("9", False), ("7", True)):
            answer = visitor.send(self.address(world), {"years": years, "reason": "Cabinet, 3 March"})
            assert answer.status_code == 303, answer.text
            assert ("Early help and family help: 1" in visitor.words("/retention")) is said, years
        words = visitor.words("/retention/schedule")
        assert "7 years after the last help or work ended" in words and "period set by the council" in words
        words = visitor.words(self.address(world))
        assert words.index("7 years") < words.index("9 years") and words.count("Cabinet, 3 March") == 2

    def test_a_record_worked_on_since_the_usual_time_is_due_by_a_shorter_one(self, archive, world, browsing):
        archive.owner(
            "update case_episode set closed_on = :on where id = :case",
            on=clock.today() - timedelta(days=365 * 4), case=world.case_id,
        )  # fmt: skip
        visitor = browsing.as_(archive.officer, just_proved=True)
        assert "Early help and family help: 1" not in visitor.words("/retention")
        visitor.send(self.address(world), {"years": "3", "reason": "Cabinet, 3 March"})
        assert "Early help and family help: 1" in visitor.words("/retention")

    def test_under_the_law_it_needs_a_sentence(self, archive, world, browsing):
        visitor = browsing.as_(archive.officer, just_proved=True)
        address = self.address(world, "R2")
        assert "The law sets 75 years: Care Planning" in visitor.words(address)
        answer = visitor.send(address, {"years": "70", "reason": "Cabinet, 3 March"})
        assert (
            answer.status_code == 422 and "Say in a sentence why" in answer.text and "Cabinet, 3 March" in answer.text
        )
        answer = visitor.send(
            address, {"years": "70", "reason": "Cabinet", "under_law": "Counsel advised it on 2 March"}
        )
        assert answer.status_code == 303
        assert "Less than the law sets: 75 years." in visitor.words("/retention/schedule")
        assert "Counsel advised it on 2 March" in visitor.words(address)

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"years": "", "reason": "Cabinet"}, "Enter how many years"),
            ({"years": "0", "reason": "Cabinet"}, "between 1 and 150"),
            ({"years": "151", "reason": "Cabinet"}, "between 1 and 150"),
            ({"years": "ten", "reason": "Cabinet"}, "must be a whole number"),
            ({"years": "10", "reason": " "}, "Enter why, and who decided it"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_set(self, archive, world, browsing, sent, said):
        visitor = browsing.as_(archive.officer, just_proved=True)
        answer = visitor.send(self.address(world), sent)
        assert answer.status_code == 422 and said in answer.text
        assert archive.does(lambda _: queries.periods(world.authority_id)) == {}

    def test_it_asks_for_a_fresh_proof_and_leaves_a_row_in_the_audit(self, archive, world, browsing, owner_engine):
        assert browsing.as_(archive.officer).get(self.address(world)).status_code in (302, 303, 403)
        before = clock.now()
        browsing.as_(archive.officer, just_proved=True).send(self.address(world), {"years": "8", "reason": "Cabinet"})
        with owner_engine.connect() as connection:
            details = connection.execute(
                text(
                    "select details from audit_row"
                    " where verb = 'retention_period_set' and actor_id = :who and at >= :at"
                ),
                {"who": archive.officer, "at": before},
            ).scalar_one()
        assert (details["rule"], details["years"]) == ("R6", "8") and "Cabinet" not in str(details)

    @pytest.mark.parametrize("who", ["lead", "manager", "parent", "commissioner"])
    def test_nobody_else_does(self, archive, world, browsing, who):
        visitor = browsing.as_(world.people[who], just_proved=True)
        assert visitor.get(self.address(world)).status_code in (403, 404)
        assert visitor.press(self.address(world), years="1", reason="x").status_code in (403, 404)
        assert archive.does(lambda _: queries.periods(world.authority_id)) == {}

    def test_not_for_another_council_nor_for_a_rule_there_is_not(self, archive, world, browsing):
        visitor = browsing.as_(archive.officer, just_proved=True)
        for address in (f"/retention/schedule/{new_id()}/R6", self.address(world, "R99")):
            assert visitor.get(address).status_code == 404

    def test_what_was_set_cannot_be_changed(self, archive, world, app):
        archive.does(
            lambda by: operations.set_period(
                world.authority_id, "R6", id=new_id(), years=8, reason="Cabinet", under_law="", by=by
            )
        )
        with app.app_context(), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("update retention_period set years = 1"))


class TestTheDueList:
    def test_the_privacy_officer_reads_references_and_no_word_of_a_record(self, archive, world, browsing, owner_engine):
        reference = archive.owner("select reference from child where id = :id", id=world.child_id).scalar_one()
        for who in (archive.officer, world.people["admin"]):
            words = browsing.as_(who).words("/retention")
            assert reference in words and "Early help and family help: 1" in words
            words += browsing.as_(who).words(f"/retention/records/{world.child_id}")
            for hidden in ("Okafor", "Amara", "Ama ", "Support for the family"):
                assert hidden not in words

    @pytest.mark.parametrize("who", ["lead", "manager", "iro", "parent", "youngperson", "commissioner"])
    def test_nobody_else_does(self, archive, world, browsing, who):
        visitor = browsing.as_(world.people[who])
        for address in ("/retention", "/retention/schedule", f"/retention/records/{world.child_id}"):
            assert visitor.get(address).status_code == 403

    def test_a_record_of_another_authority_is_as_one_that_is_not_there(self, archive, browsing, owner_app):
        from tests.world import build_world

        with owner_app.app_context():
            other = build_world()
        visitor = browsing.as_(archive.officer)
        there = visitor.get(f"/retention/records/{other.child_id}")
        absent = visitor.get(f"/retention/records/{new_id()}")
        assert there.status_code == absent.status_code == 404

    def test_the_database_itself_tells_nobody_else(self, archive, world):
        for who, many in (("officer", 1), ("lead", 0), ("stranger", 0)):
            assert archive.does(lambda _: len(queries.time_over(world.authority_id)), who) == many

    def test_a_record_in_use_is_not_in_it(self, archive, world):
        archive.owner("update case_episode set state = 'open', closed_on = null where id = :id", id=world.case_id)
        assert archive.does(lambda _: queries.time_over(world.authority_id)) == []

    def test_one_that_was_looked_after_is_kept_75_years(self, archive, world):
        archive.owner(
            "insert into care_period (id, authority_id, child_id, from_on, to_on, source, recorded_at)"
            " values (:id, :a, :c, '2015-01-01', '2016-01-01', 'entered', now())",
            id=new_id(), a=world.authority_id, c=world.child_id,
        )  # fmt: skip
        assert archive.does(lambda _: queries.time_over(world.authority_id)) == []
        kept = archive.does(lambda _: schedule.longest(queries.facts_of(world.authority_id, world.child_id)))
        assert kept.rule.id == "R2"

    def test_the_command_line_prints_it(self, archive, world, monkeypatch, owner_app):
        from contextlib import contextmanager

        @contextmanager
        def here(login="owner"):
            with owner_app.app_context():
                yield owner_app

        monkeypatch.setattr(answering, "application", here)
        code = archive.owner("select dfe_code from authority where id = :id", id=world.authority_id).scalar_one()
        told = CliRunner().invoke(answering.retention, ["due", "--json", "--authority", code])
        assert told.exit_code == 0, told.output
        assert '"rule": "Early help and family help"' in told.output and "Okafor" not in told.output


class TestTwoPeople:
    def test_it_takes_two_and_one_is_the_privacy_officer(self, archive, world, works):
        proposed = archive.proposes("admin")
        with pytest.raises(RuleBroken, match="Another person"):
            archive.approves(proposed, "admin")
        archive.approves(proposed, "officer")
        works()
        assert archive.state(proposed) == "done" and not archive.is_there()

    def test_two_administrators_are_not_enough(self, archive, world):
        archive.owner("update role_held set role = 'ADM' where person_id = :who", who=archive.officer)
        proposed = archive.proposes("admin")
        with pytest.raises(RuleBroken, match="privacy officer"):
            archive.approves(proposed, "officer")

    def test_each_proves_who_they_are_first(self, archive, world, browsing):
        address = f"/retention/records/{world.child_id}"
        asked = browsing.as_(archive.officer).press(f"{address}/propose", id=str(new_id()))
        assert "/account/prove" in asked.text
        assert archive.owner("select count(*) from erasure where subject_id = :id", id=world.child_id).scalar() == 0
        officer = browsing.as_(archive.officer, just_proved=True)
        proposed = officer.press(f"{address}/propose", id=str(new_id())).headers["Location"]
        assert "Waits for a second person" in officer.words(proposed)
        assert "/account/prove" in browsing.as_(world.people["admin"]).press(f"{proposed}/approve").text
        admin = browsing.as_(world.people["admin"], just_proved=True)
        admin.press(f"{proposed}/approve")
        assert "being destroyed" in admin.words(proposed)

    def test_one_may_say_no_and_the_record_stays(self, archive, works, world, browsing):
        proposed = archive.proposes()
        admin = browsing.as_(world.people["admin"])
        admin.press(f"/retention/erasures/{proposed}/refuse")
        assert archive.state(proposed) == "refused" and archive.is_there()
        assert archive.proposes() != proposed

    def test_not_before_its_time(self, archive, world):
        archive.owner("update case_episode set closed_on = current_date - 30 where id = :id", id=world.case_id)
        with pytest.raises(RuleBroken, match="not over"):
            archive.proposes()


class TestAHold:
    def test_a_held_record_is_not_destroyed(self, archive, world, works):
        proposed = archive.proposes()
        archive.approves(proposed)
        archive.holds(world.child_id)
        works()
        assert archive.state(proposed) == "proposed" and archive.is_there()

    def test_one_hold_stops_everything(self, archive, world):
        archive.holds(None)
        with pytest.raises(RuleBroken, match="holds this record"):
            archive.proposes()

    def test_the_database_refuses_too(self, archive, world, owner_app):
        proposed = archive.proposes()
        archive.approves(proposed)
        archive.holds(None)
        with owner_app.app_context(), pytest.raises(Exception, match="this record is held"):
            erasing.shred(db.session.get(Erasure, proposed))
        assert archive.is_there()

    def test_the_page_asks_why_and_loses_nothing(self, archive, world, browsing):
        officer = browsing.as_(archive.officer)
        address = f"/retention/records/{world.child_id}/hold"
        page = officer.send(address, {"papers": "IG/2026/7"}).text
        assert "Choose why it must be kept" in page and "IG/2026/7" in page
        officer.send(address, {"papers": "IG/2026/7", "ground": "claim"})
        assert "A claim or court case" in officer.words(f"/retention/records/{world.child_id}")
        assert "Held" in officer.words("/retention")

    def test_it_ends_on_its_last_day(self, archive, world):
        archive.holds(world.child_id, until_on=clock.today() + timedelta(days=3))
        with clock.frozen(clock.now() + timedelta(days=3)), pytest.raises(RuleBroken, match="holds"):
            archive.proposes()
        with clock.frozen(clock.now() + timedelta(days=4)):
            assert archive.proposes()


class TestDestroying:
    def kept_file(self, archive, world):
        work = Recording(archive.app, world)
        with work.at_work():
            return files.store(world.authority_id, world.child_id, b"What the child drew", "image/png", by=None).id

    def test_all_or_nothing_and_again_after_a_kill(self, archive, world, works, owner_app, monkeypatch):
        self.kept_file(archive, world)
        proposed = archive.proposes()
        archive.approves(proposed)
        with owner_app.app_context():
            erasing.shred(db.session.get(Erasure, proposed))
            db.session.rollback()
        assert archive.is_there() and archive.state(proposed) == "approved"
        works()
        assert archive.state(proposed) == "done"

    def test_killed_after_the_rows_it_goes_on_with_the_files(self, archive, world, works, owner_app, settings):
        file_id = self.kept_file(archive, world)
        with owner_app.app_context():
            held = db.session.get(StoredFile, file_id)
            digest = held.digest
        proposed = archive.proposes()
        archive.approves(proposed)
        with owner_app.app_context():
            erasing.shred(db.session.get(Erasure, proposed))
            db.session.commit()
        assert archive.state(proposed) == "shredded" and not archive.is_there()
        with owner_app.app_context():
            assert digest in files.door().names()
            gone = StoredFile(authority_id=world.authority_id, child_id=world.child_id, digest=digest, size=1)
            with pytest.raises(files.UnreadableFile, match="erased"):
                files.read(gone)
        works()
        assert archive.state(proposed) == "done"
        with owner_app.app_context():
            assert digest not in files.door().names()

    def test_the_certificate_says_the_rule_and_the_people_and_no_name(self, archive, world, works, browsing):
        proposed = archive.proposes()
        archive.approves(proposed)
        works()
        officer = browsing.as_(archive.officer)
        words = officer.words(f"/retention/erasures/{proposed}")
        for wanted in ("Destroyed", "Early help", "Olive Privacy", "Admin Person", "Somebody on the team", "remains"):
            assert wanted in words, wanted
        assert "Okafor" not in words
        pdf = officer.get(f"/retention/erasures/{proposed}/certificate.pdf")
        assert pdf.status_code == 200 and pdf.data.startswith(b"%PDF")

    def test_an_older_backup_that_is_put_back_is_followed(self, archive, world, works, owner_app, settings):
        proposed = archive.proposes()
        archive.approves(proposed)
        works()
        line = erasing.kept_outside(settings).read_text()
        assert str(world.child_id) in line and "Okafor" not in line
        # As an older backup would: the child is there again, and nothing knows that it was destroyed.
        archive.owner("delete from erasure where id = :id", id=proposed)
        archive.owner(
            "insert into child (id, authority_id, reference, family_name, sort_name, provisional, sealed, version,"
            " recorded_at) values (:id, :a, 'ZZZZ-ZZZ', 'Okafor', '', false, false, 1, now())",
            id=world.child_id, a=world.authority_id,
        )  # fmt: skip
        with owner_app.app_context():
            assert erasing.again() == 1
            db.session.commit()
            assert erasing.again() == 0
        assert not archive.is_there()

    def test_a_line_that_was_changed_is_not_followed(self, archive, world, works, owner_app, settings):
        path = erasing.kept_outside(settings)
        kept = path.read_text() if path.exists() else ""
        path.write_text(kept + 'ffff {"subject_id": "' + str(world.child_id) + '"}\n')
        try:
            with owner_app.app_context(), pytest.raises(ValueError, match="was changed"):
                erasing.again()
        finally:
            path.write_text(kept)
        assert archive.is_there()


@pytest.fixture
def erased_demo(settings, database_server, worker_id):
    """A copy of the demo of its own, which one test takes apart."""
    yield from copied("erasing", settings, database_server, worker_id)


class TestAChildOfTheDemo:
    def test_leaves_no_word_behind_and_others_untouched(self, erased_demo, app):
        """Kai: looked after, with a plan, papers, files, an account of his own, and a sister with a record."""
        at = erased_demo.settings
        engine = create_engine(psycopg_url(at.database_urls["owner"]))
        run_waiting_jobs(at)
        kai, zara = erased_demo.children["kai"], erased_demo.children["zara"]
        with engine.begin() as connection:
            connection.execute(
                text("update case_episode set state = 'closed', closed_on = current_date where child_id = :k"),
                {"k": kai},
            )
            connection.execute(text("update care_period set to_on = current_date where child_id = :k"), {"k": kai})
            connection.execute(
                text("update access_request set state = 'withdrawn' where child_id = :k and state = 'open'"), {"k": kai}
            )
            digests = list(
                connection.execute(text("select digest from stored_file where child_id = :k"), {"k": kai}).scalars()
            )
            # His mother's name, which is his too, stands in his sister's record of her own right.
            names = ("Kai Bennett", "bennett kai", "youngperson@demo.example", str(kai))
            before = counts(connection, but=kai)
        assert digests
        demo_app = create_app(at)
        with clock.frozen(LONG_AFTER):
            _two_people(demo_app, erased_demo, kai, engine)
            run_waiting_jobs(at)
        jobs.serve_for(app)
        with engine.connect() as connection:
            assert connection.execute(
                text("select state from erasure where subject_id = :k"), {"k": kai}
            ).scalars().all() == ["done"]
            mine = {canary.word for canary in erased_demo.canaries if canary.child == "kai"}
            left = found_anywhere(connection, mine | set(names))
            assert left == {}, left
            assert counts(connection, but=kai) == before
            said = connection.execute(
                text("select relation, sibling_id from network_member where child_id = :z and name like 'A brother%'"),
                {"z": zara},
            ).one()
            assert (said.relation, said.sibling_id) == ("sibling", None)
        auditor = create_engine(psycopg_url(at.database_urls["auditor"]))
        with auditor.connect() as connection:
            assert verify(connection).whole
        auditor.dispose()
        store = files.Folder(at.uploads)
        assert not set(digests) & set(store.names())
        for name in store.names():
            assert not any(word.encode() in store.get(name) for word in mine)
        visitor = Browsing(demo_app).as_(erased_demo.people["lead"])
        assert visitor.get(f"/children/{kai}").status_code == 404
        assert visitor.get(f"/children/{zara}").status_code == 200
        engine.dispose()


def _two_people(demo_app, demo, child_id, engine):
    with demo_app.app_context():
        for who, what in (("privacy", "propose"), ("admin", "approve")):
            identify(db.session(), demo.people[who])
            by = Actor(person_id=demo.people[who], kind="workforce", active=True, second_factor=True)
            if what == "propose":
                asked = operations.propose(demo.authority_id, child_id, id=new_id(), by=by)
            else:
                operations.approve(asked, by=by)
        db.session.commit()


def counts(connection, *, but):
    """How many rows each table of children has for everybody else."""
    tables = connection.execute(
        text(
            "select table_name from information_schema.columns"
            " where table_schema = 'public' and column_name = 'child_id'"
        )
    ).scalars()
    return {
        name: connection.execute(text(f'select count(*) from "{name}" where child_id <> :but'), {"but": but}).scalar()
        for name in sorted(tables)
    }


def found_anywhere(connection, words):
    """Each word in any column of any table but the audit and the certificate's key, by table and column."""
    columns = connection.execute(
        text(
            "select c.table_schema, c.table_name, c.column_name from information_schema.columns c"
            " join information_schema.tables t using (table_schema, table_name)"
            " where c.table_schema in ('public', 'jobs') and t.table_type = 'BASE TABLE'"
        )
    ).all()
    pattern = "|".join(re.escape(word) for word in sorted(words))
    left: dict[str, int] = {}
    for schema, table, column in columns:
        if table.startswith("audit_row") or (table, column) == ("erasure", "subject_id"):
            continue
        many = connection.execute(
            text(f'select count(*) from "{schema}"."{table}" where "{column}"::text ~ :pattern'), {"pattern": pattern}
        ).scalar()
        if many:
            left[f"{table}.{column}"] = many
    return left
