"""Tell what was written below a text, by readers or on other days, by the times that stand with it."""

import numpy as np

from onrecord.cleaning.words import Words, is_date

# A line that says when something was written has so many words or fewer.
MOST_STAMP_WORDS = 14
# So many different ones below so many words of a text part what is no part of it: an account of what
# happened hour by hour begins sooner.
STAMPS, WORDS_ABOVE = 3, 100
# Of no more than this share of it the model is sure, as it is of a text in which posts are shown.
SURELY_TEXT = 0.25


def find(words: Words, kept: np.ndarray, probability: np.ndarray, sure: float) -> np.ndarray:
    """The indices of those of the `kept` blocks that stand among and below such times; what is as
    probable as `sure` is surely text.
    """
    stamps, bounds = np.flatnonzero(_is_stamp(words)), words.stack.bounds
    often = np.flatnonzero(np.bincount(words.stack.page[stamps], minlength=1) >= STAMPS)
    found = [stamps[:0]]
    for first, end in zip(bounds[often], bounds[often + 1], strict=True):
        text = first + np.flatnonzero(kept[first:end])
        read = np.concatenate(([0], np.cumsum(words.counts[text])))
        own = stamps[(stamps >= first) & (stamps < end)]
        own = own[read[np.searchsorted(text, own)] >= WORDS_ABOVE]
        if len(set(words.run(words.offset[own], words.counts[own]).tolist())) < STAMPS:
            continue
        begin, last = np.searchsorted(text, own[[0, -1]])
        above, among, all_of_it = read[begin], read[last] - read[begin], read[-1] - read[begin]
        # Lines of a log say the time and more; below the last time the text may go on.
        told = words.counts[own[:-1]][kept[own[:-1]]].sum()
        if 2 * (among - told) < all_of_it or not all_of_it:
            continue
        likely, counts = probability[text], words.counts[text]
        likelier = (likely * counts)[:begin].sum() / above > (likely * counts)[begin:].sum() / all_of_it
        if likelier and counts[begin:][likely[begin:] >= sure].sum() <= SURELY_TEXT * all_of_it:
            found.append(text[begin:])
    return np.concatenate(found)


def _is_stamp(words: Words) -> np.ndarray:
    """Whether a block is a short line with a date and a time of the day, or a date alone."""
    cues = words.cues
    dated = cues["calendar"] + cues["year"] + cues["dated"] > 0
    short = words.counts <= MOST_STAMP_WORDS
    return (short & dated & (words.clock_times > 0)) | is_date(words)
