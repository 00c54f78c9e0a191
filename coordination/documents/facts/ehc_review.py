"""Facts of the report of an EHC review meeting."""

from typing import TypedDict

from coordination.documents.facts.shared import Cover, DisputedFact, Quote


class ReviewAnswer(TypedDict):
    """A question of the sheet and its answer."""

    question: str
    """"" where the heading above asks it."""
    answer: str


class ReviewEntry(TypedDict):
    """An outcome or a thing provided, and what was found of it."""

    ref: str
    text: str
    answers: list[ReviewAnswer]


class ReviewPart(TypedDict):
    """A part of the sheet: a heading with answers, or with entries."""

    heading: str
    answers: list[ReviewAnswer]
    entries: list[ReviewEntry]


class EhcReviewReport(TypedDict):
    """Facts of ``ehc_review_report``: for one reader. It names nobody of the family but the child."""

    cover: Cover
    about: list[ReviewAnswer]
    """The kind of review, the day of the meeting, the school: what stands at the head."""
    asked: list[str]
    """Those who work with the child and were asked, each with their role and whether they came."""
    said: list[Quote]
    parts: list[ReviewPart]
    next_steps: str
    disputed: list[DisputedFact]
    """What somebody says is wrong of what stands in it; never in a copy for family."""
