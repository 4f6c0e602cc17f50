"""The private addresses of contacts and of seats on their way."""

from __future__ import annotations

from app.enrolment.models import Contact, SeatTransfer
from app.kernel import links

CONTACT, TRANSFER = "contact", "seat transfer"
ADDRESS = "contact address"


def contact_token(public_id: str) -> str:
    return links.derive_token(CONTACT, public_id)


def contact_url(contact: Contact) -> str:
    return links.url("enrolment.contact", token=contact_token(contact.public_id))


def address_proof(contact: Contact) -> str:
    """What only who reads the contact's mail can know."""
    return links.derive_token(ADDRESS, contact.public_id)


def confirm_url(contact: Contact) -> str:
    return links.url(
        "enrolment.confirm", token=contact_token(contact.public_id), proof=address_proof(contact)
    )


def transfer_token(public_id: str) -> str:
    return links.derive_token(TRANSFER, public_id)


def transfer_url(transfer: SeatTransfer) -> str:
    return links.url("enrolment.take", token=transfer_token(transfer.public_id))
