"""`flask --app app restore ARCHIVE`: an archive of `backup` into an instance that holds nothing."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from app.cli.backup import DATABASE, FILES, KEY, SETTINGS, Archive, Unsound, check
from app.cli.copying import copy, refuse_if_filled, upgraded
from app.config import Settings
from app.documents import storage
from app.kernel.db import db


@click.command("restore")
@click.argument(
    "archive", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="ARCHIVE"
)
@with_appcontext
def restore(archive: Path) -> None:
    """Remet une sauvegarde en place, dans une instance vide ; arrêtez le service d’abord.

    La base (SQLite ou PostgreSQL, quel que soit le moteur d’où vient l’archive), les fichiers et
    la clé secrète. Ce qui contient déjà des données n’est jamais écrasé.
    """
    settings: Settings = current_app.extensions["synergies_settings"]
    refuse_if_filled(db.engine)
    try:
        found = check(archive)
        with _opened(archive, settings) as (tar, folder):
            database = _extracted(tar, folder)
            _put_key(tar, settings)
            _put_settings(tar, found, settings)
            for name in found.files:
                file = tar.extractfile(name)
                assert file is not None  # noqa: S101  # `check` has read it
                storage.current().put(name.removeprefix(FILES), file.read())
            _put_database(current_app, settings, database)
    except Unsound as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"Remis en place : la base du {found.taken_at[:16].replace('T', ' à ')} (UTC) "
        f"et {len(found.files)} fichiers."
    )
    for sha256 in found.missing:
        click.echo(f"  - le fichier {sha256} manquait déjà à la sauvegarde", err=True)
    click.echo("Vérifiez avec « flask --app app check », puis démarrez le service.")


@contextlib.contextmanager
def _opened(archive: Path, settings: Settings) -> Iterator[tuple[tarfile.TarFile, Path]]:
    with (
        tarfile.open(archive, "r:gz") as tar,
        tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.instance_path) as folder,
    ):
        yield tar, Path(folder)


def _extracted(tar: tarfile.TarFile, folder: Path) -> Path:
    """The database of the archive in a folder, found sound by SQLite itself. Raises `Unsound`."""
    tar.extract(DATABASE, folder, filter="data")
    path = folder / DATABASE
    with contextlib.closing(sqlite3.connect(path)) as connection:
        answer = connection.execute("PRAGMA integrity_check").fetchall()
    if answer != [("ok",)]:
        raise Unsound("La base de l’archive est abîmée.")
    return path


def _content(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(name)
    assert file is not None  # noqa: S101  # `check` has read it
    return file.read()


def _put_key(tar: tarfile.TarFile, settings: Settings) -> None:
    """Put back the key that private links were signed with. Raises `Unsound` when the settings
    impose another one.
    """
    key, path = _content(tar, KEY).decode("ascii"), settings.instance_path / KEY
    if key == settings.secret_key:
        return
    if not path.is_file() or path.read_text("ascii").strip() != settings.secret_key:
        raise Unsound(
            "SYNERGIES_SECRET_KEY n’est pas la clé de la sauvegarde : les liens privés déjà "
            "envoyés ne s’ouvriraient plus. Retirez ce réglage, ou donnez-lui l’ancienne clé."
        )
    draft = path.with_name(".secret_key-restored")
    draft.touch(mode=0o600)
    draft.write_text(f"{key}\n", encoding="ascii")
    draft.replace(path)


def _put_settings(tar: tarfile.TarFile, found: Archive, settings: Settings) -> None:
    path = settings.instance_path / SETTINGS
    if SETTINGS not in found.members:
        return
    content = _content(tar, SETTINGS)
    if path.exists() and path.read_bytes() != content:
        click.echo(f"« {path} » diffère de celui de la sauvegarde : il a été laissé tel quel.")
        return
    path.touch(mode=0o600)
    path.write_bytes(content)


def _put_database(app: Flask, settings: Settings, path: Path) -> None:
    """Make the extracted database that of the service."""
    if db.engine.dialect.name == "sqlite":
        target = Path(make_url(settings.database_url).database or "")
        db.session.remove()
        db.engine.dispose()
        # What stood beside the empty file would be replayed over the new one.
        for suffix in ("", "-wal", "-shm"):
            Path(f"{target}{suffix}").unlink(missing_ok=True)
        path.chmod(0o600)
        os.replace(path, target)  # noqa: PTH105  # moved whole, or not at all
        return
    # An archive of an earlier version is brought up to date before its rows are copied.
    address = f"sqlite:///{path}"
    upgraded(app, address)
    upgraded(app, settings.database_url)
    source = create_engine(address)
    try:
        copy(source, db.engine)
    finally:
        source.dispose()
