"""French text: typography, slugs, plurals, enumerations. Pure functions, no Flask.

People type straight apostrophes and ordinary spaces; readers get typographic ones. Nothing here is
applied to what is stored: text is kept as typed and dressed when shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

NBSP = "\u00a0"
NNBSP = "\u202f"
APOSTROPHE = "\u2019"
# Spaces and marks that nobody sees: at the ends of a text they come from copying.
INVISIBLE = (
    " \t\n\r\f\v\u00a0\u00ad\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u2061\u2062\u2063\u2064\u3000"
    "\ufeff"
)
# Unicode's own bound for marks upon one letter (UAX 15, "stream-safe"); beyond it, putting them
# in order takes a time that grows with the square of their number.
MOST_MARKS = 30

# Looked for in one word at a time: in a whole text it would look back from each letter.
_WORD = re.compile(r"\S+")
_BEGINS_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{0,19}://|mailto:|www\.)(?=\S)", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|[«\"])")
_QUOTED = re.compile(r'(?<![\w=])"([^"\n]+)"(?!\w)')
_BEFORE_HIGH = re.compile(r"(?<=[\w\)\]»%€…°])[ \u00a0\u202f]*([;!?]+)(?=[\s\)\]»\",.]|$)")
_BEFORE_COLON = re.compile(r"(?<=[\w\)\]»%€])(?:[ \u00a0\u202f]+:|:)(?=\s|$)")
_OPENING = re.compile(r"«[ \u00a0\u202f]*")
# From the first of the spaces only: from each of them, a page of spaces would take hours.
_CLOSING = re.compile(r"(?<![ \u00a0\u202f])[ \u00a0\u202f]*»")
_UNIT = re.compile(r"(?<=\d) (?=(?:%|€|h|min|km|m²|M€|places?|personnes?)(?!\w))")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_TIME = re.compile(r"(?<=\d) ?h ?(?=\d{2}(?!\d))")
_NUMBER_SIGN = re.compile(r"\bn[o°] ?(?=\d)")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_VOWEL = re.compile(r"[aeiouyhàâéèêëîïôœùû]", re.IGNORECASE)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "ß": "ss"})


@lru_cache(maxsize=4096)
def typographic(text: str) -> str:
    """`dressed`, remembered: for the short texts that pages show again and again."""
    return dressed(text)


def dressed(text: str) -> str:
    """Dress plain French: spaces before high punctuation, quotes, apostrophes.

    Internet and e-mail addresses are left as they are. Applying it twice changes nothing.
    """
    pieces: list[str] = []
    end = 0
    for start, stop in _addresses(text):
        pieces += [_dress(text[end:start]), text[start:stop]]
        end = stop
    pieces.append(_dress(text[end:]))
    return "".join(pieces)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where the addresses of a text begin and end: from a scheme on, or the word around an @."""
    if "@" not in text and ":" not in text and "." not in text:
        return
    for word in _WORD.finditer(text):
        begins = _BEGINS_ADDRESS.search(word[0])
        at = word[0].find("@", 1)
        if 0 < at < len(word[0]) - 1 and (begins is None or at < begins.end()):
            yield word.span()
        elif begins is not None:
            yield word.start() + begins.start(), word.end()


def _dress(text: str) -> str:
    text = _APOSTROPHE.sub(APOSTROPHE, text.replace("...", "…"))
    text = _QUOTED.sub(r"«\1»", text)
    text = _OPENING.sub("«" + NNBSP, text)
    text = _CLOSING.sub(NNBSP + "»", text)
    text = _BEFORE_HIGH.sub(NNBSP + r"\1", text)
    text = _BEFORE_COLON.sub(NBSP + ":", text)
    text = _THOUSANDS.sub(NNBSP, text)
    text = _TIME.sub(f"{NBSP}h{NBSP}", text)
    text = _NUMBER_SIGN.sub("n°" + NBSP, text)
    return _UNIT.sub(NBSP, text)


def sentence(text: str) -> str:
    """With a capital first letter, the rest untouched (`capitalize` lowers proper names)."""
    return text[:1].upper() + text[1:]


def normalized(form: Literal["NFC", "NFKD"], text: str) -> str:
    """`unicodedata.normalize` in a time that grows with the length only, whatever the marks."""
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for sign in text if len(text) > MOST_MARKS else "":
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return unicodedata.normalize(form, "".join(kept) or text)


def fold(text: str) -> str:
    """Lower case without accents or ligatures: what two spellings of one word share."""
    split = normalized("NFKD", text.translate(_LIGATURES).casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def slugify(text: str, *, limit: int = 80) -> str:
    """An address part such as `precarite-et-sante`; cut at a word; never empty ("sans-titre")."""
    slug = _NOT_SLUG.sub("-", fold(text)).strip("-")
    if len(slug) > limit:
        cut = slug[: limit + 1]
        slug = cut.rsplit("-", 1)[0] if "-" in cut else cut[:limit]
    return slug or "sans-titre"


def number(value: float, digits: int | None = None) -> str:
    """A number as written in French: `15 241 227`, `73,7`; `digits` fixes the decimals."""
    if digits is None:
        digits = 0 if float(value).is_integer() else len(f"{value:.10g}".partition(".")[2])
    written = f"{value:,.{digits}f}"
    return written.replace(",", NNBSP).replace(".", ",").replace("-", "\u2212")


def euros(cents: int) -> str:
    """Cents as an amount: `1 250 €`, `12,50 €`."""
    return f"{number(cents / 100, 0 if cents % 100 == 0 else 2)}{NBSP}€"


def plural(count: float, singular: str, several: str | None = None) -> str:
    """The word that goes with a count: in French 0 and 1,5 are singular.

    Without `several`, every word of `singular` takes an s ("place libre" → "places libres").
    """
    if abs(count) < 2:
        return singular
    if several is not None:
        return several
    return " ".join(w if w[-1] in "sxz" else w + "s" for w in singular.split(" "))


def counted(count: float, singular: str, several: str | None = None) -> str:
    """The count and its word, kept together: `12 places`, `1 personne`."""
    return f"{number(count)}{NBSP}{plural(count, singular, several)}"


def joined(items: Iterable[str], last: str = "et") -> str:
    """An enumeration as spoken: `a`, `a et b`, `a, b et c`."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def elided(word: str, following: str) -> str:
    """`de` or `d’`, `que` or `qu’`… before the word that follows: `elided("de", "Insee")`."""
    if _VOWEL.match(following):
        return f"{word[:-1]}{APOSTROPHE}{following}"
    return f"{word} {following}"


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words, with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.–-")
    return (cut or text[: limit - 1]) + "…"


def size(octets: int) -> str:
    """The weight of a file: `850 octets`, `12 ko`, `3,4 Mo`."""
    if octets < 1000:
        return counted(octets, "octet")
    if octets < 1_000_000:
        return f"{number(round(octets / 1000))}{NBSP}ko"
    return f"{number(round(octets / 1_000_000, 1))}{NBSP}Mo"
