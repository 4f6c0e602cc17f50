"""Who writes and who reads minutes."""

from __future__ import annotations

from datetime import date, timedelta

from app.events.enums import EventStatus
from app.events.models import Event
from app.events.policies import runs
from app.groups.enums import LEADING
from app.kernel import clock
from app.kernel.access import Actor, Predicate
from app.kernel.dates import spoken_day
from app.minutes.enums import Audience, MinutesStatus
from app.minutes.models import Action, Circulation, Minutes, MinutesImport

# A meeting that was cancelled or never announced has nothing to report.
REPORTED = frozenset({EventStatus.PUBLISHED, EventStatus.HELD, EventStatus.CLOSED})
SHOWN = frozenset({MinutesStatus.PUBLISHED, MinutesStatus.AMENDED})
# Members read from the circulation on, each time a frozen text.
READ_INSIDE = SHOWN | {MinutesStatus.CIRCULATED, MinutesStatus.APPROVED}
# Actions are under way once the text that gives them is approved.
LIVE = SHOWN | {MinutesStatus.APPROVED}


def has_begun(event: Event) -> bool:
    """Whether there can be anything to write: it was announced and its hour has come."""
    started = event.starts_at is not None and event.starts_at <= clock.now()
    return started and event.status in REPORTED


def writes(actor: Actor, event: Event) -> bool:
    """Who runs the event writes its minutes."""
    return runs(actor, event)


def writes_now(actor: Actor, event: Event) -> bool:
    """For buttons: who may write, once there is something to write."""
    return writes(actor, event) and has_begun(event)


def places(actor: Actor, text: MinutesImport) -> bool:
    """Who writes the minutes puts the text in; `text.event` is loaded."""
    return writes(actor, text.event)


def reads(actor: Actor, minutes: Minutes) -> bool:
    """Drafts are for those who write them; `minutes.event` is loaded. Twin: queries.visible_to."""
    if runs(actor, minutes.event):
        return True
    if minutes.status in READ_INSIDE and comments(actor, minutes):
        return True
    if minutes.status not in SHOWN:
        return False
    if minutes.audience is Audience.PUBLIC:
        return True
    if minutes.audience is Audience.PARTNERS:
        return actor.is_signed_in
    return False


def comments(actor: Actor, minutes: Minutes) -> bool:
    """Members of the group; `minutes.event` is loaded."""
    return minutes.event.group_id is not None and actor.in_group(minutes.event.group_id)


def approves(actor: Actor, event: Event) -> bool:
    """Who leads the group; the team for its own events, and where a group has nobody."""
    return actor.is_team or actor.in_group(event.group_id, *LEADING)


def approval_opens(circulation: Circulation) -> date:
    """The first day on which the text may be approved: the day before, one may still remark."""
    return circulation.until + timedelta(days=1)


def approval_waits_for(minutes: Minutes) -> str | None:
    """What the approval of circulated minutes still waits for, in French; None when it may come.

    The circulations and their comments are loaded.
    """
    circulation = minutes.circulations[-1]
    opens = approval_opens(circulation)
    if clock.today() < opens:
        return f"L’approbation sera possible à partir du {spoken_day(opens)}, après la relecture."
    if any(comment.taken_up is None for comment in circulation.comments):
        return "L’approbation sera possible quand chaque remarque aura sa réponse."
    return None


def carries_out(actor: Actor, action: Action) -> bool:
    """Whoever it was given to, and who runs the meetings; `minutes.event` is loaded."""
    own = actor.account_id is not None and actor.account_id == action.owner_account_id
    return own or runs(actor, action.minutes.event)


PERMISSIONS: dict[str, Predicate] = {
    "minutes:write": writes,
    "minutes:write_now": writes_now,
    "minutes:import": places,
    "minutes:read": reads,
    "minutes:comment": comments,
    "minutes:approve": approves,
    "action:carry_out": carries_out,
}
