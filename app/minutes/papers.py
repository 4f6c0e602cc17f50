"""Approved minutes to take away: PDF (PDF/UA-1) and ODT, made from the frozen edition."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from app.kernel.dates import spoken_day, spoken_span
from app.kernel.text import counted, typographic
from app.minutes.enums import AttendeeKind, MinutesStatus, Presence
from app.minutes.models import Minutes, MinutesEdition
from app.paper.markdown import tree
from app.paper.pdf import pdf_of

TEMPLATE: Final = Path(__file__).with_name("minutes.typ")


def pdf(minutes: Minutes, edition: MinutesEdition) -> bytes:
    return pdf_of(TEMPLATE, data_of_paper(minutes, edition))


def data_of_paper(minutes: Minutes, edition: MinutesEdition) -> dict[str, Any]:
    """What both papers say, in their order, dressed as French is."""
    event = minutes.event
    title = f"Compte rendu : {event.title}"
    facts = [("Date", spoken_span(event.starts_at, event.ends_at))] if event.starts_at else []
    if minutes.approved_at is not None and minutes.approval is not None:
        facts.append(("Approuvé", f"{spoken_day(minutes.approved_at)}, {minutes.approval.label}"))
    if edition.number > 1:
        facts.append(("Version", f"{edition.number}, {spoken_day(edition.published_at)}"))
    if edition.reason:
        facts.append(("Ce qui change", edition.reason))
    if edition.files:
        facts.append(("Fichiers joints", ", ".join(edition.files)))
    if minutes.status is MinutesStatus.APPROVED:
        facts.append(("Étape", "approuvé, pas encore publié"))
    items = [(one["title"] or "Autre point", tree(one["text"])) for one in edition.items]
    if edition.body:
        items.append(
            ("Autres échanges" if edition.items else "Ce qui s’est dit", tree(edition.body))
        )
    return {
        "service": "Synergies",
        "title": typographic(title),
        "overline": typographic(event.group.name) if event.group else "",
        "facts": [(name, typographic(value)) for name, value in facts],
        "summary": tree(edition.plain_summary),
        "people": _people(edition),
        "decisions": [(f"D{n}", typographic(t)) for n, t in enumerate(edition.decisions, start=1)],
        "actions": [
            (f"A{n}", typographic(one["what"]), one["who"], _day(one["due"]))
            for n, one in enumerate(edition.actions, start=1)
        ],
        "items": [(typographic(name), nodes) for name, nodes in items],
        "next_meeting": typographic(edition.next_meeting),
        "footer": f"Version {edition.number} – empreinte {edition.content_hash[:16]}",
    }


def _day(text: str) -> str:
    return spoken_day(date.fromisoformat(text), weekday=False) if text else ""


def _people(edition: MinutesEdition) -> list[tuple[str, list[str]]]:
    found = []
    for presence in Presence:
        names = [
            ", ".join(part for part in (p["name"], p["organisation"]) if part)
            for p in edition.people
            if p["presence"] == presence.value
        ]
        if names:
            found.append((f"{presence.label} ({len(names)})", names))
    if edition.counts:
        lines = [
            typographic(
                AttendeeKind(c["kind"]).label
                + (f" ({c['department']})" if c["department"] else "")
                + f" : {counted(c['count'], 'personne')}"
            )
            for c in edition.counts
        ]
        found.append(("Participation", lines))
    return found
