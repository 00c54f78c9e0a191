"""Before a record is signed: words of it for the young person that are harder to read than they should be asked to.

Whoever signs gives a reason or changes them. A record about safeguarding is never kept waiting for plainer words.
"""

from collections.abc import Iterable

from coordination.reviews.models import SAFEGUARDING, Review, ReviewItem
from coordination.wording import beside, queries


def harder_than_agreed(review: Review, items: Iterable[ReviewItem]) -> list[str]:
    """The words written in this record for the young person that read older than was chosen. One query, or none."""
    if review.kind in SAFEGUARDING:
        return []
    texts = [
        words
        for item in items
        if item.how == "action" and "young_person" in item.statement.audiences
        for words in [str((item.statement.wording.get("young_person") or {}).get("en", ""))]
        if words
    ]
    return beside.too_hard(texts, queries.measure(review.authority_id, review.child_id)) if texts else []
