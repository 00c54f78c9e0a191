"""The structure check finds what a screen reader would miss: each thing is taken out and must be noticed."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from coordination.documents import structure


def _elements(document, kind):
    return [one for one in document.objects if isinstance(one, Dictionary) and one.get("/S") == Name(kind)]


def _fonts(document, subtype):
    return [one for one in document.objects if isinstance(one, Dictionary) and one.get("/Subtype") == Name(subtype)]


def _no_language(document):
    del document.Root.Lang


def _not_marked(document):
    document.Root.MarkInfo.Marked = False


def _no_tags(document):
    del document.Root.StructTreeRoot


def _title_not_shown(document):
    document.Root.ViewerPreferences.DisplayDocTitle = False


def _no_title(document):
    del document.docinfo["/Title"]


def _not_pdf_ua(document):
    with document.open_metadata() as metadata:
        del metadata["{http://www.aiim.org/pdfua/ns/id/}part"]


def _figure_without_words(document):
    del _elements(document, "/Figure")[0].Alt


def _table_without_headers(document):
    for cell in _elements(document, "/TH"):
        cell.S = Name.TD


def _header_without_scope(document):
    del _elements(document, "/TH")[0].A.Scope


def _two_main_headings(document):
    _elements(document, "/H2")[0].S = Name.H1


def _skipped_heading(document):
    _elements(document, "/H2")[1].S = Name.H4


def _font_left_out(document):
    del _fonts(document, "/CIDFontType2")[0].FontDescriptor.FontFile2


def _font_without_letters(document):
    del _fonts(document, "/Type0")[0].ToUnicode


def _drawn_without_a_tag(document):
    document.pages[0].contents_add(b"0 0 10 10 re f")


def _marked_for_nobody(document):
    document.pages[0].contents_add(b"/Span <</MCID 9999>> BDC 0 0 10 10 re f EMC")


def _page_out_of_the_tags(document):
    del document.pages[0].obj["/StructParents"]


def _page_with_its_own_order(document):
    document.pages[0].obj.Tabs = Name.R


SPOILED: dict[Callable[[pikepdf.Pdf], None], str] = {
    _no_language: "The document has no language.",
    _not_marked: "The document is not marked as tagged.",
    _no_tags: "The document has no tags.",
    _title_not_shown: "The window does not show the document's title.",
    _no_title: "The document has no title.",
    _not_pdf_ua: "The document does not say that it is PDF/UA-1.",
    _figure_without_words: "A figure has no words in place of the picture.",
    _table_without_headers: "A table has no header cells.",
    _header_without_scope: "A table's header cell does not say whether it heads a row or a column.",
    _two_main_headings: "The document does not begin with its one main heading.",
    _skipped_heading: "A heading of level 4 follows one of level 2.",
    _font_left_out: "is not in the file.",
    _font_without_letters: "does not say which letters it draws.",
    _drawn_without_a_tag: "Page 1 draws something that is neither tagged nor an artifact.",
    _marked_for_nobody: "Page 1 has marked text that no tag leads to.",
    _page_out_of_the_tags: "Page 1 is not in the tags.",
    _page_with_its_own_order: "Page 1 does not follow the tags in its tab order.",
}


class TestTheStructureCheck:
    @pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__.strip("_"))
    def test_notices(self, spoil, sample, drawing, printed):
        # One document with figures and one with tables cover every check between them.
        kind = "young_person_summary" if spoil in {_figure_without_words, _skipped_heading} else "review_record"
        with pikepdf.open(io.BytesIO(printed(kind))) as document:
            spoil(document)
            spoiled = io.BytesIO()
            document.save(spoiled)
        findings = structure.check(spoiled.getvalue())
        assert [one for one in findings if one.endswith(SPOILED[spoil])], findings

    def test_a_page_number_is_an_artifact_and_not_read_out(self, printed):
        with pikepdf.open(io.BytesIO(printed("parent_version"))) as document:
            marks = [
                str(operands[0])
                for operands, operator in pikepdf.parse_content_stream(document.pages[0])
                if str(operator) == "BMC"
            ]
        assert marks.count("/Artifact") >= 3

    def test_every_cell_finds_its_headers_by_id(self, printed):
        with pikepdf.open(io.BytesIO(printed("review_record"))) as document:
            names = document.Root.StructTreeRoot.IDTree.Kids[0].Names
            known = [bytes(name) for name in list(names)[::2]]
            asked = {bytes(header) for cell in _elements(document, "/TD") for header in cell.A.get("/Headers", [])}
        assert asked
        assert asked <= set(known)
        assert known == sorted(known)
