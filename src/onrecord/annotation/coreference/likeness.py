"""Whether two ways of writing a name can be one's: short forms, nicknames, acronyms, slips of the pen."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from onrecord.annotation.coreference.items import plain
from onrecord.annotation.coreference.words import CONNECTORS
from onrecord.annotation.gazetteer import gazetteer
from onrecord.annotation.grammar import word_set
from onrecord.annotation.mentions import ORGANISATIONS

GENERIC = word_set(
    "national international united american british general federal state royal central first "
    "new north south east west northern southern eastern western global world public social "
    "democratic supreme high white human air red black grand great city county local european "
    "islamic"
)
FAMILY_FIRST = word_set(
    "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng "
    "Liang Xie Song Tang Deng Han Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du "
    "Ye Cheng Wei Su Lu Ding Ren Shen Yao Xi Mao Hou Bai Kim Lee Park Choi Jung Kang Cho Yoon "
    "Jang Lim Shin Seo Kwon Hwang Ahn Moon Nguyen Tran Le Pham Hoang Phan Vu Dang Bui Do Ho "
    "Ngo Duong Ly Qin Xia Fan Fang Shi Tao Wan Qian Tan Kong Cui Meng Dai Lai Tsai Chang Hsu "
    "Hsieh Chiang Tsang Leung Chan Wong Cheung Lam Ng Chow Yip"
)
"""Surnames of those who write them before the given name."""
LEFT_OUT = word_set(
    "inc corp corporation co company ltd limited llc plc group holding holdings partners brothers bros "
    "pharma pharmaceuticals motors airline airlines airways railway railways railroad industries "
    "industrial manufacturing works technology technologies systems electronics semiconductor "
    "software networks telecom communications entertainment media magazine pictures productions records "
    "studios energy oil petroleum electric power steel mining chemical chemicals foods restaurants stores "
    "bank insurance investment investments ventures financial capital properties logistics shipping "
    "enterprises international global services party foundation administration force "
    "organization organisation movement front army campaign and & of the club city island islands "
    "peninsula square mosque district labs laboratories republic federation union commission committee "
    "ministry department agency association"
)
"""What a short form leaves out; a school, a paper or a court is not what it is named after."""
PLACE_LEFT_OUT = word_set("city peninsula mountain mountains national park valley square palace river")
"""What a place's short form leaves out, unless the short form is a place itself ("Mexico")."""
STREETS = {
    "st": "street",
    "ave": "avenue",
    "blvd": "boulevard",
    "rd": "road",
    "hwy": "highway",
    "univ": "university",
    "dept": "department",
    "&": "and",
}
_SUFFIXES = word_set("jr sr ii iii iv phd md esq frs obe cbe mbe dbe kbe ra mp mep")
_GENERATIONS = frozenset(["jr", "sr", "ii", "iii"])
_LEGAL_FORMS = frozenset(["inc", "corp", "ltd", "co", "plc", "llc"])
_NICKNAMES = (
    "abraham: abe, albert: al bert, alexander: alex, alexandra: alex, alfred: al alf, andrew: "
    "andy drew, anthony: tony, arthur: art, barbara: barb, benjamin: ben benny, bernard: bernie, "
    "bradley: brad, catherine: cathy kate katie, charles: charlie chuck, christine: chris, "
    "christopher: chris, clifford: cliff, cynthia: cindy, daniel: dan danny, david: dave, "
    "deborah: deb debbie, donald: don donny, douglas: doug, edward: ed eddie ted ned, edwin: ed, "
    "elizabeth: liz beth lizzie betty betsy, eugene: gene, frances: fran, francis: frank, "
    "franklin: frank, frederick: fred freddie, gabriel: gabe, gerald: gerry jerry, gregory: greg, "
    "harold: harry hal, henry: harry hank, jacob: jake, james: jim jimmy jamie, jeffrey: jeff, "
    "jennifer: jen jenny, jeremy: jerry, jerome: jerry, john: jack johnny, jonathan: jon, joseph: "
    "joe joey, joshua: josh, judith: judy, katherine: kate kathy katie, kenneth: ken kenny, "
    "lawrence: larry, leonard: len lenny, louis: lou, margaret: maggie meg peggy, martin: marty, "
    "matthew: matt, maxwell: max, michael: mike mick, mitchell: mitch, nathan: nate, nathaniel: "
    "nate, nicholas: nick, pamela: pam, patricia: pat trish, patrick: pat, peter: pete, philip: "
    "phil, phillip: phil, randall: randy, raymond: ray, rebecca: becky, richard: rick dick rich "
    "ricky, robert: bob rob bobby robbie, ronald: ron ronnie, russell: russ, saint: st, samantha: "
    "sam, samuel: sam sammy, stanley: stan, stephen: steve, steven: steve, susan: sue susie, "
    "terence: terry, theodore: ted teddy, thomas: tom tommy, timothy: tim, victor: vic, victoria: "
    "vicky, vincent: vince, walter: walt, william: bill will billy, zachary: zach"
)
SCHOOLS = word_set("university college school")
_TEAMS = word_set("united city town athletic fc")
# A slip of the pen is looked for in words of so many letters, a short form of a given name in so many.
_LEAST_SPELT = 6
_LEAST_SPELT_SURNAME = 5
_CUT = range(3, 6)


def full_given(name: str) -> set[str]:
    """The given names that a nickname can stand for. All in lower case."""
    return _fulls().get(name, set())


@cache
def _shorts() -> dict[str, set[str]]:
    entries = (entry.partition(": ") for entry in _NICKNAMES.split(", "))
    return {full: set(shorts.split()) for full, _, shorts in entries}


@cache
def _fulls() -> dict[str, set[str]]:
    fulls: dict[str, set[str]] = {}
    for full, shorts in _shorts().items():
        for short in shorts:
            fulls.setdefault(short, set()).add(full)
    return fulls


def surname(tokens: Sequence[str]) -> str:
    """The last word of a person's name without degrees, orders and generations."""
    last = len(tokens) - 1
    while last > 1 and _bare(tokens[last]) in _SUFFIXES:
        last -= 1
    return tokens[last]


def country_first(name: str) -> str:
    """A name with the country it begins with called by its preferred name: "U.S. Congress"."""
    words = name.split()
    for count in (2, 1):
        country = gazetteer().countries.get(" ".join(words[:count]))
        if country is not None and len(words) > count:
            return " ".join([country, *words[count:]])
    return name


def has_a_city_named_so(place: str) -> bool:
    """Whether "X City" is a city in X and not X itself: X is a country or a state, or is Quebec.

    But where somebody writes "New York City", "New York" mostly is that.
    """
    lists = gazetteer()
    if place in ("Quebec", "New York"):
        return place == "Quebec"
    return place in lists.countries or place in lists.state_names


def same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two full names of one surname can be one person's: "Kim J. Roe" and "Kim Roe"."""
    a, generation = _parts(tuple(one))
    b, other_generation = _parts(tuple(other))
    if len(a) < 2 or len(b) < 2 or generation != other_generation or not _same_given(a[0], b[0]):
        return False
    return all(
        x[0] == y[0] and (x == y or 1 in (len(x), len(y))) for x, y in zip(a[1:-1], b[1:-1], strict=False)
    )


def _same_given(one: str, other: str) -> bool:
    """Whether two given names in lower case can be one's: the same, an initial, short for the same."""
    if one == other or 1 in (len(one), len(other)):
        return one[0] == other[0]
    fulls, others = full_given(one), full_given(other)
    return one in others or other in fulls or not others.isdisjoint(fulls)


@lru_cache(maxsize=4096)
def _parts(tokens: tuple[str, ...]) -> tuple[list[str], frozenset[str]]:
    """The words of a person's name to compare, without what may stand behind it; and which generation."""
    words = [_bare(token) for token in tokens]
    return [word for word in words if word not in _SUFFIXES], _GENERATIONS.intersection(words)


def short_given(full: str) -> set[str]:
    """The short forms that a given name can have, in lower case: "tom" for Thomas, "barb" for Barbara."""
    full = full.casefold()
    cuts = {full[:length] for length in _CUT} - {full} if full.title() in gazetteer().given else set()
    return {cut for cut in cuts if cut.title() not in gazetteer().given} | _shorts().get(full, set())


def is_body_of(name: Sequence[str], place: Sequence[str]) -> bool:
    """Whether an organisation is a school or a team of a place that stands in its name.

    Both in lower case: "velta university", "university of velta", "velta red rowers".
    """
    before, after = name[: -len(place)], name[len(place) :]
    if list(name[-len(place) :]) == list(place):
        return len(before) == 2 and before[0] in SCHOOLS and before[1] == "of"
    if list(name[: len(place)]) != list(place) or not 1 <= len(after) <= 2:
        return False
    many = after[-1].endswith(("s", "x")) and after[-1] not in ORGANISATIONS
    return many or after[-1] in _TEAMS or len(after) == 1 and after[0] in SCHOOLS


def without_place(rest: Sequence[str]) -> list[str]:
    """The rest of an organisation's name without the "of" and the place or country at its end."""
    at = next((n for n, word in enumerate(rest) if word == "of"), len(rest))
    place = " ".join(word for word in rest[at + 1 :] if word != "the").title()
    return list(rest[:at] if place in gazetteer().labels else rest)


def spelt_alike(slip: Sequence[str], full: Sequence[str], person: bool) -> bool:
    """Whether one long word of a name, not known itself, is one letter off, and all else is the same.

    A person's surname alone may be a slip for that of a full name.
    """
    least = _LEAST_SPELT
    if person and len(slip) == 1 and len(full) > 1:
        full, least = full[-1:], _LEAST_SPELT_SURNAME
    if len(slip) != len(full):
        return False
    differing = [pair for pair in zip(slip, full, strict=True) if plain(pair[:1]) != plain(pair[1:])]
    lists = gazetteer()
    if len(differing) != 1 or differing[0][0] in lists.labels or differing[0][0] in lists.given:
        return False
    one, other = (plain([word]).replace("aa", "a") for word in differing[0])
    long = min(len(one), len(other)) >= least and one.isalpha() and other.isalpha()
    family = person and one == other + "s"
    return long and not family and one[0] == other[0] and _one_letter_off(one, other)


def spelling_keys(tokens: Sequence[str]) -> set[tuple[str, str]]:
    """What names that are spelt alike have in common: one word without a letter, and all other words.

    Whoever looks for slips compares only names that share one of these (Garbe's symmetric deletion). The
    first letter, which slips do not change, stays.
    """
    words = [plain([token]).replace("aa", "a") for token in tokens]
    found = set()
    for at, word in enumerate(words):
        if len(word) >= _LEAST_SPELT_SURNAME:
            others = " ".join([*words[:at], "*", *words[at + 1 :]])
            found.add((others, word))
            found |= {(others, word[:cut] + word[cut + 1 :]) for cut in range(1, len(word))}
    return found


def is_acronym(surface: str) -> bool:
    """Whether a name is a few letters, most of them capitals, or digits."""
    letters = surface.replace(".", "")
    return (
        2 <= len(letters) <= 8 and letters.isalnum() and sum(c.isupper() for c in letters) * 2 > len(letters)
    )


def acronyms(tokens: Sequence[str]) -> set[str]:
    """The acronyms that a name can have, in lower case."""
    words = [part for token in tokens for part in re.split("[-‐‑]", token) if part]
    inner = [word for word in words if word.lower() not in CONNECTORS]
    humps = [part for word in inner for part in re.split("(?<=[a-z])(?=[A-Z])", word)]
    counted = [inner, words, humps]
    if len(inner) > 2 and _bare(inner[-1]) in _LEGAL_FORMS:
        counted.append(inner[:-1])
    return {"".join(word[0] for word in some).casefold() for some in counted if len(some) >= 2}


def initial_fits(tokens: Sequence[str], acronym: str) -> bool:
    """Whether the acronym begins with the first letter of one of the name's words."""
    return any(token[0].casefold() == acronym[0].casefold() for token in tokens)


def _bare(token: str) -> str:
    return token.replace(".", "").casefold()


def _one_letter_off(one: str, other: str) -> bool:
    """Whether a letter is left out, put for another, or has changed places with the next."""
    if len(one) > len(other):
        one, other = other, one
    at = next((n for n, letter in enumerate(one) if letter != other[n]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1]
    return one[at + 1 :] == other[at + 1 :] or swapped + one[at + 2 :] == other[at:]
