"""Names in the text, by capitals, titles, lists and repeated occurrence; and what speakers are."""

import bisect
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.annotation.cues import lexicon
from onrecord.annotation.gazetteer import gazetteer
from onrecord.annotation.grammar import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    TIMES,
    VERBS,
    word_set,
)
from onrecord.annotation.marks import Quotation
from onrecord.annotation.result import Mention, Range, meets
from onrecord.annotation.sentences import Layout, Word
from onrecord.records import EntityLabel, MentionForm

TITLES = word_set(
    "mr mrs ms miss mx mr. mrs. ms. dr dr. prof prof. professor sen sen. senator sens. rep rep. "
    "representative reps. "
    "gov gov. governor president vice premier chancellor minister secretary mayor deputy attorney "
    "general gen. lt. "
    "col. colonel maj. major capt. captain sgt. sergeant cpl. adm. admiral cmdr. commander "
    "lieutenant judge justice "
    "chief king queen prince princess pope bishop archbishop cardinal rev. reverend father sister "
    "brother imam rabbi "
    "sheikh ayatollah sir dame lord lady baron congressman congresswoman councilman councilwoman "
    "councillor "
    "ambassador chairman chairwoman director detective inspector officer superintendent coach "
    "former speaker "
    "pastor nurse minister. spokesman spokeswoman spokesperson prime foreign interior defence "
    "defense finance "
    "actor actress singer author economist analyst trooper constable commissioner undersecretary "
    "chairperson ceo cllr cllr."
)
# Parts of titles that are also parts of other names ("Foreign Ministry", "General Motors").
_TITLE_MODIFIERS = word_set(
    "prime foreign interior defence defense finance vice deputy general attorney chief father "
    "sister brother"
)
HE_TITLES = word_set(
    "mr mr. king prince pope father brother sir lord baron congressman councilman chairman "
    "spokesman actor"
)
SHE_TITLES = word_set(
    "mrs mrs. ms ms. miss queen princess sister dame lady congresswoman councilwoman chairwoman "
    "spokeswoman actress"
)
ORGANISATIONS = word_set(
    "inc inc. corp corp. corporation company co. ltd ltd. llc plc ministry department university "
    "party committee "
    "commission council agency bureau bank group association union institute foundation court "
    "police army navy senate "
    "house congress parliament times post news journal center centre college school hospital "
    "church authority board "
    "office service services administration federation league club airlines airways pharma "
    "pharmaceuticals motors "
    "force forces guard network organization organisation society trust fund coalition alliance "
    "front movement "
    "press media studios records entertainment technologies systems industries holdings partners "
    "capital insurance "
    "energy oil gas electric telecom communications laboratories labs research academy museum "
    "orchestra tribunal "
    "assembly legislature cabinet treasury reserve exchange cooperative cartel brigade battalion "
    "regiment division "
    "herald tribune gazette chronicle observer guardian telegraph daily magazine radio television "
    "tv broadcasting "
    "ministries campaign pac unit squad team fc united rovers athletic lab clinic diocese "
    "archdiocese directorate secretariat"
)
_PLACES = word_set(
    "street avenue road river lake mount mountain mountains sea ocean island islands bay park "
    "square bridge airport "
    "station valley stadium palace tower beach harbor harbour port desert forest peninsula strait "
    "straits gulf canal "
    "highway coast hills hill plaza arena cemetery cathedral mosque temple ridge creek falls pier "
    "quay dam lane "
    "boulevard theater theatre hotel hall building gate district"
)
_REGIONS = word_set(
    "county city province township village borough prefecture state region parish republic "
    "kingdom emirate"
)
_EVENTS = word_set(
    "war olympics games cup summit festival election convention day championship championships "
    "massacre revolution "
    "conference forum marathon bowl awards uprising riots crisis hurricane typhoon storm "
    "week congress"
)
_LAWS = word_set(
    "act law constitution treaty amendment bill agreement accord accords code convention protocol "
    "pact directive"
)
GROUPS = word_set(
    "democrat democrats democratic republican republicans muslim muslims islamic islamist "
    "islamists christian christians "
    "catholic catholics jewish jew jews protestant protestants hindu hindus buddhist buddhists "
    "sikh sikhs sunni shia shiite "
    "shiites sunnis mormon mormons evangelical evangelicals communist communists socialist "
    "socialists conservative "
    "conservatives labour tory tories liberal libertarian marxist nazi nazis western westerners "
    "european europeans asian "
    "asians african africans latino latinos hispanic hispanics arab arabs kurdish kurd kurds "
    "uyghur uyghurs tibetan tibetans "
    "latin orthodox anglican anglicans lutheran lutherans quaker quakers maori inuit roma zionist "
    "islamophobic"
)
_CONNECTORS = word_set(
    "of de da del della di la le van von der den bin ibn al el dos das du y e & für"
)
_PLURAL_OWNERS = word_set(
    "children people women men veterans workers teachers lloyd moody king queen st. macy mcdonald "
    "sotheby"
)
_QUANTIFIERS = word_set("numerous senior veteran outgoing incoming acting retired fellow longtime")
_LOCATIVES = word_set("in at near from across outside inside throughout toward towards around")
# Names that begin so go on behind "and", "for" and "on": "Ministry of Fog and Tides".
_OFFICES = word_set(
    "ministry department committee institute center centre office bureau council commission agency "
    "coalition campaign association society"
)
# Behind these words "of" belongs to the name: "Bank of …", but not "Roe of Oslo".
_TAKE_OF = (
    ORGANISATIONS
    | _REGIONS
    | _LAWS
    | _PLACES
    | word_set(
        "states statue isle cape horn minister secretary director chamber people joint doctors daughters "
        "sons knights war battle"
    )
)
_INITIAL = re.compile(r"[A-Z]\.$")
_ACRONYM = re.compile(r"(?:[A-Z]{2,6}s?|(?:[A-Z]\.){2,6})$")
_NEVER = (
    DETERMINERS
    | PRONOUNS
    | AUXILIARIES
    | CONJUNCTIONS
    | PREPOSITIONS
    | RELATIVES
    | TIMES
    | ADVERBS
    | word_set("there here yes no not please read more why how what when where who")
) - {"us", "may", "will", "march", "no", "per", "august"}
_COMMON = VERBS | word_set(
    "police officials critics experts researchers scientists voters people residents supporters "
    "opponents analysts "
    "lawmakers sources authorities investigators prosecutors doctors students women men children "
    "former asked "
    "speaking according despite following including given although part much many reporters "
    "editor two three"
)
_MONTH = (
    r"(?:January|March|May|July|August|October|December|April|June|September|November|February"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)"
)
_DATE = re.compile(
    rf"\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,\s\d{{4}}\b)?"
    rf"|\b\d{{1,2}}\s{_MONTH}(?:\s\d{{4}}\b)?"
    r"|\b(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
    rf"|\b{_MONTH}\s\d{{4}}\b"
)
_LONGEST_NAME = 10
_WORKS = word_set(
    "novel book memoir memoirs autobiography biography film movie documentary album song single "
    "essay ballad poem play musical opera paper guidebook paperback series sitcom drama podcast "
    "novella anthology bestseller thriller comedy painting sculpture exhibition show"
)
_ANNOUNCING = word_set("titled entitled headed headlined")
# A title is announced within so many words before it, has no more words, small words in it no more letters.
_ANNOUNCED_WITHIN = 6
_LONGEST_TITLE = 14
_LONGEST_SMALL_WORD = 3


@dataclass(slots=True)
class _Run:
    """Words `[first, last)` of a layout that are written as one name."""

    first: int
    last: int
    initial: bool
    titled: bool


def find(layout: Layout) -> list[Mention]:
    """Every name of `layout` by rules, in order, none over a line break, none overlapping."""
    words = layout.words
    lower_seen = {word.text for word in words if word.text.islower()}
    shouting = _title_cased(layout)
    runs: list[_Run] = []
    for sentence in layout.sentences:
        if sentence.paragraph not in shouting:
            runs += _runs(words, sentence.first, sentence.last, lower_seen)
    capitals = Counter(words[r.first].text for r in runs if r.last - r.first == 1 and not r.initial)
    known_parts = {
        words[k].text for r in runs if r.last - r.first > 1 for k in range(r.first, r.last)
    }
    kept = [r for r in runs if not r.initial or _is_sure(words, r, capitals, known_parts)]
    mentions = [
        Mention(words[r.first].start, words[r.last - 1].end, EntityLabel.ORG, probability=0.7)
        for r in kept
    ]
    _label(layout, kept, mentions)
    mentions += _repeated(layout, mentions, shouting)
    taken = sorted((m.start, m.end) for m in mentions)
    mentions += [one for one in dates(layout) if not meets(taken, (one.start, one.end))]
    return sorted(mentions, key=lambda mention: mention.start)


def _title_cased(layout: Layout) -> set[int]:
    """Paragraphs written like headlines, where a capital tells nothing."""
    counts: dict[int, list[int]] = {}
    for sentence in layout.sentences:
        count = counts.setdefault(sentence.paragraph, [0, 0])
        for word in layout.words[sentence.first : sentence.last]:
            if len(word.text) > 3 and word.text.isalpha():
                count[0] += 1
                count[1] += word.is_capitalised
    return {
        n
        for n, (total, capital) in counts.items()
        if total >= 3
        and capital / total > 0.6
        and layout.text[layout.paragraphs[n][1] - 1] not in '.!?”"'
    }


def _runs(words: Sequence[Word], first: int, last: int, lower_seen: set[str]) -> list[_Run]:
    runs: list[_Run] = []
    at = first
    while at < last:
        if not _may_begin(words, at):
            at += 1
            continue
        initial = _begins_sentence(words, at, first)
        if (
            initial
            and (words[at].lower in lower_seen or words[at].lower in _COMMON)
            and not _ACRONYM.match(words[at].text)
        ):
            following = at + 1 < last and words[at + 1].is_capitalised and words[at].lower in TITLES
            if not following:
                at += 1
                continue
        end = _run_end(words, at, last)
        for first_part, last_part in _parts(words, at, end):
            begin, titled = _without_titles(words, first_part, last_part)
            titled = titled or (
                first_part > at and last_part == end and words[first_part].lower in TITLES
            )
            runs.append(_Run(begin, last_part, initial and begin == at, titled))
        at = end
    return runs


def _may_begin(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if not word.is_capitalised:
        # "iPhone", "eBay"
        return word.text[0].isalpha() and len(word.text) > 2 and word.text[1].isupper()
    if word.lower in TIMES:
        return False
    if len(word.text) == 1:
        return False
    return not (word.lower in _NEVER and not word.text.isupper()) and word.text != "I"


def _begins_sentence(words: Sequence[Word], at: int, first: int) -> bool:
    return at == first or not (words[at - 1].is_word or words[at - 1].text in ",;'’-–—―&.(")


def _run_end(words: Sequence[Word], at: int, last: int) -> int:
    end = at + 1
    while end < last and end - at < _LONGEST_NAME:
        word = words[end]
        glued = words[end - 1].end == word.start
        if word.is_capitalised and word.lower not in _NEVER | TIMES and not glued:
            end += 1
            continue
        if (
            word.is_capitalised
            and word.lower in ("will", "may")
            and not glued
            and end + 1 < last
            and words[end + 1].is_capitalised
        ):
            end += 1
            continue
        if (
            word.lower in _CONNECTORS
            or (word.lower in ("and", "for", "on") and words[at].lower in _OFFICES)
        ) and end + 1 < last:
            ahead = end + 1
            if words[ahead].lower in ("the", "la", "los") and ahead + 1 < last:
                ahead += 1
            if (
                words[ahead].is_capitalised
                and words[ahead].lower not in TIMES
                and (word.lower != "of" or words[end - 1].lower in _TAKE_OF)
            ):
                end = ahead + 1
                continue
        if (
            word.text in ("'s", "’s")
            and words[end - 1].lower in _PLURAL_OWNERS
            and end + 1 < last
            and words[end + 1].is_capitalised
        ):
            end += 2
            continue
        if word.text[0].isdigit() and end + 1 == last and words[end - 1].is_capitalised and glued:
            end += 1
            continue
        break
    return end


def _parts(words: Sequence[Word], first: int, last: int) -> list[Range]:
    """Cut "Norwegian Prime Minister Kim Roe" before its titles, and a lone adjective off its start."""
    lists = gazetteer()
    if words[first].lower in _QUANTIFIERS and last - first > 1:
        first += 1
    for at in range(first + 1, last - 1):
        if words[at].lower not in TITLES or words[at].lower in ORGANISATIONS:
            continue
        if words[at].lower in _TITLE_MODIFIERS and words[at + 1].lower not in TITLES:
            continue
        after = at
        while after < last and words[after].lower in TITLES:
            after += 1
        if after == last or words[after].lower in ("of", "for"):
            break
        before = [(first, at)]
        if words[first].text in lists.labels and at - first > 1:
            before = [(first, first + 1), (first + 1, at)]
        return [*before, (after, last)]
    return [(first, last)]


def _without_titles(words: Sequence[Word], first: int, last: int) -> tuple[int, bool]:
    """Where the name begins once titles before it are left out, and whether there were any."""
    begin = first
    while begin < last - 1 and words[begin].lower in TITLES:
        if words[begin].lower in _TITLE_MODIFIERS and words[begin + 1].lower not in TITLES:
            break
        begin += 1
    titled = begin > first
    if titled and words[begin].lower == "of":
        # "Minister of State Security Kim Roe": the name is what a given name or two last words make.
        given = gazetteer().given
        for at in range(begin + 2, last - 1):
            if words[at].text in given:
                return at, True
        return (last - 2, True) if last - begin > 3 else (first, False)
    return begin, titled


def _is_sure(
    words: Sequence[Word], run: _Run, capitals: Counter[str], known_parts: set[str]
) -> bool:
    """Whether a capital at the start of a sentence is that of a name."""
    if run.last - run.first > 1 or run.titled:
        return True
    text = words[run.first].text
    lists = gazetteer()
    if text in lists.labels or text in capitals or text in known_parts or _ACRONYM.match(text):
        return True
    if words[run.first].lower in GROUPS:
        return True
    following = words[run.last] if run.last < len(words) else None
    if following is None or text.endswith(("ly", "ing", "ed")):
        return False
    return (
        text in lists.given
        or following.lower in ("'s",)
        or (
            not text.endswith("s")
            and following.lower in AUXILIARIES | {"said", "says", "told", "wrote"}
        )
    )


def _label(layout: Layout, runs: Sequence[_Run], mentions: Sequence[Mention]) -> None:
    """Give each mention its label: by itself where it shows one, else by what shares its words."""
    words = layout.words
    people: set[str] = set()
    votes: dict[str, Counter[EntityLabel]] = {}
    undecided: list[int] = []
    for index, (run, mention) in enumerate(zip(runs, mentions, strict=True)):
        label, sure = _own_label(words, run)
        if label is None:
            undecided.append(index)
            continue
        mention.label = label
        mention.probability = 0.9 if sure else 0.7
        if label is EntityLabel.PERSON:
            people |= {words[k].text for k in range(run.first, run.last)}
        votes.setdefault(layout.text[mention.start : mention.end], Counter())[label] += (
            2 if sure else 1
        )
    for index in undecided:
        run, mention = runs[index], mentions[index]
        surface = layout.text[mention.start : mention.end]
        before = words[run.first - 1].lower if run.first else ""
        if surface in people:
            guess = EntityLabel.PERSON
        elif before in _LOCATIVES:
            guess = EntityLabel.GPE
        elif _ACRONYM.match(surface) or any(c.isupper() for c in surface[1:]):
            guess = EntityLabel.ORG
        elif before == "the":
            guess = EntityLabel.ORG
        else:
            following = words[run.last].lower if run.last < len(words) else ""
            speaks = following in lexicon().verbs or before in ("said", "says")
            guess = (
                EntityLabel.PERSON if speaks or surface in gazetteer().given else EntityLabel.ORG
            )
        mention.label = guess
        mention.probability = 0.5
        votes.setdefault(surface, Counter())[guess] += 1
    for mention in mentions:
        surface = layout.text[mention.start : mention.end]
        mention.label = min(votes[surface], key=lambda label: (-votes[surface][label], label.value))


def _own_label(words: Sequence[Word], run: _Run) -> tuple[EntityLabel | None, bool]:
    lists = gazetteer()
    texts = [words[k].text for k in range(run.first, run.last)]
    lowers = [words[k].lower for k in range(run.first, run.last)]
    surface = " ".join(texts)
    if surface in lists.labels and not (run.titled and len(texts) == 1):
        return lists.labels[surface], True
    if run.titled and lowers[-1] not in ORGANISATIONS | _PLACES:
        return EntityLabel.PERSON, True
    last = lowers[-1]
    if len(texts) == 1:
        if last in GROUPS:
            return EntityLabel.NORP, True
        if _ACRONYM.match(surface):
            return EntityLabel.ORG, False
        return None, False
    if last in _LAWS:
        return EntityLabel.LAW, True
    if (
        texts[0] in lists.given
        and not any(word in ORGANISATIONS for word in lowers)
        and len(texts) <= 4
    ):
        return EntityLabel.PERSON, True
    if last in _EVENTS:
        return EntityLabel.EVENT, True
    if last in ORGANISATIONS or lowers[0] in ORGANISATIONS:
        return EntityLabel.ORG, True
    if last in _PLACES or lowers[0] in ("mount", "lake", "cape", "port", "gulf"):
        return EntityLabel.LOC, True
    if last in _REGIONS or lowers[:2] in (
        ["republic", "of"],
        ["kingdom", "of"],
        ["state", "of"],
        ["city", "of"],
    ):
        return EntityLabel.GPE, True
    if any(word in ORGANISATIONS for word in lowers) or "of" in lowers:
        return EntityLabel.ORG, False
    if all(word in GROUPS or word.title() in lists.peoples for word in lowers):
        return EntityLabel.NORP, True
    if len(texts) <= 4 and all(
        text[0].isupper()
        and not text.isupper()
        or _INITIAL.match(text)
        or text.lower() in _CONNECTORS
        for text in texts
    ):
        return EntityLabel.PERSON, False
    return EntityLabel.ORG, False


def _repeated(layout: Layout, mentions: Sequence[Mention], shouting: set[int]) -> list[Mention]:
    """Names found elsewhere that stand in paragraphs written like headlines."""
    labels = {layout.text[m.start : m.end]: m.label for m in mentions}
    names = {tuple(surface.split()) for surface in labels}
    sizes: dict[str, set[int]] = {}
    for parts in names:
        sizes.setdefault(parts[0], set()).add(len(parts))
    found: list[Mention] = []
    for sentence in layout.sentences:
        if sentence.paragraph not in shouting:
            continue
        at = sentence.first
        while at < sentence.last:
            best = 0
            for size in sizes.get(layout.words[at].text, ()):
                ahead = layout.words[at : min(at + size, sentence.last)]
                if size > best and tuple(word.text for word in ahead) in names:
                    best = len(ahead)
            if best:
                start, end = layout.words[at].start, layout.words[at + best - 1].end
                label = labels.get(layout.text[start:end])
                if label is not None:
                    found.append(Mention(start, end, label, probability=0.7))
            at += best or 1
    return found


def dates(layout: Layout) -> list[Mention]:
    """Days of the week, days and months with their years, in order."""
    return [
        Mention(match.start(), match.end(), EntityLabel.DATE, probability=0.8)
        for start, end in layout.paragraphs
        for match in _DATE.finditer(layout.text, start, end)
    ]


def works(layout: Layout, quotations: Sequence[Quotation]) -> list[Mention]:
    """Titles in quotation marks after words that announce one: the novel “Fog at Sea”, in order."""
    found = []
    for one in quotations:
        at = bisect.bisect_left(layout.words, one.start, key=lambda word: word.start)
        last = bisect.bisect_left(layout.words, one.inner_end, key=lambda word: word.start)
        while last > at + 1 and layout.words[last - 1].text in ".,;":
            last -= 1
        inside = layout.words[at + 1 : last]
        announced = _announces_work(layout.words[max(0, at - _ANNOUNCED_WITHIN) : at])
        if announced is None or not 0 < len(inside) <= _LONGEST_TITLE:
            continue
        if _is_title(inside) if announced == "," else inside[0].is_capitalised:
            found.append(
                Mention(inside[0].start, inside[-1].end, EntityLabel.WORK, probability=0.8)
            )
    return found


def _announces_work(before: Sequence[Word]) -> str | None:
    """The mark or word before a title if these words lead up to one, else None."""
    words = [word for word in before if word.text != ","]
    if not words:
        return None
    if words[-1].lower in _ANNOUNCING:
        return before[-1].lower
    if words[-1].lower in _WORKS:
        return ","
    lowers = [word.lower for word in words]
    if lowers[-2:] == ["author", "of"] or lowers[-1] == "called" and _WORKS.intersection(lowers):
        return lowers[-1]
    return None


def _is_title(words: Sequence[Word]) -> bool:
    """Whether all words but the small ones have a capital."""
    long = [word for word in words if word.is_word and len(word.text) > _LONGEST_SMALL_WORD]
    return words[0].is_capitalised and all(not word.text[0].islower() for word in long)


# --- speakers as mentions -------------------------------------------------------------------------

_HEADS = {
    EntityLabel.ORG: ORGANISATIONS
    | word_set(
        "government regime firm company newspaper outlet paper administration campaign family "
        "team panel jury owner"
        " owners companies newspapers governments agencies broadcaster charity utility operator "
        "union network"
        " authorities ministry embassy court police military watchdog regulator"
    ),
    EntityLabel.WORK: word_set(
        "report statement study poll survey letter document article book memo email filing "
        "lawsuit post tweet "
        "complaint indictment law announcement comment editorial review website message headline "
        "text account channel page site summary transcript release notice readout communique "
        "dispatch notification order decree guide analysis paper verdict ruling inquiry audit "
        "dossier caption sign banner"
    ),
    EntityLabel.GPE: word_set("country nation city state town village province nations countries"),
}
_SPOKES = word_set(
    "spokesman spokeswoman spokesperson spokespeople spokesmen lawyer attorney lawyers attorneys "
    "representative representatives"
)


@dataclass(slots=True)
class Source:
    """What a speaker span is, as indices of mentions.

    Attributes:
        mention: the speaker.
        on_behalf_of: for whom a spokesperson or a document speaks.
        others: further people where several speak.
        author_speaks: whether the speaker is a document or an account, so that its author speaks.
    """

    mention: int
    on_behalf_of: int | None = None
    others: list[int] = field(default_factory=list)
    author_speaks: bool = False


def of_speaker(
    layout: Layout, span: Range, mentions: list[Mention], at: int, names: int
) -> Source | None:
    """The mention that the speaker `span` is; a nominal or a pronoun is appended to `mentions`.

    Args:
        at: index of the first mention at or after the span's start.
        names: how many of `mentions`, by place, are names; what follows them was appended here.
    """
    start, end = span
    inside = []
    while at < names and mentions[at].start < end:
        if mentions[at].end <= end and mentions[at].label is not EntityLabel.DATE:
            inside.append(at)
        at += 1
    words = _span_words(layout, span)
    if not words:
        return None
    head = words[_head(words)]
    spokes = head.lower in _SPOKES
    named = [n for n in inside if mentions[n].start <= head.start < mentions[n].end]
    if not named and inside and head.lower in TITLES and mentions[inside[-1]].end == words[-1].end:
        # "Minister of Transport Kim Roe"
        named = [n for n in inside[-1:] if mentions[n].label is EntityLabel.PERSON]
    if named:
        first = last = inside.index(named[0])
        while first > 0 and _joined(
            layout.text, mentions[inside[first - 1]], mentions[inside[first]]
        ):
            first -= 1
        while last + 1 < len(inside) and _joined(
            layout.text, mentions[inside[last]], mentions[inside[last + 1]]
        ):
            last += 1
        return Source(inside[first], others=inside[first + 1 : last + 1])
    behalf = next(
        (n for n in inside if mentions[n].start > head.start), inside[0] if inside else None
    )
    document = head.lower in _HEADS[EntityLabel.WORK]
    if len(words) == 1 and words[0].lower in PRONOUNS:
        label = EntityLabel.ORG if words[0].lower == "it" else EntityLabel.PERSON
        form = MentionForm.pronoun
    else:
        form = MentionForm.nominal
        label = next(
            (one for one, heads in _HEADS.items() if head.lower in heads), EntityLabel.PERSON
        )
    mentions.append(Mention(start, end, label, form, probability=0.7))
    return Source(len(mentions) - 1, behalf if spokes or document else None, author_speaks=document)


def _joined(text: str, one: Mention, other: Mention) -> bool:
    """Whether two people's names are joined, as in "Kim Roe, Ola Berg and Ida Lund"."""
    people = one.label is other.label is EntityLabel.PERSON
    return people and text[one.end : other.start].strip() in (",", "and", ", and", "&")


def _span_words(layout: Layout, span: Range) -> list[Word]:
    low = bisect.bisect_left(layout.words, span[0], key=lambda word: word.start)
    high = bisect.bisect_left(layout.words, span[1], key=lambda word: word.start)
    return [word for word in layout.words[low:high] if word.is_word or word.text in ",("]


def _head(words: Sequence[Word]) -> int:
    """Index of the head: the last word before a preposition, comma or relative pronoun."""
    last = len(words) - 1
    for at in range(1, len(words)):
        word = words[at]
        if (
            word.lower in PREPOSITIONS or word.lower in RELATIVES or not word.is_word
        ) and not word.is_capitalised:
            last = at - 1
            break
    # "the announcement issued on Monday": a participle is no head.
    while last > 0 and words[last].text.islower() and words[last].lower.endswith("ed"):
        last -= 1
    return last
