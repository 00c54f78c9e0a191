"""One day for many duties: always found where there is one, never outside a window unsaid, never a day nobody works."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from coordination.deadlines.one_day import Late, Window, on_days, propose
from coordination.timescales import england

ENGLAND = england()
START = date(2026, 12, 1)  # Christmas and the new year lie in what follows
days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))


@st.composite
def windows(draw, most=5):
    found = []
    for number in range(draw(st.integers(1, most))):
        found.append(Window(f"duty{number}", draw(days), draw(days)))
    return found


def working_days(window):
    every = [START + timedelta(days=n) for n in range(-10, 90)]
    return {day for day in every if window.from_on <= day <= window.to_on and ENGLAND.is_working_day(day)}


def days_of(choice):
    return {key: day for day, keys in choice.days for key in keys}


class TestEveryChoice:
    @given(held=windows())
    def test_says_what_is_late_and_by_how_much(self, held):
        proposal = propose(held, ENGLAND)
        assert proposal.choices
        for choice in proposal.choices:
            on = days_of(choice)
            assert set(on) == {each.key for each in held}
            late = {each.key: each.days for each in choice.late}
            for each in held:
                day = on[each.key]
                assert day >= each.from_on, "nothing is held before it can be"
                if day > each.to_on:
                    assert late.pop(each.key) == (day - each.to_on).days > 0
            assert late == {}

    @given(held=windows())
    def test_is_a_day_people_work(self, held):
        for choice in propose(held, ENGLAND).choices:
            for day, keys in choice.days:
                assert ENGLAND.is_working_day(day)
                assert keys

    @given(held=windows())
    def test_is_on_a_day_in_time_where_a_duty_has_one(self, held):
        proposal = propose(held, ENGLAND)
        late = {each.key for each in proposal.choices[0].late}
        for each in held:
            assert (each.key in late) == (not working_days(each)), "the first choice is late only where it must be"

    @given(held=windows())
    def test_is_the_same_each_time_and_in_any_order(self, held):
        one, other = propose(held, ENGLAND), propose(list(reversed(held)), ENGLAND)
        assert one == propose(held, ENGLAND)
        assert one.common == other.common
        assert [days_of(choice) for choice in one.choices] == [days_of(choice) for choice in other.choices]


class TestADayForAll:
    @given(held=windows())
    def test_is_found_whenever_there_is_one(self, held):
        common = set.intersection(*[working_days(each) for each in held])
        proposal = propose(held, ENGLAND)
        assert set(proposal.common) == common
        if common:
            for choice in proposal.choices:
                assert choice.late == ()
                [(day, _)] = choice.days
                assert day in common

    @given(held=windows(most=4))
    def test_otherwise_as_few_days_as_can_be(self, held):
        proposal = propose(held, ENGLAND)
        can = [working_days(each) or {ENGLAND.next_working_day(each.from_on)} for each in held]
        every = sorted(set.union(*can))
        fewest = next(
            size
            for size in range(1, len(held) + 1)
            if any(all(set(chosen) & own for own in can) for chosen in combinations(every, size))
        )
        assert len(proposal.choices[0].days) == fewest


class TestAChosenDay:
    @given(held=windows(), chosen=st.lists(days, min_size=1, max_size=3))
    def test_says_the_same_of_any_days_somebody_chooses(self, held, chosen):
        choice = on_days(chosen, held)
        if choice is None:
            assert any(all(day < each.from_on for day in chosen) for each in held)
            return
        on = days_of(choice)
        for each in held:
            assert on[each.key] in chosen
            assert each.from_on <= on[each.key]
            in_time = any(each.from_on <= day <= each.to_on for day in chosen)
            assert (on[each.key] <= each.to_on) == in_time
            assert (Late(each.key, (on[each.key] - each.to_on).days) in choice.late) == (not in_time)

    def test_nothing_for_nothing(self):
        assert propose([], ENGLAND).choices == ()
