"""The coach: jargon, labels, long sentences and who does it; and silence where there is nothing to say."""

import pytest

from coordination.wording import coach


def what(text, **more):
    return [hint.what for hint in coach.look(text, **more).hints]


class TestWhatItPointsOut:
    def test_a_plain_text_is_left_alone(self):
        assert what("Hannah will find you a quiet place to study by Friday.") == []

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Your Placement is safe", "“placement” could be “your home”"),
            ("Your LAC review is soon", "“lac review” could be “your meeting”"),
            ("Contact is on Sunday", "“contact” could be “time with your family”"),
        ],
    )
    def test_jargon_with_plainer_words(self, text, said):
        assert what(text) == [said]

    def test_a_word_inside_another_is_not_it(self):
        assert what("The placements of the contactless reader") == []

    def test_an_authority_says_it_its_own_way(self):
        assert what("Your hub worker rings", jargon={"hub worker": "Sam"}) == ["“hub worker” could be “Sam”"]

    def test_a_label_says_what_somebody_is_like(self):
        assert what("Kai refuses to go") == ["“refuses” is a label. Say: does not want to, and why"]

    def test_a_long_sentence(self):
        assert what(" ".join(["word"] * 16)) == ["Make the longest sentence two"]
        assert what(" ".join(["word"] * 15)) == []

    @pytest.mark.parametrize("text", ["It was decided on Monday", "You will be told soon", "A plan is being made"])
    def test_who_does_it(self, text):
        assert [said for said in what(text) if said.endswith("say who does it")]

    @pytest.mark.parametrize("text", ["You are tired", "You were worried about it", "Mum is pleased", "We are called"])
    def test_a_feeling_is_not_done_to_somebody(self, text):
        assert what(text) == []

    def test_every_hint_gives_its_reason(self):
        held = coach.look("The statutory placement was reviewed because he refuses " + "and so on " * 9).hints
        assert len(held) >= 4
        assert all(hint.why for hint in held)

    def test_never_more_than_can_be_read(self):
        assert len(coach.look(" ".join(coach.JARGON)).hints) == coach.MOST_HINTS


class TestHowHardItIs:
    def test_harder_than_was_chosen_for_the_child(self):
        text = "The independent reviewing officer will consider educational arrangements"
        assert coach.look(text, wanted=11).is_too_hard
        assert not coach.look(text, wanted=99).is_too_hard

    def test_what_is_too_short_to_measure_is_never_too_hard(self):
        assert not coach.look("Psychological accommodation", wanted=5).is_too_hard
