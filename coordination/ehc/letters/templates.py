"""The templates of letters: ours, an authority's own beside them, and what the law wants said in each.

A template is words with placeholders in braces, and nothing else: no code. A block ("{appeal_right}") is what the law
wants said; it holds the authority's contacts, and no template may leave out one that its letter must have.
"""

import json
import re
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from coordination.agencies.models import Authority
from coordination.db import RuleBroken, db

LONGEST = 8000
# What a template is kept under in an authority's settings.
KEPT = "ehc_letters"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")


class Template(NamedTuple):
    """One kind of letter as an authority has it. ``own``: in its own words rather than ours."""

    kind: str
    title: str
    subject: str
    words: str
    must: tuple[str, ...]
    source: str
    own: bool


@cache
def packaged() -> dict[str, Any]:
    """The file of templates as it is delivered."""
    found: dict[str, Any] = json.loads(
        resources.files("coordination.ehc.letters").joinpath("letter_templates.json").read_text(encoding="utf-8")
    )
    return found


def kinds() -> dict[str, str]:
    """Every kind of letter with its title, in the order of the process."""
    return {kind: held["title"] for kind, held in packaged()["letters"].items()}


def title_of(kind: str) -> str:
    """What a kind of letter is called."""
    return kinds().get(kind, "Letter")


def template(kind: str, authority: Authority | None) -> Template:
    """One kind of letter in the authority's words, or in ours where it has none."""
    ours = packaged()["letters"][kind]
    own = _settings(authority).get("words", {}).get(kind, {})
    return Template(
        kind=kind,
        title=ours["title"],
        subject=own.get("subject", ours["subject"]),
        words=own.get("words", ours["words"]),
        must=tuple(ours["must"]),
        source=ours["source"],
        own=bool(own),
    )


def details(authority: Authority | None) -> dict[str, str]:
    """Whom letters of this authority name: the mediation adviser, the advice service and the rest."""
    return {name: _settings(authority).get("details", {}).get(name, "") for name in packaged()["details"]}


def _settings(authority: Authority | None) -> dict[str, Any]:
    found: dict[str, Any] = ((authority.settings if authority is not None else None) or {}).get(KEPT, {})
    return found


# -- what an authority keeps ------------------------------------------------------------------------------------


def keep(authority: Authority, kind: str, *, subject: str, words: str) -> None:
    """Keep an authority's own words for a kind of letter. What equals ours is not kept. Raises RuleBroken."""
    check(kind, subject=subject, words=words)
    ours = packaged()["letters"][kind]
    said = {"subject": " ".join(subject.split()), "words": _lines(words)}
    own = {**_settings(authority).get("words", {})}
    own.pop(kind, None)
    if said != {"subject": ours["subject"], "words": ours["words"]}:
        own[kind] = said
    _write(authority, words=own)


def restore(authority: Authority, kind: str) -> None:
    """Go back to our words for a kind of letter."""
    own = {**_settings(authority).get("words", {})}
    own.pop(kind, None)
    _write(authority, words=own)


def keep_details(authority: Authority, **said: str) -> None:
    """Keep whom the letters name."""
    _write(authority, details={name: " ".join(said.get(name, "").split()) for name in packaged()["details"]})


def _write(authority: Authority, **changed: Any) -> None:
    authority.settings = {**(authority.settings or {}), KEPT: {**_settings(authority), **changed}}
    db.session.flush()


def check(kind: str, *, subject: str, words: str) -> None:
    """Raise RuleBroken for words that name what there is not, or leave out what the law wants said."""
    if not subject.strip():
        raise RuleBroken("Enter the subject of the letter", "subject")
    if _BRACE.search(subject):
        raise RuleBroken("The subject has no placeholders: nobody is named in it", "subject")
    if not words.strip():
        raise RuleBroken("Enter the words of the letter", "words")
    if len(words) > LONGEST:
        raise RuleBroken(f"The words must be {LONGEST} characters or fewer", "words")
    known = {*packaged()["placeholders"], *packaged()["blocks"]}
    for name in PLACEHOLDER.findall(words):
        if name not in known:
            raise RuleBroken(f"There is no placeholder {{{name}}}", "words")
    if _BRACE.search(PLACEHOLDER.sub("", words)):
        raise RuleBroken("Braces are for placeholders only, such as {child}", "words")
    absent = missing(kind, words)
    if absent:
        raise RuleBroken(" ".join(absent), "words")


def missing(kind: str, words: str) -> list[str]:
    """A sentence for each thing the law wants said that is not in the words, with its source."""
    held = packaged()["letters"][kind]
    said = set(PLACEHOLDER.findall(words))
    return [
        f"The letter must say {packaged()['blocks'][name]['says']}: put {{{name}}} in ({held['source']})."
        for name in held["must"]
        if name not in said
    ]


def contacts_missing(words: str, authority: Authority | None) -> list[str]:
    """What the blocks in these words need to know of the authority and nobody has entered."""
    held = details(authority)
    needed = {name for block in blocks_in(words) for name in packaged()["blocks"][block].get("needs", [])}
    return [
        f"{shown['label']}: enter it on the page of letters ({shown['needed_by']})."
        for name, shown in packaged()["details"].items()
        if name in needed and not held[name]
    ]


def blocks_in(words: str) -> list[str]:
    """The blocks that these words hold, in their order."""
    return [name for name in PLACEHOLDER.findall(words) if name in packaged()["blocks"]]


def _lines(words: str) -> str:
    return "\n".join(line.rstrip() for line in words.strip().splitlines())
