"""The family's pages of a plan that was sent, in another language: every word of ours, and from the right."""

import pytest

from coordination.db import new_id
from coordination.ehc import recipients as rights
from coordination.ehc.plan import issue_forms, issuing, writing
from coordination.ehc.plan import queries as plan_queries
from tests.rooms.test_ehc_plan_issues import office
from tests.rooms.test_family_languages import left_in_english, pseudo, speaking

__all__ = ["office", "pseudo"]


@pytest.fixture
def pages(office, world):
    """A whole plan that was made final, then a notice that waits for an answer: every page of the family's."""
    plan_id = office.starts()
    office.whole(plan_id)
    draft_id = office.draft(plan_id, days_ago=20)
    final_id = office.finals(plan_id)
    with office.at_work() as by:
        held = plan_queries.place(plan_queries.places(plan_id, ["F"])[0].id)
        writing.change(held, seen=held.statement.version, by=by, text="Twice a week", sessions_per_week=2)
        plan = plan_queries.plan(plan_id)
        to = rights.recipients(plan.child)
        notice = issuing.send_notice(plan, id=new_id(), to=to, why="Year 8", evidence="The review", by=by)
        notice_id = notice.id
        sent_id = next(one.id for one in notice.sent if one.person_id == world.people["parent"])
    return {
        "list": f"/children/{world.child_id}/sent-plans",
        "draft": f"/ehc-issues/{draft_id}",
        "final": f"/ehc-issues/{final_id}",
        "notice": f"/ehc-issues/{notice_id}",
        "answer": f"/ehc-sent/{sent_id}/answer",
    }


class TestAParent:
    def test_reads_every_word_of_ours_in_their_language_and_from_the_right(self, app, browsing, world, pages, pseudo):
        with speaking(app, pseudo):
            parent = browsing.as_(world.people["parent"])
            for name, address in pages.items():
                page = parent.page(f"{address}?language=ar")
                assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl"), name
                assert left_in_english(page) == [], name

    @pytest.mark.parametrize(
        ("code", "direction", "title"),
        [("pl", "ltr", "Specjalne potrzeby edukacyjne"), ("uk", "ltr", "Особливі освітні потреби"),
         ("ur", "rtl", "خصوصی تعلیمی ضروریات")],
    )  # fmt: skip
    def test_reads_it_in_polish_ukrainian_and_urdu(self, browsing, world, pages, code, direction, title):
        parent = browsing.as_(world.people["parent"])
        page = parent.page(f"{pages['final']}?language={code}")
        assert (page.html["lang"], page.html["dir"]) == (code, direction)
        assert title in page.select_one("#s-B").get_text()
        # What somebody wrote stays as they wrote it.
        assert "Speaks to two adults only" in page.get_text()

    def test_is_told_in_their_language_what_an_answer_wants(self, app, browsing, world, pages, pseudo):
        with speaking(app, pseudo):
            parent = browsing.as_(world.people["parent"])
            answer = parent.send(f"{pages['answer']}?language=ar", {"answer": "no", "words": ""})
            assert answer.status_code == 422
            with app.test_request_context():
                english = issue_forms.answers_offered()["no"]
            assert "Write what should be different" not in answer.text and english not in answer.text


class TestTheTeam:
    def test_reads_its_own_page_at_the_same_address_in_english(self, browsing, world, pages):
        officer = browsing.as_(world.people["ehc"])
        for name in ("draft", "final", "notice", "answer"):
            page = officer.page(f"{pages[name]}?language=ur")
            assert (page.html["lang"], page.html["dir"]) == ("en", "ltr"), name
