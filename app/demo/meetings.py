"""Conferences, study days and group meetings, with who registers and what is written after."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta

from app.demo import asking, words
from app.demo.coming import Coming
from app.demo.days import Days
from app.demo.letters import Letters
from app.demo.people import Cast, Group
from app.demo.registering import Registering
from app.demo.timeline import Timeline, days
from app.events import services as events
from app.events.enums import EventKind, EventMode, PoolKind, Visibility
from app.events.models import Event
from app.events.services.contents import Line
from app.events.when import When
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.minutes import services as minutes
from app.minutes.content import Content, ToDo
from app.minutes.enums import Audience
from app.minutes.models import Minutes
from app.minutes.services.life import first_end

REGISTRATIONS = 2200
MEETINGS_PER_GROUP = 5
# The study days (by their number) with arrivals, certificates and a questionnaire.
LIVED_IN_FULL = (4, 8, 14)
# Soon, on the day of the demonstration.
COMING = 16

AfterMinutes = Callable[[Group, int, int, datetime], None]
Answers = Callable[[int], None]


class Meetings:
    """Plans every event of the year on the timeline."""

    def __init__(
        self,
        timeline: Timeline,
        cast: Cast,
        chance: random.Random,
        after_minutes: AfterMinutes,
        answers: Answers,
    ) -> None:
        self.timeline, self.cast, self.chance = timeline, cast, chance
        # Called with the group, the meeting, its first decision and the moment it was published.
        self.after_minutes = after_minutes
        # Called with a meeting, some days after its convocation.
        self.answers = answers
        self.letters = Letters(timeline, cast)
        self.registering = Registering(timeline, cast, chance)
        self.coming = Coming(timeline, cast)
        # Its own chance: the rest of the year stays as it was.
        self.days = Days(timeline, cast, random.Random(LIVED_IN_FULL[0]))  # noqa: S311  # repeatable

    def plan(self, start: datetime) -> None:
        """`start` is the first day of the year that the demonstration tells."""
        big = REGISTRATIONS // 4
        self._public("Conférence régionale de printemps (fictive)", start + days(100), big, 0)
        self._public("Conférence régionale d’automne (fictive)", start + days(255), big, 1)
        each = (REGISTRATIONS - 2 * big) // len(words.STUDY_DAYS)
        for number, theme in enumerate(words.STUDY_DAYS):
            moment = start + days(20 + number * 19)
            self._public(f"{theme} (journée fictive)", moment, each, 2 + number)
        for rank, group in enumerate(self.cast.groups):
            for number in range(MEETINGS_PER_GROUP):
                self._meeting(group, number, start + days(14 + number * 70 + rank * 2))

    def _public(self, title: str, moment: datetime, people: int, number: int) -> None:
        """A conference or a study day, open to all; every third one fills up."""
        city, department = words.CITIES[number % len(words.CITIES)]
        conference = number < 2
        seats = people * 2 // 3 if number % 3 == 0 else people + 20
        when = _working_day(moment, "09:30", "16:30")

        def announce() -> None:
            staff = self.cast.actor(self.cast.staff[number % len(self.cast.staff)])
            event = events.create(
                staff,
                kind=EventKind.CONFERENCE if conference else EventKind.STUDY_DAY,
                title=title,
                when=when,
                mode=EventMode.HYBRID,
                capacities={PoolKind.ON_SITE: seats, PoolKind.REMOTE: None if conference else 60},
                axis_ids=self.chance.sample(self.cast.axis_ids, 1),
                programme=[Line(title, hour, who) for hour, title, who in words.DAY_PROGRAMME],
                summary="Une journée fictive pour partager ce qui marche, entre partenaires.",
                practical="Entrée libre. Salle accessible aux fauteuils. Repas offert (fictif).",
                organisers="Équipe du commissaire (fictive)",
                venue=words.VENUES[number % len(words.VENUES)],
                city=city,
                department_code=department,
                remote_url=f"https://visio.example.org/salle-{number}",
            )
            if number % 3 == 0:
                self._sessions(staff, event)
            events.publish(staff, event)
            events.set_registration(staff, event, is_open=True)
            if number % 3 == 2:
                asking.ask(staff, event)
                asking.bring(event)
            self.registering.fill(event.id, _start(when), people)
            self.coming.plan(number, event, seats)
            if number in LIVED_IN_FULL and when.starts_at and when.ends_at:
                self.days.plan(event.id, when.starts_at, when.ends_at)
                self.letters.plan(event.id, when.starts_at, when.ends_at)
            elif number == COMING and when.starts_at:
                self.letters.plan_draft(event.id, when.starts_at)
            if number == 7:
                self._cancel(event.id, when)
            if number == 9:
                self._postpone(event.id, when)
            if not conference and number % 2 == 0:
                self._write_minutes(event.id, staff.account_id or 0, when, None)

        self.timeline.plan(_start(when) - days(60), announce)

    def _sessions(self, staff: Actor, event: Event) -> None:
        """Two sessions at one time, the second soon full, with seats kept for speakers."""
        if event.starts_at is None:
            return
        begins, ends = event.starts_at + timedelta(hours=4), event.starts_at + timedelta(hours=5)
        pools = [
            events.add_session(
                staff,
                event,
                title=title,
                room=room,
                capacity=seats,
                starts_at=begins,
                ends_at=ends,
                attendance=EventMode.ON_SITE,
            )
            for title, room, seats in words.SESSIONS
        ]
        events.add_reserve(staff, pools[-1], label="Intervenants (fictifs)", seats=2)

    def _cancel(self, event_id: int, when: When) -> None:
        def act() -> None:
            staff = self.cast.actor(self.cast.staff[0])
            event = db.session.get_one(Event, event_id)
            events.cancel(staff, event, reason="Annulation fictive : la salle n’est plus libre.")

        self.timeline.plan(_start(when) - days(10), act)

    def _postpone(self, event_id: int, when: When) -> None:
        later = _working_day(_start(when) + days(21), "09:30", "16:30")

        def act() -> None:
            staff = self.cast.actor(self.cast.staff[0])
            event = db.session.get_one(Event, event_id)
            reason = "Report fictif, à cause de travaux dans la salle."
            events.postpone(staff, event, reason=reason, version=event.version, when=later)

        self.timeline.plan(_start(when) - days(12), act)

    def _meeting(self, group: Group, number: int, moment: datetime) -> None:
        when = _working_day(moment, "14:00", "16:00")

        def convene() -> None:
            lead = self.cast.actor(group.lead)
            event = events.create(
                lead,
                kind=EventKind.GROUP_MEETING,
                title=f"Réunion n° {number + 1} (fictive)",
                when=when,
                group_id=group.id,
                visibility=Visibility.PUBLIC if number % 2 else Visibility.GROUP,
                mode=EventMode.HYBRID if number % 2 else EventMode.REMOTE,
                city="Toulouse" if number % 2 else None,
                department_code="31" if number % 2 else None,
                remote_url="https://visio.example.org/groupe",
                programme=[Line(title, hour, who) for hour, title, who in words.MEETING_PROGRAMME],
            )
            events.publish(lead, event)
            event_id = event.id
            self.timeline.plan(clock.now() + days(4), lambda: self.answers(event_id))
            self._write_minutes(event.id, group.secretary, when, group)

        self.timeline.plan(_start(when) - days(21), convene)

    def _write_minutes(self, event_id: int, writer: int, when: When, group: Group | None) -> None:
        """A draft on the day after, published a week later; a quarter stay drafts."""
        stays_draft = self.chance.random() < 0.25
        decisions = tuple(self.chance.sample(words.DECISIONS, 2))
        audience = Audience.PUBLIC if self.chance.random() < 0.6 else Audience.PARTNERS

        def write() -> None:
            event = db.session.get_one(Event, event_id)
            if event.starts_at is None or event.starts_at > clock.now():
                return
            content = Content(
                plain_summary=words.PLAIN_SUMMARY,
                body=words.MINUTES,
                decisions=decisions,
                audience=audience,
                actions=(
                    ToDo(
                        words.ACTION,
                        "Une structure fictive",
                        "action@example.org",
                        clock.today() + days(30),
                    ),
                ),
            )
            draft = minutes.save_draft(self.cast.actor(writer), event, content, version=0)
            if stays_draft:
                return
            until = first_end()
            minutes.circulate(self.cast.actor(writer), draft, version=draft.version, until=until)
            wait = days((until - clock.today()).days + 1)
            self.timeline.plan(clock.now() + wait, lambda: publish(draft.id))

        def publish(minutes_id: int) -> None:
            draft = db.session.get_one(Minutes, minutes_id)
            leader = self.cast.actor(group.lead if group is not None else writer)
            minutes.approve(leader, draft, version=draft.version)
            minutes.publish(leader, draft, version=draft.version)
            db.session.refresh(draft, ["decisions"])
            if group is not None and draft.decisions:
                self.after_minutes(group, event_id, draft.decisions[0].id, clock.now())

        self.timeline.plan(_start(when) + days(1), write)


def _working_day(moment: datetime, starts: str, ends: str) -> When:
    """That day or the next weekday, between two hours of Paris."""
    day = clock.paris(moment).date()
    while day.weekday() > 4:
        day += timedelta(days=1)
    return When(
        clock.from_paris(day, time.fromisoformat(starts)),
        clock.from_paris(day, time.fromisoformat(ends)),
    )


def _start(when: When) -> datetime:
    if when.starts_at is None:
        raise ValueError("the demonstration knows every date")
    return when.starts_at
