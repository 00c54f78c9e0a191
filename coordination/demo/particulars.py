"""What a return asks of every child beside their name: sex, ethnicity and a unique pupil number; and the schools' URNs.

All of it is invented, from a seed of its own for each child, so that telling one more story changes nobody else's.
"""

import random

from sqlalchemy import select

from coordination import clock
from coordination.agencies.models import Authority, Setting
from coordination.children import index
from coordination.children.identifiers import upn_check_letter
from coordination.children.models import Child, ChildIdentifier
from coordination.db import db, new_id
from coordination.demo.borough import SEED, Borough

# Numbers that the register of schools has not given to any: they begin where it does not.
URNS = {"school": ("900101", "Alderbrook Academy"), "otherschool": ("900102", "Willow Lane Primary School")}
GIRLS = frozenset(
    [
        "Ada",
        "Cora",
        "Esme",
        "Gita",
        "Isla",
        "Kemi",
        "Maya",
        "Orla",
        "Rosa",
        "Tilly",
        "Vera",
        "Xanthe",
        "Zara",
        "Bea",
        "Ama",
        "Layla",
        "Aisha",
        "Grace",
        "Ruby",
        "Mia",
        "Ivy",
    ]
)
ETHNICITIES = ("WBRI", "WBRI", "WBRI", "WBRI", "WOTH", "MWBC", "MWAS", "AIND", "APKN", "ABAN", "BAFR", "BCRB", "OOTH")
FIRST_YEAR, LAST_YEAR = 4, 19


def schools(borough: Borough) -> None:
    """Each school is a setting with a number of its own."""
    for key, (urn, name) in URNS.items():
        db.session.add(Setting(id=new_id(), agency_id=borough.agencies[key], kind="school", name=name, urn=urn))
    db.session.flush()


def of_everybody(borough: Borough) -> None:
    """Fill in what is not recorded of the borough's children. Children below school age have no pupil number."""
    dfe_code = db.session.get_one(Authority, borough.authority_id).dfe_code or "801"
    held = set(db.session.scalars(select(ChildIdentifier.child_id).where(ChildIdentifier.kind == "upn")))
    asked = select(Child).where(Child.authority_id == borough.authority_id).order_by(Child.id)
    for number, child in enumerate(db.session.scalars(asked).all()):
        chance = random.Random(f"{SEED} {number}")  # noqa: S311 - stories, not secrets
        child.sex = child.sex or ("F" if (child.given_names or "").split(" ")[0] in GIRLS else "M")
        child.ethnicity = child.ethnicity or chance.choice(ETHNICITIES)
        if child.id not in held and _goes_to_school(child):
            _number(child, _upn(dfe_code, number, chance), borough)
    db.session.flush()


def _goes_to_school(child: Child) -> bool:
    if child.born_on is None:
        return False
    return FIRST_YEAR <= (clock.today() - child.born_on).days // 365 <= LAST_YEAR


def _upn(dfe_code: str, number: int, chance: random.Random) -> str:
    """A number as schools give it: authority, establishment, year, serial, and the check letter before them."""
    body = f"{dfe_code}{chance.choice(('4001', '2002'))}{clock.today().year % 100 - 3:02d}{number % 1000:03d}"
    return upn_check_letter(body) + body


def _number(child: Child, upn: str, borough: Borough) -> None:
    by = borough.people["lead"]
    db.session.add(
        ChildIdentifier(
            authority_id=child.authority_id, child_id=child.id, kind="upn", value=upn, source="school", checked=True,
            recorded_by=by,
        )
    )  # fmt: skip
    db.session.flush()
    index.write(child, by=by)
