"""The words of the runway: how a step stands, what is settled for the adult years, and in which kinds."""

STATES = {
    "not_started": "Not started",
    "under_way": "Under way",
    "done": "Done",
    "not_needed": "Not needed",
}
STATE_COLOURS = {"not_started": "grey", "under_way": "yellow", "done": "green", "not_needed": "blue"}
ANSWERS = {
    "right": "It is right",
    "help": "They want help with it",
    "disagree": "They disagree",
}
KINDS = {
    "adult_side": "Adult services from 18",
    "home": "Home from 18",
    "income": "Income from 18",
}
WHATS = {
    "adult_side": {
        "adult_social_care": "Adult social care takes over",
        "adult_health": "Adult health takes over",
        "both": "Adult social care and adult health take over",
        "none": "No adult service is needed",
    },
    "home": {
        "family": "With family",
        "staying_put": "Staying put with the foster carer",
        "staying_close": "Staying close to the children’s home",
        "supported": "Supported accommodation or lodgings",
        "own": "A tenancy of their own",
        "adult_placement": "Shared lives, supported living or a care home",
        "student": "Student accommodation",
        "other": "Another home",
    },
    "income": {
        "wages": "Wages or an apprenticeship",
        "benefits": "Benefits",
        "student": "Student finance or a bursary",
        "family": "Kept by family",
        "council": "Kept by the council for now",
        "other": "Another income",
    },
}
EVENTS = {
    "adult_side": "adult_side_decided",
    "home": "home_from_18_recorded",
    "income": "income_from_18_recorded",
}
