"""What versions are called, and why somebody gets none: each a sentence's end, after "Not sent:"."""

# By audience. "Parent" is each parent's own version: what one said rides along to no other.
VERSIONS = {
    "team": "Full record",
    "school": "School version",
    "health": "Health version",
    "provider": "What is published to the provider",
    "carer": "Carer’s version",
    "parent": "This parent’s own version",
    "young_person": "Their own summary",
}

REFUSALS = {
    "left_team": "no longer on the team",
    "not_on_team": "not on the team",
    "excluded": "the record is kept from them",
    "basis": "no basis for sharing with them is recorded",
    "agreement": "their organisation’s sharing agreement does not cover it",
    "not_signed": "family get theirs when the record is signed",
    "advocate": "the young person chooses what their advocate is shown",
    "no_name": "no name of the child is recorded, and paper for family waits for one",
    "nothing": "there is no version for them",
    "second": "a second person decided against it",
    "giver": "it is for somebody else to give to them",
}

# What the policy calls it, and what it is called here. Any other reason is the giver's.
OF_RULE = {"basis": "basis", "recipient-agreement": "agreement", "recipient-excluded": "excluded"}

CHANNELS = {
    "account": "To their account",
    "paper": "On paper, by hand",
    "withheld": "Not sent",
}
