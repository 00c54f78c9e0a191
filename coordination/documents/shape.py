"""Whether facts have the shape their document asks for, and the digest by which equal facts are recognised.

A presenter that forgets a fact, misspells one or hands over one more than the audience may see is stopped
here, before a page is made. Messages name the place ("actions[2].due"), never the value: values are about
children.
"""

import hashlib
import json
import types
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from coordination.documents import facts as fact_shapes


class WrongFacts(ValueError):
    """Facts that do not fit their document; ``findings`` names each place and what is wrong with it."""

    def __init__(self, kind: str, findings: Sequence[str]) -> None:
        self.kind = kind
        self.findings = list(findings)
        super().__init__(f"The facts of {kind} do not fit: {'; '.join(self.findings)}.")


def check(kind: str, facts: Mapping[str, Any]) -> None:
    """Raise WrongFacts unless ``facts`` is exactly the shape of ``kind``; KeyError for an unknown kind."""
    findings = list(_mismatches(fact_shapes.KINDS[kind], facts, ""))
    if findings:
        raise WrongFacts(kind, findings)


def digest(kind: str, facts: Mapping[str, Any], *, language: str = "en") -> str:
    """SHA-256, in hexadecimal, of a document's kind, language and facts: equal digests are one document."""
    words = json.dumps([kind, language, facts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


@cache
def _fields(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _mismatches(shape: Any, value: object, place: str) -> Iterator[str]:
    """What differs between a value and its shape, each as "place: what is wrong"."""
    origin = get_origin(shape)
    if is_typeddict(shape):
        yield from _dictionary_mismatches(shape, value, place)
    elif origin is list:
        if not isinstance(value, list):
            yield f"{place}: should be a list"
            return
        for index, item in enumerate(value):
            yield from _mismatches(get_args(shape)[0], item, f"{place}[{index}]")
    elif origin is Literal:
        if value not in get_args(shape):
            yield f"{place}: should be one of {', '.join(repr(choice) for choice in get_args(shape))}"
    elif origin in {Union, types.UnionType}:
        if value is None and type(None) in get_args(shape):
            return
        for choice in get_args(shape):
            if choice is not type(None):
                yield from _mismatches(choice, value, place)
    elif type(value) is not shape:
        # Exactly: True is no number here, and a text with behaviour of its own (Markup) is no text.
        yield f"{place}: should be {shape.__name__}"


def _dictionary_mismatches(shape: type, value: object, place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place or 'facts'}: should be a dictionary"
        return
    fields = _fields(shape)
    dot = f"{place}." if place else ""
    for name in fields:
        if name not in value:
            yield f"{dot}{name}: is missing"
        else:
            yield from _mismatches(fields[name], value[name], f"{dot}{name}")
    for name in value:
        if name not in fields:
            yield f"{dot}{name}: is not a fact of this document"
