"""Who may write to those registered: who runs the event. Kept texts serve everybody."""

from __future__ import annotations

from app.events.policies import runs
from app.kernel.access import Actor, Predicate
from app.mailings.models import Mailing, MailingTemplate


def runs_its_event(actor: Actor, mailing: Mailing) -> bool:
    return runs(actor, mailing.event)


def wrote_it(actor: Actor, template: MailingTemplate) -> bool:
    """Everybody starts from a kept text; its author and the team change what others start from."""
    mine = actor.account_id is not None and template.author_id == actor.account_id
    return mine or actor.is_team or actor.is_system


PERMISSIONS: dict[str, Predicate] = {
    # On an event.
    "mailing:write": runs,
    # On a message, with its event loaded.
    "mailing:send": runs_its_event,
    # On a kept text, which those who run other events use too.
    "mailing:replace_template": wrote_it,
    "mailing:remove_template": wrote_it,
}
