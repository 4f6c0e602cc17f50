"""The register for reuse: CSV, JSON, Atom, what their columns say, and figures."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from app.kernel import links
from app.kernel.text import shortened
from app.proposals import opendata
from app.proposals.figures import DEFINITIONS
from app.proposals.figures import figures as figures_of
from app.proposals.filters import RegisterFilters
from app.proposals.queries.published import PublicProposal, counted, published
from app.proposals.views.section import proposals
from app.sheets import Sheet, SheetFormat
from app.web.atom import MEDIA_TYPE, Entry, Feed, atom_of
from app.web.responses import render
from app.web.routing import ANONYMOUSLY, PUBLIC

TITLE = "Propositions au commissaire à la lutte contre la pauvreté en Occitanie"
PRODUCER = "Synergies"
# What a feed holds: its readers ask again before so many things have happened.
MOST_ENTRIES = 50


def _answer(content: bytes, media_type: str, filename: str = "") -> Response:
    """Public bytes, or 304 for who has them already."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    if filename:
        response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "public, max-age=900"
    # Anybody's page may read them.
    response.headers["Access-Control-Allow-Origin"] = "*"
    # A table has no room for its licence and for what its columns say: they go with it (RFC 8288).
    described = links.url("proposals.data")
    response.headers["Link"] = (
        f'<{opendata.LICENCE_URL}>; rel="license", <{described}>; rel="describedby"'
    )
    response.add_etag()
    response.make_conditional(request)
    return response


@proposals.page("/propositions.csv", access=ANONYMOUSLY)
def data_csv() -> ResponseReturnValue:
    found = published(RegisterFilters.parse(request.args))
    names = [column.name for column in opendata.COLUMNS]
    sheet = Sheet(TITLE, names, opendata.rows(found))
    content = sheet.written_as(SheetFormat.CSV)
    return _answer(content, SheetFormat.CSV.media_type, "propositions.csv")


@proposals.page("/propositions.json", access=ANONYMOUSLY)
def data_json() -> ResponseReturnValue:
    """No moment of making: unchanged data are unchanged bytes."""
    filters = RegisterFilters.parse(request.args)
    found = opendata.objects(published(filters))
    body = {
        "titre": TITLE,
        "producteur": PRODUCER,
        "licence": opendata.LICENCE,
        "licence_adresse": opendata.LICENCE_URL,
        "colonnes": links.url("proposals.data"),
        "filtres": filters.query(),
        "nombre": len(found),
        "propositions": found,
    }
    content = json.dumps(body, ensure_ascii=False).encode()
    return _answer(content, "application/json; charset=utf-8")


@proposals.page("/propositions.atom", access=ANONYMOUSLY)
def feed() -> ResponseReturnValue:
    filters = RegisterFilters.parse(request.args)
    query: dict[str, Any] = filters.query()
    content = atom_of(
        Feed(
            url=links.url("proposals.feed", **query),
            page=links.url("proposals.index", **query),
            title=TITLE,
            author=PRODUCER,
            rights=opendata.LICENCE,
            entries=[_entry(one) for one in published(filters, latest=MOST_ENTRIES)],
        )
    )
    return _answer(content, MEDIA_TYPE)


def _entry(one: PublicProposal) -> Entry:
    said = one.answer.text if one.answer else (one.content or {}).get("content") or ""
    return Entry(
        url=one.url,
        title=f"{one.reference} – {one.title} ({one.label.lower()})",
        summary=shortened(said, 400),
        published_at=one.submitted_at,
        changed_at=one.changed_at,
        category=one.label,
    )


@proposals.page("/propositions/donnees", access=PUBLIC, remember=True)
def data() -> ResponseReturnValue:
    """What the files hold, column by column, and on what terms."""
    return render(
        "proposals/data.html",
        columns=opendata.COLUMNS,
        between=opendata.BETWEEN.strip(),
        licence=opendata.LICENCE,
        licence_url=opendata.LICENCE_URL,
        address=links.url("proposals.data_csv"),
    )


@proposals.page("/propositions/chiffres", access=PUBLIC, remember=True)
def figures() -> ResponseReturnValue:
    return render("proposals/figures.html", lines=figures_of(counted()), definitions=DEFINITIONS)


@proposals.page("/propositions/chiffres.csv", access=ANONYMOUSLY)
def figures_csv() -> ResponseReturnValue:
    columns = ["annee", *(name for name, _heading, _meaning in DEFINITIONS)]
    lines = figures_of(counted())
    rows = [[line.year or "toutes", *line.values] for line in lines]
    content = Sheet("Propositions en chiffres", columns, rows).written_as(SheetFormat.CSV)
    return _answer(content, SheetFormat.CSV.media_type, "propositions-chiffres.csv")
