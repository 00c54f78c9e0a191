"""The family's pages: each person finds what was published to them, in words for them, and nothing of
anybody else."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from coordination import clock
from coordination.access.reach import end_reach
from coordination.cases.models import Case
from coordination.children.models import Child, ChildAddress, ChildProfile, NetworkMember
from coordination.db import db, identify, new_id, new_reference
from coordination.documents.models import DocumentCopy, IssuedDocument, StoredFile
from coordination.plans import operations, queries
from coordination.reviews import operations as reviews
from coordination.reviews import queries as review_queries
from coordination.voice import operations as voice
from tests.rooms.reviewing import said
from tests.world import add_child

FACES = {"youngperson": "/my-plan", "carer": "/caring", "parent": "/family"}
AUDIENCES = {"youngperson": "young_person", "carer": "carer", "parent": "parent"}
FAMILY = tuple(AUDIENCES.values())


class Team:
    """What the team does, each call a transaction of its own."""

    def __init__(self, app, world):
        self.app = app
        self.world = world

    def does(self, what, who="lead"):
        with self.app.app_context():
            by = self.world.actor(who)
            identify(db.session(), by.person_id)
            made = what(by)
            db.session.commit()
            return made.id

    def child(self):
        return db.session.get(Child, self.world.child_id)

    def says(self, kind, text, *audiences, agree=True, caveats=(), **more):
        def add(by):
            plan = queries.plan(self.world.plan_id)
            row = operations.add_statement(plan, id=new_id(), kind=kind, text=text, audiences=audiences, by=by, **more)
            if caveats:
                row.caveats = list(caveats)
                db.session.flush()
            if agree:
                operations.agree_plan(plan, by=by)
            return row

        return self.does(add)

    def asks(self, text, owner, *audiences, agree=True, **more):
        def add(by):
            plan = queries.plan(self.world.plan_id)
            row = operations.add_action(
                plan,
                id=new_id(),
                text=text,
                owner_id=self.world.people[owner],
                agency_id=None,
                audiences=audiences,
                by=by,
                **more,
            )
            if agree:
                operations.agree_plan(plan, by=by)
            return row

        return self.does(add)

    def hears(self, text, *audiences, **more):
        def record(by):
            return voice.record_view(
                self.child(),
                id=new_id(),
                text=text,
                said_on=clock.today(),
                how="told",
                audiences=audiences,
                by=by,
                **more,
            )

        return self.does(record)


@pytest.fixture
def team(app, world):
    return Team(app, world)


@pytest.fixture
def opens(browsing, world):
    """The words of somebody's own page."""

    def words(who, address=None):
        return browsing.as_(world.people[who]).words(address or FACES[who])

    return words


def as_bytes(visitor, address):
    """A page as it is sent, without the token that is new each time."""
    answer = visitor.get(address, follow_redirects=True)
    assert answer.status_code == 200
    return re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", answer.text)


class TestWhoOpensWhichPage:
    def test_each_person_their_own(self, browsing, world):
        for who, address in FACES.items():
            assert browsing.as_(world.people[who]).get(address).status_code == 200

    def test_nobody_anybody_elses(self, browsing, world):
        for who in ("lead", "senco", "admin", *FACES, "otherparent"):
            visitor = browsing.as_(world.people[who])
            for whose, address in FACES.items():
                if who == whose or (who, whose) == ("otherparent", "parent"):
                    continue
                assert visitor.get(address).status_code == 403, (who, address)

    def test_a_visitor_is_asked_to_sign_in(self, browsing):
        for address in FACES.values():
            assert "/sign-in" in browsing.nobody().get(address).location

    def test_another_child_does_not_exist(self, browsing, world):
        for who, address in FACES.items():
            visitor = browsing.as_(world.people[who])
            assert visitor.get(f"{address}/{world.child_id}").status_code == 200
            assert visitor.get(f"{address}/{new_id()}").status_code == 404

    def test_a_child_named_does_not_exist_for_whoever_the_page_is_not_for(self, browsing, world):
        addresses = [f"{address}/{world.child_id}" for address in FACES.values()]
        addresses += [f"/caring/{world.child_id}/every-day", f"/my-plan/{world.child_id}/say"]
        for who in ("lead", "senco", "admin", *FACES):
            visitor = browsing.as_(world.people[who])
            for address in addresses:
                its = FACES.get(who, "nowhere")
                assert visitor.get(address).status_code == (200 if address.startswith(its) else 404), (who, address)

    def test_the_first_page_leads_there(self, browsing, world):
        for who, address in FACES.items():
            assert browsing.as_(world.people[who]).get("/").location == address

    def test_each_page_takes_at_most_eight_questions(self, app, browsing, world, team):
        for audience in FAMILY:
            team.says("strength", f"Strength {audience}", audience)
            team.says("outcome", f"Outcome {audience}", audience, progress=3)
        for owner in ("senco", "health", "carer", "parent", "youngperson"):
            team.asks(f"Action of {owner}", owner, *FAMILY)
        team.hears("I like it", *FAMILY)
        for who, address in FACES.items():
            visitor = browsing.as_(world.people[who])
            asked = []

            def note(conn, cursor, statement, *rest, asked=asked):
                if "set_config" not in statement and "savepoint" not in statement.lower():
                    asked.append(statement.split("\n")[0][:100])

            with app.app_context():
                engine = db.engine
            event.listen(engine, "before_cursor_execute", note)
            try:
                assert visitor.get(address).status_code == 200
            finally:
                event.remove(engine, "before_cursor_execute", note)
            assert len(asked) <= 8, "\n".join(asked)


class TestWhatIsPublished:
    def test_it_is_on_the_page_it_names_and_on_no_other(self, team, opens):
        for audience in FAMILY:
            team.says("strength", f"For the {audience}", audience)
        for who, audience in AUDIENCES.items():
            words = opens(who)
            for other in FAMILY:
                assert (f"For the {other}" in words) == (other == audience), (who, other)

    def test_nothing_before_the_plan_is_agreed(self, team, opens):
        team.says("strength", "Still being talked about", *FAMILY, agree=False)
        for who in FACES:
            assert "Still being talked about" not in opens(who)

    def test_worries_are_in_kind_words_or_not_there(self, team, opens):
        team.says(
            "worry",
            "Presents with dysregulation",
            *FAMILY,
            family_text="Evenings are hard for Ama",
            young_text="Evenings can feel hard",
        )
        team.says("worry", "Non-compliant with professionals", *FAMILY)
        team.says("worry", "Father minimises", "parent", "young_person", family_text="Handovers can be loud")
        young, parent = opens("youngperson"), opens("parent")
        assert "Evenings can feel hard" in young and "Evenings are hard for Ama" in parent
        for words in (young, parent):
            assert "dysregulation" not in words
            assert "Non-compliant" not in words
            assert "minimises" not in words
        assert "Handovers can be loud" in parent and "Handovers can be loud" not in young

    def test_a_goal_says_where_it_began_and_where_it_is(self, team, opens):
        team.says("outcome", "Sleeps well", *FAMILY, progress_at_start=2, progress=6)
        for who in FACES:
            assert "It began at step 2 of 10. Now it is at step 6 of 10." in opens(who)

    def test_an_action_says_who_and_by_when(self, team, opens, world):
        day = clock.today() + timedelta(days=9)
        team.asks("Book the eye test", "health", *FAMILY, due_on=day)
        for who in FACES:
            words = opens(who)
            assert "Book the eye test" in words and f"{day.day} " in words
            assert "Health" in words

    def test_what_a_meeting_decided_is_there_once_it_is_signed(self, team, opens, world):
        came = [
            {"person_id": world.people[who], "agency_id": None, "name": who, "role": role}
            for who, role in (("lead", "SW"), ("senco", "SEN"))
        ]

        def hold(by):
            review = reviews.begin_record(
                db.session.get(Case, world.case_id),
                id=new_id(),
                kind="child_in_need",
                held_on=clock.today(),
                by=by,
                invitees=came,
            )
            action = {
                "id": new_id(),
                "text": "Write it down",
                "owner_id": world.people["lead"],
                "agency_id": world.agencies["services"],
                "due_on": clock.today() + timedelta(days=5),
            }
            whole = said(
                held_on=clock.today(),
                attendance={who.id: "in_person" for who in review.people},
                participation="attended",
                views=[{"id": new_id(), "text": "I like Mondays", "how": "meeting"}],
                decisions=[{"id": new_id(), "text": "Handovers are at school", "owner_id": None}],
                actions=[action],
                decision="continue",
                next_on=clock.today() + timedelta(days=40),
            )
            return reviews.record_review(review, whole, by=by, seen=review.version)

        key = team.does(hold)
        assert "Handovers are at school" not in opens("parent")
        team.does(lambda by: reviews.sign_review(review_queries.review(key), by=by))
        for who in FACES:
            assert "Handovers are at school" in opens(who)

    def test_a_meeting_is_told_to_those_who_are_asked(self, team, opens, world):
        def plan(by):
            return reviews.plan_review(
                db.session.get(Case, world.case_id),
                id=new_id(),
                kind="child_in_need",
                starts_at=clock.now() + timedelta(days=12),
                place="The library",
                reason="The next review",
                chair_id=world.people["lead"],
                invitees=[
                    {"person_id": world.people["parent"], "agency_id": None, "name": "P", "role": "PAR"},
                    {"person_id": world.people["youngperson"], "agency_id": None, "name": "Y", "role": "YP"},
                ],
                by=by,
            )

        team.does(plan)
        assert "The library" in opens("parent")
        assert "The library" in opens("youngperson")
        assert "The library" not in opens("otherparent", "/family")
        assert "The library" not in opens("carer")


class TestWhatIsHidden:
    def test_a_page_with_a_hidden_item_equals_the_page_without_it(self, team, browsing, world):
        team.says("strength", "Seen by all", *FAMILY)
        team.asks("Seen action", "senco", *FAMILY)
        visitors = {who: browsing.as_(world.people[who]) for who in FACES}
        before = {who: as_bytes(visitors[who], address) for who, address in FACES.items()}
        kept_from = [f"not-to:{world.people[who]}" for who in FACES]
        for kind in ("strength", "need", "worry", "outcome", "provision", "contingency"):
            team.says(kind, "Professional only", "school", "health")
            team.says(kind, "Named and kept", *FAMILY, family_text="Kept", young_text="Kept", caveats=kept_from)
        team.says("worry", "Team wording only", "parent", "young_person")
        team.asks("Hidden action", "senco", "school")
        team.hears("Only for the team", speaker="other", speaker_name="An aunt")
        team.hears("From another parent", "parent", speaker="parent", speaker_id=world.people["otherparent"])
        for who, address in FACES.items():
            assert as_bytes(visitors[who], address) == before[who], who

    def test_professional_words_and_addresses_are_nowhere(self, app, owner_app, team, opens, world):
        with owner_app.app_context():
            common = {"authority_id": world.authority_id, "child_id": world.child_id}
            db.session.add(ChildAddress(kind="home", lines="9 Canary Street", postcode="ZZ1 1ZZ", **common))
            db.session.add(NetworkMember(name="Canary Sibling", relation="brother", **common))
            db.session.commit()
        team.says("worry", "Canary worry", "school", goal="Canary goal")
        team.says("outcome", "Shown", *FAMILY, baseline="Canary baseline", measure="Canary measure")
        team.says(
            "worry",
            "Canary professional",
            "parent",
            "young_person",
            family_text="Kind",
            young_text="Kind",
            goal="Canary goal",
        )
        for who in FACES:
            assert "Canary" not in opens(who)

    def test_one_parent_sees_nothing_of_the_other(self, team, browsing, world, opens):
        team.says("strength", "For one alone", "parent", caveats=[f"not-to:{world.people['otherparent']}"])
        team.asks("Keep the diary", "parent")
        one, other = browsing.as_(world.people["parent"]), browsing.as_(world.people["otherparent"])
        one.send(f"/family/{world.child_id}/views", {"better": "Bedtimes are calm"})
        one.send(f"/family/{world.child_id}/disagree", {"words": "That is not how it was"})
        mine, theirs = opens("parent"), opens("otherparent", "/family")
        for words in ("For one alone", "Keep the diary", "Bedtimes are calm", "That is not how it was"):
            assert words in mine
            assert words not in theirs
        assert "Parent Person" not in theirs.replace("Otherparent Person", "")
        assert other.get(f"/family/{world.child_id}").status_code == 200

    def test_a_carer_after_the_end_finds_nothing(self, owner_app, team, browsing, world):
        team.says("strength", "Shared with the carer", "carer")
        visitor = browsing.as_(world.people["carer"])
        assert "Shared with the carer" in visitor.words("/caring")
        with owner_app.app_context():
            end_reach(db.session(), world.memberships["carer"])
            db.session.commit()
        after = visitor.words("/caring")
        assert "Nothing is here today" in after
        assert "Ama" not in after and "Shared" not in after
        assert visitor.get(f"/caring/{world.child_id}").status_code == 404

    def test_two_children_are_two_pages_and_neither_names_the_other(self, owner_app, browsing, team, world):
        with owner_app.app_context():
            other, *_ = add_child(
                world.authority_id,
                {who: world.people[who] for who in ("lead", "parent")},
                world.agencies,
                world.team_id,
                given_names="Zuri",
                preferred_name="Zuri",
                sort_name="okafor zuri",
            )
            db.session.commit()
        team.says("strength", "Reads every day", "parent")
        visitor = browsing.as_(world.people["parent"])
        choice = visitor.page("/family")
        assert [link.text for link in choice.select(".family-choose a")] == ["Ama", "Zuri"]
        one, two = visitor.words(f"/family/{world.child_id}"), visitor.words(f"/family/{other}")
        assert "Reads every day" in one and "Zuri" not in one
        assert "Reads every day" not in two and "Ama" not in two

    def test_a_child_without_a_name_waits_kindly(self, owner_app, opens, world, team):
        team.says("strength", "Something shared", *FAMILY)
        with owner_app.app_context():
            child = db.session.get(Child, world.child_id)
            child.given_names = child.family_name = child.preferred_name = None
            child.local_id = "1001"
            db.session.commit()
        for who in FACES:
            words = opens(who)
            assert "Your page is not ready yet" in words
            assert "1001" not in words and "Something shared" not in words
            assert "01632 960002" in words


class TestTheirOwnPapers:
    @pytest.fixture
    def issued(self, owner_app, world):
        def issue(**of_it):
            with owner_app.app_context():
                common = {"authority_id": world.authority_id, "child_id": world.child_id}
                file = StoredFile(id=new_id(), digest="0" * 64, size=1, media_type="application/pdf", **common)
                document = IssuedDocument(
                    id=new_id(),
                    audience="parent",
                    section="support_plan",
                    label="S1",
                    about_kind="Plan",
                    about_id=world.plan_id,
                    version="1",
                    facts_digest="0" * 64,
                    state="ready",
                    **common,
                    **of_it,
                )
                db.session.add_all([file, document])
                db.session.flush()
                copy = DocumentCopy(
                    document_id=document.id,
                    recipient_id=world.people["parent"],
                    recipient_name="Parent Person",
                    number=1,
                    code=new_reference(),
                    file_id=file.id,
                    issued_at=clock.now(),
                    **common,
                )
                db.session.add(copy)
                db.session.commit()

        return issue

    def test_a_copy_is_on_the_page_of_whom_it_was_issued_to(self, issued, opens):
        issued(kind="parent_version")
        assert "Your copy of the plan" in opens("parent")
        assert "Your copy of the plan" not in opens("otherparent", "/family")
        assert "Your copy of the plan" not in opens("carer")

    def test_a_draft_says_that_it_is_one(self, issued, opens):
        issued(kind="parent_version", standing="draft")
        assert "Your copy of the plan · Draft" in opens("parent")


class TestTonight:
    def test_a_carer_finds_what_every_day_needs(self, owner_app, opens, world):
        with owner_app.app_context():
            profile = db.session.query(ChildProfile).filter_by(child_id=world.child_id).one()
            profile.daily_essentials = "Inhaler in the blue bag"
            profile.what_matters = "Being asked first"
            db.session.commit()
        words = opens("carer")
        assert "Inhaler in the blue bag" in words and "Being asked first" in words

    def test_and_whom_to_ring_by_hour(self, opens):
        words = opens("carer")
        for number in ("999", "01632 960004", "01632 960001", "01632 960002"):
            assert number in words
        assert "Supervisor Person" in words

    def test_what_is_not_agreed_is_ask_first(self, opens):
        words = opens("carer")
        assert (
            "Ask first." in words
            and "A haircut Ask first" in words
            and "Not agreed yet. Out of hours: 01632 960002" in words
        )
        assert "A change of surname" in words
