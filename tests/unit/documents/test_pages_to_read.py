"""How the pages of papers read: what stands together, what is said once, and whom each names."""

import pytest

from coordination.documents import rendering


def _pages(pdf, words_of):
    return [words_of(pdf, page + 1) for page in range(rendering.page_count(pdf))]


class TestWhatStandsTogether:
    def test_the_first_line_of_a_letter_stands_clear_of_the_rule_above_it(self, sample, printed, places_of):
        letter = sample("ehc_letter")
        letter["parts"][0] |= {"heading": "", "paragraphs": ["Unmistakable words."]}
        places = places_of(printed("ehc_letter", letter))
        top = next(top for word, _, top, _, _ in places if word == "Unmistakable")
        above = next(bottom for word, _, _, _, bottom in places if word == "TR-7K2M-9")
        assert top - above > 15

    @pytest.mark.parametrize("count", [6, 9])
    def test_a_line_of_a_plan_is_not_torn_from_its_details(self, count, sample, printed, words_of):
        plan = sample("ehc_plan")
        section = next(one for one in plan["sections"] if one["letter"] == "F")
        section["entries"] = [
            {
                "ref": f"F{number}",
                "text": f"Begins{number} with a programme",
                "answers": [],
                "details": [{"label": "How it is watched over", "value": f"Ends{number}"}],
            }
            for number in range(count)
        ]
        pages = _pages(printed("ehc_plan", plan), words_of)
        for number in range(count):
            assert any(f"Begins{number} " in page and f"Ends{number}" in page for page in pages)

    @pytest.mark.parametrize("count", [25, 26])
    def test_no_row_of_a_table_stands_alone_on_a_page(self, count, sample, printed, words_of):
        record = sample("review_record")
        record["people"] = None
        record["actions"] = [{**record["actions"][0], "text": f"Row{number}.", "note": ""} for number in range(count)]
        held = [page.count("Row") for page in _pages(printed("review_record", record), words_of)]
        assert 1 not in held

    @pytest.mark.parametrize("lines", [14, 18])
    def test_an_answer_of_a_review_stands_with_its_question(self, lines, sample, printed, words_of):
        report = sample("ehc_review_report")
        report["parts"][0]["entries"] = []
        report["parts"][0]["answers"] = [
            {"question": f"Asked{number}?", "answer": f"Answered{number}."} for number in range(lines)
        ]
        pages = _pages(printed("ehc_review_report", report), words_of)
        for number in range(lines):
            assert any(f"Asked{number}?" in page and f"Answered{number}." in page for page in pages)

    def test_how_a_drawing_of_few_people_is_read_stands_beside_it(self, printed, words_of):
        pages = _pages(printed("review_record"), words_of)
        appendix = next(page for page in pages if "Appendix: family and network" in page)
        assert "A square is a man or boy" in appendix
        assert "a broken line cut off." in appendix


class TestWhoIsNamed:
    @pytest.mark.parametrize("kind", ["ehc_plan", "ehc_amendment_notice", "ehc_review_report", "ehc_plan_for_child"])
    def test_papers_of_an_ehc_plan_name_no_lead_of_the_team(self, kind, printed, words_of):
        assert "Lead practitioner" not in words_of(printed(kind))

    def test_the_childs_own_page_has_no_numbers_of_the_record_at_its_head(self, printed, words_of):
        words = words_of(printed("ehc_plan_for_child"))
        assert "Version" not in words.split("What I said")[0]

    def test_a_wish_without_an_answer_says_who_is_to_answer(self, sample, printed, words_of):
        record = sample("review_record")
        record["wishes"] = [{"words": "A dog", "answer": "", "reason": "", "owner": "Amina Yusuf", "told_on": ""}]
        assert "Not answered yet Amina Yusuf is to answer Not told yet" in words_of(printed("review_record", record))

    def test_what_somebody_was_asked_is_not_among_their_own_words(self, sample, printed, words_of):
        record = sample("review_record")
        record["family_views"] = [
            {"name": "Denise", "relation": "carer", "about": "What would help", "words": "One number", "agrees": ""}
        ]
        assert "Denise, carer: What would help “One number”" in words_of(printed("review_record", record))

    def test_the_report_of_a_review_says_who_its_list_is_of(self, printed, words_of):
        words = words_of(printed("ehc_review_report"))
        assert words.index("Who was invited besides the family") < words.index("Hannah Tran, SENCO")


class TestWhatIsSaidOnce:
    def test_a_matter_that_was_talked_about_does_not_look_like_a_part_of_the_plan(self, sample, printed, tags_of):
        record = sample("review_record")
        record["notes"] = [{"heading": "What is going well", "paragraphs": ["All said so."]}] * 2
        with_notes, without = (
            tags_of(printed("review_record", facts)).count("/H2") for facts in (record, {**record, "notes": []})
        )
        assert with_notes == without + 1

    def test_a_goal_that_stayed_where_it_was_says_so_once(self, sample, printed, words_of):
        mine = sample("young_person_summary")
        mine["goals"] = [{"text": "Cook", "then": 3, "now": 3}]
        words = words_of(printed("young_person_summary", mine))
        assert "I am on step 3 of 10, as I was then." in words
        assert "Now I am on step" not in words
