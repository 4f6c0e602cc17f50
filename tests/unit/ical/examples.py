"""Entries for the tests. Nobody and nothing here is real."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from app.ical import Color, Conference, Entry, Status
from app.kernel.clock import PARIS

CREATED = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
MODIFIED = datetime(2026, 2, 3, 9, 15, tzinfo=UTC)
STARTS = datetime(2026, 5, 14, 9, 30, tzinfo=PARIS)
ENDS = datetime(2026, 5, 14, 16, 30, tzinfo=PARIS)
DAY = date(2026, 5, 14)


def entry(**changes: Any) -> Entry:
    """A study day, whole but for its conference link, with ``changes``."""
    values: dict[str, Any] = {
        "uid": "evenement-12@agenda.example.org",
        "summary": "Journée d’études : discriminations, handicap ; pauvreté",
        "starts": STARTS,
        "ends": ENDS,
        "created": CREATED,
        "last_modified": MODIFIED,
        "description": "Accueil à 9 h.\nOuverture ; état des lieux, ateliers.",
        "location": "Salle des fêtes\n1 place de la Mairie, Exempleville",
        "geo": (43.6, 1.44),
        "categories": ("Journée d’études", "Axe 3, droits"),
        "url": "https://agenda.example.org/evenements/journee",
        "color": Color.SEA_GREEN,
    }
    return Entry(**values | changes)


CONFERENCE = Conference("https://visio.example.org/salle-12", "Salle « visio », étage 2")

# Every kind of sign that has broken a calendar somewhere.
SIGNS = st.characters(categories=["L", "M", "N", "P", "S", "Z", "Cc", "Cf", "Cs", "Co", "Cn"])
HOSTILE = st.sampled_from(
    [
        *("\\", "\\\\", "\\n", "\\N", "\\,", ";", ",", ":", '"', "^", "^n", "^'", " ", "  "),
        *("\r\n", "\n", "\r", "\t", "\0", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ud800"),
        *("e\u0301", "\u202f", "BEGIN:VEVENT", "\r\nEND:VEVENT\r\n", "\r\n X"),
        *("é" * 37, "𝄞" * 19, "a" * 74, "\\" * 75),
    ]
)
TEXT = st.lists(st.one_of(HOSTILE, st.text(SIGNS, max_size=8)), max_size=8).map("".join)

INSTANTS = st.datetimes(
    datetime(1971, 1, 1),  # noqa: DTZ001 – the zone is drawn apart
    datetime(2037, 6, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, PARIS]),
)
SPANS = st.one_of(
    st.tuples(INSTANTS, st.timedeltas(timedelta(seconds=1), timedelta(days=5))).map(
        lambda pair: (pair[0].astimezone(UTC), pair[0].astimezone(UTC) + pair[1])
    ),
    st.tuples(st.dates(date(1971, 1, 1), date(2037, 6, 1)), st.integers(0, 5)).map(
        lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
    ),
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry whose times are those of an entry, whatever is written in it."""
    starts, ends = draw(SPANS)
    return Entry(
        uid=draw(st.from_regex(r"[a-z]{1,12}-[0-9]{1,9}@agenda\.example\.org", fullmatch=True)),
        summary=draw(TEXT),
        starts=starts,
        ends=ends,
        created=draw(INSTANTS),
        last_modified=draw(INSTANTS),
        description=draw(TEXT),
        location=draw(TEXT),
        geo=draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))),
        categories=tuple(draw(st.lists(TEXT, max_size=3))),
        url=draw(TEXT | st.just("https://agenda.example.org/évènements")),
        conference=draw(
            st.none()
            | st.builds(Conference, TEXT | st.just("https://visio.example.org/salle"), TEXT)
        ),
        color=draw(st.none() | st.sampled_from(Color)),
        status=draw(st.sampled_from(Status)),
        sequence=draw(st.integers(0, 2**31 - 1)),
        transparent=draw(st.booleans()),
    )
