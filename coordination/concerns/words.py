"""What the pages of concerns call things."""

OUTCOMES = {
    "strategy_discussion": "Strategy discussion asked for",
    "referral": "Referral made, or an assessment asked for",
    "in_the_plan": "Dealt with in the plan there is",
    "no_further_action": "No further action",
    "answered": "Answered",
}
# What may come of one: a question is answered, and a concern never only that.
OUTCOMES_OF = {
    "concern": [code for code in OUTCOMES if code != "answered"],
    "worry": ["answered", *(code for code in OUTCOMES if code != "answered")],
    "question": ["answered"],
}
KINDS = {
    "concern": "A concern",
    "worry": "A worry of the young person",
    "question": "A question of the young person",
}
ANSWERS = {"yes": "Yes", "no": "No", "not_sure": "Not sure"}
STATES = {
    "unread": ("Nobody has read it", "red"),
    "read": ("Read, not decided", "yellow"),
    "decided": ("Decided", "green"),
}


def state_of(row: object) -> tuple[str, str]:
    """How far a concern has come, and the colour of its tag."""
    if getattr(row, "decided_at", None) is not None:
        return STATES["decided"]
    return STATES["unread" if getattr(row, "read_at", None) is None else "read"]
