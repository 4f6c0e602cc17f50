"""Sheets, badges and certificates as files: each a POST, because it takes personal data out."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.attendance import papers, services
from app.attendance.certificates import archive
from app.attendance.forms import BadgeForm, SheetForm
from app.attendance.queries import Person, expected_in, people, slots_of
from app.attendance.slots import Slot
from app.attendance.views.day import RUN, day_page
from app.attendance.views.section import attendance
from app.audit import services as audit
from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel.db import let_others_write
from app.kernel.errors import NotYet
from app.web.responses import download
from app.web.routing import current_actor

PDF = "application/pdf"


@attendance.page("/gestion/evenements/<slug>/emargement.pdf", access=RUN, methods=["POST"])
def sign_in_sheets(event: Event) -> ResponseReturnValue:
    form = SheetForm()
    if not form.validate_on_submit():
        return day_page(event, sheet_form=form)
    sheets = _sheets(event, request.form.get("slot", ""))
    audit.record(
        current_actor(),
        "attendance:print_sheets",
        event,
        after={"lines": sum(len(sheet.people) for sheet in sheets)},
    )
    let_others_write()
    content = papers.sign_in_sheets(event, sheets, blank=form.blank.data or 0)
    return download(content, f"emargement-{event.slug}.pdf", PDF)


def _sheets(event: Event, chosen: str) -> list[papers.SignInSheet]:
    """The sheet of the whole event, or of one atelier, or all of them."""
    everybody, slots = people(event.id), slots_of(event)
    parts = [slot for slot in slots if slot.pool_id is None]
    if not parts:
        raise NotYet("Donnez d’abord une date exacte à la rencontre.")
    whole = papers.SignInSheet(event.title, parts, _whole(everybody, parts[0]))
    ateliers = [
        papers.SignInSheet(f"{event.title} – {slot.label}", [slot], _whole(everybody, slot))
        for slot in slots
        if slot.pool_id is not None and not slot.remote
    ]
    if chosen == "event":
        return [whole]
    one = [sheet for sheet in ateliers if sheet.slots[0].key == chosen]
    return one or [whole, *ateliers]


def _whole(everybody: list[Person], part: Slot) -> list[Person]:
    """Paper is signed in the room: whoever comes remotely is not on it."""
    return expected_in(everybody, part, PoolKind.ON_SITE)


@attendance.page("/gestion/evenements/<slug>/badges.pdf", access=RUN, methods=["POST"])
def badges(event: Event) -> ResponseReturnValue:
    form = BadgeForm()
    if not form.validate_on_submit():
        return day_page(event, badge_form=form)
    found = [one for one in people(event.id) if one.is_expected and one.mode == PoolKind.ON_SITE]
    audit.record(current_actor(), "attendance:print_badges", event, after={"lines": len(found)})
    let_others_write()
    content = papers.badges(event, found, papers.LABEL_SHEETS[form.sheet.data])
    return download(content, f"badges-{event.slug}.pdf", PDF)


@attendance.page(
    "/gestion/evenements/<slug>/attestations.zip", access=RUN, methods=["POST"], recent=True
)
def all_certificates(event: Event) -> ResponseReturnValue:
    issued = services.issue_all(current_actor(), event)
    audit.record(
        current_actor(), "attendance:export_certificates", event, after={"lines": len(issued)}
    )
    let_others_write()
    content = archive(event, issued)
    return download(content, f"attestations-{event.slug}.zip", "application/zip")
