"""Fill a form as a browser would: what is typed where it can be, the rest as the page has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from tests.rendered import BUTTONS, SILENT, Control, Form

GROUPS = frozenset({"checkbox", "radio"})
# What stands in one line of text.
LINES = frozenset({"text", "email", "tel", "url", "search", "password"})

# The name of the buttons that add rows and come back to the form.
ADDS_ROWS = "more"

Entry = tuple[str, Any]


class NotOnThePage(AssertionError):  # it reads as the sentence it begins
    """What a test wants to send and nobody could send from this page."""


@dataclass
class _Given:
    """What the test gives, and what of it was used."""

    values: dict[str, list[Any]]
    used: set[str]

    def has(self, name: str) -> bool:
        return name in self.values


def fill(form: Form, data: Any = None, *, blank: bool = False, button: str = "") -> list[Entry]:
    """The entries that a browser sends for this form.

    `data` holds what a person types, chooses and clicks, by the name of the control; for a box, a
    choice or a list, an empty value means that nothing is chosen. What it does not name is sent as
    rendered. A required answer that is empty must be given as such, or `blank` must say that the
    form is sent as it is. `button` is the text of the button to press; without it, the button
    that `data` names, or the plain one.

    NotOnThePage: a field, a choice or a button that the form does not have.
    """
    given = _Given(_lists(data), set())
    pressed = _pressed(form, given, button)
    blank = blank or (pressed is not None and pressed.unchecked)
    entries: list[Entry] = []
    for name in dict.fromkeys(c.name for c in form.controls if c.name):
        controls = [c for c in form.named(name) if c.kind not in SILENT]
        usable = [c for c in controls if not c.disabled and c.kind not in BUTTONS]
        if usable:
            entries += _answer(name, usable, given, blank)
        elif controls and given.has(name) and not any(c.kind in BUTTONS for c in controls):
            raise NotOnThePage(f"the field {name!r} is disabled")
    if pressed is not None and pressed.name:
        entries.append((pressed.name, pressed.value))
    for name in given.values.keys() - given.used:
        if not any(pattern.fullmatch(name) for pattern in form.growing):
            raise NotOnThePage(f"the form has no field {name!r} (it has {_names(form)})")
        entries += [(name, _typed(value)) for value in given.values[name]]
    return entries


def _lists(data: Any) -> dict[str, list[Any]]:
    if data is None:
        return {}
    if isinstance(data, MultiDict):
        return {name: list(values) for name, values in data.lists()}
    pairs: Iterable[Entry] = data.items() if isinstance(data, Mapping) else data
    lists: dict[str, list[Any]] = {}
    for name, value in pairs:
        many = value if isinstance(value, list | set | frozenset) else [value]
        lists.setdefault(name, []).extend(many)
    return lists


def _names(form: Form) -> str:
    return ", ".join(dict.fromkeys(c.name for c in form.controls if c.name)) or "none"


def _pressed(form: Form, given: _Given, text: str) -> Control | None:
    """The button that sends the form."""
    for one in form.buttons:
        if one.name and given.has(one.name) and one.value in map(str, given.values[one.name]):
            given.used.add(one.name)
            return one
    named = {c.name for c in form.buttons if c.name}
    # A field may have the name of a button.
    fields = {c.name for c in form.controls if c.kind not in BUTTONS | SILENT}
    for name in named & given.values.keys() - fields:
        offered = [c.value for c in form.buttons if c.name == name]
        raise NotOnThePage(f"no button {name} sends {given.values[name]} (there is {offered})")
    if text:
        for one in form.buttons:
            if text in one.text:
                return one
        raise NotOnThePage(f"no button {text!r} (there is {[c.text for c in form.buttons]})")
    if not form.buttons:
        raise NotOnThePage("the form has no button to send it")
    # Who says nothing of a button presses none that means something apart, and adds no row.
    plain = [one for one in form.buttons if not one.name]
    sending = [one for one in form.buttons if one.name != ADDS_ROWS]
    return (plain or sending or form.buttons)[0]


def _answer(name: str, controls: list[Control], given: _Given, blank: bool) -> list[Entry]:
    """What the controls of one name send."""
    if given.has(name):
        given.used.add(name)
        values = given.values[name]
        answers = _chosen(name, controls, values)
        return answers if answers is not None else _several(name, controls, values)
    answers = _as_rendered(controls)
    required = any(c.required for c in controls)
    # An absent required box of several kinds, or an empty one: nobody could have overlooked it.
    if required and not blank and not any(_filled(value) for _, value in answers):
        raise NotOnThePage(f"the answer {name!r} is required, empty, and not given")
    return answers


def _filled(value: Any) -> bool:
    return bool(value.filename) if isinstance(value, FileStorage) else bool(value)


def _chosen(name: str, controls: list[Control], values: list[Any]) -> list[Entry] | None:
    """The answers to a question with offered choices; None when it is not one."""
    first = controls[0]
    if first.kind in GROUPS:
        offered = [c.value for c in controls]
        wanted = [v for v in values if v not in ("", None, False)]
        wanted = [offered[0] if v is True else str(v) for v in wanted]
    elif first.kind == "select":
        offered = [o.value for o in first.options if not o.disabled]
        wanted = [] if first.multiple and values == [""] else [str(v) for v in values]
    else:
        return None
    for value in wanted:
        if value not in offered:
            raise NotOnThePage(f"{name!r} does not offer {value!r} (it offers {offered})")
    if len(wanted) > 1 and not (first.multiple or first.kind == "checkbox"):
        raise NotOnThePage(f"{name!r} takes one answer, not {wanted}")
    return [(name, value) for value in offered if value in wanted]


def _several(name: str, controls: list[Control], values: list[Any]) -> list[Entry]:
    """The texts, files or hidden values of one name: usually one."""
    first = controls[0]
    if first.kind == "hidden":
        rendered = [c.value for c in controls]
        if [str(v) for v in values] != rendered:
            raise NotOnThePage(f"the hidden field {name!r} holds {rendered}, not {values}")
        return [(name, value) for value in rendered]
    if first.kind == "file":
        if len(values) > 1 and not first.multiple:
            raise NotOnThePage(f"{name!r} takes one file")
        return [(name, value or _no_file(name)) for value in values]
    if len(values) > len(controls):
        raise NotOnThePage(f"{name!r} is there {len(controls)} times, not {len(values)}")
    return [(name, _entered(name, c, v)) for c, v in zip(controls, values, strict=False)]


def _entered(name: str, control: Control, value: Any) -> str:
    typed = _typed(value)
    if not isinstance(typed, str):
        raise NotOnThePage(f"{name!r} takes no file")
    if control.kind == "textarea":
        return "\r\n".join(typed.replace("\r\n", "\n").split("\n"))
    if control.kind in LINES and ("\n" in typed or "\r" in typed):
        raise NotOnThePage(f"{name!r} is one line: nobody can type {typed!r} in it")
    return typed


def _typed(value: Any) -> Any:
    """A value as text, but for files."""
    if isinstance(value, tuple | FileStorage) or hasattr(value, "read"):
        return value
    return "" if value is None else str(value)


def _as_rendered(controls: list[Control]) -> list[Entry]:
    return [entry for control in controls for entry in _own(control)]


def _own(control: Control) -> list[Entry]:
    """What a control sends when nobody touches it."""
    name = control.name
    if control.kind in GROUPS:
        return [(name, control.value)] if control.checked else []
    if control.kind == "file":
        return [(name, _no_file(name))]
    if control.kind == "select":
        chosen = [o.value for o in control.options if o.selected]
        if not chosen and not control.multiple:
            chosen = [o.value for o in control.options if not o.disabled][:1]
        return [(name, value) for value in chosen]
    if control.kind == "textarea":
        return [(name, "\r\n".join(control.value.splitlines()))]
    return [(name, control.value)]


def _no_file(name: str) -> FileStorage:
    """What browsers send for a file that was not chosen."""
    return FileStorage(BytesIO(), filename="", name=name)
