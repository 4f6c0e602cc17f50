"""One's own registration, by its private link: see, change, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.events.enums import PoolKind
from app.events.queries.series import series_with_others
from app.events.seats import PoolFill, modes
from app.events.seats import sessions as sessions_of
from app.kernel import clock
from app.questions.queries import asked_of, needs_of, said_by
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.forms import ModeForm, SessionsForm, WithdrawForm, offer_sessions
from app.registrations.models import Registration
from app.registrations.opening import closed_because, fixed_because, has_started, is_over
from app.registrations.queries import own_by_token, standings
from app.registrations.related import own_blocks
from app.registrations.services.wishes import mode_of, session_ids_of
from app.registrations.tokens import token_of
from app.registrations.views.section import registrations
from app.web import quotas
from app.web.responses import render, render_form, see_other
from app.web.routing import by_link, current_actor

OWN = by_link(own_by_token)
# In a day: each writes a mail.
MOST_CHANGES = 10


@registrations.page("/inscriptions/<token>", access=OWN)
def own(registration: Registration) -> ResponseReturnValue:
    event = registration.event
    fills = fills_of(event)
    mine = standings(registration, fills)
    form, sessions_form = ModeForm(), SessionsForm()
    form.attendance_mode.offer((fill.kind.value, fill.kind.label) for fill in modes(fills))
    wished = [one for one in mine if not one.is_session and not one.claim.interim]
    form.attendance_mode.data = wished[0].kind.value if wished else None
    offer_sessions(sessions_form.sessions, fills, wished[0].kind if wished else None)
    sessions_form.sessions.data = session_ids_of(registration)
    proposed = _propose(fills, form, sessions_form)
    return render(
        "registrations/own.html",
        registration=registration,
        event=event,
        token=token_of(registration),
        standings=[one for one in mine if not one.is_session],
        sessions=[one for one in mine if one.is_session],
        blocks=own_blocks(registration),
        fills=modes(fills),
        offers_sessions=bool(sessions_of(fills)),
        series=series_with_others(current_actor(), event),
        form=form,
        proposed=proposed,
        said=said_by([registration.id]).get(registration.id, []),
        needs=needs_of([registration.id]).get(registration.id, {}),
        sessions_form=sessions_form,
        closed=closed_because(event, clock.now()),
        fixed=fixed_because(event, clock.now()),
        started=has_started(event, clock.now()),
        over=is_over(event, clock.now()),
    )


@dataclass(frozen=True)
class Proposed:
    """Another choice, shown as made: the sessions that its button takes along, if it says any."""

    sessions: str | None


def _propose(
    fills: Sequence[PoolFill], form: ModeForm, sessions_form: SessionsForm
) -> Proposed | None:
    """Show as made the choice that the mail of a form filled in again offers, if it is one."""
    mode = request.args.get("participation")
    if mode not in {fill.kind.value for fill in modes(fills)}:
        return None
    form.attendance_mode.data = mode
    sessions = request.args.get("ateliers")
    numbers = _numbers(sessions) & {fill.pool_id for fill in fills}
    if numbers:
        sessions_form.sessions.data = sorted(numbers)
    return Proposed(sessions)


def _numbers(dotted: str | None) -> set[int]:
    """Of "3.14": 3 and 14."""
    return {int(one) for one in (dotted or "").split(".") if one.isdecimal() and len(one) < 10}


@registrations.page("/inscriptions/<token>/confirmation", access=OWN, methods=["POST"])
def confirm(registration: Registration) -> ResponseReturnValue:
    """A button, so that a mail scanner that follows links confirms nothing."""
    if services.confirm_address(current_actor(), registration):
        flash("Votre inscription est confirmée.", "success")
    return see_other("registrations.own", token=token_of(registration))


@registrations.page("/inscriptions/<token>/participation", access=OWN, methods=["POST"])
def change(registration: Registration) -> ResponseReturnValue:
    form = ModeForm()
    kinds = [fill.kind for fill in modes(fills_of(registration.event))]
    form.attendance_mode.offer((kind.value, kind.label) for kind in kinds)
    if form.validate_on_submit():
        with form.refusals():
            quotas.use_link("mode", registration.id, MOST_CHANGES, field="attendance_mode")
            kind, sessions = PoolKind(form.attendance_mode.data), request.form.get("ateliers")
            changed = services.change(
                current_actor(),
                registration,
                attendance_mode=kind,
                session_ids=None if sessions is None else sorted(_numbers(sessions)),
            )
            _tell(changed)
            if changed and asked_of(registration.event).attended(kind).meals:
                flash(
                    "Dites aussi si vous mangez sur place : « Modifier mes informations ».", "info"
                )
            return see_other("registrations.own", token=token_of(registration))
    return render_form(
        "registrations/change.html", form, event=registration.event, token=token_of(registration)
    )


@registrations.page("/inscriptions/<token>/ateliers", access=OWN, methods=["GET", "POST"])
def choose_sessions(registration: Registration) -> ResponseReturnValue:
    form = SessionsForm()
    offer_sessions(form.sessions, fills_of(registration.event), mode_of(registration))
    if not form.is_submitted():
        form.sessions.data = session_ids_of(registration)
    elif form.validate():
        with form.refusals():
            quotas.use_link("sessions", registration.id, MOST_CHANGES, field="sessions")
            changed = services.change_sessions(
                current_actor(), registration, session_ids=form.sessions.data or ()
            )
            _tell(changed)
            return see_other("registrations.own", token=token_of(registration))
    return render_form(
        "registrations/sessions.html", form, event=registration.event, token=token_of(registration)
    )


def _tell(changed: bool) -> None:
    flash(
        "Votre choix est enregistré." if changed else "C’était déjà votre choix.",
        "success" if changed else "info",
    )


@registrations.page("/inscriptions/<token>/annulation", access=OWN, methods=["GET", "POST"])
def cancel(registration: Registration) -> ResponseReturnValue:
    form = WithdrawForm()
    event, token = registration.event, token_of(registration)
    seated = any(one.is_seated for one in standings(registration))
    # A seat serves somebody else only where somebody may still get it.
    given = seated and closed_because(event, clock.now()) is None
    if form.validate_on_submit():
        with form.refusals():
            if services.withdraw(current_actor(), registration, reason=form.reason.data or None):
                rest = " Votre place est rendue : quelqu’un d’autre peut l’avoir." if given else ""
                flash(f"Votre inscription est annulée.{rest}", "success")
            return see_other("registrations.own", token=token)
    return render_form(
        "registrations/cancel.html",
        form,
        event=event,
        token=token,
        registration=registration,
        seated=seated,
        given=given,
        started=has_started(event, clock.now()),
    )
