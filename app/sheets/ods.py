"""ODS: OpenDocument, the format that French administrations recommend to each other (RGI)."""

from __future__ import annotations

import io
import re
from datetime import date, datetime

from odfdo import Cell as OdfCell
from odfdo import Column, Document, Element, Paragraph, Row, Style, Table

from app.sheets.tables import Cell, Sheet, local, width_of

_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_NAME = re.compile(r"[\[\]:*?/\\']")
CENTIMETRES = 0.21  # of one character
HEADING = "entete"
DAY, MOMENT = "jour", "instant"
# As French eyes read a date, whatever the language of the program.
_DATE = """<number:date-style style:name="forme-{name}"><number:day number:style="long"/>
<number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text>
<number:year number:style="long"/>{hours}</number:date-style>"""
_HOURS = """<number:text> </number:text><number:hours number:style="long"/>
<number:text>:</number:text><number:minutes number:style="long"/>"""


def ods_of(sheet: Sheet) -> bytes:
    """A document of one sheet, with the same values and types as the XLSX."""
    document = Document("spreadsheet")
    document.meta.title = sheet.title
    bold = Style("table-cell", name=HEADING)
    bold.set_properties({"fo:font-weight": "bold"}, area="text")
    document.insert_style(bold, automatic=True)
    for name, hours in ((DAY, ""), (MOMENT, _HOURS)):
        shape = Element.from_tag(_DATE.format(name=name, hours=hours))
        styles = document.content.get_element("//office:automatic-styles")
        assert styles is not None  # noqa: S101  # every new document has them
        styles.append(shape)
        dated = Style("table-cell", name=name)
        dated.set_attribute("style:data-style-name", f"forme-{name}")
        document.insert_style(dated, automatic=True)
    body = document.body
    body.clear()
    table = Table(_NO_NAME.sub(" ", sheet.title).strip() or "Feuille")
    for number in range(len(sheet.columns)):
        style = Style("table-column", name=f"colonne{number + 1}")
        width = width_of(sheet, number) * CENTIMETRES
        style.set_properties({"style:column-width": f"{width:.2f}cm"}, area="table-column")
        document.insert_style(style, automatic=True)
        table.append(Column(style=f"colonne{number + 1}"))
    table.append(_row([_text(heading, HEADING) for heading in sheet.columns]))
    for row in sheet.rows:
        table.append(_row([_cell(value) for value in row]))
    body.append(table)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _row(cells: list[OdfCell]) -> Row:
    row = Row()
    for cell in cells:
        row.append(cell)
    return row


def _cell(value: Cell) -> OdfCell:
    if value is None or value == "":
        return OdfCell()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return OdfCell(value)
    if isinstance(value, datetime):
        return OdfCell(local(value), style=MOMENT)
    if isinstance(value, date):
        return OdfCell(value, style=DAY)
    if isinstance(value, int) and len(str(abs(value))) > 15:  # what a float holds
        return _text(str(value))
    return OdfCell(value)


def _text(value: str, style: str | None = None) -> OdfCell:
    """A cell of text, one paragraph per line, as LibreOffice itself writes line breaks."""
    cell = OdfCell(style=style)
    cell.set_attribute("office:value-type", "string")
    for line in _NO_XML.sub("\ufffd", value).split("\n"):
        cell.append(Paragraph(line))
    return cell
