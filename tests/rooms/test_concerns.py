"""A concern that a child is not safe: it always saves, reaches whoever acts and nobody it is about, and is answered."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from coordination import clock, create_app, jobs
from coordination.access.models import Exclusion
from coordination.concerns import operations, queries
from coordination.concerns.models import Concern
from coordination.db import RuleBroken, db, identify, new_id
from coordination.events.models import Event
from coordination.messages.models import OutboxMessage
from tests.rooms.protecting import Protecting

SEEN = "She had a mark on her arm and said that nobody may know"
DAY = datetime(2026, 11, 25, 11, 0, tzinfo=clock.LONDON)
NIGHT = datetime(2026, 11, 25, 22, 0, tzinfo=clock.LONDON)
WORKERS = (
    "lead",
    "deputy",
    "manager",
    "iro",
    "senco",
    "dsl",
    "health",
    "provider",
    "supervisor",
    "virtualschool",
    "ehc",
)
FAMILY = ("carer", "parent", "youngperson")


def at(world, who):
    """Where somebody raises one."""
    return f"/family/{world.child_id}/concern" if who in FAMILY else f"/children/{world.child_id}/concern"


@pytest.fixture
def office(app, owner_app, world):
    return Protecting(app, owner_app, world)


@pytest.fixture
def raises(app, world):
    """Somebody raises one, at an hour; its key."""

    def raise_it(who="provider", now=DAY, role="PRV", **facts):
        with clock.frozen(now), app.test_request_context():
            identify(db.session(), world.people[who])
            child = db.session.get_one(operations.Child, world.child_id)
            key = operations.raise_concern(
                child, id=new_id(), by=world.actor(who), role=role, **{"seen": SEEN, **facts}
            ).id
            db.session.commit()
        return key

    return raise_it


@pytest.fixture
def mailed(owner_app, world):
    """Who was written to by a template, by the names of the cast."""

    def names(template="concern_waiting"):
        keys = {key: who for who, key in world.people.items()}
        with owner_app.app_context():
            rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == template)).all()
            return sorted(keys[row.person_id] for row in rows if row.person_id in keys)

    return names


@pytest.fixture
def working(settings, app):
    """Runs jobs as the worker, at an instant."""

    def run(now):
        jobs.serve_for(create_app(settings, login="worker"))
        try:
            with clock.frozen(now):
                jobs.run("concerns.watch", timestamp=0)
                for key, child in _waiting(settings):
                    jobs.run("concerns.follow", child=str(child), concern=str(key))
        finally:
            jobs.serve_for(app)

    def _waiting(settings):
        with create_app(settings, login="worker").app_context():
            return [tuple(row) for row in db.session.execute(text("select id, child_id from concerns_waiting()"))]

    return run


class TestRaising:
    @pytest.mark.parametrize("who", [*WORKERS, *FAMILY])
    def test_anybody_who_stands_anywhere_may_and_only_one_answer_is_needed(self, browsing, world, app, who):
        visitor = browsing.as_(world.people[who])
        page = visitor.words(at(world, who))
        assert "If a child is in immediate danger, ring 999." in page and "01632 960" in page
        answer = visitor.send(at(world, who), {"seen": SEEN})
        assert answer.status_code == 303
        receipt = visitor.words(answer.location)
        assert "Not yet." in receipt and SEEN not in receipt
        with app.app_context():
            identify(db.session(), world.people["lead"])
            held = queries.of_child(world.child_id)
            assert [(row.seen, row.raised_by) for row in held] == [(SEEN, world.people[who])]

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "commissioner", "admin", "privacy", "duty"])
    def test_whoever_has_nothing_to_do_with_the_child_finds_no_such_page(self, browsing, world, who):
        assert browsing.as_(world.people[who]).get(f"/children/{world.child_id}/concern").status_code in (403, 404)

    def test_nothing_typed_is_lost_where_the_one_answer_is_missing(self, browsing, world):
        visitor = browsing.as_(world.people["carer"])
        answer = visitor.send(at(world, "carer"), {"seen": " ", "present": "His cousin", "safe_now": "no"})
        assert answer.status_code == 422 and "His cousin" in answer.text and "A few words are enough" in answer.text

    def test_pages_lead_to_it(self, browsing, world):
        for who, page in (("parent", "/family"), ("youngperson", "/my-plan"), ("carer", "/caring")):
            assert f'href="{at(world, who)}"' in browsing.as_(world.people[who]).get(page).text, who
        for who in ("lead", "provider", "iro"):
            page = browsing.as_(world.people[who]).get(f"/children/{world.child_id}").text
            assert f'href="{at(world, who)}"' in page, who

    def test_sent_twice_it_is_one(self, raises, app, world):
        key = new_id()
        for _ in range(2):
            with clock.frozen(DAY), app.test_request_context():
                identify(db.session(), world.people["provider"])
                child = db.session.get_one(operations.Child, world.child_id)
                operations.raise_concern(child, id=key, seen=SEEN, by=world.actor("provider"), role="PRV")
                db.session.commit()
        with app.app_context():
            identify(db.session(), world.people["lead"])
            assert len(queries.of_child(world.child_id)) == 1

    def test_a_closed_record_and_a_lapsed_agreement_take_one(self, browsing, world, owner_app):
        with owner_app.app_context():
            db.session.execute(text("update sharing_agreement set to_on = current_date - 9"))
            db.session.execute(text("update case_episode set state = 'closed', closed_on = current_date - 3"))
            db.session.commit()
        answer = browsing.as_(world.people["provider"]).send(at(world, "provider"), {"seen": SEEN})
        assert answer.status_code == 303


class TestWhoIsTold:
    def test_in_the_daytime_whoever_leads_and_manages(self, raises, mailed):
        raises()
        assert mailed() == ["deputy", "lead", "manager"]

    @pytest.mark.parametrize(
        ("now", "facts"), [(NIGHT, {}), (DAY, {"safe_now": "no"}), (DAY, {"safe_now": "not_sure"})]
    )
    def test_duty_too_in_the_night_and_where_the_child_may_not_be_safe(self, raises, mailed, now, facts):
        raises(now=now, **facts)
        assert mailed() == ["deputy", "duty", "lead", "manager"]

    def test_no_word_of_it_is_in_the_mail(self, raises, owner_app, world):
        raises()
        with owner_app.app_context():
            for row in db.session.scalars(select(OutboxMessage).where(OutboxMessage.subject_id == world.child_id)):
                assert not any(said in row.subject + row.body for said in ("mark", "Ama", "Okafor", "safe"))

    def test_nobody_it_is_about_and_nobody_the_record_is_kept_from(self, raises, mailed, world, owner_app, browsing):
        with owner_app.app_context():
            db.session.add(
                Exclusion(
                    authority_id=world.authority_id, child_id=world.child_id, person_id=world.people["manager"],
                    kind="connection", why="A neighbour", from_on=DAY.date(),
                )
            )  # fmt: skip
            db.session.commit()
        key = raises(now=NIGHT, about=[world.people["lead"]])
        assert mailed() == ["deputy", "duty"]
        lead = browsing.as_(world.people["lead"])
        assert lead.get(f"/concerns/{key}").status_code == 404
        assert "Nobody has raised a concern" in lead.words(f"/children/{world.child_id}/concerns")
        assert "Nothing waits for you" in lead.words("/concerns")
        assert "Concern" not in str([row.kind for row in self.events(owner_app, world)])
        assert SEEN in browsing.as_(world.people["deputy"]).words(f"/concerns/{key}")

    def events(self, owner_app, world):
        with owner_app.app_context():
            return list(db.session.scalars(select(Event).where(Event.child_id == world.child_id)))

    def test_unread_they_are_all_told_again_each_hour_until_somebody_has_read_it(
        self, raises, mailed, working, browsing, world
    ):
        key = raises()
        working(DAY + timedelta(minutes=50))
        assert mailed() == ["deputy", "lead", "manager"]
        working(DAY + timedelta(minutes=61))
        working(DAY + timedelta(minutes=70))
        assert mailed() == sorted(["deputy", "lead", "manager"] * 2 + ["duty"])
        browsing.as_(world.people["manager"]).get(f"/concerns/{key}")
        working(DAY + timedelta(hours=9))
        assert len(mailed()) == 7

    def test_the_teller_is_told_that_it_was_read(self, raises, mailed, working, browsing, world):
        key = raises()
        browsing.as_(world.people["manager"]).get(f"/concerns/{key}")
        working(clock.now())
        working(clock.now())
        assert mailed("something_new") == ["provider"]
        words = browsing.as_(world.people["provider"]).words(f"/concerns/{key}/receipt")
        assert "Read by Manager Person" in words


class TestReading:
    def test_those_who_act_and_nobody_else(self, raises, browsing, world):
        key = raises()
        for who in ("lead", "deputy", "manager"):
            assert SEEN in browsing.as_(world.people[who]).words(f"/concerns/{key}"), who
        for who in ("senco", "dsl", "health", "provider", "iro", "ehc", "stranger", "privacy", "duty", *FAMILY):
            answer = browsing.as_(world.people[who]).get(f"/concerns/{key}")
            assert answer.status_code in (403, 404) and SEEN not in answer.text, who

    def test_the_safeguarding_lead_of_a_school_reads_what_the_school_raised_and_decides_nothing(
        self, raises, browsing, world
    ):
        theirs = raises("senco", role="SEN", agency_id=world.agencies["school"])
        visitor = browsing.as_(world.people["dsl"])
        assert SEEN in visitor.words(f"/concerns/{theirs}")
        assert "What was decided" not in visitor.words(f"/concerns/{theirs}")
        assert visitor.press(f"/concerns/{theirs}", outcome="referral", done="x").status_code == 403
        assert visitor.get(f"/concerns/{raises()}").status_code in (403, 404)

    def test_the_first_to_read_it_is_kept_and_reading_ones_own_is_not_reading_it(self, raises, browsing, world, app):
        key = raises("lead", role="SW")
        for who in ("lead", "manager", "deputy"):
            browsing.as_(world.people[who]).get(f"/concerns/{key}")
        with app.app_context():
            identify(db.session(), world.people["lead"])
            assert queries.concern(key).read_by == world.people["manager"]

    def test_what_others_raised_has_no_receipt(self, raises, browsing, world):
        key = raises()
        for who in ("senco", "lead"):
            assert browsing.as_(world.people[who]).get(f"/concerns/{key}/receipt").status_code == 404
        assert browsing.as_(world.people["parent"]).get(f"/family/concerns/{key}").status_code == 404

    def test_looking_at_it_is_a_row_of_the_audit(self, raises, browsing, world, owner_engine):
        key = raises()
        browsing.as_(world.people["manager"]).get(f"/concerns/{key}")
        with owner_engine.connect() as connection:
            said = connection.execute(
                text("select sections, outcome from audit_row where object_id = :key and verb = 'read'"), {"key": key}
            ).all()
        assert [(list(row.sections), row.outcome) for row in said] == [(["enquiries"], "done")]


class TestThePlaceThatIsProtected:
    WORDS = "I saw him stand at 12 Orchard Way with a bag"

    def test_it_saves_and_is_read_without_the_words_but_by_whoever_may_know(self, office, browsing, world):
        office.protects()
        provider = browsing.as_(world.people["provider"])
        answer = provider.send(at(world, "provider"), {"seen": self.WORDS})
        assert answer.status_code == 303 and "protected" not in provider.words(answer.location).lower()
        [key] = [row.id for row in office.raw("select id from concern where child_id = :c", c=world.child_id)]
        assert self.WORDS in office.proved(browsing, world.people["lead"]).words(f"/concerns/{key}")
        duty = browsing.as_(office.duty_worker()).words(f"/concerns/{key}")
        assert "I saw him stand at" in duty and "with a bag" in duty and "Orchard" not in duty
        assert not office.raw("select 1 from concern where child_id = :c and seen like '%Orchard%'", c=world.child_id)


class TestOnDuty:
    def test_the_queue_names_no_child_and_opens_a_record_for_a_shift(self, raises, browsing, world, mailed):
        key = raises(now=NIGHT)
        visitor = browsing.as_(world.people["duty"], just_proved=True)
        page = visitor.words("/concerns")
        assert "Nobody has read it" in page and "Provider worker" in page
        assert not any(said in page for said in ("Ama", "Okafor", SEEN))
        assert visitor.get(f"/concerns/{key}").status_code == 404
        answer = visitor.press(f"/concerns/{key}/open")
        assert answer.status_code == 303
        assert SEEN in visitor.words(answer.location)
        assert set(mailed("record_opened")) == {"lead", "manager"}
        answer = visitor.send(f"/concerns/{key}", {"outcome": "strategy_discussion", "done": "Rang the police at ten"})
        assert answer.status_code == 303
        assert "None waits." in visitor.words("/concerns")

    def test_asks_for_a_fresh_proof(self, raises, browsing, world):
        key = raises()
        visitor = browsing.as_(world.people["duty"])
        asked = visitor.press(f"/concerns/{key}/open")
        assert asked.status_code == 403 and 'action="/account/prove"' in asked.text
        assert visitor.get(f"/concerns/{key}").status_code == 404

    @pytest.mark.parametrize("who", ["stranger", "admin", "commissioner", "privacy", "provider"])
    def test_is_for_duty_workers_alone(self, raises, browsing, world, who):
        key = raises()
        visitor = browsing.as_(world.people[who], just_proved=True)
        assert "On duty" not in visitor.words("/concerns")
        assert visitor.press(f"/concerns/{key}/open").status_code == 404
        assert visitor.get(f"/concerns/{key}").status_code in (403, 404)

    def test_not_for_one_it_is_about_or_the_record_is_kept_from(self, raises, browsing, world, owner_app):
        about = raises(about=[world.people["duty"]])
        visitor = browsing.as_(world.people["duty"], just_proved=True)
        assert "None waits." in visitor.words("/concerns")
        assert visitor.press(f"/concerns/{about}/open").status_code == 404
        other = raises()
        with owner_app.app_context():
            db.session.add(
                Exclusion(
                    authority_id=world.authority_id, child_id=world.child_id, person_id=world.people["duty"],
                    kind="connection", why="A neighbour", from_on=DAY.date(),
                )
            )  # fmt: skip
            db.session.commit()
        assert "None waits." in visitor.words("/concerns")
        assert visitor.press(f"/concerns/{other}/open").status_code == 404

    def test_the_first_page_of_work_says_that_one_waits(self, raises, browsing, world):
        raises()
        assert "A concern waits on duty" in browsing.as_(world.people["duty"]).words("/children")
        assert "A concern to read now" in browsing.as_(world.people["lead"]).words("/children")
        assert "concern to read" not in browsing.as_(world.people["iro"]).words("/children")


class TestDeciding:
    def test_nothing_in_the_mail_to_the_family_says_what_it_is_about(self, raises, browsing, world, owner_app):
        key = raises("parent", role="PAR")
        browsing.as_(world.people["lead"]).send(f"/concerns/{key}", {"outcome": "referral", "done": "Rang"})
        with owner_app.app_context():
            theirs = select(OutboxMessage).where(OutboxMessage.person_id == world.people["parent"])
            [row] = db.session.scalars(theirs).all()
            assert row.subject == "Something new" and "concern" not in row.body and "told" not in row.body

    def test_with_a_reason_and_the_teller_reads_what_they_are_told(self, raises, browsing, world, mailed):
        key = raises("parent", role="PAR")
        lead = browsing.as_(world.people["lead"])
        assert "Say what was done, and why" in lead.send(f"/concerns/{key}", {"outcome": "referral"}).text
        sent = {
            "outcome": "strategy_discussion", "done": "Spoke with the police and her school",
            "asked_whom": "Sergeant Hill", "told": "We are talking with others who can help",
        }  # fmt: skip
        assert lead.send(f"/concerns/{key}", sent).status_code == 303
        page = lead.words(f"/concerns/{key}")
        assert "Strategy discussion asked for: Lead Person" in page and "Sergeant Hill" in page
        said = browsing.as_(world.people["parent"]).words(f"/family/concerns/{key}")
        assert "We are talking with others who can help" in said and "Read by Lead Person" in said
        assert "Sergeant" not in said and "police" not in said
        assert mailed("something_new") == ["parent"]

    def test_left_empty_they_are_told_no_more_than_that_somebody_decided(self, raises, browsing, world):
        key = raises("parent", role="PAR")
        browsing.as_(world.people["lead"]).send(
            f"/concerns/{key}", {"outcome": "no_further_action", "done": "Asked her"}
        )
        said = browsing.as_(world.people["parent"]).words(f"/family/concerns/{key}")
        assert "Somebody has decided what to do." in said and "No further action" not in said

    def test_nobody_decides_about_their_own(self, raises, browsing, world, app):
        key = raises("lead", role="SW")
        lead = browsing.as_(world.people["lead"])
        assert "somebody else decides" in lead.words(f"/concerns/{key}")
        answer = lead.press(f"/concerns/{key}", outcome="referral", done="Mine")
        assert "Somebody else decides about what you raised" in answer.text

    def test_once(self, raises, app, world):
        key = raises()
        with app.test_request_context():
            identify(db.session(), world.people["lead"])
            held = db.session.get_one(Concern, key)
            operations.decide(held, outcome="referral", done="Rang", by=world.actor("lead"))
            with pytest.raises(RuleBroken, match="already"):
                operations.decide(held, outcome="referral", done="Rang", by=world.actor("manager"))


class TestTheSecondLock:
    def test_nobody_without_a_relationship_reads_a_row(self, raises, app, world):
        raises()
        with app.app_context():
            identify(db.session(), world.people["stranger"])
            assert db.session.scalars(select(Concern)).all() == []
            assert db.session.execute(text("select * from concerns_on_duty(:a)"), {"a": world.authority_id}).all() == []
