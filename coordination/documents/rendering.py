"""The only door to WeasyPrint: facts of primitives in, a tagged PDF (PDF/UA-1) out.

Nothing is fetched while a page is made, neither from the network nor from the disk: pictures are handed
over with the facts as ``held`` bytes and named in the page as ``held:<name>``. WeasyPrint and its libraries
are imported only when the first page is made, so that a process that never prints does not carry them. The
font configuration and the parsed style sheet are kept, one of each a process. Pango is not safe across
threads: one page at a time a process; the worker renders in the processes of
:mod:`coordination.documents.pool`.
"""

import io
import logging
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from coordination.documents import shape, tagging

PACKAGE = Path(__file__).resolve().parent.parent
TEMPLATES = PACKAGE / "templates"
STYLE = PACKAGE / "static" / "css" / "document.css"
TRANSLATIONS = PACKAGE / "translations"

PDF_VARIANT = "pdf/ua-1"

_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSIDE_A_NUMBER = re.compile(r"(?<=\d) (?=\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_one_at_a_time = threading.Lock()


class RenderingFailed(RuntimeError):
    """A document that could not be made whole; the message says why without a fact in it."""


class PrinterMissing(RenderingFailed):
    """WeasyPrint or a system library it needs is not installed; the message says what to install."""


def render(
    kind: str, facts: Mapping[str, Any], *, language: str = "en", held: Mapping[str, bytes] | None = None
) -> bytes:
    """The PDF of one document for one audience.

    ``kind`` is a key of :data:`coordination.documents.facts.KINDS` and ``facts`` its shape, exactly.
    ``language`` is a BCP 47 tag: it words the template and the dates and sets the direction. ``held`` are
    the pictures (PNG or JPEG) that the facts name. The same arguments give the same bytes on the same
    machine.

    Raises shape.WrongFacts for facts that do not fit, PrinterMissing when this machine cannot print, and
    RenderingFailed when anything would be missing from the page: it never returns a page with a gap in it.
    """
    page = markup(kind, facts, language=language)
    held = dict(held or {})
    with _one_at_a_time:
        made, unprintable = _print(page, held)
        if unprintable:
            made, unprintable = _print(_worded(page, unprintable), held)
        if unprintable:
            raise RenderingFailed(f"{kind} has characters that no font on this machine can print.")
    return made


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def markup(kind: str, facts: Mapping[str, Any], *, language: str = "en") -> str:
    """The HTML that is printed: facts in their template, every value escaped.

    Raises shape.WrongFacts, or RenderingFailed where a template asks for something that is not a fact.
    """
    shape.check(kind, facts)
    environment = _environment(language)
    try:
        return environment.get_template(f"documents/{kind}.html").render(facts=facts, kind=kind)
    except UndefinedError as absent:
        raise RenderingFailed(f"The template of {kind} asks for something it is not given: {absent}") from absent


# The words of a page: language, dates, direction.


@cache
def _locale(language: str) -> Locale:
    if not _LANGUAGE.fullmatch(language):
        raise RenderingFailed("A document's language is a tag such as en, cy or pt-BR.")
    try:
        return Locale.parse("en-GB" if language == "en" else language, sep="-")
    except (UnknownLocaleError, ValueError) as unknown:
        raise RenderingFailed(f"There is no language {language!r}.") from unknown


def translations(language: str) -> NullTranslations:
    """The catalogue of a language; where there is none, the English of the templates."""
    return Translations.load(str(TRANSLATIONS), [str(_locale(language))])


def worded_day(when: str, *, language: str = "en") -> str:
    """An ISO date as a document of this language words it ("12 March 2027"); other words as they are."""
    return _worder(_locale(language), "day")(when)


@cache
def _environment(language: str) -> Environment:
    locale = _locale(language)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(language=language, direction=locale.text_direction)
    environment.filters.update({style: _worder(locale, style) for style in ("day", "weekday", "near")})
    environment.filters.update(number=_number, plain=_plain)
    if locale.text_direction == "rtl":
        environment.finalize = _kept_in_order
        environment.filters["number"] = _number_from_the_left
    return environment


def _worder(locale: Locale, style: str) -> Callable[[str], str]:
    """A filter that words an ISO date in the page's language and leaves other words alone.

    ``day`` is "12 March 2027", ``weekday`` is "Friday 12 March 2027" and ``near``, for a day within months
    of the document, "Friday 12 March". Only English has the last: elsewhere it is the whole date.
    """
    pattern = {"day": "long", "weekday": "full", "near": "full"}[style]
    if locale.language == "en" and style != "day":
        pattern = "EEEE d MMMM y" if style == "weekday" else "EEEE d MMMM"

    def worded(when: str) -> str:
        if not _ISO_DATE.fullmatch(when):
            return when
        try:
            return format_date(date.fromisoformat(when), pattern, locale)
        except ValueError as impossible:
            raise RenderingFailed("A fact has a date that is not in the calendar.") from impossible

    return worded


def _number(telephone: str) -> str:
    """A telephone number that stays on one line."""
    return telephone.replace(" ", "\N{NO-BREAK SPACE}")


def _number_from_the_left(telephone: str) -> str:
    """A telephone number on a page read from the right: its parts would change places without the isolate."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{_number(telephone)}\N{POP DIRECTIONAL ISOLATE}" if telephone else ""


def _plain(name: str) -> Markup:
    """A word for the page's own use, in an attribute, and not for a reader."""
    return escape(name)


def _kept_in_order(value: object) -> object:
    """What a fact says, in its own direction: a name in Latin letters keeps its order on a page read from the right.

    Spaces inside numbers are made to hold them together: "0800 1111" would otherwise be read as "1111 0800".
    """
    if isinstance(value, Markup):
        return Markup(_INSIDE_A_NUMBER.sub("\N{NO-BREAK SPACE}", value))  # noqa: S704 - escaped already
    if isinstance(value, str) and value:
        held = _INSIDE_A_NUMBER.sub("\N{NO-BREAK SPACE}", value)
        return f"\N{FIRST STRONG ISOLATE}{held}\N{POP DIRECTIONAL ISOLATE}"
    return value


# Printing.


@dataclass(frozen=True)
class _Printer:
    weasyprint: Any
    font_config: Any
    style: Any
    fetcher: type


@cache
def _printer() -> _Printer:
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except ImportError as absent:
        raise PrinterMissing(
            "Documents need WeasyPrint: run ./run setup, which installs the locked dependencies."
        ) from absent
    except OSError as absent:
        raise PrinterMissing(
            "Documents need Pango and a font. Debian and Ubuntu: apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation. macOS: brew install pango "
            "font-liberation."
        ) from absent

    class HeldOnly(URLFetcher):
        """Gives out the pictures that came with the facts, and nothing else whatever its address."""

        def __init__(self, held: Mapping[str, bytes]) -> None:
            super().__init__(allowed_protocols=("held",), allow_redirects=False)
            self._held = held

        def fetch(self, url: str, headers: object = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme != "held" or name not in self._held:
                raise ValueError("only pictures handed over with the facts are printed")
            body = self._held[name]
            media = next((kind for start, kind in _PICTURES.items() if body.startswith(start)), None)
            if media is None:
                raise ValueError("a picture is a PNG or a JPEG")
            return URLFetcherResponse(url, body, {"Content-Type": media})

    fonts = FontConfiguration()
    style = weasyprint.CSS(string=STYLE.read_text(), font_config=fonts, url_fetcher=HeldOnly({}))
    return _Printer(weasyprint, fonts, style, HeldOnly)


def _print(page: str, held: Mapping[str, bytes]) -> tuple[bytes, set[str]]:
    """The PDF of a page, and the characters in it that no font here can draw."""
    printer = _printer()
    with _complaints() as complaints:
        try:
            document = printer.weasyprint.HTML(string=page, base_url="held:", url_fetcher=printer.fetcher(held)).render(
                font_config=printer.font_config, stylesheets=[printer.style]
            )
            made: bytes = document.write_pdf(pdf_variant=PDF_VARIANT, finisher=tagging.finish)
        except MemoryError:
            raise
        except Exception as broken:
            # The error's own words may quote the page, and the page is about a child.
            raise RenderingFailed(f"WeasyPrint could not lay out the page: {type(broken).__name__}.") from broken
    if complaints.errors:
        raise RenderingFailed(f"WeasyPrint reported: {'; '.join(complaints.errors)}")
    return made, complaints.undrawn


class _Complaints(logging.Handler):
    """Gathers what WeasyPrint logs: its errors, and the characters for which it found no glyph."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[str] = []
        self.undrawn: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if "no glyph" in record.msg or ".notdef" in record.msg:
            self.undrawn.add(str(record.args[0]) if isinstance(record.args, tuple) else "")
        elif record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[_Complaints]:
    log = logging.getLogger("weasyprint")
    gathered = _Complaints()
    log.addHandler(gathered)
    try:
        yield gathered
    finally:
        log.removeHandler(gathered)


def _worded(page: str, undrawn: set[str]) -> str:
    """The page with pictographs that cannot be drawn put in words: "(unicorn face)".

    Letters are not replaced: a name with letters left out is no name, so a missing script stops the document.
    """
    letters = sorted({_script(one) for one in undrawn if unicodedata.category(one)[0] in "LMN"})
    if letters:
        raise RenderingFailed(f"No font here has {', '.join(letters)} letters: install one (fonts-noto-core has most).")
    for one in undrawn:
        name = unicodedata.name(one, "").lower()
        # Joiners, variation selectors and private characters draw nothing of their own: leave them out.
        page = page.replace(one, f" ({name}) " if name and unicodedata.category(one) == "So" else "")
    return page


def _script(letter: str) -> str:
    return unicodedata.name(letter, "unknown").split(" ")[0].title()
