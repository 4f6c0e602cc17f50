"""Events: what sources name, with as much of their date as they give and no more."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.kernel import clock
from app.kernel.text import joined, slugify
from app.programme import values
from app.programme.document import Item
from app.programme.reading import Reading
from app.programme.rows import Ref, Row

_SECTION = re.compile(r"evenements(_hors_\d{4})?")
# Type in the file → kind, and the title of an event to which sources give none.
TYPES = {
    "conference_regionale": (EventKind.CONFERENCE, "Conférence régionale"),
    "journee_etudes": (EventKind.STUDY_DAY, "Journée d’études"),
    "presentation_departementale": (EventKind.OTHER, "Présentation départementale"),
    "journee_regionale_partenaire": (EventKind.OTHER, "Journée régionale d’un partenaire"),
    "autre": (EventKind.OTHER, "Rendez-vous"),
}
PartialDate = tuple[int | None, int | None, int | None]


def read(reading: Reading, _meta: Item) -> None:
    for name in list(reading.document):
        if _SECTION.fullmatch(name):
            reading.section(name, lambda entry: _event(reading, entry))


def _event(reading: Reading, entry: Item) -> Iterator[Row]:
    type_name = values.required(entry, "type")
    if type_name not in TYPES:
        raise values.refuse(
            entry, "type", f"« type » vaut {joined(TYPES, 'ou')} ; on lit « {type_name} »."
        )
    kind, default_title = TYPES[type_name]
    theme = values.text(entry, "theme")
    rank = values.integer(entry, "rang", 1, 500)
    city = values.text(entry, "ville")
    given = values.text(entry, "titre")
    when = _date(entry)
    department = values.text(entry, "departement")
    title = given or (f"{rank}e {default_title.lower()}" if rank and rank > 1 else default_title)
    if given is None and kind is EventKind.STUDY_DAY and theme is not None:
        title, theme = theme, None
    key = values.text(entry, "cle") or _key(type_name, when, rank, title, city)
    year = f"{when[0]}" if when[0] else ""
    yield Row(
        section="evenements",
        key=key,
        label=title,
        line=entry.line,
        model=Event,
        initial={
            "kind": kind,
            "slug": slugify(" ".join(filter(None, (title, city, year))), limit=110),
            "status": EventStatus.HELD if _is_over(when) else EventStatus.PUBLISHED,
        },
        fields={
            "title": title,
            "date": list(when),
            "venue": values.text(entry, "lieu"),
            "city": city,
            "department_code": Ref("departements", department) if department else None,
            "summary": _summary(entry, theme, rank if given else None),
            "organisers": values.text(entry, "organisateur"),
            "source_codes": reading.source_codes(entry),
        },
    )


def _date(entry: Item) -> PartialDate:
    whole = values.day(entry, "date")
    if whole is not None:
        return whole.year, whole.month, whole.day
    year, month = values.year(entry, "annee"), values.integer(entry, "mois", 1, 12)
    day = values.integer(entry, "jour", 1, 31)
    if (month and not year) or (day and not month):
        raise values.refuse(entry, "mois", "Un jour demande son mois, un mois son année.")
    if year and month and day and day > monthrange(year, month)[1]:
        raise values.refuse(entry, "jour", "Ce jour n’existe pas dans ce mois.")
    return year, month, day


def _key(type_name: str, when: PartialDate, rank: int | None, title: str, city: str | None) -> str:
    """What tells two events apart without their month, which a source may give later.

    An entry may carry `cle` when this is not enough.
    """
    if rank:
        return f"{type_name}/rang {rank}"
    return "/".join(filter(None, (type_name, str(when[0] or ""), slugify(title), city)))


def _is_over(when: PartialDate) -> bool:
    """Whether even the latest day that the date allows is past."""
    year, month, day = when
    if year is None:
        return False
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1]) < clock.today()


def _summary(entry: Item, theme: str | None, rank: int | None) -> str | None:
    """What the source says beyond date and place, as sentences."""
    public = values.text(entry, "public")
    parts = values.texts(entry, "format")
    attendance = values.integer(entry, "participants_env", 1, 1_000_000)
    sentences = [
        f"{rank}e édition." if rank and rank > 1 else "",
        f"Thème : {theme[:1].lower()}{theme[1:]}." if theme else "",
        f"Public : {public}." if public else "",
        f"Au programme : {joined(parts)}." if parts else "",
        f"Environ {attendance} personnes y ont pris part." if attendance else "",
    ]
    return " ".join(filter(None, sentences)) or None
