"""Papers: the facts of every printed document of a child, built from the same statements as the pages.

Each builder answers facts for one reader or one audience and leaves out whatever that reader may not see, so that a
template never hides anything. A changed date is in every paper made after it.
"""

from coordination.reviews.papers.carer_sheet import carer_sheet
from coordination.reviews.papers.gathering import NameNotRecorded, Record
from coordination.reviews.papers.parent_version import parent_version
from coordination.reviews.papers.printing import AUDIENCES, UnknownPaper, facts_of, render_to, rendered
from coordination.reviews.papers.readers import of_person, typical
from coordination.reviews.papers.review_record import review_record, review_records
from coordination.reviews.papers.school_sheet import school_action_sheet
from coordination.reviews.papers.young_person import young_person_summary

FAMILY_KINDS = frozenset({"carer_sheet", "parent_version", "young_person_summary"})
"""Papers that wait until the child's name is recorded."""

__all__ = [
    "AUDIENCES",
    "FAMILY_KINDS",
    "NameNotRecorded",
    "Record",
    "UnknownPaper",
    "carer_sheet",
    "facts_of",
    "of_person",
    "parent_version",
    "render_to",
    "rendered",
    "review_record",
    "review_records",
    "school_action_sheet",
    "typical",
    "young_person_summary",
]
