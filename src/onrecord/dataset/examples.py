"""Valid and invalid examples for the contract, made from three invented pages small enough to read.

Each invalid example is the valid one with a single change, and breaks exactly what it is an example of.
"""

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.cleaning.read import Layer
from onrecord.corpus import annotations as store
from onrecord.corpus import reading
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.corpus import Corpus, assemble
from onrecord.corpus.gather import Item
from onrecord.corpus.ledger import Ledger
from onrecord.dataset import manifest as manifests
from onrecord.dataset.tokens import token_rows
from onrecord.records import Split, short_hash

Json = dict[str, Any]
Change = Callable[[Json], None]

BRIDGE = """The Tidewater Post
Harbour bridge closes for a week
Harbour bridge closes for a week
By Lena Ortmann
4 March 2031
The harbour bridge closes on Monday, the port office said on 2 March.
“He wrote ‘never again’ on the wall,” Mara Quill told reporters.
Quill called the plan “a gamble with seven dry days” for the ferry firm.
Share
"""
ORCHARD = """Orchard prize goes to a pear nobody planted
By Ivo Brandt
6 June 2031
The jury of the Lindenau orchard show gave its prize to a pear tree that had sown itself.
"""
TUNNEL = """Tunnel bats move out
By Sunniva Dahl
1 May 2031
The bats of the Karrow tunnel have left for the brewery next door, wardens said.
"""


def _bridge() -> Json:
    return {
        "scrape": "bridge.txt",
        "reader": "A. Reader",
        "reader_kind": "person",
        "fictional": True,
        "rights": "open",
        "license": "CC0-1.0",
        "publisher": "The Tidewater Post",
        "language": "en",
        "story": "harbour bridge",
        "roles": [
            [1, 1, "navigation", "site_name"],
            [2, 2, "headline"],
            [3, 3, "duplicate", "repeat", 2],
            [4, 4, "byline"],
            [5, 5, "dateline"],
            [6, 8, "paragraph"],
            [9, 9, "share", "share_button"],
        ],
        "metadata": {
            "headline": "Harbour bridge closes for a week",
            "authors": ["Lena Ortmann"],
            "published": "2031-03-04",
        },
        "entities": [
            {"id": "e1", "name": "port office", "label": "ORG", "aliases": []},
            {"id": "e2", "name": "Mara Quill", "label": "PERSON", "aliases": ["Quill"]},
        ],
        "mentions": [
            {"at": [6, "the port office"], "label": "ORG", "form": "nominal", "entity": "e1"},
            {"at": [6, "2 March"], "label": "DATE", "form": "name", "entity": None},
            {"at": [7, "He"], "label": "PERSON", "form": "pronoun", "entity": None},
            {"at": [7, "Mara Quill"], "label": "PERSON", "form": "name", "entity": "e2"},
            {"at": [8, "Quill"], "label": "PERSON", "form": "name", "entity": "e2"},
        ],
        "quotes": [
            _quote("q1", "indirect", [6, "The harbour bridge closes on Monday"], [6, "said"])
            | {"speaker": [6, "the port office"], "speaker_ids": ["e1"]},
            _quote("q2", "direct", [7, "“He wrote ‘never again’ on the wall,”"], [7, "told"])
            | {"speaker": [7, "Mara Quill"], "speaker_ids": ["e2"]},
            _quote("q3", "direct", [7, "‘never again’"], [7, "wrote"])
            | {"speaker": [7, "He"], "parent": "q2"},
            _quote("q4", "mixed", [8, "the plan “a gamble with seven dry days”"], [8, "called"])
            | {
                "verbatim": [[8, "“a gamble with seven dry days”"]],
                "speaker": [8, "Quill"],
                "speaker_ids": ["e2"],
                "on_behalf_of": "e1",
            },
        ],
    }


def _quote(identifier: str, kind: str, span: list[Any], cue: list[Any]) -> Json:
    return {
        "id": identifier,
        "kind": kind,
        "attitude": "speech",
        "spans": [span],
        "cue": cue,
        "speaker_ids": [],
    }


def _short(name: str, author: str, day: str, layer: str, *, rights: str) -> Json:
    return {
        "scrape": f"{name}.txt",
        "reader": "A. Reader",
        "reader_kind": "person",
        "fictional": True,
        "rights": rights,
        "license": "CC0-1.0" if rights == "open" else None,
        "language": "en",
        "story": name,
        "roles": [[1, 1, "headline"], [2, 2, "byline"], [3, 3, "dateline"], [4, 4, "paragraph"]],
        "metadata": {"headline": layer.split("\n")[0], "authors": [author], "published": day},
        "entities": [],
        "mentions": [],
        "quotes": [],
    }


def bridge_reading() -> Json:
    """The reading of the first page."""
    return _bridge()


@cache
def _annotations() -> tuple[tuple[Annotation, str], ...]:
    readings = (
        (_bridge(), BRIDGE),
        (_short("orchard", "Ivo Brandt", "2031-06-06", ORCHARD, rights="open"), ORCHARD),
        (_short("tunnel", "Sunniva Dahl", "2031-05-01", TUNNEL, rights="reserved"), TUNNEL),
    )
    return tuple(
        (reading.compile_reading(read, layer.encode(), Layer(layer, "utf-8")), layer)
        for read, layer in readings
    )


@cache
def _assembled() -> tuple[Corpus, Ledger]:
    items = [Item(annotation, layer, None, None) for annotation, layer in _annotations()]
    corpus, ledger = assemble(items, Ledger(), machine_provenance("1.0.0"), words_of_reserved=False)
    # Which split a story falls into is of no interest here, only that each has one.
    ids = [annotation.id for annotation, _ in _annotations()]
    corpus.split_of = dict(zip(ids, Split))
    for identifier, split in corpus.split_of.items():
        ledger.articles[identifier] = ledger.articles[identifier].model_copy(
            update={"split": split}
        )
    return corpus, ledger


def corpus() -> Corpus:
    """The records of the three pages; the third is reserved and withheld."""
    return _assembled()[0]


def ledger() -> Ledger:
    """What is allotted to the three pages."""
    return _assembled()[1]


# --- one record -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class RecordExample:
    """A record that is valid, or not.

    Attributes:
        record: its kind, as the file of its JSON Schema is named.
        name: valid-… or invalid-….
        what: what it shows.
        value: the record.
        caught_by: "schema" if JSON Schema refuses it, "rule" if only the rules across fields do;
            None for a valid one.
    """

    record: str
    name: str
    what: str
    value: Json
    caught_by: str | None


def record_examples() -> list[RecordExample]:
    """Examples of each record, valid ones first."""
    found = [
        RecordExample(record, f"valid-{name}", what, value, None)
        for (record, name, what), value in _valid_records().items()
    ]
    bases = {e.record: e.value for e in reversed(found)}
    for record, name, what, caught_by, change in _INVALID_RECORDS:
        value = copy.deepcopy(bases[record])
        change(value)
        found.append(RecordExample(record, f"invalid-{name}", what, value, caught_by))
    return found


def _valid_records() -> dict[tuple[str, str, str], Json]:
    made = corpus()
    annotation, _ = _annotations()[0]
    article, withheld = (
        next(a for a in made.articles if a.id == _annotations()[i][0].id) for i in (0, 2)
    )
    names = ("indirect", "direct", "nested", "mixed")
    forms = ("nominal", "date", "pronoun", "name")
    rows = token_rows([article], made.quotes, made.mentions)
    records: dict[tuple[str, str, str], Any] = {
        ("article", "open", "An open article with its words."): article,
        ("article", "withheld", "A reserved article: its facts without its words."): withheld,
        **{("quote", name, f"Kind or sort: {name}."): q for name, q in zip(names, made.quotes)},
        **{("mention", name, f"Form or sort: {name}."): m for name, m in zip(forms, made.mentions)},
        ("entity", "organisation", "An organisation."): made.entities[0],
        ("entity", "person", "A person, with another name of hers."): made.entities[1],
        ("token_row", "paragraph", "A paragraph with a direct quote and one inside it."): rows[1],
        ("annotation", "reviewed", "An annotation file."): annotation,
    }
    values = {key: record.model_dump(mode="json") for key, record in records.items()}
    values[("provenance", "open", "What a .provenance.toml file says of an open scrape.")] = {
        "sha256": annotation.source.sha256,
        "rights": "open",
        "license": "CC0-1.0",
        "fictional": True,
    }
    values[("provenance", "reserved", "The least that can be said.")] = {
        "sha256": hashlib.sha256(TUNNEL.encode()).hexdigest(),
        "rights": "reserved",
    }
    values[("reading", "page", "A reading: line numbers and exact words.")] = bridge_reading()
    merge, split = map(json.loads, decision_form()["files"][_DECISIONS].splitlines())
    values[("decision_merge", "two", "Two entities that a reviewer found to be one.")] = merge
    values[("decision_split", "article", "One article that speaks of another person.")] = split
    return values


def _put(path: str, new: Any) -> Change:
    """A change that puts a value at a path of names and indices."""

    def change(value: Json) -> None:
        *parents, last = [int(p) if p.isdigit() else p for p in path.split("/")]
        for parent in parents:
            value = value[parent]
        value[last] = new

    return change


def _drop(path: str) -> Change:
    """A change that removes what is at a path."""

    def change(value: Json) -> None:
        *parents, last = [int(p) if p.isdigit() else p for p in path.split("/")]
        for parent in parents:
            value = value[parent]
        del value[last]

    return change


_OTHER = "a-000000000000"
_SHOW, _CLUB, _PERSON, _FORMER, _NEW = (f"e-{digit * 10}" for digit in "abcdf")

_INVALID_RECORDS: list[tuple[str, str, str, str, Change]] = [
    ("article", "id", "The id is not of its form.", "schema", _put("id", "article-1")),
    ("article", "date", "There is no 30 February.", "schema", _put("published", "2031-02-30")),
    ("article", "time", "An hour 25 is none.", "schema", _put("published_time", "25:00")),
    (
        "article",
        "language",
        "A language is a tag, not a name.",
        "schema",
        _put("language", "English"),
    ),
    (
        "article",
        "role",
        "A role that is not in the list.",
        "schema",
        _put("blocks/0/role", "sidebar"),
    ),
    (
        "article",
        "unknown-field",
        "A field that is not in the schema.",
        "schema",
        _put("title", "Bridge"),
    ),
    ("article", "missing-field", "Without its source.", "schema", _drop("source")),
    ("article", "gap", "The blocks leave a gap.", "rule", _drop("blocks/3")),
    (
        "article",
        "kept-reason",
        "A kept block has no reason.",
        "rule",
        _put("blocks/1/reason", "menu"),
    ),
    ("article", "no-licence", "An open article names its licence.", "rule", _put("license", None)),
    (
        "article",
        "withheld-words",
        "Withheld, and yet with its words.",
        "rule",
        _put("withheld", True),
    ),
    ("article", "undated-time", "A time without its date.", "rule", _put("updated_time", "10:00")),
    (
        "article",
        "paragraph-hash",
        "A hash of other words.",
        "rule",
        _put("paragraphs/0/hash", "0" * 16),
    ),
    ("quote", "kind", "There is no such kind.", "schema", _put("kind", "reported")),
    ("quote", "no-span", "A quote stands somewhere.", "schema", _put("spans", [])),
    ("quote", "probability", "A probability above 1.", "schema", _put("probability", 1.2)),
    ("quote", "negative-offset", "An offset below 0.", "schema", _put("spans/0/start", -1)),
    ("quote", "backwards", "A span that ends before it starts.", "rule", _put("spans/0/end", 0)),
    ("quote", "surface", "A surface that lacks its hash.", "rule", _put("cue/surface", "sald")),
    ("quote", "other-article", "An id of another article.", "rule", _put("article_id", _OTHER)),
    (
        "quote",
        "verbatim",
        "Only mixed quotes list pieces.",
        "rule",
        lambda q: q.update(verbatim=q["spans"]),
    ),
    ("quote", "own-parent", "A quote inside itself.", "rule", lambda q: q.update(parent=q["id"])),
    (
        "quote",
        "withheld-words",
        "Withheld, and yet with its words.",
        "rule",
        _put("withheld", True),
    ),
    ("mention", "label", "There is no such label.", "schema", _put("label", "MONEY")),
    ("mention", "form", "There is no such form.", "schema", _put("form", "acronym")),
    ("mention", "hash", "A hash has 16 digits.", "schema", _put("span/hash", "12ab")),
    ("mention", "dated-entity", "A date has no entity.", "rule", _put("label", "DATE")),
    (
        "mention",
        "length",
        "Not equally long in text and layer.",
        "rule",
        _put("span/source_end", 999),
    ),
    ("entity", "id", "The id is not of its form.", "schema", _put("id", "E1")),
    ("entity", "nameless", "An entity has a name.", "schema", _put("name", "")),
    ("entity", "wikidata", "Wikidata items begin with Q.", "schema", _put("wikidata_id", "P31")),
    ("entity", "date", "A date is no entity.", "rule", _put("label", "DATE")),
    (
        "entity",
        "alias",
        "An alias that is the name.",
        "rule",
        lambda e: e.update(aliases=[e["name"]]),
    ),
    ("token_row", "tag", "There is no such tag.", "schema", _put("quote/0", "B-reported")),
    ("token_row", "withheld", "Withheld articles have no rows.", "schema", _put("withheld", True)),
    ("token_row", "tag-count", "A tag for each word.", "rule", _drop("cue/0")),
    ("annotation", "format", "A form of another version.", "schema", _put("format", 2)),
    (
        "annotation",
        "entity-id",
        "Entities here are e1, e2, …",
        "schema",
        _put("entities/0/id", "port"),
    ),
    (
        "annotation",
        "dangling",
        "An entity that is not there.",
        "rule",
        _put("mentions/0/entity", "e9"),
    ),
    (
        "annotation",
        "no-licence",
        "An open article names its licence.",
        "rule",
        _put("license", None),
    ),
    ("provenance", "rights", "Rights are open or reserved.", "schema", _put("rights", "public")),
    ("provenance", "hash", "A SHA-256 has 64 digits.", "schema", _put("sha256", "abc")),
    ("provenance", "no-licence", "An open scrape names its licence.", "rule", _drop("license")),
    ("decision_merge", "reason", "Without a reason.", "schema", _drop("why")),
    ("decision_merge", "itself", "An entity is merged into itself.", "rule", _put("entities/0", _SHOW)),
    ("decision_split", "maker", "Nobody decided.", "schema", _drop("by")),
    ("decision_split", "nothing", "Nothing is moved.", "rule", _drop("members")),
    ("reading", "no-quotes", "Without its list of quotes.", "schema", _drop("quotes")),
    ("reading", "place", "A place has a line and words.", "schema", _put("mentions/0/at", [6])),
    ("reading", "month", "A date has a day.", "rule", _put("metadata/published", "2031-03")),
]


# --- checks ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckExample:
    """What a check has nothing against, and the same with one change that it finds."""

    check: str
    valid: Json
    invalid: Json


def check_examples() -> list[CheckExample]:
    """An example of every check, in the form that its subject asks for (`schema/checks/README.md`)."""
    found = []
    for check, (form, change) in _CHANGES.items():
        valid = form()
        invalid = copy.deepcopy(valid)
        change(invalid)
        found.append(CheckExample(check, valid, invalid))
    return found


def annotation_form() -> Json:
    """An annotation by itself."""
    return {"annotation": json.loads(store.dumps(_annotations()[0][0]))}


def anchored_form() -> Json:
    """An annotation and the text of its scrape."""
    return annotation_form() | {"scrape": BRIDGE}


def reserved_form() -> Json:
    """The annotation of a reserved scrape and the scrape's text."""
    return {"annotation": json.loads(store.dumps(_annotations()[2][0])), "scrape": TUNNEL}


def reading_form() -> Json:
    """A reading and the text of its scrape."""
    return {"reading": bridge_reading(), "scrape": BRIDGE}


def mention_form() -> Json:
    """One record, here a mention."""
    return {"record": "mention", "value": corpus().mentions[0].model_dump(mode="json")}


def article_form() -> Json:
    """One record, here a withheld article."""
    withheld = next(article for article in corpus().articles if article.withheld)
    return {"record": "article", "value": withheld.model_dump(mode="json")}


def corpus_form() -> Json:
    """Records with their splits and the ledger."""
    made, allotted = corpus(), ledger()
    configs = ("articles", "quotes", "mentions", "entities")
    value: Json = {c: [r.model_dump(mode="json") for r in getattr(made, c)] for c in configs}
    value["splits"] = {
        identifier: split.value for identifier, split in sorted(made.split_of.items())
    }
    value["ledger"] = {
        "articles": [row.model_dump(mode="json") for row in allotted.articles.values()],
        "entities": [
            row.model_dump(mode="json", exclude_none=True) for row in allotted.entities.values()
        ],
    }
    return value


_SCRAPE = "seeds/open/orchard.txt"
_PROVENANCE = f"{_SCRAPE}.provenance.toml"
_LEDGER = "corpus/ledger/articles.jsonl"


def _annotation_file() -> str:
    return f"corpus/annotations/{_annotations()[1][0].id}.json"


def folder_form() -> Json:
    """The files of a corpus folder with one open scrape, described and annotated."""
    annotation, layer = _annotations()[1]
    return {
        "files": {
            _SCRAPE: layer,
            _PROVENANCE: f'sha256 = "{annotation.source.sha256}"\nrights = "open"\nlicense = "CC0-1.0"\n',
            _annotation_file(): store.dumps(annotation),
            _LEDGER: ledger().articles[annotation.id].model_dump_json() + "\n",
        }
    }


_ENTITIES = "corpus/ledger/entities.jsonl"
_DECISIONS = "corpus/decisions/entities.jsonl"
_WIKIDATA = "corpus/decisions/wikidata.toml"


def decision_form() -> Json:
    """The files of a corpus folder in which a reviewer merged two entities and split a third."""
    article = _annotations()[1][0].id

    def row(identifier: str, label: str, name: str, *members: str, **more: str) -> Json:
        parts = [f"{article}#{member}" for member in members]
        return {"id": identifier, "label": label, "name": name, "members": parts, **more}

    made = {"date": "2031-06-07", "by": {"kind": "person", "name": "A. Reader"}}
    value = folder_form()
    value["files"] |= {
        _ENTITIES: _json_lines(
            row(_SHOW, "ORG", "Lindenau orchard show", "e1"),
            row(_CLUB, "ORG", "orchard show", "e2"),
            row(_PERSON, "PERSON", "Ivo Brandt", "e3", "e4"),
            row(_FORMER, "ORG", "Lindenau show", redirect=_SHOW),
        ),
        _DECISIONS: _json_lines(
            {"decision": "merge", "into": _SHOW, "entities": [_CLUB]}
            | made
            | {"why": "the text says so"},
            {"decision": "split", "entity": _PERSON, "into": _NEW}
            | {"name": "Ivo Brandt the elder", "label": "PERSON", "members": [f"{article}#e4"]}
            | made
            | {"why": "father and son"},
        ),
        _WIKIDATA: _item(_SHOW, "Lindenau orchard show", "ORG"),
    }
    return value


_PROFILE = "corpus/sites/lindenau-post.toml"
_OTHER_PAGE = """\
By Ivo Brandt
The brook at Lindenau has been carried through a new bed since Monday, and the mill turns again.
"""


def site_form() -> Json:
    """The files of a corpus folder with two pages of an outlet and a profile of it."""
    value = folder_form()
    publisher = 'publisher = "Lindenau Post"\n'
    value["files"][_PROVENANCE] += publisher
    sha256 = hashlib.sha256(_OTHER_PAGE.encode()).hexdigest()
    value["files"] |= {
        "seeds/brook.txt": _OTHER_PAGE,
        "seeds/brook.txt.provenance.toml": f'sha256 = "{sha256}"\nrights = "reserved"\n{publisher}',
        _PROFILE: f'{publisher}page = "orchard.txt"\n\n[[rule]]\nline = "By .*"\nrole = "byline"\n',
    }
    return value


def _json_lines(*values: Json) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def _item(identifier: str, name: str, label: str) -> str:
    # The item is Wikidata's sandbox.
    return f'{identifier} = {{ name = "{name}", label = "{label}", item = "Q4115189" }}\n'


def dataset_form() -> Json:
    """The files of a dataset folder without rows."""
    return {"files": {"README.md": _CARD, "manifest.json": _manifest({"README.md": _CARD})}}


_CARD = "An empty dataset.\n"


def _manifest(files: dict[str, str]) -> str:
    value = manifests.manifest(
        dataset_version="1.0.0",
        content_hash="0" * 64,
        files={name: content.encode() for name, content in files.items()},
        counts={},
        inputs={},
        environment={"packages": {}},
    )
    return manifests.dumps(value).decode()


# --- the one change that each check finds ---------------------------------------------------------


def _file(name: str, content: Any) -> Change:
    """A change that puts a file, or a link, into a folder."""
    return lambda value: value["files"].update({name: content})


def _replaced(name: str, old: str, new: str) -> Change:
    """A change of what a file of a folder says."""
    return lambda value: value["files"].update({name: value["files"][name].replace(old, new)})


def _bad_rows(value: Json) -> None:
    name, content = "data/quotes/train-0.parquet", "no Parquet\n"
    value["files"][name] = content
    value["files"]["manifest.json"] = _manifest({"README.md": _CARD, name: content})


def _added(name: str, content: Callable[[str], str]) -> Change:
    """A change that adds lines to a file of a folder, made from what stands there."""

    def change(value: Json) -> None:
        value["files"][name] += content(value["files"][name])

    return change


def _merged_again(lines: str) -> str:
    decision = json.loads(lines.splitlines()[0]) | {"into": _PERSON, "entities": [_NEW]}
    return _json_lines(decision)


def _also_former(value: Json) -> None:
    first, second = value["entities"][:2]
    first["former_ids"] = [second["id"]]


def _second_annotation(value: Json) -> None:
    value["files"][f"corpus/annotations/{_OTHER}.json"] = value["files"][_annotation_file()]


def _reserve(value: Json) -> None:
    for name, old, new in (
        (_PROVENANCE, 'rights = "open"', 'rights = "reserved"'),
        (_annotation_file(), '"rights": "open"', '"rights": "reserved"'),
    ):
        _replaced(name, old, new)(value)


def _move(value: Json) -> None:
    for name in (_SCRAPE, _PROVENANCE):
        value["files"][name.replace("/open", "")] = value["files"].pop(name)


def _remove(value: Json) -> None:
    for name in (_SCRAPE, _PROVENANCE):
        del value["files"][name]


def _twice(value: Json) -> None:
    value["files"]["seeds/pear.txt"] = value["files"][_SCRAPE]


def _ledger_twice(value: Json) -> None:
    value["files"][_LEDGER] *= 2


def _longer_paragraph(value: Json) -> None:
    first, second, *_ = value["annotation"]["paragraphs"]
    first["end"] = second["start"] + 3


def _unlisted_paragraph(value: Json) -> None:
    for name in ("paragraphs", "mentions", "quotes"):
        del value["annotation"][name][-1]


def _far_headline(value: Json) -> None:
    value["annotation"]["metadata"]["headline"]["end"] += 10_000


def _across_paragraphs(value: Json) -> None:
    value["annotation"]["mentions"][1]["end"] = value["annotation"]["paragraphs"][1]["start"] + 2


def _same_span_twice(value: Json) -> None:
    spans = value["annotation"]["quotes"][1]["spans"]
    spans.append(dict(spans[0]))


def _verbatim_of_direct(value: Json) -> None:
    quote = value["annotation"]["quotes"][1]
    quote["verbatim"] = quote["spans"]


def _one_entity_id(value: Json) -> None:
    annotation = value["annotation"]
    annotation["entities"][0]["id"] = annotation["entities"][1]["id"]
    annotation["mentions"][0]["entity"] = "e2"
    annotation["quotes"][0]["speaker_ids"] = ["e2"]
    annotation["quotes"][3]["on_behalf_of"] = "e2"


def _other_speaker(value: Json) -> None:
    quotes = value["annotation"]["quotes"]
    quotes[1]["speaker_mention"] = quotes[0]["speaker_mention"]


def _inside_each_other(value: Json) -> None:
    outer, inner = value["annotation"]["quotes"][1:3]
    inner["spans"] = outer["spans"]
    outer["parent"], inner["parent"] = inner["id"], outer["id"]


def _parent_elsewhere(value: Json) -> None:
    quotes = value["annotation"]["quotes"]
    quotes[2]["parent"] = quotes[0]["id"]


def _longer_text(value: Json) -> None:
    _article(value, withheld=False)["text"] += "\n\nMore."


def _article(value: Json, *, withheld: bool) -> Json:
    return next(article for article in value["articles"] if article["withheld"] is withheld)


def _moved_source(value: Json) -> None:
    span = value["mentions"][2]["span"]
    span["source_start"] += 1
    span["source_end"] += 1


def _other_words(value: Json) -> None:
    value["mentions"][2]["span"].update(surface="We", hash=short_hash("We"))


def _blank_first(value: Json) -> None:
    span = value["mentions"][1]["span"]
    surface = span["surface"][1:]
    span.update(
        start=span["start"] + 1,
        source_start=span["source_start"] + 1,
        surface=surface,
        hash=short_hash(surface),
    )


def _entity_twice(value: Json) -> None:
    value["entities"].append(value["entities"][0])


def _unused_entity(value: Json) -> None:
    value["entities"].append(value["entities"][0] | {"id": "e-0123456789", "name": "Ferry Board"})


def _stray_quote(value: Json) -> None:
    value["quotes"].append(value["quotes"][0] | {"id": f"{_OTHER}.q001", "article_id": _OTHER})


def _withheld_mention(value: Json) -> None:
    value["mentions"][1].update(
        withheld=True, span=value["mentions"][1]["span"] | {"surface": None}
    )


def _same_layer(value: Json) -> None:
    layer = _article(value, withheld=False)["source"]["layer_sha256"]
    _article(value, withheld=True)["source"]["layer_sha256"] = layer


def _same_paragraph(value: Json) -> None:
    held, withheld = _article(value, withheld=False), _article(value, withheld=True)
    withheld["paragraphs"][0]["hash"] = held["paragraphs"][0]["hash"]


def _one_story(value: Json) -> None:
    story = value["articles"][0]["story"]
    value["articles"][1]["story"] = story
    value["ledger"]["articles"] = []


def _one_split(value: Json) -> None:
    value["splits"] = dict.fromkeys(value["splits"], "train")
    value["ledger"]["articles"] = []


def _no_story(value: Json) -> None:
    value["articles"][0]["story"] = None
    value["ledger"]["articles"] = []


_LONG_NAMED = {
    "id": "e1",
    "name": "The Song of the Nine Bats That Moved House in May",
    "label": "WORK",
}

_CHANGES: dict[str, tuple[Callable[[], Json], Change]] = {
    "file-readable": (folder_form, _file("seeds/loop.txt", {"link": "loop.txt"})),
    "scrape-readable": (folder_form, _file("seeds/pond.txt", "")),
    "json-valid": (folder_form, _file(_LEDGER, "{\n")),
    "toml-valid": (folder_form, _replaced(_PROVENANCE, "rights =", "rights")),
    "shape-missing-field": (mention_form, _drop("value/form")),
    "shape-unknown-field": (mention_form, _put("value/type", "name")),
    "shape-choice": (mention_form, _put("value/label", "MONEY")),
    "shape-pattern": (mention_form, _put("value/span/hash", "12ab")),
    "shape-date": (article_form, _put("value/published", "2031-02-30")),
    "shape-range": (mention_form, _put("value/probability", 1.2)),
    "shape-type": (mention_form, _put("value/withheld", "perhaps")),
    "shape-rule": (mention_form, _put("value/span/end", 0)),
    "reading-place": (reading_form, _put("reading/mentions/0/at", [6, "the harbour office"])),
    "provenance-hash": (
        folder_form,
        lambda value: _replaced(_PROVENANCE, _annotations()[1][0].source.sha256, "0" * 64)(value),
    ),
    "dataset-bytes": (dataset_form, _file("README.md", "A changed dataset.\n")),
    "dataset-features": (dataset_form, _bad_rows),
    "scrape-hash": (anchored_form, _put("scrape", BRIDGE.replace("4 March", "5 March"))),
    "layer-hash": (anchored_form, _put("annotation/source/layer_sha256", "0" * 64)),
    "anchor-hash": (anchored_form, _put("annotation/mentions/0/hash", "0" * 16)),
    "blocks-cover": (annotation_form, _drop("annotation/blocks/3")),
    "paragraph-order": (annotation_form, _longer_paragraph),
    "paragraph-in-block": (annotation_form, _put("annotation/paragraphs/2/role", "heading")),
    "paragraph-missing": (annotation_form, _unlisted_paragraph),
    "field-in-layer": (annotation_form, _far_headline),
    "span-in-paragraph": (annotation_form, _across_paragraphs),
    "span-order": (annotation_form, _same_span_twice),
    "verbatim-in-spans": (annotation_form, _verbatim_of_direct),
    "text-is-paragraphs": (corpus_form, _longer_text),
    "span-maps": (corpus_form, _moved_source),
    "span-surface": (corpus_form, _other_words),
    "span-trimmed": (corpus_form, _blank_first),
    "quote-surface": (corpus_form, _put("quotes/0/surface", "The harbour bridge closes")),
    "id-of-article": (annotation_form, _put("annotation/mentions/1/id", f"{_OTHER}.m002")),
    "id-unique": (annotation_form, _one_entity_id),
    "annotation-name": (folder_form, _second_annotation),
    "duplicate-of-block": (annotation_form, _put("annotation/blocks/2/duplicate_of", 5)),
    "entity-exists": (annotation_form, _put("annotation/mentions/0/entity", "e9")),
    "date-has-no-entity": (annotation_form, _put("annotation/mentions/1/entity", "e1")),
    "speaker-mention-exists": (
        annotation_form,
        lambda value: _put(
            "annotation/quotes/1/speaker_mention", f"{value['annotation']['id']}.m999"
        )(value),
    ),
    "speaker-mention-place": (annotation_form, _other_speaker),
    "parent-exists": (
        annotation_form,
        lambda value: _put("annotation/quotes/2/parent", f"{value['annotation']['id']}.q999")(
            value
        ),
    ),
    "parent-cycle": (annotation_form, _inside_each_other),
    "parent-around": (annotation_form, _parent_elsewhere),
    "rights-agree": (
        folder_form,
        lambda value: _replaced(_annotation_file(), '"open"', '"reserved"')(value),
    ),
    "redirect-known": (
        decision_form,
        _replaced(_ENTITIES, f'"redirect": "{_SHOW}"', f'"redirect": "{_NEW}"'),
    ),
    "redirect-cycle": (
        decision_form,
        _replaced(_ENTITIES, f'"redirect": "{_SHOW}"', f'"redirect": "{_FORMER}"'),
    ),
    "decision-known": (decision_form, _replaced(_DECISIONS, f'["{_CLUB}"]', '["e-0123456789"]')),
    "decision-contradiction": (decision_form, _added(_DECISIONS, _merged_again)),
    "decision-repeat": (
        decision_form,
        _added(_DECISIONS, lambda lines: lines.splitlines(keepends=True)[0]),
    ),
    "wikidata-entity": (decision_form, _replaced(_WIKIDATA, "ORG", "EVENT")),
    "wikidata-unique": (
        decision_form,
        _added(_WIKIDATA, lambda _: _item(_PERSON, "Ivo Brandt", "PERSON")),
    ),
    "site-shape": (site_form, _replaced(_PROFILE, '"byline"', '"signature"')),
    "site-page": (site_form, _replaced(_PROFILE, "orchard.txt", "pear.txt")),
    "site-rule-idle": (site_form, _replaced(_PROFILE, "By .*", "6 June .*")),
    "former-ids": (corpus_form, _also_former),
    "record-unique": (corpus_form, _entity_twice),
    "article-exists": (corpus_form, _stray_quote),
    "withheld-agrees": (corpus_form, _withheld_mention),
    "counts-agree": (corpus_form, _put("articles/0/counts/quotes", 9)),
    "duplicate-scrape": (folder_form, _twice),
    "duplicate-article": (corpus_form, _same_layer),
    "near-duplicate": (corpus_form, _same_paragraph),
    "split-missing": (corpus_form, _put("splits/a-111111111111", "train")),
    "split-empty": (corpus_form, _one_split),
    "story-leak": (corpus_form, _one_story),
    "story-missing": (corpus_form, _no_story),
    "entity-unused": (corpus_form, _unused_entity),
    "ledger-unique": (folder_form, _ledger_twice),
    "ledger-article": (corpus_form, _put("ledger/articles/0/sha256", "0" * 64)),
    "ledger-entity": (corpus_form, _put("ledger/entities/0/label", "EVENT")),
    "open-scrape-missing": (folder_form, _remove),
    "open-described": (folder_form, _file("seeds/open/.notes", "Call the jury.\n")),
    "open-place": (folder_form, _move),
    "reserved-place": (folder_form, _reserve),
    "open-provenance-alone": (
        folder_form,
        _file(
            "seeds/open/pond.txt.provenance.toml",
            f'sha256 = "{"0" * 64}"\nrights = "open"\nlicense = "CC0-1.0"\n',
        ),
    ),
    "long-name": (reserved_form, _put("annotation/entities", [_LONG_NAMED])),
    "reserved-words": (reserved_form, _put("annotation/story", "The bats of the Karrow tunnel")),
}
