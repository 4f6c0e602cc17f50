"""No template sets a name where Jinja forgets it: inside a loop, a call or a block of its own.

What `{% set %}` does inside `{% for %}` ends with the turn: a list built there stays empty, without
a word (a confirmation lost its workshops that way). `namespace()` lasts.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from app.resources import templates_path

SCOPES = (nodes.For, nodes.CallBlock, nodes.FilterBlock, nodes.With, nodes.Block, nodes.Macro)


def _set_names(node: nodes.Node) -> set[str]:
    """The names that one `set` sets; `set box.x` is a namespace's, which lasts."""
    if isinstance(node, nodes.AssignBlock | nodes.Assign):
        target = node.target
        found = [target, *target.find_all(nodes.Name)]
        return {one.name for one in found if isinstance(one, nodes.Name)} - {"_"}
    return set()


def _within(scope: nodes.Node) -> Iterator[nodes.Node]:
    """What stands in a scope, down to the scopes inside it, which are given but not entered."""
    for child in scope.iter_child_nodes():
        yield child
        if not isinstance(child, SCOPES):
            yield from _within(child)


def _read_names(scope: nodes.Node) -> set[str]:
    return {n.name for n in _within(scope) if isinstance(n, nodes.Name) and n.ctx == "load"}


def faults(scope: nodes.Node, outside: frozenset[str] = frozenset()) -> Iterator[str]:
    """Each name that a scope sets although one outside of it bears the name or reads it."""
    set_here = {name for node in _within(scope) for name in _set_names(node)}
    yield from (name for name in sorted(set_here & outside))
    seen = outside | set_here | _read_names(scope)
    for node in _within(scope):
        if isinstance(node, SCOPES):
            yield from faults(node, frozenset() if isinstance(node, nodes.Macro) else seen)


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        ("{% set a = [] %}{% for b in c %}{% set a = a + [b] %}{% endfor %}{{ a }}", ["a"]),
        ("{% for b in c %}{% if b %}{% set a = b %}{% endif %}{% endfor %}{{ a }}", ["a"]),
        ("{% set a = 1 %}{% filter upper %}{% set a = 2 %}{% endfilter %}", ["a"]),
        ("{% set a = 1 %}{% call m() %}{% set a = 2 %}{% endcall %}", ["a"]),
        ("{% set a = 1 %}{% block x %}{% set a %}2{% endset %}{% endblock %}", ["a"]),
        ("{% for b in c %}{% set a = b %}{{ a }}{% endfor %}", []),
        ("{% set n = namespace(a=1) %}{% for b in c %}{% set n.a = b %}{% endfor %}{{ n.a }}", []),
        ("{% set a = 1 %}{% macro m() %}{% set a = 2 %}{{ a }}{% endmacro %}{{ a }}", []),
        ("{% if x %}{% set a = 1 %}{% endif %}{{ a }}", []),
    ],
)
def test_the_rule(source: str, lost: list[str]) -> None:
    assert list(faults(Environment(autoescape=True).parse(source))) == lost


def test_no_template_loses_what_it_sets(shared_app: Flask) -> None:
    environment: Environment = shared_app.jinja_env
    found = {
        str(path.relative_to(templates_path())): names
        for path in sorted(templates_path().rglob("*.*"))
        if (names := list(faults(environment.parse(path.read_text("utf-8")))))
    }
    assert found == {}
