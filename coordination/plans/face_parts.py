"""What a plan is made of as one audience sees it: plain values, for pages, papers and previews alike."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceWords:
    """A strength, need or worry in the audience's words. ``more``: what keeps it going, or what needs to
    happen.
    """

    id: UUID
    text: str
    domain: str | None = None
    more: str = ""
    disagreements: tuple["FaceDisagreement", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceDisagreement:
    """What the reader disagreed with, in their own words, and the answer they were given."""

    words: str
    on: date
    answer: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceAction:
    """What somebody will do. ``status``: waiting, in_progress or done; ``mine``: the reader is who was asked.

    There is no number: a gap in numbers would say that something is kept back.
    """

    id: UUID
    text: str
    owner: str = ""
    owner_id: UUID | None = None
    agency: str = ""
    due_on: date | None = None
    check_on: date | None = None
    status: str = "waiting"
    done_on: date | None = None
    mine: bool = False
    outcome: str = ""
    outcome_id: UUID | None = None
    disagreements: tuple[FaceDisagreement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceOutcome:
    """A goal, where it started and where it stands (0 to 10), with those of its actions that the audience may
    see.
    """

    id: UUID
    text: str
    domain: str | None = None
    baseline: str = ""
    measure: str = ""
    target: str = ""
    target_on: date | None = None
    status: str = "on_track"
    progress: int | None = None
    progress_at_start: int | None = None
    actions: tuple[FaceAction, ...] = ()
    disagreements: tuple[FaceDisagreement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceHelp:
    """Help that is given regularly: what, by whom, how much and how often."""

    id: UUID
    text: str
    who: str = ""
    agency: str = ""
    hours_per_week: float | None = None
    how_often: str = ""
    from_on: date | None = None
    to_on: date | None = None
    disagreements: tuple[FaceDisagreement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceWhatIf:
    """What to do if things get worse: the sign, who does what, whom to ring."""

    id: UUID
    text: str
    who: str = ""
    phone: str = ""
    disagreements: tuple[FaceDisagreement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFace:
    """A child's plan as one audience may see it. ``actions`` are all of them, by date, with or without an
    outcome.
    """

    child_id: UUID
    audience: str
    plan_id: UUID | None = None
    title: str = ""
    agreed_version: int = 0
    agreed_on: date | None = None
    strengths: tuple[FaceWords, ...] = ()
    needs: tuple[FaceWords, ...] = ()
    worries: tuple[FaceWords, ...] = ()
    outcomes: tuple[FaceOutcome, ...] = ()
    actions: tuple[FaceAction, ...] = ()
    provision: tuple[FaceHelp, ...] = ()
    contingencies: tuple[FaceWhatIf, ...] = ()
    statement_versions: tuple[UUID, ...] = field(default=(), repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it for this audience."""
        return not self.statement_versions

    @property
    def loose_actions(self) -> tuple[FaceAction, ...]:
        """Actions that stand under no outcome this audience may see."""
        return tuple(action for action in self.actions if action.outcome_id is None)
