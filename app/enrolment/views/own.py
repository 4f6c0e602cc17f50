"""« Mes inscriptions »: all that bears the address by which one signs in."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts.models import Account
from app.accounts.queries import whole
from app.enrolment.queries import own_contacts, own_registrations, standing_words
from app.enrolment.tokens import contact_token
from app.enrolment.views.section import enrolment
from app.kernel import clock
from app.kernel.access import Actor
from app.registrations.tokens import token_of
from app.web.responses import render
from app.web.routing import Access


def _own(actor: Actor) -> Account | None:
    return whole(actor.account_id) if actor.account_id is not None else None


@enrolment.page("/compte/inscriptions", access=Access(signed_in=True, load=_own))
def mine(account: Account) -> ResponseReturnValue:
    today = clock.today()
    found = [
        (registration, token_of(registration), standing_words(registration))
        for registration in own_registrations(account)
    ]
    coming = [one for one in found if not one[0].event.sorts_on or one[0].event.sorts_on >= today]
    return render(
        "enrolment/mine.html",
        coming=[one for one in reversed(coming) if one[0].withdrawn_at is None],
        others=[one for one in found if one not in coming or one[0].withdrawn_at is not None],
        contacts=[(one, contact_token(one.public_id)) for one in own_contacts(account)],
    )
