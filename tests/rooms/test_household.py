"""What a household lives by: who decides, what was told before the move, daily needs, and the carer's own words."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from coordination import clock
from coordination.access.reach import end_reach
from coordination.care import operations as care
from coordination.care import queries
from coordination.children.models import Alert, Child, NetworkMember
from coordination.db import RuleBroken, db, identify, new_id, psycopg_url
from coordination.household import deciding
from coordination.household import operations as household
from coordination.household.models import DelegatedDecision, DiaryEntry
from coordination.messages.models import OutboxMessage
from tests.demo_copy import run_waiting_jobs


class Home:
    """A child with the carer of the cast, under an order. Each call is a transaction of its own."""

    def __init__(self, app, world):
        self.app = app
        self.world = world
        self.placement_id = new_id()

    def does(self, what, who="lead"):
        with self.app.app_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            made = what(db.session.get(Child, self.world.child_id), by)
            db.session.commit()
            return made

    def begins(self, legal_status="C2"):
        def start(child, by):
            db.session.add(
                NetworkMember(
                    authority_id=child.authority_id,
                    child_id=child.id,
                    name="Grace Okafor",
                    relation="mother",
                    parental_responsibility=True,
                    responsibility_how="birth_mother",
                    contact="Saturdays at the contact centre",
                    restrictions="Must not collect from school",
                )
            )
            care.become_looked_after(
                child, id=new_id(), from_on=clock.today(), legal_status=legal_status, need_code=None, by=by
            )
            care.start_placement(
                child,
                id=self.placement_id,
                code="U6",
                from_on=clock.today(),
                carer_id=self.world.people["carer"],
                by=by,
            )

        self.does(start)
        return self

    def agrees(self, answers, *, agreed_by=("Grace Okafor",), parents_sign=False, who="lead", **notes):
        def agree(child, by):
            placement = queries.running_placement(child.id)
            return household.agree_authority(
                placement,
                answers=answers,
                notes=notes,
                agreed_by=agreed_by,
                agreed_on=clock.today(),
                parents_sign=parents_sign,
                parents=["Grace Okafor"],
                by=by,
            )

        return self.does(agree, who)

    def writes(self, words, who="carer", happened_at=None):
        def write(child, by):
            return household.write_diary(
                child, id=new_id(), happened_at=happened_at or clock.now(), words=words, by=by
            ).id

        return self.does(write, who)


@pytest.fixture
def home(app, world):
    return Home(app, world)


@pytest.fixture
def reads(browsing, world):
    def words(who, address):
        return browsing.as_(world.people[who]).words(address)

    return words


class TestWhoDecides:
    def test_the_lead_agrees_and_the_carer_reads_it(self, browsing, world, home, reads):
        home.begins()
        lead = browsing.as_(world.people["lead"])
        address = f"/children/{world.child_id}/care/authority/hair"
        assert "ss.22(4) and 33(3)" in lead.words(address)
        day = clock.today()
        sent = {
            "answer_haircut": "child|no",
            "note_haircut": "Any colour but not shaved",
            "answer_piercing": "none",
            "agreed_by": ["Grace Okafor", "Carer Person"],
            "agreed_on-day": day.day,
            "agreed_on-month": day.month,
            "agreed_on-year": day.year,
        }
        answer = lead.send(address, sent)
        assert answer.status_code == 303, answer.text[:3000]
        caring = reads("carer", "/caring")
        assert "A haircut They decide themselves Any colour but not shaved" in caring
        assert "by Grace Okafor, Carer Person" in caring
        assert "Piercings Ask first" in caring
        table = lead.words(f"/children/{world.child_id}/care/authority")
        assert "Any colour but not shaved" in table and "Not agreed yet: ask first" in table
        assert "Parental responsibility: Grace Okafor, mother (as the mother, at birth)." in table

    def test_what_is_agreed_anew_leaves_what_was_agreed_before(self, app, home):
        home.begins().agrees({"sleepover": ("carer", "no")})
        home.agrees({"sleepover": ("social_worker", "ask_first")})
        home.agrees({"sleepover": ("social_worker", "ask_first")})

        def count(child, by):
            rows = db.session.query(DelegatedDecision).filter_by(child_id=child.id).all()
            return [(row.decides, row.ended_at is None) for row in sorted(rows, key=lambda row: row.recorded_at)]

        assert home.does(count) == [("carer", False), ("social_worker", True)]

    def test_without_a_care_order_a_parent_signs(self, browsing, world, home):
        home.begins("V2")
        with pytest.raises(RuleBroken, match="parental responsibility"):
            home.agrees({"sleepover": ("carer", "no")}, agreed_by=["Lead Person"], parents_sign=True)
        home.agrees({"sleepover": ("carer", "no")}, parents_sign=True)
        page = browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}/care/authority")
        assert "they sign what is delegated" in page and "ss.2(9), 3(5) and 20" in page

    def test_what_the_law_keeps_is_locked_for_everybody(self, browsing, world, home, reads):
        home.begins()
        for address, who in (("/caring", "carer"), (f"/children/{world.child_id}/care/authority", "lead")):
            words = reads(who, address)
            for decision in ("A change of surname", "A change of religion", "Adoption", "for a month or more"):
                assert decision in words, (who, decision)
            assert "s.33(6)(a)" in words
        assert browsing.as_(world.people["lead"]).get(
            f"/children/{world.child_id}/care/authority/adoption"
        ).status_code == 404  # fmt: skip

    def test_a_new_home_starts_from_ask_first(self, world, home, reads):
        home.begins().agrees({"haircut": ("carer", "no")})
        assert "A haircut You decide" in reads("carer", "/caring")

        def move(child, by):
            care.start_placement(child, id=new_id(), code="U6", from_on=clock.today(), by=by)

        home.does(move)
        assert "A haircut Ask first" in reads("carer", "/caring")

    def test_another_carers_table_is_not_this_ones(self, world, home, reads):
        home.begins().agrees({"haircut": ("carer", "no")}, haircut="He likes it long")

        def other(child, by):
            queries.running_placement(child.id).carer_id = world.people["stranger"]

        home.does(other)
        words = reads("carer", "/caring")
        assert "He likes it long" not in words and "A haircut Ask first" in words

    def test_school_reads_it_health_does_not_and_neither_changes_it(self, browsing, world, home):
        home.begins().agrees({"school_day_trip": ("carer", "no")})
        address = f"/children/{world.child_id}/care/authority"
        assert "School trips for a day The carer" not in browsing.as_(world.people["senco"]).words(address)
        assert "You decide" in browsing.as_(world.people["senco"]).words(address)
        for who in ("health", "carer", "parent", "youngperson"):
            assert browsing.as_(world.people[who]).get(address).status_code == 403, who
        for who in ("senco", "health", "iro", "carer", "parent"):
            assert browsing.as_(world.people[who]).get(f"{address}/hair").status_code in (403, 404), who
        for who in ("lead", "supervisor"):
            assert browsing.as_(world.people[who]).get(f"{address}/hair").status_code == 200, who

    def test_bad_input_gets_a_sentence_and_loses_nothing(self, browsing, world, home):
        home.begins()
        lead = browsing.as_(world.people["lead"])
        address = f"/children/{world.child_id}/care/authority/hair"
        answer = lead.send(
            address, {"answer_haircut": "carer|no", "note_haircut": "Half typed", "answer_piercing": "none"}
        )
        assert answer.status_code == 422
        assert "Say who agreed to this." in answer.text and "Half typed" in answer.text


class TestToldBefore:
    def test_the_carers_word_counts_and_the_teams_stands_beside_it(self, browsing, world, home, reads):
        home.begins()
        lead = browsing.as_(world.people["lead"])
        day = clock.today()
        when = {"told_on-day": day.day, "told_on-month": day.month, "told_on-year": day.year}
        address = f"/children/{world.child_id}/care/told"
        sent = {"items": ["health", "risks", "ring"], "told_by": "Lead Person", "how": "phone", **when}
        assert lead.send(address, sent).status_code == 303
        assert "3 of 12" in reads("carer", "/caring")
        carer = browsing.as_(world.people["carer"])
        told = f"/caring/{world.child_id}/told"
        assert carer.send(told, {"items": ["risks"], "told": "no"}).status_code == 303
        assert "2 of 12" in carer.words("/caring")
        words = lead.words(address)
        assert "2 of 12 told" in words and "by telephone Was not told" in words
        # The team cannot undo the carer's word by recording it again.
        assert lead.send(address, sent | {"told_by": "Somebody else"}).status_code == 303
        assert "2 of 12" in carer.words("/caring")

    def test_being_told_needs_its_day(self, browsing, world, home):
        home.begins()
        carer = browsing.as_(world.people["carer"])
        answer = carer.send(f"/caring/{world.child_id}/told", {"items": ["health"], "told": "yes", "how": "phone"})
        assert answer.status_code == 422 and "Enter the day you were told" in answer.text

    def test_the_lead_hears_that_there_is_something_new_and_the_mail_names_nobody(self, app, browsing, world, home):
        home.begins()
        carer = browsing.as_(world.people["carer"])
        carer.send(f"/caring/{world.child_id}/told", {"items": ["health"], "told": "no"})
        with app.app_context():
            mail = db.session.query(OutboxMessage).filter_by(person_id=world.people["lead"]).all()
            assert [row.template for row in mail][-1:] == ["something_new"]
            assert "Ama" not in mail[-1].body

    def test_school_and_health_do_not_see_the_carers_word(self, browsing, world, home):
        home.begins()
        for who in ("senco", "health", "parent", "youngperson"):
            answer = browsing.as_(world.people[who]).get(f"/children/{world.child_id}/care/told")
            assert answer.status_code in (403, 404), who


class TestEveryDay:
    def test_health_writes_what_the_body_needs_and_the_carer_reads_it_first(self, browsing, world, home, reads):
        health = browsing.as_(world.people["health"])
        sent = {"allergies": "Nuts", "medicines": "Inhaler", "bedtime": "Light on"}
        assert health.send(f"/children/{world.child_id}/care/needs", sent).status_code == 303
        words = reads("carer", "/caring")
        assert words.index("Allergies Nuts") < words.index("01632 960002")
        assert "Medicines Inhaler" in words and "Bedtime and nights Light on" in words

    def test_each_role_sees_the_kinds_their_daily_safety_needs(self, browsing, world, home):
        health = browsing.as_(world.people["health"])
        health.send(f"/children/{world.child_id}/care/needs", {"allergies": "Nuts", "medicines": "Tablets at noon"})
        for who, seen in (("senco", True), ("provider", True), ("virtualschool", False)):
            words = browsing.as_(world.people[who]).words(f"/children/{world.child_id}/care/needs")
            assert "Nuts" in words, who
            assert ("Tablets at noon" in words) == seen, who

    def test_a_social_worker_cannot_write_medicines_nor_a_teacher_from_another_school_read(self, browsing, world):
        address = f"/children/{world.child_id}/care/needs"
        assert 'name="medicines"' not in browsing.as_(world.people["lead"]).get(address).text
        assert 'name="bedtime"' in browsing.as_(world.people["lead"]).get(address).text
        assert browsing.as_(world.people["othersenco"]).get(address).status_code == 404

    def test_the_carer_writes_how_days_go(self, browsing, world, reads):
        carer = browsing.as_(world.people["carer"])
        assert carer.send(f"/caring/{world.child_id}/every-day", {"routines": "Up at seven"}).status_code == 303
        assert "Every day Up at seven" in carer.words("/caring")
        assert "Up at seven" in reads("lead", f"/children/{world.child_id}/care/needs")
        assert carer.send(f"/caring/{world.child_id}/every-day", {"routines": ""}).status_code == 303
        assert "Up at seven" not in carer.words("/caring")


class TestTheDiary:
    def test_is_written_after_being_told_whom_to_ring_and_who_reads_it(self, browsing, world, home):
        carer = browsing.as_(world.people["carer"])
        address = f"/caring/{world.child_id}/diary/add"
        words = carer.words(address)
        asked = words.index("What happened?")
        for told in ("999", "01632 960001", "01632 960002", "Supervisor Person", "may ask to read it"):
            assert words.index(told) < asked, told
        assert carer.send(address, {"words": "Slept through.\nFirst time."}).status_code == 303
        assert "Slept through." in carer.words("/caring/diary")
        assert "Slept through." in carer.words("/caring")

    def test_its_author_adds_and_never_changes(self, app, browsing, world, home, settings):
        entry = home.writes("Rang at ten")
        carer = browsing.as_(world.people["carer"])
        assert carer.send(f"/caring/diary/{entry}/add", {"words": "It was eleven"}).status_code == 303
        words = carer.words("/caring/diary")
        assert words.index("Rang at ten") < words.index("It was eleven")
        engine = create_engine(psycopg_url(settings.database_urls["app"]))
        with engine.connect() as connection:
            connection.execute(text("select set_config('app.actor', :who, true)"), {"who": str(world.people["carer"])})
            with pytest.raises(Exception, match=r"permission denied|never change"):
                connection.execute(text("update diary_entry set words = 'other'"))
        engine.dispose()

    def test_an_entry_of_tomorrow_is_not_one(self, browsing, world):
        carer = browsing.as_(world.people["carer"])
        later = clock.london(clock.now()) + timedelta(days=1)
        answer = carer.send(
            f"/caring/{world.child_id}/diary/add",
            {"words": "Kept", "on-day": later.day, "on-month": later.month, "on-year": later.year, "at": "10:00"},
        )
        assert answer.status_code == 422 and "Kept" in answer.text

    def test_sent_twice_it_is_one_entry(self, app, world, home):
        key = new_id()

        def write(child, by):
            return household.write_diary(child, id=key, happened_at=clock.now(), words="Once", by=by).id

        assert home.does(write, "carer") == home.does(write, "carer")

    def test_whoever_supervises_reads_it_and_nobody_else(self, browsing, world, home):
        home.writes("He cried about his dad")
        address = f"/children/{world.child_id}/care/carer"
        assert "He cried about his dad" in browsing.as_(world.people["supervisor"]).words(address)
        for who in ("lead", "manager"):
            assert "He cried" not in browsing.as_(world.people[who]).words(address), who
        for who in ("senco", "health", "iro", "carer", "parent", "youngperson", "provider"):
            assert browsing.as_(world.people[who]).get(address).status_code in (403, 404), who
        for who in ("parent", "otherparent", "youngperson"):
            assert "He cried" not in browsing.as_(world.people[who]).words(
                "/my-plan" if who == "youngperson" else "/family"
            ), who
            assert browsing.as_(world.people[who]).get("/caring/diary").status_code == 403, who

    def test_stays_with_its_author_when_they_have_left_and_nothing_else_does(self, app, browsing, world, home):
        home.writes("The last evening")
        carer = browsing.as_(world.people["carer"])
        words = carer.words("/caring/diary")
        assert "While caring for Ama" in words and "Add to this or put it right" in words
        home.does(lambda child, by: end_reach(db.session(), world.memberships["carer"]))
        words = carer.words("/caring/diary")
        assert "The last evening" in words and "You no longer care for this child" in words
        assert "Ama" not in words
        assert "My diary" in carer.words("/caring")
        for address in (
            f"/caring/{world.child_id}",
            f"/caring/{world.child_id}/diary/add",
            f"/children/{world.child_id}",
            f"/children/{world.child_id}/care/carer",
        ):
            assert carer.get(address).status_code == 404, address

    def test_is_put_right_by_its_author_months_later(self, app, browsing, world, home, settings, owner_engine):
        entry = home.writes("The last evening was at six")
        home.does(lambda child, by: end_reach(db.session(), world.memberships["carer"]))
        carer = browsing.as_(world.people["carer"])
        assert "Ama" not in carer.words(f"/caring/diary/{entry}/add")
        assert carer.send(f"/caring/diary/{entry}/add", {"words": " "}).status_code == 422
        assert carer.send(f"/caring/diary/{entry}/add", {"words": "It was at seven"}).status_code == 303
        words = carer.words("/caring/diary")
        assert "The last evening was at six" in words and "It was at seven" in words and "Ama" not in words
        run_waiting_jobs(settings)
        told = "select count(*) from event where child_id = :child and kind = 'diary_written'"
        with owner_engine.connect() as connection:
            assert connection.execute(text(told), {"child": world.child_id}).scalar() == 2
        assert "It was at seven" in browsing.as_(world.people["supervisor"]).words(
            f"/children/{world.child_id}/care/carer"
        )

    def test_is_added_to_by_nobody_else_and_not_by_whoever_is_excluded(self, app, browsing, world, home, owner_engine):
        entry = home.writes("The last evening")
        home.does(lambda child, by: end_reach(db.session(), world.memberships["carer"]))
        for who in ("parent", "formercarer", "stranger", "lead"):
            if who in world.people:
                answer = browsing.as_(world.people[who]).get(f"/caring/diary/{entry}/add")
                assert answer.status_code in (403, 404), who
        with owner_engine.begin() as connection:
            connection.execute(
                text(
                    "insert into exclusion (id, authority_id, child_id, person_id, kind, from_on, recorded_at)"
                    " values (:id, :authority, :child, :person, 'not_to', :on, now())"
                ),
                {
                    "id": new_id(),
                    "authority": world.authority_id,
                    "child": world.child_id,
                    "person": world.people["carer"],
                    "on": clock.today(),
                },
            )
        assert browsing.as_(world.people["carer"]).get(f"/caring/diary/{entry}/add").status_code == 404

    def test_whoever_is_excluded_from_the_record_is_given_nothing_back(self, app, browsing, world, home, owner_engine):
        home.writes("Before it happened")
        with owner_engine.begin() as connection:
            connection.execute(
                text(
                    "insert into exclusion (id, authority_id, child_id, person_id, kind, from_on, recorded_at)"
                    " values (:id, :authority, :child, :person, 'not_to', :on, now())"
                ),
                {
                    "id": new_id(),
                    "authority": world.authority_id,
                    "child": world.child_id,
                    "person": world.people["carer"],
                    "on": clock.today(),
                },
            )
        answer = browsing.as_(world.people["carer"]).get("/caring/diary")
        assert "Before it happened" not in answer.text

    def test_another_carer_of_the_same_child_reads_only_their_own(self, browsing, world, home):
        home.writes("Mine")
        entry = home.writes("Theirs", who="supervisor")
        words = browsing.as_(world.people["carer"]).words("/caring/diary")
        assert "Mine" in words and "Theirs" not in words
        assert browsing.as_(world.people["carer"]).get(f"/caring/diary/{entry}/add").status_code == 404

    def test_reading_it_is_written_in_the_audit_without_a_word_of_it(self, browsing, world, home, owner_engine):
        home.writes("Private words")
        browsing.as_(world.people["carer"]).get("/caring/diary")
        with owner_engine.connect() as connection:
            rows = connection.execute(
                text("select a::text from audit_row a where actor_id = :who"), {"who": world.people["carer"]}
            ).all()
        assert any("carer_record" in row[0] and str(world.child_id) in row[0] for row in rows)
        assert not any("Private words" in row[0] for row in rows)


class TestHowACarerIs:
    def test_supervisor_lead_and_manager_read_it_and_nobody_else(self, browsing, world):
        carer = browsing.as_(world.people["carer"])
        address = f"/caring/{world.child_id}/how-i-am"
        words = carer.words(address)
        assert "Supervisor Person" in words and "Lead Person" in words and "never counted against you" in words
        assert carer.send(address, {"score": "8", "would_help": "A weekend off"}).status_code == 303
        assert "you said 8 of 10" in carer.words("/caring")
        page = f"/children/{world.child_id}/care/carer"
        for who in ("supervisor", "lead", "manager"):
            words = browsing.as_(world.people[who]).words(page)
            assert "8 of 10" in words and "A weekend off" in words, who
        for who in ("senco", "iro", "provider", "health"):
            assert browsing.as_(world.people[who]).get(page).status_code == 403, who
        for who, face in (("youngperson", "/my-plan"), ("parent", "/family")):
            assert "A weekend off" not in browsing.as_(world.people[who]).words(face)


class TestTonight:
    @pytest.mark.parametrize(
        ("at", "now"),
        [
            (datetime(2026, 11, 25, 11, 0, tzinfo=clock.LONDON), "Lead Person"),
            (datetime(2026, 11, 25, 21, 0, tzinfo=clock.LONDON), "The out of hours team"),
            (datetime(2026, 11, 28, 11, 0, tzinfo=clock.LONDON), "The out of hours team"),
            (datetime(2026, 12, 25, 11, 0, tzinfo=clock.LONDON), "The out of hours team"),
        ],
    )
    def test_the_number_of_this_hour_is_marked(self, at, now):
        from coordination.timescales import is_daytime

        assert is_daytime(at) == (now == "Lead Person")

    def test_one_number_is_marked(self, reads):
        assert reads("carer", "/caring").count("Ring this one now") == 1

    def test_orders_and_limits_and_what_to_know_first_are_there(self, app, world, home, reads):
        home.begins()

        def warn(child, by):
            db.session.add(
                Alert(
                    authority_id=child.authority_id,
                    child_id=child.id,
                    kind="health",
                    instruction="Never leave near water",
                    from_on=clock.today(),
                )
            )

        home.does(warn)
        words = reads("carer", "/caring")
        assert "Know this first: Never leave near water" in words
        assert "Grace Okafor (mother) Must not collect from school" in words
        assert "Saturdays at the contact centre" in words
        assert "Parental responsibility is held by: Grace Okafor (mother)" in words

    def test_the_carer_reads_what_somebody_is_to_the_child_in_words(self, home, reads):
        def comes(child, by):
            db.session.add(
                NetworkMember(
                    authority_id=child.authority_id,
                    child_id=child.id,
                    name="Iris Okafor",
                    relation="grandparent",
                    sex="F",
                    contact="Sundays",
                    restrictions="Not at school",
                )
            )

        home.begins().does(comes)
        words = reads("carer", "/caring")
        assert "Iris Okafor (grandmother)" in words
        assert "grandparent" not in words

    def test_a_diary_of_months_costs_no_more_questions(self, app, browsing, world, home):
        from sqlalchemy import event

        def count():
            asked = []

            def note(conn, cursor, statement, *rest):
                if "set_config" not in statement and "savepoint" not in statement.lower():
                    asked.append(statement)

            with app.app_context():
                engine = db.engine
            event.listen(engine, "before_cursor_execute", note)
            try:
                visitor = browsing.as_(world.people["carer"])
                asked.clear()
                assert visitor.get("/caring/diary").status_code == 200
            finally:
                event.remove(engine, "before_cursor_execute", note)
            return len(asked)

        home.writes("One")
        few = count()
        for number in range(6):
            home.writes(f"Entry {number}")
        assert count() == few <= 8


def test_an_entry_is_a_row_of_the_child(app, world, home):
    entry = home.writes("Here")
    assert home.does(lambda child, by: db.session.get(DiaryEntry, entry).child_id, "carer") == world.child_id


class TestTheSheet:
    def test_prints_the_same_facts_as_the_page(self, app, world, home, browsing):
        from coordination.agencies.models import Person
        from coordination.reviews.papers.carer_sheet import carer_sheet
        from coordination.reviews.papers.gathering import Record

        home.begins().agrees({"sleepover": ("carer", "notify")}, sleepover="Speak to the other parent")

        def tell(child, by):
            placement = queries.running_placement(child.id)
            household.say_told(
                placement, items=["health"], told=True, said_by="worker", told_on=clock.today(), told_by="Lead", by=by
            )
            household.change_needs(child, words={"bedtime": "Light on"}, by=by)

        home.does(tell)
        with app.test_request_context():
            identify(db.session(), world.people["lead"])
            record = Record(db.session.get(Child, world.child_id))
            facts = carer_sheet(record, db.session.get(Person, world.people["carer"]))
            nobody = carer_sheet(Record(record.child), None)
            db.session.rollback()
        lines = {
            held["decision"]: (line["answer"], held["note"])
            for line in facts["authority"]
            for held in line["decisions"]
        }
        assert lines["A sleepover with a friend"] == ("decide_and_tell", "Speak to the other parent")
        assert lines["Piercings"] == ("not_agreed", "")
        assert len(lines) == len(deciding.decisions())
        assert len(facts["agreed"]) == 1 and facts["agreed"][0].startswith("Agreed on ")
        assert [held["decision"] for held in facts["kept_by_law"]][-1] == "Adoption"
        told = {line["item"]: bool(line["on"]) for line in facts["told_before"]}
        assert (sum(told.values()), len(told), told["Health and allergies"]) == (1, 12, True)
        assert {"label": "Bedtime and nights", "text": "Light on"} in facts["daily"]
        # A sheet that names nobody says nothing of one household.
        assert nobody["authority"] == [] and nobody["told_before"] == []
