"""Where a place is on a map: two numbers in degrees, as GEO of RFC 5545 writes them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

# "43,6047 ; 1,4442" as one writes it in French, "43.6047, 1.4442" as maps give it.
_NUMBER: Final = r"([+-]?\d{1,3}(?:[.,]\d{1,12})?)"
_TYPED: Final = re.compile(rf"{_NUMBER}(?:\s*;\s*|,?\s+){_NUMBER}")
# Without a space a comma parts only what is written with points.
_WITH_POINTS: Final = re.compile(r"([+-]?\d{1,3}\.\d{1,12}),([+-]?\d{1,3}\.\d{1,12})")


def read_position(typed: str) -> str:
    """`43.604700;1.444200`, latitude then longitude. Raises ValueError with words for people."""
    found = _WITH_POINTS.fullmatch(typed) or _TYPED.fullmatch(typed)
    if found is None:
        raise ValueError("Indiquez la latitude puis la longitude. Exemple : 43,6047 ; 1,4442")
    latitude, longitude = (float(number.replace(",", ".")) for number in found.groups())
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError("Une latitude va de −90 à 90, une longitude de −180 à 180.")
    return f"{latitude:.6f};{longitude:.6f}"


def degrees(position: str) -> tuple[float, float]:
    """Latitude and longitude of a stored position."""
    latitude, _, longitude = position.partition(";")
    return float(latitude), float(longitude)


def spoken_position(position: str) -> str:
    """`43,6047 ; 1,4442`, as the form shows it again."""
    numbers = (f"{number:.6f}".rstrip("0").rstrip(".") for number in degrees(position))
    return " ; ".join(numbers).replace(".", ",")


def map_url(position: str) -> str:
    """A map of the place on OpenStreetMap, which people follow if they like."""
    latitude, longitude = (f"{number:.6f}" for number in degrees(position))
    query = urlencode({"mlat": latitude, "mlon": longitude})
    return f"https://www.openstreetmap.org/?{query}#map=17/{latitude}/{longitude}"


FILTERS = {"map_url": map_url}
