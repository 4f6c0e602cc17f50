"""Frameworks, axes, dispositifs with their figures, funding lines and announced totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from app.kernel.dates import spoken_day
from app.kernel.text import NBSP, joined, sentence, slugify
from app.programme import values
from app.programme.document import Item
from app.programme.reading import Reading
from app.programme.rows import Ref, Row, RowRefused
from app.strategy.enums import TotalKey
from app.strategy.models import (
    AnnouncedTotal,
    Axis,
    AxisCorrespondence,
    Dispositif,
    Figure,
    Framework,
    FundingLine,
    FundingTotal,
)

_FUNDING = re.compile(r"financements_(\d{4})")
_TOTALS = re.compile(r"totaux_(\d{4})")
_PERIOD = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})")
_STATE = re.compile(r"etat_au_(\d{4})_(\d{2})_(\d{2})")
_MANY = 10**9
# The part of the file on local contracts, and the code that their frame gets.
CONTRACTS = "contrats_locaux_des_solidarites"
LOCAL = "CLS"
# Key of the file → what it counts, and what the release says before the number.
TOTALS = {
    "groupes_de_travail": (TotalKey.GROUPS, None),
    "conferences_regionales": (TotalKey.CONFERENCES, None),
    "journees_etudes": (TotalKey.STUDY_DAYS, None),
    "axes": (TotalKey.AXES, None),
    "dispositifs_min": (TotalKey.DISPOSITIFS, "plus de"),
    "dispositifs": (TotalKey.DISPOSITIFS, None),
}


def read(reading: Reading, meta: Item) -> None:
    ranks = count(1)
    reading.section("cadres", lambda entry: _framework(reading, entry, next(ranks)))
    _contracts(reading, next(ranks))
    reading.section("axes", lambda entry: _axis(reading, entry))
    reading.section("correspondances", _correspondence)
    reading.section("dispositifs", lambda entry: _dispositif(reading, entry, next(ranks)))
    for name in list(reading.document):
        if match := _FUNDING.fullmatch(name):
            _funding(reading, name, int(match[1]))
    for name in list(meta):
        if match := _TOTALS.fullmatch(name):
            _totals(reading, meta, name, int(match[1]))


def _framework(reading: Reading, entry: Item, rank: int) -> Iterator[Row]:
    code = values.required(entry, "code")
    starts, ends = values.year(entry, "debut"), values.year(entry, "fin")
    if starts and ends and ends < starts:
        raise values.refuse(entry, "fin", "« fin » est avant « debut ».")
    yield Row(
        section="cadres",
        key=code,
        label=code,
        line=entry.line,
        model=Framework,
        identity={"code": code},
        initial={"slug": slugify(code)},
        fields={
            "name": values.required(entry, "nom"),
            "starts_year": starts,
            "ends_year": ends,
            "measures": values.integer(entry, "mesures", 1, 1000),
            "note": values.text(entry, "note"),
            "contractual": values.flag(entry, "contractuel"),
            "rank": values.integer(entry, "rang", 0, 10_000) or rank,
            "source_codes": reading.source_codes(entry),
        },
    )


def _axis(reading: Reading, entry: Item) -> Iterator[Row]:
    framework = values.required(entry, "cadre")
    number = values.required_integer(entry, "numero", 1, 99)
    yield Row(
        section="axes",
        key=f"{framework}/{number}",
        label=f"{framework}, axe {number}",
        line=entry.line,
        model=Axis,
        identity={"framework_id": Ref("cadres", framework), "number": number},
        fields={
            "label": values.required(entry, "libelle"),
            "pilot": values.text(entry, "pilote"),
            "pilot_note": values.text(entry, "pilote_note"),
            "objectives": values.texts(entry, "objectifs"),
            "source_codes": reading.source_codes(entry),
        },
    )


def _correspondence(entry: Item) -> Iterator[Row]:
    one, other = values.required(entry, "axe"), values.required(entry, "avec")
    if one.partition("/")[0] == other.partition("/")[0]:
        raise values.refuse(entry, "avec", "Une correspondance lie les axes de deux cadres.")
    low, high = sorted((one, other))
    yield Row(
        section="correspondances",
        key=f"{low}, {high}",
        label=f"{low} et {high}",
        line=entry.line,
        model=AxisCorrespondence,
        identity={"axis_id": Ref("axes", low), "other_id": Ref("axes", high)},
    )


def _contracts(reading: Reading, rank: int) -> None:
    """The frame of local contracts, which the file describes apart from the other frameworks."""
    holder = reading.document.take(CONTRACTS)
    if holder is None:
        return
    if not isinstance(holder, Item):
        line = reading.document.lines[CONTRACTS]
        reading.refuse(CONTRACTS, RowRefused(line, "On attend « periode », « axes_du_contrat »…"))
        return
    reading.entry(CONTRACTS, holder, lambda entry: _contract_rows(reading, entry, rank))


def _contract_facts(entry: Item) -> Iterator[str]:
    """What the file says of local contracts, as sentences without their full stop."""
    if signatories := values.texts(entry, "signataires"):
        yield f"Signataires : {joined(signatories)}"
    share = values.integer(entry, "cofinancement_etat_pct", 0, 100)
    if share is not None:
        yield f"Cofinancement de l’État : {share} %"
    if jobs := values.text(entry, "volet_emploi"):
        yield f"Emploi : {jobs}"
    for name in entry:
        if (found := _STATE.fullmatch(name)) and (state := values.text(entry, name)):
            day = values.day_of(entry, name, "-".join(found.groups()))
            yield f"Au {spoken_day(day, weekday=False)} : {state}".replace(NBSP, " ")


def _contract_rows(reading: Reading, entry: Item, rank: int) -> Iterator[Row]:
    period = values.text(entry, "periode")
    years = _PERIOD.fullmatch(period or "")
    if period and years is None:
        raise values.refuse(entry, "periode", "« periode » s’écrit « 2024-2027 ».")
    sources = reading.source_codes(entry)
    said = list(_contract_facts(entry))
    yield Row(
        section="cadres",
        key=LOCAL,
        label=LOCAL,
        line=entry.line,
        model=Framework,
        identity={"code": LOCAL},
        initial={"slug": slugify(LOCAL)},
        fields={
            "name": "Contrats locaux des solidarités",
            "starts_year": int(years[1]) if years else None,
            "ends_year": int(years[2]) if years else None,
            "note": ". ".join(said),
            "contractual": True,
            "rank": rank,
            "source_codes": sources,
        },
    )
    for number, label in enumerate(values.texts(entry, "axes_du_contrat"), start=1):
        yield Row(
            section="axes",
            key=f"{LOCAL}/{number}",
            label=f"{LOCAL}, axe {number}",
            line=entry.line,
            model=Axis,
            identity={"framework_id": Ref("cadres", LOCAL), "number": number},
            fields={"label": sentence(label), "source_codes": sources},
        )


def _dispositif(reading: Reading, entry: Item, rank: int) -> Iterator[Row]:
    name = values.required(entry, "nom")
    axis = f"{values.required(entry, 'cadre')}/{values.required_integer(entry, 'axe', 1, 99)}"
    page = values.integer(entry, "page", 1, 2000)
    sources = reading.source_codes(entry)
    year = values.year(entry, "annee")
    # A page is of the bilan that the document stands for.
    cited = year or (reading.review_year if page is not None else None)
    figure = _figure(reading, entry, f"{axis}/{name}", page, sources, year or reading.review_year)
    yield Row(
        section="dispositifs",
        key=f"{axis}/{name}",
        label=name,
        line=entry.line,
        model=Dispositif,
        identity={"axis_id": Ref("axes", axis), "name": name},
        initial={"slug": slugify(f"{axis.replace('/', '-')}-{name}", limit=110)},
        fields={
            "acronym": values.text(entry, "sigle"),
            "description": values.text(entry, "description"),
            "page": page,
            "starts_year": values.year(entry, "depuis"),
            "ends_year": values.year(entry, "jusqu_en"),
            "cited_year": cited,
            "pilot": values.text(entry, "pilote"),
            "operator": values.text(entry, "operateur"),
            "contract": values.text(entry, "contrat"),
            "actors": values.texts(entry, "acteurs"),
            "details": _details(entry),
            "departments": [Ref("departements", c) for c in values.texts(entry, "departements")],
            "rank": values.integer(entry, "rang", 0, 10_000) or rank,
            "source_codes": sources,
        },
    )
    if figure is not None:
        yield figure


def _details(entry: Item) -> dict[str, Any]:
    """What has no column: a start per department."""
    details: dict[str, Any] = {}
    starts = entry.take("debut")
    if starts is not None:
        if not isinstance(starts, Item):
            raise values.refuse(entry, "debut", "« debut » doit donner une date par département.")
        days = {code: values.day(starts, code) for code in starts}
        details["starts"] = {code: day.isoformat() for code, day in days.items() if day}
    return details


def _figure(
    reading: Reading,
    entry: Item,
    dispositif: str,
    page: int | None,
    sources: list[str],
    year: int,
) -> Row | None:
    """Without a year of its own, a figure is of the bilan that gives it."""
    if "valeur" not in entry:
        return None
    if not sources:
        raise values.refuse(entry, "valeur", "Ce chiffre n’a pas de source.")
    unit = values.required(entry, "unite")
    return Row(
        section="chiffres",
        key=f"{dispositif}/{year}/{unit}",
        label=f"{year}, {unit}",
        line=entry.line,
        model=Figure,
        identity={"dispositif_id": Ref("dispositifs", dispositif), "year": year, "unit": unit},
        fields={
            "value": values.required_integer(entry, "valeur", 0, _MANY),
            "qualifier": values.text(entry, "qualificatif"),
            "page": page,
            "source_codes": sources,
        },
    )


def _funding(reading: Reading, name: str, year: int) -> None:
    holder = reading.document.take(name)
    if not isinstance(holder, Item):
        line = reading.document.lines[name]
        reading.refuse(name, RowRefused(line, "On attend « total_meur » et « lignes »."))
        return
    holder.read.add("lignes")  # read below, one by one, once the total is known
    reading.entry(name, holder, lambda entry: _funding_year(reading, entry, year))
    ranks = count(1)
    reading.section(
        "lignes", lambda entry: _funding_line(reading, entry, year, next(ranks)), holder
    )


def _funding_year(reading: Reading, entry: Item, year: int) -> Iterator[Row]:
    yield Row(
        section="financements",
        key=str(year),
        label=f"financements de {year}",
        line=entry.line,
        model=FundingTotal,
        identity={"year": year},
        fields={
            "total_cents": values.cents(entry, "total_meur"),
            "source_codes": reading.source_codes(entry),
        },
    )


def _funding_line(reading: Reading, entry: Item, year: int, rank: int) -> Iterator[Row]:
    label = values.required(entry, "libelle")
    yield Row(
        section="lignes de financement",
        key=f"{year}/{label}",
        label=label,
        line=entry.line,
        model=FundingLine,
        identity={"year": year, "label": label},
        needs=[Ref("financements", str(year))],
        fields={
            "amount_cents": values.cents(entry, "meur"),
            "rank": rank,
            "source_codes": reading.source_codes(entry),
        },
    )


def _totals(reading: Reading, meta: Item, name: str, year: int) -> None:
    holder = meta.take(name)
    if not isinstance(holder, Item):
        line = meta.lines[name]
        reading.refuse(name, RowRefused(line, "On attend un total par ligne."))
        return
    try:
        sources = reading.source_codes(holder)
        _check_budget(reading, holder, year)
    except RowRefused as refusal:
        reading.refuse(name, refusal)
        return
    for key in holder:
        if key in TOTALS:
            one = Item(holder.lines[key])
            one[key] = holder.take(key)
            reading.entry(name, one, lambda entry, key=key: _total(entry, key, year, sources))  # type: ignore[misc]  # bound now
    reading.leave_unread(f"meta, {name}", holder)


def _check_budget(reading: Reading, holder: Item, year: int) -> None:
    """The budget is said twice in the file: both must agree, and the funding year holds it."""
    if "budget_meur" not in holder:
        return
    budget = values.cents(holder, "budget_meur")
    for row in reading.rows:
        if row.section == "financements" and row.key == str(year):
            if row.fields["total_cents"] != budget:
                raise values.refuse(
                    holder,
                    "budget_meur",
                    f"Ce montant n’est pas celui de la ligne {row.line} (financements_{year}).",
                )
            return
    holder.read.discard("budget_meur")  # no funding year to hold it: say so


def _total(entry: Item, name: str, year: int, sources: list[str]) -> Iterator[Row]:
    key, qualifier = TOTALS[name]
    yield Row(
        section="totaux annoncés",
        key=f"{year}/{key}",
        label=f"{year}, {key.label}",
        line=entry.line,
        model=AnnouncedTotal,
        identity={"year": year, "key": key.value},
        fields={
            "value": values.required_integer(entry, name, 0, _MANY),
            "label": key.label,
            "qualifier": qualifier,
            "source_codes": sources,
        },
    )
