"""What the sheet of an EHC review holds before anybody types: the school’s own figure of attendance, what advisers sent
for the meeting, and who came to it.

Whoever writes the sheet reads it, changes it and saves it; until then it is nobody’s answer.
"""

from collections.abc import Iterable
from uuid import UUID

from coordination.access import guard
from coordination.cases import words as case_words
from coordination.ehc.models import AnnualReview
from coordination.ehc.reviewing.answers import Answers
from coordination.reviews.kinds import ATTENDANCE
from coordination.reviews.models import Contribution, Review
from coordination.schools import queries as schools
from coordination.schools.models import Happening
from coordination.web.filters import day

# In whose words each question of the part about services is answered. The school writes the sheet itself.
_SAYS = {
    "HLT": "health_says",
    "SW": "care_says",
    "TM": "care_says",
    "SSW": "care_says",
    "PA": "care_says",
    "EHC": "others_say",
    "VSH": "others_say",
    "PRV": "others_say",
    "ADV": "others_say",
}
_PARTS = (("", "going_well"), ("Worries: ", "worries"), ("Asks of others: ", "asks"))
# Whether somebody came, where the meeting's record does not say.
NOT_SAID = "not written down whether they came"


def proposed(annual: AnnualReview, sent: Iterable[Contribution], said: Answers) -> Answers:
    """What stands in the fields that nothing was answered in. ``sent``: contributions that the reader may see.

    What a writer took out stays out: it would go to everybody with the report.
    """
    found = _attendance(annual.child_id)
    for row in sent:
        name = _SAYS.get(row.place.role)
        text = _in_their_words(row)
        if name and text:
            found[name] = f"{found[name]}\n\n{text}" if name in found else text
    left_out = annual.more.get("left_out", [])
    return {name: text for name, text in found.items() if not said.get(name) and name not in left_out}


def _attendance(child_id: UUID) -> Answers:
    for row in guard.readable(schools.happenings(child_id), "education"):
        if row.kind == Happening.ATTENDANCE.value and row.taken_back_on is None and row.percent is not None:
            until = f" to {day(row.to_on)}" if row.to_on else ""
            return {"attendance": f"{row.percent:g}%, {day(row.from_on)}{until}"}
    return {}


def _in_their_words(row: Contribution) -> str:
    said = [f"{label}{text}" for label, part in _PARTS if (text := getattr(row, part))]
    if row.file_id is not None:
        said.append("A report came with it.")
    return f"{row.place.name}: " + "\n".join(said) if said else ""


def who_came(meeting: Review | None, leaving_out: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Everybody who was asked, with their role, and how they took part as the meeting's own record says.

    ``leaving_out``: roles of those who are not named.
    """
    if meeting is None:
        return []
    return [
        (f"{who.name}, {case_words.role(who.role)}", ATTENDANCE.get(who.attended or "", "").lower() or NOT_SAID)
        for who in meeting.people
        if who.response != "not_asked" and who.role not in leaving_out
    ]
