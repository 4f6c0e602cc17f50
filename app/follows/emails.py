"""Mails to those who follow a group: one thing, or a day or week of them. Both can be refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Account
from app.follows.enums import Pace
from app.follows.news import News
from app.follows.tokens import stop_url
from app.groups.models import WorkingGroup
from app.kernel.links import url
from app.outbox.services import enqueue


def one_thing(account: Account, group: WorkingGroup, news: News, *, key: str) -> None:
    enqueue(
        kind="follows/news",
        to=account.email,
        subject=f"Du nouveau dans le groupe « {group.name} »",
        key=f"follows/news:{key}:{account.id}",
        thread=f"group:{group.id}",
        payload={
            "group": group.name,
            "news": [{"text": news.text, "url": news.url}],
            "group_url": url("groups.show", slug=group.slug),
            "unsubscribe_url": stop_url(account.id, group.id),
        },
    )


@dataclass(frozen=True)
class Span:
    """The day or the week that a digest tells, up to before `until`."""

    pace: Pace
    since: datetime
    until: datetime
    key: str
    spoken: str


def digest(account: Account, group: WorkingGroup, news: Sequence[News], span: Span) -> None:
    """One day or one week of one group."""
    daily = span.pace is Pace.DAILY
    what = f"{'La journée' if daily else 'La semaine'} du groupe"
    # A day and the week that begins on it are two things.
    key = f"jour:{span.key}" if daily else span.key
    enqueue(
        kind="follows/digest",
        to=account.email,
        subject=f"{what} « {group.name} »",
        key=f"follows/digest:{key}:{group.id}:{account.id}",
        thread=f"group:{group.id}",
        payload={
            "group": group.name,
            "heading": what,
            "span": span.spoken,
            "often": "une fois par jour" if daily else "une fois par semaine",
            "news": [{"text": one.text, "url": one.url} for one in news],
            "group_url": url("groups.show", slug=group.slug),
            "unsubscribe_url": stop_url(account.id, group.id),
        },
    )
