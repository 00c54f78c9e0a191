"""``docs/privacy/retention-schedule.md``, printed from the schedule; a test keeps the two the same."""

from coordination.config import ROOT
from coordination.rights.retention import schedule

PAGE = ROOT / "docs" / "privacy" / "retention-schedule.md"

_REST = """## What stops a record from being destroyed

- Help is still running, or the child is looked after.
- A date the rule counts from is not recorded: nobody can tell when the time is over.
- Somebody asked to see the record and has not been answered.
- A hold on the record, or on every record of the council: an inquiry, a claim, a complaint, the police, a review, or
  archiving in the public interest.
- Only one person said so. Two people do, each after proving again who they are; one of them is the privacy officer.

## How it is destroyed

In one transaction every row of the child goes, the key of the child’s files among them, so that no file can be read
from then on; the files are taken away after it. Other children’s records say only that there is a brother or sister who
is no longer on record. Accounts of family and of the young person go where they have to do with no other record. The
access record stays whole: its rows name the child by a key that leads nowhere. A certificate says the rule, who said
so, when, and how many rows of what there were.

Backups made before still hold the record until they are destroyed: keep them no longer than you must. After one is put
back, `.venv/bin/coordination retention again` destroys again what was destroyed since.
"""


def markdown() -> str:
    """The page."""
    lines = [
        "# How long records are kept",
        "",
        f"{schedule.note()}",
        "",
        "Printed from the rules by `.venv/bin/coordination retention schedule --write`: change them, not this page.",
        "",
    ]
    for basis, title in (("law", "Set by law"), ("local", "Local practice")):
        lines += [f"## {title}", "", "| rule | record | kept | source | |", "|---|---|---|---|---|"]
        lines += [
            f"| {rule.id} | {rule.title} | {rule.counted} | {rule.source} | "
            f"{'' if rule.confirmed else 'to be confirmed locally'} |"
            for rule in schedule.rules()
            if rule.basis == basis
        ]
        lines.append("")
    lines += [_REST]
    return "\n".join(lines)


def write() -> bool:
    """Write the page anew. Whether that changed it."""
    made = markdown()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == made:
        return False
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(made, encoding="utf-8")
    return True
