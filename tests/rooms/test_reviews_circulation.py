"""A review's record sent out: to each their version, decided again, told once, reminded once, and who has read it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from coordination import clock, create_app, jobs
from coordination.access.models import Reach
from coordination.agencies.models import Authority, Person, RoleHeld
from coordination.cases.models import Membership
from coordination.db import db, identify, new_id
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.reviews.circulation import reminding
from coordination.reviews.circulation.models import CirculationLine
from tests.rooms.planning import Planning, asked_of
from tests.rooms.reviewing import Reviewing


@pytest.fixture
def work(app, world):
    return Reviewing(app, world)


@pytest.fixture
def lead(world, browsing):
    return browsing.as_(world.people["lead"])


@pytest.fixture(scope="module")
def worker(settings):
    """The application with the worker's login: jobs run in it."""
    return create_app(settings, login="worker")


@pytest.fixture
def signed(work):
    return work.signed()


def joins(owner_app, world, number):
    """So many more colleagues on the team, half from health and half from the school: their keys."""
    keys = []
    with owner_app.app_context():
        for n in range(number):
            role, agency = (("HLT", "health"), ("SEN", "school"))[n % 2]
            key, held = new_id(), new_id()
            at = {"authority_id": world.authority_id, "agency_id": world.agencies[agency], "role": role}
            since = {"from_on": clock.today() - timedelta(days=30)}
            name = f"Colleague {key.hex[-6:]}"
            email = f"{key.hex}@demo.example"
            db.session.add(Person(id=key, kind="workforce", name=name, sort_name=name.lower(), email=email))
            db.session.flush()
            of_child = {"child_id": world.child_id, "person_id": key}
            db.session.add(RoleHeld(person_id=key, **at, **since))
            db.session.add(
                Membership(
                    id=held, case_id=world.case_id, function="member", basis="public task", **at, **of_child, **since
                )
            )
            db.session.add(Reach(via="membership", source_id=held, **at, **of_child, **since))
            keys.append(key)
        db.session.commit()
    return keys


class Post:
    """What the worker does, and what the database says about it."""

    def __init__(self, app, worker, world, owner_engine):
        self.app, self.worker, self.world, self.owner = app, worker, world, owner_engine

    def takes(self, *names):
        """Run every job of this child that waits, of these names, one after another. Answers how many."""
        done = 0
        while rows := self._waiting(names):
            jobs.serve_for(self.worker)
            try:
                for row in rows:
                    jobs.run(row.task_name, **row.args)
                    with self.owner.begin() as link:
                        link.execute(text("delete from jobs.procrastinate_jobs where id = :id"), {"id": row.id})
                    done += 1
            finally:
                jobs.serve_for(self.app)
        return done

    def _waiting(self, names):
        with self.owner.connect() as link:
            return link.execute(
                text(
                    "select id, task_name, args from jobs.procrastinate_jobs where status = 'todo'"
                    " and args ->> 'child' = :child and task_name = any(:names) order by id"
                ),
                {"child": str(self.world.child_id), "names": list(names)},
            ).all()

    def delivers(self):
        """Decide, make and stamp."""
        return self.takes("reviews.circulate", "documents.render")

    def mail(self):
        """What was queued since, by whom it is for: the kinds of message."""
        with self.owner.connect() as link:
            rows = link.execute(text("select person_id, template, body from outbox_message order by queued_at")).all()
        known = {key: who for who, key in self.world.people.items()}
        return [(known[row.person_id], row.template, row.body) for row in rows if row.person_id in known]

    def told(self, who):
        return [template for name, template, _ in self.mail() if name == who and template.startswith("document_")]

    def lines(self):
        with self.app.app_context():
            identify(db.session(), self.world.people["lead"])
            rows = db.session.scalars(select(CirculationLine).order_by(CirculationLine.id)).all()
            return {(row.name.split()[0].lower(), row.kind): row for row in rows}


@pytest.fixture
def post(app, worker, world, owner_engine):
    return Post(app, worker, world, owner_engine)


def how(world, who):
    """The field that asks how somebody gets theirs."""
    return f"how_{world.memberships[who].hex}"


def why(world, who):
    return f"why_{world.memberships[who].hex}"


def sends(lead, key, **answers):
    return lead.send(f"/reviews/{key}/circulate", answers)


def panel(visitor, key):
    """The words below "Who has read it"."""
    words = visitor.words(f"/reviews/{key}")
    return words[words.index("Who has read it") :]


class TestThePage:
    def test_has_one_question_for_each_person_filled_in(self, world, lead, signed):
        page = lead.page(f"/reviews/{signed}/circulate")
        chosen = {
            field["name"]: field["value"] for field in page.select("input[type=radio]") if field.has_attr("checked")
        }
        for who in ("senco", "health", "parent", "carer", "youngperson", "provider"):
            assert chosen[how(world, who)] == "account", who
        words = " ".join(page.get_text(" ").split())
        for version in ("School version", "Health version", "This parent’s own version", "Carer’s version"):
            assert version in words

    def test_who_may_be_given_nothing_is_named_with_the_reason(self, app, world, lead, signed, owner_app):
        with owner_app.app_context():
            db.session.get(Membership, world.memberships["health"]).basis = ""
            db.session.commit()
        page = lead.page(f"/reviews/{signed}/circulate")
        options = [field["value"] for field in page.find_all("input", {"name": how(world, "health")})]
        assert options == ["withheld"]
        assert page.find("input", {"name": why(world, "health")})["value"] == (
            "No basis for sharing with them is recorded"
        )

    def test_somebody_asked_who_is_not_on_the_team_is_named(self, work, world, lead):
        people = [*work.invitees("lead", "senco"), {"person_id": None, "name": "Aunt Rose", "role": "PAR"}]
        with work.at_work() as by:
            from coordination.cases import queries as cases
            from coordination.reviews import operations

            key = operations.begin_record(
                cases.current_case(world.child_id), id=new_id(), kind="tac_review", held_on=clock.today(), by=by,
                invitees=people,
            ).id  # fmt: skip
        work.records(key)
        words = lead.words(f"/reviews/{key}/circulate")
        assert "Aunt Rose" in words
        assert "Nothing can be sent: not on the team." in words

    def test_of_a_draft_family_get_nothing_yet(self, work, world, lead):
        key = work.holds()
        work.records(key)
        page = lead.page(f"/reviews/{key}/circulate")
        for who in ("parent", "carer", "youngperson"):
            assert [field["value"] for field in page.find_all("input", {"name": how(world, who)})] == ["withheld"]
        assert "family get theirs when the record is signed" in page.get_text()

    @pytest.mark.parametrize("who", ["senco", "health", "provider", "stranger", "parent", "youngperson"])
    def test_is_for_who_keeps_the_record(self, world, browsing, signed, who):
        visitor = browsing.as_(world.people[who])
        assert visitor.get(f"/reviews/{signed}/circulate").status_code in {403, 404}
        assert visitor.press(f"/reviews/{signed}/circulate").status_code in {403, 404}
        if who in {"senco", "health"}:
            assert "Who has read it" not in visitor.words(f"/reviews/{signed}")

    def test_nothing_is_sent_of_a_review_that_was_not_held(self, work, lead):
        key = work.plans()
        assert lead.get(f"/reviews/{key}/circulate").status_code == 303

    def test_a_reason_is_asked_for_and_nothing_typed_is_lost(self, world, lead, signed):
        answer = sends(lead, signed, **{how(world, "carer"): "withheld", why(world, "carer"): " "})
        assert answer.status_code == 422
        assert "Say why nothing is sent to Carer Person" in answer.text

    def test_asks_little_however_many_there_are(self, app, work, world, lead, post, signed):
        sends(lead, signed)
        post.delivers()
        for address in (f"/reviews/{signed}/circulate", f"/reviews/{signed}"):
            lead.get(address)
            with asked_of(app) as asked:
                assert lead.get(address).status_code == 200
            assert len(asked) <= 8, f"{address}\n" + "\n".join(asked)


class TestSendingItOut:
    def test_everybody_gets_their_own_version_and_is_told_once(self, app, world, lead, post, signed):
        assert sends(lead, signed).status_code == 303
        assert post.told("senco") == []
        post.delivers()
        lines = post.lines()
        assert lines["senco", "review_record"].audience == "school"
        assert {kind for who, kind in lines if who == "senco"} == {"review_record", "school_action_sheet"}
        assert {kind for who, kind in lines if who == "parent"} == {"parent_version"}
        assert {kind for who, kind in lines if who == "youngperson"} == {"young_person_summary"}
        for who in ("senco", "health", "parent", "carer", "youngperson", "provider"):
            assert post.told(who) == ["document_ready"], who
        for _, template, body in post.mail():
            if template.startswith("document_"):
                assert "Ama" not in body and "Okafor" not in body

    def test_a_version_is_made_once_and_stamped_for_each(self, app, world, lead, post, signed):
        sends(lead, signed)
        post.delivers()
        with app.app_context():
            identify(db.session(), world.people["lead"])
            made = db.session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "review_record")).all()
            copies = db.session.scalars(
                select(DocumentCopy).join(DocumentCopy.document).where(IssuedDocument.kind == "review_record")
            ).all()
        assert len(made) < len(copies)
        assert len({copy.digest for copy in copies}) == len(copies)
        assert len({copy.code for copy in copies}) == len(copies)

    def test_forty_ask_no_more_of_the_database_than_five(self, work, world, lead, post, owner_app, owner_engine):
        asked, told = [], []
        for more in (5, 35):
            joins(owner_app, world, more)
            sends(lead, work.signed())
            with asked_of(post.worker) as statements:
                post.takes("reviews.circulate")
                post.takes("documents.render")
            asked.append(statements)
            with owner_engine.connect() as link:
                told.append(link.scalar(text("select count(*) from outbox_message where template like 'document%'")))
        assert told[1] - told[0] >= 40
        assert len(asked[1]) <= len(asked[0]), "\n".join(asked[1])

    def test_the_same_press_twice_sends_once(self, world, lead, post, signed):
        page = lead.get(f"/reviews/{signed}/circulate")
        key = re.search(r'name="id"[^>]*value="([^"]+)"', page.text).group(1)
        sends(lead, signed, id=key)
        sends(lead, signed, id=key)
        post.delivers()
        assert len([1 for who, _ in post.lines() if who == "health"]) == 1
        assert post.told("health") == ["document_ready"]

    def test_with_a_reason_nothing_is_sent_and_it_is_written_down(self, world, lead, post, signed):
        sends(lead, signed, **{how(world, "carer"): "withheld", why(world, "carer"): "They asked us to wait"})
        post.delivers()
        assert post.told("carer") == []
        assert "Carer Person Foster carer Carer’s sheet Carer’s version Not sent: They asked us to wait" in panel(
            lead, signed
        )

    def test_on_paper_it_waits_to_be_handed_over(self, world, lead, post, signed):
        sends(lead, signed, **{how(world, "parent"): "paper"})
        post.delivers()
        assert post.told("parent") == []
        assert "To be handed over" in panel(lead, signed)
        line = post.lines()["parent", "parent_version"]
        assert lead.press(f"/reviews/circulation/{line.id}/handed-over").status_code == 303
        assert "Handed over on" in panel(lead, signed)
        other = post.lines()["carer", "carer_sheet"]
        lead.press(f"/reviews/circulation/{other.id}/handed-over")
        assert post.lines()["carer", "carer_sheet"].told_at == other.told_at

    def test_the_chronology_says_so_once_and_the_habit_is_met(self, world, lead, post, signed):
        assert "Send it out by" in panel(lead, signed)
        assert "No law gives a number of days." in panel(lead, signed)
        sends(lead, signed)
        assert lead.words(f"/children/{world.child_id}/chronology").count("Review record sent out") == 1
        assert "Sent out on" in panel(lead, signed)

    def test_when_everybody_has_theirs_a_second_press_says_so(self, world, lead, post, signed):
        sends(lead, signed)
        post.delivers()
        answer = sends(lead, signed)
        assert answer.status_code == 422
        assert "Everybody has theirs already." in answer.text

    def test_what_is_sent_to_nobody_is_refused(self, world, browsing, lead, signed):
        """A channel that was not offered is no answer."""
        answer = sends(lead, signed, **{how(world, "health"): "pigeon"})
        assert answer.status_code == 422


class TestDecidedAgain:
    def end(self, owner_app, world, who):
        with owner_app.app_context():
            row = db.session.get(Membership, world.memberships[who])
            row.to_on = clock.today()
            db.session.execute(
                text("update reach set to_on = :today where source_id = :id"),
                {"today": clock.today(), "id": row.id},
            )
            db.session.commit()

    def test_who_left_the_team_in_between_gets_nothing(self, world, lead, post, signed, owner_app):
        sends(lead, signed)
        self.end(owner_app, world, "health")
        post.delivers()
        assert post.told("health") == []
        line = post.lines()["health", "review_record"]
        assert (line.refused, line.copy_id) == ("left_team", None)
        assert "Not sent: no longer on the team" in panel(lead, signed)
        assert post.told("senco") == ["document_ready"]

    def test_nor_does_who_was_excluded(self, world, lead, post, signed, owner_engine):
        sends(lead, signed)
        with owner_engine.begin() as link:
            link.execute(
                text(
                    "insert into exclusion (id, authority_id, child_id, person_id, kind, from_on, recorded_at)"
                    " values (:id, :a, :c, :p, 'personal connection', current_date - 1, now())"
                ),
                {"id": new_id(), "a": world.authority_id, "c": world.child_id, "p": world.people["health"]},
            )
        post.delivers()
        assert post.told("health") == []
        assert "Not sent: the record is kept from them" in panel(lead, signed)

    def test_nor_anybody_once_the_sender_may_give_nothing(self, world, browsing, lead, post, signed, owner_app):
        sends(lead, signed)
        self.end(owner_app, world, "lead")
        post.delivers()
        with owner_app.app_context():
            rows = db.session.execute(
                text("select refused, copy_id from circulation_line where child_id = :c"), {"c": world.child_id}
            ).all()
            assert {row.refused for row in rows} == {"giver", "left_team"}
            assert [row for row in rows if row.copy_id is not None] == []

    def test_the_job_run_twice_sends_once(self, world, lead, post, signed, worker, app):
        sends(lead, signed)
        rows = post._waiting(["reviews.circulate"])
        post.delivers()
        before = {key: row.copy_id for key, row in post.lines().items()}
        jobs.serve_for(worker)
        try:
            jobs.run("reviews.circulate", **rows[0].args)
        finally:
            jobs.serve_for(app)
        assert {key: row.copy_id for key, row in post.lines().items()} == before
        assert post.told("health") == ["document_ready"]

    def test_killed_between_making_and_stamping_nothing_is_lost_or_doubled(
        self, app, world, lead, post, signed, monkeypatch
    ):
        from coordination.documents import stamping

        sends(lead, signed)
        post.takes("reviews.circulate")
        stamp_each, calls = stamping.stamp_each, []

        def dies(pdf, wanted):
            for stamped in stamp_each(pdf, wanted):
                calls.append(1)
                if len(calls) == 2:
                    raise KeyboardInterrupt
                yield stamped

        with monkeypatch.context() as broken:
            broken.setattr(stamping, "stamp_each", dies)
            with pytest.raises(KeyboardInterrupt):
                post.takes("documents.render")
        jobs.serve_for(app)
        post.delivers()
        with app.app_context():
            identify(db.session(), world.people["lead"])
            copies = db.session.scalars(select(DocumentCopy)).all()
            assert all(copy.file_id is not None for copy in copies)
            assert len({(copy.recipient_id, copy.document_id) for copy in copies}) == len(copies)
        for who in ("senco", "health", "parent", "carer"):
            assert post.told(who) == ["document_ready"], who


class TestWhoHasReadIt:
    def test_the_lead_sees_who_opened_and_who_read_and_what_is_outstanding(self, world, browsing, lead, post, signed):
        sends(lead, signed)
        post.delivers()
        lines = post.lines()
        carer = browsing.as_(world.people["carer"])
        parent = browsing.as_(world.people["parent"])
        carer.get(f"/documents/copies/{lines['carer', 'carer_sheet'].copy_id}/file")
        parent.press(f"/documents/copies/{lines['parent', 'parent_version'].copy_id}/read")
        words = panel(lead, signed)
        assert "Carer’s version Opened on" in words
        assert "This parent’s own version Read on" in words
        assert words.count("1 of ") == 1
        outstanding = words[words.index("Outstanding") : words.index("Who was sent what")]
        assert "Carer Person" in outstanding
        assert "Parent Person" not in outstanding.replace("Otherparent Person", "")

    def test_one_taken_back_is_no_longer_outstanding(self, world, lead, post, signed):
        sends(lead, signed)
        post.delivers()
        key = post.lines()["otherparent", "parent_version"].copy_id
        lead.send(f"/documents/copies/{key}/take-back", {"why": "Sent too early"})
        words = panel(lead, signed)
        assert "Taken back on" in words
        assert "Otherparent Person" not in words[words.index("Outstanding") : words.index("Who was sent what")]
        # They can be sent it again.
        sends(lead, signed)
        post.delivers()
        assert post.told("otherparent") == ["document_ready", "document_taken_back", "document_ready"]


class TestADraftAndItsFinal:
    def test_the_draft_is_superseded_when_the_record_is_signed_and_people_are_told_of_the_newer(
        self, app, work, world, lead, browsing, post
    ):
        key = work.holds(days_ago=0)
        work.records(key)
        sends(lead, key)
        post.delivers()
        draft = post.lines()["health", "review_record"].copy_id
        health = browsing.as_(world.people["health"])
        assert "This is a draft." in health.words(f"/documents/copies/{draft}")
        work.signs(key)
        assert "it has become final since" in health.words(f"/documents/copies/{draft}")
        sends(lead, key)
        post.delivers()
        words = health.words(f"/documents/copies/{draft}")
        assert "Superseded on" in words
        assert "Open the newer one" in words
        assert post.told("health") == ["document_ready", "document_newer"]
        assert post.told("parent") == ["document_ready"]


class TestReminding:
    @pytest.fixture
    def sent(self, lead, post, signed):
        sends(lead, signed)
        post.delivers()
        return signed

    def test_once_after_five_working_days_who_has_not_read(self, world, browsing, lead, post, sent):
        key = post.lines()["parent", "parent_version"].copy_id
        browsing.as_(world.people["parent"]).press(f"/documents/copies/{key}/read")
        post.takes("reviews.remind")
        assert post.told("carer") == ["document_ready", "document_reminder"]
        assert post.told("parent") == ["document_ready"]
        assert "Reminded on" in panel(lead, sent)
        for name, template, body in post.mail():
            if template == "document_reminder":
                assert "Ama" not in body, name

    def test_not_twice(self, post, sent, worker, app):
        rows = post._waiting(["reviews.remind"])
        post.takes("reviews.remind")
        jobs.serve_for(worker)
        try:
            for row in rows:
                jobs.run(row.task_name, **row.args)
        finally:
            jobs.serve_for(app)
        assert post.told("carer") == ["document_ready", "document_reminder"]

    def test_nobody_who_has_left_or_whose_copy_was_taken_back(self, world, lead, post, sent, owner_app):
        TestDecidedAgain().end(owner_app, world, "health")
        key = post.lines()["carer", "carer_sheet"].copy_id
        lead.send(f"/documents/copies/{key}/take-back", {"why": "By mistake"})
        post.takes("reviews.remind")
        assert post.told("health") == ["document_ready"]
        assert post.told("carer") == ["document_ready", "document_taken_back"]

    def test_it_is_queued_for_that_morning(self, post, sent, owner_engine, world):
        with owner_engine.connect() as link:
            at = link.execute(
                text(
                    "select scheduled_at from jobs.procrastinate_jobs where task_name = 'reviews.remind'"
                    " and args ->> 'person' = :who"
                ),
                {"who": str(world.people["carer"])},
            ).scalar_one()
        assert clock.london_date(at) == reminding.remind_on(clock.today(), 5)

    def test_days_are_working_days_and_the_councils_own(self):
        from datetime import date

        # Over Christmas and New Year: 25, 26 (28 in lieu) December and 1 January do not count.
        assert reminding.remind_on(date(2026, 12, 23), 5) == date(2027, 1, 4)
        assert reminding.working_days(None) == 5
        chosen = Authority(settings={"circulation": {"remind_after_working_days": 3}})
        assert reminding.working_days(chosen) == 3
        for wrong in (3, {"remind_after_working_days": "soon"}, {"remind_after_working_days": 400}):
            assert reminding.working_days(Authority(settings={"circulation": wrong})) == 5


class TestBeforeItIsSent:
    def test_the_lead_sees_what_somebody_gets_and_how_much_is_left_out_and_why(self, app, work, world, lead):
        key = work.signed(
            views=[
                {"id": new_id(), "text": "I like the new club", "audiences": ["parent"]},
                {"id": new_id(), "text": "Mum shouts at night", "audiences": []},
            ]
        )
        address = f"/reviews/{key}/preview/{world.memberships['parent']}/parent_version"
        words = lead.words(address)
        assert "What Parent Person gets" in words
        assert "I like the new club" in words
        assert "Mum shouts" not in words
        assert re.search(r"1 view: not written for them", words)

    def test_somebody_else_sees_no_preview(self, world, browsing, signed):
        address = f"/reviews/{signed}/preview/{world.memberships['parent']}/parent_version"
        for who in ("senco", "parent", "stranger", "health"):
            assert browsing.as_(world.people[who]).get(address).status_code in {403, 404}

    @pytest.mark.parametrize("kind", ["review_record", "nonsense"])
    def test_nor_one_that_is_not_theirs(self, world, lead, signed, kind):
        assert lead.get(f"/reviews/{signed}/preview/{world.memberships['parent']}/{kind}").status_code == 404
        assert lead.get(f"/reviews/{signed}/preview/{new_id()}/parent_version").status_code == 404


PAPERS = (
    ("senco", "review_record"),
    ("health", "review_record"),
    ("provider", "review_record"),
    ("senco", "school_action_sheet"),
    ("parent", "parent_version"),
    ("carer", "carer_sheet"),
    ("youngperson", "young_person_summary"),
)


class TestWhatAPreviewCosts:
    """At most eight statements, whoever it is for, however much is on it and however many are on the team."""

    @pytest.fixture
    def busy(self, app, world, work):
        """A plan that was agreed twice, two signed reviews, one that is planned and one that is a draft."""
        planning = Planning(app, world)
        for kind in ("strength", "worry", "outcome"):
            planning.says(kind, f"A {kind}", "parent", "carer", "young_person", family_text="Plain words")
        for owner in ("parent", "otherparent", "carer", "senco"):
            planning.asks("Ring the club", owner, "parent", "carer", "school")
        planning.agrees()
        planning.says("strength", "Another strength", "parent", "carer", "school")
        planning.agrees()
        for days_ago in (60, 30):
            key = work.signed(days_ago=days_ago, differs=[{"id": new_id(), "who": "Parent", "words": "Not for me"}])
        work.plans()
        draft = work.holds()
        work.records(draft, views=[{"id": new_id(), "text": f"Words {n}", "audiences": ["parent"]} for n in range(8)])
        return key, draft

    def costs(self, app, world, lead, review, papers=PAPERS):
        """The number of statements of each preview, none of them above eight."""
        found = {}
        for who, kind in papers:
            address = f"/reviews/{review}/preview/{world.memberships[who]}/{kind}"
            lead.get(address)
            with asked_of(app) as asked:
                assert lead.get(address).status_code == 200
            assert len(asked) <= 8, f"{kind} for {who}: {len(asked)}\n" + "\n".join(asked)
            found[who, kind] = len(asked)
        return found

    def test_of_a_draft(self, app, world, lead, busy):
        self.costs(app, world, lead, busy[1], [("senco", "review_record"), ("health", "review_record")])

    def test_of_a_signed_record_the_same_for_five_and_for_forty(self, app, world, lead, busy, owner_app):
        joins(owner_app, world, 5)
        few = self.costs(app, world, lead, busy[0])
        joins(owner_app, world, 35)
        page = lead.page(f"/reviews/{busy[0]}/circulate")
        assert len({field["name"] for field in page.select("input[type=radio]")}) >= 40
        assert self.costs(app, world, lead, busy[0]) == few


class TestWhatIsKeptFromTheSender:
    """A version may hold what its reader may see and its sender may not: it goes out, and the sender never reads it."""

    @pytest.fixture
    def kept(self, app, world, owner_engine):
        planning = Planning(app, world)
        for kind, words in (("worry", "It is about the lead"), ("strength", "He rings the uncle of the lead")):
            key = planning.says(kind, words, "parent", family_text=words)
            with owner_engine.begin() as owner:
                owner.execute(
                    text(
                        "update statement set caveats = array[:caveat], published_at = now(),"
                        " originator_id = :by, recorded_by = :by where id = :key"
                    ),
                    {"caveat": f"not-to:{world.people['lead']}", "by": world.people["manager"], "key": key},
                )

    def test_a_preview_shows_the_sender_what_they_may_read(self, world, browsing, lead, kept, signed):
        assert "about the lead" in browsing.as_(world.people["iro"]).words(f"/plans/{world.plan_id}")
        for who, kind in (("iro", "review_record"), ("parent", "parent_version")):
            words = lead.words(f"/reviews/{signed}/preview/{world.memberships[who]}/{kind}")
            assert "the lead" not in words, who

    def test_nor_do_they_open_the_pages_that_were_made(self, world, browsing, lead, post, kept, signed):
        sends(lead, signed)
        post.delivers()
        with post.app.app_context():
            identify(db.session(), world.people["lead"])
            held = db.session.scalars(
                select(DocumentCopy).where(DocumentCopy.recipient_id == world.people["iro"])
            ).one()
        address = f"/documents/copies/{held.id}/file"
        assert browsing.as_(world.people["iro"]).get(address).status_code == 200
        assert lead.get(address).status_code == 404


class TestASafeguardingRecord:
    @pytest.fixture
    def core_group(self, work):
        return work.signed("core_group")

    def address(self, app, world, key):
        with app.app_context():
            identify(db.session(), world.people["lead"])
            return f"/reviews/{key}/second/{db.session.scalars(select(CirculationLine.batch_id)).first()}"

    def test_goes_nowhere_before_a_second_person_has_looked(self, app, world, lead, browsing, post, core_group):
        assert sends(lead, core_group).status_code == 303
        assert "Waits for a second person" in panel(lead, core_group)
        assert post.delivers() == 0
        assert ("manager", "second_look") in {(who, template) for who, template, _ in post.mail()}
        deputy = browsing.as_(world.people["deputy"])
        here = self.address(app, world, core_group)
        assert "School version" in deputy.words(here)
        assert deputy.press(here, decision="send").status_code == 303
        assert post.delivers() > 0
        assert post.told("senco") == ["document_ready"]

    def test_whoever_chose_it_is_not_the_second_person(self, app, world, lead, post, core_group):
        sends(lead, core_group)
        here = self.address(app, world, core_group)
        assert "You chose this, so somebody else looks" in lead.words(here)
        assert lead.press(here, decision="send").status_code == 422
        assert post.delivers() == 0

    def test_what_a_second_person_decides_against_is_not_sent(self, app, world, lead, browsing, post, core_group):
        sends(lead, core_group)
        deputy = browsing.as_(world.people["deputy"])
        deputy.press(self.address(app, world, core_group), decision="stop")
        assert post.delivers() == 0
        assert "a second person decided against it" in panel(lead, core_group)
        assert post.told("senco") == []

    @pytest.mark.parametrize("who", ["senco", "health", "parent", "stranger"])
    def test_others_have_no_such_page(self, app, world, lead, browsing, core_group, who):
        sends(lead, core_group)
        visitor = browsing.as_(world.people[who])
        assert visitor.get(self.address(app, world, core_group)).status_code in (403, 404)

    def test_is_not_among_the_papers_of_a_pack(self, world, lead, core_group):
        assert "review_record" not in str(
            lead.page(f"/children/{world.child_id}/documents").select("input[type=checkbox]")
        )

    def test_an_ordinary_record_needs_nobody_else(self, lead, post, signed):
        sends(lead, signed)
        assert post.delivers() > 0
