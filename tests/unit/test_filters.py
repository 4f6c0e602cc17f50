"""Jinja filters, used the way templates use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from app.kernel.text import NBSP, NNBSP
from app.resources import templates_path
from app.web import dsfr, filters

MAY = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask(__name__, template_folder=str(templates_path()))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    filters.init_app(app)
    dsfr.init_app(app)
    with app.test_request_context():
        yield app


def shown(app: Flask, source: str, **context: object) -> str:
    return app.jinja_env.from_string(source).render(**context)


def test_spoken_dates(app: Flask) -> None:
    assert shown(app, "{{ d|span|sentence }}", d=MAY) == (
        f"Jeudi 14{NBSP}mai{NBSP}2026, à 9{NBSP}h{NBSP}30"
    )
    assert shown(app, "{{ d|span }}", d=None) == "date à préciser"


def test_paragraphs_escape_and_dress(app: Flask) -> None:
    typed = "Qui ?\nMoi.\r\n\r\n<b>gras</b>"
    assert shown(app, "{{ t|paragraphs }}", t=typed) == (
        f"<p>Qui{NNBSP}?<br>Moi.</p><p>&lt;b&gt;gras&lt;/b&gt;</p>"
    )
    assert shown(app, "{{ t|paragraphs }}", t=None) == ""


def test_counts_and_sizes(app: Flask) -> None:
    assert shown(app, "{{ 12|counted('place') }}") == f"12{NBSP}places"
    assert shown(app, "{{ 3400000|size }}") == f"3,4{NBSP}Mo"


def card(**changes: object) -> SimpleNamespace:
    usual = {
        "url": "/evenements/x",
        "kind": "study_day",
        "kind_label": "Journée d’études",
        "title": "<Handicap>",
        "starts_at": MAY,
        "ends_at": None,
        "partial_date_text": "",
        "partial_year": None,
        "partial_month": None,
        "place_text": "Toulouse",
        "mode_label": "",
        "seats_text": "",
        "status": "published",
        "status_label": "",
    }
    return SimpleNamespace(**{**usual, **changes})


LIST = '{% from "dsfr/events.html" import event_list %}{{ event_list(events) }}'


def test_a_card_says_its_date_to_eyes_and_machines(app: Flask) -> None:
    text = shown(app, LIST, events=[card()])
    assert '<time datetime="2026-05-14T09:30+02:00">Jeudi 14' in text
    assert "&lt;Handicap&gt;" in text
    assert "sy-kind--study_day" in text
    assert "None" not in text


def test_a_card_without_a_date_invents_none(app: Flask) -> None:
    partial = card(starts_at=None, partial_date_text="date à préciser", partial_year=2023)
    text = shown(app, LIST, events=[partial])
    assert "<time" not in text
    assert ">Date à préciser<" in text
    assert "<b>2023</b>" in text


def test_a_cancelled_card_says_so_in_words(app: Flask) -> None:
    text = shown(app, LIST, events=[card(status="cancelled", status_label="Annulée")])
    assert "Annulée" in text
    assert "sy-event--off" in text
