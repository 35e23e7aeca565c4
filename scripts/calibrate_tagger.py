"""Make the tagger's content probabilities mean something, and show whether they do.

    python scripts/calibrate_tagger.py --data ../shared/data [--out docs/quotes-calibration.md]

Fits two numbers by logistic regression (Platt, 1999) on the PolNeAR development articles of four
publishers: how often a span of a given mean probability is a quotation (character overlap of at
least half). It writes them to the model's config.json and prints, for the other three publishers,
the expected calibration error before and after and F1 by threshold. --out (needs matplotlib) writes
these down, with a picture beside them, also for the quotes that `onrecord annotate` gives.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from to_gold_form import gold_form, load_scorer, read_records

from onrecord.annotation import annotate, decode
from onrecord.annotation.tagger import Tagger
from onrecord.cli.annotate import as_json
from onrecord.disk import write_whole

FITTED_ON = ("breitbart", "nyt", "usa-today", "west-journal")
PACKAGED = Path(__file__).resolve().parent.parent / "src/onrecord/models/tagger"
BINS = 10
Spans = list[tuple[tuple[int, int], float]]


@dataclass(frozen=True)
class Judged:
    """The spans found in some articles: how probable each was, whether it was right."""

    probabilities: np.ndarray
    right: np.ndarray
    gold: int

    def calibrated(self, calibration: tuple[float, float]) -> "Judged":
        """The same with probabilities moved by an intercept and a slope."""
        return Judged(decode.calibrated(self.probabilities, calibration), self.right, self.gold)

    def f1(self, threshold: float) -> float:
        """F1 in percent of the spans at least that probable."""
        kept = self.probabilities >= threshold
        return 200 * self.right[kept].sum() / (kept.sum() + self.gold)

    def bins(self) -> list[tuple[float, float, int]]:
        """Equally filled bins in order: mean probability, share that is right, spans."""
        parts = np.array_split(np.argsort(self.probabilities, kind="stable"), BINS)
        return [
            (float(self.probabilities[part].mean()), float(self.right[part].mean()), len(part))
            for part in parts
            if len(part)
        ]

    def error(self) -> float:
        """The expected calibration error over these bins, in points."""
        gaps = [count * abs(mean - share) for mean, share, count in self.bins()]
        return 100 * sum(gaps) / len(self.right)


def judge(articles: list[dict], find: Callable[[str], Spans], match: Callable) -> Judged:
    """What `find` finds in the articles' texts, judged by the scorer's `match`."""
    probabilities, right, gold = [], [], 0
    for record in articles:
        found = find(record["text"])
        wanted = [(quote["start"], quote["end"]) for quote in record["quotes"]]
        hits = {index for _, index in match(wanted, [place for place, _ in found])}
        probabilities.extend(probability for _, probability in found)
        right.extend(index in hits for index in range(len(found)))
        gold += len(wanted)
    return Judged(np.array(probabilities), np.array(right, float), gold)


def tagged_spans(tagger: Tagger) -> Callable[[str], Spans]:
    """Finds every span of the tagger, however doubtful."""
    return lambda text: [
        ((span.start, span.end), span.probability)
        for quote in decode.quotes(tagger.tag(text), threshold=0.0)
        for span in quote.spans
    ]


def annotated_spans(text: str) -> Spans:
    """The spans of the quotes that `onrecord annotate` gives, each as probable as its quote."""
    answer = {"id": "", **as_json(annotate(text))}
    probable = {quote["id"]: quote["probability"] for quote in answer["quotes"]}
    spans = gold_form(answer, text)["quotes"]
    return [((span["start"], span["end"]), probable[span["group"]]) for span in spans]


def fit(judged: Judged) -> tuple[float, float]:
    """Intercept and slope on the log odds, by Newton's method."""
    inputs = np.stack([np.ones(len(judged.right)), decode.log_odds(judged.probabilities)], axis=1)
    weights = np.array([0.0, 1.0])
    for _ in range(30):
        guess = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (judged.right - guess)
        curve = (inputs * (guess * (1 - guess))[:, None]).T @ inputs
        weights += np.linalg.solve(curve, slope)
    return float(weights[0]), float(weights[1])


def draw(path: Path, panels: list[tuple[str, list[tuple[str, Judged]]]]) -> None:
    """Reliability diagrams side by side, each over how many spans have which probability."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams |= {"svg.hashsalt": "onrecord", "font.size": 10, "axes.axisbelow": True}
    styles = [("#c2571a", "s"), ("#1f5fa8", "o")]
    figure, axes = pyplot.subplots(
        2,
        len(panels),
        figsize=(4.6 * len(panels), 5.8),
        sharex=True,
        sharey="row",
        height_ratios=[4, 1],
        layout="constrained",
        squeeze=False,
    )
    for (curve, counts), (title, lines) in zip(axes.T, panels, strict=True):
        curve.plot([0, 1], [0, 1], color="#888888", linestyle="--", linewidth=1)
        for (name, judged), (colour, marker) in zip(lines, styles[-len(lines) :], strict=True):
            means, shares, _ = zip(*judged.bins(), strict=True)
            label = f"{name}: error {judged.error():.1f} points"
            curve.plot(means, shares, color=colour, marker=marker, label=label, clip_on=False)
            bins = np.linspace(0, 1, 21)
            counts.hist(judged.probabilities, bins, color=colour, histtype="step", linewidth=1.4)
        curve.set(title=title, xlim=(0, 1), ylim=(0, 1))
        curve.legend(loc="upper left", frameon=False)
        curve.grid(color="#e4e4e4")
        counts.set(xlabel="probability")
        counts.grid(color="#e4e4e4")
    axes[0, 0].set_ylabel("share that is right")
    axes[1, 0].set_ylabel("spans")
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def told(calibration: tuple[float, float], lines: list[tuple[str, Judged]], picture: str) -> str:
    """The page that goes with the picture; the last line but one is the tagger as calibrated."""
    bins = [[f"{part[0]:.2f}: {part[1]:.2f}" for part in judged.bins()] for _, judged in lines]
    errors = [
        [name, str(len(judged.right)), f"{100 * judged.right.mean():.1f}", f"{judged.error():.1f}"]
        for name, judged in lines
    ]
    calibrated = lines[1][1]
    thresholds = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
    return f"""# What a quote's probability means

Written by `python scripts/calibrate_tagger.py --out`. On the PolNeAR development articles of the
three publishers on which nothing here was fitted; a span is right where it overlaps a gold span
by at least half of both. Intercept {calibration[0]:.3f} and slope {calibration[1]:.3f} on the log
odds were fitted on the other four ({", ".join(FITTED_ON)}).

![Share of spans that are right, by their probability]({picture})

{table(["", "spans", "right, %", "expected calibration error, points"], errors)}

The error is over {BINS} equally filled bins. The tagger's spans are all that it sees, however
doubtful; `onrecord annotate` leaves out those under its threshold and adds the rules' own.

Mean probability and share right in each bin:

{table(["bin", *(name for name, _ in lines)], [[str(n), *row] for n, row in enumerate(zip(*bins, strict=True), 1)])}

F1 in % of the tagger's spans alone, by threshold: {"; ".join(f"{one}: {calibrated.f1(one):.1f}" for one in thresholds)}.
"""


def main() -> None:
    """Fit, write down, and show."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", type=Path, default=PACKAGED, help="folder of the weights")
    parser.add_argument("--out", type=Path, help="Markdown file; the picture goes beside it")
    options = parser.parse_args()
    if options.out and options.model.resolve() != PACKAGED:
        parser.error("--out shows what annotation gives, which takes the package's own weights")
    match = load_scorer(options.data / "quotes" / "score.py").match
    tagger = Tagger.load(options.model)
    tagger.config["calibration"] = [0.0, 1.0]
    gold = list(read_records(options.data / "quotes" / "polnear-dev.jsonl.gz"))
    fitted = [record for record in gold if record["source"].split()[2] in FITTED_ON]
    others = [record for record in gold if record["source"].split()[2] not in FITTED_ON]
    found = tagged_spans(tagger)
    intercept, slope = (round(number, 4) for number in fit(judge(fitted, found, match)))
    before = judge(others, found, match)
    after = before.calibrated((intercept, slope))
    config_path = options.model / "config.json"
    config = json.loads(config_path.read_text(encoding="utf-8"))
    if config["calibration"] != [intercept, slope]:
        config["calibration"] = [intercept, slope]
        write_whole(config_path, (json.dumps(config, indent=2) + "\n").encode())
    judged = [("tagger, before", before), ("tagger, calibrated", after)]
    if options.out:
        judged.append(("annotate", judge(others, annotated_spans, match)))
        picture = options.out.with_suffix(".svg")
        draw(picture, [("The tagger's spans", judged[:2]), ("Quotes of annotate", judged[2:])])
        page = told((intercept, slope), judged, picture.name)
        options.out.write_text(page, encoding="utf-8")
    for name, one in judged:
        print(f"{name}: {len(one.right)} spans, calibration error {one.error():.1f} points")
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        print(f"threshold {threshold}: F1 {after.f1(threshold):.2f}")


if __name__ == "__main__":
    main()
