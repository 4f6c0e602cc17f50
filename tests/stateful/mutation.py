"""Breaking one rule of the application, for as long as a test lasts."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from app.kernel import bus


def break_rule(
    monkeypatch: pytest.MonkeyPatch, function: Callable[..., Any], old: str, new: str
) -> None:
    """Put `new` where `old` stands, once, in the source of a function, wherever it is called."""
    broken = _mutated(function, old, new)
    if "." in function.__qualname__:
        owner = getattr(sys.modules[function.__module__], function.__qualname__.split(".")[0])
        monkeypatch.setattr(owner, function.__name__, broken)
    for module in [m for name, m in sys.modules.items() if name.startswith("app.")]:
        for name, value in list(vars(module).items()):
            if value is function:
                monkeypatch.setattr(module, name, broken)
    for fact, reactions in bus._reactions.items():
        kept = [broken if one is function else one for one in reactions]
        monkeypatch.setitem(bus._reactions, fact, kept)


def _mutated(function: Callable[..., Any], old: str, new: str) -> Callable[..., Any]:
    unwrapped = inspect.unwrap(function)
    source = textwrap.dedent(inspect.getsource(unwrapped))
    assert source.count(old) == 1, f"{old!r}: not once in the source of {function.__name__}"
    namespace: dict[str, Any] = {}
    code = compile(source.replace(old, new), "<mutant>", "exec")
    exec(code, unwrapped.__globals__, namespace)  # noqa: S102  # our own source
    mutated: Callable[..., Any] = namespace[unwrapped.__name__]
    return mutated
