"""What an office document would run, fetch or carry besides its text. Pure functions."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Set as AbstractSet
from typing import Final

MOST_READ: Final = 4 * 1024 * 1024
_MACROS: Final = re.compile(r"(^|/)(vba(project|data)|macrosheets/|dialogsheets/)", re.IGNORECASE)
_CONTROLS: Final = re.compile(r"(^|/)activex/", re.IGNORECASE)
_OBJECTS: Final = re.compile(r"(^|/)embeddings/[^/]+\.(bin|ole|dat)$", re.IGNORECASE)
_ODF_MACROS: Final = re.compile(r"^(basic|scripts)/.+[^/]$", re.IGNORECASE)
# Relations that are fetched as soon as the document opens.
_FETCHED: Final = (b"/attachedTemplate", b"/oleObject", b"/frame", b"/subDocument", b"/aFChunk")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
# A template on the author's own disk is only a name; one of the network is fetched.
_FAR: Final = re.compile(
    rb'Target="\s*(https?:|ftp:|mhtml:|\\\\|//|file:/{2,}(?!/*[A-Za-z]:)[^/]|file:\\\\)',
    re.IGNORECASE,
)
_DDE: Final = re.compile(
    rb"<(?:\w+:)?ddeLink\b|DDEAUTO\b|<(?:\w+:)?instrText[^>]*>\s*DDE\b", re.IGNORECASE
)
_ODF_SCRIPT: Final = re.compile(rb"vnd\.sun\.star\.script:|<script:event-listener\b")

WITH_MACROS: Final = "contient des macros : enregistrez-le sans macros, ou en PDF"
WITH_CONTROLS: Final = "contient des contrôles ActiveX : enlevez-les, ou enregistrez-le en PDF"
WITH_OBJECTS: Final = (
    "contient un objet incorporé (OLE) : collez-le comme image, ou enregistrez le document en PDF"
)
FETCHES: Final = (
    "va chercher un modèle ou un objet sur le réseau quand on l’ouvre : détachez-le, "
    "ou enregistrez le document en PDF"
)
WITH_DDE: Final = "contient une liaison DDE : enlevez-la, ou enregistrez-le en PDF"


def why_not(archive: zipfile.ZipFile, names: AbstractSet[str]) -> str:
    """Why this document is refused, as the end of a sentence; nothing for a quiet one."""
    for pattern, why in (
        (_MACROS, WITH_MACROS),
        (_CONTROLS, WITH_CONTROLS),
        (_OBJECTS, WITH_OBJECTS),
    ):
        if any(pattern.search(name.replace("\\", "/")) for name in names):
            return why
    types = part(archive, "[Content_Types].xml").lower()
    if any(mark in types for mark in (b"macroenabled", b"vbaproject", b"macrosheet")):
        return WITH_MACROS
    if any(_fetches(part(archive, name)) for name in names if name.endswith(".rels")):
        return FETCHES
    suspects = (name for name in names if "externallinks/" in name.lower())
    if any(_DDE.search(part(archive, name)) for name in ("word/document.xml", *suspects)):
        return WITH_DDE
    return ""


def why_not_open_document(archive: zipfile.ZipFile, names: AbstractSet[str]) -> str:
    """The same for OpenDocument."""
    if any(_ODF_MACROS.search(name) for name in names):
        return WITH_MACROS
    if b"vnd.sun.star.oleobject" in part(archive, "META-INF/manifest.xml"):
        return WITH_OBJECTS
    if any(_ODF_SCRIPT.search(part(archive, name)) for name in ("content.xml", "styles.xml")):
        return WITH_MACROS
    return ""


def _fetches(relations: bytes) -> bool:
    return any(
        any(kind + b'"' in one for kind in _FETCHED) and _FAR.search(one)
        for one in _RELATION.findall(relations)
    )


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part; nothing where there is none."""
    try:
        with archive.open(name) as found:
            return found.read(MOST_READ)
    except KeyError:
        return b""
