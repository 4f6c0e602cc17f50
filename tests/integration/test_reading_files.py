"""Every page that takes a file reads it before the database is locked: others write meanwhile."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.accounts.enums import Role
from app.documents import sniffing
from app.kernel import sandbox
from app.kernel.db import is_writing
from tests import files, make
from tests.integration.minutes.test_circulation import Room
from tests.proposing import cast
from tests.unit.ical.test_reading import calendar
from tests.web import HouseClient

TEXT = (Path(__file__).parents[1] / "documents/compte-rendu.docx").read_bytes()
LIST = "Prénom;Nom;Courriel\nAda;Exemple;ada@example.org\n".encode()


def _registrations(client: HouseClient) -> tuple[str, dict[str, Any]]:
    client.sign_in(make.account(Role.STAFF))
    path = f"/gestion/evenements/{make.event().slug}/inscriptions/import"
    return path, {"sheet": (io.BytesIO(LIST), "liste.csv"), "attendance_mode": "on_site"}


def _figures(client: HouseClient) -> tuple[str, dict[str, Any]]:
    client.sign_in(make.account(Role.STAFF))
    content = b"Dispositif;Nombre\nX;3\n"
    return "/gestion/chiffres/import", {"sheet": (io.BytesIO(content), "c.csv"), "source": ""}


def _programme(client: HouseClient) -> tuple[str, dict[str, Any]]:
    client.sign_in(make.account(Role.STAFF))
    content = "Cadre;Axe;Intitulé de l’axe\nessai;1;Un axe\n".encode()
    return "/gestion/strategie/import", {"file": (io.BytesIO(content), "cadre.csv")}


def _minutes(client: HouseClient) -> tuple[str, dict[str, Any]]:
    room = Room()
    client.sign_in(room.lead)
    path = f"/gestion/evenements/{room.event.slug}/compte-rendu/importer"
    return path, {"text": (io.BytesIO(TEXT), "cr.docx"), "keep": "y"}


def _note(client: HouseClient) -> tuple[str, dict[str, Any]]:
    people = cast()
    client.sign_in(people.accounts["member"])
    path = f"/groupes/{people.group.slug}/propositions/depuis-une-note"
    return path, {"note": (io.BytesIO(TEXT), "note.docx")}


def _calendar(client: HouseClient) -> tuple[str, dict[str, Any]]:
    client.sign_in(make.account(Role.STAFF))
    content = calendar("SUMMARY:Un\r\nDTSTART;VALUE=DATE:20300101")
    return "/gestion/evenements/importer", {"file": (io.BytesIO(content), "a.ics")}


@pytest.mark.parametrize("page", [_registrations, _figures, _programme, _minutes, _note, _calendar])
def test_a_file_is_read_before_the_lock(
    app: Flask,
    client: HouseClient,
    monkeypatch: pytest.MonkeyPatch,
    page: Callable[[HouseClient], tuple[str, dict[str, Any]]],
) -> None:
    path, sent = page(client)
    locked: list[bool] = []
    run = sandbox._run

    def noted(*arguments: Any) -> tuple[bytes, int]:
        locked.append(is_writing())
        return run(*arguments)

    monkeypatch.setattr(sandbox, "_run", noted)
    assert client.get(path).status_code == 200
    answer = client.post(path, data=sent, content_type="multipart/form-data")
    assert answer.status_code in {200, 303}, answer.text
    assert locked == [False]


def test_a_file_is_recognised_before_the_lock(
    app: Flask, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sent = _note(client)
    sent["note"] = (io.BytesIO(files.pdf()), "note.pdf")
    locked: list[bool] = []
    kind = sniffing._kind

    def noted(content: bytes) -> Any:
        locked.append(is_writing())
        return kind(content)

    monkeypatch.setattr(sniffing, "_kind", noted)
    assert client.post(path, data=sent, content_type="multipart/form-data").status_code == 303
    assert locked == [False]
