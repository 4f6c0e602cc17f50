"""How the scripts of `tools/` speak: one line for what goes on, one sentence for what stops them.

No syntax newer than Python 3.6, as in `tools/environment.py`.
"""

import sys
from typing import NoReturn


def say(sentence: str) -> None:
    """Tell what is being done, at once even through a pipe."""
    sys.stdout.write("· " + sentence + "\n")
    sys.stdout.flush()


def stop(sentence: str) -> NoReturn:
    """Print one sentence and leave with status 1: no traceback for what the reader can mend."""
    sys.stdout.flush()
    sys.stderr.write("Synergies : " + sentence + "\n")
    raise SystemExit(1)
