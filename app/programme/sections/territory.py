"""Sources, departments and métropoles."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from app.programme import values
from app.programme.document import Item
from app.programme.reading import Reading
from app.programme.rows import Ref, Row, RowRefused
from app.reference.models import Department, Metropole, Source


def read(reading: Reading, _meta: Item) -> None:
    _sources(reading)
    reading.section("departements", lambda entry: _department(reading, entry))
    reading.section("metropoles", lambda entry: _metropole(reading, entry))


def _sources(reading: Reading) -> None:
    found = reading.document.take("sources")
    if found is None:
        return
    if not isinstance(found, Item):
        line = reading.document.lines["sources"]
        reading.refuse("sources", RowRefused(line, "On attend « CODE: description ou adresse »."))
        return
    for code, value in found.items():
        line = found.lines[code]
        entry = value if isinstance(value, Item) else _as_entry(value, line)
        before = len(reading.rows)
        reading.entry("sources", entry, lambda one, code=code: _source(one, code))  # type: ignore[misc]  # bound now
        if len(reading.rows) > before:
            reading.sources[code] = value


def _as_entry(value: object, line: int) -> Item:
    """A bare address or description, as the longer form would say it."""
    entry = Item(line)
    is_address = isinstance(value, str) and value.startswith(("http://", "https://"))
    entry["url" if is_address else "libelle"] = value
    return entry


def _source(entry: Item, code: str) -> Iterator[Row]:
    if len(code) > 40:
        raise RowRefused(entry.line, f"Le code « {code} » est trop long.")
    url = values.address(entry, "url")
    label = values.text(entry, "libelle")
    if label is None and url is None:
        raise RowRefused(entry.line, f"La source « {code} » n’a ni description ni adresse.")
    row = Row(
        section="sources",
        key=code,
        label=code,
        line=entry.line,
        model=Source,
        identity={"code": code},
        fields={"url": url},
    )
    if label is not None:
        row.fields["label"] = label
    else:
        # A bare address says no words: its host stands for them until somebody finds better.
        row.initial["label"] = urlsplit(str(url)).netloc.removeprefix("www.")
    yield row


def _department(reading: Reading, entry: Item) -> Iterator[Row]:
    code = entry.take("code")
    if not isinstance(code, str) or not 2 <= len(code) <= 3:
        raise values.refuse(
            entry, "code", '« code » doit être un texte de deux ou trois signes, comme "09".'
        )
    yield Row(
        section="departements",
        key=code,
        label=code,
        line=entry.line,
        model=Department,
        identity={"code": code},
        fields={
            "name": values.required(entry, "nom"),
            "source_codes": reading.source_codes(entry),
        },
    )


def _metropole(reading: Reading, entry: Item) -> Iterator[Row]:
    name = values.required(entry, "nom")
    yield Row(
        section="metropoles",
        key=name,
        label=name,
        line=entry.line,
        model=Metropole,
        identity={"name": name},
        fields={
            "department_code": Ref("departements", values.required(entry, "departement")),
            "source_codes": reading.source_codes(entry),
        },
    )
