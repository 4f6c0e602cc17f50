"""Mails to those convoked, and to those asked for dates.

Whoever was convoked has the meeting in their calendar: each change and the cancellation must follow
them there. Those who have registered besides get the mails of their registration instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.events.calendar import entry_of, event_row
from app.events.models import Event, ProgrammeItem
from app.events.words import place_text, when_text
from app.groups.models import WorkingGroup
from app.ical.invitation import Party, Reply
from app.ical.payload import cancellation_payload, request_payload
from app.kernel import links
from app.kernel.dates import duration, spoken_day, spoken_moment, spoken_span
from app.kernel.db import db
from app.kernel.text import typographic
from app.meetings.models import Convocation, DatePoll, PollVoter
from app.meetings.tokens import answer_url, vote_url
from app.outbox import services as outbox


def agenda_line(item: ProgrammeItem) -> str:
    """ "14 h Accueil (10 minutes)"."""
    parts = [part for part in (item.time_text, item.title) if part]
    if item.minutes:
        parts.append(f"({_minutes(item.minutes)})")
    return " ".join(parts)


def _minutes(number: int) -> str:
    return duration(timedelta(minutes=number))


def convocation(event: Event, to: Convocation, *, files: int) -> None:
    """The meeting is announced: when, where, what for, and the link to answer."""
    _send(
        "convocation",
        "{convocation}",
        event,
        to,
        key=f"convocation:{event.id}:{to.id}",
        calendar=_request(event, to),
        summary=event.summary,
        programme=[agenda_line(item) for item in event.programme],
        files=files,
    )


def reminder(event: Event, to: Convocation) -> None:
    """Nothing was said yet, and the meeting is near."""
    _send(
        "convocation_reminder",
        "Viendrez-vous ? {title}",
        event,
        to,
        key=f"convocation_reminder:{event.id}:{to.id}:{event.sequence}",
        calendar=None,
    )


def meeting_changed(
    event: Event, to: Convocation, what: tuple[str, ...], moved: tuple[str, ...] = ()
) -> None:
    """The date or the place moved; `moved` says what moved with the date."""
    former = event.former_starts_at if "la date" in what else None
    _send(
        "meeting_changed",
        "Changement : {title}",
        event,
        to,
        key=f"meeting_changed:{event.id}:{event.version}:{to.id}",
        calendar=_request(event, to),
        what=list(what),
        moved=list(moved),
        former=spoken_moment(former) if former else None,
    )


def meeting_postponed(event: Event, to: Convocation) -> None:
    """The date is given up and no other is known yet."""
    _send(
        "meeting_postponed",
        "Reporté : {title}",
        event,
        to,
        key=f"meeting_postponed:{event.id}:{event.sequence}:{to.id}",
        calendar=_request(event, to),
        former=spoken_moment(event.former_starts_at) if event.former_starts_at else None,
        reason=event.status_reason,
    )


def meeting_cancelled(event: Event, to: Convocation) -> None:
    """The meeting will not take place; it leaves the calendars."""
    row = event_row(event.id)
    entry = entry_of(row) if row else None
    address = to.address
    calendar = cancellation_payload(entry, Party(to.person, address)) if entry and address else None
    _send(
        "meeting_cancelled",
        "Annulé : {title}",
        event,
        to,
        key=f"meeting_cancelled:{event.id}:{to.id}",
        calendar=calendar,
        reason=event.status_reason,
    )


def _request(event: Event, to: Convocation) -> dict[str, Any] | None:
    row = event_row(event.id)
    entry = entry_of(row) if row else None
    address = to.address
    if entry is None or address is None:
        return None
    return request_payload(entry, Party(to.person, address), reply=Reply.ELSEWHERE)


def _send(
    kind: str,
    subject: str,
    event: Event,
    to: Convocation,
    *,
    key: str,
    calendar: dict[str, Any] | None,
    **details: Any,
) -> None:
    group = db.session.get_one(WorkingGroup, event.group_id)
    outbox.enqueue(
        kind=f"meetings/{kind}",
        to=to.address,
        subject=subject.format(title=event.title, convocation=_convocation(event, group)),
        key=key,
        calendar=calendar,
        thread=f"event:{event.id}",
        payload={
            "group": group.name,
            "title": typographic(event.title),
            "when": when_text(event),
            "place": place_text(event),
            "is_member": to.account_id is not None,
            "answer_url": answer_url(to),
            "event_url": links.url("events.show", slug=event.slug),
            **details,
        },
    )


def _convocation(event: Event, group: WorkingGroup) -> str:
    """ "Convocation, jeudi 14 mai 2026 : Bilan de l’année (Logement)"; a group is named once."""
    day = f", {spoken_day(event.starts_at)}" if event.starts_at else ""
    of_group = "" if group.name.casefold() in event.title.casefold() else f" ({group.name})"
    return f"Convocation{day} : {event.title}{of_group}"


def poll_opened(poll: DatePoll, voters: Sequence[PollVoter]) -> None:
    """To each member: which of these dates would do?"""
    for voter in voters:
        _send_poll(
            "poll_opened",
            f"Quelle date pour « {poll.title} » ?",
            poll,
            voter,
            dates=[spoken_span(date.starts_at, date.ends_at) for date in poll.dates],
            message=poll.message,
        )


def poll_cancelled(poll: DatePoll, voters: Sequence[PollVoter]) -> None:
    """To each member: no date comes of this poll."""
    for voter in voters:
        _send_poll("poll_cancelled", f"Sondage abandonné : {poll.title}", poll, voter)


def _send_poll(kind: str, subject: str, poll: DatePoll, voter: PollVoter, **details: Any) -> None:
    group = db.session.get_one(WorkingGroup, poll.group_id)
    account = voter.account
    outbox.enqueue(
        kind=f"meetings/{kind}",
        to=None if account.closed_at else account.email,
        subject=subject,
        key=f"{kind}:{poll.id}:{voter.id}",
        thread=f"poll:{poll.id}",
        payload={
            "group": group.name,
            "title": typographic(poll.title),
            "vote_url": vote_url(voter),
            **details,
        },
    )
