"""What the tests of contributions arrange: a planned review, and a form filled in and sent."""

from io import BytesIO
from typing import Any
from uuid import UUID

from coordination.reviews import contributing, contributions
from tests.browsing import Visitor, form_fields
from tests.rooms.reviewing import Reviewing

PDF = b"%PDF-1.7 a report"


class Contributing(Reviewing):
    """Reviews, and what people who are asked send before them."""

    def sends(self, review_id: UUID, who: str = "health", **said: Any) -> UUID:
        """Somebody sends a contribution (or its correction)."""
        from coordination.db import new_id

        with self.at_work(who) as by:
            place = contributions.place_of(review_id, by.person_id)
            return contributing.contribute(place, id=said.pop("id", new_id()), by=by, **said).id


def contribution_fields(visitor: Visitor, review_id: UUID, **answers: Any) -> dict[str, Any]:
    """The form as a browser would send it, with these answers typed."""
    address = f"/reviews/{review_id}/contribution"
    return form_fields(visitor.get(address).text, address) | answers


def pdf(name: str = "report.pdf", content: bytes = PDF) -> tuple[BytesIO, str]:
    """A file to send with a form."""
    return BytesIO(content), name
