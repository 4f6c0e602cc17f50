"""Carrying mails away: files in a folder, or an SMTP server. No database here."""

from __future__ import annotations

import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from app.config import SettingsError

TIMEOUT_SECONDS: Final = 30
SMTP_PORT: Final = 25
SMTPS_PORT: Final = 465
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
# The server asks for credentials or refuses ours: no fault of the message.
_ACCESS_CODES: Final = frozenset({530, 534, 535, 538})


class DeliveryError(Exception):
    """A mail that has not left; the text says why, in French, for the team."""


class Rejected(DeliveryError):
    """This mail will never be taken: nobody tries again."""


class Refused(Rejected):
    """The server says that it will never take this mail; it may say so of every mail."""


class Deferred(DeliveryError):
    """This mail is not taken now: try it again later."""


class Unreachable(DeliveryError):
    """The server takes nothing now: every mail waits."""


class Transport(Protocol):
    """Where mails go. `send` returns once the other side answers for the mail."""

    def send(self, mail: EmailMessage, *, sender: str, recipient: str, name: str) -> None:
        """Hand over one mail; `name` is a file name for it. Raises a `DeliveryError`."""

    def close(self) -> None:
        """Let go of what was opened; the next `send` opens it again."""


class FileTransport:
    """One `.eml` file per mail. A mail handed over twice has the same name: one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: EmailMessage, *, sender: str, recipient: str, name: str) -> None:
        target = self.folder / f"{name}.eml"
        draft = self.folder / f".{name}.{os.getpid()}"
        try:
            # Mails hold private links: only the account of the service reads them.
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(bytes(mail))
            draft.replace(target)
        except OSError as error:
            raise Unreachable(
                f"Le dossier des courriels n’est pas accessible : {error.strerror}."
            ) from error

    def close(self) -> None:
        return None


class SmtpTransport:
    """An SMTP server, one connection for a batch.

    TLS is used whenever it is offered. Certificates are checked, except on this very machine, where
    relays sign their own. Credentials never travel in clear over a network.
    """

    def __init__(
        self, host: str, port: int, *, user: str = "", password: str = "", tls: bool = False
    ) -> None:
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.tls = tls
        self._connection: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage, *, sender: str, recipient: str, name: str) -> None:
        reused = self._connection is not None
        try:
            self._hand_over(bytes(mail), sender, recipient)
        except smtplib.SMTPServerDisconnected as error:
            self.close()
            if not reused:
                raise Unreachable("Le serveur de courriel a coupé la liaison.") from error
            # A server may close a connection that rested: the mail deserves a fresh one.
            self.send(mail, sender=sender, recipient=recipient, name=name)

    def _hand_over(self, content: bytes, sender: str, recipient: str) -> None:
        connection = self._connected()
        try:
            connection.sendmail(sender, [recipient], content)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise self._refusal(code, answer) from error
        except smtplib.SMTPSenderRefused as error:
            # Our own address is refused: a setting is wrong, and would be so for every mail.
            self.close()
            raise Unreachable(
                f"Le serveur refuse l’expéditeur : {_said(error.smtp_code, error.smtp_error)}"
            ) from error
        except smtplib.SMTPResponseException as error:
            raise self._refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unreachable(f"Le serveur de courriel ne répond plus ({_kind(error)}).") from error

    def _refusal(self, code: int, answer: bytes | str) -> DeliveryError:
        said = _said(code, answer)
        if code == 421 or code in _ACCESS_CODES:
            self.close()
            return Unreachable(f"Le serveur de courriel ne prend rien pour l’instant : {said}")
        if 500 <= code < 600:
            return Refused(f"Le serveur refuse ce courriel : {said}")
        return Deferred(f"Le serveur demande d’attendre : {said}")

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except smtplib.SMTPResponseException as error:
                said = _said(error.smtp_code, error.smtp_error)
                raise Unreachable(f"Le serveur de courriel refuse la liaison : {said}") from error
            except (OSError, smtplib.SMTPException) as error:
                raise Unreachable(
                    f"Le serveur de courriel ne répond pas ({_kind(error)})."
                ) from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        if self.tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_SECONDS, context=self._context()
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            self._secure(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _secure(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        encrypted = self.tls
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=self._context())
            connection.ehlo()
            encrypted = True
        if not self.user:
            return
        if not encrypted and self.host not in LOOPBACK:
            raise Unreachable(
                "Le serveur n’offre pas de liaison chiffrée : le mot de passe n’est pas envoyé."
            )
        connection.login(self.user, self.password)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.host in LOOPBACK:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (OSError, smtplib.SMTPException):
            # Whatever was sent has been answered for: only the goodbye is lost.
            connection.close()


def open_transport(mail_url: str, instance_path: Path) -> Transport:
    """The transport of a `SYNERGIES_MAIL_URL`; `file:` alone means `mail/` in the instance.

    Raises `SettingsError` for a server that cannot be read, without quoting the password in it.
    """
    parts = urlsplit(mail_url)
    if parts.scheme == "file":
        return FileTransport(instance_path / (unquote(parts.path) or "mail"))
    tls = parts.scheme == "smtps"
    try:
        port = parts.port or (SMTPS_PORT if tls else SMTP_PORT)
    except ValueError:
        port = 0
    if not parts.hostname or not port:
        raise SettingsError(
            "SYNERGIES_MAIL_URL ne dit pas à quel serveur s’adresser : on attend "
            "smtp://serveur:port ou smtp://compte:mot-de-passe@serveur:port."
        )
    return SmtpTransport(
        parts.hostname,
        port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
    )


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"


def _kind(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificat refusé"
    if isinstance(error, TimeoutError):
        return "délai dépassé"
    if isinstance(error, ConnectionRefusedError):
        return "liaison refusée"
    return type(error).__name__
