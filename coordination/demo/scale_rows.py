"""The rows of many invented children, table by table, in the order in which they can be written."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from coordination import clock
from coordination.children import matching
from coordination.demo import words

AN_AUTHORITY = 10_000
CASELOAD = 25
TEAM = ("SW", "SEN", "HLT", "PRV")
KINDS = ("childrens_services", "school", "health", "provider")

# What each kind of key begins with, so that keys are distinct, ordered and the same every time.
SPACE = {
    name: number << 96
    for number, name in enumerate(
        ("authority", "agency", "team", "person", "child", "case", "plan", "action", "version", "place", "member"),
        0x0190_0000,
    )
}


def key(kind: str, number: int) -> str:
    """The key of the n-th thing of a kind, as text."""
    return str(UUID(int=SPACE[kind] | (7 << 76) | (8 << 60) | number))


def tables(children: int, today: date) -> Iterator[tuple[str, str, Iterator[tuple[Any, ...]]]]:
    authorities = max(1, -(-children // AN_AUTHORITY))
    workers = -(-children // CASELOAD)
    yield (
        "authority",
        "id name dfe_code duty_phone out_of_hours_phone settings recorded_at",
        (
            (key("authority", a), f"Authority {a}", f"S{a:03d}", "01632 960000", "01632 960001", "{}", clock.now())
            for a in range(authorities)
        ),
    )
    yield (
        "agency",
        "id kind name authority_id recorded_at",
        (
            (key("agency", a * 4 + k), kind, f"{kind} {a}", key("authority", a), clock.now())
            for a in range(authorities)
            for k, kind in enumerate(KINDS)
        ),
    )
    yield (
        "person",
        "id kind name sort_name email phone language active demo recorded_at",
        (
            (
                key("person", w * 4 + k),
                "workforce",
                f"{role} {w}",
                f"{role.lower()} {w}",
                f"{role.lower()}{w}@scale.example",
                "01632 960000",
                "en",
                True,
                True,
                clock.now(),
            )
            for w in range(workers)
            for k, role in enumerate(TEAM)
        ),
    )
    yield (
        "team",
        "id agency_id authority_id name recorded_at",
        (
            (key("team", a), key("agency", a * 4), key("authority", a), f"Team {a}", clock.now())
            for a in range(authorities)
        ),
    )
    yield (
        "role_held",
        "id person_id agency_id authority_id role from_on recorded_at",
        (
            (
                key("place", w * 4 + k),
                key("person", w * 4 + k),
                key("agency", (w * CASELOAD // AN_AUTHORITY) * 4 + k),
                key("authority", w * CASELOAD // AN_AUTHORITY),
                role,
                today - timedelta(days=900),
                clock.now(),
            )
            for w in range(workers)
            for k, role in enumerate(TEAM)
        ),
    )
    yield (
        "sharing_agreement",
        "id authority_id agency_id title from_on recorded_at",
        (
            (
                key("place", (1 << 40) + a * 4 + k),
                key("authority", a),
                key("agency", a * 4 + k),
                "Agreement",
                today - timedelta(days=900),
                clock.now(),
            )
            for a in range(authorities)
            for k in range(1, 4)
        ),
    )
    yield from _children(children, today)


def name_of(c: int) -> tuple[str, str]:
    given = words.GIVEN[c % len(words.GIVEN)]
    family = words.FAMILY[(c // len(words.GIVEN)) % len(words.FAMILY)]
    # Many families, so that a name is as rare as it is in life.
    return given, f"{family}{chr(97 + (c // 700) % 26)}{chr(97 + (c // 18_200) % 26)}"


def _born(c: int, today: date) -> date:
    return today - timedelta(days=365 + (c * 37) % 6000)


def _children(children: int, today: date) -> Iterator[tuple[str, str, Iterator[tuple[Any, ...]]]]:
    now = clock.now()

    def at(c: int) -> tuple[str, str]:
        return key("authority", c // AN_AUTHORITY), key("child", c)

    yield (
        "child",
        "id authority_id reference given_names family_name preferred_name sort_name born_on provisional sealed version"
        " recorded_at",
        (
            (
                key("child", c),
                key("authority", c // AN_AUTHORITY),
                f"S{c:07d}",
                *(name := name_of(c)),
                name[0],
                f"{name[1]} {name[0]}".lower(),
                _born(c, today),
                False,
                False,
                1,
                now,
            )
            for c in range(children)
        ),
    )
    yield (
        "child_index",
        "child_id authority_id given_norm family_norm given_keys family_keys born_on identifiers sealed",
        (
            (
                key("child", c),
                key("authority", c // AN_AUTHORITY),
                matching.normalised(name[0]),
                matching.normalised(name[1]),
                matching.sound_keys(name[0]),
                matching.sound_keys(name[1]),
                _born(c, today),
                [],
                False,
            )
            for c in range(children)
            for name in (name_of(c),)
        ),
    )
    yield (
        "case_episode",
        "id authority_id child_id reference kind state reason opened_on team_id lead_id open_actions next_due_on"
        " next_review_on version recorded_at",
        (
            (
                key("case", c),
                *at(c),
                f"C{c:07d}",
                "child_in_need",
                "open",
                "Support was asked for",
                today - timedelta(days=200),
                key("team", c // AN_AUTHORITY),
                key("person", (c // CASELOAD) * 4),
                8,
                today + timedelta(days=c % 60 - 10),
                today + timedelta(days=c % 90),
                1,
                now,
            )
            for c in range(children)
        ),
    )
    yield (
        "membership",
        "id authority_id child_id case_id person_id agency_id role function basis from_on state recorded_at",
        (
            (
                key("member", c * 4 + k),
                *at(c),
                key("case", c),
                key("person", (c // CASELOAD) * 4 + k),
                key("agency", (c // AN_AUTHORITY) * 4 + k),
                role,
                "lead" if k == 0 else "member",
                "public task",
                today - timedelta(days=200),
                "agreed",
                now,
            )
            for c in range(children)
            for k, role in enumerate(TEAM)
        ),
    )
    yield (
        "reach",
        "id authority_id child_id person_id role via agency_id functions source_id from_on recorded_at",
        (
            (
                key("member", (1 << 40) + c * 4 + k),
                *at(c),
                key("person", (c // CASELOAD) * 4 + k),
                role,
                "membership",
                key("agency", (c // AN_AUTHORITY) * 4 + k),
                ["lead", "allocated"] if k == 0 else [],
                key("member", c * 4 + k),
                today - timedelta(days=200),
                now,
            )
            for c in range(children)
            for k, role in enumerate(TEAM)
        ),
    )
    yield from _plans(children, today)


def _plans(children: int, today: date) -> Iterator[tuple[str, str, Iterator[tuple[Any, ...]]]]:
    now = clock.now()

    def at(c: int) -> tuple[str, str]:
        return key("authority", c // AN_AUTHORITY), key("child", c)

    yield (
        "plan",
        "id authority_id child_id case_id kind title state agreed_version version recorded_at",
        (
            (key("plan", c * 2 + n), *at(c), key("case", c), "support", "Support plan", "draft", 0, 1, now)
            for c in range(children)
            for n in range(2 if c % 5 < 3 else 1)
        ),
    )
    wording = '{"professional": {"en": "Arrange a quiet place to go at break"}}'
    yield (
        "statement",
        "id kind section label audiences caveats wording version version_id authority_id child_id recorded_at",
        (
            (
                key("action", c * 10 + n),
                "action",
                "actions",
                "S1",
                [],
                [],
                wording,
                1,
                key("version", c * 10 + n),
                *at(c),
                now,
            )
            for c in range(children)
            for n in range(10)
        ),
    )
    yield (
        "statement_version",
        "id statement_id number facts wording audiences caveats label at source authority_id child_id recorded_at",
        (
            (
                key("version", c * 10 + n),
                key("action", c * 10 + n),
                1,
                "{}",
                wording,
                [],
                [],
                "S1",
                now,
                "entered",
                *at(c),
                now,
            )
            for c in range(children)
            for n in range(10)
        ),
    )
    yield (
        "action",
        "id authority_id child_id number owner_id agency_id due_on priority status acceptance carried",
        (
            (
                key("action", c * 10 + n),
                *at(c),
                n + 1,
                key("person", (c // CASELOAD) * 4 + n % 4),
                key("agency", (c // AN_AUTHORITY) * 4 + n % 4),
                today + timedelta(days=(c * 10 + n) % 90 - 15),
                "normal",
                "done" if n >= 8 else "in_progress",
                "accepted",
                0,
            )
            for c in range(children)
            for n in range(10)
        ),
    )
    yield (
        "plan_statement",
        "id authority_id child_id plan_id statement_id position recorded_at",
        (
            (key("place", (2 << 40) + c * 10 + n), *at(c), key("plan", c * 2), key("action", c * 10 + n), n, now)
            for c in range(children)
            for n in range(10)
        ),
    )
    yield (
        "clock",
        "id authority_id child_id rule from_on due_on state severity answers_for team_id explanation recorded_at",
        (
            (
                key("place", (3 << 40) + c),
                *at(c),
                "T2",
                today - timedelta(days=20),
                today + timedelta(days=c % 60 - 10),
                "running",
                "local",
                "LP",
                key("team", c // AN_AUTHORITY),
                "{}",
                now,
            )
            for c in range(children)
        ),
    )
