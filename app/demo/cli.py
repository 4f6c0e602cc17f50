"""`flask --app app demo`: fill an empty instance with a fictitious year."""

from __future__ import annotations

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from app.config import Settings
from app.demo.meetings import Meetings
from app.demo.people import Cast, make_cast
from app.demo.proposals import Proposals
from app.demo.road_maps import RoadMaps
from app.demo.timeline import Timeline, days
from app.events import services as events
from app.kernel import clock
from app.kernel.db import db
from app.registrations.models import Registration


@click.command("demo")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Le jour où l’année est vue.")
@with_appcontext
def demo(today: datetime | None) -> None:
    """Remplit une instance de démonstration d’une année entièrement fictive."""
    settings: Settings = current_app.extensions["synergies_settings"]
    if not settings.demo:
        raise click.ClickException(
            "Cette instance n’est pas une démonstration : utilisez « make demo »."
        )
    if db.session.scalar(select(func.count()).select_from(Registration)):
        click.echo("L’année fictive est déjà là.")
        return
    from app.demo.year import fill  # here only: a server that shows no year need not load it

    acts = fill(today.date() if today else clock.today())
    click.echo(f"Une année fictive est en place ({acts} actes).")


def fill(today: date) -> int:
    """Live the year as it stands on the morning of `today`; the number of acts. Deterministic."""
    chance = random.Random(SEED)  # repeatable on purpose
    now = clock.from_paris(today, time(8))
    start = now - days(PAST_DAYS)
    timeline = Timeline(end=now)
    # Groups are there before their first convocation leaves.
    with clock.at(start - days(90)), transaction():
        cast: Cast = make_cast(chance)
    proposals = Proposals(timeline, cast, chance)
    road_maps = RoadMaps(timeline, cast, chance)
    road_maps.plan(start)
    Meetings(timeline, cast, chance, proposals.from_decision, road_maps.answers).plan(start)
    acts = timeline.live()
    with transaction():
        events.hold_past()
        _keep_mails_in()
    return acts


def _keep_mails_in() -> None:
    """Nobody is to get the mails of a year that never was."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.status == MessageStatus.QUEUED)
        .values(status=MessageStatus.CANCELLED, payload={}, calendar=None)
    )
