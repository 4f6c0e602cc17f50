"""Some days of the year in full: arrivals, no-shows, certificates, a questionnaire, thanks."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from sqlalchemy import select

from app.attendance import services as attendance
from app.attendance.enums import ActKind
from app.attendance.queries import people, slots_of
from app.demo.people import Cast
from app.demo.timeline import Timeline, days
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.db import db
from app.outbox.models import OutboxMessage
from app.surveys import services as surveys
from app.surveys.enums import QuestionKind
from app.surveys.models import SurveyQuestion
from app.surveys.queries import link_to_answer, mail_key, survey_of

OPINIONS = (
    "Plus de temps pour échanger entre nous (réponse fictive).",
    "Une salle plus facile à trouver (réponse fictive).",
    "Rien, merci (réponse fictive).",
)
THANKS = "Vos échanges nourrissent déjà la suite : le compte rendu arrive (message fictif)."


class Days:
    """Plans what happens on the day of an event and after it."""

    def __init__(self, timeline: Timeline, cast: Cast, chance: random.Random) -> None:
        self.timeline, self.cast, self.chance = timeline, cast, chance

    def plan(self, event_id: int, starts_at: datetime, ends_at: datetime) -> None:
        self.timeline.plan(starts_at + timedelta(minutes=40), lambda: self._arrive(event_id, 0))
        self.timeline.plan(ends_at - timedelta(hours=2), lambda: self._arrive(event_id, 1))
        self.timeline.plan(ends_at + timedelta(hours=2), lambda: self._look_back(event_id))
        self.timeline.plan(ends_at + days(1), lambda: self._ask(event_id))
        self.timeline.plan(ends_at + days(3), lambda: self._answer(event_id))

    def _staff(self) -> Actor:
        return self.cast.actor(self.cast.staff[0])

    def _arrive(self, event_id: int, part: int) -> None:
        """Nine in ten come in the morning, fewer after lunch; two were not expected."""
        event = db.session.get_one(Event, event_id)
        slots = slots_of(event)
        if part >= len(slots):
            return
        slot, now = slots[part].key, clock.now()
        share = 0.9 - 0.15 * part
        coming = [one for one in people(event_id) if one.is_expected]
        acts = [
            attendance.Act(
                act_id=self._id(),
                kind=ActKind.ARRIVE,
                at=now - timedelta(minutes=self.chance.randrange(30)),
                slot=slot,
                person=one.id,
            )
            for one in coming
            if self.chance.random() < share
        ]
        if part == 0:
            acts += [
                attendance.Act(
                    act_id=self._id(),
                    kind=ActKind.WALK_IN,
                    at=now,
                    slot=slot,
                    walk_in=attendance.WalkIn("Personne", f"Sur-Place {number} (fictive)"),
                    anyway=True,
                )
                for number in (1, 2)
            ]
        attendance.note(self._staff(), event, acts)

    def _id(self) -> str:
        """Repeatable, as the whole year is."""
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def _look_back(self, event_id: int) -> None:
        event, staff = db.session.get_one(Event, event_id), self._staff()
        attendance.mark_absent(staff, event)
        attendance.set_headcount(staff, event, persons_concerned=self.chance.randrange(6, 15))
        attendance.tell_present(staff, event)
        replay = "https://video.example.org/rediffusion"
        attendance.set_replay(staff, event, url=replay, for_all=True)
        attendance.thank(staff, event, message=THANKS)

    def _ask(self, event_id: int) -> None:
        event, staff = db.session.get_one(Event, event_id), self._staff()
        closes_on = clock.today() + timedelta(days=14)
        surveys.create(staff, event, closes_on=closes_on)
        survey = survey_of(event)
        if survey is not None:
            surveys.send(staff, survey)

    def _answer(self, event_id: int) -> None:
        """Two in three answer. Their links are read from the mails, which never left."""
        survey = survey_of(db.session.get_one(Event, event_id))
        if survey is None:
            return
        keys = [mail_key(survey, one.id) for one in people(event_id)]
        payloads = db.session.scalars(
            select(OutboxMessage.payload)
            .where(OutboxMessage.key.in_(keys))
            .order_by(OutboxMessage.id)
        ).all()
        for payload in payloads:
            token = payload["survey_url"].rsplit("/", 1)[1]
            link = link_to_answer(ANONYMOUS, token=token)
            if link is not None and self.chance.random() < 0.66:
                surveys.answer(link, {q.id: self._said(q) for q in survey.questions})

    def _said(self, question: SurveyQuestion) -> list[str]:
        if question.kind is QuestionKind.SCALE:
            return [str(self.chance.choice((2, 3, 4, 4, 5, 5)))]
        if question.kind is QuestionKind.TEXT:
            return [self.chance.choice(OPINIONS)] if self.chance.random() < 0.5 else []
        return self.chance.sample(question.choices, self.chance.randrange(len(question.choices)))
