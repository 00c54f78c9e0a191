"""Messages: what may be in one, that each is sent once as far as we control, and what waits for a person."""

import smtplib
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from uuid import UUID

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.agencies.models import Person
from coordination.db import db, new_id
from coordination.messages import kinds, operations, sending
from coordination.messages.invitations import NotAllowed, invitation
from coordination.messages.models import OutboxMessage, State
from coordination.messages.operations import NotForMail, queue_mail

LINK = "/account"


class Postman(socketserver.StreamRequestHandler):
    """A mail server that keeps what it took, and can be told to behave badly at one point."""

    def handle(self):
        def say(words):
            self.wfile.write(words.encode() + b"\r\n")

        bad = self.server.bad
        if bad == "at the door":
            say("421 not now")
            return
        say("220 postman")
        while True:
            line = self.rfile.readline().decode().strip()
            verb = line[:4].upper()
            if not line:
                return
            if verb in ("EHLO", "HELO"):
                say("250 postman")
            elif verb == "RCPT" and bad == "address unknown":
                say("550 no such box")
            elif verb == "RCPT" and bad == "box full":
                say("452 try later")
            elif verb == "DATA":
                say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                self.server.taken.append(b"".join(lines))
                if bad == "silent after taking it":
                    return
                say("554 refused" if bad == "refuses the message" else "250 taken")
            elif verb == "QUIT":
                if bad != "hangs up before goodbye":
                    say("221 bye")
                return
            else:
                say("250 fine")


@pytest.fixture
def postman(app):
    """A mail server for this test, and the application told to use it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postman) as server:
        server.daemon_threads = True
        server.taken, server.bad = [], None
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        before, mail = app.config["SETTINGS"], app.extensions["mail"]
        given = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(server.server_address[1]), "MAIL_USE_TLS": "off"}
        app.config["SETTINGS"] = replace(before, mail=given)
        kept = {name: value for name, value in app.config.items() if name.startswith("MAIL_")}
        sending.register(app)
        yield server
        app.config.update(kept)
        app.config["SETTINGS"], app.extensions["mail"] = before, mail
        server.shutdown()


def queued(app, world, who="lead", **given):
    with app.app_context():
        given = {"template": "something_new", **given}
        message = queue_mail(db.session.get(Person, world.people[who]), **given)
        db.session.commit()
        return message.id


def row(app, key):
    with app.app_context():
        return db.session.get(OutboxMessage, key)


def send(app, key):
    with app.app_context():
        outcome = sending.send_now(key)
        db.session.commit()
        return outcome


def sweep(app):
    with app.app_context():
        sending.sweep()
        db.session.commit()


@contextmanager
def later(by):
    with clock.frozen(clock.now() + by):
        yield


class TestWhatMayBeInAMessage:
    @pytest.mark.parametrize("canary", ["Amara Okafor", "12 Wharf Lane", "looked-after review", ""])
    def test_words_are_refused_whatever_they_say(self, app, world, canary):
        with app.app_context():
            person = db.session.get(Person, world.people["lead"])
            with pytest.raises(NotForMail) as refused:
                queue_mail(person, template="something_new", child=canary)
            db.session.rollback()
        assert canary == "" or canary not in str(refused.value)

    @pytest.mark.parametrize(
        "link",
        ["/account?child=Amara", "https://elsewhere.example/account", "//elsewhere.example", "/no/such/page",
         "/account#Amara", "account", "/children/amara-okafor"],
    )  # fmt: skip
    def test_a_link_is_a_page_of_ours_with_keys_and_no_words(self, app, world, link):
        with app.app_context():
            with pytest.raises(NotForMail):
                queue_mail(db.session.get(Person, world.people["lead"]), template="something_new", link=link)
            db.session.rollback()

    def test_it_says_one_sentence_and_gives_a_whole_address(self, app, world):
        message = row(
            app,
            queued(
                app,
                world,
                template="meeting_moved",
                link=LINK,
                starts_at=datetime(2026, 3, 12, 14, 30, tzinfo=clock.LONDON),
            ),
        )
        assert message.subject == "Meeting moved"
        assert "A meeting has moved. It is now on 12 March 2026 at 2:30pm." in message.body
        assert "http://127.0.0.1:8000/account" in message.body

    def test_every_kind_is_written_and_names_nobody(self, app, world):
        given = {"days": 7, "hours": 1, "count": 2, "starts_at": clock.now(), "link": LINK}
        given |= {"until": clock.now(), "code": 123456, "minutes": 10, "due_on": clock.today()}
        given |= {"changes": 3, "plans": 1, "cases": 2, "actions": 2, "dates": 1, "others": 0, "passed": 1}
        with app.app_context():
            person = db.session.get(Person, world.people["parent"])
            for template in kinds.KINDS:
                message = queue_mail(person, template=template, **given)
                # The code is typed on the page where it was asked for: nothing leads there.
                assert message.subject and message.body.count("http") == (template != "link_code")
                assert person.name not in message.subject + message.body
                assert len(message.body) < 700
            db.session.rollback()

    def test_every_file_is_a_kind_and_every_kind_a_file(self, app):
        files = {
            name.removeprefix("emails/").removesuffix(".txt")
            for name in app.jinja_env.list_templates()
            if name.startswith("emails/")
        }
        assert files - {"base"} == set(kinds.KINDS)

    def test_the_family_reads_it_in_its_language_and_workers_in_english(self, app, world, tmp_path):
        from coordination.web import languages

        languages.write_pseudo(tmp_path)
        before = app.config["BABEL_TRANSLATION_DIRECTORIES"]
        app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{before};{tmp_path}"
        from flask_babel import get_babel

        with app.app_context():
            get_babel().translation_directories, kept = (
                app.config["BABEL_TRANSLATION_DIRECTORIES"].split(";"),
                get_babel().translation_directories,
            )
            try:
                for who in ("parent", "lead"):
                    db.session.get(Person, world.people[who]).language = "ar"
                parent = queue_mail(db.session.get(Person, world.people["parent"]), template="something_new")
                lead = queue_mail(db.session.get(Person, world.people["lead"]), template="something_new")
                assert parent.subject.startswith("[")
                assert lead.subject == "Something new"
                db.session.rollback()
            finally:
                get_babel().translation_directories = kept
                app.config["BABEL_TRANSLATION_DIRECTORIES"] = before

    def test_nobody_without_an_address_or_an_account_is_written_to(self, app, world):
        with app.app_context():
            person = db.session.get(Person, world.people["lead"])
            person.email = None
            assert queue_mail(person, template="something_new") is None
            gone = db.session.get(Person, world.people["senco"])
            gone.active = False
            assert queue_mail(gone, template="something_new") is None
            db.session.rollback()


class TestSending:
    def test_it_goes_once_with_an_id_of_its_own(self, app, world, postman):
        key = queued(app, world)
        assert send(app, key).sent
        assert send(app, key) is None
        assert len(postman.taken) == 1
        mail = message_from_bytes(postman.taken[0])
        assert mail["Message-ID"] == f"<{key}@127.0.0.1>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert not [part for part in mail.walk() if part.get_filename()]
        assert row(app, key).state == State.SENT

    def test_two_workers_at_once_send_it_once(self, app, world, postman):
        key = queued(app, world)
        outcomes = []
        threads = [threading.Thread(target=lambda: outcomes.append(send(app, key))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(postman.taken) == 1
        assert outcomes.count(None) == 3

    def test_an_invitation_is_a_part_that_calendars_offer_to_take_in(self, app, world, postman):
        file = invitation(new_id(), clock.now(), 60, 0, "REQUEST", "http://127.0.0.1:8000/")
        send(app, queued(app, world, template="meeting_invited", invitation=file, method="REQUEST"))
        mail = message_from_bytes(postman.taken[0])
        part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
        assert part.get_param("method") == "REQUEST"
        assert part.get_filename() is None
        assert b"SUMMARY:Meeting" in part.get_payload(decode=True)

    def test_what_opens_an_account_is_not_kept_once_it_was_sent(self, app, world, postman):
        with app.app_context():
            link = operations.path_to("accounts.choose_password", token="a-token-that-opens-an-account")
        key = queued(app, world, template="password_link", link=link, hours=1)
        assert "a-token-that" in row(app, key).body
        send(app, key)
        assert b"a-token-that" in postman.taken[0]
        assert row(app, key).body == ""

    def test_a_server_that_hangs_up_before_goodbye_has_still_taken_it(self, app, world, postman):
        postman.bad = "hangs up before goodbye"
        key = queued(app, world)
        assert send(app, key).sent
        assert row(app, key).state == State.SENT

    @pytest.mark.parametrize("disclosure", [False, True])
    def test_a_server_that_is_away_is_tried_again_later_with_a_limit(self, app, world, postman, disclosure):
        postman.bad = "at the door"
        key = queued(app, world, disclosure=disclosure)
        now = clock.now()
        for _ in range(20):
            with clock.frozen(now):
                send(app, key)
                sweep(app)
            now += timedelta(hours=7)
        kept = row(app, key)
        assert kept.state == State.FAILED
        assert kept.tries == len(sending.WAITS) + 1
        assert "could not be reached" in kept.failure

    def test_it_is_not_tried_before_its_time(self, app, world, postman):
        postman.bad = "at the door"
        key = queued(app, world)
        send(app, key)
        assert row(app, key).next_try_at > clock.now()
        postman.bad = None
        sweep(app)
        assert postman.taken == []

    def test_an_address_that_does_not_exist_is_not_tried_again(self, app, world, postman):
        postman.bad = "address unknown"
        key = queued(app, world)
        send(app, key)
        assert row(app, key).state == State.FAILED

    def test_a_full_box_is_tried_again(self, app, world, postman):
        postman.bad = "box full"
        key = queued(app, world)
        send(app, key)
        assert row(app, key).state == State.QUEUED

    def test_without_a_server_nothing_is_sent_and_the_demo_shows_it(self, app, world):
        key = queued(app, world)
        assert send(app, key).sent is False
        assert row(app, key).state == State.SHOWN

    def test_the_server_must_show_who_it_is_before_anything_is_said(self, app, monkeypatch):
        seen = {}

        class Host:
            def __init__(self, *_, timeout, **rest):
                seen["timeout"] = timeout

            def starttls(self, context):
                seen["verified"] = context.check_hostname and context.verify_mode.name == "CERT_REQUIRED"
                raise smtplib.SMTPNotSupportedError("no TLS here")

            def close(self):
                seen["closed"] = True

        monkeypatch.setattr(smtplib, "SMTP", Host)
        mail = replace_mail(app, use_tls=True)
        with app.app_context(), pytest.raises(smtplib.SMTPNotSupportedError):
            sending.VerifiedConnection(mail).configure_host()
        assert seen == {"timeout": sending.SMTP_SECONDS, "verified": True, "closed": True}


def replace_mail(app, **changed):
    from types import SimpleNamespace

    given = {
        "server": "mail.example",
        "port": 587,
        "use_ssl": False,
        "use_tls": False,
        "username": None,
        "password": None,
    }
    return SimpleNamespace(**(given | changed))


class TestCrashes:
    """The process dies between claim, send and mark."""

    def test_before_the_claim_nothing_is_lost(self, app, world, postman):
        key = queued(app, world)
        with later(timedelta(minutes=6)):
            sweep(app)
            assert row(app, key).state == State.QUEUED
            assert send(app, key).sent
        assert len(postman.taken) == 1

    @pytest.mark.parametrize("sent", [False, True])
    def test_after_the_claim_an_ordinary_message_goes_again(self, app, world, postman, sent):
        key = queued(app, world)
        self.die_after_claim(app, key, sent)
        sweep(app)
        assert row(app, key).state == State.SENDING, "the lease has not run out"
        with later(sending.LEASE + timedelta(seconds=1)):
            sweep(app)
            assert send(app, key).sent
        assert row(app, key).state == State.SENT
        ids = {message_from_bytes(taken)["Message-ID"] for taken in postman.taken}
        assert ids == {f"<{key}@127.0.0.1>"}, "a repetition is recognised by its id"

    @pytest.mark.parametrize("sent", [False, True])
    def test_after_the_claim_a_disclosure_waits_for_a_person(self, app, world, postman, sent):
        key = queued(app, world, template="document_ready", disclosure=True)
        self.die_after_claim(app, key, sent)
        for minutes in (11, 60, 60 * 24):
            with later(timedelta(minutes=minutes)):
                sweep(app)
                assert send(app, key) is None
        assert row(app, key).state == State.HELD
        assert len(postman.taken) == int(sent)

    def test_a_server_that_falls_silent_after_taking_a_disclosure_leaves_it_to_a_person(self, app, world, postman):
        postman.bad = "silent after taking it"
        key = queued(app, world, template="document_ready", disclosure=True)
        assert send(app, key).sent is None
        assert row(app, key).state == State.HELD

    def test_a_worker_that_comes_back_after_its_lease_changes_nothing(self, app, world, postman):
        key = queued(app, world)
        with app.app_context():
            slow = sending.claim(key)
        with later(sending.LEASE + timedelta(seconds=1)):
            sweep(app)
            send(app, key)
        with app.app_context():
            sending.mark(slow, sending.Outcome(False, "too late"))
            db.session.commit()
        assert row(app, key).state == State.SENT

    def die_after_claim(self, app, key, sent):
        with app.app_context():
            claimed = sending.claim(key)
            if sent:
                sending.deliver(claimed)
            db.session.rollback()


class TestWhatWaitsForAPerson:
    @pytest.fixture
    def held(self, app, world):
        key = queued(app, world, template="document_ready", disclosure=True)
        with app.app_context():
            sending.claim(key)
        with later(timedelta(hours=1)):
            sweep(app)
        return key

    def test_an_administrator_sees_it_and_sends_it_again(self, app, browsing, world, held, owner_engine):
        admin = browsing.as_(world.people["admin"])
        words = admin.words("/messages")
        assert "It is not known whether this was sent." in words
        assert "Something to read is ready" in words
        assert admin.press(f"/messages/{held}/send-again").status_code == 303
        kept = row(app, held)
        assert (kept.state, kept.tries, kept.decided_by) == (State.QUEUED, 0, world.people["admin"])
        with owner_engine.connect() as connection:
            deferred = connection.execute(
                text(
                    "select count(*) from jobs.procrastinate_jobs where task_name = 'messages.disclose'"
                    " and args::text like :key"
                ),
                {"key": f"%{held}%"},
            ).scalar_one()
        assert deferred == 2

    def test_or_drops_it_and_it_is_decided_once(self, app, browsing, world, held):
        admin = browsing.as_(world.people["admin"])
        admin.press(f"/messages/{held}/drop")
        assert row(app, held).state == State.DROPPED
        admin.press(f"/messages/{held}/send-again")
        assert row(app, held).state == State.DROPPED
        assert "Somebody has already dealt with this message." in admin.words("/messages")

    def test_it_says_how_many_are_on_their_way(self, app, browsing, world):
        with app.app_context():
            db.session.execute(text("update outbox_message set state = 'dropped' where state in ('queued', 'sending')"))
            db.session.commit()
        queued(app, world)
        admin = browsing.as_(world.people["admin"])
        assert "1 message is on the way, the oldest since" in admin.words("/messages")

    def test_nobody_else_may(self, browsing, world, held):
        lead = browsing.as_(world.people["lead"])
        assert lead.get("/messages").status_code == 403
        assert lead.press(f"/messages/{held}/send-again").status_code == 403


class TestTheDemosOutbox:
    def test_it_shows_what_would_be_sent(self, app, browsing, world):
        file = invitation(new_id(), clock.now(), 60, 0, "REQUEST", "http://127.0.0.1:8000/")
        queued(app, world, template="meeting_invited", invitation=file, method="REQUEST", link=LINK)
        words = browsing.nobody().words("/demo/outbox")
        assert "You are invited to a meeting." in words
        assert "SUMMARY:Meeting" in words
        assert "http://127.0.0.1:8000/account" in words

    def test_there_is_no_such_page_with_real_people(self, app, browsing):
        before = app.config["SETTINGS"]
        app.config["SETTINGS"] = replace(before, environment="production")
        try:
            assert browsing.nobody().get("/demo/outbox", base_url="https://localhost").status_code == 404
        finally:
            app.config["SETTINGS"] = before


class TestInvitationsInMessages:
    @pytest.mark.parametrize(
        "more",
        ["LOCATION:12 Wharf Lane", "DESCRIPTION:Amara", "ATTENDEE:mailto:x@y.example", "SUMMARY:Review of Amara"],
    )
    def test_a_calendar_file_that_says_more_is_refused(self, app, world, more):
        file = invitation(new_id(), clock.now(), 60, 0, "REQUEST", "http://127.0.0.1:8000/")
        if more.startswith("SUMMARY"):
            file = file.replace("SUMMARY:Meeting", more)
        else:
            file = file.replace("SUMMARY:Meeting", f"SUMMARY:Meeting\r\n{more}")
        with app.app_context():
            with pytest.raises(NotAllowed):
                queue_mail(
                    db.session.get(Person, world.people["lead"]),
                    template="meeting_invited",
                    invitation=file,
                    method="REQUEST",
                )
            db.session.rollback()

    def test_its_key_is_a_uuid(self, app, world):
        assert isinstance(queued(app, world), UUID)
