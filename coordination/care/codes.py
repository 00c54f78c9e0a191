"""Words for the codes of legal status and placement of the SSDA903 return, as the care room offers them."""

LEGAL = {
    "V2": "Accommodated under section 20",
    "C1": "Interim care order",
    "C2": "Full care order",
    "D1": "Freeing order",
    "E1": "Placement order",
    "L1": "Police protection",
    "L2": "Emergency protection order",
    "L3": "Child assessment order and accommodated",
    "J1": "Remanded to accommodation",
    "J2": "Accommodated under police and criminal evidence law",
    "J3": "Sentenced to a supervision order with a residence requirement",
    "V3": "Short breaks, agreed in a series",
    "V4": "Short break, single",
}
PLACEMENTS = {
    "U1": "Foster care with a relative or friend, long term",
    "U2": "Foster care with a relative or friend, who is also adopting",
    "U3": "Foster care with a relative or friend",
    "U4": "Foster care, long term",
    "U5": "Foster care, who is also adopting",
    "U6": "Foster care",
    "K2": "Children's home",
    "K1": "Secure children's home",
    "K3": "Family assessment centre",
    "R1": "Residential care home",
    "R2": "Hospital or health setting",
    "R3": "Family centre or mother and baby unit",
    "R5": "Young offender institution",
    "S1": "Residential school",
    "P1": "Placed with parents",
    "P3": "Independent living",
    "H5": "Semi-independent living",
    "P2": "Independent living with some support",
    "A3": "Placed for adoption with consent, with the foster carer",
    "A4": "Placed for adoption with consent",
    "A5": "Placed for adoption with a placement order, with the foster carer",
    "A6": "Placed for adoption with a placement order",
    "Z1": "Other placement",
}
PROVIDERS = {
    "PR0": "Parents or someone with parental responsibility",
    "PR1": "This authority",
    "PR2": "Another authority",
    "PR3": "Other public provision",
    "PR4": "Independent provider",
    "PR5": "Voluntary provider",
}


def words(codes: dict[str, str], code: str | None) -> str:
    """The words for a code; the code itself where it has none."""
    if not code:
        return "Not recorded"
    return f"{codes[code]} ({code})" if code in codes else code
