"""The SEND service's page: every case with its next date, why, and who waits for whom, in few questions; and the
family's own pages of the same process.
"""

import random
from datetime import timedelta

import pytest

from coordination import clock
from coordination.db import db, new_id
from coordination.ehc import queries
from coordination.ehc.process import advising, deciding, requesting
from tests.rooms.assessing import Assessing
from tests.rooms.planning import asked_of
from tests.world import add_child

CASES = 300
FEW = 30


@pytest.fixture
def work(app, world, owner_app):
    return Assessing(app, world, owner_app)


@pytest.fixture
def many(work, world, owner_app):
    """300 children at every stage."""
    return _histories(work, world, owner_app, CASES)


@pytest.fixture
def few(work, world, owner_app):
    """30 of them."""
    return _histories(work, world, owner_app, FEW)


def _histories(work, world, owner_app, cases):
    """Children at every stage, their histories told by the operations, from a fixed seed: the stage of each."""
    chance, told = random.Random(20), {}
    with owner_app.app_context():
        by = work.who("officer")
        today = clock.today()
        people = {"lead": world.people["lead"]}
        for number in range(cases):
            child_id, *_ = add_child(
                world.authority_id, people, world.agencies, world.team_id,
                given_names=f"Child{number:03}", preferred_name=f"Child{number:03}", family_name="Case",
                sort_name=f"case child{number:03}",
            )  # fmt: skip
            from coordination.agencies.models import Person
            from coordination.children.models import Child

            child = db.session.get(Child, child_id)
            asked = requesting.receive(
                child, id=new_id(), source="school", received_on=today - timedelta(days=chance.randint(1, 130)),
                said="Please", by=by,
            )  # fmt: skip
            stage = chance.choice(("requested", "assessing", "waiting", "panel", "drafting"))
            told[f"Child{number:03} Case"] = stage
            on = min(today, asked.received_on + timedelta(days=20))
            if stage == "requested":
                continue
            deciding.whether_to_assess(
                asked, id=new_id(), yes=True, reasons="Yes", decided_on=on, told_on=on, by=by
            )  # fmt: skip
            if stage == "assessing":
                continue
            row = advising.ask(
                asked, id=new_id(), source="social_care", person=db.session.get(Person, world.people["lead"]),
                agency_id=world.agencies["services"], asked_on=on, by=by,
            )  # fmt: skip
            if stage == "waiting":
                continue
            advising.give(row, id=new_id(), by=by, said={"summary": "Enough"}, received_on=on)
            if stage == "drafting":
                deciding.whether_to_write_a_plan(
                    asked, id=new_id(), yes=True, reasons="Yes", decided_on=on, told_on=on, by=by
                )  # fmt: skip
        db.session.commit()
    return told


WAITS = {
    "requested": "The family waits for the council to decide whether to assess.",
    "assessing": "The family waits for the council to decide whether to write a plan.",
    "waiting": "The council waits for advice from Lead Person (social care)",
    "panel": "The family waits for the council to decide whether to write a plan.",
    "drafting": "The family waits for the draft plan.",
}


class TestThreeHundredCases:
    def test_each_shows_its_next_date_why_and_who_waits_in_few_questions(self, app, browsing, work, world, many):
        officer = browsing.as_(world.people["officer"])
        address, seen, sizes, dates = "/ehc", {}, [], []
        while address:
            officer.get(address)
            with asked_of(app) as asked:
                page = officer.page(address)
            assert len(asked) <= 8, "\n".join(asked)
            rows = page.select("tbody tr")
            sizes.append(len(rows))
            for row in rows:
                name, when, waiting, *_ = [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
                assert row.select_one("td a[href^='/clocks/']"), name
                assert any(word in when for word in ("due", "overdue", "today", "past")), when
                dates.append(row.select_one("time")["datetime"])
                seen[name] = waiting
            link = page.select_one(".govuk-pagination__next a")
            address = link["href"] if link else None
        assert sizes == [50] * 6
        assert dates == sorted(dates)
        wrong = {
            name: (stage, seen.get(name)) for name, stage in many.items() if WAITS[stage] not in seen.get(name, "")
        }
        assert wrong == {}

    def test_can_be_narrowed_by_standing_and_by_date(self, browsing, work, world, few):
        officer = browsing.as_(world.people["officer"])
        page = officer.page("/ehc?state=requested")
        standing = {" ".join(tag.get_text().split()) for tag in page.select("tbody .govuk-tag")}
        assert standing == {"Asked for: decide whether to assess"}
        late = officer.page("/ehc?due=late")
        assert late.select("tbody tr")
        assert all("overdue" in row.get_text() for row in late.select("tbody tr"))
        assert officer.get("/ehc?due=nonsense&state=x&whose=y&after=z").status_code == 200


class TestWhoSeesIt:
    @pytest.mark.parametrize("who", ["lead", "senco", "manager", "iro", "health", "parent", "admin"])
    def test_it_is_the_send_services_page(self, browsing, work, world, who):
        assert browsing.as_(world.people[who]).get("/ehc").status_code == 403

    def test_it_stands_across_the_top_for_them(self, browsing, work, world):
        assert browsing.as_(world.people["officer"]).page("/ehc").find("a", string="EHC cases")
        assert not browsing.as_(world.people["lead"]).page("/children").find("a", string="EHC cases")

    def test_a_request_that_ended_is_left_out_until_it_is_asked_for(self, browsing, work, world):
        key = work.requests("parent")
        work.decides(key, yes=False)
        officer = browsing.as_(world.people["officer"])
        assert "Ama Okafor" not in officer.words("/ehc")
        assert "Ama Okafor" in officer.words("/ehc?state=refused")


class TestTheFamilysOwnPages:
    def test_a_parent_asks_in_plain_words_and_reads_what_became_of_it(self, browsing, work, world):
        parent = browsing.as_(world.people["parent"])
        assert parent.page("/family").find("a", href=f"/my-ehc/{world.child_id}")
        page = f"/my-ehc/{world.child_id}/ask"
        assert "nobody has to agree first" in parent.words(page)
        answer = parent.send(page, {"said": ""})
        assert answer.status_code == 422
        assert "Say why you ask" in answer.text
        assert parent.press(f"/drafts/my-ehc-ask/{world.child_id}/{world.child_id}", said="Half").status_code == 200
        assert "Half" in parent.words(page)
        assert parent.send(page, {"said": "Mum sees her struggle"}).status_code == 303
        words = parent.words(f"/my-ehc/{world.child_id}")
        assert "Mum sees her struggle" in words
        assert "deciding whether to assess" in words
        with work.at_work("officer"):
            row = queries.open_assessment(world.child_id)
            assert (row.source, row.channel, row.requester_id) == ("parent", "form", world.people["parent"])
        again = parent.send(page, {"said": "Once more"})
        assert again.status_code == 422
        assert "It was asked for already" in again.text
        work.decides(row.id, yes=False)
        words = parent.words(f"/my-ehc/{world.child_id}")
        assert "We will not assess." in words
        assert "you may appeal" in words

    def test_a_decision_nobody_was_told_of_is_not_there(self, browsing, work, world):
        key = work.requests("parent")
        work.decides(key, yes=False, told=False)
        assert "We will not assess." not in browsing.as_(world.people["parent"]).words(f"/my-ehc/{world.child_id}")

    def test_each_answers_for_themself_and_reads_nothing_of_another(self, browsing, work, world):
        key = work.requests("parent", said="Mum asked")
        work.decides(key)
        asked = {who: work.asks_for(key, "family", who) for who in ("parent", "otherparent", "carer", "youngperson")}
        for who, advice in asked.items():
            visitor = browsing.as_(world.people[who])
            page = visitor.page(f"/my-ehc/{world.child_id}")
            assert page.find("a", href=f"/my-advice/{advice}"), who
            assert visitor.send(f"/my-advice/{advice}", {}).status_code == 422
            sent = {"views": f"What the {who} thinks", "outcomes": f"What the {who} hopes"}
            assert visitor.send(f"/my-advice/{advice}", sent).status_code == 303
        for who in asked:
            visitor = browsing.as_(world.people[who])
            words = visitor.words(f"/my-ehc/{world.child_id}")
            for other, advice in asked.items():
                assert (f"What the {other} thinks" in words) == (other == who), (who, other)
                if other != who:
                    assert visitor.get(f"/my-advice/{advice}").status_code == 404
            assert ("Mum asked" in words) == (who == "parent")
        words = browsing.as_(world.people["officer"]).words(f"/ehc/advice/{asked['carer']}")
        assert "What the carer thinks" in words

    def test_the_way_there_is_named_after_what_is_there_and_is_absent_where_nothing_is(
        self, browsing, work, world, owner_app
    ):
        from coordination.children.models import Child

        pages = {"parent": "/family", "carer": "/caring", "youngperson": "/my-plan"}

        def ways():
            found = {who: browsing.as_(world.people[who]).page(page) for who, page in pages.items()}
            links = {who: page.find("a", href=f"/my-ehc/{world.child_id}") for who, page in found.items()}
            return {who: link.text if link else None for who, link in links.items()}

        ask = "Ask for an EHC needs assessment"
        assert ways() == {"parent": ask, "carer": ask, "youngperson": None}
        key = work.requests("parent")
        assert ways() == {"parent": "See where it stands", "carer": "See where it stands", "youngperson": None}
        work.decides(key, yes=False)
        both = "See where it stands, or ask for one"
        assert ways() == {"parent": both, "carer": both, "youngperson": None}
        with owner_app.app_context():
            db.session.get(Child, world.child_id).born_on = clock.today() - timedelta(days=18 * 366)
            db.session.commit()
        found = ways()
        assert found["youngperson"] == both and found["carer"] != both, found

    def test_nothing_is_on_the_carers_page_of_a_young_person_who_asks_for_themself(self, browsing, world, owner_app):
        from coordination.children.models import Child

        with owner_app.app_context():
            db.session.get(Child, world.child_id).born_on = clock.today() - timedelta(days=18 * 366)
            db.session.commit()
        for who, page, offered in (
            ("carer", "/caring", False),
            ("parent", "/family", False),
            ("youngperson", "/my-plan", True),
        ):
            found = browsing.as_(world.people[who]).page(page)
            assert bool(found.find("a", href=f"/my-ehc/{world.child_id}")) == offered, who

    def test_what_others_advised_is_not_on_them(self, browsing, work, world):
        key = work.requests("parent")
        work.decides(key)
        advice = work.asks_for(key, "school", "senco")
        work.gives(advice, "senco", needs="Words of the school")
        for who in ("parent", "otherparent", "carer", "youngperson"):
            assert "Words of the school" not in browsing.as_(world.people[who]).words(f"/my-ehc/{world.child_id}")

    def test_a_foster_carer_may_ask_and_a_child_may_not(self, browsing, work, world):
        child = browsing.as_(world.people["youngperson"])
        assert child.get(f"/my-ehc/{world.child_id}/ask").status_code == 403
        carer = browsing.as_(world.people["carer"])
        assert carer.send(f"/my-ehc/{world.child_id}/ask", {"said": "I see it every night"}).status_code == 303

    def test_a_young_person_over_school_age_asks_for_themself(self, browsing, work, world, owner_app):
        from coordination.children.models import Child

        with owner_app.app_context():
            db.session.get(Child, world.child_id).born_on = clock.today() - timedelta(days=18 * 366)
            db.session.commit()
        young = browsing.as_(world.people["youngperson"])
        assert young.send(f"/my-ehc/{world.child_id}/ask", {"said": "I want help at college"}).status_code == 303
        assert "I want help at college" in young.words(f"/my-ehc/{world.child_id}")
        assert browsing.as_(world.people["parent"]).get(f"/my-ehc/{world.child_id}/ask").status_code == 403

    @pytest.mark.parametrize("who", ["stranger", "othersenco"])
    def test_nobody_else_has_them(self, browsing, work, world, who):
        for address in (f"/my-ehc/{world.child_id}", f"/my-ehc/{world.child_id}/ask"):
            assert browsing.as_(world.people[who]).get(address).status_code in (403, 404)

    def test_a_child_of_somebody_else_does_not_exist(self, browsing, work, world):
        assert browsing.as_(world.people["parent"]).get(f"/my-ehc/{new_id()}").status_code == 404
