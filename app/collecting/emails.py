"""Mails to the referent of a dispositif."""

from __future__ import annotations

from typing import Any

from app.collecting.models import FigureRequest, ProposedFigure
from app.collecting.tokens import answer_url
from app.kernel.dates import spoken_day
from app.kernel.text import number, typographic
from app.outbox import services as outbox


def _facts(request: FigureRequest) -> dict[str, Any]:
    return {
        "name": request.name,
        "dispositif": typographic(request.dispositif.name),
        "year": request.year,
        "deadline": spoken_day(request.closes_on),
        "answer_url": answer_url(request),
    }


def _thread(request: FigureRequest) -> str:
    return f"figure-request:{request.id}"


def asked(request: FigureRequest) -> None:
    """To the referent: what is asked, until when, and the private link."""
    outbox.enqueue(
        kind="collecting/asked",
        to=request.email,
        subject=f"Vos chiffres de {request.year} : {request.dispositif.name}",
        # Asked again for another day, it is another mail.
        key=f"figure-request:{request.id}:asked:{request.closes_on}",
        thread=_thread(request),
        payload={**_facts(request), "message": request.message or ""},
    )


def reminder(request: FigureRequest) -> None:
    outbox.enqueue(
        kind="collecting/reminder",
        to=request.email,
        subject=f"Rappel : vos chiffres de {request.year}, {request.dispositif.name}",
        key=f"figure-request:{request.id}:reminder:{request.closes_on}:{request.reminders}",
        thread=_thread(request),
        payload=_facts(request),
    )


def decided(figure: ProposedFigure, *, still_open: bool) -> None:
    """To the referent: the figure is taken, or why it is not."""
    request = figure.request
    before = f"{figure.qualifier} " if figure.qualifier else ""
    outbox.enqueue(
        kind="collecting/decided",
        to=request.email,
        subject=f"Votre chiffre de {request.year} : {request.dispositif.name}",
        key=f"proposed-figure:{figure.id}:{figure.state}",
        thread=_thread(request),
        payload={
            **_facts(request),
            "figure": typographic(f"{before}{number(figure.value)} {figure.unit}"),
            "taken": figure.reason is None,
            "reason": figure.reason or "",
            "still_open": still_open,
        },
    )
