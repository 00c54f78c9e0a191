"""Our own languages: complete where it matters most, whole in their placeholders, compiled when the product starts."""

import re

import pytest
from babel.messages.pofile import read_po

from coordination.web import languages

CODES = sorted(path.parent.parent.name for path in languages.CATALOGUES.glob("*/LC_MESSAGES/messages.po"))
HOLDERS = re.compile(r"%\([a-z_]+\)[sd]|%%|\{[a-z_]*\}|\[pages?\]|%s")
MOST_MISSING = 0.05
# What a young person reads must be whole at any time.
YOUNG = (
    "coordination/family/young",
    "coordination/family/routes/young",
    "coordination/templates/family/my_",
    "coordination/templates/family/_young",
    "coordination/templates/family/say.html",
    "coordination/templates/documents/young_person_summary.html",
)


def catalogue(code):
    with (languages.CATALOGUES / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def test_there_are_four_languages_and_one_is_written_from_the_right():
    assert len(CODES) >= 3
    assert [code for code in CODES if languages.language(code).direction == "rtl"]


@pytest.mark.parametrize("code", CODES)
class TestEachLanguage:
    def test_says_all_that_a_young_person_reads(self, code):
        held = catalogue(code)
        missing = [
            message.id
            for message in languages.messages()
            if message.id
            and any(path.startswith(YOUNG) for path, _ in message.locations)
            and not (held.get(message.id) and held.get(message.id).string)
        ]
        assert missing == [], f"Say this in {code}: {missing}"

    def test_says_nearly_all_that_families_read(self, code):
        missing = languages.untranslated(code)
        every = len(languages.messages())
        assert len(missing) <= every * MOST_MISSING, f"{code} does not say yet: {missing}"

    def test_keeps_every_placeholder(self, code):
        wrong = []
        for message in catalogue(code):
            if not message.id or not message.string:
                continue
            if isinstance(message.id, str):
                if sorted(HOLDERS.findall(message.id)) != sorted(HOLDERS.findall(message.string)):
                    wrong.append(message.id)
            elif any(
                form and not set(HOLDERS.findall(form)) <= set(HOLDERS.findall(message.id[1]))
                for form in message.string
            ):
                wrong.append(message.id)
        assert wrong == []

    def test_nothing_is_guessed(self, code):
        assert [message.id for message in catalogue(code) if message.fuzzy and message.id] == []

    def test_says_that_it_awaits_a_reader_until_it_has_been_read(self, code):
        readme = (languages.CATALOGUES / "README.md").read_text()
        assert f"| `{code}` |" in readme


class TestCompiling:
    def test_makes_what_is_missing_or_old_and_leaves_the_rest(self, tmp_path):
        source = tmp_path / "pl" / "LC_MESSAGES" / "messages.po"
        source.parent.mkdir(parents=True)
        source.write_bytes((languages.CATALOGUES / CODES[0] / "LC_MESSAGES" / "messages.po").read_bytes())
        assert languages.compile_catalogues(tmp_path) == ["pl"]
        assert source.with_suffix(".mo").stat().st_size > 1000
        assert languages.compile_catalogues(tmp_path) == []
        assert list(source.parent.glob("*.part")) == []
