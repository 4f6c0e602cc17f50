"""Who may write to those registered: who runs the event. Kept texts are everybody's."""

from __future__ import annotations

from app.events.policies import runs
from app.kernel.access import Actor, Predicate, team
from app.mailings.models import Mailing


def runs_its_event(actor: Actor, mailing: Mailing) -> bool:
    return runs(actor, mailing.event)


PERMISSIONS: dict[str, Predicate] = {
    # On an event.
    "mailing:write": runs,
    # On a message, with its event loaded.
    "mailing:send": runs_its_event,
    # On a kept text, which those who run other events use too.
    "mailing:remove_template": team,
}
