"""Where do I click next? What the pages of an EHC process say to whoever works on it, and to the family."""

import pytest
from bs4 import BeautifulSoup

from tests.rooms.assessing import Assessing
from tests.rooms.ehcing import Office


@pytest.fixture
def work(app, world, owner_app):
    return Assessing(app, world, owner_app)


def next_step(browsing, work):
    """The sentence at the head of the officer's page of the child, and where its button leads."""
    page = browsing.as_(work.world.people["officer"]).page(f"/children/{work.world.child_id}/ehc")
    box = page.select_one("section[aria-labelledby=step]")
    assert box is not None
    button = box.select_one("a.govuk-button")
    return " ".join(box.get_text(" ").split()), button["href"] if button else ""


class TestTheNextStepOfTheOfficer:
    def test_of_a_new_request_is_to_decide_and_says_that_nobody_has_it(self, browsing, work):
        key = work.requests("parent")
        words, url = next_step(browsing, work)
        assert "Nobody has this request yet" in words
        assert url == f"/ehc/assessments/{key}/decide"

    def test_after_a_decision_is_to_tell_it(self, browsing, work):
        key = work.requests("parent")
        made = work.decides(key, told=False)
        words, url = next_step(browsing, work)
        assert "not everybody has been told" in words
        assert url == f"/ehc/decisions/{made}"

    def test_goes_on_from_asking_to_waiting_to_deciding(self, browsing, work):
        key = work.requests("parent")
        work.decides(key)
        assert next_step(browsing, work)[1] == f"/ehc/assessments/{key}/ask"
        advice = work.asks_for(key, "health", "health")
        words, url = next_step(browsing, work)
        assert "0 of 1 have sent their advice" in words
        assert url == f"/ehc/assessments/{key}"
        work.gives(advice, "health")
        assert next_step(browsing, work)[1] == f"/ehc/assessments/{key}/plan-decision"

    def test_is_nobody_elses(self, browsing, work, world):
        work.requests("parent")
        page = browsing.as_(world.people["lead"]).page(f"/children/{world.child_id}/ehc")
        assert page.select_one("section[aria-labelledby=step]") is None

    def test_of_a_child_who_has_a_plan_the_plan_stands_before_how_it_came_about(self, app, browsing, world, owner_app):
        office = Office(app, owner_app, world)
        office.decides("not_assess")
        plan = office.plan()
        page = browsing.as_(office.officer).page(f"/children/{world.child_id}/ehc")
        order = [section["aria-labelledby"] for section in page.select("main section[aria-labelledby]")]
        assert [name for name in order if name in {"plan", "assessments", "decisions"}][0] == "plan"
        assert "decisions" in order
        assert page.select_one(f"section[aria-labelledby=plan] a[href='/ehc-plans/{plan}']") is not None


class TestWhatAFamilyIsAsked:
    def test_stands_at_the_head_of_their_own_page_until_it_is_given(self, browsing, work, world):
        key = work.requests("parent")
        work.decides(key)
        advice = work.asks_for(key, "family", "parent")
        parent = browsing.as_(world.people["parent"])
        asked = parent.page(f"/family/{world.child_id}").select_one("#ehc-asked")
        assert asked is not None and "It is wanted by" in asked.get_text()
        assert asked.select_one("a")["href"] == f"/my-advice/{advice}"
        other = browsing.as_(world.people["otherparent"]).page(f"/family/{world.child_id}")
        assert other.select_one("#ehc-asked") is None
        work.gives(advice, "parent", views="She likes to be asked")
        assert parent.page(f"/family/{world.child_id}").select_one("#ehc-asked") is None


class TestAskingForAdvice:
    def test_folds_away_what_is_rarely_needed_and_opens_it_where_something_is_wrong(self, browsing, work, world):
        key = work.requests("parent")
        work.decides(key)
        officer = browsing.as_(world.people["officer"])
        page = officer.page(f"/ehc/assessments/{key}/ask")
        folded = page.select_one("[name=health_email]").find_parent("details")
        assert folded is not None and not folded.has_attr("open")
        assert page.select_one("[name=health_who]").find_parent("details") is None
        answer = officer.send(f"/ehc/assessments/{key}/ask", {"health_name": "Dr Somebody"})
        assert answer.status_code == 422
        again = BeautifulSoup(answer.text, "html.parser")
        assert again.select_one("[name=health_email]").find_parent("details").has_attr("open")

    def test_is_wanted_of_the_adviser_by_a_day_and_at_no_hour(self, browsing, work, world):
        key = work.requests("parent")
        work.decides(key)
        work.asks_for(key, "health", "health")
        words = browsing.as_(world.people["health"]).words("/")
        assert "Your advice about Ama , by " in words or "Your advice about Ama, by " in words
        assert "5pm" not in words
