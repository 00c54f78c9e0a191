"""Two who change one row at once: what each said alone is kept, after one was told of the other too."""

from types import SimpleNamespace

from coordination.children import merging


class TestAClash:
    def test_sent_again_takes_away_nothing_the_other_wrote_elsewhere(self):
        opened = SimpleNamespace(one="", other="")
        carried = merging.seen(opened, ["one", "other"])
        now = SimpleNamespace(one="Theirs", other="Also theirs")
        mine = {"one": "Mine", "other": ""}
        facts, clashes = merging.merged(now, carried, mine)
        assert clashes == ["one"]
        again = merging.seen_again(now, carried, clashes)
        facts, clashes = merging.merged(now, again, mine)
        assert (facts, clashes) == ({"one": "Mine"}, [])

    def test_a_third_who_writes_in_the_meantime_is_told_of_too(self):
        carried = merging.seen(SimpleNamespace(one=""), ["one"])
        again = merging.seen_again(SimpleNamespace(one="Theirs"), carried, ["one"])
        assert merging.merged(SimpleNamespace(one="A third"), again, {"one": "Mine"}) == ({}, ["one"])
