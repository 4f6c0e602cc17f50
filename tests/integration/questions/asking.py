"""An event that asks, and the form that answers it."""

from __future__ import annotations

import io
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.events.models import Event
from app.kernel.db import db, transaction
from app.questions.enums import NeedKind
from app.questions.models import DeclaredNeed, EventQuestion, FormOptions, GivenAnswer
from app.registrations.models import Registration
from app.registrations.tokens import token_of
from tests.web import HouseClient

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def send(
    client: HouseClient,
    event: Event,
    *,
    page: Any = None,
    forged: Any = False,
    **values: Any,
) -> TestResponse:
    """Register, by the form; `forged` sends what it does not offer."""
    data = {
        "attendance_mode": "on_site",
        "first_name": "Camille",
        "last_name": "Exemple",
        "email": "camille@example.org",
        "organisation": "Association fictive",
        "consent": "y",
        **values,
    }
    address = f"/evenements/{event.slug}/inscription"
    return client.forge(address, data) if forged else client.post(address, data, page=page)


def file(content: bytes = PDF, name: str = "lettre.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def registered() -> Registration | None:
    return db.session.scalars(select(Registration)).one_or_none()


def answers() -> dict[int, list[str]]:
    rows = db.session.scalars(select(GivenAnswer).order_by(GivenAnswer.question_id))
    return {row.question_id: row.values for row in rows}


def needs() -> dict[NeedKind, str | None]:
    rows = db.session.scalars(select(DeclaredNeed).order_by(DeclaredNeed.id))
    return {row.kind: row.detail for row in rows}


def ask_needs(event: Event, *kinds: NeedKind, meals: bool = False) -> None:
    with transaction():
        db.session.add(
            FormOptions(event_id=event.id, needs=[kind.value for kind in kinds], meals=meals)
        )


def own_page(token_owner: Registration) -> str:
    return f"/inscriptions/{token_of(token_owner)}"


def refused(answer: TestResponse, said: str, question: EventQuestion | None = None) -> str:
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    if question is not None:
        assert f'id="{question.name}-erreur"' in page
    assert "Association fictive" in page, "what was typed is lost"
    assert registered() is None
    return page
