"""A young person's own pages: how they look, circles that are theirs alone, how they are doing, who is there."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select, text

from coordination import clock
from coordination.children.models import Child
from coordination.db import db, new_id
from coordination.documents import files, pictures
from coordination.documents.models import StoredFile
from coordination.voice import circles, growing, looks, own
from coordination.voice.models import CirclePerson, TrustedAdult, YoungPage
from tests.rooms.planning import Planning

OTHERS = ("lead", "deputy", "manager", "iro", "senco", "health", "provider", "supervisor")


@pytest.fixture
def me(world, browsing):
    return browsing.as_(world.people["youngperson"])


@pytest.fixture
def at_work(app, world):
    return Planning(app, world).at_work


@pytest.fixture
def mine(world):
    return f"/my-plan/{world.child_id}"


def picture(kind="JPEG", size=(1200, 800), **more):
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind, **more)
    return made.getvalue()


def put_in(at_work, world, name, ring="closest"):
    with at_work("youngperson") as by:
        return circles.put_in(db.session.get(Child, world.child_id), id=new_id(), name=name, ring=ring, by=by).id


class TestHowThePageLooks:
    def test_a_drawing_colours_and_larger_words_are_chosen(self, me, mine):
        sent = {"picture": "fox", "colours": "plum", "large_text": "yes", "symbols": "yes"}
        assert me.send(f"{mine}/page", sent).status_code == 303
        page = me.page("/my-plan")
        assert page.html["data-theme"] == "plum"
        assert "young-large" in page.html["class"]
        assert page.select(".family-hello .drawing")
        assert page.select(".young-heading .sign")

    def test_larger_words_are_one_button(self, me, mine):
        assert "young-large" not in me.page("/my-plan").html["class"]
        me.press(f"{mine}/larger")
        assert "young-large" in me.page("/my-plan").html["class"]
        me.press(f"{mine}/larger")
        assert "young-large" not in me.page("/my-plan").html["class"]

    @pytest.mark.parametrize("sent", [{"colours": "pink", "picture": "fox"}, {"colours": "sun", "picture": "tiger"}])
    def test_what_is_not_offered_is_refused(self, me, mine, sent):
        assert me.send(f"{mine}/page", sent).status_code == 422

    def test_an_older_one_gets_ordinary_words_and_a_younger_one_larger(self, app, at_work, world, me):
        assert "young-large" not in me.page("/my-plan").html["class"]
        with at_work():
            db.session.get(Child, world.child_id).born_on = clock.today() - timedelta(days=9 * 366)
        page = me.page("/my-plan")
        assert "young-large" in page.html["class"]
        assert page.select(".young-heading .sign")

    def test_reading_aloud_is_a_script_of_our_own_with_words_in_the_page(self, me):
        page = me.page("/my-plan")
        script = page.select_one("script[data-read-aloud]")
        assert script["src"].startswith("/static/")
        assert script["data-start"]
        assert not page.select(".young-read"), "without the script there is no button"


class TestAPhoto:
    def send(self, me, mine, content, name="me.jpg"):
        token = me.token()
        sent = {"csrf_token": token, "colours": "sun", "picture": "", "photo": (io.BytesIO(content), name)}
        return me.client.post(f"{mine}/page", data=sent, content_type="multipart/form-data")

    def test_is_kept_small_encrypted_and_without_where_it_was_taken(self, app, at_work, me, mine):
        exif = Image.Exif()
        exif[0x010F] = "Where I was"
        content = picture(exif=exif.tobytes())
        assert b"Where I was" in content
        assert self.send(me, mine, content).status_code == 303
        shown = me.get(me.page("/my-plan").select_one("img.family-hello__picture")["src"])
        assert shown.mimetype == "image/jpeg"
        assert b"Where I was" not in shown.data
        with Image.open(io.BytesIO(shown.data)) as opened:
            assert max(opened.size) <= pictures.SIDE
        with at_work():
            stored = db.session.scalars(select(StoredFile)).one()
            assert files.door().get(stored.digest)[12:16] != shown.data[:4]

    @pytest.mark.parametrize("content", [b"GIF89a not this", b"<svg onload=alert(1)>", picture()[:200], b"\x89PNG\r\n"])
    def test_what_is_not_a_picture_is_refused_and_the_rest_is_kept_on_the_page(self, me, mine, content):
        answer = self.send(me, mine, content)
        assert answer.status_code == 422
        assert "not a picture we can show" in answer.text

    def test_a_bomb_is_refused(self):
        with pytest.raises(pictures.NotAPicture):
            pictures.portrait(picture("PNG", (9000, 9000)))

    def test_nobody_else_gets_it_by_its_address(self, me, mine, world, browsing):
        self.send(me, mine, picture())
        for who in ("lead", "parent", "carer", "stranger"):
            assert browsing.as_(world.people[who]).get(f"{mine}/photo").status_code in (403, 404)

    def test_without_one_there_is_nothing(self, me, mine):
        assert me.get(f"{mine}/photo").status_code == 404

    def test_a_drawing_takes_its_place(self, at_work, me, mine):
        self.send(me, mine, picture())
        me.send(f"{mine}/page", {"picture": "owl", "colours": "sun"})
        assert not me.page("/my-plan").select("img.family-hello__picture")


class TestMyCircles:
    def test_somebody_is_put_in_moved_and_taken_out(self, me, mine):
        assert me.send(f"{mine}/people", {"name": " Nan  Bennett ", "ring": "close"}).status_code == 303
        page = me.page(f"{mine}/people")
        assert page.select_one("#circle-close .young-person__name").text == "Nan Bennett"
        key = page.select_one(".young-person")["id"].removeprefix("p-")
        me.press(f"{mine}/people/{key}/move", ring="closest")
        page = me.page(f"{mine}/people")
        assert page.select_one("#circle-closest .young-person__name").text == "Nan Bennett"
        me.press(f"{mine}/people/{key}/take-out")
        assert "Nan Bennett" not in me.words(f"{mine}/people")

    def test_the_drawing_says_in_words_who_is_where(self, at_work, world, me, mine):
        put_in(at_work, world, "Nan")
        put_in(at_work, world, "Marlon", "further")
        drawing = me.page(f"{mine}/people").select_one("svg.young-rings")
        assert drawing["role"] == "img"
        assert drawing.select_one("desc").text == "Closest to me: Nan. Further away: Marlon."

    def test_until_they_are_shared_nobody_else_finds_a_name_anywhere(self, at_work, world, browsing, owner_engine):
        put_in(at_work, world, "Zephyrine")
        for who in OTHERS:
            visitor = browsing.as_(world.people[who])
            for address in (f"/children/{world.child_id}/doing", f"/children/{world.child_id}/chronology"):
                answer = visitor.get(address)
                assert answer.status_code != 500
                assert "Zephyrine" not in answer.text, (who, address)
                assert "Circles" not in answer.text, (who, address)
        with owner_engine.connect() as connection:
            for table in ("event", "audit_row"):
                held = connection.execute(text(f"select count(*) from {table} r where r::text like '%Zephyrine%'"))
                assert held.scalar_one() == 0

    def test_shared_they_are_for_the_worker_and_for_nobody_else(self, at_work, world, me, mine, browsing):
        put_in(at_work, world, "Zephyrine")
        me.press(f"{mine}/people/share")
        put_in(at_work, world, "Marlon")
        address = f"/children/{world.child_id}/doing"
        words = browsing.as_(world.people["lead"]).words(address)
        assert "Zephyrine" in words
        assert "Marlon" in words, "whoever is put in while they are shared is shared"
        for who in ("senco", "health", "provider", "supervisor", "manager"):
            assert "Zephyrine" not in browsing.as_(world.people[who]).get(address).text, who
        me.press(f"{mine}/people/stop-sharing")
        assert "Zephyrine" not in browsing.as_(world.people["lead"]).words(address)

    def test_taken_out_unseen_leaves_no_trace_and_seen_stays_as_ended(self, at_work, world, me, mine, owner_engine):
        unseen = put_in(at_work, world, "Nan")
        me.press(f"{mine}/people/{unseen}/take-out")
        seen = put_in(at_work, world, "Marlon")
        me.press(f"{mine}/people/share")
        me.press(f"{mine}/people/{seen}/take-out")
        with owner_engine.connect() as connection:
            rows = connection.execute(
                text("select name, ended_on from circle_person where child_id = :c"), {"c": world.child_id}
            ).all()
        assert rows == [("Marlon", clock.today())]

    @pytest.mark.parametrize(
        ("sent", "said"),
        [({"name": "", "ring": "close"}, "Write a name first"), ({"name": "Nan", "ring": ""}, "Choose how close")],
    )
    def test_what_is_missing_is_said(self, me, mine, sent, said):
        answer = me.send(f"{mine}/people", sent)
        assert answer.status_code == 422
        assert said in answer.text

    def test_sent_twice_it_is_one_person(self, me, mine):
        data = {"id": str(new_id()), "name": "Nan", "ring": "close"}
        assert [me.send(f"{mine}/people", data).status_code for _ in range(2)] == [303, 303]
        assert len(me.page(f"{mine}/people").select(".young-person")) == 1

    def test_another_persons_does_not_exist(self, at_work, world, browsing, me, mine):
        key = put_in(at_work, world, "Nan")
        for who in ("lead", "parent", "carer"):
            visitor = browsing.as_(world.people[who])
            assert visitor.get(f"{mine}/people").status_code == 404
            assert visitor.press(f"{mine}/people/{key}/take-out").status_code == 404
        assert me.press(f"{mine}/people/{new_id()}/move", ring="close").status_code == 404


class TestHowIAmDoing:
    def rates(self, at_work, world, who, own_view=True, **scores):
        with at_work(who) as by:
            given = {area: (new_id(), score) for area, score in scores.items()}
            growing.rate(
                db.session.get(Child, world.child_id),
                scores=given,
                own_view=own_view,
                show_young_person=not own_view and who == "lead",
                by=by,
            )

    def test_numbers_are_kept_and_stand_on_my_page(self, me, mine):
        assert me.send(f"{mine}/doing", {"safety": "8", "belonging": "0"}).status_code == 303
        words = me.words("/my-plan")
        assert "Feeling safe I say 8" in words
        assert "Feeling that I belong I say 0" in words

    def test_no_number_is_asked_for_again_and_a_strange_one_refused(self, me, mine):
        assert "Choose a number" in me.send(f"{mine}/doing", {}).text
        assert me.send(f"{mine}/doing", {"safety": "11"}).status_code == 422

    def test_an_adults_stands_beside_mine_when_it_was_shown_to_me(self, at_work, world, me):
        self.rates(at_work, world, "youngperson", safety=8)
        self.rates(at_work, world, "lead", own_view=False, safety=4)
        self.rates(at_work, world, "senco", own_view=False, safety=1)
        area = me.page("/my-plan").select_one("#doing .young-area")
        assert " ".join(area.get_text(" ").split()) == "Feeling safe I say 8 Lead : 4"

    def test_before_and_now(self, at_work, world, me):
        with clock.frozen(clock.now() - timedelta(days=40)):
            self.rates(at_work, world, "youngperson", confidence=2)
        self.rates(at_work, world, "youngperson", confidence=6)
        assert "I say 6 Before, I said 2." in me.words("/my-plan")

    def test_the_worker_sees_how_far_apart_they_are(self, at_work, world, browsing):
        self.rates(at_work, world, "youngperson", safety=8)
        self.rates(at_work, world, "lead", own_view=False, safety=4)
        assert "4 apart" in browsing.as_(world.people["lead"]).words(f"/children/{world.child_id}/doing")

    def test_my_numbers_are_for_those_who_always_read_my_words(self, at_work, world, browsing):
        self.rates(at_work, world, "youngperson", safety=3)
        address = f"/children/{world.child_id}/doing"
        assert "Feeling safe" in browsing.as_(world.people["lead"]).words(address)
        for who in ("senco", "provider", "supervisor"):
            assert "Feeling safe" not in browsing.as_(world.people[who]).get(address).text, who

    def test_an_adult_rates_on_a_page_of_their_own(self, world, browsing, me):
        lead = browsing.as_(world.people["lead"])
        address = f"/children/{world.child_id}/doing/rate"
        assert (
            lead.send(address, {"safety": "5", "why": "You ring when you are late", "shown": "yes"}).status_code == 303
        )
        assert "You ring when you are late" in me.words("/my-plan")
        assert lead.send(address, {"why": "Nothing"}).status_code == 422

    def test_sent_twice_it_is_said_once(self, at_work, world, me, mine, owner_engine):
        page = me.page(f"{mine}/doing")
        keys = {field["name"]: field["value"] for field in page.select("input[name$=_id]")}
        sent = {**keys, "safety": "8"}
        assert [me.send(f"{mine}/doing", sent).status_code for _ in range(2)] == [303, 303]
        with owner_engine.connect() as connection:
            count = connection.execute(text("select count(*) from rating where child_id = :c"), {"c": world.child_id})
            assert count.scalar_one() == 1


class TestWhoIsThereForMe:
    def test_is_named_and_stands_on_my_page_until_it_is_over(self, me, mine):
        sent = {"name": "Denise", "since_on-day": "3", "since_on-month": "5", "since_on-year": "2024"}
        assert me.send(f"{mine}/adults", sent).status_code == 303
        assert "Denise since 3 May 2024" in me.words("/my-plan")
        page = me.page(f"{mine}/adults")
        over = page.select_one("#adults form")["action"]
        assert me.press(over).status_code == 303
        assert "Denise" not in me.page("/my-plan").select_one("#there-for-me").text

    def test_a_day_to_come_is_refused(self, me, mine):
        year = str(clock.today().year + 1)
        sent = {"name": "Denise", "since_on-day": "3", "since_on-month": "5", "since_on-year": year}
        assert me.send(f"{mine}/adults", sent).status_code == 422

    def test_months_with_somebody_are_whole_ones_of_one_adult(self):
        def there(since, until=None):
            return TrustedAdult(name="x", since_on=since, until_on=until)

        today = clock.today().replace(year=2026, month=7, day=15)
        first = today.replace(month=3, day=1)
        assert own.months_with_somebody([there(first)], today) == 4
        assert own.months_with_somebody([there(first, first.replace(month=4, day=20))], today) == 1
        parts = [there(first, first.replace(month=4, day=20)), there(first.replace(month=4, day=10))]
        assert own.months_with_somebody(parts, today) == 3
        assert own.months_with_somebody([], today) == 0


class TestSharedRows:
    def test_each_change_is_one_event_and_the_same_again_none(self, at_work, world, owner_engine):
        def events():
            with owner_engine.connect() as connection:
                rows = connection.execute(
                    text("select kind from event where child_id = :c and kind like '%page%'"), {"c": world.child_id}
                )
                return [row.kind for row in rows]

        for _ in range(2):
            with at_work("youngperson") as by:
                child = db.session.get(Child, world.child_id)
                looks.choose_looks(child, colours="sun", picture="owl", large_text=False, symbols=False, by=by)
        assert events() == ["own_page_changed"]

    def test_there_is_one_page_for_each_child_and_no_rows_for_a_stranger(self, at_work, world, browsing, app):
        put_in(at_work, world, "Nan")
        with at_work("stranger"):
            assert db.session.scalars(select(CirclePerson)).all() == []
            assert db.session.scalars(select(YoungPage)).all() == []
