"""gunicorn, set up in code: two processes of a few threads, forked from the loaded application."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from app.server.buffering import BufferingWorker
from app.server.log import AccessLogger
from app.server.mailer import Mailer, die_with

WORKERS = 2
THREADS = 4
# Behind a reverse proxy that keeps its connections, a worker must not close them first.
KEEP_ALIVE_SECONDS = 75
GRACEFUL_SECONDS = 15


class _Master(Arbiter):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's master, which also looks after the mail worker."""

    def __init__(self, application: Any, mailer: Mailer, announce: Callable[[], None]) -> None:
        self._mailer = mailer
        self._announce = announce
        self._announced = False
        super().__init__(application)

    def manage_workers(self) -> None:
        """Called about once a second."""
        super().manage_workers()
        self._mailer.keep_alive()
        if not self._announced:
            self._announced = True
            self._announce()

    def stop(self, graceful: bool = True) -> None:
        super().stop(graceful)
        self._mailer.stop()


class _Application(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, wsgi: Callable[..., Any], options: dict[str, Any]) -> None:
        self._loaded = wsgi
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return self._loaded


def _belong_to_the_master(worker: Any) -> None:
    """Stop when the master tells to, or dies; not at Ctrl-C.

    Ctrl-C reaches every process of the terminal, and the master then tells each worker to quit: a
    worker told twice stops inside its own stopping, and waits there until it is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with(worker.ppid)


def serve(
    wsgi: Callable[..., Any], listener: socket.socket, mailer: Mailer, announce: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM; ends by SystemExit, as gunicorn does.

    `announce` is called once every process is there.
    """

    def when_ready(_master: object) -> None:
        # What is alive now stays. Out of the collector's sight, its pages stay shared between
        # the processes.
        gc.freeze()
        gc.enable()

    options = {
        # A duplicate, since gunicorn closes the number it is given.
        "bind": f"fd://{os.dup(listener.fileno())}",
        "workers": WORKERS,
        "threads": THREADS,
        "worker_class": BufferingWorker,
        "preload_app": True,
        "keepalive": KEEP_ALIVE_SECONDS,
        "graceful_timeout": GRACEFUL_SECONDS,
        "timeout": 60,
        "max_requests": 0,
        "accesslog": "-",
        "errorlog": "-",
        "loglevel": "warning",
        "logger_class": AccessLogger,
        # It would open a socket under the home folder, a way in for all who share the account.
        "control_socket_disable": True,
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108
        "when_ready": when_ready,
        "post_worker_init": _belong_to_the_master,
    }
    _Master(_Application(wsgi, options), mailer, announce).run()
