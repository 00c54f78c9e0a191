"""What the demo's meetings say at length: agenda, family's words, numbers from 0 to 10, what must be considered."""

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from coordination.db import new_id
from coordination.reviews.kinds import usual
from coordination.reviews.models import Review
from coordination.reviews.said import Said

if TYPE_CHECKING:
    from coordination.demo.teller import Teller

# What a meeting that must consider something says of it.
CONSIDERED = {
    "private_talk": "They talked for half an hour the day before, at home",
    "previous_decisions": "All carried out but one, which is carried forward",
    "legal_status": "Yes, it is still needed",
    "placement": "Yes. Home is settled, and nothing about it needs to change",
    "contact": "It is. A firm time for Saturdays is wanted",
    "telling_parents": "Still right: he has asked again by ringing the office, and Kai does not want to be found",
    "education": "Going well; a quiet place to study is still to come",
    "health": "Yes, and the assessment is in date",
    "identity": "Yes. Food as the family cooks it matters most",
    "support": "Yes, and has met the advocate",
    "future": "To stay where home is for as long as it helps",
    "seen_alone": "Yes, at school, the week before",
    "protection_threshold": "Every agency says so: neglect",
    "plan_recommendation": "Keep it as it is",
}


def at_length(teller: "Teller", held: Review, said: Said, numbers: dict[str, tuple[int, str]]) -> Said:
    """What a meeting that took its time records beside the five things."""
    asked = usual(held.kind).questions[0]._asdict()
    places = {who.name: who for who in held.people}
    carers = [who for who in held.people if who.role == "FC"]
    return replace(
        said,
        held=replace(said.held, began_at=time(14, 0), ended_at=time(15, 10)),
        agenda=[
            row | {"note": teller.say("Everybody said what they had seen", "reviews") if number == 3 else ""}
            for number, row in enumerate(held.agenda)
        ],
        family={
            who.id: {"better": "Evenings are calmer", "hard": "", "help": "One number to ring", "agrees": "yes"}
            for who in carers
        },
        scaling=[
            {
                "id": new_id(),
                "scale": asked,
                "who": who,
                "place_id": places[who].id if who in places else None,
                "value": value,
                "reason": teller.say(why, "reviews"),
            }
            for who, (value, why) in numbers.items()
        ],
        next=replace(said.next, place="The family hub"),
    )
