"""Read names out of bylines and credit lines."""

import re
from functools import cache

from onrecord.cleaning import dates
from onrecord.cleaning.wording import folded, is_western, openings, pattern, tokens, words

LONGEST_BYLINE = 240
_PARTICLE = (
    r"(?:d[aeiou]s?|del|della|delle|des|de\sla|van|von|der|den|ter|ten|te|la|le|el|al|bin|ibn"
    r"|ben|abu|zu|zur|af|av|dos|ap|y|e|i|st\.?)"
)
_INITIAL = r"(?:(?:[^\W\d_a-z]\.\s?)+|(?:[^\W\d_a-z]\.)+[^\W\d_a-z])"
_ONE_LETTER = re.compile(r"[^\W\d_a-z]\.")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_PART = rf"(?:(?:[dDlLO]['’]|Mc|Mac|al-|Al-|el-|El-)?{_CAPITAL}[\w'’-]*\.?)"
_NAME = re.compile(
    rf"(?:{_INITIAL}|{_PART})(?:\s+(?:{_PARTICLE}\s+){{0,2}}(?:{_INITIAL}|{_PART}|[“\"'(][\w.]+[”\"')]))*"
)
# "McVALE", "BRANDT-DeVALE", in a line of capitals.
_CAPITALS_BUT_PREFIX = re.compile(r"(?:[A-Z]+-)?(?:Ma?c|D[eiu]|L[ae]|Van)[A-Z]{2,}")
_IDEOGRAPHS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3々]{2,8}(?:[ \u3000・][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{1,6})?"
)
_HANDLE = re.compile(
    r"(?:\(?\s?@\w+\)?|\S+@\S+\.\w+|\[email[^\]]*\]|https?://\S+|\b(?:twitter|x|instagram"
    r"|facebook|linkedin)\b\s*$)",
    re.IGNORECASE,
)
_AND = (
    r"\s+(?:and|und|et|y|e|och|og|en|ja|i|a|și|és|ve|и|та|і|и|dan|και|với|и|ו|with|mit|avec|con"
    r"|com)\s+|\s*[&+]\s*|\s*、\s*|\s*・\s*(?=\S{3,})"
)
_SPLIT = re.compile(r"\s*[;|•·–—]\s*|\s+-\s+|\s{2,}|\t")
_LIST = re.compile(rf"\s*,\s*(?:and\s+|und\s+|et\s+|y\s+|e\s+|og\s+|och\s+)?|{_AND}|(?<=\w)/(?=\w)")
_PART_MARK = re.compile(r"[\d;|•·–—/)]")
_DASH = re.compile(r"\s-")
_GLUED = r"(?:(?:[A-Z][a-z]+ )?by|By|BY|Von)"
_SAYS_BY_INSIDE = re.compile(
    rf"\bas\s+told\s+to\b|(?:[\d;|•·–—/)]|\s-|[ap]\.?m\.?"
    rf"|[A-Z]{{2,4}})\s{{0,3}}{pattern('by')}[\s:]|^{_GLUED}[A-Z]",
    re.IGNORECASE,
)
_JOINTS = frozenset(
    {
        ",",
        "/",
        "|",
        "&",
        "+",
        "•",
        "·",
        "and",
        "und",
        "et",
        "y",
        "e",
        "og",
        "och",
        "en",
        "ja",
        "i",
        "и",
        "and ",
    }
)
_TOLD_TO = re.compile(r"\bas\s+told\s+to\s+", re.IGNORECASE)
_GLUED_BY_CAPITAL = re.compile(rf"{_GLUED}[A-Z]")
_GLUED_BY = re.compile(rf"{_GLUED}(?=[A-Z][a-z]+ )")
# A capital inside a word, where two words were run together ("ValeContributions"), unless a name
# is written so ("MacArthur").
_RUN_ON = re.compile(r"(?<=[a-zß-öø-ÿ]{3})(?<!Mac)(?<!Fitz)(?=[A-Z][a-z]{3})")
# What begins the next part of a line where no blank does: "来源：…作者：…".
_NEXT_LABEL = re.compile(
    r"(?<=[\u3040-\u9fff）)])\s*(?=(?:作者|记者|記者|撰文|来源|來源|(?:责任)?编辑|(?:責任)?編輯)\s*[:：])"
)
_DATE_LABEL = re.compile(
    rf"(?:(?<!\w)(?:{pattern('published')}|{pattern('updated')})|(?:PUBLISHED|UPDATED|Published"
    rf"|Updated))"
    r"\s*(?:on|am|le|at|el|il|den|em|:|：)*\s*$",
    re.IGNORECASE,
)
# "FOXBusiness", run on behind a name: no surname is written so.
_OUTLET_WORD = re.compile(r"[A-Z]{2,}[a-z]+\w*")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_LONGEST_DATE_LABEL = 30
_PLAIN = re.compile(r"[^@\[\](]*(?<!witter)(?<!agram)(?<!cebook)(?<!kedIn)(?<! X)")
_NUMBERS = re.compile(r"(?:^|\s)\(?\d.*$")
_TAIL = re.compile(
    r"\s+(?:on|for|in|at)\s*$|\s+(?:in|for|at|of|from|near|aus|für|bei|à|pour|en|para|da|per"
    r"|voor|i|för|w|dla|von|chez|on|reporting|writes|is|was)\s+.*$"
)
_TAIL_IN_CAPITALS = re.compile(_TAIL.pattern, re.IGNORECASE)
# A sentence that ends behind a name: "Ida Vale. Copyright …"
_NEXT_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})\.\s.*$")
_BY = re.compile(
    rf"(?:(?:special\s+report|exclusive|analysis|opinion|comment(?:ary)?|column|review"
    rf"|interview|report)\s*[:,]?\s+)?"
    rf"{pattern('by')}(?:\s*[:：/]\s*|\s+|$)",
    re.IGNORECASE,
)
# First words of lines that may begin so, in western letters.
_OPENINGS = openings("by") | frozenset(
    "special exclusive analysis opinion comment commentary column review interview report".split()
)
_LONGEST_OPENING = 40
# Shorter names of agencies could be surnames.
_LONGEST_SURNAME_LIKE = 4
_FIRST_WORD = re.compile(r"[a-zA-Z]+")
# Where a word may begin inside a run of letters and digits: "2031By", "ValeBy".
_SEAM = re.compile(r"[a-zß-öø-ÿ\d][A-Z]|\d[^\W\d_]|[^\W\d_]\d|BY[A-Z]")
# The words that announce names: those that do so by themselves, and those that do so together.
_PHRASES = [tokens(phrase) for phrase in sorted(words("by") | {"as told to"})]
_ALONE = frozenset().union(*(phrase for phrase in _PHRASES if len(phrase) == 1))
_TOGETHER = [phrase for phrase in _PHRASES if len(phrase) > 1 and _ALONE.isdisjoint(phrase)]
_WORK = (
    r"(?:reporting|writing|research|editing|compiled|written|edited|video|photography"
    r"|photographs|photos|pictures|translation|"
    r"translated|produced|graphics|data|interviews?|words|fact-check(?:ing|ed))"
)
_REPORTED = re.compile(
    rf"(?:(?:additional|further|extra|with\s+additional)\s+)?{_WORK}(?:\s*(?:,|and|&)\s*{_WORK})*"
    rf"(?:\s+by\s+|\s*:\s*|\s+(?:from|of|for)\s[^.;:()]{{1,60}}?\s+by\s+)"
    r"|with\s+(?:additional\s+)?(?:reporting|files|material|input)\s+(?:by|from)\s+",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"(?:^"
    r"|[.!?]\s+)\W*(?:with\s+)?(?P<who>[^.!?]{2,200}?(?:\b[A-Z]\.[^.!?]{1,100}?)*)\s+(?:also\s+"
    r"|both\s+)?"
    r"(?:contributed|ha(?:s|ve)\s+contributed|assisted|provided\s+reporting)(?!\w)",
    re.IGNORECASE,
)
_TO_THIS_REPORT = re.compile(
    r"\bcontributed\s+(?:\w+\s+)?(?:to\s+(?:this|the)\s+(?:report|story|article|piece)"
    r"|reporting)\b",
    re.IGNORECASE,
)
_MATERIAL = re.compile(
    r"(?:mitarbeit\s*:|unter\s+mitarbeit\s+von|mit\s+(?:material|informationen)(?:\s+von)?"
    r"|avec\s|con\s+información\s+de|con\s+informazioni\s+da|"
    r"com\s+informações\s+d[aeo]s?|met\s+bijdragen\s+van|(?:source|quelle|fuente|fonte|kilde"
    r"|källa|bron|źródło|zdroj|kaynak|sumber)\s*:)\s*"
    r"(?P<who>[^.;]{2,120})",
    re.IGNORECASE,
)


def announces(line: str) -> bool:
    """Whether a line is nothing but the words before a name: "By", "Von:"."""
    return len(line) <= 40 and bool(_BY.fullmatch(line.strip() + " "))


def joins(line: str) -> bool:
    """Whether a line is nothing but what stands between two names: ",", "and"."""
    return line.strip() in _JOINTS


def announced(line: str) -> list[str]:
    """The authors of a line that says "By …" ("Von …"), at its start or behind a date."""
    if len(line) > LONGEST_BYLINE:
        return []
    opens = begins_so(line)
    if not (opens or (_has_parts(line) and _may_say_by_inside(line))):
        return []
    segments = _segments(line)
    if len(segments) > 1 and announces(segments[0]):
        segments[:2] = [" ".join(segments[:2])]
    for segment in segments:
        found = _TOLD_TO.search(segment) or _BY.match(segment) or _GLUED_BY.match(segment)
        if not found or found.end() == len(segment):
            continue
        if not (opens or _SAYS_BY_INSIDE.search(line) or _NEXT_LABEL.search(line)):
            return []
        # Prepositions begin many lines that are no bylines: behind them only names count.
        strict = (
            folded(found.group()) not in ("by", "von", "as told to")
            and found.group()[-1] not in ":："
        )
        names = _listed(segment[found.end() :], agencies=not strict)
        if names:
            return names
    return []


def begins_so(line: str) -> bool:
    """Whether a line begins with the words before a name; few lines need to be read for it."""
    if line[:_LONGEST_OPENING].isascii():
        first = _FIRST_WORD.match(line)
        if first is None or first.group().lower() not in _OPENINGS:
            return False
    return _BY.match(line) is not None


def _has_parts(line: str) -> bool:
    """Whether a line holds more than one thing, as far as its signs or words show."""
    return bool(
        _PART_MARK.search(line)
        or (not line.isascii() and _NEXT_LABEL.search(line))
        or ("-" in line and _DASH.search(line))
        or any([told in line for told in ("told to", "Told to", "TOLD TO")])
        or _GLUED_BY_CAPITAL.match(line)
    )


def _may_say_by_inside(line: str) -> bool:
    """Whether words that announce a name may begin a part of a line: true of all lines of which
    `announced` would find one behind a date or the like, false of most others.
    """
    if _SEAM.search(line) or not is_western(line):
        return True
    said = tokens(line)
    return not said.isdisjoint(_ALONE) or any(phrase <= said for phrase in _TOGETHER)


def people(line: str) -> list[str]:
    """The names in a line that holds nothing else before them; empty where it begins otherwise."""
    if len(line) > LONGEST_BYLINE:
        return []
    for segment in _segments(line):
        return _listed(segment, agencies=False)
    return []


def _segments(line: str) -> list[str]:
    """The parts of a line, without dates and what announces them, addresses and handles."""
    bare, end = "", 0
    for date in dates.find(line):
        bare += _without_date_label(line[end : date.start]) + " ; "
        end = date.end
    bare += _without_date_label(line[end:])
    if not _PLAIN.fullmatch(bare):
        bare = _IN_BRACKETS.sub(" ; ", _HANDLE.sub(" ; ", bare))
    bare = _RUN_ON.sub(" ; ", bare)
    if not bare.isascii():
        bare = _NEXT_LABEL.sub(" ; ", bare)
    return [part for part in (p.strip(" ,.:/|–—-") for p in _SPLIT.split(bare)) if part]


def _without_date_label(lead: str) -> str:
    """A stretch without the words at its end that announce a date: "Ida Vale published on"."""
    low = max(0, len(lead) - _LONGEST_DATE_LABEL)
    lead = re.sub(r"^\s*Uhr\b", " ", lead)
    found = _DATE_LABEL.search(lead, low)
    return lead[: found.start()] + " ; " if found else lead


def _listed(segment: str, agencies: bool) -> list[str]:
    """The names in a list of authors, up to the first item that is neither a name nor a title."""
    names: list[str] = []
    segment = _NEXT_SENTENCE.sub("", _without_day(segment))
    items = [item for item in _LIST.split(segment) if item]
    for item, following in zip(items, [*items[1:], ""]):
        if not words("roles").isdisjoint(folded(following).split()):
            item = _without_ranks(item)
        name = _one(item, agencies=agencies and not names)
        if name:
            names.append(name)
        elif not set(folded(item).split()) & words("roles"):
            break
    return list(dict.fromkeys(names))


def _without_day(segment: str) -> str:
    """What stands before the first number, and before a month's name in front of it."""
    found = _NUMBERS.search(segment)
    if not found:
        return segment
    before = segment[: found.start()].split()
    if len(before) > 2 and dates.is_month(before[-1].rstrip(",")):
        before.pop()
    return " ".join(before)


def _without_ranks(item: str) -> str:
    """A name without the first words of what its bearer does: "Ida Vale Health" and science reporter."""
    parts = item.split()
    while len(parts) > 2 and folded(parts[-1]) in words("ranks"):
        parts.pop()
    return " ".join(parts)


def without_outlet(name: str, outlet: str | None) -> str:
    """A name without that of the outlet right before or behind it: "Ida Vale Harbour News"."""
    parts, own = name.split(), folded(outlet or "").split()
    rest = len(parts) - len(own)
    if not own or rest < 2:
        return name
    if folded(" ".join(parts[rest:])).split() == own:
        return " ".join(parts[:rest])
    return " ".join(parts[-rest:]) if folded(" ".join(parts[:-rest])).split() == own else name


def is_name(words_: str, fewest: int = 2) -> bool:
    """Whether the words can be a person's name: capitalised, two to five of them, no other sort."""
    words_ = words_.strip(" ,.:|")
    if _IDEOGRAPHS.fullmatch(words_):
        return len(words_) <= 8 and not words_.startswith(_labels_without_blanks())
    tokens = words_.split()
    if any(character.isdigit() for character in words_):
        return False
    if not fewest <= len(tokens) <= 5 or len(words_) > 50 or not _NAME.fullmatch(words_):
        return False
    if not all(t.isupper() or _CAPITALS_BUT_PREFIX.fullmatch(t) for t in tokens) and any(
        len(t) > 2 and t.isupper() and "." not in t for t in tokens[:-1]
    ):
        return False
    lowered = [folded(token) for token in tokens if not _ONE_LETTER.fullmatch(token)]
    return not (_not_in_names() & set(lowered)) and not any(
        len(t) > 3 and dates.is_weekday(t) for t in lowered
    )


def is_credit_line(line: str) -> bool:
    """Whether a whole line does nothing but credit people: "X contributed to this report."."""
    line = line.strip().strip("()[]*_—– ")
    return len(line) <= LONGEST_BYLINE and bool(
        _TO_THIS_REPORT.search(line) or (_REPORTED.match(line) and contributors(line))
    )


def contributors(line: str, credit_line: bool = False) -> list[str]:
    """People and agencies that a line credits: "X and Y contributed to this report".

    In what is known to be a credit line, looser wordings count too ("Source: X").
    """
    line = line.strip().strip("()[]*_—– ")
    credited: list[str] = []
    if found := _CONTRIBUTED.search(line):
        credited += _credited(_REPORTED.sub("", found["who"]))
    for found in _REPORTED.finditer(line):
        rest = re.split(r"[;()|]|(?<=\w\w)\.(?:\s|$)", line[found.end() :], maxsplit=1)[0]
        following = _REPORTED.search(rest)
        credited += _credited(rest[: following.start()] if following else rest)
    if credit_line and (found := _MATERIAL.search(line)):
        credited += _credited(found["who"])
    return list(dict.fromkeys(credited))


def listed(line: str) -> list[str]:
    """The names in a line that is nothing but a list of names and agencies: "(dna, Ida Vale)"."""
    items = [item for item in _LIST.split(line.strip(" ()[].*—–")) if item and item.strip()]
    short = [item for item in items if is_name(item) or re.fullmatch(r"\w{2,5}", item)]
    return items if items and len(short) == len(items) and any(map(is_name, items)) else []


def _credited(who: str) -> list[str]:
    names = []
    for item in filter(None, _LIST.split(who.strip(" .,;:"))):
        item = re.sub(r"^(?:the|with|by|from)\s+(?=[a-z])", "", item.strip(" .,;:()"))
        item = _without_titles(_TAIL.sub("", item))
        if item and len(item) <= 60 and (is_name(item, fewest=1) or _is_agency(item)):
            names.append(item)
    return names


def _one(item: str, agencies: bool) -> str | None:
    """The name in one item of a list of authors, None if it is something else."""
    tail = _TAIL_IN_CAPITALS if item.isupper() else _TAIL
    item = _without_agency(_without_titles(tail.sub("", item.strip(" .,:()"))))
    if not item or folded(item) in words("no_one"):
        return None
    if is_name(item) or folded(item) in words("agencies"):
        return item
    return item if agencies and (_is_agency(item) or is_name(item, fewest=1)) else None


def _without_agency(item: str) -> str:
    """A name without the agency that stands right behind it: "Ida Vale Associated Press"."""
    tokens = item.split()
    for first in range(2, len(tokens)):
        agency = " ".join(tokens[first:])
        own_word = agency.isupper() or len(agency) > _LONGEST_SURNAME_LIKE
        if folded(agency) in words("agencies") and (own_word or len(tokens) - first > 1):
            return " ".join(tokens[:first])
    return item


def _without_titles(item: str) -> str:
    """A name without role words before or behind it: "reporter Ida Vale", "Ida Vale Editor"."""
    if _is_agency(item):
        return item
    tokens = item.split()
    if len(tokens) > 2 and _OUTLET_WORD.fullmatch(tokens[-1]):
        tokens = tokens[:-1]
    places = [k for k, token in enumerate(tokens) if folded(token) in words("roles")]
    if places and len(tokens) - places[-1] > 2:
        tokens = tokens[places[-1] + 1 :]
    elif places and places[0] >= 2:
        cut = next(
            (k for k in range(2, places[0]) if folded(tokens[k]) in words("ranks")), places[0]
        )
        # "Ida Vale Local democracy reporter": what describes the role goes with it.
        while cut > 2 and (tokens[cut - 1].islower() or folded(tokens[cut - 1]) in words("ranks")):
            cut -= 1
        tokens = [] if folded(tokens[0]) in words("ranks") else tokens[:cut]
    while tokens and (folded(tokens[0]) in _STYLES or folded(tokens[0]) in words("roles")):
        tokens = tokens[1:]
    return " ".join(tokens)


_STYLES = frozenset({"mr", "mrs", "ms", "dr", "prof", "sir", "dame"})


@cache
def _labels_without_blanks() -> tuple[str, ...]:
    """Words that begin no name, of scripts that leave no blanks."""
    announcing = words("published") | words("updated") | words("topics") | words("not_in_names")
    return tuple(sorted(word for word in announcing if _IDEOGRAPHS.fullmatch(word)))


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
        | words("not_in_names")
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
