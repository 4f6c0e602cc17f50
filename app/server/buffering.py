"""gunicorn's threads, given whole requests only: a slow sender costs a buffer, not a thread.

Requests that write have threads of their own, and no address takes them all: whoever waits for a
lock keeps nobody from reading, nor from writing elsewhere.

Head and body are received by the worker's one event loop, in memory and then in a temporary file,
within time and size limits. A thread is given the connection when the request has arrived. What
is parsed, and what is answered, stays gunicorn's affair: here only the end of a request is looked
for. What is handed over too early ends there, and the parser refuses it.
"""

from __future__ import annotations

import os
import re
import selectors
import socket
import struct
import tempfile
import time
from collections import Counter, defaultdict, deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import IO, Any

from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

KIBIBYTE = 1024
# The longest head worth waiting for: gunicorn refuses what is longer.
LARGEST_HEAD = 64 * KIBIBYTE
# A larger body is not received: the application refuses it by its announced length.
LARGEST_BODY = 60 * KIBIBYTE * KIBIBYTE
IN_MEMORY = 256 * KIBIBYTE
# All that one worker receives at a time.
LARGEST_SUM = 512 * KIBIBYTE * KIBIBYTE
# How long a sender may say nothing, send its head, and send it all.
SILENCE_SECONDS = 30.0
HEAD_SECONDS = 20.0
WHOLE_SECONDS = 900.0
# How many threads of a worker write, and how many of them at one address.
WRITERS = 4
WRITERS_PER_ADDRESS = 3
# Answered by a thread that does nothing else, so that whoever watches over the service hears of it.
HEALTH_ADDRESS = b"/sante"
READING_METHODS = frozenset({b"GET", b"HEAD", b"OPTIONS"})

# How long a thread waits for a client that does not take its answer, as the system counts it:
# gunicorn asks its sockets to wait for ever.
SEND_SECONDS = 20
_SEND_TIME = struct.pack("@ll", SEND_SECONDS, 0)

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]*)?\r\n")
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_END_OF_HEAD = b"\r\n\r\n"
# The longest line that announces a chunk.
LARGEST_CHUNK_LINE = 256


class Incoming:
    """What has arrived of one request.

    `size` octets so far; `total` of them make the request, None while that cannot be told (the
    head is not whole, or the body comes in chunks).
    """

    def __init__(self, now: float) -> None:
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self.started = self.last = now
        self.size = 0
        self.total: int | None = None
        self.chunked = False
        self.expects = False
        self.method = self.address = b""
        self._head = b""
        # Where the next chunk begins.
        self._chunk = 0

    def add(self, octets: bytes, now: float) -> bytes:
        """Take what a client sent; what belongs to its next request is given back."""
        self.last = now
        if self.total is None and not self.chunked:
            self._look_for_head(octets)
        surplus = b""
        if self.total is not None and self.size + len(octets) > self.total:
            room = max(self.total - self.size, 0)
            octets, surplus = octets[:room], octets[room:]
        self.file.write(octets)
        self.size += len(octets)
        if self.chunked:
            self._follow_chunks()
        return surplus

    def _follow_chunks(self) -> None:
        """Go from chunk to chunk as far as they have arrived; the empty one is the last."""
        while self.total is None:
            self.file.seek(self._chunk)
            line = self.file.readline(LARGEST_CHUNK_LINE)
            size = _CHUNK_SIZE.match(line)
            if size is None:
                # Half a line is waited for; what is no line is the parser's to refuse.
                self.total = self.size if len(line) == LARGEST_CHUNK_LINE else None
                break
            after = self._chunk + len(line) + int(size[1], 16) + len(b"\r\n")
            if after > self.size:
                break
            self._chunk = after
            if int(size[1], 16) == 0 or self.size > LARGEST_BODY:
                self.total = self.size
        self.file.seek(0, os.SEEK_END)

    def _look_for_head(self, octets: bytes) -> None:
        self._head += octets
        end = self._head.find(_END_OF_HEAD)
        if end < 0:
            if len(self._head) > LARGEST_HEAD:
                self.total = self.size + len(octets)
            return
        head, self._head = self._head[: end + 2], b""
        self.method, _, address = head.partition(b"\r\n")[0].partition(b" ")
        self.address = address.partition(b" ")[0].partition(b"?")[0]
        if _CHUNKED.search(head):
            self.chunked, self._chunk = True, end + len(_END_OF_HEAD)
        else:
            length = _LENGTH.search(head)
            body = int(length[1]) if length else 0
            self.total = end + len(_END_OF_HEAD) + (body if body <= LARGEST_BODY else 0)
        self.expects = _EXPECTS.search(head) is not None

    @property
    def is_whole(self) -> bool:
        return self.total is not None and self.size >= self.total

    def is_late(self, now: float) -> bool:
        """Whether its sender has had the time it is given."""
        in_head = self.total is None and not self.chunked
        return (
            now - self.last > SILENCE_SECONDS
            or now - self.started > WHOLE_SECONDS
            or (in_head and self.size > 0 and now - self.started > HEAD_SECONDS)
        )


class Received:
    """Stands for the socket of a request that has arrived: nothing more is waited for."""

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0)
        self.recv = file.read


class BufferingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A worker whose threads never wait for the sender of a request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # In the order in which they began, for the eldest to leave first when there is no room.
        self.receiving: dict[TConn, Incoming] = {}
        self.writers = ThreadPoolExecutor(WRITERS)
        self.health = ThreadPoolExecutor(1)
        self.writing: Counter[bytes] = Counter()
        self.waiting: dict[bytes, deque[TConn]] = defaultdict(deque)

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError, InterruptedError):
            return
        self.nr_conns += 1
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _SEND_TIME)
        self.enqueue_req(TConn(self.cfg, client, address, listener.getsockname()))
        if self.nr_conns >= self.worker_connections and self.receiving:
            self._drop(next(iter(self.receiving)))

    def enqueue_req(self, conn: TConn) -> None:
        """Receive the next request of a connection; a thread gets it when it is whole."""
        conn.sock.settimeout(0)
        self.receiving[conn] = Incoming(time.monotonic())
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))
        surplus, conn.surplus = getattr(conn, "surplus", b""), b""
        if surplus:
            self._take(conn, surplus)
        else:
            self._receive(conn, conn.sock)

    def _receive(self, conn: TConn, client: socket.socket) -> None:
        try:
            octets = client.recv(IN_MEMORY)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            octets = b""
        if octets:
            self._take(conn, octets)
        else:
            self._drop(conn)

    def _take(self, conn: TConn, octets: bytes) -> None:
        incoming = self.receiving[conn]
        try:
            conn.surplus = incoming.add(octets, time.monotonic())
            room = incoming.size <= IN_MEMORY or self._sum() <= LARGEST_SUM
        except OSError:
            room = False  # on the disk
        if not room:
            self._refuse(conn)  # it can be sent again later
        elif incoming.is_whole:
            self._hand_over(conn)
        elif incoming.expects:
            incoming.expects = False
            self._send(conn, b"HTTP/1.1 100 Continue\r\n\r\n")

    def _sum(self) -> int:
        return sum(one.size for one in self.receiving.values())

    def _hand_over(self, conn: TConn) -> None:
        incoming = self.receiving.pop(conn)
        self.poller.unregister(conn.sock)
        if conn.parser is None:
            conn.initialized = conn.data_ready = True
            conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
        conn.parser.unreader.sock = Received(incoming.file)
        if incoming.address == HEALTH_ADDRESS:
            self._submit(self.health, conn)
        elif incoming.method in READING_METHODS:
            self._submit(self.tpool, conn)
        elif self.writing[incoming.address] < WRITERS_PER_ADDRESS:
            self._write(conn, incoming.address)
        else:
            self.waiting[incoming.address].append(conn)

    def _submit(self, threads: ThreadPoolExecutor, conn: TConn) -> None:
        future = threads.submit(self.handle, conn)
        future.add_done_callback(
            lambda done: self.method_queue.defer(self.finish_request, conn, done)
        )

    def _write(self, conn: TConn, address: bytes) -> None:
        self.writing[address] += 1
        future = self.writers.submit(self.handle, conn)
        future.add_done_callback(
            lambda done: self.method_queue.defer(self._finish_writing, conn, address, done)
        )

    def _finish_writing(self, conn: TConn, address: bytes, future: Future[Any]) -> None:
        self.writing[address] -= 1
        if self.waiting[address]:
            self._write(self.waiting[address].popleft(), address)
        else:
            # Addresses are many and most are written to once.
            del self.waiting[address]
            self.writing += Counter()
        self.finish_request(conn, future)

    def _send(self, conn: TConn, octets: bytes) -> None:
        try:
            conn.sock.send(octets)
        except OSError:
            self._drop(conn)

    def _refuse(self, conn: TConn) -> None:
        self._send(
            conn,
            b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
            b"Retry-After: 30\r\nConnection: close\r\n\r\n",
        )
        self._drop(conn)

    def _drop(self, conn: TConn) -> None:
        incoming = self.receiving.pop(conn, None)
        if incoming is None:
            return
        incoming.file.close()
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def finish_request(self, conn: TConn, future: Any) -> None:
        """Called in the loop when a thread has answered."""
        super().finish_request(conn, future)
        if getattr(conn, "surplus", b"") and conn in self.keepalived_conns:
            self.on_client_socket_readable(conn, conn.sock)

    def set_accept_enabled(self, enabled: bool) -> None:  # gunicorn's own
        """When stopping, give the port free at once: the next server need not wait for the last
        answers of this one."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                listener.close()

    def handle_quit(self, sig: int, frame: object) -> None:
        self.writers.shutdown(wait=False)
        self.health.shutdown(wait=False)
        super().handle_quit(sig, frame)

    def murder_pending(self) -> None:
        """Close what is late; called about once a second. When stopping, what sent nothing too."""
        super().murder_pending()
        now = time.monotonic()
        for conn, incoming in list(self.receiving.items()):
            if incoming.is_late(now) or (not self.alive and incoming.size == 0):
                self._drop(conn)
