"""Storing files and giving them back, to those who may."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.documents import queries, storage
from app.documents.forms import UploadsField
from app.documents.models import Document
from app.documents.services import LARGEST, MOST_AT_ONCE, Upload, store, store_all
from app.kernel.access import ANONYMOUS, SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Invalid, Unavailable
from app.web.forms import Form
from tests import files
from tests.web import HouseClient


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    before = storage.current()
    storage.configure("file:", tmp_path)
    yield tmp_path / "files"
    storage.use(before)


@pytest.fixture
def carriers(monkeypatch: pytest.MonkeyPatch) -> list[queries.Carrier]:
    """Who shows documents, for this test only."""
    carriers: list[queries.Carrier] = []
    monkeypatch.setattr(queries, "_carriers", carriers)
    return carriers


def keep(content: bytes, name: str) -> Document:
    with transaction():
        return store(SYSTEM, io.BytesIO(content), name)


def kept_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_are_kept_once_under_their_hash(folder: Path) -> None:
    first = keep(files.pdf(), "un.pdf")
    second = keep(files.pdf(), "deux.pdf")
    assert first.id != second.id
    assert first.sha256 == second.sha256
    (path,) = kept_files(folder)
    assert path == folder / first.sha256[:2] / first.sha256[2:4] / first.sha256
    assert path.read_bytes() == files.pdf()
    assert (first.media_type, first.size, first.format) == (
        "application/pdf",
        len(files.pdf()),
        "PDF",
    )


def test_the_journal_tells_the_file_without_its_name(app: Flask) -> None:
    keep(files.docx(), "Lettre de Camille Fictive.docx")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.action == "document:store"
    assert "Camille" not in str(entry.after)


def test_too_large_is_refused_and_nothing_is_kept(folder: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        keep(files.pdf() + bytes(LARGEST), "gros.pdf")
    assert "20\u00a0Mo" in refusal.value.errors["documents"]
    assert kept_files(folder) == []
    assert db.session.scalars(select(Document)).all() == []


def test_refusals_of_several_files_are_told_together(app: Flask) -> None:
    uploads = [
        Upload(io.BytesIO(files.pdf()), "bon.pdf"),
        Upload(io.BytesIO(b""), "vide.pdf"),
        Upload(io.BytesIO(b"MZ"), "virus.exe"),
    ]
    with pytest.raises(Invalid) as refusal, transaction():
        store_all(SYSTEM, uploads)
    message = refusal.value.errors["documents"]
    assert "« vide.pdf » est vide." in message
    assert "« virus.exe » est un programme" in message
    assert "bon.pdf" not in message
    assert db.session.scalars(select(Document)).all() == []


def test_too_many_files_at_once_are_refused(app: Flask) -> None:
    uploads = [Upload(io.BytesIO(files.pdf()), "x.pdf")] * (MOST_AT_ONCE + 1)
    with pytest.raises(Invalid), transaction():
        store_all(SYSTEM, uploads)


def test_served_as_a_file_to_save(client: HouseClient, carriers: list[queries.Carrier]) -> None:
    content = files.odt()  # it bears the time of its making
    document = keep(content, "Réunion d’été.odt")
    sha256 = document.sha256
    carriers.append(lambda _actor, _id: True)
    response = client.get(f"/documents/{document.id}/{document.filename}")
    assert response.status_code == 200
    assert response.data == content
    assert response.headers["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "R%C3%A9union" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["ETag"] == f'"{sha256}"'


def test_unchanged_is_said_in_one_line(
    client: HouseClient, carriers: list[queries.Carrier]
) -> None:
    document = keep(files.pdf(), "a.pdf")
    carriers.append(lambda _actor, _id: True)
    path, tag, length = f"/documents/{document.id}/a.pdf", document.sha256, document.size
    again = client.get(path, headers={"If-None-Match": f'"{tag}"'})
    assert again.status_code == 304
    assert again.data == b""
    part = client.get(path, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"%PDF")
    assert client.head(path).headers["Content-Length"] == str(length)


def test_only_who_sees_what_carries_it_reads_it(
    client: HouseClient, carriers: list[queries.Carrier]
) -> None:
    seen, unseen = keep(files.pdf(), "a.pdf"), keep(files.docx(), "b.docx")
    asked: list[Actor] = []

    def carrier(actor: Actor, document_id: int) -> bool:
        asked.append(actor)
        return document_id == seen.id

    seen_id, unseen_id = seen.id, unseen.id
    carriers += [lambda _actor, _id: False, carrier]
    assert client.get(f"/documents/{seen_id}/a.pdf").status_code == 200
    assert client.get(f"/documents/{unseen_id}/b.docx").status_code == 302
    assert client.get(f"/documents/{unseen_id + 1000}/b.docx").status_code == 302
    assert asked[0] == ANONYMOUS


def test_lost_bytes_are_a_plain_404(
    client: HouseClient, carriers: list[queries.Carrier], folder: Path
) -> None:
    document = keep(files.pdf(), "a.pdf")
    carriers.append(lambda _actor, _id: True)
    kept_files(folder)[0].unlink()
    assert client.get(f"/documents/{document.id}/a.pdf").status_code == 404


def test_changed_bytes_are_never_served(
    app: Flask, client: HouseClient, carriers: list[queries.Carrier], folder: Path
) -> None:
    document = keep(files.pdf(), "a.pdf")
    carriers.append(lambda _actor, _id: True)
    kept_files(folder)[0].write_bytes(files.pdf() + b"x")
    answer = client.get(f"/documents/{document.id}/a.pdf")
    assert answer.status_code == 404
    assert "abîmé" in answer.get_data(as_text=True)
    checked = app.test_cli_runner().invoke(args=["check"])
    assert checked.exit_code == 1
    assert f"document {document.id} : le fichier a changé" in checked.output


def test_a_storage_that_does_not_answer_is_a_503(
    client: HouseClient,
    carriers: list[queries.Carrier],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = keep(files.pdf(), "a.pdf")
    carriers.append(lambda _actor, _id: True)

    def fails(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", fails)
    monkeypatch.setattr("tempfile.mkstemp", fails)
    assert client.get(f"/documents/{document.id}/a.pdf").status_code == 503
    with pytest.raises(Unavailable):
        keep(files.docx(), "b.docx")


def test_storage_says_whether_it_answers(tmp_path: Path) -> None:
    assert storage.storage_ok()
    (tmp_path / "taken").write_text("a file where a folder should be")
    storage.use(storage.FolderStorage(tmp_path / "taken"))
    assert not storage.storage_ok()


def test_a_view_that_runs_twice_reads_the_whole_file_twice(app: Flask) -> None:
    class AnyForm(Form):
        documents = UploadsField()

    sent = {"documents": (io.BytesIO(b"%PDF-1.7 whole"), "a.pdf")}
    with app.test_request_context("/", method="POST", data=sent):
        form = AnyForm()
        read = [form.documents.uploads[0].stream.read() for _ in range(2)]
    assert read == [b"%PDF-1.7 whole"] * 2
