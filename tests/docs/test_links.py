"""Links: those within the repository lead somewhere, those that leave it are well formed."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.docs.test_reference import handbook

ROOT = handbook.ROOT
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "schema/*.md", "seeds/*.md", "src/**/*.md")
    for path in ROOT.glob(pattern)
)


def links(path: Path) -> list[str]:
    """The targets of a page's links."""
    lines = handbook.by_fence(path.read_text(encoding="utf-8"))
    text = "".join("" if fenced else line for fenced, line in lines)
    return [link[2] for link in handbook.LINK.finditer(text) if link[2]]


@cache
def anchors(path: Path) -> set[str]:
    """What `#…` may name in a page, as the site shows it."""
    text = path.read_text(encoding="utf-8")
    if path.is_relative_to(ROOT / "docs"):
        text = handbook.page(path.relative_to(ROOT / "docs").with_suffix("").as_posix(), text)
    lines = handbook.by_fence(text)
    headings = [line for fenced, line in lines if not fenced and re.match("#+ ", line)]
    return {handbook.slug(heading.lstrip("# ").replace("`", "")) for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    for link in links(path):
        address = urlsplit(link)
        if address.scheme:
            assert address.scheme in ("http", "https"), link
            assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}(:\d+)?", address.netloc), link
            continue
        target = (path.parent / address.path).resolve() if address.path else path
        assert target.exists(), f"{link} leads nowhere"
        if address.fragment and target.suffix == ".md":
            assert address.fragment in anchors(target), f"{link} has no such heading"


def test_links_are_found() -> None:
    assert any(links(path) for path in PAGES)
    assert handbook.slug("What is, and is not: `a-b` (c_d)".replace("`", "")) == "what-is-and-is-not-a-b-c_d"
