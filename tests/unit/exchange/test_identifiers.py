"""NHS numbers, unique pupil numbers and unique learner numbers."""

import random

import pytest
import stdnum.exceptions
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs, upn

from coordination.children import identifiers
from coordination.children.identifiers import ENGLISH_AUTHORITIES, check, upn_check_letter

FIGURES = "0123456789"


class TestAnNhsNumber:
    def test_a_real_one_is_right_however_it_is_spaced(self) -> None:
        for written in ("9434765919", "943 476 5919", "943-476-5919", " 943\u00a0476\u00a05919 "):
            assert check("nhs_number", written) == identifiers.Checked("9434765919", True)

    def test_one_wrong_figure_is_noticed(self) -> None:
        for place in range(10):
            wrong = "9434765919"
            wrong = wrong[:place] + FIGURES[(int(wrong[place]) + 1) % 10] + wrong[place + 1 :]
            assert not check("nhs_number", wrong).ok

    def test_one_figure_repeated_is_never_a_number(self) -> None:
        for figure in FIGURES:
            checked = check("nhs_number", figure * 10)
            assert not checked.ok
            assert checked.sentence

    def test_figures_of_other_scripts_are_not_figures(self) -> None:
        assert not check("nhs_number", "٩٤٣٤٧٦٥٩١٩").ok

    @given(st.text(FIGURES, min_size=10, max_size=10))
    def test_it_agrees_with_an_independent_check(self, number: str) -> None:
        expected = nhs.is_valid(number) and len(set(number)) > 1
        assert check("nhs_number", number).ok is expected


class TestAUniquePupilNumber:
    def test_a_real_one_is_right(self) -> None:
        assert check("upn", "b801200005001") == identifiers.Checked("B801200005001", True)

    def test_every_authority_of_today_is_known(self) -> None:
        for authority in (838, 839, 940, 941, 942, 943):
            body = f"{authority}200020001"
            assert check("upn", upn_check_letter(body) + body).ok

    def test_a_wrong_check_letter_is_noticed(self) -> None:
        for letter in "ACDEFGHJKLMNPQRTUVWXYZ":
            assert "first letter" in check("upn", f"{letter}801200005001").sentence

    def test_a_temporary_number_ends_in_a_letter(self) -> None:
        body = "80120000500A"
        assert check("upn", upn_check_letter(body) + body).ok

    def test_letters_that_look_like_figures_are_not_used(self) -> None:
        for sign in "IOS":
            assert not check("upn", f"{sign}801200005001").ok
            assert not check("upn", f"B80120000500{sign}").ok

    def test_an_unknown_authority_is_noticed(self) -> None:
        body = "051200005001"
        assert "authority" in check("upn", upn_check_letter(body) + body).sentence

    def test_the_letter_agrees_with_an_independent_check(self) -> None:
        chance = random.Random(903)
        for _ in range(500):
            body = f"{chance.choice(sorted(ENGLISH_AUTHORITIES))}{chance.randrange(10**9):09d}"
            assert upn_check_letter(body) == upn.calc_check_digit("A" + body)

    def test_it_accepts_all_that_an_independent_check_accepts(self) -> None:
        chance = random.Random(939)
        for _ in range(500):
            number = "".join(chance.choice(FIGURES) for _ in range(12))
            number = upn_check_letter(number) + number
            try:
                upn.validate(number)
            except stdnum.exceptions.InvalidComponent:
                continue
            assert check("upn", number).ok


class TestAUniqueLearnerNumber:
    def test_known_numbers(self) -> None:
        assert check("uln", "1000000043").ok
        assert not check("uln", "9999999999").ok
        assert not check("uln", "100000004").ok

    def test_a_remainder_of_nothing_is_never_issued(self) -> None:
        body = next(
            f"{number:09d}"
            for number in range(100_000_000, 100_000_100)
            if sum(weight * int(f) for weight, f in zip(range(10, 1, -1), f"{number:09d}", strict=True)) % 11 == 0
        )
        assert not any(check("uln", body + figure).ok for figure in FIGURES)

    def test_exactly_one_last_figure_fits_any_other_beginning(self) -> None:
        for number in range(100_000_000, 100_000_200):
            body = f"{number:09d}"
            total = sum(weight * int(f) for weight, f in zip(range(10, 1, -1), body, strict=True)) % 11
            fitting = [figure for figure in FIGURES if check("uln", body + figure).ok]
            assert fitting == ([] if total == 0 else [str(10 - total)])


class TestAnyIdentifier:
    def test_a_sentence_never_repeats_the_number(self) -> None:
        for kind in ("nhs_number", "upn", "uln"):
            for wrong in ("1234567890", "SMITH", "Q801200005001", "9999999999"):
                assert wrong not in check(kind, wrong).sentence

    def test_an_unknown_kind_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="passport"):
            check("passport", "123")
