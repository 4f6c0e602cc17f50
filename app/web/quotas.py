"""How many mails strangers may have written: by address, by sender, by event and by private link.

The counts are shared by all workers (`kernel.counting`). They count acts, whether or not the
address is registered: who meets a limit learns nothing of anybody. A refusal is an `Invalid` with a
French sentence, and undoes the act.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from app.kernel import counting
from app.kernel.access import Actor
from app.kernel.errors import Conflict, Invalid
from app.web.security import limiter, network

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
# An association registers its members one by one with its own address; nobody needs more mails.
TO_ADDRESS: Final = 10
# Hundreds of agents share the address of one proxy.
BY_SENDER: Final = 300
# A rush of 300 people in a minute passes.
SURGE_SPAN: Final = timedelta(minutes=10)
ON_EVENT: Final = 1000
SURGE: Final = 60
ADDRESS_FULL: Final = (
    "Beaucoup de demandes portent sur cette adresse depuis hier : aucun courriel de plus ne lui "
    "sera envoyé avant demain. Rien n’est perdu de ce qui est déjà fait. Si c’est urgent, écrivez "
    "à l’équipe qui organise."
)
SENDER_FULL: Final = (
    "Beaucoup de demandes arrivent de chez vous depuis une heure. Rien n’est perdu : attendez un "
    "peu, puis envoyez de nouveau ce formulaire."
)
EVENT_FULL: Final = (
    "Beaucoup de demandes arrivent en ce moment pour cet événement. Rien n’est perdu : attendez "
    "dix minutes, puis envoyez de nouveau ce formulaire."
)
LINK_FULL: Final = (
    "Vous avez fait ce changement plusieurs fois depuis hier : il redevient possible demain. Si "
    "c’est urgent, écrivez à l’équipe qui organise."
)


def ask_for_mail(
    actor: Actor,
    email: str,
    *,
    field: str = "email",
    event_id: int | None = None,
    on_surge: Callable[[], None] | None = None,
) -> None:
    """Count an act by which a mail goes to an address that a stranger typed.

    `field` is beside what the refusal is said; `on_surge` is called once when many such acts fall
    on one event. Raises `Invalid` beyond a limit. What the team does is not counted.
    """
    if not limiter.enabled or actor.is_team:
        return
    if counting.count("mail to", email.casefold(), DAY) > TO_ADDRESS:
        raise Invalid({field: ADDRESS_FULL})
    if counting.count("mail by", network(), HOUR) > BY_SENDER:
        raise Invalid({"": SENDER_FULL})
    if event_id is None:
        return
    acts = counting.count("mail on", str(event_id), SURGE_SPAN)
    if acts > ON_EVENT:
        raise Invalid({"": EVENT_FULL})
    if acts == SURGE and on_surge is not None:
        on_surge()


def use_link(what: str, number: int | str, most: int, *, field: str | None = None) -> None:
    """Count one act by a private link.

    Beyond so many a day raises `Invalid` beside `field`, or `Conflict` where there is no form.
    """
    if not limiter.enabled or counting.count(f"link {what}", str(number), DAY) <= most:
        return
    if field is not None:
        raise Invalid({field: LINK_FULL})
    raise Conflict(LINK_FULL)
