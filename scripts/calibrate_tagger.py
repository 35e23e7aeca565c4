"""Make the tagger's content probabilities mean something, on half of PolNeAR's dev publishers.

    python scripts/calibrate_tagger.py --data ../shared/data --model src/onrecord/models/tagger

Fits two numbers by logistic regression (Platt, 1999) on the articles of four publishers: how
often a span of a given mean probability is a quotation (character overlap of at least half). It
writes them to the model's config.json and prints, for the other three publishers, the expected
calibration error before and after and F1 by threshold.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onrecord.annotation import decode
from onrecord.annotation.tagger import Tagger

FITTED_ON = ("breitbart", "nyt", "usa-today", "west-journal")


@dataclass(frozen=True)
class Half:
    """The spans found in some articles: how probable each was, whether it was right."""

    probabilities: np.ndarray
    right: np.ndarray
    gold: int

    def f1(self, threshold: float, judge: Callable[[np.ndarray], np.ndarray]) -> float:
        kept = judge(self.probabilities) >= threshold
        return 200 * self.right[kept].sum() / (kept.sum() + self.gold)

    def error(self, judge: Callable[[np.ndarray], np.ndarray]) -> float:
        """The expected calibration error over ten equally filled bins, in points."""
        judged = judge(self.probabilities)
        bins = np.array_split(np.argsort(judged), 10)
        gaps = [len(b) * abs(judged[b].mean() - self.right[b].mean()) for b in bins]
        return 100 * sum(gaps) / len(judged)


def spans_of(tagger: Tagger, records: list[dict], match: Callable) -> Half:
    probabilities, right, gold = [], [], 0
    for record in records:
        quotes = decode.quotes(tagger.tag(record["text"]), threshold=0.0)
        spans = [span for quote in quotes for span in quote.spans]
        wanted = [(quote["start"], quote["end"]) for quote in record["quotes"]]
        hits = {found for _, found in match(wanted, [(span.start, span.end) for span in spans])}
        probabilities.extend(span.probability for span in spans)
        right.extend(index in hits for index in range(len(spans)))
        gold += len(wanted)
    return Half(np.array(probabilities), np.array(right, float), gold)


def fit(half: Half) -> tuple[float, float]:
    """Intercept and slope on the log odds, by Newton's method."""
    inputs = np.stack([np.ones(len(half.right)), decode.log_odds(half.probabilities)], axis=1)
    weights = np.array([0.0, 1.0])
    for _ in range(30):
        guess = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (half.right - guess)
        curve = (inputs * (guess * (1 - guess))[:, None]).T @ inputs
        weights += np.linalg.solve(curve, slope)
    return float(weights[0]), float(weights[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", type=Path, default=Path("src/onrecord/models/tagger"))
    options = parser.parse_args()
    sys.path.insert(0, str(options.data / "quotes"))
    from score import match

    config_path = options.model / "config.json"
    config = json.loads(config_path.read_text(encoding="utf-8"))
    config["calibration"] = [0.0, 1.0]
    config_path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    tagger = Tagger.load(options.model)
    with gzip.open(options.data / "quotes" / "polnear-dev.jsonl.gz", "rt") as lines:
        records = [json.loads(line) for line in lines]
    fitted = [record for record in records if record["source"].split()[2] in FITTED_ON]
    others = [record for record in records if record["source"].split()[2] not in FITTED_ON]
    calibration = fit(spans_of(tagger, fitted, match))
    report = spans_of(tagger, others, match)

    def plain(probabilities: np.ndarray) -> np.ndarray:
        return probabilities

    def calibrated(probabilities: np.ndarray) -> np.ndarray:
        return decode.calibrated(probabilities, calibration)

    print(f"intercept and slope: {calibration}")
    print(f"calibration error: {report.error(plain):.1f} before, {report.error(calibrated):.1f} after")
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        print(f"threshold {threshold}: F1 {report.f1(threshold, calibrated):.2f}")
    config["calibration"] = [round(number, 4) for number in calibration]
    config_path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
