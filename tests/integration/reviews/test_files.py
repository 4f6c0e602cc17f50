"""A report taken away: accessible PDF, OpenDocument text, open data that say what they are."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
import zlib
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.kernel.access import ANONYMOUS, SYSTEM
from app.kernel.db import db, transaction
from app.paper import pdf
from app.reference.queries import Notes
from app.reviews import opendata, papers, queries, services
from app.reviews.content import Fact, Line, Listing, Part
from app.reviews.enums import REGION, FactKind
from app.reviews.models import Review
from app.reviews.services import Words
from app.strategy.models import AnnouncedTotal
from tests import make
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both

YEAR = 2023
# What typst would run or refuse, were it markup; what a spreadsheet would run.
HOSTILE = '#panic("markup") $x$ *gras* _it_ `code` <label> @ref #read("/etc/passwd") \\ " { [ ]'
FORMULA = '=HYPERLINK("http://example.org")'


def opened(territory: str = REGION, words: str = "Une **année** pleine.") -> Review:
    with transaction():
        review = services.open_review(SYSTEM, year=YEAR, territory=territory)
        services.save_section(SYSTEM, review, "annee", Words(words, "« Écoutée »."), version=0)
    return review


def published(territory: str = REGION) -> Review:
    review = opened(territory)
    with transaction():
        services.validate(SYSTEM, review)
        services.publish(SYSTEM, review)
    return review


def opened_zip(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def words_of_odt(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(ElementTree.fromstring(archive.read("content.xml")).itertext())  # noqa: S314


def test_the_pdf_is_tagged_and_names_its_language_and_title(site: HouseClient) -> None:
    answer = site.get(f"/bilan/{YEAR}/bilan.pdf")
    assert answer.content_type == "application/pdf"
    assert f"bilan-{YEAR}-provisoire.pdf" in answer.headers["Content-Disposition"]
    inflated = _inflated(answer.data)
    for mark in (b"/Lang(fr-FR)", b"/MarkInfo", b"pdfuaid", b"/Outlines", b"/TH", b"/TOC"):
        assert mark in inflated, mark
    # Nothing depends on the moment it is made.
    assert site.get(f"/bilan/{YEAR}/bilan.pdf").data == answer.data


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, as they are laid out."""
    read = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(read, input=pdf, capture_output=True, check=True)
    return done.stdout.decode().replace("\u2060", "").split("\f")


def test_contents_and_index_name_the_pages_where_things_are(site: HouseClient) -> None:
    published()
    pages = pages_of(site.get(f"/bilan/{YEAR}/bilan.pdf").data)
    # What the contents say, then what stands there; long titles go to the line.
    listed = re.findall(r"^\s*(.+?)\s*\.(?: \.)+\s*(\d+)$", pages[1], re.MULTILINE)
    assert len(listed) > 8
    for title, page in listed:
        start = " ".join(title.split()[:4])
        found = [" ".join(line.split()) for line in pages[int(page) - 1].splitlines()]
        assert any(line.startswith(start) for line in found), (title, page)
    (last,) = [page for title, page in listed if title == "Tous les chiffres et leur page"]
    line = re.compile(r"^\s*((?:plus de )?[\d\s,]+(?:M€)?) {2,}.* (\d+)$", re.MULTILINE)
    index = line.findall(pages[int(last) - 1])
    assert len(index) > 10
    for value, page in index:
        assert " ".join(value.split()) in " ".join(pages[int(page) - 1].split()), (value, page)


def test_papers_of_the_demonstration_say_what_they_are(
    site: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = pages_of(site.get(f"/bilan/{YEAR}/bilan.pdf").data)
    assert not any("Démonstration" in page for page in plain)
    monkeypatch.setitem(pdf._state, "fictitious", True)
    pages = pages_of(site.get(f"/bilan/{YEAR}/bilan.pdf").data)
    assert all("personnes et faits sont fictifs" in page for page in pages[:-1])


def test_what_people_type_is_never_markup(site: HouseClient) -> None:
    opened(words=HOSTILE * 20)
    site.sign_in(make.account(Role.STAFF))
    review = queries.review_of(YEAR, REGION)
    assert review is not None
    answer = site.get(f"/gestion/bilans/{review.id}/relire/bilan.pdf")
    assert answer.data.startswith(b"%PDF-1.")
    assert "#panic" in words_of_odt(site.get(f"/gestion/bilans/{review.id}/relire/bilan.odt").data)


def test_the_odt_has_headings_lists_and_tables(site: HouseClient) -> None:
    published()
    answer = site.get(f"/bilan/{YEAR}/bilan.odt")
    said = words_of_odt(answer.data)
    assert f"bilan-{YEAR}.odt" in answer.headers["Content-Disposition"]
    for one in ("Version 1, publiée le", "Une année pleine.", "Témoignages", "plus de 65", "75"):
        assert one in said.replace("\u00a0", " "), one
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        content = archive.read("content.xml").decode()
    assert content.count("<text:h ") > 10
    assert "<table:table " in content
    assert "<text:list" in content


@pytest.mark.parametrize("territory", [REGION, "31"])
def test_every_form_says_what_is_published(site: HouseClient, territory: str) -> None:
    published(territory)
    place = "" if territory == REGION else f"/departements/{territory}"
    for file in ("bilan.pdf", "bilan.odt", "donnees.zip"):
        for home in (f"/bilan/{YEAR}{place}", f"/bilan/{YEAR}{place}/versions/1"):
            answer = site.get(f"{home}/{file}")
            assert answer.status_code == 200
            assert "provisoire" not in answer.headers["Content-Disposition"]
        assert site.get(f"/bilan/{YEAR}{place}/versions/2/{file}").status_code == 404
    assert site.get(f"/bilan/{YEAR}{place}/autre.pdf").status_code == 404
    if territory != REGION:
        assert "Haute-Garonne" in words_of_odt(site.get(f"/bilan/{YEAR}{place}/bilan.odt").data)


def test_open_data_say_each_figure_and_each_column(site: HouseClient) -> None:
    published()
    answer = site.get(f"/bilan/{YEAR}/donnees.zip")
    assert answer.is_streamed
    found = opened_zip(answer.data)
    assert "Licence Ouverte" in found["LISEZMOI.txt"]
    assert "PROVISOIRE" not in found["LISEZMOI.txt"]
    shown = queries.shown(ANONYMOUS, year=YEAR)
    assert shown is not None
    facts = {row["cle"]: row for row in rows(found["chiffres.csv"])}
    assert set(facts) == {fact.key for _, fact in shown.report.facts()}
    assert facts["financement-total"]["valeur"] == "75000000,00"
    assert facts["annonce-dispositifs"]["qualificatif"] == "plus de"
    assert facts["annonce-dispositifs"]["renseigne"] == "16"
    path = facts["annonce-groups"]["donnees"].removeprefix("http://localhost")
    assert site.get(path).status_code == 200
    codes = {row["code"] for row in rows(found["sources.csv"])}
    assert {code for row in facts.values() for code in row["sources"].split()} <= codes
    described = {(row["fichier"], row["colonne"]) for row in rows(found["colonnes.csv"])}
    for name, text in found.items():
        if name.endswith(".csv"):
            for column in text.splitlines()[0].split(";"):
                assert (name, column) in described, (name, column)


def test_what_would_be_counted_today_is_provisional(site: HouseClient) -> None:
    published()
    with transaction():
        row = db.session.scalars(select(AnnouncedTotal).where(AnnouncedTotal.key == "groups")).one()
        row.value = 14
    frozen = opened_zip(site.get(f"/bilan/{YEAR}/donnees.zip").data)
    live = opened_zip(site.get(f"/bilan/{YEAR}/depuis/donnees.zip").data)
    assert "PROVISOIRE" in live["LISEZMOI.txt"]
    of = {
        name: next(r for r in rows(one["chiffres.csv"]) if r["cle"] == "annonce-groups")["valeur"]
        for name, one in (("frozen", frozen), ("live", live))
    }
    assert of == {"frozen": "12", "live": "14"}


def test_a_draft_leaves_in_no_public_file(site: HouseClient) -> None:
    review = opened(words="Mot-secret du brouillon")
    assert "Mot-secret" not in words_of_odt(site.get(f"/bilan/{YEAR}/bilan.odt").data)
    private = f"/gestion/bilans/{review.id}/relire/bilan.odt"
    assert site.get(private).status_code in {302, 303}
    site.sign_in(make.account(Role.STAFF))
    said = words_of_odt(site.get(private).data)
    assert "Mot-secret" in said
    assert "Provisoire, non publié" in said


def test_open_data_are_sent_as_they_grow_and_run_nothing(site: HouseClient) -> None:
    shown = queries.shown(ANONYMOUS, year=YEAR)
    assert shown is not None
    lines = tuple(Line(f"{FORMULA} {n}", "", "/agenda") for n in range(20_000))
    part = Part(
        "annee",
        "L’année",
        facts=(Fact("peu", "personnes", None, FactKind.PEOPLE),),
        listings=(Listing("liste", "Liste", lines),),
    )
    big = replace(shown, report=replace(shown.report, parts=(part,)))
    pieces = [piece for piece in opendata.archive(big, Notes()) if piece]
    assert len(pieces) > 5
    found = opened_zip(b"".join(pieces))
    assert rows(found["chiffres.csv"])[0]["valeur"] == "non communiqué"
    listed = rows(found["listes.csv"])
    assert len(listed) == 20_000
    assert listed[0]["nom"].startswith("'=")
    assert listed[0]["adresse"] == "http://localhost/agenda"


def test_a_report_of_nothing_makes_its_papers(site: HouseClient) -> None:
    shown = queries.shown(ANONYMOUS, year=YEAR)
    assert shown is not None
    empty = replace(shown, report=replace(shown.report, parts=()))
    assert papers.pdf(empty, Notes()).startswith(b"%PDF-1.")
    assert "Comment lire" in words_of_odt(papers.odt(empty, Notes()))


def _inflated(content: bytes) -> bytes:
    """The file with its compressed streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    found = [content]
    for stream in streams:
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"".join(found)
