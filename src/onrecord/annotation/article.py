"""One clean text, through every step of annotation, to its quotes, mentions and entities."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache

from onrecord.annotation import (
    attribution,
    combine,
    coreference,
    decode,
    marks,
    mentioned,
    mentions,
    nested,
    quotes,
    sentences,
    turns,
)
from onrecord.annotation.attribution import Attribution
from onrecord.annotation.coreference import Given
from onrecord.annotation.decode import RawQuote
from onrecord.annotation.marks import Quotation
from onrecord.annotation.mentions import Source
from onrecord.annotation.result import Annotations, Entity, Mention, Quote, Range
from onrecord.annotation.sentences import Layout
from onrecord.annotation.tagger import Tagger
from onrecord.records import EntityLabel, MentionForm, Role
from onrecord.text import shouted

# What the encoder reads of one text, in words and marks. More is no article, and would take minutes.
_MOST_TAGGED = 60_000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def annotate(
    text: str,
    paragraphs: Sequence[tuple[int, int, Role]] | None = None,
    *,
    rules_alone: bool = False,
) -> Annotations:
    """Quotes, mentions and entities of a clean text; the same for the same text always.

    The tagger reads the first 60,000 words and marks; what follows them is left to the rules.

    Args:
        text: the clean text.
        paragraphs: its units with their roles, as half-open ranges in code points, in order; by
            default its lines. No span leaves its unit, and headings hold no quotes.
        rules_alone: whether to do without the tagger.

    Raises:
        ModelError: the tagger's files are missing, damaged or of another version.
    """
    # Halves of characters, as broken JSON has them, no encoder takes. Not U+FFFD: that may be a lost
    # quotation mark.
    text = _LONE_SURROGATE.sub("□", text)
    if paragraphs is None:
        units = sentences.paragraphs_of(text)
        roles: list[Role | None] = [None] * len(units)
    else:
        units = [(start, end) for start, end, _ in paragraphs]
        roles = [role for _, _, role in paragraphs]
    quotations, named_in_marks = mentioned.find(text, units, marks.find(text, units))
    layout = sentences.lay_out(text, units, quotations)
    tagged_end = 0 if rules_alone else _tagged_end(layout)
    found = attribution.attributions(layout, quotations)
    if rules_alone:
        named = mentions.find(layout)
    else:
        tags = _tagger().tag(text[:tagged_end])
        found = combine.attributions(layout, quotations, found, decode.quotes(tags))
        works = mentions.works(layout, quotations)
        named = combine.names(layout, decode.names(tags), works, mentions.dates(layout))
    set_apart = turns.find(layout, roles, _quoted(units, quotations))
    people = [(one.start, one.end) for one in named if one.label is EntityLabel.PERSON]
    shown = quotes.by_layout(layout, quotations, turns.without_interviewer(text, set_apart, people))
    found = mentioned.without(text, _outside_headings(layout, roles, found), named_in_marks)
    said = quotes.assemble(layout, quotations, _with_shown(found, shown))
    said += nested.find(layout, quotations, said, _tagged, tagged_end)
    sources = _sources(layout, said, named)
    named, sources = _in_order(named, sources)
    links = coreference.resolve(
        text,
        [Given(m.start, m.end, m.label, m.form) for m in named],
        layout,
        quotations,
        speakers={source.mention for source in sources if source is not None},
    )
    entities = _entities(text, named, links)
    _speak(text, said, sources, named)
    return _result(said, named, entities)


def _outside_headings(
    layout: Layout, roles: Sequence[Role | None], found: Sequence[Attribution]
) -> list[Attribution]:
    """The attributions without what of them stands in headings, and without those a heading's word cues."""

    def in_heading(span: Range) -> bool:
        return roles[layout.paragraph_at(span[0])] is Role.heading

    kept = []
    for one in found:
        one.spans = [span for span in one.spans if not in_heading(span)]
        if one.spans and not (one.cue is not None and in_heading(one.cue)):
            kept.append(one)
    return kept


def _tagged_end(layout: Layout) -> int:
    """Where the part of the text ends that the tagger reads."""
    if len(layout.words) <= _MOST_TAGGED:
        return len(layout.text)
    return layout.words[_MOST_TAGGED - 1].end


@cache
def _tagger() -> Tagger:
    return Tagger.load()


def _tagged(text: str) -> list[RawQuote]:
    return decode.quotes(_tagger().tag(text))


def _quoted(units: Sequence[Range], quotations: Sequence[Quotation]) -> frozenset[int]:
    """The paragraphs that begin with a quotation."""
    starts = {one.start for one in quotations}
    return frozenset(k for k, (start, _) in enumerate(units) if start in starts)


def _with_shown(found: list[Attribution], shown: list[Attribution]) -> list[Attribution]:
    """All attributions in order, without those inside what is shown by layout."""
    spans = [one.spans[0] for one in shown]
    starts = [start for start, _ in spans]

    def within(one: Attribution) -> bool:
        at = bisect_right(starts, one.spans[0][0]) - 1
        return at >= 0 and one.spans[0][0] < spans[at][1]

    outer = [one for one in found if not within(one)] + shown
    return sorted(outer, key=lambda one: one.spans[0])


def _sources(layout: Layout, said: Sequence[Quote], named: list[Mention]) -> list[Source | None]:
    """What the speaker of each quote is; new mentions are appended to `named`."""
    starts = [mention.start for mention in named]
    names = len(named)
    known: dict[Range, Source | None] = {}
    sources: list[Source | None] = []
    for quote in said:
        if quote.speaker is None:
            sources.append(None)
            continue
        if quote.speaker not in known:
            at = bisect_left(starts, quote.speaker[0])
            known[quote.speaker] = mentions.of_speaker(layout, quote.speaker, named, at, names)
        sources.append(known[quote.speaker])
    return sources


def _in_order(
    named: list[Mention], sources: list[Source | None]
) -> tuple[list[Mention], list[Source | None]]:
    """Mentions by their place, and the sources with the new indices."""
    order = sorted(range(len(named)), key=lambda k: (named[k].start, named[k].end))
    place = {old: new for new, old in enumerate(order)}
    moved = [
        None
        if source is None
        else Source(
            place[source.mention],
            None if source.on_behalf_of is None else place[source.on_behalf_of],
            [place[k] for k in source.others],
            source.author_speaks,
        )
        for source in sources
    ]
    return [named[k] for k in order], moved


def _entities(
    text: str, named: Sequence[Mention], links: Sequence[coreference.Link]
) -> list[Entity]:
    """Entities by first mention; each mention learns its own. Who is never named is none."""
    members: dict[int, list[Mention]] = {}
    for mention, link in zip(named, links, strict=True):
        if mention.label is EntityLabel.DATE:
            continue
        mention.link_reason, mention.link_probability = link.reason, link.probability
        members.setdefault(link.entity, []).append(mention)
    entities = []
    for group in members.values():
        names = Counter(text[m.start : m.end] for m in group if m.form is MentionForm.name)
        if not names:
            described = [m for m in group if _is_known(text[m.start : m.end], m)]
            if not described:
                for mention in group:
                    mention.link_reason = mention.link_probability = None
                continue
            names = Counter(text[m.start : m.end] for m in described)
        loud = shouted(names)
        fullest = min(names, key=lambda name: (-len(name.split()), -len(name), name in loud, name))
        labels = Counter(m.label for m in group if m.form is MentionForm.name) or Counter(
            m.label for m in group
        )
        identifier = f"e{len(entities) + 1}"
        for mention in group:
            mention.entity = identifier
        label = min(labels, key=lambda one: (-labels[one], one.value))
        entities.append(
            Entity(identifier, fullest, label, [name for name in names if name != fullest])
        )
    return entities


def _is_known(surface: str, mention: Mention) -> bool:
    """Whether a description tells who it is, though unnamed: "the transport minister", any document.

    "A senior official" and "officials" do not.
    """
    if mention.form is not MentionForm.nominal:
        return False
    first = surface.split()[0].lower()
    definite = first in ("the", "its", "his", "her", "their", "our", "my") or first.endswith(
        ("’s", "'s")
    )
    return definite or mention.label is EntityLabel.WORK


def _speak(
    text: str, said: Sequence[Quote], sources: Sequence[Source | None], named: Sequence[Mention]
) -> None:
    """Give each quote its speaker's mention and the entities that speak."""
    for quote, source in zip(said, sources, strict=True):
        if source is None:
            continue
        quote.speaker_mention = source.mention
        who = [source.mention, *source.others]
        if source.author_speaks and source.on_behalf_of is not None:
            # A document whose author is named speaks for that author.
            who = [source.on_behalf_of]
        elif source.on_behalf_of is not None:
            quote.on_behalf_of = named[source.on_behalf_of].entity
        ids = [named[k].entity for k in who]
        quote.speaker_ids = list(dict.fromkeys(one for one in ids if one is not None))
    for quote in said:
        # Who says "I said" inside a quotation is who is quoted.
        if (
            quote.parent is not None
            and quote.speaker
            and text[slice(*quote.speaker)] in ("I", "we", "We")
        ):
            quote.speaker_ids = list(said[quote.parent].speaker_ids)


def _result(said: list[Quote], named: list[Mention], entities: list[Entity]) -> Annotations:
    """Quotes by their place, nested ones after the quote around them."""
    order = sorted(range(len(said)), key=lambda k: (said[k].spans[0][0], -said[k].spans[-1][1]))
    place = {old: new for new, old in enumerate(order)}
    for quote in said:
        if quote.parent is not None:
            quote.parent = place[quote.parent]
    return Annotations([said[k] for k in order], named, entities)
