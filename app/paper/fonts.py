"""The fonts of papers: those of the compiler, then Noto for other scripts, then one for the rest.

Noto comes as Python packages, the last one (every sign of the basic plane, drawn on a small grid)
with the assets. None is needed: without them a sign that no font draws is replaced.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from app.resources import fonts_path

PACKAGES: Final = ("manimgx_fonts", "manimgx_fonts_cjk")

# Chinese before Japanese and Korean: the three share signs, and a font must be first.
FAMILIES: Final = (
    "Libertinus Serif",
    "Noto Sans",
    "Noto Sans Tifinagh",
    "Noto Sans NKo",
    "Noto Sans CJK SC",
    "Noto Emoji",
)
# What the fonts inside the compiler draw for certain, whole ranges only.
INSIDE: Final = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x391, 0x3A1),
    (0x3A3, 0x3A9),
    (0x3B1, 0x3C9),
    (0x410, 0x44F),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x202F),
    (0x20AC, 0x20AC),
    (0x200B, 0x200B),
    (0x25A1, 0x25A1),
)
_LAST: Final = 0x110000


def folders() -> list[Path]:
    """Where font files are, on this machine."""
    found = []
    for name in PACKAGES:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            found.append(Path(spec.origin).parent)
    if fonts_path().is_dir():
        found.append(fonts_path())
    return found


@cache
def loaded() -> Any:
    """The fonts as the compiler wants them; read once per process."""
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(folder) for folder in folders()],
    )


@cache
def coverage() -> Sequence[int]:
    """For each code point the fonts that draw it, one bit each; the compiler's own are the first.

    A letter and its marks are drawn by one font, or not at all.
    """
    drawn = array("Q", bytes(8 * _LAST))
    _mark(drawn, INSIDE, 1)
    paths = [path for folder in folders() for path in sorted(folder.iterdir())]
    fonts = [path for path in paths if path.suffix in {".ttf", ".otf", ".ttc"}]
    for at, path in enumerate(fonts, start=1):
        _mark(drawn, character_ranges(path.read_bytes()), 1 << at)
    return drawn


def _mark(drawn: array[int], ranges: Iterable[tuple[int, int]], bit: int) -> None:
    for first, last in ranges:
        for code in range(first, last + 1):
            drawn[code] |= bit


def character_ranges(font: bytes) -> list[tuple[int, int]]:
    """The code points that an OpenType file maps to a glyph, as (first, last).

    Reads the tables `cmap` of formats 4 and 12 (OpenType 1.9, "cmap"); a collection gives those
    of its first font.
    """
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    (count,) = struct.unpack_from(">H", font, start + 4)
    for at in range(start + 12, start + 12 + 16 * count, 16):
        tag, _, place, _ = struct.unpack_from(">4sIII", font, at)
        if tag == b"cmap":
            return list(_mapped(font, place))
    return []


def _mapped(font: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    for at in range(count):
        platform, _, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * at)
        table = cmap + offset
        (kind,) = struct.unpack_from(">H", font, table)
        if platform in {0, 3} and kind == 12:
            (groups,) = struct.unpack_from(">I", font, table + 12)
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", font, table + 16 + 12 * group)
                yield first, last
        elif platform in {0, 3} and kind == 4:
            yield from _segments(font, table)


def _segments(font: bytes, table: int) -> Iterator[tuple[int, int]]:
    (twice,) = struct.unpack_from(">H", font, table + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", font, table + 14)
    starts = struct.unpack_from(f">{count}H", font, table + 16 + twice)
    deltas = struct.unpack_from(f">{count}H", font, table + 16 + 2 * twice)
    places = table + 16 + 3 * twice
    offsets = struct.unpack_from(f">{count}H", font, places)
    for at, (first, last) in enumerate(zip(starts, ends, strict=True)):
        if first == 0xFFFF:
            continue
        if offsets[at] == 0:
            # A glyph number of zero is "no glyph".
            hole = -deltas[at] & 0xFFFF
            yield from _without(first, last, hole)
            continue
        for code in range(first, last + 1):
            place = places + 2 * at + offsets[at] + 2 * (code - first)
            if place + 2 <= len(font) and struct.unpack_from(">H", font, place)[0]:
                yield code, code


def _without(first: int, last: int, hole: int) -> Iterator[tuple[int, int]]:
    if not first <= hole <= last:
        yield first, last
        return
    if first < hole:
        yield first, hole - 1
    if hole < last:
        yield hole + 1, last
