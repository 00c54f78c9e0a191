"""Languages of the family's pages, documents and mail. Worker pages are English.

A page speaks another language when its blueprint says so (:func:`speaks`), or, where one address is a page of the
team and of the family, when its view does and one of the family reads it (:func:`speaks_to_family`). The language is,
in this order:
the one just asked for by ``?language=``, the one the person keeps in their account, the one remembered in a
cookie, the browser's, English. A language exists when there is a compiled catalogue for it in
``coordination/translations``.
"""

import io
import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask import Blueprint, Flask, Response, current_app, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext

ENGLISH = "en"
COOKIE = "language"
PACKAGE = Path(__file__).resolve().parent.parent
CATALOGUES = PACKAGE / "translations"
# Papers and pictures that only those who work with a child are given: English, until somebody needs them.
_FOR_WORKERS = (
    "coordination/templates/documents/review_record",
    "coordination/templates/documents/school_action_sheet",
    "coordination/reviews/papers/review_record",
    "coordination/reviews/papers/school_sheet",
    "coordination/reviews/papers/wording",
    "coordination/web/charts",
    "coordination/templates/components/charts",
)
View = TypeVar("View", bound=Callable[..., Any])
_YEAR = 365 * 24 * 60 * 60
_HOLDERS = re.compile(r"(%\([a-z_]+\)[sd]|%%|\{[a-z_]*\}|<[^>]+>)")


class Language(NamedTuple):
    """A language as a page needs it: its code for ``lang``, its direction for ``dir``, its own name for
    itself."""

    code: str
    direction: str
    name: str


def gettext(message: str, **values: object) -> str:
    """``message`` in the language of the page, with its values put in."""
    return str(_gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """The form of a message that goes with the number ``num`` (also the value ``%(num)s``)."""
    return str(_ngettext(singular, plural, num, **values))


def register(
    app: Flask,
    actor_language: Callable[[], str | None] = lambda: None,
    is_family: Callable[[], bool] = lambda: False,
) -> None:
    """Set languages up. ``actor_language`` answers the language the person signed in keeps, or None; ``is_family``,
    whether whoever reads is one of the family.
    """
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(CATALOGUES))
    app.extensions["read_by_family"] = is_family
    compile_catalogues()
    Babel(
        app,
        default_locale=ENGLISH,
        default_timezone="Europe/London",
        locale_selector=lambda: _select(actor_language),
    )
    app.jinja_env.globals |= {"language_now": language_now, "languages_offered": languages_offered}
    app.after_request(_remember)


def compile_catalogues(folder: Path = CATALOGUES) -> list[str]:
    """Compile each language whose translations are newer than their catalogue; answers the codes of those it compiled.

    Called when the product starts. A folder that may not be written keeps what a build compiled before. Two that
    start at once write the same file, each whole.
    """
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalog = read_po(file)
        whole = io.BytesIO()
        write_mo(whole, catalog)
        part = target.with_name(f"messages.{os.getpid()}.part")
        try:
            part.write_bytes(whole.getvalue())
            part.replace(target)
        except OSError:
            continue
        made.append(source.parent.parent.name)
    return made


def untranslated(code: str) -> list[str]:
    """What families, carers and young people read that a language does not say yet, in the order of the template."""
    with (CATALOGUES / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        held = read_po(file)
    missing = []
    for message in messages():
        if not message.id or all(path.startswith(_FOR_WORKERS) for path, _ in message.locations):
            continue
        said = held.get(message.id, context=message.context)
        string = said.string if said is not None else None
        if not string or not all([string] if isinstance(string, str) else string):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def speaks(blueprint: Blueprint) -> Blueprint:
    """Mark a blueprint whose every page goes through gettext, so that it follows the reader's language."""
    blueprint.speaks_languages = True  # type: ignore[attr-defined]
    return blueprint


def speaks_to_family(view: View) -> View:
    """Mark a view whose page for one of the family goes through gettext; the team's page at its address is English."""
    view.speaks_to_family = True  # type: ignore[attr-defined]
    return view


def language_now() -> Language:
    """The language of the page being made."""
    return language(get_locale() or ENGLISH)


def language(locale: Locale | str) -> Language:
    """What is known of a locale: ``Language("ur", "rtl", "اردو")``."""
    known = Locale.parse(str(locale))
    name = known.get_language_name(known) or str(known)
    return Language(str(known).replace("_", "-"), known.text_direction, name[:1].upper() + name[1:])


def languages_offered() -> list[Language]:
    """The languages a family may choose: English, and each with a compiled catalogue, by its own name."""
    return [language(code) for code in _offered()]


def _offered() -> list[str]:
    folders = str(current_app.config["BABEL_TRANSLATION_DIRECTORIES"]).split(";")
    found = {path.parent.parent.name for folder in folders for path in Path(folder).glob("*/LC_MESSAGES/messages.mo")}
    return [ENGLISH, *sorted(found - {ENGLISH})]


def _page_speaks() -> bool:
    names = (request.blueprint or "").split(".")
    blueprints = (current_app.blueprints.get(".".join(names[: n + 1])) for n in range(len(names)))
    if any(getattr(blueprint, "speaks_languages", False) for blueprint in blueprints):
        return True
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "speaks_to_family", False) and bool(current_app.extensions["read_by_family"]())


def _asked_for() -> str | None:
    """The language in the address, when it is one we have."""
    asked = request.args.get("language", "").replace("-", "_")
    return asked if asked in _offered() else None


def _select(actor_language: Callable[[], str | None]) -> str:
    if not request or not _page_speaks():
        return ENGLISH
    offered = _offered()
    for code in (_asked_for(), actor_language(), request.cookies.get(COOKIE)):
        if code and code.replace("-", "_") in offered:
            return code.replace("-", "_")
    for wanted in request.accept_languages.values():
        for code in (wanted.replace("-", "_"), wanted.split("-")[0]):
            if code in offered:
                return code
    return ENGLISH


def _remember(response: Response) -> Response:
    """Keep the language somebody chose by the address: a language only, so no consent is needed."""
    chosen = _asked_for() if _page_speaks() else None
    if chosen:
        response.set_cookie(COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def is_language(code: str) -> bool:
    """Whether ``code`` is a language anybody could mean ("cy", "pt-BR")."""
    try:
        Locale.parse(code, sep="-" if "-" in code else "_")
    except (UnknownLocaleError, ValueError):
        return False
    return True


@cache
def messages() -> Catalog:
    """Every string of the product marked for translation, from templates and Python, with where it stands."""
    catalog = Catalog(project="Coordination", charset="utf-8")
    with (PACKAGE.parent / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    for name, line, message, comments, context in extract_from_dir(
        PACKAGE, methods, options, comment_tags=("For translators:",)
    ):
        catalog.add(message, None, [(f"coordination/{name}", line)], auto_comments=comments, context=context)
    return catalog


def write_template(path: Path = CATALOGUES / "messages.pot") -> int:
    """Write what there is to translate; the number of messages."""
    catalog = messages()
    written = io.BytesIO()
    write_po(
        written,
        catalog,
        omit_header=False,
        sort_output=True,
        no_location=False,
        include_lineno=False,
        width=100,
    )
    kept = [line for line in written.getvalue().splitlines() if not line.startswith(b'"POT-Creation-Date')]
    path.write_bytes(b"\n".join(kept) + b"\n")
    return len(catalog)


def pseudo(message: str) -> str:
    """A message in the pseudo language: longer, accented, bracketed, its placeholders and tags untouched.

    What shows up on a page without brackets did not go through gettext; what is cut off would be cut off in
    Polish.
    """
    table = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
    parts = _HOLDERS.split(message)
    dressed = "".join(part if place % 2 else part.translate(table) for place, part in enumerate(parts))
    return f"[{dressed}{' ~' * (len(message) // 12 + 1)}]"


def write_pseudo(folder: Path, code: str = "ar", catalog: Catalog | None = None) -> Path:
    """Write a compiled catalogue of the pseudo language under ``folder``, by default tagged as a
    right-to-left language.

    Only tests use it: add ``folder`` to ``BABEL_TRANSLATION_DIRECTORIES``. Returns the file written.
    """
    made = Catalog(locale=code)
    for message in catalog or messages():
        if message.id:
            made.add(message.id, _in_every_form(message.id, made.num_plurals), context=message.context)
    path = folder / code / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, made)
    return path


def _in_every_form(message: str | Iterable[str], forms: int) -> str | tuple[str, ...]:
    if isinstance(message, str):
        return pseudo(message)
    singular, plural, *_ = message
    return (pseudo(singular), *(pseudo(plural) for _ in range(forms - 1)))


if __name__ == "__main__":
    write_template()
    compile_catalogues()
