"""Choosing somebody before a form about them: looked for by name or address, and named in the address of the form."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import request, url_for

from coordination.cases import queries, words


def typed() -> str:
    """What was typed to look for somebody."""
    return " ".join(request.args.get("q", "").split())[:100]


def chosen(authority_id: UUID, *, roles: Iterable[str] = ()) -> queries.Post | None:
    """The person, role and organisation that the address names, when they are truly so.

    ``roles``: posts that stand on no team and may be chosen too ("IGO").
    """
    try:
        person_id = UUID(request.args.get("person", ""))
        agency = request.args.get("agency", "")
        agency_id = UUID(agency) if agency else None
    except ValueError:
        return None
    return queries.post(person_id, request.args.get("role", ""), agency_id, authority_id, roles=roles)


def choices(found: Iterable[queries.Post], endpoint: str, **about: Any) -> list[dict[str, Any]]:
    """Those who were found, each with where the form about them is."""
    return [
        {
            "name": post.person.name,
            "role": words.role(post.role),
            "job": post.person.job or "",
            "agency": post.agency.name if post.agency else "",
            "url": url_for(
                endpoint,
                **about,
                person=post.person.id,
                role=post.role,
                agency=post.agency.id if post.agency else None,
            ),
        }
        for post in found
    ]
