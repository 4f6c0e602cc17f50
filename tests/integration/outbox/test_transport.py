"""Files and SMTP: what arrives, and what each refusal means."""

from __future__ import annotations

import socket
import stat
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from app.config import SettingsError
from app.outbox.mime import POLICY
from app.outbox.transport import (
    Deferred,
    FileTransport,
    Rejected,
    SmtpTransport,
    Transport,
    Unreachable,
    open_transport,
)
from tests.integration.outbox.letterbox import LetterBox, free_port

pytestmark = pytest.mark.same_on_both

PERSON = "personne@example.org"
SERVICE = "service@example.org"


def mail() -> EmailMessage:
    made = EmailMessage(policy=POLICY)
    made["Subject"] = "Été"
    made.set_content("Bonjour\n")
    return made


def send(transport: Transport, to: str = PERSON) -> None:
    transport.send(mail(), sender=SERVICE, recipient=to, name="un-essai")


def test_a_file_is_the_mail_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    send(FileTransport(tmp_path / "mail"))
    file = tmp_path / "mail" / "un-essai.eml"
    assert file.read_bytes() == bytes(mail())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["un-essai.eml"]


def test_a_mail_handed_over_twice_is_one_file(tmp_path: Path) -> None:
    transport = FileTransport(tmp_path)
    send(transport)
    send(transport)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_makes_mails_wait(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where a folder should be")
    with pytest.raises(Unreachable, match="dossier"):
        send(FileTransport(tmp_path / "mail"))


def test_a_server_takes_the_same_bytes(smtp: SmtpTransport, letter_box: LetterBox) -> None:
    send(smtp)
    send(smtp)
    assert letter_box.recipients == [PERSON, PERSON]
    assert letter_box.taken[0]["Subject"] == "Été"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("550 5.1.1 No such user", Rejected),
        ("553 5.1.3 Bad address", Rejected),
        ("451 4.7.1 Greylisted", Deferred),
        ("452 4.2.2 Mailbox full", Deferred),
        ("421 4.3.2 Shutting down", Unreachable),
        ("530 5.7.0 Authentication required", Unreachable),
    ],
)
def test_what_an_answer_means(
    smtp: SmtpTransport, letter_box: LetterBox, answer: str, expected: type[Exception]
) -> None:
    letter_box.refuse_recipient[PERSON] = answer
    with pytest.raises(expected, match=answer[:3]):
        send(smtp)
    send(smtp, "autre@example.org")
    letter_box.refuse_data["tard@example.org"] = "554 5.7.1 Spam"
    with pytest.raises(Rejected, match="554"):
        send(smtp, "tard@example.org")


def test_a_server_that_is_down_makes_mails_wait() -> None:
    with pytest.raises(Unreachable, match="liaison refusée"):
        send(SmtpTransport("127.0.0.1", free_port()))


def test_a_connection_cut_while_resting_is_opened_again(
    smtp: SmtpTransport, server: Controller, letter_box: LetterBox
) -> None:
    send(smtp)
    connection = smtp._connection
    assert connection is not None
    assert connection.sock is not None
    connection.sock.shutdown(socket.SHUT_RDWR)
    send(smtp)
    assert len(letter_box.taken) == 2


def test_credentials_are_not_sent_in_clear_over_a_network(
    smtp: SmtpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As far as the transport knows, 127.0.0.1 is then another machine.
    monkeypatch.setattr("app.outbox.transport.LOOPBACK", frozenset[str]())
    smtp.user, smtp.password = "compte", "secret"
    with pytest.raises(Unreachable, match="chiffrée"):
        send(smtp)


def test_a_refused_password_makes_mails_wait(smtp: SmtpTransport) -> None:
    smtp.user, smtp.password = "compte", "faux"
    with pytest.raises(Unreachable):
        send(smtp)


def test_addresses_of_transports(tmp_path: Path) -> None:
    files = open_transport("file:", tmp_path)
    elsewhere = open_transport("file:///var/spool/synergies", tmp_path)
    assert isinstance(files, FileTransport)
    assert isinstance(elsewhere, FileTransport)
    assert files.folder == tmp_path / "mail"
    assert elsewhere.folder == Path("/var/spool/synergies")
    server = open_transport("smtps://compte:mot%40passe@mail.example.org", tmp_path)
    assert isinstance(server, SmtpTransport)
    assert (server.host, server.port, server.tls) == ("mail.example.org", 465, True)
    assert (server.user, server.password) == ("compte", "mot@passe")


@pytest.mark.parametrize("url", ["smtp:", "smtp://", "smtp://compte:secret@h:x", "smtp://h:99999"])
def test_a_server_that_cannot_be_read_is_one_sentence_without_the_password(
    tmp_path: Path, url: str
) -> None:
    with pytest.raises(SettingsError, match="SYNERGIES_MAIL_URL") as refusal:
        open_transport(url, tmp_path)
    assert "secret" not in str(refusal.value)
