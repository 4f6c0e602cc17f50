"""From nothing to a server that answers; a step that fails says so in one French sentence."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy.exc import ArgumentError

from app.config import Settings, SettingsError

if TYPE_CHECKING:
    from flask import Flask

    from app.server.prepare import Prepared

# How long a port in use is waited for.
PORT_SECONDS = 1.5
# Asked once before the processes part: what a first answer loads is loaded once, and shared.
WARM_UP_PATHS = (
    *("/", "/agenda", "/agenda.ics", "/connexion"),
    *("/static/vendor/dsfr/dsfr.css", "/static/synergies.css", "/static/synergies.js"),
)


def main() -> int:
    # What the service writes holds people's names: for its own account only.
    os.umask(0o077)
    try:
        settings = Settings.load()
        listener = take_port(settings.host, settings.port)
        return _start(settings, listener)
    except SettingsError as error:
        return _refuse(str(error))
    except ArgumentError:
        return _refuse("SYNERGIES_DATABASE_URL n’est pas l’adresse d’une base de données.")
    except KeyboardInterrupt:
        return 130


def _start(settings: Settings, listener: socket.socket) -> int:
    # All that is made while starting stays: to look for garbage in it only takes time.
    gc.disable()
    # Until gunicorn takes the signals over, a stop asked for is a stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    from app.server import log

    log.configure()
    from app import create_app
    from app.server.prepare import prepare_in_child

    app = create_app(settings)
    _keep_compiled_templates(app, settings)
    child = prepare_in_child(app, demo=settings.demo)
    # Loaded while the child works, and before the processes part.
    from sqlalchemy.orm import configure_mappers

    from app.outbox import worker
    from app.server.http import serve
    from app.server.mailer import Mailer

    configure_mappers()
    prepared = child.result()
    if prepared is None:
        return 1
    _warm_up(app, settings)
    announce = _announcement(settings, prepared)
    serve(app, listener, Mailer(lambda: worker.run(app), listener), announce)
    return 0


def take_port(host: str, port: int) -> socket.socket:
    """Bind before anything else is done. Raises `SettingsError`.

    A port in use is tried again for a moment: a server that was killed leaves it when its workers
    have noticed.
    """
    limit = time.monotonic() + PORT_SECONDS
    while True:
        try:
            return _bound(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > limit:
                raise SettingsError(_port_sentence(host, port, error)) from error
        time.sleep(0.05)


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def _port_sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"le port {port} est déjà pris sur {host} (Synergies y tourne peut-être déjà). "
            f"Choisissez-en un autre, par exemple : make run PORT={port + 10}"
        )
    if error.errno == errno.EACCES:
        return f"le port {port} est réservé à root : choisissez-en un au-dessus de 1023."
    return f"l’adresse HOST={host} PORT={port} ne peut pas être écoutée : {error.strerror}."


def _keep_compiled_templates(app: Flask, settings: Settings) -> None:
    """Compile each template once for this installation, not once for each process and start."""
    from app.server.compiled import TemplateCache

    folder = settings.instance_path / "cache"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    app.jinja_env.bytecode_cache = TemplateCache(str(folder))


def _warm_up(app: Flask, settings: Settings) -> None:
    """Let the master answer once: templates, mappings and statements are then compiled for all."""
    from app.kernel.db import db

    client = app.test_client()
    for path in WARM_UP_PATHS:
        client.get(path, base_url=settings.base_url, headers={"Accept-Encoding": "gzip"}).close()
    with app.app_context():
        # A connection must not be shared by two processes.
        db.engine.dispose()


def _is_logged() -> bool:
    """Whether systemd keeps what is printed (it says so in the environment)."""
    return "JOURNAL_STREAM" in os.environ


def _announcement(settings: Settings, prepared: Prepared) -> Callable[[], None]:
    lines = ["", f"Synergies est prêt : {settings.base_url}"]
    if prepared.sign_in_link and _is_logged():
        # What is printed stays in the journal of the machine: whoever reads it would be in.
        lines += [
            "",
            "Première connexion, pour l’administration : demandez un lien, valable 15 minutes, par",
            f"  .venv/bin/flask --app app accounts sign-in-link {prepared.admin_email}",
        ]
    elif prepared.sign_in_link:
        lines += [
            "",
            "Première connexion, pour l’administration (lien à usage unique, valable 15 minutes) :",
            f"  {prepared.sign_in_link}",
            f"Ce compte a l’adresse {prepared.admin_email}. Pour créer le vôtre :",
            "  .venv/bin/flask --app app accounts create vous@example.org "
            '--name "Votre nom" --role admin',
        ]
    if settings.secure and not settings.trusted_proxies:
        lines += [
            "",
            "SYNERGIES_TRUSTED_PROXIES n’est pas réglé : si un serveur web porte le certificat,",
            "les limites d’envoi comptent tout le monde ensemble. Indiquez son adresse,",
            "par exemple « 127.0.0.1 ::1 ».",
        ]
    lines += ["", "Pour arrêter : Ctrl-C", ""]

    def announce() -> None:
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()

    return announce


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"Synergies : {sentence}{os.linesep}")
    return 1
