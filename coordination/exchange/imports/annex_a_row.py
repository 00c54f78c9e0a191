"""One row of an Annex A list: answers and codes as councils write them, turned into the codes we keep.

Councils write one code in many ways: ``C2``, ``C2: FCO``, ``b) Full care order``, ``Full care order [C2]``. A
code is taken where it stands first or alone in brackets, then our own label and our own list of other
wordings (``annex_a_values.json``) are tried. What is none of them is left out with a warning, never guessed.
"""

import json
import re
from functools import cache
from importlib import resources
from typing import Any, Final

from coordination.codes import CodeList, code_list
from coordination.exchange.imports.values import RowReader, as_text, plain

# The letter Ofsted's own template puts before each choice: "b) Female".
_LETTERED: Final = re.compile(r"^[a-z]{1,2}\)\s*", re.IGNORECASE)
_FIRST: Final = re.compile(r"^[(\[]?([A-Za-z0-9]+)(?:$|[\s:;.,)\]\-–—>])")
_FIRST_LETTER: Final = re.compile(r"^[(\[]?([A-Za-z0-9])(?:$|\s?[:;)\]\-–—])")
# A council's own number before the words: "A1 - White British", "A.A1) White British".
_TAGGED: Final = re.compile(r"^[(\[]?[A-Za-z0-9.]{1,6}[)\]]?\s*[-:)>]?\s+")
_BRACKETED: Final = re.compile(r"[(\[]([A-Za-z0-9]+)[)\]]\s*$")


@cache
def _wordings() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("annex_a_values.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _words_of(list_name: str) -> dict[str, str]:
    """Wordings of one list, each with its code: our labels first, then the other wordings."""
    words = {plain(code.label): code.stored_as for code in code_list(list_name).values()}
    for code, others in _wordings().get(list_name, {}).items():
        for other in others:
            words.setdefault(plain(other), code)
    return words


class AnnexRow(RowReader):
    """A row of one list of Annex A."""

    def coded(self, field: str, list_name: str) -> str | None:
        """The code of ``list_name`` that the cell says, None when blank. Anything else is left out."""
        value = self.value(field)
        if value is None:
            return None
        codes = code_list(list_name)
        text = _LETTERED.sub("", as_text(value)).strip()
        words = _words_of(list_name)
        code = _code_in(text, codes) or words.get(plain(text)) or words.get(plain(_TAGGED.sub("", text)))
        if code is None:
            self.unknown_code(field, codes, value)
            return None
        return codes[code].stored_as if code in codes else code

    def answer(self, field: str) -> bool | None:
        """Yes or no as councils write them; None when blank or said not to be known. Else left out."""
        value = self.value(field)
        if value is None or isinstance(value, bool):
            return value
        text = plain(_LETTERED.sub("", as_text(value)))
        wordings = _wordings()
        if text in wordings["yes"]:
            return True
        if text in wordings["no"]:
            return False
        if text not in wordings["not_said"]:
            self.warn(field, "not_yes_or_no", f"{self.column(field)} is neither yes nor no. It is left out.")
        return None

    def disabled(self, field: str) -> bool | None:
        """Whether the child has a disability. A code of the kind of disability is a yes."""
        value = self.value(field)
        if value is not None and _code_in(_LETTERED.sub("", as_text(value)), code_list("disability")) not in (
            None,
            "NONE",
        ):
            return True
        return self.answer(field)


def _code_in(text: str, codes: CodeList) -> str | None:
    """The code that stands first in ``text``, or alone in brackets at its end."""
    for pattern in (_FIRST, _BRACKETED):
        found = pattern.search(text)
        if found is None:
            continue
        code = found[1].upper()
        # One letter may be a word ("A mixed background"), so it counts only before a sign or alone.
        if code in codes and (len(code) > 1 or code.isdigit() or _FIRST_LETTER.search(text)):
            return code
    return None
