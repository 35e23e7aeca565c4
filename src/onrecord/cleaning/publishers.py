"""The name of the outlet, as its page writes it."""

import re
from collections.abc import Sequence

from onrecord.cleaning.page import LONGEST_LINE, Page, mixed_case
from onrecord.cleaning.wording import folded, tokens, words
from onrecord.labels import TEXT_ROLES, Reason

_OWNER = re.compile(
    r"(?:©|\(c\)|\bcopyright\b|\bpublished\sby\b)(?:[\s:©,.|–—-]|(?:19|20)\d\d|present"
    r"|copyright|by\s)*(?P<owner>[^\W\d_][^|©\n•·]{1,80})",
    re.IGNORECASE,
)
_AFTER_OWNER = re.compile(
    r"[\s,.:;–—-]*(?:all\s+rights?\s+reserved|alle\s+rechte|tous\s+droits|todos\s+l?os\s+d"
    r"|tutti\s+i\s+diritti|(?:19|20)\d\d|"
    r"is\s+a\s|part\s+of|a\s+division|a\s+nonprofit|registered|terms\s+of|privacy"
    r"|published\s+by|unless|\.\s).*$",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|llc|ltd|limited|plc|corp|corporation|co|company|gmbh|ag|s\.?a|s\.?l"
    r"|s\.?r\.?l|s\.?p\.?a|b\.?v|ab|a/s|oy|kg|pty|"
    r"holdings?|verlag\S*|foundation|association)\.?(?=\s*[,.]|\s*$|\s).*$",
    re.IGNORECASE,
)
_OWNERSHIP = ("(c)", "copyright", "published")
_OWNERSHIP_WORDS = frozenset(map(folded, _OWNERSHIP))
_YEAR = re.compile(r"\d\d\d\d")
_LEAST_FOR_PUBLISHER = 1.5
_LEGAL_LINES = 6
_TOP_LINES = 15
_LONGEST_NAME = 50


def name_of(page: Page) -> str | None:
    """The outlet's name, as the page itself writes it; None where the page does not say.

    Short lines that are no part of the article compete: the address, the copyright line, being
    repeated, and how the article speaks of its outlet ("told the Gazette") speak for a line.
    """
    hosts = host_names(page.url)
    owner = _owner(page)
    owner_words = {w for w in folded(owner or "").split() if len(w) > 3} - words("organisations")
    scores: dict[str, float] = {}
    written: dict[str, str] = {}
    places = [
        i
        for i, line in enumerate(page.lines)
        if 2 < len(line) <= _LONGEST_NAME and page.roles[i] not in TEXT_ROLES
    ]
    spoken = "\n" + "\n".join(page.spoken_to)
    own = folded(owner).removeprefix("the ") if owner else None
    contenders = _contenders(page, places, hosts, own, owner_words, spoken)
    for i in places:
        key = page.folded[i]
        if key not in contenders or key in scores:
            continue
        line = page.lines[i]
        if not line[0].isalnum() or len(line.split()) > 6:
            continue
        if line[-1] in ".,!?:;…" or "," in line or _YEAR.search(line):
            continue
        if not _owned(line):
            written[key] = line
            scores[key] = _publisher_score(page, i, hosts, own, owner_words, spoken)
    best = max(scores, key=scores.__getitem__, default=None)
    if best is not None and scores[best] >= _LEAST_FOR_PUBLISHER:
        name = written[best].strip(" _|:-–—")
        spelled = mixed_case(page, name) if name.isupper() or name.islower() else None
        return spelled or name
    return owner


def _contenders(
    page: Page,
    places: Sequence[int],
    hosts: set[str],
    own: str | None,
    owner_words: set[str],
    spoken: str,
) -> set[str]:
    """The lines, as they are compared, for which enough may speak, of those at `places`: most are
    not worth weighing.
    """
    found = {key for key in page.folded[:_TOP_LINES] if _told(key) in spoken}
    if Reason.site_name in page.reasons:
        found.update(page.folded[i] for i in places if page.reasons[i] is Reason.site_name)
    keys = dict.fromkeys([page.folded[i] for i in places])
    # Of all lines at once, which are parted again: one by one takes many times as long.
    joined = "\n".join(keys)
    for key, without_blanks in zip(keys, joined.replace(" ", "").split("\n")):
        if without_blanks.removeprefix("the") in hosts or key.removeprefix("the ") == own:
            found.add(key)
    if any(word in joined for word in owner_words):
        found.update(key for key in keys if not owner_words.isdisjoint(key.split()))
    return found - {""}


def _told(key: str) -> str:
    """What stands in the names that are spoken to, a line each, where one begins as `key` does."""
    return "\n" + key.removeprefix("the ") + " "


def _publisher_score(
    page: Page, i: int, hosts: set[str], own: str | None, owner_words: set[str], spoken: str
) -> float:
    key = page.folded[i]
    own_words = key.split()
    score = 1.5 * (page.reasons[i] is Reason.site_name)
    score += 3.0 * (key.replace(" ", "").removeprefix("the") in hosts)
    if own is not None:
        score += 2.0 * (key.removeprefix("the ") == own)
        prominent = i < _TOP_LINES or page.times[key] > 1
        score += (1.5 if prominent else 0.8) * (not owner_words.isdisjoint(own_words))
    if score or i < _TOP_LINES:
        score += 0.6 * min(3, spoken.count(_told(key)))
    if score:
        score += 0.5 * (page.times[key] > 1) + 0.3 * (i < 4)
    return score - 0.1 * (len(own_words) > 4)


def _owner(page: Page) -> str | None:
    """Whom the last copyright line of the page names, or a company in its last lines, without the
    legal form."""
    behind = range(len(page.lines) - 1, page.last, -1)
    for i in behind:
        line = page.lines[i]
        found = _owned(line) if len(line) <= 2 * LONGEST_LINE else None
        name = _bare_name(found["owner"]) if found else None
        if name:
            return name
    for i in behind[:_LEGAL_LINES]:
        line = page.lines[i]
        if len(line) <= 60 and _LEGAL_FORM.search(line) and (name := _bare_name(line)):
            return name
    return None


def _owned(line: str) -> re.Match[str] | None:
    """What a line says of an owner, if it holds a word by which it could."""
    if line.isascii():
        said = line.lower()
        may_be = any([word in said for word in _OWNERSHIP])
    else:
        may_be = "©" in line or not _OWNERSHIP_WORDS.isdisjoint(tokens(line))
    return _OWNER.search(line) if may_be else None


def _bare_name(owner: str) -> str | None:
    name = _LEGAL_FORM.sub("", _AFTER_OWNER.sub("", owner)).strip(" ,.;:–—-")
    return name if 1 <= len(name.split()) <= 6 and name[:1].isupper() else None


def host_names(url: str | None) -> set[str]:
    """What an outlet may be called by its address: parts of the host, and all of it run together."""
    host = re.sub(r"^(?:\w+:)?//(?:www\.|m\.|edition\.)?|[/:?#].*$", "", url or "").casefold()
    names = {host.replace(".", ""), *host.split(".")} if host else set()
    return {name.replace("-", "").removeprefix("the") for name in names if len(name) > 2}


def squeezed(name: str) -> str:
    """A name as it would stand in an address."""
    return folded(name).replace(" ", "").removeprefix("the")
