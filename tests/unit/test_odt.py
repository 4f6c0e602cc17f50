"""OpenDocument texts keep what the Markdown says: marks, links, lists, tables with their heads."""

from __future__ import annotations

import io
import re
import zipfile

from app.paper.markdown import tree
from app.paper.odt import Writer, document_of

TEXT = """## Titre

Un **gras**, *doux*, ~~barré~~, `code` et [un lien](https://example.org/a?b=1&c=2).

1. un
   - dedans
2. deux

> « On m’a écoutée. »

| A | B |
|---|---|
| 1 | <2 |
"""


def written() -> dict[str, str]:
    content = document_of("Un titre", "Synergies", Writer().blocks(tree(TEXT)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in ("content.xml", "styles.xml")}


def test_marks_links_and_structure_stay() -> None:
    content = written()["content.xml"]
    for style, words in (("Fort", "gras"), ("Accent", "doux"), ("Raye", "barré")):
        assert re.search(rf'text:style-name="{style}">(<text:span>)?{words}', content), words
    assert 'xlink:href="https://example.org/a?b=1&amp;c=2"' in content
    assert 'text:list text:style-name="Numeros"' in content
    assert 'text:list text:style-name="Puces"' in content
    assert 'text:style-name="Citation"' in content
    head, _, rows = content.partition("</table:table-header-rows>")
    assert head.endswith("</table:table-row>")
    assert "&lt;2" in rows


def test_headings_bear_no_number_and_every_style_is_there() -> None:
    parts = written()
    assert set(
        re.findall(r'outline-level-style [^>]*num-format="([^"]*)"', parts["styles.xml"])
    ) == {""}
    used = set(re.findall(r'text:style-name="([^"]+)"', parts["content.xml"]))
    known = set(re.findall(r'style:name="([^"]+)"', parts["styles.xml"] + parts["content.xml"]))
    assert used <= known
