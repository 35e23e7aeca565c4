"""Given mentions to entities, in each article and across all of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.annotation.coreference import Given, Link, canonical_name, resolve
from onrecord.corpus.entities import LocalEntityEvidence, link
from onrecord.corpus.ledger import Ledger
from onrecord.corpus.names import folded
from onrecord.records import EntityLabel, MentionForm


@dataclass(frozen=True)
class GivenArticle:
    """One article with mentions that somebody else drew."""

    text: str
    mentions: Sequence[Given]


def resolve_across(articles: Sequence[GivenArticle]) -> list[list[str]]:
    """The entity of each mention of each article, in one id space over all.

    Mentions are linked, never redrawn. What is only described in an article (a pronoun, "the minister") and
    never named is an entity of its own there.
    """
    linked = [resolve(article.text, article.mentions) for article in articles]
    evidence = [
        one for number, article in enumerate(articles) for one in _named(number, article, linked[number])
    ]
    ids = link(evidence, Ledger())
    members = [[_member(number, one.entity) for one in links] for number, links in enumerate(linked)]
    return [[ids.get(member, member) for member in one] for one in members]


def _named(number: int, article: GivenArticle, links: Sequence[Link]) -> list[LocalEntityEvidence]:
    """What tells the named entities of one article from those of the others."""
    names: dict[int, Counter[str]] = {}
    labels: dict[int, Counter[EntityLabel]] = {}
    for given, one in zip(article.mentions, links, strict=True):
        if given.form not in (None, MentionForm.name):
            continue
        surface = canonical_name(article.text[given.start : given.end], given.label)
        if not any(letter.isupper() or letter.isdigit() for letter in surface) and surface.isascii():
            continue
        names.setdefault(one.entity, Counter())[surface] += 1
        if given.label is not None:
            labels.setdefault(one.entity, Counter())[given.label] += 1
    company = frozenset(folded(name) for counter in names.values() for name in counter)
    found = []
    for entity, counter in names.items():
        fullest = min(counter, key=lambda name: (-len(name.split()), -counter[name], name))
        votes = labels.get(entity) or Counter({EntityLabel.ORG: 1})
        found.append(
            LocalEntityEvidence(
                member=_member(number, entity),
                article_id=str(number),
                name=fullest,
                label=min(votes, key=lambda label: (-votes[label], label)),
                aliases=tuple(sorted(set(counter) - {fullest})),
                story=None,
                fictional=False,
                company=company,
            )
        )
    return found


def _member(number: int, entity: int) -> str:
    return f"{number}#{entity}"
