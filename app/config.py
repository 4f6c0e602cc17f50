"""Settings: read once from `SYNERGIES_*` and `instance/synergies.toml`, typed, never guessed.

An unknown name or an unreadable value raises `SettingsError`, whose text is one French sentence
meant for the person who starts the service.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network

PREFIX = "SYNERGIES_"
NAMES = frozenset(
    {
        "DATABASE_URL",
        "INSTANCE_PATH",
        "SECRET_KEY",
        "BASE_URL",
        "MAIL_URL",
        "MAIL_FROM",
        "INBOX_ADDRESS",
        "INBOX_URL",
        "QUEUE_URL",
        "STORAGE_URL",
        "ANTIVIRUS_URL",
        "STATE_BRAND",
        "RATE_LIMITS",
        "TRUSTED_PROXIES",
        "RATE_LIMIT_URL",
        "ACCESSIBILITY_STATUS",
        "DEMO",
    }
)
# Read by the test suite, never by the application.
FOREIGN = frozenset({"TEST_DATABASE"})
ACCESSIBILITY_STATUSES = ("non conforme", "partiellement conforme", "totalement conforme")
MINIMUM_SECRET_LENGTH = 32


class SettingsError(Exception):
    """A setting that stops the start; the message is one French sentence."""


@dataclass(frozen=True)
class Settings:
    """Everything the deployment decides. `base_url` has no trailing slash."""

    database_url: str
    instance_path: Path
    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str = "file:"
    mail_from: str = "ne-pas-repondre@synergies.example.org"
    # Where answers and returned mails come back to; empty: nobody reads them.
    inbox_address: str = ""
    inbox_url: str = ""
    # Where workers are woken at once; empty: they look every second.
    queue_url: str = ""
    storage_url: str = "file:"
    # ClamAV's daemon; empty: nobody looks at the files that come in.
    antivirus_url: str = ""
    state_brand: bool = False
    rate_limits: bool = True
    # Whose word is taken for whom they ask (`X-Forwarded-For`); none unless they are named.
    trusted_proxies: tuple[Network, ...] = ()
    # Where several machines count requests together; empty: each counts its own.
    rate_limit_url: str = ""
    accessibility_status: str = "non conforme"
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def secure(self) -> bool:
        """Whether the service is reached over HTTPS: drives secure cookies and HSTS."""
        return self.base_url.startswith("https://")

    @property
    def host_name(self) -> str:
        return urlsplit(self.base_url).netloc

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment, then `synergies.toml`; the environment wins.

        Raises `SettingsError` on an unknown name, an unreadable value or an unwritable folder.
        """
        environ = os.environ if environ is None else environ
        given = {
            name.removeprefix(PREFIX): value
            for name, value in environ.items()
            if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in FOREIGN
        }
        _refuse_unknown(given, "dans l’environnement")
        instance = Path(given.get("INSTANCE_PATH") or "instance").absolute()
        _make_folder(instance)
        values = {**_read_toml(instance / "synergies.toml"), **given}
        host = environ.get("HOST") or cls.host
        port = _port(environ.get("PORT") or str(cls.port))
        return cls(
            database_url=_url(
                "DATABASE_URL",
                values.get("DATABASE_URL") or f"sqlite:///{instance / 'synergies.sqlite3'}",
                "sqlite",
                "postgresql+psycopg",
            ),
            instance_path=instance,
            secret_key=_secret_key(values.get("SECRET_KEY"), instance / "secret_key"),
            base_url=_base_url(values.get("BASE_URL") or _own_address(host, port)),
            mail_url=_mail_url(values.get("MAIL_URL", cls.mail_url)),
            mail_from=_mail_from(values.get("MAIL_FROM", cls.mail_from)),
            **_inbox(values, values.get("MAIL_FROM", cls.mail_from)),
            queue_url=_queue_url(values.get("QUEUE_URL", "")),
            storage_url=_url(
                "STORAGE_URL", values.get("STORAGE_URL", cls.storage_url), "file", "s3"
            ),
            antivirus_url=_antivirus_url(values.get("ANTIVIRUS_URL", "")),
            state_brand=_switch("STATE_BRAND", values.get("STATE_BRAND", "off")),
            trusted_proxies=_networks(values.get("TRUSTED_PROXIES", "")),
            rate_limits=_switch("RATE_LIMITS", values.get("RATE_LIMITS", "on")),
            rate_limit_url=_rate_limit_url(values.get("RATE_LIMIT_URL", "")),
            accessibility_status=_choice(
                "ACCESSIBILITY_STATUS",
                values.get("ACCESSIBILITY_STATUS", cls.accessibility_status),
                ACCESSIBILITY_STATUSES,
            ),
            demo=_switch("DEMO", values.get("DEMO", "off")),
            host=host,
            port=port,
        )


def _refuse_unknown(given: Mapping[str, str], where: str) -> None:
    unknown = sorted(set(given) - NAMES)
    if unknown:
        names = ", ".join(PREFIX + name for name in unknown)
        raise SettingsError(
            f"Réglage inconnu {where} : {names}. "
            f"Les réglages possibles sont {', '.join(sorted(PREFIX + n for n in NAMES))}."
        )


def _read_toml(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"Le fichier {path} ne peut pas être lu : {error}.") from error
    values = {name.removeprefix(PREFIX): _as_text(name, value) for name, value in content.items()}
    _refuse_unknown(values, f"dans {path}")
    return values


def _as_text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str | int):
        return str(value)
    raise SettingsError(f"Le réglage {name} doit être un texte, un nombre ou true/false.")


def _make_folder(path: Path) -> None:
    try:
        # Names, addresses and private links will be in there, whatever command makes it first.
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"Le dossier {path} ne peut pas être créé : {error.strerror}."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise SettingsError(f"Le dossier {path} n’est pas accessible en écriture.")


def _secret_key(given: str | None, path: Path) -> str:
    """The given key, or the one kept in `instance/`, made on first start with mode 600."""
    if given is not None:
        if len(given) < MINIMUM_SECRET_LENGTH:
            raise SettingsError(
                "SYNERGIES_SECRET_KEY est trop courte : "
                f"{MINIMUM_SECRET_LENGTH} caractères au moins."
            )
        return given
    try:
        if not path.exists():
            _write_secret_key(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "ce n’est pas du texte"
        raise SettingsError(f"La clé {path} ne peut pas être lue ni écrite : {reason}.") from error
    if len(key) < MINIMUM_SECRET_LENGTH:
        raise SettingsError(
            f"La clé {path} est vide ou trop courte. Remettez celle de votre sauvegarde ; "
            "sans elle, les liens privés déjà envoyés ne s’ouvriront plus : si vous n’en avez pas, "
            "effacez ce fichier et une autre clé sera créée."
        )
    return key


def _write_secret_key(path: Path) -> None:
    """Write a new key whole, then give it its name: nobody ever reads half of it.

    Of several processes that start together, the first to link its file wins. Raises `OSError`.
    """
    descriptor, draft = tempfile.mkstemp(prefix=".secret_key-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            Path(path).hardlink_to(draft)
    finally:
        Path(draft).unlink()


def _switch(name: str, value: str) -> bool:
    word = value.strip().lower()
    if word in {"on", "true", "1", "oui"}:
        return True
    if word in {"off", "false", "0", "non"}:
        return False
    raise SettingsError(f"SYNERGIES_{name} vaut « {value} » : on attend on ou off.")


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise SettingsError(
            f"SYNERGIES_{name} vaut « {value} » : on attend {' ou '.join(choices)}."
        )
    return value


def _url(name: str, value: str, *schemes: str) -> str:
    scheme = value.partition(":")[0]
    if ":" not in value or scheme not in schemes:
        # What follows the scheme may hold a password: it is not repeated.
        raise SettingsError(
            f"SYNERGIES_{name} commence par « {scheme if ':' in value else value[:12]} » : "
            f"on attend une adresse en {' ou '.join(s + ':' for s in schemes)}."
        )
    return value


def _mail_url(value: str) -> str:
    """The transport, whole: what cannot be reached is known at the start, not at the first mail."""
    _url("MAIL_URL", value, "file", "smtp", "smtps")
    parts = urlsplit(value)
    if parts.scheme == "file":
        return value
    try:
        port = parts.port
    except ValueError:
        port = 0
    if not parts.hostname or port == 0:
        # The value may hold a password: it is not repeated.
        raise SettingsError(
            "SYNERGIES_MAIL_URL ne dit pas à quel serveur s’adresser : on attend "
            "smtp://serveur:port ou smtp://compte:mot-de-passe@serveur:port, avec un port de 1 à "
            "65535."
        )
    return value


def _mail_from(value: str) -> str:
    """The sender of every mail: an address that a server takes, with or without a name."""
    try:
        address = Address(addr_spec=parseaddr(value)[1])
        right = bool(address.username and address.domain) and address.addr_spec.isascii()
    except (ValueError, HeaderParseError, IndexError):
        right = False
    if not right or "\n" in value:
        raise SettingsError(
            f"SYNERGIES_MAIL_FROM vaut « {value.strip()} » : on attend une adresse électronique, "
            "comme service@example.org, ou « Nom du service <service@example.org> »."
        )
    return value


def _queue_url(value: str) -> str:
    return _url("QUEUE_URL", value, "redis", "rediss", "postgresql") if value else ""


def _antivirus_url(value: str) -> str:
    """`clamd://host:port` or `clamd:///path/of/the/socket`; empty for none."""
    if not value:
        return ""
    _url("ANTIVIRUS_URL", value, "clamd")
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0 or not (parts.hostname or parts.path.startswith("/")):
        raise SettingsError(
            f"SYNERGIES_ANTIVIRUS_URL vaut « {value} » : on attend clamd://serveur:port ou "
            "clamd:///chemin/du/socket."
        )
    return value


def _rate_limit_url(value: str) -> str:
    return _url("RATE_LIMIT_URL", value, "redis", "rediss") if value else ""


def _inbox(values: Mapping[str, str], mail_from: str) -> dict[str, str]:
    """The two settings of the letter box, which go together.

    Answers come back to sub-addresses of it, `name+mark@domain`, which the sender's own domain has
    to take (calendar rule M08: the organizer is at the domain of the sender).
    """
    address, url = values.get("INBOX_ADDRESS", "").strip(), values.get("INBOX_URL", "")
    if url:
        _url("INBOX_URL", url, "imap", "imaps")
    if url and not address:
        raise SettingsError(
            "SYNERGIES_INBOX_URL est réglé sans SYNERGIES_INBOX_ADDRESS : "
            "indiquez aussi l’adresse où arrivent les réponses."
        )
    local, _, domain = address.rpartition("@")
    if address and (not address.isascii() or not local or "+" in local or " " in address):
        raise SettingsError(
            f"SYNERGIES_INBOX_ADDRESS vaut « {address} » : "
            "on attend une adresse simple, sans « + »."
        )
    if address and domain.lower() != parseaddr(mail_from)[1].rpartition("@")[2].lower():
        raise SettingsError(
            "SYNERGIES_INBOX_ADDRESS et SYNERGIES_MAIL_FROM doivent être du même domaine."
        )
    return {"inbox_address": address, "inbox_url": url}


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise SettingsError(
            f"SYNERGIES_BASE_URL vaut « {value} » : on attend http://… ou https://…, "
            "sans « ? » ni « # »."
        )
    if parts.path.strip("/"):
        raise SettingsError(
            f"SYNERGIES_BASE_URL vaut « {value} » : Synergies se sert à la racine d’un nom, "
            "par exemple https://synergies.example.org, et non dans un dossier."
        )
    return value.rstrip("/")


def _own_address(host: str, port: int) -> str:
    """Where a browser on this machine finds the service, for whoever has set no address."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 – compared, not listened on
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _networks(value: str) -> tuple[Network, ...]:
    """Addresses or networks, with spaces or commas between them."""
    try:
        return tuple(ip_network(one) for one in value.replace(",", " ").split())
    except ValueError as error:
        raise SettingsError(
            f"SYNERGIES_TRUSTED_PROXIES vaut « {value} » : on attend des adresses ou des réseaux, "
            "par exemple « 127.0.0.1 ::1 10.0.0.0/8 »."
        ) from error


def _port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise SettingsError(f"PORT vaut « {value} » : on attend un nombre de 1 à 65535.")
    return int(value)
