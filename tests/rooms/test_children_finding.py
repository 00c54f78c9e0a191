"""Search before create: who is found by what was heard, and what nobody may learn by looking."""

from datetime import date

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.access.facts import age_on
from coordination.children.matching import folded, sound_keys
from coordination.children.models import Child
from coordination.db import db
from tests.rooms.planning import asked_of
from tests.rooms.recording import Recording, bare

BORN = {"born_on-day": "31", "born_on-month": "3", "born_on-year": "2014"}
NOBODY = "No match you can see. Ring duty on 01632 960001."


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


def look(browsing, world, who="lead", **typed):
    """The words of the page that a search answers with."""
    answer = browsing.as_(world.people[who]).send("/children/find", typed)
    assert answer.status_code == 200
    return answer


def words(answer):
    from bs4 import BeautifulSoup

    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split()).replace(" .", ".")


class TestNamesThatSoundAlike:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Okafor", "Okofar"),
            ("Okafor", "Akafor"),
            ("O’Brien", "OBrien"),
            ("O'Brien", "O Brien"),
            ("José", "Jose"),
            ("Müller", "Mueller"),
            ("Łukasz", "Lukas"),
            ("Mary-Jane", "Maryjane"),
            ("Mary Jane", "Mary-Jane"),
            ("Mohammed", "Muhammad"),
            ("Stephen", "Steven"),
            ("Kathryn", "Catherine"),
            ("李", "李"),
        ],
    )
    def test_share_a_sound(self, one, other):
        assert set(sound_keys(one)) & set(sound_keys(other))

    @pytest.mark.parametrize(("one", "other"), [("Okafor", "Adeyemi"), ("Grace", "Thomas"), ("李", "王")])
    def test_others_do_not(self, one, other):
        assert not set(sound_keys(one)) & set(sound_keys(other))

    def test_a_name_is_folded_for_comparing(self):
        assert folded("  D’Arcy-Łukasiewicz  von Müller ") == "darcy lukasiewicz von muller"


class TestChildrenInReach:
    @pytest.mark.parametrize(
        "typed",
        [
            {"family_name": "Okofar"},
            {"given_names": "Okofar"},
            {"given_names": "Okofar", "family_name": "Amarah"},
            {"given_names": "Amara", "family_name": "Okafor"},
            {"family_name": "O’kafor", "given_names": "Grace"},
            {"given_names": "Gracie", "family_name": "Nobody", **BORN},
            BORN,
            {"identifier": "999 000 0026"},
            {"identifier": "9990000026", "identifier_kind": "nhs_number"},
        ],
    )
    def test_are_listed_with_name_age_and_reference(self, browsing, recording, world, typed):
        key = recording.opens()
        recording.adds("identifiers", key, kind="nhs_number", value="999 000 0026")
        page = words(look(browsing, world, **typed))
        assert "Amara Grace Okafor" in page
        with recording.at_work():
            child = db.session.get(Child, key)
            assert child.reference in page
        assert f"{age_on(date(2014, 3, 31), clock.today())} years" in page

    def test_their_reference_finds_them_however_it_is_typed(self, browsing, recording, world):
        key = recording.opens()
        with recording.at_work():
            reference = db.session.get(Child, key).reference
        assert "Amara Grace Okafor" in words(look(browsing, world, identifier=reference.lower().replace("-", " ")))

    def test_a_previous_name_finds_them(self, browsing, recording, world):
        key = recording.opens()
        recording.adds("names", key, kind="previous", given_names="Amara", family_name="Whittle")
        assert "Amara Grace Okafor" in words(look(browsing, world, family_name="Wittel"))

    def test_somebody_else_is_not_listed(self, browsing, recording, world):
        recording.opens()
        page = words(look(browsing, world, given_names="Amara", family_name="Adeyemi"))
        assert "Amara Grace Okafor" not in page

    def test_a_search_without_anything_is_asked_again(self, browsing, world):
        answer = browsing.as_(world.people["lead"]).send("/children/find", {})
        assert answer.status_code == 422
        assert "Enter a name, a date of birth or a number" in answer.text

    def test_nothing_typed_stands_in_an_address(self, browsing, recording, world):
        recording.opens()
        page = browsing.as_(world.people["lead"]).get("/children/find?family_name=Okafor")
        assert "Amara" not in page.text

    def test_the_page_asks_few_questions(self, app, browsing, recording, world):
        for _ in range(3):
            recording.opens()
        visitor = browsing.as_(world.people["lead"])
        page = visitor.get("/children/find")
        from tests.browsing import form_fields

        fields = form_fields(page.text, "/children/find") | {"family_name": "Okafor"}
        with asked_of(app) as asked:
            assert visitor.client.post("/children/find", data=fields).status_code == 200
        assert len(asked) <= 8, asked


class TestChildrenOutOfReach:
    exact = {"given_names": "amara grace", "family_name": "OKAFOR", "identifier": "999 000 0026", **BORN}

    @pytest.fixture
    def child_id(self, recording):
        key = recording.opens()
        recording.adds("identifiers", key, kind="nhs_number", value="999 000 0026")
        recording.helps(key)
        return key

    def test_an_exact_match_tells_the_age_and_the_leads_phone_and_nothing_more(self, browsing, child_id, world):
        page = look(browsing, world, "stranger", **self.exact)
        said = words(page)
        assert f"A record matches exactly. Age: {age_on(date(2014, 3, 31), clock.today())}." in said
        assert "Ring the lead on 01632 960004." in said
        assert str(child_id) not in page.text
        assert "Lead Person" not in said
        assert "Add a new record" not in said

    @pytest.mark.parametrize(
        "changed",
        [
            {"given_names": "Amara"},
            {"family_name": "Okofar"},
            {"born_on-day": "30"},
            {"identifier": "999 000 0018"},
            {"identifier": ""},
        ],
    )
    def test_anything_less_tells_nothing(self, browsing, child_id, world, changed):
        assert NOBODY in words(look(browsing, world, "stranger", **(self.exact | changed)))

    def test_a_sealed_child_and_nobody_give_the_same_page(self, browsing, child_id, owner_engine, world):
        with owner_engine.begin() as owner:
            owner.execute(text("update child_index set sealed = true where child_id = :key"), {"key": child_id})
        sealed = look(browsing, world, "stranger", **self.exact)
        nobody = look(browsing, world, "othersenco", **self.exact)
        assert NOBODY in words(sealed)
        absent = look(browsing, world, "stranger", **(self.exact | {"identifier": "999 000 0018"}))
        assert bare(sealed.text).replace("0026", "0018") == bare(absent.text)
        assert NOBODY in words(nobody)

    def test_another_authority_is_told_nothing(self, app, browsing, child_id, owner_app, world):
        from tests.world import build_world

        with owner_app.app_context():
            other = build_world()
        assert "No match you can see" in words(look(browsing, other, "lead", **self.exact))

    def test_looking_is_limited(self, browsing, world, monkeypatch):
        from coordination.children.routes import finding

        monkeypatch.setattr(finding, "LOOKS", 2)
        visitor = browsing.as_(world.people["stranger"])
        answers = [visitor.send("/children/find", {"family_name": "Okafor"}).status_code for _ in range(3)]
        assert answers == [200, 200, 429]

    def test_exact_matches_are_limited_more(self, browsing, child_id, world, monkeypatch):
        from coordination.children.routes import finding

        monkeypatch.setattr(finding, "EXACT", 1)
        visitor = browsing.as_(world.people["stranger"])
        answers = [visitor.send("/children/find", self.exact).status_code for _ in range(2)]
        assert answers == [200, 429]

    def test_looking_is_recorded_without_what_was_typed(self, browsing, child_id, owner_engine, world):
        look(browsing, world, "stranger", **self.exact)
        with owner_engine.connect() as owner:
            row = owner.execute(
                text(
                    "select verb, details::text, children from audit_row where actor_id = :who order by at desc limit 1"
                ),
                {"who": world.people["stranger"]},
            ).one()
        assert row.verb == "search"
        assert '"located": true' in row.details
        assert "kafor" not in row.details.lower()
        assert row.children == []

    @pytest.mark.parametrize("who", ["parent", "youngperson", "carer"])
    def test_families_do_not_look_for_children(self, browsing, world, who):
        assert browsing.as_(world.people[who]).get("/children/find").status_code == 403


class TestOpeningARecordAfterASearch:
    def searched(self, browsing, world, who="stranger", **typed):
        from tests.browsing import form_fields

        visitor = browsing.as_(world.people[who])
        found = visitor.send("/children/find", typed or {"given_names": "Tomasz", "family_name": "Łukaszewski"})
        fields = form_fields(found.text, "/children/add")
        return visitor, visitor.client.post("/children/add", data=fields)

    def opened(self, visitor, form, **changed):
        from tests.browsing import form_fields

        fields = form_fields(form.text, "/children/add") | changed
        return visitor.client.post("/children/add", data=fields), fields

    def test_the_form_carries_what_was_typed(self, browsing, world):
        _, form = self.searched(browsing, world, given_names="Tomasz", family_name="Łukaszewski", **BORN)
        assert form.status_code == 200
        assert 'value="Tomasz"' in form.text
        assert 'value="Łukaszewski"' in form.text
        assert 'value="2014"' in form.text

    def test_the_record_is_opened_and_shown(self, browsing, world):
        visitor, form = self.searched(browsing, world)
        answer, _ = self.opened(visitor, form)
        assert answer.status_code == 303
        assert "Tomasz Łukaszewski" in visitor.words(answer.headers["Location"])

    def test_the_number_searched_for_goes_on_the_record(self, browsing, world):
        visitor, form = self.searched(
            browsing, world, given_names="Tomasz", identifier="9990000026", identifier_kind="nhs_number"
        )
        answer, _ = self.opened(visitor, form)
        assert "9990000026" in visitor.words(answer.headers["Location"])

    def test_sending_it_twice_opens_one(self, app, browsing, world):
        visitor, form = self.searched(browsing, world)
        first, fields = self.opened(visitor, form)
        second = visitor.client.post("/children/add", data=fields)
        assert first.headers["Location"] == second.headers["Location"]

    def test_nobody_opens_one_without_looking_first(self, browsing, world):
        visitor = browsing.as_(world.people["lead"])
        assert visitor.get("/children/add").headers["Location"] == "/children/find"
        sent = visitor.press("/children/add", given_names="A", family_name="B")
        assert (sent.status_code, sent.headers["Location"]) == (303, "/children/find")

    def test_somebody_elses_search_does_not_count(self, browsing, world):
        from tests.browsing import form_fields

        found = browsing.as_(world.people["lead"]).send("/children/find", {"family_name": "Łukaszewski"})
        token = form_fields(found.text, "/children/add")["searched"]
        sent = browsing.as_(world.people["stranger"]).press("/children/add", searched=token)
        assert (sent.status_code, sent.headers["Location"]) == (303, "/children/find")

    def test_a_record_needs_a_name_or_an_expected_date(self, browsing, world):
        visitor, form = self.searched(browsing, world)
        answer, _ = self.opened(visitor, form, given_names="", family_name="")
        assert answer.status_code == 422
        assert "Enter a name, or the date a baby is expected" in answer.text

    def test_bad_dates_are_said_beside_the_field(self, browsing, world):
        visitor, form = self.searched(browsing, world)
        bad = {"born_on-day": "31", "born_on-month": "2", "born_on-year": "2014"}
        answer, _ = self.opened(visitor, form, **bad)
        assert answer.status_code == 422
        assert "must be a real date" in answer.text

    @pytest.mark.parametrize("who", ["provider", "senco", "health"])
    def test_those_who_keep_no_records_are_not_offered_one(self, browsing, world, who):
        found = browsing.as_(world.people[who]).send("/children/find", {"family_name": "Łukaszewski"})
        assert "Add a new record" not in found.text
        assert browsing.as_(world.people[who]).press("/children/add").status_code == 403

    def test_a_likely_duplicate_goes_to_the_records_team_and_the_author_sees_nothing_of_it(
        self, browsing, owner_engine, recording, world
    ):
        recording.opens()
        twin_of_nobody = {"given_names": "Amarra", "family_name": "Okofar", **BORN}
        visitor, form = self.searched(browsing, world, **twin_of_nobody)
        answer, _ = self.opened(visitor, form)
        page = visitor.page(answer.headers["Location"])
        said = " ".join(page.get_text(" ").split()).lower()
        assert "duplicate" not in said
        assert "grace" not in said
        with owner_engine.connect() as owner:
            tasks = owner.execute(
                text("select kind, cardinality(subjects) from records_task where authority_id = :a"),
                {"a": world.authority_id},
            ).all()
        assert [tuple(row) for row in tasks] == [("possible_duplicate", 2)]


class TestOpeningARecordAtNight:
    @pytest.fixture
    def duty(self, owner_app, world):
        """Somebody of the emergency duty team, who opens records and begins no help."""
        from coordination.agencies.models import Person, RoleHeld
        from coordination.db import new_id

        with owner_app.app_context():
            person = Person(
                kind="workforce", name="Duty Person", sort_name="person duty", email=f"{new_id().hex}@x.example"
            )
            db.session.add(person)
            db.session.flush()
            post = RoleHeld(
                person_id=person.id, agency_id=world.agencies["services"], authority_id=world.authority_id, role="EDT"
            )
            db.session.add(post)
            db.session.commit()
            return person.id

    def test_it_is_handed_to_a_team_whose_manager_begins_help(self, browsing, duty, world):
        from tests.browsing import form_fields

        visitor = browsing.as_(duty)
        found = visitor.send("/children/find", {"given_names": "Tomasz", "family_name": "Łukaszewski"})
        form = visitor.client.post("/children/add", data=form_fields(found.text, "/children/add"))
        fields = form_fields(form.text, "/children/add")
        answer = visitor.client.post("/children/add", data=fields)
        assert answer.status_code == 422
        assert "Choose the team that takes this on" in answer.text
        answer = visitor.client.post("/children/add", data=fields | {"team_id": str(world.team_id)})
        record = answer.headers["Location"]
        assert "Tomasz" in browsing.as_(world.people["manager"]).words(record)
        assert browsing.as_(world.people["manager"]).get(f"{record}/cases/open").status_code == 200
        assert visitor.get(f"{record}/cases/open").status_code == 403
