"""Acts by which people register others or pass their seat."""

from app.enrolment.services.contacts import Somebody, Who, accept, refuse, register_others
from app.enrolment.services.imports import (
    counts,
    forget_sheets,
    preview,
    read_sheet,
    run,
    set_columns,
)
from app.enrolment.services.retention import forget_contacts
from app.enrolment.services.transfer import decline, offer, take, take_back

__all__ = [
    "Somebody",
    "Who",
    "accept",
    "counts",
    "decline",
    "forget_contacts",
    "forget_sheets",
    "offer",
    "preview",
    "read_sheet",
    "refuse",
    "register_others",
    "run",
    "set_columns",
    "take",
    "take_back",
]
