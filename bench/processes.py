"""What processes cost, from /proc: CPU time of a tree of them, and the memory it really takes."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
# Places in /proc/<pid>/stat after the name, which may hold spaces and is skipped.
_PARENT, _UTIME, _STIME, _CUTIME, _CSTIME = 1, 11, 12, 13, 14


def tree(root: int) -> list[int]:
    """The process and all that descend from it and still run."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[_PARENT]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu_seconds(root: int) -> float:
    """User and system time of the tree since its start, ended processes included."""
    ticks = 0
    for pid in tree(root):
        if fields := _stat(pid):
            # Those that ended and were waited for are counted in their parent.
            ticks += sum(int(fields[place]) for place in (_UTIME, _STIME, _CUTIME, _CSTIME))
    return ticks / _TICKS


def memory_mebibytes(root: int) -> float:
    """Proportional set size of the tree: of a page shared by three, a third counts in each."""
    kibibytes = 0
    for pid in tree(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        except (FileNotFoundError, ProcessLookupError):
            continue
        kibibytes += next(int(line.split()[1]) for line in text.splitlines() if "Pss:" in line)
    return kibibytes / 1024


def _stat(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()
