"""What goes out of a spreadsheet comes back: every text, every type, and nothing runs."""

import csv
import io
from datetime import UTC, date, datetime
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from app.sheets import Cell, Sheet, SheetFormat
from app.sheets.reading import read

TYPED = (SheetFormat.XLSX, SheetFormat.ODS)
TEXTS = [
    "09",
    "0612345678",
    "1234567890123456",
    "1e5",
    "14/05/2026",
    "VRAI",
    "première ligne\ndeuxième ligne",
    "  deux espaces  au milieu",
    '« Œuvre » d’été; "guillemets", virgule',
    "<b>&amp;</b>",
    "https://example.org/",
    "🙂",
]
FORMULAS = ["=1+1", "+A1", "-A1*2", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", "＝1+1"]
HARMLESS = ["+33 5 61 00 00 00", "-1", "-", "+33561000000", "-3,5"]


def read_back(kind: SheetFormat, content: bytes) -> list[list[object]]:
    if kind is SheetFormat.CSV:
        assert content.startswith(b"\xef\xbb\xbf")
        return [
            [*row]
            for row in csv.reader(
                io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"
            )
        ]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[*row] for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]


def column(kind: SheetFormat, values: list[Cell]) -> list[object]:
    sheet = Sheet("Essai", ["Valeur", "Repère"], [(value, "x") for value in values])
    rows = read_back(kind, sheet.written_as(kind))
    assert rows[0] == ["Valeur", "Repère"]
    assert [row[1] for row in rows[1:]] == ["x"] * len(values)
    return [row[0] for row in rows[1:]]


def ods_content(values: list[str]) -> str:
    content = Sheet("Essai", ["A"], [(value,) for value in values]).written_as(SheetFormat.ODS)
    with ZipFile(io.BytesIO(content)) as archive:
        return archive.read("content.xml").decode()


@pytest.mark.parametrize("kind", list(SheetFormat))
def test_texts_come_back_as_they_were(kind: SheetFormat) -> None:
    assert column(kind, [*TEXTS]) == TEXTS


def test_what_would_run_in_a_csv_is_neutralised_and_comes_back_as_it_was() -> None:
    found = [str(value) for value in column(SheetFormat.CSV, [*FORMULAS])]
    assert found == [f"'{value}" for value in FORMULAS]
    rows = [(value, "x") for value in FORMULAS]
    content = Sheet("Essai", ["Valeur", "Repère"], rows).written_as(SheetFormat.CSV)
    again = [row.cells[0] for row in read(content)[1:]]
    assert again == [" ".join(value.split()) for value in FORMULAS]


def test_signs_before_digits_run_nothing_and_stay() -> None:
    assert column(SheetFormat.CSV, [*HARMLESS]) == HARMLESS


@pytest.mark.parametrize("kind", TYPED)
def test_a_cell_of_text_runs_nothing_and_needs_no_sign(kind: SheetFormat) -> None:
    content = Sheet("Essai", ["Valeur"], [(value,) for value in FORMULAS]).written_as(kind)
    with ZipFile(io.BytesIO(content)) as archive:
        xml = b"".join(archive.read(name) for name in archive.namelist() if "xml" in name)
    assert b"<f>" not in xml
    assert b"table:formula" not in xml
    found = [row.cells[0] for row in read(content)[1:]]
    # A lone carriage return is a line break in XML.
    assert [one.replace("_x000D_", "") for one in found] == [
        " ".join(value.split()) for value in FORMULAS
    ]


@pytest.mark.parametrize("kind", TYPED)
def test_numbers_and_dates_keep_their_type(kind: SheetFormat) -> None:
    moment = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)
    found = column(kind, [12, -3, 1.5, date(2026, 5, 14), moment, True])
    assert found[:3] == [12, -3, 1.5]
    day = found[3]
    assert str(day)[:10] == "2026-05-14"
    assert str(found[4]) == "2026-05-14 09:30:00"  # as clocks in Paris showed it
    assert found[5] is True


def test_a_csv_says_dates_and_numbers_in_french() -> None:
    moment = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)
    found = column(SheetFormat.CSV, [12, 1.5, date(2026, 5, 14), moment, True, None])
    assert found == ["12", "1,5", "14/05/2026", "14/05/2026 09:30", "oui", ""]


@pytest.mark.parametrize("kind", TYPED)
def test_a_long_number_loses_no_digit(kind: SheetFormat) -> None:
    assert column(kind, [12345678901234567]) == ["12345678901234567"]


@pytest.mark.parametrize("kind", list(SheetFormat))
def test_a_sheet_without_rows_has_its_headings(kind: SheetFormat) -> None:
    rows = read_back(kind, Sheet("Rien", ["Nom"], []).written_as(kind))
    assert rows == [["Nom"]]


@pytest.mark.parametrize("kind", TYPED)
def test_control_characters_and_odd_titles_break_no_file(kind: SheetFormat) -> None:
    sheet = Sheet(
        "Inscriptions : [L’été] / 2026 ? un titre vraiment très long", ["A"], [("a\x00b",)]
    )
    assert read_back(kind, sheet.written_as(kind))[1] == ["a\ufffdb"]


def test_no_cell_is_a_formula_nor_a_link() -> None:
    content = Sheet("Essai", ["A"], [(text,) for text in FORMULAS + TEXTS]).written_as(
        SheetFormat.XLSX
    )
    with ZipFile(io.BytesIO(content)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert 'state="frozen"' in page


def test_an_ods_shows_dates_in_french_whatever_the_language_of_the_program() -> None:
    content = ods_content([])
    assert 'style:data-style-name="forme-jour"' in content
    days = Sheet("Essai", ["A"], [(date(2026, 5, 14),)]).written_as(SheetFormat.ODS)
    with ZipFile(io.BytesIO(days)) as archive:
        assert 'table:style-name="jour"' in archive.read("content.xml").decode()
