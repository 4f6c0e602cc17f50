"""Templates and a server for the mails of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader, StrictUndefined

from app.outbox.transport import FileTransport, SmtpTransport
from tests.integration.outbox.letterbox import LetterBox, serve

TEMPLATES = {
    "emails/essai.txt": (
        '{% extends "emails/layout.txt" %}{% block content %}\nBonjour {{ name }},\n\n\n\n\n'
        "C’est un essai d’été.\n{% endblock %}"
    ),
    "emails/essai.html": (
        '{% extends "emails/layout.html" %}{% from "emails/parts.html" import button %}'
        "{% block title %}Un essai{% endblock %}"
        "{% block content %}<p>Bonjour {{ name }},</p>"
        '{{ button("Voir", "https://example.org/a") }}{% endblock %}'
    ),
    "emails/texte.txt": '{% extends "emails/layout.txt" %}{% block content %}Texte{% endblock %}',
}


@pytest.fixture(autouse=True)
def letters(app: Flask) -> Iterator[None]:
    """The application with the templates above beside its own."""
    ours = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_env.loader or DictLoader({})])
    before = app.extensions.get("synergies_letters")
    app.extensions["synergies_letters"] = app.jinja_env.overlay(
        undefined=StrictUndefined, loader=ours
    )
    yield
    app.extensions["synergies_letters"] = before


@pytest.fixture
def letter_box() -> LetterBox:
    return LetterBox()


@pytest.fixture
def server(letter_box: LetterBox) -> Iterator[Controller]:
    server = serve(letter_box)
    yield server
    server.stop()


@pytest.fixture
def smtp(server: Controller) -> Iterator[SmtpTransport]:
    transport = SmtpTransport("127.0.0.1", server.port)
    yield transport
    transport.close()


@pytest.fixture
def folder(tmp_path: Path) -> FileTransport:
    return FileTransport(tmp_path / "mail")


@pytest.fixture
def mail_settings(app: Flask) -> Iterator[None]:
    """Settings a test may replace; put back afterwards."""
    before = app.extensions["synergies_settings"]
    app.extensions["synergies_settings"] = replace(before)
    yield
    app.extensions["synergies_settings"] = before
