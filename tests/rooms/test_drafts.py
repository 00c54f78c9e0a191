"""Drafts: what somebody types is kept for them alone, survives signing out, and goes when it is saved or discarded."""

import json

import pytest
from sqlalchemy import text

from coordination.accounts import sessions
from coordination.db import db, identify, new_id
from coordination.web import drafts
from tests.browsing import form_fields
from tests.rooms.planning import Planning, asked_of


@pytest.fixture
def plan(app, world):
    """The lead at work on the plan."""
    return Planning(app, world)


def words(page):
    return " ".join(page.get_text(" ").split())


class Typing:
    """Somebody in the form that adds a need."""

    def __init__(self, browsing, world, who="lead", child_id=None):
        self.visitor = browsing.as_(world.people[who])
        self.form = f"/plans/{world.plan_id}/add/need"
        self.address = f"/drafts/add-need/{child_id or world.child_id}/{world.plan_id}"
        self.token = self.visitor.token()

    def types(self, said, address=None, **more):
        sent = {"csrf_token": self.token, "text": said, "id": str(new_id()), **more}
        return self.visitor.client.post(address or self.address, data=sent)

    def opens(self):
        return self.visitor.page(self.form)


@pytest.fixture
def lead(browsing, world):
    """The lead, typing."""
    return Typing(browsing, world)


class TestKeepingWhatIsTyped:
    def test_it_says_when_it_was_kept(self, lead):
        answer = lead.types("Sleeps badly")
        assert answer.status_code == 200
        hours, minutes = json.loads(answer.text)["saved_at"].split(":")
        assert 0 <= int(hours) < 24 and 0 <= int(minutes) < 60

    def test_the_form_has_it_again_and_says_since_when(self, lead):
        lead.types("Sleeps badly", domain="health", audiences=["parent", "school"])
        page = lead.opens()
        assert page.find("textarea", id="text").text.strip() == "Sleeps badly"
        assert page.select_one("#domain option[selected]")["value"] == "health"
        ticked = {box["value"] for box in page.select("input[name=audiences][checked]")}
        assert ticked == {"parent", "school"}
        assert "You were writing this on" in words(page)

    def test_the_last_words_count(self, lead):
        lead.types("Sleeps")
        lead.types("Sleeps badly")
        assert lead.opens().find("textarea", id="text").text.strip() == "Sleeps badly"

    def test_it_survives_signing_out_and_every_session_ending(self, app, browsing, world, lead):
        lead.types("Sleeps badly")
        with app.test_request_context():
            sessions.end_all(world.people["lead"], "revoked")
            db.session.commit()
        assert lead.visitor.get(lead.form).status_code == 303
        again = Typing(browsing, world)
        assert again.opens().find("textarea", id="text").text.strip() == "Sleeps badly"

    def test_saving_takes_it_away(self, lead):
        lead.types("Sleeps badly")
        assert lead.visitor.send(lead.form).status_code == 303
        page = lead.opens()
        assert "You were writing this" not in words(page)
        assert page.find("textarea", id="text").text.strip() == ""

    def test_a_form_that_is_refused_keeps_it(self, lead):
        lead.types("Sleeps badly")
        assert lead.visitor.send(lead.form, {"domain": "nonsense"}).status_code == 422
        assert lead.opens().find("textarea", id="text").text.strip() == "Sleeps badly"

    def test_discarding_takes_it_away_and_comes_back(self, lead):
        lead.types("Sleeps badly")
        answer = lead.visitor.send(f"{lead.address}/discard", form_at=lead.form)
        assert answer.status_code == 303 and answer.headers["Location"].endswith(lead.form)
        assert "Sleeps badly" not in words(lead.opens())

    def test_discarding_leads_to_no_other_site(self, lead):
        for away in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", ""):
            answer = lead.visitor.press(f"{lead.address}/discard", back=away)
            assert answer.headers["Location"].endswith("/"), away
            assert "example.org" not in answer.headers["Location"]

    def test_words_that_arrive_after_they_were_saved_become_another_one(self, lead, world):
        key = str(new_id())
        lead.visitor.send(lead.form, {"id": key, "text": "Sleeps badly"})
        sent = {"csrf_token": lead.token, "id": key, "text": "Sleeps badly, and late"}
        lead.visitor.client.post(lead.address, data=sent)
        fields = form_fields(lead.visitor.get(lead.form).text, lead.form)
        assert fields["text"] == "Sleeps badly, and late" and fields["id"] != key
        lead.visitor.client.post(lead.form, data=fields)
        said = words(lead.visitor.page(f"/plans/{world.plan_id}"))
        assert "Sleeps badly, and late" in said

    def test_the_same_words_arriving_after_they_were_saved_are_not_offered_again(self, lead):
        key = str(new_id())
        lead.visitor.send(lead.form, {"id": key, "text": "Sleeps badly"})
        lead.visitor.client.post(lead.address, data={"csrf_token": lead.token, "id": key, "text": "Sleeps badly"})
        page = lead.opens()
        assert "You were writing this" not in words(page) and page.find("textarea", id="text").text.strip() == ""

    def test_nor_those_of_a_change(self, plan, browsing, world):
        need = plan.says("need", "Start")
        address = f"/plans/statements/{need}/change"
        visitor = browsing.as_(world.people["lead"])
        fields = {**form_fields(visitor.get(address).text, address), "text": "Mine"}
        visitor.client.post(address, data=fields)
        visitor.client.post(f"/drafts/change-need/{world.child_id}/{need}", data=fields)
        page = visitor.get(address).text
        assert "You were writing this" not in page
        assert form_fields(page, address)["version"] == "2"

    def test_a_note_in_the_list_of_actions_is_kept_too(self, plan, browsing, world):
        key = plan.asks("Ring the school", "senco")
        visitor = browsing.as_(world.people["senco"])
        sent = {"csrf_token": visitor.token(), "status": "blocked", "note": "No answer", "version": "1", "here": ""}
        assert visitor.client.post(f"/drafts/action-row/{world.child_id}/{key}", data=sent).status_code == 200
        again = browsing.as_(world.people["senco"]).get("/actions")
        fields = form_fields(again.text, f"/actions/{key}/row")
        assert (fields["status"], fields["note"]) == ("blocked", "No answer")
        assert "No answer" not in browsing.as_(world.people["dsl"]).get("/actions").text
        visitor.client.post(f"/actions/{key}/row", data=sent)
        assert "It is not saved yet" not in visitor.get("/actions").text

    def test_what_a_change_started_from_comes_with_it(self, plan, browsing, world):
        need = plan.says("need", "Start")
        address = f"/plans/statements/{need}/change"
        visitor = browsing.as_(world.people["lead"])
        fields = {**form_fields(visitor.get(address).text, address), "text": "Mine"}
        visitor.client.post(f"/drafts/change-need/{world.child_id}/{need}", data=fields)
        plan.changes(need, who="deputy", text="Theirs")
        answer = visitor.send(address)
        assert "/plans/crossings/" in answer.headers["Location"]

    def test_tokens_and_passwords_are_never_kept(self, app, lead, world):
        lead.types("Words", password="secret")
        with app.app_context():
            identify(db.session(), world.people["lead"])
            kept = db.session.execute(text("select fields from draft")).scalar_one()
        assert set(kept) == {"text", "id"}


class TestWhoseItIs:
    def test_nobody_else_ever_reads_it(self, browsing, world, lead):
        lead.types("Canary words")
        for who in ("deputy", "manager", "senco", "iro"):
            visitor = browsing.as_(world.people[who])
            for address in (lead.form, f"/plans/{world.plan_id}", f"/children/{world.child_id}"):
                assert "Canary words" not in visitor.get(address, follow_redirects=True).text, (who, address)

    def test_it_cannot_be_fetched_at_all(self, lead):
        lead.types("Canary words")
        assert lead.visitor.get(lead.address).status_code == 405

    def test_two_people_in_one_form_do_not_meet(self, browsing, world, lead):
        deputy = Typing(browsing, world, "deputy")
        lead.types("Of the lead")
        deputy.types("Of the deputy")
        assert lead.opens().find("textarea", id="text").text.strip() == "Of the lead"
        assert deputy.opens().find("textarea", id="text").text.strip() == "Of the deputy"

    def test_discarding_takes_only_ones_own(self, browsing, world, lead):
        lead.types("Of the lead")
        Typing(browsing, world, "deputy").visitor.press(f"{lead.address}/discard")
        assert lead.opens().find("textarea", id="text").text.strip() == "Of the lead"

    def test_of_a_child_out_of_reach_there_is_none(self, browsing, world):
        for who in ("stranger", "othersenco"):
            assert Typing(browsing, world, who).types("Words").status_code == 404
        assert Typing(browsing, world, child_id=new_id()).types("Words").status_code == 404

    def test_family_and_young_people_have_theirs(self, browsing, world):
        for who in ("parent", "carer", "youngperson"):
            typing = Typing(browsing, world, who)
            address = f"/drafts/my-views/{world.child_id}/{world.child_id}"
            assert typing.types("Words", address).status_code == 200

    def test_signed_out_it_leads_to_signing_in(self, app, browsing, world):
        visitor = browsing.nobody()
        page = visitor.get("/sign-in").text
        token = form_fields(page, "/sign-in")["csrf_token"]
        answer = visitor.client.post(
            f"/drafts/add-need/{world.child_id}/{new_id()}", data={"csrf_token": token, "text": "x"}
        )
        assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]

    def test_without_a_token_nothing_is_kept(self, lead):
        assert lead.visitor.client.post(lead.address, data={"text": "x"}).status_code == 400


class TestWhatItCosts:
    def test_it_writes_no_audit_row(self, app, owner_engine, lead, world):
        lead.types("Words")
        with owner_engine.connect() as connection:
            count = text("select count(*) from audit_row where actor_id = :who")
            before = connection.execute(count, {"who": world.people["lead"]}).scalar_one()
            lead.types("More words")
            assert connection.execute(count, {"who": world.people["lead"]}).scalar_one() == before

    def test_few_questions(self, app, lead):
        lead.types("Words")
        with asked_of(app) as asked:
            lead.types("More words")
        assert len(asked) <= 5, "\n".join(asked)

    def test_too_much_is_said_to_be_too_much(self, lead):
        assert lead.types("x" * (drafts.LONGEST + 1)).status_code == 413
        many = {f"field-{number}": "x" for number in range(drafts.MOST_FIELDS + 1)}
        assert lead.types("Words", **many).status_code == 413

    def test_a_form_has_a_plain_name(self, lead, world):
        for name in ("Add", "../x", "a" * 41, "1a", "%00"):
            address = f"/drafts/{name}/{world.child_id}/{world.plan_id}"
            assert lead.types("Words", address).status_code == 404, name

    def test_signs_that_cannot_be_stored_do_no_harm(self, lead):
        assert lead.types("Sleeps\x00badly \ud800".encode("utf-8", "surrogatepass")).status_code == 200
        assert "Sleepsbadly" in lead.opens().find("textarea", id="text").text
