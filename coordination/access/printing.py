"""The access rules printed for people: ``docs/permissions.md``, and the table of the command line.

Everything comes from the rules, the catalogue and the conditions themselves, in a fixed order, so the same
rules always print the same text and a test can hold the page to them.
"""

from pathlib import Path
from typing import Any

from coordination.access.catalogue import (
    AUDIENCES,
    LABELS,
    MEETING_OWNERS,
    ROLES,
    SECTIONS,
    VERBS,
    Section,
    audience_of,
    limited_fields,
)
from coordination.access.conditions import CONDITIONS
from coordination.access.rules import Row, Rules, current

PERMISSIONS_MD = Path(__file__).parents[2] / "docs" / "permissions.md"
WRITE_COMMAND = ".venv/bin/coordination access table --write"

_CODES = {"read": "R", "create": "C", "update": "U", "approve": "A", "disclose": "X"}
_READ_CODES = {"full": "R", "limited": "L", "published": "S", "own": "O", "aggregate": "P"}
_MARKS = {"full": "", "limited": "L", "published": "S", "own": "O", "aggregate": "P"}

_INTRO = f"""# Who may see and do what

This page is printed from the rules the product follows (`coordination/access/rules.csv`), so it cannot say
anything else. Change the rules, then print it again with `{WRITE_COMMAND}`.

A role with no entry has nothing. Rights come from the role, the organisation somebody works for and a live
relationship with the child's record: membership of the team, managing it, covering duty, a named grant, an
invitation, being the young person, their parent or carer, or (for four hours, read-only, with a reason)
break-glass. Somebody excluded from a record sees nothing of it, whatever else they hold.

Every permission asks, in this order: is the account active and the organisation's sharing agreement in date;
is the person excluded; is there a live relationship; does a rule below hold; does the label allow it; does a
caveat stop it; to give it to somebody, may they have it; does the state of the record allow it; and what goes
with it (every view is recorded).
"""

_CAVEATS = """## Caveats

A statement can carry any of these. A caveat that cannot be read stops everybody.

- **not-to a person**: that person does not see it
- **not-young-person, not-parent, not-carer**: those people do not see it, advocates counting with the young
  person, and it is not given to them; what they wrote themselves stays theirs to read
- **third-party**: about somebody else: not shown to family, and taken out of what is given to others
- **originator**: whoever it came from must agree before it goes beyond them and the authority's own staff
- **embargo until a date**: until that day, only whoever it came from and the authority's own staff see it
"""

_STATES = """## The state of the record

- **closed**, once every help has ended, no action goes on, the child is not looked after and no SEN Support or EHC
  process runs: read and given as before; it takes concerns, sharing decisions and the care of its own team (from which
  help begins again), and nothing else is added or changed
- **sealed**: nobody finds it but by a named grant
- **legal hold**, of this one record: what is held is not changed; a correction is written beside it, and somebody can
  still be let out of the team. A hold on every record keeps them from being destroyed and changes nothing else
"""


def _words(fields: frozenset[str], section: Section) -> str:
    return ", ".join(field.replace("_", " ") for field in section.fields if field in fields)


def _cell(rows: tuple[Row, ...]) -> str:
    """One cell of a section's table: the extents that can hold, each with its conditions."""
    parts = []
    for row in rows:
        conditions = ", ".join(f"`{name}`" for name in row.conditions)
        parts.append(f"{row.extent}: {conditions}" if conditions else row.extent)
    return "; ".join(parts)


def _grid_cell(rules: Rules, section: str, role: str) -> str:
    """One cell of the grid, in codes: how it is read, then what else may be done; a star for conditions."""
    codes = [_READ_CODES[row.extent] for row in rules.rows(section, role, "read")]
    for verb in VERBS[1:]:
        codes.extend(_MARKS[row.extent] + _CODES[verb] for row in rules.rows(section, role, verb))
    starred = any(row.conditions for verb in VERBS for row in rules.rows(section, role, verb))
    return " ".join(dict.fromkeys(codes)) + ("*" if starred else "")


def _table_row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _roles() -> list[str]:
    lines = ["## Roles", "", "| code | who | audience |", "|---|---|---|"]
    lines += [_table_row([f"**{code}**", who, audience_of(code) or "none"]) for code, who in ROLES.items()]
    lines += ["", f"Audiences something can be published to: {', '.join(AUDIENCES)}."]
    return lines


def _grid(rules: Rules) -> list[str]:
    lines = [
        "## The grid",
        "",
        "R read, L limited fields, S published version only, O own, P aggregate; then C create, U update,"
        " A approve, X disclose or print (OC: creates their own). A star: conditions apply, given under the"
        " section.",
        "",
        _table_row(["section", "label", *ROLES]),
        "|" + "---|" * (len(ROLES) + 2),
    ]
    for section in SECTIONS.values():
        cells = [_grid_cell(rules, section.code, role) for role in ROLES]
        lines.append(_table_row([section.code, section.label, *cells]))
    return lines


def _section(rules: Rules, section: Section) -> list[str]:
    lines = [
        f"### {section.code}",
        "",
        f"{section.what}. Label {section.label} ({LABELS[section.label]}).",
        "",
        f"Fields: {_words(frozenset(section.fields), section)}.",
        "",
        _table_row(["role", *VERBS]),
        "|" + "---|" * (len(VERBS) + 1),
    ]
    limited = []
    for role in ROLES:
        by_verb = {verb: rules.rows(section.code, role, verb) for verb in VERBS}
        if not any(by_verb.values()):
            continue
        lines.append(_table_row([f"**{role}**", *(_cell(by_verb[verb]) for verb in VERBS)]))
        if any(row.extent == "limited" for row in by_verb["read"]):
            limited += _limited(section, role)
    if limited:
        lines += ["", "Limited views:", "", *limited]
    return lines


def _limited(section: Section, role: str) -> list[str]:
    before = limited_fields(section.code, role)
    after = limited_fields(section.code, role, placement_agreed=True)
    if before == after:
        return [f"- {role}: {_words(after, section)}"]
    return [
        f"- {role}, until a placement is agreed: {_words(before, section)}",
        f"- {role}, from then on: {_words(after, section)}",
    ]


def explained(name: str) -> str:
    """A condition in words: its footnote, on one line."""
    return " ".join((CONDITIONS[name].__doc__ or "").split())


def _conditions(rules: Rules) -> list[str]:
    used = {name for row in rules.all for name in row.conditions}
    lines = ["## Conditions", "", "| condition | holds |", "|---|---|"]
    lines += [_table_row([f"`{name}`", explained(name)]) for name in CONDITIONS if name in used]
    return lines


def _labels(rules: Rules) -> list[str]:
    lines = [
        "## Labels",
        "",
        *(f"- **{label}**: {what}" for label, what in LABELS.items()),
        "",
        "Something labelled above its section is seen only by roles that read, unconditionally, a section of"
        " that label, through the same extent or a wider one; nobody is cleared for sealed things (S4) by"
        " their role. Those named on a thing see it, nobody loses sight of what they wrote, and a live named"
        " grant opens the section it names, label and all. Break-glass never opens S4 or C. The table shows"
        " the highest label for each extent.",
        "",
        "| role | full | limited | published | own |",
        "|---|---|---|---|---|",
    ]
    for role in ROLES:
        highest = []
        for extent in ("full", "limited", "published", "own"):
            cleared = [label for label in LABELS if label != "-" and rules.cleared(role, extent, label)]
            top = [label for label in cleared if label.startswith("S")][-1:] + [
                label for label in cleared if label == "C"
            ]
            if rules.cleared(role, extent, "S3", in_core_group=True) and "S3" not in cleared:
                top.append("S3 in the core group")
            highest.append(", ".join(top))
        if any(highest):
            lines.append(_table_row([f"**{role}**", *highest]))
    return lines


def _meetings() -> list[str]:
    lines = ["## Who owns which meeting", "", "| kind | owned by |", "|---|---|"]
    for kind, owners in MEETING_OWNERS.items():
        lines.append(_table_row([kind.replace("_", " "), ", ".join(role for role in ROLES if role in owners)]))
    return lines


def page(rules: Rules | None = None) -> str:
    """The text of ``docs/permissions.md`` for these rules, or for those in force."""
    rules = rules or current()
    blocks = [_INTRO.splitlines(), _roles(), _grid(rules), ["## Section by section"]]
    blocks += [_section(rules, section) for section in SECTIONS.values()]
    blocks += [_conditions(rules), _labels(rules), _CAVEATS.splitlines(), _STATES.splitlines(), _meetings()]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def write(path: Path = PERMISSIONS_MD) -> bool:
    """Print the page to its file. Returns whether that changed it."""
    text = page()
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def table(rules: Rules | None = None) -> dict[str, Any]:
    """The rules as plain data, ready for JSON: roles, sections, conditions and every row with its fields."""
    rules = rules or current()
    return {
        "roles": dict(ROLES),
        "labels": dict(LABELS),
        "sections": [
            {
                "section": section.code,
                "label": section.label,
                "what": section.what,
                "fields": list(section.fields),
                "parts": list(section.parts),
            }
            for section in SECTIONS.values()
        ],
        "conditions": {name: explained(name) for name in CONDITIONS},
        "rows": [_as_data(row) for row in rules.all],
    }


def _as_data(row: Row) -> dict[str, Any]:
    fields = None
    if row.extent == "limited":
        shown = limited_fields(row.section, row.role, placement_agreed=True)
        fields = [field for field in SECTIONS[row.section].fields if field in shown]
    return {
        "section": row.section,
        "label": SECTIONS[row.section].label,
        "role": row.role,
        "verb": row.verb,
        "extent": row.extent,
        "conditions": list(row.conditions),
        "fields": fields,
    }


def lines(rules: Rules | None = None) -> list[str]:
    """The rows for a terminal, one a line, in columns, with a heading."""
    rows = [("section", "label", "role", "verb", "extent", "conditions")]
    rows += [
        (row.section, SECTIONS[row.section].label, row.role, row.verb, row.extent, " ".join(row.conditions))
        for row in (rules or current()).all
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[5]]).rstrip()
        for row in rows
    ]
