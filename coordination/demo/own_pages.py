"""The young people's own pages in the demo: Kai keeps his circles to himself, Ama shares hers with her worker."""

from datetime import timedelta
from uuid import UUID

from coordination import clock
from coordination.db import new_id
from coordination.demo.borough import days_ago, on_the_day
from coordination.demo.teller import Teller
from coordination.story import operations as story
from coordination.story.models import StoryEntry
from coordination.voice import circles, growing, looks

YOUNG = ("young_person",)


def kai(teller: Teller) -> None:
    """Kai, 17: a guitar, his circles for nobody else, where he stands and where he stood, and two adults who stay."""
    by = teller.borough.actor("youngperson")
    looks.choose_looks(teller.child, colours="night", picture="guitar", large_text=False, symbols=True, by=by)
    for name, ring in (
        ("Nan", "closest"),
        ("Denise", "closest"),
        ("Marlon", "close"),
        ("Mum", "close"),
        ("Mr Okoro, football", "further"),
        ("Dad", "not_now"),
    ):
        said = teller.say(name, "messages", YOUNG)
        circles.put_in(teller.child, id=new_id(), name=said, ring=ring, by=by)
    with clock.frozen(on_the_day(days_ago(95))):
        _rates(
            teller, "youngperson", {"relationships": 5, "independence": 3, "confidence": 4, "safety": 7, "belonging": 5}
        )
    _rates(teller, "youngperson", {"relationships": 6, "independence": 6, "confidence": 5, "safety": 9, "belonging": 7})
    growing.rate(
        teller.child,
        scores={"independence": (new_id(), 4), "confidence": (new_id(), 7)},
        own_view=False,
        why=teller.say("You cook for everybody and do not see how good it is.", "support_plan", YOUNG),
        show_young_person=True,
        by=teller.borough.actor("lead"),
    )
    for name, days in (("Jo, Mum’s friend", 740), ("Denise", 186)):
        growing.name_adult(
            teller.child,
            id=new_id(),
            name=teller.say(name, "own_words", YOUNG),
            since_on=clock.today() - timedelta(days=days),
            by=by,
        )
    kais_story(teller)


def kais_story(teller: Teller) -> None:
    """Kai's story: two homes he chose to keep in, and what he cooked."""
    for title, words, ago in (
        ("At Jo’s", "Jo was Mum’s friend. You had the room with the blue lamp. You left in spring.", 740),
        ("At Denise’s", "You came with your bike. Denise asked what you like to eat.", 186),
    ):
        part = story.tell(
            teller.child,
            id=new_id(),
            part="home",
            title=title,
            words=teller.say(words, "own_words", YOUNG),
            from_on=days_ago(ago),
            left_out=("address",),
            own=False,
            show=True,
            by=teller.borough.actor("lead"),
        )
        story.choose(part, wanted=True)
    story.tell(
        teller.child,
        id=new_id(),
        part="achievement",
        title="Sunday lunch for six",
        words=teller.say("I cooked all of it and they ate all of it.", "own_words", YOUNG),
        from_on=days_ago(30),
        own=True,
        show=True,
        by=teller.borough.actor("youngperson"),
    )


def ama(teller: Teller) -> None:
    """Ama, 9: a fox, the sun's colours, circles that her worker may see, and Beth at school."""
    by = teller.borough.actor("youngerchild")
    looks.choose_looks(teller.child, colours="sun", picture="fox", large_text=True, symbols=True, by=by)
    for name, ring in (("Mum", "closest"), ("Dad", "closest"), ("My cousin Zee", "close"), ("Beth", "close")):
        said = teller.say(name, "own_words", YOUNG)
        circles.put_in(teller.child, id=new_id(), name=said, ring=ring, by=by)
    circles.share(teller.child, by=by)
    _rates(teller, "youngerchild", {"relationships": 7, "safety": 6, "belonging": 8})
    growing.name_adult(
        teller.child, id=new_id(), name=teller.say("Beth", "own_words", YOUNG), since_on=days_ago(80), by=by
    )


def amas_story(teller: Teller) -> None:
    """Ama's story: two parts she chose, one that she has not looked at, one that her worker has not shown yet."""
    lead, me = teller.borough.actor("lead"), teller.borough.actor("youngerchild")

    def prepares(part: str, title: str, words: str, ago: int, *left_out: str, show: bool = True) -> StoryEntry:
        return story.tell(
            teller.child,
            id=new_id(),
            part=part,
            title=title,
            words=teller.say(words, "own_words", YOUNG if show else ()),
            from_on=days_ago(ago),
            left_out=left_out,
            own=False,
            show=show,
            by=lead,
        )

    school = prepares("school", "My first day at school", "You wore your red shoes. Beth showed you the fish.", 900)
    story.choose(school, wanted=True)
    prepares("home", "The flat with the yellow door", "You and Mum lived here. You saw the boats.", 1500, "address")
    prepares("day", "The day at the sea", "You found a crab and let it go.", 400, "other_child", show=False)
    story.tell(
        teller.child,
        id=new_id(),
        part="achievement",
        title="I can swim",
        words=teller.say("I swam all the way over.", "own_words", YOUNG),
        from_on=days_ago(60),
        own=True,
        show=True,
        by=me,
    )


def _rates(teller: Teller, who: str, scores: dict[str, int]) -> None:
    given: dict[str, tuple[UUID, int | None]] = {area: (new_id(), score) for area, score in scores.items()}
    growing.rate(teller.child, scores=given, own_view=True, by=teller.borough.actor(who))
