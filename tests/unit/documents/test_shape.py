"""Facts that do not fit their document are refused before a page is made."""

import pytest
from markupsafe import Markup

from coordination.documents import facts, shape

KINDS = sorted(facts.KINDS)


class TestFactsOfADocument:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_sample_of_each_kind_fits(self, kind, sample):
        shape.check(kind, sample(kind))

    @pytest.mark.parametrize("kind", KINDS)
    def test_none_may_be_absent(self, kind, sample):
        for name in sample(kind):
            short = sample(kind)
            del short[name]
            with pytest.raises(shape.WrongFacts) as refused:
                shape.check(kind, short)
            assert refused.value.findings == [f"{name}: is missing"]

    def test_one_more_than_the_document_asks_for_is_refused(self, sample):
        parent = sample("parent_version")
        parent["professional_notes"] = ["Not for parents."]
        with pytest.raises(shape.WrongFacts, match="professional_notes: is not a fact of this document"):
            shape.check("parent_version", parent)

    def test_the_place_of_a_wrong_fact_is_named_and_its_value_is_not(self, sample):
        review = sample("review_record")
        review["actions"][2]["due"] = {"secret": "Jas"}
        with pytest.raises(shape.WrongFacts) as refused:
            shape.check("review_record", review)
        assert refused.value.findings == ["actions[2].due: should be str"]
        assert "Jas" not in str(refused.value)

    def test_text_that_claims_to_be_safe_is_not_a_primitive(self, sample):
        review = sample("review_record")
        review["cover"]["author"] = Markup("<b>Amina</b>")
        with pytest.raises(shape.WrongFacts, match="cover.author: should be str"):
            shape.check("review_record", review)

    def test_a_choice_outside_its_choices_is_refused(self, sample):
        carer = sample("carer_sheet")
        carer["authority"][0]["answer"] = "perhaps"
        with pytest.raises(shape.WrongFacts, match=r"authority\[0\].answer: should be one of 'decide'"):
            shape.check("carer_sheet", carer)

    def test_true_is_no_number(self, sample):
        review = sample("review_record")
        review["meeting"]["number"] = True
        with pytest.raises(shape.WrongFacts, match=r"meeting.number: should be int"):
            shape.check("review_record", review)

    def test_a_fact_that_may_be_none_may_be_none(self, sample):
        review = sample("review_record")
        review["signed"] = None
        review["meeting"]["number"] = None
        shape.check("review_record", review)


class TestTheDigestOfFacts:
    def test_it_is_the_same_whatever_the_order_of_the_keys(self, sample):
        there = sample("parent_version")
        back = dict(reversed(there.items()))
        assert shape.digest("parent_version", there) == shape.digest("parent_version", back)

    def test_one_changed_word_changes_it(self, sample):
        before, after = sample("parent_version"), sample("parent_version")
        after["agreed"][0]["why"] = "Sleep is better."
        assert shape.digest("parent_version", before) != shape.digest("parent_version", after)

    def test_another_language_changes_it(self, sample):
        told = sample("parent_version")
        assert shape.digest("parent_version", told) != shape.digest("parent_version", told, language="cy")
