"""From a typst template and plain data to an accessible PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

MARKDOWN: Final = Path(__file__).with_name("markdown.typ")
# A paper leaves the demonstration and its banner: it says on each page what it is.
FICTITIOUS: Final = """
#set page(background: place(top + center, dy: 6mm, text(size: 8pt, fill: rgb("#7a4a00"))[
  Démonstration~: personnes et faits sont fictifs.
]))
""".encode()


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
    """
    # Imported here: the compiler takes memory that most processes never need.
    import typst

    main = template.read_bytes()
    if _state["fictitious"]:
        main = FICTITIOUS + main
    files: Any = {"main": main, "markdown.typ": MARKDOWN.read_bytes()}
    compiled: bytes = typst.compile(
        files,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        # The fonts inside the compiler: the page is the same on every machine.
        ignore_system_fonts=True,
    )
    return compiled
