"""The words of letters: our templates, an authority's own beside them, and what the law wants said in each.

A template is words with placeholders in braces, and nothing else: no code. A block ("{appeal_right}") is what the law
wants said; it holds the authority's contacts, and no template may leave out one that its letter must have.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from coordination import timescales
from coordination.agencies.models import Authority
from coordination.db import RuleBroken, db
from coordination.web.filters import day

LONGEST = 8000
# What a template is kept under in an authority's settings.
KEPT = "ehc_letters"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
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


class Part(NamedTuple):
    """A heading (or none), the paragraphs under it and a list after them, as it is printed."""

    heading: str
    paragraphs: list[str]
    points: list[str]


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
    for name in _PLACEHOLDER.findall(words):
        if name not in known:
            raise RuleBroken(f"There is no placeholder {{{name}}}", "words")
    if _BRACE.search(_PLACEHOLDER.sub("", words)):
        raise RuleBroken("Braces are for placeholders only, such as {child}", "words")
    absent = missing(kind, words)
    if absent:
        raise RuleBroken(" ".join(absent), "words")


def missing(kind: str, words: str) -> list[str]:
    """A sentence for each thing the law wants said that is not in the words, with its source."""
    held = packaged()["letters"][kind]
    said = set(_PLACEHOLDER.findall(words))
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
    return [name for name in _PLACEHOLDER.findall(words) if name in packaged()["blocks"]]


# -- filling in -------------------------------------------------------------------------------------------------


def limits(sent_on: date) -> dict[str, date]:
    """The last days that a letter sent on a day names."""
    return {
        "appeal_until": last_day("A18", sent_on),
        "mediation_until": last_day("A15", sent_on),
        # SEND Regulations 2014, regulations 13(1)(a) and 22(2)(c): 15 days beginning with the day it is served.
        "answer_by": sent_on + timedelta(days=14),
    }


def decide_by(received_on: date) -> date:
    """The last day to say whether there will be an assessment (SEND Regulations 2014, regulation 5(1))."""
    return last_day("E1", received_on)


def last_day(rule: str, from_on: date, **facts: Any) -> date:
    """The last day of a rule that counts to a day."""
    due = timescales.explain(rule, from_on, facts=facts or None).due_on
    if due is None:
        raise LookupError(f"{rule} counts to no day")
    return due


def fill(
    words: str, values: Mapping[str, str], *, authority: Authority | None, sent_on: date, young: bool = False
) -> str:
    """The words with every placeholder filled in, once: what a value says is never read as a placeholder.

    Raises RuleBroken for a placeholder of which nothing is recorded.
    """
    contacts = {f"{name}_contact": said for name, said in details(authority).items() if said}
    days = {name: day(last) for name, last in limits(sent_on).items()}
    known = {**values, **days, **contacts, "sent_on": day(sent_on)}

    def block(found: re.Match[str]) -> str:
        held = packaged()["blocks"].get(found[1])
        if held is None:
            return found[0]
        said: str = held.get("young_words", held["words"]) if young else held["words"]
        return said

    def value(found: re.Match[str]) -> str:
        said = known.get(found[1])
        if not said:
            raise RuleBroken(f"The letter says {{{found[1]}}}, and nothing is recorded of it", "words")
        return said

    return _PLACEHOLDER.sub(value, _PLACEHOLDER.sub(block, words))


def parts(words: str) -> list[Part]:
    """Filled-in words as they are printed: "## " begins a heading, "- " an item, every other line is a paragraph."""
    found: list[Part] = []
    for line in words.splitlines():
        said = line.strip()
        if said.startswith("## "):
            found.append(Part(said[3:].strip(), [], []))
        elif said.startswith("- "):
            if not found:
                found.append(Part("", [], []))
            found[-1].points.append(said[2:].strip())
        elif said:
            if not found or found[-1].points:
                found.append(Part("", [], []))
            found[-1].paragraphs.append(said)
    return found


def _lines(words: str) -> str:
    return "\n".join(line.rstrip() for line in words.strip().splitlines())
