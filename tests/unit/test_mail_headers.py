"""Three independent readers find in the headers of our mails what was written, to the sign."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from fast_mail_parser import parse_email
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ical.text import clean_line
from app.outbox.attachments import PdfFile
from app.outbox.mime import compose, mailbox

ADDRESS = "equipe@example.org"
SUBJECTS = [
    "Votre attestation de présence : Aller vers, concrètement",
    "Réunion du groupe « Logement des jeunes » : convocation pour le jeudi 14 mai 2027",
    "é" * 200,
    "x" * 300,
    "mot " * 60,
    "=?utf-8?q?faux?= mot codé",
    "=?utf-8?q?faux?= mot",
    "Zoé 😀 et 小明 " * 6,
    "Fines\u202finsécables\u00a0et tirets – longs, à plusieurs, répétés plus d’une fois",
]
NAMES = [
    "Synergies",
    "Équipe « Synergies », Occitanie",
    "Commissaire à la lutte contre la pauvreté (Occitanie)",
    "J. d’Été et autres très longs noms de services de l’État",
    "Zoé 😀",
]


def _mail(subject: str, name: str = "Synergies") -> bytes:
    return bytes(
        compose(
            sender=mailbox(name, ADDRESS),
            recipient=mailbox("", "personne@example.org"),
            subject=subject,
            text="Bonjour.",
            message_id="1@example.org",
            date=datetime(2026, 11, 30, tzinfo=UTC),
            reply_to=mailbox(name, "reponse@example.org"),
            attachment=PdfFile("Accusé de réception, été.pdf", b"%PDF-1.7"),
            headers={
                "List-Id": "<essai.example.org>",
                "List-Unsubscribe": "<https://example.org/a>",
            },
        )
    )


def _subjects(raw: bytes) -> list[str]:
    older = message_from_bytes(raw)["Subject"]
    return [
        str(message_from_bytes(raw, policy=policy.default)["Subject"]),
        str(make_header(decode_header(older))),
        parse_email(raw).subject,
    ]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_read_back_as_it_was_written(subject: str) -> None:
    assert _subjects(_mail(subject)) == [subject.strip()] * 3


@settings(max_examples=150)
@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=150))
def test_any_subject_is_read_back(subject: str) -> None:
    written = clean_line(subject)
    if written.strip() == written != "":
        assert set(_subjects(_mail(written))) == {written}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("header", ["From", "Reply-To"])
def test_a_name_beside_an_address_is_read_back(name: str, header: str) -> None:
    raw, shown = _mail("Essai", name), mailbox(name, ADDRESS).display_name
    assert name.startswith(shown)
    newer = message_from_bytes(raw, policy=policy.default)[header].addresses[0]
    older = parseaddr(message_from_bytes(raw)[header])
    third = parse_email(raw).headers[header][0]
    assert newer.display_name == str(make_header(decode_header(older[0]))) == shown
    assert third.replace('"', "") == f"{shown} <{older[1]}>"
    assert newer.addr_spec == older[1]


def test_no_header_line_is_too_long_and_the_others_are_read_alike() -> None:
    raw = _mail("é " * 100, NAMES[3])
    head = raw.partition(b"\r\n\r\n")[0]
    # RFC 5322 wishes for 78; one encoded word may be of 75 after the name of the header.
    assert max(map(len, head.split(b"\r\n"))) <= len("Reply-To: ") + 75
    third = parse_email(raw)
    for name in ("To", "List-Id", "List-Unsubscribe", "Message-ID", "Auto-Submitted"):
        newer = message_from_bytes(raw, policy=policy.default)[name]
        assert str(newer) == message_from_bytes(raw)[name]
        # A list for headers of addresses.
        assert third.headers[name] in (str(newer), [str(newer)])
    assert [one.filename for one in third.attachments] == ["Accusé de réception, été.pdf"]
