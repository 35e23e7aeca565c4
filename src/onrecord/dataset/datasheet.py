"""The figures in DATASHEET.md, written from what may be published so that they depend on no scrape at hand."""

import re
from collections import Counter
from pathlib import Path

from onrecord.corpus.corpus import Corpus
from onrecord.disk import write_whole
from onrecord.records import EntityLabel, QuoteKind, Rights, Split

BEGIN = "<!-- figures: written by `onrecord freeze`, not by hand -->"
END = "<!-- end of figures -->"


def figures(corpus: Corpus) -> str:
    """The figures of a corpus as Markdown tables."""
    articles = corpus.articles
    kinds = Counter(q.kind for q in corpus.quotes)
    labels = Counter(e.label for e in corpus.entities)
    days = sorted(a.published for a in articles if a.published)
    rows = [
        ("articles", len(articles)),
        ("of which fictional", sum(a.fictional for a in articles)),
        ("of which reserved (words withheld)", sum(a.rights is Rights.reserved for a in articles)),
        ("of which reviewed", sum(a.status == "reviewed" for a in articles)),
        ("stories", len({a.story for a in articles})),
        ("publishers", len({a.publisher for a in articles if a.publisher})),
        ("words of clean text", sum(a.counts.words for a in articles)),
        ("published from", days[0].isoformat() if days else "unknown"),
        ("published to", days[-1].isoformat() if days else "unknown"),
        ("quotes", len(corpus.quotes)),
        *((f"of which {kind}", kinds[kind]) for kind in QuoteKind),
        ("quotes whose speaker is a known entity", sum(bool(q.speaker_ids) for q in corpus.quotes)),
        ("mentions", len(corpus.mentions)),
        ("entities", len(corpus.entities)),
        *((f"of which {label}", labels[label]) for label in EntityLabel if labels[label]),
        *(
            (f"articles in {split}", sum(s is split for s in corpus.split_of.values()))
            for split in Split
        ),
    ]
    return "\n".join(["| what | how many |", "|---|---:|", *(f"| {what} | {n} |" for what, n in rows)])


def update(path: Path, corpus: Corpus) -> None:
    """Write the figures into a datasheet between its two marks; a corpus without a datasheet goes without."""
    if not path.is_file():
        return
    text = path.read_text(encoding="utf-8")
    block = f"{BEGIN}\n\n{figures(corpus)}\n\n{END}"
    new = re.sub(rf"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: block, text, flags=re.DOTALL)
    if new != text:
        write_whole(path, new.encode())
