"""Papers on the site: a pack issued, printed, stamped for each person, read by them and by nobody else."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, text

from coordination import clock, create_app, jobs
from coordination.audit.models import AuditRow
from coordination.db import db, identify
from coordination.documents.models import DocumentCopy
from coordination.reviews import operations
from tests.rooms.planning import asked_of
from tests.rooms.test_reviews_papers import held_review


@pytest.fixture
def lead(world, browsing):
    return browsing.as_(world.people["lead"])


@pytest.fixture(scope="session")
def worker(settings):
    """The application with the worker's login: jobs run in it."""
    return create_app(settings, login="worker")


@pytest.fixture
def reviewed(app, world):
    """A child whose review was held and signed."""
    with app.app_context():
        by = world.actor("lead")
        identify(db.session(), by.person_id)
        review = held_review(world, by)
        operations.sign_review(review, by=by)
        db.session.commit()
        return review.id


def offered(visitor, world):
    """The papers that may be chosen: value by label."""
    page = visitor.page(f"/children/{world.child_id}/documents")
    return {
        " ".join(page.find("label", {"for": tick["id"]}).text.split()): tick["value"]
        for tick in page.find_all("input", {"name": "papers"})
    }


def choose(visitor, world, *labels):
    """Issue the papers whose labels begin so."""
    known = offered(visitor, world)
    values = [value for label, value in known.items() if any(label.startswith(start) for start in labels)]
    assert len(values) >= len(labels), known
    return visitor.send(f"/children/{world.child_id}/documents", {"papers": values})


def copies(app, world):
    """Every copy, by recipient's name and kind."""
    with app.app_context():
        identify(db.session(), world.people["lead"])
        rows = db.session.scalars(select(DocumentCopy)).unique()
        return {(row.recipient_name, row.document.kind): row.id for row in rows}


def print_waiting(app, world, worker):
    """What the worker does: render everything that waits."""
    with app.app_context():
        identify(db.session(), world.people["lead"])
        waiting = db.session.scalars(text("select id from issued_document where state = 'waiting' order by id")).all()
    jobs.serve_for(worker)
    try:
        for key in waiting:
            jobs.run("documents.render", child=str(world.child_id), document=str(key))
    finally:
        jobs.serve_for(app)
    return len(waiting)


class TestIssuingAPack:
    def test_each_person_is_offered_what_is_for_them(self, world, lead, reviewed):
        labels = set(offered(lead, world))
        assert {
            "Senco Person: record of the review",
            "Senco Person: school action sheet",
            "Carer Person: carer’s sheet",
            "Parent Person: parent’s version",
            "Otherparent Person: parent’s version",
            "Youngperson Person: young person’s summary",
        } <= labels
        assert "Parent Person: record of the review" not in labels
        day = clock.today() - timedelta(days=7)
        words = lead.words(f"/children/{world.child_id}/documents")
        assert f"Team around the child review, {day.day} {day:%B} {day.year}." in words

    def test_a_pack_is_prepared_then_there_to_open(self, app, world, lead, reviewed, worker):
        answer = choose(lead, world, "Carer Person", "Parent Person")
        assert answer.status_code == 303
        page = lead.get(f"/children/{world.child_id}/documents")
        assert "Being prepared" in page.text
        assert page.headers["Refresh"] == "5"
        assert print_waiting(app, world, worker) == 2
        page = lead.get(f"/children/{world.child_id}/documents")
        assert "Being prepared" not in page.text
        assert "Refresh" not in page.headers
        key = copies(app, world)[("Carer Person", "carer_sheet")]
        file = lead.get(f"/documents/copies/{key}/file")
        assert file.status_code == 200
        assert file.data.startswith(b"%PDF-")
        assert file.headers["Cache-Control"] == "no-store"
        assert re.fullmatch(r'inline; filename="coordination-[0-9A-Z-]+\.pdf"', file.headers["Content-Disposition"])

    def test_the_same_pack_twice_is_the_same_paper(self, app, world, lead, reviewed, worker):
        choose(lead, world, "Carer Person")
        before = copies(app, world)
        print_waiting(app, world, worker)
        choose(lead, world, "Carer Person")
        assert copies(app, world) == before
        assert print_waiting(app, world, worker) == 0

    def test_choosing_nothing_says_so(self, world, lead, reviewed):
        answer = lead.send(f"/children/{world.child_id}/documents", {})
        assert answer.status_code == 422
        assert "Choose at least one paper" in answer.text

    def test_a_paper_for_one_parent_does_not_replace_the_others(self, app, world, lead, reviewed, worker):
        choose(lead, world, "Parent Person")
        choose(lead, world, "Otherparent Person")
        print_waiting(app, world, worker)
        for who in ("Parent Person", "Otherparent Person"):
            key = copies(app, world)[(who, "parent_version")]
            assert "Superseded" not in lead.words(f"/documents/copies/{key}")

    def test_when_something_changed_the_old_copy_says_there_is_a_newer_one(self, app, world, lead, reviewed, worker):
        choose(lead, world, "Carer Person")
        print_waiting(app, world, worker)
        first = copies(app, world)[("Carer Person", "carer_sheet")]
        with app.app_context():
            from coordination.plans import operations as plans
            from coordination.plans import queries as plan_queries

            by = world.actor("lead")
            identify(db.session(), by.person_id)
            action = plan_queries.open_actions(world.child_id)[0]
            plans.change_action(action, seen=action.version, due_on=clock.today() + timedelta(days=30), by=by)
            db.session.commit()
        before = lead.get(f"/documents/copies/{first}/file").data
        choose(lead, world, "Carer Person")
        day = clock.today()
        words = lead.words(f"/documents/copies/{first}")
        assert f"Superseded on {day.day} {day:%B} {day.year} by version " in words
        assert "Open the newer one" in words
        # The pages that are handed out from now on carry the mark; what was given is kept as it was.
        marked = lead.get(f"/documents/copies/{first}/file").data
        assert marked.startswith(b"%PDF-")
        assert marked != before

    def test_it_is_written_down_who_was_given_what(self, app, world, lead, reviewed, owner_app):
        choose(lead, world, "Carer Person")
        with owner_app.app_context():
            row = db.session.scalar(
                select(AuditRow)
                .where(AuditRow.verb == "disclose", AuditRow.actor_id == world.people["lead"])
                .order_by(AuditRow.at.desc())
            )
            assert row.children == [world.child_id]
            assert row.details["recipients"] == [str(world.people["carer"])]
        with app.app_context():
            identify(db.session(), world.people["lead"])
            copy = db.session.scalars(select(DocumentCopy)).one()
            assert (copy.ledger["purpose"], copy.ledger["basis"]) == ("Carer’s sheet", "public task")

    def test_without_a_name_papers_for_family_wait(self, app, world, lead, reviewed):
        with app.app_context():
            from coordination.children.models import Child

            identify(db.session(), world.people["lead"])
            child = db.session.get(Child, world.child_id)
            child.given_names = child.preferred_name = None
            db.session.commit()
        words = lead.words(f"/children/{world.child_id}/documents")
        assert "Papers for the young person, parents and carers wait until one is." in words
        assert not [label for label in offered(lead, world) if "carer’s sheet" in label or "summary" in label]


class TestAPaperThatCannotBeMade:
    def test_it_says_so_and_is_made_again_when_somebody_asks(
        self, app, world, lead, reviewed, worker, browsing, monkeypatch
    ):
        from coordination.documents import pool
        from coordination.documents.rendering import RenderingFailed

        choose(lead, world, "Carer Person")

        def fails(*_args, **_more):
            raise RenderingFailed("No font here has Tifinagh letters: install one.")

        with monkeypatch.context() as broken:
            broken.setattr(pool, "render_in_pool", fails)
            print_waiting(app, world, worker)
        key = copies(app, world)[("Carer Person", "carer_sheet")]
        words = lead.words(f"/documents/copies/{key}")
        assert "This could not be made ready. No font here has Tifinagh letters" in words
        assert "Not ready" in lead.words(f"/children/{world.child_id}/documents")
        carer = browsing.as_(world.people["carer"])
        assert "Tifinagh" not in carer.words(f"/documents/copies/{key}")
        assert carer.press(f"/documents/copies/{key}/again").status_code == 404
        assert lead.press(f"/documents/copies/{key}/again").status_code == 303
        assert print_waiting(app, world, worker) == 1
        assert lead.get(f"/documents/copies/{key}/file").data.startswith(b"%PDF-")

    def test_until_it_is_ready_its_file_leads_back_to_its_page(self, app, world, lead, reviewed):
        choose(lead, world, "Carer Person")
        key = copies(app, world)[("Carer Person", "carer_sheet")]
        answer = lead.get(f"/documents/copies/{key}/file")
        assert (answer.status_code, answer.location) == (303, f"/documents/copies/{key}")


class TestWhoReadsACopy:
    @pytest.fixture
    def copy(self, app, world, lead, reviewed, worker):
        choose(lead, world, "Parent Person")
        print_waiting(app, world, worker)
        return copies(app, world)[("Parent Person", "parent_version")]

    def test_the_person_it_is_for(self, app, world, browsing, copy):
        parent = browsing.as_(world.people["parent"])
        assert "What we talked about and agreed" in parent.words(f"/documents/copies/{copy}")
        assert parent.get(f"/documents/copies/{copy}/file").data.startswith(b"%PDF-")
        assert parent.press(f"/documents/copies/{copy}/read").status_code == 303
        assert "Read on" in parent.words(f"/documents/copies/{copy}")

    def test_when_they_first_opened_it_is_kept_and_shown_to_who_gave_it(self, world, browsing, lead, copy):
        lead.get(f"/documents/copies/{copy}/file")
        assert "First opened on" not in lead.words(f"/documents/copies/{copy}")
        browsing.as_(world.people["parent"]).get(f"/documents/copies/{copy}/file")
        assert "First opened on" in lead.words(f"/documents/copies/{copy}")

    @pytest.mark.parametrize("who", ["lead", "deputy"])
    def test_who_may_give_it(self, world, browsing, copy, who):
        assert browsing.as_(world.people[who]).get(f"/documents/copies/{copy}/file").status_code == 200

    def test_who_may_give_it_and_not_read_all_of_it_sees_that_it_was_given(self, world, browsing, copy):
        manager = browsing.as_(world.people["manager"])
        assert "Parent Person" in manager.words(f"/children/{world.child_id}/documents")
        assert manager.get(f"/documents/copies/{copy}/file").status_code == 404

    @pytest.mark.parametrize(
        "who", ["otherparent", "carer", "youngperson", "senco", "health", "provider", "iro", "stranger", "othersenco"]
    )
    def test_to_everybody_else_it_does_not_exist(self, world, browsing, copy, who):
        browser = browsing.as_(world.people[who])
        assert browser.get(f"/documents/copies/{copy}").status_code == 404
        assert browser.get(f"/documents/copies/{copy}/file").status_code == 404
        if who not in {"stranger", "othersenco", "otherparent", "carer", "youngperson"}:
            assert "Parent Person" not in browser.words(f"/children/{world.child_id}/documents")

    def test_not_after_their_place_on_the_team_has_ended(self, app, world, browsing, copy, owner_app):
        with owner_app.app_context():
            db.session.execute(
                text("update reach set to_on = :today where person_id = :who"),
                {"today": clock.today(), "who": world.people["parent"]},
            )
            db.session.commit()
        assert browsing.as_(world.people["parent"]).get(f"/documents/copies/{copy}").status_code == 404

    def test_only_they_say_they_have_read_it(self, world, lead, copy):
        assert lead.press(f"/documents/copies/{copy}/read").status_code == 403

    def test_its_page_asks_little(self, app, world, browsing, copy):
        for who in ("lead", "parent"):
            browser = browsing.as_(world.people[who])
            browser.get(f"/documents/copies/{copy}")
            with asked_of(app) as asked:
                assert browser.get(f"/documents/copies/{copy}").status_code == 200
            assert len(asked) <= 8, "\n".join(asked)


class TestACopySentInError:
    @pytest.fixture
    def copy(self, app, world, lead, reviewed, worker):
        choose(lead, world, "Parent Person")
        print_waiting(app, world, worker)
        return copies(app, world)[("Parent Person", "parent_version")]

    def test_is_taken_back_with_a_reason_and_opens_no_more(self, app, world, lead, browsing, copy):
        parent = browsing.as_(world.people["parent"])
        assert parent.get(f"/documents/copies/{copy}/file").status_code == 200
        assert lead.send(f"/documents/copies/{copy}/take-back", {"why": " "}).status_code == 422
        assert lead.send(f"/documents/copies/{copy}/take-back", {"why": "Meant for Dad"}).status_code == 303
        words = parent.words(f"/documents/copies/{copy}")
        assert "It was sent to you by mistake" in words
        assert "Meant for Dad" not in words
        assert "Parent Person: " not in words
        assert parent.get(f"/documents/copies/{copy}/file").status_code == 303
        assert parent.press(f"/documents/copies/{copy}/read").status_code == 303
        assert "Read on" not in lead.words(f"/documents/copies/{copy}")
        assert str(copy) not in parent.get(f"/family/{world.child_id}").text

    def test_who_it_was_for_is_told_by_a_mail_that_says_nothing(self, app, world, lead, copy, owner_app):
        lead.send(f"/documents/copies/{copy}/take-back", {"why": "Meant for Dad"})
        with owner_app.app_context():
            said = db.session.execute(
                text("select template, body from outbox_message where about_id = :copy"), {"copy": copy}
            ).one()
        assert said.template == "document_taken_back"
        assert "Ama" not in said.body and "Dad" not in said.body

    def test_the_ledger_keeps_it_and_the_lead_still_sees_what_was_sent(self, app, world, lead, copy):
        lead.send(f"/documents/copies/{copy}/take-back", {"why": "Meant for Dad"})
        assert "Meant for Dad" in lead.words(f"/documents/copies/{copy}")
        assert "Taken back" in lead.words(f"/children/{world.child_id}/documents")
        with app.app_context():
            identify(db.session(), world.people["lead"])
            held = db.session.get(DocumentCopy, copy)
            assert (held.withdrawn_by, held.ledger["purpose"]) == (world.people["lead"], "Parent’s version")

    def test_sent_again_it_is_a_new_copy(self, app, world, lead, copy):
        lead.send(f"/documents/copies/{copy}/take-back", {"why": "Too early"})
        choose(lead, world, "Parent Person")
        with app.app_context():
            identify(db.session(), world.people["lead"])
            rows = db.session.scalars(select(DocumentCopy).order_by(DocumentCopy.number)).all()
            assert [row.number for row in rows] == [1, 2]
            assert rows[1].withdrawn_at is None

    @pytest.mark.parametrize("who", ["parent", "senco", "health", "iro"])
    def test_others_do_not_take_it_back(self, world, browsing, copy, who):
        assert browsing.as_(world.people[who]).press(f"/documents/copies/{copy}/take-back", why="No").status_code in {
            403,
            404,
        }


class TestCheckingACode:
    def codes(self, app, world):
        with app.app_context():
            identify(db.session(), world.people["lead"])
            return {row.recipient_name: row.code for row in db.session.scalars(select(DocumentCopy))}

    @pytest.fixture
    def given(self, app, world, lead, reviewed, worker):
        choose(lead, world, "Parent Person", "Carer Person")
        print_waiting(app, world, worker)
        return self.codes(app, world)

    def asked(self, browsing, code):
        visitor = browsing.nobody()
        answer = visitor.send("/check", {"code": code})
        page = BeautifulSoup(answer.text, "html.parser")
        return answer, page.find("h2", {"class": "govuk-heading-m"}).text.strip()

    def test_says_genuine_and_current_however_it_is_typed(self, browsing, given):
        code = given["Parent Person"]
        for typed in (code, code.lower(), code.replace("-", ""), f" {code} "):
            assert self.asked(browsing, typed)[1] == "Genuine and current"

    def test_says_superseded_of_one_that_was_taken_back(self, app, world, lead, browsing, given):
        key = copies(app, world)[("Parent Person", "parent_version")]
        lead.send(f"/documents/copies/{key}/take-back", {"why": "By mistake"})
        assert self.asked(browsing, given["Parent Person"])[1] == "Genuine, but superseded"
        assert self.asked(browsing, given["Carer Person"])[1] == "Genuine and current"

    @pytest.mark.parametrize("typed", ["", "A", "K7QX-9M2T4A", "' or 1=1 --", "Ama Okafor", "x" * 40, "ÅÄÖ"])
    def test_says_not_found_of_anything_else_in_the_same_shape(self, browsing, typed):
        answer = browsing.nobody().send("/check", {"code": typed})
        assert answer.status_code == (422 if not typed else 200)
        assert typed == "" or "Not found" in answer.text

    def test_every_code_costs_the_same(self, app, browsing, given):
        """The same questions of the database, whether the code exists, could exist, or cannot be a code."""
        costs = {}
        for code in (given["Parent Person"], "K7QX-9M2T4A", "nonsense", "!"):
            visitor = browsing.nobody()
            visitor.get("/check")
            with asked_of(app) as asked:
                visitor.send("/check", {"code": code})
            costs[code] = asked
        assert len({tuple(asked) for asked in costs.values()}) == 1, costs

    def test_answers_differ_in_their_sentence_alone(self, browsing, given):
        def bare(code):
            page = self.asked(browsing, code)[0].text
            page = re.sub(r'<div class="govuk-inset-text".*?</div>', "", page, flags=re.S)
            return re.sub(r'value="[^"]*"', "", page)

        assert bare(given["Parent Person"]) == bare("K7QX-9M2T4A") == bare("nonsense")

    def test_it_tells_nobody_whose_it_is(self, world, browsing, given):
        page = self.asked(browsing, given["Parent Person"])[0].text
        for word in ("Parent Person", "Ama", "Okafor", "Testshire", "review", str(world.child_id)):
            assert word not in page

    def test_that_a_code_was_checked_is_written_down_without_a_child(self, browsing, given, owner_app):
        self.asked(browsing, given["Parent Person"])
        with owner_app.app_context():
            row = db.session.scalar(
                select(AuditRow).where(AuditRow.verb == "check_code").order_by(AuditRow.at.desc()).limit(1)
            )
            assert (row.children, row.sections, row.object_id, row.actor_id) == ([], [], None, None)
            assert row.details["answer"] == "current"
            assert given["Parent Person"] not in str(row.details)

    def test_it_is_asked_so_often_and_no_more(self, browsing, monkeypatch):
        from coordination.reviews.routes import checking

        monkeypatch.setattr(checking, "FROM_ONE_ADDRESS", 0)
        answer = browsing.nobody().send("/check", {"code": "K7QX-9M2T4A"})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0


class TestWhoGivesPaper:
    @pytest.mark.parametrize("who", ["senco", "health", "dsl", "supervisor"])
    def test_others_see_no_pack_to_issue(self, world, browsing, reviewed, who):
        words = browsing.as_(world.people[who]).words(f"/children/{world.child_id}/documents")
        assert "Issue a pack" not in words

    @pytest.mark.parametrize("who", ["senco", "health", "supervisor"])
    def test_and_what_they_send_issues_nothing(self, app, world, browsing, reviewed, lead, who):
        values = list(offered(lead, world).values())
        browser = browsing.as_(world.people[who])
        browser.press(f"/children/{world.child_id}/documents", papers=values)
        assert copies(app, world) == {}

    @pytest.mark.parametrize("who", ["parent", "carer", "youngperson"])
    def test_family_has_pages_of_its_own(self, world, browsing, reviewed, who):
        assert browsing.as_(world.people[who]).get(f"/children/{world.child_id}/documents").status_code == 403
