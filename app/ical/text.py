"""Text as calendars bear it: cleaned, escaped (RFC 5545 §3.3.11) and folded (§3.1).

The `icalendar` classes do the work where they are right. Two of their functions are replaced, each
for a measured defect that a test pins (`tests/unit/ical/test_text.py`), so that we notice when it
is mended:

* ``vText`` reads a backslash followed by N in the *source* text as a line break: ``C:\\Nouveau``
  breaks in two;
* its folding cuts inside ``\\\\`` when the second backslash falls on the edge of the line, and
  walks the text character by character, which took half of the time of a fragment.
"""

import re
from typing import Final
from unicodedata import is_normalized, normalize
from urllib.parse import quote, urlsplit, urlunsplit

from icalendar.prop import vText

LINE_OCTETS: Final = 75
# How far a fold may move back so as not to fall next to a space, which careless readers strip.
_SPACE_REACH: Final = 20

_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, halves of surrogate pairs, non-characters, and the byte order mark, which readers drop
# anywhere.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
# What nearly every text is free of: one search spares them the four substitutions.
_UNTIDY = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|  | \n|\n |\n\n\n"
)
_SPACES = re.compile("[ \t]+")
_SPACES_AROUND_BREAK = re.compile(" ?\n ?")
_BLANK_LINES = re.compile("\n{3,}")
_URI_SAFE: Final = "%/:?#[]@!$&'()*+,;=~-._"
# What our own addresses look like: they need no second look.
_PLAIN_URI = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:[/?#][!#-;=?-Z_a-z~]*)?\Z")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*\Z", re.IGNORECASE)


class Text(vText):
    """A TEXT value escaped to the letter of the standard: only ``\\\\``, ``\\;``, ``\\,`` and
    ``\\n``.
    """

    __slots__ = ()

    def to_ical(self) -> bytes:
        return (
            self.replace("\\", "\\\\")
            .replace(";", "\\;")
            .replace(",", "\\,")
            .replace("\n", "\\n")
            .encode()
        )


def clean(value: str) -> str:
    """Return ``value`` in NFC, without control characters, its lines trimmed and ended by ``\\n``.

    Runs of spaces become one (a fold made of spaces only would read as an empty line) and more
    than one empty line becomes one. Applying it twice changes nothing.
    """
    if not _UNTIDY.search(value):
        return (value if is_normalized("NFC", value) else normalize("NFC", value)).strip()
    value = _UNWRITABLE.sub("", _LINE_BREAKS.sub("\n", value))
    if not is_normalized("NFC", value):
        value = normalize("NFC", value)
    value = _SPACES_AROUND_BREAK.sub("\n", _SPACES.sub(" ", value))
    return _BLANK_LINES.sub("\n\n", value).strip()


def clean_line(value: str, *, separator: str = " ") -> str:
    """Return ``value`` cleaned and on one line, its line breaks replaced by ``separator``."""
    lines = clean(value).split("\n")
    return separator.join(line for line in lines if line) if len(lines) > 1 else lines[0]


def clean_label(value: str) -> str:
    """Return ``value`` fit for a quoted parameter: one line, without the double quote it cannot
    hold.
    """
    return clean_line(value).replace('"', "”")


def ascii_uri(value: str) -> str | None:
    """Return the absolute URI of ``value`` in ASCII, or None when it is not one.

    An international host is written in its ASCII form, everything else that is not ASCII is
    percent-encoded. Control characters and spaces at the ends are dropped, inside they are
    encoded.
    """
    if _PLAIN_URI.match(value):
        return value
    value = clean_line(value)
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:  # an unbalanced bracket, a port that is not a number
        return None
    if not _SCHEME.match(parts.scheme) or not value[len(parts.scheme) + 1 :]:
        return None
    if parts.scheme in {"http", "https"} and not host:
        return None
    netloc = parts.netloc
    if host and not netloc.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return None
        user = f"{quote(parts.username, safe='%')}@" if parts.username else ""
        netloc = f"{user}{host}{'' if port is None else f':{port}'}"
    rest = (netloc, parts.path, parts.query, parts.fragment)
    return urlunsplit((parts.scheme, *(quote(part, safe=_URI_SAFE) for part in rest))) or None


def fold(line: bytes) -> bytes:
    """Return ``line`` (UTF-8) as content lines of at most 75 octets, each ended by CRLF.

    A cut never falls inside a UTF-8 sequence nor inside an escape (``\\x``, or ``^x`` in
    parameters), and avoids the neighbourhood of a space when it can.
    """
    if len(line) <= LINE_OCTETS:
        return line + b"\r\n"
    pieces: list[bytes] = []
    start, room = 0, LINE_OCTETS
    while len(line) - start > room:
        cut = _cut(line, start + room)
        pieces.append(line[start:cut])
        start, room = cut, LINE_OCTETS - 1  # the space that marks a continuation counts
    pieces.append(line[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def _cut(line: bytes, limit: int) -> int:
    """Return where to cut ``line``, at or a little before ``limit``."""
    possible = 0
    for cut in range(limit, limit - _SPACE_REACH, -1):
        if line[cut] & 0xC0 == 0x80 or _inside_escape(line, cut):
            continue
        if line[cut] != 0x20 and line[cut - 1] != 0x20:
            return cut
        possible = possible or cut
    return possible


def _inside_escape(line: bytes, cut: int) -> bool:
    """Whether the sign before ``cut`` escapes the next: an odd run of such signs ends there."""
    sign = line[cut - 1]
    if sign not in b"\\^":
        return False
    before = cut - 1
    while before > 0 and line[before - 1] == sign:
        before -= 1
    return (cut - before) % 2 == 1
