"""Facts of the papers of a plan in sections: the plan, the notice of changes, and the page for the child."""

from typing import TypedDict

from coordination.documents.facts.shared import Cover, When


class EhcDetail(TypedDict):
    """One fact of an entry, worded."""

    label: str
    value: str


class EhcEntry(TypedDict):
    """One entry of a section."""

    ref: str
    """"B2": how other entries refer to it."""
    text: str
    answers: list[str]
    """What it answers: "B1", "E2"."""
    details: list[EhcDetail]


class EhcSection(TypedDict):
    """One section, each by itself (SEND Regulations 2014, regulation 12)."""

    letter: str
    title: str
    entries: list[EhcEntry]
    rows: list[list[EhcDetail]]
    """What sections I, J and K say, each row its labels and values."""
    none: str
    """Printed where there is neither entry nor row."""


class EhcSigned(TypedDict):
    """Who signed for the council."""

    name: str
    for_whom: str
    on: When


class EhcPlan(TypedDict):
    """Facts of ``ehc_plan``: a draft, or a final plan, as it was sent."""

    cover: Cover
    name_of_type: str
    layer: str
    front: list[EhcDetail]
    answer_by: When
    """The last day to answer a draft; "" in a final plan."""
    note: str
    sections: list[EhcSection]
    signed: EhcSigned | None


class ChangedDetail(TypedDict):
    """One fact that is to change."""

    label: str
    before: str
    after: str


class EhcChange(TypedDict):
    """One proposed change. ``what``: "added", "changed" or "ended"."""

    section: str
    title: str
    what: str
    before: str
    after: str
    details: list[ChangedDetail]


class EhcAmendmentNotice(TypedDict):
    """Facts of ``ehc_amendment_notice``: exactly what is to change, why, and until when to answer."""

    cover: Cover
    why: str
    evidence: str
    answer_by: When
    changes: list[EhcChange]


class EhcPlanForChild(TypedDict):
    """Facts of ``ehc_plan_for_child``: one page in plain words."""

    cover: Cover
    i_said: list[str]
    goals: list[str]
    people_do: list[str]
    school: str
    ask: str
    phone: str
