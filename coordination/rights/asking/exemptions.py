"""Why something may lawfully be kept back, and what is proposed for each item before a person decides.

Sources: Data Protection Act 2018, Schedules 2, 3 and 4. What is ``confirmed`` was read: on legislation.gov.uk
paragraphs 2(2) and 4 (health), 7(2) and 8 (social work) and 17(2) (education) of Schedule 3; its Part 5 (child abuse)
at seersco.com; Schedule 2, paragraph 16, at mentalhealthlaw.co.uk, and paragraph 19, in guidance of the Law Society;
Schedule 3, paragraph 11, in the list of exemptions of Gloucestershire County Council. Where no paragraph was read, the
Part is named alone. What is not confirmed says so wherever a worker sees it. Nothing here decides: a person does.
"""

from collections.abc import Collection
from typing import NamedTuple

from coordination.access.catalogue import SECTIONS
from coordination.access.rules import RANK


class Exemption(NamedTuple):
    """One ground: its words for a worker, its source, and what the person who asked is told ("" for nothing).

    ``confirmed``: the source was read; what is not says so wherever a worker sees it.
    """

    words: str
    source: str
    told: str
    confirmed: bool = True

    @property
    def source_words(self) -> str:
        """The source, and whether somebody still has to confirm it."""
        return self.source if self.confirmed else f"{self.source}: to be confirmed with the privacy officer"


EXEMPTIONS: dict[str, Exemption] = {
    "third_party": Exemption(
        "It is about somebody else too, who has not agreed, and it is not reasonable without",
        "DPA 2018, Schedule 2, paragraph 16",
        "information about other people",
    ),
    "privilege": Exemption(
        "Legal advice, or made for court proceedings",
        "DPA 2018, Schedule 2, paragraph 19",
        "legal advice",
    ),
    "health_harm": Exemption(
        "Health data that would be likely to cause serious harm; the health professional was asked",
        "DPA 2018, Schedule 3, Part 2 (the serious harm test of paragraph 2(2))",
        "information where there was a risk of serious harm",
    ),
    "social_harm": Exemption(
        "Social work data that would be likely to cause serious harm",
        "DPA 2018, Schedule 3, Part 3, paragraph 11",
        "information where there was a risk of serious harm",
    ),
    "education_harm": Exemption(
        "Education data that would be likely to cause serious harm",
        "DPA 2018, Schedule 3, Part 4 (the serious harm test of paragraph 17(2))",
        "information where there was a risk of serious harm",
    ),
    "wishes": Exemption(
        "Said by the young person in the expectation that it goes no further",
        "DPA 2018, Schedule 3, Part 3; for health data Part 2, paragraph 4",
        "",
    ),
    "child_abuse": Exemption(
        "Child abuse data, and giving it to this person is not in the child’s best interests",
        "DPA 2018, Schedule 3, Part 5",
        "",
    ),
    "adoption": Exemption(
        "Adoption records and reports",
        "DPA 2018, Schedule 4",
        "records of an adoption, which have rules of their own",
        confirmed=False,
    ),
    "ehc": Exemption(
        "An EHC plan, where regulation 17 of the SEND Regulations 2014 does not allow it to this person",
        "DPA 2018, Schedule 4",
        "parts of an EHC plan, which have rules of their own",
        confirmed=False,
    ),
    "protected_place": Exemption(
        "It would tell where somebody is who must not be found",
        "DPA 2018, Schedule 3, Part 3, paragraph 11",
        "",
    ),
    "not_about": Exemption(
        "It is not personal data of the child, or is not what was asked for",
        "UK GDPR, articles 4(1) and 15",
        "",
    ),
}

# Who asks. For each: the words, and whether it is the person the record is about.
CAPACITIES: dict[str, tuple[str, bool]] = {
    "young_person": ("The young person", True),
    "former_child": ("An adult who had help as a child", True),
    "parental_responsibility": ("Somebody with parental responsibility, for the child", False),
    "agent": ("Somebody else with the person’s written authority", False),
}

SECOND_FROM = "S3"
_ABOUT_OTHERS = frozenset({"family_network", "sibling_links", "carer_record"})
_ABUSE = frozenset({"enquiries", "protection_plan", "alerts"})
_HARM = {
    "health": "health_harm",
    "education": "education_harm",
    "sen_support": "education_harm",
    "social_care": "social_harm",
    "supervision": "social_harm",
    "placement": "social_harm",
}


class Proposal(NamedTuple):
    """What is proposed: release, redact or withhold; on which ground; and why, in a sentence."""

    what: str
    exemption: str
    why: str


def label_of(section: str, label: str | None, *more: str) -> str:
    """The label of an item: its own, or the section's where it has none; of several the highest."""
    usual = SECTIONS[section].label
    return max((label or usual, *more), key=lambda one: RANK.get(one, 99))


def needs_second(label: str) -> bool:
    """Whether a second person has to agree: S3 and above, and what is of no known rank."""
    return RANK.get(label, 99) >= RANK[SECOND_FROM]


def is_sealed(section: str, label: str) -> bool:
    """What is kept back until somebody who may read it decides otherwise: it is not in the queue of anybody else."""
    return label == "S4" or section in ("protected_location", "allegations")


def propose(*, section: str, label: str, caveats: Collection[str], own: bool, about_others: bool = False) -> Proposal:
    """What is proposed for an item, always the same for the same facts. ``own``: the person it is about asks."""
    if is_sealed(section, label):
        return Proposal("withhold", "protected_place", "Sealed: nobody is told unless somebody cleared decides so.")
    if section == "legal":
        return Proposal("withhold", "privilege", "Legal: it may be privileged, or of an adoption. Ask the lawyer.")
    if section in _ABUSE or needs_second(label):
        if own:
            return Proposal(
                "redact", "social_harm", "Safeguarding: weigh serious harm, and cut what is about other people."
            )
        return Proposal("withhold", "child_abuse", "Safeguarding: is telling them in the child’s best interests?")
    if "third-party" in caveats or about_others or section in _ABOUT_OTHERS:
        return Proposal("redact", "third_party", "It is about other people too: cut what is theirs, or ask them.")
    if "originator" in caveats:
        return Proposal("withhold", "third_party", "Whoever gave it has to agree first: ask them.")
    if not own and (section in ("own_words", "messages") or any(held.startswith("not-") for held in caveats)):
        return Proposal("withhold", "wishes", "Their own words, or kept from somebody: ask the young person.")
    if section == "ehc_plan" and not own:
        return Proposal("redact", "ehc", "An EHC plan: what regulation 17 allows to this person, and no more.")
    if section in _HARM:
        return Proposal("release", _HARM[section], "Release it unless it would be likely to cause serious harm.")
    return Proposal("release", "", "Nothing stands against it.")
