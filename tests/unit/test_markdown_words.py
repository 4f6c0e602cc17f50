"""Texts typed in Markdown read as French; code and addresses stay; long texts stay quick."""

from __future__ import annotations

import time

from app.web.markdown import LONGEST_KEPT, markdown


def test_words_are_dressed_and_code_is_not() -> None:
    html = str(
        markdown("# L'ordre du jour ?\n\nVoir `l'x ?` et [l'art](https://a.example.org/?q='z')")
    )
    assert "L’ordre du jour\u202f?" in html
    assert "<code>l'x ?</code>" in html
    assert "l’art</a>" in html
    assert "https://a.example.org/?q='z'" in html


def test_sixty_pages_render_whole_and_fast() -> None:
    page = "# Point\n\n" + "Une phrase assez longue pour remplir la ligne. " * 60
    source = "\n\n".join(f"{page} {number}" for number in range(60))
    assert len(source) > LONGEST_KEPT
    start = time.perf_counter()
    html = markdown(source)
    assert html.count("<h3>") == 60
    assert time.perf_counter() - start < 2
