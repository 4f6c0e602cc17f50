"""What goes out of a spreadsheet comes back: every text, every type, and nothing runs."""

import csv
import io
from datetime import UTC, date, datetime
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from app.sheets import Cell, Sheet, SheetFormat

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
FORMULAS = ["=1+1", "+33 5 61 00 00 00", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0"]


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


@pytest.mark.parametrize("kind", list(SheetFormat))
def test_what_would_run_is_neutralised_and_nothing_is_deleted(kind: SheetFormat) -> None:
    found = [str(value) for value in column(kind, [*FORMULAS])]
    if kind is SheetFormat.XLSX:
        # A lone carriage return is a line break in XML.
        found = [value.replace("_x000D_", "\r") for value in found]
    if kind is SheetFormat.ODS:
        # A tab is an element of its own in the file; spreadsheets show none in a cell.
        assert "'<text:tab/>=1+1" in ods_content(FORMULAS)
        found = [
            value.replace("'=1+1", "'\t=1+1") if n == 4 else value for n, value in enumerate(found)
        ]
    assert all(value.startswith("'") for value in found)
    assert [v[1:].replace("\r", "\n") for v in found] == [v.replace("\r", "\n") for v in FORMULAS]


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
