"""Who may read: the choices that several forms offer."""

from __future__ import annotations

from app.events.models import Event
from app.minutes.enums import Audience

AUDIENCE_HINTS = {
    Audience.PUBLIC.value: "Sur le site, sans compte",
    Audience.PARTNERS.value: "Toute personne qui se connecte",
    Audience.MEMBERS.value: "Seulement le groupe et l’équipe du commissaire",
}


def audiences(event: Event) -> list[tuple[str, str]]:
    """Members are asked of only where there is a group."""
    return [
        (audience.value, audience.label)
        for audience in Audience
        if audience is not Audience.MEMBERS or event.group_id is not None
    ]
