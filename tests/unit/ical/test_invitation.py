"""Calendar messages and the mails that bear them: rules M and Q."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ical import Status
from app.ical.invitation import (
    Invitation,
    Method,
    Party,
    Reply,
    cancellation,
    next_sequence,
    request,
)
from app.ical.text import clean_line
from app.outbox.mime import compose, mailbox
from tests.unit.ical.examples import CONFERENCE, TEXT, entry
from tests.unit.ical.strict_reader import Component, read

ORGANIZER = Party("Équipe du commissaire", "agenda@synergies.example.org")
ATTENDEE = Party('Camille "Cam" Exemple, Insee', "camille.exemple@example.org")
NOW = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
TEXT_PART = "Bonjour,\n\njeudi 14 mai 2026, de 9 h 30 à 16 h 30 (heure de Paris), Exempleville.\n"
HTML_PART = "<p>Bonjour, jeudi 14 mai 2026, de 9 h 30 à 16 h 30.</p>\n"


def asked(dtstamp: datetime = NOW, **changes: Any) -> Invitation:
    return request(entry(**changes), organizer=ORGANIZER, attendee=ATTENDEE, dtstamp=dtstamp)


def cancelled(dtstamp: datetime = NOW, **changes: Any) -> Invitation:
    return cancellation(entry(**changes), organizer=ORGANIZER, attendee=ATTENDEE, dtstamp=dtstamp)


def event_of(invitation: Invitation) -> Component:
    (event,) = read(invitation.body).events
    return event


def mail(invitation: Invitation | None = None, **changes: Any) -> EmailMessage:
    values: dict[str, Any] = {
        "sender": mailbox("Équipe, du commissaire", ORGANIZER.address),
        "recipient": mailbox(ATTENDEE.name, ATTENDEE.address),
        "subject": "Inscription confirmée : journée d’études",
        "text": TEXT_PART,
        "html": HTML_PART,
        "message_id": "inscription-12-1@synergies.example.org",
        "date": NOW,
        "invitation": invitation,
    }
    sent = bytes(compose(**(values | changes)))
    return message_from_bytes(sent, policy=default)


class TestBody:
    def test_m03_the_method_is_said_in_the_calendar(self) -> None:
        assert read(asked().body)["METHOD"].value == "REQUEST"
        assert read(cancelled().body)["METHOD"].value == "CANCEL"
        assert (asked().method, cancelled().method) == (Method.REQUEST, Method.CANCEL)

    def test_only_what_a_message_needs_is_in_its_calendar(self) -> None:
        assert read(asked().body).names == ["VERSION", "PRODID", "METHOD"]
        assert [part.name for part in read(asked().body).components] == ["VTIMEZONE", "VEVENT"]

    def test_m08_the_organizer_is_a_bare_address(self) -> None:
        line = event_of(asked())["ORGANIZER"]
        assert line.value == "mailto:agenda@synergies.example.org"
        assert line.parameters == {"CN": "Équipe du commissaire"}

    def test_m09_one_attendee(self) -> None:
        line = event_of(asked())["ATTENDEE"]
        assert line.value == "mailto:camille.exemple@example.org"
        assert line.parameters["CN"] == "Camille ”Cam” Exemple, Insee"

    def test_m10_registered_people_are_not_asked(self) -> None:
        line = event_of(asked())["ATTENDEE"]
        assert (line.parameters["PARTSTAT"], line.parameters["RSVP"]) == ("ACCEPTED", "FALSE")

    @pytest.mark.parametrize(
        ("reply", "partstat", "rsvp"),
        [
            (Reply.AWAITED, "NEEDS-ACTION", "TRUE"),
            (Reply.ELSEWHERE, "NEEDS-ACTION", "FALSE"),
        ],
    )
    def test_m10_convoked_people_have_not_answered(
        self, reply: Reply, partstat: str, rsvp: str
    ) -> None:
        message = request(entry(), organizer=ORGANIZER, attendee=ATTENDEE, dtstamp=NOW, reply=reply)
        line = event_of(message)["ATTENDEE"]
        assert (line.parameters["PARTSTAT"], line.parameters["RSVP"]) == (partstat, rsvp)

    def test_s06_an_international_domain_is_written_in_ascii(self) -> None:
        message = request(
            entry(), organizer=ORGANIZER, attendee=Party("", "a@éé.example.org"), dtstamp=NOW
        )
        assert event_of(message)["ATTENDEE"].value == "mailto:a@xn--9caa.example.org"

    def test_m11_cancelled_for_all(self) -> None:
        event = event_of(cancelled(status=Status.CANCELLED, sequence=4))
        assert event["STATUS"].value == "CANCELLED"
        assert event["SEQUENCE"].value == "4"
        assert event["SUMMARY"].text.startswith("ANNULÉ — ")

    def test_m11_cancelled_for_one_person(self) -> None:
        event = event_of(cancelled(sequence=0))
        assert "STATUS" not in event
        assert event["SEQUENCE"].value == "1"
        assert "ANNULÉ" not in event["SUMMARY"].text

    def test_a_cancelled_entry_is_not_requested(self) -> None:
        with pytest.raises(ValueError, match="cancelled"):
            asked(status=Status.CANCELLED)

    def test_q01_q02_uid_and_organizer_stay(self) -> None:
        first, second = event_of(asked()), event_of(cancelled(sequence=3))
        assert first["UID"].value == second["UID"].value
        assert first["ORGANIZER"] == second["ORGANIZER"]

    def test_q03_q04_sequence_and_dtstamp_grow(self) -> None:
        first = event_of(asked())
        second = event_of(asked(NOW + timedelta(minutes=1), sequence=1))
        assert int(second["SEQUENCE"].value) > int(first["SEQUENCE"].value)
        assert second["DTSTAMP"].value > first["DTSTAMP"].value == "20260301T100000Z"
        assert second["LAST-MODIFIED"].value == first["LAST-MODIFIED"].value

    @pytest.mark.parametrize(
        ("event", "last", "following"),
        [(0, None, 0), (3, None, 3), (0, 0, 1), (5, 0, 5), (2, 4, 5)],
    )
    def test_q03_the_next_message_is_above_the_last(
        self, event: int, last: int | None, following: int
    ) -> None:
        assert next_sequence(event, last) == following

    @pytest.mark.parametrize(
        "address", ["camille@exemple.org\r\nX:1", "a b@example.org", "é@example.org", "<a@b.org>"]
    )
    def test_s06_only_plain_addresses(self, address: str) -> None:
        with pytest.raises(ValueError, match="plain"):
            request(
                entry(),
                organizer=ORGANIZER,
                attendee=replace(ATTENDEE, address=address),
                dtstamp=NOW,
            )

    @settings(deadline=None)
    @given(TEXT)
    def test_s05_any_name(self, name: str) -> None:
        message = request(
            entry(), organizer=ORGANIZER, attendee=Party(name, "a@example.org"), dtstamp=NOW
        )
        line = event_of(message)["ATTENDEE"]
        assert line.value == "mailto:a@example.org"
        assert ("CN" in line.parameters) == bool(clean_line(name))

    def test_conference_is_there_for_those_allowed(self) -> None:
        assert "CONFERENCE" in event_of(asked(conference=CONFERENCE))
        assert "CONFERENCE" not in event_of(asked())


class TestMail:
    def test_m01_one_of_each_header(self) -> None:
        message = mail(asked())
        for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
            assert len(message.get_all(name, [])) == 1, name
        assert message["Message-ID"] == "<inscription-12-1@synergies.example.org>"
        assert message["Subject"] == "Inscription confirmée : journée d’études"
        assert message["From"].addresses[0].display_name == "Équipe, du commissaire"
        assert message["Date"].datetime == NOW

    def test_m02_m05_m07_m13_structure(self) -> None:
        message = mail(asked())
        assert message.get_content_type() == "multipart/mixed"
        alternative, attachment = message.iter_parts()
        assert alternative.get_content_type() == "multipart/alternative"
        kinds = [part.get_content_type() for part in alternative.iter_parts()]
        assert kinds == ["text/plain", "text/html", "text/calendar"]
        calendar = list(alternative.iter_parts())[-1]
        assert calendar.get_content_disposition() == "inline"
        assert calendar.get_filename() is None
        assert attachment.get_content_type() == "application/ics"
        assert attachment.get_content_disposition() == "attachment"
        assert attachment.get_filename() == "invitation.ics"
        assert calendar.get_payload(decode=True) == attachment.get_payload(decode=True)
        assert calendar.get_payload(decode=True) == asked().body

    @pytest.mark.parametrize("invitation", [asked(), cancelled()])
    def test_m03_m04_m06_calendar_part(self, invitation: Invitation) -> None:
        (part,) = [p for p in mail(invitation).walk() if p.get_content_type() == "text/calendar"]
        assert part.get_param("method") == str(invitation.method)
        assert part.get_param("charset") == "utf-8"
        assert part["Content-Transfer-Encoding"] == "base64"
        assert f"METHOD:{invitation.method}\r\n".encode() in part.get_payload(decode=True)

    def test_m08_organizer_and_sender_share_a_domain(self) -> None:
        domain = mail(asked())["From"].addresses[0].domain
        assert event_of(asked())["ORGANIZER"].value.endswith(f"@{domain}")

    def test_m09_no_copy(self) -> None:
        message = mail(asked())
        assert (message["Cc"], message["Bcc"]) == (None, None)
        assert [address.addr_spec for address in message["To"].addresses] == [ATTENDEE.address]

    def test_m14_the_text_part_stands_alone(self) -> None:
        body = mail(asked()).get_body(("plain",))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n") == TEXT_PART

    def test_m15_auto_submitted(self) -> None:
        assert mail(asked())["Auto-Submitted"] == "auto-generated"

    def test_a_mail_without_calendar(self) -> None:
        message = mail()
        assert message.get_content_type() == "multipart/alternative"
        kinds = [part.get_content_type() for part in message.iter_parts()]
        assert kinds == ["text/plain", "text/html"]
        assert mail(html=None).get_content_type() == "text/plain"

    def test_cancellations_are_named(self) -> None:
        names = [part.get_filename() for part in mail(cancelled()).iter_attachments()]
        assert names == ["annulation.ics"]

    def test_bytes_are_seven_bit_with_crlf_and_short_lines(self) -> None:
        octets = bytes(
            compose(
                sender=mailbox("Équipe", ORGANIZER.address),
                recipient=mailbox("", ATTENDEE.address),
                subject="é" * 300,
                text="é" * 5000,
                html="<p>" + "è " * 5000,
                message_id="a@example.org",
                date=NOW,
                invitation=asked(),
            )
        )
        assert octets.isascii()
        assert b"\n" not in octets.replace(b"\r\n", b"")
        assert max(map(len, octets.split(b"\r\n"))) <= 998

    def test_threads_reply_to_and_other_headers(self) -> None:
        message = mail(
            reply_to=mailbox("", "equipe@example.org"),
            references=["un@example.org", "deux@example.org"],
            headers={"List-Id": "Agenda <agenda.example.org>"},
        )
        assert message["Reply-To"] == "equipe@example.org"
        assert message["In-Reply-To"] == "<deux@example.org>"
        assert message["References"] == "<un@example.org> <deux@example.org>"
        assert message["List-Id"] == "Agenda <agenda.example.org>"

    def test_headers_cannot_be_injected(self) -> None:
        assert mail(subject="Bonjour\r\nBcc: x@example.org")["Bcc"] is None
        with pytest.raises(ValueError, match=r"linefeed|carriage"):
            mail(headers={"X-Un": "un\r\nBcc: x@example.org"})
        with pytest.raises(ValueError, match="address"):
            mailbox("Nom", "a@example.org\r\nBcc: x@example.org")

    def test_a_naive_date_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            mail(date=datetime(2026, 3, 1))  # noqa: DTZ001

    @settings(deadline=None)
    @given(TEXT, TEXT)
    def test_any_subject_and_name_come_back(self, subject: str, name: str) -> None:
        message = mail(subject=subject, recipient=mailbox(name, "a@example.org"), html=None)
        assert squeezed(message["Subject"]) == squeezed(clean_line(subject))
        (address,) = message["To"].addresses
        assert address.addr_spec == "a@example.org"
        kept = re.sub(r'[\\"]', "", clean_line(name))[:60]
        # A name takes one encoded word: many programs part it otherwise.
        assert squeezed(kept).startswith(squeezed(address.display_name))
        assert len(address.display_name) == len(kept) or not kept.isascii()

    @settings(deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
    def test_any_text_comes_back(self, text: str) -> None:
        body = mail(text=f"{text}\n", html=None).get_body(("plain",))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n") == f"{text}\n"


def squeezed(text: str) -> str:
    """Without spaces: the folding of the standard library may drop or double one."""
    return re.sub(r"\s", "", text)


def test_the_policy_writes_crlf_inside_base64() -> None:
    """Trap 5: the default policy would encode the calendar with bare LF."""
    part = EmailMessage(policy=SMTP)
    part.set_content(asked().body, maintype="text", subtype="calendar", cte="base64")
    assert part.get_payload(decode=True) == asked().body
