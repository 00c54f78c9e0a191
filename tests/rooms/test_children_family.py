"""The people map: who is on it on which day, what each reader sees of it, and how it is kept."""

import re
from datetime import date

import pytest

from coordination import clock
from coordination.children.models import Child, NetworkMember
from coordination.db import db, identify, new_id
from tests.browsing import form_fields
from tests.rooms.planning import asked_of
from tests.rooms.recording import Recording, bare, days_ago
from tests.world import add_child


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def address(world):
    return f"/children/{world.child_id}/family"


@pytest.fixture
def family(recording):
    """A mother and a father who parted, a grandmother who is there for the child, a half-brother, and two homes."""
    mother = recording.adds(
        "network", name="Ngozi Okafor", relation="mother", born_year=1985, parental_responsibility=True,
        responsibility_how="birth_mother", note="Works nights",
    )  # fmt: skip
    keys = {
        "mother": mother,
        "father": recording.adds(
            "network", name="Daniel Eze", relation="father", partner_id=mother, partnership="separated",
            partners_from_on=date(2010, 5, 1), partners_to_on=date(2020, 3, 1), lives_with_child=True,
        ),
        "nan": recording.adds(
            "network", name="Grace Obi", relation="grandparent", sex="F", relation_to_id=mother, tie="close",
            trusted=True, trusted_since_on=days_ago(800), in_touch="yes", born_year=1955,
        ),
        "half": recording.adds(
            "network", name="Tobi Adeyemi", relation="half_sibling", sex="M", relation_to_id=mother, contact="Sundays",
        ),
        "friend": recording.adds(
            "network", name="Uncle Femi", relation="friend", from_on=date(2024, 1, 1), to_on=date(2025, 1, 1)
        ),
    }  # fmt: skip
    recording.adds("homes", home="Mum’s home", member_id=mother, from_on=date(2020, 3, 1))
    recording.adds("homes", home="Mum’s home", from_on=date(2020, 3, 1))
    recording.adds("homes", home="The old house", to_on=date(2020, 3, 1))
    return keys


def another(owner_app, world, members=None, **identity):
    """Another child with a team of these people (everybody, when not said): the key and the reference."""
    with owner_app.app_context():
        team = {who: world.people[who] for who in members or world.people}
        key, *_ = add_child(world.authority_id, team, world.agencies, world.team_id, **identity)
        db.session.commit()
        return key, db.session.get(Child, key).reference


def names(page):
    """What each mark of the drawing is called: the words beneath it, then its letters."""
    return [" ".join(link.get_text(" ").split()) for link in page.select("svg.app-genogram a")]


class TestThePageOfADay:
    def test_says_everybody_in_a_drawing_in_sentences_and_in_a_table(self, browsing, family, world, address):
        page = browsing.as_(world.people["lead"]).page(address)
        born = days_ago(365 * 12 + 40).year
        assert names(page) == [
            "Grace Obi grandmother Born 1955",
            "Daniel Eze father",
            "Ngozi Okafor mother Born 1985 PR A",
            f"Ama Okafor Born {born} A",
            "Tobi Adeyemi half-brother",
        ]
        words = " ".join(page.get_text(" ").split())
        for said in (
            "Grace Obi is Ama’s grandmother, through Ngozi Okafor. Born 1955. The tie is close.",
            "Ngozi Okafor is Ama’s mother. Born 1985. Lives at Mum’s home, with Ama. Has parental responsibility.",
            "Separated: Ngozi Okafor.",
            "The same trusted adult has been there for 26 months.",
            "A Mum’s home: Ngozi Okafor and Ama Okafor",
        ):
            assert said in words, said
        rows = [row.th.text for row in page.select("#people tbody tr")]
        assert all(label.startswith(name) for label, name in zip(names(page), rows, strict=True))

    def test_each_mark_leads_to_the_sentence_about_that_person_in_the_same_order(
        self, browsing, family, world, address
    ):
        page = browsing.as_(world.people["lead"]).page(address)
        for link in page.select("svg.app-genogram a"):
            entry = page.find(id=link["href"].removeprefix("#"))
            assert " ".join(link.get_text(" ").split()).startswith(entry.h3.text)

    def test_another_day_has_who_was_around_and_where_they_lived(self, browsing, family, world, address):
        visitor = browsing.as_(world.people["lead"])
        page = visitor.page(f"{address}?on=2024-06-01")
        assert "Uncle Femi friend of the family" in names(page)
        before = visitor.words(f"{address}?on=2019-06-01")
        assert "Living together: Ngozi Okafor" in before
        assert "The old house: Ama Okafor" in before
        assert "Mum’s home:" not in before
        assert "Uncle Femi, from 1 January 2024 to 1 January 2025" in before

    def test_links_go_from_change_to_change(self, browsing, family, world, address):
        page = browsing.as_(world.people["lead"]).page(f"{address}?on=2022-01-01")
        links = {link.text: link["href"] for link in page.select(".app-family__days a")}
        assert links == {
            "Earlier change, 1 March 2020": f"{address}?on=2020-03-01",
            "Later change, 1 January 2024": f"{address}?on=2024-01-01",
        }

    @pytest.mark.parametrize("typed", ["yesterday", "2026-02-31", "0001-01-01", "9999-12-31"])
    def test_a_date_that_is_not_one_is_said_in_one_sentence(self, browsing, family, world, address, typed):
        page = browsing.as_(world.people["lead"]).page(f"{address}?on={typed}", status=422)
        assert page.select_one("#on-error").text == "Error: Enter a date that is real, for example 31 3 2026"
        assert page.select_one("#on")["value"] == typed
        assert page.title.text.startswith("Error: ")

    def test_a_family_of_nobody_is_the_child_alone(self, browsing, world, address):
        assert [name[:10] for name in names(browsing.as_(world.people["lead"]).page(address))] == ["Ama Okafor"]

    def test_costs_the_same_for_forty_people(self, app, browsing, recording, world, address):
        visitor = browsing.as_(world.people["lead"])
        recording.adds("network", name="Ngozi", relation="mother")
        visitor.page(address)
        with asked_of(app) as few:
            visitor.page(address)
        for number in range(39):
            recording.adds("network", name=f"Cousin {number}", relation="cousin")
        with asked_of(app) as many:
            assert len(names(visitor.page(address))) == 41
        assert len(few) == len(many) <= 8, many


class TestWhatEachReaderSees:
    def test_the_senco_sees_who_is_around_and_no_partners_years_homes_or_ties(self, browsing, family, world, address):
        words = browsing.as_(world.people["senco"]).words(address)
        assert "Ngozi Okafor is Ama’s mother. Has parental responsibility." in words
        assert "Tobi is Ama’s half-brother or half-sister" in words
        for hidden in ("Adeyemi", "Born 1985", "Separated", "Mum’s home", "The tie is", "is there for", "1 March 2020"):
            assert hidden not in words, hidden

    def test_a_provider_sees_only_who_to_ring(self, browsing, recording, family, world, address):
        recording.adds("network", name="Aunt Bisi", relation="aunt_uncle", emergency_contact=True)
        page = browsing.as_(world.people["provider"]).page(address)
        assert [label[:9] for label in names(page)][:1] == ["Aunt Bisi"]
        assert "Ngozi" not in page.text

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "admin", "commissioner"])
    def test_to_others_it_is_the_same_as_nothing(self, browsing, family, world, address, who):
        visitor = browsing.as_(world.people[who])
        visitor.get("/account")
        there, nowhere = visitor.get(address), visitor.get(f"/children/{new_id()}/family")
        assert there.status_code == nowhere.status_code == 404
        assert bare(there.text) == bare(nowhere.text)

    @pytest.mark.parametrize("who", ["parent", "carer", "youngperson"])
    def test_families_are_taken_to_their_own_pages(self, browsing, family, world, address, who):
        assert browsing.as_(world.people[who]).get(address).status_code == 303

    def test_who_is_hidden_leaves_the_page_as_if_they_had_never_been(self, owner_app, browsing, recording, world):
        """The same family twice, once with people this reader may not see: the same bytes."""
        pages = []
        for hidden in (False, True):
            child_id, _ = another(owner_app, world)
            recording.adds(
                "network", child_id, name="Aunt Bisi", relation="aunt_uncle", emergency_contact=True, phone="01632"
            )
            if hidden:
                mother = recording.adds("network", child_id, name="Ngozi", relation="mother", from_on=days_ago(40))
                recording.adds("network", child_id, name="Nan", relation="grandparent", relation_to_id=mother)
                recording.adds("homes", child_id, home="Mum’s", member_id=mother, from_on=days_ago(30))
                recording.adds("homes", child_id, home="Mum’s", from_on=days_ago(30))
            page = browsing.as_(world.people["provider"]).get(f"/children/{child_id}/family").text
            page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "key", bare(page))
            pages.append(re.sub(r'(<dd class="app-nowrap">)[^<]+', r"\1", page))
        assert pages[0] == pages[1]


class TestKeepingIt:
    def test_somebody_of_another_childs_family_is_refused(self, owner_app, browsing, recording, world):
        other, _ = another(owner_app, world)
        theirs = recording.adds("network", other, name="Somebody", relation="mother")
        visitor = browsing.as_(world.people["lead"])
        add = f"/children/{world.child_id}/network/add"
        answer = visitor.send(add, {"name": "Nan", "relation": "grandparent", "relation_to_id": str(theirs)})
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"born_year": "1990", "died_year": "1980"}, "The year of death must not be before the year of birth"),
            ({"partnership": "married"}, "Choose whose partner they are"),
            ({"born_year": "1066"}, "must be between 1880 and 2100"),
        ],
    )
    def test_what_cannot_be_is_said(self, browsing, world, facts, sentence):
        add = f"/children/{world.child_id}/network/add"
        answer = browsing.as_(world.people["lead"]).send(add, {"name": "Nan", "relation": "friend", **facts})
        assert answer.status_code == 422
        assert sentence in answer.text

    def test_two_who_change_one_person_keep_what_each_said(self, app, browsing, family, world):
        address = f"/children/{world.child_id}/network/{family['nan']}"
        first, second = browsing.as_(world.people["lead"]), browsing.as_(world.people["deputy"])
        opened = first.get(address).text
        second.send(address, {"tie": "strained"})
        answer = first.client.post(address, data={**form_fields(opened, address), "phone": "01632 960777"})
        assert answer.status_code == 303
        with app.app_context():
            identify(db.session(), world.people["lead"])
            held = db.session.get(NetworkMember, family["nan"])
            assert (held.tie, held.phone) == ("strained", "01632 960777")

    def test_two_who_change_the_same_words_are_shown_both(self, browsing, family, world):
        address = f"/children/{world.child_id}/network/{family['mother']}"
        first, second = browsing.as_(world.people["lead"]), browsing.as_(world.people["deputy"])
        opened = first.get(address).text
        second.send(address, {"note": "Works days now"})
        answer = first.client.post(address, data={**form_fields(opened, address), "note": "Works at weekends"})
        assert answer.status_code == 422
        assert "Works days now" in answer.text
        assert "Works at weekends" in answer.text
        again = first.client.post(address, data={**form_fields(answer.text, address)})
        assert again.status_code == 303

    def test_what_is_typed_is_kept_as_a_draft(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        add = f"/children/{world.child_id}/network/add"
        draft = f"/drafts/part-network/{world.child_id}/{world.child_id}"
        token = visitor.token()
        visitor.client.post(draft, data={"csrf_token": token, "name": "Half a na", "relation": "friend"})
        assert "Half a na" in visitor.get(add).text
        assert "You were writing this" in visitor.get(add).text

    def test_a_home_is_added_and_ended(self, browsing, family, world, address):
        visitor = browsing.as_(world.people["lead"])
        add = f"/children/{world.child_id}/homes/add"
        answer = visitor.send(add, {"home": "Nan’s house", "member_id": str(family["nan"])})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}#homes")
        page = visitor.page(address)
        assert "Nan’s house: Grace Obi" in " ".join(page.get_text(" ").split())
        links = {link.text: link["href"] for link in page.select(".govuk-summary-list a")}
        end = links["End Nan’s house, Grace Obi"]
        assert visitor.send(end, {}).status_code == 303
        assert "Nan’s house: Grace Obi" not in visitor.words(address)

    def test_a_lead_practitioner_reads_no_more_of_a_sibling_by_the_form_than_on_the_page(
        self, app, browsing, family, recording, world
    ):
        with recording.at_work("lead"):
            from sqlalchemy import text

            db.session.execute(
                text("update network_member set note = 'Only for social workers' where id = :key"),
                {"key": family["half"]},
            )
        recording.joins("othersenco", "LP", "otherschool")
        visitor = browsing.as_(world.people["othersenco"])
        record = visitor.page(f"/children/{world.child_id}")
        assert "Tobi" in record.text
        assert visitor.get(f"/children/{world.child_id}/network/{family['half']}").status_code in (403, 404)


class TestBrothersAndSistersWithRecords:
    @pytest.fixture
    def sister(self, owner_app, world):
        """A record that the lead leads, and the senco does not reach."""
        return another(
            owner_app, world, ("lead",), given_names="Zara", family_name="Reid", preferred_name="Zara", sex="F"
        )

    def link(self, browsing, world, reference, who="lead"):
        add = f"/children/{world.child_id}/network/add"
        return browsing.as_(world.people[who]).send(
            add, {"name": "Zara Reid", "relation": "half_sibling", "sibling_reference": reference}
        )

    def test_a_link_leads_to_the_record_and_back(self, browsing, world, address, sister):
        key, reference = sister
        assert self.link(browsing, world, reference.lower().replace("-", " ")).status_code == 303
        visitor = browsing.as_(world.people["lead"])
        assert visitor.page(address).find("a", href=f"/children/{key}")
        assert visitor.page(f"/children/{key}/family").find("a", href=f"/children/{world.child_id}")
        assert "Ama Okafor is Zara’s" in visitor.words(f"/children/{key}/family")

    def test_who_does_not_reach_it_sees_a_name_as_of_anybody(self, browsing, recording, world, address, sister):
        """The same bytes as of a sister who has no record."""
        pages = []
        visitor = browsing.as_(world.people["iro"])
        row = recording.adds("network", name="Zara Reid", relation="half_sibling")
        pages.append(bare(visitor.get(address).text))
        lead = browsing.as_(world.people["lead"])
        change = f"/children/{world.child_id}/network/{row}"
        assert lead.send(change, {"sibling_reference": sister[1]}).status_code == 303
        pages.append(bare(visitor.get(address).text))
        assert pages[0] == pages[1]
        assert str(sister[0]) not in pages[1]

    def test_a_record_out_of_reach_and_one_that_is_not_there_get_the_same_answer(self, browsing, world, sister):
        deputy = browsing.as_(world.people["deputy"])
        add = f"/children/{world.child_id}/network/add"
        sent = {"name": "Zara Reid", "relation": "sister"}
        there = deputy.send(add, {**sent, "sibling_reference": sister[1]})
        nowhere = deputy.send(add, {**sent, "sibling_reference": "0000-0000"})
        assert there.status_code == nowhere.status_code == 422
        sentence = "You cannot open a record with this reference. Check it, or leave it out."
        assert sentence in there.text
        assert sentence in nowhere.text

    def test_who_cannot_see_a_link_does_not_undo_it(self, app, browsing, world, sister):
        self.link(browsing, world, sister[1])
        with app.app_context():
            identify(db.session(), world.people["lead"])
            row = next(
                held
                for held in db.session.query(NetworkMember).filter_by(child_id=world.child_id)
                if held.sibling_id is not None
            )
            key = row.id
        deputy = browsing.as_(world.people["deputy"])
        change = f"/children/{world.child_id}/network/{key}"
        assert sister[1] not in deputy.get(change).text
        assert str(sister[0]) not in deputy.get(change).text
        assert deputy.send(change, {"tie": "close"}).status_code == 303
        with app.app_context():
            identify(db.session(), world.people["lead"])
            held = db.session.get(NetworkMember, key)
            assert (held.tie, held.sibling_id) == ("close", sister[0])


def test_today_is_what_the_page_shows_first(browsing, world, address):
    assert browsing.as_(world.people["lead"]).page(address).select_one("#on")["value"] == clock.today().isoformat()
