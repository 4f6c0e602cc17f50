"""Mail addresses as people type them: cut, checked, compared with well-known ones."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

INCOMPLETE: Final = "Cette adresse ne semble pas complète. Exemple : prenom.nom@example.org."
ACCENTED: Final = (
    "Cette adresse contient un accent ou un signe spécial devant l’arobase : aucun courriel n’y "
    "arriverait. Vérifiez-la, ou indiquez une autre adresse."
)
# Where many people of the country have their mail.
WELL_KNOWN: Final = (
    *("gmail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.fr"),
    *("yahoo.fr", "yahoo.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net"),
    *("icloud.com", "bbox.fr", "numericable.fr", "club-internet.fr", "protonmail.com"),
)
# Names that are too far from the right one to be found by their letters.
CONFUSED: Final = {"gmail.fr": "gmail.com", "laposte.fr": "laposte.net", "orange.com": "orange.fr"}
# Among short names, one letter makes another domain that may well exist.
SHORT: Final = 5


# What makes of a name something to click on, in any mail program. Bounded, hence linear.
_WEB: Final = re.compile(
    r"://|www\.|[@\uff20]"
    r"|[\w-]{1,60}\.(?:app|biz|club|cn|co|com|de|dev|eu|fr|gd|info|io|link|ly|me|net|online|org|ru|"
    r"shop|site|store|tk|top|uk|us|xyz)(?![\w-])"
    r"|\.\w{2,20}/",
    re.IGNORECASE,
)


def holds_web_address(text: str) -> bool:
    """Whether a text holds an address of the web or of mail, or what mail programs take for one."""
    return _WEB.search(text) is not None


class WrongAddressError(ValueError):
    """The sentence says what is wrong."""


def checked_address(typed: str) -> str:
    """The address without what cannot be seen; no DNS question is asked.

    Raises `WrongAddressError` for what is no address, or one to which no mail can be sent: few
    servers take accents before the at sign, and ours does not send them.
    """
    # Loaded at the first address: its tables take a while to read.
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(without_invisible(typed), check_deliverability=False)
    except EmailNotValidError as refusal:
        raise WrongAddressError(INCOMPLETE) from refusal
    if found.ascii_email is None:
        raise WrongAddressError(ACCENTED)
    return found.normalized


def without_invisible(typed: str) -> str:
    """Cut the spaces around, and the signs without width that are copied along with an address."""
    return "".join(one for one in typed if unicodedata.category(one) not in {"Cf", "Cc"}).strip()


def likely_meant(address: str) -> str | None:
    """The same address at the well-known domain that one slip makes of this one; None if none is.

    "camille@gmial.com" → "camille@gmail.com". It may be right all the same: to ask, not to refuse.
    """
    local, _, domain = address.rpartition("@")
    domain = domain.casefold()
    if not local or domain in WELL_KNOWN:
        return None
    meant = CONFUSED.get(domain) or next((one for one in WELL_KNOWN if _slips(domain, one)), None)
    return f"{local}@{meant}" if meant else None


def _slips(typed: str, known: str) -> bool:
    """Whether one slip of the fingers apart: a letter missing, added, wrong, or two exchanged."""
    size = len(typed) - len(known)
    if abs(size) > 1:
        return False
    pairs = enumerate(zip(typed, known, strict=False))
    first = next((place for place, (one, other) in pairs if one != other), None)
    if first is None:
        return bool(size)
    rest, wanted = typed[first:], known[first:]
    exchanged = rest[1::-1] + rest[2:] == wanted
    if exchanged or len(known.partition(".")[0]) < SHORT:
        return exchanged
    if size:
        longer, shorter = (rest, wanted) if size > 0 else (wanted, rest)
        return longer[1:] == shorter
    return rest[1:] == wanted[1:]
