"""In the process of its own: the bytes of a spreadsheet in, JSON out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any, Final

from app.kernel import sandbox
from app.sheets.readers import ods, text, xlsx
from app.sheets.readers.found import DAMAGED, Found, Refusal
from app.sheets.readers.text import NO_TABLE

SECONDS: Final = 10
MOST_UNPACKED: Final = 60 * 1024 * 1024
MOST_PARTS: Final = 2_000
EXHAUSTED: Final = "demande trop de mémoire : enregistrez-le en CSV"
WITH_MACROS: Final = "contient des macros : enregistrez-le sans macros"
_MACROS = re.compile(
    r"(^|[/\\])(vba(project|data)|macrosheets[/\\]|dialogsheets[/\\])|^(basic|scripts)/.+[^/]$",
    re.IGNORECASE,
)


def read_here(content: bytes) -> list[Found]:
    """The sheets of a file that people see, by what it holds. Raises `Refusal`."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(
            "est d’un ancien format d’Excel, ou protégé par un mot de passe : "
            "enregistrez-le en XLSX, ODS ou CSV"
        )
    if not content.startswith(b"PK"):
        return text.sheets_of(content)
    try:
        names = _look_inside(content)
        if "xl/workbook.xml" in names:
            return xlsx.sheets_of(content)
        return ods.sheets_of(content)
    except (Refusal, MemoryError, RecursionError):
        raise
    except Exception as error:  # whatever a library makes of bytes made to hurt it
        raise Refusal(DAMAGED) from error


def _look_inside(content: bytes) -> set[str]:
    """Refuse, before unpacking, an archive that is no spreadsheet or would swell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError) as error:
        raise Refusal(DAMAGED) from error
    names = {part.filename.replace("\\", "/") for part in parts}
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise Refusal("se décompresse de façon démesurée : il est refusé par prudence")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refusal("est protégé par un mot de passe : enregistrez-le sans protection")
    if any(_MACROS.search(name) for name in names):
        raise Refusal(WITH_MACROS)
    if "xl/workbook.xml" not in names and "content.xml" not in names:
        raise Refusal(NO_TABLE)
    return names


def _answer(content: bytes) -> Any:
    try:
        return {"sheets": [[one.name, one.rows, one.notes] for one in read_here(content)]}
    except Refusal as refusal:
        return {"refusal": str(refusal)}


if __name__ == "__main__":
    sandbox.answer(_answer, seconds=SECONDS, exhausted={"refusal": EXHAUSTED})
