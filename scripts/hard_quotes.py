"""Invented sentences that are hard to read: prints those that the weights and rules misread.

    python scripts/hard_quotes.py

Each example says what a careful reader finds, as pairs of words and speaker (None: the text does
not say). What is printed is what `onrecord annotate` finds instead; it is the list of failures in
the tagger's model card, which scripts/bench_quotes.py --card writes.
"""

from dataclasses import dataclass

from onrecord.annotation import annotate

TRIMMED = " .,"


@dataclass(frozen=True)
class Example:
    """A text and the quotes in it: their words, pieces parted by " … ", and who said them."""

    text: str
    quotes: tuple[tuple[str, str | None], ...]


EXAMPLES = [
    Example(
        "The mayor said the pool would open in May. It would stay open all year.",
        (
            ("the pool would open in May", "The mayor"),
            ("It would stay open all year", "The mayor"),
        ),
    ),
    Example(
        "In her book “The Long Way”, Reyes describes the harbour.",
        (),
    ),
    Example(
        "“We lost the keys”, the caretaker told the Tarrin Echo.",
        (("“We lost the keys”", "the caretaker"),),
    ),
    Example(
        "Q: Who paid for the bell?\nA: Nobody has told me.",
        (("Nobody has told me", None),),
    ),
    Example(
        "Ilse Marten, whose brother Jonas said nothing, called the report “a wet match”.",
        (("the report “a wet match”", "Ilse Marten"),),
    ),
    Example(
        "Marten denied that the dam had been leaking.",
        (("that the dam had been leaking", "Marten"),),
    ),
    Example(
        "The minister did not say whether the line would reopen.",
        (("whether the line would reopen", "The minister"),),
    ),
    Example(
        "The bakery will close on Friday, according to two people who work there.",
        (("The bakery will close on Friday", "two people who work there"),),
    ),
    Example(
        "Asked about the smell, Dorn shrugged. “You get used to it.”",
        (("“You get used to it.”", "Dorn"),),
    ),
    Example(
        "Dorn and Okafor disagree. The bridge is safe, Dorn says. Not in winter, says Okafor.",
        (("The bridge is safe", "Dorn"), ("Not in winter", "Okafor")),
    ),
    Example(
        "Okafor said Dorn had told her that the bolts were new.",
        (
            ("Dorn had told her that the bolts were new", "Okafor"),
            ("that the bolts were new", "Dorn"),
        ),
    ),
    Example(
        "“The tower,” wrote Pell in a letter found last year, “is leaning towards the sea.”",
        (("“The tower,” … “is leaning towards the sea.”", "Pell"),),
    ),
    Example(
        "A sign on the gate read “No fishing on Sundays”.",
        (),
    ),
    Example(
        "The so-called “night mayor” of Velden has resigned.",
        (),
    ),
    Example(
        "The ferry company's statement blamed the weather. The crew, it said, had acted well.",
        (
            ("the weather", "The ferry company's statement"),
            ("The crew … had acted well", "it"),
        ),
    ),
    Example(
        "It was, the judge found, no accident.",
        (("It was … no accident", "the judge"),),
    ),
    Example(
        "Residents fear the noise; the council, that the money will run out.",
        (("the noise", "Residents"), ("that the money will run out", "the council")),
    ),
    Example(
        "“I never signed it,” said Haber. “Not once,” said his lawyer.",
        (("“I never signed it,”", "Haber"), ("“Not once,”", "his lawyer")),
    ),
    Example(
        "‘They're the owners' keys,’ said Tovah Lindqvist, ‘and the owners can't find ’em.’",
        (
            (
                "‘They're the owners' keys,’ … ‘and the owners can't find ’em.’",
                "Tovah Lindqvist",
            ),
        ),
    ),
    Example(
        "Haber: The vote was fair. Lindqvist: It was not.",
        (("The vote was fair", "Haber"), ("It was not", "Lindqvist")),
    ),
    Example(
        "Few believe that the lake will fill again.",
        (("that the lake will fill again", "Few"),),
    ),
    Example(
        "The study, led by Anouk Verre, suggests that bees count. That would be a first.",
        (("that bees count", "The study"),),
    ),
    Example(
        "@pellharbour: boats out at six. don't be late",
        (("boats out at six. don't be late", "@pellharbour"),),
    ),
    Example(
        "Had she been warned? She had, she said, twice.",
        (("She had … twice", "she"),),
    ),
]


def read(text: str) -> list[tuple[str, str | None, float | None]]:
    """The quotes that annotation finds: words, speaker and probability."""
    return [
        (
            " … ".join(text[start:end].strip(TRIMMED) for start, end in one.spans),
            text[slice(*one.speaker)] if one.speaker else None,
            one.probability,
        )
        for one in annotate(text).quotes
    ]


def misread() -> str:
    """The examples that are misread, as a Markdown list, and how many there are."""
    lines = []
    for example in EXAMPLES:
        found = read(example.text)
        if sorted((words, who or "") for words, who, _ in found) == sorted(
            (words, who or "") for words, who in example.quotes
        ):
            continue
        wanted = "; ".join(told(*quote) for quote in example.quotes) or "no quote"
        given = "; ".join(told(*quote) for quote in found) or "no quote"
        text = example.text.replace("\n", " / ")
        lines.append(f"- {text}\n  Read: {given}. Should be: {wanted}.")
    counted = (
        f"{len(lines)} of {len(EXAMPLES)} invented examples (`scripts/hard_quotes.py`) are misread:"
    )
    return "\n".join([counted, "", *lines])


def told(words: str, speaker: str | None, probability: float | None = None) -> str:
    """A quote in a few words."""
    sure = "" if probability is None else f", {probability:.2f}"
    return f"*{words}* ({speaker or 'nobody named'}{sure})"


if __name__ == "__main__":
    print(misread())
