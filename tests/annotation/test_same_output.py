"""The same text gives the same annotation in any process: no order of a set shows in it."""

import os
from pathlib import Path

from tests.small import python

SCRAPE = Path(__file__).parent.parent.parent / "seeds" / "open" / "port-alden-bribery-trial.txt"
ANNOTATE = """
import sys
from pathlib import Path
from onrecord.annotation import annotate
print(annotate(Path(sys.argv[1]).read_text(encoding="utf-8")))
"""


def test_the_seed_of_hashes_does_not_show() -> None:
    found = {python(ANNOTATE, SCRAPE, env={**os.environ, "PYTHONHASHSEED": seed}) for seed in "1237"}
    assert len(found) == 1
