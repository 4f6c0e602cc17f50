"""Drawings say what their table says, at any width, without colour, without inline style."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.masking import MASKED
from app.kernel.tables import Line, Table, Value
from app.web import charts, region

MONTHS = ("janv.", "févr.", "mars", "avr.")


def table(*rows: tuple[str, Value], columns: tuple[str, ...] = ("Rencontres",)) -> Table:
    lines = [Line(label, (value,), key=label) for label, value in rows]
    return Table("essai", "Les rencontres", "Mois", columns, lines, "Ce qui a eu lieu.")


def shapes(markup: str, tag: str) -> list[Element]:
    return list(fromstring(markup).iter(tag))  # noqa: S314  # our own drawing


def test_columns_are_as_high_as_their_numbers() -> None:
    drawn = shapes(charts.columns(table(*zip(MONTHS, (4, 0, 2, 1), strict=True))), "rect")
    heights = [float(one.get("height") or 0) for one in drawn]
    assert heights == [charts.PLOT, charts.PLOT / 2, charts.PLOT / 4]


def test_series_differ_without_colour() -> None:
    two = Table("essai", "Deux", "Mois", ("Venus", "Absents"), [Line("mai", (3, 1))])
    image = charts.columns(two)
    first, second = [r for r in shapes(image, "rect") if "sy-series" in (r.get("class") or "")]
    assert first.get("fill") is None
    assert second.get("fill") == "url(#essai-motif-2)"
    assert 'id="essai-motif-2"' in image


def test_what_is_masked_or_unknown_is_not_drawn() -> None:
    image = charts.columns(table(("mai", "non communiqué"), ("juin", None)))
    assert not shapes(image, "rect")
    assert ">*</text>" in image


def test_a_line_breaks_where_nothing_is_known() -> None:
    image = charts.lines(table(("a", 1), ("b", None), ("c", 2), ("d", 3)))
    assert len([one for one in shapes(image, "line") if "sy-line" in (one.get("class") or "")]) == 1


def test_a_drawing_names_where_it_is_highest() -> None:
    said = charts.said(table(("mai", 3), ("juin", 8)))
    assert "juin (8)" in said
    assert "Rien à montrer" in charts.said(table(("mai", 0)))


@given(st.lists(st.one_of(st.integers(0, 10**6), st.none(), st.just(MASKED)), max_size=14))
def test_any_numbers_make_a_drawing_inside_its_frame(values: list[Value]) -> None:
    made = table(*((f"m{i}", value) for i, value in enumerate(values)))
    for image in (charts.columns(made), charts.lines(made)):
        assert "style=" not in image
        for one in shapes(image, "rect"):
            assert 0 <= float((one.get("x") or "0").rstrip("%")) <= 100
            y, height = float(one.get("y") or 0), float(one.get("height") or 0)
            assert charts.TOP - 0.2 <= y <= y + height <= charts.TOP + charts.PLOT + 0.2


def test_the_region_has_its_thirteen_departments_each_in_a_place_of_its_own() -> None:
    assert len(region.PLACES) == 13
    assert set(region.NAMES) == set(region.PLACES)
    centres = [(column, row * 2) for column, row in region.PLACES.values()]
    assert len(set(centres)) == 13
    for row in range(4):
        columns = sorted(c for c, r in region.PLACES.values() if r == row)
        assert all(after - before >= 2 for before, after in pairwise(columns))


def departments(**values: Value) -> Table:
    lines = [Line(code, (values.get(f"d{code}", 0),), key=code) for code in region.PLACES]
    return Table("carte", "Par département", "Département", ("Rencontres",), lines)


def test_the_map_writes_each_number_and_its_class() -> None:
    drawn = region.region_map(departments(d31=40, d34=12, d66=3, d09="non communiqué"))
    for code, words in (("31", "40"), ("34", "12"), ("09", "*")):
        assert re.search(rf">{code}</text><text[^>]*>{re.escape(words)}</text>", drawn.image)
    assert [words for _, words in drawn.legend] == [
        "0",
        "de 3 à 11",
        "de 12 à 39",
        "40",
        "non communiqué",
    ]
    assert "Haute-Garonne (40)" in drawn.image


@given(st.lists(st.integers(0, 500), min_size=13, max_size=13))
def test_every_number_is_in_one_class_of_the_legend(values: list[int]) -> None:
    named = dict(zip((f"d{code}" for code in region.PLACES), values, strict=True))
    bounds = region.classes(values)
    assert bounds == sorted(set(bounds))
    assert all((region.rank_of(value, bounds) == 0) == (value == 0) for value in values)
    legend = region.legend({code: named[f"d{code}"] for code in region.PLACES}, bounds)
    assert len(legend) == len(bounds) + (0 in values)


@pytest.mark.parametrize("macro", ["bars", "columns", "lines", "region"])
def test_each_macro_draws_its_table_definition_and_files(app: Flask, macro: str) -> None:
    made = departments(d31=40, d66="non communiqué")
    made = Table(**{**vars(made), "definition": "Ce qui a eu lieu."})
    with app.test_request_context():
        page = render_template_string(
            '{% from "dsfr/charts.html" import ' + macro + " %}"
            "{{ " + macro + "(table, urls={'31': '/ici'}, links=[('CSV', '/csv')]) }}",
            table=made,
        )
    assert '<a href="/ici">31</a>' in page
    assert "non communiqué" in page
    assert "Ce qui a eu lieu." in page
    assert '<a href="/csv">CSV' in page
    assert "style=" not in page
