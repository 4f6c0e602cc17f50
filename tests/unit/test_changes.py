"""Two versions of a text, compared word by word."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.changes import Kind, shortened, word_changes
from app.web.changes import changes_html

TEXTS = st.text(alphabet="ab é,.\n'’", max_size=60)


def rebuilt(before: str, after: str) -> tuple[str, str]:
    found = word_changes(before, after)
    old = "".join(c.text for c in found if c.kind in {Kind.SAME, Kind.REMOVED})
    return old, "".join(c.text for c in found if c.kind in {Kind.SAME, Kind.ADDED})


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    assert rebuilt(before, after) == (before, after)


def test_only_the_words_that_changed_are_marked() -> None:
    found = word_changes("Le groupe écrit un guide.\nFin.", "Le groupe relit un guide court.\nFin.")
    assert [tuple(change) for change in found] == [
        ("same", "Le groupe "),
        ("removed", "écrit "),
        ("added", "relit "),
        ("same", "un "),
        ("removed", "guide"),
        ("added", "guide court"),
        ("same", ".\nFin."),
    ]


def test_long_unchanged_passages_are_left_out_and_nothing_else() -> None:
    same = "mot " * 500
    found = shortened(word_changes(same + "avant " + same, same + "après " + same))
    assert [change.kind for change in found if change.kind is not Kind.SAME] == [
        Kind.SKIPPED,
        Kind.REMOVED,
        Kind.ADDED,
        Kind.SKIPPED,
    ]
    assert sum(len(change.text) for change in found if change.kind is Kind.SAME) < 600


def test_sixty_pages_are_compared_in_a_moment() -> None:
    before = "\n".join(
        f"Paragraphe {n} du compte rendu, " + "avec des mots " * 30 for n in range(900)
    )
    after = before.replace("Paragraphe 5", "Alinéa 5").replace("mots avec", "phrases avec", 40)
    began = time.perf_counter()
    assert rebuilt(before, after) == (before, after)
    assert time.perf_counter() - began < 5


def test_changes_are_said_as_well_as_shown_and_never_become_markup() -> None:
    html = str(changes_html("Un <b>guide</b>", "Un <i>guide</i> & plus"))
    assert "<b>" not in html
    assert "<i>" not in html
    assert "&lt;" in html
    assert '<span class="fr-sr-only"> [ajouté : </span>' in html
    assert '<span class="fr-sr-only"> [retiré : </span>' in html
    assert str(changes_html("Pareil", "Pareil")) == ""
