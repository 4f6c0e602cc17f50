"""`flask --app app backup ARCHIVE`: one file that holds all there is, taken while people work.

A compressed tar of mode 600: `manifest.json`, the database as a SQLite file whatever the engine,
the deposited files by their hash, the secret key and `synergies.toml`. The database is that of one
instant; files are immutable, and those put later do no harm. `app.cli.restoring` puts it back.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app.cli.copying import copy, empty_copy_of
from app.config import Settings
from app.documents import storage
from app.documents.models import Document
from app.kernel import clock
from app.kernel.db import db

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database.sqlite3"
KEY: Final = "secret_key"
SETTINGS: Final = "synergies.toml"
FILES: Final = "files/"
CHUNK: Final = 1024 * 1024


def _digest_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while octets := file.read(CHUNK):
        digest.update(octets)
    return digest.hexdigest()


class Unsound(Exception):
    """The archive is not whole, or not one of ours; the message is one French sentence."""


@dataclass
class Archive:
    """What an archive says of itself: the SHA-256 of each member, and what could not be put in."""

    taken_at: str
    members: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def files(self) -> list[str]:
        return [name for name in self.members if name.startswith(FILES)]


@click.command("backup")
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path), metavar="ARCHIVE")
@with_appcontext
def backup(archive: Path) -> None:
    """Sauvegarde tout dans un fichier .tar.gz, sans arrêter le service.

    La base, les fichiers déposés, la clé secrète et les réglages. L’archive est relue et vérifiée
    avant de prendre son nom ; elle contient des données personnelles et des secrets.
    """
    if archive.exists():
        raise click.ClickException(f"« {archive} » existe déjà : rien n’a été écrit.")
    draft = archive.with_name(f".{archive.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            written = _write(file)
            file.flush()
            os.fsync(file.fileno())
        check(draft)
        draft.rename(archive)
    except FileExistsError as error:
        raise click.ClickException(
            f"Une sauvegarde vers « {archive} » est en cours, ou a été coupée : "
            f"effacez « {draft} » si ce n’est plus le cas."
        ) from error
    except Unsound as error:
        draft.unlink()
        raise click.ClickException(f"L’archive relue n’est pas bonne. {error}") from error
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise click.ClickException(f"L’archive ne peut pas être écrite : {error}.") from error
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    click.echo(
        f"Sauvegardé et vérifié : la base et {len(written.files)} fichiers, dans « {archive} »."
    )
    for sha256 in written.missing:
        click.echo(f"  - le fichier {sha256} manquait ou était abîmé", err=True)
    if written.missing:
        click.get_current_context().exit(1)


def _write(target: IO[bytes]) -> Archive:
    written = Archive(clock.now().isoformat())
    settings: Settings = current_app.extensions["synergies_settings"]
    with tarfile.open(fileobj=target, mode="w:gz", compresslevel=5) as tar:
        with _database(settings) as path, path.open("rb") as file:
            _add(tar, written, DATABASE, file, path.stat().st_size)
        _add_bytes(tar, written, KEY, settings.secret_key.encode("ascii"))
        own = settings.instance_path / SETTINGS
        if own.is_file():
            _add_bytes(tar, written, SETTINGS, own.read_bytes())
        for sha256 in db.session.scalars(select(Document.sha256).distinct()):
            try:
                content = storage.read(sha256)
            except (FileNotFoundError, storage.Damaged):
                written.missing.append(sha256)
            else:
                _add_bytes(tar, written, FILES + sha256, content)
        manifest = {
            "format": FORMAT,
            "taken_at": written.taken_at,
            "members": written.members,
            "missing": written.missing,
        }
        _add_bytes(tar, written, MANIFEST, json.dumps(manifest, indent=1).encode())
    return written


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[Path]:
    """The database of this instant as a SQLite file, without stopping who writes.

    On SQLite by VACUUM INTO, one reading transaction; from PostgreSQL row by row, verified.
    """
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.instance_path) as folder:
        path = Path(folder) / DATABASE
        engine = db.engine
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.execute("VACUUM INTO ?", (str(path),))
        else:
            with empty_copy_of(current_app, f"sqlite:///{path}") as target:
                copy(engine, target)
            _close_log(path)
        yield path


def _close_log(path: Path) -> None:
    """Write what stands beside a SQLite file into it: the file alone is then the database."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")


def _add(tar: tarfile.TarFile, written: Archive, name: str, file: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(clock.now().timestamp())
    digest = hashlib.sha256()
    tar.addfile(member, _Hashing(file, digest))
    written.members[name] = digest.hexdigest()


def _add_bytes(tar: tarfile.TarFile, written: Archive, name: str, content: bytes) -> None:
    _add(tar, written, name, io.BytesIO(content), len(content))


class _Hashing(io.RawIOBase):
    """A file whose octets are counted in a digest as they are read."""

    def __init__(self, file: IO[bytes], digest: Any) -> None:
        super().__init__()
        self._file = file
        self._digest = digest

    def read(self, size: int = -1) -> bytes:
        octets = self._file.read(size)
        self._digest.update(octets)
        return octets


def check(path: Path) -> Archive:
    """Read a whole archive again and compare each member with the manifest; what it says of itself.

    Raises `Unsound`.
    """
    found: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                file = tar.extractfile(member)
                if file is None:
                    raise Unsound("Elle contient autre chose que des fichiers.")
                if member.name == MANIFEST:
                    manifest = json.load(file)
                else:
                    found[member.name] = _digest_of(file)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Unsound("Ce n’est pas une archive de Synergies, ou elle est coupée.") from error
    if manifest.get("format") != FORMAT:
        raise Unsound("Ce n’est pas une archive de cette version de Synergies.")
    if found != manifest["members"] or DATABASE not in found:
        raise Unsound("Son contenu n’est plus celui qui y a été mis.")
    return Archive(manifest["taken_at"], found, manifest["missing"])
