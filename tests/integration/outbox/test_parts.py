"""The two parts of a mail say the same: what one shows of the payload, the other shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from flask import Flask

from app.outbox import samples

_TAG = re.compile(r"<[^>]+>")


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def test_text_and_html_show_the_same_values(app: Flask) -> None:
    differences = []
    for kind in samples.kinds(app):
        made = samples.sample(app, kind)
        # The big line of the HTML is the subject of the mail.
        text = _flat(made.text)
        body = _flat(f"{made.title} {unescape(_TAG.sub(' ', made.body))}")
        values = {**samples.SAMPLE, **samples._OF_FEATURE.get(kind.partition("/")[0], {})}
        values.pop("heading", None)
        for value in {leaf for one in values.values() for leaf in _leaves(one)}:
            words = _flat(value)
            if len(words) > 4 and "://" not in words and (words in text) != (words in body):
                differences.append((kind, value))
    assert not differences


def test_the_workshops_of_a_registration_are_in_both_parts(app: Flask) -> None:
    made = samples.sample(app, "registrations/confirmed")
    for part in (made.text, unescape(made.body)):
        for name, state in samples.SAMPLE["sessions"]:
            assert name in part
            assert state in part


def test_a_place_at_a_distance_is_said_once(app: Flask) -> None:
    values = {**samples.SAMPLE, "place": "À distance", "mode": "à distance"}
    for ending in ("txt", "html"):
        template = app.jinja_env.get_template(f"emails/registrations/facts.{ending}")
        words = template.render({**values, "private_url": "", "event_url": "", "remote_url": ""})
        assert words.lower().count("à distance") == 1
