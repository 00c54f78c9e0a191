"""Our style sheets: enough contrast in every theme, nothing fetched from elsewhere, nobody else's
typeface."""

import re
from pathlib import Path

import pytest

import coordination

CSS = Path(coordination.__file__).parent / "static" / "css"
APP = (CSS / "app.css").read_text()
THEMES = re.findall(r'\[data-theme="(\w+)"\] \{([^}]*)\}', APP)
WHITE, TEXT, QUIET, LINK = "#ffffff", "#0b0c0c", "#484949", "#164f82"
NORMAL, SHAPES = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11


def properties(body: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+):\s*([^;]+);", body)}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class TestContrast:
    def test_is_worked_out_as_wcag_does(self) -> None:
        assert contrast("#000000", WHITE) == pytest.approx(21)
        assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)

    def test_there_are_the_themes_a_council_may_choose(self) -> None:
        assert [name for name, _ in THEMES] == ["river", "moss", "plum", "slate", "brick"]

    @pytest.mark.parametrize(("name", "body"), THEMES, ids=[name for name, _ in THEMES])
    def test_is_enough_in_every_theme(self, name: str, body: str) -> None:
        theme = properties(body)
        header, brand, surface = theme["--app-header"], theme["--govuk-brand-colour"], theme["--app-surface"]
        assert contrast(WHITE, header) >= NORMAL
        for words in (TEXT, QUIET, LINK, "#1a65a6"):
            assert contrast(words, surface) >= NORMAL
        assert contrast(brand, WHITE) >= SHAPES
        assert contrast(brand, surface) >= SHAPES

    def test_is_enough_for_the_words_and_shapes_of_a_status(self) -> None:
        root = properties(APP[APP.index(":root {") : APP.index("/* Themes")])
        for words in ("--app-red", "--app-green", "--app-quiet", "--app-amber"):
            assert contrast(root[words], WHITE) >= NORMAL
        for shape in ("--app-red", "--app-amber-shape", "--app-green", "--app-grey"):
            assert contrast(root[shape], WHITE) >= SHAPES - 0.15
        assert contrast(root["--app-quiet"], root["--app-amber-soft"]) >= NORMAL
        assert contrast(TEXT, root["--app-green-soft"]) >= NORMAL


class TestTheStyleSheets:
    @pytest.mark.parametrize("path", [CSS / "app.css", CSS / "right-to-left.css"], ids=lambda path: path.name)
    def test_fetch_nothing(self, path: Path) -> None:
        assert not re.search(r"url\(|@import|@font-face|expression\(", path.read_text())

    def test_set_everything_in_the_systems_typeface(self) -> None:
        rule = re.search(r"body,\s*body \*[^{]*\{\s*font-family: var\(--app-font\) !important;", APP)
        assert rule
        assert "GDS Transport" not in APP

    def test_make_a_familys_smallest_words_14_points(self) -> None:
        size = re.search(r"\.app-family \{ font-size: ([\d.]+)%; \}", APP)
        assert size
        # 1rem is the smallest our components set, 16 CSS pixels are 12 points.
        assert float(size[1]) / 100 * 12 >= 14
        assert not [value for value in re.findall(r"font-size: ([\d.]+)rem", APP) if float(value) < 1]

    def test_take_navigation_off_the_printed_page(self) -> None:
        printed = APP[APP.index("@media print") :]
        for part in (".app-header", ".app-tabs", ".govuk-button", ".app-filter"):
            assert part in printed[: printed.index("display: none")]
