"""A backup taken while people work, put back elsewhere: every row, every file, every link."""

from __future__ import annotations

import io
import json
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import NullPool, create_engine

from app import create_app
from app.cli import backup, copying
from app.config import Settings
from app.documents import storage
from app.documents.services import store
from app.kernel.access import SYSTEM
from app.kernel.base import Base
from app.kernel.db import db, transaction
from app.registrations.tokens import token_of
from tests import files, make
from tests.conftest import take_back
from tests.engines import Databases
from tests.world import World


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "sauvegarde.tar.gz"


@pytest.fixture(autouse=True)
def one_file(shared_app: Flask, world: World) -> Iterator[str]:
    """A file deposited in the filled house, and the tests' own storage put back afterwards."""
    with shared_app.app_context():
        take_back(shared_app)
        with transaction():
            document = store(SYSTEM, io.BytesIO(files.pdf()), "a.pdf")
            sha256 = document.sha256
        db.session.remove()
    yield sha256
    with shared_app.app_context():
        db.session.remove()
        take_back(shared_app)


# The services that a test has made, whose connections it leaves open.
_opened: list[Flask] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    for app in _opened:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    _opened.clear()


def command(app: Flask, *words: str) -> Result:
    # A context of its own: the one that the test has pushed is of another application.
    with app.app_context():
        db.session.remove()
        return app.test_cli_runner().invoke(args=list(words))


def elsewhere(folder: Path, address: str, **given: str) -> Flask:
    """A service that holds nothing, with a key of its own."""
    names = {f"SYNERGIES_{name}": value for name, value in given.items()}
    folder.mkdir(exist_ok=True)
    environment = {"SYNERGIES_INSTANCE_PATH": str(folder), "SYNERGIES_DATABASE_URL": address}
    app = create_app(Settings.load({**environment, **names}))
    _opened.append(app)
    return app


def rows(app: Flask) -> dict[str, tuple[int, int]]:
    """Count and checksum of every table."""
    with app.app_context():
        engine = create_engine(db.engine.url, poolclass=NullPool)
        db.session.remove()
        db.engine.dispose()
    with engine.connect() as connection:
        return {
            table.name: copying._said(connection, table) for table in Base.metadata.sorted_tables
        }


def addresses(databases: Databases, tmp_path: Path) -> list[str]:
    """Where to restore: the engine of this run, and a SQLite file whatever it is."""
    return [databases.another("restored"), f"sqlite:///{tmp_path / 'other' / 'x.sqlite3'}"]


def test_all_comes_back_elsewhere(
    shared_app: Flask, databases: Databases, tmp_path: Path, archive: Path, one_file: str
) -> None:
    with shared_app.app_context():
        path = f"/inscriptions/{token_of(make.registration(make.event()))}"
    before = rows(shared_app)
    answer = command(shared_app, "backup", str(archive))
    assert answer.exit_code == 0, answer.output
    assert archive.stat().st_mode & 0o777 == 0o600
    (tmp_path / "other").mkdir()
    for number, address in enumerate(addresses(databases, tmp_path)):
        folder = tmp_path / f"instance{number}"
        answer = command(elsewhere(folder, address), "restore", str(archive))
        assert answer.exit_code == 0, answer.output
        # The next start reads the key that came back.
        again = elsewhere(folder, address)
        assert rows(again) == before
        with again.app_context():
            assert storage.read(one_file) == files.pdf()
            page = again.test_client().get(path, base_url="http://127.0.0.1:8000")
            assert page.status_code == 200, "a private link that was sent still opens"
            db.session.remove()
            db.engine.dispose()
        assert command(again, "restore", str(archive)).exit_code == 1, "it holds something now"
    assert rows(shared_app) == before


def test_who_writes_meanwhile_is_not_held_up_and_all_or_nothing_of_it_is_there(
    shared_app: Flask, databases: Databases, tmp_path: Path, archive: Path
) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        with shared_app.app_context():
            while not stop.is_set():
                written.append(make.registration(make.event()).id)
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert command(shared_app, "backup", str(archive)).exit_code == 0
    finally:
        stop.set()
        writer.join()
    assert len(written) > 1
    target = elsewhere(tmp_path / "instance", databases.another("restored"))
    assert command(target, "restore", str(archive)).exit_code == 0
    checked = command(target, "check").output
    for rule in ("places", "inscriptions", "documents", "journal"):
        assert f"{rule} : rien à signaler" in checked


def changed(archive: Path, name: str, content: bytes | None) -> None:
    """The same archive with one member changed or left out."""
    with tarfile.open(archive) as tar:
        members = {member.name: tar.extractfile(member) for member in tar}
        contents = {key: file.read() for key, file in members.items() if file is not None}
    contents.pop(name)
    if content is not None:
        contents[name] = content
    with tarfile.open(archive, "w:gz") as tar:
        for key, octets in contents.items():
            member = tarfile.TarInfo(key)
            member.size = len(octets)
            tar.addfile(member, io.BytesIO(octets))


@pytest.mark.parametrize("name", [backup.DATABASE, backup.KEY, backup.MANIFEST, None])
def test_an_archive_that_is_not_whole_puts_nothing_back(
    shared_app: Flask, databases: Databases, tmp_path: Path, archive: Path, name: str | None
) -> None:
    assert command(shared_app, "backup", str(archive)).exit_code == 0
    if name is None:
        archive.write_bytes(archive.read_bytes()[:-2000])
    else:
        changed(archive, name, None if name == backup.MANIFEST else b"something else")
    target = elsewhere(tmp_path / "instance", databases.another("restored"))
    answer = command(target, "restore", str(archive))
    assert answer.exit_code == 1
    assert "rchive" in answer.output or "contenu" in answer.output
    assert not list((tmp_path / "instance").glob("files/**/*"))


def test_a_key_that_the_settings_impose_is_not_replaced(
    shared_app: Flask, databases: Databases, tmp_path: Path, archive: Path
) -> None:
    assert command(shared_app, "backup", str(archive)).exit_code == 0
    target = elsewhere(tmp_path / "instance", databases.another("restored"), SECRET_KEY="z" * 40)
    answer = command(target, "restore", str(archive))
    assert answer.exit_code == 1
    assert "SYNERGIES_SECRET_KEY" in answer.output


def test_what_is_missing_is_said_and_nothing_is_overwritten(
    shared_app: Flask, archive: Path, one_file: str
) -> None:
    with shared_app.app_context():
        storage.current().remove(one_file)
    answer = command(shared_app, "backup", str(archive))
    assert answer.exit_code == 1
    assert one_file in answer.output
    with tarfile.open(archive) as tar:
        manifest = tar.extractfile(backup.MANIFEST)
        assert manifest is not None
        assert json.load(manifest)["missing"] == [one_file]
    before = archive.read_bytes()
    assert command(shared_app, "backup", str(archive)).exit_code == 1
    assert archive.read_bytes() == before
