"""Where the bytes of documents are kept, behind a small protocol.

`configure` picks the place from `SYNERGIES_STORAGE_URL`: `file:` keeps them under the instance
folder, `s3://bucket?endpoint=…` in a bucket. Every place is content-addressed (a file is named by
the SHA-256 of its bytes): putting twice is putting once and nothing is ever overwritten.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import tempfile
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from app.kernel.errors import Unavailable

logger = logging.getLogger(__name__)


class StorageError(Exception):
    """The storage cannot be used; the message is one French sentence."""


class Damaged(Exception):
    """The bytes kept under a hash are no longer those that were put there."""


class Storage(Protocol):
    """A content-addressed store of whole files.

    Whatever cannot be done now (full disk, silent server) raises `Unavailable`.
    """

    def put(self, sha256: str, content: bytes) -> None:
        """Keep `content` under its hash; nothing happens when it is there already."""

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, seekable; raises `FileNotFoundError` when they are not there."""

    def remove(self, sha256: str) -> None:
        """Keep these bytes no more; nothing happens when they are not there."""

    def ok(self) -> bool:
        """Whether files can be read and written now."""

    def sweep(self, wanted: Collection[str], before: datetime) -> int:
        """Erase what is not `wanted` and was last put before that instant; how many."""


@contextlib.contextmanager
def available(*errors: type[Exception]) -> Iterator[None]:
    """Turn these errors of a storage into `Unavailable`; a missing file stays one."""
    try:
        yield
    except FileNotFoundError:
        raise
    except errors as error:
        # The message may hold an address or a path: its type is enough.
        logger.error("storage unavailable: %s", type(error).__name__)  # noqa: TRY400
        raise Unavailable from error


def read(sha256: str) -> bytes:
    """The whole file of that hash, compared with it.

    Raises `FileNotFoundError`, `Damaged` when its bytes have changed, `Unavailable`.
    """
    with current().open(sha256) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        logger.error("storage: the bytes of %s… have changed", sha256[:12])
        raise Damaged
    return content


class FolderStorage:
    """Files under a folder, two levels deep: `ab/cd/abcd…`. Put again, a file is young again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, sha256: str, content: bytes) -> None:
        with available(OSError):
            self._put(self._path(sha256), content)

    def _put(self, path: Path, content: bytes) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.utime(path)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written beside, then renamed: nobody ever reads half a file, and a crash leaves none.
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".arrive-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise

    def open(self, sha256: str) -> BinaryIO:
        with available(OSError):
            return self._path(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def ok(self) -> bool:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder) as probe:
                probe.write(b"?")
        except OSError:
            return False
        return True

    def sweep(self, wanted: Collection[str], before: datetime) -> int:
        return sum(
            _erased(path, before.timestamp())
            for path in self.folder.glob("??/??/*")
            if path.name not in wanted and not path.name.startswith(".")
        )

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:4] / sha256


def _erased(path: Path, before: float) -> bool:
    """Erase the file unless it is younger: taken aside first, so that whoever puts the same bytes
    at this instant either has made it young before, or no longer finds it and writes it anew.
    """
    aside = path.with_name(f".part-{path.name}")
    if path.stat().st_mtime >= before:
        return False
    path.rename(aside)
    if aside.stat().st_mtime >= before:
        aside.rename(path)
        return False
    aside.unlink()
    return True


# One entry, put there when the application is built.
_in_use: list[Storage] = []


def use(storage: Storage) -> None:
    """Keep documents there from now on."""
    _in_use[:] = [storage]


def configure(url: str, instance_path: Path) -> None:
    """Use the place that `url` names. Raises `StorageError` when it cannot be read."""
    if url.startswith("file:"):
        use(FolderStorage(_folder(url, instance_path)))
        return
    # Imported here: a service that keeps its files in a folder does not need the library.
    from app.documents.bucket import BucketStorage

    use(BucketStorage.from_url(url))


def _folder(url: str, instance_path: Path) -> Path:
    path = url.removeprefix("file:").removeprefix("//")
    return Path(path) if path else instance_path / "files"


def current() -> Storage:
    if not _in_use:
        raise RuntimeError("storage.configure has not been called")
    return _in_use[0]


def storage_ok() -> bool:
    """Whether documents can be read and written now, for `/sante`."""
    return bool(_in_use) and current().ok()
