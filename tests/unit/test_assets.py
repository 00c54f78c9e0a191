"""What is copied from the npm packages: the files that are served, without GOV.UK's own font and crown."""

from pathlib import Path

import pytest

from coordination import assets

CSS = (
    '@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2) format("woff2")}'
    ".govuk-body{font-family:GDS Transport,arial,sans-serif;color:#000}"
    ".govuk-footer__copyright-logo:before{background-image:url(/assets/images/govuk-crest.svg)}"
    ".moj-close{background:url(/assets/images/icon-close.svg)}"
    "\n/*# sourceMappingURL=all.css.map*/"
)


class TestAStyleSheet:
    def test_the_font_of_gov_uk_is_replaced_by_ours(self) -> None:
        css, _ = assets.style(CSS)
        assert "GDS Transport" not in css
        assert "woff" not in css
        assert ".govuk-body{font-family:var(--app-font,arial,sans-serif);color:#000}" in css

    def test_the_crest_is_left_out(self) -> None:
        css, images = assets.style(CSS)
        assert "background-image:none" in css
        assert images == {"icon-close.svg"}

    def test_images_are_asked_for_beside_the_sheet(self) -> None:
        css, _ = assets.style(CSS)
        assert "url(images/icon-close.svg)" in css

    def test_nothing_points_at_a_map_that_is_not_served(self) -> None:
        css, _ = assets.style(CSS)
        assert "sourceMappingURL" not in css


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout after ``npm ci``, with small packages."""
    for package, name in (*assets.STYLES.items(), *assets.SCRIPTS.items()):
        file = tmp_path / "node_modules" / package / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(CSS if name.endswith(".css") else "go();//# sourceMappingURL=all.js.map")
        (tmp_path / "node_modules" / package / "package.json").write_text('{"version": "1.2.3", "license": "MIT"}')
    images = tmp_path / assets.IMAGES
    images.mkdir(parents=True)
    (images / "icon-close.svg").write_text("<svg/>")
    (images / "govuk-logotype-crown.png").write_text("crown")
    (tmp_path / "coordination" / "static").mkdir(parents=True)
    return tmp_path


class TestGathering:
    def test_only_what_is_served_is_copied(self, checkout: Path) -> None:
        served = checkout / "coordination" / "static" / "vendor"
        assert [str(path.relative_to(served)) for path in assets.gather(checkout)] == [
            "accessible-autocomplete.min.css",
            "accessible-autocomplete.min.js",
            "govuk-frontend.min.css",
            "govuk-frontend.min.js",
            "images/icon-close.svg",
            "moj-frontend.min.css",
            "moj-frontend.min.js",
            "notices.txt",
        ]
        assert (served / "govuk-frontend.min.js").read_text() == "go();"

    def test_the_packages_are_named_with_their_licences(self, checkout: Path) -> None:
        assets.gather(checkout)
        notices = (checkout / "coordination" / "static" / "vendor" / "notices.txt").read_text()
        assert "govuk-frontend 1.2.3, licence MIT" in notices

    def test_a_second_time_leaves_nothing_of_the_first(self, checkout: Path) -> None:
        assets.gather(checkout)
        old = checkout / "coordination" / "static" / "vendor" / "old.css"
        old.write_text("")
        assets.gather(checkout)
        assert not old.exists()

    def test_a_package_that_changed_its_ways_is_refused(self, checkout: Path) -> None:
        sheet = checkout / "node_modules" / "govuk-frontend" / assets.STYLES["govuk-frontend"]
        sheet.write_text('.a{font-family:"GDS Transport",fancy}')
        with pytest.raises(assets.AssetError, match="govuk-frontend.*still holds GDS Transport"):
            assets.gather(checkout)
        assert not (checkout / "coordination" / "static" / "vendor").exists()

    def test_a_missing_file_is_said(self, checkout: Path) -> None:
        (checkout / "node_modules" / "govuk-frontend" / assets.SCRIPTS["govuk-frontend"]).unlink()
        with pytest.raises(assets.AssetError, match="run npm ci"):
            assets.gather(checkout)
