"""Numbers as a spreadsheet shows them, where their value alone would lose what they say.

"09000" is a postal code, "05 61 23 45 67" a telephone, "18,4 %" no 0.184, and 36:00 a duration.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Final

_TOKEN: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(.)', re.DOTALL)


def shown(value: Any, code: str = "") -> str:
    """A cell as one would read it; `code` is the format of a number."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int | float):
        return _number(float(value), code)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return duration(value)
    return str(value)


def duration(value: timedelta) -> str:
    """Hours beyond a day too: "36:00"."""
    seconds = round(abs(value.total_seconds()))
    sign = "-" if value < timedelta() else ""
    end = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}{end}"


def percent(value: float) -> str:
    return f"{value * 100:.10g} %".replace(".", ",")


def plain(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def is_telling(code: str) -> bool:
    """Whether numbers of this format are read otherwise than as their value."""
    return _number(1234567.0, code) != plain(1234567.0) or _number(1.0, code) != plain(1.0)


def _number(value: float, code: str) -> str:
    tokens = [match.groups() for match in _TOKEN.finditer(code.split(";")[0])]
    bare = "".join(sign or "" for _, _, sign in tokens)
    if "%" in bare:
        return percent(value)
    if not value.is_integer() or not 0 <= value < 1e15 or set(bare) - set("0#? -./\u00a0\u202f"):
        return plain(value)
    signs = [(quoted or escaped or sign or "", sign) for quoted, escaped, sign in tokens]
    places = [n for n, (_, sign) in enumerate(signs) if sign and sign in "0#?"]
    if not places or "." in bare or "/" in bare:
        return plain(value)
    return _filled(str(int(value)), signs, places)


def _filled(digits: str, signs: list[tuple[str, str | None]], places: list[int]) -> str:
    """The digits at their places, from the right; those that no place takes stand in front."""
    left = list(digits)
    written: list[str] = []
    for number in range(len(signs) - 1, -1, -1):
        text, sign = signs[number]
        if sign and sign in "0#?":
            if number == places[0]:
                written.append("".join(left) or ("0" if sign == "0" else ""))
                left = []
            elif left:
                written.append(left.pop())
            elif sign == "0":
                written.append("0")
        elif places[0] < number < places[-1] and (left or "0" in _before(signs, number)):
            written.append(text)
    return "".join(reversed(written)).strip()


def _before(signs: list[tuple[str, str | None]], number: int) -> set[str]:
    return {sign for _, sign in signs[:number] if sign}
