"""The parts of a DOCX or ODT, taken out with care: what comes from outside may be made to hurt.

Sizes are looked at before anything is unpacked; a document type (hence any entity), an endless
nesting or a crowd of elements ends the reading.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import Enum
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_UNPACKED: Final = 300 * 1024 * 1024
MOST_PARTS: Final = 5_000
# Of one part that we read: 60 pages weigh a tenth of it.
MOST_READ: Final = 30 * 1024 * 1024
MOST_TIMES_PACKED: Final = 300
MOST_TIMES_IN_ALL: Final = 100
MANY: Final = 50 * 1024 * 1024
SMALL_PART: Final = 5 * 1024 * 1024
MOST_ELEMENTS: Final = 1_000_000
DEEPEST: Final = 150

ODT_TYPE: Final = b"application/vnd.oasis.opendocument.text"
_WORD: Final = re.compile(r"wordprocessingml\.(document|template)\.main\+xml$")
# "Strict Open XML" names the same elements otherwise.
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_NAMES: Final = {
    "wordprocessingml/main": "wordprocessingml/2006/main",
    "officeDocument/relationships": "officeDocument/2006/relationships",
    "officeDocument/math": "officeDocument/2006/math",
    "drawingml/main": "drawingml/2006/main",
    "drawingml/wordprocessingDrawing": "drawingml/2006/wordprocessingDrawing",
}
_MACROS = re.compile(r"(^|/)vba(project|data)|^(basic|scripts)/.+[^/]$", re.IGNORECASE)

DAMAGED: Final = "est abîmé : il ne s’ouvre pas"
TOO_LARGE: Final = "se décompresse de façon démesurée : il est refusé par prudence"
TOO_TANGLED: Final = "est trop long ou trop imbriqué pour être lu ici : copiez son texte"
LOCKED: Final = "est protégé par un mot de passe : enregistrez-le sans protection"
WITH_MACROS: Final = "contient des macros : enregistrez-le sans macros"
NO_TEXT: Final = "n’est pas un texte DOCX ou ODT"
BUSY: Final = "attend son tour : d’autres fichiers sont en cours de lecture, renvoyez-le"
OLD: Final = (
    "est d’un ancien format de Word, ou protégé par un mot de passe : enregistrez-le en DOCX ou ODT"
)
ENTITIES: Final = (
    "contient des définitions que les traitements de texte n’écrivent pas : "
    "il est refusé par prudence"
)


class Refusal(Exception):
    """Why a file cannot be read, as the end of a French sentence that begins with its name."""


class Kind(Enum):
    DOCX = "docx"
    ODT = "odt"


class Archive:
    """The parts of one text by their names. Raises `Refusal` for what is no text, or hostile."""

    def __init__(self, content: bytes) -> None:
        refuse_other_files(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._look_inside(len(content))
            self.kind, self.main = self._kind()
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError) as error:
            raise Refusal(DAMAGED) from error
        except NotImplementedError as error:
            raise Refusal("est compressé d’une façon inconnue") from error

    def _look_inside(self, size: int) -> None:
        parts = self._zip.infolist()
        self.names = {part.filename for part in parts}
        swollen = any(
            part.file_size > SMALL_PART
            and part.file_size > MOST_TIMES_PACKED * max(1, part.compress_size)
            for part in parts
        )
        unpacked = sum(part.file_size for part in parts)
        if (
            swollen
            or (unpacked > MANY and unpacked > MOST_TIMES_IN_ALL * size)
            or len(parts) > MOST_PARTS
            or unpacked > MOST_UNPACKED
            # Parts that share the same bytes add up to more than the file itself.
            or sum(part.compress_size for part in parts) > size
        ):
            raise Refusal(TOO_LARGE)
        if any(part.flag_bits & 0x1 for part in parts):
            raise Refusal(LOCKED)
        if any(_MACROS.search(name) for name in self.names):
            raise Refusal(WITH_MACROS)

    def _kind(self) -> tuple[Kind, str]:
        if "mimetype" in self.names and "content.xml" in self.names:
            if self.bytes_of("mimetype").strip() != ODT_TYPE:
                raise Refusal(f"{NO_TEXT} : enregistrez-le sous l’un de ces formats")
            if b"encryption-data" in self.bytes_of("META-INF/manifest.xml"):
                raise Refusal(LOCKED)
            return Kind.ODT, "content.xml"
        types = self.bytes_of("[Content_Types].xml")
        if b"macroenabled" in types.lower():
            raise Refusal(WITH_MACROS)
        main = self._main_part(types)
        if main is None:
            raise Refusal(f"{NO_TEXT} : enregistrez-le sous l’un de ces formats")
        return Kind.DOCX, main

    def _main_part(self, types: bytes) -> str | None:
        """The part that is the text: named so, or of the kind that its extension says."""
        listed = parsed(types) if types else ()
        named: set[str] = set()
        others: set[str] = set()
        kinds: set[str] = set()
        for one in listed:
            part = one.get("PartName", "").lstrip("/")
            others.add(part)
            if _WORD.search(one.get("ContentType", "")):
                named.add(part)
                kinds.add(one.get("Extension", "").lower())
        relations = self.tree("_rels/.rels")
        for one in () if relations is None else relations:
            target = one.get("Target", "").lstrip("/")
            by_kind = target not in others and target.rpartition(".")[2].lower() in kinds
            if one.get("Type", "").endswith("/officeDocument") and (target in named or by_kind):
                return target
        found = sorted(named & self.names)
        by_default = "xml" in kinds and "word/document.xml" in self.names
        return found[0] if found else "word/document.xml" if by_default else None

    def bytes_of(self, name: str) -> bytes:
        """The bytes of a part; none where there is no such part."""
        if name not in self.names:
            return b""
        with self._zip.open(name) as part:
            # What is announced may lie: one byte more than allowed is enough to know.
            found = part.read(MOST_READ + 1)
        if len(found) > MOST_READ:
            raise Refusal(TOO_TANGLED)
        return found

    def tree(self, name: str) -> Element | None:
        """A part as a tree; None where there is no such part."""
        try:
            content = self.bytes_of(name)
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError) as error:
            raise Refusal(DAMAGED) from error
        return parsed(content) if content else None


def refuse_other_files(content: bytes) -> None:
    if not content.strip():
        raise Refusal("est vide")
    if len(content) > MOST_BYTES:
        raise Refusal("dépasse 20 Mo")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(OLD)
    if content.startswith(b"%PDF"):
        raise Refusal("est un PDF : envoyez le texte DOCX ou ODT dont il vient")
    if not content.startswith(b"PK"):
        raise Refusal(f"{NO_TEXT} : enregistrez-le sous l’un de ces formats")


def parsed(content: bytes) -> Element:
    """An XML document as a tree, its names as `{namespace}local`. Raises `Refusal`."""
    parser = expat.ParserCreate(namespace_separator="}")
    builder = TreeBuilder()
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise Refusal(TOO_TANGLED)
        builder.start(_named(name), {_named(key): text for key, text in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_named(name))

    def refuse(*_: object) -> None:
        raise Refusal(ENTITIES)

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003  # "the last piece": expat takes no keyword
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Refusal(DAMAGED) from error
    return builder.close()


def _named(name: str) -> str:
    space, bracket, local = name.partition("}")
    if not bracket:
        return name
    if space.startswith(_STRICT):
        known = _NAMES.get(space.removeprefix(_STRICT))
        space = f"http://schemas.openxmlformats.org/{known}" if known else space
    return f"{{{space}}}{local}"
