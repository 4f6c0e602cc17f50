"""French spaces in templates, put in when a template is compiled: they cost nothing afterwards.

Whoever writes a template types ordinary spaces before `; ! ? » :` and after `«`, as keyboards do;
readers get the narrow and no-break ones that keep a sign on the line of its word. What people typed
comes through expressions and is dressed by the filter `typo`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from app.kernel.text import NBSP, NNBSP

_BEFORE_HIGH = re.compile(r" +(?=[;!?»])")
_AFTER_OPENING = re.compile(r"« +")
_BEFORE_COLON = re.compile(r" +:(?=\s|<|$)")
_TAG = re.compile(r"<[a-zA-Z/!]")
_SPOKEN = re.compile(r'(?<= )((?:aria-label|title|alt|placeholder)=")([^"]*)')
# Shown letter for letter.
_AS_TYPED = re.compile(r"<(/?)(?:script|style|pre|code|textarea)\b", re.IGNORECASE)


def spaced(text: str) -> str:
    """The text with its French spaces. Applying it twice changes nothing."""
    text = _BEFORE_HIGH.sub(NNBSP, text)
    text = _AFTER_OPENING.sub("«" + NNBSP, text)
    return _BEFORE_COLON.sub(NBSP + ":", text)


class FrenchSpaces(Extension):
    """Dresses the text of templates, and the strings written in their expressions."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        page = _Page()
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, token.type, page.dress(token.value))
            elif token.type == "string":
                yield Token(token.lineno, token.type, spaced(token.value))
            else:
                yield token


class _Page:
    """Follows where in the page a piece of text stands: a tag may hold expressions."""

    def __init__(self) -> None:
        self.in_tag = False
        self.as_typed = False

    def dress(self, data: str) -> str:
        pieces: list[str] = []
        position = 0
        while position < len(data):
            if self.in_tag:
                end = data.find(">", position)
                self.in_tag = end == -1
                end = len(data) if end == -1 else end + 1
                tag = data[position:end]
                pieces.append(_SPOKEN.sub(lambda m: m[1] + spaced(m[2]), tag))
            else:
                found = _TAG.search(data, position)
                end = found.start() if found else len(data)
                text = data[position:end]
                pieces.append(text if self.as_typed else spaced(text))
                self.in_tag = found is not None
                if opened := _AS_TYPED.match(data, end):
                    self.as_typed = not opened[1]
            position = end
        return "".join(pieces)
