"""The encoder at run time: a text in, probabilities for every layer out, word by word.

It needs onnxruntime, tokenizers and numpy. Windows are shown to the encoder one at a time, so
that a word's probabilities never depend on what else is in a batch.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from onrecord.annotation.features import (
    Case,
    Mark,
    Window,
    Words,
    cut_windows,
    describe,
    word_pieces,
)
from onrecord.annotation.layers import LINK_WIDTH, NAME_LABELS, NAME_TAGS, SPAN_TAGS, Place
from onrecord.errors import ModelError

FORMAT = 1
_DEFAULT_FOLDER = Path(__file__).parent.parent / "models" / "tagger"

# Words that may be content or a cue at all; the others' links are not worth keeping.
_LINKED_FROM = 0.05

# A matrix product of its two inputs, bytes by signed bytes; `scripts/export_tagger.py` writes it.
_PRODUCT = _DEFAULT_FOLDER / "product.onnx"
# Factors whose sums in pairs do not fit into 16 bits.
_LARGE, _LARGE_SIGNED, _COUNT = 255, 127, 64
# Has onnxruntime sum in 32 bits on processors that it would otherwise sum in 16 bits on; 1.4 times slower.
_EXACT_SUMS = "session.x64quantprecision"


@dataclass(frozen=True)
class Links:
    """Where one word says that its cue and its speaker stand.

    `cue` and `speaker` hold the probability of each word from index `left` on; the probability
    that there is none is what they lack to one.
    """

    left: int
    cue: np.ndarray
    speaker: np.ndarray


@dataclass(frozen=True)
class Tags:
    """The probabilities of every layer for the words of one text.

    `content`, `cue` and `speaker` are words x places (`layers.Place`), `names` is words x name
    tags (outside, then four places for each of `layers.NAME_LABELS`), and `links` holds the words
    that may belong to a quotation or a cue. `calibration` is the intercept and slope by which the
    log odds of content become those of a quotation.
    """

    words: Words
    content: np.ndarray
    cue: np.ndarray
    speaker: np.ndarray
    names: np.ndarray
    links: dict[int, Links]
    calibration: tuple[float, float] = (0.0, 1.0)


class Tagger:
    """A loaded tagger; `tag` may be called from one thread at a time for each instance."""

    def __init__(
        self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, config: dict
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self.config = config
        self._budget = config["window"] - 2
        self._context = config["context"]
        self._first = tokenizer.token_to_id("[CLS]")
        self._last = tokenizer.token_to_id("[SEP]")

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> Self:
        """Load the weights in `folder` (default: those of the package).

        Raises ModelError where a file is missing, damaged or of another version.
        """
        folder = folder or _DEFAULT_FOLDER
        config = _read_config(folder)
        weights = _read(folder / "model.onnx", config["sha256"]["model.onnx"])
        vocabulary = _read(folder / "tokenizer.json", config["sha256"]["tokenizer.json"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        if sums_overflow():
            options.add_session_config_entry(_EXACT_SUMS, "1")
        session = onnxruntime.InferenceSession(
            weights, options, providers=["CPUExecutionProvider"]
        )
        return cls(session, Tokenizer.from_buffer(vocabulary), config)

    def tag(self, text: str) -> Tags:
        """Tag every word of `text`; the time taken grows with its length only."""
        words = describe(text)
        pieces = word_pieces(self._tokenizer, words)
        count = len(words)
        spans = np.zeros((count, 3, SPAN_TAGS), np.float32)
        spans[:, :, Place.OUTSIDE] = 1
        names = np.zeros((count, NAME_TAGS), np.float32)
        names[:, 0] = 1
        links: dict[int, Links] = {}
        shapes = [
            (case * len(Mark) + mark) * 2 + line
            for case, mark, line in zip(words.cases, words.marks, words.line_starts, strict=True)
        ]
        lengths = [len(ids) for ids in pieces]
        for window in cut_windows(words, lengths, self._budget, self._context):
            if any(map(_has_letter, words.texts[window.start : window.end])):
                self._tag_window(window, pieces, shapes, spans, names, links)
        layers = (spans[:, layer] for layer in range(3))
        return Tags(words, *layers, names, links, tuple(self.config["calibration"]))

    def _tag_window(
        self,
        window: Window,
        pieces: list[list[int]],
        shapes: list[int],
        spans: np.ndarray,
        names: np.ndarray,
        links: dict[int, Links],
    ) -> None:
        """Run the encoder over one window and write down what it says of its own words."""
        ids = [self._first]
        looks = [Case.OTHER * len(Mark) * 2]
        first_pieces = []
        for word in range(window.left, window.right):
            first_pieces.append(len(ids))
            ids.extend(pieces[word])
            looks.extend([shapes[word]] * len(pieces[word]))
        ids.append(self._last)
        looks.append(looks[0])
        span_scores, name_scores, link_vectors = self._session.run(
            None, {"ids": np.array([ids], np.int64), "shapes": np.array([looks], np.int64)}
        )
        own = slice(window.start - window.left, window.end - window.left)
        answered = first_pieces[own]
        kept = slice(window.start, window.end)
        spans[kept] = _softmax(span_scores[0, answered].reshape(-1, 3, SPAN_TAGS))
        names[kept] = _softmax(name_scores[0, answered])
        inside = 1 - spans[kept, :2, Place.OUTSIDE].min(axis=1)
        asking = np.flatnonzero(inside > _LINKED_FROM)
        if not len(asking):
            return
        vectors = link_vectors[0].reshape(-1, 4, LINK_WIDTH)
        # The first piece of the window, which is no word, stands for "there is none".
        keys = vectors[[0, *first_pieces]]
        queries = vectors[np.array(answered)[asking]]
        # einsum, since a matrix product would wake numpy's own threads for this little work.
        scores = np.einsum("qrw,krw->rqk", queries[:, 0::2], keys[:, 1::2]) * LINK_WIDTH**-0.5
        cue, speaker = _softmax(scores)[:, :, 1:]
        for row, word in enumerate(asking):
            links[window.start + int(word)] = Links(window.left, cue[row], speaker[row])


@cache
def sums_overflow() -> bool:
    """Whether onnxruntime's fastest products of bytes are wrong on this processor.

    On x86-64 without VNNI instructions they are summed in pairs in 16 bits, which overflow silently:
    the same text would get other probabilities than elsewhere. Raises ModelError where the product to
    try it with is missing or damaged.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            _PRODUCT.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime's own errors share no other class
        message = f"cannot try how this processor multiplies: {error}"
        raise ModelError(message, file=_PRODUCT, hint="install onrecord again") from None
    left = np.full((_COUNT, _COUNT), _LARGE, np.uint8)
    right = np.full((_COUNT, _COUNT), _LARGE_SIGNED, np.int8)
    (product,) = session.run(None, {"left": left, "right": right})
    return bool((product != _COUNT * _LARGE * _LARGE_SIGNED).any())


def _has_letter(word: str) -> bool:
    return any(map(str.isalpha, word))


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _read_config(folder: Path) -> dict:
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot read the tagger's configuration: {error}", file=path) from None
    needed = {"format", "names", "window", "context", "calibration", "sha256"}
    if not isinstance(config, dict) or not needed <= config.keys():
        raise ModelError("this is no configuration of a tagger", file=path)
    hint = "install the weights that came with this version of onrecord"
    if config["format"] != FORMAT:
        message = f"the tagger is of format {config['format']}, but this version reads {FORMAT}"
        raise ModelError(message, file=path, hint=hint)
    if config["names"] != list(NAME_LABELS):
        raise ModelError("the tagger tells other kinds of names than this version", file=path, hint=hint)
    return config


def _read(path: Path, expected: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read a file of the tagger: {error}", file=path) from None
    if hashlib.sha256(data).hexdigest() != expected:
        raise ModelError(
            "a file of the tagger is damaged: its hash is not the one in config.json",
            file=path,
            hint="install onrecord again",
        )
    return data
