"""Sample facts of every kind of document, and ways to read what a finished PDF says."""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from coordination.documents import rendering

SAMPLES = Path(__file__).parent / "facts"
_SAMPLES_PRINTED: dict[str, bytes] = {}


@pytest.fixture
def sample() -> Callable[[str], Any]:
    """Fresh facts of a kind of document, free to change."""

    def facts_of(kind: str) -> Any:
        return json.loads((SAMPLES / f"{kind}.json").read_text())

    return facts_of


@pytest.fixture(scope="session")
def drawing() -> bytes:
    """A small PNG, as a child's drawing."""
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "#345").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def printed(sample: Callable[[str], Any], drawing: bytes, socket_disabled: None) -> Callable[..., bytes]:
    """The PDF of a kind of document, made with no network: from its sample facts or from the facts given.

    Of the sample it is made once, unless it is asked for ``anew``.
    """

    def make(kind: str, facts: Any = None, *, anew: bool = False, **options: Any) -> bytes:
        if facts or options or anew:
            return rendering.render(kind, facts or sample(kind), held={"me": drawing}, **options)
        if kind not in _SAMPLES_PRINTED:
            _SAMPLES_PRINTED[kind] = rendering.render(kind, sample(kind), held={"me": drawing})
        return _SAMPLES_PRINTED[kind]

    return make


@pytest.fixture(scope="session")
def words_of() -> Callable[..., str]:
    """The words of a PDF, spaces made one, of the whole document or of one page (from 1)."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils)")

    def words(pdf: bytes, page: int | None = None) -> str:
        pages = [] if page is None else ["-f", str(page), "-l", str(page)]
        done = subprocess.run([reader, *pages, "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
        return re.sub(r"\s+", " ", done.stdout.decode())

    return words


@pytest.fixture(scope="session")
def places_of() -> Callable[[bytes], list[tuple[str, float, float, float, float]]]:
    """Each word of a PDF with its left, top, right and bottom in points from the page's upper left corner."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils)")
    pattern = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')

    def places(pdf: bytes) -> list[tuple[str, float, float, float, float]]:
        done = subprocess.run([reader, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
        found = pattern.findall(done.stdout.decode())
        return [(word, float(a), float(b), float(c), float(d)) for a, b, c, d, word in found]

    return places


@pytest.fixture
def tags_of() -> Callable[[bytes], list[str]]:
    """The tags of a PDF in reading order, as "/H1" or "/Table"."""

    def walk(element: Any) -> Iterator[str]:
        if isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                yield str(element.S)
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                yield from walk(kid)

    def tags(pdf: bytes) -> list[str]:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return list(walk(document.Root.StructTreeRoot))

    return tags
