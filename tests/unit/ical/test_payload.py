"""Invitations at rest."""

import json
from datetime import UTC, datetime

from hypothesis import given, settings

from app.ical import Entry, Status, event_block
from app.ical.invitation import Party, Reply, cancellation, request
from app.ical.payload import (
    cancellation_payload,
    entry_from_json,
    entry_to_json,
    invitation_from,
    request_payload,
)
from tests.unit.ical.examples import CONFERENCE, entries, entry

ORGANIZER = Party("Équipe", "agenda@example.org")
ATTENDEE = Party("Camille Exemple", "camille@example.org")
NOW = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


@settings(deadline=None)
@given(entries())
def test_an_entry_survives_json(any_entry: Entry) -> None:
    """As bytes: Python calls no two times of the skipped hour equal from one zone to another."""
    back = entry_from_json(json.loads(json.dumps(entry_to_json(any_entry))))
    assert event_block(back) == event_block(any_entry)
    assert entry_to_json(back) == entry_to_json(any_entry)


def test_a_request_is_written_the_same_from_its_payload() -> None:
    one = entry(conference=CONFERENCE)
    payload = json.loads(json.dumps(request_payload(one, ATTENDEE, reply=Reply.AWAITED)))
    assert invitation_from(payload, organizer=ORGANIZER, dtstamp=NOW) == request(
        one, organizer=ORGANIZER, attendee=ATTENDEE, dtstamp=NOW, reply=Reply.AWAITED
    )


def test_a_cancellation_is_written_the_same_from_its_payload() -> None:
    one = entry(status=Status.CANCELLED, sequence=2)
    payload = json.loads(json.dumps(cancellation_payload(one, ATTENDEE)))
    assert invitation_from(payload, organizer=ORGANIZER, dtstamp=NOW) == cancellation(
        one, organizer=ORGANIZER, attendee=ATTENDEE, dtstamp=NOW
    )
