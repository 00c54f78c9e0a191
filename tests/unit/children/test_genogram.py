"""The drawing of a family: nobody overlaps, nobody is lost, and what is not known is not drawn as if it were."""

from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.children import genogram, kinship
from coordination.children.codes import PARTNERSHIP, RELATION
from coordination.children.kinship import CHILD, Relative


def drawing(kin):
    people = [*[key for _, row in kin.generations for key in row], *kin.around]
    return genogram.drawn(kin, {key: genogram.wrapped(f"{key} Adebayo-Featherstonehaugh") for key in people})


@st.composite
def families(draw):
    """1 to 40 people with any relation, through and beside anybody, nonsense included."""
    many = draw(st.integers(0, 39))
    keys = [f"p{number}" for number in range(many)]
    some = st.none() | st.sampled_from([*keys, CHILD, "nobody"])
    return [
        Relative(
            key=key,
            relation=draw(st.sampled_from(sorted(RELATION))),
            sex=draw(st.sampled_from([None, "F", "M", "X"])),
            born_year=draw(st.none() | st.integers(1920, 2026)),
            through=draw(some),
            partner=draw(some),
            partnership=draw(st.none() | st.sampled_from(sorted(PARTNERSHIP))),
        )
        for key in keys
    ]


def person(key, relation, **more):
    return Relative(key=key, relation=relation, **more)


THE_CHILD = Relative(key=CHILD, relation="", born_year=2010)


class TestWhateverTheFamily:
    @settings(max_examples=150, deadline=None)
    @given(families())
    def test_everybody_is_drawn_once_and_nobody_overlaps(self, others):
        kin = kinship.kin(THE_CHILD, others)
        made = drawing(kin)
        assert sorted(box.key for box in made.boxes) == sorted([CHILD, *[one.key for one in others]])
        half = genogram.COLUMN // 2
        for box in made.boxes:
            assert half <= box.x <= made.width - half
            assert 0 <= box.top < box.words_top < box.bottom <= made.height
        for number, one in enumerate(made.boxes):
            for other in made.boxes[number + 1 :]:
                apart = abs(one.x - other.x) >= genogram.COLUMN
                above = one.bottom < other.top or other.bottom < one.top
                assert apart or above, (one, other)

    @settings(max_examples=150, deadline=None)
    @given(families())
    def test_no_line_goes_through_anybodys_words_or_mark(self, others):
        made = drawing(kinship.kin(THE_CHILD, others))
        for line in made.strokes:
            assert min(line.x1, line.x2) >= 0 and max(line.x1, line.x2) <= made.width
            assert min(line.y1, line.y2) >= 0 and max(line.y1, line.y2) <= made.height
            for box in made.boxes:
                within = min(line.x1, line.x2) < box.x + genogram.ROOM // 2 - 1 and max(line.x1, line.x2) > (
                    box.x - genogram.ROOM // 2 + 1
                )
                low = max(line.y1, line.y2)
                high = min(line.y1, line.y2)
                assert not (within and low > box.words_top and high < box.bottom), (line, box)
                mark = min(line.x1, line.x2) < box.x + 24 and max(line.x1, line.x2) > box.x - 24
                assert not (mark and low > box.top and high < box.top + genogram.MARK), (line, box)

    @settings(max_examples=60, deadline=None)
    @given(families())
    def test_parents_stand_above_their_children_and_couples_side_by_side(self, others):
        kin = kinship.kin(THE_CHILD, others)
        at = {box.key: box for box in drawing(kin).boxes}
        for family in kin.families:
            assert all(at[parent].bottom < at[child].top for parent in family.parents for child in family.children)
        assert all(at[couple.one].top == at[couple.other].top for couple in kin.couples)


class TestWhoIsWhose:
    def test_brothers_and_sisters_share_the_parents_and_half_siblings_the_one_they_come_through(self):
        kin = kinship.kin(
            THE_CHILD,
            [
                person("mum", "mother"),
                person("dad", "father"),
                person("bro", "brother"),
                person("half", "half_sibling", through="mum"),
                person("unknown", "half_sibling"),
            ],
        )
        found = {family.parents: set(family.children) for family in kin.families}
        assert found == {("dad", "mum"): {CHILD, "bro"}, ("mum",): {"half"}}

    def test_a_grandparent_whose_side_is_not_known_has_no_line(self):
        kin = kinship.kin(THE_CHILD, [person("mum", "mother"), person("nan", "grandparent")])
        assert kin.generations == [(-2, ["nan"]), (-1, ["mum"]), (0, [CHILD])]
        assert all("nan" not in family.parents for family in kin.families)

    def test_aunts_and_cousins_stand_by_the_parent_they_come_through(self):
        kin = kinship.kin(
            THE_CHILD,
            [
                person("mum", "mother"),
                person("gran", "grandparent", sex="F", through="mum"),
                person("aunt", "aunt_uncle", through="mum"),
                person("cousin", "cousin", through="aunt"),
            ],
        )
        found = {family.parents: set(family.children) for family in kin.families}
        assert found == {("mum",): {CHILD}, ("gran",): {"mum", "aunt"}, ("aunt",): {"cousin"}}

    def test_the_father_stands_left_and_a_later_partner_outside(self):
        kin = kinship.kin(
            THE_CHILD,
            [person("mum", "mother"), person("dad", "father"), person("dave", "partner_of_parent", through="mum")],
        )
        assert dict(kin.generations)[-1] == ["dad", "mum", "dave"]
        assert {(couple.one, couple.other, couple.kind) for couple in kin.couples} == {
            ("dave", "mum", "together"),
            ("dad", "mum", ""),
        }

    def test_carers_and_friends_stand_around_the_family(self):
        kin = kinship.kin(THE_CHILD, [person("denise", "carer"), person("sam", "friend")])
        assert kin.around == ["denise", "sam"]
        assert [row for _, row in kin.generations] == [[CHILD]]

    def test_somebody_out_of_sight_is_as_if_they_were_not_there(self):
        seen = [person("half", "half_sibling", through="mum"), person("nan", "grandparent", through="mum")]
        without = [person("half", "half_sibling"), person("nan", "grandparent")]
        assert kinship.kin(THE_CHILD, seen) == kinship.kin(THE_CHILD, without)


class TestWords:
    @given(st.text(max_size=200))
    def test_no_letter_of_a_name_is_lost(self, text):
        assert "".join("".join(genogram.wrapped(text)).split()) == "".join(text.split())

    def test_a_long_name_goes_over_lines_and_a_very_long_word_is_broken(self):
        assert len(genogram.wrapped("Maria del Carmen Fernandez de la Vega Sanz")) > 1
        assert all(len(line) < 20 for line in genogram.wrapped("Wolfeschlegelsteinhausenbergerdorff"))
