"""The kinds of file that somebody may send: by ending, the media type, and what such a file begins with."""

# What a zip file begins with: word-processor files and workbooks are such packages.
PACKAGE = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# An email begins with whichever header its program writes first: what is inside is looked at instead.
KINDS: dict[str, tuple[str, bytes]] = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".docx": (f"{_OFFICE}wordprocessingml.document", PACKAGE),
    ".xlsx": (f"{_OFFICE}spreadsheetml.sheet", PACKAGE),
    ".odt": ("application/vnd.oasis.opendocument.text", PACKAGE),
    ".eml": ("message/rfc822", b""),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
}
# The same in words, for the hint beside a question.
IN_WORDS = "PDF, Word, Excel, OpenDocument, a saved email (.eml) or a picture"


def ending_of(name: str) -> str:
    """The ending of a file's name, in small letters; "" where it has none."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot >= 0 else ""
