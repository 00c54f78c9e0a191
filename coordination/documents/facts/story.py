"""Facts of the booklet of a young person's story."""

from typing import Literal, TypedDict

from coordination.documents.facts.shared import Cover, When
from coordination.documents.facts.young_person import Picture


class StoryPart(TypedDict):
    """One part of the story, in the order of life."""

    about: str
    """What it is about: a home, a school."""
    title: str
    words: str
    began: When
    """"" where nobody knows the day."""
    ended: When
    own: bool
    """Whether the young person wrote it."""
    picture: Picture | None


class LifeStory(TypedDict):
    """Facts of ``life_story``: what the young person chose to have in it."""

    cover: Cover
    colours: Literal["", "river", "moss", "plum", "slate", "brick", "sun", "night"]
    parts: list[StoryPart]
    left_out: list[str]
    """Why something of others is not told, once each."""
