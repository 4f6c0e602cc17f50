"""Documents in a bucket: a real HTTP server that speaks enough of S3 to keep and give back."""

from __future__ import annotations

import hashlib
import re
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.http import http_date

from app.config import Settings, SettingsError
from app.documents import storage
from app.documents.bucket import BucketStorage
from app.kernel.errors import Unavailable
from app.wiring import wire
from tests import files

pytestmark = pytest.mark.same_on_both

LIST = '<?xml version="1.0"?><ListBucketResult><Name>docs</Name>{}</ListBucketResult>'
LISTED = (
    "<Contents><Key>{}</Key><Size>{}</Size><ETag>x</ETag>"
    "<LastModified>{:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
)


class Bucket(ThreadingHTTPServer):
    """Path-style S3: objects of the one bucket `docs`, in memory; every request is noted."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.changed: dict[str, datetime] = {}
        self.seen: list[str] = []
        self.signed = True

    @property
    def url(self) -> str:
        return f"s3://docs?endpoint=http://127.0.0.1:{self.server_address[1]}&prefix=essai"


class Handler(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def _answer(
        self, status: int, body: bytes = b"", *, head: bool = False, key: str | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.md5(body).hexdigest()}"')  # noqa: S324  # as S3 does
        self.send_header("Last-Modified", http_date(self.server.changed.get(key or "")))
        self.end_headers()
        if not head:
            self.wfile.write(body)

    def _key(self) -> str | None:
        path = urlsplit(self.path).path
        self.server.seen.append(f"{self.command} {path}")
        self.server.signed &= self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256")
        return path.removeprefix("/docs/") if path.startswith("/docs/") else None

    def do_PUT(self) -> None:
        key = self._key()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if key is not None:
            self.server.objects[key] = body
            self.server.changed[key] = datetime.now(UTC)
        self._answer(200 if key is not None else 404)

    def do_HEAD(self) -> None:
        key = self._key() or ""
        found = self.server.objects.get(key)
        self._answer(404 if found is None else 200, found or b"", head=True, key=key)

    def do_POST(self) -> None:
        """Several at once, as the library deletes."""
        self._key()
        asked = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        gone = re.findall(r"<Key>(.*?)</Key>", asked)
        for key in gone:
            self.server.objects.pop(key, None)
        lines = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in gone)
        result = f'<?xml version="1.0"?><DeleteResult>{lines}</DeleteResult>'
        self._answer(200, result.encode())

    def _listing(self) -> bytes:
        lines = (
            LISTED.format(key, len(content), self.server.changed[key])
            for key, content in self.server.objects.items()
        )
        return LIST.format("".join(lines)).encode()

    def do_GET(self) -> None:
        key = self._key()
        if urlsplit(self.path).query.startswith("list-type") or "list-type=2" in self.path:
            known = urlsplit(self.path).path.rstrip("/") == "/docs"
            self._answer(200 if known else 404, self._listing() if known else b"")
            return
        found = self.server.objects.get(key or "")
        self._answer(404 if found is None else 200, found or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests read `seen`."""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "cle-fictive")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-fictif")
    with Bucket() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_bytes_go_there_once_and_come_back(bucket: Bucket) -> None:
    store = BucketStorage.from_url(bucket.url)
    content = files.pdf()
    sha256 = hashlib.sha256(content).hexdigest()
    store.put(sha256, content)
    store.put(sha256, content)
    with store.open(sha256) as file:
        assert file.read() == content
    assert list(bucket.objects) == [f"essai/{sha256[:2]}/{sha256[2:4]}/{sha256}"]
    assert sum(line.startswith("PUT") for line in bucket.seen) == 1
    assert bucket.signed


def test_what_nobody_wants_any_more_goes(bucket: Bucket) -> None:
    store = BucketStorage.from_url(bucket.url)
    week = datetime.now(UTC) - timedelta(days=7)
    wanted, forgotten, young = (hashlib.sha256(bytes([n])).hexdigest() for n in range(3))
    for sha256 in (wanted, forgotten, young):
        store.put(sha256, b"octets")
    for key in list(bucket.changed):
        if young not in key:
            bucket.changed[key] = week - timedelta(hours=1)
    assert store.sweep({wanted}, week) == 1
    assert {key.rpartition("/")[2] for key in bucket.objects} == {wanted, young}
    store.put(wanted, b"octets")
    assert store.sweep((), week) == 0, "put again, it is young again"


def test_what_is_not_there_is_said_so(bucket: Bucket) -> None:
    with pytest.raises(FileNotFoundError):
        BucketStorage.from_url(bucket.url).open("0" * 64)


def test_health_tells_whether_the_bucket_answers(bucket: Bucket) -> None:
    assert BucketStorage.from_url(bucket.url).ok()
    assert not BucketStorage.from_url(bucket.url.replace("docs", "absent")).ok()


def test_a_bucket_that_does_not_answer_is_not_ok() -> None:
    silent = BucketStorage.from_url("s3://docs?endpoint=http://127.0.0.1:1")
    assert not silent.ok()
    with pytest.raises(Unavailable):
        silent.open("0" * 64)
    with pytest.raises(Unavailable):
        silent.put("0" * 64, b"octets")


def test_a_bucket_without_an_endpoint_is_amazon_s() -> None:
    assert BucketStorage.from_url("s3://docs?region=eu-west-3").store is not None


@pytest.mark.parametrize("url", ["s3://", "s3://cle:secret@docs", "s3://docs?endpont=x"])
def test_an_address_that_cannot_be_read_stops_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(storage.StorageError, match="SYNERGIES_STORAGE_URL"):
        storage.configure(url, tmp_path)


def test_the_application_says_it_in_one_sentence(tmp_path: Path) -> None:
    settings = Settings(
        database_url="sqlite://",
        instance_path=tmp_path,
        secret_key="a secret for tests only, long enough to be accepted",
        storage_url="s3://docs?nope=1",
    )
    with pytest.raises(SettingsError, match="SYNERGIES_STORAGE_URL"):
        wire(Flask("nothing"), settings)


def test_without_its_library_the_start_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(sys.modules, "app.documents.bucket")
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(storage.StorageError, match=r"installez synergies\[s3\]"):
        storage.configure("s3://docs", tmp_path)
