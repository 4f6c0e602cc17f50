"""Files that were made to eat the machine end in the process that reads them, and soon."""

from __future__ import annotations

import resource
import time
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from flask import Flask

from app.ical.reading import Unreadable, read_events
from app.kernel import sandbox
from app.kernel.db import transaction
from app.sheets.reading import MOST_ROWS, Refusal, read
from app.wordprocessing import reading as words
from tests.unit.sheets.test_reading import xlsx
from tests.unit.sheets.test_sheets_of_others import cell, ods, row
from tests.unit.test_wordprocessing import docx, p

SIGN = "é" * 32_000


def _shared_strings() -> bytes:
    """A workbook whose 4,500 cells all show one string of 32,000 signs."""
    source = zipfile.ZipFile(BytesIO(xlsx([["Nom"], [SIGN]])))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                rows = "".join(
                    f'<row r="{n}"><c r="A{n}" t="s"><v>1</v></c></row>' for n in range(3, 4500)
                )
                content = content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            made.writestr(name, content)
    return out.getvalue()


def _repeated(rows: int) -> bytes:
    swollen = row(cell(SIGN), more=f'table:number-rows-repeated="{rows}"')
    return ods(f'<table:table table:name="F">{row(cell("Nom"))}{swollen}</table:table>')


@pytest.mark.budget(5)
def test_what_unfolds_into_gigabytes_is_refused_soon_and_weighs_nothing_here() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    for content in (_repeated(4499), _repeated(10**8), _shared_strings()):
        assert len(content) < 200_000
        with pytest.raises(Refusal, match=r"texte|lignes|mémoire"):
            read(content)
    assert time.monotonic() - started < 30
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 * 1024, f"{grown} KiB more in the process of the service"


def test_long_cells_are_cut_before_they_leave_the_child() -> None:
    rows = read(_repeated(50))
    assert {len(one.cells[0]) for one in rows[1:]} == {5000}


def test_a_list_of_the_largest_size_is_read() -> None:
    people: list[list[object]] = [[f"Personne {n}", "x" * 40] for n in range(MOST_ROWS - 1)]
    rows = read(xlsx([["Nom", "Note"], *people]))
    assert len(rows) == MOST_ROWS


@pytest.mark.budget(3)
def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(words.Refusal):
        words.read(docx(p("x") * 1_100_000))


@pytest.mark.budget(3)
def test_a_calendar_of_endless_rules_is_read_or_refused_soon() -> None:
    seconds = ",".join(map(str, range(60)))
    event = (
        "BEGIN:VEVENT\r\nDTSTART:20270114T080000Z\r\nEXDATE:20270114T080000Z\r\n"
        f"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYSECOND={seconds}\r\nEND:VEVENT\r\n"
    )
    text = f"BEGIN:VCALENDAR\r\n{event * 2}END:VCALENDAR\r\n"
    started = time.monotonic()
    with suppress(Unreadable):
        assert len(read_events(text.encode())) == 2
    assert time.monotonic() - started < 15


def test_an_answer_that_is_too_long_or_late_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(sandbox.TooMuch):
        sandbox.read("app.sheets.readers", b"a;b\nc;d", seconds=5, longest=10)
    monkeypatch.setattr(sandbox, "STARTING", 0.0)
    with pytest.raises(sandbox.TooMuch):
        sandbox.read("app.sheets.readers", b"a;b", seconds=0, longest=1000)


def test_few_files_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "PATIENCE", 0.01)
    for _ in range(sandbox.AT_ONCE):
        sandbox._turns.acquire()
    try:
        with pytest.raises(Refusal, match="attend son tour"):
            read(b"a;b\nc;d")
    finally:
        for _ in range(sandbox.AT_ONCE):
            sandbox._turns.release()
    assert read(b"a;b\nc;d")


@pytest.mark.parametrize("reader", [read, read_events, words.read])
def test_no_file_is_read_while_the_database_is_locked(app: Flask, reader: object) -> None:
    with app.app_context(), transaction(), pytest.raises(RuntimeError, match="locked"):
        reader(b"PK\x03\x04BEGIN:VCALENDAR")  # type: ignore[operator]
