"""Where things stand in the XML of a DOCX: rows, boxes, notes, links. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree.ElementTree import Element

from app.wordprocessing.docx_styles import W, value, whole

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES: Final = _MC + "AlternateContent"
BOX: Final = W + "txbxContent"
GONE: Final = {W + "del", W + "moveFrom"}
# What holds no words of the text: properties, and the codes that fields are made of.
MUTE: Final = {
    W + name
    for name in (
        *("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr"),
        *("customXmlPr", "smartTagPr", "rubyPr", "instrText", "delText", "delInstrText", "rt"),
        *("fldData", "annotationRef", "footnoteRef", "endnoteRef"),
    )
}


def is_contents(box: Element) -> bool:
    gallery = value(box, f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery == "Table of Contents"


def parts(parent: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, whatever wraps them."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag not in MUTE | GONE:
            yield from parts(child, wanted)


def chosen(alternatives: Element) -> Element:
    """Of two ways to write the same, the newer one; the older where the newer says less."""
    choice, fallback = alternatives.find(_MC + "Choice"), alternatives.find(_MC + "Fallback")
    if choice is None:
        return alternatives if fallback is None else fallback
    if fallback is not None and not has_words(choice) and has_words(fallback):
        return fallback
    return choice


def has_words(element: Element) -> bool:
    return any((one.text or "").strip() for one in element.iter(W + "t"))


def boxes(element: Element) -> Iterator[Element]:
    """Text boxes, each once; those inside a box come with its paragraphs."""
    for child in element:
        if child.tag == BOX:
            yield child
        elif child.tag not in MUTE | GONE:
            yield from boxes(chosen(child) if child.tag == ALTERNATIVES else child)


def form_field(begins: Element) -> str:
    """A box to tick or a list of choices of the older kind; nothing for other fields."""
    box = begins.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        said = value(box, W + "checked")
        said = value(box, W + "default") if said is None else said
        return "☐" if said in {None, "0", "false", "off"} else "☑"
    choices = begins.find(f"{W}ffData/{W}ddList")
    if choices is not None:
        entries = [one.get(W + "val", "") for one in choices.iter(W + "listEntry")]
        chosen = whole(value(choices, W + "result") or value(choices, W + "default"), 0)
        return entries[chosen] if chosen < len(entries) else ""
    return ""


def links(relations: Element | None) -> dict[str, str]:
    if relations is None:
        return {}
    return {
        one.get("Id", ""): one.get("Target", "")
        for one in relations
        if one.get("TargetMode") == "External"
    }


def margins(relations: Element | None) -> list[str]:
    """The parts that hold headers and footers."""
    found = () if relations is None else relations
    return [
        one.get("Target", "")
        for one in found
        if one.get("Type", "").endswith(("/header", "/footer"))
    ]


def plain_lines(margin: Element) -> Iterable[str]:
    for paragraph in margin.iter(W + "p"):
        said = "".join(one.text or "" for one in paragraph.iter(W + "t"))
        if said.strip():
            yield " ".join(said.split())


def notes(tree: Element | None, kind: str) -> dict[tuple[str, str], Element]:
    if tree is None:
        return {}
    return {
        (kind, one.get(W + "id", "")): one
        for one in tree.iter(W + kind)
        if one.get(W + "type") in {None, "normal"}
    }
