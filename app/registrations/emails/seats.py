"""Mails to a person about their seats: given, awaited, changed, given up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.events.enums import PoolKind
from app.events.models import Event, Pool
from app.kernel import clock, links
from app.kernel.dates import spoken_moment
from app.kernel.text import typographic
from app.registrations.emails.letter import (
    Seats,
    SessionLines,
    cancellation,
    mode_words,
    request,
    send,
)
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.tokens import token_of


def confirmed(
    registration: Registration,
    event: Event,
    claim: Claim,
    pool: Seats,
    sessions: SessionLines = (),
) -> None:
    """The seat is confirmed; the event enters the calendar."""
    subject = f"Votre place est confirmée : {event.title}"
    _seated("confirmed", subject, registration, event, claim, pool, sessions)


def mode_changed(
    registration: Registration,
    event: Event,
    claim: Claim,
    pool: Seats,
    *,
    by_team: bool = False,
    note: str | None = None,
) -> None:
    """The person attends another way from now on; the team may have said why."""
    subject = f"Votre inscription est modifiée : {event.title}"
    _seated("mode_changed", subject, registration, event, claim, pool, by_team=by_team, note=note)


def promoted(registration: Registration, event: Event, claim: Claim, pool: Seats) -> None:
    """A seat came free for who waited; in some events it still needs a yes."""
    subject = f"Une place s’est libérée pour vous : {event.title}"
    if pool.kind is PoolKind.SESSION or claim.status != ClaimStatus.CONFIRMED:
        send(
            "promoted",
            subject,
            registration,
            event,
            key=f"seat:{claim.id}",
            needs=_needs(registration, claim),
            **_where(pool),
        )
    else:
        _seated("promoted", subject, registration, event, claim, pool)


def waiting(
    registration: Registration,
    event: Event,
    claim: Claim,
    pool: Seats,
    rank: int,
    *,
    keeps_seat: bool = False,
    sessions: SessionLines = (),
    by_team: bool = False,
    note: str | None = None,
) -> None:
    """On the waiting list; nothing enters the calendar. A seat held elsewhere is kept meanwhile."""
    send(
        "waiting",
        f"Vous êtes sur la liste d’attente : {event.title}",
        registration,
        event,
        key=f"waiting:{claim.id}",
        rank=rank,
        keeps_seat=keeps_seat,
        needs=_needs(registration, claim) if event.approval_required else "",
        sessions=list(sessions),
        by_team=by_team,
        note=note,
        **_where(pool),
    )


def requested(
    registration: Registration,
    event: Event,
    claim: Claim,
    pool: Seats,
    sessions: SessionLines = (),
) -> None:
    """A seat is held until the team has said yes or no."""
    send(
        "requested",
        f"Votre demande est enregistrée : {event.title}",
        registration,
        event,
        key=f"requested:{claim.id}",
        sessions=list(sessions),
        **_where(pool),
    )


def approved(
    registration: Registration,
    event: Event,
    claim: Claim,
    pool: Seats,
    rank: int | None,
    sessions: SessionLines = (),
) -> None:
    """The team said yes: the seat is confirmed, or the rank stands."""
    seated = rank is None
    send(
        "approved",
        f"Votre demande est acceptée : {event.title}",
        registration,
        event,
        key="approved",
        calendar=request(registration, event, pool.kind) if seated else None,
        rank=rank,
        sessions=list(sessions),
        remote_url=event.remote_url if seated and pool.kind is PoolKind.REMOTE else None,
        **_where(pool),
    )


def refused(registration: Registration, event: Event) -> None:
    """The team said no; why, in its own words."""
    send(
        "refused",
        f"Votre demande n’a pas été acceptée : {event.title}",
        registration,
        event,
        key="refused",
        calendar=cancellation(registration, event),
        reason=registration.withdrawal_reason,
    )


def address_changed(
    registration: Registration,
    event: Event,
    claim: Claim,
    pool: Seats,
    rank: int | None,
    sessions: SessionLines = (),
) -> None:
    """To the address that was corrected: how the person stands, a new link, the invitation."""
    seated = claim.status == ClaimStatus.CONFIRMED
    send(
        "address_changed",
        f"Votre inscription : {event.title}",
        registration,
        event,
        key=f"address:{clock.now():%Y%m%d%H%M%S}",
        calendar=request(registration, event, pool.kind) if seated else None,
        rank=rank,
        requested=claim.status == ClaimStatus.REQUESTED,
        sessions=list(sessions),
        remote_url=event.remote_url if seated and pool.kind is PoolKind.REMOTE else None,
        **_where(pool),
    )


def confirm_address(registration: Registration, event: Event, *, again: bool = False) -> None:
    """The registration counts once this address has answered; until when the place is held.

    `again`: it is another address than the one that was asked first.
    """
    if registration.confirm_by is None:
        return
    send(
        "confirm_address",
        f"À confirmer : votre inscription à {event.title}",
        registration,
        event,
        key=f"confirm_address:{clock.now():%Y%m%d%H%M%S}" if again else "confirm_address",
        deadline=spoken_moment(registration.confirm_by),
    )


def lapsed(registration: Registration, event: Event) -> None:
    """Nobody confirmed in time: the place went to somebody else."""
    send(
        "lapsed",
        f"Inscription non confirmée : {event.title}",
        registration,
        event,
        key="lapsed",
    )


def sessions_changed(
    registration: Registration,
    event: Event,
    sessions: SessionLines,
    *,
    by_team: bool = False,
    note: str | None = None,
) -> None:
    """The choice of sessions as it now is, one's own or the team's; the seat at the event stays."""
    moment = f"{clock.now():%Y%m%d%H%M%S}"
    send(
        "sessions_changed",
        f"Vos ateliers : {event.title}",
        registration,
        event,
        key=f"sessions:{moment}",
        sessions=list(sessions),
        by_team=by_team,
        note=note,
    )


def session_cancelled(registration: Registration, event: Event, pool: Pool) -> None:
    """One session will not take place; the rest of the registration stands."""
    send(
        "session_cancelled",
        f"Atelier annulé : {event.title}",
        registration,
        event,
        key=f"session_cancelled:{pool.id}",
        session=typographic(pool.label),
    )


def link_again(
    registration: Registration,
    event: Event,
    *,
    key: str,
    mode: PoolKind | None,
    sessions: SessionLines = (),
    asked: Sequence[str] = (),
    change_url: str | None = None,
) -> None:
    """The private link, because the address was given again, and how the person is registered.

    `asked` is what was asked for this time, where it differs; `change_url` offers to do it.
    """
    send(
        "link_again",
        f"Votre inscription : {event.title}",
        registration,
        event,
        key=key,
        mode=mode_words(mode) if mode else None,
        sessions=list(sessions),
        asked=[typographic(one) for one in asked],
        change_url=change_url,
    )


def open_questions(registration: Registration, event: Event, questions: Sequence[str]) -> None:
    """Answers that are still wanted; at most one such mail a day, and less by its service."""
    send(
        "open_questions",
        f"Il manque une réponse : {event.title}",
        registration,
        event,
        key=f"open_questions:{clock.today():%Y%m%d}",
        questions=[typographic(one) for one in questions],
        answer_url=links.url("registrations.details", token=token_of(registration)),
    )


def withdrawn(registration: Registration, event: Event) -> None:
    """The registration is cancelled; the event leaves the calendar if it was there."""
    subject = f"Votre inscription est annulée : {event.title}"
    calendar = cancellation(registration, event)
    send("withdrawn", subject, registration, event, key="withdrawn", calendar=calendar)


def _seated(
    kind: str,
    subject: str,
    registration: Registration,
    event: Event,
    claim: Claim,
    pool: Seats,
    sessions: SessionLines = (),
    **details: Any,
) -> None:
    send(
        kind,
        subject,
        registration,
        event,
        key=f"seat:{claim.id}",
        calendar=request(registration, event, pool.kind),
        sessions=list(sessions),
        remote_url=event.remote_url if pool.kind is PoolKind.REMOTE else None,
        **details,
        **_where(pool),
    )


def _where(pool: Seats) -> dict[str, Any]:
    """The way to attend, or the session, in words."""
    if pool.kind is PoolKind.SESSION:
        return {"mode": None, "session": typographic(pool.label)}
    return {"mode": mode_words(pool.kind), "session": None}


def _needs(registration: Registration, claim: Claim) -> str:
    """Who still has to say yes before a seat is confirmed: nobody, the person, the team."""
    if registration.confirm_by is not None:
        return "address"
    if claim.status == ClaimStatus.REQUESTED or (
        claim.status == ClaimStatus.WAITING and registration.approved_at is None
    ):
        return "team"
    return ""
