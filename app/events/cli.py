"""Events from the command line, for scripts."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.events import services
from app.events.enums import EventKind, EventMode, PoolKind
from app.events.when import When
from app.groups.models import WorkingGroup
from app.kernel.access import SYSTEM
from app.kernel.clock import PARIS, SkippedHour, from_paris
from app.kernel.db import db, transaction
from app.kernel.errors import Refused

events = AppGroup("events", help="Les événements.")


class Instant(click.ParamType[datetime]):
    """ISO 8601; without an offset, the time is that of Paris."""

    name = "iso"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else from_paris(moment.date(), moment.time())
        except SkippedHour:
            self.fail(f"« {value} » n’existe pas : cette nuit-là, on passe de 2 h à 3 h.")
        except ValueError:
            self.fail(f"« {value} » n’est pas une date. Exemple : 2026-05-14T09:30.")


@events.command("create")
@click.option("--kind", type=click.Choice([kind.value for kind in EventKind]), required=True)
@click.option("--title", required=True)
@click.option("--starts", type=Instant(), required=True)
@click.option("--ends", type=Instant(), required=True)
@click.option("--mode", type=click.Choice([mode.value for mode in EventMode]), default="on_site")
@click.option("--on-site-capacity", type=click.IntRange(min=0))
@click.option("--remote-capacity", type=click.IntRange(min=0))
@click.option("--group", "group_slug")
@click.option(
    "--session",
    "session_texts",
    multiple=True,
    metavar="TITRE[:PLACES]",
    help="Un atelier ; à répéter.",
)
@click.option("--publish", is_flag=True, help="Publie et ouvre les inscriptions.")
def create(
    kind: str,
    title: str,
    starts: datetime,
    ends: datetime,
    mode: str,
    on_site_capacity: int | None,
    remote_capacity: int | None,
    group_slug: str | None,
    session_texts: tuple[str, ...],
    publish: bool,
) -> None:
    """Crée un événement et écrit son nom court (slug)."""
    try:
        with transaction():
            event = services.create(
                SYSTEM,
                kind=EventKind(kind),
                title=title,
                when=When(starts.astimezone(PARIS), ends.astimezone(PARIS)),
                mode=EventMode(mode),
                capacities={PoolKind.ON_SITE: on_site_capacity, PoolKind.REMOTE: remote_capacity},
                group_id=_group_id(group_slug),
            )
            for text in session_texts:
                title, seats = _session(text)
                services.add_session(SYSTEM, event, title=title, capacity=seats)
            if publish:
                services.publish(SYSTEM, event)
                services.set_registration(SYSTEM, event, is_open=True)
            slug = event.slug
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(slug)


def _session(text: str) -> tuple[str, int | None]:
    """ "Accueillir:12" → ("Accueillir", 12); without a number, as many as one likes."""
    title, _, seats = text.rpartition(":")
    if title and seats.isdigit():
        return title.strip(), int(seats)
    return text.strip(), None


def _group_id(slug: str | None) -> int | None:
    if slug is None:
        return None
    found = db.session.scalar(select(WorkingGroup.id).where(WorkingGroup.slug == slug))
    if found is None:
        raise click.ClickException(f"Aucun groupe ne s’appelle « {slug} ».")
    return found
