"""The reading age of a text: beats of words, sentences, and the formula."""

import pytest

from coordination.wording.reading import reading_age, sentences, syllables, words

BEATS = {
    1: "a the he be see eye cat helped called likes makes moved loved used tired blue queue voice closed through home",
    2: "table apple happy placement wanted needed worried settled handled places wishes changes argue value rescue"
    " reading going trying people every something sometimes nurses teacher safely careful useful quiet friendly",
    3: "together beautiful-ish arguments decided exciting excited holiday Saturday advocate therapy behaviour"
    " library idea various hopefully",
    4: "statutory information education usually relationship independence professional appropriate psychologist-",
    5: "communication accommodation",
}


class TestTheBeatsOfAWord:
    @pytest.mark.parametrize(
        ("word", "beats"),
        [(word, beats) for beats, held in BEATS.items() for word in held.split() if "-" not in word],
    )
    def test_are_those_somebody_says(self, word, beats):
        assert syllables(word) == beats

    def test_a_hyphen_parts_two_words_and_a_number_is_one(self):
        assert syllables("well-being") == 3
        assert syllables("12") == 1
        assert syllables("Priya's") == syllables("Priya")


class TestSentences:
    def test_a_stop_a_question_and_a_line_end_one(self):
        assert sentences("You did it! Are you glad?\nThree more") == ["You did it!", "Are you glad?", "Three more"]

    def test_nothing_is_no_sentence(self):
        assert sentences(" \n ... ") == []
        assert words("") == []


class TestTheReadingAge:
    def test_is_the_formula(self):
        # Ten words, two sentences, ten syllables: 0.39 x 5 + 11.8 x 1 - 15.59 is below zero: the youngest there is.
        assert reading_age("The cat sat on it. The dog ran to me.") == 5
        # Eleven words, one sentence, 23 syllables: 0.39 x 11 + 11.8 x 23 / 11 - 15.59 = 13.4, and five.
        assert (
            reading_age("An independent reviewing officer will consider the appropriateness of contact arrangements")
            > 16
        )

    def test_short_plain_words_are_read_young_and_long_ones_old(self):
        plain = "Your nan said yes too. You will see her each week."
        assert reading_age(plain) < 8
        assert reading_age("The multi-agency review will consider accommodation and educational provision") > 14

    def test_a_name_inside_a_sentence_is_an_easy_word(self):
        assert reading_age("We will ask Oluwaseunfunmi about it soon") == reading_age("We will ask Sam about it soon")

    def test_a_text_too_short_is_not_measured(self):
        assert reading_age("Communication accommodation") is None
        assert reading_age("") is None

    def test_the_same_words_always_read_the_same(self):
        assert len({reading_age("Leila will see you for your health check") for _ in range(5)}) == 1
