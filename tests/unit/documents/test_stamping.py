"""A copy says whose it is on every page, and is otherwise the document it was made from."""

import hashlib
import io

import pikepdf
import pytest

from coordination.documents import facts, rendering, stamp_font, stamping, structure

KINDS = sorted(facts.KINDS)

WORDS = {
    "recipient": "Dana Whitlock",
    "copy_number": "3 of 7",
    "code": "K7QM-2TX9",
    "issued": "2027-03-12",
    "status": "final",
}


class TestAStampedCopy:
    @pytest.mark.parametrize("kind", KINDS)
    def test_passes_the_structure_check_and_keeps_its_tags(self, kind, printed, tags_of):
        before = printed(kind)
        after = stamping.stamp(before, **WORDS)
        assert structure.check(after) == []
        assert tags_of(after) == tags_of(before)

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_a_file_without_a_fault(self, kind, printed):
        with pikepdf.open(io.BytesIO(stamping.stamp(printed(kind), **WORDS))) as document:
            assert document.check_pdf_syntax() == []

    def test_says_whose_it_is_on_every_page(self, printed, words_of):
        copy = stamping.stamp(printed("review_record"), **WORDS)
        pages = [words_of(copy, page + 1) for page in range(rendering.page_count(copy))]
        assert len(pages) > 2
        assert all("Copy 3 of 7 · Dana Whitlock" in words for words in pages)
        assert all("Final · Issued 12 March 2027" in words and "Code K7QM-2TX9" in words for words in pages)

    def test_says_where_its_code_is_checked(self, printed, words_of):
        copy = stamping.stamp(printed("carer_sheet"), **WORDS, check_at="team.example.gov.uk/check")
        assert "Code K7QM-2TX9 · See whether this is the newest at team.example.gov.uk/check" in words_of(copy)

    def test_a_superseded_one_says_since_when_and_by_what(self, printed, words_of):
        late = {"status": "superseded", "superseded_on": "2027-04-02", "superseded_by": "4"}
        copy = stamping.stamp(printed("review_record"), **(WORDS | late))
        pages = [words_of(copy, page + 1) for page in range(rendering.page_count(copy))]
        assert all("Superseded on 2 April 2027 by version 4 · Issued 12 March 2027" in words for words in pages)

    def test_keeps_every_word_of_the_document(self, printed, words_of):
        before = printed("carer_sheet")
        after = words_of(stamping.stamp(before, **WORDS))
        assert [word for word in set(words_of(before).split()) if word not in after] == []

    def test_covers_no_word_of_the_document(self, printed, places_of):
        before = printed("parent_version")
        was = set(places_of(before))
        added = [place for place in places_of(stamping.stamp(before, **WORDS)) if place not in was]
        assert added
        lowest = max(bottom for _, _, _, _, bottom in was)
        assert [place for place in added if place[2] <= lowest] == []

    def test_is_the_same_bytes_for_the_same_recipient(self, printed):
        before = printed("parent_version")
        assert stamping.stamp(before, **WORDS) == stamping.stamp(before, **WORDS)

    def test_is_another_file_for_another_recipient(self, printed):
        before = printed("parent_version")
        theirs = stamping.stamp(before, **WORDS)
        others = stamping.stamp(before, **{**WORDS, "recipient": "Tom Okafor", "code": "P3RD-8WVA"})
        assert stamping.digest(theirs) != stamping.digest(others)

    def test_the_document_is_written_once_for_all_of_them(self, printed, words_of, monkeypatch):
        document, written, save = printed("review_record"), [], pikepdf.Pdf.save
        monkeypatch.setattr(pikepdf.Pdf, "save", lambda *args, **more: written.append(1) or save(*args, **more))
        names = [f"Colleague {number}" for number in range(10, 30)]
        wanted = [stamping.Wanted(**(WORDS | {"recipient": name})) for name in names]
        copies = list(stamping.stamp_each(document, wanted))
        assert len(written) == 1
        for name, copy in zip(names, copies, strict=True):
            assert f"Copy 3 of 7 · {name}" in words_of(copy)
            assert not any(other in words_of(copy) for other in set(names) - {name})
            assert structure.check(copy) == []
        with pikepdf.open(io.BytesIO(copies[0])) as one, pikepdf.open(io.BytesIO(copies[1])) as other:
            assert one.trailer.ID[0] == other.trailer.ID[0]
            assert one.trailer.ID[1] != other.trailer.ID[1]

    def test_its_digest_is_of_the_bytes_that_are_given(self, printed):
        copy = stamping.stamp(printed("parent_version"), **WORDS)
        assert stamping.digest(copy) == hashlib.sha256(copy).hexdigest()

    def test_is_not_stamped_twice(self, printed):
        copy = stamping.stamp(printed("parent_version"), **WORDS)
        with pytest.raises(ValueError, match="stamped already"):
            stamping.stamp(copy, **WORDS)

    def test_a_superseded_one_says_so(self, printed, words_of):
        words = words_of(stamping.stamp(printed("parent_version"), **{**WORDS, "status": "superseded"}))
        assert "Superseded · Issued 12 March 2027" in words

    def test_is_worded_in_the_language_of_the_document(self, printed, words_of):
        words = words_of(stamping.stamp(printed("parent_version", language="cy"), **WORDS, language="cy"))
        assert "Issued 12 Mawrth 2027" in words

    def test_is_worded_in_english_where_the_font_has_no_letters_for_the_language(self, printed, words_of):
        words = words_of(stamping.stamp(printed("parent_version"), **WORDS, language="ta"))
        assert "Copy 3 of 7 · Dana Whitlock" in words
        assert "Final · Issued 12 March 2027 Code K7QM-2TX9" in words

    def test_time_of_day_is_printed_as_it_is_worded(self, printed, words_of):
        words = words_of(stamping.stamp(printed("parent_version"), **{**WORDS, "issued": "12 March 2027, 10:42"}))
        assert "Issued 12 March 2027, 10:42" in words


class TestTheNameOnAStamp:
    def test_keeps_its_accents(self, printed, words_of):
        words = {**WORDS, "recipient": "Zoë O’Nguyễn-Łukasiewicz"}
        assert "Copy 3 of 7 · Zoë O’Nguyễn-Łukasiewicz" in words_of(stamping.stamp(printed("parent_version"), **words))

    def test_a_very_long_one_is_shortened_and_the_code_stays(self, printed, words_of, places_of):
        copy = stamping.stamp(printed("parent_version"), **{**WORDS, "recipient": "Wilhelmina " * 40})
        words = words_of(copy, 1)
        assert "Wilhelmina…" in words or "…" in words
        assert "K7QM-2TX9" in words
        assert all(left > 0 and right < 595 for _, left, _, right, _ in places_of(copy))

    def test_one_in_letters_the_stamp_cannot_draw_is_left_to_the_record(self, printed, words_of):
        words = words_of(stamping.stamp(printed("parent_version"), **{**WORDS, "recipient": "ଆମିନା"}), 1)
        assert "Copy 3 of 7 Final · Issued" in words
        assert "K7QM-2TX9" in words

    def test_loses_an_accent_before_it_is_left_out(self, printed, words_of, monkeypatch):
        monkeypatch.setattr(stamp_font, "_FONT_FILES", ("LiberationSans-Regular.ttf",))
        words = words_of(stamping.stamp(printed("parent_version"), **{**WORDS, "recipient": "Bình Nguyễn"}), 1)
        assert "Bình Nguyễn" in words or "Binh Nguyen" in words

    def test_marks_of_the_page_language_in_it_are_drawn_and_not_obeyed(self, printed, words_of, tags_of):
        before = printed("parent_version")
        words = {**WORDS, "recipient": "(Dana) Tj ET EMC <script>"}
        after = stamping.stamp(before, **words)
        assert "(Dana) Tj ET EMC <script>" in words_of(after)
        assert tags_of(after) == tags_of(before)


class TestAMachineWithoutAFont:
    def test_is_told_what_to_install(self, printed, monkeypatch, tmp_path):
        before = printed("parent_version")
        monkeypatch.setattr(stamp_font, "_FONT_FOLDERS", (str(tmp_path),))
        stamp_font.fonts.cache_clear()
        with pytest.raises(stamp_font.NoStampFont, match="fonts-liberation"):
            stamping.stamp(before, **WORDS)

    @pytest.fixture(autouse=True)
    def font_of_its_own(self):
        yield
        stamp_font.fonts.cache_clear()
