"""Signs that a text takes from the fonts of symbols, as letters that every font has."""

from __future__ import annotations

import re
from typing import Final

# By the place in the font (the last octet of what a DOCX writes).
_WINGDINGS: Final = {
    0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x4A: "☺", 0x4C: "☹",
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "❑", 0x72: "❒", 0x73: "⬧",
    0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x78: "☒", 0x9E: "·", 0x9F: "•", 0xA1: "○",
    0xA4: "◉", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xB7: "•", 0xD5: "⌫", 0xD8: "➢", 0xDF: "←",
    0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩",
    0xF3: "⬄", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2: Final = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA3: "☐",
    0xA2: "■",
}  # fmt: skip
_WINGDINGS_3: Final = {0x22: "↑", 0x23: "↓", 0x21: "→", 0x20: "←", 0x7D: "▶", 0x67: "➔"}
_WEBDINGS: Final = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗", 0x34: "▶", 0x33: "◀", 0x69: "ℹ"}
_SYMBOL: Final = {
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    0x22: "∀", 0x24: "∃", 0x2D: "−", 0xA0: "€", 0xA3: "≤", 0xA5: "∞", 0xA8: "♦", 0xAB: "↔",
    0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×",
    0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xD0: "∠", 0xD6: "√",
    0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE5: "Σ", 0xF2: "∫", 0xF0: "•",
}  # fmt: skip
_FONTS: Final = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}
_PRIVATE: Final = re.compile("[\uf020-\uf0ff]")
UNKNOWN: Final = "▯"


def symbol(font: str, code: int) -> str:
    """The sign at this place of this font; `UNKNOWN` where nobody could say."""
    place = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    known = _FONTS.get(font.strip().lower())
    if known is not None:
        return known.get(place, chr(place) if 0x20 < place < 0x40 and known is _SYMBOL else UNKNOWN)
    # A font of letters: the place is the letter itself.
    return chr(place) if 0x20 <= place < 0xD800 else UNKNOWN


def readable(text: str, font: str = "") -> str:
    """The text without the private signs that Word puts for those of its fonts."""
    known = font if font.strip().lower() in _FONTS else ""

    def sign(match: re.Match[str]) -> str:
        code = ord(match[0])
        # What is copied from a list without its font is most often a bullet or an arrow.
        found = symbol(known or "wingdings", code)
        return found if known or found != UNKNOWN else symbol("symbol", code)

    return _PRIVATE.sub(sign, text)
