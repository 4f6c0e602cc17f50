"""Spreadsheets that people send, and some that were made to hurt."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import odfdo
import pytest
import xlsxwriter

from app.sheets import reading
from app.sheets.readers.__main__ import MOST_UNPACKED
from app.sheets.reading import Refusal, read


def xlsx(rows: list[list[object]], empty_first: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    if empty_first:
        book.add_worksheet("Vide")
    sheet = book.add_worksheet("Liste")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(r, c, value, day)
            elif isinstance(value, str):
                sheet.write_string(r, c, value)
            else:
                sheet.write(r, c, value)
    book.close()
    return out.getvalue()


def ods(rows: list[list[object]]) -> bytes:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Liste")
    for row in rows:
        made = odfdo.Row()
        made.set_values(row)  # type: ignore[arg-type]  # plain values, all of them
        table.append_row(made)
    document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


ROWS: list[list[object]] = [["Prénom", "Nom", "Âge"], ["Zoé", "d’Œuvre", 34], ["Léo", "=1+1", 1.5]]
READ = [["Prénom", "Nom", "Âge"], ["Zoé", "d’Œuvre", "34"], ["Léo", "=1+1", "1.5"]]


@pytest.mark.parametrize("make", [xlsx, ods])
def test_workbooks(make: object) -> None:
    rows = read(make(ROWS))  # type: ignore[operator]
    assert [row.cells for row in rows] == READ
    assert [row.number for row in rows] == [1, 2, 3]


def test_the_first_sheet_that_holds_something_and_days_as_days() -> None:
    rows = read(xlsx([["Le"], [date(2027, 2, 28)], [True]], empty_first=True))
    assert [row.cells for row in rows] == [["Le"], ["2027-02-28"], ["Oui"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_any_make(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(map(str, row)) for row in [["Prénom", "Nom"], ["Zoé", "Été"]])
    assert [row.cells for row in read(text.encode(encoding))] == [["Prénom", "Nom"], ["Zoé", "Été"]]


def test_csv_keeps_line_numbers_quotes_and_leaves_empty_lines_out() -> None:
    text = 'sep=;\nNom;Note\n\n"Du;pont";"deux\nlignes"\nFin;x\n;;\n'
    rows = read(text.encode())
    assert [tuple(row) for row in rows] == [
        (2, ["Nom", "Note"]),
        (4, ["Du;pont", "deux lignes"]),
        (6, ["Fin", "x"]),
    ]


def test_hidden_signs_are_taken_out() -> None:
    rows = read("Nom;X\nAda\u202e\x07 \u00a0 Exemple;y".encode())
    assert rows[1].cells[0] == "Ada Exemple"


def archive(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return out.getvalue()


def swollen(reference: str) -> bytes:
    """A workbook whose only sheet claims to reach that cell."""
    source = zipfile.ZipFile(io.BytesIO(xlsx([["x"]])))
    parts = []
    for name in source.namelist():
        content = source.read(name)
        if name == "xl/worksheets/sheet1.xml":
            row = "".join(filter(str.isdigit, reference))
            far = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'
            content = content.replace(b"</sheetData>", far.encode())
        parts.append((name, content))
    return archive(*parts)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b" \n ", "est vide"),
        (b";;;\n;;;", "ne contient aucune ligne"),
        (b"x" * (reading.MOST_BYTES + 1), "dépasse 5 Mo"),
        (b"PK\x03\x04 rien", "abîmé"),
        (archive(("a.txt", b"x")), "n’est pas un tableau"),
        (archive(("xl/workbook.xml", b"<x/>")), "abîmé"),
        (archive(("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"x")), "macros"),
        (archive(("content.xml", b"<x/>"), ("Basic/Standard/Module1.xml", b"x")), "macros"),
        (archive(("xl/workbook.xml", b"0" * (MOST_UNPACKED + 1))), "démesurée"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ancien format"),
        (b"%PDF-1.4", "n’est pas un tableau"),
        (b"<html><table>", "n’est pas un tableau"),
        (b"a;b\0c", "n’est pas un tableau"),
        (b"\xff\xfea", "abîmé"),
        (b"a;b\n" * (reading.MOST_ROWS + 1), "plus de 5000 lignes"),
        (b";".join([b"a"] * 101), "plus de 100 colonnes"),
    ],
)
def test_what_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        read(content)


@pytest.mark.parametrize("reference", ["XFD1048576", "A1048576", "XFD1"])
def test_a_sheet_that_claims_to_be_huge_is_refused(reference: str) -> None:
    with pytest.raises(Refusal, match=rf"très loin des autres \({reference}\)"):
        read(swollen(reference))
