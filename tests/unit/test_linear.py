"""No text stops the service: each function of texts is fed 100,000 signs of every awkward shape."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from app.kernel.changes import word_changes
from app.kernel.text import dressed, fold, normalized, shortened, slugify
from app.kernel.words import stems, terms
from app.paper.markdown import tree
from app.paper.signs import plainer, text_of
from app.web.changes import changes_html
from app.web.markdown import markdown

pytestmark = pytest.mark.budget(15)

SIGNS = 100_000
# Of processor time, on a slow machine; what is not linear takes minutes.
SECONDS = 6.0

SHAPES = {
    "one word": "a" * SIGNS,
    "digits": "9" * SIGNS,
    "dots": "." * SIGNS,
    "words and dots": "a." * (SIGNS // 2),
    "signs of addresses": "@" * SIGNS,
    "addresses without an end": "a@" * (SIGNS // 2),
    "schemes": "http://" * (SIGNS // 7),
    "almost schemes": "a:" * (SIGNS // 2),
    "spaces": " " * SIGNS,
    "no-break spaces": "a" + "\u00a0" * SIGNS + "a",
    "lines": "\n" * SIGNS,
    "one quote": '"' + "a" * SIGNS,
    "quotes": '"' * SIGNS,
    "quoted letters": '"a' * (SIGNS // 2),
    "guillemets": "« " * (SIGNS // 2),
    "exclamations": "a" + "!" * SIGNS + "a",
    "apostrophes": "a'" * (SIGNS // 2),
    "marks": "*a " * (SIGNS // 6) + "b*" * (SIGNS // 6),
    "stars": "*" * SIGNS,
    "underscores": "_a" * (SIGNS // 2),
    "struck": "~~a" * (SIGNS // 3),
    "brackets": "[" * SIGNS,
    "links": "[a](" * (SIGNS // 4),
    "code": "`a" * (SIGNS // 2),
    "quotations": ">" * SIGNS,
    "lists": "- " * (SIGNS // 2),
    "table": "|a" * 500 + "\n" + "|-" * 500 + "\n",
    "headings": "# a\n\n" * (SIGNS // 5),
    "empty headings": "##\n" * (SIGNS // 3),
    "accents": "e" + "\u0301" * SIGNS,
    "accents of two kinds": "e" + "\u0301\u0323" * (SIGNS // 2),
    "ligature of eighteen letters": "\ufdfa" * SIGNS,
    "emoji": "😀" * SIGNS,
    "joined emoji": "👩\u200d" * (SIGNS // 2),
    "invisible": "\u200b" * SIGNS,
    "prose": "Les personnes qui sortent d’un foyer ont besoin d’un toit. " * (SIGNS // 60),
}
FUNCTIONS: dict[str, Callable[[str], Any]] = {
    "dressed": dressed,
    "fold": fold,
    "composed": lambda text: normalized("NFC", text),
    "slugify": slugify,
    "shortened": lambda text: shortened(text, 80),
    "stems": stems,
    "terms": terms,
    "markdown": markdown,
    "tree": tree,
    "printable": text_of,
    "plainer": plainer,
    "changes": lambda text: word_changes(text, text[:-1] + "z"),
    "new text": lambda text: changes_html("Une phrase.", text),
}


@pytest.mark.budget(10)
@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_goes_through_each_function_in_time(shape: str) -> None:
    for name, function in FUNCTIONS.items():
        began = time.process_time()
        function(SHAPES[shape])
        took = time.process_time() - began
        assert took < SECONDS, f"{name} takes {took:.1f} s for {shape}"


def test_versions_that_share_every_line_are_compared_in_time() -> None:
    lines = [f"ligne {at % 7}\n" for at in range(20_000)]
    mixed = [f"ligne {at % 5}\n" for at in range(20_000)]
    words = " ".join(f"mot{at % 3}" for at in range(1_400))
    others = " ".join(f"mot{at % 2}" for at in range(1_400))
    began = time.process_time()
    changes = word_changes("".join(lines), "".join(mixed))
    word_changes(words, others)
    assert time.process_time() - began < SECONDS
    assert "".join(c.text for c in changes if c.kind != "added") == "".join(lines)
    assert "".join(c.text for c in changes if c.kind != "removed") == "".join(mixed)
