"""A page as a person has it before them: its text, and the values that its forms would send."""

from __future__ import annotations

from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse


class Page:
    """The page of an answer."""

    def __init__(self, answer: TestResponse) -> None:
        self.html = answer.get_data(as_text=True)
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(self.html)

    @property
    def text(self) -> str:
        return unescape(" ".join(" ".join(self.root.itertext()).split()))

    def values(self, form: str = "") -> dict[str, Any]:
        """What the form whose action ends so would send untouched; by default, the one of the page.

        Raises `LookupError` when the page has no such form.
        """
        for one in self.root.iter("form"):
            action = one.get("action", "")
            own = one.get("class") == "sy-form" and one.get("method", "").lower() == "post"
            if own and (action.endswith(form) if form else True):
                return _values(one)
        raise LookupError(f"no form {form!r}")


def _values(form: Element) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for control in form.iter():
        name = control.get("name")
        if not name or control.get("disabled") is not None or control.tag == "button":
            continue
        if name == "csrf_token":
            # The client adds the one of the page that it posts from.
            continue
        kind = control.get("type", "text")
        if kind in {"file", "submit"}:
            continue
        if kind in {"radio", "checkbox"} and control.get("checked") is None:
            continue
        found.setdefault(name, []).extend(_value(control))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _value(control: Element) -> list[str]:
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        return [one.get("value", one.text or "") for one in chosen]
    return [control.get("value", "on" if control.get("type") == "checkbox" else "")]
