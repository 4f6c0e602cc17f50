"""Mails to those who follow a group: one thing, or a week of them. Both can be refused."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts.models import Account
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


def digest(
    account: Account, group: WorkingGroup, news: Sequence[News], *, week: str, spoken: str
) -> None:
    """One week of one group."""
    enqueue(
        kind="follows/digest",
        to=account.email,
        subject=f"La semaine du groupe « {group.name} »",
        key=f"follows/digest:{week}:{group.id}:{account.id}",
        thread=f"group:{group.id}",
        payload={
            "group": group.name,
            "week": spoken,
            "news": [{"text": one.text, "url": one.url} for one in news],
            "group_url": url("groups.show", slug=group.slug),
            "unsubscribe_url": stop_url(account.id, group.id),
        },
    )
