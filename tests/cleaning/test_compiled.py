"""What is compiled gives what its twin in Python gives; all of it, on whole pages. The pages are invented."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path

import pytest

from onrecord.cleaning import compiled

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    file.name.removesuffix(".pyx")
    for file in resources.files(compiled).iterdir()
    if file.name.endswith(".pyx")
)
HTML = """<!doctype html><html lang=en><head><title>Ferry sinks | The Lantern</title>
<meta property="og:title" content="Ferry sinks"><script type="application/ld+json">{"@type": "NewsArticle",
"headline": "Ferry sinks", "datePublished": "2031-03-04", "author": {"name": "Ida Vale"}}</script></head>
<body class="page-single"><nav id=topNav><ul><li><a href=/>Home</a><li><a href=/sea>Sea &amp; shore</a></ul></nav>
<main><article class="articleBody story"><h1>Ferry sinks</h1><p class=byline>By <a rel=author href=/ida>Ida Vale</a>
<time datetime="2031-03-04T10:00">4 March 2031</time><figure><img src=f.jpg><figcaption>The ferry, seen from
Askerdale. Photo: Ole Quist</figcaption></figure>
{paragraphs}</article><aside aria-hidden=true class="related-links teaserList"><h2>More</h2><ul>{links}</ul></aside></main>
<footer class=siteFooter>&copy; The Lantern 2031 <b>All rights reserved</b></footer></body></html>"""
PARAGRAPH = (
    "<p>The ferry to Askerdale sank at noon {n} miles out, said harbour master Jo Lind; “all were saved” by "
    "<em>nine</em> crews – the last at 14:0{n}.</p>\n"
)
PAGES = [
    HTML.replace("{paragraphs}", "".join(PARAGRAPH.format(n=n) for n in range(9))).replace(
        "{links}", "".join(f"<li><a href=/{n}>Town hall to be painted, part {n}</a>" for n in range(12))
    ),
    "<p>Один корабль затонул.<p>東京で船が沈んだ。<div><b>غرقت العبارة</b><br>\U0001f6a2\ud800 <pre>a\n b</pre>",
    "<p class='a\" b'>one<div id=x><li>two<td>three</p>four<!-- five <script>six",
    "<p>short",
]


def _clean(with_compiled: bool, pages: list[str]) -> list[str]:
    """What `onrecord clean --jsonl` makes of pages, in a process of its own."""
    lines = "".join(json.dumps({"id": n, "html": page}) + "\n" for n, page in enumerate(pages))
    lines += "".join(json.dumps({"id": -n, "text": page}) + "\n" for n, page in enumerate(pages, 1))
    environment = {**os.environ, "ONRECORD_COMPILED": "1" if with_compiled else "0"}
    command = [sys.executable, "-m", "onrecord", "clean", "--jsonl", "-"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def _built() -> list[str]:
    return [name for name in MODULES if compiled.load(name) is not None]


@pytest.mark.parametrize("name", MODULES)
def test_what_is_compiled_has_a_twin_that_can_be_read(name: str):
    import_module(f"onrecord.cleaning.{name}")


def test_what_can_be_compiled_is():
    compiler = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    if not shutil.which(compiler.split()[0]) or not find_spec("Cython"):
        pytest.skip("no C compiler (or no Cython) on this machine: the twins in Python are used")
    if os.environ.get("ONRECORD_COMPILED") == "0":
        pytest.skip("ONRECORD_COMPILED=0 asks for the twins in Python")
    assert _built() == MODULES, "run `make build`, or `pip install --no-build-isolation -e .` to see why"


def test_the_twins_can_be_asked_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ONRECORD_COMPILED", "0")
    assert [compiled.load(name) for name in MODULES] == [None] * len(MODULES)


def test_invented_pages_come_out_the_same():
    if not _built():
        pytest.skip("nothing is compiled here: there is only one way")
    assert _clean(True, PAGES) == _clean(False, PAGES)


def test_real_pages_come_out_the_same():
    data = ROOT.parent / "shared" / "data" / "cleaning" / "html.jsonl.gz"
    if not data.exists():
        pytest.skip(f"the benchmark's pages are not at hand: no {data}")
    if not _built():
        pytest.skip("nothing is compiled here: there is only one way")
    import gzip

    with gzip.open(data, "rt", encoding="utf-8") as lines:
        pages = [json.loads(line)["html"] for _, line in zip(range(100), lines, strict=False)]
    assert _clean(True, pages) == _clean(False, pages)
