"""From a row to a mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from jinja2 import TemplateNotFound, UndefinedError

from app.ical import Entry
from app.ical.invitation import Party
from app.ical.payload import request_payload
from app.outbox.letters import write_letter
from tests.integration.outbox.letterbox import message


def test_text_and_html_stand_in_the_layout(app: Flask) -> None:
    letter = write_letter(message())
    plain = letter.mail.get_body(("plain",))
    html = letter.mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    text = plain.get_content()
    assert text.startswith("Bonjour Personne fictive,\n\nC’est un essai d’été.\n\n")
    assert "\n-- \nSynergies\nhttp://localhost\n" in text
    assert "<h1" in html.get_content()
    assert ">Voir</a>" in html.get_content()


def test_a_kind_without_html_is_plain_text(app: Flask) -> None:
    letter = write_letter(message(kind="texte"))
    assert letter.mail.get_content_type() == "text/plain"


def test_the_headers_name_the_service_and_one_person(app: Flask) -> None:
    mail = write_letter(message("personne@example.org")).mail
    assert mail["From"] == "Synergies <ne-pas-repondre@synergies.example.org>"
    assert mail["To"] == "personne@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] is None


def test_answers_may_go_to_the_organiser(app: Flask) -> None:
    payload = {"name": "Personne fictive", "reply_to": "equipe@example.org"}
    assert write_letter(message(payload=payload)).mail["Reply-To"] == "equipe@example.org"


def test_each_attempt_bears_the_same_message_id_and_the_same_file_name(app: Flask) -> None:
    one = message()
    first, second, other = write_letter(one), write_letter(one), write_letter(message())
    assert first.mail["Message-ID"] == second.mail["Message-ID"]
    assert first.mail["Message-ID"].endswith("@synergies.example.org>")
    assert first.name == second.name
    assert first.mail["Message-ID"] != other.mail["Message-ID"]
    assert first.name != other.name


def test_a_file_name_says_what_and_when_but_not_to_whom(app: Flask) -> None:
    name = write_letter(message("prenom.nom@example.org")).name
    assert "essai" in name
    assert "nom" not in name
    assert "@" not in name


def test_a_foreign_domain_is_written_as_servers_know_it(app: Flask) -> None:
    assert write_letter(message("nom@mairie-été.example.org")).recipient == (
        "nom@xn--mairie-t-h1ab.example.org"
    )


@pytest.mark.parametrize("address", ["prénom@example.org", "a\nb@example.org", "rien"])
def test_an_address_that_no_server_takes_is_refused(app: Flask, address: str) -> None:
    with pytest.raises(ValueError, match=r"address|addr-spec|domain|Invalid"):
        write_letter(message(address))


def test_a_hole_in_the_payload_is_an_error(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        write_letter(message(payload={}))


def test_a_kind_without_template_is_an_error(app: Flask) -> None:
    with pytest.raises(TemplateNotFound):
        write_letter(message(kind="inconnu"))


def test_an_invitation_travels_with_its_method(app: Flask) -> None:
    moment = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)
    entry = Entry(
        uid="u@synergies",
        summary="Journée fictive",
        starts=moment,
        ends=moment.replace(hour=14),
        created=moment,
        last_modified=moment,
    )
    calendar = request_payload(entry, Party("Personne fictive", "personne@example.org"))
    mail = write_letter(message("personne@example.org", calendar=calendar)).mail
    parts = {part.get_content_type(): part for part in mail.walk()}
    body = parts["text/calendar"].get_content()
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert "METHOD:REQUEST" in body
    assert body.count("ATTENDEE") == 1
    assert "mailto:ne-pas-repondre@synergies.example.org" in body.replace("\r\n ", "")
    attached = parts["application/ics"].get_content()
    assert attached.decode() == body


def test_mails_about_one_thing_stand_together_in_mail_programs(app: Flask) -> None:
    one, two = (write_letter(message(thread="event:1")).mail for _ in range(2))
    other, alone = write_letter(message(thread="event:2")).mail, write_letter(message()).mail
    assert one["References"] == one["In-Reply-To"] == two["References"] != other["References"]
    assert "event" not in one["References"], "what it is about stays ours"
    assert one["Message-ID"] != two["Message-ID"]
    assert alone["References"] is None


def test_what_may_be_refused_can_be_in_one_click(app: Flask) -> None:
    url = "https://example.org/desabonnement/abc"
    mail = write_letter(message(payload={"name": "Personne", "unsubscribe_url": url})).mail
    assert mail["List-Unsubscribe"] == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<essai.synergies.example.org>"
    needed = write_letter(message()).mail
    assert needed["List-Unsubscribe"] is None
