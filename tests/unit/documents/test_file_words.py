"""Reading workbooks and saved emails: whatever somebody who opens one could read is found, wherever it stands."""

import io
import zipfile
from email.message import EmailMessage

import openpyxl
import pytest
from docx import Document
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from coordination.documents import file_words, inside, uploaded
from coordination.documents.kinds import KINDS
from coordination.protected.matching import Matcher, Value

PLACE = "12 Orchard Way"
FINDS = Matcher([Value("address", PLACE), Value("phone", "01632 960777"), Value("position", "53.480806, -2.242611")])
XLSX, EML = KINDS[".xlsx"][0], KINDS[".eml"][0]


def a_workbook(change=lambda book: None):
    book, kept = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Attendance", 94])
    change(book)
    book.save(kept)
    return kept.getvalue()


def a_docx(said="We meet at the library"):
    made, kept = Document(), io.BytesIO()
    made.add_paragraph(said)
    made.save(kept)
    return kept.getvalue()


def with_part(package, name, content):
    """The same package with one part more, or another one in its place."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            if part != name:
                after.writestr(part, before.read(part))
        after.writestr(name, content)
    return kept.getvalue()


def an_email(text="See you on Monday", **headers):
    made = EmailMessage()
    made["From"], made["To"] = "school@demo.example", "office@demo.example"
    made["Subject"] = headers.pop("subject", "Monday")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def attaching(content, name, kind="application/octet-stream"):
    made = an_email()
    main, sub = kind.split("/")
    made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made


def named(content, kind):
    return FINDS.kinds_in(file_words.read(content, kind))


def a_comment(book):
    book.active["A1"].comment = Comment(f"She is at {PLACE}", "A worker")


def a_hidden_sheet(book):
    hidden = book.create_sheet("Notes")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = PLACE


def a_header(book):
    book.active.oddHeader.center.text = f"Visit {PLACE}"


def a_name(book):
    book.defined_names["home"] = DefinedName("home", attr_text=f'"{PLACE}"')


def properties(book):
    book.properties.title = PLACE


class TestAWorkbook:
    @pytest.mark.parametrize(
        "change",
        [
            lambda book: book.active.append([f"She lives at {PLACE}"]),
            a_comment,
            a_hidden_sheet,
            a_header,
            a_name,
            properties,
            lambda book: book.create_sheet(PLACE),
            lambda book: book.active.append([12, "Orchard Way"]),
            lambda book: [book.active.append([12]), book.active.append(["Orchard Way"])],
            lambda book: book.active.append(["x", f'="{PLACE}"']),
        ],
        ids=["cell", "comment", "hidden", "header", "name", "properties", "sheet", "across", "down", "formula"],
    )
    def test_names_a_place_wherever_it_stands(self, change):
        assert "address" in named(a_workbook(change), XLSX)

    def test_a_telephone_number_and_coordinates_that_are_numbers(self):
        said = named(a_workbook(lambda book: book.active.append([1632960777, 53.480806, -2.242611])), XLSX)
        assert said == {"phone", "position"}

    def test_words_that_stand_in_their_cells(self):
        sheet = (
            '<worksheet><sheetData><row r="1"><c t="inlineStr"><is><r><t>12 Orc</t></r><r><t>hard Way</t></r></is></c>'
            "</row></sheetData></worksheet>"
        )
        assert named(with_part(a_workbook(), "xl/worksheets/sheet9.xml", sheet), XLSX) == {"address"}

    def test_another_file_in_it(self):
        held = with_part(a_workbook(), "xl/embeddings/letter.docx", a_docx(PLACE))
        assert named(held, XLSX) == {"address"}

    def test_what_names_none(self):
        assert named(a_workbook(), XLSX) == set()

    def test_a_file_in_it_that_nobody_can_read(self):
        with pytest.raises(file_words.Unread):
            file_words.read(with_part(a_workbook(), "xl/embeddings/oleObject1.bin", b"\x00secret"), XLSX)
        assert uploaded.words_of(with_part(a_workbook(), "xl/embeddings/oleObject1.bin", b"\x00secret"), XLSX) is None


class TestAnEmail:
    @pytest.mark.parametrize(
        "made",
        [
            an_email(f"She lives at {PLACE}"),
            an_email(subject=f"Visit {PLACE} — today"),
            an_email(X_Note=PLACE),
            an_email(Reply_To=f'"{PLACE}" <a@demo.example>'),
            attaching(PLACE.encode("utf-16"), "note.txt"),
            attaching(PLACE.encode(), "note.csv", "text/csv"),
            attaching(a_docx(PLACE), "letter.docx"),
            attaching(a_workbook(a_hidden_sheet), "list.xlsx", XLSX),
            attaching(attaching(a_docx(PLACE), "x.docx").as_bytes(), "inner.eml"),
            attaching(b"nothing", "12 Orchard Way.txt"),
        ],
        ids=["text", "subject", "header", "sender", "wide", "csv", "docx", "xlsx", "in an eml", "name"],
    )
    def test_names_a_place_wherever_it_stands(self, made):
        assert named(made.as_bytes(), EML) == {"address"}

    @pytest.mark.parametrize("way", ["base64", "quoted-printable", "8bit"])
    @pytest.mark.parametrize("code", ["utf-8", "iso-8859-1"])
    def test_in_whatever_way_it_was_packed(self, way, code):
        made = EmailMessage()
        made["From"], made["Subject"] = "a@demo.example", "x"
        made.set_content(f"Café: {PLACE}", charset=code, cte=way)
        assert named(made.as_bytes(), EML) == {"address"}

    def test_in_pages_whose_tags_are_long(self):
        made = an_email()
        style = "font-family: Calibri, sans-serif; color: black; " * 4
        made.add_alternative(f"<p>12 <span style='{style}'>Orchard</span> <b>Way</b></p>", subtype="html")
        assert named(made.as_bytes(), EML) == {"address"}

    def test_in_an_email_in_an_email(self):
        outside = an_email()
        outside.add_attachment(attaching(PLACE.encode(), "a.txt"))
        assert named(outside.as_bytes(), EML) == {"address"}

    def test_in_an_email_that_was_packed_once_more(self):
        packed = (
            b"From: a@demo.example\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        )
        made = EmailMessage()
        made.set_content(an_email(PLACE).as_bytes(), maintype="application", subtype="octet-stream")
        assert named(packed + made.get_payload().encode(), EML) == {"address"}

    def test_what_names_none(self):
        assert named(attaching(a_docx(), "letter.docx").as_bytes(), EML) == set()

    @pytest.mark.parametrize(
        "made",
        [
            attaching(b"\xd0\xcf\x11\xe0\x00old word file", "letter.doc"),
            attaching(b"{\\rtf1 12 Orch{\\b ard} Way}", "letter.rtf"),
            attaching(a_docx(PLACE), "letter.txt", "text/plain"),
        ],
        ids=["doc", "rtf", "a package under another name"],
    )
    def test_an_attachment_that_nobody_can_read(self, made):
        with pytest.raises(file_words.Unread):
            file_words.read(made.as_bytes(), EML)

    def test_emails_in_emails_are_read_so_far_and_no_further(self):
        made = an_email(PLACE)
        for _ in range(12):
            outside = an_email()
            outside.add_attachment(made)
            made = outside
        with pytest.raises(file_words.Unread):
            file_words.read(made.as_bytes(), EML)


class TestWhatIsInside:
    def test_what_people_save_is_taken(self):
        assert inside.wrong(a_workbook(), ".xlsx") is None
        assert inside.wrong(a_docx(), ".docx") is None
        assert inside.wrong(an_email().as_bytes(), ".eml") is None
        assert (
            inside.wrong(b"Received: by x\r\n\tfrom y\r\nFrom: a@demo.example\r\nTo: b@demo.example\r\n\r\nx", ".eml")
            is None
        )

    @pytest.mark.parametrize(
        ("content", "ending", "says"),
        [
            (a_docx(), ".xlsx", "not an XLSX file"),
            (a_workbook(), ".docx", "not a DOCX file"),
            (a_docx(), ".odt", "not an ODT file"),
            (b"PK\x03\x04 and no more", ".xlsx", "not an XLSX file"),
            (with_part(a_workbook(), "xl/vbaProject.bin", b"x"), ".xlsx", "macros"),
            (with_part(a_workbook(), "xl/macrosheets/sheet1.xml", b"<x/>"), ".xlsx", "macros"),
            (with_part(a_docx(), "word/vbaProject.bin", b"x"), ".docx", "macros"),
            (with_part(a_workbook(), "[Content_Types].xml", b"sheet.macroEnabled.main+xml"), ".xlsx", "macros"),
            (with_part(a_workbook(), "xl/big.xml", b"0" * (3 * 1024 * 1024)), ".xlsx", "unpack"),
            (b"<html>12 Orchard Way</html>", ".eml", "not an EML file"),
            (b"\xd0\xcf\x11\xe0 an Outlook message", ".eml", "not an EML file"),
            (b"From: a@demo.example\r\nTo: b\x00\r\n\r\n", ".eml", "not an EML file"),
        ],
    )
    def test_what_is_another_thing_or_harmful_is_not(self, content, ending, says):
        assert says in inside.wrong(content, ending)
