"""The page of the measures of the EHC process: numbers for analysts, nobody else, and none that tell of a few."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from coordination import clock
from coordination.agencies.models import Authority, Person, RoleHeld
from coordination.children.models import Child
from coordination.db import new_id
from coordination.ehc.models import AnnualReview, Assessment, Decision
from coordination.ehc.plan_models import FormalPlan
from coordination.insight import published
from coordination.insight.models import PublishedFigure, PublishedNeighbour
from tests.rooms.planning import asked_of

ADDRESS = "/ehc/measures"
LAST_YEAR = clock.today().year - 1


@pytest.fixture
def analyst(world, owner_engine):
    """Somebody of children's services who works with figures alone."""
    key = new_id()
    with Session(owner_engine) as owner:
        owner.add(Person(id=key, name="Figures", sort_name="figures", email=f"{key}@world.example", kind="workforce"))
        owner.flush()
        owner.add(
            RoleHeld(
                person_id=key, agency_id=world.agencies["services"], authority_id=world.authority_id, role="ANL",
                from_on=date(2020, 1, 1),
            )
        )  # fmt: skip
        owner.commit()
    return key


@pytest.fixture
def council(world, owner_engine):
    """Last year: of 12 requests and plans 7 were in time, of 9 reviews all. Figures of England stand beside them."""
    with Session(owner_engine) as owner:
        authority = owner.get(Authority, world.authority_id)
        for number in range(12):
            child = Child(id=new_id(), authority_id=authority.id, given_names="Ann", family_name="Aster")
            owner.add(child)
            owner.flush()
            whose = {"authority_id": authority.id, "child_id": child.id}
            came, late = date(LAST_YEAR, 3, 3), number >= 7
            plan = FormalPlan(
                id=new_id(), **whose, state="final", started_on=came,
                first_issued_on=came + timedelta(days=141 if late else 140),
            )  # fmt: skip
            owner.add(plan)
            owner.flush()
            asked = Assessment(id=new_id(), **whose, source="parent", received_on=came, state="issued", plan_id=plan.id)
            owner.add(asked)
            owner.flush()
            told = came + timedelta(days=43 if late else 42)
            owner.add(
                Decision(
                    id=new_id(), **whose, kind="assess", assessment_id=asked.id, decided_on=told, told_on=told,
                    reasons="Why.",
                )
            )  # fmt: skip
            if number < 9:
                met = date(LAST_YEAR, 10, 1)
                owner.add(
                    AnnualReview(
                        id=new_id(), **whose, plan_id=plan.id, met_on=met, decided_on=met, decision="maintain",
                        state="done",
                    )
                )  # fmt: skip
        facts = {"source": "Test source", "read_on": clock.today()}
        for code, percent in (("", 46.4), ("301", 40.0), ("302", 51.0), (authority.dfe_code, 61.5)):
            owner.add(PublishedFigure(year=LAST_YEAR, code=code, measure="issued", percent=percent, **facts))
        for place, near in enumerate(("301", "302"), 1):
            owner.add(PublishedNeighbour(code=authority.dfe_code, place=place, neighbour=near, **facts))
        owner.commit()
        yield authority.dfe_code
        for each in ("published_figure", "published_neighbour"):
            owner.execute(text(f"delete from {each}"))
        owner.commit()


def rows(page, title):
    """The visible table of a measure: its cells by year."""
    table = next(one for one in page.select("section table") if title in (one.caption or one).get_text()
                 and one.find_parent("details") is None)  # fmt: skip
    return {
        row.select_one("th").get_text(" ", strip=True): [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in table.select("tbody tr")
    }


class TestWhatAnAnalystReads:
    def test_the_shares_by_year_beside_what_was_published(self, browsing, analyst, council):
        page = browsing.as_(analyst).page(ADDRESS)
        issued = rows(page, "Plans issued within 20 weeks")
        assert issued[str(LAST_YEAR)] == ["7 of 12 (58.3%)", "61.5%", "46.4%", "45.5% (mean of 2)"]
        assert issued[str(LAST_YEAR - 1)] == ["none", "not published", "not published", "not published"]
        assert f"{LAST_YEAR + 1} so far" in issued
        assert rows(page, "Requests decided within 6 weeks")[str(LAST_YEAR)][0] == "7 of 12 (58.3%)"
        assert rows(page, "Decisions within 4 weeks")[str(LAST_YEAR)][0] == "9 of 9 (100%)"
        assert rows(page, "Decisions told in the year")[str(LAST_YEAR)] == ["0", "0", "9"]
        assert "Test source" in page.get_text()
        assert page.select_one("details summary").get_text(strip=True) == "How this is counted"
        assert len(page.select("figure.app-chart")) >= 3

    def test_none_that_would_tell_of_a_few(self, browsing, world, analyst, council, owner_engine):
        few = "select id from formal_plan where authority_id = :authority and first_issued_on > :in_time limit 3"
        with owner_engine.begin() as owner:
            in_time = date(LAST_YEAR, 3, 3) + timedelta(days=140)
            owner.execute(
                text(f"update formal_plan set first_issued_on = :in_time where id in ({few})"),
                {"authority": world.authority_id, "in_time": in_time},
            )
        page = browsing.as_(analyst).page(ADDRESS)
        assert rows(page, "Plans issued within 20 weeks")[str(LAST_YEAR)][0] == "not shown: fewer than 5"

    def test_made_up_figures_are_said_to_be(self, browsing, analyst, council, owner_engine):
        visitor = browsing.as_(analyst)
        assert "made up" not in visitor.words(ADDRESS)
        with owner_engine.begin() as owner:
            owner.execute(text("update published_figure set made_up = true where code = ''"))
        assert "made up for the demo" in visitor.words(ADDRESS)

    def test_it_is_where_analysts_start(self, browsing, analyst):
        page = browsing.as_(analyst).page("/")
        assert {link["href"] for link in page.select("nav a, main a")} >= {ADDRESS}

    def test_it_asks_little_of_the_database(self, app, browsing, analyst, council):
        visitor = browsing.as_(analyst)
        with asked_of(app) as asked:
            assert visitor.get(ADDRESS).status_code == 200
        assert len([one for one in asked if "ehc_measured" in one]) == 1
        assert len(asked) <= 8

    def test_the_reading_is_in_the_audit_and_names_no_child(self, browsing, analyst, council, owner_engine):
        browsing.as_(analyst).get(ADDRESS)
        with owner_engine.connect() as owner:
            row = owner.execute(
                text("select sections, children from audit_row where actor_id = :p order by at desc limit 1"),
                {"p": analyst},
            ).one()
        assert "ehc_plan" in row.sections
        assert not row.children


class TestNobodyElse:
    @pytest.mark.parametrize("who", ["lead", "manager", "health", "parent"])
    def test_is_shown_it(self, browsing, world, council, who):
        assert browsing.as_(world.people[who]).get(ADDRESS).status_code in (403, 404)

    def test_is_given_any_number_by_the_database(self, app, world, council):
        from coordination.db import db, identify

        with app.test_request_context():
            for who in ("lead", "manager"):
                identify(db.session(), world.people[who])
                asked = text("select * from ehc_measured(:authority, :first, :last)")
                days = {"first": date(LAST_YEAR, 1, 1), "last": date(LAST_YEAR, 12, 31)}
                assert db.session.execute(asked, {"authority": world.authority_id, **days}).all() == []
                db.session.rollback()


class TestKeeping:
    def test_what_is_the_same_keeps_its_source_and_what_was_made_up_gives_way(self, owner_app):
        from coordination.db import db

        with owner_app.app_context():
            found = published.Read(figures={(2033, "", "issued"): 50.0}, neighbours={("333", 1): "334"})
            published.keep(found, source="Made up", made_up=True)
            assert published.kept("333", [2033]).made_up
            counted = published.keep(found, source="Real")
            assert [dict(each) for each in counted.values()] == [{"changed": 1}, {"changed": 1}]
            assert [dict(each) for each in published.keep(found, source="Later").values()] == [{"same": 1}] * 2
            held = published.kept("333", [2033])
            assert (held.made_up, {source for source, _ in held.sources}) == (False, {"Real"})
            db.session.rollback()
