"""What the service answers while something around it fails: `python -m bench.faults [NAME …]`.

Each fault is bounded in count and time, on loopback, against `python -m app.server` as people run
it (rate limits off): slow senders, a locked event, a database that is stopped, a full disk, and
processes killed while people register. It prints what was seen; 1 when a promise was broken.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from flask import Flask

from app import create_app
from app.config import Settings
from bench import server, world
from bench.engines import ENGINES, Engine, Postgresql
from bench.processes import tree
from bench.server import Server

FIELD = re.compile(r'<input(?=[^>]*type="hidden")(?=[^>]*name="([^"]*)")(?=[^>]*value="([^"]*)")')
PATIENCE = 60.0
SEATS = 100


def get(port: int, path: str, seconds: float = PATIENCE) -> tuple[int, float]:
    """Status (0 for none) and milliseconds of one page."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    except (OSError, http.client.HTTPException):
        status = 0
    finally:
        connection.close()
    return status, (time.monotonic() - begun) * 1000


def register(port: int, slug: str, number: int, *, tries: int = 1) -> tuple[int, float]:
    """One person opens the form and sends it, again when nothing comes back; status, milliseconds.

    The same form is sent again, as a browser does: registered once, whatever was lost.
    """
    begun, path, status = time.monotonic(), f"/evenements/{slug}/inscription", 0
    form: dict[str, str] = {}
    cookie = ""
    for _ in range(tries):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            if not form:
                connection.request("GET", path)
                answer = connection.getresponse()
                page = answer.read().decode()
                cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
                hidden = {unescape(n): unescape(v) for n, v in FIELD.findall(page)}
                form = {
                    **hidden,
                    "attendance_mode": "on_site",
                    "first_name": "Camille",
                    "last_name": f"Fictif {number}",
                    "email": f"foule{number}@example.org",
                    "consent": "y",
                }
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": cookie,
                "Origin": f"http://127.0.0.1:{port}",
            }
            connection.request("POST", path, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        if status == 303:
            break
        time.sleep(0.3)
    return status, (time.monotonic() - begun) * 1000


def line(name: str, answers: list[tuple[int, float]]) -> None:
    """One row: how many of each status, median and worst wait."""
    waits = [wait for _, wait in answers]
    statuses = {status: sum(one == status for one, _ in answers) for status, _ in answers}
    shown = ", ".join(f"{status} x {count}" for status, count in sorted(statuses.items()))
    print(f"  {name:58} {shown:22} {statistics.median(waits):7.0f} ms, {max(waits):7.0f} at worst")


class House:
    """A running service with a few events, and the database it stands on."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.engine: Engine = ENGINES[name](folder)
        self.start()
        self.app = self._application()
        world.fill(self.app, 10)

    def start(self) -> None:
        self.running: Server = server.synergies(self.folder, self.engine.url)
        self.running.wait("/sante")
        self.port = self.running.port

    def _application(self) -> Flask:
        key = (self.folder / "instance" / "secret_key").read_text("ascii").strip()
        return create_app(
            Settings(
                database_url=self.engine.url,
                instance_path=self.folder / "instance",
                secret_key=key,
                rate_limits=False,
            )
        )

    def stop(self) -> None:
        self.running.stop()
        self.engine.stop()


def slow_senders(house: House) -> bool:
    """50 half-sent bodies and 200 idle connections."""
    slug = world.one_for_crowd(house.app, 1, SEATS)
    with contextlib.ExitStack() as stack:
        for number in range(250):
            sock = stack.enter_context(socket.create_connection(("127.0.0.1", house.port)))
            if number < 50:
                head = b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
                sock.sendall(head + b"\r\nhalf of it")
        health = [get(house.port, "/sante") for _ in range(20)]
        agenda = [get(house.port, "/agenda") for _ in range(20)]
        people = [register(house.port, slug, number) for number in range(10)]
    line("/sante, 50 half-sent bodies and 200 idle connections", health)
    line("/agenda meanwhile", agenda)
    line("registrations meanwhile", people)
    return all(status == 200 for status, _ in health + agenda) and people[-1][0] == 303


def locked_event(house: House) -> bool:
    """Somebody else holds one event's row; 24 people register for it, others for another."""
    if not isinstance(house.engine, Postgresql):
        return True
    locked, other = (world.one_for_crowd(house.app, number, SEATS) for number in (2, 3))
    address = house.engine.url.replace("+psycopg", "")
    with psycopg.connect(address) as connection, ThreadPoolExecutor(24) as pool:
        connection.execute("SELECT 1 FROM event WHERE slug = %s FOR UPDATE", (locked,))
        waiting = [pool.submit(register, house.port, locked, number) for number in range(24)]
        time.sleep(1)
        pages = [get(house.port, "/agenda") for _ in range(20)]
        people = [register(house.port, other, number) for number in range(100, 110)]
        time.sleep(1)
        connection.rollback()
        late = [one.result() for one in waiting]
    line("/agenda while 24 wait for a locked event", pages)
    line("registrations for another event meanwhile", people)
    line("the 24, let go after some seconds", late)
    return all(status == 200 for status, _ in pages) and all(s == 303 for s, _ in people)


def silent_database(house: House) -> bool:
    """PostgreSQL is stopped without being closed, as behind a cut network, for 30 seconds."""
    if not isinstance(house.engine, Postgresql):
        return True
    get(house.port, "/agenda")
    stopped = tree(house.engine._pid)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        health = []
        with ThreadPoolExecutor(8) as pool:
            pages = [pool.submit(get, house.port, f"/evenements/{n}") for n in range(8)]
            while time.monotonic() - begun < 30:
                health.append(get(house.port, "/sante"))
                time.sleep(2)
            answers = [one.result() for one in pages]
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    line("/sante while the database says nothing", health)
    line("8 pages asked meanwhile", answers)
    time.sleep(1)
    after = [get(house.port, "/agenda") for _ in range(5)]
    line("/agenda one second after", after)
    return all(s == 503 for s, _ in health + answers) and all(s == 200 for s, _ in after)


def full_disk(house: House) -> bool:
    """The disk of instance/ is full: what only reads goes on. Needs root, for a disk of its own."""
    if os.geteuid() != 0:
        print("  needs root")
        return True
    with tempfile.TemporaryDirectory() as mount:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", mount], check=True)
        try:
            return _full_disk(Path(mount), house)
        finally:
            subprocess.run(["umount", "-l", mount], check=True)


def _full_disk(mount: Path, house: House) -> bool:
    url = house.engine.url if isinstance(house.engine, Postgresql) else f"sqlite:///{mount}/x.db"
    (mount / "instance").mkdir()
    key = (house.folder / "instance" / "secret_key").read_text("ascii")
    (mount / "instance" / "secret_key").write_text(key, "ascii")
    running = server.synergies(mount, url)
    try:
        running.wait("/sante")
        with contextlib.suppress(OSError), (mount / "filler").open("wb") as filler:
            while True:
                filler.write(b"x" * 65536)
                filler.flush()
        paths = ("/", "/agenda", "/groupes", "/bilan", "/comptes-rendus", "/propositions")
        paths += ("/strategie", "/glossaire", "/connexion", "/accessibilite", "/nulle-part")
        pages = [get(running.port, path) for path in paths]
        line("pages that read, never shown before, disk full", pages)
        line("/sante", [get(running.port, "/sante")])
        (mount / "filler").unlink()
        line("/sante once there is room", after := [get(running.port, "/sante")])
    finally:
        running.stop()
    return all(status in {200, 404} for status, _ in pages) and after[0][0] == 200


def kills(house: House, rounds: int = 4, people: int = 100) -> bool:
    """A worker, then the mail worker, then the master is killed while people register."""
    sound, back = True, []
    for number in range(rounds):
        slug = world.one_for_crowd(house.app, 10 + number, SEATS)
        with ThreadPoolExecutor(30) as pool:
            waiting = [
                pool.submit(register, house.port, slug, 1000 * number + one, tries=40)
                for one in range(people)
            ]
            time.sleep(0.4 + random.random())  # any moment will do
            back.append(_kill(house, number))
            answers = [one.result() for one in waiting]
        claims = world.claims(house.app, slug)
        seated = sum(status in {"confirmed", "requested"} for _, status, _ in claims)
        once = len({email for _, _, email in claims}) == len(claims) == people
        line(f"round {number + 1}: {seated} seats, {len(claims)} people", answers)
        sound &= once and seated == min(SEATS, people) and all(s == 303 for s, _ in answers)
    print(f"  back after {', '.join(f'{one:.1f}' for one in back)} s")
    return sound


def _kill(house: House, number: int) -> float:
    """Kill one process; seconds until the service answers again."""
    master = house.running._process.pid
    children = [pid for pid in tree(master) if pid != master]
    begun = time.monotonic()
    if number % 4 == 3:
        os.kill(master, signal.SIGKILL)
        house.running._process.wait()
        _start_again(house)
    else:
        os.kill(children[number % len(children)], signal.SIGKILL)
    while get(house.port, "/sante", 2)[0] != 200:
        time.sleep(0.05)
    return time.monotonic() - begun


def _start_again(house: House) -> None:
    """On the same port, at once, as a supervisor would."""
    port = house.port
    free, server.free_port = server.free_port, lambda: port
    try:
        house.running = server.synergies(house.folder, house.engine.url)
    finally:
        server.free_port = free


FAULTS: dict[str, Callable[[House], bool]] = {
    "slow": slow_senders,
    "locked": locked_event,
    "silent": silent_database,
    "full": full_disk,
    "kills": kills,
}


@contextlib.contextmanager
def house_on(name: str) -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="synergies-faults-") as folder:
        house = House(Path(folder), name)
        try:
            yield house
        finally:
            house.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=sorted(ENGINES), action="append")
    parser.add_argument("faults", nargs="*", metavar="|".join(FAULTS))
    options = parser.parse_args()
    broken = []
    for database in options.database or list(ENGINES):
        with house_on(database) as house:
            for name in options.faults or list(FAULTS):
                print(f"{database}, {name}")
                if not FAULTS[name](house):
                    broken.append(f"{name} on {database}")
    print("broken: " + ", ".join(broken) if broken else "every promise kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
