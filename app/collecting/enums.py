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


class LineState(StrEnum):
    """What importing a row of a spreadsheet would do."""

    NEW = "new"
    REPLACES = "replaces"
    SAME = "same"
    EMPTY = "empty"
    DOUBLE = "double"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        return LINE_LABELS[self][0]

    @property
    def kind(self) -> str:
        """The colour of its badge."""
        return LINE_LABELS[self][1]


# Rows that an import takes.
TAKEN = frozenset({LineState.NEW, LineState.REPLACES})
LINE_LABELS = {
    LineState.NEW: ("À ajouter", "success"),
    LineState.REPLACES: ("Remplace", "info"),
    LineState.SAME: ("Déjà en vigueur", ""),
    LineState.EMPTY: ("Sans nombre", ""),
    LineState.DOUBLE: ("En double", "warning"),
    LineState.WRONG: ("À corriger", "error"),
}
