"""From a typst template and plain data to an accessible PDF."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.paper.fonts import FAMILIES, loaded
from app.paper.signs import plainer, printable

log = logging.getLogger(__name__)
MARKDOWN: Final = Path(__file__).with_name("markdown.typ")
# A paper leaves the demonstration and its banner: it says on each page what it is.
FICTITIOUS: Final = """
#set page(background: place(top + center, dy: 6mm, text(size: 8pt, fill: rgb("#7a4a00"))[
  Démonstration~: personnes et faits sont fictifs.
]))
""".encode()

# In order; a missing one is passed over.
_NAMED: Final = ", ".join(f'"{name}"' for name in FAMILIES)
FONTS: Final = f"#set text(font: ({_NAMED}))\n".encode()

# How the compiler names a text that no font draws.
_REFUSED: Final = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]{1,6})\}")

_state = {"fictitious": False}


def configure(*, fictitious: bool) -> None:
    """Say on every page from now on that it is a demonstration, or no more."""
    _state["fictitious"] = fictitious


def pdf_of(template: Path, data: Mapping[str, Any]) -> bytes:
    """Compile `template` with `data`, which it reads as `json(bytes(sys.inputs.data))`.

    The file conforms to PDF/UA-1 (ISO 14289-1), or typst refuses it: the template gives a title, a
    language, headings in order and headers of tables. What people typed travels as JSON, never as
    markup: it cannot change the page. The template sees `/markdown.typ` (what people write in
    Markdown, as `markdown.tree` gives it) and no other file. In the demonstration each page says
    that it is one.

    A text never stops the paper: signs that no font draws are replaced (`signs.printable`), and
    if the compiler still refuses, the same with plain letters only. Raises the compiler's error
    when the template itself is wrong.
    """
    main = FONTS + template.read_bytes()
    if _state["fictitious"]:
        main = FICTITIOUS + main
    try:
        return _compiled(main, printable(data))
    except (RuntimeError, ValueError) as refusal:
        log.warning("%s: texts in plain letters, for %s", template.name, _reason(refusal))
        refused = {_unescaped(sign) for sign in _REFUSED.findall(_reason(refusal))}
    if refused:
        try:
            return _compiled(main, plainer(data, refused))
        except (RuntimeError, ValueError) as refusal:
            log.warning("%s: all in plain letters, for %s", template.name, _reason(refusal))
    return _compiled(main, plainer(data))


def _reason(refusal: Exception) -> str:
    return str(getattr(refusal, "diagnostic", refusal))


def _unescaped(sign: str) -> str:
    """A text as the compiler quotes it, as it is."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), sign)


def _compiled(main: bytes, data: Any) -> bytes:
    # Imported here: the compiler takes memory that most processes never need.
    import typst

    files: Any = {"main": main, "markdown.typ": MARKDOWN.read_bytes()}
    try:
        compiled: bytes = typst.compile(
            files,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            # Our fonts and no other: the page is the same on every machine.
            font_paths=loaded(),
            ignore_system_fonts=True,
        )
    except BaseException as error:
        # The compiler's panics are no `Exception`: they would go through every guard of a worker.
        if type(error).__module__ == "pyo3_runtime":
            raise RuntimeError(f"the compiler stopped: {error}") from error
        raise
    return compiled
