"""Which letter tells of which decision: no family is written to about a decision that nobody made."""

from coordination.db import RuleBroken
from coordination.ehc.letters import templates

# The letter that tells of each decision.
OF_DECISION = {
    "assess": "will_assess",
    "not_assess": "not_assess",
    "issue": "will_issue",
    "not_issue": "not_issue",
    "plan_content": "final_sent",
    "maintain": "maintain",
    "amend": "amendment_notice",
    "not_amend": "not_amend",
    "cease": "cease",
    "reassess": "reassess",
    "not_reassess": "not_reassess",
}


def must_fit(kind: str, decision: str, *, decided: bool) -> None:
    """Raise RuleBroken where a letter does not go with what it is about.

    ``decision``: the kind of decision it is about, "" where it is about something else; ``decided``: whether what it is
    about rests on a decision.
    """
    if "appeal_right" in templates.packaged()["letters"][kind]["must"] and not decided:
        raise RuleBroken("This letter tells of a decision: choose which", "about")
    if decision and kind in OF_DECISION.values() and OF_DECISION.get(decision) != kind:
        raise RuleBroken("This letter tells of another decision than the one you chose", "kind")
