"""What a corpus knows of its outlets: `corpus/sites/`, a profile and a memory for each.

A **profile** (`NAME.toml`) is written by hand: roles of lines by pattern. A **memory**
(`NAME.memory.json`) is learned by `onrecord sites learn`, and only then: keys of the lines that stand
on the pages of several articles. Neither is needed for a page to be cleaned.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, field_validator, model_validator

from onrecord.cleaning.site import Rule, Site, line_key
from onrecord.cleaning.wording import folded
from onrecord.corpus.places import json_line, toml_line
from onrecord.corpus.refusals import validated
from onrecord.corpus.seeds import Scrape, read_toml
from onrecord.disk import write_whole
from onrecord.errors import OnrecordError, SiteError
from onrecord.records import Reason, Record, Role, Sha256, Text

PROFILE, MEMORY = ".toml", ".memory.json"

# A line is an outlet's furniture if it stands on the pages of so many articles, and of such a share.
ARTICLES_AT_LEAST, SHARE_AT_LEAST = 2, 0.03
# Two pages show the same article if they share half of their lines of so many words.
LONG_LINE, SAME_ARTICLE = 12, 0.5

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
_HINT = "docs/sites.md shows a profile"
_LEARN = "learn it again: onrecord sites learn; or remove it"


class ProfileRule(Record):
    """Roles of lines by pattern."""

    line: Text = Field(description="Regular expression that matches the line as a whole.")
    role: Role = Field(description="What such lines are.")
    reason: Reason | None = Field(default=None, description="Why they are stripped, if they are.")
    matches: int | None = Field(
        default=None, ge=1, description="How many lines of `page` it matches; at least one."
    )

    @field_validator("line")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from None
        return pattern

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.role is Role.duplicate:
            raise ValueError("duplicates are found by comparing, a pattern cannot tell them")
        if self.reason and self.role.is_content:
            raise ValueError(f"a {self.role} is kept, so that there is no reason to strip it")
        return self

    def compiled(self) -> Rule:
        """The rule as cleaning uses it."""
        return Rule(re.compile(self.line), self.role, self.reason)


class Profile(Record):
    """What a contributor says of one outlet's pages."""

    hosts: list[Text] = Field(default=[], description="Hosts of its addresses, without www.")
    publisher: Text | None = Field(
        default=None, description="The outlet, as the provenance files name it."
    )
    page: Text = Field(description="A scrape in seeds/ that shows the rules at work.")
    rule: list[ProfileRule] = Field(min_length=1, description="The rules; the first that fits holds.")

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, hosts: list[str]) -> list[str]:
        for given in hosts:
            host = host_of(given if "//" in given else f"//{given}")
            if given != host:
                raise ValueError(f"{given!r} is no host" + (f"; write {host!r}" if host else ""))
        return hosts

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not self.hosts and not self.publisher:
            raise ValueError("say whose pages: hosts = [\"example.org\"], or publisher = \"…\"")
        return self


class Memory(Record):
    """The lines that recur on an outlet's pages."""

    version: int = Field(ge=1, description="Raised by one each time that learning changed it.")
    host: Text | None = Field(description="Host of the pages' addresses; null where they have none.")
    publisher: Text | None = Field(description="The outlet; null where the host says it.")
    pages: list[Sha256] = Field(description="The scrapes that it was learned from, sorted.")
    articles: int = Field(description="How many articles those pages show.")
    lines: list[Annotated[str, StringConstraints(pattern="^[0-9a-f]{16}$")]] = Field(
        description="Keys of the recurring lines, sorted: SHA-256 of a line's folded words, cut."
    )


@dataclass(frozen=True)
class Sites:
    """All that is known of the outlets of a corpus, by name of the site."""

    profiles: dict[str, Profile] = field(default_factory=dict)
    memories: dict[str, Memory] = field(default_factory=dict)
    _made: dict[tuple[frozenset[str], frozenset[str]], Site] = field(
        default_factory=dict, repr=False, compare=False
    )

    def of(self, url: str | None, publisher: str | None) -> Site | None:
        """What is known of the outlet of a page, None where nothing is.

        Args:
            url: the page's address; its host decides, or the nearest domain above it.
            publisher: the outlet's name, which decides where there is no address.
        """
        host = host_of(url)
        profiles = [
            name
            for name, one in self.profiles.items()
            if _fits(one.hosts, one.publisher, host, publisher)
        ]
        memories = [
            name
            for name, one in self.memories.items()
            if _fits([one.host] if one.host else [], one.publisher, host, publisher)
        ]
        if not profiles and not memories:
            return None
        # Millions of pages may be of one outlet.
        wanted = frozenset(profiles), frozenset(memories)
        if wanted not in self._made:
            self._made[wanted] = Site(
                frozenset(key for name in memories for key in self.memories[name].lines),
                tuple(rule.compiled() for name in profiles for rule in self.profiles[name].rule),
            )
        return self._made[wanted]

    def of_scrape(self, scrape: Scrape) -> Site | None:
        """What is known of the outlet of a scrape, by its provenance."""
        told = scrape.provenance
        return self.of(told.url, told.publisher) if told else None


def host_of(url: str | None) -> str | None:
    """The host of an address in lower case, without `www.`."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") or None if host else None


def outlet_of(scrape: Scrape) -> tuple[str | None, str | None] | None:
    """Whose page a scrape is, by its provenance: a host, or else a publisher; None if neither is told."""
    told = scrape.provenance
    host = host_of(told.url) if told else None
    publisher = told.publisher if told and not host else None
    return (host, publisher) if host or publisher else None


def read(folder: Path, problems: list[OnrecordError] | None = None) -> Sites:
    """Read what lies in a `sites/` folder.

    Args:
        folder: the folder; it may be absent.
        problems: where to put what is wrong with a file, so that the others are read.

    Raises:
        SiteError: a file is wrong; names file, line and field. Not where `problems` is given.
    """
    found = Sites()
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            if path.name.endswith(MEMORY):
                found.memories[path.name.removesuffix(MEMORY)] = read_memory(path)
            elif path.name.endswith(PROFILE):
                found.profiles[path.name.removesuffix(PROFILE)] = read_profile(path)
        except SiteError as error:
            if problems is None:
                raise
            problems.append(error)
    return found


def read_profile(path: Path) -> Profile:
    """Read a profile.

    Raises:
        SiteError: not TOML, or not of its shape; names line and field.
    """
    text, value = read_toml(path, SiteError, _HINT, "site-shape")
    return validated(
        Profile,
        value,
        SiteError,
        file=path,
        line_of=partial(toml_line, text),
        hint=_HINT,
        kind="site-shape",
    )


def read_memory(path: Path) -> Memory:
    """Read a memory.

    Raises:
        SiteError: not JSON, or not of its shape; names line and field.
    """
    try:
        text = path.read_text(encoding="utf-8")
        value = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise SiteError(
            f"cannot be read: {error}",
            file=path,
            line=error.lineno if isinstance(error, json.JSONDecodeError) else None,
            hint=_LEARN,
            kind="site-shape",
        ) from None
    return validated(
        Memory,
        value,
        SiteError,
        file=path,
        line_of=partial(json_line, text),
        hint=_LEARN,
        kind="site-shape",
    )


def learn(pages: Iterable[tuple[Scrape, str]], known: Sites) -> dict[str, Memory]:
    """The memories of all outlets of which there are several articles, by name of the site.

    The order of the pages does not matter, and neither does how they were cleaned.

    Args:
        pages: scrapes with their text layers.
        known: what was known before: what stays the same keeps its version.
    """
    outlets: dict[tuple[str | None, str], list[tuple[str, set[str]]]] = defaultdict(list)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for scrape, layer in pages:
        host, publisher = outlet_of(scrape) or (None, None)
        key = folded(publisher or "")
        if host or key:
            outlets[host, key].append((scrape.sha256, _lines(layer)))
            spelled[key][publisher or ""] += 1
    learned = {}
    for (host, key), members in outlets.items():
        name = _name(host) if host else key.replace(" ", "-")
        publisher = min(spelled[key], key=lambda one: (-spelled[key][one], one)) if key else None
        members.sort()
        articles = _articles([lines for _, lines in members])
        if len(articles) < ARTICLES_AT_LEAST:
            continue
        on = Counter(key for lines in articles for key in {line_key(line) for line in lines})
        least = max(ARTICLES_AT_LEAST, SHARE_AT_LEAST * len(articles))
        memory = Memory(
            version=1,
            host=host,
            publisher=publisher,
            pages=[sha256 for sha256, _ in members],
            articles=len(articles),
            lines=sorted(key for key, number in on.items() if key and number >= least),
        )
        before = known.memories.get(name)
        if before:
            same = memory.model_copy(update={"version": before.version})
            memory = same if same == before else memory.model_copy(update={"version": before.version + 1})
        learned[name] = memory
    return learned


def write_memory(folder: Path, name: str, memory: Memory) -> Path:
    """Write a memory into a `sites/` folder, and say where."""
    path = folder / f"{name}{MEMORY}"
    text = json.dumps(memory.model_dump(mode="json"), ensure_ascii=False, indent=1)
    write_whole(path, (text + "\n").encode())
    return path


def matched(rules: Sequence[Rule], layer: str) -> list[int]:
    """How many lines of a page each rule decides."""
    site = Site(rules=tuple(rules))
    decided = Counter(
        id(rule) for line in layer.splitlines() if (rule := site.rule_of(line.strip()))
    )
    return [decided[id(rule)] for rule in rules]


def _fits(
    hosts: Sequence[str], named: str | None, host: str | None, publisher: str | None
) -> bool:
    if host and hosts:
        return any(host == ours or host.endswith("." + ours) for ours in hosts)
    return bool(named and publisher and folded(named) == folded(publisher))


def _name(host: str) -> str:
    """A host as it is, if a file can be called so; else in letters, digits and dashes."""
    return host if _NAME.fullmatch(host) else folded(host).replace(" ", "-")


def _lines(layer: str) -> set[str]:
    return {line.strip() for line in layer.splitlines() if line.strip()}


def _articles(pages: Sequence[set[str]]) -> list[set[str]]:
    """The lines of each article: pages that show the same one, as two scrapes of it do, are one."""
    all_long = [{line for line in lines if len(line.split()) >= LONG_LINE} for lines in pages]
    times = Counter(line for long in all_long for line in long)

    def rarer_half(long: set[str]) -> list[str]:
        return sorted(long, key=lambda line: (times[line], line))[: (len(long) + 1) // 2]

    articles: list[tuple[set[str], set[str]]] = []
    # The articles that have a line, and those that have it in their rarer half: who shares half of
    # its lines with an article shares one with its rarer half, or it with that one's. So nobody is
    # compared with all others for the sake of lines that all have.
    having: dict[str, set[int]] = defaultdict(set)
    having_rarely: dict[str, set[int]] = defaultdict(set)
    for lines, long in zip(pages, all_long, strict=True):
        near = {i for line in rarer_half(long) for i in having[line]}
        near |= {i for line in long for i in having_rarely[line]}
        for place in sorted(near):
            all_lines, prose = articles[place]
            if len(long & prose) > SAME_ARTICLE * min(len(long), len(prose)):
                all_lines |= lines
                prose |= long
                break
        else:
            place, prose = len(articles), set(long)
            articles.append((set(lines), prose))
        for line in long:
            having[line].add(place)
        for line in rarer_half(prose):
            having_rarely[line].add(place)
    return [lines for lines, _ in articles]


def names(sites: Sites) -> list[str]:
    """The names of all sites that anything is known of, sorted."""
    return sorted(sites.profiles.keys() | sites.memories.keys())
