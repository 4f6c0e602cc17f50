"""What a PDF would do by itself, and whether it opens without a password. Pure functions.

Names stand in the clear between the streams, or in streams of objects, which are unfolded within
bounds. A PDF that hides them behind a cipher is refused: nobody could say what it does.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import Final

MARK: Final = b"%PDF-"
# Some programs write a few bytes before it; readers look that far (PDF 1.7, Annex H.3.4.1).
WITHIN: Final = 1024
_BLANKS: Final = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
MOST_UNFOLDED: Final = 40 * 1024 * 1024
_STREAM: Final = re.compile(rb"stream\r?\n")
_OBJECTS: Final = re.compile(rb"/Type\s*/ObjStm")
_HEXADECIMAL: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
# Between two words of a dictionary: blanks and comments.
_GAP: Final = rb"(?:[\s\0]|%[^\r\n]{0,200}[\r\n]){0,200}"
_END: Final = rb"(?=[\s\0/<>\[\]()%]|$)"
# A dictionary, or the number of one.
_THERE: Final = _GAP + rb"(?:<<|\[|\d+\s+\d+\s+R)"
# Keys with their values: a text or an address may hold the same words.
_SCRIPTS: Final = re.compile(
    rb"/(?:S|Subtype)"
    + _GAP
    + rb"/(?:JavaScript|Rendition|RichMedia)"
    + _END
    + rb"|/JS"
    + _GAP
    + rb"(?:[(<]|\d+\s+\d+\s+R)"
    + rb"|/(?:JavaScript|XFA)"
    + _THERE
)
_PROGRAMS: Final = re.compile(rb"/S" + _GAP + rb"/(?:Launch|ImportData|SubmitForm)" + _END)
_FILES: Final = re.compile(
    rb"/(?:EmbeddedFiles|EF)"
    + _THERE
    + rb"|/(?:Type|Subtype)"
    + _GAP
    + rb"/(?:EmbeddedFile|FileAttachment)"
    + _END
)
_LOCK: Final = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")
_PADDING: Final = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")

SCRIPTS: Final = (
    "contient des scripts ou un formulaire actif : imprimez-le en PDF, puis envoyez cette copie"
)
PROGRAMS: Final = (
    "lance un programme ou envoie des données : imprimez-le en PDF, puis envoyez cette copie"
)
FILES: Final = "contient d’autres fichiers : joignez-les un par un"
LOCKED: Final = "est protégé par un mot de passe : enregistrez-le sans protection"
CIPHERED: Final = (
    "est chiffré, si bien que son contenu ne peut pas être vérifié : enregistrez-le sans protection"
)
INCOMPLETE: Final = "est un PDF incomplet : son envoi ou son enregistrement a été interrompu"
MOST_ESCAPES: Final = 200_000
SWOLLEN: Final = "se décompresse de façon démesurée : il est refusé par prudence"


# Words without which there is nothing to look for; what to look for; why it is refused.
_WHY: Final = (
    ((b"JavaScript", b"/JS", b"Rendition", b"RichMedia", b"/XFA"), _SCRIPTS, SCRIPTS),
    ((b"Launch", b"ImportData", b"SubmitForm"), _PROGRAMS, PROGRAMS),
    ((b"Embedded", b"/EF", b"FileAttachment"), _FILES, FILES),
)


def is_pdf(content: bytes) -> bool:
    """Whether the mark stands at the beginning, but for a byte order mark, blanks or a printer's
    own words; not after a page of the web.
    """
    before, mark, _ = content[:WITHIN].partition(MARK)
    blank = before.strip(_BLANKS)
    return bool(mark) and (not blank or blank.startswith(b"\x1b%-12345X"))


def why_not(content: bytes) -> str:
    """Why this PDF is refused, as the end of a sentence; nothing for a good one."""
    if b"%%EOF" not in content[-2048:]:
        return INCOMPLETE
    bare, folded = _parted(content)
    locked = _LOCK.search(bare) or _LOCK.search(content)
    if locked and not _opens_without_password(bare):
        return LOCKED
    if locked and folded:
        return CIPHERED
    objects = _unfolded(folded)
    if objects is None or bare.count(b"#") + objects.count(b"#") > MOST_ESCAPES:
        return SWOLLEN
    said = _HEXADECIMAL.sub(lambda match: bytes([int(match[1], 16)]), bare + b"\n" + objects)
    for marks, pattern, why in _WHY:
        if any(mark in said for mark in marks) and pattern.search(said):
            return why
    return ""


def _parted(content: bytes) -> tuple[bytes, list[bytes]]:
    """What stands between the streams, and the streams that fold objects. In one pass."""
    bare: list[bytes] = []
    folded: list[bytes] = []
    place = 0
    while True:
        begins = _STREAM.search(content, place)
        if begins is None:
            bare.append(content[place:])
            return b" ".join(bare), folded
        bare.append(content[place : begins.start()])
        ends = content.find(b"endstream", begins.end())
        ends = len(content) if ends < 0 else ends
        # The dictionary stands just before its stream.
        if _OBJECTS.search(content, max(place, begins.start() - 400), begins.start()):
            folded.append(content[begins.end() : ends])
        place = ends + len(b"endstream")


def _unfolded(folded: list[bytes]) -> bytes | None:
    """All the streams of objects, unfolded; None beyond the bound."""
    parts: list[bytes] = []
    left = MOST_UNFOLDED
    for stream in folded:
        try:
            part = zlib.decompressobj().decompress(stream, left)
        except zlib.error:
            continue
        left -= len(part)
        if left <= 0:
            return None
        parts.append(part)
    return b"\n".join(parts)


def _opens_without_password(bare: bytes) -> bool:
    """Whether the empty password opens it: only what one may do with it is restricted.

    Revisions 2 to 4 of the standard handler (PDF 1.7, 7.6.3). Those of AES-256 need a cipher that
    is not worth a library: they are taken for locked.
    """
    at = _LOCK.search(bare)
    if at is None:
        return False
    found = bare
    if at[1] != b"<<":
        number = at[1].split()[0]
        place = re.search(rb"(?<!\d)" + number + rb"\s+\d+\s+obj", bare)
        found = bare[place.end() :] if place else b""
    else:
        found = bare[at.end() :]
    revision, permissions = _number(found, b"R"), _number(found, b"P")
    owner, user = _string(found, b"O"), _string(found, b"U")
    identifier = _identifier(bare)
    if revision not in {2, 3, 4} or permissions is None or not owner or not user:
        return False
    length = (_number(found, b"Length") or 40) // 8 if revision > 2 else 5
    key = hashlib.md5(  # noqa: S324  # the format's own
        _PADDING + owner[:32] + (permissions & 0xFFFFFFFF).to_bytes(4, "little") + identifier
    )
    if revision == 4 and re.search(rb"/EncryptMetadata\s+false", found[:2000]):
        key.update(b"\xff\xff\xff\xff")
    digest = key.digest()
    if revision == 2:
        return _rc4(digest[:5], _PADDING) == user[:32]
    length = min(max(length, 5), 16)
    for _ in range(50):
        digest = hashlib.md5(digest[:length]).digest()  # noqa: S324
    said = _rc4(digest[:length], hashlib.md5(_PADDING + identifier).digest())  # noqa: S324
    for step in range(1, 20):
        said = _rc4(bytes(one ^ step for one in digest[:length]), said)
    return said == user[:16]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    other = 0
    for place in range(256):
        other = (other + state[place] + key[place % len(key)]) % 256
        state[place], state[other] = state[other], state[place]
    first = second = 0
    said = bytearray()
    for one in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        said.append(one ^ state[(state[first] + state[second]) % 256])
    return bytes(said)


def _number(found: bytes, name: bytes) -> int | None:
    match = re.search(rb"/" + name + rb"\s+(-?\d{1,11})", found[:4000])
    return int(match[1]) if match else None


def _identifier(bare: bytes) -> bytes:
    _, mark, after = bare.rpartition(b"/ID")
    found = re.match(rb"\s*\[\s*", after) if mark else None
    return _read_string(after[found.end() :]) if found else b""


def _string(found: bytes, name: bytes) -> bytes:
    match = re.search(rb"/" + name + rb"\s*(?=[(<])", found[:4000])
    return _read_string(found[match.end() :]) if match else b""


_ESCAPES: Final = {
    ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("b"): 8, ord("f"): 12,
}  # fmt: skip


def _read_string(text: bytes) -> bytes:
    """A string in either of its two forms, at most as long as those that are looked for."""
    if text[:1] == b"<":
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", text[1:400].split(b">")[0])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    said = bytearray()
    depth, place = 0, 1
    while place < min(len(text), 600):
        one = text[place]
        if one == ord("\\"):
            octal = re.match(rb"[0-7]{1,3}", text[place + 1 : place + 4])
            if octal:
                said.append(int(octal[0], 8) & 0xFF)
                place += len(octal[0])
            elif text[place + 1 : place + 2] not in {b"\n", b"\r"}:
                said.append(_ESCAPES.get(text[place + 1], text[place + 1]))
                place += 1
            else:
                place += 1
        elif one == ord(")") and depth == 0:
            break
        else:
            depth += (one == ord("(")) - (one == ord(")"))
            said.append(one)
        place += 1
    return bytes(said)
