"""Takes the pictures of every page from a running demo and writes ``docs/pages.md``.

``.venv/bin/python docs/pictures/take.py [http://127.0.0.1:8000] [name ...]`` takes all of them, or those named. What
to take stands in ``pages.csv`` beside this: who looks, the way there, and what the page is for. A way is an address
and steps: ``> words`` follows a link (``> ^words`` one that begins so), ``! words`` presses a button, ``* words`` ticks
a box, ``+ /more`` goes deeper, ``= Label: words`` types (``{today.day}`` a part of today's date), ``~ Label: words``
chooses from a list, ``& Label`` attaches a small picture. ``= code`` enters the code that was mailed, ``= app`` the one
of an app that the page sets up, ``= password`` the password where it is asked once more. ``@ who /address`` goes on as
somebody else, at an address or, without one, where they are. ``link`` is the newest one-time link mailed, ``find``
looks for a child by name; ``pdf`` keeps the first page of the file the last link leads to, or of the paper in it where
it is an archive (``pdf:6`` the sixth), and ``print`` the first page as it prints; ``refused`` expects a refusal.
Where a way sends a link, ``link`` is that one from then on; some ways send and change things, so take all from a demo
that is fresh. Pages that look like another stand in ``alike.csv``. ``take.py words`` writes ``docs/pages.md`` anew and
takes nothing.

Two pictures are of a council's own sign-in. Serve the demo with, and take them with, ``OIDC_PROVIDERS=council``,
``OIDC_COUNCIL_LABEL="Two Rivers Council"``, ``OIDC_COUNCIL_ISSUER=http://127.0.0.1:8199``, any
``OIDC_COUNCIL_CLIENT_ID`` and ``OIDC_COUNCIL_CLIENT_SECRET``, and in ``OIDC_COUNCIL_ORGANISATIONS`` the key of Two
Rivers Children's Services, which ends the address of its page. Nobody answers there until a way begins with
``council``: that starts the provider of the tests and goes there, and ``= council`` signs in at it as the lead.
The page of a passkey is there only where ``BASE_URL`` has a name: ``http://localhost:8000``, for the demo and for this.
"""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pyotp
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FilePayload, Locator, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Who looks, in the order of the page, and how wide their screen is, in pixels.
WHO = {
    "anybody": ("Anybody, without signing in", 1280),
    "guest": ("Somebody without an account, by a one-time link, on a phone", 390),
    "lead": ("The lead practitioner", 1280),
    "schoollead": ("The family worker who leads a team from a school", 1280),
    "deputy": ("A second worker of the team", 1280),
    "manager": ("The team manager", 1280),
    "duty": ("The duty worker, when everybody else is at home", 1280),
    "duty2": ("The second duty worker, who confirms", 1280),
    "iro": ("The independent reviewing officer (IRO)", 1280),
    "senco": ("The SENCO", 1280),
    "virtualschool": ("The virtual school head", 1280),
    "adviser": ("The personal adviser", 1280),
    "sendofficer": ("The SEND caseworker", 1280),
    "health": ("The health practitioner", 1280),
    "provider": ("The provider’s worker", 1280),
    "advocate": ("The advocate", 1280),
    "commissioner": ("The commissioner", 1280),
    "analyst": ("The analyst", 1280),
    "admin": ("The administrator", 1280),
    "admin2": ("The second administrator, who confirms", 1280),
    "stranger": ("A social worker on no team of theirs", 1280),
    "privacy": ("The information governance officer", 1280),
    "youngperson": ("Kai, 17, on a phone", 390),
    "youngerchild": ("Ama, 9, on a phone", 390),
    "carer": ("The foster carer, on a phone", 390),
    "ehccarer": ("A foster carer of two, on a phone", 390),
    "formercarer": ("A former carer, on a phone", 390),
    "parent": ("A parent, on a phone", 390),
    "otherparent": ("The other parent, on a phone", 390),
}
PASSWORD = os.environ.get("DEMO_PASSWORD", "two-rivers-demo")
CHILDREN = {"kai": ("Kai", "Bennett"), "ama": ("Ama", "Okafor"), "skye": ("Skye", "Darrow"), "remi": ("Remi", "Adeola")}
# Of a window, in pixels.
HIGH, TALLEST = 844, 1400
REFUSED = 403
COLOURS = 64
MARGIN: Any = dict.fromkeys(("top", "right", "bottom", "left"), "14mm")
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/link/)[\w-]+|(?<=/choose-password/)[\w-]+")
_KEY_IN_A_RULE = re.compile(r"<[^>]+>")
_STEP = re.compile(r" ([>!*+=~&@]) ")
_HEADER = (
    "# Every page, by who looks at it\n\n"
    "Taken from the demo borough; the people are invented. In an address, … stands for a key: no name is ever in one.\n"
    "`docs/pictures/take.py` takes the pictures and writes this page from `docs/pictures/pages.csv`.\n"
)


class Wanted(NamedTuple):
    """One picture: its name, who looks, the page's title, the way there and what the page is for; then its address.

    ``paper`` of a PDF: the kind of paper, by the name of its template.
    """

    name: str
    who: str
    title: str
    way: str
    purpose: str
    address: str = ""
    paper: str = ""

    @property
    def on_paper(self) -> bool:
        """Whether it is of paper."""
        return self.way.split(" ")[0].split(":")[0] in {"pdf", "print"}


def wanted() -> list[Wanted]:
    """Every picture, in the order of the page."""
    with (HERE / "pages.csv").open(newline="") as rows:
        return [Wanted(**row) for row in csv.DictReader(rows)]


def alike() -> list[dict[str, str]]:
    """Pages without a picture of their own: the rule of their address, the picture they are like, what they are for."""
    with (HERE / "alike.csv").open(newline="") as rows:
        return list(csv.DictReader(rows))


def keep_addresses(pictures: Iterable[Wanted]) -> None:
    """Write down at which address each was found."""
    with (HERE / "pages.csv").open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(Wanted._fields)
        rows.writerows(pictures)


def described(pictures: Iterable[Wanted]) -> str:
    """The words of ``docs/pages.md``."""
    held = list(pictures)
    return "\n".join([_HEADER, *_sections(held)]) + "\n"


def _sections(held: list[Wanted]) -> Iterator[str]:
    for who, (heading, _) in WHO.items():
        yield from _section(heading, [of for of in held if of.who == who and not of.on_paper])
    yield from _section("On paper: one page of each", [of for of in held if of.on_paper])
    titles = {of.name: of.title for of in held}
    yield "## Pages like another\n"
    yield "| Page | Looks like | What it is for |\n|---|---|---|"
    for row in alike():
        address = _KEY_IN_A_RULE.sub("…", row["rule"])
        yield f"| `{address}` | {titles[row['like']]} | {row['purpose']} |"
    yield ""


def _section(heading: str, held: list[Wanted]) -> Iterator[str]:
    if held:
        yield f"## {heading}\n"
        yield "| | |\n|---|---|"
        for of in held:
            address = f"<br>`{of.address}`" if of.address else ""
            alt = f"{heading.split(',')[0].split(':')[0]}: {of.title}"
            picture = f'<img src="pictures/{of.name}.webp" width="320" alt="{alt}">'
            yield f"| {picture} | **{of.title}**{address}<br>{of.purpose} |"
        yield ""


class Album:
    """The demo, with one signed-in browser for each person."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        self.base = base
        self.pages: dict[str, Page] = {}
        self.council: subprocess.Popen[str] | None = None
        self.children: dict[str, str] = {}
        for key in CHILDREN:
            page = self.of("lead")
            self.find(page, key)
            found = page.locator("main a[href^='/children/0']").first.get_attribute("href") or ""
            self.children[key] = found.rsplit("/", 1)[-1]

    def of(self, who: str) -> Page:
        """The window of somebody."""
        if who not in self.pages:
            size = {"width": WHO[who][1], "height": HIGH}
            page = self.browser.new_context(viewport=size, locale="en-GB").new_page()  # type: ignore[arg-type]
            page.set_default_timeout(8000)
            if who not in {"anybody", "guest"}:
                page.goto(f"{self.base}/sign-in")
                page.fill("[name=email]", f"{who}@demo.example")
                page.fill("[name=password]", PASSWORD)
                page.press("[name=password]", "Enter")
                page.wait_for_load_state()
            self.pages[who] = page
        return self.pages[who]

    def find(self, page: Page, key: str) -> None:
        """Look for a child by name."""
        page.goto(f"{self.base}/children/find")
        given, family = CHILDREN[key]
        page.fill("[name=given_names]", given)
        page.fill("[name=family_name]", family)
        page.press("[name=family_name]", "Enter")
        page.wait_for_load_state()

    def mailed(self, pattern: str) -> str:
        """The newest thing of a form that the demo would have mailed."""
        page = self.of("anybody")
        page.goto(f"{self.base}/demo/outbox")
        found = re.search(pattern, page.inner_text("main"))
        if found is None:
            raise LookupError(f"nothing like {pattern} was mailed")
        return found.group()

    def take(self, of: Wanted) -> Wanted:
        """Take one picture, and say at which address."""
        page = self.of(of.who)
        if of.way.startswith("refused "):
            return self.take_refused(page, of)
        kind, way = of.way.split(" ", 1) if of.on_paper else ("", of.way)
        kind, _, page_wanted = kind.partition(":")
        start, *steps = _STEP.split(way)
        pairs = list(zip(steps[::2], steps[1::2], strict=True))
        self.start(page, start)
        for step, words in pairs[:-1] if kind == "pdf" else pairs:
            if step == "@":
                page = self.goes_on(*words.split(" ", 1))
            else:
                self.step(page, step, words)
        if kind == "pdf":
            paper = self.base + (self.awaited(page, pairs[-1][1]).get_attribute("href") or "")
            answer = page.request.get(paper)
            if "/account/prove" in answer.url:
                opened(page, answer.url)
                self.step(page, "=", "password")
                answer = page.request.get(paper)
            picture = one_page(paper_in(answer.body()), page_wanted or "1")
            address = answer.url
        else:
            address = page.url
            picture = one_page(page.pdf(format="A4", margin=MARGIN), "1") if kind == "print" else seen(page)
        keep(picture, of.name)
        return of._replace(address=_KEY.sub("…", address.removeprefix(self.base)).split("?")[0])

    def take_refused(self, page: Page, of: Wanted) -> Wanted:
        """Take the picture of a refusal."""
        address = of.way.removeprefix("refused ")
        answer = page.goto(self.base + address)
        if answer is None or answer.status != REFUSED:
            raise LookupError(f"{address} is not refused")
        keep(seen(page), of.name)
        return of._replace(address=address)

    def goes_on(self, who: str, start: str = "") -> Page:
        """The window of somebody else, who goes on from there."""
        page = self.of(who)
        if start:
            self.start(page, start)
        return page

    def start(self, page: Page, start: str) -> None:
        """Where a way begins."""
        if start == "link":
            opened(page, self.mailed(r"http\S+/(?:link|choose-password)/[\w-]+"))
        elif start == "council":
            self.council = self.council or a_council(self.base)
            opened(page, f"{self.base}/sign-in/with/council")
        elif start.startswith("find"):
            self.find(page, start.split("{")[1].rstrip("}"))
        else:
            opened(page, self.base + start.format(**self.children))

    def step(self, page: Page, step: str, words: str) -> None:
        """Go on by one step."""
        match step:
            case ">":
                # Opened by its address: what is folded away has links too.
                opened(page, self.base + (self.link(page, words).get_attribute("href") or ""))
            case "!":
                page.get_by_role("button", name=words).first.click()
            case "*":
                page.get_by_label(words).first.check(force=True)
            case "+":
                opened(page, page.url.split("?")[0] + words)
            case "&":
                page.get_by_label(words).first.set_input_files(a_picture())
            case "~":
                label, option = words.split(": ", 1)
                listed = page.locator("select").filter(has=page.locator("option", has_text=option))
                field = page.get_by_label(label).and_(listed).or_(listed).first
                value = field.locator("option").filter(has_text=option).first.get_attribute("value")
                field.select_option(value, force=True)
            case _ if words == "code":
                page.fill("input[name=code]", self.mailed(r"\b\d{6}\b"))
                page.press("input[name=code]", "Enter")
            case _ if words == "password":
                if "/account/prove" in page.url:
                    page.get_by_label("Your password").first.fill(PASSWORD)
                    page.get_by_role("button", name="Continue").click()
            case _ if words == "council":
                page.fill("input[name=account]", "lead")
                page.get_by_role("button").click()
                page.wait_for_url(f"{self.base}/**")
            case _ if words == "app":
                page.fill("input[name=code]", pyotp.TOTP(page.inner_text(".app-key").replace(" ", "")).now())
                page.press("input[name=code]", "Enter")
            case _:
                label, text = words.split(": ", 1)
                page.get_by_label(label).first.fill(text.format(today=datetime.now(UTC)))
        page.wait_for_load_state()

    def link(self, page: Page, words: str) -> Locator:
        """The first link of a page's own part that holds these words, or begins with them."""
        wanted = re.compile(rf"^\s*{re.escape(words[1:])}") if words.startswith("^") else words
        return page.locator("main a[href], .app-strip a[href], .app-tabs a[href]").filter(has_text=wanted).first

    def awaited(self, page: Page, words: str) -> Locator:
        """A link to paper that may still be on its way out of the press."""
        for _ in range(20):
            if self.link(page, words).count():
                return self.link(page, words)
            page.wait_for_timeout(3000)
            page.reload()
        raise LookupError(f"no link {words!r} at {page.url}")


def a_council(base: str) -> "subprocess.Popen[str]":
    """The council's own sign-in, where the lead has an account: running."""
    given = {
        "issuer": os.environ["OIDC_COUNCIL_ISSUER"],
        "port": urlsplit(os.environ["OIDC_COUNCIL_ISSUER"]).port,
        "clients": [
            {
                "client_id": os.environ["OIDC_COUNCIL_CLIENT_ID"],
                "client_secret": os.environ["OIDC_COUNCIL_CLIENT_SECRET"],
                "redirect_uris": [f"{base}/sign-in/with/council/answer"],
            }
        ],
        "accounts": {"lead": {"email": "lead@demo.example", "email_verified": True}},
    }
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    running = subprocess.Popen(
        [node, str(ROOT / "tests" / "openid_provider.mjs"), json.dumps(given)], stdout=subprocess.PIPE, text=True
    )
    if running.stdout is None or not any(line.startswith("ready") for line in running.stdout):
        raise LookupError("the council's own sign-in did not start")
    return running


def opened(page: Page, address: str) -> None:
    """Open an address. A refusal or a fault is no picture."""
    answer = page.goto(address)
    if answer is not None and answer.status >= 400:
        raise LookupError(f"{answer.url} answers {answer.status}")


def seen(page: Page) -> Image.Image:
    """The upper part of a page, in a window that is as high as what is kept: what sticks to its edge is at the edge."""
    size = page.viewport_size or {"width": 1280, "height": HIGH}
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(HIGH, min(whole, TALLEST))})
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.set_viewport_size(size)
    return picture


def paper_in(body: bytes) -> bytes:
    """The paper itself, or the one of an archive that holds it."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as held:
        return held.read(next(name for name in held.namelist() if name.endswith(".pdf")))


def one_page(paper: bytes, number: str) -> Image.Image:
    """One page of a PDF by its number from 1, as it looks."""
    made = subprocess.run(
        ["pdftoppm", "-r", "80", "-f", number, "-l", number, "-png", "-"], input=paper, capture_output=True, check=True
    )
    return Image.open(io.BytesIO(made.stdout))


def a_picture() -> FilePayload:
    """Something to attach that shows nobody: the sun over the sea."""
    drawn = Image.new("RGB", (400, 400), "#f7b267")
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((120, 110, 280, 270), fill="#f25c54")
    pen.rectangle((0, 240, 400, 400), fill="#2a6f97")
    for row in range(260, 400, 28):
        pen.line((200 - (row - 230), row, 200 + (row - 230), row), fill="#f7b267", width=6)
    held = io.BytesIO()
    drawn.save(held, "PNG")
    return {"name": "sunset.png", "mimeType": "image/png", "buffer": held.getvalue()}


def keep(picture: Image.Image, name: str) -> None:
    """Keep a picture small: few colours are enough for words."""
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(HERE / f"{name}.webp", lossless=True, quality=60, method=4)


def main() -> int:
    """Every picture, or those named; how many could not be taken."""
    base, *names = sys.argv[1:] or ["http://127.0.0.1:8000"]
    held = wanted()
    failed = take(base, names, held) if base != "words" else 0
    (HERE.parent / "pages.md").write_text(described(held))
    return failed


def take(base: str, names: list[str], held: list[Wanted]) -> int:
    """Take every picture, or those named, and keep where each was found; how many could not be taken."""
    failed = 0
    with sync_playwright() as playwright:
        held_here = map(shutil.which, ("chromium-headless-shell", "chromium"))
        browser = playwright.chromium.launch(executable_path=next(filter(None, held_here)), args=FLAGS)
        album = Album(browser, base)
        for place, of in enumerate(held):
            if names and of.name not in names:
                continue
            try:
                held[place] = album.take(of)
                keep_addresses(held)
            except (LookupError, PlaywrightError, subprocess.CalledProcessError) as missing:
                failed += 1
                sys.stderr.write(f"{of.name}: {str(missing).splitlines()[0]}\n")
        browser.close()
        if album.council is not None:
            album.council.terminate()
            album.council.wait()
    return failed


if __name__ == "__main__":
    sys.exit(main())
