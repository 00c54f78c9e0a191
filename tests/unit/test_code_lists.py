"""The code lists of the statutory returns."""

from datetime import date

import pytest

from coordination.codes import code_list, names, return_year

# Codes as the design of the exchange names them, independent of the data files.
NAMED = {
    "reason_new_episode": "S L P T B U",
    "legal_status": "C1 C2 D1 E1 V2 V3 V4 L1 L2 L3 J1 J2 J3",
    "placement_provider": "PR0 PR1 PR2 PR3 PR4 PR5",
    "review_participation": "PN0 PN1 PN2 PN3 PN4 PN5 PN6 PN7",
    "sdq_reason": "SDQ1 SDQ2 SDQ3 SDQ4 SDQ5",
    "abuse_category": "NEG PHY SAB EMO MUL",
    "case_closure": "RC1 RC2 RC3 RC4 RC5 RC6 RC7 RC8 RC9",
    "disability": "NONE MOB HAND PC INC COMM LD HEAR VIS BEH CON AUT DDA",
    "care_leaver_contact": "YES NO DIED REFU NREQ RHOM",
    "social_worker_change": "MANAGE FCONTA LEFTRL ORGRST TSPROC ABSENC CHCHAN PCCHAN SWDIED OTHERS",
    "ethnicity": "WBRI WIRI WIRT WOTH WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT",
    "referral_source": "1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 5D 6 7 8 9 10",
    "sen_type": "SPLD MLD SLD PMLD SEMH SLCN HI VI MSI PD ASD DS OTH NSA",
}


class TestEveryList:
    def test_each_code_has_a_label_and_sensible_years(self) -> None:
        for name in names():
            for code in code_list(name).values():
                assert code.label.strip(), f"{name} {code.code}"
                if code.valid_from and code.valid_to:
                    assert code.valid_from <= code.valid_to

    def test_labels_of_codes_in_use_tell_them_apart(self) -> None:
        for name in names():
            labels = [label for _, label in code_list(name).choices(2026)]
            assert len(labels) == len(set(labels)), name

    def test_a_code_is_stored_as_a_code_of_its_own_list(self) -> None:
        for name in names():
            assert all(code.stored_as in code_list(name) for code in code_list(name).values()), name

    def test_the_named_codes_are_the_codes(self) -> None:
        for name, codes in NAMED.items():
            assert set(code_list(name)) == set(codes.split()), name

    def test_a_list_that_does_not_exist_is_an_error(self) -> None:
        with pytest.raises(KeyError, match="no code list"):
            code_list("../ethnicity")


class TestCodesByYear:
    def test_sex_is_1_and_2_up_to_2024_and_letters_from_2025(self) -> None:
        assert [code for code, _ in code_list("sex").choices(2024)] == ["1", "2"]
        assert [code for code, _ in code_list("sex").choices(2025)] == ["M", "F", "U"]
        assert code_list("sex")["2"].stored_as == "F"

    def test_placement_codes_change_with_the_return(self) -> None:
        placements = code_list("placement_type")
        for year, new, old in (
            (2024, "H5", "K3"),
            (2025, "K3", "H5"),
            (2025, "K3", "P2"),
            (2026, "Z11", "H5"),
        ):
            assert placements[new].valid_in(year)
            assert not placements[old].valid_in(year)

    def test_special_guardianship_has_four_codes_from_2019(self) -> None:
        reasons = code_list("reason_episode_ended")
        assert [code for code in ("E43", "E44") if reasons[code].valid_in(2018)] == ["E43", "E44"]
        assert not any(reasons[code].valid_in(2018) for code in ("E45", "E46", "E47", "E48"))

    def test_a_stretch_of_years_is_enough_where_one_year_fits(self) -> None:
        assert code_list("placement_type")["H5"].valid_between(2022, 2026)
        assert not code_list("placement_type")["H5"].valid_between(2025, 2026)


class TestTheReturnYear:
    def test_it_ends_on_31_march(self) -> None:
        assert return_year(date(2025, 3, 31)) == 2025
        assert return_year(date(2025, 4, 1)) == 2026
        assert return_year(date(2024, 12, 31)) == 2025
