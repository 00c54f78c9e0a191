"""The words of a handover: why, and the parts of a record that may be in it with the section each is of."""

from typing import NamedTuple

REASONS = {
    "school": "The child changes school",
    "placement": "The child moves to another home",
    "authority": "The child moves to another authority",
    "service": "Another service or worker takes over",
}


class Part(NamedTuple):
    """A part of the record: its words, the section of the access rules it is of, and its page."""

    words: str
    section: str
    endpoint: str


PARTS = {
    "plan": Part("The plan, with its open actions", "support_plan", "plans.of_child"),
    "ehc": Part("EHC plan", "ehc_plan", "ehc.of_child"),
    "sen": Part("SEN Support", "sen_support", "schools.of_child"),
    "needs": Part("Every day and night: what matters, routines", "profile", "household.needs"),
    "chronology": Part("Chronology", "core_identity", "children.chronology"),
    "social_care": Part("Assessments and plans of children’s social care", "social_care", "social_care.of_child"),
    "protection": Part("Child protection file", "protection_plan", "social_care.protection"),
    "pathway": Part("The road to adulthood", "pathway", "transitions.of_child"),
}
