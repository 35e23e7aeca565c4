"""What a corpus knows of its outlets: learned memories, profiles, and what each does to a page."""

import hashlib
import random
from pathlib import Path

import pytest

from onrecord.cleaning.assemble import clean, clean_html
from onrecord.cleaning.blocks import split
from onrecord.cleaning.roles import Label
from onrecord.cleaning.site import Site, line_key
from onrecord.corpus import sites
from onrecord.corpus.seeds import Scrape, ScrapeProvenance
from onrecord.errors import SiteError
from onrecord.records import Reason, Role

PROFILE = """\
hosts = ["tarrinecho.example"]
page = "ferry.txt"

[[rule]]
line = "Tide watch: .*"
role = "player"
"""
TIDE = "Tide watch: the water is rising at the old quay and will be high at noon on every day."


def page(place: str, number: int, *extra: str) -> str:
    """An invented page of the Tarrin Echo: its own article between lines that all pages have."""
    return "\n".join(
        [
            "Tarrin Echo",
            f"{place} keeps its ferry for {number} more years",
            "By Nora Quill",
            f"The board of {place} voted {number} to two for the boats on a wet evening in the hall.",
            f"“We counted {number} hundred riders in {place} alone,” said Ilse Varga, who chairs it.",
            *extra,
            TIDE,
        ]
    )


def scrape(name: str, text: str, **told: str) -> tuple[Scrape, str]:
    """A described scrape with its layer."""
    data = text.encode()
    provenance = ScrapeProvenance(
        sha256=hashlib.sha256(data).hexdigest(), rights="reserved", **told
    )
    return Scrape(Path(name), data, provenance), text


def echo(*places: str) -> list[tuple[Scrape, str]]:
    """Pages of one outlet, each with an article of its own."""
    return [
        scrape(f"{place}.txt", page(place, i + 3), url=f"https://www.tarrinecho.example/{i}")
        for i, place in enumerate(places)
    ]


def test_what_recurs_is_learned() -> None:
    [(name, memory)] = sites.learn(echo("Ostwick", "Pell", "Marrow"), sites.Sites()).items()
    assert name == "tarrinecho.example"
    assert (memory.version, memory.articles, len(memory.pages)) == (1, 3, 3)
    recurring = {line_key("Tarrin Echo"), line_key("By Nora Quill"), line_key(TIDE)}
    assert set(memory.lines) == recurring


def test_order_of_pages_does_not_matter() -> None:
    pages = echo("Ostwick", "Pell", "Marrow", "Dunn")
    learned = sites.learn(pages, sites.Sites())
    for seed in range(4):
        random.Random(seed).shuffle(pages)
        assert sites.learn(pages, sites.Sites()) == learned


def test_one_article_scraped_twice_teaches_nothing() -> None:
    text = page("Ostwick", 3)
    twice = [
        scrape("a.txt", text, url="https://tarrinecho.example/1"),
        scrape("b.txt", text + "\nMore", url="https://tarrinecho.example/1?again"),
    ]
    assert sites.learn(twice, sites.Sites()) == {}


def test_thousands_of_pages_of_one_outlet_are_learned() -> None:
    # Compared each with each, they would take the best part of an hour.
    again = "The harbour master of Tarrin asks all who keep a boat there to paint its number anew."

    pages = [
        scrape(
            f"{i}.txt",
            "\n".join([again, *(f"{k} of {i} " + "lamps and " * 12 for k in range(5))]),
            url="https://www.tarrinecho.example/",
        )
        for i in range(6000)
    ]
    [memory] = sites.learn(pages, sites.Sites()).values()
    assert (memory.articles, len(memory.lines)) == (6000, 1)


def test_learning_the_same_keeps_the_version_and_more_raises_it() -> None:
    first = sites.learn(echo("Ostwick", "Pell"), sites.Sites())
    known = sites.Sites(memories=first)
    assert sites.learn(echo("Ostwick", "Pell"), known) == first
    [more] = sites.learn(echo("Ostwick", "Pell", "Marrow"), known).values()
    assert more.version == 2


def test_outlet_without_address_goes_by_its_name(tmp_path: Path) -> None:
    pages = [scrape(f"{p}.txt", page(p, 4), publisher="The Tarrin Echo") for p in ("Pell", "Dunn")]
    [(name, memory)] = sites.learn(pages, sites.Sites()).items()
    assert name == "the-tarrin-echo"
    sites.write_memory(tmp_path, name, memory)
    known = sites.read(tmp_path)
    assert known.of(None, "the Tarrin Echo").recurring == set(memory.lines)
    assert known.of(None, "The Pell Courier") is None


def test_an_outlet_is_one_however_its_name_is_spelled() -> None:
    names = {"Pell": "The Echo", "Dunn": "THE ECHO", "Marrow": "The Echo.", "Ostwick": "The Echo"}
    pages = [scrape(f"{p}.txt", page(p, 4), publisher=name) for p, name in names.items()]
    for seed in range(4):
        random.Random(seed).shuffle(pages)
        [(name, memory)] = sites.learn(pages, sites.Sites()).items()
        assert (name, memory.publisher, len(memory.pages)) == ("the-echo", "The Echo", 4)


def test_an_outlet_called_like_a_host_is_another() -> None:
    named = [scrape(f"{p}.txt", page(p, 4), publisher="tarrinecho.example") for p in ("Hale", "Mote")]
    learned = sites.learn([*echo("Ostwick", "Pell"), *named], sites.Sites())
    assert {name: memory.host for name, memory in learned.items()} == {
        "tarrinecho.example": "tarrinecho.example",
        "tarrinecho-example": None,
    }


def test_a_name_without_a_letter_names_nobody() -> None:
    pages = [scrape(f"{p}.txt", page(p, 4), publisher="…") for p in ("Pell", "Dunn")]
    assert sites.learn(pages, sites.Sites()) == {}


def test_memory_holds_no_words(tmp_path: Path) -> None:
    [(name, memory)] = sites.learn(echo("Ostwick", "Pell"), sites.Sites()).items()
    written = sites.write_memory(tmp_path, name, memory).read_text()
    assert "Tide" not in written and "Nora" not in written


def test_a_line_that_recurs_is_evidence_against_it() -> None:
    text = page("Ostwick", 3)
    [memory] = sites.learn(echo("Pell", "Marrow"), sites.Sites()).values()
    site = Site(recurring=frozenset(memory.lines))
    assert TIDE in clean(text).text
    known = clean(text, site=site)
    assert TIDE not in known.text
    assert "Ilse Varga" in known.text
    assert "".join(text[b.start : b.end] for b in known.blocks) == text


def test_a_line_that_recurs_is_no_caption() -> None:
    line = "Ask the lantern whether this story was bright enough for you"
    blocks = split(line)
    site = Site(recurring=frozenset({line_key(line)}))
    for role in (Role.caption, Role.deck, Role.credit):
        assert site.refine(line, blocks, [Label(role)]) == [Label(Role.navigation, Reason.interface)]
    assert site.refine(line, blocks, [Label(Role.byline)]) == [Label(Role.byline)]


def test_rules_refine_roles_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / f"tarrinecho.example{sites.PROFILE}").write_text(PROFILE)
    site = sites.read(tmp_path).of("https://news.tarrinecho.example/3", None)
    text = page("Ostwick", 3)
    plain, refined = clean(text), clean(text, site=site)
    changed = [(a, b) for a, b in zip(plain.blocks, refined.blocks, strict=True) if a != b]
    assert [(b.role, b.reason) for _, b in changed] == [(Role.player, Reason.player_control)]
    assert refined.text == plain.text.replace(TIDE, "").strip()


@pytest.mark.parametrize("is_html", [False, True])
@pytest.mark.parametrize(
    ("line", "role", "title"),
    [
        ("Ferry news: .*", "headline", "Ferry news: what the board said"),
        ("Ostwick keeps .*", "navigation", "Ferry news: what the board said"),
        ("Ferry news: .*", "deck", "Ostwick keeps its ferry for 3 more years"),
    ],
)
def test_rules_say_what_is_the_title(is_html: bool, line: str, role: str, title: str) -> None:
    site = Site(rules=(sites.ProfileRule(line=line, role=role).compiled(),))
    lines = page("Ostwick", 3).split("\n")
    lines.insert(2, "Ferry news: what the board said")
    if is_html:
        whole = "".join(f"<p>{line}</p>" for line in lines)
        cleaned = clean_html(f"<title>{lines[1]}</title>{whole}", site=site)
    else:
        cleaned = clean("\n".join(lines), site=site)
    assert cleaned.metadata.headline and cleaned.metadata.headline.text == title
    titles = [block for block in cleaned.blocks if block.role is Role.headline]
    assert [cleaned.layer[one.start : one.end].strip() for one in titles] == [title]


def test_a_duplicate_of_a_refined_line_points_at_no_duplicate(tmp_path: Path) -> None:
    site = Site(rules=(sites.ProfileRule(line="Tarrin.*", role="navigation").compiled(),))
    cleaned = clean(page("Ostwick", 3, "Tarrin Echo", "Tarrin Echo"), site=site)
    role_at = {block.start: block.role for block in cleaned.blocks}
    for block in cleaned.blocks:
        if block.duplicate_of is not None:
            assert role_at[block.duplicate_of] is not Role.duplicate


@pytest.mark.parametrize(
    ("change", "line", "field", "says"),
    [
        (("hosts", "host"), 1, "host", "did you mean 'hosts'?"),
        (('role = "player"', 'role = "song"'), 6, "rule[0].role", "Input should be"),
        (('role = "player"', 'role = "duplicate"'), 4, "rule[0]", "cannot tell them"),
        (('role = "player"', 'role = "deck"\nreason = "menu"'), 4, "rule[0]", "no reason"),
        (("Tide watch: .*", "Tide (watch"), 5, "rule[0].line", "no regular expression"),
        (("[[rule]]", "[[rule]"), 4, None, "not TOML"),
        (('hosts = ["tarrinecho.example"]', ""), None, None, "whose pages"),
        (("tarrinecho.example", "https://www.tarrinecho.example/"), 1, "hosts", "write 'tarrinecho.example'"),
        (("tarrinecho.example", "www.tarrinecho.example"), 1, "hosts", "write 'tarrinecho.example'"),
        (("tarrinecho.example", "TarrinEcho.example"), 1, "hosts", "write 'tarrinecho.example'"),
        (("tarrinecho.example", "/ferry"), 1, "hosts", "'/ferry' is no host"),
    ],
)
def test_wrong_profile_says_where(
    tmp_path: Path, change: tuple[str, str], line: int, field: str, says: str
) -> None:
    path = tmp_path / f"tarrinecho.example{sites.PROFILE}"
    path.write_text(PROFILE.replace(*change))
    with pytest.raises(SiteError) as raised:
        sites.read(tmp_path)
    assert says in raised.value.message
    assert (raised.value.file, raised.value.line, raised.value.field) == (str(path), line, field)
    problems = []
    assert sites.read(tmp_path, problems) == sites.Sites()
    assert [type(problem) for problem in problems] == [SiteError]


def test_a_profile_that_is_not_utf_8_says_where(tmp_path: Path) -> None:
    path = tmp_path / f"tarrinecho.example{sites.PROFILE}"
    path.write_bytes(PROFILE.replace("Tide", "Tid\u00e9").encode("latin-1"))
    with pytest.raises(SiteError, match="UTF-8") as raised:
        sites.read(tmp_path)
    assert raised.value.line == 5


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"version": 0}', '{"lines": ["Tide"]}', "[" * 100_000]
)
def test_damaged_memory_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / f"x{sites.MEMORY}").write_text(text)
    with pytest.raises(SiteError, match="onrecord sites learn"):
        sites.read(tmp_path)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Tarrinecho.example/a?b", "tarrinecho.example"),
        ("http://[", None),
        ("ferry", None),
        ("", None),
        (None, None),
    ],
)
def test_host(url: str | None, host: str | None) -> None:
    assert sites.host_of(url) == host


def test_what_is_known_of_an_outlet_is_put_together_once(tmp_path: Path) -> None:
    (tmp_path / "echo.toml").write_text(PROFILE, encoding="utf-8")
    known = sites.read(tmp_path)
    first = known.of("https://tarrinecho.example/a", None)
    assert first is not None and len(first.rules) == 1
    assert known.of("https://www.tarrinecho.example/b", "Another") is first
    assert known.of("https://other.example/", None) is None
    assert known == sites.read(tmp_path)
