"""Files for tests, made here: small well-formed ones and hostile ones; none comes from outside."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

ODT_TYPE = "application/vnd.oasis.opendocument.text"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORD_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def pdf(text: str = "Compte rendu") -> bytes:
    return f"%PDF-1.7\n1 0 obj<</Title({text})>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".encode()


def locked_pdf() -> bytes:
    return pdf().replace(b"<</Root 1 0 R>>", b"<</Root 1 0 R/Encrypt 5 0 R>>")


def restricted_pdf(password: bytes = b"") -> bytes:
    """What one may do with it is restricted, as revision 3 of the standard handler writes it."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    owner, identifier, allowed = bytes(range(32)), b"0123456789abcdef", -3904

    def rc4(key: bytes, data: bytes) -> bytes:
        state, other, said = list(range(256)), 0, []
        for place in range(256):
            other = (other + state[place] + key[place % len(key)]) % 256
            state[place], state[other] = state[other], state[place]
        first = second = 0
        for one in data:
            first = (first + 1) % 256
            second = (second + state[first]) % 256
            state[first], state[second] = state[second], state[first]
            said.append(one ^ state[(state[first] + state[second]) % 256])
        return bytes(said)

    bits = (allowed & 0xFFFFFFFF).to_bytes(4, "little")
    key = hashlib.md5((password + padding)[:32] + owner + bits + identifier).digest()  # noqa: S324
    for _ in range(50):
        key = hashlib.md5(key).digest()  # noqa: S324
    user = rc4(key, hashlib.md5(padding + identifier).digest())  # noqa: S324
    for step in range(1, 20):
        user = rc4(bytes(one ^ step for one in key), user)
    lock = (
        f"5 0 obj<</Filter/Standard/V 2/R 3/Length 128/P {allowed}/O<{owner.hex()}>"
        f"/U<{(user + bytes(16)).hex()}>>>endobj\n"
    )
    trailer = f"trailer<</Encrypt 5 0 R/ID[<{identifier.hex()}><00>]"
    return pdf().replace(b"trailer<<", lock.encode() + trailer.encode())


def odt(extra: Mapping[str, bytes | str] | None = None, kind: str = ODT_TYPE) -> bytes:
    return zipped(
        {
            "mimetype": kind,
            "content.xml": "<office:document-content/>",
            "META-INF/manifest.xml": "<manifest:manifest/>",
            **(extra or {}),
        }
    )


def ods() -> bytes:
    return odt(kind=ODS_TYPE)


def docx(extra: Mapping[str, bytes | str] | None = None, kind: str = WORD) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": (
                f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
            ),
            "word/document.xml": "<w:document/>",
            **(extra or {}),
        }
    )


def xlsx() -> bytes:
    return docx(kind=EXCEL)


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def bomb() -> bytes:
    """A document whose one part swells a thousand times."""
    return docx({"word/media/zero.bin": bytes(20 * 1024 * 1024)})


def crowd() -> bytes:
    """A document of thousands of empty parts."""
    return docx({f"word/media/{number}": b"" for number in range(6000)})


def overlapping() -> bytes:
    """An archive that counts the same bytes several times."""
    content = bytearray(docx({"word/big.xml": bytes(range(256)) * 40}))
    end = content.rindex(b"PK\x05\x06")
    size, offset = struct.unpack("<II", content[end + 12 : end + 20])
    directory = bytes(content[offset : offset + size])
    last = directory.rindex(b"PK\x01\x02")
    entry = directory[last:]
    copies = b"".join(
        entry.replace(b"word/big.xml", f"word/b{number:02}.xml".encode()) for number in range(60)
    )
    total, length = 3 + 60, size + len(copies)
    tail = struct.pack("<HHIIH", total, total, length, offset, 0)
    return bytes(content[:offset]) + directory + copies + b"PK\x05\x06\0\0\0\0" + tail


def locked_zip() -> bytes:
    """A document whose first part says that it is encrypted."""
    content = bytearray(docx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark)
        content[at + place] |= 1
    return bytes(content)


def locked_odt() -> bytes:
    return odt({"META-INF/manifest.xml": "<manifest:encryption-data/>"})


def locked_office() -> bytes:
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name + bytes(600)


def old_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "WordDocument".encode("utf-16-le")


def word(body: str) -> str:
    """The main part of a DOCX."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
