"""Checks: a corpus in, findings out; one module a level.

Every check has a stable id, a level and one line of explanation (`registry.CHECKS`); the table in
`schema/CHECKS.md` and the examples in `schema/checks/` are made from them.
"""

from collections.abc import Mapping

from onrecord.checks import corpus as _corpus
from onrecord.checks import references as _references
from onrecord.checks import rights as _rights
from onrecord.checks import seeds as _seeds
from onrecord.checks import shape as _shape
from onrecord.checks import sites as _sites
from onrecord.checks import spans as _spans
from onrecord.checks.finding import Finding
from onrecord.checks.registry import CHECKS, Check, Severity, Subject, of_subject
from onrecord.checks.world import World
from onrecord.corpus import rules
from onrecord.corpus.corpus import Corpus
from onrecord.corpus.ledger import Ledger
from onrecord.corpus.places import dotted

LEVELS = (_shape, _spans, _references, _corpus, _seeds, _sites, _rights)
"""The modules whose checks are registered."""

__all__ = ["CHECKS", "Check", "Finding", "Severity", "corpus_findings"]


def corpus_findings(
    corpus: Corpus, ledger: Ledger, file_of: Mapping[str, str] | None = None
) -> list[Finding]:
    """What is wrong with the records of a corpus, by themselves and together.

    Args:
        corpus: the records.
        ledger: what was allotted before.
        file_of: the file that each article comes from, by article id.
    """
    world = World(corpus, ledger)
    broken = [
        (CHECKS[rule.id], violation)
        for one in world.sheets()
        for rule, violation in rules.violations(one)
    ]
    for check in of_subject(Subject.corpus):
        broken += [(check, violation) for violation in check.function(world)]
    files = file_of or {}
    found = {
        Finding(
            file=files.get(str(violation.at[1]).partition(".")[0])
            if len(violation.at) > 1
            else None,
            line=None,
            field=dotted(violation.at),
            check=check.id,
            message=violation.message,
            hint=check.hint,
            severity=check.severity.value,
        )
        for check, violation in broken
    }
    return sorted(found, key=Finding.order)
