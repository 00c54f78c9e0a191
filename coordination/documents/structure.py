"""A structure check of a finished PDF: what a screen reader needs to find, looked up in the file itself.

It is a check of structure and not a validation: it asks the questions of PDF/UA-1 (ISO 14289-1) that a
machine can answer from tags, metadata and fonts, and neither the whole of the standard nor whether the words
make sense.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Name, Pdf

_HEADINGS = {f"/H{level}": level for level in range(1, 7)}
_TEXT = {"Tj", "TJ", "'", '"'}
_PAINTED = _TEXT | {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI"}
_UA = "{http://www.aiim.org/pdfua/ns/id/}part"


def check(pdf: bytes) -> list[str]:
    """What is missing from the structure of a PDF, one sentence each; an empty list when nothing is."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        findings = [*_catalogue(document), *_fonts(document)]
        root = document.Root.get("/StructTreeRoot")
        if root is None:
            return [*findings, "The document has no tags."]
        elements = list(_elements(root))
        return [
            *findings,
            *_figures(elements),
            *_tables(elements),
            *_headings(elements),
            *_pages(document, elements),
        ]


def _catalogue(document: Pdf) -> Iterator[str]:
    catalogue: Any = document.Root
    if catalogue.get("/MarkInfo", {}).get("/Marked") is not True:
        yield "The document is not marked as tagged."
    if not str(catalogue.get("/Lang", "")):
        yield "The document has no language."
    if catalogue.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "The window does not show the document's title."
    metadata = document.open_metadata(set_pikepdf_as_editor=False)
    if not metadata.get("dc:title") or not str(document.docinfo.get("/Title", "")):
        yield "The document has no title."
    if str(metadata.get(_UA, "")) != "1":
        yield "The document does not say that it is PDF/UA-1."


def _elements(root: Any) -> Iterator[Any]:
    """Every structure element below the root, in reading order."""
    waiting = list(reversed(_kids(root)))
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            waiting.extend(reversed(_kids(element)))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _figures(elements: list[Any]) -> Iterator[str]:
    for figure in elements:
        if str(figure.S) == "/Figure" and not str(figure.get("/Alt", "")).strip():
            yield "A figure has no words in place of the picture."


def _tables(elements: list[Any]) -> Iterator[str]:
    for table in elements:
        if str(table.S) != "/Table":
            continue
        headers = [cell for cell in _elements(table) if str(cell.S) == "/TH"]
        if not headers:
            yield "A table has no header cells."
        for header in headers:
            if str(header.get("/A", {}).get("/Scope", "")) not in {"/Row", "/Column", "/Both"}:
                yield "A table's header cell does not say whether it heads a row or a column."


def _headings(elements: list[Any]) -> Iterator[str]:
    levels = [_HEADINGS[str(element.S)] for element in elements if str(element.S) in _HEADINGS]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield "The document does not begin with its one main heading."
    for above, below in zip(levels, levels[1:], strict=False):
        if below > above + 1:
            yield f"A heading of level {below} follows one of level {above}."


def _fonts(document: Pdf) -> Iterator[str]:
    for font in document.objects:
        if not isinstance(font, pikepdf.Dictionary) or font.get("/Type") != Name.Font:
            continue
        kind, name = str(font.get("/Subtype")), str(font.get("/BaseFont", "/unnamed"))[1:]
        if kind == "/Type0" and "/ToUnicode" not in font:
            yield f"The font {name} does not say which letters it draws."
        if kind in {"/Type0", "/Type3"}:
            continue
        held: Any = font.get("/FontDescriptor", {})
        if not any(program in held for program in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"The font {name} is not in the file."


def _pages(document: Pdf, elements: list[Any]) -> Iterator[str]:
    """Whether everything drawn is either an artifact or led to by a tag."""
    reached = {element.objgen for element in elements}
    root: Any = document.Root.StructTreeRoot
    for number, page in enumerate(document.pages, 1):
        if page.obj.get("/Tabs") != Name.S:
            yield f"Page {number} does not follow the tags in its tab order."
        parents = _parents(root, page.obj.get("/StructParents"))
        if parents is None:
            yield f"Page {number} is not in the tags."
            continue
        lost = False
        for mcid in _marked(page):
            if mcid is None:
                yield f"Page {number} draws something that is neither tagged nor an artifact."
                break
            lost = lost or mcid >= len(parents) or getattr(parents[mcid], "objgen", None) not in reached
        if lost:
            yield f"Page {number} has marked text that no tag leads to."


def _parents(root: Any, key: object) -> Any:
    """The elements of a page's marked content, by their number, from the parent tree."""
    waiting = [root.ParentTree]
    while waiting:
        node = waiting.pop()
        numbers = list(node.get("/Nums", []))
        for found, value in zip(numbers[::2], numbers[1::2], strict=True):
            if found == key:
                return value
        waiting.extend(node.get("/Kids", []))
    return None


def _marked(page: pikepdf.Page) -> Iterator[int | None]:
    """The number of each marked piece that a page draws, None for a piece that is not marked at all."""
    open_marks: list[int | str | None] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        operands: Any = instruction.operands
        if operator == "BMC":
            open_marks.append(str(operands[0]))
        elif operator == "BDC":
            properties = operands[1]
            numbered = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
            open_marks.append(int(properties["/MCID"]) if numbered else str(operands[0]))
        elif operator == "EMC":
            open_marks.pop()
        elif operator in _PAINTED and "/Artifact" not in open_marks:
            yield next((mark for mark in reversed(open_marks) if isinstance(mark, int)), None)
