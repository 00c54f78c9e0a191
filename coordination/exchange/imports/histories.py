"""From episodes to histories: what a child's episodes of care say about periods, legal statuses and
placements.

An SSDA903 episode is cut wherever the legal status or the placement changes, so one placement may be spread
over many episodes. Here episodes that contradict each other are refused, the rest are joined up again, and
every doubt is said at the row that gives rise to it. Source: DfE children looked after (SSDA903) guide, on
episodes, on the reason for a new episode and on the reason an episode ceased.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Final, Protocol

from coordination.exchange.imports.findings import Findings, Origin
from coordination.exchange.imports.records import (
    CareEpisode,
    CarePeriod,
    LegalStatusPeriod,
    PlacementPeriod,
    R,
    Record,
)
from coordination.timescales.calendar import birthday

STARTED: Final = "S"
CONTINUES: Final = "X1"
_LEGAL_STATUS_CHANGED: Final = frozenset("LBU")
_PLACEMENT_CHANGED: Final = frozenset("SPTBU")
_SAME_CARER: Final = frozenset("TU")


class Period(Protocol):
    """Anything that runs from a day up to, not including, another; without an end while it goes on."""

    @property
    def from_on(self) -> date: ...

    @property
    def to_on(self) -> date | None: ...


@dataclass(slots=True)
class Histories:
    """The histories joined up from episodes."""

    periods: list[CarePeriod] = field(default_factory=list)
    legal_statuses: list[LegalStatusPeriod] = field(default_factory=list)
    placements: list[PlacementPeriod] = field(default_factory=list)


def without_repeats(records: Iterable[R], findings: Findings) -> list[R]:
    """Records with each natural key once.

    A row said twice is refused the second time; rows with one key that do not say the same are both refused.
    """
    by_key: dict[str, list[R]] = defaultdict(list)
    for record in records:
        by_key[record.key].append(record)
    return [record for same in by_key.values() for record in _agreed(same, findings)]


def _agreed(same: Sequence[R], findings: Findings) -> list[R]:
    first = same[0]
    if all(record.facts() == first.facts() for record in same[1:]):
        for record in same[1:]:
            findings.refuse(record.origin, None, "repeated_row", f"This row repeats {_place(first, record)}.")
        return [first]
    for record in same:
        other = next(other for other in same if other is not record)
        findings.refuse(
            record.origin,
            None,
            "rows_disagree",
            f"This row and {_place(other, record)} are about the same child and date but disagree. Neither is kept.",
        )
    return []


def without_overlaps(episodes: Iterable[CareEpisode], findings: Findings) -> list[CareEpisode]:
    """Episodes of each child that can all be true, in order of their dates. A child is in one episode at a
    time."""
    by_child: dict[str, list[CareEpisode]] = defaultdict(list)
    for episode in episodes:
        by_child[episode.local_id].append(episode)
    kept = []
    for same in by_child.values():
        kept += _apart(_ended_before_later(sorted(same, key=_when), findings), findings)
    return kept


def _ended_before_later(episodes: list[CareEpisode], findings: Findings) -> list[CareEpisode]:
    kept = []
    for episode, later in zip_longest(episodes, episodes[1:]):
        if episode.to_on is None and later is not None:
            findings.refuse(
                episode.origin,
                "DEC",
                "no_end_but_later",
                f"This episode has no end date, but {_place(later, episode)} begins a later one. "
                "Give the day this one ended.",
            )
        else:
            kept.append(episode)
    return kept


def _apart(episodes: list[CareEpisode], findings: Findings) -> list[CareEpisode]:
    overlapping = overlaps(episodes)
    for place, other in overlapping.items():
        findings.refuse(
            episodes[place].origin,
            "DECOM",
            "episodes_overlap",
            f"This episode and {_place(episodes[other], episodes[place])} cover some of the same days. "
            "They cannot both be right, so neither is kept.",
        )
    return [episode for place, episode in enumerate(episodes) if place not in overlapping]


def overlaps(periods: Sequence[Period]) -> dict[int, int]:
    """Which periods, in order of ``from_on``, cover a day another does: each one's place and that other's.

    Every period in an overlap is there. A period that ends on the day the next begins does not overlap it.
    """
    found: dict[int, int] = {}
    longest = 0
    for place in range(1, len(periods)):
        if periods[place].from_on < _ends(periods[longest]):
            found.setdefault(place, longest)
            found.setdefault(longest, place)
        if _ends(periods[place]) > _ends(periods[longest]):
            longest = place
    return found


def join(
    episodes: Iterable[CareEpisode], born_on: Mapping[str, date], reference: date, findings: Findings
) -> Histories:
    """Join episodes (already apart) into histories. ``reference`` is the last day the file speaks about."""
    by_child: dict[str, list[CareEpisode]] = defaultdict(list)
    for episode in episodes:
        by_child[episode.local_id].append(episode)
    histories = Histories()
    for local_id, same in by_child.items():
        runs = _runs(sorted(same, key=_when), findings)
        for place, run in enumerate(runs):
            period = _period(run, place == 0, place == len(runs) - 1, findings)
            _over_18(period, run, birthday(born_on[local_id], 18), reference, findings)
            histories.periods.append(period)
            histories.legal_statuses += _legal_statuses(run)
            histories.placements += _placements(run)
    return histories


def _runs(episodes: list[CareEpisode], findings: Findings) -> list[list[CareEpisode]]:
    runs: list[list[CareEpisode]] = []
    for episode in episodes:
        if runs and _continues(runs[-1][-1], episode, findings):
            _compare(runs[-1][-1], episode, findings)
            runs[-1].append(episode)
        else:
            runs.append([episode])
    return runs


def _continues(before: CareEpisode, episode: CareEpisode, findings: Findings) -> bool:
    """Whether ``episode`` belongs to the same period of being looked after as the one before it."""
    same_day = before.to_on == episode.from_on
    earlier = _place(before, episode)
    if before.reason_ended not in (CONTINUES, None):
        if episode.reason_new != STARTED:
            findings.warn(
                episode.origin,
                "RNE",
                "should_start",
                f"By {earlier} the child stopped being looked after, so this episode should start a "
                "new period (S). A new period is taken to begin here.",
            )
        return False
    if episode.reason_new == STARTED:
        findings.warn(
            episode.origin,
            "RNE",
            "start_while_looked_after",
            f"This episode says the child started to be looked after, but {earlier} does not say that they "
            "had stopped. " + ("One period is kept." if same_day else "A new period is taken to begin here."),
        )
        return same_day
    if not same_day:
        findings.warn(
            episode.origin,
            "DECOM",
            "gap",
            f"There are days between this episode and the end of {earlier}, although the child is said to "
            "have stayed looked after. The period is kept as one; the legal status and placement of "
            "those days are not known.",
        )
    return True


def _compare(before: CareEpisode, episode: CareEpisode, findings: Findings) -> None:
    """Doubts where the reason for a new episode does not fit what changed."""
    earlier = _place(before, episode)
    legal_changed = before.legal_status != episode.legal_status
    if episode.reason_new == "L" and _home(before) != _home(episode):
        findings.warn(
            episode.origin,
            "RNE",
            "placement_changed_too",
            f"Only the legal status is said to change, but the placement is not the one of {earlier}. "
            "A new placement is taken to begin here.",
        )
    if episode.reason_new in _LEGAL_STATUS_CHANGED and not legal_changed:
        findings.warn(
            episode.origin,
            "RNE",
            "legal_status_same",
            f"The legal status is said to change, but is that of {earlier}.",
        )
    if episode.reason_new in ("P", "T") and legal_changed:
        findings.warn(
            episode.origin,
            "RNE",
            "legal_status_changed_too",
            f"Only the placement is said to change, but the legal status is not the one of {earlier}.",
        )


def _period(run: list[CareEpisode], is_first: bool, is_last: bool, findings: Findings) -> CarePeriod:
    first, last = run[0], run[-1]
    began_known = not is_first or first.reason_new == STARTED
    if not began_known:
        findings.warn(
            first.origin,
            "RNE",
            "start_not_in_file",
            "The child was looked after before this episode, and the day that began is not in this file.",
        )
    left = last.to_on is not None and last.reason_ended not in (CONTINUES, None)
    end_known = last.to_on is None or left or not is_last
    if not end_known:
        missing = last.reason_ended == CONTINUES
        findings.warn(
            last.origin,
            "REC",
            "next_episode_missing" if missing else "no_reason_ended",
            (
                "The next episode of this child is not in this file or was refused. "
                if missing
                else "This episode has an end date but no reason. "
            )
            + "Whether the child is still looked after is not known.",
        )
    return CarePeriod(
        local_id=first.local_id,
        origin=first.origin,
        from_on=first.from_on,
        to_on=last.to_on if end_known else None,
        began_known=began_known,
        end_known=end_known,
        reason_ended=last.reason_ended if left else None,
        need=first.need,
    )


def _over_18(period: CarePeriod, run: list[CareEpisode], eighteenth: date, reference: date, findings: Findings) -> None:
    """Nobody is looked after from the day they turn 18 (Children Act 1989 s.105(1): a child is under 18)."""
    last = run[-1]
    if (last.to_on or reference) > eighteenth:
        findings.warn(
            last.origin,
            "DEC",
            "looked_after_past_18",
            "This episode goes on after the child's 18th birthday, when nobody is looked after any more."
            if period.from_on < eighteenth
            else "The child was 18 or older when this period of being looked after began.",
        )


def _legal_statuses(run: list[CareEpisode]) -> list[LegalStatusPeriod]:
    stretches = _stretches(run, lambda before, after: before.legal_status == after.legal_status)
    return [
        LegalStatusPeriod(
            local_id=stretch[0].local_id,
            origin=stretch[0].origin,
            from_on=stretch[0].from_on,
            to_on=stretch[-1].to_on,
            legal_status=stretch[0].legal_status,
        )
        for stretch in stretches
    ]


def _placements(run: list[CareEpisode]) -> list[PlacementPeriod]:
    stretches = _stretches(
        run,
        lambda before, after: after.reason_new not in _PLACEMENT_CHANGED and _home(before) == _home(after),
    )
    return [
        PlacementPeriod(
            local_id=stretch[0].local_id,
            origin=stretch[0].origin,
            from_on=stretch[0].from_on,
            to_on=stretch[-1].to_on,
            placement_type=stretch[0].placement_type,
            provider=stretch[0].provider,
            urn=stretch[0].urn,
            same_carer=place > 0 and stretch[0].reason_new in _SAME_CARER,
            reason_ended=stretch[-1].reason_placement_change,
        )
        for place, stretch in enumerate(stretches)
    ]


def _stretches(run: list[CareEpisode], same: Callable[[CareEpisode, CareEpisode], bool]) -> list[list[CareEpisode]]:
    stretches: list[list[CareEpisode]] = []
    for episode in run:
        if stretches and stretches[-1][-1].to_on == episode.from_on and same(stretches[-1][-1], episode):
            stretches[-1].append(episode)
        else:
            stretches.append([episode])
    return stretches


def _home(episode: CareEpisode) -> tuple[str, str | None, str | None]:
    return episode.placement_type, episode.provider, episode.urn


def _when(episode: CareEpisode) -> tuple[date, date, Origin]:
    return episode.from_on, _ends(episode), episode.origin


def _ends(period: Period) -> date:
    return period.to_on or date.max


def _place(record: Record, seen_from: Record) -> str:
    """Where a row is, said from another row."""
    if record.origin.file == seen_from.origin.file:
        return f"row {record.origin.row}"
    return f"row {record.origin.row} of {record.origin.file}"
