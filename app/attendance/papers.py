"""Sign-in sheets, badges and certificates as accessible PDFs (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from app.attendance.queries import Person
from app.attendance.slots import Slot, spoken_length
from app.attendance.tickets import qr_file
from app.events.models import Event
from app.events.words import place_text, when_of
from app.kernel.dates import spoken_day
from app.kernel.text import sentence, shortened, typographic
from app.paper.pdf import pdf_of

FOLDER: Final = Path(__file__).parent
SERVICE: Final = "Synergies – lutte contre la pauvreté en Occitanie"
MOST_BLANK_LINES: Final = 60
# Of one line of a badge, in signs: longer ones are cut, in letters that can still be read.
LONGEST_NAME: Final = 70


@dataclass(frozen=True)
class LabelSheet:
    """A sheet of labels sold everywhere, in millimetres; `label` says what to look for."""

    label: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gutter: float = 0
    row_gutter: float = 0


LABEL_SHEETS: Final = {
    "80x50": LabelSheet("10 badges de 80 × 50 mm", 2, 5, 80, 50, 17.5, 13.5, 15, 5),
    "99x68": LabelSheet("8 étiquettes de 99,1 × 67,7 mm", 2, 4, 99.1, 67.7, 4.65, 13.1, 2.5),
    "99x38": LabelSheet("14 étiquettes de 99,1 × 38,1 mm", 2, 7, 99.1, 38.1, 4.65, 15.15, 2.5),
    "64x38": LabelSheet("21 étiquettes de 63,5 × 38,1 mm", 3, 7, 63.5, 38.1, 7.25, 15.15, 2.5),
    "105x74": LabelSheet("8 badges de 105 × 74 mm, page entière", 2, 4, 105, 74.25, 0, 0),
}


@dataclass(frozen=True)
class SignInSheet:
    """One list to sign: a title, a signature column per slot, the people in order."""

    title: str
    slots: Sequence[Slot]
    people: Sequence[Person]


def sign_in_sheets(event: Event, sheets: Sequence[SignInSheet], *, blank: int) -> bytes:
    """One part per sheet, each beginning a page; `blank` lines for who comes unannounced."""
    return pdf_of(
        FOLDER / "signin.typ",
        {
            "service": SERVICE,
            "title": typographic(f"Feuille d’émargement : {event.title}"),
            "when": sentence(when_of(event).spoken),
            "place": place_text(event),
            "foot": typographic(
                f"{shortened(event.title, 90)} – à conserver par l’équipe, à ne pas afficher"
            ),
            "words": {
                "number": "N°",
                "last": "Nom",
                "first": "Prénom",
                "organisation": "Organisation",
            },
            "sheets": [_sheet(sheet, blank) for sheet in sheets],
        },
    )


def _sheet(sheet: SignInSheet, blank: int) -> dict[str, object]:
    rows = [
        [str(at), one.last_name, one.first_name, one.organisation or ""]
        for at, one in enumerate(sheet.people, start=1)
    ]
    rows += [["", "", "", ""] for _ in range(min(blank, MOST_BLANK_LINES))]
    if not rows:
        rows = [["", "", "", ""]]
    return {
        "title": typographic(sheet.title),
        "columns": [[slot.label, typographic(slot.hours)] for slot in sheet.slots],
        "rows": rows,
    }


def badges(event: Event, people: Sequence[Person], sheet: LabelSheet) -> bytes:
    """A badge per person: first name, last name, organisation."""
    return pdf_of(
        FOLDER / "badges.typ",
        {
            "service": SERVICE,
            "title": typographic(f"Badges : {event.title}"),
            "event": typographic(shortened(event.title, 60)),
            "sheet": asdict(sheet),
            # A person with one name only has it first.
            "badges": [
                [
                    shortened(one.first_name or one.last_name, LONGEST_NAME),
                    shortened(one.last_name, LONGEST_NAME) if one.first_name else "",
                    shortened(one.organisation or "", 70),
                ]
                for one in people
            ],
        },
    )


@dataclass(frozen=True)
class CertificateFacts:
    """What a certificate says of one person."""

    number: str
    person: str
    organisation: str
    slots: Sequence[Slot]
    issued_on: str
    url: str


def certificate_pdf(event: Event, facts: CertificateFacts) -> bytes:
    return pdf_of(
        FOLDER / "certificate.typ",
        {
            "service": SERVICE,
            "title": "Attestation de présence",
            "number": f"Numéro {facts.number}",
            "person": facts.person,
            "organisation": facts.organisation,
            "event": typographic(event.title),
            "when": sentence(when_of(event).spoken),
            "place": place_text(event) if event.venue or event.city else "",
            "organisers": typographic(event.organisers or ""),
            "slots": [
                [_slot_words(slot), typographic(sentence(slot.hours))] for slot in facts.slots
            ],
            "total": spoken_length(facts.slots),
            "url": facts.url,
            "code": qr_file(facts.url),
            "words": {
                "intro": "Il est attesté que",
                "was": "a participé à la rencontre",
                "slot": "Présence constatée",
                "hours": "Horaires",
                "total": "Durée totale",
                "issued": f"Délivrée le {facts.issued_on}.",
                "code": "Code qui mène à la page de vérification",
                "check": "Chacun peut vérifier cette attestation à l’adresse suivante.",
            },
        },
    )


def _slot_words(slot: Slot) -> str:
    if slot.pool_id is None and slot.label in {"Matin", "Après-midi"}:
        return f"{slot.label}, {spoken_day(slot.starts_at)}"
    return slot.label
