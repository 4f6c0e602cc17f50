"""Personal links to an event of those invited, for those who run it."""

from __future__ import annotations

import re

from flask import flash
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel.addresses import WrongAddressError, checked_address
from app.kernel.text import counted, joined
from app.registrations import services
from app.registrations.forms import InviteForm
from app.registrations.models import Invitation
from app.registrations.queries import invitation_to_run, invitations_of
from app.registrations.views.section import registrations
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor

_BETWEEN = re.compile(r"[\s,;]+")
SHOWN_WRONG = 5


@registrations.page(
    "/gestion/evenements/<slug>/invitations",
    access=allow("registration:invite", load=event_to_run),
    methods=["GET", "POST"],
)
def invitations(event: Event) -> ResponseReturnValue:
    form = InviteForm()
    if form.validate_on_submit():
        addresses, wrong = _addresses(form.addresses.data or "")
        if wrong:
            form.addresses.errors = [f"Adresses à revoir : {joined(wrong[:SHOWN_WRONG])}."]
        else:
            sent = services.invite(current_actor(), event, addresses=addresses)
            flash(
                f"{counted(sent, 'invitation part', 'invitations partent')} tout de suite."
                if sent
                else "Toutes ces personnes étaient déjà invitées.",
                "success" if sent else "info",
            )
            return see_other("registrations.invitations", slug=event.slug)
    return render_form(
        "registrations/invitations.html", form, event=event, invitations=invitations_of(event)
    )


def _addresses(typed: str) -> tuple[list[str], list[str]]:
    """(addresses, what is none) of a list pasted as it came: lines, commas, semicolons."""
    found: list[str] = []
    wrong: list[str] = []
    for part in filter(None, _BETWEEN.split(typed)):
        try:
            found.append(checked_address(part.strip("<>")))
        except WrongAddressError:
            wrong.append(f"« {part} »")
    return found, wrong


@registrations.page(
    "/gestion/invitations/<int:invitation_id>/retirer",
    access=allow("registration:revoke_invitation", load=invitation_to_run),
    methods=["POST"],
)
def revoke_invitation(invitation: Invitation) -> ResponseReturnValue:
    slug = invitation.event.slug
    if services.revoke(current_actor(), invitation):
        flash("Ce lien ne sert plus.", "success")
    return see_other("registrations.invitations", slug=slug)
