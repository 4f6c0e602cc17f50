"""What groups plan in the demonstration, and what they say of their meetings beforehand."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial

from app.demo.people import Cast, Group, stored
from app.demo.timeline import Timeline, days
from app.events.enums import EventMode, EventStatus
from app.events.models import Event
from app.groups import services as groups
from app.groups.enums import MilestoneStatus
from app.groups.queries import milestones
from app.kernel import clock
from app.kernel.access import ANONYMOUS
from app.kernel.db import db
from app.meetings import queries
from app.meetings import services as meetings
from app.meetings.enums import Answer, Choice
from app.meetings.services.answering import offered

LETTER = """## Ce qui est demandé (exemple fictif)

Décrire ce qui manque, dire ce qui marche ailleurs, et proposer.

## Ce que le groupe rend

- une note d’étape au printemps
- deux propositions avant la fin de l’année
"""
MILESTONES = (
    ("Décrire les besoins (fictif)", 60, "Une note de quatre pages"),
    ("Réunir les partenaires (fictif)", 150, "Une journée d’échanges"),
    ("Écrire les propositions (fictif)", 330, "Deux propositions"),
)


class RoadMaps:
    """Plans the letter, the milestones and the notes of every group, and one poll of dates."""

    def __init__(self, timeline: Timeline, cast: Cast, chance: random.Random) -> None:
        self.timeline, self.cast, self.chance = timeline, cast, chance

    def plan(self, start: datetime) -> None:
        for rank, group in enumerate(self.cast.groups):
            self.timeline.plan(start + days(rank), partial(self._begin, group, start))
            self.timeline.plan(start + days(90 + rank), partial(self._reach, group))
        for group in self.cast.groups[:3]:
            self.timeline.plan(self.timeline.end - days(4), partial(self._poll, group))

    def _begin(self, group: Group, start: datetime) -> None:
        lead, staff = self.cast.actor(group.lead), self.cast.actor(self.cast.staff[0])
        row = stored(group)
        groups.write_letter(lead, row, body=LETTER)
        if self.chance.random() < 0.75:
            groups.approve_letter(staff, row, number=1)
        first = clock.paris(start).date()
        for title, due, deliverable in MILESTONES:
            day = first + timedelta(days=due)
            groups.add_milestone(lead, row, title=title, due_on=day, deliverable=deliverable)

    def _reach(self, group: Group) -> None:
        lead, row = self.cast.actor(group.lead), stored(group)
        if self.chance.random() < 0.7:
            groups.resolve_milestone(
                lead,
                milestones(group.id)[0].milestone,
                status=MilestoneStatus.REACHED,
                resolution="La note est rendue (fictif).",
            )
        note = "Le groupe avance comme prévu ; la suite dépend des partenaires (fictif)."
        groups.add_note(lead, row, body=note, told_on=clock.today())

    def _poll(self, group: Group) -> None:
        first = clock.from_paris(
            clock.today() + timedelta(days=30), clock.paris(clock.now()).time()
        )
        dates = [(first + days(n), first + days(n) + timedelta(hours=2)) for n in range(3)]
        poll = meetings.open_poll(
            self.cast.actor(group.lead),
            stored(group),
            title="Réunion de rentrée (fictive)",
            mode=EventMode.HYBRID,
            dates=dates,
        )
        date_ids = [date.id for date in poll.dates]
        for voter in queries.voters(poll.id)[:6]:
            said = {date_id: self.chance.choice(list(Choice)) for date_id in date_ids}
            meetings.vote(ANONYMOUS, voter, said)

    def answers(self, event_id: int) -> None:
        """Most of those convoked answer, each in their way."""
        event = db.session.get_one(Event, event_id)
        if event.status != EventStatus.PUBLISHED or (event.starts_at or clock.now()) <= clock.now():
            return
        for row in queries.convoked(event_id):
            if self.chance.random() < 0.2:
                continue
            said = self.chance.choice([*offered(event), offered(event)[0]])
            name = "Sacha Fictif" if said is Answer.DELEGATE else None
            meetings.answer(ANONYMOUS, row, answer=said, delegate_name=name)
