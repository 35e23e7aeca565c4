"""The site as it is read: built without a warning, no dead link, nothing fetched from elsewhere."""

import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.running import DOCS

pytestmark = pytest.mark.skipif(
    not all(map(find_spec, ("sphinx", "furo", "myst_parser", "sphinx_copybutton"))),
    reason="the site's generator is not installed: pip install '.[docs]'",
)
_FETCHED = {("script", "src"), ("img", "src"), ("link", "href"), ("source", "src"), ("iframe", "src")}


class Page(HTMLParser):
    """What a page of the site links to, fetches, and can be linked to by."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag says."""
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif tag == "a" and name == "href" and value:
                self.links.append(value)
            elif (tag, name) in _FETCHED and value:
                self.fetched.append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it."""
    out = tmp_path_factory.mktemp("site")
    flags = ["-E", "--fail-on-warning", "--nitpicky", "--keep-going", "--quiet"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *flags, str(DOCS), str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


@cache
def read(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def test_every_page_is_there(site: Path) -> None:
    written = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}
    assert written <= {path.relative_to(site) for path in site.rglob("*.html")}


def test_every_page_can_be_reached_from_the_first(site: Path) -> None:
    found, waiting = set(), [site / "index.html"]
    while waiting:
        page = waiting.pop()
        if page in found or page.suffix != ".html" or not page.is_file():
            continue
        found.add(page)
        waiting += [(page.parent / unquote(urlsplit(link).path)).resolve() for link in read(page).links]
    assert {site / p.relative_to(DOCS).with_suffix(".html") for p in DOCS.rglob("*.md")} <= found


def test_no_link_is_dead(site: Path) -> None:
    dead = []
    for path in sorted(site.rglob("*.html")):
        for link in read(path).links + read(path).fetched:
            address = urlsplit(link)
            if address.scheme:
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            fragment = unquote(address.fragment)
            if not target.exists() or (
                fragment and target.suffix == ".html" and fragment not in read(target).anchors
            ):
                dead.append(f"{path.relative_to(site)}: {link}")
    assert not dead


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    pages = [path for path in site.rglob("*.html")]
    assert not [f for path in pages for f in read(path).fetched if urlsplit(f).netloc]
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert "@import" not in styles
    assert "url(http" not in styles.replace('"', "").replace("'", "")
