"""Acts by which people register others or pass their seat."""

from app.enrolment.services.contacts import (
    Somebody,
    Who,
    accept,
    cancel_person,
    refuse,
    register_others,
)
from app.enrolment.services.imports import (
    counts,
    create_import,
    forget_sheets,
    preview,
    read_file,
    run,
    set_columns,
    unread_addresses,
)
from app.enrolment.services.pending import ask_to_register, confirm_contact, people_of
from app.enrolment.services.retention import forget_contacts
from app.enrolment.services.transfer import decline, offer, take, take_back

__all__ = [
    "Somebody",
    "Who",
    "accept",
    "ask_to_register",
    "cancel_person",
    "confirm_contact",
    "counts",
    "create_import",
    "decline",
    "forget_contacts",
    "forget_sheets",
    "offer",
    "people_of",
    "preview",
    "read_file",
    "refuse",
    "register_others",
    "run",
    "set_columns",
    "take",
    "take_back",
    "unread_addresses",
]
