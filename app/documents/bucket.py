"""Documents in an S3-compatible bucket, for a service that runs on more than one machine.

`s3://bucket?endpoint=https://…&region=…&prefix=…`; the keys are read from `AWS_ACCESS_KEY_ID` and
`AWS_SECRET_ACCESS_KEY`, where every S3 tool looks for them, so that no address ever holds a secret.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlsplit

from app.documents.storage import StorageError, available
from app.kernel import clock

try:
    import obstore
    from obstore.exceptions import BaseError
    from obstore.store import S3Store
except ImportError as error:
    raise StorageError(
        "SYNERGIES_STORAGE_URL désigne un espace S3, mais la bibliothèque obstore n’est pas "
        "installée : installez synergies[s3]."
    ) from error

PARAMETERS = frozenset({"endpoint", "region", "prefix"})
PROBE_TIMEOUT = timedelta(seconds=3)
REQUEST_TIMEOUT = timedelta(seconds=15)
# Well within the grace of `app.documents.tasks`.
REFRESHED_AFTER = timedelta(hours=12)


class BucketStorage:
    """Objects named `ab/cd/abcd…` under an optional prefix."""

    def __init__(self, store: S3Store, probe: S3Store) -> None:
        self.store = store
        # The same bucket, asked in a hurry: `/sante` does not wait for a server that is silent.
        self.probe = probe

    @classmethod
    def from_url(cls, url: str) -> BucketStorage:
        """Raises `StorageError` when the address cannot be read; nothing is asked of the bucket."""
        parts = urlsplit(url)
        given = dict(parse_qsl(parts.query, keep_blank_values=True))
        unknown = sorted(set(given) - PARAMETERS)
        if not parts.hostname or parts.username or unknown:
            raise StorageError(
                "SYNERGIES_STORAGE_URL ne peut pas être lue : on attend "
                "s3://seau?endpoint=https://…, avec region et prefix si besoin, et les clés dans "
                "AWS_ACCESS_KEY_ID et AWS_SECRET_ACCESS_KEY."
            )
        name, path = parts.hostname, parts.path.strip("/")
        return cls(
            _store(name, path, given, REQUEST_TIMEOUT, retries=2),
            _store(name, path, given, PROBE_TIMEOUT, retries=0),
        )

    def put(self, sha256: str, content: bytes) -> None:
        path = _path(sha256)
        # Put again when it is old: who sweeps must not take for forgotten what is wanted again.
        # Two writers of the same hash write the same bytes: whoever is last changes nothing.
        with available(BaseError, OSError):
            if not self._is_younger(path, clock.now() - REFRESHED_AFTER):
                obstore.put(self.store, path, content)

    def open(self, sha256: str) -> BinaryIO:
        with available(BaseError, OSError):
            return io.BytesIO(bytes(obstore.get(self.store, _path(sha256)).bytes()))

    def remove(self, sha256: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self.store, _path(sha256))

    def ok(self) -> bool:
        try:
            for _ in obstore.list(self.probe, chunk_size=1):
                break
        except (BaseError, OSError):
            return False
        return True

    def sweep(self, wanted: Collection[str], before: datetime) -> int:
        kept = [
            meta["path"]
            for batch in obstore.list(self.store)
            for meta in batch
            if meta["path"].rpartition("/")[2] not in wanted and meta["last_modified"] < before
        ]
        # Looked at once more: it may have been put again since the list was made.
        old = [path for path in kept if not self._is_younger(path, before)]
        for path in old:
            obstore.delete(self.store, path)
        return len(old)

    def _is_younger(self, path: str, moment: datetime) -> bool:
        try:
            return bool(obstore.head(self.store, path)["last_modified"] >= moment)
        except FileNotFoundError:
            return False


def _store(
    bucket: str, path: str, given: dict[str, str], timeout: timedelta, *, retries: int
) -> S3Store:
    endpoint = given.get("endpoint")
    config: dict[str, Any] = {"region": given.get("region") or "us-east-1"}
    if endpoint:  # without one, the bucket is Amazon's
        config["endpoint"] = endpoint
    return S3Store(
        bucket,
        prefix=given.get("prefix") or path or None,
        **config,
        client_options={
            # A bucket on the machine itself, or behind a private network, may speak plain HTTP.
            "allow_http": bool(endpoint and endpoint.startswith("http://")),
            "connect_timeout": PROBE_TIMEOUT,
            "timeout": timeout,
        },
        retry_config={"max_retries": retries, "retry_timeout": timeout},
    )


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
