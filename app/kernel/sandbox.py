"""Reading what others made, in a process of its own: memory, time and answer are bounded.

A file may be made to hurt: 752 octets that unfold into gigabytes, a page of XML that takes minutes.
The child is bounded by the system; the parent reads no more of its answer than was agreed, and
waits no longer. Few children run at once: together they cannot eat the machine either.

The child imports this module too: what is heavy is imported where it is used.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

MEBIBYTE: Final = 1024 * 1024
MEMORY: Final = 512 * MEBIBYTE
# Files read at once by one process of the service, and how long the next waits for its turn.
AT_ONCE: Final = 2
PATIENCE: Final = 5.0
# What a process needs to start, besides the time it is given.
STARTING: Final = 3.0

_turns = threading.BoundedSemaphore(AT_ONCE)


class TooMuch(Exception):
    """The reading took more memory, time or words than it may."""


class Crashed(Exception):
    """The reading ended on an error that nobody foresaw."""


class Busy(Exception):
    """Other files are being read: this one may be sent again in a minute."""


def read(module: str, content: bytes, *, seconds: int, longest: int) -> Any:
    """The JSON answer of `python -m module` to these bytes.

    `seconds` bounds its processor time and, a little later, its whole time; `longest` its answer,
    in octets. Raises `TooMuch`, `Crashed`, `Busy`; and `RuntimeError` within a writing transaction,
    whose lock would make everybody wait.
    """
    from app.kernel.db import is_writing

    if is_writing():
        raise RuntimeError("a file is being read while the database is locked")
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy
    try:
        answer, code = _run([sys.executable, "-m", module], content, seconds, longest)
    finally:
        _turns.release()
    if code < 0 or len(answer) > longest:
        raise TooMuch
    if code > 0:
        raise Crashed
    return json.loads(answer)


def _run(command: list[str], content: bytes, seconds: int, longest: int) -> tuple[bytes, int]:
    """What the child writes, at most one octet more than the longest, and its code."""
    with subprocess.Popen(  # noqa: S603  # our own module, by our own interpreter
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None  # noqa: S101  # both are pipes
        assert child.stdout is not None  # noqa: S101
        alarm = threading.Timer(seconds + STARTING, child.kill)
        alarm.start()
        try:
            # A child that ends before it has read everything says why by its code.
            with suppress(BrokenPipeError), child.stdin as pipe:
                pipe.write(content)
            written = child.stdout.read(longest + 1)
            if len(written) > longest:
                child.kill()
            return written, child.wait()
        finally:
            child.kill()
            alarm.cancel()


def answer(read_one: Callable[[bytes], Any], *, seconds: int, exhausted: Any) -> None:
    """In the child: bounds itself, then writes what `read_one` makes of the bytes, as JSON.

    `exhausted` is the answer where memory, or the depth of calls, has run out.
    """
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing that is read may write a file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        written = json.dumps(read_one(sys.stdin.buffer.read()), ensure_ascii=False)
    except (MemoryError, RecursionError):
        written = json.dumps(exhausted)
    sys.stdout.buffer.write(written.encode("utf-8", "replace"))
