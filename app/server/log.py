"""Logs without personal data: no address of a person or a machine, no query, no secret link.

An access line reads `2026-11-22T21:40:03Z GET /inscriptions/… 200 4 ms 12034 o`. Whatever else is
logged goes through the same mask, because an error message quotes the address that failed.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

# Addresses whose next part is a secret, then anything that looks like one wherever it stands:
# slugs and references are short or in lower case, tokens are long and mixed. So are the names of
# exceptions, which end as one.
_SECRET_PLACES = re.compile(
    r"(/(?:inscriptions|accueil|questionnaires|attestations|calendriers|connexion|invitations)/)[^/\s?\"']+"
)
_SECRET_LOOKS = re.compile(
    r"(?<![\w-])(?!(?:[A-Z][a-z]+){2,}(?:Error|Exception|Warning)\b)(?=[\w-]*[A-Z])(?=[\w-]*[a-z0-9])[A-Za-z0-9_-]{20,}(?![\w-])|\b[0-9a-f]{32,}\b"
)
_QUERY = re.compile(r"\?[^\s\"']*")
# As gunicorn writes who sent what it could not read.
_MACHINE = re.compile(r"\bip=\S+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def masked_path(path: str) -> str:
    """The path of a request with its secrets replaced by `…`; control characters are escaped."""
    path = _QUERY.sub("", path)
    path = _SECRET_PLACES.sub(r"\1…", path)
    return _SECRET_LOOKS.sub("…", path).encode("unicode_escape").decode().replace(r"\u2026", "…")


def masked_text(text: str) -> str:
    """A log message with addresses of people, queries and secret links replaced by `…`."""
    text = _MACHINE.sub("ip=…", _MAIL.sub("…", text))
    text = re.sub(r"(/[^\s?\"']*)\?[^\s\"']*", r"\1", text)
    return _SECRET_LOOKS.sub("…", _SECRET_PLACES.sub(r"\1…", text))


class MaskingFormatter(logging.Formatter):
    """Formats in UTC and masks the whole text, tracebacks included."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        return masked_text(super().format(record))


class AccessLogger(GunicornLogger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's logger, with our access line and our mask."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(MaskingFormatter())

    def access(self, resp: Any, req: Any, environ: Any, request_time: timedelta) -> None:
        milliseconds = request_time.total_seconds() * 1000
        self.access_log.info(
            "%s %s %s %s %.0f ms %s o",
            time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            environ.get("REQUEST_METHOD", "-"),
            masked_path(environ.get("PATH_INFO", "-")),
            str(resp.status).partition(" ")[0],
            milliseconds,
            getattr(resp, "sent", 0),
        )


def configure() -> None:
    """One handler for what the application and its libraries log: standard error, masked."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
