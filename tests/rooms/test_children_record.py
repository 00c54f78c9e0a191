"""A child's record: what each person sees of it, and adding to it, changing it and ending what is over."""

from datetime import timedelta

import pytest

from coordination import clock
from coordination.children.models import Child, ChildIdentifier, ChildProfile
from coordination.db import db, new_id
from coordination.events.models import Event
from tests.rooms.planning import asked_of
from tests.rooms.recording import Recording, bare, days_ago


@pytest.fixture
def recording(app, world):
    return Recording(app, world)


@pytest.fixture
def record(world):
    return f"/children/{world.child_id}"


@pytest.fixture
def filled(recording, world):
    """The world's child with a row in every list."""
    recording.adds(
        "alerts", kind="do_not_disclose", instruction="Ring the lead first", reason="There is a court order",
    )  # fmt: skip
    recording.adds("names", kind="previous", given_names="Amara", family_name="Whittle", to_on=days_ago(900))
    recording.adds("identifiers", kind="nhs_number", value="999 000 0026", source="GP letter")
    recording.adds("identifiers", kind="upn", value="B123456789012")
    recording.adds("identifiers", kind="local_id", value="L-77")
    recording.adds("addresses", kind="home", lines="12 Fernbank Road\nTestchester", postcode="TC1 2AB", phone="0100")
    recording.adds(
        "network",
        name="Ngozi Okafor",
        relation="mother",
        parental_responsibility=True,
        responsibility_how="birth_mother",
        responsibility_evidence="Birth certificate seen",
        contact="Every weekend",
        restrictions="No phone calls",
        phone="01632 960112",
        note="Works nights",
    )
    recording.adds("network", name="Chidi Okafor", relation="brother", lives_with_child=True, contact="Daily")
    recording.adds("schools", name="Test school", year_group="7", from_on=days_ago(200))
    recording.adds("needs", code="SLCN", rank=1, provision="K")
    recording.adds("disabilities", code="AUT", note="Needs warning of changes")
    return world.child_id


class TestWhoSeesARecord:
    @pytest.mark.parametrize("who", ["lead", "deputy", "manager", "iro", "senco", "dsl", "health", "virtualschool"])
    def test_the_team_and_its_manager(self, browsing, world, record, who):
        page = browsing.as_(world.people[who]).words(record)
        assert "Ama Okafor" in page
        assert "12 years" in page

    @pytest.mark.parametrize("who", ["stranger", "othersenco", "commissioner", "admin"])
    @pytest.mark.parametrize(
        "part", ["", "/team", "/chronology", "/timetable", "/identity", "/network/add", "/cases/open"]
    )
    def test_to_others_it_is_the_same_as_one_that_never_was(self, browsing, world, record, who, part):
        visitor = browsing.as_(world.people[who])
        visitor.get("/account")
        there, nowhere = visitor.get(record + part), visitor.get(f"/children/{new_id()}{part}")
        assert there.status_code == nowhere.status_code == 404
        assert bare(there.text) == bare(nowhere.text)
        assert sorted(there.headers.keys()) == sorted(nowhere.headers.keys())

    @pytest.mark.parametrize("who", ["parent", "carer", "youngperson"])
    def test_families_are_taken_to_their_own_pages(self, browsing, world, record, who):
        answer = browsing.as_(world.people[who]).get(record)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")

    def test_nobody_signed_in_is_asked_to_sign_in(self, browsing, record):
        assert "/sign-in" in browsing.nobody().get(record).headers["Location"]

    def test_a_sealed_record_opens_to_nobody(self, app, browsing, owner_engine, world, record):
        from sqlalchemy import text

        with owner_engine.begin() as owner:
            owner.execute(text("update child set sealed = true where id = :key"), {"key": world.child_id})
        assert browsing.as_(world.people["lead"]).get(record).status_code == 404

    def test_looking_is_recorded_with_child_and_sections(self, browsing, filled, owner_engine, world, record):
        from sqlalchemy import text

        browsing.as_(world.people["senco"]).page(record)
        with owner_engine.connect() as owner:
            row = owner.execute(
                text("select children, sections, details::text from audit_row where actor_id = :who"),
                {"who": world.people["senco"]},
            ).one()
        assert row.children == [world.child_id]
        assert {"core_identity", "alerts", "identifiers"} <= set(row.sections)
        assert "Okafor" not in row.details


class TestWhatEachPersonSees:
    def words(self, browsing, world, who):
        return browsing.as_(world.people[who]).words(f"/children/{world.child_id}")

    def test_the_lead_sees_all_of_it(self, browsing, filled, world):
        page = self.words(browsing, world, "lead")
        for part in (
            "Ring the lead first", "There is a court order", "Whittle", "9990000026", "B123456789012", "L-77",
            "12 Fernbank Road, Testchester", "TC1 2AB", "Ngozi Okafor", "As the mother, at birth",
            "Birth certificate seen", "Every weekend", "No phone calls", "Works nights", "Chidi", "Test school",
            "Speech, language and communication needs", "Main need", "Autism", "Needs warning of changes",
        ):  # fmt: skip
            assert part in page, part

    def test_a_number_that_cannot_be_is_kept_with_its_doubt(self, browsing, filled, world):
        page = self.words(browsing, world, "lead")
        assert "Doubtful" in page
        assert "The number passes its check" in page

    def test_the_senco_sees_what_a_school_needs(self, browsing, filled, world):
        page = self.words(browsing, world, "senco")
        for part in ("Ring the lead first", "B123456789012", "Ngozi Okafor", "01632 960112", "Test school", "Chidi"):
            assert part in page, part
        for part in (
            "There is a court order", "9990000026", "L-77", "As the mother", "Birth certificate", "Works nights",
            "No phone calls", "Every weekend", "They live together", "Daily", "Autism",
        ):  # fmt: skip
            assert part not in page, part

    def test_the_health_practitioner_sees_the_nhs_number_and_not_the_pupils(self, browsing, filled, world):
        page = self.words(browsing, world, "health")
        assert "9990000026" in page
        assert "B123456789012" not in page
        assert "Autism" in page

    def test_a_provider_sees_an_emergency_contact_and_nothing_of_identifiers_or_home(
        self, browsing, recording, filled, world
    ):
        recording.adds("network", name="Grandma Ada", relation="grandparent", emergency_contact=True, phone="0199")
        page = self.words(browsing, world, "provider")
        assert "Ama Okafor" in page
        assert "Grandma Ada" in page
        for part in ("Ngozi", "Chidi", "9990000026", "Fernbank", "Whittle", "Autism", "court order"):
            assert part not in page, part

    def test_an_alert_is_never_shown_to_whom_it_is_about(self, app, browsing, recording, world):
        recording.adds("alerts", kind="other", instruction="About the SENCO", about_person_id=world.people["senco"])
        assert "About the SENCO" in self.words(browsing, world, "lead")
        assert "About the SENCO" not in self.words(browsing, world, "senco")

    def test_a_name_not_recorded_shows_the_local_id(self, browsing, recording, world):
        key = recording.opens(given_names=None, family_name=None, local_id="1001")
        page = browsing.as_(world.people["lead"]).words(f"/children/{key}")
        assert "Name not recorded (local id 1001)" in page

    def test_a_baby_who_is_expected_shows_the_day(self, browsing, recording, world):
        due = clock.today() + timedelta(days=60)
        key = recording.opens(given_names=None, family_name="Adeyemi", born_on=None, expected_on=due)
        assert "Due " in browsing.as_(world.people["lead"]).words(f"/children/{key}")


class TestWhatIsNew:
    def test_nothing_is_said_the_first_time(self, browsing, record, world):
        assert "Since you last looked" not in browsing.as_(world.people["senco"]).words(record)

    def test_what_others_recorded_since_the_last_visit(self, browsing, recording, record, world):
        with clock.frozen(clock.now() - timedelta(hours=3)):
            browsing.as_(world.people["senco"]).page(record)
        recording.adds("schools", name="Another school")
        recording.adds("identifiers", kind="nhs_number", value="999 000 0026")
        recording.happens("referral_received")
        page = browsing.as_(world.people["senco"]).words(record)
        assert "Since you last looked" in page
        assert "School changed" in page
        assert "Identifier added" in page
        assert "Referral received" not in page

    def test_what_one_recorded_oneself_is_no_news(self, browsing, recording, record, world):
        with clock.frozen(clock.now() - timedelta(hours=3)):
            browsing.as_(world.people["lead"]).page(record)
        recording.adds("schools", name="Another school")
        assert "Nothing has changed." in browsing.as_(world.people["lead"]).words(record)

    def test_a_page_of_the_same_visit_says_the_same(self, browsing, recording, record, world):
        visitor = browsing.as_(world.people["senco"])
        visitor.page(record)
        recording.adds("schools", name="Another school")
        assert "Since you last looked" not in visitor.words(record)


class TestAddingToARecord:
    @pytest.mark.parametrize(
        ("address", "facts", "shown"),
        [
            ("names/add", {"kind": "used", "given_names": "Mara"}, "Mara"),
            ("identifiers/add", {"kind": "nhs_number", "value": "999 000 0026"}, "9990000026"),
            ("addresses/add", {"kind": "home", "lines": "1 High Street", "postcode": "TC2 1AA"}, "1 High Street"),
            ("network/add", {"name": "Uncle Obi", "relation": "aunt_uncle"}, "Uncle Obi"),
            ("network/add", {"name": "Ada Okafor", "relation": "sister"}, "Ada"),
            ("schools/contact-details/add", {"name": "Hill Primary"}, "Hill Primary"),
            ("disabilities/social-care/add", {"code": "HEAR"}, "Hearing"),
            ("alerts/add", {"kind": "worker_safety", "instruction": "Visit in pairs"}, "Visit in pairs"),
        ],
    )
    def test_the_lead_may(self, browsing, world, record, address, facts, shown):
        visitor = browsing.as_(world.people["lead"])
        answer = visitor.send(f"{record}/{address}", facts)
        assert answer.status_code == 303, answer.text
        assert shown in visitor.words(record)

    @pytest.mark.parametrize(
        ("who", "address", "facts"),
        [
            ("senco", "schools/add", {"name": "Hill Primary"}),
            ("senco", "needs/add", {"code": "SLCN", "rank": "1"}),
            ("health", "disabilities/add", {"code": "VIS"}),
            ("virtualschool", "schools/add", {"name": "Hill Primary"}),
        ],
    )
    def test_so_may_those_whose_section_it_is(self, browsing, world, record, who, address, facts):
        assert browsing.as_(world.people[who]).send(f"{record}/{address}", facts).status_code == 303

    @pytest.mark.parametrize(
        ("who", "address"),
        [
            ("senco", "identifiers/add"), ("senco", "alerts/add"), ("senco", "network/add"), ("health", "needs/add"),
            ("provider", "addresses/add"), ("iro", "alerts/add"), ("manager", "identifiers/add"), ("dsl", "identity"),
            ("health", "identity"), ("iro", "profile"),
        ],
    )  # fmt: skip
    def test_others_may_not(self, browsing, world, record, who, address):
        visitor = browsing.as_(world.people[who])
        assert visitor.get(f"{record}/{address}").status_code == 403
        assert visitor.press(f"{record}/{address}").status_code == 403

    @pytest.mark.parametrize(
        ("address", "facts", "said"),
        [
            ("names/add", {"kind": "used"}, "Enter a given name or a family name"),
            ("identifiers/add", {"kind": "nhs_number", "value": ""}, "Enter number"),
            ("identifiers/add", {"kind": "shoe_size", "value": "7"}, "Choose one of the answers"),
            ("addresses/add", {"kind": "home", "lines": "x" * 600}, "must be 500 characters or fewer"),
            (
                "network/add",
                {"name": "Ada", "relation": "mother", "parental_responsibility": "yes"},
                "Say how they have parental responsibility",
            ),
            ("schools/contact-details/add", {}, "Choose a school, or enter its name"),
            ("alerts/add", {"kind": "other"}, "Enter what everybody must do"),
            (
                "addresses/add",
                {
                    "kind": "home", "lines": "A", "from_on-day": "2", "from_on-month": "5", "from_on-year": "2024",
                    "to_on-day": "1", "to_on-month": "5", "to_on-year": "2024",
                },
                "The end must not be before the start",
            ),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_beside_its_field(self, browsing, world, record, address, facts, said):
        answer = browsing.as_(world.people["lead"]).send(f"{record}/{address}", facts)
        assert answer.status_code == 422
        assert said in answer.text
        assert "Error: " in answer.text

    def test_sending_it_twice_adds_one(self, app, browsing, recording, world, record):
        from tests.browsing import form_fields

        visitor = browsing.as_(world.people["lead"])
        address = f"{record}/addresses/add"
        fields = form_fields(visitor.get(address).text, address) | {"kind": "home", "lines": "1 High Street"}
        for _ in range(2):
            assert visitor.client.post(address, data=fields).status_code == 303
        assert visitor.words(record).count("1 High Street") == 1

    def test_each_is_one_event(self, recording, browsing, world, record):
        browsing.as_(world.people["lead"]).send(f"{record}/alerts/add", {"kind": "other", "instruction": "Knock twice"})
        with recording.at_work():
            kinds = [held.kind for held in db.session.query(Event).filter_by(child_id=world.child_id)]
        assert kinds == ["alert_raised"]

    def test_an_identifier_that_is_used_twice_tells_the_records_team_and_not_the_author(
        self, browsing, owner_engine, recording, world, record
    ):
        from sqlalchemy import text

        recording.adds("identifiers", recording.opens("stranger"), "stranger", kind="uln", value="1000000043")
        visitor = browsing.as_(world.people["lead"])
        with recording.at_work() as by:
            from coordination.children import index

            index.write(db.session.get(Child, world.child_id), by=by.person_id)
        answer = visitor.send(f"{record}/identifiers/add", {"kind": "uln", "value": "1000000043"})
        assert answer.status_code == 303
        assert "Grace" not in visitor.words(record)
        with owner_engine.connect() as owner:
            count = owner.execute(
                text("select count(*) from records_task where authority_id = :a"), {"a": world.authority_id}
            ).scalar_one()
        assert count == 1


class TestChangingARecord:
    def test_a_row_is_corrected(self, browsing, recording, world, record):
        key = recording.adds("identifiers", kind="upn", value="B123456789012")
        visitor = browsing.as_(world.people["lead"])
        answer = visitor.send(f"{record}/identifiers/{key}", {"value": "L823456789012"})
        assert answer.status_code == 303
        with recording.at_work():
            held = db.session.get(ChildIdentifier, key)
            assert held.value == "L823456789012"

    def test_a_row_that_is_over_stays_as_what_was(self, browsing, recording, world, record):
        key = recording.adds("addresses", kind="home", lines="1 High Street", from_on=days_ago(100))
        visitor = browsing.as_(world.people["lead"])
        assert visitor.send(f"{record}/addresses/{key}/end").status_code == 303
        page = visitor.words(record)
        assert "Before (1)" in page
        assert "1 High Street" in page

    def test_an_end_before_the_start_is_refused(self, browsing, recording, world, record):
        key = recording.adds("addresses", kind="home", lines="1 High Street", from_on=days_ago(10))
        early = days_ago(20)
        sent = {"on-day": early.day, "on-month": early.month, "on-year": early.year}
        answer = browsing.as_(world.people["lead"]).send(f"{record}/addresses/{key}/end", sent)
        assert answer.status_code == 422
        assert "The end must not be before the start" in answer.text

    def test_another_childs_row_is_not_there(self, browsing, recording, world, record):
        other = recording.opens()
        key = recording.adds("addresses", other, kind="home", lines="1 High Street")
        assert browsing.as_(world.people["lead"]).get(f"{record}/addresses/{key}").status_code == 404

    def test_a_new_family_name_keeps_the_old_one(self, browsing, recording, world, record):
        visitor = browsing.as_(world.people["lead"])
        answer = visitor.send(f"{record}/identity", {"family_name": "Adeyemi"})
        assert answer.status_code == 303
        page = visitor.words(record)
        assert "Ama Adeyemi" in page
        assert "Previous name" in page
        assert "Amara Okafor" in page

    def test_a_date_of_birth_in_the_future_is_refused(self, browsing, world, record):
        ahead = clock.today() + timedelta(days=3)
        sent = {"born_on-day": ahead.day, "born_on-month": ahead.month, "born_on-year": ahead.year}
        assert browsing.as_(world.people["lead"]).send(f"{record}/identity", sent).status_code == 422

    def test_the_about_me_page_is_written_by_the_senco_too(self, browsing, world, record):
        visitor = browsing.as_(world.people["senco"])
        sent = {"what_matters": "My dog Biscuit", "languages": ["English", "Polish"]}
        assert visitor.send(f"{record}/profile", sent).status_code == 303
        page = visitor.words(record)
        assert "My dog Biscuit" in page
        assert "English, Polish" in page

    def test_two_who_write_it_at_once_lose_nothing(self, browsing, recording, world, record):
        from tests.browsing import form_fields

        lead, senco = browsing.as_(world.people["lead"]), browsing.as_(world.people["senco"])
        address = f"{record}/profile"
        mine = form_fields(lead.get(address).text, address) | {"what_matters": "Drawing"}
        senco.send(address, {"what_matters": "My dog Biscuit"})
        answer = lead.client.post(address, data=mine)
        assert answer.status_code == 422
        assert "Somebody else has changed this page" in answer.text
        assert "My dog Biscuit" in answer.text
        assert "Drawing" in answer.text
        again = form_fields(answer.text, address) | {"what_matters": "My dog Biscuit and drawing"}
        assert lead.client.post(address, data=again).status_code == 303
        with recording.at_work():
            held = db.session.query(ChildProfile).filter_by(child_id=world.child_id).one()
            assert held.what_matters == "My dog Biscuit and drawing"

    def test_two_who_change_the_name_at_once_are_told(self, browsing, world, record):
        from tests.browsing import form_fields

        one, other = browsing.as_(world.people["lead"]), browsing.as_(world.people["deputy"])
        address = f"{record}/identity"
        mine = form_fields(one.get(address).text, address) | {"preferred_name": "Mara"}
        other.send(address, {"preferred_name": "Ami"})
        answer = one.client.post(address, data=mine)
        assert answer.status_code == 422
        assert "Somebody else has changed this" in answer.text


class TestTheCostOfTheRecord:
    def test_eight_statements_however_much_is_on_it(self, app, browsing, filled, recording, world, record):
        for place in range(15):
            recording.adds("network", name=f"Cousin {place}", relation="cousin")
        visitor = browsing.as_(world.people["lead"])
        visitor.page(record)
        with asked_of(app) as asked:
            visitor.page(record)
        assert len(asked) <= 8, asked


class TestWhomARowIsAbout:
    def test_a_parent_with_an_account_is_offered_and_a_stranger_is_not(self, browsing, world, record):
        page = browsing.as_(world.people["lead"]).page(f"{record}/network/add")
        names = [option.get_text() for option in page.select("#person_id option")]
        assert "Parent Person" in names
        assert "Stranger Person" not in names

    def test_changing_an_alert_keeps_whom_it_is_about(self, browsing, recording, world, record):
        from coordination.children.models import Alert

        key = recording.adds("alerts", kind="other", instruction="Knock", about_person_id=world.people["senco"])
        answer = browsing.as_(world.people["lead"]).send(f"{record}/alerts/{key}", {"instruction": "Knock twice"})
        assert answer.status_code == 303
        with recording.at_work():
            held = db.session.get(Alert, key)
            assert (held.instruction, held.about_person_id) == ("Knock twice", world.people["senco"])

    def test_a_commissioner_sees_a_reference_and_an_age_band_and_no_name(
        self, browsing, recording, filled, world, record
    ):
        recording.joins("commissioner", "CMS", "services")
        visitor = browsing.as_(world.people["commissioner"])
        for address in (record, "/children", f"{record}/chronology"):
            page = visitor.words(address)
            assert "Okafor" not in page, address
            assert "Amara" not in page, address
        assert "10 to 15" in visitor.words(record)
