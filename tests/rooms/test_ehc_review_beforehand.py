"""What the sheet and the report of an EHC review hold before anybody types: attendance, what was sent, who came, and
the words of a parent who wants them read at the meeting.
"""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.children.queries import child as child_of
from coordination.db import new_id
from coordination.ehc.reviewing import operations as reviewing
from coordination.ehc.reviewing import queries as asking
from coordination.family import operations as family
from coordination.reviews import contributing, contributions
from coordination.schools import happenings
from tests.browsing import form_fields
from tests.rooms.yearly import ASKED, Reviewing


class Yearly(Reviewing):
    """Those who send something for the review."""

    def sends(self, key, who, **said):
        """Somebody who was asked contributes."""
        with self.at_work(who) as by:
            place = contributions.place_of(asking.one(key).review_id, by.person_id)
            contributing.contribute(place, id=new_id(), by=by, **said)

    def school_tells(self, percent):
        """The school's own figure of attendance."""
        with self.at_work("senco") as by:
            today = clock.today()
            return happenings.record_happening(
                child_of(self.world.child_id), id=new_id(), agency_id=self.world.agencies["school"], kind="attendance",
                from_on=today - timedelta(days=60), to_on=today - timedelta(days=1), percent=percent, by=by,
            ).id  # fmt: skip

    def parent_says(self, key, text, share):
        """The mother says what would help."""
        with self.at_work("parent") as by:
            place = contributions.place_of(asking.one(key).review_id, by.person_id)
            family.say_as_parent(
                child_of(self.world.child_id), answers={"help": (new_id(), text)}, lead=None, place=place, share=share,
                by=by,
            )  # fmt: skip

    def came(self, key, who, how):
        """The meeting's record says how somebody took part."""
        with self.at_work("lead"):
            meeting = reviewing.meeting_of(asking.one(key))
            next(one for one in meeting.people if one.person_id == self.world.people[who]).attended = how


@pytest.fixture
def work(app, world):
    return Yearly(app, world)


@pytest.fixture
def key(work):
    """A review whose meeting is planned."""
    made = work.begins(work.final())
    work.meets(made)
    return made


def fields(senco, key):
    page = f"/ehc-reviews/{key}"
    return form_fields(senco.get(page).text, page)


class TestTheSheet:
    def test_holds_the_schools_figure_and_what_each_service_sent_until_it_is_answered(self, browsing, work, world, key):
        work.school_tells(91.5)
        work.sends(key, "health", going_well="Hears well", worries="Sleeps badly")
        work.sends(key, "lead", going_well="Her grandmother helps")
        work.sends(key, "ehc", asks="Somebody measures her reading")
        senco = browsing.as_(world.people["senco"])
        held = fields(senco, key)
        assert held["attendance"].startswith("91.5%, ")
        assert "Hears well" in held["health_says"] and "Worries: Sleeps badly" in held["health_says"]
        assert "Her grandmother helps" in held["care_says"]
        assert "Asks of others: Somebody measures her reading" in held["others_say"]
        assert "Put in for you" in senco.words(f"/ehc-reviews/{key}")
        # Nothing of it is an answer before it is saved.
        assert work.row(key)["more"].get("health_says") is None
        sent = {**held, "health_says": "Nothing new"}
        assert senco.client.post(f"/ehc-reviews/{key}", data=sent).status_code == 303
        again = fields(senco, key)
        assert (again["health_says"], again["attendance"]) == ("Nothing new", held["attendance"])

    def test_does_not_put_in_again_what_its_writer_took_out(self, browsing, work, world, key):
        work.school_tells(91.5)
        work.sends(key, "health", worries="Her brother was in hospital")
        senco, page = browsing.as_(world.people["senco"]), f"/ehc-reviews/{key}"
        assert senco.client.post(page, data={**fields(senco, key), "health_says": ""}).status_code == 303
        again = fields(senco, key)
        assert (again["health_says"], again["attendance"][:5]) == ("", "91.5%")
        assert senco.client.post(page, data={**again, "transport": "A taxi"}).status_code == 303
        assert "health_says" not in work.row(key)["more"]
        # It can still be read beside the sheet, by whoever runs the meeting, and stands in no report.
        assert "Her brother was in hospital" in senco.words(page)
        work.held(key)
        work.writes_all(key)
        assert senco.send(f"{page}/report", {}).status_code == 303
        assert not any("Her brother" in str(facts) for facts in work.copies(key).values())

    def test_nor_where_two_saves_crossed_in_between(self, browsing, work, world, key):
        work.sends(key, "health", worries="Her brother was in hospital")
        senco, page = browsing.as_(world.people["senco"]), f"/ehc-reviews/{key}"
        opened = fields(senco, key)
        browsing.as_(world.people["ehc"]).send(page, {"attainment": "Reads at eight", "health_says": ""})
        answer = senco.client.post(page, data={**opened, "attainment": "Reads at seven", "health_says": ""})
        assert answer.status_code == 422
        assert senco.client.post(page, data=form_fields(answer.text, page)).status_code == 303
        assert fields(senco, key)["health_says"] == ""

    def test_is_saved_however_much_was_sent_for_it(self, browsing, work, world, key):
        work.sends(key, "health", going_well="a" * 4000, worries="b" * 4000, asks="c" * 4000)
        senco = browsing.as_(world.people["senco"])
        assert senco.client.post(f"/ehc-reviews/{key}", data=fields(senco, key)).status_code == 303
        assert len(work.row(key)["more"]["health_says"]) > 12_000

    def test_leaves_out_what_the_school_took_back(self, browsing, work, world, key):
        told = work.school_tells(40)
        with work.at_work("senco") as by:
            from coordination.schools import queries as schools

            happenings.take_back(schools.happening(told), why="A slip", by=by)
        assert fields(browsing.as_(world.people["senco"]), key)["attendance"] == ""

    def test_holds_a_parents_words_for_the_meeting_only_where_they_chose_it(self, browsing, work, world, key):
        work.parent_says(key, "Somebody to read with her", share=False)
        senco = browsing.as_(world.people["senco"])
        assert "Somebody to read with her" not in senco.words(f"/ehc-reviews/{key}")
        work.parent_says(key, "A quiet place at lunch", share=True)
        page = senco.words(f"/ehc-reviews/{key}")
        assert "A quiet place at lunch" in page and "What would help" in page
        assert "Somebody to read with her" not in page


class TestTheReport:
    def test_says_who_came_as_the_meetings_record_does_and_names_nobody_of_the_family(self, browsing, work, world, key):
        work.held(key)
        work.came(key, "senco", "in_person")
        work.came(key, "health", "apologies")
        page = browsing.as_(world.people["senco"]).words(f"/ehc-reviews/{key}")
        assert "Who came" in page and "in person" in page and "sent apologies" in page
        work.writes_all(key)
        assert browsing.as_(world.people["senco"]).send(f"/ehc-reviews/{key}/report", {}).status_code == 303
        copies = work.copies(key)
        for facts in copies.values():
            said = " / ".join(facts["asked"])
            assert "Senco Person" in said and ": in person" in said and ": sent apologies" in said
            assert "not written down whether they came" in said
            assert "Parent Person" not in said

    def test_gives_a_parents_shared_words_to_those_who_work_with_the_child_and_to_nobody_else_of_the_family(
        self, browsing, work, world, key
    ):
        work.parent_says(key, "A quiet place at lunch", share=True)
        work.parent_says(key, "Not for the school", share=False)
        work.held(key)
        work.writes_all(key)
        assert browsing.as_(world.people["senco"]).send(f"/ehc-reviews/{key}/report", {}).status_code == 303
        held = {name: [one["words"] for one in facts["said"]] for name, facts in work.copies(key).items()}
        assert "A quiet place at lunch" in held["Senco Person"]
        assert "A quiet place at lunch" in held["Health Person"]
        assert not any(
            "Not for the school" in words for name, words in held.items() if name in {"Senco Person", "Health Person"}
        )
        for name, words in held.items():
            if name.startswith(("Otherparent", "Youngperson")):
                assert "A quiet place at lunch" not in words and "Not for the school" not in words

    def test_gives_one_parents_words_to_themselves_and_neither_to_the_other_parent_nor_to_a_carer(
        self, browsing, work, world
    ):
        key = work.begins(work.final())
        work.meets(key, asked=(*ASKED, "otherparent", "carer"))
        work.parent_says(key, "He must not know where we go", share=True)
        work.parent_says(key, "For the lead alone", share=False)
        work.held(key)
        work.writes_all(key)
        assert browsing.as_(world.people["senco"]).send(f"/ehc-reviews/{key}/report", {}).status_code == 303
        held = {name: str(facts) for name, facts in work.copies(key).items()}
        assert {"Parent Person", "Otherparent Person", "Carer Person"} <= set(held)
        assert "He must not know" in held["Parent Person"] and "He must not know" in held["Lead Person"]
        for name in ("Otherparent Person", "Carer Person", "Youngperson Person"):
            assert "He must not know" not in held.get(name, ""), name
        # What was kept from the meeting stands on no paper of it, her own included.
        assert "For the lead alone" not in held["Parent Person"] and "For the lead alone" not in held["Senco Person"]
