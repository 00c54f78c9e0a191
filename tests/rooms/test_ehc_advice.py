"""Advice for an EHC needs assessment: whom it is asked of, each adviser's own form, links, files, chasing, access."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from coordination import clock, jobs
from coordination.agencies.models import Agency
from coordination.children.models import Alert
from coordination.db import RuleBroken, db, new_id
from coordination.ehc import queries
from coordination.ehc.plan import issuing, writing
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.process import advising, chasing
from coordination.ehc.recipients import Recipient
from coordination.links import queries as link_queries
from tests.rooms.assessing import Assessing
from tests.rooms.contributing import pdf
from tests.rooms.linking import comes_by, form_of


@pytest.fixture
def work(app, world, owner_app):
    return Assessing(app, world, owner_app)


@pytest.fixture
def assessing(work):
    key = work.requests("parent", days_ago=60)
    work.decides(key)
    return key


def ask_page(key):
    return f"/ehc/assessments/{key}/ask"


def of_source(work, key, source):
    with work.at_work("officer"):
        found = [row for row in queries.advice_of(key) if row.source == source]
        db.session.expunge_all()
        return found


class TestAskingForAdvice:
    def test_everybody_the_law_requires_is_ticked_and_the_team_is_chosen(self, browsing, work, world, assessing):
        page = browsing.as_(world.people["officer"]).page(ask_page(assessing))
        for source in ("school", "health", "psychologist", "social_care"):
            assert page.find("input", id=f"{source}_ask").has_attr("checked"), source
        assert not page.find("input", id="other_ask").has_attr("checked")
        chosen = page.find("select", id="school_who").find("option", selected=True)
        assert "Senco Person" in chosen.text

    def test_asks_each_in_one_press_with_a_clock_of_their_own(self, browsing, work, world, assessing):
        officer = browsing.as_(world.people["officer"])
        psychologist = f"{world.people['psychologist']}|{work.agency_id}"
        assert officer.send(ask_page(assessing), {"psychologist_who": psychologist}).status_code == 303
        with work.at_work("officer"):
            rows = queries.advice_of(assessing)
            due = queries.advice_due(row.id for row in rows)
            assert {row.source for row in rows} == {"family", "school", "health", "psychologist", "social_care"}
            # Each parent, the carer and the young person is asked by themself.
            assert {row.name for row in rows if row.source == "family"} == {
                "Parent Person", "Otherparent Person", "Carer Person", "Youngperson Person",
            }  # fmt: skip
            assert set(due.values()) == {clock.today() + timedelta(weeks=6)}
            assert len(due) == len(rows)
        words = officer.words(f"/ehc/assessments/{assessing}")
        assert "Psychologist Person" in words
        assert "Waited for" in words

    def test_nobody_the_law_requires_is_left_out_without_a_reason(self, browsing, work, world, assessing):
        officer = browsing.as_(world.people["officer"])
        psychologist = f"{world.people['psychologist']}|{work.agency_id}"
        answer = officer.send(ask_page(assessing), {"psychologist_who": psychologist, "health_ask": None})
        assert answer.status_code == 422
        assert "Ask for this advice, or say why not: a health care professional" in answer.text
        assert of_source(work, assessing, "school") == []
        why = "The report of March is enough, and everybody agrees"
        sent = {"psychologist_who": psychologist, "health_ask": None, "health_why": why}
        assert officer.send(ask_page(assessing), sent).status_code == 303
        assert why in officer.words(f"/ehc/assessments/{assessing}")
        (row,) = of_source(work, assessing, "health")
        assert (row.state, row.why_not) == ("not_needed", why)

    def test_needs_to_know_whom_to_ask(self, browsing, work, world, assessing):
        answer = browsing.as_(world.people["officer"]).send(ask_page(assessing), {"psychologist_who": ""})
        assert answer.status_code == 422
        assert "Choose whom to ask, or enter a name and address: an educational psychologist" in answer.text

    def test_tells_whoever_signs_in_by_a_mail_that_names_nobody(self, work, assessing):
        key = work.asks_for(assessing, "psychologist", "psychologist")
        (mail,) = work.mails(key)
        assert mail.template == "advice_asked"
        assert f"/ehc/advice/{key}/give" in mail.body
        assert "Ama" not in mail.subject + mail.body
        assert "Okafor" not in mail.subject + mail.body

    def test_is_asked_of_one_person_once(self, work, assessing):
        work.asks_for(assessing, "health", "health")
        with pytest.raises(RuleBroken, match="has been asked for this already"):
            work.asks_for(assessing, "health", "health")

    def test_only_the_send_service_asks(self, browsing, work, world, assessing):
        for who in ("lead", "senco", "manager"):
            assert browsing.as_(world.people[who]).get(ask_page(assessing)).status_code == 403


class TestGivingAdvice:
    @pytest.mark.parametrize(
        ("source", "who", "asked", "not_asked"),
        [
            ("school", "senco", {"needs", "outcomes", "provision", "strengths"}, {"views"}),
            ("health", "health", {"needs", "provision"}, {"outcomes", "views"}),
            ("social_care", "lead", {"needs", "provision"}, {"outcomes", "views"}),
            ("psychologist", "psychologist", {"needs", "outcomes", "provision"}, {"views"}),
        ],
    )
    def test_each_answers_in_their_own_form(self, browsing, work, world, assessing, source, who, asked, not_asked):
        key = work.asks_for(assessing, source, who)
        visitor = browsing.as_(world.people[who])
        page = visitor.page(f"/ehc/advice/{key}/give")
        names = {area["name"] for area in page.find_all("textarea")}
        assert asked <= names
        assert not names & not_asked
        answer = visitor.send(f"/ehc/advice/{key}/give", {"needs": "Words of this adviser", "file": pdf()})
        assert answer.status_code == 303
        assert "Words of this adviser" in visitor.words(f"/ehc/advice/{key}")
        link = visitor.page(f"/ehc/advice/{key}").find("a", string="report.pdf")
        got = visitor.get(link["href"])
        assert got.data.startswith(b"%PDF-")
        assert "report" not in got.headers["Content-Disposition"]
        with work.at_work("officer"):
            row = queries.advice(key)
            assert (row.state, row.received_on) == ("received", clock.today())
            clocks = db.session.execute(
                text(
                    "select c.state from clock c join event e on e.id = c.started_by"
                    " where e.about_id = :id and c.rule = 'E3'"
                ),
                {"id": key},
            ).scalars()
            assert list(clocks) == ["met"]

    def test_one_clock_stops_and_the_others_run(self, work, assessing):
        school, health = work.asks_for(assessing, "school", "senco"), work.asks_for(assessing, "health", "health")
        work.gives(school, "senco")
        with work.at_work("officer"):
            states = db.session.execute(
                text("select e.about_id, c.state from clock c join event e on e.id = c.started_by where c.rule = 'E3'"
                     " and c.child_id = :c"),
                {"c": work.world.child_id},
            ).all()  # fmt: skip
        assert {row[0]: row[1] for row in states} == {school: "met", health: "running"}

    def test_nobody_answers_in_anothers_name(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "school", "senco")
        for who, status in (("virtualschool", 403), ("health", 403), ("lead", 403), ("dsl", 403), ("stranger", 404)):
            answer = browsing.as_(world.people[who]).get(f"/ehc/advice/{key}/give")
            assert answer.status_code == status, who

    def test_the_officer_records_what_came_on_paper_with_its_author(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "health", "health", days_ago=10)
        officer = browsing.as_(world.people["officer"])
        on = clock.today() - timedelta(days=2)
        sent = {"author": "Dr Ray", "needs": "Wheezes at night", "received_on-day": str(on.day),
                "received_on-month": str(on.month), "received_on-year": str(on.year)}  # fmt: skip
        assert officer.send(f"/ehc/advice/{key}/give", sent).status_code == 303
        assert "Dr Ray" in officer.words(f"/ehc/advice/{key}")
        with work.at_work("officer"):
            assert queries.advice(key).received_on == on

    def test_is_put_right_by_a_new_text_and_what_was_sent_stays(self, browsing, work, world, assessing, owner_engine):
        key = work.asks_for(assessing, "school", "senco")
        senco = browsing.as_(world.people["senco"])
        senco.send(f"/ehc/advice/{key}/give", {"needs": "First words", "file": pdf()})
        assert "First words" in senco.page(f"/ehc/advice/{key}/give").find("textarea", id="needs").text
        assert senco.send(f"/ehc/advice/{key}/give", {"needs": "Better words"}).status_code == 303
        words = senco.words(f"/ehc/advice/{key}")
        assert words.index("Better words") < words.index("First words")
        assert words.count("report.pdf") == 2
        with owner_engine.begin() as owner, pytest.raises(Exception, match="never change"):
            owner.execute(text("update ehc_advice_text set author = 'x' where advice_id = :id"), {"id": key})

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({}, "Write something, or attach a report"),
            ({"needs": "Words", "file": pdf("report.exe")}, "The file must be one of"),
            ({"needs": "Words", "file": pdf("report.pdf", b"MZ not a report")}, "This is not a PDF file"),
            ({"needs": "x" * 20_001}, "20000 characters or fewer"),
            (
                {
                    "needs": "Words",
                    "seen_on-day": "1",
                    "seen_on-month": "1",
                    "seen_on-year": str(clock.today().year + 2),
                },
                "today or earlier",
            ),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, browsing, work, world, assessing, sent, sentence):
        key = work.asks_for(assessing, "school", "senco")
        answer = browsing.as_(world.people["senco"]).send(f"/ehc/advice/{key}/give", dict(sent))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert (sent.get("needs") or "") in answer.text
        with work.at_work("officer"):
            assert queries.texts_of(key) == []

    def test_keeps_a_draft(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "psychologist", "psychologist")
        visitor = browsing.as_(world.people["psychologist"])
        address = f"/drafts/ehc-advice/{world.child_id}/{key}"
        assert visitor.press(address, needs="Half a sentence").status_code == 200
        assert "Half a sentence" in visitor.page(f"/ehc/advice/{key}/give").find("textarea", id="needs").text
        # The officer has drafts of their own.
        assert "Half a sentence" not in browsing.as_(world.people["officer"]).words(f"/ehc/advice/{key}/give")

    def test_nothing_more_can_be_sent_once_the_assessment_is_over(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "school", "senco")
        work.panels(assessing, yes=False)
        senco = browsing.as_(world.people["senco"])
        assert senco.get(f"/ehc/advice/{key}/give").status_code == 303
        with pytest.raises(RuleBroken):
            work.gives(key, "senco")


class TestAPsychologistWhoIsNotOnTheTeam:
    def test_reaches_their_own_piece_of_advice_and_the_name_and_nothing_else(self, browsing, work, world, assessing):
        other = work.asks_for(assessing, "school", "senco")
        work.gives(other, "senco", needs="Words of the school")
        key = work.asks_for(assessing, "psychologist", "psychologist")
        visitor = browsing.as_(world.people["psychologist"])
        assert "Advice about Ama" in visitor.words(f"/ehc/advice/{key}/give")
        for address in (
            f"/ehc/advice/{other}",
            f"/ehc/assessments/{assessing}",
            f"/ehc/assessments/{assessing}/decide",
            f"/ehc/advice/{key}/not-needed",
            f"/children/{world.child_id}/plan",
        ):
            assert visitor.get(address).status_code in (403, 404), address
        assert "Okafor" not in visitor.words("/ehc")
        assert "Okafor" not in visitor.words("/children")

    def test_puts_their_own_right_until_the_plan_is_final_and_is_out_from_then_on(
        self, browsing, work, world, assessing
    ):
        key = work.asks_for(assessing, "psychologist", "psychologist")
        work.gives(key, "psychologist", needs="Speaks to two adults")
        waits = work.asks_for(assessing, "health", "health")
        adviser = browsing.as_(world.people["psychologist"])
        work.panels(assessing)
        assert "Speaks to two adults" in adviser.words(f"/ehc/advice/{key}")
        assert adviser.send(f"/ehc/advice/{key}/give", {"needs": "Speaks to three adults"}).status_code == 303
        assert "Speaks to three adults" in adviser.words(f"/ehc/advice/{key}")
        with work.at_work("officer") as by:
            plan = plan_queries.plan(queries.assessment(assessing).plan_id)
            for letter, said in (("B", "A need"), ("E", "An outcome"), ("F", "Provision")):
                facts = {"area": "communication"} if letter == "B" else {}
                writing.add(writing.spot(plan.id, letter), id=new_id(), text=said, by=by, **facts)
            to = [
                Recipient(
                    key="p", person_id=world.people["parent"], name="Parent Person", audience="parent",
                    why="A parent", by_post=False,
                )
            ]  # fmt: skip
            issue = issuing.send_draft(plan, id=new_id(), to=to, why="", by=by)
            issuing.represent(issue.sent[0], issue, answer="agrees", words="", by=by)
            db.session.expire_all()
            issuing.finalise(
                plan_queries.plan(plan.id), id=new_id(), to=to, signed_by="Officer", reasons="As found",
                type="mainstream", by=by,
            )  # fmt: skip
        assert adviser.get(f"/ehc/advice/{key}").status_code == 404
        assert adviser.get(f"/ehc/advice/{key}/give").status_code == 404
        assert browsing.as_(world.people["health"]).get(f"/ehc/advice/{waits}/give").status_code != 200
        assert "Speaks to three adults" in browsing.as_(world.people["officer"]).words(f"/ehc/advice/{key}")

    def test_is_out_when_the_assessment_ends(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "psychologist", "psychologist")
        visitor = browsing.as_(world.people["psychologist"])
        assert visitor.get(f"/ehc/advice/{key}").status_code == 200
        work.panels(assessing, yes=False)
        assert visitor.get(f"/ehc/advice/{key}").status_code == 404

    def test_finds_it_on_their_first_page(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "psychologist", "psychologist")
        page = browsing.as_(world.people["psychologist"]).page("/children")
        assert page.find("a", href=f"/ehc/advice/{key}/give")


class TestWhoReadsAdvice:
    def test_the_team_does_and_a_provider_does_not(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "health", "health")
        work.gives(key, "health", needs="Wheezes at night")
        for who in ("lead", "manager", "iro", "senco", "dsl", "officer"):
            assert "Wheezes at night" in browsing.as_(world.people[who]).words(f"/ehc/advice/{key}"), who
        for who in ("provider", "supervisor", "stranger", "othersenco", "commissioner"):
            assert browsing.as_(world.people[who]).get(f"/ehc/advice/{key}").status_code in (403, 404), who


class TestAdviceByLink:
    def asked(self, work, assessing, who="health", source="health"):
        key = work.asks_for(assessing, source, who)
        with work.at_work("officer") as by:
            return key, advising.send_link(queries.advice(key), by=by).id

    def test_takes_a_mail_a_code_and_the_form(self, browsing, work, world, assessing):
        key, link = self.asked(work, assessing)
        guest = comes_by(browsing, work, link)
        page = guest.words("/by-link/advice")
        assert "A.O." in page
        assert "Okafor" not in page
        assert "Ama " not in page
        sent = form_of(guest, "/by-link/advice", needs="Wheezes at night", file=pdf())
        assert guest.client.post("/by-link/advice", data=sent).headers["Location"] == "/link-sent"
        assert "Wheezes at night" in browsing.as_(world.people["officer"]).words(f"/ehc/advice/{key}")
        # It works once.
        assert guest.get("/by-link/advice").status_code == 410

    def test_is_for_somebody_by_name_and_address(self, browsing, work, world, assessing):
        officer = browsing.as_(world.people["officer"])
        email = f"ray-{assessing.hex}@nhs.example"
        sent = {"psychologist_name": "Dr Ray", "psychologist_email": email}
        assert officer.send(ask_page(assessing), sent).status_code == 303
        (row,) = of_source(work, assessing, "psychologist")
        with work.at_work("officer"):
            (link,) = link_queries.links_to([row.id])
            assert (link.person.email, link.ends_at.date() > clock.today() + timedelta(weeks=7)) == (email, True)
        guest = comes_by(browsing, work, link.id)
        answer = guest.client.post("/by-link/advice", data=form_of(guest, "/by-link/advice", provision="An hour a day"))
        assert answer.status_code == 303

    def test_opens_nothing_else(self, browsing, work, world, assessing):
        _, link = self.asked(work, assessing)
        guest = comes_by(browsing, work, link)
        for address in ("/by-link/contribution", "/by-link/action"):
            assert guest.get(address).status_code == 410
        for address in (f"/children/{world.child_id}/ehc", f"/ehc/assessments/{assessing}", "/ehc"):
            assert guest.get(address).status_code == 303, address

    def test_keeps_a_draft_until_they_come_again_and_what_is_wrong_is_said(self, browsing, work, assessing):
        _, link = self.asked(work, assessing)
        guest = comes_by(browsing, work, link)
        answer = guest.client.post("/by-link/advice", data=form_of(guest, "/by-link/advice"))
        assert answer.status_code == 422
        assert "Write something, or attach a report" in answer.text
        sent = form_of(guest, "/by-link/advice", needs="Half a sentence")
        assert guest.client.post("/by-link/advice/draft", data=sent).status_code == 200
        assert "Half a sentence" in comes_by(browsing, work, link).get("/by-link/advice").text

    def test_is_not_sent_of_a_record_that_is_kept_close(self, work, assessing, owner_app):
        key = work.asks_for(assessing, "health", "health")
        with owner_app.app_context():
            db.session.add(
                Alert(
                    authority_id=work.world.authority_id,
                    child_id=work.world.child_id,
                    kind="do_not_disclose",
                    instruction="Tell nobody",
                    from_on=clock.today() - timedelta(days=1),
                )
            )
            db.session.commit()
        with work.at_work("officer") as by, pytest.raises(RuleBroken, match="must not leave the record"):
            advising.send_link(queries.advice(key), by=by)

    def test_is_not_sent_where_the_organisation_switched_links_off(self, browsing, work, world, assessing, owner_app):
        key, link = self.asked(work, assessing)
        guest = comes_by(browsing, work, link)
        with owner_app.app_context():
            db.session.get(Agency, world.agencies["health"]).links_allowed = False
            db.session.commit()
        assert guest.get("/by-link/advice").status_code == 410
        officer = browsing.as_(world.people["officer"])
        assert officer.press(f"/ehc/advice/{key}/link").status_code == 303
        assert "has switched links off" in officer.words(f"/ehc/advice/{key}")

    def test_is_taken_back_by_the_officer_and_by_nobody_else(self, browsing, work, world, assessing):
        key, link = self.asked(work, assessing)
        guest = comes_by(browsing, work, link)
        for who in ("lead", "senco", "health"):
            assert browsing.as_(world.people[who]).press(f"/ehc/advice-links/{link}/end").status_code in (403, 404)
            assert browsing.as_(world.people[who]).press(f"/links/{link}/end").status_code in (403, 404)
        officer = browsing.as_(world.people["officer"])
        assert officer.press(f"/ehc/advice-links/{link}/end").status_code == 303
        assert "Ended" in officer.words(f"/ehc/advice/{key}")
        assert guest.get("/by-link/advice").status_code == 410

    def test_is_over_once_the_advice_came_another_way(self, browsing, work, assessing):
        key, link = self.asked(work, assessing)
        guest = comes_by(browsing, work, link)
        work.gives(key, "health")
        assert guest.get("/by-link/advice").status_code == 410


class TestWhatIsNotNeededAfterAll:
    def test_needs_a_reason_and_its_clock_is_gone(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "health", "health")
        officer = browsing.as_(world.people["officer"])
        assert officer.send(f"/ehc/advice/{key}/not-needed", {"why": ""}).status_code == 422
        assert officer.send(f"/ehc/advice/{key}/not-needed", {"why": "The report of May is enough"}).status_code == 303
        assert "The report of May is enough" in officer.words(f"/ehc/assessments/{assessing}")
        with work.at_work("officer"):
            assert queries.advice_due([key]) == {}


class TestChasing:
    @pytest.mark.parametrize(
        ("asked_days_ago", "chased"),
        [(0, False), (20, False), (28, True), (35, True), (40, True), (42, True), (43, True), (49, True)],
    )
    def test_begins_two_weeks_before_it_is_due(self, work, assessing, asked_days_ago, chased):
        key = work.asks_for(assessing, "health", "health", days_ago=asked_days_ago)
        with work.at_work("officer"):
            assert chasing.chase(queries.advice(key)) is chased

    def test_is_once_a_step_and_goes_on_weekly_when_it_is_late(self, work, assessing):
        key = work.asks_for(assessing, "health", "health", days_ago=30)
        days = []
        for ahead in range(0, 35):
            with work.at_work("officer"), clock.frozen(clock.now() + timedelta(days=ahead)):
                if chasing.chase(queries.advice(key)):
                    days.append(ahead)
        # Due 12 days from now: today (14 days before has passed), 3 days before, the day after, then every week.
        assert days == [0, 9, 13, 20, 27, 34]
        with work.at_work("officer"):
            assert len(queries.advice(key).chased_on) == 6

    def test_mails_nobody_by_name_and_shows_on_the_tracker(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "health", "health", days_ago=50)
        with work.at_work("officer"):
            chasing.chase(queries.advice(key))
        mail = work.mails(key)[0]
        assert mail.template == "advice_reminder"
        assert not any(word in mail.subject + mail.body for word in ("Ama", "Okafor", "EHC", "Testshire"))
        words = browsing.as_(world.people["officer"]).words(f"/ehc/assessments/{assessing}")
        assert "Late" in words

    def test_sends_a_new_link_to_whoever_came_by_one(self, work, assessing):
        key = work.asks_for(assessing, "health", "health", days_ago=50)
        with work.at_work("officer") as by:
            before = advising.send_link(queries.advice(key), by=by).id
        with work.at_work("officer"):
            assert chasing.chase(queries.advice(key))
        with work.at_work("officer"):
            newest, older = link_queries.links_to([key])
            assert (older.id, older.ended_at is not None, newest.ended_at) == (before, True, None)

    def test_sends_nobody_a_link_again_whose_link_was_taken_back(self, browsing, work, world, assessing):
        key = work.asks_for(assessing, "health", "health", days_ago=50)
        with work.at_work("officer") as by:
            link = advising.send_link(queries.advice(key), by=by).id
        officer = browsing.as_(world.people["officer"])
        assert officer.press(f"/ehc/advice-links/{link}/end").status_code == 303
        mailed = len(work.mails(key))
        with work.at_work("officer"):
            assert not chasing.chase(queries.advice(key))
            assert [one.id for one in link_queries.links_to([key])] == [link]
        assert len(work.mails(key)) == mailed
        # The officer may send another, and then it is chased as before.
        assert officer.press(f"/ehc/advice/{key}/link").status_code == 303
        with work.at_work("officer"):
            assert chasing.chase(queries.advice(key))

    def test_decides_again_when_it_runs(self, work, assessing):
        key = work.asks_for(assessing, "health", "health", days_ago=50)
        work.gives(key, "health")
        with work.at_work("officer"):
            assert not chasing.chase(queries.advice(key))

    @pytest.mark.usefixtures("nothing_waits")
    def test_is_a_job_of_every_working_morning_that_is_given_keys_alone(self, settings, work, assessing):
        from tests.demo_copy import run_waiting_jobs

        key = work.asks_for(assessing, "health", "health", days_ago=50)
        from coordination import create_app

        worker = create_app(settings, login="worker")
        jobs.serve_for(worker)
        try:
            jobs.run("ehc.chase_all", timestamp=0)
            run_waiting_jobs(settings)
        finally:
            jobs.serve_for(work.app)
        with work.at_work("officer"):
            assert queries.advice(key).chased_on == [clock.today()]

    def test_the_application_itself_is_told_of_none(self, app):
        with app.app_context(), pytest.raises(Exception, match="permission denied"):
            db.session.execute(text("select * from advice_waited_for()"))
