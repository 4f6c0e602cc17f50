"""What the team does with the days to come: requests answered, people moved, a list imported, the
same day in other places, people invited.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from app.demo.people import Cast
from app.demo.registering import Registering
from app.demo.timeline import Timeline, days
from app.enrolment import services as enrolment
from app.enrolment.matching import TITLES
from app.enrolment.queries import sheet_to_run
from app.events import services as events
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.seats import sessions
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.questions import services as questions
from app.questions.enums import QuestionKind
from app.registrations import services as registrations
from app.registrations.allocation import fills_of
from app.registrations.enums import ClaimStatus
from app.registrations.roster import everyone
from app.registrations.services import BulkAct, Order
from app.reminders import services as reminders
from app.sheets.importing import table_of
from app.sheets.reading import read_here

# Three weeks before the day, each request is answered; six weeks before, the room is full.
ON_REQUEST, FULL, INVITED = 17, 18, 19
PLACES = (
    events.Place("09", "Foix", "Maison des solidarités (fictive)", 25),
    events.Place("46", "Cahors", "Tiers-lieu du Modèle", 30),
)
ROLE = "À quel titre venez-vous ?"
SHEET = """\
Prénom;NOM;Courriel;Structure;Participation;Atelier
Ada;Papier;ada.papier@demo.example.org;Commune de Saint-Exemple (fictive);sur place;Aller vers (fictif)
Léo;Tableau;leo.tableau@demo.example.org;Association Le Pas de côté (fictive);sur place;
Yaël;Colonne;yael.colonne@demo.example.org;;à distance;
Ange;Ligne;ange.ligne(arobase)demo.example.org;;sur place;
Ada;Papier;ada.papier@demo.example.org;Commune de Saint-Exemple;sur place;
Lou;Cellule;;Collectif des personnes concernées d’Exemple (fictif);sur place;
"""  # noqa: E501  # a line of a sheet is a line
REFUSED = "Cette journée est réservée aux structures d’Occitanie (fictif)."


class Coming:
    """Plans the acts of the team on the days that are still to come when the year is seen."""

    def __init__(self, timeline: Timeline, cast: Cast) -> None:
        self.timeline, self.cast = timeline, cast
        # Its own chance: the rest of the year stays as it was.
        chance = random.Random(FULL)  # noqa: S311  # repeatable
        self.registering = Registering(timeline, cast, chance)

    def plan(self, number: int, event: Event, seats: int) -> None:
        """`event` has just been announced."""
        found = {
            ON_REQUEST: self._on_request,
            FULL: self._full,
            INVITED: self._invited,
        }.get(number)
        if found is not None:
            found(event, seats)

    def _staff(self) -> Actor:
        return self.cast.actor(self.cast.staff[2])

    def _with(self, event_id: int, act: Callable[[Actor, Event], object]) -> Callable[[], object]:
        return lambda: act(self._staff(), db.session.get_one(Event, event_id))

    def _on_request(self, event: Event, _seats: int) -> None:
        """Each registration is a request; one question must be answered, and is asked again."""
        staff = self._staff()
        events.edit(staff, event, version=event.version, approval_required=True)
        assert event.ends_at is not None  # noqa: S101  # the year gives every event its hours
        questions.add(
            staff,
            event,
            questions.Draft(
                kind=QuestionKind.ONE,
                label=ROLE,
                purpose="équilibrer les groupes",
                erase_on=clock.paris(event.ends_at).date() + timedelta(days=30),
                choices=("Structure", "Personne concernée", "Élue ou élu"),
                required=True,
            ),
        )
        reminders.plan(staff, event, days=(7, 1))
        for week in range(1, 6):
            self.timeline.plan(clock.now() + days(7 * week), self._with(event.id, _answer))
        self.timeline.plan(clock.now() + days(15), self._with(event.id, registrations.ask_again))

    def _full(self, event: Event, seats: int) -> None:
        """A rush fills the room; then people are moved, a list comes in, other places open."""
        self.registering.rush(event.id, seats + 6)
        for wait, act in ((10, self._elsewhere), (12, _import), (14, _move)):
            self.timeline.plan(clock.now() + days(wait), self._with(event.id, act))

    def _elsewhere(self, staff: Actor, event: Event) -> None:
        for made in events.hold_elsewhere(staff, event, PLACES):
            self.registering.rush(made.id, 4)
        events.publish_series(staff, event)
        events.open_series(staff, event)

    def _invited(self, event: Event, _seats: int) -> None:
        staff = self._staff()
        events.edit(staff, event, version=event.version, invitation_only=True)
        addresses = [f"invitee{number}.{event.id}@demo.example.org" for number in range(1, 9)]
        registrations.invite(staff, event, addresses=addresses)


def _answer(staff: Actor, event: Event) -> None:
    """All requests but the three latest, of which the week's first is refused."""
    waiting = [one for one in everyone(event) if one.status is ClaimStatus.REQUESTED]
    ids = [one.registration_id for one in waiting][:-3]
    if not ids:
        return
    registrations.act_on(staff, event, Order(BulkAct.REFUSE), ids[:1], reason=REFUSED)
    registrations.act_on(staff, event, Order(BulkAct.APPROVE), ids[1:])


def _import(staff: Actor, event: Event) -> None:
    """A list from a partner: some lines are right, two are not, one is there twice."""
    table = table_of(read_here(SHEET.encode()), TITLES)
    sheet = enrolment.create_import(
        staff, event, table=table, filename="liste-fictive.csv", mode=PoolKind.ON_SITE
    )
    db.session.expunge(sheet)
    shown = sheet_to_run(staff, sheet_id=sheet.id)
    assert shown is not None  # noqa: S101  # it has just been read
    enrolment.run(staff, shown)


def _move(staff: Actor, event: Event) -> None:
    """Three people who had chosen no session are placed in the last one."""
    last = sessions(fills_of(event))[-1]
    free = [one for one in everyone(event) if one.is_live and not one.sessions]
    ids = [one.registration_id for one in free][:3]
    registrations.act_on(staff, event, Order(BulkAct.TO_SESSION, last), ids)
