"""The confirmation that a person without an address takes away on paper, as accessible PDF."""

from __future__ import annotations

from pathlib import Path

from app.enrolment.models import ContactPerson
from app.enrolment.queries import standing_words
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.words import place_text, when_of
from app.kernel.text import sentence, typographic
from app.paper.pdf import pdf_of
from app.registrations.models import Registration
from app.registrations.queries import standings
from app.registrations.related import seat_code

TEMPLATE = Path(__file__).with_suffix(".typ")


def confirmation(registration: Registration, event: Event, person: ContactPerson | None) -> bytes:
    """What, when, where, and how to cancel without writing a mail."""
    ways = []
    if person is not None:
        phone = f", au {person.contact.phone}" if person.contact.phone else ""
        ways.append(f"Dites-le à {person.contact.name}, qui vous accompagne{phone}.")
    if event.contact_email:
        organiser = event.organisers or "L’équipe d’organisation"
        ways.append(f"{organiser} peut aussi annuler pour vous : {event.contact_email}.")
    if not ways:
        ways.append("Dites-le à la personne qui vous a remis cette feuille.")
    on_site = any(one.kind == PoolKind.ON_SITE for one in standings(registration))
    facts = [
        ("Personne", registration.name),
        ("Quoi", event.title),
        ("Quand", f"{sentence(when_of(event).spoken)} (heure de Paris)"),
        ("Où", place_text(event) if on_site else PoolKind.REMOTE.label),
        ("Inscription", standing_words(registration)),
    ]
    return pdf_of(
        TEMPLATE,
        {
            "service": "Synergies",
            "title": "Confirmation d’inscription",
            "alt": "Code de votre place",
            "code": seat_code(registration),
            "show": typographic(
                "Montrez cette feuille à l’accueil : le code dit qui vous êtes. Votre nom suffit."
            ),
            "facts": [(label, typographic(value)) for label, value in facts],
            "cancel": "Vous ne pouvez plus venir ?".replace(" ?", "\u202f?"),
            "ways": [typographic(way) for way in ways],
            "why": typographic("Votre place pourra servir à une autre personne."),
        },
    )
