"""Turn articles into spaCy documents: names as entities, quotes, cues and speakers as span groups.

    python examples/to_spacy.py FOLDER [SOURCE]

Writes FOLDER/train.spacy, validation.spacy and test.spacy, which `spacy train` and `DocBin` read.
Needs no spaCy model.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as DocSpan

import onrecord
from onrecord.dataset.features import record
from onrecord.records import Article, Mention, MentionForm, Quote, Span, Split


def document(
    words: spacy.Language, article: Article, quotes: Iterable[Quote], mentions: Iterable[Mention]
) -> Doc:
    """One article.

    Span groups `quotes`, `cues` and `speakers`: what belongs to one quote shares its id, and the
    label of a quote is its kind. Names and speakers carry the entity's id in the whole corpus as
    `kb_id`. A span that ends inside a spaCy token is widened to it.
    """
    doc = words(article.text)
    doc.user_data["id"] = article.id

    def place(span: Span, label: str, *, id: str = "", entity: str | None = None) -> DocSpan:
        return doc.char_span(
            span.start, span.end, label, kb_id=entity or "", span_id=id, alignment_mode="expand"
        )

    quotes = list(quotes)
    doc.spans["quotes"] = [place(s, q.kind, id=q.id) for q in quotes for s in q.spans]
    doc.spans["cues"] = [place(q.cue, "CUE", id=q.id) for q in quotes if q.cue]
    doc.spans["speakers"] = [
        place(q.speaker, "SPEAKER", id=q.id, entity=next(iter(q.speaker_ids), None))
        for q in quotes
        if q.speaker
    ]
    names = [
        place(m.span, m.label, entity=m.entity_id) for m in mentions if m.form is MentionForm.name
    ]
    doc.set_ents(spacy.util.filter_spans(names))
    return doc


def documents(words: spacy.Language, split: str, source: str) -> Iterator[Doc]:
    """The articles of a split that have their words."""
    quotes: dict[str, list[Quote]] = defaultdict(list)
    for row in onrecord.load("quotes", split=split, source=source, withheld=False):
        quotes[row["article_id"]].append(record(Quote, row))
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for row in onrecord.load("mentions", split=split, source=source, withheld=False):
        mentions[row["article_id"]].append(record(Mention, row))
    for row in onrecord.load("articles", split=split, source=source, withheld=False):
        yield document(words, record(Article, row), quotes[row["id"]], mentions[row["id"]])


def main() -> None:
    """Write one file a split, and show what one document holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("source", nargs="?", default="corpus", help="a built dataset or a release")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    words = spacy.blank("en")
    for split in Split:
        docs = list(documents(words, split, args.source))
        DocBin(docs=docs, store_user_data=True).to_disk(args.folder / f"{split}.spacy")
        counts = {
            name: sum(len(doc.spans[name]) for doc in docs)
            for name in ("quotes", "cues", "speakers")
        }
        print(
            f"{split}: {len(docs)} documents, {sum(len(doc.ents) for doc in docs)} names,",
            *counts.items(),
        )


if __name__ == "__main__":
    main()
