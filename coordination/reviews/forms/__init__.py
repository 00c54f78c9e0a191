"""What the pages of reviews ask: before a meeting, and on the one sheet of its record."""

from coordination.reviews.forms.planning import (
    AUDIENCE_WORDS,
    AnswerForm,
    AskMoreForm,
    CallOffForm,
    HeldForm,
    KindForm,
    ManagerForm,
    MoveForm,
    PlanForm,
    SuggestForm,
    instant,
)
from coordination.reviews.forms.record import (
    RecordForm,
    audiences_of,
    owner_choices,
    owner_of,
    owner_value,
)

__all__ = [
    "AUDIENCE_WORDS",
    "AnswerForm",
    "AskMoreForm",
    "CallOffForm",
    "HeldForm",
    "KindForm",
    "ManagerForm",
    "MoveForm",
    "PlanForm",
    "RecordForm",
    "SuggestForm",
    "audiences_of",
    "instant",
    "owner_choices",
    "owner_of",
    "owner_value",
]
