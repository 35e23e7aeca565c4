"""`python -m onrecord.cli` is the command `onrecord`."""

import sys

from onrecord.cli import main

sys.exit(main())
