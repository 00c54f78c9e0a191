"""One day for several duties: the days that are good for all, what others make late, and a day planned in parts."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from coordination import clock, timescales
from coordination.db import db
from coordination.deadlines.models import Clock
from coordination.reviews.models import Review
from tests.rooms.planning import asked_of
from tests.rooms.recording import Recording, days_ago
from tests.rooms.test_deadlines_timetable import clock_of


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def two(recording, world):
    """A looked-after review and a review of the team that share days; and an EHC annual review that does too."""
    with recording.at_work():
        clock_of(world, rule="L5", from_on=days_ago(120), due_on=days_ago(-60), answers_for="IRO")
        clock_of(world, rule="T2", from_on=days_ago(10), due_on=days_ago(-32), severity="local")
        clock_of(world, rule="A1", from_on=days_ago(300), due_on=days_ago(-70), answers_for="EHC")
    return f"/children/{world.child_id}/one-day"


def choices(page):
    return [" ".join(item.get_text(" ", strip=True).split()) for item in page.select(".app-choice")]


def plan_links(page):
    return [link["href"] for link in page.select(".app-choice a")]


def filled(on, keys, world, **more):
    people = [str(key) for key in world.memberships.values()]
    given = {
        "asked": "yes",
        "date-day": on.day,
        "date-month": on.month,
        "date-year": on.year,
        "at-hour": "9",
        "at": "9:30",
        "place": "The family centre",
    }
    for key in keys:
        given |= {f"{key}_chair": str(world.people["iro"]), f"{key}_minutes": "40", f"{key}_people": people}
    return given | more


def working_day(days):
    return timescales.england().next_working_day(clock.today() + timedelta(days=days))


class TestTheDays:
    def test_every_working_day_in_all_windows_is_good(self, browsing, two, world):
        page = browsing.as_(world.people["lead"]).page(two)
        words = " ".join(page.get_text(" ").split())
        # From two weeks' notice of the annual review to the last day of the team's own aim.
        first = timescales.england().next_working_day(clock.today() + timedelta(days=14))
        last = timescales.england().previous_working_day(clock.today() + timedelta(days=32))
        found = re.search(r"(\d+) working days are good for all of them", words)
        assert int(found.group(1)) == timescales.england().working_days_between(first - timedelta(days=1), last)
        assert len(choices(page)) == 5
        assert all("Nothing is late." in choice for choice in choices(page))
        assert all("Looked-after review, " in choice or ", Looked-after review" in choice for choice in choices(page))

    def test_says_why_each_window_is_what_it_is(self, browsing, two, world):
        words = browsing.as_(world.people["lead"]).words(two)
        for sentence in (
            "at least two weeks’ notice",
            "regulation 20(10)",
            "may be held sooner",
            "Ask Ama first",
            "SEND Code of Practice 9.169",
            "Child protection conferences and core groups are held by themselves",
        ):
            assert sentence in words, sentence

    def test_the_picture_says_in_words_what_it_draws(self, browsing, two, world):
        page = browsing.as_(world.people["lead"]).page(two)
        picture = page.select_one("svg.app-windows")
        assert len(picture.select(".app-chart__bar")) == 3
        assert len(picture.select(".app-windows__day")) == 5
        described = page.select_one("#windows-desc").get_text()
        assert described.count(" from ") == 3
        for bar in picture.select(".app-chart__bar"):
            assert 0 <= float(bar["x"].rstrip("%")) < 100
            assert float(bar["x"].rstrip("%")) + float(bar["width"].rstrip("%")) <= 100.1

    def test_leaving_one_out_changes_the_days(self, browsing, two, world):
        visitor = browsing.as_(world.people["lead"])
        page = visitor.page(f"{two}?part=looked_after&part=ehc_annual")
        assert all("Team around the child" not in choice for choice in choices(page))
        assert len([box for box in page.select("[name=part]") if box.has_attr("checked")]) == 2

    def test_where_no_day_is_good_for_all_it_says_what_would_be_late(self, browsing, recording, world):
        with recording.at_work():
            clock_of(world, rule="T2", from_on=days_ago(40), due_on=days_ago(-3), severity="local")
            clock_of(world, rule="A1", from_on=days_ago(300), due_on=days_ago(-90), answers_for="EHC")
        page = browsing.as_(world.people["lead"]).page(f"/children/{world.child_id}/one-day")
        words = " ".join(page.get_text(" ").split())
        assert "No day is good for all of them" in words
        two_days, one_day = choices(page)
        assert "Nothing is late." in two_days
        assert len(re.findall("Plan this day", two_days)) == 2
        assert re.search(r"Late: Team around the child review: \d+ days late", one_day)

    def test_a_date_that_has_passed_is_late_on_every_day(self, browsing, recording, world):
        with recording.at_work():
            clock_of(world, rule="T2", from_on=days_ago(80), due_on=days_ago(3), severity="local")
            clock_of(world, rule="L5", from_on=days_ago(120), due_on=days_ago(-60), answers_for="IRO")
        page = browsing.as_(world.people["lead"]).page(f"/children/{world.child_id}/one-day")
        assert all("late" in choice for choice in choices(page))
        assert "No day is left" in page.get_text()

    def test_conferences_and_core_groups_are_never_among_them(self, browsing, two, recording, world):
        with recording.at_work():
            for rule in ("C4", "C6"):
                clock_of(world, rule=rule, due_on=days_ago(-20), answers_for="CPC")
        page = browsing.as_(world.people["lead"]).page(two)
        assert len(page.select("[name=part]")) == 3
        assert "Held by themselves, never with anything else:" in page.get_text()

    def test_what_has_a_day_already_is_said_and_left_out(self, browsing, two, recording, app, world):
        from tests.rooms.test_deadlines_feed import meets

        meets(app, world, "lead", kind="looked_after")
        page = browsing.as_(world.people["lead"]).page(two)
        assert "Planned already for" in page.get_text()
        assert [box["value"] for box in page.select("[name=part]") if box.has_attr("checked")] == [
            "tac_review",
            "ehc_annual",
        ]

    def test_a_pep_belongs_to_one_term_and_counts_from_the_last_that_was_held(self, browsing, recording, world):
        held_on = days_ago(30)
        with recording.at_work():
            db.session.add(
                Review(
                    authority_id=world.authority_id, child_id=world.child_id, case_id=world.case_id, kind="pep",
                    number=1, state="signed", held_on=held_on,
                )
            )  # fmt: skip
        page = browsing.as_(world.people["lead"]).page(f"/children/{world.child_id}/one-day")
        assert [box["value"] for box in page.select("[name=part]")] == ["pep"]
        expected = timescales.explain("L16", held_on, calendar=timescales.calendar_for(None, clock.today())).due
        assert expected.isoformat() in str(page.select_one("table"))

    def test_nothing_due_is_said_so(self, browsing, world):
        assert "No review that can share a day is due" in browsing.as_(world.people["lead"]).words(
            f"/children/{world.child_id}/one-day"
        )


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("lead", 200), ("iro", 200), ("manager", 200), ("stranger", 404), ("othersenco", 404), ("carer", 403),
         ("parent", 403), ("youngperson", 403)],
    )  # fmt: skip
    def test_whoever_may_plan_a_review(self, browsing, two, world, who, status):
        visitor = browsing.as_(world.people[who])
        assert visitor.get(two).status_code == status
        assert visitor.get(f"{two}/plan?part=tac_review").status_code in ((200, 303) if status == 200 else (status,))

    def test_a_duty_whose_clock_they_may_not_see_is_not_there(self, browsing, two, world, recording):
        page = browsing.as_(world.people["lead"]).page(two)
        assert "ehc_annual" in [box["value"] for box in page.select("[name=part]")]
        # A personal adviser reads no EHC plan.
        with recording.at_work():
            assert db.session.query(Clock).filter_by(rule="A1").count() == 1
        provider = browsing.as_(world.people["provider"]).get(two)
        if provider.status_code == 200:
            assert "ehc_annual" not in provider.text

    def test_is_found_from_the_reviews(self, browsing, world):
        page = browsing.as_(world.people["lead"]).get(f"/children/{world.child_id}/reviews")
        assert f"/children/{world.child_id}/one-day" in page.text


class TestPlanningADay:
    KEYS = ("looked_after", "tac_review")

    def at(self, two, *keys):
        return f"{two}/plan?" + "&".join(f"part={key}" for key in keys or self.KEYS)

    def sent(self, browsing, two, world, who="lead", on=None, keys=KEYS, **more):
        data = filled(on or working_day(10), keys, world, **more)
        return browsing.as_(world.people[who]).send(self.at(two, *keys), data)

    def test_comes_from_the_choice_with_its_day(self, browsing, two, world):
        visitor = browsing.as_(world.people["lead"])
        link = plan_links(visitor.page(two))[0]
        page = visitor.page(link)
        day = date.fromisoformat(re.search(r"on=([\d-]+)", link).group(1))
        assert page.select_one("[name=date-day]")["value"] == str(day.day)
        assert len(page.select("h2.govuk-heading-m")) >= 3
        assert "Has the child been asked first?" in page.get_text()

    def test_each_part_is_a_review_of_its_own_one_after_the_other(self, browsing, two, world, recording):
        on = working_day(10)
        answer = self.sent(browsing, two, world, on=on)
        assert answer.status_code == 303, answer.text
        with recording.at_work():
            held = db.session.query(Review).filter_by(child_id=world.child_id).order_by(Review.starts_at).all()
            assert [review.kind for review in held] == ["tac_review", "looked_after"]
            first, second = held
            assert clock.london_date(first.starts_at) == on
            assert second.starts_at - first.starts_at == timedelta(minutes=40)
            assert first.day_id == second.day_id is not None
            assert first.chair_id == world.people["iro"]
            assert "one day is what they want" in first.reason
            assert len(first.people) == len(second.people) > 5
        page = browsing.as_(world.people["lead"]).words(answer.headers["Location"])
        assert "One part of a day. The other parts: Looked-after review" in page

    def test_the_same_send_again_is_the_same_day(self, browsing, two, world, recording):
        visitor = browsing.as_(world.people["lead"])
        page = visitor.page(self.at(two))
        key = page.select_one("form [name=id]")["value"]
        data = filled(working_day(10), self.KEYS, world, id=key)
        for _ in range(2):
            assert visitor.send(self.at(two), data).status_code == 303
        with recording.at_work():
            assert db.session.query(Review).filter_by(child_id=world.child_id).count() == 2

    def test_one_duty_is_met_only_by_its_own_part(self, browsing, two, world, recording):
        self.sent(browsing, two, world)
        with recording.at_work():
            states = {held.rule: held.state for held in db.session.query(Clock).filter_by(child_id=world.child_id)}
        assert states == {"L5": "running", "T2": "running", "A1": "running"}

    def test_each_part_asks_its_own_people_and_says_why_family_is_not_asked(self, browsing, two, world, recording):
        few = [str(world.memberships[who]) for who in ("lead", "iro", "youngperson")]
        answer = self.sent(
            browsing, two, world, looked_after_people=few, not_asked_reason="Kept short, as they asked"
        )  # fmt: skip
        assert answer.status_code == 303, answer.text
        with recording.at_work():
            held = {review.kind: review for review in db.session.query(Review).filter_by(child_id=world.child_id)}
            asked = [one for one in held["looked_after"].people if one.response != "not_asked"]
            assert len(asked) == 3
            parent = next(one for one in held["looked_after"].people if one.role == "PAR")
            assert (parent.person_id, parent.reason) == (None, "Kept short, as they asked")
            assert len([one for one in held["tac_review"].people if one.response != "not_asked"]) > 5

    def test_the_child_is_asked_first_or_it_is_said_why_not(self, browsing, two, world):
        for asked in ("rather_not", "not_asked"):
            answer = self.sent(browsing, two, world, asked=asked)
            assert answer.status_code == 422
            assert "Write what they said, or why they were not asked" in answer.text
            assert 'value="The family centre"' in answer.text
        assert self.sent(browsing, two, world, asked=None).status_code == 422
        assert self.sent(browsing, two, world, asked="not_asked", asked_words="She is away").status_code == 303

    def test_what_the_day_makes_late_must_be_known(self, browsing, two, world):
        on = working_day(40)
        answer = self.sent(browsing, two, world, on=on)
        assert answer.status_code == 422
        late = (on - (clock.today() + timedelta(days=32))).days
        assert f"Team around the child review: {late} days late" in answer.text
        assert self.sent(browsing, two, world, on=on, late_known="y").status_code == 303

    @pytest.mark.parametrize("key", ["ehc_annual"])
    def test_never_before_everybody_can_have_notice(self, browsing, two, world, key):
        answer = self.sent(browsing, two, world, on=working_day(3), keys=(key,))
        assert answer.status_code == 422
        assert "too early for: EHC annual review" in answer.text

    def test_never_on_a_day_nobody_works(self, browsing, two, world):
        saturday = clock.today() + timedelta(days=(5 - clock.today().weekday()) % 7 + 7)
        answer = self.sent(browsing, two, world, on=saturday)
        assert answer.status_code == 422
        assert "nobody works" in answer.text

    @pytest.mark.parametrize(
        "change",
        [
            {"date-month": "13"},
            {"at": "25:99"},
            {"tac_review_minutes": "0"},
            {"tac_review_chair": "nonsense"},
            {"tac_review_people": None},
            {"asked": "perhaps"},
        ],
    )
    def test_bad_input_plans_nothing(self, browsing, two, world, recording, change):
        assert self.sent(browsing, two, world, **change).status_code == 422
        with recording.at_work():
            assert db.session.query(Review).filter_by(child_id=world.child_id).count() == 0

    def test_unknown_parts_lead_back(self, browsing, two, world):
        visitor = browsing.as_(world.people["lead"])
        assert visitor.get(f"{two}/plan?part=conference&part=x&on=soon").status_code == 303
        assert visitor.get(f"{two}?part=conference").status_code == 200

    def test_who_may_not_begin_a_kind_is_refused(self, browsing, two, world, recording):
        # A SENCO begins the meetings they own, and no looked-after review.
        answer = self.sent(browsing, two, world, who="senco", keys=("looked_after",))
        assert answer.status_code in (403, 404)
        with recording.at_work():
            assert db.session.query(Review).filter_by(child_id=world.child_id).count() == 0

    def test_mail_for_each_part_names_nobody(self, browsing, two, world, owner_engine):
        self.sent(browsing, two, world)
        with owner_engine.connect() as owner:
            rows = owner.execute(
                text("select subject, body, invitation from outbox_message where person_id = :p"),
                {"p": world.people["iro"]},
            ).all()
        assert len(rows) == 2
        for subject, body, invitation in rows:
            for word in ("Okafor", "Ama", "family centre", "Looked"):
                assert word not in f"{subject} {body} {invitation}"


class TestWhatItCosts:
    def test_few_statements(self, app, browsing, two, world):
        visitor = browsing.as_(world.people["lead"])
        visitor.page(two)
        with asked_of(app) as asked:
            visitor.page(two)
        assert len(asked) <= 8, asked


class TestAPathwayReview:
    def test_signing_one_says_that_the_pathway_plan_was_reviewed(self):
        from coordination.events.kinds import KINDS
        from coordination.reviews.kinds import MEETINGS, usual

        assert usual("pathway").event == "pathway_review_held"
        assert usual("pep").event == "pep_reviewed"
        assert usual("pathway").owners == frozenset({"PA"})
        for held in MEETINGS.values():
            assert held.event is None or held.event in KINDS
