"""Life of a message."""

from __future__ import annotations

from enum import StrEnum

# The kind of the mail by which the team sees whether mails leave.
TRIAL = "outbox/trial"


class MessageStatus(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


STATUS_LABELS = {
    MessageStatus.QUEUED: "En attente",
    MessageStatus.SENDING: "En cours d’envoi",
    MessageStatus.SENT: "Envoyé",
    MessageStatus.BOUNCED: "Revenu",
    MessageStatus.FAILED: "En erreur",
    MessageStatus.CANCELLED: "Annulé",
}
