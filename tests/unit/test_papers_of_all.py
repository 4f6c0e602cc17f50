"""Papers always come out, whatever people are called and whatever they paste."""

from __future__ import annotations

import io
import logging
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.paper.fonts import coverage
from app.paper.markdown import tree
from app.paper.odt import Writer, document_of
from app.paper.pdf import pdf_of
from app.paper.signs import REPLACEMENT, text_of

pytestmark = pytest.mark.budget(10)

TEMPLATE = """#import "/markdown.typ": blocks
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set text(lang: "fr", hyphenate: true)
#set page(width: 12cm)
= #data.title
#for text in data.texts [
  == Texte #text
  #strong(text) #emph(text) #par(text)
  #table(columns: 2, table.header([A], [B]), text, strong(text))
]
#blocks(data.nodes)
"""
SCRIPTS = [
    "Zoé 😀 ✅ ❌ 🎉 👍🏽", "👩\u200d👩\u200d👧 ❤️ 🇫🇷 1️⃣", "小明", "こんにちは", "안녕",
    "สวัสดี", "தமிழ்",
    "বাংলা",
    "አማርኛ", "ⵜⵉⴼⵉⵏⴰⵖ", "ߒߞߏ", "ქართული", "ខ្មែរ", "བོད", "ދިވެހި", "ᏣᎳᎩ", "العربية",
    "עברית", "हिन्दी", "Nguyễn", "Ђорђе", "Ɖɔ̃ɓɛ̀", "∑ ≠ ½",
]  # fmt: skip
HOSTILE = [
    "\x00\x01\x1b\x80", "\uf0b7", "\ufffe\uffff", "\ud800", "\u200b\u200d", "\u0301", "a" * 300,
    "W" * 300, "x@y." * 200, "\u202e gauche", "e" + "\u0301\u0323" * 400, "𓀀𒀀", "\U0010ffff",
]  # fmt: skip
MARKDOWN = [
    "##", "# \n\n###", "# \u200b", "1234567890. un", "0. zéro", "> " * 30 + "a", "- " * 40 + "a",
    "*a " * 500 + "b*" * 500, "[a](http://" + "x" * 20_000 + ")", "[](https://example.org)",
    "[\u200b](https://example.org)", "[![](x)](https://example.org)", "![](x)", "```\n\x00\n```",
    "|" + "a|" * 15 + "\n|" + "-|" * 15 + "\n|" + "incompréhensibilité|" * 15,
    "|" + "a|" * 9 + "\n|" + "-|" * 9 + "\n|" + "incompréhensibilité|" * 9, "||\n|-|\n||",
    "- a\n\n  | b | c |\n  |---|---|\n  | d | e |", "****", "~~ ~~", "`\u200b`",
]  # fmt: skip


def paper(tmp_path: Path, texts: list[str], source: str = "") -> bytes:
    template = tmp_path / "paper.typ"
    template.write_text(TEMPLATE, "utf-8")
    return pdf_of(template, {"title": "Essai", "texts": texts, "nodes": tree(source)})


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_is_drawn_and_not_replaced(
    text: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert paper(tmp_path, [text]).startswith(b"%PDF")
    assert not caplog.records, caplog.text
    assert REPLACEMENT not in text_of(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_stops_a_paper(text: str, tmp_path: Path) -> None:
    assert paper(tmp_path, [text, "Après"]).startswith(b"%PDF")


@pytest.mark.parametrize("source", MARKDOWN)
def test_no_markdown_stops_a_paper_nor_a_document(
    source: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert paper(tmp_path, ["Titre"], source).startswith(b"%PDF")
    assert not caplog.records, caplog.text
    assert document_of("Titre\x00", "Moi", Writer().blocks(tree(source))).startswith(b"PK")


def test_a_sign_without_a_glyph_changes_no_other_text() -> None:
    assert text_of("Zoé Martin") == "Zoé Martin"
    assert text_of("Ana \U000e0fff Li") == f"Ana {REPLACEMENT} Li"
    assert text_of("\uf0b7 un point") == "• un point"
    assert text_of("\u200b\u200b") == REPLACEMENT


def test_a_long_word_can_be_cut_and_reads_the_same() -> None:
    cut = text_of("a" * 300)
    assert cut.replace("\u200b", "") == "a" * 300
    assert max(map(len, cut.split("\u200b"))) <= 8
    assert text_of("anticonstitutionnellement") == "anticonstitutionnellement"


def test_the_compiler_stopping_short_is_no_end(tmp_path: Path) -> None:
    """Its panics are no `Exception` of Python; a letter and marks of many scripts make one."""
    marks = [chr(code) for code in range(0x300, 0x3000) if unicodedata.combining(chr(code))]
    assert paper(tmp_path, ["a" + "".join(marks[at::7]) for at in range(7)]).startswith(b"%PDF")


def test_the_last_font_covers_the_basic_plane() -> None:
    drawn = coverage()
    assigned = [
        code
        for code in range(0x20, 0xFFF0)
        if unicodedata.category(chr(code))[0] not in "CZ" and not 0xD800 <= code < 0xF900
    ]
    assert sum(not drawn[code] for code in assigned) < 20


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=5, max_size=12), st.text(max_size=200))
def test_any_text_at_all_has_its_paper(texts: list[str], source: str) -> None:
    place = Path(__file__).parents[2] / ".cache"
    place.mkdir(exist_ok=True)
    assert paper(place, texts, source).startswith(b"%PDF")
    assert document_of("Titre", "Moi", Writer().blocks(tree(source))).startswith(b"PK")


def test_each_block_of_unicode_goes_through(tmp_path: Path) -> None:
    """Sixteen signs of each row of 256, one paper for all of them."""
    rows = ["".join(chr(row + at) for at in range(0, 256, 16)) for row in range(0, 0x30000, 256)]
    assert paper(tmp_path, rows[::3]).startswith(b"%PDF")


def content_of(source: str) -> str:
    made = document_of("Titre", "Moi", Writer().blocks(tree(source)))
    return zipfile.ZipFile(io.BytesIO(made)).read("content.xml").decode()


def test_a_document_keeps_numbers_tables_of_lists_and_bold_cells() -> None:
    assert 'text:start-value="3"' in content_of("3. trois\n4. quatre")
    inside = content_of("- a\n\n  | b | c |\n  |---|---|\n  | d | e |")
    assert all(f">{word}<" in inside for word in "abcde")
    bold = content_of("| a |\n|---|\n| **gras** |")
    assert 'text:style-name="Fort">' in bold[bold.index("</table:table-header-rows>") :]
