"""Checks: a corpus in, findings out; one module a level."""

from onrecord.checks.finding import Finding
from onrecord.corpus.corpus import Corpus
from onrecord.corpus.ledger import Ledger


def corpus_findings(corpus: Corpus, ledger: Ledger) -> list[Finding]:
    """What is wrong across the records of a corpus."""
    return []
