"""Texts written elsewhere: their structure kept, what is lost said, hostile files refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paper.markdown import tree
from app.wordprocessing.archive import DEEPEST, MOST_BYTES, MOST_READ
from app.wordprocessing.blocks import Heading, ListItem, Paragraph, Run, Table
from app.wordprocessing.markdown import markdown_of
from app.wordprocessing.reading import Refusal, WrittenText, read, read_here
from tests import files

DOCUMENTS = Path(__file__).parents[1] / "documents"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)


def docx(body: str, **parts: str) -> bytes:
    more = {f"word/{name}.xml": content for name, content in parts.items()}
    document = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
    return files.zipped({"[Content_Types].xml": TYPES, "word/document.xml": document, **more})


def odt(body: str, styles: str = "") -> bytes:
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return files.odt({"content.xml": content})


def p(text: str, properties: str = "", dress: str = "") -> str:
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{dress}</w:rPr>"
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


@pytest.fixture(scope="module", params=["docx", "odt"])
def minutes(request: pytest.FixtureRequest) -> WrittenText:
    return read((DOCUMENTS / f"compte-rendu.{request.param}").read_bytes())


def test_a_text_of_libreoffice_keeps_its_structure(minutes: WrittenText) -> None:
    assert minutes.title == "Compte rendu de la réunion du groupe"
    assert [section.title for section in minutes.sections] == [
        "",
        "Tour d’horizon des territoires",
        "Préparation de la journée d’études",
        "Décisions",
        "Relevé d’actions",
        "Questions diverses",
    ]
    kinds = [node["t"] for node in tree(minutes.sections[1].markdown)]
    assert kinds[:5] == ["p", "p", "ul", "h", "table"]
    text = minutes.markdown
    assert "entendu **trois témoignages** et relu la *note de cadrage*" in text
    assert "[le site du réseau](https://example.org/note)" in text
    assert "- Ariège : deux permanences de plus\n  - à Foix, le mardi\n  - à Pamiers" in text
    assert "1. paroles de personnes concernées ;\n2. ateliers par territoire ;" in text
    assert "| Ariège | 4 | 38 \\| dont 6 d’urgence |" in text
    assert "| Lot | chiffres à préciser |  |" in text
    assert "trois temps (note : Le lieu reste à préciser.) :" in text


def test_changes_are_taken_and_what_is_left_out_is_said(minutes: WrittenText) -> None:
    assert "manquent de place en hiver et les bénévoles" in minutes.markdown
    assert "formule provisoire" not in minutes.markdown
    assert "À vérifier avant diffusion" not in minutes.markdown
    assert "1. Attention" not in minutes.markdown
    said = " ".join(minutes.warnings).replace("\u00a0", " ")
    assert "modifications suivies : 1 ajout gardé et 1 suppression appliquée." in said
    assert "1 commentaire laissé de côté." in said
    assert "1 image laissée de côté" in said
    assert "cases de tableau étaient fusionnées" in said


def test_signs_of_the_text_do_not_become_markup(minutes: WrittenText) -> None:
    nodes = tree(minutes.sections[2].markdown)
    assert nodes[-1]["t"] == "p"
    words = "".join(one["s"] for one in nodes[-1]["c"])
    assert "signes * et _ du fichier 2_brouillon*final" in words
    assert "5 < 10" in words


def test_headings_of_a_french_word_are_known_by_name_or_outline() -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="Maison"><w:name w:val="Point"/><w:pPr>'
        '<w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>'
    )
    body = (
        p("Premier", '<w:pStyle w:val="Titre1"/>')
        + p("Sous-point", '<w:pStyle w:val="Maison"/>')
        + p("Texte")
        + p("Second", '<w:pStyle w:val="Titre1"/>')
    )
    text = read_here(docx(body, styles=styles))
    assert text.markdown == "# Premier\n\n## Sous-point\n\nTexte\n\n# Second"


def test_lines_in_bold_stand_for_headings_where_none_is_marked() -> None:
    body = p("Tour de table", dress="<w:b/>") + p("Chacun a parlé.") + p("Suite", dress="<w:b/>")
    text = read_here(docx(body))
    assert [one.title for one in text.sections] == ["Tour de table", "Suite"]
    assert "lignes courtes tout en gras" in text.warnings[0]


def test_a_paragraph_whose_end_was_struck_out_joins_the_next() -> None:
    body = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Une phrase</w:t></w:r></w:p>"
        "<w:p><w:r><w:t> entière</w:t></w:r><w:del><w:r><w:delText> ou pas</w:delText></w:r>"
        "</w:del><w:ins><w:r><w:t>, enfin.</w:t></w:r></w:ins></w:p>"
    )
    text = read_here(docx(body))
    assert text.markdown == "Une phrase entière, enfin."


def test_a_text_box_is_read_once() -> None:
    box = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
        "<w:p><w:r><w:t>Dans la boîte</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Dans la boîte</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    text = read_here(docx(p("Avant") + box))
    assert text.markdown == "Avant\n\nDans la boîte"


def test_numbers_of_a_list_go_on_after_a_paragraph() -> None:
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt '
        'w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        "</w:num></w:numbering>"
    )
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    text = read_here(docx(p("un", item) + p("Entre") + p("deux", item), numbering=numbering))
    assert text.markdown == "1. un\n\nEntre\n\n2. deux"


def test_spaces_of_opendocument_are_those_that_one_sees() -> None:
    span = "<text:span> suivi</text:span><text:s text:c='3'/>"
    text = read_here(odt(f"<text:p>Un  texte\n   {span}d’un autre</text:p>"))
    assert text.markdown == "Un texte suivi d’un autre"


WORDS = st.text(
    alphabet=st.sampled_from('aé1 *_`#-+>.)(][<&;|~\\:!=«»’"0'), min_size=1, max_size=30
)


def _runs(nodes: Sequence[dict[str, Any]]) -> str:
    return "".join(
        one["s"] if one["t"] in {"text", "code"} else "" if one["t"] == "br" else _runs(one["c"])
        for one in nodes
    )


def _bare(text: str) -> str:
    """Signs alone, French spacing apart: the page dresses what it shows."""
    kept = text.replace("\u00a0", "").replace("\u202f", "").replace("’", "'").replace("…", "...")
    return "".join(kept.replace('"', "").replace("«", "").replace("»", "").split())


@given(st.lists(st.tuples(WORDS, st.booleans(), st.booleans()), min_size=1, max_size=4))
def test_any_words_come_back_from_the_markdown(parts: list[tuple[str, bool, bool]]) -> None:
    runs = [Run(*part) for part in parts]
    said = _bare("".join(run.text for run in runs))
    for block in (
        Paragraph(runs),
        Heading(1, runs),
        ListItem(0, ordered=False, key="1", runs=runs),
        Table([[[Run("Titre")]], [runs]]),
    ):
        nodes = tree(markdown_of([block]))
        if not said:
            continue
        assert len(nodes) == 1, markdown_of([block])
        node = nodes[0]
        if isinstance(block, ListItem):
            node = node["items"][0][0]
        shown = node["rows"][0][0] if isinstance(block, Table) else node["c"]
        assert _bare(_runs(shown)) == said, markdown_of([block])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "est vide"),
        (b"x" * (MOST_BYTES + 1), "dépasse 20 Mo"),
        (files.pdf(), "est un PDF"),
        (b"{\\rtf1}", "n’est pas un texte DOCX ou ODT"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ancien format de Word"),
        (files.xlsx(), "n’est pas un texte DOCX ou ODT"),
        (files.ods(), "n’est pas un texte DOCX ou ODT"),
        (files.zipped({"a.txt": "b"}), "n’est pas un texte DOCX ou ODT"),
        (files.docx(kind=files.WORD_MACROS), "macros"),
        (files.docx({"word/vbaProject.bin": b"x"}), "macros"),
        (files.odt({"Basic/Standard/Module1.xml": "<m/>"}), "macros"),
        (files.odt({"META-INF/manifest.xml": "<m:encryption-data/>"}), "mot de passe"),
        (files.bomb(), "démesurée"),
        (files.crowd(), "démesurée"),
        (files.overlapping(), "démesurée"),
        (docx("<w:p/>")[:-40], "abîmé"),
        (odt("<text:p>coupé"), "abîmé"),
        (docx("<w:p/>"), "aucun texte"),
        (odt("<text:list>" * DEEPEST + "</text:list>" * DEEPEST), "trop imbriqué"),
    ],
)
def test_what_is_no_text_is_refused_clearly(content: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_however_it_is_written(encoding: str) -> None:
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b '
        f'"&a;&a;">]><office:document-content {ODF}>&b;</office:document-content>'
    )
    with pytest.raises(Refusal, match="par prudence"):
        read(files.odt({"content.xml": xml.encode(encoding)}))


def test_an_endless_table_is_refused_before_it_fills_the_memory() -> None:
    row = b"<w:tr><w:tc><w:p><w:r><w:t>" + b"%d</w:t></w:r></w:p></w:tc></w:tr>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        with archive.open("word/document.xml", "w") as part:
            part.write(f"<w:document {W}><w:body><w:tbl>".encode())
            written = 0
            while written < MOST_READ:
                rows = b"".join(row % (written * 31 + n * 7919) for n in range(2_000))
                part.write(rows)
                written += len(rows)
            part.write(b"</w:tbl></w:body></w:document>")
    with pytest.raises(Refusal, match="trop long"):
        read(target.getvalue())


def test_cells_repeated_without_end_are_not_written_out() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p>'
    row = f"<table:table-row>{cell}</table:table-cell></table:table-row>"
    text = read_here(odt(f"<text:p>T</text:p><table:table>{row * 2}</table:table>"))
    assert len(text.markdown) < 1_000
