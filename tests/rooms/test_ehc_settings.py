"""Settings that are asked about a place: who is asked, their own form, what they see, the clock, chasing, the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from coordination import clock
from coordination.agencies.models import Agency, Person, RoleHeld, SharingAgreement
from coordination.db import RuleBroken, db, new_id
from coordination.deadlines.models import Clock
from coordination.ehc.plan import queries as plan_queries
from coordination.ehc.plan import settings_asked, settings_chasing
from coordination.ehc.plan_models import Consultation
from coordination.ehc.process import advising, deciding, requesting
from coordination.links import queries as link_queries
from tests.rooms.contributing import PDF
from tests.rooms.linking import Linking, comes_by, form_of
from tests.rooms.test_ehc_plan_issues import Sending

MOTHER_SAYS = "He must not know which school"


@pytest.fixture
def office(app, world):
    """The EHC officer at work."""
    return Sending(app, world)


@pytest.fixture
def plan_id(office):
    """A plan whose draft was sent."""
    key = office.starts()
    office.whole(key)
    office.draft(key)
    return key


@pytest.fixture
def head(owner_app, world):
    """Somebody of another school, who signs in and knows nothing of this child."""
    with owner_app.app_context():
        school = Agency(kind="school", name="Zebra Hill School", authority_id=world.authority_id)
        person = Person(
            id=new_id(), kind="workforce", name="Zelda Head", sort_name="head zelda",
            email=f"zelda-{new_id().hex}@school.example",
        )  # fmt: skip
        db.session.add_all([school, person])
        db.session.flush()
        since = clock.today() - timedelta(days=400)
        db.session.add(
            RoleHeld(
                person_id=person.id, agency_id=school.id, authority_id=world.authority_id, role="SEN", from_on=since
            )
        )
        db.session.add(
            SharingAgreement(title="Sharing", agency_id=school.id, authority_id=world.authority_id, from_on=since)
        )
        db.session.commit()
        world.people["head"] = person.id
        return f"{person.id}|{school.id}"


def asks(office, browsing, world, plan_id, **who):
    """The officer asks over the page. Answers the question's key."""
    sent = {"name": "Zebra Hill School", "setting_type": "special", "path": "consulted", **who}
    answer = browsing.as_(world.people["ehc"]).send(f"/ehc-plans/{plan_id}/settings/ask", sent)
    assert answer.status_code == 303, answer.text
    with office.at_work():
        return db.session.scalar(select(Consultation.id).where(Consultation.plan_id == plan_id))


def clock_of(office):
    with office.at_work():
        asked = select(Clock.state, Clock.due_on).where(
            Clock.child_id == office.world.child_id, Clock.rule == "E7", Clock.state != "void"
        )
        return [tuple(row) for row in db.session.execute(asked)]


def mailed(office, key):
    with office.at_work():
        rows = db.session.execute(
            text("select template, subject, body from outbox_message where about_id = :id order by queued_at"),
            {"id": key},
        )
        return list(rows)


def reports(office, plan_id, said):
    """The school's advice came with a report, in the assessment that led to this plan. Answers the text's key."""
    with office.at_work() as by:
        plan = plan_queries.plan(plan_id)
        today = clock.today()
        asked = requesting.receive(plan.child, id=new_id(), source="school", received_on=today, said="Please", by=by)
        deciding.whether_to_assess(asked, id=new_id(), yes=True, reasons="Yes", decided_on=today, by=by)
        senco = db.session.get(Person, office.world.people["senco"])
        school = office.world.agencies["school"]
        row = advising.ask(
            asked, id=new_id(), source="school", person=senco, agency_id=school, asked_on=today, by=by
        )  # fmt: skip
        text = advising.give(
            row, id=new_id(), said={"needs": said}, file=("report.pdf", PDF), received_on=today, by=by
        )  # fmt: skip
        mother = db.session.get(Person, office.world.people["parent"])
        own = advising.ask(asked, id=new_id(), source="family", person=mother, role="PAR", asked_on=today, by=by)
        more = advising.give(
            own, id=new_id(), said={"views": MOTHER_SAYS}, file=("hers.pdf", PDF), received_on=today, by=by
        )
        deciding.whether_to_write_a_plan(asked, id=new_id(), yes=True, reasons="Yes", decided_on=today, by=by)
        office.mothers_text = more.id
        return text.id


class TestSomebodyWhoSignsIn:
    def test_is_told_by_a_mail_that_names_nobody_and_has_fifteen_days(self, office, browsing, world, plan_id, head):
        key = asks(office, browsing, world, plan_id, who=head)
        (mail,) = mailed(office, key)
        assert mail.template == "consultation_asked"
        assert f"/ehc-consultations/{key}/answer" in mail.body
        assert not any(word in mail.subject + mail.body for word in ("Ama", "Okafor", "EHC"))
        assert clock_of(office) == [("running", clock.today() + timedelta(days=15))]
        assert "A place for" in browsing.as_(world.people["head"]).words("/")

    def test_reads_the_draft_and_answers_in_a_form_of_their_own(self, office, browsing, world, plan_id, head):
        key = asks(office, browsing, world, plan_id, who=head)
        visitor = browsing.as_(world.people["head"])
        address = f"/ehc-consultations/{key}/answer"
        page = visitor.words(address)
        assert "Speaks to two adults only" in page and "Language group with the programme Talk Well" in page
        sent = {
            "answer": "no", "reasons": "The class is full", "says_ground": "resources", "places_left": "0",
            "would_provide": "An hour a day",
        }  # fmt: skip
        assert visitor.send(address, {**sent, "reasons": ""}).status_code == 422
        assert visitor.send(address, sent).status_code == 303
        shown = browsing.as_(world.people["ehc"]).words(f"/ehc-plans/{plan_id}/settings")
        for said in ("Cannot", "The class is full", "efficient use of resources", "An hour a day", "0 places left"):
            assert said in shown
        assert [state for state, _ in clock_of(office)] == ["met"]
        # Answered, the way in is over.
        assert visitor.get(address).status_code == 404
        assert "A place for" not in visitor.words("/")

    def test_reaches_nothing_else(self, office, browsing, world, plan_id, head):
        asks(office, browsing, world, plan_id, who=head)
        visitor = browsing.as_(world.people["head"])
        with office.at_work():
            issue_id = plan_queries.issues(plan_id)[0].id
        for address in (
            f"/ehc-plans/{plan_id}/settings", f"/ehc-plans/{plan_id}/sections/B", f"/ehc-issues/{issue_id}",
            f"/children/{world.child_id}/ehc/letters",
        ):  # fmt: skip
            assert visitor.get(address).status_code in (403, 404), address
        page = visitor.words(f"/children/{world.child_id}/chronology")
        assert "Draft EHC plan sent" not in page and "consulted about the EHC plan" not in page

    def test_reads_nothing_of_another_setting_that_is_asked(self, office, browsing, world, plan_id, head):
        key = asks(office, browsing, world, plan_id, who=head)
        with office.at_work():
            senco = db.session.get(Person, world.people["othersenco"])
        other = office.asks(plan_id, name="Yonder Academy", path="consulted", person=senco)
        with office.at_work() as by:
            settings_asked.answer(
                plan_queries.consultation(other), answer="no", reasons="Ten in a room of eight",
                answered_on=clock.today(), by=by,
            )  # fmt: skip
        third = office.asks(plan_id, name="Xanadu College", path="consulted", person=senco)
        visitor = browsing.as_(world.people["head"])
        page = visitor.words(f"/ehc-consultations/{key}/answer")
        assert not any(said in page for said in ("Yonder", "Ten in a room", "Xanadu", "Parent Person"))
        for address in (f"/ehc-consultations/{third}/answer", f"/ehc-consultations/{other}/answer"):
            assert visitor.get(address).status_code == 404, address
        assert visitor.send(f"/ehc-consultations/{third}/answer", {"answer": "yes"}).status_code == 404

    def test_answers_what_the_form_asks_and_decides_nothing(self, office, browsing, world, plan_id, head):
        key = asks(office, browsing, world, plan_id, who=head)
        sent = {
            "answer": "yes", "decided": "named", "ground": "others", "evidence": "None", "section_41": "y",
            "person_id": str(world.people["parent"]), "path": "request", "answered_on-day": "1",
            "answered_on-month": "1", "answered_on-year": "2020", "setting_type": "mainstream",
        }  # fmt: skip
        assert browsing.as_(world.people["head"]).send(f"/ehc-consultations/{key}/answer", sent).status_code == 303
        with office.at_work():
            row = plan_queries.consultation(key)
            assert (row.answer, row.answered_on, row.path, row.setting_type) == (
                "yes", clock.today(), "consulted", "special",
            )  # fmt: skip
            assert (row.decided, row.ground, row.evidence, row.section_41) == (None, None, None, False)
            assert row.person_id == world.people["head"]

    def test_who_is_excluded_from_the_record_reads_nothing(self, office, owner_engine, browsing, world, plan_id, head):
        key = asks(office, browsing, world, plan_id, who=head)
        with owner_engine.begin() as connection:
            connection.execute(
                text(
                    "insert into exclusion (id, authority_id, child_id, person_id, kind, from_on, recorded_at)"
                    " values (:id, :a, :c, :p, 'personal connection', current_date - 1, now())"
                ),
                {"id": new_id(), "a": world.authority_id, "c": world.child_id, "p": world.people["head"]},
            )
        visitor = browsing.as_(world.people["head"])
        assert visitor.get(f"/ehc-consultations/{key}/answer").status_code in (403, 404)
        assert "A place for" not in visitor.words("/")

    def test_opens_a_report_among_the_appendices_and_no_file_of_anything_else(
        self, app, office, browsing, world, plan_id, head
    ):
        text_id = reports(office, plan_id, "Lost in a busy room")
        key = asks(office, browsing, world, plan_id, who=head)
        visitor = browsing.as_(world.people["head"])
        assert "Lost in a busy room" in visitor.words(f"/ehc-consultations/{key}/answer")
        at = f"/ehc-consultations/{key}/appendices"
        (link,) = visitor.page(f"/ehc-consultations/{key}/answer").select(f"a[href^='{at}']")
        assert link["href"] == f"{at}/{text_id}"
        file = visitor.get(link["href"])
        assert (file.status_code, file.data) == (200, PDF)
        assert "okafor" not in file.headers["Content-Disposition"].lower()
        assert visitor.get(f"{at}/{new_id()}").status_code == 404
        # What one of the family said was said to those who work on the assessment.
        assert MOTHER_SAYS not in visitor.words(f"/ehc-consultations/{key}/answer")
        assert visitor.get(f"{at}/{office.mothers_text}").status_code == 404
        assert browsing.as_(world.people["stranger"]).get(link["href"]).status_code == 404

    def test_is_out_when_it_is_withdrawn(self, office, browsing, world, plan_id, head):
        key = asks(office, browsing, world, plan_id, who=head)
        visitor = browsing.as_(world.people["head"])
        assert visitor.get(f"/ehc-consultations/{key}/answer").status_code == 200
        officer = browsing.as_(world.people["ehc"])
        at = f"/ehc-plans/{plan_id}/settings"
        assert officer.press(f"/ehc-consultations/{key}/withdraw").status_code == 303
        assert "Not asked any more" in officer.words(at)
        assert visitor.get(f"/ehc-consultations/{key}/answer").status_code == 404
        assert clock_of(office) == []


class TestSomebodyWhoComesByALink:
    def test_opens_it_with_a_code_reads_answers_once(self, app, office, browsing, world, plan_id):
        email = f"sam-{plan_id.hex}@school.example"
        key = asks(office, browsing, world, plan_id, person_name="Sam Far", email=email)
        with office.at_work():
            (link,) = link_queries.links_to([key])
            assert link.person.email == email
            link_id = link.id
        (mail,) = mailed(office, link_id)
        assert not any(word in mail.subject + mail.body for word in ("Ama", "Okafor", "EHC", "Zebra"))
        guest = comes_by(browsing, Linking(app, world), link_id)
        page = guest.words("/by-link/consultation")
        assert "A.O." in page and "Speaks to two adults only" in page
        sent = form_of(guest, "/by-link/consultation", answer="yes", would_provide="A place in the group")
        assert guest.client.post("/by-link/consultation", data=sent).headers["Location"] == "/link-sent"
        assert "A place in the group" in browsing.as_(world.people["ehc"]).words(f"/ehc-plans/{plan_id}/settings")
        assert guest.get("/by-link/consultation").status_code == 410

    def test_opens_with_it_no_advice_no_signed_in_page_and_after_its_end_not_even_its_draft(
        self, app, office, browsing, world, plan_id
    ):
        text_id = reports(office, plan_id, "Lost in a busy room")
        email = f"sam-{plan_id.hex}@school.example"
        key = asks(office, browsing, world, plan_id, person_name="Sam Far", email=email)
        with office.at_work():
            (link,) = link_queries.links_to([key])
            link_id = link.id
        guest = comes_by(browsing, Linking(app, world), link_id)
        file = f"/by-link/consultation/appendices/{text_id}"
        assert guest.get(file).data == PDF
        for other in (new_id(), office.mothers_text):
            assert guest.get(f"/by-link/consultation/appendices/{other}").status_code == 404
        assert MOTHER_SAYS not in guest.words("/by-link/consultation")
        for address in ("/by-link/advice", "/by-link/contribution", "/by-link/action"):
            assert guest.get(address).status_code == 410, address
        assert guest.get(f"/ehc-consultations/{key}/answer").status_code == 303
        typed = form_of(guest, "/by-link/consultation", answer="yes")
        assert browsing.as_(world.people["ehc"]).press(f"/ehc-consultations/{key}/withdraw").status_code == 303
        for address in ("/by-link/consultation", file):
            assert guest.get(address).status_code == 410, address
        for address in ("/by-link/consultation", "/by-link/consultation/draft"):
            assert guest.client.post(address, data=typed).status_code == 410, address
        with office.at_work():
            assert plan_queries.consultation(key).answer is None

    def test_opens_nothing_once_the_plan_is_final(self, app, office, browsing, world, plan_id):
        email = f"sam-{plan_id.hex}@school.example"
        key = asks(office, browsing, world, plan_id, person_name="Sam Far", email=email)
        with office.at_work():
            (link,) = link_queries.links_to([key])
            link_id = link.id
            office.long_ago(plan_queries.issues(plan_id)[0], 20)
        guest = comes_by(browsing, Linking(app, world), link_id)
        assert guest.get("/by-link/consultation").status_code == 200
        office.finals(plan_id)
        assert guest.get("/by-link/consultation").status_code == 410


class TestWhoIsAsked:
    def test_must_be_said(self, office, browsing, world, plan_id, head):
        officer = browsing.as_(world.people["ehc"])
        sent = {"name": "Zebra Hill School", "setting_type": "special", "path": "consulted"}
        address = f"/ehc-plans/{plan_id}/settings/ask"
        answer = officer.send(address, sent)
        assert answer.status_code == 422 and "Choose who is asked" in answer.text
        answer = officer.send(address, {**sent, "person_name": "Sam Far"})
        assert answer.status_code == 422 and "both the name and the work email" in answer.text
        assert officer.send(address, {**sent, "by_letter": "yes"}).status_code == 303

    def test_a_ground_is_one_of_the_laws(self, office, plan_id):
        key = office.asks(plan_id)
        with office.at_work() as by, pytest.raises(RuleBroken, match="Choose the ground"):
            settings_asked.answer(
                plan_queries.consultation(key), answer="no", reasons="Full", answered_on=clock.today(),
                says_ground="full", by=by,
            )  # fmt: skip


class TestChasing:
    def test_four_days_before_the_day_after_and_weekly(self, office, browsing, world, plan_id, head):
        key = asks(office, browsing, world, plan_id, who=head)
        days = []
        for ahead in range(0, 31):
            with office.at_work(), clock.frozen(clock.now() + timedelta(days=ahead)):
                if settings_chasing.chase(plan_queries.consultation(key)):
                    days.append(ahead)
        assert days == [11, 16, 23, 30]
        assert [mail.template for mail in mailed(office, key)][1:] == ["consultation_reminder"] * 4
        assert "Asked again" in browsing.as_(world.people["ehc"]).words(f"/ehc-plans/{plan_id}/settings")

    def test_not_once_it_answered(self, office, browsing, world, plan_id, head):
        key = asks(office, browsing, world, plan_id, who=head)
        browsing.as_(world.people["head"]).send(f"/ehc-consultations/{key}/answer", {"answer": "yes"})
        with office.at_work(), clock.frozen(clock.now() + timedelta(days=16)):
            assert settings_chasing.chase(plan_queries.consultation(key)) is False


class TestWhatComesFirst:
    def test_no_setting_is_asked_before_the_family_has_the_draft(self, office, browsing, world, head):
        plan_id = office.starts()
        office.whole(plan_id)
        officer = browsing.as_(world.people["ehc"])
        page = officer.page(f"/ehc-plans/{plan_id}/settings")
        assert "Send the draft to the parents or the young person first" in page.get_text()
        assert page.find("a", href=f"/ehc-plans/{plan_id}/settings/ask") is None
        assert page.find("a", href=f"/ehc-plans/{plan_id}/send-draft") is not None
        # Whoever goes to the form by its address is led back to what comes first.
        assert officer.get(f"/ehc-plans/{plan_id}/settings/ask").location.endswith(f"/ehc-plans/{plan_id}/settings")
        with pytest.raises(RuleBroken, match="Send the draft"):
            office.asks(plan_id)

    def test_nor_as_of_a_day_before_it(self, office, plan_id):
        with pytest.raises(RuleBroken, match="that of the draft or later"):
            office.asks(plan_id, sent_on=clock.today() - timedelta(days=1))

    def test_of_a_plan_that_was_final_the_page_says_why_no_draft_goes_first(self, office, browsing, world, head):
        plan_id = office.starts()
        office.whole(plan_id)
        office.kept(plan_id)
        officer = browsing.as_(world.people["ehc"])
        for address in (f"/ehc-plans/{plan_id}/settings", f"/ehc-plans/{plan_id}/settings/ask"):
            assert "made final before, so no draft goes first" in officer.words(address)
        key = asks(office, browsing, world, plan_id, who=head)
        # What it is shown is called what it is.
        page = browsing.as_(world.people["head"]).page(f"/ehc-consultations/{key}/answer")
        assert page.find("h2", id="plan").get_text().startswith("The plan, sent")
        assert any("css/plans.css" in link["href"] for link in page.find_all("link"))
        assert page.find("a", href="#plan") is not None and "draft plan" not in page.find("main").get_text()


class TestASettingWithoutAnAgreement:
    @pytest.fixture
    def ended(self, owner_app, head):
        """The school's agreement ended yesterday."""
        with owner_app.app_context():
            agency_id = head.split("|")[1]
            held = db.session.scalars(select(SharingAgreement).where(SharingAgreement.agency_id == agency_id)).one()
            held.to_on = clock.today()
            db.session.commit()
        return head

    def test_is_shown_as_such_before_it_is_asked_and_is_not_asked(self, office, browsing, world, plan_id, ended):
        officer = browsing.as_(world.people["ehc"])
        address = f"/ehc-plans/{plan_id}/settings/ask"
        assert "Zelda Head, Zebra Hill School (no sharing agreement: ask by letter)" in officer.words(address)
        sent = {"name": "Zebra Hill School", "setting_type": "special", "path": "consulted"}
        answer = officer.send(address, {**sent, "who": ended})
        assert answer.status_code == 422
        assert "Zebra Hill School has no sharing agreement in date that covers EHC plans" in answer.text
        assert "Ask your administrator to record one under Organisations, or ask it by letter" in answer.text
        with office.at_work():
            assert db.session.scalar(select(Consultation.id).where(Consultation.plan_id == plan_id)) is None
        assert officer.send(address, {**sent, "by_letter": "y"}).status_code == 303

    def test_nor_by_a_link_and_nobody_typed_in_for_it_stays(self, office, browsing, world, plan_id, ended):
        sent = {
            "name": "Zebra Hill School", "setting_type": "special", "path": "consulted",
            "agency_id": ended.split("|")[1], "person_name": "Quentin New", "email": "quentin@school.example",
        }  # fmt: skip
        answer = browsing.as_(world.people["ehc"]).send(f"/ehc-plans/{plan_id}/settings/ask", sent)
        assert answer.status_code == 422 and "no sharing agreement in date" in answer.text
        with office.at_work():
            assert db.session.scalar(select(Person.id).where(Person.name == "Quentin New")) is None

    def test_whose_agreement_ends_while_it_is_asked_is_told_to_the_officer(
        self, office, owner_app, browsing, world, plan_id, head
    ):
        asks(office, browsing, world, plan_id, who=head)
        officer = browsing.as_(world.people["ehc"])
        address = f"/ehc-plans/{plan_id}/settings"
        assert "Nobody there can open what was sent" not in officer.words(address)
        with owner_app.app_context():
            held = db.session.scalars(
                select(SharingAgreement).where(SharingAgreement.agency_id == head.split("|")[1])
            ).one()
            held.to_on = clock.today()
            db.session.commit()
        assert "Nobody there can open what was sent" in officer.words(address)
        assert browsing.as_(world.people["head"]).get(address).status_code in (403, 404)
