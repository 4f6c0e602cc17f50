"""Text and folding: rules B and S, for any text whatsoever."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar.parser.string import _foldline
from icalendar.prop import vText

from app.ical import calendar, event_block
from app.ical.entry import Entry
from app.ical.text import Text, ascii_uri, clean, clean_label, clean_line, fold
from tests.unit.ical.examples import TEXT, entries, entry
from tests.unit.ical.strict_reader import content_lines, read


@settings(deadline=None)
@given(entries())
def test_b01_to_b08_hold_for_any_entry(any_entry: Entry) -> None:
    content_lines(event_block(any_entry))


@settings(deadline=None)
@given(TEXT, TEXT)
def test_b01_to_b08_hold_for_any_name_and_source(name: str, source: str) -> None:
    content_lines(calendar(name, [], refresh=timedelta(hours=6), source=source))


@settings(deadline=None)
@given(entries())
def test_s04_s05_texts_come_back_as_they_were(any_entry: Entry) -> None:
    event = read(event_block(any_entry))
    if any_entry.summary and (title := clean_line(any_entry.summary)):
        assert event["SUMMARY"].text.endswith(title)
    if location := clean_line(any_entry.location, separator=", "):
        assert event["LOCATION"].text == location
    if description := clean(any_entry.description):
        assert event["DESCRIPTION"].text.startswith(description)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a, b; c", rb"a\, b\; c"),
        ("ligne\nautre", rb"ligne\nautre"),
        (r"C:\Nouveau", rb"C:\\Nouveau"),
        (r"déjà \, échappé", rb"d\xc3\xa9j\xc3\xa0 \\\, \xc3\xa9chapp\xc3\xa9"),
        ("de 9 h : suite", b"de 9 h : suite"),
    ],
)
def test_s04_nothing_is_escaped_twice(text: str, written: bytes) -> None:
    expected = re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes.fromhex(match[1].decode()), written)
    assert Text(text).to_ical() == expected


@settings(deadline=None)
@given(TEXT)
@example("a\r\n b")
@example("e\u0301\x00\u0301")
@example("\n \n \n")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    line = clean_line(text)
    assert clean_line(line) == line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  un   titre \t ", "un titre"),
        ("un\r\ndeux\rtrois\u2028quatre", "un\ndeux\ntrois\nquatre"),
        ("un\n\n\n\n\ndeux", "un\n\ndeux"),
        ("cloche\x07 et\x00 nul", "cloche et nul"),
        ("e\u0301te\u0301", "été"),
        ("\ud800demi", "demi"),
        ("\ufeffmarque", "marque"),
        ("espace\u202f; fine", "espace\u202f; fine"),
    ],
)
def test_b06_b07_text_is_tidied(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_label_has_no_double_quote() -> None:
    assert clean_label('salle "bleue"\nétage') == "salle ”bleue” étage"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300))
def test_b04_b05_folding_loses_nothing(line: str) -> None:
    folded = fold(line.encode())
    assert folded.replace(b"\r\n ", b"") == line.encode() + b"\r\n"
    pieces = folded[:-2].split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    for piece in pieces:
        piece.decode()


def test_b05_fold_keeps_away_from_spaces() -> None:
    lines = fold(("un mot puis " * 30).encode().strip())[:-2].split(b"\r\n")
    assert len(lines) > 3
    for before, after in pairwise(lines):
        assert not before.endswith(b" ")
        assert not after.startswith(b"  ")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://agenda.example.org/a?b=c#d", "https://agenda.example.org/a?b=c#d"),
        ("https://agenda.example.org/évènement", "https://agenda.example.org/%C3%A9v%C3%A8nement"),
        ("https://éé.example.org:8080/", "https://xn--9caa.example.org:8080/"),
        (" https://agenda.example.org/\n", "https://agenda.example.org/"),
        ("https://agenda.example.org/a b", "https://agenda.example.org/a%20b"),
        ("https://agenda.example.org/%C3%A9", "https://agenda.example.org/%C3%A9"),
        ("tel:+33500000000", "tel:+33500000000"),
        ("mailto:agenda@example.org", "mailto:agenda@example.org"),
        ("/evenements/12", None),
        ("agenda.example.org", None),
        ("https:", None),
        ("http://[", None),
        ("http://x:port/", None),
        ("", None),
    ],
)
def test_s06_addresses_are_absolute_and_ascii(typed: str, written: str | None) -> None:
    assert ascii_uri(typed) == written


@settings(deadline=None)
@given(TEXT)
def test_s06_any_text_gives_an_ascii_uri_or_none(text: str) -> None:
    uri = ascii_uri(text)
    assert uri is None or (uri.isascii() and uri.isprintable() and " " not in uri and ":" in uri)
    if uri is not None:
        assert ascii_uri(uri) == uri


def test_e_no_address_no_url() -> None:
    event = read(event_block(entry(url="pas une adresse")))
    assert "URL" not in event


class TestDefectsOfTheLibrary:
    """Why two of its functions are replaced. When one of these fails, ours can go."""

    def test_vtext_breaks_a_line_at_backslash_n(self) -> None:
        assert vText(r"C:\Nouveau").to_ical() == rb"C:\nouveau"

    def test_folding_cuts_a_pair_of_backslashes(self) -> None:
        folded = _foldline("X:" + "a" * 70 + r"\\" + "b")
        first = folded.split("\r\n ")[0]
        assert len(first) - len(first.rstrip("\\")) == 1
