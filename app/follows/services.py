"""Choosing a pace, and telling those who follow."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time, timedelta

from app.audit import services as audit
from app.follows import emails, queries
from app.follows.emails import Span
from app.follows.enums import DIGESTS, Pace
from app.follows.models import Follow
from app.follows.news import News, news_of
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.dates import spoken_days
from app.kernel.db import db, lock_row
from app.kernel.errors import NotAllowed, NotFound


def choose(actor: Actor, group: WorkingGroup, pace: Pace) -> bool:
    """Follow a group at a pace, or hear nothing beyond what must be told. False: no change."""
    if actor.account_id is None:
        raise NotAllowed
    return _set(actor, actor.account_id, group.id, pace)


def stop(actor: Actor, account_id: int, group_id: int) -> bool:
    """The same by the link of a mail: nothing more, without signing in."""
    return _set(actor, account_id, group_id, Pace.NOTHING)


def _set(actor: Actor, account_id: int, group_id: int, pace: Pace) -> bool:
    group = lock_row(WorkingGroup, group_id)
    if group is None:
        raise NotFound
    row = db.session.get(Follow, (account_id, group_id))
    if row is not None and row.pace is pace:
        return False
    if row is None:
        db.session.add(Follow(account_id=account_id, group_id=group_id, pace=pace))
    else:
        row.pace, row.chosen_at = pace, clock.now()
    db.session.flush()
    audit.record(actor, "group:follow", group, after={"pace": pace})
    return True


def tell(news: News, *, key: str, told_otherwise: Collection[int] = ()) -> None:
    """Tell one thing at once to those who want each; `told_otherwise` have had a mail of their own.

    `key` names the thing: told again, it reaches nobody twice.
    """
    group = db.session.get_one(WorkingGroup, news.group_id)
    for account in queries.told_at_once(group.id, beyond_members=news.is_public):
        if account.id not in told_otherwise:
            emails.one_thing(account, group, news, key=key)


def send_digests() -> int:
    """Send the news of a day or a week to those who want a digest; how many mails. A daily task.

    A day goes from midnight to midnight in Paris, a week from Monday to Monday: 23 to 25 hours, 167
    to 169. Run at any hour of any day, it tells the day and the week before this one; what was told
    once is not told again (the key of the mail says the period, group and person), and an empty
    period is no mail. Nothing that happened before somebody chose to follow is told.
    """
    follows = queries.digest_follows()
    spans = {pace: _span(pace) for pace in DIGESTS}
    earliest = min(span.since for span in spans.values())
    latest = max(span.until for span in spans.values())
    news = news_of({group.id for _, _, group in follows}, earliest, latest)
    members = queries.memberships()
    sent = 0
    for follow, account, group in follows:
        span = spans[follow.pace]
        since = max(span.since, follow.chosen_at)
        theirs = [
            one
            for one in news
            if one.group_id == group.id
            and since <= one.at < span.until
            and (one.is_public or (account.id, group.id) in members)
        ]
        if theirs:
            emails.digest(account, group, theirs, span)
            sent += 1
    return sent


def _span(pace: Pace) -> Span:
    """The last whole day or week."""
    today = clock.today()
    last = today if pace is Pace.DAILY else today - timedelta(days=today.weekday())
    first = last - timedelta(days=1 if pace is Pace.DAILY else 7)
    return Span(
        pace,
        clock.from_paris(first, time()),
        clock.from_paris(last, time()),
        key=first.isoformat(),
        spoken=spoken_days(first, last - timedelta(days=1)),
    )
