"""The mail worker as one more process of the server, kept alive by gunicorn's master."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

STOP_SECONDS = 10.0
RESTART_SECONDS = 5.0
_PR_SET_PDEATHSIG = 1


class Mailer:
    """Forks `work` and forks it again when it dies. `work` returns when it receives SIGTERM.

    The port stays the server's: `listener` is closed in the child, and in what it forks.

    The caller reaps: gunicorn's master waits for any child, so here a process is looked at and
    never waited for, except on the last stop.
    """

    def __init__(self, work: Callable[[], None], listener: socket.socket | None = None) -> None:
        self._work = work
        self._listener = listener
        self._pid: int | None = None
        self._started = 0.0

    def keep_alive(self) -> None:
        """Start the process if there is none; no more than once in five seconds."""
        if self._pid is not None and _is_running(self._pid):
            return
        if time.monotonic() - self._started < RESTART_SECONDS:
            return
        self._started = time.monotonic()
        master = os.getpid()
        # What stands in a buffer would be written twice, once by each process.
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            self._run(master)

    def _run(self, master: int) -> None:
        status = 1
        try:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGQUIT):
                signal.signal(number, signal.SIG_DFL)
            for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGTTIN, signal.SIGTTOU):
                signal.signal(number, signal.SIG_IGN)
            # Ctrl-C reaches every process of the terminal; the master decides when this one stops.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            die_with(master)
            self._close_port()
            self._work()
            status = 0
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
        except BaseException:  # noqa: BLE001 – whatever it is, it ends here, said
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            # Not sys.exit: the master's own clean-up must not run in its child.
            os._exit(status)

    def _close_port(self) -> None:
        """Close the port under all its numbers: gunicorn has made others of the same socket."""
        if self._listener is None:
            return
        port = os.fstat(self._listener.fileno())
        for entry in Path("/proc/self/fd").iterdir() if sys.platform == "linux" else ():
            with contextlib.suppress(OSError):
                if os.path.samestat(os.fstat(int(entry.name)), port):
                    os.close(int(entry.name))

    def stop(self) -> None:
        """Ask the process to end, wait for the mail it is sending, then insist."""
        if self._pid is None:
            return
        pid, self._pid = self._pid, None
        limit = time.monotonic() + STOP_SECONDS
        _send(pid, signal.SIGTERM)
        while not _reaped(pid):
            if time.monotonic() > limit:
                _send(pid, signal.SIGKILL)
                limit += STOP_SECONDS
            time.sleep(0.02)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _reaped(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def die_with(master: int) -> None:
    """Have Linux stop this process when the master is killed outright: no orphan keeps the port
    or sends mail.
    """
    if sys.platform != "linux":
        return
    import ctypes  # here only: slow to load, and of no use to the master

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != master:
        os.kill(os.getpid(), signal.SIGTERM)
