"""What several forms of meetings ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from email.utils import parseaddr

from app.kernel import clock
from app.kernel.addresses import WrongAddressError, checked_address
from app.kernel.errors import Invalid
from app.meetings.services import Invitee


def invitees(text: str | None) -> list[Invitee]:
    """People typed one per line: "Dominique Fictif, dominique@example.org", or the address alone.

    Raises `Invalid` beside `invitees` with the first line that cannot be read.
    """
    found: list[Invitee] = []
    for line in (text or "").splitlines():
        if not line.strip():
            continue
        name, address = _split(line.strip())
        try:
            address = checked_address(address)
        except WrongAddressError as error:
            raise Invalid(
                {
                    "invitees": "Cette ligne n’a pas d’adresse complète : "
                    f"« {line.strip()[:60]} ». "
                    "Exemple : Dominique Fictif, dominique@example.org"
                }
            ) from error
        found.append(Invitee(name[:120] or address.partition("@")[0], address))
    return found


def _split(line: str) -> tuple[str, str]:
    if "<" in line:
        return parseaddr(line)
    words = line.replace(";", " ").replace(",", " ").replace("\t", " ").split()
    address = next((word for word in words if "@" in word), "")
    return " ".join(word for word in words if word != address), address


def instants(
    day: date | None, begins: time | None, ends: time | None, *, field: str = "day"
) -> tuple[datetime, datetime]:
    """Two wall-clock times of a day in Paris as instants to come. Raises `Invalid`."""
    if day is None or begins is None or ends is None:
        raise Invalid({field: "Indiquez le jour, le début et la fin."})
    if ends <= begins:
        raise Invalid({_beside(field, "ends"): "La fin doit venir après le début."})
    starts_at = _instant(day, begins, field, _beside(field, "begins"))
    ends_at = _instant(day, ends, field, _beside(field, "ends"))
    if starts_at <= clock.now():
        raise Invalid({field: "Cette date est passée. On convoque pour un jour à venir."})
    return starts_at, ends_at


def all_instants(
    days: Sequence[date], begins: time | None, ends: time | None
) -> list[tuple[datetime, datetime]]:
    return [instants(day, begins, ends) for day in days]


def _beside(field: str, name: str) -> str:
    return name if field == "day" else field


def _instant(day: date, hour: time, field: str, beside: str) -> datetime:
    try:
        return clock.from_paris(day, hour)
    except OverflowError as error:
        raise Invalid({field: "Cette année n’est pas possible."}) from error
    except clock.SkippedHour as error:
        raise Invalid(
            {beside: "Cette heure n’existe pas : cette nuit-là, on passe de 2 h à 3 h."}
        ) from error
