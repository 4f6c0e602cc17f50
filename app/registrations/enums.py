"""States of a claim, ways to attend."""

from __future__ import annotations

from enum import StrEnum


class ClaimStatus(StrEnum):
    """Life of a claim; also the status of a registration in exports (product names)."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ATTENDED = "attended"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


STATUS_LABELS = {
    ClaimStatus.REQUESTED: "Demande en cours",
    ClaimStatus.CONFIRMED: "Confirmée",
    ClaimStatus.WAITING: "Sur liste d’attente",
    ClaimStatus.REFUSED: "Refusée",
    ClaimStatus.WITHDRAWN: "Annulée",
    ClaimStatus.ATTENDED: "Présence notée",
    ClaimStatus.ABSENT: "Absence notée",
}
# A claim in one of these states takes a seat.
SEATED = frozenset(
    {ClaimStatus.REQUESTED, ClaimStatus.CONFIRMED, ClaimStatus.ATTENDED, ClaimStatus.ABSENT}
)
LIVE = frozenset({ClaimStatus.REQUESTED, ClaimStatus.CONFIRMED, ClaimStatus.WAITING})
