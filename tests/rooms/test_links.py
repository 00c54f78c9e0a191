"""One-time links: mailed, opened with a code, good for one thing, spent by doing it, and ended when they should be."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from coordination import clock
from coordination.access import reach
from coordination.accounts import sessions
from coordination.agencies.models import Agency, Person
from coordination.cases import operations as cases
from coordination.cases.models import Membership
from coordination.children.models import Alert, Child
from coordination.db import RuleBroken, db, new_id
from coordination.links import queries
from coordination.links.models import OneTimeLink
from coordination.plans import queries as plans
from coordination.reviews import contributions
from coordination.web.routes_table import routes_table
from tests.rooms.contributing import pdf
from tests.rooms.linking import Guest, Linking, comes_by, form_of, types
from tests.rooms.planning import Planning, asked_of


@pytest.fixture
def work(app, world):
    return Linking(app, world)


@pytest.fixture
def review(work):
    return work.plans("lead", "senco", "health", "provider", "parent")


@pytest.fixture
def action(app, world):
    return Planning(app, world).asks("Book the hearing test", "health")


class TestContributingByLink:
    def test_takes_a_mail_a_code_and_the_form(self, browsing, work, world, review, action):
        guest = comes_by(browsing, work, work.links(review))
        answer = guest.client.post(
            "/by-link/contribution",
            data=form_of(
                guest,
                "/by-link/contribution",
                going_well="Sleeps through",
                file=pdf(),
                **{"actions-0-status": "done", "actions-0-note": "Heard well"},
            ),
        )
        assert answer.headers["Location"] == "/link-sent"
        assert "Thank you" in guest.words("/link-sent")
        with work.at_work():
            (one,) = contributions.contributions_of(review)
            assert (one.going_well, one.source, one.file_name) == ("Sleeps through", "link", "report.pdf")
            assert plans.action(action).status == "done"
        assert "Sleeps through" in browsing.as_(world.people["lead"]).words(f"/reviews/{review}")

    def test_shows_initials_and_no_name(self, browsing, work, review, action):
        guest = comes_by(browsing, work, work.links(review))
        page = guest.get("/by-link/contribution").text
        assert "A.O." in page
        assert "Book the hearing test" in page
        for word in ("Ama", "Okafor", "review", "Person"):
            assert not re.search(rf"\b{word}\b", re.sub(r"<[^>]+>", " ", page)), word

    def test_keeps_a_draft_until_they_come_again(self, browsing, work, review):
        link = work.links(review)
        guest = comes_by(browsing, work, link)
        sent = form_of(guest, "/by-link/contribution", worries="Half a sentence")
        assert guest.client.post("/by-link/draft", data=sent).status_code == 200
        again = comes_by(browsing, work, link)
        assert "Half a sentence" in again.get("/by-link/contribution").text

    def test_comes_back_with_what_was_typed_when_something_is_wrong(self, browsing, work, review):
        guest = comes_by(browsing, work, work.links(review))
        sent = form_of(guest, "/by-link/contribution", worries="Thin", withheld="Something")
        answer = guest.client.post("/by-link/contribution", data=sent)
        assert answer.status_code == 422
        assert "Say why you cannot share it here." in answer.text
        assert "Thin" in answer.text

    def test_for_somebody_without_an_account_needs_their_address(self, browsing, work, world):
        asked = {"name": "Dr Ray", "role": "HLT", "person_id": None, "agency_id": None}
        key = work.plans(invitees=[*work.invitees("lead"), asked])
        lead = browsing.as_(world.people["lead"])
        with work.reading(key) as held:
            place = next(who.id for who in held.people if who.name == "Dr Ray")
        address = f"/reviews/{key}/links"
        answer = lead.press(address, place=str(place))
        assert "Enter the work email address" in answer.text
        answer = lead.press(address, place=str(place), email=f"ray-{place.hex}@nhs.example")
        assert answer.status_code == 303
        with work.at_work():
            link = queries.links_to([place])[0].id
        guest = comes_by(browsing, work, link)
        sent = form_of(guest, "/by-link/contribution", going_well="Grows well")
        assert guest.client.post("/by-link/contribution", data=sent).status_code == 303
        assert "Grows well" in lead.words(f"/reviews/{key}")

    def test_an_address_of_a_family_is_refused(self, browsing, work, world, owner_app):
        asked = {"name": "Dr Ray", "role": "HLT", "person_id": None, "agency_id": None}
        key = work.plans(invitees=[*work.invitees("lead"), asked])
        with owner_app.app_context():
            email = db.session.get(Person, world.people["otherparent"]).email
        with work.reading(key) as held:
            place = next(who.id for who in held.people if who.name == "Dr Ray")
        answer = browsing.as_(world.people["lead"]).press(f"/reviews/{key}/links", place=str(place), email=email)
        assert "Enter a work address" in answer.text

    def test_where_no_link_may_be_sent_the_place_stays_as_it_was(self, browsing, work, world, owner_engine):
        asked = {"name": "Dr Ray", "role": "HLT", "person_id": None, "agency_id": None}
        key = work.plans(invitees=[*work.invitees("lead"), asked])
        with owner_engine.begin() as owner:
            owner.execute(
                text(
                    "insert into exclusion (id, authority_id, child_id, person_id, kind, from_on, recorded_at)"
                    " values (:id, :a, :c, :p, 'personal connection', current_date - 1, now())"
                ),
                {"id": new_id(), "a": world.authority_id, "c": world.child_id, "p": world.people["stranger"]},
            )
            email = owner.scalar(text("select email from person where id = :p"), {"p": world.people["stranger"]})
        with work.reading(key) as held:
            place = next(who.id for who in held.people if who.name == "Dr Ray")
        lead = browsing.as_(world.people["lead"])
        assert lead.press(f"/reviews/{key}/links", place=str(place), email=email).status_code == 422
        with work.reading(key) as held:
            assert next(who.person_id for who in held.people if who.id == place) is None
        answer = lead.press(f"/reviews/{key}/links", place=str(place), email=f"ray-{place.hex}@nhs.example")
        assert answer.status_code == 303


class TestSayingHowAnActionGoes:
    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            ({"status": "done"}, "done"),
            ({"status": "in_progress", "note": "Rang twice"}, "in_progress"),
            ({"status": "blocked", "note": "No clinic in June"}, "blocked"),
            ({"status": "not_mine", "note": "The school nurse books these"}, "not_accepted"),
        ],
    )
    def test_in_a_minute(self, browsing, work, action, sent, status):
        guest = comes_by(browsing, work, work.links_action(action))
        assert "Book the hearing test" in guest.words("/by-link/action")
        answer = guest.client.post("/by-link/action", data=form_of(guest, "/by-link/action", **sent))
        assert answer.status_code == 303
        with work.at_work():
            assert plans.action(action).status == status

    def test_with_a_file(self, browsing, work, world, action):
        guest = comes_by(browsing, work, work.links_action(action))
        sent = form_of(guest, "/by-link/action", status="done", file=pdf("Ama.pdf"))
        guest.client.post("/by-link/action", data=sent)
        page = browsing.as_(world.people["lead"]).page(f"/actions/{action}/files")
        link = page.find("a", string="Ama.pdf")
        answer = browsing.as_(world.people["lead"]).get(link["href"])
        assert answer.data.startswith(b"%PDF-")
        assert "Ama" not in answer.headers["Content-Disposition"]

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({}, "Choose how it is going"),
            ({"status": "blocked"}, "Say what is in the way."),
            ({"status": "not_mine"}, "Say why this is not for you"),
            ({"status": "done", "file": ("x", "report.exe")}, "The file must be one of"),
        ],
    )
    def test_says_what_is_missing(self, browsing, work, action, sent, sentence):
        guest = comes_by(browsing, work, work.links_action(action))
        if "file" in sent:
            sent = sent | {"file": pdf("report.exe")}
        answer = guest.client.post("/by-link/action", data=form_of(guest, "/by-link/action", **sent))
        assert answer.status_code == 422
        assert sentence in answer.text


class TestOneThingOnly:
    def test_every_other_page_answers_as_to_nobody(self, app, browsing, work, world, review, action):
        guest = comes_by(browsing, work, work.links(review))
        # The cookie has a path; even on every request it would open nothing.
        cookie = guest.client.get_cookie("link_key", path=sessions.LINK_PATH)
        guest.client.set_cookie("link_key", cookie.value)
        guest.client.set_cookie("session_key", cookie.value)
        nobody = browsing.nobody()
        keys = {
            "child_id": world.child_id,
            "case_id": world.case_id,
            "plan_id": world.plan_id,
            "review_id": review,
            "action_id": action,
            "membership_id": world.memberships["health"],
        }
        different = []
        for row in routes_table(app):
            if row["asks"].startswith("by_link") or "GET" not in row["methods"].split(","):
                continue
            address = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(keys.get(part.group(1), new_id())), row["rule"])
            theirs, anybodys = guest.get(address), nobody.get(address)
            if (theirs.status_code, theirs.headers.get("Location")) != (
                anybodys.status_code,
                anybodys.headers.get("Location"),
            ):
                different.append((address, theirs.status_code))
        assert different == []

    def test_a_link_to_an_action_opens_no_contribution_and_the_other_way_round(self, browsing, work, review, action):
        about_action = comes_by(browsing, work, work.links_action(action))
        assert about_action.get("/by-link/contribution").status_code == 410
        about_review = comes_by(browsing, work, work.links(review))
        assert about_review.get("/by-link/action").status_code == 410

    def test_what_a_member_holds_beside_it_is_not_reached(self, app, browsing, work, world, review):
        """Whoever came by a link reaches one child by one row, whatever else they are."""
        link = work.links(review, "senco")
        with app.app_context():
            from coordination.db import identify

            identify(db.session(), world.people["senco"], through=link)
            held = reach.relationships(db.session(), world.people["senco"], [world.child_id], through=link)
        assert [(one.via, one.sections) for one in held] == [("invitation", frozenset({"reviews", "actions"}))]

    def test_anothers_action_cannot_be_slipped_in(self, app, browsing, work, world, review, action):
        theirs = Planning(app, world).asks("Something of the school", "senco")
        guest = comes_by(browsing, work, work.links(review))
        sent = form_of(guest, "/by-link/contribution", going_well="x", **{"actions-0-status": "done"})
        sent["actions-0-id"] = str(theirs)
        guest.client.post("/by-link/contribution", data=sent)
        with work.at_work():
            assert plans.action(theirs).status == "not_started"


class TestTheLedgerOfSharing:
    def test_has_each_link_with_whom_it_went_to_and_what_became_of_it(self, browsing, work, world, review, action):
        work.links(review)
        work.links_action(action)
        page = browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}/sharing")
        assert "One-time links that were sent (2)" in page
        assert "A link to contribute to a meeting" in page and "A link to say how one action is going" in page
        assert "Health Person, " in page and "Opens until" in page and "Lead Person" in page

    def test_is_shown_whole_to_nobody_who_reads_their_own_decisions_alone(self, browsing, work, world, review):
        work.links(review)
        page = browsing.as_(world.people["senco"]).words(f"/children/{world.child_id}/sharing")
        assert "One-time links" not in page


class TestALinkIsOver:
    def over(self, guest, token):
        answer = guest.get(f"/link/{token}")
        return answer.status_code == 410 and "opens nothing any more" in answer.text

    def test_once_it_was_used(self, browsing, work, review):
        link = work.links(review)
        guest = comes_by(browsing, work, link)
        sent = form_of(guest, "/by-link/contribution", going_well="Sleeps through")
        guest.client.post("/by-link/contribution", data=sent)
        assert guest.client.post("/by-link/contribution", data=sent).status_code == 410
        assert self.over(guest, work.token(link))

    def test_when_it_is_too_old(self, browsing, work, review):
        token = work.token(work.links(review))
        with clock.frozen(clock.now() + timedelta(days=14, minutes=1)):
            assert self.over(browsing.nobody(), token)

    def test_at_once_when_it_is_taken_back(self, browsing, work, world, review):
        link = work.links(review)
        guest = comes_by(browsing, work, link)
        lead = browsing.as_(world.people["lead"])
        assert "Opened" in lead.words(f"/reviews/{review}/links")
        assert lead.press(f"/links/{link}/end").status_code == 303
        assert guest.get("/by-link/contribution").status_code == 410
        assert self.over(guest, work.token(link))

    def test_when_another_is_sent(self, browsing, work, review):
        first = work.links(review)
        token = work.token(first)
        work.links(review)
        assert self.over(browsing.nobody(), token)

    def test_when_nobody_ever_sent_it(self, browsing):
        assert self.over(browsing.nobody(), "never-sent")

    def test_when_the_meeting_was_held(self, browsing, work, review):
        link = work.links(review)
        guest = comes_by(browsing, work, link)
        work.records(review)
        assert guest.get("/by-link/contribution").status_code == 410

    def test_after_twenty_minutes_away_the_session_is(self, browsing, work, review):
        guest = comes_by(browsing, work, work.links(review))
        with clock.frozen(clock.now() + timedelta(minutes=21)):
            assert guest.get("/by-link/contribution").status_code == 410

    def test_when_they_leave_the_team(self, browsing, work, world, review):
        link = work.links(review)
        guest = comes_by(browsing, work, link)
        with work.at_work() as by:
            place = db.session.get(Membership, world.memberships["health"])
            cases.end_membership(place, why="Moved to another team", by=by, on=clock.today())
        assert guest.get("/by-link/contribution").status_code == 410
        assert self.over(guest, work.token(link))

    def test_when_they_are_excluded(self, browsing, work, world, review, owner_engine):
        guest = comes_by(browsing, work, work.links(review))
        with owner_engine.begin() as connection:
            connection.execute(
                text(
                    "insert into exclusion (id, authority_id, child_id, person_id, kind, from_on, recorded_at)"
                    " values (:id, :a, :c, :p, 'personal connection', current_date - 1, now())"
                ),
                {"id": new_id(), "a": world.authority_id, "c": world.child_id, "p": world.people["health"]},
            )
        assert guest.get("/by-link/contribution").status_code == 410

    def test_when_their_organisation_switches_links_off(self, browsing, work, world, review, owner_app):
        guest = comes_by(browsing, work, work.links(review))
        switch_off(owner_app, world)
        assert guest.get("/by-link/contribution").status_code == 410


class TestTheCode:
    def test_looking_sends_none_and_spends_nothing(self, browsing, work, review):
        link = work.links(review)
        token = work.token(link)
        for _ in range(3):
            assert browsing.nobody().get(f"/link/{token}").status_code == 200
            assert browsing.nobody().client.head(f"/link/{token}").status_code == 200
        assert [mail.template for mail in work.mails(link)] == ["link_contribution"]
        comes_by(browsing, work, link)

    def test_that_is_wrong_opens_nothing(self, browsing, work, review):
        link = work.links(review)
        guest = Guest(browsing.app.test_client())
        token = work.token(link)
        guest.press(f"/link/{token}")
        wrong = "100000" if work.code(link) != "100000" else "100001"
        answer = types(guest, token, wrong)
        assert "The code is not right" in answer.text
        assert guest.get("/by-link/contribution").status_code == 410

    def test_works_for_ten_minutes(self, browsing, work, review):
        link = work.links(review)
        guest = Guest(browsing.app.test_client())
        token = work.token(link)
        guest.press(f"/link/{token}")
        code = work.code(link)
        with clock.frozen(clock.now() + timedelta(minutes=10, seconds=1)):
            assert "The code is not right" in types(guest, token, code).text

    def test_works_once(self, browsing, work, review):
        link = work.links(review)
        comes_by(browsing, work, link)
        other = Guest(browsing.app.test_client())
        assert "The code is not right" in types(other, work.token(link), work.code(link)).text

    def test_a_newer_one_replaces_it(self, browsing, work, review):
        link = work.links(review)
        guest = Guest(browsing.app.test_client())
        token = work.token(link)
        guest.press(f"/link/{token}")
        first = work.code(link)
        guest.press(f"/link/{token}")
        if first != work.code(link):
            assert "The code is not right" in types(guest, token, first).text

    def test_can_be_tried_five_times_and_then_even_the_right_one_waits(self, browsing, work, review):
        link = work.links(review)
        guest = Guest(browsing.app.test_client())
        token = work.token(link)
        start = clock.now().replace(minute=0, second=1)
        with clock.frozen(start):
            guest.press(f"/link/{token}")
            code = work.code(link)
            wrong = "100000" if code != "100000" else "100001"
            assert [types(guest, token, wrong).status_code for _ in range(5)] == [422] * 5
            waits = types(guest, token, code)
        assert waits.status_code == 429
        assert waits.headers["Retry-After"]

    def test_is_sent_four_times_and_no_more(self, browsing, work, review):
        link = work.links(review)
        guest = Guest(browsing.app.test_client())
        token = work.token(link)
        with clock.frozen(clock.now().replace(minute=0, second=1)):
            answers = [guest.press(f"/link/{token}").status_code for _ in range(5)]
        assert answers == [303, 303, 303, 303, 429]

    def test_is_not_taken_without_the_pages_own_token(self, browsing, work, review):
        token = work.token(work.links(review))
        assert browsing.nobody().client.post(f"/link/{token}").status_code == 400

    def test_neither_it_nor_the_token_is_kept(self, work, browsing, review, owner_engine):
        link = work.links(review)
        guest = Guest(browsing.app.test_client())
        token = work.token(link)
        guest.press(f"/link/{token}")
        code = work.code(link)
        with owner_engine.connect() as connection:
            row = connection.execute(
                text("select l::text from one_time_link l where id = :id"), {"id": link}
            ).scalar_one()
        assert token not in row
        assert not re.search(rf"\b{code}\b", row)


class TestTheMail:
    def test_names_nobody_and_says_nothing(self, browsing, work, review, action):
        for link in (work.links(review), work.links_action(action)):
            guest = Guest(browsing.app.test_client())
            guest.press(f"/link/{work.token(link)}")
            for mail in work.mails(link):
                said = f"{mail.subject} {mail.body}"
                for word in ("Ama", "Okafor", "A.O.", "hearing", "review", "Person", "Test health"):
                    assert word not in said, (mail.template, word)

    def test_goes_to_the_address_that_is_known(self, work, world, review, owner_app):
        link = work.links(review)
        with owner_app.app_context():
            email = db.session.get(Person, world.people["health"]).email
        assert {mail.address for mail in work.mails(link)} == {email}


def switch_off(owner_app, world, agency="health"):
    with owner_app.app_context():
        db.session.get(Agency, world.agencies[agency]).links_allowed = False
        db.session.commit()


class TestNoLinkIsSent:
    def test_of_a_sealed_record(self, work, world, review, owner_app):
        with owner_app.app_context():
            db.session.get(Child, world.child_id).sealed = True
            db.session.commit()
        with pytest.raises(RuleBroken, match="No links are sent for this child"):
            work.links(review)

    def test_where_nobody_may_be_told_where_the_child_is(self, work, world, review, action, owner_app):
        with owner_app.app_context():
            db.session.add(
                Alert(
                    authority_id=world.authority_id,
                    child_id=world.child_id,
                    kind="do_not_disclose",
                    instruction="Ask the lead first",
                    from_on=clock.today(),
                )
            )
            db.session.commit()
        for send, thing in ((work.links, review), (work.links_action, action)):
            with pytest.raises(RuleBroken, match="No links are sent for this child"):
                send(thing)

    def test_to_an_organisation_that_has_switched_them_off(self, work, world, review, owner_app):
        switch_off(owner_app, world)
        with pytest.raises(RuleBroken, match="has switched links off"):
            work.links(review)

    def test_to_family(self, work, review):
        with pytest.raises(RuleBroken, match="Nothing more can be sent"):
            work.links(review, "parent")

    def test_about_an_action_that_is_closed(self, app, world, work, action):
        Planning(app, world).updates(action, "done", who="health")
        with pytest.raises(RuleBroken, match="closed"):
            work.links_action(action)

    @pytest.mark.parametrize("who", ["senco", "health", "provider", "stranger", "parent"])
    def test_by_whoever_does_not_run_it(self, browsing, work, world, review, action, who):
        visitor = browsing.as_(world.people[who])
        for address in (f"/reviews/{review}/links", f"/actions/{action}/links"):
            assert visitor.get(address).status_code in (403, 404)
        link = work.links(review)
        token = visitor.token()
        assert visitor.client.post(f"/links/{link}/end", data={"csrf_token": token}).status_code in (403, 404)


class TestWhatIsKept:
    def test_each_use_is_an_event_and_audited(self, browsing, work, world, review, owner_engine):
        link = work.links(review)
        guest = comes_by(browsing, work, link)
        sent = form_of(guest, "/by-link/contribution", going_well="Sleeps through")
        guest.client.post("/by-link/contribution", data=sent)
        with owner_engine.connect() as connection:
            kinds = connection.execute(
                text("select kind from event where child_id = :c and kind like 'link%' order by recorded_at"),
                {"c": world.child_id},
            ).scalars()
            assert list(kinds) == ["link_sent", "link_opened", "link_used"]
            rows = connection.execute(
                text(
                    "select verb, actor_id, details ->> 'link' as link from audit_row"
                    " where :c = any(children) and actor_id = :p order by at"
                ),
                {"c": world.child_id, "p": world.people["health"]},
            ).all()
        assert ("change", world.people["health"], str(link)) in [tuple(row) for row in rows]
        assert "link_opened" in [row.verb for row in rows]

    def test_the_lead_sees_what_became_of_each(self, browsing, work, world, review):
        lead = browsing.as_(world.people["lead"])
        link = work.links(review)
        assert "Not opened yet" in lead.words(f"/reviews/{review}/links")
        guest = comes_by(browsing, work, link)
        assert "not used yet" in lead.words(f"/reviews/{review}/links")
        sent = form_of(guest, "/by-link/contribution", going_well="Sleeps through")
        guest.client.post("/by-link/contribution", data=sent)
        words = lead.words(f"/reviews/{review}/links")
        assert "Used" in words
        assert "Report: received" in words

    def test_two_locks_on_the_links_themselves(self, browsing, work, world, review, app):
        work.links(review)
        with app.app_context():
            from coordination.db import identify

            identify(db.session(), world.people["stranger"])
            assert db.session.query(OneTimeLink).count() == 0


class TestTheCost:
    def test_of_the_pages_is_the_same_however_many_links(self, app, browsing, work, world, review, action):
        Planning(app, world).asks("Another", "health")
        lead = browsing.as_(world.people["lead"])
        guest = comes_by(browsing, work, work.links(review))
        few = [cost(app, lead, f"/reviews/{review}/links"), cost(app, guest, "/by-link/contribution")]
        for who in ("senco", "provider"):
            work.links(review, who)
        many = [cost(app, lead, f"/reviews/{review}/links"), cost(app, guest, "/by-link/contribution")]
        about = comes_by(browsing, work, work.links_action(action))
        many.append(cost(app, lead, f"/actions/{action}/links"))
        many.append(cost(app, about, "/by-link/action"))
        assert few == many[:2]
        assert max(many) <= 8, many


def cost(app, visitor, address):
    visitor.get(address)
    with asked_of(app) as asked:
        assert visitor.get(address).status_code == 200
    return len(asked)
