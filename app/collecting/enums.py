"""What becomes of a figure that somebody proposed."""

from __future__ import annotations

from enum import StrEnum


class ProposedState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def kind(self) -> str:
        """The colour of its badge, beside the words."""
        return KINDS[self]


LABELS = {
    ProposedState.WAITING: "À valider",
    ProposedState.ACCEPTED: "Validé",
    ProposedState.REFUSED: "Non retenu",
}
KINDS = {
    ProposedState.WAITING: "info",
    ProposedState.ACCEPTED: "success",
    ProposedState.REFUSED: "warning",
}
