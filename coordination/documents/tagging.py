"""What WeasyPrint leaves out of the tags, put in before the file is written.

PDF/UA-1 (ISO 14289-1) asks that headers and footers be artifacts and not text to read, that a table's
header cells say what they head, and that a cell's header be found by its ID. WeasyPrint 70 marks the boxes
in a page's margins as text that no tag leads to, and writes neither ``Scope`` nor the tree of IDs.
"""

from collections.abc import Iterator
from typing import Any

_REFERENCE_END = b" 0 R"
# The title of a drawing that says nothing: it is made an artifact, as PDF/UA-1 asks of decoration.
DECORATION = "·"


def finish(document: Any, pdf: Any) -> None:
    """Complete the tags of a document that WeasyPrint has drawn: its ``finisher`` hook (``pdf``: pydyf's)."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    reached = dict(_elements(pdf, root["K"]))
    _scope_headers(pdf, root, reached)
    _decorations_out(pdf, reached)
    _margins_to_artifacts(pdf, root, reached)


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split(b" ", 1)[0])]


def _elements(pdf: Any, kids: list[Any]) -> Iterator[tuple[bytes, Any]]:
    """Every structure element below ``kids``, with its reference, in reading order."""
    waiting = list(reversed(kids))
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, bytes) and kid.endswith(_REFERENCE_END):
            element = _at(pdf, kid)
            if element.get("Type") == "/StructElem":
                yield kid, element
                waiting.extend(reversed(element["K"]))


def _scope_headers(pdf: Any, root: Any, reached: dict[bytes, Any]) -> None:
    """Say of each header cell whether it heads its column or its row, and list the IDs cells refer to."""
    named: list[tuple[bytes, bytes]] = []
    for reference, element in reached.items():
        if element["S"] == "/TH":
            section = _at(pdf, _at(pdf, element["P"])["P"])
            element["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
        if "ID" in element:
            named.append((element["ID"].data, reference))
    if named:
        # The writer's own kinds of object, without a second door to it.
        dictionary, array = type(pdf.catalog), type(pdf.pages["Kids"])
        names = array()
        for key, reference in sorted(named):
            names.extend((key, reference))
        limits = array((names[0], names[-2]))
        leaf = dictionary({"Names": names, "Limits": limits})
        pdf.add_object(leaf)
        tree = dictionary({"Kids": array((leaf.reference,))})
        pdf.add_object(tree)
        root["IDTree"] = tree.reference


def _decorations_out(pdf: Any, reached: dict[bytes, Any]) -> None:
    """Take drawings that say nothing out of the tags; what they draw is then lost to them, and an artifact."""
    for reference, element in list(reached.items()):
        if element["S"] == "/Figure" and getattr(element.get("Alt"), "string", None) == DECORATION:
            _at(pdf, element["P"])["K"].remove(reference)
            del reached[reference]


def _margins_to_artifacts(pdf: Any, root: Any, reached: dict[bytes, Any]) -> None:
    """Turn marked text that no tag leads to (page numbers, running lines) into artifacts."""
    numbers = _at(pdf, root["ParentTree"])["Nums"]
    by_page = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page_reference in pdf.pages["Kids"][::3]:
        page = pdf.objects[page_reference]
        parents = by_page[page["StructParents"]]
        lost = {mcid for mcid, parent in enumerate(parents) if parent not in reached}
        if lost:
            operations = _at(pdf, page["Contents"]).stream
            _as_artifacts(operations, lost)
            for mcid in lost:
                parents[mcid] = b"null"


def _as_artifacts(operations: list[Any], lost: set[int]) -> None:
    for index in range(len(operations) - 1, 1, -1):
        if operations[index] == b"BDC" and operations[index - 1].get("MCID") in lost:
            operations[index - 2 : index + 1] = ["/Artifact", b"BMC"]
