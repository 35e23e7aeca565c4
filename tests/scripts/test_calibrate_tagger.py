"""The calibration of the tagger and the picture of it."""

import calibrate_tagger
import numpy as np
import pytest
from calibrate_tagger import Judged


def drawn(seed: int = 0, count: int = 4000) -> Judged:
    """Spans that are right exactly as often as they say."""
    random = np.random.default_rng(seed)
    probabilities = random.uniform(0.02, 0.98, count)
    return Judged(probabilities, (random.random(count) < probabilities).astype(float), count)


def test_bins_are_equally_filled_and_in_order():
    bins = drawn(count=1000).bins()
    assert [count for _, _, count in bins] == [100] * 10
    assert [mean for mean, _, _ in bins] == sorted(mean for mean, _, _ in bins)


def test_what_is_right_as_often_as_it_says_has_almost_no_error():
    assert drawn().error() < 2.5


def test_what_is_always_sure_and_half_right_is_off_by_half():
    half = Judged(np.ones(100), np.tile([1.0, 0.0], 50), 100)
    assert half.error() == pytest.approx(50)


def test_fewer_spans_than_bins_are_no_trouble():
    assert Judged(np.array([0.5, 0.5]), np.array([1.0, 0.0]), 2).error() == pytest.approx(50)


def test_fitting_undoes_a_known_distortion():
    true = drawn(seed=3)
    distorted = true.calibrated((0.9, 1.6))
    intercept, slope = calibrate_tagger.fit(distorted)
    assert slope == pytest.approx(1 / 1.6, abs=0.08)
    assert intercept == pytest.approx(-0.9 / 1.6, abs=0.12)
    assert distorted.error() > 5
    assert distorted.calibrated((intercept, slope)).error() < 2.5


def test_f1_counts_what_reaches_the_threshold():
    judged = Judged(np.array([0.9, 0.8, 0.2]), np.array([1.0, 0.0, 1.0]), 2)
    assert judged.f1(0.5) == pytest.approx(50)
    assert judged.f1(0.1) == pytest.approx(80)


def test_judging_pairs_what_was_found_with_the_gold():
    def match(gold, found):
        return [(gold.index(one), at) for at, one in enumerate(found) if one in gold]

    records = [{"text": "x", "quotes": [{"start": 0, "end": 4}, {"start": 6, "end": 9}]}]
    judged = calibrate_tagger.judge(records, lambda _: [((6, 9), 0.7), ((1, 2), 0.4)], match)
    assert judged.right.tolist() == [1, 0]
    assert judged.gold == 2


def test_each_span_is_as_probable_as_its_quote():
    text = "“We will mend the pier,” said Ola Brandt. “Nobody,” she added, “has asked.”"
    found = calibrate_tagger.annotated_spans(text)
    assert next(text[start:end] for (start, end), _ in found) == "“We will mend the pier,”"
    assert all(0 < probability <= 1 for _, probability in found)


def test_the_page_says_every_error():
    lines = [(name, drawn(seed)) for seed, name in enumerate(["before", "after", "annotate"])]
    page = calibrate_tagger.told((0.1, 0.9), lines, "picture.svg")
    for _, judged in lines:
        assert f"| {judged.error():.1f} |" in page
    assert "![Share of spans that are right, by their probability](picture.svg)" in page


def test_the_same_figures_make_the_same_picture(tmp_path):
    pytest.importorskip("matplotlib", reason="drawing needs matplotlib")
    pictures = []
    for name in ("a.svg", "b.svg"):
        calibrate_tagger.draw(tmp_path / name, [("One", [("it", drawn())])])
        pictures.append((tmp_path / name).read_bytes())
    assert pictures[0] == pictures[1]
    assert b"<svg" in pictures[0]
