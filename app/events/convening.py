"""Convening a meeting of a group: one short form, from a date to a published event."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select
from wtforms import BooleanField, DateField, TimeField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.events import services
from app.events.enums import EventKind, EventMode, EventStatus, Visibility
from app.events.forms import programme_lines
from app.events.models import Event
from app.events.when import When
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid
from app.web.fields import ChoiceField, LineField, TextField
from app.web.forms import WEB_ADDRESS, Form


class ConveneForm(Form):
    """What a lead knows when convening. Hours are those of Paris."""

    title = LineField("Intitulé", validators=[InputRequired(), Length(max=200)])
    day = DateField("Jour", validators=[InputRequired()])
    begins = TimeField("Début", validators=[InputRequired()])
    ends = TimeField("Fin", validators=[InputRequired()])
    mode = ChoiceField(
        "Comment se réunit-on ?",
        choices=[(mode.value, mode.label) for mode in EventMode],
        default=EventMode.HYBRID.value,
        validators=[InputRequired()],
    )
    venue = LineField(
        "Lieu",
        description="Nom de la salle ou du bâtiment. Vide : « à préciser ».",
        validators=[Optional(), Length(max=200)],
    )
    address = LineField("Adresse", validators=[Optional(), Length(max=200)])
    city = LineField("Ville", validators=[Optional(), Length(max=120)])
    remote_url = LineField(
        "Lien pour participer à distance",
        description="Montré seulement aux personnes qui participent à distance.",
        validators=[
            Optional(),
            Length(max=500),
            Regexp(
                WEB_ADDRESS,
                message="Ce lien n’est pas complet. Exemple : https://visio.example.org/salle.",
            ),
        ],
    )
    agenda = TextField(
        "Ordre du jour",
        description="Un point par ligne, avec l’heure si vous voulez. Exemple : 9 h 30 Accueil.",
        validators=[Optional(), Length(max=20_000)],
        render_kw={"rows": 7},
    )
    visibility = ChoiceField(
        "Qui voit cette réunion dans l’agenda ?",
        choices=[(v.value, v.label) for v in Visibility],
        default=Visibility.GROUP.value,
        validators=[InputRequired()],
    )
    answers = BooleanField(
        "Demander aux personnes de dire si elles viennent",
        default=True,
        description="La page de la réunion propose alors de s’inscrire.",
    )


def convene(actor: Actor, group: WorkingGroup, form: ConveneForm) -> Event:
    """Create and publish the meeting; the members are told by those who react to it.

    The same one again, by a second click, is there once. Raises `Invalid` beside the fields when
    the date makes no sense or has passed.
    """
    starts_at, ends_at = _instants(form)
    lock_row(WorkingGroup, group.id)
    again = _convened(group.id, form.title.data or "", starts_at)
    if again is not None:
        return again
    mode = EventMode(form.mode.data)
    remote, on_site = mode is not EventMode.ON_SITE, mode is not EventMode.REMOTE
    event = services.create(
        actor,
        kind=EventKind.GROUP_MEETING,
        title=form.title.data or "",
        when=When(starts_at, ends_at),
        programme=programme_lines(form.agenda.data),
        group_id=group.id,
        mode=mode,
        visibility=Visibility(form.visibility.data),
        # A place typed before the mode was changed is not shown by mistake.
        venue=(form.venue.data or None) if on_site else None,
        address=(form.address.data or None) if on_site else None,
        city=(form.city.data or None) if on_site else None,
        remote_url=(form.remote_url.data or None) if remote else None,
    )
    services.publish(actor, event)
    if form.answers.data:
        services.set_registration(actor, event, is_open=True)
    return event


def _convened(group_id: int, title: str, starts_at: datetime) -> Event | None:
    """The meeting of that group already announced under that title for that moment."""
    return db.session.scalars(
        select(Event)
        .where(
            Event.group_id == group_id,
            Event.title == title,
            Event.starts_at == starts_at,
            Event.status == EventStatus.PUBLISHED,
        )
        .order_by(Event.id)
        .limit(1)
    ).one_or_none()


def _instants(form: ConveneForm) -> tuple[datetime, datetime]:
    day, begins, ends = form.day.data, form.begins.data, form.ends.data
    if day is None or begins is None or ends is None:
        raise Invalid({"day": "Indiquez le jour, le début et la fin."})
    if ends <= begins:
        raise Invalid({"ends": "La fin doit venir après le début."})
    starts_at, ends_at = _instant(day, begins, "begins"), _instant(day, ends, "ends")
    if starts_at <= clock.now():
        raise Invalid({"day": "Cette date est passée. On convoque pour un jour à venir."})
    return starts_at, ends_at


def _instant(day: date, hour: time, field: str) -> datetime:
    try:
        return clock.from_paris(day, hour)
    except OverflowError as error:
        raise Invalid({"day": "Cette année n’est pas possible."}) from error
    except clock.SkippedHour as error:
        raise Invalid(
            {field: "Cette heure n’existe pas : cette nuit-là, on passe de 2 h à 3 h."}
        ) from error
