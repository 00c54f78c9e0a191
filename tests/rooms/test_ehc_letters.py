"""Letters of the EHC process: one for each recipient, whole in law, sent once, and nobody else's to read."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from coordination import clock
from coordination.access.models import Exclusion
from coordination.db import RuleBroken, db, new_id
from coordination.deadlines.models import Clock
from coordination.documents.models import DocumentCopy, IssuedDocument
from coordination.ehc import telling
from coordination.ehc.holders import RightHolder
from coordination.ehc.letters import file as letter_file
from coordination.ehc.letters import filling, fitting, templates
from coordination.ehc.letters import sending as letters
from coordination.ehc.models import Decision, Letter
from coordination.events.models import Event
from coordination.messages.models import OutboxMessage
from tests.rooms.ehcing import Office


@pytest.fixture
def office(app, owner_app, world):
    """The EHC officer at work."""
    return Office(app, owner_app, world)


def prepared(office, kind="not_assess"):
    """Drafts of a decision's letter. Answers their keys by recipient."""
    key = office.decides(kind)
    with office.at_work() as by:
        return {held.to_person_id: held.id for held in letters.prepare(fitting.OF_DECISION[kind], decision(key), by)}


def decision(key):
    return db.session.get_one(Decision, key)


def sent(office, kind="not_assess"):
    """The letters of a decision, sent."""
    keys = prepared(office, kind)
    with office.at_work() as by:
        letters.send_all([db.session.get_one(Letter, key) for key in keys.values()], by)
    return keys


def told(office):
    """The day everybody was told."""
    with office.at_work():
        return db.session.scalar(select(Decision.told_on).where(Decision.child_id == office.world.child_id))


def of_appeal(office):
    """The times for mediation and appeal that run."""
    with office.at_work():
        asked = select(Clock.rule, Clock.due_on).where(
            Clock.child_id == office.world.child_id, Clock.rule.in_(("A15", "A18")), Clock.state == "running"
        )
        return [tuple(row) for row in db.session.execute(asked.order_by(Clock.rule))]


class TestPreparing:
    def test_everybody_the_law_calls_a_parent_has_a_letter_of_their_own(self, office, world):
        assert set(prepared(office)) == {world.people[who] for who in ("parent", "otherparent", "carer")}

    def test_asked_again_makes_no_second_one(self, office, world):
        key = office.decides()
        with office.at_work() as by:
            first = {held.id for held in letters.prepare("not_assess", decision(key), by)}
        with office.at_work() as by:
            assert {held.id for held in letters.prepare("not_assess", decision(key), by)} == first

    def test_the_recipients_stand_in_no_letter_but_their_own(self, office, world):
        with office.at_work() as by:
            made = letters.prepare("not_assess", decision(office_key := office.decides()), by)
            assert office_key
            for held in made:
                said = f"{letters.filled(held, by)} {letters.paper_facts(held, by, '2026-01-01')}"
                others = {other.to_name for other in made} - {held.to_name}
                assert not any(name in said for name in others)
                assert held.to_name in said

    def test_no_name_no_letter(self, office, world):
        with office.owner_app.app_context():
            from coordination.children.models import Child

            child = db.session.get_one(Child, world.child_id)
            child.given_names = child.preferred_name = None
            db.session.commit()
        key = office.decides()
        with office.at_work() as by, pytest.raises(RuleBroken):
            letters.prepare("not_assess", decision(key), by)


class TestTheQuestionWhoWillHoldTheRights:
    def test_goes_to_the_young_person_too_in_words_of_their_own(self, office, world):
        office.born(clock.today() - timedelta(days=365 * 15 + 300))
        with office.at_work() as by:
            made = letters.prepare("right_holder_question", office.child, by)
            letters.send_all(made, by)
            said = {held.to_person_id: held.words for held in made}
        assert "the rights in your EHC plan are yours" in said[world.people["youngperson"]]
        assert "letters about the plan go to the young person" in said[world.people["parent"]]

    def test_any_other_letter_does_not_before_the_day(self, office, world):
        assert world.people["youngperson"] not in prepared(office)

    def test_a_letter_with_a_right_of_appeal_tells_of_a_decision(self, office):
        with office.at_work() as by, pytest.raises(RuleBroken, match="choose which"):
            letters.prepare("not_assess", office.child, by)

    @pytest.mark.parametrize("kind", ["cease", "maintain", "will_assess"])
    def test_a_letter_tells_of_the_decision_that_was_made_and_no_other(self, office, browsing, world, kind):
        key = office.decides("not_assess")
        with office.at_work() as by, pytest.raises(RuleBroken, match="another decision"):
            letters.prepare(kind, decision(key), by)
        sent = {"kind": kind, "about": f"decision-{key}"}
        answer = browsing.as_(office.officer).send(f"/children/{world.child_id}/ehc/letters/write", sent)
        assert answer.status_code == 422 and "tells of another decision" in answer.text


class TestWhatTheLawWantsSaid:
    @pytest.mark.parametrize("kind", list(templates.kinds()))
    def test_stands_in_our_words(self, kind):
        ours = templates.packaged()["letters"][kind]
        assert templates.missing(kind, ours["words"]) == []
        templates.check(kind, subject=ours["subject"], words=ours["words"])

    @pytest.mark.parametrize(
        ("kind", "name"), [(kind, name) for kind, held in templates.packaged()["letters"].items()
                           for name in held["must"]],
    )  # fmt: skip
    def test_cannot_be_left_out(self, kind, name):
        ours = templates.packaged()["letters"][kind]
        with pytest.raises(RuleBroken) as broken:
            templates.check(kind, subject=ours["subject"], words=ours["words"].replace(f"{{{name}}}", ""))
        assert templates.packaged()["blocks"][name]["says"] in broken.value.sentence
        assert ours["source"] in broken.value.sentence

    def test_gives_the_days(self, office, world):
        with clock.frozen(datetime(2026, 11, 28, 12, tzinfo=UTC)):
            keys = sent(office)
            with office.at_work():
                held = db.session.get_one(Letter, keys[world.people["parent"]])
                assert "by 28 January 2027, two months after this letter, or within one month" in held.words
                assert "contact a mediation adviser, by 28 January 2027" in held.words
                assert "Even Keel Mediation, 01632 960701" in held.words
                assert "Testshire SENDIASS, 01632 960702" in held.words and "Common Ground" in held.words
                assert "Support in school is enough." in held.words
                assert held.facts["appeal_until"] == "2027-01-28"
                assert "{" not in held.words

    def test_a_letter_that_explains_mediation_gives_the_days_of_the_letter_that_told_the_decision(self, office, world):
        with clock.frozen(datetime(2026, 11, 28, 12, tzinfo=UTC)):
            first = sent(office)[world.people["parent"]]
        with clock.frozen(datetime(2026, 12, 20, 12, tzinfo=UTC)), office.at_work() as by:
            made = decision(db.session.get_one(Letter, first).decision_id)
            letters.send_all(letters.prepare("mediation_information", made, by), by)
            held = next(
                one
                for one in letters.about_this("mediation_information", made.id)
                if one.to_person_id == world.people["parent"]
            )
            assert "by 28 January 2027, two months after our letter of 28 November 2026, or within" in held.words
            assert "contact a mediation adviser, by 28 January 2027" in held.words
            assert "February" not in held.words
            assert held.facts["appeal_until"] == held.facts["mediation_until"] == "2027-01-28"
            # It goes to everybody who was told, and not each of them has asked.
            assert "You asked" not in held.words

    def test_a_letter_about_who_holds_the_rights_says_who_and_is_not_sent_before_it_is_recorded(self, office, world):
        today = clock.today()
        office.born(today.replace(year=today.year - 17, day=1))
        with office.at_work() as by:
            (held, *_) = letters.prepare("right_holder_changed", office.child, by)
            assert ["nothing is recorded of it" in said for said in letters.problems(held, by)] == [True]
            key = held.id
        office.add(
            RightHolder(
                id=new_id(), authority_id=world.authority_id, child_id=world.child_id, holder="young_person",
                capacity="has", from_on=today,
            )
        )  # fmt: skip
        with office.at_work() as by:
            held = db.session.get_one(Letter, key)
            assert letters.problems(held, by) == []
            mine = held.audience == "young_person"
            wanted = "the rights are yours." if mine else "the rights are the young person’s."
            assert f"From {today.day} {today:%B} {today.year} {wanted}" in letters.filled(held, by)

    def test_mediation_is_not_explained_before_the_decision_is_told(self, office, world):
        key = office.decides()
        with office.at_work() as by:
            for held in letters.prepare("mediation_information", decision(key), by):
                assert letters.problems(held, by) == [
                    "Tell them of the decision first: the time to appeal runs from that letter."
                ]
                with pytest.raises(RuleBroken, match="Tell them of the decision first"):
                    letters.send(held, by)

    def test_without_the_contacts_nothing_is_sent_and_it_says_what_is_missing(self, app, owner_app, world):
        office = Office(app, owner_app, world, contacts=False)
        keys = prepared(office)
        with office.at_work() as by, pytest.raises(RuleBroken, match="Mediation adviser"):
            letters.send(db.session.get_one(Letter, keys[world.people["parent"]]), by)

    @pytest.mark.parametrize("words", ["{nobody}", "{child", "child}", "{child.name}", "{0}", "{{child}}", ""])
    def test_placeholders_are_those_there_are(self, words):
        with pytest.raises(RuleBroken):
            templates.check("will_assess", subject="We assess", words=words and f"{words} {{support}}")

    def test_the_subject_names_nobody(self):
        with pytest.raises(RuleBroken):
            templates.check("will_assess", subject="About {child}", words="{support}")

    def test_what_a_value_says_is_no_placeholder(self):
        said = filling.fill(
            "{reasons}",
            {"reason_words": "They wrote {phone} and {appeal_right}"},
            authority=None,
            sent_on=clock.today(),
        )
        assert "They wrote {phone} and {appeal_right}" in said


class TestSending:
    def test_makes_a_paper_stamped_for_its_recipient_and_tells_them(self, office, world, owner_app):
        keys = sent(office)
        with owner_app.app_context():
            for person_id, key in keys.items():
                held = db.session.get_one(Letter, key)
                assert held.sent_on == clock.today()
                copy = db.session.scalars(
                    select(DocumentCopy).where(DocumentCopy.document_id == held.document_id)
                ).one()
                assert copy.recipient_id == person_id
                document = db.session.get_one(IssuedDocument, held.document_id)
                assert (document.kind, document.section, document.whose_id) == ("ehc_letter", "ehc_plan", person_id)
                mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.about_id == copy.id)).one()
                said = f"{mail.subject} {mail.body}".lower()
                assert not any(word in said for word in ("ama", "okafor", "ehc", "assess", "person"))

    def test_tells_the_decision_once_and_starts_the_times_to_answer_it(self, office, world, owner_app):
        sent(office)
        with owner_app.app_context():
            held = db.session.scalars(select(Decision).where(Decision.child_id == world.child_id)).one()
            assert held.told_on == clock.today()
            kinds = [event.kind for event in db.session.scalars(select(Event).where(Event.child_id == world.child_id))]
            assert kinds.count("ehc_decision_letter_sent") == 1

    def test_is_told_with_the_last_letter_and_not_before(self, office, world):
        keys = list(prepared(office).values())
        for left, key in zip((2, 1, 0), keys, strict=True):
            with office.at_work() as by:
                letters.send(db.session.get_one(Letter, key), by)
            assert (told(office) is None) == (left > 0)
            assert len(of_appeal(office)) == (0 if left else 2)

    def test_a_draft_that_is_discarded_tells_nobody_who_must_be_told(self, office, world):
        keys = list(prepared(office).values())
        with office.at_work() as by:
            letters.send_all([db.session.get_one(Letter, key) for key in keys[:2]], by)
            letters.discard(db.session.get_one(Letter, keys[2]), by)
        assert told(office) is None

    @pytest.mark.parametrize("first", ["recorded", "sent"])
    def test_recorded_by_hand_and_sent_by_letter_are_the_same_and_once(self, office, world, first):
        keys = prepared(office)
        for way in ("recorded", "sent") if first == "recorded" else ("sent", "recorded"):
            with office.at_work() as by:
                if way == "recorded":
                    made = db.session.scalars(select(Decision).where(Decision.child_id == world.child_id)).one()
                    telling.tell(made, on=clock.today(), by=by.person_id)
                else:
                    letters.send_all([db.session.get_one(Letter, key) for key in keys.values()], by)
            assert told(office) == clock.today()
            assert [rule for rule, _ in of_appeal(office)] == ["A15", "A18"]
            with office.at_work():
                kinds = list(db.session.scalars(select(Event.kind).where(Event.child_id == world.child_id)))
            assert kinds.count("ehc_assessment_refused") == kinds.count("ehc_decision_letter_sent") == 1

    def test_a_decision_without_appeal_starts_none(self, office, world, owner_app):
        sent(office, "assess")
        with owner_app.app_context():
            kinds = [event.kind for event in db.session.scalars(select(Event).where(Event.child_id == world.child_id))]
            assert "ehc_decision_letter_sent" not in kinds

    def test_sent_again_is_sent_once(self, office, world, owner_app):
        keys = sent(office)
        with office.at_work() as by:
            held = db.session.get_one(Letter, keys[world.people["parent"]])
            assert letters.send(held, by).document_id == held.document_id
        with owner_app.app_context():
            assert (
                len(db.session.scalars(select(DocumentCopy).where(DocumentCopy.child_id == world.child_id)).all()) == 3
            )

    def test_somebody_who_was_excluded_since_is_not_written_to(self, office, world):
        keys = prepared(office)
        office.add(
            Exclusion(
                authority_id=world.authority_id, child_id=world.child_id, person_id=world.people["otherparent"],
                kind="order", from_on=clock.today(),
            )
        )  # fmt: skip
        with office.at_work() as by, pytest.raises(RuleBroken, match="may not be written to"):
            letters.send(db.session.get_one(Letter, keys[world.people["otherparent"]]), by)


class TestWhatWasSent:
    def test_is_changed_by_nothing(self, office, world):
        keys = sent(office)
        with office.at_work() as by:
            held = db.session.get_one(Letter, keys[world.people["parent"]])
            for attempt in (lambda: letters.discard(held, by), lambda: letters.change(held, subject="x", words="y")):
                with pytest.raises(RuleBroken):
                    attempt()
        with office.at_work(), pytest.raises(DBAPIError, match="never change"):
            db.session.connection().execute(update(Letter).where(Letter.id == held.id).values(words="Something else"))
        with office.at_work():
            db.session.rollback()

    def test_says_the_same_when_the_authority_changes_its_words(self, office, world, owner_app):
        keys = sent(office)
        with owner_app.app_context():
            from coordination.agencies.models import Authority

            before = db.session.get_one(Letter, keys[world.people["parent"]]).words
            authority = db.session.get_one(Authority, world.authority_id)
            templates.keep_details(authority, mediation="Somebody else")
            db.session.commit()
            assert db.session.get_one(Letter, keys[world.people["parent"]]).words == before


class TestTheFile:
    def test_is_a_word_file_with_headings_and_lists(self, office, world):
        import io

        from docx import Document

        keys = prepared(office)
        with office.at_work() as by:
            held = db.session.get_one(Letter, keys[world.people["parent"]])
            facts = letters.paper_facts(held, by, clock.today().isoformat())
            facts["parts"] = [part._asdict() for part in filling.parts(letters.filled(held, by))]
            made = Document(io.BytesIO(letter_file.docx(facts, dated=clock.today())))
        said = [(row.style.name, row.text) for row in made.paragraphs]
        assert ("Heading 1", "We will not carry out an EHC needs assessment") in said
        assert ("Heading 2", "Your right to appeal") in said
        assert any("Parent Person" in words for _, words in said)
        assert not any("Otherparent Person" in words for _, words in said)
