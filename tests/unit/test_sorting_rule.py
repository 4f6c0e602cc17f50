"""Whatever is ordered by a name in the database is ordered by its key, the same on both engines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from app.resources import templates_path

APP = templates_path().parent / "app"
# Columns of text that people read. Codes, slugs and kinds are none.
READ = frozenset(
    {
        *("name", "title", "label", "last_name", "first_name", "city", "term", "sigle", "acronym"),
        *("filename", "organisation", "venue", "owner", "short_name"),
    }
)
# Names of the machine: tasks, and words already folded.
OURS = frozenset({"TaskRun.name", "ProposalTerm.term"})


def bare_orders(source: str) -> Iterator[str]:
    """The columns of text by which some statement or relationship is ordered as they are."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            named = [key.value for key in node.keywords if key.arg == "order_by"]
            method = isinstance(node.func, ast.Attribute) and node.func.attr == "order_by"
            for asked in [*named, *(node.args if method else ())]:
                yield from _bare(asked)


def _bare(asked: ast.expr) -> Iterator[str]:
    if isinstance(asked, ast.Constant):
        words = str(asked.value).replace(",", " ").split()
        yield from (one for one in words if one.rpartition(".")[2] in READ)
        return
    if isinstance(asked, ast.Call) and ast.unparse(asked.func) == "sort_key":
        return
    if isinstance(asked, ast.Attribute) and asked.attr in READ:
        yield ast.unparse(asked)
    for child in ast.iter_child_nodes(asked):
        if isinstance(child, ast.expr):
            yield from _bare(child)


def test_the_rule_sees_a_bare_name() -> None:
    bad = (
        "select(G).order_by(G.name, G.id)",
        "select(G).order_by(G.name.desc())",
        "relationship(order_by='G.name, G.id')",
        "relationship(order_by=lambda: G.name)",
    )
    for source in bad:
        assert list(bare_orders(source)) == ["G.name"], source
    assert list(bare_orders("select(G).order_by(sort_key(G.name), G.code)")) == []


def test_names_are_ordered_by_their_key() -> None:
    found = [
        f"{path.relative_to(APP)}: {name}"
        for path in sorted(Path(APP).rglob("*.py"))
        for name in bare_orders(path.read_text(encoding="utf-8"))
        if name not in OURS
    ]
    assert found == []
