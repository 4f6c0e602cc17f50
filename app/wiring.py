"""Who is plugged into what, on one page: permissions, reactions, pages, commands, navigation."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.config import Settings, SettingsError
from app.documents import storage
from app.documents.views import documents
from app.feeds import store as feeds_store
from app.feeds.views import feeds
from app.groups import policies as groups_policies
from app.groups.queries import load_actor
from app.home.views import home
from app.kernel import revision
from app.kernel.access import can, declare_permissions
from app.outbox.cli import worker
from app.programme.cli import programme
from app.web.navigation import Entry
from app.web.routing import current_actor

__all__ = ["NAVIGATION", "can_now", "load_actor", "wire"]

PERMISSIONS = (groups_policies.PERMISSIONS,)

SECTIONS = (home, documents, feeds)

COMMANDS = (programme, worker)

NAVIGATION: tuple[Entry, ...] = (Entry("Accueil", "home.index"),)


def wire(app: Flask, settings: Settings) -> None:
    """Plug every feature into the application."""
    try:
        storage.configure(settings.storage_url, settings.instance_path)
    except storage.StorageError as error:
        raise SettingsError(str(error)) from error
    revision.watch(feeds_store.TOPIC, feeds_store.TABLES)
    for permissions in PERMISSIONS:
        declare_permissions(permissions)
    for section in SECTIONS:
        app.register_blueprint(section)
    for command in COMMANDS:
        app.cli.add_command(command)


def can_now(permission: str, obj: Any = None) -> bool:
    """For templates: whether the person who looks may do this. A button shows exactly then."""
    return can(current_actor(), permission, obj)
