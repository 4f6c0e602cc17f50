"""Names of uploaded files, made safe to show, to store and to save."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_NOT_IN_NAMES = re.compile(r'[<>:"|?*%#&;`$]')
_SPACES = re.compile(r"\s+")


def clean_filename(name: str) -> str:
    """The last part of a path, in composed letters, without control or direction marks.

    Never empty, never longer than `LONGEST`, never starting with a dot; the extension is kept.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Category C: control, direction and unassigned signs; "rapport\u202efdp.exe" reads as a PDF.
    name = "".join(sign for sign in name if sign.isspace() or unicodedata.category(sign)[0] != "C")
    name = _SPACES.sub(" ", _NOT_IN_NAMES.sub("_", name)).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:LONGEST].rstrip() or "document"
    stem = stem.strip(" .") or "document"
    extension = extension[:10]
    return f"{stem[: LONGEST - len(extension) - 1].rstrip()}.{extension}"


def extension_of(name: str) -> str:
    """The extension in lower case with its dot, or nothing."""
    _, dot, extension = name.rpartition(".")
    return f".{extension.lower()}" if dot else ""
