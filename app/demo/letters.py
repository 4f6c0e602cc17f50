"""Messages of the team to those registered: one before the day, one after it, one still a draft."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from app.demo.people import Cast
from app.demo.timeline import Timeline, days
from app.events.models import Event
from app.kernel.access import Actor
from app.kernel.db import db
from app.mailings import services as mailings
from app.mailings.models import Mailing
from app.mailings.queries import Audience
from app.registrations.enums import ClaimStatus

BEFORE = """\
Bonjour {prénom},

La rencontre « {rencontre} » approche : {date}, {lieu}.

**Pour venir :** bus 7, arrêt « Exemple » (fictif) ; entrée sans marche par la cour.

**Sur place :** accueil dès 9 h. Le repas est offert (fictif).

Un empêchement ? Annulez depuis [votre page privée]({lien}) : une autre personne aura la place."""
AFTER = """\
Bonjour {prénom},

Merci d’être venue, merci d’être venu (message fictif).

**Et maintenant ?**

- le compte rendu sera publié dans deux semaines ;
- les propositions seront transmises au commissaire.

Les supports et votre attestation sont sur [votre page privée]({lien})."""


class Letters:
    """Plans what the team writes around a day."""

    def __init__(self, timeline: Timeline, cast: Cast) -> None:
        self.timeline, self.cast = timeline, cast

    def plan(self, event_id: int, starts_at: datetime, ends_at: datetime) -> None:
        self.timeline.plan(starts_at - days(3), lambda: self._before(event_id))
        self.timeline.plan(ends_at + days(8), lambda: self._after(event_id))

    def plan_draft(self, event_id: int, starts_at: datetime) -> None:
        """A message that somebody has begun."""
        self.timeline.plan(starts_at - timedelta(days=24), lambda: self._draft(event_id))

    def _staff(self) -> Actor:
        return self.cast.actor(self.cast.staff[1])

    def _before(self, event_id: int) -> None:
        written = self._write(event_id, "Informations pratiques : {rencontre}", BEFORE, Audience())
        mailings.send(self._staff(), written, version=written.version)
        mailings.keep_template(self._staff(), written, name="Venir à une journée (fictif)")

    def _after(self, event_id: int) -> None:
        present = Audience(statuses=(ClaimStatus.ATTENDED,))
        written = self._write(event_id, "La suite de « {rencontre} »", AFTER, present)
        mailings.send(self._staff(), written, version=written.version)

    def _draft(self, event_id: int) -> None:
        self._write(event_id, "Informations pratiques : {rencontre}", BEFORE, Audience())

    def _write(self, event_id: int, subject: str, body: str, audience: Audience) -> Mailing:
        return mailings.write(
            self._staff(),
            db.session.get_one(Event, event_id),
            attempt=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{event_id} {subject}")),
            subject=subject,
            body=body,
            audience=audience,
        )
