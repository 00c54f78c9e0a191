"""Following a record while it is written: what changed and no more, no audit row a look, suggestions never lost."""

from datetime import time
from uuid import UUID

import pytest
from sqlalchemy import text

from coordination.db import db, new_id
from coordination.reviews.models import Suggestion
from tests.rooms.planning import asked_of
from tests.rooms.reviewing import Reviewing, record_fields


@pytest.fixture
def work(app, world):
    return Reviewing(app, world)


@pytest.fixture
def draft(work):
    key = work.holds(days_ago=1)
    work.records(key)
    return key


def changes(browser, key, since=0):
    answer = browser.get(f"/reviews/{key}/live/changes?since={since}")
    assert answer.status_code == 200
    return answer.json


class TestFollowing:
    def test_the_record_is_there_part_by_part(self, world, browsing, draft):
        page = browsing.as_(world.people["senco"]).page(f"/reviews/{draft}/live")
        assert "The club goes on" in page.select_one('[data-part="decisions"]').text
        assert "I like the new club" in page.select_one('[data-part="views"]').text

    def test_it_is_told_which_parts_changed_and_nothing_of_what_they_say(self, world, browsing, work, draft):
        senco = browsing.as_(world.people["senco"])
        seen = changes(senco, draft)["number"]
        assert changes(senco, draft, seen)["parts"] == []
        work.records(draft, views=None, actions=None, decisions=[{"id": new_id(), "text": "A secret decision"}])
        answer = senco.get(f"/reviews/{draft}/live/changes?since={seen}")
        assert answer.json["parts"] == ["decisions"] and answer.json["titles"] == ["Decisions"]
        assert "secret" not in answer.text

    def test_another_time_is_a_change_and_stands_on_the_page(self, world, browsing, work, draft):
        senco = browsing.as_(world.people["senco"])
        seen = changes(senco, draft)["number"]
        work.records(draft, views=None, actions=None, began_at=time(10, 5), ended_at=time(11, 20))
        answer = changes(senco, draft, seen)
        assert "held" in answer["parts"] and "When it was held" in answer["titles"]
        assert "from 10:05am to 11:20am" in senco.page(f"/reviews/{draft}/live").select_one("#part-held").text

    def test_without_scripts_a_link_says_it(self, world, browsing, work, draft):
        senco = browsing.as_(world.people["senco"])
        again = senco.page(f"/reviews/{draft}/live").select_one("[data-live-again]")["href"]
        work.records(draft, views=None, actions=None, decisions=[{"id": new_id(), "text": "Another"}])
        page = senco.page(again)
        assert page.select_one('.govuk-inset-text a[href="#part-decisions"]') is not None

    def test_looking_for_changes_writes_no_audit_row(self, world, browsing, draft, owner_engine):
        senco = browsing.as_(world.people["senco"])
        with owner_engine.connect() as link:
            before = link.execute(text("select count(*) from audit_row")).scalar()
            for _ in range(3):
                changes(senco, draft)
            assert link.execute(text("select count(*) from audit_row")).scalar() == before

    def test_a_signed_record_is_on_its_own_page(self, world, browsing, work):
        key = work.signed()
        answer = browsing.as_(world.people["senco"]).get(f"/reviews/{key}/live")
        assert answer.status_code == 303 and answer.location.endswith(f"/reviews/{key}")

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "admin"])
    def test_a_stranger_is_told_nothing(self, world, browsing, draft, who):
        browser = browsing.as_(world.people[who])
        for address in ("live", "live/changes", "suggestions"):
            assert browser.get(f"/reviews/{draft}/{address}").status_code == 404, address
        assert browser.press(f"/reviews/{draft}/suggestions", part="decisions", text="No").status_code == 404

    def test_family_have_pages_of_their_own(self, world, browsing, draft):
        for who in ("parent", "carer", "youngperson"):
            assert browsing.as_(world.people[who]).get(f"/reviews/{draft}/live").status_code in (403, 404), who

    def test_what_a_look_asks_does_not_grow(self, app, world, browsing, draft):
        senco = browsing.as_(world.people["senco"])
        for address, most in ((f"/reviews/{draft}/live", 8), (f"/reviews/{draft}/live/changes?since=0", 7)):
            senco.get(address)
            with asked_of(app) as asked:
                assert senco.get(address).status_code == 200
            assert len(asked) <= most, f"{address}: {len(asked)}\n" + "\n".join(asked)


class TestSuggesting:
    def test_words_wait_for_whoever_writes_and_are_taken_into_the_sheet(self, world, browsing, draft):
        health, lead = browsing.as_(world.people["health"]), browsing.as_(world.people["lead"])
        answer = health.send(f"/reviews/{draft}/suggestions", {"part": "decisions", "text": "Ask for a hearing test"},
                             form_at=f"/reviews/{draft}/live")  # fmt: skip
        assert answer.status_code == 303
        assert "1 suggestion of yours waits" in health.words(f"/reviews/{draft}/live")
        assert changes(lead, draft)["waiting"] == 1
        page = lead.page(f"/reviews/{draft}/record")
        key = page.select_one('button[name="take"]')["value"]
        typed = record_fields(lead, draft) | {"changes": "Half a sentence"}
        taken = lead.client.post(f"/reviews/{draft}/record", data=typed | {"take": key})
        assert "Ask for a hearing test" in taken.text and "Half a sentence" in taken.text
        assert changes(lead, draft)["waiting"] == 0
        # Nothing was saved by taking it: the record says it once it is saved.
        assert "hearing test" not in lead.words(f"/reviews/{draft}")

    def test_set_aside_it_is_kept(self, world, browsing, draft, work):
        health, lead = browsing.as_(world.people["health"]), browsing.as_(world.people["lead"])
        health.send(
            f"/reviews/{draft}/suggestions", {"part": "changes", "text": "Off topic"}, form_at=f"/reviews/{draft}/live"
        )
        key = lead.page(f"/reviews/{draft}/record").select_one('button[name="set-aside"]')["value"]
        lead.client.post(f"/reviews/{draft}/record", data=record_fields(lead, draft) | {"set-aside": key})
        assert lead.page(f"/reviews/{draft}/record").select_one('button[name="take"]') is None
        with work.at_work():
            held = db.session.get(Suggestion, UUID(key))
            assert (held.text, held.state, held.decided_by) == ("Off topic", "set_aside", world.people["lead"])

    def test_sent_again_it_is_the_same_one(self, world, browsing, draft):
        health = browsing.as_(world.people["health"])
        data = {"id": str(new_id()), "part": "decisions", "text": "Once"}
        for _ in range(2):
            assert health.press(f"/reviews/{draft}/suggestions", **data).status_code == 303
        assert changes(health, draft)["waiting"] == 1

    def test_what_is_wrong_is_said_and_the_words_are_still_there(self, world, browsing, draft):
        health = browsing.as_(world.people["health"])
        answer = health.press(f"/reviews/{draft}/suggestions", part="", text="Keep these words")
        assert answer.status_code == 422
        assert "Choose what it is for" in answer.text and "Keep these words" in answer.text

    def test_another_meetings_suggestion_is_not_taken(self, world, browsing, work, draft):
        health, lead = browsing.as_(world.people["health"]), browsing.as_(world.people["lead"])
        health.send(
            f"/reviews/{draft}/suggestions", {"part": "decisions", "text": "Here"}, form_at=f"/reviews/{draft}/live"
        )
        key = lead.page(f"/reviews/{draft}/record").select_one('button[name="take"]')["value"]
        other = work.holds(days_ago=1)
        lead.client.post(f"/reviews/{other}/record", data=record_fields(lead, other) | {"take": key})
        assert changes(lead, draft)["waiting"] == 1
