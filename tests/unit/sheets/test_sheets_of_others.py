"""Spreadsheets as people make them: what they see is read, what is left aside is said."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from app.enrolment.matching import TITLES
from app.sheets.importing import ReadTable, read_table
from app.sheets.readers.formats import shown
from app.sheets.readers.found import letters
from app.sheets.reading import Refusal, read, read_sheets
from app.sheets.titles import match_titles

FILES = Path(__file__).parents[2] / "documents/sheets"
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def table(name: str, *, wanted: str = "") -> ReadTable:
    return read_table((FILES / name).read_bytes(), TITLES, wanted=wanted)


def ods(tables: str, styles: str = "") -> bytes:
    """An ODS of these tables, as XML."""
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    styles = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        text = f"<office:document-content {SPACES}>{styles}{body}</office:document-content>"
        made.writestr("content.xml", text)
    return out.getvalue()


def cell(text: str, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def test_a_hidden_sheet_is_not_read_and_said() -> None:
    found = table("feuille-masquee-en-tete.xlsx")
    assert (found.sheet, [one.cells for one in found.rows]) == (
        "Inscrits",
        [["Anne", "Roux", "anne.roux@example.org"]],
    )
    assert found.notes == ("La feuille masquée « Listes » n’est pas lue.",)


def test_the_sheet_with_the_titles_is_read_and_the_others_said() -> None:
    found = table("mode-d-emploi-en-tete.xlsx")
    assert found.sheet == "Inscrits"
    assert found.notes == ("La feuille « Inscrits » est lue ; « Mode d’emploi » n’est pas lue.",)


def test_another_sheet_can_be_chosen_by_its_name() -> None:
    assert table("import-deux-feuilles.xlsx").sheet == "Matin"
    found = table("import-deux-feuilles.xlsx", wanted="apres-midi")
    assert (found.sheet, found.rows[0].cells[0]) == ("Après-midi", "P11")
    with pytest.raises(Refusal, match="ses feuilles sont « Matin » et « Après-midi »"):
        table("import-deux-feuilles.xlsx", wanted="Soir")


def test_hidden_rows_are_said_and_numbers_are_read_as_they_are_seen() -> None:
    found = table("formats-et-ligne-masquee.xlsx")
    assert [one.cells[3:] for one in found.rows] == [["09000", "05 61 23 45 67", "18,4 %", "14:30"]]
    assert found.notes == ("La ligne masquée 3 n’est pas lue.",)


def test_a_merged_cell_counts_for_each_of_its_rows() -> None:
    found = table("import-fusionnees.xlsx")
    assert [one.cells[0] for one in found.rows[:3]] == ["CCAS de Fictiville"] * 3
    assert "Une case fusionnée sur plusieurs lignes vaut pour chacune d’elles." in found.notes
    assert "La ligne 1, au-dessus des titres, n’est pas lue comme des données." in found.notes


def test_a_list_without_titles_loses_nobody() -> None:
    found = table("import-sans-titres.csv")
    assert found.header == ["Colonne A", "Colonne B", "Colonne C"]
    assert [one.cells[0] for one in found.rows] == ["Ana", "Ben"]
    assert "Aucune ligne ne porte de titres" in found.notes[0]


def test_unknown_titles_above_addresses_are_titles() -> None:
    found = read_table(b"Wer;Wo\nAna;ana@example.org\nBen;ben@example.org\n", TITLES)
    assert (found.header, len(found.rows)) == (["Wer", "Wo"], 2)


@pytest.mark.parametrize(
    ("name", "columns"),
    [("point-virgule-et-adresses.csv", 2), ("chiffres-source-avec-virgules.csv", 3)],
)
def test_addresses_with_commas_are_not_cut(name: str, columns: int) -> None:
    rows = read((FILES / name).read_bytes())
    assert {len(one.cells) for one in rows} == {columns}


def test_an_open_quotation_mark_swallows_nobody() -> None:
    found = table("guillemet-ouvert.csv")
    assert [one.cells[:2] for one in found.rows] == [
        ["Hélène", "Lefèvre"],
        ["Paul", "Petit"],
        ["Anne", "Roux"],
    ]
    assert "ligne 2" in found.notes[0]


def test_an_ods_that_was_written_with_indents_is_read() -> None:
    assert read((FILES / "ods-indente.ods").read_bytes())[1].cells == [
        "Anne",
        "Roux",
        "a@example.org",
    ]


def test_an_ods_is_read_as_people_see_it() -> None:
    hidden = '<style:style style:name="h" style:family="table"><style:table-properties '
    linked = "<table:table table:name=\"'file:///a.ods'#$F\"><table:table-source/>"
    content = ods(
        '<table:table table:name="Listes" table:style-name="h">'
        + row(cell("Sur place"))
        + '</table:table><table:table table:name="Inscrits">'
        + '<table:table-column table:number-columns-repeated="2"/>'
        + '<table:table-column table:visibility="collapse"/>'
        + row(cell("Structure"), cell("Nom"), cell("Caché"), cell("Taux"))
        + row(
            cell("CCAS", 'table:number-rows-spanned="2"'),
            cell("A<office:annotation><text:p>secret</text:p></office:annotation>"),
            cell("x"),
            '<table:table-cell office:value-type="percentage" office:value="0.184">'
            "<text:p>18 %</text:p></table:table-cell>",
        )
        + row(
            "<table:covered-table-cell/>",
            cell("B<text:s text:c='2'/>C"),
            "<table:table-cell/>",
            '<table:table-cell office:value-type="float" office:value="9000">'
            "<text:p>09000</text:p></table:table-cell>",
        )
        + row(cell("D"), cell("Filtrée"), more='table:visibility="filter"')
        + row(
            '<table:table-cell office:value-type="time" office:time-value="PT36H00M00S"/>',
            '<table:table-cell office:value-type="date" office:date-value="2027-01-15"/>',
        )
        + f"</table:table>{linked}{row(cell('ailleurs'))}</table:table>",
        f'{hidden}table:display="false"/></style:style>',
    )
    (found,) = read_sheets(content)
    assert [(one.number, one.cells) for one in found.rows] == [
        (1, ["Structure", "Nom", "Taux"]),
        (2, ["CCAS", "A", "18,4 %"]),
        (3, ["CCAS", "B C", "09000"]),
        (5, ["36:00", "2027-01-15"]),
    ]
    assert found.notes == [
        "La ligne masquée 4 n’est pas lue.",
        "Une colonne masquée n’est pas lue.",
        "Une case fusionnée sur plusieurs lignes vaut pour chacune d’elles.",
        "La feuille masquée « Listes » n’est pas lue.",
    ]


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (9000, "00000", "09000"),
        (561234567, '0#" "##" "##" "##" "##', "05 61 23 45 67"),
        (33561234567, '0#" "##" "##" "##" "##', "335 61 23 45 67"),
        (0.075, "0.0%", "7,5 %"),
        (1234567, "#,##0", "1234567"),
        (1.5, "0.00", "1.5"),
        (12, "0", "12"),
        (12, 'General" km"', "12"),
        (0, "00", "00"),
        (-5, "00000", "-5"),
    ],
)
def test_formats(value: float, code: str, said: str) -> None:
    assert shown(float(value), code) == said


@pytest.mark.parametrize(
    ("header", "found"),
    [
        # Outlook, HelloAsso, Eventbrite, Forms.
        (["Prénom", "Nom", "Adresse de messagerie"], [0, 1, 2]),
        (["Nom participant", "Prénom participant", "Nom payeur", "Email payeur"], [1, 0, 3]),
        (["Order", "First Name", "Last Name", "Email Address"], [1, 2, 3]),
        (["Horodateur", "Votre prénom *", "Votre nom (obligatoire)", "Adresse e-mail"], [1, 2, 3]),
    ],
)
def test_titles_of_other_services(header: list[str], found: list[int]) -> None:
    columns = match_titles(header, TITLES)
    assert [columns[name] for name in ("first_name", "last_name", "email")] == found


def test_no_cell_takes_long_to_be_known_as_an_address() -> None:
    started = time.monotonic()
    hard = "\n".join(["Nom;Note", *["a;" + "@." * 2400] * 20])
    assert read_table(hard.encode(), TITLES).rows
    assert time.monotonic() - started < 3


def test_letters_of_columns() -> None:
    assert [letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
