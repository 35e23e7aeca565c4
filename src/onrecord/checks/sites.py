"""Level corpus: profiles and memories of outlets, and whether the profiles still fit their pages."""

from collections.abc import Iterator, Sequence

from onrecord.checks.finding import Finding, from_error
from onrecord.checks.registry import CHECKS, Severity, refused
from onrecord.corpus import sites
from onrecord.corpus.folder import Folder
from onrecord.corpus.places import dotted, toml_line
from onrecord.corpus.rules import Level
from onrecord.corpus.seeds import SUFFIX, Scrape, provenance_paths
from onrecord.errors import OnrecordError

refused(
    "site-shape",
    Level.shape,
    "A profile or memory of an outlet is TOML or JSON of its shape.",
    "docs/sites.md shows a profile; a memory is learned again by onrecord sites learn",
)
refused(
    "site-page",
    Level.corpus,
    "The page that a profile comes with is in seeds/, and is matched as the profile says.",
    "put the page back, or correct page and matches",
)
refused(
    "site-rule-idle",
    Level.corpus,
    "A profile's rule still matches lines of the outlet's other pages.",
    "look whether the outlet changed its pages; if so, correct or remove the rule",
    severity=Severity.warning,
)


def site_findings(folder: Folder, pages: Sequence[tuple[Scrape, str]]) -> list[Finding]:
    """What is wrong with what a corpus says of its outlets.

    A page that is reserved and not at hand cannot be looked at; nothing is said of it then.

    Args:
        folder: the corpus.
        pages: its scrapes that can be read, with their text layers.
    """
    problems: list[OnrecordError] = []
    known = sites.read(folder.sites, problems)
    found = [from_error(problem) for problem in problems]
    for name, profile in sorted(known.profiles.items()):
        found += _of_profile(folder, name, profile, pages)
    return found


def _of_profile(
    folder: Folder, name: str, profile: sites.Profile, pages: Sequence[tuple[Scrape, str]]
) -> Iterator[Finding]:
    path = folder.sites / f"{name}{sites.PROFILE}"
    text = path.read_text(encoding="utf-8-sig")
    rules = [rule.compiled() for rule in profile.rule]

    def finding(check: str, location: tuple[str | int, ...], message: str) -> Finding:
        found = CHECKS[check]
        line = toml_line(text, location)
        field = dotted(location)
        severity = found.severity.value
        return Finding(str(path), line, field, check, message, found.hint, severity)

    only = sites.Sites(profiles={name: profile})
    shown = [(scrape, layer) for scrape, layer in pages if scrape.path.name == profile.page]
    if not shown and not _is_described(folder, profile.page):
        yield finding("site-page", ("page",), f"there is no scrape {profile.page} in seeds/")
    for scrape, layer in shown[:1]:
        if not only.of_scrape(scrape):
            message = "its provenance file does not say that it is of this outlet, by url or publisher"
            yield finding("site-page", ("page",), message)
        for index, (rule, number) in enumerate(zip(profile.rule, sites.matched(rules, layer))):
            wanted = rule.matches or max(number, 1)
            if number != wanted:
                message = f"matches {number} lines of {profile.page}, not {wanted}"
                yield finding("site-page", ("rule", index, "line"), message)
    others = [
        sites.matched(rules, layer)
        for scrape, layer in pages
        if scrape.path.name != profile.page
        and only.of_scrape(scrape)
    ]
    for index in range(len(rules)) if others else ():
        if not any(numbers[index] for numbers in others):
            message = f"matches no line of the outlet's {len(others)} other pages"
            yield finding("site-rule-idle", ("rule", index, "line"), message)


def _is_described(folder: Folder, name: str) -> bool:
    """Whether a scrape that is not at hand is one of the corpus: a reserved one may be absent."""
    return any(path.name == name + SUFFIX for path in provenance_paths(folder.seeds))
