"""Mails as calendar programs and mail servers write them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from icalendar import Calendar

from tests.unit.ical.strict_reader import Component

INBOX = "reponses@synergies.example.org"


def answer(
    invitation: Component,
    partstat: str,
    *,
    sender: str | None = None,
    to: str | None = None,
    stamp: str = "20260301T100000Z",
    number: str = "1",
    **changes: str,
) -> bytes:
    """What a calendar program sends when its owner answers `invitation` (a VEVENT)."""
    attendee = invitation["ATTENDEE"].value
    organizer = invitation["ORGANIZER"].value
    fields = {
        "UID": invitation["UID"].value,
        "SEQUENCE": invitation["SEQUENCE"].value,
        "ATTENDEE": f";PARTSTAT={partstat}:{attendee}",
        "ORGANIZER": f":{organizer}",
        **changes,
    }
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Essai//FR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"DTSTAMP:{stamp}",
        *(f"{name}{'' if value[:1] in ':;' else ':'}{value}" for name, value in fields.items()),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    content = "\r\n".join(lines)
    Calendar.from_ical(content)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender or f"Personne Fictive <{attendee.removeprefix('mailto:')}>"
    mail["To"] = to or organizer.removeprefix("mailto:")
    mail["Subject"] = "Accepté : une rencontre"
    mail["Message-ID"] = f"<reponse-{number}-{partstat}@example.org>"
    mail.set_content("Réponse.")
    mail.add_alternative(content, subtype="calendar", params={"method": "REPLY"})
    return bytes(mail)


def returned(
    to: str,
    *,
    original_id: str = "<inconnu@example.org>",
    action: str = "failed",
    number: str = "1",
) -> bytes:
    """A delivery status notification (RFC 3464), with the headers of the mail it returns."""
    return "\r\n".join(
        [
            "From: MAILER-DAEMON@example.org",
            f"To: {to}",
            "Subject: Undelivered Mail Returned to Sender",
            f"Message-ID: <retour-{number}@example.org>",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
            "",
            "--B",
            "Content-Type: text/plain; charset=utf-8",
            "",
            "This is the mail system.",
            "--B",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example.org",
            "",
            "Final-Recipient: rfc822; personne@example.org",
            f"Action: {action}",
            "Status: 5.1.1",
            "Diagnostic-Code: smtp; 550 5.1.1 <personne@example.org>: user unknown",
            "",
            "--B",
            "Content-Type: text/rfc822-headers",
            "",
            "From: ne-pas-repondre@synergies.example.org",
            f"Message-ID: {original_id}",
            "Subject: Votre place",
            "",
            "--B--",
            "",
        ]
    ).encode()
