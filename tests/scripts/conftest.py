"""Makes the scripts importable."""

import sys
from pathlib import Path

SCRIPTS = str(Path(__file__).parent.parent.parent / "scripts")
if SCRIPTS not in sys.path:
    # At the end: scripts such as build.py must not hide packages of that name.
    sys.path.append(SCRIPTS)
