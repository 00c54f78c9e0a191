"""A letter as a file that an office can edit. What was sent is the paper; this is a way to write another one."""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from docx import Document

from coordination.web.filters import day

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx(facts: Mapping[str, Any], *, dated: date) -> bytes:
    """The letter of these facts (those of its paper) as a Word file with real headings and lists."""
    made = Document()
    made.styles["Normal"].font.name = "Arial"
    made.core_properties.title = facts["cover"]["title"]
    made.core_properties.author = facts["cover"]["organisation"]
    made.core_properties.language = "en-GB"
    made.core_properties.comments = ""
    made.core_properties.created = made.core_properties.modified = datetime.combine(dated, time(12), tzinfo=UTC)
    made.add_paragraph(facts["cover"]["organisation"])
    made.add_paragraph(facts["to"])
    made.add_paragraph(day(dated))
    made.add_heading(facts["cover"]["title"], level=1)
    made.add_paragraph(f"About: {facts['cover']['preferred_name']}. Record: {facts['cover']['record_reference']}")
    for part in facts["parts"]:
        if part["heading"]:
            made.add_heading(part["heading"], level=2)
        for line in part["paragraphs"]:
            made.add_paragraph(line)
        for line in part["points"]:
            made.add_paragraph(line, style="List Bullet")
    sender = facts["sender"]
    for line in (sender["name"], sender["role"], facts["cover"]["organisation"], sender["number"], sender["email"]):
        if line:
            made.add_paragraph(line)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()
