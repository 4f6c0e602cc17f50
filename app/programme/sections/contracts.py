"""Conventions with departments and métropoles, and the glossary of sigles."""

from __future__ import annotations

from collections.abc import Iterator

from app.kernel.text import slugify
from app.programme import values
from app.programme.document import Item
from app.programme.reading import Reading
from app.programme.rows import Ref, Row
from app.strategy.enums import ConventionKind, ConventionStatus
from app.strategy.models import Convention, GlossaryTerm

KINDS = {
    "calpae": ConventionKind.CALPAE,
    "contrat_local": ConventionKind.CLS,
    "pacte_local": ConventionKind.LOCAL_PACT,
    "cdppe": ConventionKind.CDPPE,
    "rsa": ConventionKind.RSA,
    "autre": ConventionKind.OTHER,
}
STATUSES = {
    "en_negociation": ConventionStatus.NEGOTIATED,
    "signee": ConventionStatus.SIGNED,
    "terminee": ConventionStatus.ENDED,
    "sans_suite": ConventionStatus.ABANDONED,
}


def read(reading: Reading, _meta: Item) -> None:
    reading.section("conventions", lambda entry: _convention(reading, entry))
    reading.section("glossaire", lambda entry: _term(reading, entry))


def _convention(reading: Reading, entry: Item) -> Iterator[Row]:
    title = values.required(entry, "intitule")
    kind, status = values.required(entry, "genre"), values.required(entry, "etat")
    values.known(entry, "genre", [kind], KINDS, "Le genre")
    values.known(entry, "etat", [status], STATUSES, "L’état")
    department, metropole = values.text(entry, "departement"), values.text(entry, "metropole")
    if department is None and metropole is None:
        raise values.refuse(entry, "intitule", "Dites avec quel département ou quelle métropole.")
    starts, ends = values.day(entry, "debut"), values.day(entry, "fin")
    if starts and ends and ends < starts:
        raise values.refuse(entry, "fin", "« fin » est avant « debut ».")
    yield Row(
        section="conventions",
        key=title,
        label=title,
        line=entry.line,
        model=Convention,
        identity={"title": title},
        initial={"slug": slugify(title, limit=100)},
        fields={
            "kind": KINDS[kind],
            "status": STATUSES[status],
            "department_code": Ref("departements", department) if department else None,
            "metropole_id": Ref("metropoles", metropole) if metropole else None,
            "signatories": values.text(entry, "signataires"),
            "signed_on": values.day(entry, "signature"),
            "starts_on": starts,
            "ends_on": ends,
            "amount_cents": values.euro_cents(entry, "montant_eur"),
            "state_share": values.integer(entry, "part_etat_pct", 0, 100),
            "note": values.text(entry, "note"),
            "source_codes": reading.source_codes(entry),
        },
    )


def _term(reading: Reading, entry: Item) -> Iterator[Row]:
    sigle = values.required(entry, "sigle")
    yield Row(
        section="glossaire",
        key=sigle,
        label=sigle,
        line=entry.line,
        model=GlossaryTerm,
        identity={"sigle": sigle},
        fields={
            "words": values.required(entry, "nom"),
            "definition": values.text(entry, "definition"),
            "source_codes": reading.source_codes(entry),
        },
    )
