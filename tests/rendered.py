"""What a page offers to whoever reads it: its links and its forms, as the page was sent.

A streaming parser is enough: whether the page is right is asked elsewhere (`tests.page_rules`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

BUTTONS = frozenset({"submit", "image"})
# Controls that send nothing by themselves.
SILENT = frozenset({"button", "reset", "image"})
# Where a template of a row says its number.
PLACEHOLDER = re.compile(r"__[a-z]+__")


@dataclass
class Option:
    value: str
    text: str = ""
    selected: bool = False
    disabled: bool = False


@dataclass
class Control:
    """One control; `kind` is the type of an input, or `select`, `textarea`, `submit`."""

    kind: str
    name: str
    value: str = ""
    id: str = ""
    checked: bool = False
    required: bool = False
    disabled: bool = False
    multiple: bool = False
    # A button that sends the form whatever its answers.
    unchecked: bool = False
    text: str = ""
    action: str | None = None
    options: list[Option] = field(default_factory=list)


@dataclass
class Form:
    """One form of a page. `growing`: the names of rows that the page can add by itself."""

    method: str = "get"
    action: str = ""
    enctype: str = ""
    id: str = ""
    controls: list[Control] = field(default_factory=list)
    growing: list[re.Pattern[str]] = field(default_factory=list)

    @property
    def buttons(self) -> list[Control]:
        return [c for c in self.controls if c.kind in BUTTONS and not c.disabled]

    def named(self, name: str) -> list[Control]:
        return [c for c in self.controls if c.name == name]


@dataclass
class Link:
    address: str
    text: str
    in_main: bool


@dataclass
class Page:
    """A page as its reader has it: where it lies, what can be followed and what can be sent."""

    address: str
    title: str = ""
    heading: str = ""
    links: list[Link] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    words: str = ""


@lru_cache(maxsize=64)
def page_of(html: str, address: str) -> Page:
    """The page read from its HTML; `address` is where it was fetched, query included.

    The answer is shared by whoever asks for the same page: not to be changed.
    """
    reader = _Reader(Page(address))
    reader.feed(html)
    reader.close()
    reader.finish()
    return reader.page


def path_of(address: str) -> str:
    """An address of this site as path and query, whatever it begins with."""
    parts = urlsplit(urljoin("http://localhost/", address))
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


class _Reader(HTMLParser):
    """Collects links and forms while the page goes by."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.form: Form | None = None
        self.elsewhere: list[tuple[str, Control]] = []
        self.fieldsets: list[bool] = []
        self.templates = 0
        self.main = 0
        self.select: Control | None = None
        self.option: Option | None = None
        self.area: Control | None = None
        # Texts being read: the tag that ends each, and its pieces.
        self.texts: list[tuple[str, list[str], object]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        begin = getattr(self, f"_begin_{tag}", None)
        if begin is not None:
            begin(given)

    def handle_endtag(self, tag: str) -> None:
        end = getattr(self, f"_end_{tag}", None)
        if end is not None:
            end()
        for place in range(len(self.texts) - 1, -1, -1):
            if self.texts[place][0] == tag:
                _, pieces, target = self.texts.pop(place)
                _set_text(self.page, target, " ".join("".join(pieces).split()))
                break

    def handle_data(self, data: str) -> None:
        if self.option is not None:
            self.option.text += data
        elif self.area is not None:
            self.area.value += data
        else:
            for _, pieces, _ in self.texts:
                pieces.append(data)
            if self.main:
                self.words.append(data)

    def finish(self) -> None:
        """Give the controls that name their form by its id to it, and settle the rows that grow."""
        by_id = {form.id: form for form in self.page.forms if form.id}
        for form_id, control in self.elsewhere:
            if form_id in by_id:
                by_id[form_id].controls.append(control)
        for form in self.page.forms:
            _settle(form)
        self.page.words = " ".join("".join(self.words).split())

    def _read(self, tag: str, target: object) -> None:
        self.texts.append((tag, [], target))

    def _begin_main(self, given: dict[str, str]) -> None:
        self.main += 1

    def _end_main(self) -> None:
        self.main -= 1

    def _begin_template(self, given: dict[str, str]) -> None:
        self.templates += 1

    def _end_template(self) -> None:
        self.templates -= 1

    def _begin_title(self, given: dict[str, str]) -> None:
        self._read("title", "title")

    def _begin_h1(self, given: dict[str, str]) -> None:
        self._read("h1", "heading")

    def _begin_label(self, given: dict[str, str]) -> None:
        self._read("label", ("label", given.get("for", "")))

    def _begin_a(self, given: dict[str, str]) -> None:
        if given.get("href") and not self.templates:
            link = Link(given["href"], given.get("aria-label", ""), self.main > 0)
            self.page.links.append(link)
            self._read("a", link)

    def _begin_form(self, given: dict[str, str]) -> None:
        self.form = Form(
            given.get("method", "get").lower() or "get",
            given.get("action", ""),
            given.get("enctype", ""),
            given.get("id", ""),
        )
        self.page.forms.append(self.form)

    def _end_form(self) -> None:
        self.form = None

    def _begin_fieldset(self, given: dict[str, str]) -> None:
        self.fieldsets.append("disabled" in given)

    def _end_fieldset(self) -> None:
        if self.fieldsets:
            self.fieldsets.pop()

    def _begin_input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower() or "text"
        implied = "on" if kind in {"checkbox", "radio"} else ""
        control = self._control(kind, given)
        control.value = given.get("value", implied)
        control.checked = "checked" in given
        control.text = control.value if kind == "submit" else ""

    def _begin_button(self, given: dict[str, str]) -> None:
        control = self._control(given.get("type", "submit").lower() or "submit", given)
        control.value = given.get("value", "")
        self._read("button", control)

    def _begin_textarea(self, given: dict[str, str]) -> None:
        self.area = self._control("textarea", given)

    def _end_textarea(self) -> None:
        if self.area is not None:
            self.area.value = self.area.value.removeprefix("\n")
        self.area = None

    def _begin_select(self, given: dict[str, str]) -> None:
        self.select = self._control("select", given)
        self.select.multiple = "multiple" in given

    def _end_select(self) -> None:
        self._end_option()
        self.select = None

    def _begin_option(self, given: dict[str, str]) -> None:
        self._end_option()
        if self.select is not None:
            self.option = Option(given.get("value", "\0"), "", "selected" in given)
            self.option.disabled = "disabled" in given
            self.select.options.append(self.option)

    def _end_option(self) -> None:
        if self.option is not None:
            self.option.text = " ".join(self.option.text.split())
            # Without a value, an option sends its text.
            if self.option.value == "\0":
                self.option.value = self.option.text
        self.option = None

    def _control(self, kind: str, given: dict[str, str]) -> Control:
        """A control, handed to its form; one that stands in a template only says how rows grow."""
        control = Control(
            kind,
            given.get("name", ""),
            id=given.get("id", ""),
            required="required" in given,
            disabled="disabled" in given or any(self.fieldsets),
            multiple="multiple" in given,
            unchecked="formnovalidate" in given,
            action=given.get("formaction"),
        )
        if self.templates:
            if self.form is not None and PLACEHOLDER.search(control.name):
                pieces = PLACEHOLDER.split(control.name)
                self.form.growing.append(re.compile(r"[0-9a-z]+".join(map(re.escape, pieces))))
        elif "form" in given:
            self.elsewhere.append((given["form"], control))
        elif self.form is not None:
            self.form.controls.append(control)
        return control


def _settle(form: Form) -> None:
    """Where a button of the form adds rows by itself, let the names of its rows grow."""
    if not any(button.name == "more" for button in form.buttons):
        return
    for control in form.controls:
        before, number, after = _numbered(control.name)
        if number:
            form.growing.append(re.compile(rf"{re.escape(before)}\d+{re.escape(after)}"))


def _numbered(name: str) -> tuple[str, str, str]:
    """The name of a control of a row, cut around the number of the row."""
    match = re.fullmatch(r"(.*?[-_])(\d+)([-_].*|)", name)
    return (match[1], match[2], match[3]) if match else (name, "", "")


def _set_text(page: Page, target: object, text: str) -> None:
    if isinstance(target, Link | Control):
        target.text = target.text or text
    elif isinstance(target, tuple):
        page.labels[target[1]] = text
    elif target == "title":
        page.title = text
    else:
        page.heading = text
