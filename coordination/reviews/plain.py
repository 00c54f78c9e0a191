"""Before a record is signed: words of it for the young person that are harder to read than they should be asked to.

Whoever signs gives a reason or changes them. A record about safeguarding is never kept waiting for plainer words.
"""

from collections.abc import Iterable

from coordination.reviews.models import SAFEGUARDING, Review, ReviewItem
from coordination.wording import beside


def harder_than_agreed(review: Review, items: Iterable[ReviewItem]) -> list[str]:
    """The words written in this record for the young person that read older than was chosen. One query, or none."""
    if review.kind in SAFEGUARDING:
        return []
    actions = [item.statement for item in items if item.how == "action"]
    return beside.harder_than_agreed(review, map(beside.for_the_young_person, actions))
