"""The school terms of an authority, and the one a personal education plan belongs to."""

from datetime import date
from uuid import UUID

from coordination import timescales
from coordination.agencies.models import Authority
from coordination.db import db
from coordination.timescales import SchoolTerms, Term


def terms_of(authority_id: UUID, on: date) -> SchoolTerms:
    """The authority's school terms; ordinary ones where it has set none, or none that can be read for the day."""
    authority = db.session.get_one(Authority, authority_id)
    setting = (authority.settings or {}).get("terms")
    try:
        held = timescales.read_terms(setting)
    except timescales.TimescaleError:
        held = None
    if held is None or held.terms[-1].ends_on < on:
        return timescales.usual_terms(on)
    return held


def term_on(terms: SchoolTerms, on: date) -> Term:
    """The term that holds a day, or in the holidays the next one."""
    return next(term for term in terms.terms if term.ends_on >= on)


def to_choose(terms: SchoolTerms, on: date) -> list[Term]:
    """The terms a plan may be written for: the one before, this one and the next."""
    place = terms.terms.index(term_on(terms, on))
    return list(terms.terms[max(0, place - 1) : place + 2])
