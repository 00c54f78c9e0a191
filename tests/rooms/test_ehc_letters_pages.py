"""The pages of letters, rights, mediation, the end of a plan and moves; and each reader's own letters."""

from datetime import date, timedelta
from urllib.parse import urlparse

import pytest

from coordination import clock
from coordination.agencies.models import Authority
from coordination.db import db
from coordination.ehc import last_days
from coordination.ehc.holders import RightHolder
from coordination.ehc.letters import fitting, templates
from coordination.ehc.letters import sending as letters
from coordination.ehc.models import Decision, Letter
from coordination.ehc.plan_models import FormalPlan
from tests.rooms.ehcing import Office


@pytest.fixture
def office(app, owner_app, world):
    """The EHC officer at work."""
    return Office(app, owner_app, world)


@pytest.fixture
def officer(office, browsing):
    """The officer's browser."""
    return browsing.as_(office.officer)


def sent(office, kind="not_assess", **more):
    """The letters of a decision, sent; their keys by recipient."""
    key = office.decides(kind, **more)
    with office.at_work() as by:
        made = letters.prepare(fitting.OF_DECISION[kind], db.session.get_one(Decision, key), by)
        letters.send_all(made, by)
        return {held.to_person_id: held.id for held in made}


def days(name, on):
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


class TestFromTheDecisionToTheLetter:
    def test_drafted_read_changed_and_sent(self, office, officer, world):
        key = office.decides()
        at = f"/children/{world.child_id}/ehc/letters"
        assert "Not told yet" in officer.words(at)
        assert officer.press(f"/ehc/decisions/{key}/letters").status_code == 303
        links = [a["href"] for a in officer.page(at).find_all("a") if a["href"].startswith("/ehc/letters/")]
        assert len(links) == 3
        said = officer.words(links[0])
        assert "Your right to appeal" in said and "Support in school is enough." in said
        answer = officer.send(
            f"{links[0]}/change", {"words": "We decided so.\n\n{reasons}\n\n{appeal_right}", "others_too": "y"}
        )
        assert answer.status_code == 422
        assert "mediation, the adviser to contact" in answer.text and "{support}" in answer.text
        assert "We decided so." in answer.text
        whole = "We decided so.\n\n{reasons}\n\n{appeal_right}\n\n{mediation}\n\n{support}"
        assert officer.send(f"{links[0]}/change", {"words": whole, "others_too": "y"}).status_code == 303
        assert officer.press(f"{links[0]}/send", all="yes").status_code == 303
        assert "Not told yet" not in officer.words(at)
        for link in links:
            assert "We decided so." in officer.words(link)
            assert officer.press(f"{link}/send").status_code == 303
            assert officer.get(f"{link}/change").status_code == 303
            officer.press(f"{link}/discard")
            assert officer.get(link).status_code == 200

    def test_any_letter_with_somebody_ticked_who_was_looked_at(self, office, officer, world):
        office.add(office.member("Ben Birthfather", "father", responsible=False))
        at = f"/children/{world.child_id}/ehc/letters/write"
        page = officer.page(at)
        ticked = page.find("input", {"name": "including"})
        about = [o["value"] for o in page.find("select", {"name": "about"}).find_all("option") if o["value"]]
        answer = officer.send(at, {"kind": "right_holder_question", "about": about[-1], "including": ticked["value"]})
        assert answer.status_code == 303
        assert "Ben Birthfather" in officer.words(f"/children/{world.child_id}/ehc/letters")

    def test_nothing_chosen_is_said_beside_each_question(self, office, officer, world):
        answer = officer.send(f"/children/{world.child_id}/ehc/letters/write", {"kind": "", "about": ""})
        assert answer.status_code == 422 and "Choose which letter" in answer.text

    def test_as_a_word_file_whose_name_names_nobody(self, office, officer, world):
        keys = sent(office)
        answer = officer.get(f"/ehc/letters/{keys[world.people['parent']]}/file")
        assert answer.status_code == 200 and answer.data[:2] == b"PK"
        assert "ama" not in answer.headers["Content-Disposition"].lower()

    def test_the_timetable_shows_the_time_that_is_the_familys(self, office, officer, world):
        sent(office)
        assert "Time left to the family" in officer.words(f"/children/{world.child_id}/timetable")


class TestWhoReadsALetter:
    def test_its_recipient_and_no_other_of_the_family(self, office, browsing, world):
        keys = sent(office)
        readers = {who: world.people[who] for who in ("parent", "otherparent", "carer", "youngperson")}
        for who, person_id in readers.items():
            visitor = browsing.as_(person_id)
            for owner, key in keys.items():
                status = visitor.get(f"/my-letters/{key}").status_code
                assert (status == 200) == (owner == person_id), (who, status)
                assert visitor.get(f"/ehc/letters/{key}").status_code in (403, 404)

    def test_their_own_page_lists_theirs_and_says_until_when(self, office, browsing, world):
        keys = sent(office)
        until = last_days.limits(clock.today())["appeal_until"]
        for who, home in (("parent", "/family"), ("otherparent", "/family"), ("carer", "/caring")):
            page = browsing.as_(world.people[who]).page(home)
            found = [a["href"] for a in page.find_all("a") if a["href"].startswith("/my-letters/")]
            assert found == [f"/my-letters/{keys[world.people[who]]}"]
            words = " ".join(page.find(id="ehc").get_text(" ").split())
            assert f"You may appeal until {until.day} {until:%B} {until.year}" in words
        assert browsing.as_(world.people["youngperson"]).page("/my-plan").find(id="ehc") is None

    def test_no_letter_names_another_recipient(self, office, browsing, world):
        keys = sent(office)
        names = {"parent": "Parent Person", "otherparent": "Otherparent Person", "carer": "Carer Person"}
        for who in names:
            said = (
                browsing.as_(world.people[who])
                .page(f"/my-letters/{keys[world.people[who]]}")
                .find("main")
                .get_text(" ")
            )
            assert not any(name in said for other, name in names.items() if other != who)

    def test_a_draft_is_nobodys_of_the_family(self, office, browsing, world):
        key = office.decides()
        with office.at_work() as by:
            made = letters.prepare("not_assess", db.session.get_one(Decision, key), by)
            held = next(row for row in made if row.to_person_id == world.people["parent"]).id
        visitor = browsing.as_(world.people["parent"])
        assert visitor.get(f"/my-letters/{held}").status_code in (403, 404)
        assert visitor.page("/family").find(id="ehc") is None

    def test_the_papers_are_each_ones_own(self, office, browsing, world):
        from coordination.ehc.letters.sending import copy_of

        keys = sent(office)
        with office.at_work():
            copies = {owner: copy_of(db.session.get_one(Letter, key)).id for owner, key in keys.items()}
        for reader in ("parent", "otherparent", "carer"):
            visitor = browsing.as_(world.people[reader])
            for owner, copy in copies.items():
                status = visitor.get(f"/documents/copies/{copy}").status_code
                assert (status == 200) == (owner == world.people[reader])

    @pytest.mark.parametrize("who", ["stranger", "othersenco"])
    def test_a_stranger_finds_nothing(self, office, browsing, world, who):
        keys = sent(office)
        visitor = browsing.as_(world.people[who])
        key = next(iter(keys.values()))
        for address in (f"/ehc/letters/{key}", f"/my-letters/{key}", f"/children/{world.child_id}/ehc/letters"):
            assert visitor.get(address).status_code == 404

    @pytest.mark.parametrize("who", ["lead", "senco", "iro", "health"])
    def test_the_team_reads_and_writes_none(self, office, browsing, world, who):
        keys = sent(office)
        visitor = browsing.as_(world.people[who])
        key = next(iter(keys.values()))
        assert visitor.get(f"/ehc/letters/{key}").status_code == 200
        assert visitor.get(f"/children/{world.child_id}/ehc/letters/write").status_code == 403
        assert visitor.get(f"/ehc/letters/{key}/file").status_code == 403

    def test_after_the_rights_passed_on_parents_keep_theirs_and_the_new_ones_are_the_young_persons(
        self, office, browsing, world
    ):
        old = sent(office)
        office.add(
            RightHolder(
                authority_id=world.authority_id, child_id=world.child_id, holder="young_person",
                from_on=clock.today(), capacity="has",
            )
        )  # fmt: skip
        new = sent(office, "not_reassess")
        assert set(new) == {world.people["youngperson"]}
        parent, young = (browsing.as_(world.people[who]) for who in ("parent", "youngperson"))
        assert parent.get(f"/my-letters/{old[world.people['parent']]}").status_code == 200
        assert parent.get(f"/my-letters/{new[world.people['youngperson']]}").status_code in (403, 404)
        assert young.get(f"/my-letters/{new[world.people['youngperson']]}").status_code == 200
        assert "needs assessment for you" in young.words(f"/my-letters/{new[world.people['youngperson']]}")


class TestAnAuthoritysOwnWords:
    def test_are_kept_looked_at_and_restored(self, office, browsing, world):
        admin = browsing.as_(world.people["admin"])
        at = f"/ehc-letters/{world.authority_id}/will_assess"
        looked = admin.send(at, {"words": "Good news for {child}.\n\n{support}", "look": "yes"})
        assert "Good news for Sam." in looked.text and looked.status_code == 200
        assert "Ours" in admin.words("/ehc-letters")
        assert admin.send(at, {"words": "Good news for {child}.\n\n{support}"}).status_code == 303
        key = office.decides("assess")
        with office.at_work() as by:
            made = letters.prepare("will_assess", db.session.get_one(Decision, key), by)
            assert "Good news for Ama." in letters.filled(made[0], by)
        assert admin.press(f"{at}/restore").status_code == 303
        with office.at_work():
            assert not templates.template("will_assess", db.session.get_one(Authority, world.authority_id)).own

    @pytest.mark.parametrize("words", ["Good news.", "{support} {nobody}", "{support} {child"])
    def test_that_the_law_does_not_allow_come_back_with_the_sentence(self, office, browsing, world, words):
        admin = browsing.as_(world.people["admin"])
        answer = admin.send(f"/ehc-letters/{world.authority_id}/will_assess", {"words": words})
        assert answer.status_code == 422
        assert any(said in answer.text for said in ("The letter must say", "There is no placeholder", "Braces are"))

    def test_contacts_are_said_to_be_missing(self, app, owner_app, world, browsing):
        Office(app, owner_app, world, contacts=False)
        admin = browsing.as_(world.people["admin"])
        assert "Mediation adviser: not entered yet" in admin.words("/ehc-letters")
        answer = admin.send(f"/ehc-letters/{world.authority_id}/contacts", {"mediation": "Even Keel, 01632 960701"})
        assert answer.status_code == 303
        assert "Even Keel, 01632 960701" in admin.words("/ehc-letters")

    def test_are_nobody_elses(self, office, officer, world, browsing):
        assert officer.get(f"/ehc-letters/{world.authority_id}/will_assess").status_code == 403
        assert browsing.as_(world.people["parent"]).get("/ehc-letters").status_code == 403


class TestRightsMediationEndAndMoves:
    def test_who_is_written_to_and_who_is_looked_at_first(self, office, officer, world):
        office.add(office.member("Ben Birthfather", "father", responsible=False))
        said = officer.words(f"/children/{world.child_id}/ehc/rights")
        assert "Parent Person: Has parental responsibility" in said and "Ben Birthfather: Parental" in said

    def test_the_answer_is_recorded(self, office, officer, world):
        office.born(date(2011, 1, 5))
        at = f"/children/{world.child_id}/ehc/rights/answer"
        early = officer.send(
            at, {"holder": "young_person", **days("asked_on", clock.today()), **days("from_on", date(2027, 6, 1))}
        )
        assert early.status_code == 422 and "not before" in early.text
        answer = officer.send(
            at, {"holder": "young_person", **days("asked_on", clock.today()), **days("from_on", date(2027, 6, 26))}
        )
        assert answer.status_code == 303
        assert "From 26 June 2027" in officer.words(f"/children/{world.child_id}/ehc/rights")

    def test_those_to_ask_are_listed_for_whom_they_are(self, office, officer, browsing, world):
        office.plan()
        office.born(clock.today() - timedelta(days=365 * 18))
        assert "Ama Okafor" in officer.words("/ehc/rights")
        assert "Ama Okafor" not in browsing.as_(world.people["stranger"]).words("/ehc/rights")

    def test_mediation_certificate_and_appeal(self, office, officer, world):
        day = clock.today() - timedelta(days=9)
        key = office.decides(decided_on=day, told_on=day)
        at = f"/ehc/decisions/{key}/disputes"
        assert (
            officer.send(f"/ehc/decisions/{key}/mediation", {"wanted": "no", **days("on", clock.today())}).status_code
            == 303
        )
        step = next(a["href"] for a in officer.page(at).find_all("a") if a["href"].endswith("/certificate"))
        assert officer.send(step, days("on", clock.today())).status_code == 303
        assert officer.send(f"/ehc/decisions/{key}/appeal", days("on", clock.today())).status_code == 303
        end = next(a["href"] for a in officer.page(at).find_all("a") if a["href"].endswith("/end"))
        bad = officer.send(end, {"outcome": "allowed", **days("on", clock.today())})
        assert bad.status_code == 422 and "Choose what the Tribunal ordered" in bad.text
        assert (
            officer.send(end, {"outcome": "allowed", "order": "assess", **days("on", clock.today())}).status_code == 303
        )
        assert "Assess the child" in officer.words(at)
        assert officer.get(f"{end[:-3]}nonsense").status_code == 404

    def test_a_plan_ends_only_after_the_time_to_appeal(self, office, officer, world):
        plan = office.plan()
        answer = officer.send(
            f"/ehc-plans/{plan}/end",
            {
                "reason": "needs_met", "words_of_it": "Meets every outcome", "consulted": "All agree",
                **days("on", clock.today()),
            },
        )  # fmt: skip
        assert answer.status_code == 303
        assert "has not been told yet" in officer.words(f"/ehc-plans/{plan}/end")
        officer.press(f"/ehc-plans/{plan}/end-now")
        with office.at_work():
            assert db.session.get_one(FormalPlan, plan).state == "final"

    def test_moves_out_and_in(self, office, officer, world):
        plan = office.plan()
        answer = officer.send(
            f"/ehc-plans/{plan}/move",
            {
                "council": "Northshire", **days("moves_on", clock.today() + timedelta(days=9)),
                **days("known_on", clock.today()),
            },
        )  # fmt: skip
        assert answer.status_code == 303
        assert urlparse(answer.headers["Location"]).path == f"/ehc-plans/{plan}/transfer"
        assert (
            officer.send(f"/ehc-plans/{plan}/transfer", {"handed": "plan", **days("on", clock.today())}).status_code
            == 303
        )
        came = f"/children/{world.child_id}/ehc/came"
        bad = officer.send(came, {"council": "", **days("on", clock.today()), **days("made_on", clock.today())})
        assert bad.status_code == 422
        good = {"council": "Southshire", **days("on", clock.today()), **days("made_on", date(2026, 1, 9))}
        assert officer.send(came, good).status_code == 303

    @pytest.mark.parametrize("who", ["lead", "senco", "parent"])
    def test_nobody_else_records_any_of_it(self, office, browsing, world, who):
        plan, key = office.plan(), office.decides()
        visitor = browsing.as_(world.people[who])
        for address in (
            f"/ehc-plans/{plan}/end", f"/ehc-plans/{plan}/move", f"/ehc-plans/{plan}/transfer",
            f"/children/{world.child_id}/ehc/came", f"/children/{world.child_id}/ehc/rights/answer",
            f"/ehc/decisions/{key}/mediation", f"/ehc/decisions/{key}/appeal",
        ):  # fmt: skip
            assert visitor.get(address).status_code in ((404, 403) if who == "parent" else (403,))
