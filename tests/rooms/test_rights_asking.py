"""Somebody asks to see what is held: the clock, gathering everything, deciding item by item, and the bundle."""

import io
import json
import re
import zipfile
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from coordination import clock, create_app, jobs, tables
from coordination.access import guard, reach
from coordination.agencies.models import Person
from coordination.agencies.models import RoleHeld as RoleRow
from coordination.children.models import Alert, Child
from coordination.children.statements import Disagreement, Statement
from coordination.db import RuleBroken, db, identify, new_id
from coordination.demo.cast import CAST
from coordination.reviews.models import Review, Scale, Score
from coordination.rights.asking import exemptions, gathering, operations, queries, sources
from coordination.rights.models import AccessRequest
from tests.browsing import Browsing
from tests.demo_copy import run_waiting_jobs
from tests.house import test_canaries as canaries
from tests.rooms.planning import Planning

CAME = date(2027, 3, 30)
AT = datetime(2027, 4, 1, 9, tzinfo=clock.now().tzinfo)


class Asking:
    """A request about the world's child. Each call is a transaction of its own."""

    def __init__(self, app, world, owner_app):
        self.app, self.world, self.owner_app = app, world, owner_app
        self.id = new_id()

    def does(self, what, who="lead"):
        with self.app.app_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            made = what(by)
            db.session.commit()
            return made

    def receives(self, capacity="young_person", identity_how="known", received_on=None, **more):
        given = {"asker_name": "Amara Okafor", "authority_shown": "", "scope": ""} | more

        def receive(by):
            child = db.session.get(Child, self.world.child_id)
            return operations.receive(
                child,
                id=self.id,
                capacity=capacity,
                identity_how=identity_how,
                received_on=received_on or clock.today(),
                by=by,
                **given,
            ).id

        self.does(receive)
        return self

    def asked(self, what, **more):
        self.does(lambda by: what(db.session.get(AccessRequest, self.id), by=by, **more))
        return self

    def gathers(self):
        """As the job does, part by part."""
        for _ in range(20):
            with self.owner_app.app_context():
                held = db.session.get(AccessRequest, self.id)
                if held.gathered_at is not None:
                    return self
                gathering.gather_some(held)
                db.session.commit()
        raise AssertionError("it does not end")

    def reads(self, ask):
        with self.owner_app.app_context():
            return ask(db.session.get(AccessRequest, self.id))

    def items(self, **wanted):
        with self.owner_app.app_context():
            return [
                item
                for item in queries.items(self.id)
                if all(getattr(item, name) == value for name, value in wanted.items())
            ]

    def alerted(self):
        with self.owner_app.app_context():
            db.session.add(
                Alert(
                    authority_id=self.world.authority_id,
                    child_id=self.world.child_id,
                    kind="worker_safety",
                    instruction="Two people visit",
                    reason="Mr Grey threatened a neighbour",
                    label="S3",
                    from_on=clock.today(),
                )
            )
            db.session.commit()
        return self


@pytest.fixture
def asking(app, world, owner_app):
    return Asking(app, world, owner_app)


class TestEveryTableOfAChild:
    def test_is_gathered_or_named_with_the_reason_why_not(self):
        every = set(tables.child_tables())
        assert every - sources.named() == set(), (
            "Say in coordination/rights/asking/gathered.json where a new table is gathered, or why not"
        )
        assert sources.named() - every == set(), "These are no tables of a child any more"
        assert all(len(why) > 20 for why in sources.left_out().values())


class TestTheClock:
    @pytest.mark.parametrize(
        ("came", "due_on"), [(date(2026, 3, 30), date(2026, 4, 30)), (date(2026, 1, 31), date(2026, 3, 2))]
    )
    def test_is_a_month_moved_on_from_a_day_nobody_works(self, asking, came, due_on):
        asking.receives(received_on=came)
        assert asking.reads(lambda held: held.due_on) == due_on

    def test_begins_when_it_is_known_who_asks(self, asking):
        with clock.frozen(AT):
            asking.receives(identity_how="asked", received_on=CAME)
        with clock.frozen(AT + timedelta(days=9)):
            asking.asked(operations.know_identity, how="documents")
        assert asking.reads(lambda held: held.due_on) == date(2027, 5, 10)

    def test_stands_still_while_something_is_asked_back(self, asking):
        with clock.frozen(AT):
            asking.receives(received_on=CAME).asked(operations.pause, why="Which years?")
        with clock.frozen(AT + timedelta(days=7)):
            asking.asked(operations.resume)
        assert asking.reads(lambda held: held.due_on) == date(2027, 5, 7)

    def test_two_months_more_are_taken_inside_the_first(self, asking):
        with clock.frozen(AT):
            asking.receives(received_on=CAME).asked(operations.extend, why="Twelve years of records")
        assert asking.reads(lambda held: held.due_on) == date(2027, 6, 30)

    def test_and_not_after_it(self, asking):
        asking.receives(received_on=clock.today() - timedelta(days=40))
        with pytest.raises(RuleBroken, match="first month is over"):
            asking.asked(operations.extend, why="Late")

    def test_is_on_the_timetable_and_ends_with_the_answer(self, asking, owner_engine, world):
        asking.receives()

        def states():
            with owner_engine.connect() as connection:
                return connection.execute(
                    text("select rule, state from clock where child_id = :c and rule in ('I1', 'I2') order by rule"),
                    {"c": world.child_id},
                ).all()

        assert states() == [("I1", "running")]
        asking.asked(operations.extend, why="It is complex")
        assert states() == [("I1", "void"), ("I2", "running")]
        asking.does(lambda by: operations.answered(db.session.get(AccessRequest, asking.id), by))
        assert states() == [("I1", "void"), ("I2", "met")]


class TestGathering:
    @pytest.mark.usefixtures("nothing_waits")
    def test_goes_on_part_by_part_and_changes_nothing_when_done_again(self, asking, settings, app):
        asking.receives().does(lambda by: operations.gather(db.session.get(AccessRequest, asking.id)))
        run_waiting_jobs(settings)
        jobs.serve_for(app)
        assert asking.reads(lambda held: held.gathered_at) is not None
        before = {item.id: item.words for item in asking.items()}
        assert {"child", "case_episode", "membership", "child_profile"} <= {item.source for item in asking.items()}
        asking.does(lambda by: operations.gather(db.session.get(AccessRequest, asking.id)))
        asking.gathers()
        after = {item.id: item.words for item in asking.items() if item.source not in {"event", "clock"}}
        assert {key: before[key] for key in after} == after

    def test_reads_as_people_write_it_and_not_as_it_is_kept(self, asking):
        said = {text for item in asking.receives().gathers().items() for _, text in item.words}
        assert any(re.search(r"\d{1,2} [A-Z][a-z]+ \d{4}", words) for words in said)
        kept = {
            words for words in said if re.search(r"\b\d{4}-\d\d-\d\d\b", words) or re.fullmatch("[a-z]+_[a-z_]+", words)
        }
        assert not kept

    def test_every_column_has_plain_words(self):
        tables = [source.table for source in sources.sources()] + sources.with_statements()
        without = [
            f"{table.name}.{name}"
            for table in tables
            for name in sources.fields(table)
            if not sources.has_words(name, table.name)
        ]
        assert without == [], "Say in coordination/rights/asking/called.json what whoever reads their record calls it"

    def test_is_called_what_people_call_it(self, asking):
        called = {label for item in asking.receives().gathers().items() for label, _ in item.words}
        assert {"Given names", "Kind", "Why it began"} & called and "What the time limit is for" in called
        assert not {"Originator", "Carried", "Person", "Rule", "Agency", "Wording"} & called

    def test_a_decision_stays_unless_the_words_change(self, asking, world, owner_app):
        asking.receives().gathers()
        item = asking.items(source="case_episode")[0]
        asking.does(lambda by: decide(asking, item.id, "release", by=by))
        asking.does(lambda by: operations.gather(db.session.get(AccessRequest, asking.id)))
        asking.gathers()
        assert asking.items(source="case_episode")[0].decision == "release"
        with owner_app.app_context():
            db.session.execute(text("update case_episode set reason = 'Another' where id = :id"), {"id": world.case_id})
            db.session.commit()
        asking.does(lambda by: operations.gather(db.session.get(AccessRequest, asking.id)))
        asking.gathers()
        assert asking.items(source="case_episode")[0].decision is None


def decide(asking, item_id, decision, *, by, exemption="third_party", cuts=(), why="It is so", reads=True):
    held = db.session.get(AccessRequest, asking.id)
    operations.decide(
        held,
        queries.item(item_id),
        decision=decision,
        exemption=exemption,
        cuts=list(cuts),
        why=why,
        reads=reads,
        by=by,
    )


class TestWhatIsProposed:
    @pytest.mark.parametrize(
        ("section", "label", "caveats", "own", "what", "ground"),
        [
            ("support_plan", "S1", (), True, "release", ""),
            ("family_network", "S2", (), True, "redact", "third_party"),
            ("support_plan", "S1", ("third-party",), True, "redact", "third_party"),
            ("enquiries", "S3", (), False, "withhold", "child_abuse"),
            ("enquiries", "S3", (), True, "redact", "social_harm"),
            ("protected_location", "S4", (), True, "withhold", "protected_place"),
            ("legal", "S3", (), True, "withhold", "privilege"),
            ("health", "S2", (), True, "release", "health_harm"),
            ("ehc_plan", "S2", (), False, "redact", "ehc"),
            ("own_words", "S2", (), False, "withhold", "wishes"),
            ("own_words", "S2", (), True, "release", ""),
        ],
    )
    def test_follows_from_section_label_and_caveats(self, section, label, caveats, own, what, ground):
        found = exemptions.propose(section=section, label=label, caveats=caveats, own=own)
        assert (found.what, found.exemption) == (what, ground) and found.why


class TestDeciding:
    def test_words_that_are_cut_must_stand_there(self, asking):
        asking.receives().gathers()
        item = asking.items(source="case_episode")[0]
        with pytest.raises(RuleBroken, match="not in the text"):
            asking.does(lambda by: decide(asking, item.id, "redact", cuts=["Never said"], by=by))
        asking.does(lambda by: decide(asking, item.id, "redact", cuts=["the family"], by=by))
        assert asking.items(source="case_episode")[0].cuts == ["the family"]

    def test_keeping_back_needs_a_ground_and_a_reason(self, asking):
        asking.receives().gathers()
        item = asking.items(source="case_episode")[0]
        with pytest.raises(RuleBroken, match="ground"):
            asking.does(lambda by: decide(asking, item.id, "withhold", exemption="", by=by))
        with pytest.raises(RuleBroken, match="why"):
            asking.does(lambda by: decide(asking, item.id, "withhold", why="", by=by))

    def test_of_s3_a_second_person_agrees_and_not_the_same(self, asking):
        asking.alerted().receives().gathers()
        item = asking.items(source="alert")[0]
        assert item.label == "S3"
        asking.does(lambda by: decide(asking, item.id, "redact", cuts=["Mr Grey"], by=by))
        assert operations.waits(asking.items(source="alert")[0])
        with pytest.raises(RuleBroken, match="Somebody else"):
            asking.asked(lambda held, by: operations.agree(held, queries.item(item.id), by=by))
        asking.does(
            lambda by: operations.agree(db.session.get(AccessRequest, asking.id), queries.item(item.id), by=by),
            "manager",
        )
        assert not operations.waits(asking.items(source="alert")[0])

    def test_nothing_goes_out_undecided(self, asking, browsing, world):
        asking.receives().gathers()
        page = browsing.as_(world.people["manager"]).press(f"/rights/requests/{asking.id}/answer")
        assert page.status_code == 422 and "still wait" in page.text
        assert asking.reads(lambda held: held.state) == "open"


class TestTheBundle:
    def test_holds_what_was_released_and_nothing_else(self, asking, browsing, world, settings, app):
        asking.alerted().receives().gathers()
        for item in asking.items():
            if item.source == "alert":
                asking.does(
                    lambda by, key=item.id: decide(
                        asking, key, "redact", cuts=["Mr Grey"], exemption="social_harm", by=by
                    )
                )
            elif item.source == "case_episode":
                asking.does(lambda by, key=item.id: decide(asking, key, "release", by=by))
            else:
                asking.does(lambda by, key=item.id: decide(asking, key, "withhold", exemption="not_about", by=by))
        manager = browsing.as_(world.people["manager"])
        for item in asking.items():
            if exemptions.needs_second(item.label):
                manager.press(f"/rights/items/{item.id}/agree")
        manager.press(f"/rights/requests/{asking.id}/answer")
        assert asking.reads(lambda held: held.state) == "answered"
        run_waiting_jobs(settings)
        jobs.serve_for(app)
        lead = browsing.as_(world.people["lead"])
        assert "Bundle (ZIP)" in lead.words(f"/rights/requests/{asking.id}")
        assert "/account/prove" in lead.get(f"/rights/requests/{asking.id}/bundle.zip").location
        lead = browsing.as_(world.people["lead"], just_proved=True)
        answer = lead.get(f"/rights/requests/{asking.id}/bundle.zip")
        assert answer.status_code == 200 and "Okafor" not in answer.headers["Content-Disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.data)) as held:
            assert held.read("what-we-hold.pdf").startswith(b"%PDF")
            data = json.loads(held.read("what-we-hold.json"))
        said = json.dumps(data)
        assert "Support for the family was asked for" in said and "[cut] threatened a neighbour" in said
        for hidden in ("Mr Grey", "membership", "Parent Person"):
            assert hidden not in said
        assert {item["source"] for item in data["items"]} == {"case_episode", "alert"}


class TestWhoSeesARequest:
    def test_the_lead_writes_it_down_and_loses_nothing(self, browsing, world):
        lead = browsing.as_(world.people["lead"])
        address = f"/children/{world.child_id}/rights/ask"
        sent = {"capacity": "parental_responsibility", "asker_name": "Grace Okafor", "identity_how": "known"}
        today = clock.today()
        day = {"received_on-day": today.day, "received_on-month": today.month, "received_on-year": today.year}
        page = lead.send(address, sent | day).text
        assert "Say how they are entitled" in page and "Grace Okafor" in page
        answer = lead.send(address, sent | day | {"authority_shown": "On the birth certificate"})
        words = lead.words(answer.headers["Location"])
        assert "Grace Okafor" in words and "Answer by" in words
        assert "Somebody with parental responsibility" in lead.words(f"/children/{world.child_id}/rights")

    @pytest.mark.parametrize("who", ["parent", "youngperson", "carer", "stranger", "commissioner", "admin"])
    def test_others_do_not(self, asking, browsing, world, who):
        asking.receives().gathers()
        item = asking.items(source="case_episode")[0]
        visitor = browsing.as_(world.people[who])
        for address in (
            f"/children/{world.child_id}/rights",
            f"/rights/requests/{asking.id}",
            f"/rights/items/{item.id}",
            f"/rights/requests/{asking.id}/bundle.zip",
        ):
            assert visitor.get(address).status_code in (403, 404), address

    @pytest.mark.parametrize("who", ["senco", "health", "provider", "virtualschool"])
    def test_nor_does_who_writes_down_only_what_is_their_own(self, asking, browsing, world, who):
        """The address alone opens nothing: neither the bundle nor any button of somebody else's request."""
        asking.receives().gathers()
        item = asking.items(source="case_episode")[0]
        visitor = browsing.as_(world.people[who])
        assert visitor.get(f"/rights/requests/{asking.id}/bundle.zip").status_code == 404
        for end in ("gather", "resume", "release-proposed"):
            assert visitor.press(f"/rights/requests/{asking.id}/{end}").status_code == 404, end
        for end in ("identity", "pause", "extend", "withdraw"):
            answer = visitor.press(f"/rights/requests/{asking.id}/{end}", why="They rang", how="known")
            assert answer.status_code == 404, end
        answer = visitor.press(f"/rights/items/{item.id}", decision="release", exemption="", why="")
        assert answer.status_code == 404
        assert asking.reads(lambda held: (held.state, held.paused_from)) == ("open", None)
        assert asking.items(source="case_episode")[0].decision is None

    def test_who_wrote_it_down_is_not_given_what_they_may_not_read(
        self, asking, browsing, world, settings, app, owner_app
    ):
        """A school that was asked writes it down; what is gathered for the answer is the whole record."""
        asking.alerted().receives()
        with owner_app.app_context():
            held = db.session.get(AccessRequest, asking.id)
            held.recorded_by = world.people["senco"]
            db.session.commit()
        asking.gathers()
        for item in asking.items():
            decision = "release" if item.source in ("alert", "case_episode") else "withhold"
            asking.does(lambda by, key=item.id, what=decision: decide(asking, key, what, by=by))
        manager = browsing.as_(world.people["manager"])
        for item in asking.items():
            if exemptions.needs_second(item.label):
                manager.press(f"/rights/items/{item.id}/agree")
        manager.press(f"/rights/requests/{asking.id}/answer")
        run_waiting_jobs(settings)
        jobs.serve_for(app)
        bundle = f"/rights/requests/{asking.id}/bundle.zip"
        senco = browsing.as_(world.people["senco"])
        assert "Bundle (ZIP)" not in senco.words(f"/rights/requests/{asking.id}")
        assert senco.get(bundle).status_code == 403
        assert browsing.as_(world.people["manager"], just_proved=True).get(bundle).status_code == 200

    def test_a_privacy_officer_reads_it_with_access_that_was_given(self, asking, browsing, world, owner_app):
        asking.receives().gathers()
        officer = new_id()
        with owner_app.app_context():
            db.session.add(Person(id=officer, kind="workforce", name="Olive Privacy", sort_name="privacy olive"))
            db.session.flush()
            db.session.add(
                RoleRow(
                    person_id=officer,
                    agency_id=world.agencies["services"],
                    authority_id=world.authority_id,
                    role="IGO",
                    from_on=clock.today() - timedelta(days=1),
                )
            )
            db.session.commit()
        assert browsing.as_(officer).get(f"/rights/requests/{asking.id}").status_code == 404
        with owner_app.app_context():
            reach.open_reach(
                db.session(),
                authority_id=world.authority_id,
                child_id=world.child_id,
                person_id=officer,
                role="IGO",
                via="grant",
                agency_id=world.agencies["services"],
                sections=("sharing_decisions", "core_identity", "support_plan"),
                by=None,
            )
            db.session.commit()
        reading = browsing.as_(officer)
        assert "What is held" in reading.words(f"/rights/requests/{asking.id}")
        item = asking.items(source="case_episode")[0]
        assert reading.get(f"/rights/items/{item.id}").status_code == 403

    def test_what_is_sealed_is_in_nobodys_queue_and_stays_back(self, asking, browsing, world, owner_app):
        asking.receives().gathers()
        with owner_app.app_context():
            item = queries.items(asking.id)[0]
            item.label, item.section, item.title = "S4", "protected_location", "A sealed thing"
            db.session.commit()
            assert not operations.waits(item) and not operations.goes_out(item)
            key = item.id
        lead = browsing.as_(world.people["lead"])
        assert "A sealed thing" not in lead.words(f"/rights/requests/{asking.id}")
        assert lead.get(f"/rights/items/{key}").status_code == 404


class TestAPartOfSomething:
    """A disagreement, a version, a score: whoever may read it and what it is a part of reads the item."""

    @pytest.fixture
    def writer(self, asking, world, owner_app):
        """Somebody of the team writes the request down, so that they may open its queue."""

        def writes(who):
            with owner_app.app_context():
                db.session.get(AccessRequest, asking.id).recorded_by = world.people[who]
                db.session.commit()
            return world.people[who]

        return writes

    def test_of_a_safeguarding_text_is_as_sensitive_as_the_text(self, asking, app, browsing, world, owner_app, writer):
        said = Planning(app, world).says("worry", "He was hit at home")
        with owner_app.app_context():
            statement = db.session.get(Statement, said)
            statement.label = "S3"
            db.session.add(
                Disagreement(
                    id=new_id(), authority_id=world.authority_id, child_id=world.child_id, statement_id=said,
                    who="Parent Person", words="That never happened to him", on=clock.today(),
                )
            )  # fmt: skip
            db.session.commit()
        asking.receives().gathers()
        parts = asking.items(source="disagreement") + asking.items(source="statement_version")
        assert len(parts) == 2 and {part.label for part in parts} == {"S3"}
        assert all(part.proposed == "redact" for part in parts)
        school = browsing.as_(writer("virtualschool"))
        assert "That never happened" not in school.words(f"/rights/requests/{asking.id}")
        assert {school.get(f"/rights/items/{part.id}").status_code for part in parts} == {404}
        lead = browsing.as_(world.people["lead"])
        assert "That never happened" in lead.words(f"/rights/requests/{asking.id}")
        assert {lead.get(f"/rights/items/{part.id}").status_code for part in parts} == {200}

    @pytest.mark.parametrize(("kind", "label"), [("conference", "S3"), ("child_in_need", "S1")])
    def test_of_a_meeting_is_as_sensitive_as_its_record(self, asking, browsing, world, owner_app, writer, kind, label):
        with owner_app.app_context():
            of = {"authority_id": world.authority_id, "child_id": world.child_id}
            review, scale = new_id(), new_id()
            db.session.add(Review(id=review, case_id=world.case_id, kind=kind, number=1, starts_at=clock.now(), **of))
            db.session.add(Scale(id=scale, question="How safe is he?", **of))
            db.session.flush()
            db.session.add(
                Score(
                    id=new_id(), scale_id=scale, review_id=review, who="Lead Person", value=2,
                    reason="He is afraid at night", scored_on=clock.today(), **of,
                )
            )  # fmt: skip
            db.session.commit()
        asking.receives().gathers()
        score = asking.items(source="score")[0]
        assert score.label == label
        school, lead = browsing.as_(writer("virtualschool")), browsing.as_(world.people["lead"])
        page = f"/rights/requests/{asking.id}"
        assert ("afraid at night" in school.words(page)) == (label == "S1")
        assert "afraid at night" in lead.words(page)

    def test_gathered_before_this_was_kept_is_read_by_nobody_until_it_is_gathered_again(
        self, asking, browsing, world, owner_app, app
    ):
        Planning(app, world).says("worry", "Sleeps badly")
        asking.receives().gathers()
        lead = browsing.as_(world.people["lead"])
        with owner_app.app_context():
            for item in queries.items(asking.id):
                item.weighed = {name: value for name, value in item.weighed.items() if name != "whole"}
            db.session.commit()
        version = asking.items(source="statement_version")[0]
        assert "Sleeps badly" not in lead.words(f"/rights/items/{version.id}")
        asking.does(lambda by: operations.gather(db.session.get(AccessRequest, asking.id)))
        asking.gathers()
        assert "Sleeps badly" in lead.words(f"/rights/items/{version.id}")

    def test_a_time_limit_stands_in_the_section_the_timetable_has_it_in(self, asking):
        asking.receives().gathers()
        assert {item.section for item in asking.items(source="clock")} == {"sharing_decisions"}


@pytest.fixture(scope="module")
def everything_asked(demo_apart):
    """Of each story of the demo everything is gathered; taken away again at the end. The key of each request."""
    owner, made = create_app(demo_apart.settings, login="owner"), {}
    with owner.app_context():
        for story in canaries.STORIES:
            child = db.session.get(Child, demo_apart.children[story])
            held = AccessRequest(
                id=new_id(), authority_id=child.authority_id, child_id=child.id, capacity="young_person",
                asker_name="Themself", identity_how="known", received_on=clock.today(), due_on=clock.today(),
            )  # fmt: skip
            db.session.add(held)
            db.session.flush()
            while held.gathered_at is None:
                gathering.gather_some(held)
            made[story] = held.id
        db.session.commit()
        yield made
        for key in made.values():
            db.session.execute(text("delete from access_request where id = :id"), {"id": key})
        db.session.commit()
        db.engine.dispose()


READERS = sorted(who.key for who in CAST if who.kind == "workforce")
# Who has to do with none of the stories, or writes down no request of theirs, opens no queue.
NO_QUEUE = {
    "admin", "analyst", "commissioner", "conferencechair", "duty", "otherprovider", "privacy", "psychologist",
    "stranger",
}  # fmt: skip


class TestOnTheDemo:
    """Everything held about each story of the demo, each text of which has a word of its own: an item is no way round
    the rules of its page. Everybody has written the request down themself, so that they may open its queue if anybody.
    """

    @pytest.mark.parametrize("who", READERS)
    def test_nobody_reads_in_the_queue_what_they_may_not_read_on_the_record(
        self, demo_apart, apart_app, apart_owner, everything_asked, who
    ):
        related, by_invitation = canaries.members(demo_apart), canaries.invited(demo_apart)
        known = {canary.word: canary for canary in demo_apart.canaries}
        opened, found = [], set()
        for story, request_id in everything_asked.items():
            self.written_down_by(apart_owner, demo_apart, request_id, who)
            visitor = Browsing(apart_app).as_(demo_apart.people[who])
            page, said = self.everything(visitor, request_id)
            if page is None:
                continue
            opened.append(story)
            assert set(canaries.WORD.findall(page)) <= set(canaries.WORD.findall(said)) | self.of_requests(known)
            found |= {known[word] for word in canaries.WORD.findall(page + said) if word in known}
        leaked = [
            canary
            for canary in found
            if not canaries.may_be_seen(canary, who, related.get(who, set()), by_invitation.get(who, set()))
        ]
        assert leaked == []
        sent = {canary.audiences for canary in found if "contribution" in canary.audiences}
        if who in ("lead", "manager", "iro"):
            assert len(found) > 60 and len(sent) > 1, "who runs the meetings reads what everybody sent"
        if who in ("senco", "supervisor"):
            assert sent == {frozenset({"contribution", f"by:{who}"})}, "and others what they sent themselves"
        assert bool(opened) != (who in NO_QUEUE), opened

    def everything(self, visitor, request_id):
        """The page as this person reads it, and the words of every item they may read; None where they may not open it.

        Each item's own page shows the words of the same question (``queries.shown``): a test above opens some.
        """
        with visitor.client:
            page = visitor.get(f"/rights/requests/{request_id}")
            if page.status_code != 200:
                return None, ""
            identify(db.session(), guard.actor().person_id)
            words = "\n".join(
                text for item, may in queries.shown(queries.items(request_id)) if may for _, text in item.words
            )
            db.session.rollback()
            return page.text, words

    def written_down_by(self, owner, demo, request_id, who):
        with owner.begin() as connection:
            connection.execute(
                text("update access_request set recorded_by = :who where id = :id"),
                {"who": demo.people[who], "id": request_id},
            )

    def of_requests(self, known):
        """The words of the child’s name and of the request itself, which stand at the head of the page."""
        return {
            word for word, canary in known.items() if canary.section in ("core_identity", "sharing_decisions", "alerts")
        }
