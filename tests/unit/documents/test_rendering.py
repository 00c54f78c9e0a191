"""Facts become a page that can be read, printed and trusted, with nothing fetched and nothing left out."""

import io
import logging
import sys

import pikepdf
import pytest

from coordination.documents import facts, rendering, shape, structure

KINDS = sorted(facts.KINDS)

SEEN = {
    "review_record": ["Child in need review", "Jas, 12 years", "Chase the occupational therapy", "24 March 2027"],
    "carer_sheet": ["Who to ring", "01632 960199", "Peanuts", "You decide", "Ask first", "Friday 23 April"],
    "parent_version": ["What we agreed", "for Dana Whitlock", "If you disagree", "Wednesday 7 April"],
    "school_action_sheet": [
        "Due this half-term",
        "Overdue by 6 days",
        "30 minutes, 4 times a week",
        "She reads alone by now",
    ],
    "ehc_letter": ["Maria Reyes", "Your right to appeal", "by 12 May 2027", "01632 960009"],
    "ehc_review_report": [
        "E1 Jas orders his own lunch",
        "More than expected",
        "He asks for more.",
        "He moved in January",
    ],
    "sen_parent_sheet": ["What school does", "2 hours a week, in a group of 4", "What you can do at home", "3.30pm in"],
    "erasure_certificate": ["6 years after the help ended", "Amelia Finch", "By the system", "120", "1 May 2026"],
    "subject_access": ["What we left out", "given to Jas Bains", "[cut] said so", "File: a1b2c3.pdf", "Amina Yusuf"],
    "ehc_plan": [
        "Who this plan is for",
        "Answers B1, E1",
        "Alder Grove School",
        "Signed for the council",
        "31 July 2028",
    ],
    "ehc_amendment_notice": ["It says now:", "It would say:", "3, then 2", "Taken out", "Added", "annual review"],
    "ehc_plan_for_child": ["What I said", "You order your own lunch", "If something is not right", "01632 960100"],
    "life_story": ["The blue house", "I wrote this myself.", "What is not told here, and why", "theirs to tell"],
    "young_person_summary": ["Who is on my team?", "Now I am on step 6 of 10.", "0800 1111", "Talk to an advocate"],
}

EVERY_COVER = ["Two Rivers Council", "TR-7K2M-9", "Final", "12 March 2027", "Amina Yusuf", "Jas", "Page 1 of"]


class TestEveryDocument:
    @pytest.mark.parametrize("kind", KINDS)
    def test_says_what_it_must(self, kind, printed, words_of):
        words = words_of(printed(kind))
        assert [wanted for wanted in [*SEEN[kind], *EVERY_COVER] if wanted not in words] == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_passes_the_structure_check(self, kind, printed):
        assert structure.check(printed(kind)) == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_gives_weasyprint_nothing_to_complain_of(self, kind, printed, caplog):
        with caplog.at_level(logging.WARNING, logger="weasyprint"):
            printed(kind, anew=True)
        assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_the_same_bytes_from_the_same_facts(self, kind, printed):
        assert printed(kind, anew=True) == printed(kind, anew=True)

    @pytest.mark.parametrize("kind", KINDS)
    def test_leaves_the_foot_of_the_page_to_the_stamp(self, kind, sample, printed, places_of):
        wordy = sample(kind)
        wordy["cover"]["confidentiality"] = "Keep this safe and show it to nobody else. " * 5
        lowest = max(bottom for _, _, _, _, bottom in places_of(printed(kind, wordy)))
        assert lowest < 842 - 30

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_titled_by_what_it_is_and_not_by_a_name(self, kind, printed):
        with pikepdf.open(io.BytesIO(printed(kind))) as document:
            title = str(document.docinfo.Title)
        assert title.endswith(", record TR-7K2M-9")
        assert "Jas" not in title

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_draft_says_so_on_its_first_page_and_at_the_foot_of_all(self, kind, sample, printed, words_of):
        unfinished = sample(kind)
        unfinished["cover"]["status"] = "draft"
        pdf = printed(kind, unfinished)
        assert "This is a draft." in words_of(pdf, 1) or "Draft: not signed." in words_of(pdf, 1)
        assert all("version 3 · Draft" in words_of(pdf, page + 1) for page in range(rendering.page_count(pdf)))

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_superseded_version_says_which_to_use(self, kind, sample, printed, words_of):
        old = sample(kind)
        old["cover"].update(status="superseded", superseded_by="4")
        assert "There is a newer version of this. Please use version 4." in words_of(printed(kind, old), 1)

    @pytest.mark.parametrize("kind", KINDS)
    def test_with_almost_nothing_known_it_is_still_whole(self, kind, sample, printed, words_of):
        bare = _emptied(sample(kind))
        pdf = printed(kind, bare)
        assert structure.check(pdf) == []
        assert "None" not in words_of(pdf)

    @pytest.mark.parametrize("kind", KINDS)
    def test_hostile_words_stay_words(self, kind, sample, printed, words_of):
        hostile = "</p><script>fetch('http://evil.example/')</script><img src=file:///etc/passwd>{{ 7 * 7 }}"
        pdf = printed(kind, _filled(sample(kind), hostile))
        assert structure.check(pdf) == []
        words = words_of(pdf).replace(" ", "")
        assert "<script>fetch('http://evil.example/')</script>" in words
        assert "{{7*7}}" in words
        with pikepdf.open(io.BytesIO(pdf)) as document:
            images = [one for one in document.objects if getattr(one, "Subtype", None) == pikepdf.Name.Image]
            links = [one for one in document.objects if getattr(one, "Subtype", None) == pikepdf.Name.Link]
        assert images == []
        assert links == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_word_longer_than_the_page_stays_on_the_page(self, kind, sample, printed, places_of):
        endless = "Llanfairpwllgwyngyll" * 20
        filled = _filled(sample(kind), endless)
        made = [(filled, 595)]
        if filled.get("people"):
            # The people stand on pages that lie on their side.
            made = [({**filled, "people": None}, 595), (filled, 842)]
        for whole, width in made:
            places = places_of(printed(kind, whole))
            assert [word for word, left, _, right, _ in places if left < 20 or right > width - 20] == []


class TestALongReview:
    def test_repeats_the_heading_of_its_table_on_each_page(self, sample, printed, words_of):
        review = sample("review_record")
        review["actions"] = [{**review["actions"][0], "number": number} for number in range(1, 121)]
        pdf = printed("review_record", review)
        pages = [words_of(pdf, page + 1) for page in range(rendering.page_count(pdf))]
        with_actions = [words for words in pages if "write to the GP" in words]
        assert len(with_actions) > 2
        assert all("No. Action Who Agency Due Status" in words for words in with_actions)
        assert structure.check(pdf) == []

    def test_keeps_every_line_of_what_people_said(self, sample, printed, words_of):
        review = sample("review_record")
        review["child_views"] = [{**review["child_views"][0], "words": f"Thing number {n}."} for n in range(80)]
        words = words_of(printed("review_record", review))
        assert all(f"“Thing number {n}.”" in words for n in range(80))

    def test_keeps_every_word_of_an_action_longer_than_a_page(self, sample, printed, words_of):
        review = sample("review_record")
        review["actions"][0]["text"] = " ".join(f"w{n}" for n in range(1500))
        words = words_of(printed("review_record", review)).split(" ")
        assert [n for n in range(1500) if f"w{n}" not in words] == []

    def test_keeps_every_word_of_a_place_longer_than_a_page(self, sample, printed, words_of):
        review = sample("review_record")
        review["meeting"]["place"] = " ".join(f"w{n}" for n in range(1500))
        words = words_of(printed("review_record", review)).split(" ")
        assert [n for n in range(1500) if f"w{n}" not in words] == []

    def test_keeps_every_line_of_two_columns_too_long_for_a_page(self, sample, printed, words_of):
        carer = sample("carer_sheet")
        carer["helps"] = [f"Help number {n}." for n in range(120)]
        words = words_of(printed("carer_sheet", carer))
        assert all(f"Help number {n}." in words for n in range(120))


class TestTheReviewRecord:
    def test_says_why_there_are_no_views(self, sample, printed, words_of):
        review = sample("review_record")
        review.update(child_views=[], child_views_missing="Jas chose not to say anything this time.")
        words = words_of(printed("review_record", review))
        assert "No views are recorded. Jas chose not to say anything this time." in words

    def test_prints_a_disagreement_beside_what_it_is_about(self, printed, words_of):
        words = words_of(printed("review_record"))
        outcome = words.index("Jas sleeps through most nights.")
        beside = words.index("Dana Whitlock sees it differently:")
        assert outcome < beside < words.index("What this review must consider")

    def test_an_unsigned_record_says_it_is_not_signed(self, sample, printed, words_of):
        review = sample("review_record")
        review["cover"]["status"], review["signed"] = "draft", None
        assert "Not signed yet." in words_of(printed("review_record", review))

    def test_a_parents_sheet_does_not_promise_a_day_that_has_passed(self, sample, printed, words_of):
        facts = sample("sen_parent_sheet")
        facts["meeting"]["review"] = "2027-03-11"
        words = words_of(printed("sen_parent_sheet", facts))
        assert "We said we would look at all of this again by 11 March 2027." in words
        assert "We look at all of this again" not in words

    def test_says_why_no_further_review_is_due(self, sample, printed, words_of):
        review = sample("review_record")
        review["next_review"].update(on="", reason_none="The plan has ended: its outcomes are met.")
        words = words_of(printed("review_record", review))
        assert "No further review is due. The plan has ended: its outcomes are met." in words


class TestTheCarersSheet:
    def test_what_is_not_agreed_is_ask_first_with_the_number_for_the_night(self, printed, words_of):
        words = words_of(printed("carer_sheet"))
        assert "Ask first: not agreed yet. Out of hours ring 01632 960199" in words
        assert "Photographs on social media" in words

    def test_with_nothing_agreed_all_is_ask_first(self, sample, printed, words_of):
        carer = sample("carer_sheet")
        carer["authority"] = []
        words = words_of(printed("carer_sheet", carer))
        assert "Ask first. Nothing has been agreed in writing yet. Out of hours ring 01632 960199." in words

    def test_what_was_not_told_says_so(self, printed, words_of):
        assert "Not told yet: please ask: School and transport" in words_of(printed("carer_sheet"))

    def test_fits_two_pages(self, printed):
        assert rendering.page_count(printed("carer_sheet")) == 2

    def test_what_somebody_needs_at_night_is_on_the_first_page(self, printed, words_of):
        first = words_of(printed("carer_sheet"), 1)
        for wanted in ("Health and allergies", "Who to ring", "Tonight and every day", "Who decides what"):
            assert wanted in first, wanted
        assert first.index("Evenings and weekends") < first.index("In the day")

    def test_says_when_others_do_more_than_fits(self, sample, printed, words_of):
        carer = sample("carer_sheet")
        assert "on your own page" not in words_of(printed("carer_sheet"))
        carer["others_more"] = True
        assert "There is more of what others are doing on your own page." in words_of(printed("carer_sheet", carer))


class TestTheParentsVersion:
    def test_their_own_actions_say_you(self, printed, words_of):
        assert "Ask Grandad which Saturdays he can do You Wednesday 31 March" in words_of(printed("parent_version"))

    def test_always_says_how_to_disagree(self, sample, printed, words_of):
        parent = sample("parent_version")
        parent["how_to_disagree"] = []
        words = words_of(printed("parent_version", parent))
        assert "Talk to Amina Yusuf first." in words
        assert "make a complaint to Two Rivers Council." in words


class TestTheYoungPersonsSummary:
    def test_is_one_sheet_of_paper(self, printed):
        assert rendering.page_count(printed("young_person_summary")) == 2

    def test_is_set_in_fourteen_points(self, printed):
        with pikepdf.open(io.BytesIO(printed("young_person_summary"))) as document:
            sizes = [
                round(float(operands[1]) * 0.75, 1)
                for page in document.pages
                for operands, operator in pikepdf.parse_content_stream(page, "Tf")
                if str(operator) == "Tf"
            ]
        assert max(set(sizes), key=sizes.count) >= 14

    def test_has_childline_and_an_advocate_even_with_nothing_else(self, sample, printed, words_of):
        young = _emptied(sample("young_person_summary"))
        words = words_of(printed("young_person_summary", young))
        assert "0800 1111" in words
        assert "Ask anybody on your team for an advocate." in words

    def test_its_steps_can_be_read_out(self, printed):
        with pikepdf.open(io.BytesIO(printed("young_person_summary"))) as document:
            figures = [
                str(one.Alt)
                for one in document.objects
                if isinstance(one, pikepdf.Dictionary) and one.get("/S") == pikepdf.Name.Figure
            ]
        assert "Then I was on step 3 of 10. Now I am on step 6 of 10." in figures
        assert "My drawing of a climbing wall" in figures

    def test_a_wish_without_a_reason_says_to_ask(self, sample, printed, words_of):
        young = sample("young_person_summary")
        young["said"] = [{"words": "A dog", "answer": "no", "because": ""}]
        words = words_of(printed("young_person_summary", young))
        assert "“A dog” No, and here is why. You should be told why. Ask us." in words

    def test_stays_on_one_sheet_for_a_big_team_and_a_full_plan(self, sample, printed):
        young = sample("young_person_summary")
        young |= {"picture": None, "drawing": "fox", "colours": "plum", "read_with": None}
        mate = {"name": "Hannah", "does": "helps me at school every day", "reach": "01632 960170", "picture": None}
        young["team"], young["also_on_team"] = [mate] * 6, ["Ellie", "Sam", "Jo", "Beth", "Priya"]
        young["going_well"] = young["worries"] = ["It does not always happen when it should"] * 3
        young["said"] = [{"words": "Can I learn to drive?", "answer": "yes", "because": "It starts this month."}] * 3
        step = {
            "what": "Find a quiet place to study",
            "who": "Hannah",
            "by": "2027-03-19",
            "my_part": "",
            "done": False,
        }
        young["next_steps"] = [step] * 6
        young["goals"] = [{"text": "Cook for a week by yourself", "then": 2, "now": 5}] * 2
        assert rendering.page_count(printed("young_person_summary", young)) == 2

    @pytest.mark.parametrize("signs", [True, False])
    def test_signs_beside_headings_are_not_read_out(self, sample, printed, signs):
        young = sample("young_person_summary") | {"signs": signs, "picture": None, "drawing": "owl"}
        pdf = printed("young_person_summary", young)
        assert structure.check(pdf) == []
        with pikepdf.open(io.BytesIO(pdf)) as document:
            figures = [
                str(one.Alt)
                for one in document.objects
                if isinstance(one, pikepdf.Dictionary) and one.get("/S") == pikepdf.Name.Figure and "/P" in one
            ]
        assert "My picture" in figures

    def test_every_question_is_a_question(self, sample):
        page = rendering.markup("young_person_summary", sample("young_person_summary"))
        titles = [part.split("</h2>")[0].split("</svg>")[-1].strip() for part in page.split("<h2>")[1:]]
        assert titles
        assert [title for title in titles if not title.endswith("?")] == []


class TestPictures:
    def test_one_that_was_not_handed_over_stops_the_document(self, sample):
        with pytest.raises(rendering.RenderingFailed, match="handed over"):
            rendering.render("young_person_summary", sample("young_person_summary"))

    def test_a_drawing_that_can_fetch_is_no_picture(self, sample):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
        with pytest.raises(rendering.RenderingFailed, match="PNG or a JPEG"):
            rendering.render("young_person_summary", sample("young_person_summary"), held={"me": svg})

    @pytest.mark.parametrize("address", ["http://127.0.0.1:9/a.png", "file:///etc/passwd", "data:image/png;base64,AA"])
    def test_nothing_is_fetched_from_anywhere(self, address, drawing, monkeypatch):
        page = f'<html lang="en"><title>x</title><h1>x</h1><img alt="a" src="{address}">'
        monkeypatch.setattr(rendering, "markup", lambda *_, **__: page)
        with pytest.raises(rendering.RenderingFailed, match="Failed to load image"):
            rendering.render("carer_sheet", {}, held={"me": drawing})


class TestFactsThatDoNotFit:
    def test_a_missing_one_is_an_error_and_not_a_blank(self, sample):
        short = sample("carer_sheet")
        del short["out_of_hours"]
        with pytest.raises(shape.WrongFacts, match="out_of_hours: is missing"):
            rendering.render("carer_sheet", short)

    def test_a_template_that_asks_for_more_is_stopped(self, sample, monkeypatch):
        short = sample("carer_sheet")
        del short["out_of_hours"]
        monkeypatch.setattr(shape, "check", lambda *_: None)
        with pytest.raises(rendering.RenderingFailed, match="out_of_hours"):
            rendering.render("carer_sheet", short)

    def test_a_day_that_is_not_in_the_calendar_is_refused(self, sample):
        wrong = sample("parent_version")
        wrong["met_on"] = "2027-02-30"
        with pytest.raises(rendering.RenderingFailed, match="not in the calendar"):
            rendering.render("parent_version", wrong)


class TestLettersAndPictographs:
    def test_an_emoji_is_drawn_or_put_in_words_and_never_a_box(self, sample, printed, words_of):
        young = sample("young_person_summary")
        young["said"] = [{"words": "I want a 🦄 please", "answer": "", "because": ""}]
        words = words_of(printed("young_person_summary", young))
        assert "(unicorn face)" in words or "🦄" in words

    def test_letters_no_font_has_stop_the_document_and_say_what_to_install(self, sample, printed, words_of):
        letter = "\N{CUNEIFORM SIGN A}"
        parent = sample("parent_version")
        parent["for_whom"] = letter
        try:
            words = words_of(printed("parent_version", parent))
        except rendering.RenderingFailed as refused:
            words = str(refused)
            assert "Cuneiform letters: install one" in words
        else:
            assert letter in words

    def test_accents_apostrophes_and_dashes_are_printed(self, sample, printed, words_of):
        parent = sample("parent_version")
        parent["for_whom"] = "Zoë O’Nguyễn-Łukasiewicz – Čapek"
        assert "Zoë O’Nguyễn-Łukasiewicz – Čapek" in words_of(printed("parent_version", parent))


class TestAMachineThatCannotPrint:
    def test_is_told_what_to_install(self, sample, monkeypatch):
        monkeypatch.setitem(sys.modules, "weasyprint", None)
        rendering._printer.cache_clear()
        with pytest.raises(rendering.PrinterMissing, match=r"\./run setup"):
            rendering.render("parent_version", sample("parent_version"))

    def test_without_pango_is_told_which_packages(self, sample, monkeypatch):
        class NoPango:
            def find_spec(self, name, path=None, target=None):
                if name == "weasyprint":
                    raise OSError("cannot load library 'libpango-1.0-0'")

        for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
        rendering._printer.cache_clear()
        with pytest.raises(rendering.PrinterMissing, match="apt-get install libpango-1.0-0"):
            rendering.render("parent_version", sample("parent_version"))

    @pytest.fixture(autouse=True)
    def printer_of_its_own(self):
        yield
        rendering._printer.cache_clear()


KEPT = {"status", "answer", "colours", "drawing", "lines", "letters"}


def _emptied(value, name=""):
    """Facts with every list empty, every text but the cover's gone, and None wherever it may be."""
    if isinstance(value, dict) and name in {"cover"}:
        return value
    if isinstance(value, dict):
        none_may_be = {"picture", "signed", "advocate", "read_with", "people"}
        return {key: None if key in none_may_be else _emptied(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return []
    return "" if isinstance(value, str) else value


def _filled(value, words, name=""):
    """Facts with every text replaced by the words, but for the fixed choices; without pictures."""
    if isinstance(value, dict):
        return {key: None if key == "picture" else _filled(inner, words, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, words, name) for inner in value]
    return words if isinstance(value, str) and name not in KEPT else value
