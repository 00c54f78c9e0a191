"""Words of our own for children in need and child protection; the codes of the census are in ``coordination/codes``."""

from coordination.codes import code_list

ANSWERS = {
    "assess": "Assess the child and family",
    "enquiry": "Hold a strategy discussion",
    "early_help": "Early help",
    "other_service": "Another service, or advice",
    "no_further_action": "No further action",
}
# Answers that end what the referral began.
ENDING = frozenset({"early_help", "other_service", "no_further_action"})
OUTCOMES = {
    "child_in_need_plan": "Child in need plan",
    "enquiry": "Strategy discussion",
    "looked_after": "The child becomes looked after",
    "early_help": "Early help",
    "other_service": "Another service, or advice",
    "no_further_action": "No further action",
}
ENQUIRY_OUTCOMES = {
    "conference": "Concerns are borne out: a conference is needed",
    "no_conference": "Concerns are borne out, and no conference is needed",
    "not_borne_out": "Concerns are not borne out",
}
CONFERENCES = {
    "initial": "Initial conference",
    "review": "Review conference",
    "transfer_in": "Conference for a child who moved here with a plan",
}
DECISIONS = {
    "plan": "A child protection plan",
    "no_plan": "No child protection plan",
    "goes_on": "The plan goes on",
    "ends": "The plan ends",
}
# The factor that means there is none.
NO_FACTOR = "21"


def label(name: str, code: str | None) -> str:
    """What a code of a list means; nothing where none is recorded."""
    if not code:
        return ""
    found = code_list(name).get(code)
    return found.label if found is not None else code
