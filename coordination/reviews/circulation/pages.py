"""What the pages of sending out ask and show: one question a person, and who has read theirs."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import Select, select

from coordination.cases import words as cases
from coordination.children import reading
from coordination.deadlines.models import Clock
from coordination.events.models import Event
from coordination.reviews import issuing
from coordination.reviews.circulation.models import Channel
from coordination.reviews.circulation.recipients import Sent, Whom, newest, sent_of
from coordination.reviews.circulation.sending import Choice
from coordination.reviews.circulation.words import CHANNELS, REFUSALS, VERSIONS
from coordination.reviews.models import Review, ReviewState
from coordination.web.filters import day, when
from coordination.web.forms import AddingForm, ChoiceField, SelectChoice, TextField

# The clock of this habit: how soon after signing everybody has theirs.
HABIT = "T3"
KEEP = "keep"


def form_for(people: Sequence[Whom]) -> AddingForm:
    """The form with one question for each person: how they get theirs, filled in; and why not, where they do not."""
    fields: dict[str, Any] = {}
    for whom in people:
        how, why = _names(whom)
        fields[how] = ChoiceField(
            f"How does {whom.name} get theirs?",
            choices=_choices(whom),
            default=KEEP if whom.settled else whom.usual,
            missing=f"Choose how {whom.name} gets theirs",
        )
        fields[why] = TextField(
            "Why not?",
            maxlength=300,
            default=_default_reason(whom),
            asked_when=lambda form, how=how: form[how].data == Channel.WITHHELD.value,
            missing=f"Say why nothing is sent to {whom.name}",
        )
    made: AddingForm = type("CirculateForm", (AddingForm,), fields)()
    return made


def _names(whom: Whom) -> tuple[str, str]:
    return f"how_{whom.key.hex}", f"why_{whom.key.hex}"


def _choices(whom: Whom) -> list[SelectChoice]:
    found = []
    if whom.settled:
        withheld = any(sent.channel == Channel.WITHHELD.value for sent in whom.last)
        found.append(SelectChoice(KEEP, "Leave it: not sent" if withheld else "Leave it: they have theirs"))
    if whom.offers:
        if whom.has_account:
            found.append(SelectChoice(Channel.ACCOUNT.value, CHANNELS["account"]))
        found.append(SelectChoice(Channel.PAPER.value, CHANNELS["paper"]))
    found.append(SelectChoice(Channel.WITHHELD.value, CHANNELS["withheld"]))
    return found


def _default_reason(whom: Whom) -> str:
    before = next((sent.reason for sent in whom.last if sent.reason), "")
    return before if before and whom.settled else whom.usual_reason


def choices(form: AddingForm, people: Iterable[Whom]) -> list[Choice]:
    """What was chosen, of a form that validated; those who are left as they are, left out."""
    found = []
    for whom in people:
        how, why = _names(whom)
        chosen = form[how].fact()
        if chosen != KEEP:
            found.append(Choice(whom, chosen, form[why].fact() if chosen == Channel.WITHHELD.value else ""))
    return found


def rows(form: AddingForm, people: Iterable[Whom], review: Review) -> list[dict[str, Any]]:
    """Each person with their question, which version is theirs, and where it is previewed."""
    found = []
    for whom in people:
        how, why = _names(whom)
        found.append(
            {
                "how": form[how],
                "why": form[why],
                "name": whom.name,
                "who": ", ".join(filter(None, (cases.role(whom.role), whom.agency))),
                "version": VERSIONS.get(whom.audience, VERSIONS["team"]) if whom.offers else "No version",
                "refusal": REFUSALS.get(whom.refusal, ""),
                "papers": [
                    {
                        "title": issuing.TITLES[offer.kind],
                        "url": url_for("reviews.preview", review_id=review.id, key=whom.key, kind=offer.kind),
                    }
                    for offer in whom.offers
                ],
                "before": _before(whom),
            }
        )
    return found


def _before(whom: Whom) -> list[str]:
    """What became of what they were sent last, in sentences; why nothing can be sent is said once."""
    if whom.refusal:
        return []
    said = (" ".join(part for part in (word, rest) if part) for word, _, rest in map(state, whom.last))
    return list(dict.fromkeys(said))


# -- who has read it -------------------------------------------------------------------------------------------


def asked_about(review: Review) -> list[Select[Any]]:
    """What :func:`panel` asks of the database, as parts of ``reading.together``."""
    habit = (
        select(Clock.due_on, Clock.state, Clock.met_on)
        .join(Event, Event.id == Clock.started_by)
        .where(Clock.authority_id == review.authority_id, Clock.child_id == review.child_id)
        .where(Clock.rule == HABIT, Clock.state != "void", Event.about_id == review.id)
    )
    return [*sent_of(review), reading.values_of("habit", habit)]


def panel(review: Review, found: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Who was sent what, who has read it, what is outstanding, and by when everybody should have theirs."""
    last = newest(found)
    lines = [_line(sent) for sent in last]
    given = [sent for sent in last if sent.stands]
    return {
        "lines": lines,
        "given": len(given),
        "read": sum(1 for sent in given if sent.read_at is not None),
        "outstanding": list(dict.fromkeys(sent.name for sent in last if sent.outstanding)),
        "by": _by(found.get("habit", [])),
        "begun": bool(lines),
        "second": [
            url_for("reviews.second", review_id=review.id, batch=batch)
            for batch in dict.fromkeys(sent.waits for sent in last if sent.waits is not None)
        ],
        "final": review.state == ReviewState.SIGNED.value,
    }


def _by(found: list[dict[str, Any]]) -> dict[str, Any] | None:
    if not found:
        return None
    clock = found[0]
    return {
        "due_on": date.fromisoformat(clock["due_on"]),
        "met_on": date.fromisoformat(clock["met_on"]) if clock["met_on"] else None,
        "late": clock["state"] == "late",
    }


def _line(sent: Sent) -> dict[str, Any]:
    word, colour, rest = state(sent)
    to_hand_over = sent.channel == Channel.PAPER.value and sent.stands and sent.ready and sent.told_at is None
    return {
        "name": sent.name,
        "role": cases.role(sent.role),
        "title": issuing.TITLES[sent.kind],
        "version": VERSIONS.get(sent.audience, VERSIONS["team"]),
        "draft": sent.standing == "draft",
        "word": word,
        "colour": colour,
        "rest": rest,
        "more": _more(sent),
        "url": url_for("documents.copy", copy_id=sent.copy_id) if sent.copy_id is not None else "",
        "hand_over_url": url_for("reviews.hand_over", line_id=sent.id) if to_hand_over else "",
    }


def state(sent: Sent) -> tuple[str, str, str]:
    """How a paper stands for whom it was for: the word of its tag, the tag's colour ("" for no tag), and the rest."""
    if sent.channel == Channel.WITHHELD.value:
        return "Not sent:", "", sent.reason
    if sent.refused:
        return "Not sent:", "", REFUSALS.get(sent.refused, REFUSALS["giver"])
    for at, word, colour in (
        (sent.withdrawn_at, "Taken back", "grey"),
        (sent.superseded_at, "Superseded", "grey"),
        (sent.read_at, "Read", "green"),
        (sent.opened_at, "Opened", "blue"),
    ):
        if at is not None:
            return word, colour, f"on {day(at)}"
    if sent.failed:
        return "Could not be made ready", "red", ""
    if sent.waits is not None:
        return "Waits for a second person", "yellow", ""
    if sent.told_at is None and not sent.ready:
        return "Being prepared", "blue", ""
    paper = sent.channel == Channel.PAPER.value
    if sent.told_at is None:
        return ("To be handed over", "orange", "") if paper else ("Being prepared", "blue", "")
    return "Handed over" if paper else "Sent", "yellow", f"on {day(sent.told_at)}"


def _more(sent: Sent) -> str:
    """What else happened on the way."""
    said = []
    if sent.told_at is not None and (sent.read_at or sent.opened_at):
        how = "Handed over" if sent.channel == Channel.PAPER.value else "Sent"
        said.append(f"{how} on {when(sent.told_at)}.")
    if sent.read_at is not None and sent.opened_at is not None and sent.opened_at < sent.read_at:
        said.append(f"First opened on {when(sent.opened_at)}.")
    if sent.reminded_at is not None:
        said.append(f"Reminded on {day(sent.reminded_at)}.")
    return " ".join(said)


def whom_of(people: Iterable[Whom], key: UUID) -> Whom | None:
    """The person with this key on the page."""
    return next((whom for whom in people if whom.key == key), None)
