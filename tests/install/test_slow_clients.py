"""The server's front: slow senders cost it no thread, and what arrives in pieces arrives whole."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gunicorn.app.base import BaseApplication

from app.server import buffering
from app.server.buffering import BufferingWorker

THREADS = 2
POST = b"POST /echo HTTP/1.1\r\nHost: localhost\r\n"
WAIT = 20.0


GATE = threading.Event()


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answers what it was sent, after its length; at `/locked`, once somebody posts to `/open`."""
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/open":
        GATE.set()
    elif environ["PATH_INFO"] == "/locked":
        GATE.wait(WAIT)
    answer = f"{len(body)}:".encode() + body[:100]
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]


class Application(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"fd://{os.dup(self.listener.fileno())}")
        self.cfg.set("worker_class", BufferingWorker)
        self.cfg.set("threads", THREADS)
        self.cfg.set("keepalive", 60)
        self.cfg.set("control_socket_disable", True)

    def load(self) -> Callable[..., Any]:
        return echo


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server of two threads, in a process of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                Application(listener).run()
            os._exit(0)
        try:
            yield number
        finally:
            os.kill(pid, 15)
            os.waitpid(pid, 0)


def connect(port: int) -> socket.socket:
    limit = time.monotonic() + WAIT
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=WAIT)
        except ConnectionRefusedError:
            assert time.monotonic() < limit


def answer(sock: socket.socket) -> bytes:
    """The body of the next answer on a connection."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = sock.recv(65536)
        assert more, received
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += sock.recv(65536)
    assert len(body) == length
    return body


def posted(port: int, request: bytes) -> bytes:
    with connect(port) as sock:
        sock.sendall(request)
        return answer(sock)


def test_half_sent_requests_hold_no_thread(port: int) -> None:
    with contextlib.ExitStack() as stack:
        senders = [stack.enter_context(connect(port)) for _ in range(20)]
        for slow in senders:
            slow.sendall(POST + b"Content-Length: 5000\r\n\r\nhalf of it")
        for _ in range(20):
            stack.enter_context(connect(port)).sendall(b"GET / HTTP/1.1\r\nHost: loc")
        for _ in range(100):
            stack.enter_context(connect(port))
        chunked = stack.enter_context(connect(port))
        # Octets that look like the last chunk, inside a chunk that is not whole.
        chunked.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n64\r\n0\r\n\r\n")
        for _ in range(2 * THREADS):
            assert posted(port, POST + b"Content-Length: 2\r\n\r\nok") == b"2:ok"
        # And the slow ones are served when they have finished.
        senders[0].sendall(b"x" * (5000 - len(b"half of it")))
        assert answer(senders[0]).startswith(b"5000:half of itxxx")
        chunked.sendall(b"y" * (0x64 - 5) + b"\r\n0\r\n\r\n")
        assert answer(chunked).startswith(b"100:0\r\n\r\nyyy")


def test_who_waits_for_a_lock_keeps_nobody_from_reading_or_writing_elsewhere(port: int) -> None:
    with contextlib.ExitStack() as stack:
        waiting = [stack.enter_context(connect(port)) for _ in range(24)]
        for number, sock in enumerate(waiting):
            sock.sendall(b"POST /locked?n HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n")
            sock.sendall(b"%02d" % number)
        assert posted(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") == b"0:"
        assert posted(port, POST + b"Content-Length: 2\r\n\r\nok") == b"2:ok"
        assert (
            posted(port, POST.replace(b"/echo", b"/open") + b"Content-Length: 0\r\n\r\n") == b"0:"
        )
        for number, sock in enumerate(waiting):
            assert answer(sock) == b"2:%02d" % number


@pytest.mark.parametrize("size", [0, 1, buffering.IN_MEMORY - 1, 3 * buffering.IN_MEMORY])
def test_bodies_of_all_sizes_arrive_whole(port: int, size: int) -> None:
    request = POST + b"Content-Length: %d\r\n\r\n" % size + b"z" * size
    assert posted(port, request) == b"%d:" % size + b"z" * min(size, 100)


def test_octet_by_octet(port: int) -> None:
    with connect(port) as sock:
        for octet in POST + b"Content-Length: 3\r\n\r\nabc":
            sock.sendall(bytes([octet]))
        assert answer(sock) == b"3:abc"


def test_several_requests_sent_at_once_are_answered_in_order(port: int) -> None:
    with connect(port) as sock:
        sock.sendall(b"".join(POST + b"Content-Length: 1\r\n\r\n%d" % n for n in range(5)))
        received = b""
        while received.count(b"HTTP/1.1 200") < 5 or not received.endswith(b"1:4"):
            received += sock.recv(65536)
        # After its head: the hour of a head may read the same.
        places = [received.index(b"\r\n\r\n1:%d" % n) for n in range(5)]
        assert places == sorted(places)


def test_a_connection_serves_one_request_after_another(port: int) -> None:
    with connect(port) as sock:
        for n in range(3):
            sock.sendall(POST + b"Content-Length: 1\r\n\r\n%d" % n)
            assert answer(sock) == b"1:%d" % n


def test_chunks_and_a_sender_who_waits_for_leave(port: int) -> None:
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    assert posted(port, chunked) == b"5:abcde"
    with connect(port) as sock:
        sock.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert sock.recv(65536).startswith(b"HTTP/1.1 100")
        sock.sendall(b"ok")
        received = b""
        while not received.endswith(b"2:ok"):
            received += sock.recv(65536)


def test_what_is_no_request_is_refused_at_once(port: int) -> None:
    for nonsense in (
        b"\x16\x03\x01nonsense\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"g" * 300,
        b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * (2 * buffering.LARGEST_HEAD),
    ):
        with connect(port) as sock:
            sock.sendall(nonsense)
            received = sock.recv(65536)
            assert not received or received.startswith(b"HTTP/1.1 4")


def test_senders_are_given_a_time() -> None:
    whole = buffering.Incoming(0.0)
    whole.add(b"GET / HTTP/1.1\r\n", 1.0)
    assert not whole.is_late(buffering.HEAD_SECONDS)
    assert whole.is_late(buffering.HEAD_SECONDS + 1.1)
    body = buffering.Incoming(0.0)
    body.add(POST + b"Content-Length: 5000\r\n\r\nhalf", 1.0)
    assert not body.is_late(buffering.SILENCE_SECONDS)
    assert body.is_late(buffering.SILENCE_SECONDS + 1.1)
    for second in range(0, int(buffering.WHOLE_SECONDS) + 10, 10):
        body.add(b"x", float(second))
    assert body.is_late(buffering.WHOLE_SECONDS + 5)
    whole.file.close()
    body.file.close()


def test_more_than_a_worker_receives_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def serve(listener: socket.socket) -> None:
        monkeypatch.setattr(buffering, "LARGEST_SUM", buffering.IN_MEMORY)
        Application(listener).run()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                serve(listener)
            os._exit(0)
        try:
            with connect(number) as sock:
                sock.sendall(POST + b"Content-Length: 900000\r\n\r\n")
                sending = threading.Thread(target=_send_all, args=(sock, b"x" * 900_000))
                sending.start()
                assert sock.recv(65536).startswith(b"HTTP/1.1 503")
                sending.join()
        finally:
            os.kill(pid, 15)
            os.waitpid(pid, 0)


def _send_all(sock: socket.socket, octets: bytes) -> None:
    with contextlib.suppress(OSError):
        sock.sendall(octets)
