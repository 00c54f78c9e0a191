"""Copy what the pages serve from the npm packages into ``static/vendor``, and nothing else.

``./run`` calls this by path after ``npm ci``, before the product itself is installed, so it uses the standard
library alone. The GDS Transport font, the crown and the crest belong to GOV.UK only: their rules are taken
out of the style sheets, the product's own font takes their place, and no font or crown is ever copied.
"""

import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

STYLES = {
    "govuk-frontend": "dist/govuk/govuk-frontend.min.css",
    "@ministryofjustice/frontend": "moj/moj-frontend.min.css",
    "accessible-autocomplete": "dist/accessible-autocomplete.min.css",
}
SCRIPTS = {
    "govuk-frontend": "dist/govuk/govuk-frontend.min.js",
    "@ministryofjustice/frontend": "moj/moj-frontend.min.js",
    "accessible-autocomplete": "dist/accessible-autocomplete.min.js",
}
IMAGES = "node_modules/@ministryofjustice/frontend/moj/assets/images"

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*GDS Transport[^}]*\}")
FONT = re.compile(r"""["']?GDS Transport["']?\s*,\s*arial,\s*sans-serif""")
OWN_FONT = "var(--app-font,arial,sans-serif)"
CROWN = re.compile(r"url\([^)]*govuk-(?:crest|logotype-crown)[^)]*\)")
IMAGE = re.compile(r"url\(/assets/images/([a-z0-9-]+\.svg)\)")
MAP = re.compile(r"(?:/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)")
UNWANTED = re.compile(r"GDS Transport|/assets/|url\([^)]*(?:crest|crown)|\.woff")


class AssetError(Exception):
    """A package does not hold what is expected of it; the message is one line that names the file."""


def gather(root: Path = ROOT) -> list[Path]:
    """Copy every served file from ``root/node_modules`` to ``root/coordination/static/vendor``.

    The folder is made beside its place and put there whole. Returns the copied files. Raises AssetError.
    """
    target = root / "coordination" / "static" / "vendor"
    fresh = target.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "images").mkdir(parents=True)
    for package, name in STYLES.items():
        css, images = style(_text(root, package, name))
        if found := UNWANTED.search(css):
            raise AssetError(f"{package}: {name} still holds {found.group(0)}: see coordination/assets.py.")
        (fresh / Path(name).name).write_text(css, encoding="utf-8")
        for image in images:
            shutil.copyfile(root / IMAGES / image, fresh / "images" / image)
    for package, name in SCRIPTS.items():
        (fresh / Path(name).name).write_text(MAP.sub("", _text(root, package, name)), encoding="utf-8")
    (fresh / "notices.txt").write_text(_notices(root), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return sorted(path for path in target.rglob("*") if path.is_file())


def style(css: str) -> tuple[str, set[str]]:
    """A style sheet fit to be served outside GOV.UK, and the names of the images it asks for."""
    css = FONT_FACE.sub("", css)
    css = FONT.sub(OWN_FONT, css)
    css = CROWN.sub("none", css)
    images = set(IMAGE.findall(css))
    css = IMAGE.sub(r"url(images/\1)", css)
    return MAP.sub("", css), images


def _text(root: Path, package: str, name: str) -> str:
    try:
        return (root / "node_modules" / package / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AssetError(f"{package} has no {name}: run npm ci, or mend coordination/assets.py.") from None


def _notices(root: Path) -> str:
    """Whose work the copies are, as their licences ask."""
    lines = [
        "These files are copied from the following npm packages, without fonts and without the crown.",
        "",
    ]
    for package in STYLES:
        about = json.loads(_text(root, package, "package.json"))
        lines.append(f"{package} {about['version']}, licence {about['license']}")
        for licence in sorted((root / "node_modules" / package).glob("LICEN[CS]E*")):
            lines += ["", licence.read_text(encoding="utf-8").strip(), ""]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    try:
        gather()
    except (AssetError, OSError) as error:
        sys.exit(f"The front-end assets could not be copied: {error}")
