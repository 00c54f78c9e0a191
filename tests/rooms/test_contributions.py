"""Contributing to a review before it is held: what is kept, who reads it, and how one's actions change with it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.db import RuleBroken, new_id
from coordination.documents import files
from coordination.plans import queries as plans
from coordination.reviews import contributing, contributions
from tests.rooms.contributing import Contributing, contribution_fields, pdf
from tests.rooms.planning import Planning, asked_of


@pytest.fixture
def work(app, world):
    return Contributing(app, world)


@pytest.fixture
def review(work):
    return work.plans("lead", "senco", "health", "provider", "parent")


def newest(work, review, who="lead"):
    with work.at_work(who):
        return contributions.contributions_of(review)


class TestSendingOne:
    def test_is_kept_and_the_report_is_received(self, work, review):
        work.sends(review, going_well="Sleeps through", worries="Misses breakfast", score=6, will_come=True)
        (one,) = newest(work, review)
        assert (one.going_well, one.worries, one.score, one.number) == ("Sleeps through", "Misses breakfast", 6, 1)
        with work.reading(review) as held:
            place = next(who for who in held.people if who.role == "HLT")
            assert (place.report, place.response) == ("yes", "accepted")

    def test_on_the_day_of_the_meeting_is_late(self, work, review):
        with work.reading(review) as held:
            day = held.starts_at
        with clock.frozen(day - timedelta(hours=1)):
            work.sends(review, going_well="Sleeps through")
        with work.reading(review) as held:
            assert next(who for who in held.people if who.role == "HLT").report == "late"

    def test_the_same_one_again_is_the_same(self, work, review):
        key = new_id()
        work.sends(review, id=key, going_well="Once")
        work.sends(review, id=key, going_well="Once")
        assert [one.number for one in newest(work, review)] == [1]

    def test_a_correction_is_a_new_version_and_the_first_is_kept(self, work, review):
        work.sends(review, going_well="Sleeps through")
        key = work.sends(review, going_well="Sleeps through most nights")
        with work.at_work("health"):
            place = contributions.contribution(key).place
            assert [one.going_well for one in contributions.versions_of(place)] == [
                "Sleeps through most nights",
                "Sleeps through",
            ]

    def test_the_database_refuses_to_change_what_was_sent(self, work, review, owner_engine):
        key = work.sends(review, going_well="Sleeps through")
        with owner_engine.connect() as connection, pytest.raises(Exception, match="rows never change"):
            connection.execute(text("update contribution set going_well = 'other' where id = :id"), {"id": key})

    def test_tells_the_childs_history_once(self, work, review, owner_engine, world):
        work.sends(review, going_well="Sleeps through")
        with owner_engine.connect() as connection:
            kinds = connection.execute(
                text("select kind from event where child_id = :child and kind like 'contribution%'"),
                {"child": world.child_id},
            ).scalars()
            assert list(kinds) == ["contribution_received"]

    def test_keeps_a_report_encrypted(self, work, review):
        key = work.sends(review, file=("Ama Okafor report.pdf", b"%PDF-1.7 hello"))
        with work.at_work("health"):
            one = contributions.contribution(key)
            assert files.read(one.file) == b"%PDF-1.7 hello"
            assert b"hello" not in files.door().get(one.file.digest)

    def test_a_correction_keeps_the_report_sent_before(self, work, review):
        work.sends(review, file=("report.pdf", b"%PDF-1.7 hello"))
        work.sends(review, going_well="Sleeps through")
        (one,) = newest(work, review)
        assert one.file_name == "report.pdf"


class TestTheirActions:
    def test_change_as_they_say(self, app, world, work, review):
        action = Planning(app, world).asks("Book the hearing test", "health")
        with work.at_work("health"):
            held = plans.action(action)
            version = held.version
        with work.at_work("health") as by:
            place = contributions.place_of(review, by.person_id)
            said = [(plans.action(action), {"status": "blocked", "note": "No clinic in June", "version": version})]
            contributing.contribute(place, id=new_id(), by=by, progress=said)
        with work.at_work("health"):
            held = plans.action(action)
            assert (held.status, held.blocker) == ("blocked", "No clinic in June")
        (one,) = newest(work, review)
        assert (one.progress[0]["status"], one.progress[0]["note"]) == ("blocked", "No clinic in June")

    def test_that_somebody_else_changed_first_are_kept_for_a_decision(self, app, world, work, review):
        plan = Planning(app, world)
        action = plan.asks("Book the hearing test", "health")
        plan.updates(action, "in_progress", who="health")
        with work.at_work("health") as by:
            place = contributions.place_of(review, by.person_id)
            said = [(plans.action(action), {"status": "done", "note": "", "version": 1})]
            contributing.contribute(place, id=new_id(), by=by, going_well="All well", progress=said)
        (one,) = newest(work, review)
        assert one.going_well == "All well"
        assert one.progress[0]["crossed"] is True


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({}, "Say at least one thing"),
            ({"withheld": "Something about her father"}, "Say why you cannot share it"),
            ({"withheld_why": "I promised"}, "Say what kind of information"),
            ({"score": 11}, "from 0 to 10"),
            ({"file": ("report.exe", b"MZ")}, "The file must be one of"),
            ({"file": ("report.pdf", b"MZ not a pdf")}, "This is not a PDF file"),
            ({"file": ("report.pdf", b"")}, "The file is empty"),
            ({"file": ("report.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024))}, "smaller than 10 MB"),
        ],
    )
    def test_says_what_to_do(self, work, review, said, sentence):
        with pytest.raises(RuleBroken, match=sentence):
            work.sends(review, **said)

    def test_a_day_that_has_not_come(self, work, review):
        with pytest.raises(RuleBroken, match="today or earlier"):
            work.sends(review, seen_on=[clock.today() + timedelta(days=1)])

    def test_from_somebody_elses_place(self, work, review, world):
        with work.at_work("senco") as by:
            place = contributions.place_of(review, world.people["health"])
            with pytest.raises(RuleBroken, match="Only the person who was asked"):
                contributing.contribute(place, id=new_id(), by=by, going_well="Not mine")

    def test_once_the_meeting_is_held(self, work, review):
        work.records(review)
        with pytest.raises(RuleBroken, match="held or called off"):
            work.sends(review, going_well="Too late")


class TestThePage:
    def test_that_is_shown_again_says_to_choose_the_file_again(self, browsing, world, review):
        health = browsing.as_(world.people["health"])
        wrong = {"seen-0-on-day": 40, "seen-0-on-month": 1, "seen-0-on-year": 2026}
        at = f"/reviews/{review}/contribution"
        for sent, wanted in (({"file": pdf()}, True), ({}, False)):
            fields = contribution_fields(health, review, going_well="Sleeps through", **wrong, **sent)
            answer = health.client.post(at, data=fields)
            assert answer.status_code == 422 and "Sleeps through" in answer.text
            assert ("Choose your file again" in answer.text) == wanted

    def test_takes_what_is_typed_without_scripts(self, app, browsing, work, world, review):
        action = Planning(app, world).asks("Book the hearing test", "health")
        health = browsing.as_(world.people["health"])
        day = clock.today() - timedelta(days=3)
        fields = contribution_fields(
            health,
            review,
            going_well="Sleeps through",
            score="7",
            will_come="no",
            deputy="Jo from the clinic",
            file=pdf(),
            **{
                "seen-0-on-day": day.day,
                "seen-0-on-month": day.month,
                "seen-0-on-year": day.year,
                "actions-0-status": "done",
                "actions-0-note": "Booked and heard",
            },
        )
        answer = health.client.post(f"/reviews/{review}/contribution", data=fields)
        assert answer.status_code == 303
        words = health.words(answer.headers["Location"])
        for part in ("Sleeps through", "7 out of 10", "Jo from the clinic comes instead", "report.pdf", "done"):
            assert part in words
        with work.at_work("health"):
            assert plans.action(action).status == "done"

    def test_comes_back_with_everything_typed_when_something_is_wrong(self, browsing, world, review):
        health = browsing.as_(world.people["health"])
        fields = contribution_fields(health, review, going_well="Sleeps through", withheld="Something")
        answer = health.client.post(f"/reviews/{review}/contribution", data=fields)
        assert answer.status_code == 422
        assert "Say why you cannot share it here." in answer.text
        assert "Sleeps through" in answer.text

    def test_adds_another_day_without_scripts(self, browsing, world, review):
        health = browsing.as_(world.people["health"])
        fields = contribution_fields(health, review, going_well="Sleeps through")
        answer = health.client.post(f"/reviews/{review}/contribution", data=fields | {"seen-add": "1"})
        assert answer.status_code == 200
        assert "Day you saw them 2" in answer.text
        assert "Sleeps through" in answer.text

    def test_puts_a_draft_back(self, browsing, work, world, review):
        health = browsing.as_(world.people["health"])
        with work.at_work("health") as by:
            place = contributions.place_of(review, by.person_id).id
        token = health.token()
        health.client.post(
            f"/drafts/contribution/{world.child_id}/{place}", data={"csrf_token": token, "worries": "Not yet sent"}
        )
        assert "Not yet sent" in health.get(f"/reviews/{review}/contribution").text

    def test_a_provider_who_cannot_open_the_review_can_send_theirs(self, browsing, world, review):
        provider = browsing.as_(world.people["provider"])
        assert provider.get(f"/reviews/{review}").status_code == 404
        fields = contribution_fields(provider, review, going_well="Comes every week")
        answer = provider.client.post(f"/reviews/{review}/contribution", data=fields)
        assert "Comes every week" in provider.words(answer.headers["Location"])

    def test_is_wanted_on_the_first_page_until_it_is_sent(self, browsing, work, world, review):
        health = browsing.as_(world.people["health"])
        assert "Your contribution for Ama" in health.words("/")
        work.sends(review, going_well="Sleeps through")
        assert "Your contribution for Ama" not in health.words("/")

    def test_is_wanted_of_whoever_begins_with_the_overview_too(self, app, browsing, work, world):
        work.plans("lead", "iro")
        iro = browsing.as_(world.people["iro"])
        assert "Wanted from you Your contribution for Ama" in iro.words("/team")
        assert "Wanted from you" not in browsing.as_(world.people["manager"]).words("/team")
        with asked_of(app) as asked:
            iro.page("/team")
        assert len(asked) <= 8, asked

    def test_goes_to_the_review_once_the_meeting_is_held(self, browsing, work, world, review):
        work.records(review)
        answer = browsing.as_(world.people["health"]).get(f"/reviews/{review}/contribution")
        assert answer.status_code == 303


class TestWhoReadsIt:
    def test_the_lead_and_its_author_and_no_other_agency(self, browsing, work, world, review):
        key = work.sends(review, going_well="Sleeps through")
        assert "Sleeps through" in browsing.as_(world.people["lead"]).words(f"/reviews/{review}")
        assert "Sleeps through" in browsing.as_(world.people["health"]).words(f"/reviews/{review}")
        senco = browsing.as_(world.people["senco"])
        assert "Sleeps through" not in senco.words(f"/reviews/{review}")
        assert senco.get(f"/contributions/{key}").status_code == 404

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "admin", "parent", "youngperson", "provider"])
    def test_to_anybody_else_there_is_none(self, browsing, work, world, review, who):
        key = work.sends(review, going_well="Sleeps through", file=("report.pdf", b"%PDF-1.7"))
        visitor = browsing.as_(world.people[who])
        for address in (f"/contributions/{key}", f"/contributions/{key}/file"):
            assert visitor.get(address).status_code in (403, 404)

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "deputy", "supervisor"])
    def test_whoever_was_not_asked_has_no_form(self, browsing, world, review, who):
        assert browsing.as_(world.people[who]).get(f"/reviews/{review}/contribution").status_code == 404

    def test_that_to_a_conference_is_about_safeguarding(self, work, world):
        review = work.plans("lead", "health", kind="conference")
        work.sends(review, worries="Bruises on her arm")
        (one,) = newest(work, review)
        assert one.label == "S3"

    def test_stands_beside_the_record_once_it_is_begun(self, browsing, work, world, review):
        work.sends(review, going_well="Sleeps through")
        work.records(review)
        lead = browsing.as_(world.people["lead"])
        assert "What was sent before the meeting" in lead.words(f"/reviews/{review}")
        assert "Sleeps through" in lead.words(f"/reviews/{review}/contributions")
        senco = browsing.as_(world.people["senco"])
        assert "Sleeps through" not in senco.words(f"/reviews/{review}/contributions")

    def test_a_report_is_given_under_a_name_of_ours(self, browsing, work, world, review):
        key = work.sends(review, file=("Ama Okafor.pdf", b"%PDF-1.7 hello"))
        answer = browsing.as_(world.people["lead"]).get(f"/contributions/{key}/file")
        assert answer.data == b"%PDF-1.7 hello"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="report.pdf"'


class TestTheCost:
    def test_is_the_same_however_much_was_sent(self, app, browsing, work, world):
        review = work.plans("lead", "deputy", "senco", "health", "supervisor", "virtualschool")
        plan = Planning(app, world)
        for number in range(4):
            plan.asks(f"Ring {number}", "health")
        lead, health = browsing.as_(world.people["lead"]), browsing.as_(world.people["health"])
        pages = [(lead, f"/reviews/{review}"), (health, f"/reviews/{review}/contribution"), (health, "/actions")]
        work.sends(review, "health", going_well="One")
        few = [cost(app, visitor, address) for visitor, address in pages]
        for who in ("senco", "supervisor", "virtualschool"):
            work.sends(review, who, going_well="Another")
        work.sends(review, "health", going_well="Corrected")
        many = [cost(app, visitor, address) for visitor, address in pages]
        assert few == many
        work.records(review)
        many.append(cost(app, lead, f"/reviews/{review}"))
        many.append(cost(app, lead, f"/reviews/{review}/contributions"))
        assert max(many) <= 8, many


def cost(app, visitor, address):
    visitor.get(address)
    with asked_of(app) as asked:
        assert visitor.get(address).status_code == 200
    return len(asked)
