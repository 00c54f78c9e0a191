"""The sheet a review is recorded on: what is at hand when it opens, what a save says, and two saves put together."""

from datetime import timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from flask import request

from coordination import clock
from coordination.access import guard
from coordination.access.policy import Permit
from coordination.cases import queries as cases
from coordination.cases.models import Membership
from coordination.children.naming import short_name
from coordination.plans import merging
from coordination.plans import queries as plans
from coordination.plans.models import Action
from coordination.reviews import forms, queries
from coordination.reviews.kinds import ATTENDANCE, DECISIONS, NONE_DUE, PARTICIPATION, meeting
from coordination.reviews.models import Decision, Review, ReviewItem, ReviewPerson
from coordination.voice import queries as voice
from coordination.voice.forms import readers_of, shared_by, speaker_choices, speaker_of, speaker_value
from coordination.voice.models import View
from coordination.web.filters import day
from coordination.web.forms import SelectChoice

# How far back "since the last review" goes where there was none.
RECENT = timedelta(days=183)


class Crossing(NamedTuple):
    """Something two people wrote differently: what it is about, what was saved first, what was sent second."""

    what: str
    theirs: str
    mine: str


class AtHand:
    """What is on the table: who was asked, what was said lately, which actions are open. Read once each."""

    def __init__(self, review: Review) -> None:
        self.review = review

    @cached_property
    def items(self) -> list[ReviewItem]:
        """What stands in the record already."""
        return queries.items(self.review.id)

    @cached_property
    def team(self) -> list[Membership]:
        """Who can be asked to do something."""
        return cases.team(self.review.case_id) if self.review.case_id is not None else []

    @property
    def people(self) -> list[ReviewPerson]:
        """Who may have come."""
        return [who for who in self.review.people if who.response != "not_asked"]

    @cached_property
    def carried(self) -> list[Action]:
        """Actions from before this review that the actor may see, by number."""
        before: dict[UUID, Any] = {
            held.id: held for held in plans.open_actions(self.review.child_id) if held.from_review_id != self.review.id
        }
        before |= {item.statement_id: item.statement for item in self.items if item.how == "carried"}
        return sorted(guard.readable(before.values(), "actions"), key=lambda held: held.number)

    @cached_property
    def changeable(self) -> frozenset[UUID]:
        """Those of them whose progress the actor may write down."""
        return frozenset(held.id for held in self.carried if isinstance(guard.may("update", "actions", held), Permit))

    @cached_property
    def views(self) -> list[View]:
        """Everything that was said and that the actor may see, newest first."""
        return guard.readable(voice.views_of(self.review.child_id), "own_words")

    @cached_property
    def said(self) -> list[View]:
        """What was said since the last review, outside this record. Never what was for one worker only."""
        written = {item.statement_id for item in self.items if item.how == "view"}
        last = queries.signed_before(self.review)
        since = last + timedelta(days=1) if last is not None else clock.today() - RECENT
        return [
            view for view in self.views if view.said_on >= since and not view.only_my_worker and view.id not in written
        ]

    @property
    def wishes(self) -> list[View]:
        """Wishes that wait for an answer, the oldest first."""
        return [view for view in reversed(self.views) if view.wish and view.answer is None]

    @cached_property
    def may_add_actions(self) -> bool:
        """Whether the actor may ask people to do things."""
        me = guard.actor().person_id
        permit = guard.may(
            "create", "actions", self.review, label=None, author_id=me, agency_id=None, owner_person_id=None
        )
        return isinstance(permit, Permit)

    def person_of(self, key: str) -> ReviewPerson | None:
        """Somebody on the review by the key of their row."""
        return next((who for who in self.people if str(who.id) == key), None)

    def action_of(self, key: str) -> Action | None:
        """An action carried forward by the key of its row."""
        return next((held for held in self.carried if str(held.id) == key), None)


def form_for(at_hand: AtHand) -> forms.RecordForm:
    """The form: what was sent, or what the record says now."""
    form = forms.RecordForm(data=None if request.method == "POST" else stored(at_hand))
    offer(form, at_hand)
    return form


def offer(form: forms.RecordForm, at_hand: AtHand) -> None:
    """Tell the form its choices."""
    form.views.offer("speaker", speaker_choices(short_name(at_hand.review.child), at_hand.team))
    form.actions.offer("owner", forms.owner_choices(at_hand.team))
    form.brought.offer(
        SelectChoice(view.id, view.text, {"hint": f"{day(view.said_on)}{', a wish' if view.wish else ''}"})
        for view in at_hand.said
    )


def stored(at_hand: AtHand) -> dict[str, Any]:
    """What the record says now, as the form is filled with it."""
    review, items = at_hand.review, at_hand.items
    planned = clock.london_date(review.starts_at) if review.starts_at is not None else None
    fresh = review.state == "planned"
    decisions = [item.statement for item in items if isinstance(item.statement, Decision)]
    actions = [item.statement for item in items if item.how == "action" and isinstance(item.statement, Action)]
    given = {audience for row in (*decisions, *actions) for audience in row.audiences} & set(forms.AUDIENCE_WORDS)
    asked = forms.audiences_of([who.role for who in at_hand.people])
    return {
        "version": review.version,
        "held_on": review.held_on or (planned if planned and planned <= clock.today() else clock.today()),
        "brought": [view.id for view in at_hand.said]
        if fresh
        else [item.statement_id for item in items if item.how == "brought"],
        "views": [_view(item.statement) for item in items if item.how == "view" and isinstance(item.statement, View)],
        "participation": review.participation,
        "views_missing_reason": review.views_missing_reason or "",
        "attendance": [{"id": who.id, "attended": who.attended} for who in at_hand.people],
        "changes": review.changes or "",
        "carried": [{"id": held.id, "status": None, "note": "", "due_on": None} for held in at_hand.carried],
        "decisions": [{"id": row.id, "text": row.text, "workers_only": not row.audiences} for row in decisions],
        "actions": [_action(row) for row in actions],
        "audiences": [key for key in forms.AUDIENCE_WORDS if key in given] if decisions or actions else asked,
        "decision": review.decision,
        "decision_reason": review.decision_reason or "",
        "next_on": review.next_on,
        "next_none_reason": review.next_none_reason,
    }


def _view(view: View) -> dict[str, Any]:
    return {
        "id": view.id,
        "text": view.text,
        "speaker": speaker_value(view.speaker, view.speaker_id),
        "how": view.how,
        "wish": view.wish,
        "shared": shared_by(view.audiences),
    }


def _action(row: Action) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": row.text,
        "owner": forms.owner_value(row.owner_id, row.agency_id),
        "due_on": row.due_on,
        "young_text": (row.wording.get("young_person") or {}).get("en", ""),
        "workers_only": not set(row.audiences) & set(forms.AUDIENCE_WORDS),
    }


def facts(form: forms.RecordForm, at_hand: AtHand) -> dict[str, Any]:
    """What a save says, as ``record_review`` takes it. Actions the actor may not change are looked at, and no more."""
    said = form.facts()
    lead = at_hand.review.case.lead_id if at_hand.review.case is not None else None
    next_on = said["next_on"]
    for_whom = said["audiences"]
    chosen = set(said["brought"])
    return {
        "seen": said["version"],
        "held_on": said["held_on"],
        "attendance": {row["id"]: row["attended"] or "" for row in said["attendance"]},
        "also_came": [
            {key: row[key] for key in ("id", "name", "role", "attended")} | {"person_id": None, "agency_id": None}
            for row in said["also_came"]
        ],
        "participation": said["participation"] or None,
        "brought": [view for view in at_hand.said if view.id in chosen],
        "views": [_said(row, at_hand, lead) for row in said["views"]],
        "views_missing_reason": said["views_missing_reason"],
        "changes": said["changes"],
        "carried": {
            row["id"]: {key: row[key] for key in ("status", "note", "due_on")}
            if row["id"] in at_hand.changeable
            else {}
            for row in said["carried"]
        },
        "decisions": [
            {"id": row["id"], "text": row["text"], "audiences": [] if row["workers_only"] else for_whom}
            for row in said["decisions"]
        ],
        "actions": [_asked(row, next_on, for_whom) for row in said["actions"]] if at_hand.may_add_actions else None,
        "decision": said["decision"],
        "decision_reason": said["decision_reason"],
        "next_on": next_on,
        "next_none_reason": said["next_none_reason"] or None,
    }


def _asked(row: dict[str, Any], next_on: Any, for_whom: list[str]) -> dict[str, Any]:
    owner_id, agency_id = forms.owner_of(row["owner"])
    return {
        "id": row["id"],
        "text": row["text"],
        "owner_id": owner_id,
        "agency_id": agency_id,
        "due_on": row["due_on"],
        # What has no date of its own is looked at when people meet again.
        "check_on": next_on if row["due_on"] is None else None,
        "young_text": row["young_text"],
        "audiences": [] if row["workers_only"] else for_whom,
    }


def _said(row: dict[str, Any], at_hand: AtHand, lead: UUID | None) -> dict[str, Any]:
    speaker = speaker_of(row["speaker"] or "child", at_hand.team)
    return {
        "id": row["id"],
        "text": row["text"],
        "speaker": speaker.kind,
        "speaker_id": speaker.person_id,
        "speaker_name": speaker.name,
        "how": row["how"],
        "wish": row["wish"],
        # Whoever leads finds the answer, or somebody to find it.
        "wish_owner_id": lead if row["wish"] else None,
        "audiences": readers_of(row["shared"]),
    }


def everybody_came(form: forms.RecordForm) -> None:
    """Everybody nothing is said of yet came in person."""
    for entry in form.attendance.entries:
        field = entry.form.attended
        if not field.typed:
            field.typed = field.data = "in_person"


# -- two saves put together ------------------------------------------------------------------------------------

_LABELS = {
    "held_on": "Held on",
    "participation": "How the child took part",
    "views_missing_reason": "Why there are no views",
    "changes": "What has changed",
    "decision": "The help as a whole",
    "decision_reason": "Why",
    "next_on": "The next review",
    "next_none_reason": "Why none is due",
}
_WORDS = {
    "participation": PARTICIPATION,
    "decision": DECISIONS,
    "next_none_reason": NONE_DUE,
    "attended": ATTENDANCE,
}
_LONG = frozenset({"changes", "decision_reason"})


def crossed(form: forms.RecordForm, at_hand: AtHand) -> list[Crossing]:
    """Put what was saved first and what was sent second together in the form; answers what must be looked at.

    What only one of them says is in the form; long texts are both in it; anything else keeps what was sent, with what
    was saved beside it. Nothing to look at means that the same was sent twice.
    """
    theirs = stored(at_hand)
    found: list[Crossing] = []
    for name, label in _LABELS.items():
        field = form[name]
        mine, saved = field.fact(), theirs[name]
        if merging.same(mine, saved):
            continue
        if name in _LONG:
            both = merging.together(saved or "", mine or "")
            if both != (mine or ""):
                field.typed = field.data = both
                found.append(Crossing(f"{label}: both are in the box now", saved or "", mine or ""))
        elif mine in (None, ""):
            _put(field, saved)
            found.append(Crossing(f"{label}: taken from what was saved", _words(name, saved), ""))
        else:
            found.append(Crossing(label, _words(name, saved), _words(name, mine)))
    found += _people_crossed(form, at_hand, theirs["attendance"])
    for name, label in (("views", "Words"), ("decisions", "Decision"), ("actions", "Action")):
        found += _rows_crossed(form, name, label, theirs[name])
    _add_rows(form.carried, theirs["carried"], {str(entry.form.id.fact()) for entry in form.carried.entries})
    _put(form.version, at_hand.review.version)
    return found


def _people_crossed(form: forms.RecordForm, at_hand: AtHand, rows: list[dict[str, Any]]) -> list[Crossing]:
    found = []
    held = {str(entry.form.id.fact()): entry.form.attended for entry in form.attendance.entries}
    also = {str(entry.form.id.fact()) for entry in form.also_came.entries}
    _add_rows(form.attendance, rows, set(held) | also)
    for row in rows:
        field = held.get(str(row["id"]))
        if field is None or merging.same(field.fact(), row["attended"]):
            continue
        who = at_hand.person_of(str(row["id"]))
        name = who.name if who is not None else ""
        if not field.fact():
            _put(field, row["attended"])
            found.append(Crossing(f"{name}: taken from what was saved", _words("attended", row["attended"]), ""))
        elif row["attended"]:
            found.append(Crossing(name, _words("attended", row["attended"]), _words("attended", field.fact())))
        else:
            found.append(Crossing(name, "Not recorded", _words("attended", field.fact())))
    return found


def _rows_crossed(form: forms.RecordForm, name: str, label: str, rows: list[dict[str, Any]]) -> list[Crossing]:
    """Rows both have in other words, and rows only one of them has."""
    field = form[name]
    mine = {str(entry.form.id.fact()): entry.form for entry in field.entries if not entry.form.blank}
    found = []
    for row in rows:
        held = mine.get(str(row["id"]))
        if held is None:
            found.append(Crossing(f"{label}: added from what was saved", str(row["text"]), ""))
            continue
        facts = held.facts()
        if any(not merging.same(facts[key], value) for key, value in row.items() if key not in ("id", "shared")):
            found.append(Crossing(label, str(row["text"]), str(facts["text"])))
    _add_rows(field, rows, set(mine))
    saved = {str(row["id"]) for row in rows}
    return found + [
        Crossing(f"{label}: not saved yet", "", str(held.facts()["text"]))
        for key, held in mine.items()
        if key not in saved
    ]


def _add_rows(field: Any, rows: list[dict[str, Any]], known: set[str]) -> None:
    for row in rows:
        if str(row["id"]) not in known:
            field.append_entry(row)


def _put(field: Any, value: Any) -> None:
    """Give a field a value in place of what was sent."""
    field.process(None, value)
    field.raw_data = None


def _words(name: str, value: Any) -> str:
    if value in (None, ""):
        return "Nothing"
    if name in _WORDS:
        return _WORDS[name].get(str(value), str(value))
    return day(value) if hasattr(value, "isoformat") else str(value)


def title(review: Review) -> str:
    """What the page is called."""
    return f"Record the {meeting(review.kind).words[:1].lower()}{meeting(review.kind).words[1:]}"
