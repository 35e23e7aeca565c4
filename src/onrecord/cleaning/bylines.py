"""Read names out of bylines and credit lines."""

import re
from functools import cache

from onrecord.cleaning import dates
from onrecord.cleaning.wording import folded, pattern, words

LONGEST_BYLINE = 240
_PARTICLE = r"(?:d[aeiou]s?|del|della|delle|des|de\sla|van|von|der|den|ter|ten|te|la|le|el|al|bin|ibn|ben|abu|zu|zur|af|av|dos|ap|y|e|i|st\.?)"
_INITIAL = r"(?:[^\W\d_a-z]\.\s?)+"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_PART = rf"(?:(?:[dDlLO]['’]|Mc|Mac|al-|Al-|el-|El-)?{_CAPITAL}[\w'’-]*\.?)"
_NAME = re.compile(rf"(?:{_INITIAL}|{_PART})(?:\s+(?:{_PARTICLE}\s+){{0,2}}(?:{_INITIAL}|{_PART}|[“\"'(][\w.]+[”\"')]))*")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3々]{2,8}(?:[ \u3000・][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{1,6})?")
_HANDLE = re.compile(r"(?:\(?\s?@\w+\)?|\S+@\S+\.\w+|\[email[^\]]*\]|https?://\S+|\b(?:twitter|x|instagram|facebook|linkedin)\b\s*$)", re.IGNORECASE)
_AND = r"\s+(?:and|und|et|y|e|och|og|en|ja|i|a|și|és|ve|и|та|і|и|dan|και|với|и|ו|with|mit|avec|con|com)\s+|\s*[&+]\s*|\s*、\s*|\s*・\s*(?=\S{3,})"
_SPLIT = re.compile(rf"\s*[;|•·–—]\s*|\s+-\s+|\s{{2,}}|\t")
_LIST = re.compile(rf"\s*,\s*(?:and\s+|und\s+|et\s+|y\s+|e\s+|og\s+|och\s+)?|{_AND}|(?<=\w)/(?=\w)")
_TAIL = re.compile(
    r"\s+(?:in|for|at|of|from|near|aus|für|bei|à|pour|en|para|da|per|voor|i|för|w|dla|von|chez|on|reporting|writes|is|was|as\s+told\s+to)\s+.*$"
)
_BY = re.compile(
    rf"(?:(?:special\s+report|exclusive|analysis|opinion|comment(?:ary)?|column|review|interview|report)\s*[:,]?\s+)?"
    rf"{pattern('by')}(?:\s*[:：/]\s*|\s+|$)",
    re.IGNORECASE,
)
_NO_ONE = frozenset(
    {"staff", "admin", "editor", "editors", "newsroom", "contributor", "contributors", "guest", "anonymous", "author", "authors",
     "redaktion", "redaction", "rédaction", "redacción", "redação", "redazione", "redactie", "editorial", "news desk", "web desk",
     "guest author", "staff writer", "staff reporter", "staff report", "staff writers", "follow", "share", "more", "subscribe"}
)  # fmt: skip
_REPORTED = re.compile(
    r"(?P<kind>(?:additional\s+|further\s+|extra\s+)?(?:reporting|writing|research|editing|edited|compiled|written|video|photography|translation|translated|produced|graphics|data|interview(?:ed)?|words|fact-checking|fact-checked)"
    r"(?:\s+(?:and|&)\s+(?:\w+)){0,2}(?:\s+(?:for\s+\S.{0,40}?))?\s+by|with\s+(?:additional\s+)?(?:reporting|files|material|input)\s+(?:by|from)|with\s+reporting\s+by)\s*[:]?\s+",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"^\W*(?:with\s+)?(?P<who>.{2,200}?)\s+(?:also\s+|both\s+)?(?:contributed|has\s+contributed|have\s+contributed|assisted|provided\s+reporting)(?!\w)",
    re.IGNORECASE,
)
_MATERIAL = re.compile(
    r"(?:mitarbeit|mit\s+material(?:\s+von)?|mit\s+informationen\s+von|unter\s+mitarbeit\s+von|avec|con\s+información\s+de|con\s+informazioni\s+da|com\s+informações\s+d[aeo]s?|met\s+bijdragen\s+van|"
    r"(?:source|quelle|fuente|fonte|kilde|källa|bron|źródło|zdroj|kaynak|sumber)\s*:)\s*:?\s*(?P<who>.{2,120})",
    re.IGNORECASE,
)


def announces(line: str) -> bool:
    """Whether a line is nothing but the words before a name: "By", "Von:"."""
    return bool(_BY.fullmatch(line.strip() + " ")) and len(line) <= 40


def announced(line: str) -> list[str]:
    """The authors of a line that begins as bylines do ("By …", "Von …"); empty if it does not."""
    line = line.strip()
    found = _BY.match(line)
    if not found or len(line) > LONGEST_BYLINE or found.end() == len(line):
        return []
    word = folded(found.group())
    rest = line[found.end() :]
    # Articles and prepositions begin many lines that are no bylines: then only names count.
    return people(rest, only_names=len(word) <= 3 and word != "by" or not found.group()[-1] in ":：")


def people(words_: str, only_names: bool = False) -> list[str]:
    """The names listed in a byline without its "By": places, titles, outlets and handles left out.

    What follows the first name after a comma counts only if it reads as a name too.
    """
    bare = _HANDLE.sub(" ; ", dates.without_date(words_[:LONGEST_BYLINE]))
    names: list[str] = []
    for part in _SPLIT.split(bare):
        part = part.strip(" ,.:")
        if not part:
            continue
        items = [item for item in _LIST.split(part) if item and item.strip()]
        read = [_one(item, first=not names and i == 0) for i, item in enumerate(items)]
        found = [name for name in read if name]
        if not names and not found and items and not only_names:
            found = [part] if _is_agency(part) else []
        names += found
        if names and found == [] and len(names) > 0:
            break
    return list(dict.fromkeys(names))


def is_name(words_: str, fewest: int = 2) -> bool:
    """Whether the words can be a person's name: capitalised, two to five of them, no other sort."""
    words_ = words_.strip(" ,.:|")
    if _IDEOGRAPHS.fullmatch(words_):
        return len(words_) <= 8
    tokens = words_.split()
    if not fewest <= len(tokens) <= 5 or len(words_) > 50 or not _NAME.fullmatch(words_):
        return False
    lowered = [folded(token) for token in tokens]
    return not (_not_in_names() & set(lowered)) and not any(dates.is_weekday(t) for t in lowered)


def contributors(line: str) -> list[str]:
    """People and agencies that a credit line names: "X and Y contributed to this report"."""
    line = line.strip().strip("()[]*_ ")
    credited: list[str] = []
    if found := _CONTRIBUTED.match(line):
        who = _REPORTED.sub("", found["who"])
        credited += _credited(who)
    for found in _REPORTED.finditer(line):
        rest = re.split(r"[;()]|\.\s|\.$", line[found.end() :], maxsplit=1)[0]
        following = _REPORTED.search(rest)
        credited += _credited(rest[: following.start()] if following else rest)
    if not credited and (found := _MATERIAL.search(line)):
        credited += _credited(found["who"])
    return list(dict.fromkeys(credited))


def _credited(who: str) -> list[str]:
    names = []
    for item in _LIST.split(who.strip(" .,;:")):
        item = _TAIL.sub("", (item or "").strip(" .,;:()"))
        item = re.sub(r"^(?:the|with|by|from|agencies\s+and)\s+(?=[a-z])", "", item)
        if item and (is_name(item, fewest=1) or _is_agency(item) or item[:1].isupper()) and len(item) <= 60:
            if not words("roles") & {folded(item)}:
                names.append(item)
    return names


def _one(item: str, first: bool) -> str | None:
    """The name in one item of a list of authors, None if it is something else."""
    item = _TAIL.sub("", item.strip(" .,:()"))
    item = re.sub(rf"^(?:{pattern('by')})\s+(?=\S)", "", item, flags=re.IGNORECASE) if item[:3].lower() in ("by ", "von") else item
    item = _without_titles(item)
    if not item or folded(item) in _NO_ONE:
        return None
    if is_name(item):
        return item
    if first and (_is_agency(item) or is_name(item, fewest=1)):
        return item
    return item if folded(item) in words("agencies") else None


def _without_titles(item: str) -> str:
    """A name without the role words run on behind or set before it: "Ida Vale Reporter"."""
    tokens = item.split()
    role_words = words("roles")
    cut = next((i for i, t in enumerate(tokens) if i and folded(t) in role_words), len(tokens))
    if cut >= 2:
        # "Ida Vale Senior Editor": the adjective before the role goes with it.
        while cut > 2 and cut < len(tokens) and folded(tokens[cut - 1]) in _RANKS:
            cut -= 1
        return " ".join(tokens[:cut])
    while tokens and (folded(tokens[0]) in role_words or folded(tokens[0]) in _RANKS | _STYLES):
        tokens = tokens[1:]
    return " ".join(tokens)


_RANKS = frozenset(
    {"senior", "junior", "staff", "chief", "political", "deputy", "associate", "assistant", "managing", "executive", "contributing",
     "freelance", "foreign", "national", "health", "science", "business", "sports", "sport", "education", "crime", "investigative",
     "diplomatic", "economics", "environment", "global", "guest", "news", "opinion", "social", "media", "technology", "world", "north", "africa", "special"}
)  # fmt: skip
_STYLES = frozenset({"mr", "mrs", "ms", "dr", "prof", "sir", "dame"})


@cache
def _not_in_names() -> frozenset[str]:
    """Words that no person is called."""
    return (
        words("organisations")
        | words("roles")
        | words("home")
        | frozenset(w for w in words("photo") if w not in ("art", "via"))
        | words("published")
        | words("updated")
        | frozenset(
            "the a an and or of in on at to for from with by how why what who when where is are was it this that your our you my we "
            "all new more read share follow subscribe sign log menu search comments comment email copy link print save listen watch "
            "live breaking latest top best first last you're i'm it's don't get here not no yes facebook twitter instagram "
            "whatsapp telegram linkedin reddit youtube tiktok minutes minute min mins ago politics business sport sports "
            "opinion culture entertainment lifestyle health science technology tech travel food style money video videos photos "
            "podcast podcasts newsletter newsletters account privacy policy terms contact about us advertisement der die das und "
            "les des une el los las una il lo gli uma os as".split()
        )
    )


def _is_agency(words_: str) -> bool:
    """Whether the words can be the name of an outlet or agency that signs as an author."""
    bare = folded(words_)
    if bare in words("agencies"):
        return True
    tokens = words_.split()
    return (
        1 <= len(tokens) <= 5
        and words_[:1].isupper()
        and all(t[:1].isupper() or folded(t) in ("of", "the", "for", "and", "de") for t in tokens)
        and bool(set(bare.split()) & words("organisations"))
    )
