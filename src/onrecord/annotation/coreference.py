"""Who is who in one article: names, descriptions and pronouns that refer to the same entity.

Rules from the sure to the doubtful, each link with its reason and probability, in the manner of the
multi-pass sieve (Raghunathan et al., EMNLP 2010; Lee et al., Computational Linguistics 2013): what
is sure is linked first and what it shows (fullest name, gender, roles) helps the rest. A wrong merge
is worse than a missed one.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field

from onrecord.annotation import marks, sentences
from onrecord.annotation.gazetteer import Gender, gazetteer
from onrecord.annotation.grammar import DETERMINERS, PREPOSITIONS, RELATIVES
from onrecord.annotation.marks import Quotation
from onrecord.annotation.mentions import HE_TITLES, ORGANISATIONS, SHE_TITLES, TITLES
from onrecord.annotation.sentences import Layout
from onrecord.records import EntityLabel, MentionForm

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’\-‐‑.](?!s\b)[^\W_]+)*\.?|&")
_POSSESSIVE = re.compile(r"\s*['’]s?$")
_CONNECTORS = frozenset("of and the for de da del la le & in on".split())
_SUFFIXES = frozenset("jr sr ii iii iv phd md esq frs obe cbe mbe mp mep".split())
_GENERIC = frozenset(
    "national international united american british general federal state royal central first new "
    "north south east "
    "west northern southern eastern western global world public social democratic supreme high "
    "white human united "
    "air red black grand great city county local european islamic".split()
)
_EAST_ASIAN = frozenset(
    "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng "
    "Liang Xie Song Tang Deng Han "
    "Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Shen "
    "Yao Xi Mao Hou Bai Kim "
    "Lee Park Choi Jung Kang Cho Yoon Jang Lim Shin Seo Kwon Hwang Ahn Moon Nguyen Tran Le Pham "
    "Hoang Phan Vu Dang Bui Do "
    "Ho Ngo Duong Ly Qin Xia Fan Fang Shi Tao Wan Qian Tan Kong Cui Meng Dai Lai Tsai Chang Hsu "
    "Hsieh Chiang Tsang Leung "
    "Chan Wong Cheung Lam Ng Chow Yip".split()
)
_NICKNAMES = {
    "bill": "william",
    "will": "william",
    "bob": "robert",
    "rob": "robert",
    "mike": "michael",
    "jim": "james",
    "joe": "joseph",
    "tom": "thomas",
    "dan": "daniel",
    "dave": "david",
    "steve": "steven",
    "ted": "edward",
    "ed": "edward",
    "liz": "elizabeth",
    "beth": "elizabeth",
    "kate": "katherine",
    "chris": "christopher",
    "matt": "matthew",
    "tony": "anthony",
    "rick": "richard",
    "dick": "richard",
    "chuck": "charles",
    "charlie": "charles",
    "sam": "samuel",
    "ben": "benjamin",
    "nick": "nicholas",
    "alex": "alexander",
    "andy": "andrew",
    "jeff": "jeffrey",
    "greg": "gregory",
    "tim": "timothy",
    "ken": "kenneth",
    "don": "donald",
    "ron": "ronald",
    "jon": "jonathan",
    "josh": "joshua",
    "pat": "patricia",
    "sue": "susan",
    "maggie": "margaret",
}
_HE = frozenset("he him his himself".split())
_SHE = frozenset("she her hers herself".split())
_IT = frozenset("it its itself".split())
_THEY = frozenset("they them their theirs themselves".split())
_I = frozenset("i me my mine myself i'm i've i'd i'll".split())
_WE = frozenset("we us our ours ourselves".split())
_YOU = frozenset("you your yours yourself yourselves".split())
_PRONOUNS = _HE | _SHE | _IT | _THEY | _I | _WE | _YOU | RELATIVES
_HE_NOUNS = frozenset(
    "man father husband son brother boy uncle grandfather king businessman actor gentleman guy "
    "grandson nephew".split()
)
_SHE_NOUNS = frozenset(
    "woman mother wife daughter sister girl aunt grandmother queen businesswoman actress lady "
    "granddaughter niece widow".split()
)
_PERSON_NOUNS = (
    _HE_NOUNS
    | _SHE_NOUNS
    | TITLES
    | frozenset(
        "spokesman spokeswoman spokesperson leader official lawyer attorney candidate politician "
        "reporter journalist writer "
        "scientist researcher teacher student doctor worker manager owner founder executive "
        "expert critic activist victim "
        "suspect defendant witness resident neighbor neighbour friend colleague player star "
        "artist composer engineer "
        "soldier veteran historian philosopher farmer child baby kid person adviser aide host "
        "editor novelist poet pilot "
        "driver fisherman captain boss chairwoman lawmaker nominee incumbent rival predecessor "
        "successor billionaire".split()
    )
)
_COMPANIES = frozenset(
    "company firm carmaker airline bank maker giant retailer drugmaker startup manufacturer "
    "corporation chain".split()
)
# What a short form leaves out; a school, a paper or a court is not what it is named after.
_LEFT_OUT = frozenset(
    "inc corp corporation co company ltd limited llc plc group holdings partners pharma "
    "pharmaceuticals motors airlines airways "
    "industries technologies systems entertainment media communications energy oil bank party "
    "foundation administration force "
    "international global services organization organisation movement front army campaign and & "
    "of the club city island islands "
    "peninsula square mosque district labs laboratories capital insurance records studios "
    "republic federation union commission "
    "committee ministry department agency association".split()
)
# What stands between a name and another name of the same, as the text says.
_ALIAS = re.compile(
    r"\s?[,(]?\s?(?:(?:also|formerly|previously|originally|now|better|sometimes|commonly|who is)\s)?"
    r"(?:known as|called|a\.?k\.?a\.?|formerly|née|born)\s[“\"‘']?"
)
_ROLE_WINDOW = 90
_BEARERS_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Given:
    """A mention to resolve: its place, and its label and form where they are known."""

    start: int
    end: int
    label: EntityLabel | None = None
    form: MentionForm | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Where a mention belongs: the number of its entity, why, and how sure that is."""

    entity: int | None
    reason: str
    probability: float


@dataclass(slots=True)
class _Item:
    """One mention as the rules see it."""

    start: int
    end: int
    surface: str
    tokens: tuple[str, ...]
    titles: tuple[str, ...]
    label: EntityLabel | None
    form: MentionForm
    head: str
    entity: int | None = None
    reason: str = ""
    probability: float = 1.0

    @property
    def key(self) -> str:
        """The name without titles, articles, dots and case."""
        return _plain(self.tokens)


@dataclass(slots=True)
class _Entity:
    """What is known of one entity so far."""

    person: bool | None
    tokens: tuple[str, ...]
    label: EntityLabel | None
    first: int
    gender: Gender | None = None
    roles: set[str] = field(default_factory=set)
    plural: bool = False
    named: int = 0


def resolve(
    text: str,
    mentions: Sequence[Given],
    layout: Layout | None = None,
    quotations: Sequence[Quotation] | None = None,
    speakers: Set[int] = frozenset(),
) -> list[Link]:
    """The entity of each mention of `text`; mentions are linked, never redrawn.

    Args:
        text: the article.
        mentions: in any order, overlapping or not.
        layout, quotations: of the same text, where the caller has them.
        speakers: indices of the mentions that speak; a pronoun prefers them.
    """
    if layout is None or quotations is None:
        paragraphs = sentences.paragraphs_of(text)
        quotations = marks.find(text, paragraphs)
        layout = sentences.lay_out(text, paragraphs, quotations)
    items = [_item(text, mention) for mention in mentions]
    _Resolver(text, items, layout, quotations, speakers).run()
    return [Link(item.entity, item.reason, item.probability) for item in items]


def canonical_name(surface: str, label: EntityLabel | None) -> str:
    """A name as the gazetteer prefers it, where it is another name of a country; else as it stands.

    An adjective of nationality that is said to be a place means the country, and a place is named without the
    larger one behind its comma.
    """
    if label is EntityLabel.PERSON:
        return surface
    lists = gazetteer()
    bare = surface.removeprefix("the ").removeprefix("The ")
    if label in (EntityLabel.GPE, EntityLabel.LOC):
        bare = bare.partition(",")[0]
        bare = lists.peoples.get(bare, bare)
        bare = lists.states.get(bare, bare)
    return lists.countries.get(bare) or lists.countries.get(bare.replace(".", ""), bare)


def _plain(tokens: Iterable[str]) -> str:
    folded = unicodedata.normalize("NFKD", " ".join(tokens)).replace(".", "").replace("’", "'")
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return letters.replace("-", " ").replace("‐", " ").replace("‑", " ").casefold()


def _item(text: str, mention: Given) -> _Item:
    surface = _POSSESSIVE.sub("", text[mention.start : mention.end]).strip()
    tokens = _TOKEN.findall(surface)
    while len(tokens) > 1 and tokens[0].lower() in ("the", "a", "an"):
        tokens = tokens[1:]
    titles = []
    # "Foreign Secretary Roe" has titles, "Foreign Ministry" has none.
    titled = mention.label in (None, EntityLabel.PERSON) and tokens[-1:] and tokens[-1].lower() not in ORGANISATIONS
    while (
        titled
        and len(tokens) > 1
        and tokens[0].lower() in TITLES
        and tokens[0][0].isupper()
        and tokens[1][0].isupper()
    ):
        titles.append(tokens[0].lower().rstrip("."))
        tokens = tokens[1:]
    for before in reversed(_TOKEN.findall(text[max(0, mention.start - 40) : mention.start])[-3:]):
        if before.lower() not in TITLES:
            break
        titles.insert(0, before.lower().rstrip("."))
    form = mention.form or _form(surface, tokens, mention.label)
    return _Item(
        mention.start,
        mention.end,
        surface,
        tuple(tokens),
        tuple(titles),
        mention.label,
        form,
        _head(tokens),
    )


def _form(surface: str, tokens: Sequence[str], label: EntityLabel | None) -> MentionForm:
    lower = surface.lower().replace("’", "'")
    shouted = label is not None and surface.isupper() and len(surface) > 1
    if lower in _PRONOUNS and surface != "US" and not shouted:
        return MentionForm.pronoun
    if label is not None:
        return MentionForm.name
    head = _head(tokens)
    first = tokens[0] if tokens else surface
    if first.lower() in DETERMINERS and first[0].islower() or surface[:1].islower():
        return (
            MentionForm.name
            if head[:1].isupper()
            and all(t[0].isupper() or t in _CONNECTORS or t.lower() in DETERMINERS for t in tokens)
            else MentionForm.nominal
        )
    named = [t for t in tokens if t[0].isupper()]
    if head[:1].isupper() and (len(tokens) == 1 or len(named) * 2 >= len(tokens)):
        return MentionForm.name
    return MentionForm.nominal


def _head(tokens: Sequence[str]) -> str:
    """The last word before a preposition or relative pronoun; for a name its last word."""
    for at in range(1, len(tokens)):
        if tokens[at].lower() in PREPOSITIONS | RELATIVES and tokens[at][0].islower():
            return tokens[at - 1]
    return tokens[-1] if tokens else ""


class _Resolver:
    """The rules, in the order of their certainty."""

    def __init__(
        self,
        text: str,
        items: list[_Item],
        layout: Layout,
        quotations: Sequence[Quotation],
        speakers: Set[int],
    ) -> None:
        self.speaking = {items[k].start for k in speakers}
        self.text = text
        self.items = items
        self.order = sorted(range(len(items)), key=lambda k: (items[k].start, -items[k].end))
        self.entities: list[_Entity] = []
        self.by_key: dict[tuple[bool, str], int] = {}
        self.by_last: dict[str, list[int]] = {}
        self.by_first: dict[str, list[int]] = {}
        self.by_acronym: dict[str, list[int]] = {}
        self.sentence_starts = [layout.words[s.first].start for s in layout.sentences]
        self.quotations = [q for q in quotations if q.parent is None]
        self.quotation_starts = [q.start for q in self.quotations]

    def run(self) -> None:
        names = [
            k for k in self.order if self.items[k].form is MentionForm.name and self.items[k].tokens
        ]
        self._names(names)
        self._roles(names)
        people = [n for n, entity in enumerate(self.entities) if entity.person and entity.named]
        self.foremost = self._main(people) if people else None
        self.bearers: dict[str, list[int]] = {}
        for n, entity in enumerate(self.entities):
            for role in entity.roles if entity.person else ():
                self.bearers.setdefault(role, []).append(n)
        rest = [k for k in self.order if self.items[k].entity is None]
        self._descriptions_and_pronouns(rest)

    # --- names ------------------------------------------------------------------------------------

    def _names(self, names: list[int]) -> None:
        """Names by groups of the same spelling, fullest first."""
        defined = self._defined(names)
        groups: dict[tuple[bool, str], list[int]] = {}
        persons = self._persons(names)
        for k in names:
            groups.setdefault((persons[k], self._canonical(self.items[k])), []).append(k)
        for (person, key), members in sorted(
            groups.items(),
            key=lambda group: (-len(self.items[group[1][0]].tokens), self.items[group[1][0]].start),
        ):
            if person:
                self._person(key, members)
            else:
                self._thing(key, members, defined)
        self._aliases(names, defined)

    def _aliases(self, names: list[int], defined: dict[int, int]) -> None:
        """Names that the text says are names of one thing, which nothing else has brought together."""
        members: dict[int | None, list[int]] = {}
        for k in names:
            members.setdefault(self.items[k].entity, []).append(k)
        for k, before in defined.items():
            item, first = self.items[k], self.items[before]
            if item.entity is None or first.entity is None or item.entity == first.entity:
                continue
            if (
                "first mention" not in item.reason
                or self.entities[item.entity].person != self.entities[first.entity].person
            ):
                continue
            for other in members.pop(item.entity, []):
                self._link(other, first.entity, "another name, as the text says", 0.9)
                members.setdefault(first.entity, []).append(other)

    def _canonical(self, item: _Item) -> str:
        if item.label is EntityLabel.PERSON:
            return item.key
        return _plain([canonical_name(" ".join(item.tokens), item.label)])

    def _persons(self, names: list[int]) -> dict[int, bool]:
        """Which names are people's: by label, else by title, given name, or a full name with that surname."""
        lists = gazetteer()
        decided: dict[int, bool] = {}
        surnames: set[str] = set()
        for k in names:
            item = self.items[k]
            if item.label is not None:
                decided[k] = item.label is EntityLabel.PERSON
            elif item.titles and item.tokens[-1].lower() not in ORGANISATIONS:
                decided[k] = True
            elif len(item.tokens) > 1:
                lower = [token.lower() for token in item.tokens]
                decided[k] = item.tokens[0] in lists.given and not any(
                    word in ORGANISATIONS or word == "of" for word in lower
                )
            if decided.get(k) and len(item.tokens) > 1:
                surnames |= {item.tokens[0], self._last(item.tokens)}
        for k in names:
            if k not in decided:
                surface = " ".join(self.items[k].tokens)
                decided[k] = surface not in lists.labels and (
                    surface in surnames or surface in lists.given
                )
        return decided

    def _defined(self, names: list[int]) -> dict[int, int]:
        """Acronym mentions that stand in brackets after the name they stand for."""
        pairs: dict[int, int] = {}
        for before, k in zip(names, names[1:]):
            long, short = self.items[before], self.items[k]
            between = self.text[long.end : short.start]
            after = self.text[short.end : short.end + 1]
            if len(between) <= 30 and _ALIAS.fullmatch(between):
                pairs[k] = before
            if (
                between.strip() in ("(", "[")
                and len(between) <= 3
                and after in (")", "]", ",", ";")
            ):
                one, other = (
                    (long, short) if len(long.surface) > len(short.surface) else (short, long)
                )
                if _is_acronym(other.surface) and _initial_fits(one.tokens, other.surface):
                    pairs[k if other is short else before] = before if other is short else k
        return pairs

    def _new(
        self, members: list[int], person: bool, reason: str = "first mention of the name"
    ) -> int:
        item = self.items[members[0]]
        number = len(self.entities)
        self.entities.append(_Entity(person, item.tokens, item.label, item.start))
        for k in members:
            self._link(
                k,
                number,
                reason if k == members[0] else "same name",
                1.0 if k == members[0] else 0.97,
            )
        return number

    def _link(self, k: int, number: int, reason: str, probability: float) -> None:
        item = self.items[k]
        item.entity, item.reason, item.probability = number, reason, probability
        self.entities[number].named += item.form is MentionForm.name and len(item.tokens) > 1
        self._learn_gender(number, item)

    def _learn_gender(self, number: int, item: _Item) -> None:
        entity = self.entities[number]
        if not entity.person:
            return
        if any(title in HE_TITLES for title in item.titles):
            entity.gender = Gender.he
        elif any(title in SHE_TITLES for title in item.titles):
            entity.gender = Gender.she
        elif entity.gender is None and len(item.tokens) > 1 and item.form is MentionForm.name:
            given = gazetteer().given.get(item.tokens[0])
            if given in (Gender.he, Gender.she):
                entity.gender = given

    @staticmethod
    def _last(tokens: tuple[str, ...]) -> str:
        if len(tokens) > 2 and tokens[-1].lower().rstrip(".") in _SUFFIXES:
            return tokens[-2]
        return tokens[-1]

    def _person(self, key: str, members: list[int]) -> None:
        tokens = self.items[members[0]].tokens
        if len(tokens) > 1:
            last = self._last(tokens).casefold()
            for number in self.by_last.get(last, ()):
                if _same_person(self.entities[number].tokens, tokens):
                    for k in members:
                        self._link(k, number, "variant of the full name", 0.9)
                    return
            number = self._new(members, True)
            self.by_last.setdefault(last, []).append(number)
            self.by_first.setdefault(tokens[0].casefold(), []).append(number)
            return
        alone = tokens[0].casefold()
        for k in members:
            number, reason, probability = self._bearer(alone, self.items[k])
            if number is not None:
                self._link(k, number, reason, probability)
        left = [k for k in members if self.items[k].entity is None]
        if left:
            number = self._new(left, True)
            self.by_last.setdefault(alone, []).append(number)

    def _bearer(self, alone: str, item: _Item) -> tuple[int | None, str, float]:
        """Whom a surname or a given name alone refers to."""
        surname = [n for n in self.by_last.get(alone, ()) if self._fits_title(n, item)]
        if len(surname) > 1:
            before = [n for n in surname if self.entities[n].first < item.start]
            return (
                self._main(before or surname),
                "surname, foremost of several people who bear it",
                0.6,
            )
        if surname:
            return surname[0], "surname", 0.95
        given = [n for n in self.by_first.get(alone, ()) if self._fits_title(n, item)]
        if len(given) == 1:
            family_first = self.entities[given[0]].tokens[0] in _EAST_ASIAN
            return given[0], "family name written first" if family_first else "given name", 0.9
        if given:
            before = [n for n in given if self.entities[n].first < item.start]
            return self._main(before or given), "given name, foremost of several", 0.55
        return None, "", 0.0

    def _fits_title(self, number: int, item: _Item) -> bool:
        gender = self.entities[number].gender
        if gender is Gender.he:
            return not any(title in SHE_TITLES for title in item.titles)
        if gender is Gender.she:
            return not any(title in HE_TITLES for title in item.titles)
        return True

    def _main(self, numbers: list[int]) -> int:
        """The one of `numbers` with most full names in the text, the first introduced of equals."""
        return min(numbers, key=lambda n: (-self.entities[n].named, self.entities[n].first))

    def _thing(self, key: str, members: list[int], defined: dict[int, int]) -> None:
        item = self.items[members[0]]
        number: int | None = None
        reason, probability = "", 0.0
        for k in members:
            if k in defined and self.items[defined[k]].entity is not None:
                number, probability = self.items[defined[k]].entity, 0.95
                acronym = _is_acronym(self.items[k].surface)
                reason = (
                    "acronym defined in brackets" if acronym else "another name, as the text says"
                )
        if number is None and _is_acronym(item.surface):
            candidates = self.by_acronym.get(key, [])
            if len(candidates) == 1:
                number, reason, probability = candidates[0], "acronym of the name", 0.9
        if number is None:
            number = self._short_form(item)
            reason, probability = "short form of the name", 0.85
        if number is not None:
            for k in members:
                self._link(k, number, reason, probability)
            return
        number = self._new(members, False)
        tokens = item.tokens
        if len(tokens) > 1 and item.label is not EntityLabel.NORP:
            for acronym in _acronyms(tokens):
                self.by_acronym.setdefault(acronym, []).append(number)
            self.by_first.setdefault("thing " + tokens[0].casefold(), []).append(number)
            self.by_last.setdefault("thing " + tokens[-1].casefold(), []).append(number)

    def _short_form(self, item: _Item) -> int | None:
        """A longer name of which this one is the telling beginning ("Astra" of "Astra Pharma")."""
        if item.label in (EntityLabel.NORP, EntityLabel.GPE, EntityLabel.DATE) or not item.tokens:
            return None
        tokens = _plain(item.tokens).split()
        first = tokens[0]
        if len(tokens) == 1 and (
            first in _GENERIC or first in ORGANISATIONS or item.tokens[0] in gazetteer().labels
        ):
            return self._by_generic_head(item, tokens)
        found = []
        for number in self.by_first.get("thing " + first, ()):
            longer = _plain(self.entities[number].tokens).split()
            rest = longer[len(tokens) :]
            if longer[: len(tokens)] == tokens and rest and all(word in _LEFT_OUT for word in rest):
                found.append(number)
        return found[0] if len(found) == 1 else None

    def _by_generic_head(self, item: _Item, tokens: list[str]) -> int | None:
        """ "the Times" of "Port Herald Times", "the University" of "University of Oslo"."""
        word = tokens[0]
        if word not in ORGANISATIONS:
            return None
        found = [
            n
            for n in dict.fromkeys(
                self.by_last.get("thing " + word, []) + self.by_first.get("thing " + word, [])
            )
            if self.entities[n].first < item.start
        ]
        return found[0] if len(found) == 1 else None

    # --- roles ------------------------------------------------------------------------------------

    def _roles(self, names: list[int]) -> None:
        """Roles that stand before a name ("harbour master Kim Roe") or after it ("Kim Roe, the mayor")."""
        for k in names:
            item = self.items[k]
            if item.entity is None:
                continue
            entity = self.entities[item.entity]
            before = self.text[max(0, item.start - _ROLE_WINDOW) : item.start]
            after = self.text[item.end : item.end + _ROLE_WINDOW]
            if entity.person:
                entity.roles |= set(item.titles)
                match = re.search(r"([a-z][\w-]*)(?:\s[A-Z][\w.]*)?,?\s$", before)
                if match and match.group(1) in _PERSON_NOUNS:
                    entity.roles.add(match.group(1))
            age = re.match(r",\s(\d{1,3}),", after)
            if age:
                entity.roles.add(age.group(1))
            match = re.match(
                r"(?:\s\([^)]{1,30}\))?,\s(?:\d+,\s)?((?:the|a|an|its|his|her|their|who\s(?:is|was)\s\w+)\s)?([^,.;:“\"]{3,80})",
                after,
            )
            if match:
                words = match.group(2).split()
                head = _head(words)
                if head.islower():
                    entity.roles.add(head)
                if entity.person and entity.gender is None:
                    if head in _HE_NOUNS:
                        entity.gender = Gender.he
                    elif head in _SHE_NOUNS:
                        entity.gender = Gender.she
            elif re.match(r"\s(?:is|was)\s(?:a|an|the)\s", after):
                words = re.split(r"[,.;:“\"]", after)[0].split()[2:]
                head = _head(words) if words else ""
                if head.islower():
                    entity.roles.add(head)

    # --- descriptions and pronouns ----------------------------------------------------------------

    def _descriptions_and_pronouns(self, rest: list[int]) -> None:
        waiting = set(rest)
        self.seen: list[int] = []
        self.nominal_heads: dict[str, int] = {}
        self.first_persons: dict[str, int] = {}
        for k in self.order:
            item = self.items[k]
            if k in waiting:
                if item.form is MentionForm.pronoun:
                    self._pronoun(k)
                else:
                    self._description(k)
            if item.entity is not None:
                self.seen.append(k)
        for k in rest:
            if self.items[k].entity is None:
                number = len(self.entities)
                self.entities.append(
                    _Entity(None, self.items[k].tokens, self.items[k].label, self.items[k].start)
                )
                self.items[k].entity, self.items[k].reason, self.items[k].probability = (
                    number,
                    "no antecedent",
                    0.5,
                )

    def _description(self, k: int) -> None:
        item = self.items[k]
        head = item.head.casefold()
        lower = item.surface.lower()
        definite = (
            lower.startswith(("the ", "this ", "that ", "these ", "those "))
            or item.surface[:1].isupper()
        )
        apposed = self._apposed(k)
        if apposed is not None:
            self._link(k, apposed, "apposition", 0.85)
            return
        same = self.nominal_heads.get(lower)
        if same is not None:
            self._link(k, same, "same description", 0.85 if definite else 0.6)
            return
        if item.surface == "A":
            if self.foremost is not None:
                self._link(k, self.foremost, "answers in an interview", 0.6)
                return
        definite = definite or lower.startswith(("its ", "his ", "her ", "their "))
        if definite and not _is_plural(head, lower):
            number = self._by_role(item, head)
            if number is not None:
                self._link(k, number, "role of the only one who has it", 0.7)
                self.nominal_heads[lower] = number
                return
        if definite and len(lower.split()) <= 2 and not _is_plural(head, lower):
            for at in reversed(self.seen[-200:]):
                number = self.items[at].entity
                entity = self.entities[number]
                if self.items[at].end > item.start:
                    continue
                if head in entity.roles:
                    self._link(k, number, "role of the one named before", 0.8)
                    self.nominal_heads[lower] = number
                    return
                if (
                    head in ORGANISATIONS
                    and not entity.person
                    and head in (t.casefold() for t in entity.tokens)
                    and len(entity.tokens) > 1
                ):
                    self._link(k, number, "kind of organisation in the name", 0.85)
                    self.nominal_heads[lower] = number
                    return
        number = len(self.entities)
        person = True if head in _PERSON_NOUNS or item.label is EntityLabel.PERSON else None
        entity = _Entity(
            person, item.tokens, item.label, item.start, plural=_is_plural(head, lower)
        )
        entity.roles.add(head)
        if head in _HE_NOUNS:
            entity.gender = Gender.he
        elif head in _SHE_NOUNS:
            entity.gender = Gender.she
        self.entities.append(entity)
        item.entity, item.reason, item.probability = number, "first mention of the description", 0.7
        self.nominal_heads[lower] = number

    def _by_role(self, item: _Item, head: str) -> int | None:
        """The only person introduced with the role that the description names, or with that age."""
        words = [token.casefold() for token in item.tokens]
        age = next(
            (word.removesuffix("-year-old") for word in words if word.endswith("-year-old")), None
        )
        if len(words) > 5 or (head not in _PERSON_NOUNS and age is None):
            return None
        found = [
            n
            for n in self.bearers.get(age or head, ())[:_BEARERS_LOOKED_AT]
            if self.entities[n].first < item.start
        ]
        return found[0] if len(found) == 1 else None

    def _apposed(self, k: int) -> int | None:
        """The entity of a name just before a comma and this description, or just after it."""
        item = self.items[k]
        if item.form is not MentionForm.nominal or not self.seen:
            return None
        previous = self.items[self.seen[-1]]
        if (
            previous.form is MentionForm.name
            and self.text[previous.end : item.start].strip() == ","
            and self.text[item.end : item.end + 1] in (",", ".")
        ):
            head = item.head.casefold()
            entity = self.entities[previous.entity]
            if entity.person and (head in _PERSON_NOUNS or head in entity.roles):
                return previous.entity
            if not entity.person and head in entity.roles and head not in _PERSON_NOUNS:
                return previous.entity
        return None

    def _pronoun(self, k: int) -> None:
        item = self.items[k]
        word = item.surface.lower().replace("’", "'")
        if word in _HE | _SHE:
            gender = Gender.he if word in _HE else Gender.she
            number = self._antecedent(
                item,
                lambda e: (
                    e.person is True and not e.plural and e.gender in (gender, None, Gender.either)
                ),
            )
            if number is not None:
                known = self.entities[number].gender is not None
                self._link(k, number, "pronoun, nearest person before it", 0.75 if known else 0.6)
                if self.entities[number].gender is None:
                    self.entities[number].gender = gender
        elif word in _THEY:
            number = self._antecedent(item, lambda e: e.plural)
            if number is not None:
                self._link(k, number, "pronoun, nearest group before it", 0.55)
        elif word in _IT:
            number = self._antecedent(
                item, lambda e: e.person is False and e.label is not EntityLabel.NORP
            )
            if number is not None:
                self._link(k, number, "pronoun, nearest organisation or place before it", 0.5)
        elif word in _I | _WE | _YOU:
            kind = "I" if word in _I else "we" if word in _WE else "you"
            if kind not in self.first_persons:
                self.first_persons[kind] = len(self.entities)
                self.entities.append(
                    _Entity(None, item.tokens, item.label, item.start, plural=kind == "we")
                )
            self._link(k, self.first_persons[kind], "same pronoun of the one who speaks", 0.5)
        elif word in RELATIVES and self.seen:
            previous = self.items[self.seen[-1]]
            if self.text[previous.end : item.start].strip() in ("", ","):
                self._link(k, previous.entity, "relative pronoun", 0.9)

    def _antecedent(self, item: _Item, fits: Callable[[_Entity], bool]) -> int | None:
        """The first fitting entity of the nearest sentence before the pronoun, subjects first.

        What stands in another quotation is passed over: who speaks refers to others there.
        """
        quotation = self._quotation_at(item.start)
        sentence = bisect_right(self.sentence_starts, item.start) - 1
        furthest = self.sentence_starts[max(0, sentence - 12)] if self.sentence_starts else 0
        nearest: int | None = None
        group: list[_Item] = []
        for at in reversed(self.seen[-300:]):
            other = self.items[at]
            if other.start < furthest or (
                nearest is not None and self._sentence_of(other) != nearest
            ):
                break
            if other.end > item.start or not fits(self.entities[other.entity]):
                continue
            if self._quotation_at(other.start) in (None, quotation):
                nearest = self._sentence_of(other)
                group.append(other)
        if not group:
            return None
        return min(group, key=lambda other: (other.start not in self.speaking, other.start)).entity

    def _sentence_of(self, item: _Item) -> int:
        return bisect_right(self.sentence_starts, item.start) - 1

    def _quotation_at(self, position: int) -> int | None:
        at = bisect_right(self.quotation_starts, position) - 1
        return at if at >= 0 and position < self.quotations[at].end else None


def _is_plural(head: str, lower: str) -> bool:
    return (
        head.endswith("s")
        and not head.endswith(("ss", "us", "is"))
        or head in ("people", "men", "women", "children", "police")
        or lower.startswith(("two ", "three ", "both ", "many ", "several ", "some "))
    )


def _is_acronym(surface: str) -> bool:
    letters = surface.replace(".", "")
    return (
        2 <= len(letters) <= 8
        and letters.isalnum()
        and sum(c.isupper() for c in letters) * 2 > len(letters)
    )


def _acronyms(tokens: Sequence[str]) -> set[str]:
    words = [part for token in tokens for part in re.split("[-‐‑]", token) if part]
    inner = [word for word in words if word.lower() not in _CONNECTORS]
    forms = {
        "".join(word[0] for word in inner).casefold(),
        "".join(word[0] for word in words).casefold(),
    }
    if len(inner) > 2 and inner[-1].lower().rstrip(".") in (
        "inc",
        "corp",
        "ltd",
        "co",
        "plc",
        "llc",
    ):
        forms.add("".join(word[0] for word in inner[:-1]).casefold())
    return {form for form in forms if len(form) >= 2}


def _initial_fits(tokens: Sequence[str], acronym: str) -> bool:
    """Whether the acronym begins with the first letter of one of the name's words."""
    return any(token[0].casefold() == acronym[0].casefold() for token in tokens)


def _same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two full names of one surname can be one person's: "Kim J. Roe" and "Kim Roe"."""
    a, b = (
        [
            token.replace(".", "").casefold()
            for token in tokens
            if token.replace(".", "").casefold() not in _SUFFIXES
        ]
        for tokens in (one, other)
    )
    marks_of = [
        {t.replace(".", "").casefold() for t in tokens} & {"jr", "sr", "ii", "iii"}
        for tokens in (one, other)
    ]
    if (
        marks_of[0] != marks_of[1]
        and all(len(x) > 1 for x in (a, b))
        and (marks_of[0] or marks_of[1])
    ):
        return False
    if len(a) < 2 or len(b) < 2:
        return False
    first_a, first_b = _NICKNAMES.get(a[0], a[0]), _NICKNAMES.get(b[0], b[0])
    if first_a != first_b and not (1 in (len(a[0]), len(b[0])) and a[0][0] == b[0][0]):
        return False
    middle_a, middle_b = a[1:-1], b[1:-1]
    if not middle_a or not middle_b:
        return True
    return all(
        x[0] == y[0] and (x == y or 1 in (len(x), len(y)))
        for x, y in zip(middle_a, middle_b, strict=False)
    )
