"""The antivirus that looks at every file before it is stored: ClamAV's daemon, where there is one.

`configure` takes `SYNERGIES_ANTIVIRUS_URL`: `clamd://host:port`, or `clamd:///path/of/the/socket`;
empty, nobody looks. Its protocol is small (INSTREAM, clamd(8)): a library would be larger than what
it saves. A file is looked at before the database is locked (`scan_before`); what was found there is
what `check` answers within the act.
"""

from __future__ import annotations

import hashlib
import logging
import socket
import struct
import threading
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Final
from urllib.parse import urlsplit

from app.kernel.errors import Unavailable

logger = logging.getLogger(__name__)
DOWN: Final = (
    "L’antivirus ne répond pas : aucun fichier ne peut être reçu pour l’instant. "
    "Renvoyez le vôtre dans quelques minutes."
)
CONNECTING, SCANNING = 2.0, 30.0
CHUNK: Final = 64 * 1024
# At once, from one process of the service; and how long the next waits.
AT_ONCE: Final = 2

_url: list[str] = []
_turns = threading.BoundedSemaphore(AT_ONCE)
# SHA-256 → the threat found in it, or nothing, for the request that is being answered.
_looked_at: ContextVar[dict[str, str] | None] = ContextVar("synergies_antivirus", default=None)


def configure(url: str) -> None:
    """Use this daemon from now on; none when empty."""
    _url[:] = [url] if url else []


def is_configured() -> bool:
    return bool(_url)


def is_available() -> bool:
    """Whether the daemon answers now; true where there is none to ask."""
    if not _url:
        return True
    try:
        return _asked(b"zPING\0", (), CONNECTING) == "PONG"
    except OSError:
        return False


def scan_before(contents: Iterable[bytes]) -> None:
    """Look at the files of a request before its act begins. Raises `Unavailable`."""
    _looked_at.set({_digest(content): scan(content) for content in contents} if _url else None)


def check(content: bytes) -> str:
    """The name of the threat in a file; nothing for a clean one, or where nobody looks.

    Raises `Unavailable`.
    """
    if not _url:
        return ""
    found = (_looked_at.get() or {}).get(_digest(content))
    return scan(content) if found is None else found


def scan(content: bytes) -> str:
    """Ask the daemon. Raises `Unavailable` when it does not answer, or not to the question."""
    if not _turns.acquire(timeout=SCANNING):
        raise Unavailable(DOWN)
    try:
        said = _asked(b"zINSTREAM\0", _chunks(content), SCANNING)
    except OSError as error:
        logger.error("antivirus unreachable: %s", type(error).__name__)  # noqa: TRY400
        raise Unavailable(DOWN) from error
    finally:
        _turns.release()
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND") or "?"
    if said != "stream: OK":
        # Too large for its settings, for instance: a file that nobody has looked at is not clean.
        logger.error("antivirus: %s", said[:200])
        raise Unavailable(DOWN)
    return ""


def _chunks(content: bytes) -> Iterable[bytes]:
    for begins in range(0, len(content), CHUNK):
        piece = content[begins : begins + CHUNK]
        yield struct.pack(">I", len(piece)) + piece
    yield struct.pack(">I", 0)


def _asked(command: bytes, pieces: Iterable[bytes], seconds: float) -> str:
    """The daemon's one line. Raises `OSError`."""
    parts = urlsplit(_url[0])
    if parts.hostname:
        line = socket.create_connection((parts.hostname, parts.port or 3310), CONNECTING)
    else:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(CONNECTING)
    with line:
        if not parts.hostname:
            line.connect(parts.path)
        line.settimeout(seconds)
        line.sendall(command)
        for piece in pieces:
            line.sendall(piece)
        said = b""
        while not said.endswith(b"\0") and len(said) < 4096:
            more = line.recv(1024)
            if not more:
                break
            said += more
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
