"""Jinja filters: French dates, numbers and typography, nothing that reads the database."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask
from markupsafe import Markup, escape

from app.kernel import dates, text
from app.kernel.clock import today
from app.kernel.masking import MASKED
from app.web.changes import changes_html
from app.web.markdown import markdown
from app.web.typography import FrenchSpaces


def distance(day: date | datetime) -> str:
    """How far from today: `dans 3 jours`."""
    return dates.distance(day, today())


def spoken_range(starts: datetime | None, ends: datetime | None = None) -> str:
    """The whole date of something that may not have one yet."""
    return dates.spoken_span(starts, ends) if starts else dates.TO_BE_SET


def paragraphs(value: str | None) -> Markup:
    """Plain text typed by someone: blank lines make paragraphs, single ones line breaks."""
    if not value:
        return Markup("")
    blocks = [b for b in value.replace("\r\n", "\n").split("\n\n") if b.strip()]
    lines = (
        Markup("<br>").join(escape(text.typographic(line)) for line in block.strip().split("\n"))
        for block in blocks
    )
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def typo(value: str) -> str:
    """A line of plain French, dressed; what is already markup stays as it is."""
    return value if isinstance(value, Markup) else text.typographic(value)


def spoken_iso(day: str) -> str:
    """A date kept as ISO text, as one says it."""
    return dates.spoken_day(date.fromisoformat(day))


def of(words: str) -> str:
    """`de` before words, elided where they begin with a vowel: "d’octobre 2026", "de mai 2026"."""
    return text.elided("de", words)


FILTERS = {
    "iso_spoken": spoken_iso,
    "day": dates.spoken_day,
    "time": dates.spoken_time,
    "hours": dates.spoken_hours,
    "moment": dates.spoken_moment,
    "days": dates.spoken_days,
    "span": spoken_range,
    "short_day": dates.short_day,
    "iso_day": dates.iso_day,
    "iso": dates.iso_moment,
    "date_block": dates.date_block,
    "month_name": dates.spoken_month,
    "distance": distance,
    "duration": dates.duration,
    "number": text.number,
    "euros": text.euros,
    "counted": text.counted,
    "plural": text.plural,
    "joined": text.joined,
    "shortened": text.shortened,
    "of": of,
    "size": text.size,
    "typo": typo,
    "sentence": text.sentence,
    "paragraphs": paragraphs,
    "markdown": markdown,
    "changes": changes_html,
}


def init_app(app: Flask) -> None:
    """Make the filters known to every template, and dress the text of each as it is compiled."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["MASKED"] = MASKED
    app.jinja_env.add_extension(FrenchSpaces)
