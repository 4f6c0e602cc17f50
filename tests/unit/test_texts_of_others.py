"""Texts as people's programs write them: no word lost, none doubled, what is left aside said."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from app.paper.markdown import plain, tree
from app.wordprocessing.archive import parsed
from app.wordprocessing.blocks import Run
from app.wordprocessing.markdown import inline
from app.wordprocessing.numbering import written
from app.wordprocessing.pictures import alternative
from app.wordprocessing.reading import WrittenText, read_here
from app.wordprocessing.symbols import readable, symbol
from tests import files
from tests.unit.test_wordprocessing import TYPES, W, docx, odt, p

FILES = Path(__file__).parents[1] / "documents/texts"
NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def text(name: str) -> WrittenText:
    return read_here((FILES / name).read_bytes())


def _raw_docx(element: Element) -> Iterator[str]:
    """The words of the XML itself, in order: a second reader that knows nothing of ours."""
    hidden = element.find(f"{NS}rPr/{NS}vanish") is not None
    if element.tag in {NS + "del", FALLBACK} or hidden:
        return
    if element.tag == NS + "t":
        yield element.text or ""
    if element.tag == NS + "p":
        yield "\n"
    for child in element:
        yield from _raw_docx(child)
    if element.tag == NS + "p":
        yield "\n"


def _raw_odt(element: Element) -> Iterator[str]:
    if element.tag in {TEXT + "tracked-changes", TEXT + "table-of-content"}:
        return
    if element.tag.endswith("annotation"):
        yield element.tail or ""
        return
    if element.tag in {TEXT + "p", TEXT + "h"}:
        yield "\n"
    yield element.text or ""
    for child in element:
        yield from _raw_odt(child)
    if element.tag in {TEXT + "p", TEXT + "h"}:
        yield "\n"
    yield element.tail or ""


def _words(said: str) -> list[str]:
    return re.findall(r"\w+", said)


def _said(read: WrittenText) -> str:
    """What a reader sees of the Markdown."""

    def inside(nodes: list[dict[str, object]]) -> Iterator[str]:
        for node in nodes:
            if node["t"] in {"h", "p"}:
                yield plain(node["c"])  # type: ignore[arg-type]
            elif node["t"] == "table":
                for row in (node["head"], *node["rows"]):  # type: ignore[misc]
                    yield from (plain(cell) for cell in row)
            else:
                for item in node.get("items", [node.get("c", [])]):  # type: ignore[attr-defined]
                    yield from inside(item)

    return "\n".join([read.title, *inside(tree(read.markdown))])


EVERY = sorted(path.name for path in FILES.iterdir())


@pytest.mark.parametrize("name", EVERY)
def test_no_word_is_lost_or_doubled(name: str) -> None:
    content = (FILES / name).read_bytes()
    archive = zipfile.ZipFile(BytesIO(content))
    if name.endswith(".odt"):
        root = parsed(archive.read("content.xml"))
        raw = "".join(_raw_odt(root))
    else:
        xml = archive.read("word/document.xml")
        raw = "".join(_raw_docx(parsed(xml)))
    read = read_here(content)
    expected, found = Counter(_words(readable(raw))), Counter(_words(_said(read)))
    assert not expected - found, "words of the file that the text does not say"
    # What is said besides: numbers of lists.
    assert all(word.isdigit() or len(word) == 1 for word in found - expected) or (
        name == "listes-numerotees.docx"
    )


def test_boxes_are_each_read_once() -> None:
    assert text("deux-zones-de-texte.docx").markdown == (
        "Texte\n\nEncadré A : à retenir\n\nEncadré B : vote à l’unanimité"
    )
    assert text("zone-de-texte-dans-une-case.docx").markdown.count("Encadré") == 1


def test_elements_in_the_line_are_opened() -> None:
    assert text("customxml-en-ligne.docx").markdown == "Présents : Mme Durand et M. Petit"
    unknown = "<w:p><w:truc><w:r><w:t>Mot</w:t></w:r></w:truc></w:p>"
    assert read_here(docx(unknown + "<w:machin>" + p("gardé") + "</w:machin>")).markdown == (
        "Mot\n\ngardé"
    )


def test_symbols_are_signs() -> None:
    said = text("symbole-wingdings.docx").markdown
    assert said == "Report du budget → exercice 2027 ; ☑ adopté ☐ refusé"
    assert (symbol("Symbol", 0xF061), symbol("Wingdings", 0xF0FC)) == ("α", "✓")
    assert readable("\uf0b7 point \uf0e0 suite") == "• point → suite"
    unknown = read_here(docx('<w:p><w:r><w:sym w:font="Wingdings" w:char="F001"/></w:r></w:p>'))
    assert unknown.markdown == "▯"
    assert "symbole inconnu" in unknown.warnings[0]


def test_what_is_struck_stays_struck_and_what_is_hidden_is_left_out() -> None:
    assert text("texte-barre.docx").markdown == "Subvention de ~~10 000 €~~ 8 000 €"
    hidden = text("texte-masque.docx")
    assert hidden.markdown == "Texte visible."
    assert "1 passage masqué" in hidden.warnings[0].replace("\u00a0", " ")
    assert inline([Run("a", bold=True, struck=True), Run("b")]) == "~~**a**~~b"


def test_numbers_are_those_of_the_file() -> None:
    said = text("listes-numerotees.docx").markdown
    assert "- Délibération n° 5 : adoption du budget\n- Délibération n° 6 : désignation" in said
    assert "- a) le budget\n- b) le calendrier" in said
    assert "1. un\n2. deux" in said
    forms = [written(number, form) for number, form in ((28, "a"), (4, "upperRoman"), (1, "1"))]
    assert forms == ["bb", "IV", "1"]


def _numbering(*nums: str) -> str:
    level = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    )
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        f"{''.join(nums)}</w:numbering>"
    )


def _num(identifier: int, override: str = "") -> str:
    return f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="0"/>{override}</w:num>'


def _item(said: str, num: int, level: int = 0) -> str:
    return p(said, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def test_two_names_of_one_list_count_together_and_one_may_begin_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = _numbering(_num(1), _num(2), _num(3, anew))
    body = _item("a", 1) + p("x") + _item("b", 2) + p("y") + _item("c", 3) + _item("d", 3)
    said = read_here(docx(body, numbering=numbering)).markdown
    assert said == "1. a\n\nx\n\n2. b\n\ny\n\n1. c\n2. d"


def test_headings_keep_their_numbers() -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="T1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="T2"><w:name w:val="heading 2"/><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    one, two = '<w:pStyle w:val="T1"/>', '<w:pStyle w:val="T2"/>'
    body = p("Budget", one) + p("Dépenses", two) + p("Recettes", two) + p("Suites", one)
    said = read_here(docx(body, styles=styles, numbering=_numbering(_num(1)))).markdown
    assert said == "# 1. Budget\n\n## 1.1 Dépenses\n\n## 1.2 Recettes\n\n# 2. Suites"


def test_dotted_lines_to_fill_stay() -> None:
    read = text("pointilles-a-remplir.docx")
    assert _said(read).split() == [
        "Le",
        "____",
        "à",
        "____",
        "Présents",
        ":",
        "___",
        "Excusés",
        ":",
        "___",
    ]
    assert inline([Run("snake_case et _ça_")]) == r"snake_case et \_ça\_"


@pytest.mark.parametrize("name", ["strict-open-xml.docx", "type-par-defaut.docx"])
def test_every_way_to_say_that_a_part_is_the_text(name: str) -> None:
    assert text(name).markdown.startswith("# Budget\n\nLe budget est adopté.")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (r"C:\Users\Prenom\Downloads\graphique.png", ""),
        ("Macintosh HD:Users:prenom:Desktop:logo.jpg", ""),
        ("/home/prenom/logo", ""),
        ("graphique final.PNG", ""),
        ("Une image contenant texte Description générée automatiquement", ""),
        ("Le contenu généré par l’IA peut être incorrect.", ""),
        ("prenom.nom@example.org", ""),
        ("Image 3", ""),
        ("Carte des permanences en Ariège", "Carte des permanences en Ariège"),
    ],
)
def test_pictures_say_what_somebody_wrote_for_them(said: str, kept: str) -> None:
    assert alternative(said) == kept


def test_a_picture_does_not_publish_the_path_of_its_file() -> None:
    read = text("image-chemin-local.docx")
    assert "Users" not in read.markdown
    assert "2 images laissées de côté" in read.warnings[0].replace("\u00a0", " ")


def test_formulas_boxes_to_tick_and_lists_of_choices_are_written() -> None:
    maths = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    part = "<m:{0}><m:r><m:t>{1}</m:t></m:r></m:{0}>"
    fraction = f"<m:f>{part.format('num', 'a+b')}{part.format('den', '2')}</m:f>"
    power = f"<m:sSup>{part.format('e', 'x')}{part.format('sup', '2')}</m:sSup>"
    tick = '<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/>'
    choice = (
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        '<w:listEntry w:val="Oui"/><w:listEntry w:val="Non"/></w:ddList></w:ffData></w:fldChar>'
    )
    body = (
        f"<w:p {maths}><w:r><w:t>Soit</w:t></w:r><m:oMath>{fraction}{power}</m:oMath></w:p>"
        f"<w:p><w:r>{tick}</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:t> Adopté</w:t></w:r>"
        f"<w:r>{choice}</w:r></w:p>"
    )
    read = read_here(docx(body))
    assert read.markdown == "Soit (a+b)/2x^2\n\n☑ AdoptéNon"
    assert "1 formule" in read.warnings[0].replace("\u00a0", " ")


def test_what_stands_outside_of_the_text_is_said() -> None:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kinds}/header" Target="header1.xml"/></Relationships>'
    )
    body = f"{p('Texte')}<w:altChunk/>"
    content = files.zipped(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations,
            "word/header1.xml": f"<w:hdr {W}>{p('Document de travail')}</w:hdr>",
        }
    )
    said = " ".join(read_here(content).warnings).replace("\u00a0", " ")
    assert "1 fichier inséré dans le texte" in said
    assert "laissés de côté : « Document de travail »" in said


def test_shapes_and_frames_of_opendocument() -> None:
    said = text("formes-et-cadres.odt").markdown
    for words in ("Encadré : vote reporté", "Encadré du point", "Rectangle"):
        assert said.count(words) == 1


def test_lists_and_headings_of_opendocument_keep_their_numbers() -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="a" style:num-suffix=")"/></text:list-style>'
        '<text:list-style style:name="N"><text:list-level-style-number text:level="1" '
        'style:num-format="1" style:num-suffix="." text:start-value="3"/></text:list-style>'
        '<text:outline-style style:name="O"><text:outline-level-style text:level="1" '
        'style:num-format="I" style:num-suffix=" –"/></text:outline-style>'
    )
    items = "<text:list-item><text:p>un</text:p></text:list-item>" * 2
    body = (
        '<text:h text:outline-level="1">Budget</text:h>'
        f'<text:list text:style-name="L">{items}</text:list>'
        '<text:h text:outline-level="1">Suites</text:h>'
        f'<text:list text:style-name="N">{items}</text:list>'
    )
    assert read_here(odt(body, styles)).markdown == (
        "# I – Budget\n\n- a) un\n- b) un\n\n# II – Suites\n\n3. un\n4. un"
    )


def test_hidden_sections_and_struck_words_of_opendocument() -> None:
    styles = (
        '<style:style style:name="B" style:family="text"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="H" style:family="text"><style:text-properties '
        'text:display="none"/></style:style>'
    )
    body = (
        '<text:section text:display="none"><text:p>secret</text:p></text:section>'
        '<text:p>a <text:span text:style-name="B">barré</text:span> '
        '<text:span text:style-name="H">caché</text:span></text:p>'
    )
    read = read_here(odt(body, styles))
    assert read.markdown == "a ~~barré~~"
    assert "2 passages masqués" in read.warnings[0].replace("\u00a0", " ")
