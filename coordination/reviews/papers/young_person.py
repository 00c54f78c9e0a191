"""Facts of the young person's summary: theirs to keep, in words written for them."""

from coordination.access.facts import age_on
from coordination.cases import words
from coordination.cases.models import Membership
from coordination.children import reading
from coordination.children.naming import whole_name
from coordination.documents import facts as shapes
from coordination.plans.faces import FaceAction
from coordination.reviews.papers.gathering import (
    Record,
    due_words,
    first_name,
    iso,
    may_be_given,
    review_day,
    starts_words,
)
from coordination.voice.models import View, YoungPage
from coordination.web.languages import gettext as _

AUDIENCE = "young_person"
MOST_STEPS = 6
MOST_SAID = 3
MOST_LINES = 4
MOST_GOALS = 3
# Those a child meets most, first: a page of names is nobody. The others are named in one line.
MOST_TEAM = 6
# A younger child's paper has a sign beside each heading until they choose for themselves.
SIGNS_BELOW = 12
_CLOSENESS = ("FC", "SW", "LP", "PA", "SEN", "HLT", "ADV", "IRO", "PRV")


def young_person_summary(record: Record) -> shapes.YoungPersonSummary:
    """The facts of ``young_person_summary``. Raises NameNotRecorded for a child without a name."""
    record.must_have_a_name()
    reader = next((held.person_id for held in record.members("YP")), None)
    face = record.face(AUDIENCE, reader)
    others = {held.person_id for held in record.members("PAR")}
    own = [view for view in record.views if view.speaker == "child" and may_be_given(view, AUDIENCE, reader)]
    # Wishes first, those that wait for an answer before all: an unanswered wish must not fall off the page.
    own.sort(key=lambda view: (not view.wish, view.answer is not None))
    said = [view for place, view in enumerate(own) if place < MOST_SAID or (view.wish and view.answer is None)]
    team = _closest(record.team)
    looks = next(iter(reading.revived(YoungPage, record.rows.get("young_page", []))), None)
    steps = [action for action in face.actions if action.status != "done" and action.owner_id not in others]
    return {
        "cover": record.cover(_("My plan"), face),
        "full_name": whole_name(record.child),
        "picture": _picture(looks),
        "drawing": looks.picture if looks is not None and looks.photo_id is None else "",
        "colours": looks.colours if looks is not None else "river",  # type: ignore[typeddict-item]
        "signs": looks.symbols if looks is not None else _is_younger(record),
        "team": [_teammate(held) for held in team[:MOST_TEAM]],
        "also_on_team": list(dict.fromkeys(first_name(held.person.name) for held in team[MOST_TEAM:])),
        "going_well": [strength.text for strength in face.strengths[:MOST_LINES]],
        "worries": [worry.text for worry in face.worries[:MOST_LINES]],
        "said": [_said(view) for view in said],
        "next_steps": [_step(action) for action in steps[:MOST_STEPS]],
        "goals": [
            {"text": outcome.text, "then": outcome.progress_at_start, "now": outcome.progress}
            for outcome in face.outcomes[:MOST_GOALS]
        ],
        "more": len(said) < len(own)
        or len(steps) > MOST_STEPS
        or len(face.outcomes) > MOST_GOALS
        or max(len(face.strengths), len(face.worries)) > MOST_LINES,
        "who_can_see": _who_can_see(record),
        "not_shared": [
            _("My circles, until I share them."),
            _("What I kept for my worker. They tell somebody only to keep me safe."),
        ],
        "meeting": _meeting(record),
        "tell": _tell(record),
        "advocate": _advocate(record),
        "complain": _(
            "You can complain to %(who)s. Ring %(number)s.",
            who=record.authority.name,
            number=record.authority.duty_phone,
        ),
        "read_with": None,
    }


def _picture(looks: YoungPage | None) -> shapes.Picture | None:
    """Their photo by its key: whoever prints it opens it with the child's own."""
    if looks is None or looks.photo_id is None:
        return None
    return {"name": str(looks.photo_id), "alt": _("My photo")}


def _is_younger(record: Record) -> bool:
    born_on = record.child.born_on
    return born_on is not None and age_on(born_on, record.today) < SIGNS_BELOW


def _advocate(record: Record) -> shapes.Contact | None:
    for held in record.members("ADV"):
        return {
            "name": held.person.name,
            "role": _("Advocate"),
            "number": held.person.phone or "",
            "email": held.person.email or "",
            "hours": "",
        }
    return None


def _closest(team: list[Membership]) -> list[Membership]:
    """The team without the child and parents: the carer and whoever leads first, then those a child sees most."""

    def place(held: Membership) -> tuple[bool, int]:
        known = _CLOSENESS.index(held.role) if held.role in _CLOSENESS else len(_CLOSENESS)
        return not (held.function == "lead" or held.role == "FC"), known

    return sorted((held for held in team if held.role not in {"YP", "PAR"}), key=place)


def _teammate(held: Membership) -> shapes.TeamMember:
    return {
        "name": first_name(held.person.name),
        "does": held.person.what_i_do or words.role(held.role),
        "reach": held.person.phone or "",
        "picture": None,
    }


def _said(view: View) -> shapes.Said:
    answer = view.answer if view.wish and view.answer in ("yes", "part", "no", "not_yet") else ""
    because = view.answer_reason or ""
    if not view.wish and not because:
        because = _("Your team has read this.")
    return {"words": view.text, "answer": answer, "because": because}  # type: ignore[typeddict-item]


def _step(action: FaceAction) -> shapes.NextStep:
    return {
        "what": action.text,
        "who": _("I") if action.mine else first_name(action.owner) or action.agency,
        "by": due_words(action.due_on, action.check_on),
        "my_part": "",
        "done": False,
    }


def _who_can_see(record: Record) -> list[str]:
    """Everybody on the team, by where they work; what each of them sees differs, and nobody sees all of it."""
    places = [
        held.agency.name for held in record.team if held.role not in {"YP", "PAR", "FC"} and held.agency is not None
    ]
    found = [_("The people on my team. Each sees the parts written for them.")]
    if places:
        found.append(_("They work for: %(places)s.", places=", ".join(dict.fromkeys(places))))
    return found


def _meeting(record: Record) -> shapes.YoungMeeting:
    coming, last = record.coming_review, record.last_review
    choose = _("You can say who you want there, where it is, and whether you come.")
    if coming is not None:
        return {
            "on": iso(review_day(coming)),
            "time": starts_words(coming),
            "place": coming.place or "",
            "choose": choose,
        }
    if last is not None and last.next_on is not None and last.next_on >= record.today:
        return {"on": iso(last.next_on), "time": "", "place": "", "choose": choose}
    return {"on": "", "time": "", "place": "", "choose": ""}


def _tell(record: Record) -> shapes.Contact:
    lead = record.lead_contact()
    if lead is None:
        return {
            "name": _("the duty team"),
            "role": "",
            "number": record.authority.duty_phone,
            "email": "",
            "hours": "",
        }
    return {**lead, "name": first_name(lead["name"]), "email": ""}
