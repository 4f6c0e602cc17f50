"""Certificates: what they say, as files, and how anybody checks one."""

from __future__ import annotations

import hmac
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.attendance.models import Certificate, Presence
from app.attendance.papers import CertificateFacts, certificate_pdf
from app.attendance.queries import slots_of
from app.attendance.slots import Slot, spoken_length
from app.events.models import Event
from app.kernel import links
from app.kernel.access import Actor
from app.kernel.dates import spoken_day
from app.kernel.db import db
from app.kernel.text import slugify
from app.registrations.models import Registration

PURPOSE = "certificate"
CODE_LENGTH = 12


def reference(certificate: Certificate) -> str:
    """The number and its code, as the address of the public check holds them."""
    code = links.derive_token(PURPOSE, certificate.number)[:CODE_LENGTH]
    return f"{certificate.number}-{code}"


def check_url(certificate: Certificate) -> str:
    return links.url("attendance.check", reference=reference(certificate))


@dataclass(frozen=True)
class Checked:
    """What the public page tells of a certificate: enough to compare, and no name."""

    number: str
    event: Event
    initials: str
    issued_on: str
    length: str
    slots: Sequence[Slot]

    @property
    def is_valid(self) -> bool:
        return bool(self.slots)


def checked(_actor: Actor, *, reference: str) -> Checked | None:
    """The certificate of an address; None when there is none, or its code is another."""
    parts = reference.split("-", 3)
    if len(parts) != 4 or not reference.isascii():
        return None
    number, code = "-".join(parts[:3]), parts[3]
    if not hmac.compare_digest(links.derive_token(PURPOSE, number)[:CODE_LENGTH], code):
        return None
    row = db.session.scalar(
        select(Certificate)
        .join(Certificate.registration)
        .options(
            contains_eager(Certificate.registration)
            .joinedload(Registration.event)
            .joinedload(Event.department)
        )
        .where(Certificate.number == number)
    )
    if row is None:
        return None
    person = row.registration
    slots = _slots(person.event, {person.id}).get(person.id, [])
    initials = " ".join(f"{name[0]}." for name in (person.first_name, person.last_name) if name)
    return Checked(
        number=row.number,
        event=person.event,
        initials=initials,
        issued_on=spoken_day(row.issued_at, weekday=False),
        length=spoken_length(slots),
        slots=slots,
    )


def pdf(event: Event, certificate: Certificate) -> bytes:
    """One certificate; its registration must be loaded, or loadable by its id."""
    return next(iter(_files(event, [certificate])))[1]


def archive(event: Event, certificates: Sequence[Certificate]) -> bytes:
    """All of them in one file, each named by its number and the person."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in _files(event, certificates):
            file.writestr(name, content)
    return packed.getvalue()


def _files(event: Event, certificates: Sequence[Certificate]) -> list[tuple[str, bytes]]:
    ids = {one.registration_id for one in certificates}
    slots = _slots(event, ids)
    known = {
        row.id: row
        for row in db.session.scalars(
            select(Registration).where(Registration.id.in_(ids)).order_by(Registration.id)
        )
    }
    found = []
    for one in certificates:
        person = known[one.registration_id]
        name = f"{person.first_name} {person.last_name}".strip()
        facts = CertificateFacts(
            number=one.number,
            person=name,
            organisation=person.organisation or "",
            slots=slots.get(person.id, []),
            issued_on=spoken_day(one.issued_at, weekday=False),
            url=check_url(one),
        )
        found.append((f"{one.number}-{slugify(name)}.pdf", certificate_pdf(event, facts)))
    return found


def _slots(event: Event, registration_ids: set[int]) -> dict[int, list[Slot]]:
    """In which slots each of them was, from the moment that was observed, in order."""
    slots = {slot.key: slot for slot in slots_of(event)}
    found: dict[int, list[Slot]] = {}
    for number, key, since in db.session.execute(
        select(Presence.registration_id, Presence.slot, Presence.since)
        .where(Presence.registration_id.in_(registration_ids))
        .order_by(Presence.id)
    ):
        if key in slots:
            found.setdefault(number, []).append(slots[key].attended_from(since))
    for one in found.values():
        one.sort(key=lambda slot: (slot.starts_at, slot.ends_at))
    return found


__all__ = ["Checked", "archive", "check_url", "checked", "pdf", "reference"]
