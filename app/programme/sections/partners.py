"""Kinds of partners, and the organisations that a source names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from app.kernel.text import slugify
from app.organisations.models import Organisation, PartnerKind
from app.programme import values
from app.programme.document import Item
from app.programme.reading import Reading
from app.programme.rows import Ref, Row


def read(reading: Reading, _meta: Item) -> None:
    ranks = count(1)
    reading.section("types_partenaires", lambda entry: _kind(reading, entry, next(ranks)))
    reading.section("organisations", lambda entry: _organisation(reading, entry))


def _kind(reading: Reading, entry: Item, rank: int) -> Iterator[Row]:
    name = values.required(entry, "nom")
    yield Row(
        section="types_partenaires",
        key=name,
        label=name,
        line=entry.line,
        model=PartnerKind,
        identity={"name": name},
        initial={"slug": slugify(name)},
        fields={"rank": rank, "source_codes": reading.source_codes(entry)},
    )


def _organisation(reading: Reading, entry: Item) -> Iterator[Row]:
    name = values.required(entry, "nom")
    kind = values.text(entry, "type")
    department = values.text(entry, "departement")
    yield Row(
        section="organisations",
        key=name,
        label=name,
        line=entry.line,
        model=Organisation,
        identity={"name": name},
        initial={"slug": slugify(name, limit=110)},
        fields={
            "acronym": values.text(entry, "sigle"),
            "kind_id": Ref("types_partenaires", kind) if kind else None,
            "department_code": Ref("departements", department) if department else None,
            "website": values.address(entry, "site"),
            "note": values.text(entry, "note"),
            "source_codes": reading.source_codes(entry),
        },
    )
