"""Formulas of Word on one line: "a/b", "x^2", "√(2)". Their signs are kept, not their layout."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def formula(element: Element) -> str:
    """The signs of a formula, in the order in which one reads it aloud."""
    tag = element.tag
    if tag == M + "t":
        return element.text or ""
    if tag == M + "f":
        return f"{_wrapped(element, 'num')}/{_wrapped(element, 'den')}"
    if tag in {M + "sSup", M + "sSub", M + "sSubSup"}:
        said = _part(element, "e")
        for sign, name in (("_", "sub"), ("^", "sup")):
            if element.find(M + name) is not None:
                said += f"{sign}{_wrapped(element, name)}"
        return said
    if tag == M + "rad":
        return f"√({_part(element, 'e')})"
    if tag == M + "nary":
        chosen = element.find(f"{M}naryPr/{M}chr")
        mark = "∫" if chosen is None else chosen.get(M + "val", "")
        return f"{mark}({_part(element, 'sub')} ; {_part(element, 'sup')}) {_part(element, 'e')}"
    if tag == M + "d":
        return f"({' ; '.join(formula(one) for one in element.findall(M + 'e'))})"
    return "".join(formula(child) for child in element)


def _part(element: Element, name: str) -> str:
    found = element.find(M + name)
    return "" if found is None else "".join(formula(child) for child in found)


def _wrapped(element: Element, name: str) -> str:
    said = _part(element, name)
    return f"({said})" if len(said) > 1 and not said.isalnum() else said
