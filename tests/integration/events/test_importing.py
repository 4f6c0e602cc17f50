"""Importing the calendar of a partner: look first, keep what is wanted, as drafts."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.kernel import clock
from app.kernel.db import db
from tests import make
from tests.unit.ical.test_reading import calendar
from tests.web import HouseClient

PATH = "/gestion/evenements/importer"


def day(days: int) -> str:
    return f"{clock.today() + timedelta(days=days):%Y%m%d}"


@pytest.fixture
def team(app: Flask, client: HouseClient) -> HouseClient:
    client.sign_in(make.account(Role.STAFF))
    return client


def send(client: HouseClient, content: bytes) -> str:
    sent = {"file": (io.BytesIO(content), "agenda.ics")}
    answer = client.post(PATH, data=sent, content_type="multipart/form-data")
    assert answer.status_code in {200, 422}
    return answer.text


def text_in(page: str) -> str:
    found = re.search(r'name="text"[^>]*value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def events() -> list[Event]:
    db.session.rollback()
    return list(db.session.scalars(select(Event).order_by(Event.id)))


def test_nothing_is_kept_before_somebody_has_looked(team: HouseClient) -> None:
    known = make.event(title="Déjà là", starts_at=None, ends_at=None)
    later = clock.now() + timedelta(days=30)
    with_hours = f"DTSTART:{later:%Y%m%dT%H%M%SZ}\r\nDURATION:PT2H"
    page = send(
        team,
        calendar(
            f"SUMMARY:Une journée\r\nLOCATION:Salle d’exemple\r\n{with_hours}",
            f"SUMMARY:Passée\r\nDTSTART;VALUE=DATE:{day(-3)}",
            f"SUMMARY:Annulée\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:{day(9)}",
            f"SUMMARY:Un jour sans heure\r\nDTSTART;VALUE=DATE:{day(9)}",
        ),
    )
    assert [event.id for event in events()] == [known.id]
    assert re.findall(r'value="(\d)" checked', page) == ["0", "3"]
    answer = team.post(
        PATH, data={"text": text_in(page), "kind": "study_day", "chosen": ["0", "3"]}
    )
    assert answer.status_code == 303
    _, hours, whole_day = events()
    assert (hours.title, hours.venue, hours.starts_at) == ("Une journée", "Salle d’exemple", later)
    assert whole_day.starts_at is None
    assert (whole_day.partial_day, whole_day.title) == (
        (clock.today() + timedelta(days=9)).day,
        "Un jour sans heure",
    )
    assert {hours.status, whole_day.status} == {EventStatus.DRAFT}
    assert {hours.kind, whole_day.kind} == {EventKind.STUDY_DAY}


def test_what_stands_in_the_agenda_is_not_suggested_again(team: HouseClient) -> None:
    content = calendar(f"SUMMARY:ÉTÉ solidaire\r\nDTSTART;VALUE=DATE:{day(9)}")
    page = send(team, content)
    team.post(PATH, data={"text": text_in(page), "kind": "other", "chosen": ["0"]})
    again = send(team, content.replace("ÉTÉ".encode(), b"Ete"))
    assert "déjà dans l’agenda" in again
    assert " checked" not in again


def test_choosing_nothing_and_sending_nothing_are_said(team: HouseClient) -> None:
    assert "Choisissez un fichier" in team.post(PATH, blank=True).text
    page = send(team, calendar(f"SUMMARY:Rencontre\r\nDTSTART;VALUE=DATE:{day(9)}"))
    refused = team.post(PATH, data={"kind": "other", "chosen": []})
    assert refused.status_code == 422
    assert "Choisissez au moins un événement" in refused.text
    assert text_in(refused.text) == text_in(page), "the file need not be sent again"
    forged = team.forge(PATH, data={"text": text_in(page), "kind": "other", "chosen": ["7"]})
    assert forged.status_code == 422
    assert events() == []


def test_a_file_that_is_no_calendar_is_refused_beside_the_field(team: HouseClient) -> None:
    answer = team.post(
        PATH,
        data={"file": (io.BytesIO(b"PK\x03\x04"), "agenda.ics")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "n’est pas un calendrier" in answer.text
