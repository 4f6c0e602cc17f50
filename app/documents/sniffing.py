"""Recognising a file by what is in it, never by its name or by what the browser claims.

Pure functions on bytes. A refusal is a `Refusal` whose text is a French clause that follows the
name of the file: "« x.pdf » est vide".
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from contextvars import ContextVar

from app.documents import active, pdfs
from app.documents.enums import EVERY_LABEL, FileKind
from app.documents.names import extension_of

PNG_MARK = b"\x89PNG\r\n\x1a\n"
JPEG_MARK = b"\xff\xd8\xff"
ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
)
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")

# An office document of 20 MB holds some hundred parts; these bounds leave room for the odd one.
MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_TIMES_PACKED = 300
MOST_TIMES_IN_ALL = 100
MANY = 50 * 1024 * 1024
# Below this size a high ratio is only a very repetitive text.
SMALL_PART = 5 * 1024 * 1024
MOST_READ = 1024 * 1024

OOXML = {
    b"wordprocessingml.document.main+xml": FileKind.DOCX,
    b"spreadsheetml.sheet.main+xml": FileKind.XLSX,
}
OPEN_DOCUMENT = {
    FileKind.ODT.media_type.encode(): FileKind.ODT,
    FileKind.ODS.media_type.encode(): FileKind.ODS,
}
_PROGRAM_PART = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk)$", re.IGNORECASE
)
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml|!--)", re.IGNORECASE)
LOCKED = pdfs.LOCKED


class Refusal(Exception):
    """Why a file cannot be accepted, as the end of a French sentence that begins with its name."""


# SHA-256 → what a file is, or why it is refused, for the request that is being answered.
_recognised: ContextVar[dict[str, FileKind | Refusal] | None] = ContextVar(
    "synergies_recognised", default=None
)


def recognise(content: bytes, filename: str) -> FileKind:
    """What `content` is, if it is among the kinds accepted and bears the extension of its kind.

    Raises `Refusal` otherwise.
    """
    if not content:
        raise Refusal("est vide")
    known = (_recognised.get() or {}).get(_digest(content))
    if isinstance(known, Refusal):
        raise Refusal(str(known))
    kind = _kind(content) if known is None else known
    extension = extension_of(filename)
    if extension not in kind.extensions:
        if not extension:
            raise Refusal(f"n’a pas d’extension : ajoutez « {kind.extensions[0]} » à son nom")
        raise Refusal(
            f"se termine par « {extension} » mais contient {_a(kind)} : "
            "renommez-le ou choisissez un autre fichier"
        )
    return kind


def recognise_before(contents: Iterable[bytes]) -> None:
    """Look into the files of a request before its act: `recognise` then answers at once."""
    found: dict[str, FileKind | Refusal] = {}
    for content in contents:
        try:
            found[_digest(content)] = _kind(content)
        except Refusal as refusal:
            found[_digest(content)] = refusal
    _recognised.set(found)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _a(kind: FileKind) -> str:
    return f"une {kind.label}" if kind.label.startswith("image") else f"un document {kind.label}"


def _kind(content: bytes) -> FileKind:
    if pdfs.is_pdf(content):
        return _pdf(content)
    if content.startswith(PNG_MARK):
        return _png(content)
    if content.startswith(JPEG_MARK):
        return FileKind.JPEG
    if content.startswith(ZIP_MARK):
        return _zipped(content)
    if content.startswith(OLE_MARK):
        raise Refusal(_old_office(content))
    if content.startswith(PROGRAMS):
        raise Refusal("est un programme : seuls les documents sont acceptés")
    if content.startswith((*ARCHIVES, b"PK")):
        raise Refusal("est une archive : joignez les documents un par un")
    if _MARKUP.search(content[:2048]):
        raise Refusal("est une page web ou un dessin SVG : enregistrez-le d’abord en PDF")
    raise Refusal(f"n’est pas d’un format accepté ({EVERY_LABEL})")


def _pdf(content: bytes) -> FileKind:
    why = pdfs.why_not(content)
    if why:
        raise Refusal(why)
    return FileKind.PDF


def _png(content: bytes) -> FileKind:
    if content[12:16] != b"IHDR":
        raise Refusal("est une image abîmée")
    return FileKind.PNG


def _old_office(content: bytes) -> str:
    # Office wraps a document locked by a password in the old container; the part's name is UTF-16.
    if "EncryptedPackage".encode("utf-16-le") in content:
        return LOCKED
    return (
        "est d’un ancien format de Microsoft Office : enregistrez-le en ODT, DOCX, ODS, XLSX ou PDF"
    )


def _zipped(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _refuse_bomb(parts, len(content))
            _refuse_locked(parts)
            names = {part.filename for part in parts}
            if len(names) != len(parts):
                raise Refusal("est abîmé : deux de ses parties portent le même nom")
            if any(_PROGRAM_PART.search(name) for name in names):
                raise Refusal("contient un programme : seuls les documents sont acceptés")
            if "[Content_Types].xml" in names:
                return _ooxml(archive, names)
            if "mimetype" in names:
                return _open_document(archive, names)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OSError) as error:
        raise Refusal("est abîmé : il ne s’ouvre pas") from error
    except NotImplementedError as error:
        raise Refusal("est compressé d’une façon inconnue") from error
    raise Refusal("est une archive : joignez les documents un par un")


def _refuse_bomb(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse what would swell beyond reason in the hands of those who open it."""
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > SMALL_PART
        and part.file_size > MOST_TIMES_PACKED * max(1, part.compress_size)
        for part in parts
    )
    # Parts that share the same bytes (overlapping bombs) add up to more than the file itself.
    # So do many small ones, each below what is looked at.
    swollen = swollen or (unpacked > MANY and unpacked > MOST_TIMES_IN_ALL * size)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or swollen or packed > size:
        raise Refusal("se décompresse de façon démesurée : il est refusé par prudence")


def _refuse_locked(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refusal(LOCKED)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(MOST_READ)


def _ooxml(archive: zipfile.ZipFile, names: set[str]) -> FileKind:
    types = _read(archive, "[Content_Types].xml")
    why = active.why_not(archive, names)
    if why:
        raise Refusal(why)
    kinds = [kind for mark, kind in OOXML.items() if mark in types]
    if len(kinds) != 1:
        raise Refusal(f"n’est pas d’un format accepté ({EVERY_LABEL})")
    return kinds[0]


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> FileKind:
    kind = OPEN_DOCUMENT.get(_read(archive, "mimetype").strip())
    if kind is None or "content.xml" not in names or "META-INF/manifest.xml" not in names:
        raise Refusal(f"n’est pas d’un format accepté ({EVERY_LABEL})")
    if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
        raise Refusal(LOCKED)
    why = active.why_not_open_document(archive, names)
    if why:
        raise Refusal(why)
    return kind
