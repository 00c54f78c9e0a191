"""What each printed document is made from: the exact shape of its facts.

Facts are primitives only (text, numbers, booleans, None, lists and dictionaries of them), so that they can be
handed to another process, kept as JSON and compared by digest. A presenter builds them **for one audience**:
what that audience may not see is not in them. Templates never hide anything.

Conventions
- Every key is always present. Nothing known is ``""``, ``[]`` or None, as the type says; a key that is
  absent, misspelt or extra is refused by :func:`coordination.documents.shape.check`.
- ``When`` is a date as ``YYYY-MM-DD``, which the page words in its own language ("12 March 2027"), or words
  that are printed as they are ("Ongoing, check on 1 May"). Times of day are already worded ("10am").
- Words for a reader (statuses, roles, reasons) arrive already worded in the document's language. Only the few
  fixed choices typed ``Literal`` are worded by the template, through gettext.
- Lists arrive in the order in which they are printed.
"""

from coordination.documents.facts.carer import (
    Authority,
    CarerSheet,
    Decided,
    FamilyTime,
    Heading,
    KeptByLaw,
    NextDate,
    OthersAction,
    OwnAction,
    Ring,
    Told,
)
from coordination.documents.facts.ehc import (
    ChangedDetail,
    EhcAmendmentNotice,
    EhcChange,
    EhcDetail,
    EhcEntry,
    EhcPlan,
    EhcPlanForChild,
    EhcSection,
    EhcSigned,
)
from coordination.documents.facts.ehc_review import EhcReviewReport, ReviewAnswer, ReviewEntry, ReviewPart
from coordination.documents.facts.erasure import ErasureCertificate, ErasureCount, ErasureStep
from coordination.documents.facts.letter import EhcLetter, LetterPart
from coordination.documents.facts.parent import (
    Agreed,
    DisagreeStep,
    Doing,
    ParentVersion,
    PlainMeeting,
    YouSaid,
)
from coordination.documents.facts.review import (
    Action,
    Attender,
    Change,
    Considered,
    Conversation,
    Decision,
    FamilyView,
    MapPerson,
    Meeting,
    NextReview,
    NoteSection,
    NotInvited,
    Outcome,
    PeopleAround,
    Recipient,
    ReviewRecord,
    Safety,
    Scaling,
    Score,
    Signed,
    Wish,
    Worry,
)
from coordination.documents.facts.school import (
    HalfTerm,
    Provision,
    SchoolAction,
    SchoolActionSheet,
    SchoolReview,
)
from coordination.documents.facts.sen_support import ParentsMeeting, SchoolDoes, SenParentSheet
from coordination.documents.facts.shared import Contact, Cover, Disagreement, DisputedFact, Quote, Status, When
from coordination.documents.facts.story import LifeStory, StoryPart
from coordination.documents.facts.subject_access import HeldItem, HeldLine, HeldPart, SubjectAccess
from coordination.documents.facts.young_person import (
    Goal,
    NextStep,
    Picture,
    ReadWith,
    Said,
    TeamMember,
    YoungMeeting,
    YoungPersonSummary,
)

KINDS: dict[str, type] = {
    "review_record": ReviewRecord,
    "carer_sheet": CarerSheet,
    "ehc_amendment_notice": EhcAmendmentNotice,
    "ehc_plan": EhcPlan,
    "ehc_plan_for_child": EhcPlanForChild,
    "parent_version": ParentVersion,
    "school_action_sheet": SchoolActionSheet,
    "sen_parent_sheet": SenParentSheet,
    "ehc_letter": EhcLetter,
    "ehc_review_report": EhcReviewReport,
    "young_person_summary": YoungPersonSummary,
    "life_story": LifeStory,
    "erasure_certificate": ErasureCertificate,
    "subject_access": SubjectAccess,
}
"""Each kind of document and the shape of its facts; its template is ``templates/documents/<kind>.html``."""

__all__ = [
    "LifeStory",
    "StoryPart",
    "Action",
    "Agreed",
    "Attender",
    "Authority",
    "CarerSheet",
    "Change",
    "ChangedDetail",
    "Considered",
    "Contact",
    "Conversation",
    "Cover",
    "Decided",
    "Decision",
    "DisputedFact",
    "DisagreeStep",
    "Disagreement",
    "Doing",
    "EhcLetter",
    "EhcAmendmentNotice",
    "EhcChange",
    "EhcDetail",
    "EhcEntry",
    "EhcPlan",
    "EhcPlanForChild",
    "EhcSection",
    "EhcSigned",
    "EhcReviewReport",
    "ErasureCertificate",
    "ErasureCount",
    "ErasureStep",
    "FamilyTime",
    "FamilyView",
    "Goal",
    "HalfTerm",
    "Heading",
    "HeldItem",
    "HeldLine",
    "HeldPart",
    "KINDS",
    "KeptByLaw",
    "LetterPart",
    "Meeting",
    "NextDate",
    "NextReview",
    "NextStep",
    "NotInvited",
    "NoteSection",
    "OthersAction",
    "Outcome",
    "OwnAction",
    "ParentVersion",
    "ParentsMeeting",
    "Picture",
    "PlainMeeting",
    "Provision",
    "Quote",
    "ReadWith",
    "Recipient",
    "MapPerson",
    "PeopleAround",
    "ReviewAnswer",
    "ReviewEntry",
    "ReviewPart",
    "ReviewRecord",
    "Ring",
    "Safety",
    "Said",
    "Scaling",
    "SchoolAction",
    "SchoolActionSheet",
    "SchoolDoes",
    "SchoolReview",
    "Score",
    "SenParentSheet",
    "Signed",
    "Status",
    "SubjectAccess",
    "TeamMember",
    "Told",
    "When",
    "Wish",
    "Worry",
    "YouSaid",
    "YoungMeeting",
    "YoungPersonSummary",
]
