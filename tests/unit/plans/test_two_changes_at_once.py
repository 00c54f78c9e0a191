"""Comparing two changes of the same thing: who changed what, and that nothing anybody wrote falls out."""

from hypothesis import given
from hypothesis import strategies as st

from coordination.plans import merging

FIELDS = ("text", "young_text", "due_on", "audiences")
VALUES = st.one_of(st.none(), st.text(max_size=12), st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True))
SAID = st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES))


def line(base, mine, theirs, name="text"):
    return merging.Line(name, base, mine, theirs)


class TestWhoChangedWhat:
    def test_nobody(self):
        assert line("a", "a", "a").standing == "same"

    def test_one(self):
        assert line("a", "b", "a").standing == "mine"
        assert line("a", "a", "b").standing == "theirs"

    def test_both_the_same_way(self):
        assert line("a", "b", "b").standing == "same"

    def test_both_differently(self):
        assert line("a", "b", "c").standing == "both"

    def test_no_answer_is_no_answer_however_it_is_stored(self):
        assert line(None, "", []).standing == "same"

    def test_the_order_of_ticks_says_nothing(self):
        assert line(["a", "b"], ["b", "a"], ["a", "b"], "audiences").standing == "same"


class TestKeepingBoth:
    @given(st.text(), st.text())
    def test_every_word_is_in_it(self, theirs, mine):
        both = merging.together(theirs, mine)
        assert theirs in both and mine in both

    def test_the_same_words_are_not_said_twice(self):
        assert merging.together("Rang", "Rang twice") == "Rang twice"

    def test_words_inside_other_words_are_not_the_same_words(self):
        assert merging.together("he is safe", "she is safe") == "he is safe\n\nshe is safe"
        assert merging.together("No", "Nothing changed") == "No\n\nNothing changed"

    def test_dates_and_names_cannot_both_stand(self):
        assert not line("a", "b", "c", "due_on").can_keep_both
        assert merging.decided(line("a", "b", "c", "due_on"), "both") == "c"


class TestDeciding:
    @given(SAID, SAID, SAID)
    def test_a_field_that_one_changed_keeps_that_change(self, base, theirs, mine):
        for held in merging.compare(base, theirs, mine):
            kept = merging.decided(held, None)
            if held.standing == "mine":
                assert kept == held.mine
            else:
                assert kept == held.theirs

    @given(SAID, SAID, SAID)
    def test_it_is_shown_to_somebody_whenever_both_changed_something_else_than_each_other(self, base, theirs, mine):
        lines = merging.compare(base, theirs, mine)
        if merging.overlaps(lines):
            assert merging.crossed(lines)

    @given(SAID, SAID)
    def test_who_changed_nothing_crosses_with_nobody(self, base, theirs):
        assert not merging.crossed(merging.compare(base, theirs, base))
        assert not merging.crossed(merging.compare(base, base, theirs))

    def test_words_written_by_hand_are_kept_as_written(self):
        assert merging.decided(line("a", "b", "c"), "both", "b, and also c") == "b, and also c"
