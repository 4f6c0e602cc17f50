"""People who all want a seat at once: each opens the real form, then all send it together."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"')
_STAMP = re.compile(rb'name="opened" value="([^"]+)"')
_COOKIE = re.compile(rb"^set-cookie: ([^;\r]+)", re.IGNORECASE | re.MULTILINE)
_LENGTH = re.compile(rb"^content-length: (\d+)", re.IGNORECASE | re.MULTILINE)
PATIENCE_SECONDS = 60
# How many open their form at the same time: the measure begins when all have it.
_READING = 20


@dataclass(frozen=True)
class Answer:
    """What one person got: the HTTP status (0 for none), when, and after how long (seconds)."""

    email: str
    status: int
    at: float
    waited: float


@dataclass(frozen=True)
class Crowd:
    """All answers, and the seconds from the first submit to the last answer."""

    answers: list[Answer]
    seconds: float

    @property
    def per_second(self) -> float:
        return sum(answer.status == 303 for answer in self.answers) / self.seconds

    @property
    def errors(self) -> int:
        return sum(answer.status != 303 for answer in self.answers)

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of people had their answer."""
        waits = sorted(answer.waited for answer in self.answers)
        return waits[min(len(waits) - 1, int(len(waits) * share))] * 1000


def rush(port: int, slug: str, people: int, all_ready: Callable[[], None]) -> Crowd:
    """Let `people` register at once; `all_ready` is called when each has the form."""
    return asyncio.run(_rush(port, f"/evenements/{slug}/inscription", people, all_ready))


async def _rush(port: int, path: str, people: int, all_ready: Callable[[], None]) -> Crowd:
    reading = asyncio.Semaphore(_READING)
    persons = [_Person(port, path, number) for number in range(people)]
    await asyncio.gather(*(person.open_form(reading) for person in persons))
    all_ready()
    begun = time.monotonic()
    answers = await asyncio.gather(*(person.submit() for person in persons))
    return Crowd(list(answers), time.monotonic() - begun)


class _Person:
    """One browser: its cookie, its token, one connection that it keeps."""

    def __init__(self, port: int, path: str, number: int) -> None:
        self._port, self._path, self._email = port, path, f"foule{number}@example.org"
        # Each at home, as a web server before ours would say it.
        self._from = f"198.18.{number // 250}.{number % 250}"
        self._post = b""

    async def open_form(self, reading: asyncio.Semaphore) -> None:
        async with reading:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
            self._writer.write(self._request("GET"))
            head, body = await self._read()
        token, cookie, stamp = _TOKEN.search(body), _COOKIE.search(head), _STAMP.search(body)
        if token is None or cookie is None or stamp is None:
            raise RuntimeError(f"no registration form:\n{head.decode()}{body.decode()[:500]}")
        form = {
            "csrf_token": (token.group(1) or token.group(2)).decode("ascii"),
            "attendance_mode": "on_site",
            "first_name": "Camille",
            "last_name": "Fictif",
            "email": self._email,
            "consent": "y",
            "opened": stamp.group(1).decode("ascii"),
        }
        self._post = self._request("POST", urlencode(form), cookie.group(1).decode("ascii"))

    async def submit(self) -> Answer:
        begun = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                self._writer.write(self._post)
                head, _ = await self._read()
            status = int(head.split(b" ", 2)[1])
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            status = 0
        self._writer.close()
        now = time.monotonic()
        return Answer(self._email, status, now, now - begun)

    async def _read(self) -> tuple[bytes, bytes]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        return head, await self._reader.readexactly(int(length.group(1)) if length else 0)

    def _request(self, method: str, body: str = "", cookie: str = "") -> bytes:
        lines = [f"{method} {self._path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}"]
        lines += [f"X-Forwarded-For: {self._from}"]
        if method == "POST":
            lines += [f"Origin: http://127.0.0.1:{self._port}", f"Cookie: {cookie}"]
            lines += ["Content-Type: application/x-www-form-urlencoded"]
            lines += [f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("ascii")
