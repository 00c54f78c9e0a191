"""Whose children a file from outside, or a return to outside, is about."""

from sqlalchemy import select

from coordination.agencies.models import Authority
from coordination.db import RuleBroken, db


def authority_of(code: str | None) -> Authority:
    """The authority with this DfE code, or the only one there is. Raises RuleBroken where it is not clear which."""
    held = list(db.session.scalars(select(Authority).order_by(Authority.name)))
    if code:
        for authority in held:
            if authority.dfe_code == code:
                return authority
        raise RuleBroken(f"There is no authority with the DfE code {code}: see Organisations.")
    if len(held) != 1:
        codes = ", ".join(f"{authority.dfe_code} ({authority.name})" for authority in held)
        raise RuleBroken(f"Say which authority with --authority: {codes or 'there is none yet'}.")
    return held[0]
